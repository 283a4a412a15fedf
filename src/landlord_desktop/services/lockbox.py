"""Lockbox files and the working list: loading a file whole or not at all, saving what is not posted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select, text

from landlord_desktop.db.models import batches as tables
from landlord_desktop.db.types import instant_text
from landlord_desktop.formats import lockbox
from landlord_desktop.formats.lockbox import LineError, LockboxPayment
from landlord_desktop.rules.errors import ClaimedError, LandlordError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.batches import LINE_COLUMNS, claim_batch, source_key
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.posting_dates import is_within_reason
from landlord_desktop.services.settings import read_settings
from landlord_desktop.services.whole_files import replace_file

__all__ = ["LineError", "LockboxResult", "load_file", "save_unprocessed"]
LARGEST_FILE_BYTES = 20_000_000


@dataclass(frozen=True, slots=True)
class LockboxResult:
    """What loading did: lines added and their sum in cents. `known` payments stood on the list before.

    Where there are errors nothing was loaded.
    """

    loaded: int
    errors: tuple[LineError, ...] = ()
    total_cents: int = 0
    known: int = 0


def load_file(books: Books, path: Path) -> LockboxResult:
    """Add a file's payments to the working list in one transaction, or none of them where a line has a fault.

    A payment id makes a payment the same one that the server gives. LandlordError where the file cannot be read.
    """
    content = _content(path)
    found = lockbox.decode(content)
    with books.store.write() as connection:
        names = _Names(connection, found.payments)
        errors = list(found.errors)
        rows, known = [], 0
        for payment in found.payments:
            row = _line(payment, names) if is_within_reason(books, payment.paid_on) else _odd_date(payment)
            if isinstance(row, LineError):
                errors.append(row)
            elif row is None:
                known += 1
            else:
                rows.append(row)
        if errors:
            return LockboxResult(0, tuple(sorted(errors, key=lambda error: error.line)))
        _insert(connection, books, rows)
        record(connection, books, "load lockbox file", path.name, f"{len(rows)} loaded.")
    return LockboxResult(len(rows), (), sum(row["amount_cents"] for row in rows), known)


def _content(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE_BYTES + 1)
    except OSError as error:
        raise LandlordError(f"{path.name} cannot be read: {error.strerror or 'the disk refuses'}.") from error
    if len(content) > LARGEST_FILE_BYTES:
        raise LandlordError(f"{path.name} is larger than a lockbox file can be. Nothing was loaded.")
    return content


def _odd_date(payment: LockboxPayment) -> LineError:
    day = payment.paid_on.isoformat()
    return LineError(payment.line, f"The date {day} is before 1970 or more than a year ahead; correct the year.")


class _Names:
    """What the ids of a file mean in these books."""

    def __init__(self, connection: Connection, payments: Sequence[LockboxPayment]) -> None:
        self.portfolio = read_settings(connection)["inosio.portfolio"]
        self.tenants = {row.code.casefold(): row for row in connection.execute(_TENANTS)}
        self.units = {row.code.casefold(): row.id for row in connection.execute(text("SELECT id, code FROM unit"))}
        self.ledgers = {row[0].casefold(): row[1] for row in connection.execute(text("SELECT code, id FROM ledger"))}
        self.residents: dict[int, list[Any]] = {}
        for tenant in self.tenants.values():
            if tenant.active:
                self.residents.setdefault(tenant.unit_id, []).append(tenant)
        keys = [source_key(self.portfolio, payment.payment_id) for payment in payments if payment.payment_id]
        known, listed = tables.inosio_payment, tables.working_line.c.source_key
        self.payments: dict[str, Any] = {}
        self.listed: set[str] = set()
        for start in range(0, len(keys), 500):
            some = keys[start : start + 500]
            rows = connection.execute(select(known).where(known.c.source_key.in_(some)))
            self.payments |= {row.source_key: row for row in rows}
            self.listed |= {row[0] for row in connection.execute(select(listed).where(listed.in_(some)))}


def _line(payment: LockboxPayment, names: _Names) -> dict[str, Any] | LineError | None:
    """The working line of a payment; None where it stands on the list already."""
    key = source_key(names.portfolio, payment.payment_id) if payment.payment_id else None
    server = names.payments.get(key) if key else None
    if server is not None and server.amount_cents != payment.amount_cents:
        gave = f"{format_cents(server.amount_cents)} on the server and {format_cents(payment.amount_cents)} here"
        return LineError(payment.line, f"Payment {payment.payment_id} is {gave}.")
    if server is None and not payment.tenant_id and not payment.unit_id:
        return LineError(payment.line, "Give the tenant_id or the unit_id.")
    payer = _payer(payment, names)
    if isinstance(payer, str):
        return LineError(payment.line, payer)
    if key in names.listed:
        return None
    day = payment.paid_on.isoformat()
    row: dict[str, Any] = dict.fromkeys(LINE_COLUMNS)
    row |= {
        "source_key": key, "payment_id": payment.payment_id or None, "received_on": day, "posting_date": day,
        "amount_cents": payment.amount_cents, "tenant_id": payer[0], "unit_id": payer[1], "payer_name": "",
        "unit_name": "", "payer_kind": "tenant", "method": "check", "memo": payment.memo, "as_ledger_receipt": 0,
        "unreadable": "", "state": "open",
    }
    if server is not None:
        other = server.payer_kind != "tenant" and payer[0] is None
        row |= {
            "batch_id": server.batch_id, "payer_name": server.payer_name, "unit_name": server.unit_name,
            "payer_kind": server.payer_kind, "method": server.method, "as_ledger_receipt": int(other),
            "received_on": server.received_on.isoformat() if server.received_on else day,
            "ledger_id": names.ledgers.get((server.ledger_code or "").casefold()), "unreadable": server.unreadable,
        }
    return row


def _payer(payment: LockboxPayment, names: _Names) -> tuple[int | None, int | None] | str:
    """Tenant and unit of a payment, or what is wrong with them."""
    unit_id = names.units.get(payment.unit_id.casefold()) if payment.unit_id else None
    if payment.unit_id and unit_id is None:
        return f"There is no unit {payment.unit_id}."
    if payment.tenant_id:
        tenant = names.tenants.get(payment.tenant_id.casefold())
        return f"There is no tenant {payment.tenant_id}." if tenant is None else (tenant.id, unit_id or tenant.unit_id)
    if unit_id is None:
        return None, None
    living = names.residents.get(unit_id, [])
    if len(living) != 1 and not payment.payment_id:
        count = f"{len(living)} tenants" if living else "no tenant"
        return f"Unit {payment.unit_id} has {count}; give the tenant_id."
    return (living[0].id if len(living) == 1 else None), unit_id


def _insert(connection: Connection, books: Books, rows: list[dict[str, Any]]) -> None:
    for batch_id in dict.fromkeys(row["batch_id"] for row in rows if row["batch_id"]):
        try:
            claim_batch(connection, books, batch_id)
        except ClaimedError as error:
            raise ClaimedError(f"{error.sentence} Nothing was loaded.") from error
    entered = {"entered_by": books.actor.user, "entered_at": instant_text(books.now())}
    if rows:
        connection.execute(_ADD, [{**row, **entered, "uuid": books.new_uuid()} for row in rows])


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


_TENANTS = text("SELECT id, code, unit_id, active FROM tenant")
_UNPROCESSED = text(
    "SELECT w.posting_date, w.amount_cents, t.code, u.code, w.memo, w.payment_id FROM working_line w "
    "LEFT JOIN tenant t ON t.id = w.tenant_id LEFT JOIN unit u ON u.id = w.unit_id "
    "WHERE w.state = 'open' AND (w.tenant_id IS NOT NULL OR w.unit_id IS NOT NULL OR w.payment_id IS NOT NULL) "
    "ORDER BY w.id"
)
_ADD = text(
    f"INSERT INTO working_line ({', '.join(LINE_COLUMNS)}) VALUES (:{', :'.join(LINE_COLUMNS)})"  # noqa: S608
)
