"""The report of returns, refunds and chargebacks that comes by e-mail: comma-separated text whose columns vary.

What a column means is guessed by its title and may be said by a person. Every faulty line gives one error with its
number; the others are read. Amounts count without their sign: a report may write money that went back below zero.
"""

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from landlord_desktop.formats.lockbox import LONGEST_ID, LineError
from landlord_desktop.rules.money import parse_cents
from landlord_desktop.rules.text import stored_text

FIELDS: dict[str, str] = {
    "payment_id": "Payment ID",
    "amount": "Amount",
    "returned_on": "Returned On",
    "kind": "Type",
    "reason_code": "Reason Code",
    "reason": "Reason",
    "tenant_id": "Tenant ID",
    "unit_id": "Unit ID",
    "batch_id": "Batch ID",
}
"""What a column may hold, with its title for people; the first two are needed."""

REQUIRED = ("payment_id", "amount")
_TITLES = {
    "payment_id": ("paymentid", "inosiopaymentid", "transactionid", "paymentnumber", "payment", "receiptid"),
    "amount": ("amount", "returnamount", "returnedamount", "total", "paymentamount"),
    "returned_on": ("returnedon", "returndate", "datereturned", "returneddate", "effectivedate", "date", "returned"),
    "kind": ("type", "kind", "returntype", "category"),
    "reason_code": ("reasoncode", "returncode", "code", "achcode", "returnreasoncode"),
    "reason": ("reason", "returnreason", "description", "reasondescription", "message"),
    "tenant_id": ("tenantid", "tenant", "tenantcode", "tenantnumber"),
    "unit_id": ("unitid", "unit", "unitcode", "unitnumber"),
    "batch_id": ("batchid", "batch", "depositid", "inosiobatch"),
}
_DELIMITERS = (",", ";", "\t")
_KINDS = (("refund", "refund"), ("charge", "chargeback"), ("return", "return"), ("nsf", "return"))
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ].*)?", re.ASCII)
_AMERICAN = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?: .*)?", re.ASCII)
_CODE = re.compile(r"\bR\d\d\b", re.ASCII)
_NEUTRALISED = re.compile(r"'+[=+\-@\t\r]")


@dataclass(frozen=True, slots=True)
class FileReturn:
    """One line of a file, in cents; `returned_on` is None where the file has no such column."""

    line: int
    payment_id: str
    amount_cents: int
    returned_on: date | None
    kind: str
    reason_code: str
    reason: str
    tenant_code: str
    unit_code: str
    batch_id: str


@dataclass(frozen=True, slots=True)
class ReturnsFile:
    """A file as it was read with a meaning for its columns, `columns` by field; the lines that could be read."""

    header: tuple[str, ...]
    columns: Mapping[str, int]
    returns: tuple[FileReturn, ...]
    errors: tuple[LineError, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """The needed fields for which no column is known."""
        return tuple(name for name in REQUIRED if name not in self.columns)


def guess_columns(header: tuple[str, ...]) -> dict[str, int]:
    """Which column holds what, by the titles; what is not clear is left out."""
    titles = [re.sub(r"[^a-z]", "", title.casefold()) for title in header]
    found: dict[str, int] = {}
    for name, known in _TITLES.items():
        place = next((titles.index(title) for title in known if title in titles), None)
        if place is not None and place not in found.values():
            found[name] = place
    return found


def header_of(content: bytes) -> tuple[str, ...]:
    """The titles in the first line that is not empty; none for an empty file."""
    text, _bad = _decoded(content)
    for line in text.split("\n"):
        if line.strip():
            cells = next(csv.reader([line.rstrip("\r")], delimiter=_delimiter(line)))
            return tuple(stored_text(cell.strip()) for cell in cells)
    return ()


def read(content: bytes, columns: Mapping[str, int] | None = None) -> ReturnsFile:
    """Read the bytes of a file; without `columns` their meaning is guessed. Nothing else is guessed."""
    if content.startswith(b"PK\x03\x04"):
        return _refused("This is an Excel workbook or an archive. Save the sheet as CSV UTF-8 and load that.")
    header = header_of(content)
    if b"\x00" in content or not header:
        return _refused("This is not a text file." if content.strip() else "The file is empty.")
    known = {name: place for name, place in (columns or {}).items() if name in FIELDS and place < len(header)}
    known = known or guess_columns(header)
    if any(name not in known for name in REQUIRED):
        return ReturnsFile(header, known, (), ())
    text, bad = _decoded(content)
    returns: list[FileReturn] = []
    errors: list[LineError] = []
    for line, last, cells in _lines(text, errors):
        if bad & set(range(line, last + 1)):
            errors.append(LineError(line, "The line is not UTF-8 text. Save the file as CSV UTF-8 and load it again."))
            continue
        found = _read_line(cells, len(header), known, line)
        (errors if isinstance(found, LineError) else returns).append(found)  # type: ignore[arg-type]
    return ReturnsFile(header, known, tuple(returns), tuple(sorted(errors, key=lambda error: error.line)))


def _refused(sentence: str) -> ReturnsFile:
    return ReturnsFile((), dict.fromkeys(REQUIRED, 0), (), (LineError(1, sentence),))


def _decoded(content: bytes) -> tuple[str, set[int]]:
    """The text, and the numbers of the lines that are not UTF-8; lines end as in any system."""
    pieces, bad = [], set()
    whole = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    for number, piece in enumerate(whole.split(b"\n"), 1):
        try:
            pieces.append(piece.decode("utf-8"))
        except UnicodeDecodeError:
            bad.add(number)
            pieces.append(piece.decode("utf-8", "replace"))
    return "\n".join(pieces), bad


def _delimiter(line: str) -> str:
    return max(_DELIMITERS, key=line.count)


def _lines(text: str, errors: list[LineError]) -> list[tuple[int, int, list[str]]]:
    """First and last number and the cells of each line after the header; what is no CSV becomes an error."""
    first_line = next(line for line in text.split("\n") if line.strip())
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(first_line), strict=True)
    found: list[tuple[int, int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((start, reader.line_num, cells))
            start = reader.line_num + 1
    except csv.Error:
        errors.append(LineError(start, "A quotation mark is not closed: the file may be cut off."))
    return found[1:]


def _read_line(cells: list[str], width: int, columns: Mapping[str, int], line: int) -> FileReturn | LineError:
    filled = [_plain(cell.strip()) for cell in cells]
    if len(filled) < width and len(filled) <= max(columns.values()):
        return LineError(line, f"The line has {len(filled)} values where {width} are named: the file may be cut off.")
    if len(filled) > width and any(filled[width:]):
        return LineError(line, f"The line has {len(filled)} values where {width} are named.")
    named = {name: filled[place] for name, place in columns.items()}
    faults = []
    payment_id = named["payment_id"]
    if not payment_id or len(payment_id) > LONGEST_ID:
        faults.append("The payment ID is missing." if not payment_id else "The payment ID is too long.")
    cents = _cents(named["amount"])
    if not cents:
        faults.append("The amount must be more than nothing, such as 1200.00.")
    returned_on = _day(named["returned_on"]) if "returned_on" in named else None
    if "returned_on" in named and returned_on is None:
        faults.append("The date must be like 2022-03-08 or 3/8/2022.")
    kind = _kind(named.get("kind", ""))
    if not kind:
        faults.append("The type must be return, refund or chargeback.")
    if faults:
        return LineError(line, " ".join(faults))
    reason, code = named.get("reason", ""), named.get("reason_code", "").upper()
    inside = _CODE.search(reason.upper())
    if not code and inside is not None:
        code = inside[0]
    return FileReturn(
        line, stored_text(payment_id), cents, returned_on, kind, stored_text(code), stored_text(reason),
        stored_text(named.get("tenant_id", "")), stored_text(named.get("unit_id", "")),
        stored_text(named.get("batch_id", "")),
    )


def _cents(text: str) -> int:
    """The amount without its sign; 0 where it is none."""
    try:
        return abs(parse_cents(text))
    except ValueError:
        return 0


def _day(text: str) -> date | None:
    iso, american = _ISO.fullmatch(text), _AMERICAN.fullmatch(text)
    try:
        if american:
            return date(int(american[3]), int(american[1]), int(american[2]))
        return date.fromisoformat(iso[1]) if iso else None
    except ValueError:
        return None


def _kind(text: str) -> str:
    """The kind that a cell tells; a return where nothing is said, empty where it is not clear."""
    said = text.casefold()
    return next((kind for word, kind in _KINDS if word in said), "" if said else "return")


def _plain(text: str) -> str:
    """A cell as it was before a spreadsheet program was kept from taking it for a formula."""
    return text[1:] if _NEUTRALISED.match(text) else text
