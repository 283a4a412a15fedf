"""A tenant's receipt as a person enters it: charges paid one by one, new charges, advance payments, open credit.

Everything is one transaction. The same road posts a payment of the working list that is processed by itself.
Source: DOMAIN of the trade, tables of receipts, over-payments, open credits, advance payments and deposits.
"""

from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.allocation import Allocation, ChargePayment, TenantState, allocation_problems
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.charges import NewCharge, charge_terms, write_charges
from landlord_desktop.services.credits import write_application
from landlord_desktop.services.entry_checks import METHODS, Payer, amount_problem, read_payer, require_bank
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.line_source import ReceiptSource, finish_line, receipt_row, replaced_source, take_line
from landlord_desktop.services.posting_dates import date_problems
from landlord_desktop.services.receipt_entries import (
    AdvancePart,
    ChargeBook,
    read_posting_accounts,
    tenant_receipt_entries,
)
from landlord_desktop.services.receipt_posting import post_once
from landlord_desktop.services.working_list import tenant_states

LONGEST_CHECK_NUMBER = 20


@dataclass(frozen=True, slots=True)
class NewLine:
    """A new charge that the same posting pays in full. `advance`: paid now, to be charged later."""

    code: str
    amount_cents: int
    memo: str = ""
    advance: bool = False
    pays_management: bool | None = None


@dataclass(frozen=True, slots=True)
class ReceiptOrder:
    """A receipt to be posted; amounts in cents.

    `payments` name charges; those with a `credit_ledger_id` are paid out of that open credit. What the payment leaves
    becomes open credit. With an amount of 0, open credit alone pays. `bank_id` None: the bank of the tenant's ledger.
    `line_id`: the working line whose payment this is. `uuid` is made once for each form, so that it posts once.
    """

    tenant_id: int
    posted_on: date
    amount_cents: int
    bank_id: int | None = None
    payments: tuple[ChargePayment, ...] = ()
    new_charges: tuple[NewLine, ...] = ()
    method: str = "check"
    check_number: str = ""
    memo: str = ""
    comments: str = ""
    received_on: date | None = None
    replaces_receipt_id: int | None = None
    line_id: int | None = None
    uuid: str = ""


@dataclass(frozen=True, slots=True)
class PostedReceipt:
    """What was posted. `receipt_id` is 0 where open credit alone paid; `set_id` is the set of either."""

    set_id: int
    receipt_id: int
    amount_cents: int
    to_open_credit_cents: int
    from_open_credit_cents: int
    advance_cents: int
    processed_batches: tuple[str, ...] = ()

    @property
    def information(self) -> str:
        """The sentence on open credit and advance payments; empty where neither changed."""
        parts = []
        if self.from_open_credit_cents:
            parts.append(f"{format_cents(self.from_open_credit_cents)} of the tenant's open credit is used")
        if self.to_open_credit_cents:
            parts.append(f"{format_cents(self.to_open_credit_cents)} becomes open credit of the tenant")
        if self.advance_cents:
            parts.append(f"{format_cents(self.advance_cents)} is an advance payment")
        return ", ".join(parts) + "." if parts else ""


def post_receipt(books: Books, order: ReceiptOrder) -> PostedReceipt:
    """Post a receipt. RuleError names every fault; StaleError where it was posted before."""
    known = replace(order, uuid=order.uuid or books.new_uuid())
    uuids: list[str] = []
    return post_once(
        books, lambda connection: write_receipt(connection, books, known, uuids=uuids), uuids,
        "This receipt was posted already. Nothing was posted a second time; look in Receipt History.",
    )


def write_receipt(
    connection: Connection, books: Books, order: ReceiptOrder, event_id: int | None = None,
    uuids: list[str] | None = None,
) -> PostedReceipt:
    """The same inside a write that is under way. `uuids` gets the UUID of the receipt that is made."""
    from_line = order.line_id is not None
    payer = read_payer(connection, order.tenant_id, inactive_too=from_line)
    faults = _faults(books, order)
    if faults:
        raise RuleError(faults)
    if order.amount_cents == 0:
        return _apply_credit(connection, books, order, payer, event_id)
    source = _source(connection, books, order)
    bank_id = require_bank(connection, source.bank_id if order.bank_id is None else order.bank_id, payer.home_ledger_id)
    advances = _advance_parts(connection, order)
    event_id, new_parts = _charge_new(connection, books, order, event_id)
    state = tenant_states(connection, tenant_id=payer.account_tenant_id)[payer.account_tenant_id]
    plan = _plan(order, new_parts, sum(part.amount_cents for part in advances), state)
    book = ChargeBook([state])
    entries = tenant_receipt_entries(
        plan, state, bank_id, book, read_posting_accounts(connection), advances=advances
    )
    draft = SetDraft("receipt", order.posted_on.isoformat(), stored_text(order.memo), state.tenant_id)
    draft.comments, draft.lines, draft.allocations = stored_text(order.comments), entries.lines, entries.allocations
    draft.credits, draft.advances = entries.credits, entries.advances
    advance_cents = sum(part.amount_cents for part in advances)
    unit_id = source.unit_id or payer.unit_id
    draft.receipt = receipt_row(
        source, books, ("tenant", state.tenant_id, unit_id, state.home_ledger_id), bank_id,
        draft.posted_on, (order.amount_cents, plan.open_credit_cents, advance_cents), order.method,
        order.check_number.strip(), draft.memo, order.replaces_receipt_id,
    )
    writer = JournalWriter(connection, books, event_id)
    receipt_id = writer.add(draft)
    writer.finish(book.changes())
    if uuids is not None:
        uuids.append(source.line_uuid)
    processed = finish_line(connection, books, source)
    record(connection, books, "post receipt", f"receipt {receipt_id}",
           f"Receipt {receipt_id}, {format_cents(order.amount_cents)} of {payer.name}.")
    return PostedReceipt(
        receipt_id, receipt_id, order.amount_cents, plan.open_credit_cents, plan.from_credit_cents, advance_cents,
        processed,
    )


def _source(connection: Connection, books: Books, order: ReceiptOrder) -> ReceiptSource:
    if order.line_id is not None:
        return take_line(connection, books, order.line_id, order.amount_cents, order.tenant_id)
    received_on = (order.received_on or order.posted_on).isoformat()
    uuid = order.uuid or books.new_uuid()
    if order.replaces_receipt_id is not None:
        return replaced_source(connection, order.replaces_receipt_id, uuid, received_on)
    return ReceiptSource(uuid, received_on)


def _apply_credit(
    connection: Connection, books: Books, order: ReceiptOrder, payer: Payer, event_id: int | None
) -> PostedReceipt:
    state = tenant_states(connection, tenant_id=payer.account_tenant_id)[payer.account_tenant_id]
    set_id = write_application(
        connection, books, state, order.payments, order.posted_on, stored_text(order.memo), event_id
    )
    return PostedReceipt(set_id, 0, 0, 0, sum(part.amount_cents for part in order.payments), 0)


def _advance_parts(connection: Connection, order: ReceiptOrder) -> list[AdvancePart]:
    lines = [line for line in order.new_charges if line.advance]
    if not lines:
        return []
    deposits = {row[0]: row[1] for row in connection.execute(_DEPOSIT_CODES)}
    faults = [
        f"{deposits[line.code]} is a deposit and cannot be paid in advance; take the mark Advance Payment away."
        for line in lines
        if line.code in deposits
    ]
    if faults:
        raise RuleError(faults)
    terms = charge_terms(connection, [_new_charge(order, line) for line in lines])
    return [
        AdvancePart(row[1], row[2], row[3], row[5] or row[4], row[10], row[13], row[15]) for row in terms
    ]


def _charge_new(
    connection: Connection, books: Books, order: ReceiptOrder, event_id: int | None
) -> tuple[int | None, list[ChargePayment]]:
    """Post the new charges; the event, and a payment for each of them."""
    lines = [line for line in order.new_charges if not line.advance]
    if not lines:
        return event_id, []
    charges = [_new_charge(order, line) for line in lines]
    first = write_charges(connection, books, charges, use_credits=False, event_id=event_id)
    rows = connection.execute(_CHARGES_FROM, {"first": first}).all()
    offset = next((row for row in rows if row.unpaid_cents != row.amount_cents), None)
    if offset is not None:
        raise RuleError(
            f"An advance payment of {format_cents(offset.amount_cents - offset.unpaid_cents)} for {offset.name} is "
            "there already and would pay the new charge. Post the charge with AR > Charge Tenant."
        )
    return event_id or first, [ChargePayment(row.id, row.amount_cents) for row in rows]


def _new_charge(order: ReceiptOrder, line: NewLine) -> NewCharge:
    return NewCharge(
        order.tenant_id, line.code, order.posted_on, line.amount_cents, stored_text(line.memo),
        pays_management=line.pays_management,
    )


def _plan(
    order: ReceiptOrder, new_parts: list[ChargePayment], advance_cents: int, state: TenantState
) -> Allocation:
    parts = (*order.payments, *new_parts)
    held = order.amount_cents - advance_cents
    rest = held - sum(part.amount_cents for part in parts if part.credit_ledger_id is None)
    if rest < 0:
        raise RuleError(too_much(rest))
    plan = Allocation(parts, rest)
    problems = allocation_problems(held, plan, state)
    if problems:
        raise RuleError(problems)
    return plan


def too_much(rest_cents: int) -> str:
    """The sentence where charges get more than the payment holds; `rest_cents` is below zero."""
    return f"The charges get {format_cents(-rest_cents)} more than the payment holds."


def _faults(books: Books, order: ReceiptOrder) -> list[str]:
    amounts = [(line.amount_cents, f"The new {line.code} charge") for line in order.new_charges]
    faults = [fault for cents, what in amounts if (fault := amount_problem(cents, what))]
    if order.amount_cents != 0:
        faults += [fault for fault in (amount_problem(order.amount_cents, "The payment"),) if fault]
    elif order.line_id is not None:
        faults.append("The payment must be more than nothing.")
    elif order.new_charges:
        faults.append("Without a payment, no new charge can be paid. Enter the payment, or use AR > Charge Tenant.")
    if order.method not in METHODS:
        faults.append(f"{order.method or 'Nothing'} is no way to pay: check, cash, ach or card.")
    if len(order.check_number.strip()) > LONGEST_CHECK_NUMBER:
        faults.append(f"The check number has more than {LONGEST_CHECK_NUMBER} characters.")
    if order.received_on is not None:
        faults += date_problems(books, order.received_on, "The day of receipt")
    return faults


_DEPOSIT_CODES = text("SELECT code, name FROM charge_code WHERE tracks_deposits = 1")
_CHARGES_FROM = text(
    "SELECT c.id, c.amount_cents, c.unpaid_cents, k.name FROM charge c JOIN charge_code k ON k.id = c.charge_code_id "
    "WHERE c.set_id >= :first ORDER BY c.id"
)
