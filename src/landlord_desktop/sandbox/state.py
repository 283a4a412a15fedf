"""What the sandbox knows, kept in a folder: it survives the end of the program, killed or not.

    portfolio.json   the sample portfolio's batches, work orders, applicants and returns (a copy of the guide's,
                     or what was laid there before the first start)
    state.json       what happened since: portfolios, integrations, keys (as SHA-256), batch states, open and committed
                     snapshots, the answers kept for repeated requests
    snapshots/       the parts of the snapshots, a folder each, as they were sent

One request is one replacement of state.json: it takes effect whole or not at all.
"""

import hashlib
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from landlord_desktop.sandbox.storage import JsonObject, read_json, write_json

FEATURES = ("applicant_screening", "document_portal", "maintenance_coordination")
FEEDS = ("work_orders", "applicants", "returns")
KEPT_ANSWERS = 2000
"""So many answers are kept for repeated requests; the oldest go first."""

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Integration:
    """An integration of a portfolio. `key_created_at` is None until its key is revealed for the first time."""

    integration_id: str
    portfolio_id: str
    portfolio_name: str
    name: str
    features: tuple[str, ...]
    key_created_at: str | None


def utc_now() -> datetime:
    """The present instant."""
    return datetime.now(UTC)


def instant_text(instant: datetime) -> str:
    """RFC 3339 in UTC to the second, as the contract has it."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class SandboxState:
    """The state of one sandbox. Money in it is text as in the contract ("1200.00").

    `folder` is made where it is missing. `seed` is taken as portfolio.json where the folder has none yet.
    OSError where the folder cannot be written, ValueError where its files are not readable.
    """

    def __init__(self, folder: Path, seed: Path, now: Callable[[], datetime] = utc_now) -> None:
        self.folder = folder
        self._now = now
        self._lock = threading.RLock()
        self._depth = 0
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not self._portfolio_file.exists():
            write_json(self._portfolio_file, read_json(seed))
        self._portfolio: JsonObject = read_json(self._portfolio_file)
        if not self._file.exists():
            write_json(self._file, self._new_document())
        self._document: JsonObject = self._read()

    @property
    def _file(self) -> Path:
        return self.folder / "state.json"

    @property
    def _portfolio_file(self) -> Path:
        return self.folder / "portfolio.json"

    @contextmanager
    def change(self) -> Iterator[JsonObject]:
        """The document to change: saved when the outermost block ends, taken back where that block fails."""
        with self._lock:
            self._depth += 1
            try:
                yield self._document
                if self._depth == 1:
                    write_json(self._file, self._document)
            except BaseException:
                if self._depth == 1:
                    self._document = self._read()
                raise
            finally:
                self._depth -= 1

    def now_text(self) -> str:
        """The present instant as the contract writes it."""
        return instant_text(self._now())

    # -- portfolios, integrations, keys

    def portfolios(self) -> list[JsonObject]:
        """All portfolios {id, name}; the sample portfolio is the first."""
        return list(self._document["portfolios"])

    def create_portfolio(self, name: str) -> str:
        """A new portfolio without any data; its id."""
        with self.change() as document:
            portfolio_id = f"PF-{1000 + secrets.randbelow(9000)}-{len(document['portfolios'])}"
            document["portfolios"].append({"id": portfolio_id, "name": name})
        return portfolio_id

    def integrations(self, portfolio_id: str | None = None) -> list[Integration]:
        """The integrations of a portfolio, or all of them."""
        known = self._document["integrations"]
        return [self._integration(item) for item in known if portfolio_id in {None, item["portfolio_id"]}]

    def add_integration(self, portfolio_id: str, name: str, features: tuple[str, ...] = FEATURES) -> Integration:
        """A new integration without a key. KeyError where the portfolio is not known."""
        if portfolio_id not in {portfolio["id"] for portfolio in self.portfolios()}:
            raise KeyError(portfolio_id)
        with self.change() as document:
            item = {
                "id": f"INT-{len(document['integrations']) + 1}",
                "portfolio_id": portfolio_id,
                "name": name,
                "features": [feature for feature in FEATURES if feature in features],
                "keys": [],
            }
            document["integrations"].append(item)
            return self._integration(item)

    def new_key(self, integration_id: str) -> str:
        """A new key of the integration; all older ones stop working. It is told here and never again."""
        key = f"ino_{secrets.token_urlsafe(32)}"
        now = self.now_text()
        with self.change() as document:
            item = next(item for item in document["integrations"] if item["id"] == integration_id)
            for older in item["keys"]:
                older["revoked_at"] = older["revoked_at"] or now
            item["keys"].append({"sha256": _hash_of(key), "created_at": now, "revoked_at": None})
        return key

    def find_key(self, key: str) -> tuple[Integration, bool] | None:
        """The integration that a key was made for, and whether the key still works; None for an unknown key."""
        digest = _hash_of(key)
        for item in self._document["integrations"]:
            for known in item["keys"]:
                if secrets.compare_digest(known["sha256"], digest):
                    return self._integration(item), known["revoked_at"] is None
        return None

    def practice_key(self) -> str:
        """A new key for the sample portfolio's first integration, which is added where there is none."""
        portfolio_id = self.portfolios()[0]["id"]
        known = self.integrations(portfolio_id)
        integration = known[0] if known else self.add_integration(portfolio_id, "Landlord Desktop")
        return self.new_key(integration.integration_id)

    # -- data of a portfolio

    def batches(self, portfolio_id: str) -> list[JsonObject]:
        """The portfolio's batches with their receipts and present status, in the order of their deposits."""
        states = self._document["batch_states"]
        kept = self._items(portfolio_id, "batches")
        return sorted(({**batch, **states.get(batch["id"], {})} for batch in kept), key=lambda one: one["deposited_on"])

    def set_batch_state(self, batch_id: str, batch_state: JsonObject) -> None:
        """Lay `batch_state` (status, processed_at, revision, deposit_reference) over the batch."""
        with self.change() as document:
            document["batch_states"][batch_id] = batch_state

    def add_batch(self, batch: JsonObject) -> None:
        """Add a batch to the sample portfolio, or replace the one of that id. No check is made: tests lay bad ones."""
        self._put("batches", batch)

    def put_item(self, feed: str, item: JsonObject) -> None:
        """Add an item to a feed of the sample portfolio ("returns") or change it; the next reader `since` gets it."""
        self._put(feed, item)
        with self.change() as document:
            document["change_number"] += 1
            document["changes"][feed][item["id"]] = document["change_number"]

    def feed(self, portfolio_id: str, feed: str) -> list[tuple[int, JsonObject]]:
        """The items of a feed, each after the number of its last change, in the order of those numbers."""
        numbers = self._document["changes"][feed]
        items = self._items(portfolio_id, feed)
        return sorted(((numbers.get(item["id"], 1), item) for item in items), key=lambda pair: pair[0])

    @property
    def change_number(self) -> int:
        """The number of the newest change of any feed."""
        return int(self._document["change_number"])

    @property
    def epoch(self) -> str:
        """What a sync token must carry to be good still."""
        return str(self._document["epoch"])

    def expire_sync_tokens(self) -> None:
        """From now on every sync token given so far is answered by 410."""
        with self.change() as document:
            document["epoch"] = secrets.token_hex(4)

    @property
    def snapshots(self) -> list[JsonObject]:
        """The records of all kept snapshots, in the order in which they were opened or committed."""
        return list(self._document["snapshots"])

    # -- answers for repeated requests

    def kept_answer(self, portfolio_id: str, key: str) -> JsonObject | None:
        """What was kept under an idempotency key: {request, status, body}."""
        kept: JsonObject | None = self._document["answers"].get(f"{portfolio_id} {key.lower()}")
        return kept

    def keep_answer(self, portfolio_id: str, key: str, answer: JsonObject) -> None:
        """Keep an answer for repetitions of its request."""
        with self.change() as document:
            answers = document["answers"]
            answers[f"{portfolio_id} {key.lower()}"] = answer
            while len(answers) > KEPT_ANSWERS:
                del answers[next(iter(answers))]

    # -- helpers

    def _read(self) -> JsonObject:
        document: Any = read_json(self._file)
        if not isinstance(document, dict) or document.get("version") != _VERSION:
            raise ValueError(f"{self._file.name} is not a state that this sandbox can read.")
        read: JsonObject = document
        return read

    def _new_document(self) -> JsonObject:
        return {
            "version": _VERSION,
            "epoch": secrets.token_hex(4),
            "portfolios": [self._portfolio["portfolio"]],
            "integrations": [],
            "batch_states": {},
            "change_number": 1,
            "changes": {feed: {} for feed in FEEDS},
            "snapshots": [],
            "answers": {},
        }

    def _integration(self, item: JsonObject) -> Integration:
        names = {portfolio["id"]: portfolio["name"] for portfolio in self._document["portfolios"]}
        return Integration(
            integration_id=item["id"],
            portfolio_id=item["portfolio_id"],
            portfolio_name=names[item["portfolio_id"]],
            name=item["name"],
            features=tuple(item["features"]),
            key_created_at=item["keys"][-1]["created_at"] if item["keys"] else None,
        )

    def _items(self, portfolio_id: str, kind: str) -> list[JsonObject]:
        if portfolio_id != self._portfolio["portfolio"]["id"]:
            return []
        items: list[JsonObject] = self._portfolio.get(kind, [])
        return items

    def _put(self, kind: str, item: JsonObject) -> None:
        with self._lock:
            # A copy, so that a caller may go on changing its own object.
            copy: Any = json.loads(json.dumps(item))
            items = self._portfolio.setdefault(kind, [])
            places = [place for place, known in enumerate(items) if known["id"] == item["id"]]
            changed = [*items[: places[0]], copy, *items[places[0] + 1 :]] if places else [*items, copy]
            write_json(self._portfolio_file, self._portfolio | {kind: changed})
            self._portfolio[kind] = changed


def _hash_of(key: str) -> str:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
