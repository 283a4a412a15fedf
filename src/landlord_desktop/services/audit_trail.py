"""The audit entries: who changed which setting or record, from which PC, with the value before and after."""
# ruff: noqa: S608  (the statements are put together from constants of this module alone)

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import text

from landlord_desktop.db.types import instant_text
from landlord_desktop.services.books import Books
from landlord_desktop.services.day_ranges import begin_of
from landlord_desktop.services.journal_view import like_text

PAGE = 2_000
"""Entries of one page."""


@dataclass(frozen=True, slots=True)
class AuditQuestion:
    """Which entries are asked for; what is None or empty restricts nothing. The days are office days of the entry."""

    user: str = ""
    first: date | None = None
    last: date | None = None
    words: str = ""
    before_id: int | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One entry; `before` and `after` are empty where no value changed."""

    entry_id: int
    at: datetime
    user: str
    workstation: str
    action: str
    subject: str
    sentence: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AuditPage:
    """A page of entries, newest first; `has_older` where there are more after it."""

    rows: tuple[AuditRow, ...]
    has_older: bool


def audit_page(books: Books, question: AuditQuestion, most: int = PAGE) -> AuditPage:
    """The newest `most` entries that the question asks for."""
    zone, last = books.time_zone, question.last
    values = {
        "user": question.user, "before": question.before_id, "most": most + 1,
        "first": None if question.first is None else instant_text(begin_of(question.first, zone)),
        "last": None if last is None else instant_text(begin_of(last + timedelta(days=1), zone)),
        "words": f"%{like_text(question.words.strip().lower())}%",
    }
    query = (
        'SELECT e.id, e."at", e."user", e.workstation, e.action, e.subject, e.sentence, e."before", e."after" '
        f"FROM audit_entry e WHERE 1 = 1{_conditions(question)} ORDER BY e.id DESC LIMIT :most"
    )
    with books.store.read() as connection:
        rows = connection.execute(text(query), values).all()
    found = tuple(AuditRow(row[0], datetime.fromisoformat(row[1]), *row[2:]) for row in rows[:most])
    return AuditPage(found, len(rows) > most)


def _conditions(question: AuditQuestion) -> str:
    found = [
        (bool(question.user), 'e."user" = :user'),
        (question.first is not None, 'e."at" >= :first'),
        (question.last is not None, 'e."at" < :last'),
        (bool(question.words.strip()), "(lower(e.sentence) LIKE :words ESCAPE '\\' "
         "OR lower(e.subject) LIKE :words ESCAPE '\\' OR lower(e.action) LIKE :words ESCAPE '\\')"),
        (question.before_id is not None, "e.id < :before"),
    ]
    return "".join(f" AND {condition}" for wanted, condition in found if wanted)
