"""GL > Journal: every transaction set in the order of entry, read a page at a time, newest first."""
# ruff: noqa: S608  (the statements are put together from constants of this module alone)

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.services.books import Books
from landlord_desktop.services.day_ranges import begin_of

PAGE = 2_000
"""Sets of one page."""

Correction = Literal["", "voided", "returned"]


@dataclass(frozen=True, slots=True)
class JournalQuestion:
    """Which sets are asked for; what is None or empty restricts nothing.

    `first` and `last` are posting dates, or office days of entry where `by_entry` is True, both included. `words` is
    looked for in memo, reason and comments; a number names a set. `before_id` leaves out that set and all after it.
    """

    kind: str = ""
    user: str = ""
    first: date | None = None
    last: date | None = None
    by_entry: bool = False
    tenant_id: int | None = None
    words: str = ""
    before_id: int | None = None


@dataclass(frozen=True, slots=True)
class SetRow:
    """One transaction set. `correction` says what became of it, `corrected_by` is the set that did so.

    `amount_cents` is what was charged, received, deposited or moved; of a correction, what it takes back.
    """

    set_id: int
    kind: str
    entered_at: datetime
    user: str
    workstation: str
    posted_on: date
    tenant: str
    tenant_name: str
    memo: str
    reason: str
    amount_cents: int
    reverses: int | None
    correction: Correction
    corrected_by: int | None


@dataclass(frozen=True, slots=True)
class JournalPage:
    """A page of the journal, newest first; `has_older` where there are more after it."""

    rows: tuple[SetRow, ...]
    has_older: bool


def journal_page(books: Books, question: JournalQuestion, most: int = PAGE) -> JournalPage:
    """The newest `most` sets that the question asks for."""
    with books.store.read() as connection:
        return _read_page(connection, books, question, most)


def _read_page(connection: Connection, books: Books, question: JournalQuestion, most: int) -> JournalPage:
    query = (
        f"SELECT {_COLUMNS} FROM transaction_set s LEFT JOIN tenant t ON t.id = s.tenant_id "
        "LEFT JOIN receipt r ON r.id = s.id LEFT JOIN transaction_set o ON o.id = s.reverses_set_id "
        f"WHERE 1 = 1{_conditions(question)} ORDER BY s.id DESC LIMIT :most"
    )
    rows = connection.execute(text(query), {**_values(books, question), "most": most + 1}).all()
    return JournalPage(tuple(_set_row(row) for row in rows[:most]), len(rows) > most)


def set_of_charge(books: Books, charge_id: int) -> int | None:
    """The set that charged this charge."""
    with books.store.read() as connection:
        found = connection.execute(text("SELECT set_id FROM charge WHERE id = :id"), {"id": charge_id}).scalar()
    return None if found is None else int(found)


def journal_users(books: Books) -> list[str]:
    """Everybody who entered a set, by name."""
    with books.store.read() as connection:
        return [row[0] for row in connection.execute(_USERS)]


def _set_row(row: Any) -> SetRow:
    voided, returned = row.voided_by, row.returned_by
    correction: Correction = "voided" if voided is not None else "returned" if returned is not None else ""
    return SetRow(
        row.id, row.kind, datetime.fromisoformat(row.entered_at), row.entered_by, row.workstation,
        date.fromisoformat(row.posted_on), row.tenant or "", row.tenant_name or "", row.memo, row.reason,
        int(row.amount_cents), row.reverses_set_id, correction, voided if voided is not None else returned,
    )


def _values(books: Books, question: JournalQuestion) -> dict[str, object]:
    first, last = question.first, question.last
    words = question.words.strip()
    return {
        "kind": question.kind, "user": question.user, "tenant": question.tenant_id, "before": question.before_id,
        "first": _bound(books, first, by_entry=question.by_entry),
        "last": _bound(books, last and (last + timedelta(days=1)), by_entry=question.by_entry),
        "words": f"%{like_text(words.lower())}%", "number": words.lstrip("#"),
    }


def _bound(books: Books, day: date | None, *, by_entry: bool) -> str | None:
    """The begin of a day as the text that posting dates, or moments of entry, are compared with."""
    if day is None:
        return None
    return instant_text(begin_of(day, books.time_zone)) if by_entry else day.isoformat()


def like_text(words: str) -> str:
    """Words to be looked for by LIKE, with its signs as plain letters; the escape sign is a backslash."""
    return words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _conditions(question: JournalQuestion) -> str:
    day = "s.entered_at" if question.by_entry else "s.posted_on"
    found = [
        (bool(question.kind), "s.kind = :kind"),
        (bool(question.user), "s.entered_by = :user"),
        (question.first is not None, f"{day} >= :first"),
        (question.last is not None, f"{day} < :last"),
        (question.tenant_id is not None, "s.tenant_id = :tenant"),
        (bool(question.words.strip()), _WORDS),
        (question.before_id is not None, "s.id < :before"),
    ]
    return "".join(f" AND {condition}" for wanted, condition in found if wanted)


_WORDS = (
    "(lower(s.memo) LIKE :words ESCAPE '\\' OR lower(s.reason) LIKE :words ESCAPE '\\' "
    "OR lower(s.comments) LIKE :words ESCAPE '\\' OR CAST(s.id AS TEXT) = :number)"
)
# A correction has the amount of what it takes back; on cash basis a charge, and its void, have no journal lines.
_TARGET = (
    "CASE WHEN s.kind IN ('void', 'nsf') THEN coalesce(CASE WHEN o.kind = 'nsf' THEN o.reverses_set_id END, "
    "s.reverses_set_id, s.id) ELSE s.id END"
)
_COLUMNS = (
    "s.id, s.kind, s.entered_at, s.entered_by, s.workstation, s.posted_on, t.code AS tenant, t.name AS tenant_name, "
    "s.memo, s.reason, s.reverses_set_id, r.returned_by_set_id AS returned_by, "
    "(SELECT v.id FROM transaction_set v WHERE v.reverses_set_id = s.id AND v.kind = 'void') AS voided_by, "
    f"abs(coalesce((SELECT a.amount_cents FROM receipt a WHERE a.id = {_TARGET}), "
    f"(SELECT sum(c.amount_cents) FROM charge c WHERE c.set_id = {_TARGET}), "
    f"(SELECT d.total_cents FROM deposit_slip d WHERE d.id = {_TARGET}), "
    f"(SELECT sum(p.amount_cents) FROM allocation p WHERE p.set_id = {_TARGET}), "
    f"(SELECT abs(sum(e.amount_cents)) FROM credit_entry e WHERE e.set_id = {_TARGET}), "
    f"(SELECT sum(b.amount_cents) FROM bank_item b WHERE b.set_id = {_TARGET} AND b.amount_cents > 0), "
    f"(SELECT sum(j.amount_cents) FROM journal_line j WHERE j.set_id = {_TARGET} AND j.amount_cents > 0), 0)) "
    "AS amount_cents"
)
_USERS = text("SELECT DISTINCT entered_by FROM transaction_set ORDER BY entered_by")
