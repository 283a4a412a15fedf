"""Void and Replace: what the corrected receipt begins with, as the tenant's account stands once the old one is void.

The old receipt is taken back and the account is read inside a write that is always taken back itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.receipt_detail import ReceiptDetail, read_receipt
from landlord_desktop.services.slip_edits import ReplaceOrder, replace_consequences, write_replacement
from landlord_desktop.services.tenant_receipt import Header, ReceiptDraft, read_tenant_draft

_LOOKED_AT = "looked at beforehand"


@dataclass(frozen=True, slots=True)
class Replacement:
    """The receipt to be replaced, and the draft of the one that takes its place.

    `slip_total_cents` is the total of its slip, None where it awaits deposit. `warnings` say what to look at first;
    `needs_unwinding`: money of it was used since, and these uses are taken back with it.
    """

    old: ReceiptDetail
    draft: ReceiptDraft
    slip_total_cents: int | None
    warnings: tuple[str, ...]
    needs_unwinding: bool

    def total_with(self, amount_cents: int) -> int | None:
        """The total of the slip when the corrected receipt has this amount."""
        if self.slip_total_cents is None:
            return None
        return self.slip_total_cents - self.old.line.amount_cents + amount_cents


class _TakenBackError(Exception):
    """Leaves the write door, so that nothing is kept."""


def replacement(books: Books, receipt_id: int, tenant_id: int | None = None) -> Replacement:
    """What replacing a receipt begins with; for another tenant than the one who paid it where that is named.

    RuleError with the cause where it cannot be replaced: returned, voided, its slip cleared. NotFoundError for none.
    """
    with books.store.read() as connection:
        old = read_receipt(connection, receipt_id)
        total = connection.execute(_TOTAL, {"id": old.line.slip_id}).scalar()
        bank_id = connection.execute(_BANK, {"id": receipt_id}).scalar_one()
        booked = connection.execute(_BOOKED, {"id": receipt_id}).all()
    effects = replace_consequences(books, receipt_id)
    if effects.refusals:
        raise RuleError(effects.refusals)
    if old.line.tenant_id is None:
        draft = _ledger_draft(old, bank_id, [tuple(row) for row in booked])
    else:
        draft = _draft_after_void(books, old, tenant_id or old.line.tenant_id, bank_id)
    return Replacement(old, draft, total, effects.warnings, effects.needs_unwinding)


def _ledger_draft(old: ReceiptDetail, bank_id: int, booked: Sequence[tuple[int, int]]) -> ReceiptDraft:
    """That of a ledger receipt. RuleError where it was booked to several accounts."""
    line = old.line
    if len(booked) != 1:
        raise RuleError(
            f"Receipt {line.receipt_id} was booked to several accounts. Take it off its slip, void it, and enter it "
            "again in AR > Ledger Receipt."
        )
    header = Header(line.posted_on, bank_id, line.memo, line.method, line.check_number, old.comments)
    ledger_id, account_id = booked[0]
    return ReceiptDraft(
        None, header, line.payer, "", line.amount_cents, False, True, ledger_id=ledger_id, account_id=account_id
    )


def _draft_after_void(books: Books, old: ReceiptDetail, tenant_id: int, bank_id: int) -> ReceiptDraft:
    found: list[ReceiptDraft] = []
    line = old.line
    try:
        with books.store.write() as connection:
            write_replacement(connection, books, _void_only(connection, line.receipt_id))
            found.append(
                read_tenant_draft(connection, books, tenant_id, line.amount_cents, inactive_too=True)
            )
            raise _TakenBackError
    except _TakenBackError:
        draft = found[0]
    unpaid = {charge.charge_id: charge.unpaid_cents for charge in draft.state.charges} if draft.state else {}
    pays: dict[int, int] = {}
    for part in old.parts:
        if part.source == "payment" and part.charge_id in unpaid:
            pays[part.charge_id] = min(part.amount_cents, unpaid[part.charge_id])
    header = Header(line.posted_on, bank_id, line.memo, line.method, line.check_number, old.comments)
    return replace(draft, header=header, pays=pays)


def _void_only(connection: Connection, receipt_id: int) -> ReplaceOrder:
    row = connection.execute(_REST, {"id": receipt_id}).one()
    return ReplaceOrder(receipt_id, _LOOKED_AT, slip_total_cents=row[0], unwind=True, keeps_new_charges=True)


_BANK = text("SELECT bank_account_id FROM receipt WHERE id = :id")
_TOTAL = text("SELECT total_cents FROM deposit_slip WHERE id = :id")
_BOOKED = text(
    "SELECT j.ledger_id, j.account_id FROM journal_line j JOIN account_code a ON a.id = j.account_id "
    "WHERE j.set_id = :id AND a.is_bank = 0 ORDER BY j.line"
)
_REST = text(
    "SELECT s.total_cents - r.amount_cents FROM receipt r LEFT JOIN deposit_slip s ON s.id = r.slip_id WHERE r.id = :id"
)
