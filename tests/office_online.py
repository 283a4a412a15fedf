"""An office connected to a sandbox server, for tests: books, key store, clock, and ways to look at both sides."""

import hashlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from build import LYNN, MOMENT, a_charge, a_tenant, an_office, rows
from landlord_desktop.inosio.token import KeyStore, TokenSource
from landlord_desktop.sandbox.server import RunningSandbox, running_sandbox
from landlord_desktop.services.books import Actor, Books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.settings import change_settings
from landlord_desktop.sync.report import RoundReport, StepResult
from landlord_desktop.sync.rounds import STEPS, run_round

ACCOUNT_NUMBER = "7788990021234"
ROUTING_NUMBER = "021000089"
KMETZ_BATCH = "2732388606925747"
OKAFOR_BATCH = "2774276343810105"
TENANTS = ("KMETZ", "RODRIGUEZ", "OKAFOR", "PARKER", "DEMIR")


class FakeKeyring:
    """A key store that holds what it is given."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@dataclass
class Clock:
    """Time that stands until it is moved."""

    moment: datetime = MOMENT

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, **amount: float) -> None:
        self.moment += timedelta(**amount)


@dataclass
class Online:
    """Books, the server they talk to, and the key store of their PC."""

    books: Books
    sandbox: RunningSandbox
    tokens: TokenSource
    keyring: FakeKeyring
    clock: Clock = field(default_factory=Clock)

    def round(self, *steps: str, **options: Any) -> RoundReport:
        """A round; all steps where none is named."""
        return run_round(self.books, self.tokens, steps or STEPS, **options)

    def step(self, name: str, **options: Any) -> StepResult:
        """One step on its own."""
        report = self.round(name, **options)
        return report.steps[-1]

    def again(self, actor: Actor = LYNN) -> "Online":
        """The program started anew on the same file, as after its end or on another PC."""
        opened = open_books(self.books.store.location, actor=actor, clock=self.clock)
        return replace(self, books=replace(opened, store=opened.store.sealed_with(self.books.store.sealer)))

    def rows(self, statement: str, **values: object) -> list[tuple[Any, ...]]:
        """What the database holds."""
        return rows(self.books, statement, **values)

    def one(self, statement: str, **values: object) -> Any:
        """The one value that the database holds."""
        return self.rows(statement, **values)[0][0]

    def change(self, statement: str, **values: object) -> None:
        """Change what the database holds."""
        with self.books.store.write() as connection:
            connection.execute(text(statement), values)

    def outbox(self) -> list[tuple[str, str, str]]:
        """Subject, state and sentence of each item, oldest first."""
        rows = self.rows("SELECT subject, state, sentence FROM outbox_item ORDER BY id")
        return [(row[0], row[1], row[2]) for row in rows]

    def states(self) -> list[tuple[str, str]]:
        """Subject and state of each item, oldest first."""
        return [(subject, state) for subject, state, _ in self.outbox()]

    def batch_there(self, batch_id: str) -> dict[str, Any]:
        """A batch as the server has it now."""
        portfolio = self.sandbox.state.portfolios()[0]["id"]
        return next(batch for batch in self.sandbox.state.batches(portfolio) if batch["id"] == batch_id)

    def change_there(self, batch_id: str, **members: Any) -> None:
        """Change a batch's contents behind the server's back."""
        self.sandbox.state.add_batch(self.batch_there(batch_id) | members)

    def answers_kept(self) -> dict[str, str]:
        """What the server did: for each idempotency key the method, path and SHA-256 of the body it took."""
        document = json.loads((self.sandbox.state.folder / "state.json").read_text(encoding="utf-8"))
        return {name.partition(" ")[2]: answer["request"] for name, answer in document["answers"].items()}

    def requests(self) -> list[tuple[str, str, str]]:
        """Path, key and SHA-256 of each stored request, oldest first."""
        query = "SELECT path, idempotency_key, body_sha256 FROM outbox_request ORDER BY item_id, position"
        return [(row[0], row[1], row[2]) for row in self.rows(query)]

    def prove_what_was_sent(self) -> None:
        """Each answered request stands at the server under its key, with the very bytes of the outbox."""
        kept = self.answers_kept()
        answered = self.rows(
            "SELECT r.idempotency_key, r.method, r.path, r.body, r.body_sha256, coalesce(i.snapshot_id, '') "
            "FROM outbox_request r JOIN outbox_item i ON i.id = r.item_id WHERE r.status BETWEEN 200 AND 299"
        )
        assert answered
        for key, method, path, body, digest, snapshot_id in answered:
            assert hashlib.sha256(body).hexdigest() == digest
            assert kept[key] == f"{method} {path.replace('{snapshot_id}', snapshot_id)} {digest}"

    def committed(self) -> list[dict[str, Any]]:
        """The snapshots that the server shows or showed."""
        return [record for record in self.sandbox.state.snapshots if record["state"] == "committed"]


def unconnected_office(path: Path) -> None:
    """A fresh office with tenants of the sandbox's portfolio and its bank's numbers."""
    books = an_office(path)
    settle_in(books)
    books.close()


def settle_in(books: Books) -> None:
    """Tenants of the sandbox's portfolio, a charge, and the bank's numbers."""
    for code in TENANTS:
        a_tenant(books, code)
    a_charge(books, 2, 98_000)
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE bank_detail SET account_number = :account, routing_number = :routing"),
            {"account": ACCOUNT_NUMBER, "routing": ROUTING_NUMBER},
        )


def connect(place: Path | str, sandbox: RunningSandbox) -> Online:
    """The office in this file or database, with the address of Inosio's server and a token; time stands still."""
    clock = Clock()
    books = open_books(str(place), actor=LYNN, clock=clock)
    change_settings(books, {"inosio.server": sandbox.url})
    keyring = FakeKeyring()
    tokens = TokenSource(KeyStore(keyring), environment={})
    tokens.remember(sandbox.url, sandbox.token)
    return Online(books, sandbox, tokens, keyring, clock)


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    """A whole server on a free port."""
    with running_sandbox(tmp_path / "sandbox") as running:
        yield running


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an office that has never seen a server."""
    path = tmp_path_factory.mktemp("made") / "office.db"
    unconnected_office(path)
    return path


@pytest.fixture
def office(tmp_path: Path, made_office: Path, sandbox: RunningSandbox) -> Iterator[Online]:
    """The office; what the books say is proven at the end."""
    shutil.copy(made_office, tmp_path / "office.db")
    online = connect(tmp_path / "office.db", sandbox)
    yield online
    report = run_checks(online.books)
    online.books.close()
    assert report.ok, report.findings
