"""Editing a posted deposit slip: it is voided, and a new one with a number of its own takes its place.

So a receipt can be taken off a slip, or be voided and replaced by a corrected one while it stays on the deposit. Each
is one transaction; a slip that a bank statement has cleared is uncleared first.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.deposits import SlipRow, write_slip
from landlord_desktop.services.ledger_receipts import LedgerReceiptOrder, write_ledger_receipt
from landlord_desktop.services.receipt_posting import post_once
from landlord_desktop.services.receipts_by_hand import ReceiptOrder, write_receipt
from landlord_desktop.services.reversal_effects import Consequences, consequences_of
from landlord_desktop.services.reversal_rows import RETURNED_BY, read_head, slip_of
from landlord_desktop.services.reversals import Reverser, correction_day
from landlord_desktop.services.voids import VoidOrder, add_void, take_slip_off, write_void


@dataclass(frozen=True, slots=True)
class SlipEditOrder:
    """A slip as it should have been: the receipts that stand on it, waiting ones of its bank among them, and its total.

    `deposited_on` None: the day of the old slip, or today where that is locked.
    """

    slip_id: int
    receipt_ids: tuple[int, ...]
    total_cents: int
    reason: str
    deposited_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReplaceOrder:
    """A receipt to be voided as recorded in error, and the corrected one.

    `replacement` None: the receipt is only voided and taken off its slip. `slip_total_cents` is the new total of the
    slip; None: the old one. `unwind`: where money of the receipt was used since, that use is taken back with it.
    `keeps_new_charges`: charges entered inside the receipt stay, unpaid; a replacement may pay them.
    """

    receipt_id: int
    reason: str
    replacement: ReceiptOrder | LedgerReceiptOrder | None = None
    slip_total_cents: int | None = None
    unwind: bool = False
    keeps_new_charges: bool = False


@dataclass(frozen=True, slots=True)
class Replaced:
    """What was posted: the void, the corrected receipt and the slip that takes the old one's place, where there is."""

    void_set_id: int
    receipt_id: int | None
    slip: SlipRow | None


def edit_slip(books: Books, order: SlipEditOrder) -> SlipRow:
    """Void a slip and post it anew with these receipts and this total; the receipts taken off wait again.

    RuleError where it was cleared, where nothing would change, where no receipt is left (void it instead), where a
    returned receipt would be taken off, or where the total differs. StaleError where a receipt is gone.
    """
    with books.store.write() as connection:
        return write_slip_edit(connection, books, order)


def write_slip_edit(
    connection: Connection, books: Books, order: SlipEditOrder, event_id: int | None = None
) -> SlipRow:
    """The same inside a write that is under way."""
    slip = slip_of(connection, order.slip_id)
    before = _receipts_on(connection, order.slip_id)
    _refuse_edit(connection, order, slip, before)
    reverser = Reverser(connection, books, order.reason, event_id=event_id)
    day = _take_off(reverser, slip)
    reverser.finish()
    return write_slip(
        connection, books, slip.bank_account_id, order.receipt_ids, order.total_cents, order.deposited_on or day,
        replaces_slip_id=order.slip_id, event_id=reverser.event_id,
    )


def replace_receipt(books: Books, order: ReplaceOrder) -> Replaced:
    """Void a receipt and post the corrected one in its place; its slip, where it is on one, is posted anew.

    The corrected receipt takes the payment of the old one over, so that this payment still has one live receipt.
    RuleError where the slip was cleared or its total differs, and where either receipt is refused: nothing is done.
    """
    uuids: list[str] = []
    known = order
    if order.replacement is not None:
        uuid = order.replacement.uuid or books.new_uuid()
        known = replace(order, replacement=replace(order.replacement, uuid=uuid))
    return post_once(
        books, lambda connection: write_replacement(connection, books, known, uuids), uuids,
        "This receipt was replaced already. Nothing was posted a second time; look in Receipt History.",
    )


def write_replacement(
    connection: Connection, books: Books, order: ReplaceOrder, uuids: list[str] | None = None
) -> Replaced:
    """The same inside a write that is under way. `uuids` gets the UUID of the receipt that is made."""
    slip = _slip_of_receipt(connection, order.receipt_id)
    day, event_id, members = None, None, []
    if slip is not None:
        members = [row for row in _receipts_on(connection, slip.id) if row != order.receipt_id]
        reverser = Reverser(connection, books, order.reason)
        day = _take_off(reverser, slip)
        reverser.finish()
        event_id = reverser.event_id
    voiding = VoidOrder(
        order.receipt_id, order.reason, unwind=order.unwind,
        keeps_new_charges=order.keeps_new_charges or order.replacement is not None,
    )
    void_id = write_void(connection, books, voiding, event_id)
    began = event_id or connection.execute(_EVENT, {"id": void_id}).scalar_one()
    new_id = _post_replacement(connection, books, order, began, uuids)
    if new_id is not None:
        members.append(new_id)
    if slip is None or day is None or not members:
        return Replaced(void_id, new_id, None)
    total = slip.total_cents if order.slip_total_cents is None else order.slip_total_cents
    anew = write_slip(
        connection, books, slip.bank_account_id, members, total, day, replaces_slip_id=slip.id, event_id=event_id
    )
    return Replaced(void_id, new_id, anew)


def replace_consequences(books: Books, receipt_id: int) -> Consequences:
    """What voiding a receipt would do, its slip being posted anew without it. NotFoundError for no such receipt."""

    def act(connection: Connection) -> Reverser:
        slip = _slip_of_receipt(connection, receipt_id)
        if slip is not None:
            first = Reverser(connection, books, "looked at beforehand")
            _take_off(first, slip)
            first.finish()
        reverser = Reverser(connection, books, "looked at beforehand", unwind=True)
        add_void(reverser, VoidOrder(receipt_id, reverser.reason, unwind=True, keeps_new_charges=True))
        reverser.finish()
        return reverser

    return consequences_of(books, receipt_id, None, act)


def _take_off(reverser: Reverser, slip: Any) -> date:
    """Void a slip on its own day, or today where that is locked; the day."""
    head = read_head(reverser.connection, slip.id)
    if head.voided_by is not None:
        raise RuleError(f"Deposit slip {slip.number} is voided already, by set {head.voided_by}.")
    day = correction_day(reverser.connection, reverser.books, head, None)
    take_slip_off(reverser, head, slip, day)
    return day


def _refuse_edit(connection: Connection, order: SlipEditOrder, slip: Any, before: Sequence[int]) -> None:
    kept = set(order.receipt_ids)
    if not kept:
        raise RuleError(f"No receipt would be left on deposit slip {slip.number}. Void the slip instead.")
    same_day = order.deposited_on is None or order.deposited_on.isoformat() == slip.deposited_on
    if kept == set(before) and order.total_cents == slip.total_cents and same_day:
        raise RuleError(f"Nothing was changed on deposit slip {slip.number}.")
    for (returned,) in connection.execute(_RETURNED, {"slip": order.slip_id}):
        if returned not in kept:
            raise RuleError(
                f"Receipt {returned} was returned (NSF), so it stays on deposit slip {slip.number}. Void the NSF first."
            )


def _post_replacement(
    connection: Connection, books: Books, order: ReplaceOrder, event_id: int, uuids: list[str] | None
) -> int | None:
    corrected = order.replacement
    if corrected is None:
        return None
    if isinstance(corrected, LedgerReceiptOrder):
        corrected = replace(corrected, replaces_receipt_id=order.receipt_id, line_id=None)
        return write_ledger_receipt(connection, books, corrected, event_id, uuids).receipt_id
    if corrected.amount_cents == 0:
        raise RuleError("The corrected receipt must be more than nothing. To take the receipt back only, void it.")
    corrected = replace(corrected, replaces_receipt_id=order.receipt_id, line_id=None)
    return write_receipt(connection, books, corrected, event_id, uuids).set_id


def _slip_of_receipt(connection: Connection, receipt_id: int) -> Any:
    """The slip that a receipt is on; None where it waits. RuleError where it was returned."""
    row = connection.execute(_RECEIPT, {"id": receipt_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no receipt {receipt_id}.")
    if row.returned_by_set_id is not None:
        raise RuleError(f"Receipt {receipt_id} was returned (NSF). Void the NSF first.")
    return None if row.slip_id is None else slip_of(connection, row.slip_id)


def _receipts_on(connection: Connection, slip_id: int) -> list[int]:
    return list(connection.execute(_ON_SLIP, {"slip": slip_id}).scalars())


_ON_SLIP = text("SELECT id FROM receipt WHERE slip_id = :slip ORDER BY id")
_RETURNED = text(f"SELECT r.id FROM receipt r WHERE r.slip_id = :slip AND {RETURNED_BY} IS NOT NULL ORDER BY r.id")  # noqa: S608
_RECEIPT = text(f"SELECT r.slip_id, {RETURNED_BY} AS returned_by_set_id FROM receipt r WHERE r.id = :id")  # noqa: S608
_EVENT = text("SELECT event_id FROM transaction_set WHERE id = :id")
