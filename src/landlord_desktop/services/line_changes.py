"""Changes of the working list that can be undone and redone, by name, until their payments are posted.

A change is what the lines were before and after it, column by column. It is taken back only where the lines still are
what it made of them, so that nothing another person or PC did meanwhile is lost.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.engine import bulk_change
from landlord_desktop.rules.errors import StaleError
from landlord_desktop.services.batches import claim_batch
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.payer_memory import Payer, keep_payer, remembered_tenant

Line = tuple[Any, ...]
Lines = Mapping[int, Line]
_KEPT = (
    "id", "uuid", "batch_id", "source_key", "payment_id", "received_on", "posting_date", "amount_cents", "tenant_id",
    "unit_id", "payer_name", "unit_name", "payer_kind", "method", "memo", "bank_account_id", "as_ledger_receipt",
    "ledger_id", "unreadable", "state", "removed_reason", "accepted_plan", "entered_by", "entered_at",
)
_BATCH = _KEPT.index("batch_id")
GONE = "{name} cannot be taken back: a payment of it was posted or taken off the list meanwhile."
CHANGED = "{name} cannot be taken back: somebody changed a payment of it meanwhile."


@dataclass(frozen=True, slots=True)
class LineChange:
    """What one action made of the working list. `payer` is who was remembered by it: before, and after."""

    name: str
    before: Lines
    after: Lines
    payer: Payer | None = None
    tenant_before: int | None = None
    tenant_after: int | None = None

    @property
    def line_ids(self) -> frozenset[int]:
        """The lines it touched."""
        return frozenset(self.before) | frozenset(self.after)

    def reversed(self) -> "LineChange":
        """The change that leads back."""
        return LineChange(self.name, self.after, self.before, self.payer, self.tenant_after, self.tenant_before)


def do_recorded(books: Books, name: str, line_ids: Collection[int] | None, work: Callable[[], object]) -> LineChange:
    """Do the work and tell what it changed of these lines (None: of all of them, and what it added).

    A work that remembers a payer gives the payer.
    """
    with books.store.read() as connection:
        before = _lines(connection, line_ids)
        payers = {(row[0], row[1]): row[2] for row in connection.execute(_MEMORY)}
    result = work()
    with books.store.read() as connection:
        after = _lines(connection, line_ids)
        payer = result if isinstance(result, tuple) else None
        tenant_after = remembered_tenant(connection, payer) if payer is not None else None
    touched = [key for key in before.keys() | after.keys() if before.get(key) != after.get(key)]
    return LineChange(
        name, {key: before[key] for key in touched if key in before},
        {key: after[key] for key in touched if key in after},
        payer, payers.get(payer) if payer is not None else None, tenant_after,
    )


def take_back(books: Books, change: LineChange) -> None:
    """Make the lines what they were before the change, in one transaction.

    StaleError where a payment of it was posted, taken off or changed meanwhile: then nothing is done. ClaimedError
    where lines go back to a batch that somebody else works on.
    """
    with books.store.write() as connection:
        now = _lines(connection, change.line_ids)
        if change.after.keys() - now.keys():
            raise StaleError(GONE.format(name=change.name))
        if dict(now) != dict(change.after):
            raise StaleError(CHANGED.format(name=change.name))
        added = [line for key, line in change.before.items() if key not in change.after]
        for batch_id in dict.fromkeys(line[_BATCH] for line in added if line[_BATCH] is not None):
            claim_batch(connection, books, batch_id)
        if _already_there(connection, added):
            raise StaleError(CHANGED.format(name=change.name))
        bulk_change(connection, "DELETE FROM working_line WHERE id = ?",
                    [(key,) for key in change.after if key not in change.before])  # fmt: skip
        bulk_change(connection, _UPDATE,
                    [(*line[1:], key) for key, line in change.before.items() if key in change.after])  # fmt: skip
        if added:
            connection.execute(_INSERT, [dict(zip(_KEPT, line, strict=True)) for line in added])
        if change.payer is not None:
            keep_payer(connection, books, change.payer, change.tenant_before)
        record(connection, books, "undo", "working list", f"{change.name}: {len(change.line_ids)} lines.")


def _lines(connection: Connection, line_ids: Collection[int] | None) -> dict[int, Line]:
    if line_ids is not None and len(line_ids) == 1:
        rows = connection.execute(_LINE, {"line_id": next(iter(line_ids))})
    else:
        rows = connection.execute(_ALL)
    return {row[0]: tuple(row) for row in rows if line_ids is None or row[0] in line_ids}


def _already_there(connection: Connection, added: Collection[Line]) -> bool:
    """Whether a payment that would come back to the list was loaded anew meanwhile."""
    if not added:
        return False
    place = _KEPT.index("source_key")
    listed = set(connection.execute(text("SELECT source_key FROM working_line WHERE source_key IS NOT NULL")).scalars())
    return any(line[place] in listed for line in added)


_COLUMNS = ", ".join(_KEPT)
_ALL = text(f"SELECT {_COLUMNS} FROM working_line ORDER BY id")  # noqa: S608
_LINE = text(f"SELECT {_COLUMNS} FROM working_line WHERE id = :line_id")  # noqa: S608
_UPDATE = f"UPDATE working_line SET {', '.join(f'{name} = ?' for name in _KEPT[1:])} WHERE id = ?"  # noqa: S608
_INSERT = text(f"INSERT INTO working_line ({_COLUMNS}) VALUES (:{', :'.join(_KEPT)})")  # noqa: S608
_MEMORY = text("SELECT payer_name, unit_name, tenant_id FROM payer_memory")
