"""NSF: a deposited payment that the bank returned. Its receipt stays, marked; its charges are unpaid again.

What the receipt did is taken back on the day of the return, and the bank shows a separate subtraction. The tenant's NSF
fee and the bank's returned item fee are entries of their own in the same action.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS, format_cents, require_cents
from landlord_desktop.rules.text import stored_text
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, write_charges
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.nsf_part import part_draft
from landlord_desktop.services.receipt_entries import read_posting_accounts
from landlord_desktop.services.reversal_effects import Consequences, consequences_of
from landlord_desktop.services.reversal_rows import RETURNED_CENTS, SetHead, read_head
from landlord_desktop.services.reversals import Reverser
from landlord_desktop.services.settings import read_settings
from landlord_desktop.services.voids import audit, end_advances


@dataclass(frozen=True, slots=True)
class NsfOrder:
    """A returned payment; amounts in cents. `reason` is the bank's, in words.

    `tenant_fee_cents` and `returned_item_fee_cents` None: those of the bank account code; 0: none. `unwind`: where
    open credit or an advance payment made by the receipt was used since, the newest uses are taken back with it.
    `part_cents`: only so much of the receipt came back; None: all that had not come back before.
    """

    receipt_id: int
    reason: str
    returned_on: date
    tenant_fee_cents: int | None = None
    returned_item_fee_cents: int | None = None
    unwind: bool = False
    part_cents: int | None = None


@dataclass(frozen=True, slots=True)
class PostedNsf:
    """What was posted: the NSF's set, and the ids of the fee's charge and of the returned item fee's set, if any."""

    set_id: int
    receipt_id: int
    amount_cents: int
    fee_charge_id: int | None
    returned_item_set_id: int | None


@dataclass(frozen=True, slots=True)
class NsfTerms:
    """What the NSF screen begins with: the receipt in words and the usual fees in cents.

    `fee_code` is the charge code of the tenant's fee; it is empty for a ledger receipt, which has no tenant.
    """

    receipt_id: int
    payer: str
    amount_cents: int
    posted_on: date
    bank: str
    slip_number: int
    tenant_fee_cents: int
    returned_item_fee_cents: int
    fee_code: str


def nsf_terms(books: Books, receipt_id: int) -> NsfTerms:
    """The receipt and the usual fees. RuleError where the receipt cannot be returned, NotFoundError for none."""
    with books.store.read() as connection:
        receipt = _returnable(connection, receipt_id)
        fee, item_fee = _usual_fees(receipt)
        code = read_settings(connection)["office.nsf_charge_code"] if receipt.tenant_id is not None else ""
    return NsfTerms(
        receipt_id, receipt.payer, _rest(receipt), date.fromisoformat(receipt.posted_on), receipt.bank,
        receipt.number, fee, item_fee, code,
    )


def return_receipt(books: Books, order: NsfOrder) -> PostedNsf:
    """Post the NSF of a deposited receipt with its fees, all in one transaction.

    RuleError for a receipt that is not deposited, returned already or voided, for a date before it was posted or in a
    locked period, and where its money was used since. NotFoundError where there is no such receipt.
    """
    with books.store.write() as connection:
        return write_nsf(connection, books, order)


def write_nsf(connection: Connection, books: Books, order: NsfOrder, event_id: int | None = None) -> PostedNsf:
    """The same inside a write that is under way."""
    receipt = _returnable(connection, order.receipt_id)
    fee, item_fee = _fees(order, receipt)
    reverser = Reverser(connection, books, order.reason, unwind=order.unwind, event_id=event_id)
    set_id = _add_nsf(reverser, order, receipt)
    reverser.finish()
    item_set = _post_item_fee(connection, books, order, receipt, item_fee, reverser.event_id) if item_fee else None
    charge = _charge_fee(connection, books, order, receipt, fee, reverser.event_id) if fee else None
    return PostedNsf(set_id, order.receipt_id, order.part_cents or _rest(receipt), charge, item_set)


def nsf_consequences(
    books: Books, receipt_id: int, returned_on: date, also: Callable[[Connection], None] | None = None,
    part_cents: int | None = None,
) -> Consequences:
    """What an NSF on this day would do, its fees aside. NotFoundError where there is no such receipt.

    `also` may look at the books as they would be then; what it reads is all that is kept.
    """

    def act(connection: Connection) -> Reverser:
        receipt = _returnable(connection, receipt_id)
        reverser = Reverser(connection, books, "looked at beforehand", unwind=True)
        _add_nsf(reverser, NsfOrder(receipt_id, reverser.reason, returned_on, part_cents=part_cents), receipt)
        reverser.finish()
        if also is not None:
            also(connection)
        return reverser

    marked = "" if part_cents else ", marked NSF"
    stays = f"The receipt stays on its slip{marked}; the bank shows the return as a subtraction of its own."
    return consequences_of(books, receipt_id, returned_on, act, notes=(stays,))


def _add_nsf(reverser: Reverser, order: NsfOrder, receipt: Any) -> int:
    head = read_head(reverser.connection, order.receipt_id)
    if order.returned_on < head.posted_on:
        raise RuleError(
            f"{format_day(order.returned_on)} is before {head.name} was posted, {format_day(head.posted_on)}. Enter "
            "the day on which the bank returned it."
        )
    if order.part_cents is not None:
        return _add_part(reverser, order, head, receipt)
    words = f"NSF of receipt {order.receipt_id}"
    item = (receipt.bank_account_id, -_rest(receipt), words, receipt.check_number)
    set_id = reverser.reverse(head, "nsf", order.returned_on, words, [item])
    reverser.mark(_RETURNED, nsf=set_id, id=order.receipt_id)
    end_advances(reverser, order.receipt_id)
    audit(
        reverser, "nsf", f"receipt {order.receipt_id}",
        f"{format_cents(_rest(receipt))} of {receipt.payer} returned on {format_day(order.returned_on)}", set_id,
        f"Posted {format_day(head.posted_on)}, on deposit slip {receipt.number}",
    )
    return set_id


def _add_part(reverser: Reverser, order: NsfOrder, head: SetHead, receipt: Any) -> int:
    """The receipt stays live and unmarked: a part of it came back."""
    cents = require_cents(order.part_cents or 0)
    if not 0 < cents < _rest(receipt):
        raise RuleError(
            f"{format_cents(_rest(receipt))} of receipt {order.receipt_id} has not come back. A part of it is less "
            "than that."
        )
    words = f"NSF of a part of receipt {order.receipt_id}"
    draft = part_draft(reverser.connection, head, receipt, cents)
    draft.posted_on, draft.memo, draft.reason = order.returned_on.isoformat(), words, reverser.reason
    draft.bank_items = [(receipt.bank_account_id, -cents, words, receipt.check_number)]
    set_id = reverser.add(draft)
    audit(
        reverser, "nsf", f"receipt {order.receipt_id}",
        f"{format_cents(cents)} of {format_cents(receipt.amount_cents)} of {receipt.payer} returned on "
        f"{format_day(order.returned_on)}", set_id,
        f"Posted {format_day(head.posted_on)}, on deposit slip {receipt.number}",
    )
    return set_id


def _rest(receipt: Any) -> int:
    """What of a receipt had not come back before, in cents."""
    return int(receipt.amount_cents) - int(receipt.returned_cents)


def _returnable(connection: Connection, receipt_id: int) -> Any:
    receipt = connection.execute(_RECEIPT, {"id": receipt_id}).one_or_none()
    if receipt is None:
        raise NotFoundError(f"There is no receipt {receipt_id}.")
    if receipt.voided_by_set_id is not None:
        raise RuleError(f"Receipt {receipt_id} is voided, so it cannot be returned.")
    if receipt.returned_by_set_id is not None:
        raise RuleError(
            f"Receipt {receipt_id} was returned already (NSF, set {receipt.returned_by_set_id}). "
            "Where that was the wrong receipt, void the NSF."
        )
    if receipt.slip_id is None:
        raise RuleError(
            f"Receipt {receipt_id} is on no deposit slip, so the bank cannot have returned it: void it instead."
        )
    return receipt


def _usual_fees(receipt: Any) -> tuple[int, int]:
    """The tenant's fee and the bank's, as the bank account code has them."""
    return (receipt.nsf_fee_cents or 0) if receipt.tenant_id is not None else 0, receipt.returned_item_fee_cents or 0


def _fees(order: NsfOrder, receipt: Any) -> tuple[int, int]:
    usual = _usual_fees(receipt)
    fee = usual[0] if order.tenant_fee_cents is None else require_cents(order.tenant_fee_cents)
    item_fee = usual[1] if order.returned_item_fee_cents is None else require_cents(order.returned_item_fee_cents)
    if not 0 <= fee <= LARGEST_AMOUNT_CENTS or not 0 <= item_fee <= LARGEST_AMOUNT_CENTS:
        raise RuleError(
            "A fee of an NSF is nothing, or more than nothing and at most "
            f"{format_cents(LARGEST_AMOUNT_CENTS)}. Correct the fee."
        )
    if fee and receipt.tenant_id is None:
        raise RuleError("A ledger receipt has no tenant to charge the NSF fee to. Leave the fee at nothing.")
    return fee, item_fee


def _post_item_fee(
    connection: Connection, books: Books, order: NsfOrder, receipt: Any, cents: int, event_id: int
) -> int:
    """The bank's fee: bank charges of the managers."""
    accounts = read_posting_accounts(connection)
    ledger_id = accounts.management_of.get(receipt.ledger_id, receipt.ledger_id)
    words = f"Returned item fee of receipt {order.receipt_id}"
    draft = SetDraft("journal_entry", order.returned_on.isoformat(), words, reason=stored_text(order.reason.strip()))
    draft.lines = [
        (ledger_id, accounts.bank_charges, None, None, cents),
        (ledger_id, receipt.bank_account_id, None, None, -cents),
    ]
    draft.bank_items = [(receipt.bank_account_id, -cents, words, "")]
    writer = JournalWriter(connection, books, event_id)
    set_id = writer.add(draft)
    writer.finish()
    return set_id


def _charge_fee(
    connection: Connection, books: Books, order: NsfOrder, receipt: Any, cents: int, event_id: int
) -> int:
    """The tenant's fee, owed to whom its charge code says; open credit does not pay it by itself."""
    code = read_settings(connection)["office.nsf_charge_code"]
    if connection.execute(_CODE, {"code": code}).first() is None:
        raise RuleError(
            f"The charge code of NSF fees, {code}, is missing or inactive. Choose one in Setup > Database Settings, or "
            "leave the fee at nothing."
        )
    memo = f"NSF fee of receipt {order.receipt_id}"
    charge = NewCharge(receipt.tenant_id, code, order.returned_on, cents, memo, origin="nsf_fee")
    set_id = write_charges(connection, books, [charge], use_credits=False, event_id=event_id)
    return int(connection.execute(text("SELECT id FROM charge WHERE set_id = :set"), {"set": set_id}).scalar_one())


_RECEIPT = text(
    f"SELECT r.*, {RETURNED_CENTS} AS returned_cents, "  # noqa: S608
    "s.number, b.code AS bank, d.nsf_fee_cents, d.returned_item_fee_cents, "
    "coalesce(t.name, nullif(r.payer_name, ''), l.name) AS payer FROM receipt r JOIN ledger l ON l.id = r.ledger_id "
    "JOIN account_code b ON b.id = r.bank_account_id LEFT JOIN bank_detail d ON d.account_id = r.bank_account_id "
    "LEFT JOIN tenant t ON t.id = r.tenant_id LEFT JOIN deposit_slip s ON s.id = r.slip_id WHERE r.id = :id"
)
_CODE = text("SELECT 1 FROM charge_code WHERE code = :code AND active = 1")
_RETURNED = text("UPDATE receipt SET returned_by_set_id = :nsf WHERE id = :id")
