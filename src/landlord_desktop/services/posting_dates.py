"""Posting dates within reason: a slip of the finger in a year must not reach the journal, which nobody can change."""

from datetime import date, timedelta

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books

EARLIEST = date(1970, 1, 1)
LONGEST_AHEAD = timedelta(days=366)


def is_within_reason(books: Books, day: date) -> bool:
    """Whether a day is neither before 1970 nor more than a year ahead of the office's day and of the real one."""
    return EARLIEST <= day <= max(books.today(), books.now().date()) + LONGEST_AHEAD


def check_posting_date(books: Books, day: date) -> None:
    """RuleError for a posting date that is not within reason."""
    if not is_within_reason(books, day):
        raise RuleError(
            f"{format_day(day)} cannot be the posting date: it is before 1970 or more than a year ahead. "
            "Nothing was changed; correct the year."
        )
