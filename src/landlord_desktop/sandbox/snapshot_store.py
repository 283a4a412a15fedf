"""The snapshots of balances in the sandbox's folder: their parts as they were sent, and which of them is shown."""

import secrets
import shutil
from pathlib import Path

from landlord_desktop.sandbox.state import SandboxState
from landlord_desktop.sandbox.storage import JsonObject, read_json, write_json

KEPT_SNAPSHOTS = 5
"""So many snapshots of a portfolio are kept; the one that is shown is always among them."""


class SnapshotStore:
    """The snapshots of `state`. A snapshot's record is {id, portfolio_id, state, committed_at, parts, opened}."""

    def __init__(self, state: SandboxState) -> None:
        self._state = state

    def open(self, portfolio_id: str, opened: JsonObject) -> JsonObject:
        """A new open snapshot; `opened` is the request's body. Its record."""
        record: JsonObject = {
            "id": f"SNP-{secrets.token_hex(6)}",
            "portfolio_id": portfolio_id,
            "state": "open",
            "committed_at": None,
            "parts": [],
            "opened": opened,
        }
        with self._state.change() as document:
            document["snapshots"].append(record)
            for old in self._too_old(portfolio_id):
                document["snapshots"].remove(old)
                shutil.rmtree(self._folder(old), ignore_errors=True)
        return record

    def find(self, portfolio_id: str, snapshot_id: str) -> JsonObject | None:
        """The record of a portfolio's snapshot."""
        known = (record for record in self.records(portfolio_id) if record["id"] == snapshot_id)
        return next(known, None)

    def records(self, portfolio_id: str) -> list[JsonObject]:
        """All kept snapshots of the portfolio, oldest first."""
        return [record for record in self._state.snapshots if record["portfolio_id"] == portfolio_id]

    def put_part(self, record: JsonObject, number: int, part: JsonObject) -> None:
        """Store part `number`, in place of an older one of that number."""
        folder = self._folder(record)
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_json(folder / f"part-{number}.json", part)
        with self._state.change():
            record["parts"] = sorted({*record["parts"], number})

    def parts(self, record: JsonObject) -> list[JsonObject]:
        """The parts in the order of their numbers."""
        return [read_json(self._folder(record) / f"part-{number}.json") for number in record["parts"]]

    def commit(self, record: JsonObject, committed_at: str) -> None:
        """From now on this snapshot is the one that is shown."""
        with self._state.change() as document:
            record["state"] = "committed"
            record["committed_at"] = committed_at
            document["snapshots"].remove(record)
            document["snapshots"].append(record)

    def shown(self, portfolio_id: str) -> JsonObject | None:
        """The snapshot that was committed last; None before the first."""
        committed = [record for record in self.records(portfolio_id) if record["state"] == "committed"]
        return committed[-1] if committed else None

    def rows(self, record: JsonObject, kind: str) -> list[JsonObject]:
        """All rows of a kind ("tenants", "bank_accounts") over the parts of the snapshot."""
        return [row for part in self.parts(record) for row in part.get(kind, [])]

    def _too_old(self, portfolio_id: str) -> list[JsonObject]:
        shown = self.shown(portfolio_id)
        others = [record for record in self.records(portfolio_id) if record is not shown]
        return others[: -(KEPT_SNAPSHOTS - 1)]

    def _folder(self, record: JsonObject) -> Path:
        return self._state.folder / "snapshots" / str(record["id"])
