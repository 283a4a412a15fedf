"""Clearing the lines of a bank against its statement, and what was changed after a statement was reconciled.

Nothing is locked by a reconciliation but what a period lock locks; what is entered later with a date before the
statement's can be asked for at any time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.engine import bulk_change
from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import format_day, plural
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.posting_dates import date_problems

ItemKey = tuple[int, int]
"""A line of a bank: its set, and its number in the set."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A reconciled statement of a bank. `closing_cents` is the sum of all lines cleared by then."""

    statement_id: int
    bank_id: int
    bank: str
    statement_on: date
    closing_cents: int
    reconciled_at: datetime
    reconciled_by: str
    cleared_now_cents: int

    @property
    def agrees(self) -> bool:
        """Whether the lines cleared with this and earlier dates still are its closing balance."""
        return self.cleared_now_cents == self.closing_cents


@dataclass(frozen=True, slots=True)
class ChangedSet:
    """A set entered after a reconciliation with a date its statement covers; `amount_cents` is the bank's change."""

    bank_id: int
    bank: str
    statement_on: date
    reconciled_at: datetime
    set_id: int
    kind: str
    posted_on: date
    entered_at: datetime
    entered_by: str
    memo: str
    amount_cents: int


def clear_items(
    books: Books, bank_id: int, items: Sequence[ItemKey], statement_on: date, closing_cents: int | None = None
) -> int:
    """Clear lines of a bank with the date of its statement; the closing balance in cents.

    Where the statement's closing balance is given, all cleared lines must come to it. RuleError names every fault,
    StaleError where a line was cleared meanwhile.
    """
    with books.store.write() as connection:
        return write_clearing(connection, books, bank_id, items, statement_on, closing_cents)


def write_clearing(
    connection: Connection, books: Books, bank_id: int, items: Sequence[ItemKey], statement_on: date,
    closing_cents: int | None = None,
) -> int:
    """The same inside a write that is under way."""
    bank = _bank(connection, bank_id)
    rows = _items(connection, bank_id, items)
    faults = _clearing_faults(books, rows, statement_on)
    if faults:
        raise RuleError(faults)
    if any(row.cleared_on is not None for row in rows):
        raise StaleError("A line was cleared meanwhile. Nothing was changed; look at the list again.")
    _mark(connection, rows, statement_on.isoformat())
    closing = int(connection.execute(_CLEARED, {"bank": bank_id, "day": statement_on.isoformat()}).scalar_one())
    if closing_cents is not None and closing_cents != closing:
        raise RuleError(
            f"The lines cleared come to {format_cents(closing)}, the statement says {format_cents(closing_cents)}: "
            f"a difference of {format_cents(closing_cents - closing)}. Nothing was changed."
        )
    connection.execute(
        _KEEP_STATEMENT,
        {
            "bank": bank_id, "day": statement_on.isoformat(), "closing": closing, "at": instant_text(books.now()),
            "user": books.actor.user,
        },
    )
    record(connection, books, "reconcile bank", f"bank {bank}",
           f"{plural(len(rows), 'line')} cleared with the statement of {format_day(statement_on)}, "
           f"closing balance {format_cents(closing)}.")
    return closing


def unclear_items(books: Books, bank_id: int, items: Sequence[ItemKey], reason: str) -> int:
    """Take the clearing of lines back; how many were cleared. RuleError without a reason."""
    if not reason.strip():
        raise RuleError("Give the reason for taking the clearing back; it is kept in the audit trail.")
    with books.store.write() as connection:
        bank = _bank(connection, bank_id)
        rows = [row for row in _items(connection, bank_id, items) if row.cleared_on is not None]
        _mark(connection, rows, None)
        for row in rows:
            record(connection, books, "unclear bank line", f"set {row.set_id}",
                   f"{format_cents(row.amount_cents)} of {bank} is not cleared any more: {reason.strip()}",
                   before=row.cleared_on)
    return len(rows)


def statements(books: Books, bank_id: int | None = None) -> list[Statement]:
    """The reconciled statements, newest first; of one bank where it is named."""
    with books.store.read() as connection:
        return [
            Statement(
                row.id, row.bank_account_id, row.code, date.fromisoformat(row.statement_on), row.closing_cents,
                datetime.fromisoformat(row.reconciled_at), row.reconciled_by, row.cleared_now,
            )
            for row in connection.execute(_STATEMENTS, {"bank": bank_id or 0})
        ]


def changed_after_reconciliation(books: Books, bank_id: int | None = None) -> list[ChangedSet]:
    """Sets that touch a bank, entered after a reconciliation with a date its statement covers; oldest first.

    Each stands once, with the first statement that covers its date.
    """
    with books.store.read() as connection:
        return read_changed(connection, bank_id or 0)


def read_changed(connection: Connection, bank_id: int) -> list[ChangedSet]:
    """The same inside a read that is under way; `bank_id` 0 means all banks."""
    rows = connection.execute(_CHANGED, {"bank": bank_id})
    return [
        ChangedSet(
            row.bank_id, row.bank, date.fromisoformat(row.statement_on), datetime.fromisoformat(row.reconciled_at),
            row.set_id, row.kind, date.fromisoformat(row.posted_on), datetime.fromisoformat(row.entered_at),
            row.entered_by, row.memo, row.cents,
        )
        for row in rows
    ]


def _bank(connection: Connection, bank_id: int) -> str:
    code = connection.execute(_BANK, {"bank": bank_id}).scalar()
    if code is None:
        raise NotFoundError("There is no such bank account code any more.")
    return str(code)


def _items(connection: Connection, bank_id: int, items: Sequence[ItemKey]) -> list[Any]:
    rows = []
    for set_id, line in sorted(set(items)):
        row = connection.execute(_ITEM, {"bank": bank_id, "set": set_id, "line": line}).one_or_none()
        if row is None:
            raise NotFoundError("A line chosen is no line of this bank. Nothing was changed; look at the list again.")
        rows.append(row)
    return rows


def _clearing_faults(books: Books, rows: Sequence[Any], statement_on: date) -> list[str]:
    faults = [] if rows else ["No line is chosen to be cleared."]
    faults += date_problems(books, statement_on, "The date of the statement")
    later = sum(row.posted_on > statement_on.isoformat() for row in rows)
    if later:
        faults.append(
            f"{plural(later, 'line')} chosen {'is' if later == 1 else 'are'} dated after the statement of "
            f"{format_day(statement_on)} and cannot be on it."
        )
    return faults


def _mark(connection: Connection, rows: Sequence[Any], day: str | None) -> None:
    bulk_change(
        connection, "UPDATE bank_item SET cleared_on = ? WHERE set_id = ? AND line = ?",
        [(day, row.set_id, row.line) for row in rows],
    )


_BANK = text("SELECT code FROM account_code WHERE id = :bank AND is_bank = 1")
_ITEM = text(
    "SELECT i.set_id, i.line, i.amount_cents, i.cleared_on, s.posted_on FROM bank_item i "
    "JOIN transaction_set s ON s.id = i.set_id WHERE i.bank_account_id = :bank AND i.set_id = :set AND i.line = :line"
)
_CLEARED = text(
    "SELECT coalesce(sum(amount_cents), 0) FROM bank_item WHERE bank_account_id = :bank AND cleared_on <= :day"
)
_KEEP_STATEMENT = text(
    "INSERT INTO bank_statement (bank_account_id, statement_on, closing_cents, reconciled_at, reconciled_by) "
    "VALUES (:bank, :day, :closing, :at, :user) ON CONFLICT (bank_account_id, statement_on) DO UPDATE SET "
    "closing_cents = excluded.closing_cents, reconciled_at = excluded.reconciled_at, "
    "reconciled_by = excluded.reconciled_by"
)
_STATEMENTS = text(
    "SELECT b.id, b.bank_account_id, a.code, b.statement_on, b.closing_cents, b.reconciled_at, b.reconciled_by, "
    "(SELECT coalesce(sum(i.amount_cents), 0) FROM bank_item i WHERE i.bank_account_id = b.bank_account_id "
    "AND i.cleared_on <= b.statement_on) AS cleared_now FROM bank_statement b "
    "JOIN account_code a ON a.id = b.bank_account_id WHERE :bank IN (0, b.bank_account_id) "
    "ORDER BY b.statement_on DESC, a.code"
)
_CHANGED = text(
    "SELECT b.bank_account_id AS bank_id, a.code AS bank, b.statement_on, b.reconciled_at, s.id AS set_id, s.kind, "
    "s.posted_on, s.entered_at, s.entered_by, s.memo, "
    "coalesce((SELECT sum(j.amount_cents) FROM journal_line j WHERE j.set_id = s.id "
    "AND j.account_id = b.bank_account_id), (SELECT sum(i.amount_cents) FROM bank_item i WHERE i.set_id = s.id "
    "AND i.bank_account_id = b.bank_account_id)) AS cents "
    "FROM bank_statement b JOIN account_code a ON a.id = b.bank_account_id "
    "JOIN transaction_set s ON s.posted_on <= b.statement_on "
    "AND s.posted_on > (SELECT coalesce(max(p.statement_on), '') FROM bank_statement p "
    "WHERE p.bank_account_id = b.bank_account_id AND p.statement_on < b.statement_on) "
    "AND s.entered_at > b.reconciled_at "
    "WHERE :bank IN (0, b.bank_account_id) AND (EXISTS (SELECT 1 FROM journal_line j WHERE j.set_id = s.id "
    "AND j.account_id = b.bank_account_id) OR EXISTS (SELECT 1 FROM bank_item i WHERE i.set_id = s.id "
    "AND i.bank_account_id = b.bank_account_id)) ORDER BY a.code, s.id, b.statement_on"
)
