"""BAI lockbox files: a bank's fixed-width list of the checks it opened, read with every fault by its line.

Records stand in the order 1 2 (5 (6 4*)* 7)* 8 9: one lockbox. Lines have 80, 94 or 102 columns, of which the last are
filler; record 2 states how many in columns 35 to 37. Amounts are whole cents. Counts and totals of records 7, 8 and 9
must be those of the records they close. Banks differ in small things; the columns here are the usual ones of published
layouts. An invoice number of record 4 is the tenant's ID; a remittance with several invoices is several payments.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from landlord_desktop.formats.lockbox import LineError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.text import stored_text

CHECK_NUMBER = {80: slice(36, 45), 94: slice(37, 47), 102: slice(37, 47)}
"""Where record 6 has the check number: after routing numbers of 9 digits in narrow files, of 10 in wide ones."""
WIDTHS = tuple(CHECK_NUMBER)
RECORD_SIZE = slice(34, 37)
"""Where record 2 states the width of the lines."""
_DIGITS = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True, slots=True)
class BaiPayment:
    """One payment in cents. `item` names it inside the file (lockbox batch, item, overflow), `line` is where it stands.

    `tenant_id` is empty where the bank gave no invoice number.
    """

    item: str
    paid_on: date
    amount_cents: int
    tenant_id: str
    check_number: str
    memo: str
    line: int


@dataclass(frozen=True, slots=True)
class BaiFile:
    """A file as it was read; where there are errors, nothing of it may be loaded."""

    payments: tuple[BaiPayment, ...]
    errors: tuple[LineError, ...] = ()


@dataclass(slots=True)
class _Detail:
    line: int
    batch: str
    item: str
    amount_cents: int
    check_number: str
    invoices: list[tuple[int, str, int]] = field(default_factory=list)


@dataclass(slots=True)
class _Reading:
    """What has been read so far: the open batch, the sums to prove and what is wrong."""

    payments: list[BaiPayment] = field(default_factory=list)
    errors: list[LineError] = field(default_factory=list)
    previous: str = ""
    batch: str | None = None
    opened: dict[str, int] = field(default_factory=dict)
    day: date | None = None
    details: list[_Detail] = field(default_factory=list)
    closed_count: int = 0
    closed_cents: int = 0

    def fault(self, line: int, sentence: str) -> None:
        self.errors.append(LineError(line, sentence))


_FOLLOWS = {
    "": "1", "1": "2", "2": "58", "5": "67", "6": "467", "4": "467", "7": "58", "8": "9", "9": "",
}  # fmt: skip
"""Which records may follow which."""


def looks_like_bai(content: bytes) -> bool:
    """Whether the bytes begin as a BAI lockbox file does: a record 1 of digits and blanks, then a record 2."""
    lines = content[:400].splitlines()
    return len(lines) > 1 and lines[0][:1] == b"1" and lines[1][:1] == b"2" and b"," not in lines[0]


def decode(content: bytes) -> BaiFile:
    """Read the bytes of a file; every fault is told by its line and nothing is guessed."""
    try:
        text = content.decode("ascii")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        return BaiFile((), (LineError(line, "The line holds a letter that is not plain ASCII; ask the bank again."),))
    lines = text.splitlines()
    while lines and not lines[-1].strip():
        lines.pop()
    found = _Reading()
    for number, record in enumerate(_widened(lines, found), 1):
        if found.previous == "8" and record[0] in "25":
            found.fault(number, "A second lockbox begins here; only one in a file is read.")
            break
        _take(number, record, found)
    if not found.errors and found.previous != "9":
        found.fault(len(lines) or 1, "The file ends before its last record (9): it was cut off. Fetch it again.")
    return BaiFile(() if found.errors else tuple(found.payments), tuple(found.errors))


def _widened(lines: Sequence[str], found: _Reading) -> Iterable[str]:
    """The lines in the width of the file; stripped blanks at their ends are given back."""
    longest = max(map(len, lines), default=0)
    stated = _stated(lines)
    if longest > max(WIDTHS):
        found.fault(1, f"The longest line has {longest} columns; a lockbox file has 80, 94 or 102.")
    elif stated and longest > stated:
        line = next(number for number, line in enumerate(lines, 1) if len(line) > stated)
        found.fault(line, f"The line has {len(lines[line - 1])} columns where line 2 says {stated}.")
    elif not stated and _stripped(lines, longest):
        _refuse_two_readings(lines, found)
    if found.errors:
        return []
    width = stated or next(width for width in WIDTHS if longest <= width)
    return [line.ljust(width) for line in lines]


def _stated(lines: Sequence[str]) -> int:
    """How wide the lines are by record 2; 0 where it does not say."""
    said = _number(lines[1][RECORD_SIZE]) if len(lines) > 1 and lines[1].startswith("2") else None
    return said if said in WIDTHS else 0


def _stripped(lines: Sequence[str], longest: int) -> bool:
    """Whether the lines may be those of a narrow or of a wide file."""
    return longest < WIDTHS[0] or (longest == WIDTHS[0] and any(len(line) < longest for line in lines))


def _refuse_two_readings(lines: Sequence[str], found: _Reading) -> None:
    """Tell the first remittance whose check number a narrow and a wide file would read differently."""
    for number, line in enumerate(lines, 1):
        readings = [_check_number(line, width) for width in (WIDTHS[0], WIDTHS[-1])]
        if line[:1] == "6" and readings[0] != readings[1]:
            either = " or ".join(reading or "blank" for reading in readings)
            found.fault(
                number,
                f"The check number may be {either}: blanks at the ends of lines are missing, and line 2 does not say "
                "how many columns a line has.",
            )
            return


def _check_number(line: str, width: int) -> str:
    return line[CHECK_NUMBER[width]].strip().lstrip("0")


def _take(number: int, line: str, found: _Reading) -> None:
    kind = line[0]
    if kind not in _FOLLOWS.get(found.previous, ""):
        after = f"after a record {found.previous}" if found.previous else "at the beginning"
        found.fault(number, f"A record {kind.strip() or 'without a number'} cannot stand {after}.")
        if kind not in _FOLLOWS:
            return
    found.previous = kind
    take = _RECORDS.get(kind)
    if take is not None:
        take(number, line, found)


def _open_batch(number: int, line: str, found: _Reading) -> None:
    found.batch = line[1:4]
    first = found.opened.setdefault(found.batch, number)
    if first != number:
        found.fault(number, f"Batch {found.batch} was opened in line {first} already; a number names one batch.")
    found.day = _day(line[14:20])
    if found.day is None:
        found.fault(number, f"The deposit date {line[14:20]!r} is no date of year, month and day.")


def _detail(number: int, line: str, found: _Reading) -> None:
    cents = _number(line[7:17])
    if cents is None or cents == 0:
        found.fault(number, "The amount of the remittance is not a number of cents above nothing.")
    if line[1:4] != found.batch:
        found.fault(number, f"The remittance says batch {line[1:4]}, but batch {found.batch} is open.")
    if any(line[4:7] == detail.item for detail in found.details):
        found.fault(number, f"Item {line[4:7]} stands twice in batch {line[1:4]}.")
    found.details.append(_Detail(number, line[1:4], line[4:7], cents or 0, _check_number(line, len(line))))


def _overflow(number: int, line: str, found: _Reading) -> None:
    if not found.details or line[4:7] != found.details[-1].item:
        found.fault(number, "The invoice does not belong to the remittance before it.")
        return
    cents = _number(line[21:31]) if line[21:31].strip() else 0
    if cents is None:
        found.fault(number, "The amount of the invoice is not a number of cents.")
    found.details[-1].invoices.append((number, stored_text(line[11:21].strip()), cents or 0))


def _close_batch(number: int, line: str, found: _Reading) -> None:
    total = sum(detail.amount_cents for detail in found.details)
    if found.batch is not None and line[1:4] != found.batch:
        found.fault(number, f"The end of a batch says batch {line[1:4]}, but batch {found.batch} is open.")
    _prove(number, line[20:23], line[23:33], len(found.details), total, found)
    for detail in found.details:
        found.payments += _payments(detail, found)
    found.closed_count += len(found.details)
    found.closed_cents += total
    found.details, found.batch = [], None


def _close_service(number: int, line: str, found: _Reading) -> None:
    _prove(number, line[20:24], line[24:34], found.closed_count, found.closed_cents, found)


def _close_file(number: int, line: str, found: _Reading) -> None:
    said = _number(line[1:7])
    if said != number:
        found.fault(number, f"The file says it has {line[1:7].strip()} records, but has {number}. Fetch it again.")


def _prove(number: int, count: str, cents: str, real_count: int, real_cents: int, found: _Reading) -> None:
    said_count, said_cents = _number(count), _number(cents)
    if (said_count, said_cents) != (real_count, real_cents):
        said = "nothing readable" if said_count is None or said_cents is None else (
            f"{said_count} of {format_cents(said_cents)}"
        )
        found.fault(number, f"The total says {said}; the remittances are {real_count} of {format_cents(real_cents)}.")


def _payments(detail: _Detail, found: _Reading) -> Iterable[BaiPayment]:
    """One payment for each invoice with an amount, or one for the whole remittance."""
    if found.day is None:
        return
    name = f"{detail.batch}-{detail.item}"
    memo = f"Check # {detail.check_number}" if detail.check_number else ""
    amounts = [invoice for invoice in detail.invoices if invoice[2]]
    payers = {invoice[1] for invoice in detail.invoices if invoice[1]}
    if len(payers) < 2:
        tenant = next(iter(payers), "")
        yield BaiPayment(name, found.day, detail.amount_cents, tenant, detail.check_number, memo, detail.line)
        return
    total = sum(invoice[2] for invoice in amounts)
    if total != detail.amount_cents or len(amounts) != len(detail.invoices):
        said, real = format_cents(total), format_cents(detail.amount_cents)
        found.fault(detail.line, f"The invoices of this remittance come to {said}, its amount is {real}.")
        return
    for place, (line, tenant, cents) in enumerate(amounts, 1):
        yield BaiPayment(f"{name}-{place}", found.day, cents, tenant, detail.check_number, memo, line)


def _number(text: str) -> int | None:
    stripped = text.strip()
    return int(stripped) if _DIGITS.fullmatch(stripped) else None


def _day(text: str) -> date | None:
    if not _DIGITS.fullmatch(text) or len(text) != 6:
        return None
    try:
        return date(2000 + int(text[:2]), int(text[2:4]), int(text[4:6]))
    except ValueError:
        return None


_RECORDS = {
    "5": _open_batch, "6": _detail, "4": _overflow, "7": _close_batch, "8": _close_service, "9": _close_file,
}  # fmt: skip
