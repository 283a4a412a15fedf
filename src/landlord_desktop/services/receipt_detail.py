"""One receipt or one charge whole: what it paid or how it was paid, and its links to what belongs to it, both ways."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.books import Books
from landlord_desktop.services.receipt_lines import ReceiptLine, lines_of_receipt
from landlord_desktop.services.tenant_records import PARTS, ChargeLine, PaymentPart, part_of, read_charges


@dataclass(frozen=True, slots=True)
class AdvancePart:
    """A part of a receipt that was paid for a charge to come, in cents."""

    advance_id: int
    code: str
    ledger: str
    amount_cents: int
    unused_cents: int


@dataclass(frozen=True, slots=True)
class ReceiptDetail:
    """A receipt with everything that belongs to it.

    `parts` are what it paid when it was posted, `taken_back` the voids and returns of it, `balance_cents` what the
    tenant owes now (None for a ledger receipt). `ledger` and `account` are where a ledger receipt was booked.
    `slips` are (id, number) of every slip that it ever was on.
    """

    line: ReceiptLine
    parts: tuple[PaymentPart, ...]
    advances: tuple[AdvancePart, ...]
    taken_back: tuple[ReceiptLine, ...]
    slips: tuple[tuple[int, int], ...]
    entered_at: datetime
    workstation: str
    comments: str
    ledger: str
    account: str
    balance_cents: int | None


@dataclass(frozen=True, slots=True)
class ChargeDetail:
    """A charge with all parts that were paid of it or taken back, newest first."""

    line: ChargeLine
    parts: tuple[PaymentPart, ...]
    entered_at: datetime
    entered_by: str
    workstation: str


def receipt_detail(books: Books, receipt_id: int) -> ReceiptDetail:
    """A receipt whole. NotFoundError where there is none."""
    with books.store.read() as connection:
        return read_receipt(connection, receipt_id)


def read_receipt(connection: Connection, receipt_id: int) -> ReceiptDetail:
    """The same inside a read that is under way."""
    which = {"id": receipt_id}
    lines = lines_of_receipt(connection, receipt_id)
    line = next((line for line in lines if line.is_receipt), None)
    if line is None:
        raise NotFoundError(f"There is no receipt {receipt_id}.")
    header = connection.execute(_HEADER, which).one()
    booked = connection.execute(_BOOKED, which).first() if line.kind == "ledger_receipt" else None
    return ReceiptDetail(
        line, tuple(part_of(row) for row in connection.execute(_PARTS_OF_SET, which)),
        tuple(AdvancePart(*row) for row in connection.execute(_ADVANCES, which)),
        tuple(other for other in lines if not other.is_receipt),
        tuple((row[0], row[1]) for row in connection.execute(_SLIPS, which)),
        datetime.fromisoformat(header.entered_at), header.workstation, header.comments, header.ledger,
        "" if booked is None else booked[0], _balance(connection, line.tenant_id),
    )


def charge_detail(books: Books, charge_id: int) -> ChargeDetail:
    """A charge whole. NotFoundError where there is none."""
    with books.store.read() as connection:
        header = connection.execute(_CHARGE_HEADER, {"id": charge_id}).one_or_none()
        if header is None:
            raise NotFoundError(f"There is no charge number {charge_id}.")
        parts = tuple(part_of(row) for row in connection.execute(_PARTS_OF_CHARGE, {"id": charge_id}))
        line = next(line for line in read_charges(connection, [header.tenant_id], parts) if line.charge_id == charge_id)
    return ChargeDetail(line, parts, datetime.fromisoformat(header.entered_at), header.entered_by, header.workstation)


def _balance(connection: Connection, tenant_id: int | None) -> int | None:
    if tenant_id is None:
        return None
    row: Any = connection.execute(_BALANCE, {"id": tenant_id}).one()
    return int(row[0]) - int(row[1])


_HEADER = text(
    "SELECT s.entered_at, s.workstation, s.comments, l.name AS ledger FROM transaction_set s "
    "JOIN receipt r ON r.id = s.id JOIN ledger l ON l.id = r.ledger_id WHERE s.id = :id"
)
_BOOKED = text(
    "SELECT a.name FROM journal_line j JOIN account_code a ON a.id = j.account_id "
    "WHERE j.set_id = :id AND a.is_bank = 0 ORDER BY j.line"
)
_PARTS_OF_SET = text(f"{PARTS} WHERE a.set_id = :id ORDER BY c.charged_on, c.id, a.advance_id")
_PARTS_OF_CHARGE = text(f"{PARTS} WHERE c.id = :id ORDER BY s.posted_on DESC, a.set_id DESC")
_ADVANCES = text(
    "SELECT p.id, k.code, l.code, p.amount_cents, p.unused_cents FROM advance_payment p "
    "JOIN charge_code k ON k.id = p.charge_code_id JOIN ledger l ON l.id = p.ledger_id WHERE p.set_id = :id "
    "ORDER BY p.id"
)
_SLIPS = text(
    "SELECT p.id, p.number FROM slip_receipt m JOIN deposit_slip p ON p.id = m.slip_id WHERE m.receipt_id = :id "
    "ORDER BY p.number"
)
_CHARGE_HEADER = text(
    "SELECT c.tenant_id, s.entered_at, s.entered_by, s.workstation FROM charge c "
    "JOIN transaction_set s ON s.id = c.set_id WHERE c.id = :id"
)
_BALANCE = text(
    "SELECT (SELECT coalesce(sum(unpaid_cents), 0) FROM charge WHERE tenant_id = :id AND unpaid_cents > 0), "
    "(SELECT coalesce(sum(balance_cents), 0) FROM tenant_credit WHERE tenant_id = :id)"
)
