"""Our lockbox file: payments as comma-separated text, read with every fault by its line, written so that it reads back.

The header is `date,tenant_id,unit_id,amount,memo,payment_id`, the columns in any order. Dates are ISO (2022-03-08) or
American (3/8/2022), amounts as people type them. A cell that a spreadsheet would take for a formula is written with an
apostrophe before it, which reading takes off again. Every line ends with a line end: one without it may be cut off.
"""

import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from landlord_desktop.rules.money import parse_cents, wire_from_cents
from landlord_desktop.rules.text import plain_cell, stored_text

COLUMNS = ("date", "tenant_id", "unit_id", "amount", "memo", "payment_id")
LONGEST_ID = 100
_BYTE_ORDER_MARK = "\ufeff"
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r\x00]")
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)
_EARLIEST, _LATEST = date(1950, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class LockboxPayment:
    """One payment of a file, in cents. Ids are those a person knows; `line` is where it stands in the file."""

    paid_on: date
    amount_cents: int
    tenant_id: str = ""
    unit_id: str = ""
    memo: str = ""
    payment_id: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class LineError:
    """What is wrong in one line of the file, counted from 1, the header included."""

    line: int
    sentence: str


@dataclass(frozen=True, slots=True)
class LockboxFile:
    """A file as it was read; where there are errors, the payments are those of the faultless lines."""

    payments: tuple[LockboxPayment, ...]
    errors: tuple[LineError, ...] = ()


def decode(content: bytes) -> LockboxFile:
    """Read the bytes of a file: UTF-8 with or without a byte order mark; anything else is an error of its line."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return _refused(line, "This is not UTF-8 text. Save the file as CSV UTF-8 and load it again.")
    if "\x00" in text:
        return _refused(1, "This is not a text file.")
    return read(text)


def read(text: str) -> LockboxFile:
    """Read a file's text; every faulty line gives one error, and nothing is guessed."""
    reader = csv.reader(io.StringIO(text.removeprefix(_BYTE_ORDER_MARK), newline=""), strict=True)
    payments: list[LockboxPayment] = []
    errors: list[LineError] = []
    columns: list[str] = []
    first = line = 1
    try:
        for cells in reader:
            first, line = line, reader.line_num + 1
            if not any(cell.strip() for cell in cells):
                continue
            if not columns:
                columns = [cell.strip().casefold() for cell in cells]
                fault = _header_fault(columns)
                if fault:
                    return _refused(first, fault)
                continue
            payment = _payment(columns, cells, first)
            (errors if isinstance(payment, LineError) else payments).append(payment)  # type: ignore[arg-type]
    except csv.Error:
        errors.append(LineError(line, "A quotation mark is not closed, or the line is no comma-separated text."))
    else:
        if _cut_off(text):
            payments = [payment for payment in payments if payment.line != first]
            errors = [error for error in errors if error.line != first]
            errors.append(LineError(first, "The line has no line end: the file may be cut off in it."))
    if not columns and not errors:
        return _refused(1, f"The file is empty. Its first line must be {','.join(COLUMNS)}.")
    return LockboxFile(tuple(payments), (*errors, *_repeated(payments)))


def write(payments: Iterable[LockboxPayment]) -> str:
    """The text of a file with these payments; `read` gives the same payments back."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for payment in payments:
        texts = [_neutral(text) for text in (payment.tenant_id, payment.unit_id)]
        ends = [_neutral(text) for text in (payment.memo, payment.payment_id)]
        writer.writerow([payment.paid_on.isoformat(), *texts, wire_from_cents(payment.amount_cents), *ends])
    return out.getvalue()


def _cut_off(text: str) -> bool:
    """Whether the last line holds something and has no line end."""
    return bool(text[max(text.rfind("\n"), text.rfind("\r")) + 1 :].strip(f" \t{_BYTE_ORDER_MARK}"))


def _refused(line: int, sentence: str) -> LockboxFile:
    return LockboxFile((), (LineError(line, sentence),))


def _header_fault(columns: list[str]) -> str:
    if sorted(columns) == sorted(COLUMNS):
        return ""
    return f"The first line must name the columns {','.join(COLUMNS)}."


def _payment(columns: list[str], cells: list[str], line: int) -> LockboxPayment | LineError:
    if len(cells) != len(columns):
        return LineError(line, f"The line has {len(cells)} values where {len(columns)} are named.")
    named = dict(zip(columns, cells, strict=True))
    ids = {name: _plain(named[name].strip()) for name in ("tenant_id", "unit_id", "payment_id")}
    faults = []
    paid_on = _day(named["date"].strip())
    if paid_on is None:
        faults.append("The date must be like 2022-03-08 or 3/8/2022.")
    cents = _cents(named["amount"].strip())
    if cents is None:
        faults.append("The amount must be more than nothing, such as 1200.00.")
    if not any(ids.values()):
        faults.append("Give the tenant_id or the unit_id.")
    if any(len(value) > LONGEST_ID for value in ids.values()):
        faults.append(f"An id may have {LONGEST_ID} characters.")
    if faults or paid_on is None or cents is None:
        return LineError(line, " ".join(faults))
    return LockboxPayment(paid_on, cents, memo=stored_text(_plain(named["memo"])), line=line, **ids)


def _day(text: str) -> date | None:
    american = _AMERICAN.fullmatch(text)
    try:
        day = date(int(american[3]), int(american[1]), int(american[2])) if american else date.fromisoformat(text)
    except ValueError:
        return None
    return day if _EARLIEST <= day <= _LATEST else None


def _cents(text: str) -> int | None:
    try:
        cents = parse_cents(text)
    except ValueError:
        return None
    return cents if cents > 0 else None


def _repeated(payments: list[LockboxPayment]) -> list[LineError]:
    """A payment id may stand in a file once."""
    seen: dict[str, int] = {}
    found = []
    for payment in payments:
        if payment.payment_id and payment.payment_id in seen:
            sentence = f"Payment {payment.payment_id} stands in line {seen[payment.payment_id]} already."
            found.append(LineError(payment.line, sentence))
        seen.setdefault(payment.payment_id, payment.line)
    return found


def _neutral(text: str) -> str:
    return f"'{text}" if _NEUTRALISED.match(text) else plain_cell(text)


def _plain(text: str) -> str:
    return text[1:] if _NEUTRALISED.match(text) else text
