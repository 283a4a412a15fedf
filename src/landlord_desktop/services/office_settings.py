"""Checks of the office's own settings, and the words by which their changes stand in the audit trail."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, text

from landlord_desktop.rules.allocation import AllocationOrder
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.autopilot_settings import autopilot_fault
from landlord_desktop.services.books import Books

LOCK = "office.locked_through"
CHARGE_CODES = ("office.nsf_charge_code", "office.rent_charge_code")
MOST_DEPOSIT_DAYS = 30
REASON_NEEDED = "Say why the period is opened again; the reason stays in the audit trail."


def form_fault(key: str, value: str) -> str | None:
    """What is wrong with the spelling of a value; None where nothing is."""
    if key in {"office.today", LOCK} and value and _day(value) is None:
        none = "the real one" if key == "office.today" else "no lock"
        return f"{key} is a date such as 2022-03-08, or empty for {none}."
    if key == "office.deposit_days" and not (
        value.isascii() and value.isdigit() and 1 <= int(value[:9]) <= MOST_DEPOSIT_DAYS
    ):
        return f"{key} is a whole number of business days from 1 to {MOST_DEPOSIT_DAYS}."
    if key == "office.allocation_order" and value not in set(AllocationOrder):
        return f"{key} is one of: {', '.join(AllocationOrder)}."
    if key == "office.backup_folder" and value and not Path(value).is_absolute():
        return f"{key} is a folder with its whole path, or empty for the usual one."
    return autopilot_fault(key, value)


def book_fault(connection: Connection, books: Books, key: str, value: str) -> str | None:
    """What is wrong with a value, as the books and the day show it; None where nothing is."""
    last = _day(value) if key == LOCK else None
    if last is not None and last > books.today():
        return f"{key}: the books cannot be locked beyond today, {format_day(books.today())}."
    if key in CHARGE_CODES and connection.execute(_CHARGE_CODE, {"code": value}).first() is None:
        return f"{key}: there is no active charge code {value or 'without a name'} that tracks no deposits."
    return None


def is_opening(before: Mapping[str, str], values: Mapping[str, str]) -> bool:
    """Whether the values open a locked period again, wholly or in part, which asks a reason."""
    return LOCK in values and bool(before[LOCK]) and values[LOCK] < before[LOCK]


def sentence_of(key: str, before: str, value: str, reason: str) -> str:
    """The change of a setting in words."""
    if key != LOCK:
        return f"{key} changed."
    last = _day(value)
    state = f"locked through {format_day(last)}" if last is not None else "no longer locked"
    return f"The books are {state}." + (f" Reason: {reason}" if value < before else "")


def _day(value: str) -> date | None:
    """The date of an ISO text with its hyphens; None for anything else."""
    try:
        found = date.fromisoformat(value)
    except ValueError:
        return None
    return found if found.isoformat() == value else None


_CHARGE_CODE = text("SELECT 1 FROM charge_code WHERE code = :code AND active = 1 AND tracks_deposits = 0")
