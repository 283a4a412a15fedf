"""Returned payments coming in, from the server or from the e-mailed file: each is kept once, whatever road it came by.

The server's id tells its returns apart. A line of a file has none: it is the same return as one that is known of the
same payment, amount and day, so that the same file twice changes nothing.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.formats import returns_csv
from landlord_desktop.formats.lockbox import LineError
from landlord_desktop.rules.errors import LandlordError, RuleError
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS
from landlord_desktop.rules.text import stored_text
from landlord_desktop.rules.words import plural
from landlord_desktop.services.batches import source_key
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.posting_dates import is_within_reason
from landlord_desktop.services.settings import put, read_settings

LARGEST_FILE_BYTES = 20_000_000
FIELD_TITLES = returns_csv.FIELDS
NEEDED_FIELDS = returns_csv.REQUIRED
_READ = "inosio.returns_read"
_KIND = "returns"


@dataclass(frozen=True, slots=True)
class ReturnedItem:
    """A payment that came back, as it was told; amount in cents. `unreadable` tells what could not be read."""

    return_id: str
    payment_id: str = ""
    batch_id: str = ""
    returned_on: date | None = None
    amount_cents: int | None = None
    kind: str = "return"
    reason_code: str = ""
    reason: str = ""
    tenant_code: str = ""
    unit_code: str = ""
    unreadable: str = ""
    raw_text: str = ""


@dataclass(frozen=True, slots=True)
class StoredReturns:
    """How many returns are new and how many were known; sentences on those that differ from what is stored."""

    new: int = 0
    known: int = 0
    set_aside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FileResult:
    """What reading a file did: returns that are new and that were known, and the lines that could not be read.

    Where the meaning of a needed column is not known nothing was read: `missing` names the fields, `header` the
    titles of the file, `columns` what was guessed.
    """

    name: str
    new: int = 0
    known: int = 0
    errors: tuple[LineError, ...] = ()
    header: tuple[str, ...] = ()
    columns: Mapping[str, int] | None = None
    missing: tuple[str, ...] = ()

    @property
    def needs_columns(self) -> bool:
        """Whether a person has to say what the columns mean."""
        return bool(self.missing)


def read_token(books: Books) -> str | None:
    """The server's sync token up to which its returns are here; None where all of them must be read."""
    with books.store.read() as connection:
        settings = read_settings(connection)
    portfolio, _, token = settings[_READ].partition("\n")
    return token or None if portfolio == settings["inosio.portfolio"] else None


def store_returns(
    books: Books, portfolio_id: str, items: Sequence[ReturnedItem], sync_token: str | None = None
) -> StoredReturns:
    """Keep what the server told, with the token that stands for it, in one transaction.

    A known return with other contents keeps what it had; that is told. One that came by file before is the same one.
    """
    with books.store.write() as connection:
        known = _Known(connection)
        new, same, aside = 0, 0, []
        for item in {item.return_id: _checked(books, item) for item in items}.values():
            before = known.by_id.get(item.return_id)
            if before is not None and _differs(before, item):
                aside.append(
                    f"The server now tells return {item.return_id} of payment {item.payment_id} with other contents "
                    "than before. The one stored first stays as it is; ask Inosio which one is right."
                )
            elif before is not None or known.adopt(connection, books, portfolio_id, item):
                same += 1
            else:
                _insert(connection, books, portfolio_id, "server", "", item)
                new += 1
        put(connection, {_READ: f"{portfolio_id}\n{sync_token or ''}"})
    return StoredReturns(new, same, tuple(aside))


def load_file(books: Books, path: Path, columns: Mapping[str, int] | None = None) -> FileResult:
    """Keep the returns of an e-mailed file; faulty lines are told with their numbers and the others go on.

    `columns` (field to place, from 0) are remembered for files with the same first line; without them those remembered
    count, else the titles. LandlordError where the file cannot be read at all.
    """
    content = _content(path)
    header = "\t".join(returns_csv.header_of(content))
    with books.store.write() as connection:
        chosen = columns if columns is not None else _remembered(connection, header)
        found = returns_csv.read(content, chosen)
        if found.missing:
            return FileResult(path.name, header=found.header, columns=found.columns, missing=found.missing)
        if columns is not None and found.header:
            connection.execute(_REMEMBER, {"kind": _KIND, "header": header, "columns": json.dumps(dict(found.columns))})
        new, same = _store_lines(connection, books, path.name, found.returns)
        words = f"{new} new, {same} known, {len(found.errors)} not readable"
        record(connection, books, "load returns file", path.name, words)
    return FileResult(path.name, new, same, found.errors, found.header, found.columns)


def _store_lines(
    connection: Connection, books: Books, name: str, lines: Sequence[returns_csv.FileReturn]
) -> tuple[int, int]:
    """How many lines of a file are new, and how many were known."""
    portfolio = read_settings(connection)["inosio.portfolio"]
    known, seen, new = _Known(connection), Counter[tuple[str, int, date | None]](), 0
    for line in lines:
        told = (line.payment_id, line.amount_cents, line.returned_on)
        seen[told] += 1
        if known.count(*told) >= seen[told]:
            continue
        day = line.returned_on or books.today()
        identity = f"{line.payment_id}|{line.returned_on or ''}|{line.amount_cents}|{seen[told]}"
        item = ReturnedItem(
            identity, line.payment_id, line.batch_id, day, line.amount_cents, line.kind, line.reason_code, line.reason,
            line.tenant_code, line.unit_code,
        )
        _insert(connection, books, portfolio, "file", name, _checked(books, item))
        new += 1
    return new, len(lines) - new


class _Known:
    """The returns that are stored already."""

    def __init__(self, connection: Connection) -> None:
        self.rows = list(connection.execute(_ALL))
        self.by_id = {row.return_id: row for row in self.rows if row.origin == "server"}

    def count(self, payment_id: str, cents: int, day: date | None) -> int:
        """How many are stored of a payment, amount and day; any day where the file tells none."""
        return sum(
            row.payment_id == payment_id and row.amount_cents == cents
            and (day is None or _without_day(row) or row.returned_on == day.isoformat())
            for row in self.rows
        )

    def adopt(self, connection: Connection, books: Books, portfolio_id: str, item: ReturnedItem) -> bool:
        """Whether a file told this return before; then it takes the server's id and facts."""
        if item.unreadable or item.returned_on is None:
            return False
        for place, row in enumerate(self.rows):
            same_day = _without_day(row) or row.returned_on == item.returned_on.isoformat()
            if row.origin == "file" and same_day and (row.payment_id, row.amount_cents) == (
                item.payment_id, item.amount_cents
            ):
                del self.rows[place]
                connection.execute(_ADOPT, {
                    **_values(books, portfolio_id, "server", row.file_name, item), "id": row.id,
                })
                return True
        return False


def _without_day(row: Any) -> bool:
    """Whether a file told this return without its day."""
    return row.origin == "file" and "||" in row.return_id


def _differs(before: Any, item: ReturnedItem) -> bool:
    day = item.returned_on.isoformat() if item.returned_on else None
    told = (item.payment_id, item.amount_cents, day, item.kind)
    return (before.payment_id, before.amount_cents, before.returned_on, before.kind) != told


def _checked(books: Books, item: ReturnedItem) -> ReturnedItem:
    """The item with its amount without a sign, or marked as unreadable where amount or date cannot be right."""
    if item.unreadable:
        return item
    cents = abs(item.amount_cents or 0)
    if not 0 < cents <= LARGEST_AMOUNT_CENTS:
        return replace(item, amount_cents=None, unreadable="its amount cannot be right")
    if item.returned_on is None or not is_within_reason(books, item.returned_on):
        return replace(item, amount_cents=cents, unreadable=f"its date {item.returned_on} cannot be right")
    return replace(item, amount_cents=cents)


def _values(books: Books, portfolio_id: str, origin: str, file_name: str, item: ReturnedItem) -> dict[str, Any]:
    short = {name: stored_text(getattr(item, name)) for name in (
        "payment_id", "batch_id", "reason_code", "reason", "tenant_code", "unit_code", "unreadable",
    )}  # fmt: skip
    return {
        **short, "origin": origin, "return_id": stored_text(item.return_id), "kind": item.kind,
        "source_key": source_key(portfolio_id, short["payment_id"]) if short["payment_id"] else None,
        "returned_on": item.returned_on.isoformat() if item.returned_on else None, "amount_cents": item.amount_cents,
        "file_name": stored_text(file_name), "received_at": instant_text(books.now()),
        "raw_text": stored_text(item.raw_text, 1_000_000),
    }


def _insert(
    connection: Connection, books: Books, portfolio_id: str, origin: str, file_name: str, item: ReturnedItem
) -> None:
    connection.execute(_ADD, _values(books, portfolio_id, origin, file_name, item))


def unreadable_item(raw: str, problem: str, whole_text: str = "") -> ReturnedItem:
    """An item of the server's list that breaks the contract, kept with its text; the same text is the same item.

    `raw` may be cut for a person to read; `whole_text` is all of it, to be read again.
    """
    digest = hashlib.sha256(raw.encode("utf-8", "replace")).hexdigest()[:24]
    problem = problem or "it breaks the contract"
    return ReturnedItem(f"unreadable {digest}", unreadable=problem, raw_text=whole_text or raw)


def unread_returns(books: Books) -> list[tuple[int, str]]:
    """Row and text of each return of the server that could not be read and waits for it."""
    with books.store.read() as connection:
        return [(row.id, row.raw_text) for row in connection.execute(_UNREAD)]


def take_again(books: Books, portfolio_id: str, read: Mapping[int, ReturnedItem]) -> int:
    """Keep the returns that can be read now, by their rows; how many they are.

    One that the server told again meanwhile, so that it could be read, is the same: the unread one is set aside.
    """
    taken = 0
    with books.store.write() as connection:
        for row_id, told in read.items():
            known, item = _Known(connection), _checked(books, told)
            if item.return_id in known.by_id or known.adopt(connection, books, portfolio_id, item):
                done = {"id": row_id, "at": instant_text(books.now()), "by": books.actor.user, "why": _TOLD_AGAIN}
                connection.execute(_SET_ASIDE, done)
            else:
                values = _values(books, portfolio_id, "server", "", item)
                connection.execute(_READ_AGAIN, {**values, "id": row_id})
                taken += 1
    return taken


def _remembered(connection: Connection, header: str) -> dict[str, int] | None:
    stored = connection.execute(_RECALL, {"kind": _KIND, "header": header}).scalar()
    return None if stored is None else {str(name): int(place) for name, place in json.loads(stored).items()}


def check_columns(columns: Mapping[str, int]) -> None:
    """RuleError where a needed field has no column, or one column is to hold two fields."""
    faults = [
        f"Choose the column that holds the {returns_csv.FIELDS[name]}." for name in returns_csv.REQUIRED
        if name not in columns
    ]
    twice = [place for place, count in Counter(columns.values()).items() if count > 1]
    if twice:
        faults.append(f"{plural(len(twice), 'column')} would hold two things at once. Choose each column once.")
    if faults:
        raise RuleError(faults)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise LandlordError(f"{path.name} cannot be read: {error.strerror or 'the disk refuses'}.") from error
    if len(content) > LARGEST_FILE_BYTES:
        raise LandlordError(f"{path.name} is larger than a report of returns can be. Nothing was read.")
    return content


_COLUMNS = (
    "origin", "return_id", "payment_id", "source_key", "batch_id", "returned_on", "amount_cents", "kind", "reason_code",
    "reason", "tenant_code", "unit_code", "file_name", "received_at", "unreadable", "raw_text",
)  # fmt: skip
_ALL = text(
    "SELECT id, origin, return_id, payment_id, amount_cents, returned_on, kind, file_name FROM returned_payment "
    "ORDER BY id"
)
_ADD = text(
    f"INSERT INTO returned_payment ({', '.join(_COLUMNS)}, state) "  # noqa: S608
    f"VALUES (:{', :'.join(_COLUMNS)}, 'waiting')"
)
_ADOPT = text(
    "UPDATE returned_payment SET origin = :origin, return_id = :return_id, batch_id = :batch_id, "
    "source_key = :source_key, returned_on = :returned_on, kind = :kind, reason_code = :reason_code, reason = :reason, "
    "tenant_code = :tenant_code, unit_code = :unit_code WHERE id = :id"
)
_UNREAD = text(
    "SELECT id, raw_text FROM returned_payment WHERE origin = 'server' AND unreadable <> '' AND raw_text <> '' "
    "AND state = 'waiting' ORDER BY id"
)
_READ_AGAIN = text(
    f"UPDATE returned_payment SET {', '.join(f'{name} = :{name}' for name in _COLUMNS)} WHERE id = :id"  # noqa: S608
)
_TOLD_AGAIN = "The server told it again, so that it could be read."
_SET_ASIDE = text(
    "UPDATE returned_payment SET state = 'set_aside', settled_at = :at, settled_by = :by, settled_reason = :why "
    "WHERE id = :id"
)
_RECALL = text('SELECT "columns" FROM file_columns WHERE kind = :kind AND header = :header')
_REMEMBER = text(
    'INSERT INTO file_columns (kind, header, "columns") VALUES (:kind, :header, :columns) '
    'ON CONFLICT (kind, header) DO UPDATE SET "columns" = excluded."columns"'
)
