"""Checks of single values that the profiles share: texts, amounts, dates, percentages, e-mail addresses."""

from collections.abc import Iterable, Mapping
from datetime import date

from landlord_desktop.rules.fees import FULL_BASIS_POINTS
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS, require_cents
from landlord_desktop.rules.text import visible
from landlord_desktop.services.field_problems import AMOUNT_WORDS, VALUE_REQUIRED, FieldProblem

LONGEST_CODE = 20
LONGEST_NAME = 60
LONGEST_LINE = 120
LONGEST_COMMENTS = 2000
EARLIEST, LATEST = date(1950, 1, 1), date(2149, 12, 31)
"""Days beyond which a date of a profile is a slip of the keyboard."""

ADDRESS_TEXTS = {
    "address": LONGEST_LINE, "city": LONGEST_NAME, "state": LONGEST_CODE, "postal_code": LONGEST_CODE,
    "email": LONGEST_LINE, "phone": LONGEST_NAME,
}  # fmt: skip
"""The longest text of each part of an address."""

MANY_LINES = frozenset({"alert", "comments"})


def text_problems(wanted: object, longest: Mapping[str, int], required: Iterable[str] = ()) -> Iterable[FieldProblem]:
    """A required text is missing, one is too long, or holds what cannot be shown; code and name are checked always."""
    needed = {"code", "name", *required}
    for name, most in ({"code": LONGEST_CODE, "name": LONGEST_NAME} | dict(longest)).items():
        value: str = getattr(wanted, name)
        if not value:
            if name in needed:
                yield FieldProblem(name, VALUE_REQUIRED)
        elif len(value) > most:
            yield FieldProblem(name, f"At most {most} characters.")
        elif visible(value) != value or (name not in MANY_LINES and ("\n" in value or "\t" in value)):
            yield FieldProblem(name, "It holds a character that cannot be shown.")


def email_problems(email: str) -> Iterable[FieldProblem]:
    """Not an e-mail address, or several separated by commas."""
    for one in (part.strip() for part in email.split(",")) if email else ():
        user, _at, host = one.rpartition("@")
        if not user or not host or " " in one or "@" in user:
            yield FieldProblem("email", "An address such as name@example.com; several are separated by commas.")
            return


def required_problems(wanted: object, *names: str) -> Iterable[FieldProblem]:
    """A value that must be chosen is not."""
    for name in names:
        if getattr(wanted, name) is None:
            yield FieldProblem(name, VALUE_REQUIRED)


def number_problem(value: int | None, least: int, most: int, words: str) -> str:
    """What is wrong with a whole number that must lie between these; empty where nothing is.

    TypeError for a float.
    """
    if value is None:
        return VALUE_REQUIRED
    return "" if least <= require_cents(value) <= most else words


def amount_problems(wanted: object, *names: str) -> Iterable[FieldProblem]:
    """An amount below zero or beyond reason."""
    for name in names:
        if sentence := number_problem(getattr(wanted, name), 0, LARGEST_AMOUNT_CENTS, AMOUNT_WORDS):
            yield FieldProblem(name, sentence)


def percent_problems(wanted: object, *names: str) -> Iterable[FieldProblem]:
    """A percentage (in basis points) outside 0 to 100."""
    for name in names:
        if sentence := number_problem(getattr(wanted, name), 0, FULL_BASIS_POINTS, "A percentage from 0 to 100."):
            yield FieldProblem(name, sentence)


def date_problems(wanted: object, *names: str) -> Iterable[FieldProblem]:
    """A date beyond reason."""
    for name in names:
        value: date | None = getattr(wanted, name)
        if value is not None and not EARLIEST <= value <= LATEST:
            yield FieldProblem(name, beyond_reason(value))


def beyond_reason(value: date) -> str:
    """What is wrong with a date that is too early or too late."""
    return f"The year {value.year} is beyond reason."


def order_problems(wanted: object, first: str, second: str, words: str) -> Iterable[FieldProblem]:
    """The second date lies before the first."""
    start, end = getattr(wanted, first), getattr(wanted, second)
    if start is not None and end is not None and end < start:
        yield FieldProblem(second, words)
