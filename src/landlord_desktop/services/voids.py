"""Voiding: a whole transaction set is taken back by another; nothing is changed or deleted.

A void dated on the posting date takes both out of histories, reports and statements; they stay in the journal.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.reversal_rows import RETURNED_BY, SetHead, capital, read_head, remains, set_name, slip_of
from landlord_desktop.services.reversal_uses import Use, charge_words
from landlord_desktop.services.reversals import Reverser, correction_day


@dataclass(frozen=True, slots=True)
class VoidOrder:
    """A set to be voided, and why.

    `void_on` None: the posting date, or today where that is locked. `unwind`: where money of the set was used since,
    the newest uses are taken back with it. `as_error`: a receipt was recorded in error, so that its payment may be
    posted again once a person accepts that line. `keeps_new_charges`: charges entered inside a receipt stay, unpaid.
    """

    set_id: int
    reason: str
    void_on: date | None = None
    unwind: bool = False
    as_error: bool = True
    keeps_new_charges: bool = False


def void_set(books: Books, order: VoidOrder) -> int:
    """Void a receipt, charge, deposit slip, NSF, transfer, use or adjustment of open credit, fee or journal entry.

    The id of the reversing set. RuleError names the cause of a refusal and the way out; then nothing is done.
    """
    with books.store.write() as connection:
        return write_void(connection, books, order)


def write_void(connection: Connection, books: Books, order: VoidOrder, event_id: int | None = None) -> int:
    """The same inside a write that is under way."""
    reverser = Reverser(connection, books, order.reason, unwind=order.unwind, event_id=event_id)
    void_id = add_void(reverser, order)
    reverser.finish()
    return void_id


def void_receipt(
    books: Books, receipt_id: int, reason: str, *, as_error: bool = True, void_on: date | None = None,
    unwind: bool = False,
) -> int:
    """Void a receipt that is on no slip; the id of the reversing set. NotFoundError where there is no such receipt."""
    with books.store.write() as connection:
        if connection.execute(_RECEIPT, {"id": receipt_id}).first() is None:
            raise NotFoundError(f"There is no receipt {receipt_id}.")
        return write_void(connection, books, VoidOrder(receipt_id, reason, void_on, unwind, as_error))


def void_charge(
    books: Books, charge_id: int, reason: str, *, void_on: date | None = None, unwind: bool = False
) -> int:
    """Void the set of a charge, with the other charges posted in it; the id of the reversing set.

    RuleError where a receipt pays it. NotFoundError where there is no such charge.
    """
    with books.store.write() as connection:
        return write_void(connection, books, VoidOrder(set_of_charge(connection, charge_id), reason, void_on, unwind))


def set_of_charge(connection: Connection, charge_id: int) -> int:
    """The set in which a charge was posted. NotFoundError where there is no such charge."""
    found = connection.execute(text("SELECT set_id FROM charge WHERE id = :id"), {"id": charge_id}).scalar()
    if found is None:
        raise NotFoundError(f"There is no charge number {charge_id}.")
    return int(found)


def add_void(reverser: Reverser, order: VoidOrder) -> int:
    """Void a set as part of a larger correction; the id of the reversing set."""
    head = read_head(reverser.connection, order.set_id)
    if head.voided_by is not None:
        raise RuleError(f"{capital(head.name)} is voided already, by set {head.voided_by}.")
    way = _WAYS.get(head.kind)
    if way is None or (head.reverses_set_id is not None and head.kind != "nsf"):
        raise RuleError(f"{capital(head.name)} cannot be voided. Post an entry the other way round instead.")
    day = correction_day(reverser.connection, reverser.books, head, order.void_on)
    return way(reverser, head, day, order)


def _void_receipt(reverser: Reverser, head: SetHead, day: date, order: VoidOrder) -> int:
    receipt = reverser.connection.execute(_RECEIPT, {"id": head.set_id}).one()
    if receipt.returned_by_set_id is not None:
        raise RuleError(f"{capital(head.name)} was returned (NSF). Void the NSF first.")
    if receipt.slip_id is not None:
        raise RuleError(
            f"{capital(head.name)} is on deposit slip {receipt.number} and cannot be voided. Take it off by editing "
            "the slip, or use Void and Replace; a returned payment is entered as NSF."
        )
    void_id = reverser.reverse(head, "void", day)
    reverser.mark(_VOID_RECEIPT, void=void_id, error=int(order.as_error), id=head.set_id)
    end_advances(reverser, head.set_id)
    audit(
        reverser, "void receipt", f"receipt {head.set_id}", f"{format_cents(receipt.amount_cents)} voided", void_id,
        f"Posted {format_day(head.posted_on)}, awaiting deposit",
    )
    if not order.keeps_new_charges:
        _void_new_charges(reverser, head, day, order)
    return void_id


def _void_new_charges(reverser: Reverser, head: SetHead, day: date, order: VoidOrder) -> None:
    """New charges that were entered inside a receipt belong to its posting and are voided with it."""
    new = {"set": head.set_id, "event": head.event_id}
    for row in reverser.connection.execute(_NEW_CHARGES, new).all():
        _void_charge(reverser, read_head(reverser.connection, row.set_id), day, order)
        words = charge_words(row.code, row.charged_on)
        reverser.notes.append(f"{words}, {format_cents(row.amount_cents)}, was charged in it and is voided with it.")


def _void_charge(reverser: Reverser, head: SetHead, day: date, order: VoidOrder) -> int:
    charges = reverser.connection.execute(_CHARGES, {"set": head.set_id}).all()
    for charge in charges:
        uses = _uses_of(reverser, charge, head.set_id, day, unwind=order.unwind)
        if uses:
            reverser.take_back([(use, use.cents) for use in uses], day)
    void_id = reverser.reverse(head, "void", day)
    for charge in charges:
        reverser.mark(_VOID_CHARGE, void=void_id, id=charge.id)
        reverser.reopened.pop(charge.id, None)
        audit(
            reverser, "void charge", f"charge {charge.id}",
            f"{format_cents(charge.amount_cents)} {charge_words(charge.code, charge.charged_on)} voided", void_id,
            f"Posted {format_day(head.posted_on)}, {format_cents(charge.unpaid_cents)} unpaid",
        )
    return void_id


def _uses_of(reverser: Reverser, charge: Any, own: int, day: date, *, unwind: bool) -> list[Use]:
    """Open credit that pays the charge and is given back with it. RuleError where anything else pays it."""
    uses = []
    for row in reverser.payers_of(charge.id, besides=own):
        words = charge_words(charge.code, charge.charged_on)
        payer = set_name(row.kind, row.set_id)
        if not row.credit_ledger_id:
            raise RuleError(
                f"{capital(payer)} pays {format_cents(row.cents)} of {words}, so it cannot be voided. "
                "Void that receipt first, or enter its NSF."
            )
        if not unwind:
            raise RuleError(
                f"Open credit pays {format_cents(row.cents)} of {words} ({payer}). Void what used it first, or let the "
                "credit be given back together with the charge."
            )
        uses.append(
            Use(row.set_id, row.kind, day, charge.id, words, row.cents, row.fee_cents, row.credit_ledger_id)
        )
    return uses


def _void_slip(reverser: Reverser, head: SetHead, day: date, order: VoidOrder) -> int:  # noqa: ARG001
    slip = slip_of(reverser.connection, head.set_id)
    returned = reverser.connection.execute(_RETURNED_ON, {"slip": head.set_id}).scalar()
    if returned is not None:
        raise RuleError(
            f"Receipt {returned} on {head.name} was returned (NSF), so the slip cannot be voided. Void the NSF first."
        )
    return take_slip_off(reverser, head, slip, day)


def take_slip_off(reverser: Reverser, head: SetHead, slip: Any, day: date) -> int:
    """Void a slip and let its receipts wait again; the id of the reversing set."""
    void_id = reverser.reverse(head, "void", day)
    reverser.mark(_FREE_RECEIPTS, slip=head.set_id)
    reverser.mark(_VOID_SLIP, void=void_id, slip=head.set_id)
    audit(
        reverser, "void deposit slip", f"slip {slip.number}",
        f"Deposit slip {slip.number}, {slip.item_count} receipts, {format_cents(slip.total_cents)} in {slip.bank}, "
        "voided", void_id, f"Posted {format_day(head.posted_on)}",
    )
    return void_id


def _void_nsf(reverser: Reverser, head: SetHead, day: date, order: VoidOrder) -> int:
    """The receipt is live again, and what the NSF brought with it, fee and returned item fee, is taken back too."""
    connection, receipt_id = reverser.connection, head.reverses_set_id or 0
    returned_by = connection.execute(_RECEIPT, {"id": receipt_id}).one().returned_by_set_id
    if returned_by not in {None, head.set_id}:
        raise RuleError(
            f"The rest of receipt {receipt_id} was returned after this part of it (NSF, set {returned_by}). Void that "
            "NSF first."
        )
    for part in _fees_of_nsf(connection, head):
        if part.kind == "charge":
            _void_charge(reverser, part, max(day, part.posted_on), order)
        else:
            reverser.reverse(part, "void", max(day, part.posted_on))
    void_id = reverser.reverse(head, "void", day)
    if returned_by == head.set_id:  # all of it had come back, and not a part alone
        reverser.mark(_LIVE_AGAIN, id=receipt_id)
        connection.execute(_ADVANCES_AGAIN, {"set": receipt_id})
    unwound = _taken_back_with(connection, head)
    if unwound and not reverser.put_back(unwound, day):
        reverser.notes.append(_STAY_UNPAID)
    audit(
        reverser, "void nsf", f"receipt {receipt_id}", f"NSF of receipt {receipt_id} voided, the receipt counts again",
        void_id, f"Returned {format_day(head.posted_on)}",
    )
    return void_id


def _taken_back_with(connection: Connection, head: SetHead) -> list[SetHead]:
    """The uses of the receipt's money that were taken back with its NSF, which stand right before it; oldest use first.

    The newest use was taken back first.
    """
    found = []
    for row in connection.execute(_BEFORE, {"event": head.event_id, "set": head.set_id}):
        if row.kind != "credit_application" or row.reverses_set_id is None:
            break
        found.append(row.id)
    return [read_head(connection, set_id) for set_id in found]


def _fees_of_nsf(connection: Connection, head: SetHead) -> list[SetHead]:
    """The returned item fee and the tenant's fee that an NSF brought, which stand right behind it, and still count."""
    found = []
    for row in connection.execute(_BEHIND, {"event": head.event_id, "set": head.set_id}):
        if row.kind not in {"journal_entry", "charge"}:
            break
        if row.voided_by is None:
            found.append(row.id)
    return [read_head(connection, set_id) for set_id in reversed(found)]


def _void_entry(reverser: Reverser, head: SetHead, day: date, order: VoidOrder) -> int:  # noqa: ARG001
    nsf = reverser.connection.execute(_NSF_BEFORE, {"event": head.event_id, "set": head.set_id}).scalar()
    if nsf is not None and head.kind == "journal_entry":
        raise RuleError(f"{capital(head.name)} belongs to the NSF of receipt {nsf}. Void the NSF, and it goes with it.")
    if head.kind == "credit_application" and not remains(reverser.connection, head.set_id).allocations:
        raise RuleError(f"Nothing is left of {head.name}: all of it was taken back before.")
    void_id = reverser.reverse(head, "void", day)
    audit(
        reverser, f"void {head.kind.replace('_', ' ')}", f"set {head.set_id}", f"{capital(head.name)} voided", void_id,
        f"Posted {format_day(head.posted_on)}: {head.memo}",
    )
    return void_id


def end_advances(reverser: Reverser, receipt_id: int) -> None:
    """The advance payments of a receipt that no longer counts can pay nothing more."""
    reverser.mark(_END_ADVANCES, set=receipt_id)


def audit(reverser: Reverser, action: str, subject: str, sentence: str, set_id: int, before: str) -> None:
    """Write who took what back and why, with what was before and after."""
    record(
        reverser.connection, reverser.books, action, subject, f"{sentence}: {reverser.reason}", before=before,
        after=f"Taken back by set {set_id}",
    )


_WAYS: dict[str, Callable[[Reverser, SetHead, date, VoidOrder], int]] = {
    "receipt": _void_receipt,
    "ledger_receipt": _void_receipt,
    "charge": _void_charge,
    "deposit_slip": _void_slip,
    "nsf": _void_nsf,
    "credit_application": _void_entry,
    "credit_adjustment": _void_entry,
    "transfer": _void_entry,
    "management_fee": _void_entry,
    "journal_entry": _void_entry,
}
_RECEIPT = text(
    "SELECT r.amount_cents, r.slip_id, r.returned_by_set_id, s.number FROM receipt r "
    "LEFT JOIN deposit_slip s ON s.id = r.slip_id WHERE r.id = :id"
)
_CHARGES = text(
    "SELECT c.id, c.amount_cents, c.unpaid_cents, c.charged_on, k.code FROM charge c "
    "JOIN charge_code k ON k.id = c.charge_code_id WHERE c.set_id = :set ORDER BY c.id"
)
_RETURNED_ON = text(f"SELECT min(r.id) FROM receipt r WHERE r.slip_id = :slip AND {RETURNED_BY} IS NOT NULL")  # noqa: S608
_BEHIND = text(
    "SELECT t.id, t.kind, v.id AS voided_by FROM transaction_set t LEFT JOIN transaction_set v "
    "ON v.reverses_set_id = t.id AND v.kind = 'void' "
    "WHERE t.id BETWEEN :set + 1 AND :set + 2 AND t.event_id = :event ORDER BY t.id"
)
_BEFORE = text(
    "SELECT id, kind, reverses_set_id FROM transaction_set WHERE id >= :event AND id < :set AND event_id = :event "
    "ORDER BY id DESC"
)
_NEW_CHARGES = text(
    "SELECT c.set_id, c.amount_cents, c.charged_on, k.code FROM allocation a JOIN charge c ON c.id = a.charge_id "
    "JOIN charge_code k ON k.id = c.charge_code_id JOIN transaction_set t ON t.id = c.set_id "
    "WHERE a.set_id = :set AND t.event_id = :event AND t.kind = 'charge' AND c.voided_by_set_id IS NULL ORDER BY c.id"
)
_STAY_UNPAID = "Charges whose payment was taken back with the NSF stay unpaid; apply the open credit to them again."
_NSF_BEFORE = text(
    "SELECT reverses_set_id FROM transaction_set WHERE id = :set - 1 AND event_id = :event AND kind = 'nsf'"
)
_VOID_RECEIPT = text("UPDATE receipt SET voided_by_set_id = :void, voided_as_error = :error WHERE id = :id")
_VOID_CHARGE = text("UPDATE charge SET voided_by_set_id = :void, unpaid_cents = 0 WHERE id = :id")
_FREE_RECEIPTS = text("UPDATE receipt SET slip_id = NULL WHERE slip_id = :slip")
_VOID_SLIP = text("UPDATE deposit_slip SET voided_by_set_id = :void WHERE id = :slip")
_LIVE_AGAIN = text("UPDATE receipt SET returned_by_set_id = NULL WHERE id = :id")
_END_ADVANCES = text(
    "UPDATE advance_payment SET reversed = 1, unused_cents = 0, fee_unused_cents = 0 WHERE set_id = :set"
)
_ADVANCES_AGAIN = text(
    "UPDATE advance_payment SET reversed = 0, unused_cents = amount_cents, fee_unused_cents = fee_cents "
    "WHERE set_id = :set"
)
