"""Voiding a receipt that is on no slip: its whole transaction set is reversed, nothing is changed or deleted."""

from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.journal import JournalWriter, SetDraft


def void_receipt(books: Books, receipt_id: int, reason: str, *, as_error: bool = True) -> int:
    """Void an undeposited receipt; the id of the reversing set.

    `as_error`: it was recorded in error, so its payment may be posted again once a person accepts that line. RuleError
    for a missing reason, a deposited or voided receipt, or open credit of it that was used since.
    """
    if not reason.strip():
        raise RuleError("Give the reason for voiding; it is kept with the receipt.")
    with books.store.write() as connection:
        return write_void(connection, books, receipt_id, reason.strip(), as_error=as_error)


def write_void(connection: Connection, books: Books, receipt_id: int, reason: str, *, as_error: bool = True) -> int:
    """The same inside a write that is under way."""
    receipt = connection.execute(_RECEIPT, {"id": receipt_id}).one_or_none()
    if receipt is None:
        raise NotFoundError(f"There is no receipt {receipt_id}.")
    if receipt.voided_by_set_id is not None:
        raise RuleError(f"Receipt {receipt_id} is voided already.")
    if receipt.slip_id is not None:
        raise RuleError(
            f"Receipt {receipt_id} is on deposit slip {receipt.number} and cannot be voided. "
            "A returned payment is entered as NSF."
        )
    void_day = max(date.fromisoformat(receipt.posted_on), books.today())
    draft = SetDraft(
        "void", void_day.isoformat(), f"Void of receipt {receipt_id}", receipt.tenant_id, reason, receipt_id
    )
    draft.lines = [(*row[:4], -row[4]) for row in connection.execute(_LINES, {"id": receipt_id})]
    paid = connection.execute(_ALLOCATIONS, {"id": receipt_id}).all()
    draft.allocations = [(row[0], row[1], 0, receipt_id, -row[2], -row[3]) for row in paid]
    for row in connection.execute(_CREDITS, {"id": receipt_id}):
        if row[3] > 0 and row[3] > (row[4] or 0):
            raise RuleError(
                f"{format_cents(row[3])} of receipt {receipt_id} became open credit, and some of it has been used. "
                "Void what used it first."
            )
        draft.credits.append((row[0], row[1], row[2], -row[3]))
    writer = JournalWriter(connection, books)
    void_id = writer.add(draft)
    changes: dict[int, list[int]] = {}
    for row in paid:
        change = changes.setdefault(row[0], [row[4], row[5], row[4]])
        change[0] += row[2]
        change[1] -= row[3]
    writer.finish([(change[0], change[1], charge_id, change[2]) for charge_id, change in changes.items()])
    connection.execute(_MARK, {"void": void_id, "error": int(as_error), "id": receipt_id})
    record(connection, books, "void receipt", f"receipt {receipt_id}",
           f"Receipt {receipt_id}, {format_cents(receipt.amount_cents)}, voided: {reason}")
    return void_id


_RECEIPT = text(
    "SELECT r.*, s.number FROM receipt r LEFT JOIN deposit_slip s ON s.id = r.slip_id WHERE r.id = :id"
)
_LINES = text(
    "SELECT ledger_id, account_id, unit_id, tenant_id, amount_cents FROM journal_line WHERE set_id = :id ORDER BY line"
)
_ALLOCATIONS = text(
    "SELECT a.charge_id, a.credit_ledger_id, a.amount_cents, a.fee_cents, c.unpaid_cents, c.fee_taken_cents "
    "FROM allocation a JOIN charge c ON c.id = a.charge_id WHERE a.set_id = :id"
)
_CREDITS = text(
    "SELECT e.tenant_id, e.ledger_id, e.kind, e.amount_cents, k.balance_cents FROM credit_entry e "
    "LEFT JOIN tenant_credit k ON k.tenant_id = e.tenant_id AND k.ledger_id = e.ledger_id AND k.kind = e.kind "
    "WHERE e.set_id = :id ORDER BY e.line"
)
_MARK = text("UPDATE receipt SET voided_by_set_id = :void, voided_as_error = :error WHERE id = :id")
