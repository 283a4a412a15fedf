"""What all reports share: their options, the days they cover, and short ways from rows to cells."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from landlord_desktop.reports.cells import office_time
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """What a report may be limited to: a batch, a deposit slip, a receipt, a bank's code, first and last day, a
    work order by its ID or its key.

    Both days are included. Scheduled receivables take a kind, a schedule, a tenant, a unit or a ledger by record id,
    the keys of what is skipped (with a space between them), and `sort`: tenant or unit. The general ledger takes a
    ledger, an account, a unit and a tenant by the IDs people know.
    """

    batch: str | None = None
    slip_id: int | None = None
    receipt_id: int | None = None
    work_order: str | None = None
    work_order_id: int | None = None
    bank: str | None = None
    from_: date | None = None
    to: date | None = None
    kind: str | None = None
    schedule_id: int | None = None
    tenant_id: int | None = None
    unit_id: int | None = None
    ledger_id: int | None = None
    skipped: str | None = None
    sort: str | None = None
    ledger: str | None = None
    account: str | None = None
    unit: str | None = None
    tenant: str | None = None


OPTION_NAMES = tuple(one.name for one in fields(ReportOptions))

_NOUNS = {"slip_id": "deposit slip", "work_order_id": "work order"}


def read_options(values: Mapping[str, object]) -> ReportOptions:
    """Options from keywords, None left out; dates may be ISO text. RuleError names what cannot be read."""
    faults: list[str] = []
    given: dict[str, Any] = {}
    for name, value in values.items():
        if value is None or value == "":
            continue
        if name in {"from_", "to"}:
            given[name] = _day(name.rstrip("_"), value, faults)
        elif name.endswith("_id"):
            given[name] = _number(_NOUNS.get(name, name.removesuffix("_id")), value, faults)
        else:
            given[name] = str(value)
    options = ReportOptions(**given)
    if options.from_ and options.to and options.from_ > options.to:
        faults.append("The first day is after the last day. Give them the other way round.")
    if faults:
        raise RuleError(faults)
    return options


def _day(name: str, value: object, faults: list[str]) -> date | None:
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        faults.append(f"{name} is a date such as 2022-03-08.")
        return None


def _number(name: str, value: object, faults: list[str]) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and value.isascii() and value.isdigit():
        return int(value)
    faults.append(f"A {name} is named by its number in the books, such as 12.")
    return None


def span(options: ReportOptions) -> dict[str, str]:
    """The days as bounds of ISO texts for a query: `first` and `last`, open ones beyond any date."""
    return {
        "first": options.from_.isoformat() if options.from_ else "0000",
        "last": options.to.isoformat() if options.to else "9999-12-31",
    }


def span_words(options: ReportOptions) -> tuple[str, ...]:
    """The days as a line under the title; nothing where all are meant."""
    if options.from_ and options.to:
        return (f"From {format_day(options.from_)} to {format_day(options.to)}",)
    if options.from_:
        return (f"From {format_day(options.from_)}",)
    return (f"To {format_day(options.to)}",) if options.to else ()


def office_zone(books: Books) -> tzinfo | None:
    """The office's zone, None for this PC's own."""
    return ZoneInfo(books.time_zone) if books.time_zone else None


def moments(books: Books, options: ReportOptions) -> dict[str, str]:
    """The days as bounds of stored UTC instants: at or after `first`, before `last`."""
    zone = office_zone(books)
    first = datetime.combine(options.from_, datetime.min.time(), zone) if options.from_ else None
    last = datetime.combine(options.to + timedelta(days=1), datetime.min.time(), zone) if options.to else None
    return {"first": _utc_text(first) if first else "0000", "last": _utc_text(last) if last else "9999"}


def _utc_text(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day(stored: str | None) -> date | None:
    """A stored date."""
    return date.fromisoformat(stored) if stored else None


def instant(books: Books, stored: str) -> datetime:
    """A stored moment in the office's zone."""
    return office_time(stored, office_zone(books))


def yes(value: object) -> str:
    """Yes, or nothing: a column of many No is hard to read."""
    return "Yes" if value else ""


def words(code: str) -> str:
    """A stored code as words: "current_asset" is "Current asset"; what is words already keeps them."""
    spaced = code.replace("_", " ") if code == code.lower() else code
    return spaced[:1].upper() + spaced[1:]


def bank_bounds(connection: Connection, options: ReportOptions) -> dict[str, int]:
    """The bank as a bound of a query, 0 for all. NotFoundError where no bank has this code."""
    if options.bank is None:
        return {"bank": 0}
    found = text("SELECT id FROM account_code WHERE is_bank = 1 AND lower(code) = lower(:code)")
    bank_id = connection.execute(found, {"code": options.bank}).scalar()
    if bank_id is None:
        banks = connection.execute(text("SELECT code FROM account_code WHERE is_bank = 1 ORDER BY code")).scalars()
        raise NotFoundError(f"There is no bank {options.bank}. The banks are: {', '.join(banks)}.")
    return {"bank": int(bank_id)}


def record_of(connection: Connection, table: str, noun: str, code: str | None) -> Any | None:
    """The record (id, code, name) of an ID; None where none is asked for. NotFoundError where there is none.

    `table` is one of the program's own: ledger, account_code, unit or tenant.
    """
    if code is None:
        return None
    query = text(f"SELECT id, code, name FROM {table} WHERE lower(code) = lower(:code)")  # noqa: S608
    row = connection.execute(query, {"code": code}).first()
    if row is None:
        raise NotFoundError(f"There is no {noun} {code}.")
    return row


def bank_words(connection: Connection, bounds: Mapping[str, int]) -> tuple[str, ...]:
    """The bank as a line under the title."""
    query = text("SELECT code, name FROM account_code WHERE id = :bank")
    row = connection.execute(query, bounds).one_or_none()
    return () if row is None else (f"{row.code} {row.name}".strip(),)
