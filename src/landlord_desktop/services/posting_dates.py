"""Posting dates within reason: a slip of the finger in a year must not reach the journal, which nobody can change."""

from datetime import date, timedelta

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books

EARLIEST = date(1970, 1, 1)
LONGEST_AHEAD = timedelta(days=366)


def is_within_reason(books: Books, day: date) -> bool:
    """Whether a day is neither before 1970 nor more than a year ahead of the office's day and of the real one."""
    return not _out_of_reason(books, day)


def _out_of_reason(books: Books, day: date) -> str:
    """In which way a day is not within reason; empty where it is."""
    if day < EARLIEST:
        return "before 1970"
    latest = max(books.today(), books.now().date()) + LONGEST_AHEAD
    return "more than a year ahead" if day > latest else ""


def date_problems(books: Books, day: date, what: str) -> list[str]:
    """The sentence on a day that is not within reason, which names its field; none where it is."""
    why = _out_of_reason(books, day)
    return [f"{what}, {format_day(day)}, is {why}; correct the year."] if why else []


def check_posting_date(books: Books, day: date, what: str = "the posting date") -> None:
    """RuleError for a day that is not within reason; `what` names its field in the sentence."""
    why = _out_of_reason(books, day)
    if why:
        raise RuleError(
            f"{format_day(day)} cannot be {what}: it is {why}. Nothing was changed; correct the year."
        )
