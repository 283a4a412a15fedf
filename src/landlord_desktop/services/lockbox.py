"""Lockbox files and the working list: looked at first, loaded whole or not at all, saving what is not posted.

A file becomes a batch of its own, whose id comes from its bytes: the same file again is the same batch, and its
payments post once. A payment that the server gave too is one payment, in the server's batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import Connection, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.formats import lockbox
from landlord_desktop.formats.lockbox import LineError, LockboxPayment
from landlord_desktop.rules.errors import ClaimedError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.batches import (
    LINE_COLUMNS,
    FetchedBatch,
    FetchedPayment,
    claim_batch,
    load_lines,
    source_key,
    store_batch,
)
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.lockbox_reading import FileContents, Names, payer_of, read_file
from landlord_desktop.services.posting_dates import date_problems
from landlord_desktop.services.whole_files import replace_file

__all__ = ["LineError", "LockboxResult", "LockboxSummary", "SummaryLine", "load_file", "look_at", "save_unprocessed"]

FIX_FILE = "Correct the line in the file and load it again."
_FIXES = (
    ("There is no tenant", "Unknown tenant", "Correct the ID in the file, or add the tenant under Profiles."),
    ("There is no unit", "Unknown unit", "Correct the ID in the file, or add the unit under Profiles."),
    ("give the tenant_id", "Tenant not clear", "Add the tenant_id to the line."),
    ("Give the tenant_id", "No payer", "Add the tenant_id or the unit_id to the line."),
    ("on the server", "Other amount", "Ask Inosio or the bank which amount is right."),
    ("The date ", "Date", "Correct the date in the file."),
    ("The total says", "Totals differ", "The file is not whole: fetch it from the bank again."),
    ("may be cut off", "May be cut off", "Save the file again and load it; each line must end with a line end."),
    ("cut off", "Cut off", "Fetch the file from the bank again."),
    ("stands in line", "Twice", "Take one of the two lines out of the file."),
    ("a number names one batch", "Batch twice", "Ask the bank for the file with a number of its own for each batch."),
    ("is open.", "Batch", "The file is not whole: fetch it from the bank again."),
    ("second lockbox", "Second lockbox", "Ask the bank for a file of its own for each lockbox."),
    ("line 2 ", "Line width", "Fetch the file from the bank again and load it as it came, blanks included."),
)


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """One payment of a file before it is loaded, or one faulty line. `known` stands on the working list already."""

    line: int
    state: Literal["valid", "known", "invalid"]
    payer: str
    amount_cents: int | None
    issue: str = ""
    cause: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class LockboxSummary:
    """What loading a file would do; with an invalid line nothing is loaded."""

    name: str
    kind: str
    batch_id: str
    lines: tuple[SummaryLine, ...]

    def count(self, state: str) -> int:
        """How many lines are in a state."""
        return sum(1 for line in self.lines if line.state == state)

    def cents(self, state: str) -> int:
        """What the lines in a state come to."""
        return sum(line.amount_cents or 0 for line in self.lines if line.state == state)


@dataclass(frozen=True, slots=True)
class LockboxResult:
    """What loading did: lines added and their sum in cents. `known` payments stood on the list before.

    Where there are errors nothing was loaded. `batch_id` is None where the file held payments of the server alone.
    """

    loaded: int
    errors: tuple[LineError, ...] = ()
    total_cents: int = 0
    known: int = 0
    batch_id: str | None = None


def look_at(books: Books, path: Path) -> LockboxSummary:
    """What a file would load, line by line; nothing is changed. LandlordError where it cannot be read."""
    contents = read_file(path, _files_loaded(books))
    with books.store.read() as connection:
        names = Names(connection, contents.payments)
        faults = _faults(books, contents, names)
    lines = [_told(error) for error in (*contents.errors, *faults.values())]
    for payment in contents.payments:
        if payment.payment_id not in faults:
            known = source_key(names.portfolio, payment.payment_id) in names.listed
            payer = payment.tenant_id or payment.unit_id or "Not named"
            lines.append(SummaryLine(payment.line, "known" if known else "valid", payer, payment.amount_cents))
    lines.sort(key=lambda line: line.line)
    return LockboxSummary(contents.name, contents.kind, contents.batch_id, tuple(lines))


def _files_loaded(books: Books) -> frozenset[str]:
    with books.store.read() as connection:
        return frozenset(connection.execute(text("SELECT id FROM inosio_batch WHERE origin = 'file'")).scalars())


def _told(error: LineError) -> SummaryLine:
    issue, fix = next(((issue, fix) for words, issue, fix in _FIXES if words in error.sentence), ("Fault", FIX_FILE))
    return SummaryLine(error.line, "invalid", "", None, issue, error.sentence, fix)


def _faults(books: Books, contents: FileContents, names: Names) -> dict[str, LineError]:
    """What keeps payments of a readable file out, by payment id."""
    found = {}
    for payment in contents.payments:
        sentence = _fault(books, payment, contents, names)
        if sentence:
            found[payment.payment_id] = LineError(payment.line, sentence)
    return found


def _fault(books: Books, payment: LockboxPayment, contents: FileContents, names: Names) -> str:
    problems = date_problems(books, payment.paid_on, "The date")
    if problems:
        return problems[0]
    server = names.payments.get(source_key(names.portfolio, payment.payment_id))
    if server is not None and server.amount_cents != payment.amount_cents:
        gave = f"{format_cents(server.amount_cents)} on the server and {format_cents(payment.amount_cents)} here"
        return f"Payment {payment.payment_id} is {gave}."
    if server is None and not payment.tenant_id and not payment.unit_id and contents.kind == "CSV":
        return "Give the tenant_id or the unit_id."
    payer = payer_of(payment, names, contents)
    return payer if isinstance(payer, str) else ""


def load_file(books: Books, path: Path) -> LockboxResult:
    """Add a file's payments to the working list in one transaction, or none of them where a line has a fault.

    A payment id makes a payment the same one that the server gives. LandlordError where the file cannot be read.
    """
    contents = read_file(path, _files_loaded(books))
    with books.store.write() as connection:
        names = Names(connection, contents.payments)
        errors = [*contents.errors, *_faults(books, contents, names).values()]
        if errors:
            return LockboxResult(0, tuple(sorted(errors, key=lambda error: error.line)))
        given: list[LockboxPayment] = []
        own: list[LockboxPayment] = []
        for payment in contents.payments:
            server = names.payments.get(source_key(names.portfolio, payment.payment_id))
            others = server is not None and server.batch_id != contents.batch_id
            (given if others else own).append(payment)
        listed = sum(source_key(names.portfolio, payment.payment_id) in names.listed for payment in contents.payments)
        loaded = _load_given(connection, books, given, names, contents)
        if own:
            _store_own(connection, books, own, names, contents)
            loaded += _claimed(connection, books, contents.batch_id)
        record(connection, books, "load lockbox file", path.name, f"{loaded} loaded.")
    fresh = [
        payment.amount_cents for payment in contents.payments
        if source_key(names.portfolio, payment.payment_id) not in names.listed
    ]
    return LockboxResult(loaded, (), sum(fresh), listed, contents.batch_id if own else None)


def _claimed(connection: Connection, books: Books, batch_id: str) -> int:
    try:
        claim_batch(connection, books, batch_id)
    except ClaimedError as error:
        raise ClaimedError(f"{error.sentence} Nothing was loaded.") from error
    return load_lines(connection, books, batch_id)


def _store_own(
    connection: Connection, books: Books, payments: Sequence[LockboxPayment], names: Names, contents: FileContents
) -> None:
    """Keep the payments that only the file gives as a batch; what is stored holds no bank's numbers."""
    codes = {tenant.id: tenant.code for tenant in names.tenants.values()}
    fetched = []
    for payment in payments:
        payer = payer_of(payment, names, contents)
        tenant_id = payer[0] if isinstance(payer, tuple) else None
        unknown = f"Invoice {payment.tenant_id}" if payment.tenant_id and tenant_id is None else ""
        fetched.append(FetchedPayment(
            payment.payment_id, payment.paid_on, payment.amount_cents,
            codes[tenant_id] if tenant_id is not None else None, payment.unit_id or None, unknown,
            method="check", memo=payment.memo,
        ))
    store_batch(connection, books, names.portfolio, FetchedBatch(
        contents.batch_id, max(payment.paid_on for payment in payments), sum(one.amount_cents for one in payments),
        len(fetched), "unprocessed", "", None, None, tuple(fetched), lockbox.write(payments).encode("utf-8"), "file",
    ))


def _load_given(
    connection: Connection, books: Books, payments: Sequence[LockboxPayment], names: Names, contents: FileContents
) -> int:
    """Working lines of payments that the server gave, in its batches; how many are new."""
    rows = []
    for payment in payments:
        key = source_key(names.portfolio, payment.payment_id)
        payer = payer_of(payment, names, contents)
        if key not in names.listed and isinstance(payer, tuple):
            rows.append(_given_line(payment, key, names.payments[key], payer, names))
    for batch_id in dict.fromkeys(row["batch_id"] for row in rows):
        try:
            claim_batch(connection, books, batch_id)
        except ClaimedError as error:
            raise ClaimedError(f"{error.sentence} Nothing was loaded.") from error
    entered = {"entered_by": books.actor.user, "entered_at": instant_text(books.now())}
    if rows:
        connection.execute(_ADD, [{**row, **entered, "uuid": books.new_uuid()} for row in rows])
    return len(rows)


def _given_line(
    payment: LockboxPayment, key: str, server: Any, payer: tuple[int | None, int | None], names: Names
) -> dict[str, Any]:
    day = payment.paid_on.isoformat()
    return dict.fromkeys(LINE_COLUMNS) | {
        "batch_id": server.batch_id, "source_key": key, "payment_id": payment.payment_id,
        "received_on": server.received_on.isoformat() if server.received_on else day, "posting_date": day,
        "amount_cents": payment.amount_cents, "tenant_id": payer[0], "unit_id": payer[1],
        "payer_name": server.payer_name, "unit_name": server.unit_name, "payer_kind": server.payer_kind,
        "method": server.method, "memo": payment.memo,
        "as_ledger_receipt": int(server.payer_kind != "tenant" and payer[0] is None),
        "ledger_id": names.ledgers.get((server.ledger_code or "").casefold()), "unreadable": server.unreadable,
        "state": "open",
    }


def save_unprocessed(books: Books, path: Path) -> int:
    """Write the open lines to a file, whole or not at all; how many it holds.

    Left out are those without tenant, unit and payment id: the file has no column for a ledger. LandlordError where
    the file cannot be written; a file of that name stays as it was then.
    """
    with books.store.read() as connection:
        rows = connection.execute(_UNPROCESSED).all()
    payments = [
        LockboxPayment(date.fromisoformat(day), cents, tenant or "", unit or "", memo, payment_id or "")
        for day, cents, tenant, unit, memo, payment_id in rows
    ]
    replace_file(path, lockbox.write(payments).encode("utf-8"))
    with books.store.write() as connection:
        record(connection, books, "save lockbox file", path.name, f"{len(payments)} saved.")
    return len(payments)


_UNPROCESSED = text(
    "SELECT w.posting_date, w.amount_cents, t.code, u.code, w.memo, w.payment_id FROM working_line w "
    "LEFT JOIN tenant t ON t.id = w.tenant_id LEFT JOIN unit u ON u.id = w.unit_id "
    "WHERE w.state = 'open' AND (w.tenant_id IS NOT NULL OR w.unit_id IS NOT NULL OR w.payment_id IS NOT NULL) "
    "ORDER BY w.id"
)
_ADD = text(
    f"INSERT INTO working_line ({', '.join(LINE_COLUMNS)}) VALUES (:{', :'.join(LINE_COLUMNS)})"  # noqa: S608
)
