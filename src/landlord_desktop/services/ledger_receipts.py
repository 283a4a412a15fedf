"""Ledger receipts: money that is no tenant's payment, such as a contribution, an application fee, a vendor's refund.

The ledger gets it in the bank and in an account: that of the Posting Table, or those of the line items.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.entry_checks import (
    METHODS,
    account_problem,
    amount_problem,
    require_bank,
    require_ledger,
)
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.line_source import ReceiptSource, finish_line, receipt_row, replaced_source, take_line
from landlord_desktop.services.receipt_posting import post_once


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line item: what part of the money is booked to which account, in cents."""

    account_id: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class LedgerReceiptOrder:
    """A ledger receipt to be posted.

    Without `lines` all of it goes to the account of the Posting Table (owner contribution, or the managers' own
    receipts). `bank_id` None: the bank of the ledger. `unit_id` only where the money is earmarked. `line_id` and `uuid`
    as in a tenant's receipt.
    """

    ledger_id: int
    posted_on: date
    amount_cents: int
    bank_id: int | None = None
    lines: tuple[LedgerLine, ...] = ()
    unit_id: int | None = None
    method: str = "check"
    check_number: str = ""
    payer_name: str = ""
    memo: str = ""
    comments: str = ""
    replaces_receipt_id: int | None = None
    line_id: int | None = None
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class PostedLedgerReceipt:
    """What was posted; the batches of which every payment is posted by now."""

    receipt_id: int
    amount_cents: int
    processed_batches: tuple[str, ...] = ()

    @property
    def information(self) -> str:
        """Nothing: no tenant's credit changes."""
        return ""


def post_ledger_receipt(books: Books, order: LedgerReceiptOrder) -> PostedLedgerReceipt:
    """Post a ledger receipt. RuleError names every fault; StaleError where it was posted before."""
    known = replace(order, uuid=order.uuid or books.new_uuid())
    uuids: list[str] = []
    return post_once(
        books, lambda connection: write_ledger_receipt(connection, books, known, uuids=uuids), uuids,
        "This receipt was posted already. Nothing was posted a second time; look in Receipt History.",
    )


def write_ledger_receipt(
    connection: Connection, books: Books, order: LedgerReceiptOrder, event_id: int | None = None,
    uuids: list[str] | None = None,
) -> PostedLedgerReceipt:
    """The same inside a write that is under way. `uuids` gets the UUID of the receipt that is made."""
    ledger = require_ledger(connection, order.ledger_id)
    lines = order.lines or (LedgerLine(usual_account(connection, order.ledger_id), order.amount_cents),)
    faults = _faults(connection, order, lines)
    if faults:
        raise RuleError(faults)
    source = _source(connection, books, order)
    bank_id = require_bank(connection, source.bank_id if order.bank_id is None else order.bank_id, order.ledger_id)
    unit_id = order.unit_id or source.unit_id
    draft = SetDraft("ledger_receipt", order.posted_on.isoformat(), stored_text(order.memo))
    draft.comments = stored_text(order.comments)
    draft.lines = [
        (order.ledger_id, bank_id, unit_id, None, order.amount_cents),
        *((order.ledger_id, line.account_id, unit_id, None, -line.amount_cents) for line in lines),
    ]
    draft.receipt = receipt_row(
        source, books, ("ledger", None, unit_id, order.ledger_id), bank_id, draft.posted_on,
        (order.amount_cents, 0, 0), order.method, order.check_number.strip(), draft.memo, order.replaces_receipt_id,
    )
    writer = JournalWriter(connection, books, event_id)
    receipt_id = writer.add(draft)
    writer.finish()
    if uuids is not None:
        uuids.append(source.line_uuid)
    processed = finish_line(connection, books, source)
    record(connection, books, "post ledger receipt", f"receipt {receipt_id}",
           f"Receipt {receipt_id}, {format_cents(order.amount_cents)} to {ledger}.")
    return PostedLedgerReceipt(receipt_id, order.amount_cents, processed)


def usual_account(connection: Connection, ledger_id: int) -> int:
    """The account a receipt of a ledger is booked to without line items. RuleError where the Posting Table has none."""
    account_id = connection.execute(_USUAL_ACCOUNT, {"ledger": ledger_id}).scalar()
    if account_id is None:
        raise RuleError("The Posting Table names no account for ledger receipts. Enter a line item with its account.")
    return int(account_id)


def _source(connection: Connection, books: Books, order: LedgerReceiptOrder) -> ReceiptSource:
    if order.line_id is not None:
        source = take_line(connection, books, order.line_id, order.amount_cents, None)
        return replace(source, payer_name=source.payer_name or stored_text(order.payer_name))
    uuid, payer_name = order.uuid or books.new_uuid(), stored_text(order.payer_name)
    if order.replaces_receipt_id is not None:
        source = replaced_source(connection, order.replaces_receipt_id, uuid, order.posted_on.isoformat())
        return replace(source, payer_name=payer_name)
    return ReceiptSource(uuid, order.posted_on.isoformat(), payer_name=payer_name)


def _faults(connection: Connection, order: LedgerReceiptOrder, lines: Sequence[LedgerLine]) -> list[str]:
    faults = [fault for fault in (amount_problem(order.amount_cents, "The payment"),) if fault]
    if order.method not in METHODS:
        faults.append(f"{order.method or 'Nothing'} is no way to pay: check, cash, ach or card.")
    for line in order.lines:
        faults += [fault for fault in (amount_problem(line.amount_cents, "The amount of a line item"),) if fault]
    faults += [fault for line in lines if (fault := account_problem(connection, line.account_id))]
    total = sum(line.amount_cents for line in lines)
    if total != order.amount_cents:
        faults.append(
            f"The line items are {format_cents(total)}, the payment is {format_cents(order.amount_cents)}. "
            "A receipt can be posted when they agree."
        )
    return faults


_USUAL_ACCOUNT = text(
    "SELECT p.account_id FROM ledger l JOIN posting_table p ON p.role = "
    "CASE l.kind WHEN 'management' THEN 'management_receipt' ELSE 'owner_contribution' END WHERE l.id = :ledger"
)
