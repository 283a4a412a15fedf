"""One payment settled by hand: where its money goes, charge by charge, as the Tenant Receipt window shows it.

The payment waits on the working list, or is typed into the window. The plan is made by pure functions, so that the
window shows at each key what a post would do.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from sqlalchemy import Connection, text

from landlord_desktop.rules.allocation import (
    Allocation,
    ChargePayment,
    TenantState,
    allocation_problems,
    settle,
)
from landlord_desktop.rules.batch import DAYS_AHEAD, REASON_WORDS, LedgerReceipt, due_charges
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.fees import fee_of_payment, fee_on_whole_charge
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.books import Books
from landlord_desktop.services.charge_choices import ChargeChoice, Terms, read_choices, terms_of
from landlord_desktop.services.entry_checks import read_payer
from landlord_desktop.services.ledger_receipts import (
    LedgerLine,
    LedgerReceiptOrder,
    PostedLedgerReceipt,
    post_ledger_receipt,
    write_ledger_receipt,
)
from landlord_desktop.services.line_source import NOT_BY_HAND
from landlord_desktop.services.receipts_by_hand import (
    NewLine,
    PostedReceipt,
    ReceiptOrder,
    post_receipt,
    too_much,
    write_receipt,
)
from landlord_desktop.services.tenant_account import TenantAccount, read_account
from landlord_desktop.services.working_lines import accept_plan, change_line
from landlord_desktop.services.working_list import plan_from_text, read_working_list, tenant_states

__all__ = [
    "Header", "LedgerReceipt", "NewLine", "Plan", "ReceiptDraft", "Split", "distribute", "order_of", "post_order",
    "receipt_draft", "settle_line", "split", "tenant_draft", "write_order",
]


Plan = Allocation | LedgerReceipt
Order = ReceiptOrder | LedgerReceiptOrder


@dataclass(frozen=True, slots=True)
class Header:
    """What the window lets a person change of the payment itself."""

    posting_date: date
    bank_id: int | None
    memo: str
    method: str = "check"
    check_number: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """A payment ready to be settled by hand. `pays` are the amounts the window begins with, by charge id.

    `line_id` is the working line, None for a payment typed into the window. `account` is None for a ledger receipt,
    which goes to `ledger_id`, booked to `account_id`. `terms` say whom a new charge of a code would be owed to.
    """

    line_id: int | None
    header: Header
    payer: str
    unit: str
    amount_cents: int
    accepted: bool
    as_ledger_receipt: bool
    account: TenantAccount | None = None
    state: TenantState | None = None
    pays: Mapping[int, int] = field(default_factory=dict)
    use_credit: bool = False
    ledger_id: int | None = None
    account_id: int | None = None
    ledger_names: Mapping[int, str] = field(default_factory=dict)
    managers: Mapping[int, int | None] = field(default_factory=dict)
    tenant_id: int | None = None
    choices: tuple[ChargeChoice, ...] = ()
    terms: Mapping[tuple[str, bool], Terms] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Share:
    """What one ledger gets of the payment and of the credit used, and the management fee taken out of it."""

    ledger: str
    cents: int
    fee_cents: int
    manager: str


@dataclass(frozen=True, slots=True)
class Split:
    """Where the money goes with the amounts as they stand; `problems` are the reasons why it cannot be posted so."""

    plan: Allocation
    from_credit: Mapping[int, int]
    problems: tuple[str, ...]
    shares: tuple[Share, ...]
    new_cents: int = 0

    @property
    def allocated_cents(self) -> int:
        """What of the payment pays charges, new ones and advance payments too."""
        return self.plan.from_receipt_cents + self.new_cents

    @property
    def to_open_credit_cents(self) -> int:
        """What is left; below zero where more is given to charges than the payment holds."""
        return self.plan.open_credit_cents


def receipt_draft(books: Books, line_id: int) -> ReceiptDraft:
    """Read a working line for the window.

    NotFoundError where it is gone, RuleError where it cannot be settled by hand: unknown payer, posted, unreadable.
    """
    with books.store.read() as connection:
        working = read_working_list(connection, books)
        place = next((at for at, line in enumerate(working.lines) if line.line_id == line_id), None)
        if place is None:
            raise NotFoundError("This payment is no longer on the list: it was posted or taken off meanwhile.")
        line, verdict = working.lines[place], working.verdicts[place]
        if verdict.reason in NOT_BY_HAND:
            raise RuleError(f"{REASON_WORDS[verdict.reason]}: this payment cannot be processed here.")
        if line.account_tenant_id is None and not line.as_ledger_receipt:
            raise RuleError("Choose the tenant who paid first, or mark Process as Ledger Receipt.")
        names = _names(connection, line.tenant_id, line.unit_id)
        draft = ReceiptDraft(
            line_id, Header(date.fromisoformat(line.posting_date), working.banks[line_id], line.memo),
            names[0] or line.payer_name, names[1] or line.unit_name, line.amount_cents,
            line.accepted_plan is not None, bool(line.as_ledger_receipt), tenant_id=line.tenant_id,
        )
        accepted = plan_from_text(line.accepted_plan)
        begin = accepted or verdict.plan or verdict.proposal
        if line.as_ledger_receipt:
            plan = begin if isinstance(begin, LedgerReceipt) else None
            return replace(
                draft, ledger_id=plan.ledger_id if plan else line.ledger_id,
                account_id=plan.account_id if plan else None,
            )
        tenant_id = line.account_tenant_id or 0
        return _tenant_draft(connection, draft, tenant_id, begin if isinstance(begin, Allocation) else None)


def tenant_draft(books: Books, tenant_id: int, amount_cents: int = 0) -> ReceiptDraft:
    """A payment of a tenant to be typed in; nothing is paid yet.

    NotFoundError for an unknown tenant, RuleError for one who is inactive.
    """
    with books.store.read() as connection:
        return read_tenant_draft(connection, books, tenant_id, amount_cents)


def read_tenant_draft(
    connection: Connection, books: Books, tenant_id: int, amount_cents: int = 0, *, inactive_too: bool = False
) -> ReceiptDraft:
    """The same inside a read that is under way; where asked for, of an inactive tenant too."""
    payer = read_payer(connection, tenant_id, inactive_too=inactive_too)
    names = _names(connection, tenant_id, payer.unit_id)
    bank_id = connection.execute(_LEDGER_BANK, {"ledger": payer.home_ledger_id}).scalar()
    draft = ReceiptDraft(
        None, Header(books.today(), bank_id, ""), names[0], names[1], amount_cents, False, False,
        tenant_id=tenant_id,
    )
    return replace(_tenant_draft(connection, draft, payer.account_tenant_id, Allocation()), pays={})


def _tenant_draft(
    connection: Connection, draft: ReceiptDraft, tenant_id: int, begin: Allocation | None
) -> ReceiptDraft:
    state = tenant_states(connection, tenant_id=tenant_id)[tenant_id]
    if begin is None or allocation_problems(draft.amount_cents, begin, state):
        begin = settle(draft.amount_cents, due_charges(state, draft.header.posting_date), ())
    rows = connection.execute(text("SELECT id, name, management_ledger_id FROM ledger")).all()
    pays = {part.charge_id: part.amount_cents for part in begin.payments if part.credit_ledger_id is None}
    choices = read_choices(connection)
    return replace(
        draft, account=read_account(connection, tenant_id), state=state, pays=pays,
        use_credit=begin.from_credit_cents > 0, ledger_names={row[0]: row[1] for row in rows},
        managers={row[0]: row[2] for row in rows}, choices=choices, terms=terms_of(connection, tenant_id, choices),
    )


def _names(connection: Connection, tenant_id: int | None, unit_id: int | None) -> tuple[str, str]:
    found = [
        connection.execute(text(f"SELECT name FROM {table} WHERE id = :id"), {"id": key}).scalar()  # noqa: S608
        for table, key in (("tenant", tenant_id), ("unit", unit_id))
    ]
    return str(found[0] or ""), str(found[1] or "")


def distribute(draft: ReceiptDraft, posting_date: date, new_cents: int = 0) -> dict[int, int]:
    """What the new charges leave of the payment, given to the due charges in the office's order, by charge id.

    Disputed charges get nothing. Without a payment the open credit is given out the same way.
    """
    if draft.state is None:
        return {}
    due = due_charges(draft.state, posting_date)
    if draft.amount_cents:
        plan = settle(max(0, draft.amount_cents - new_cents), due, ())
    else:
        plan = settle(0, due, draft.state.credits)
    return _sums(plan.payments)


def split(
    draft: ReceiptDraft, pays: Mapping[int, int], posting_date: date, *, use_credit: bool,
    new_lines: Sequence[NewLine] = (),
) -> Split:
    """What the amounts in `pays` (cents by charge id) and the new charges mean.

    The rest goes to open credit; where asked, open credit pays what the amounts leave unpaid of the due charges.
    Without a payment the amounts themselves are paid out of open credit.
    """
    state = draft.state
    if state is None:
        raise TypeError("a ledger receipt has no charges")
    new_cents = sum(line.amount_cents for line in new_lines)
    if not draft.amount_cents and not new_lines:
        return _split_of_credit(draft, state, pays)
    parts = [ChargePayment(charge_id, cents) for charge_id, cents in pays.items() if cents]
    held = draft.amount_cents - new_cents
    rest = held - sum(part.amount_cents for part in parts)
    used = _credit_parts(state, pays, posting_date) if use_credit else []
    plan = Allocation((*parts, *used), rest)
    problems = [too_much(rest)] if rest < 0 else allocation_problems(held, plan, state)
    return Split(plan, _sums(used), tuple(problems), _shares(draft, plan, new_lines), new_cents)


def _split_of_credit(draft: ReceiptDraft, state: TenantState, pays: Mapping[int, int]) -> Split:
    wanted = [
        replace(charge, unpaid_cents=pays[charge.charge_id]) for charge in state.charges if pays.get(charge.charge_id)
    ]
    plan = Allocation(settle(0, wanted, state.credits).payments)
    asked, held = sum(pays.values()), sum(credit.amount_cents for credit in state.credits)
    problems = allocation_problems(0, plan, state)
    if asked > held:
        problems = [f"The charges get {format_cents(asked)}, the open credit is {format_cents(held)}."]
    return Split(plan, _sums(plan.payments), tuple(problems), _shares(draft, plan, ()))


def _sums(parts: Iterable[ChargePayment]) -> dict[int, int]:
    sums: dict[int, int] = {}
    for part in parts:
        sums[part.charge_id] = sums.get(part.charge_id, 0) + part.amount_cents
    return sums


def _credit_parts(state: TenantState, pays: Mapping[int, int], posting_date: date) -> list[ChargePayment]:
    last_day = posting_date + timedelta(days=DAYS_AHEAD)
    unpaid = tuple(
        replace(charge, unpaid_cents=charge.unpaid_cents - pays.get(charge.charge_id, 0))
        for charge in state.charges
        if not charge.disputed and charge.charged_on <= last_day
    )
    return list(settle(0, [charge for charge in unpaid if charge.unpaid_cents > 0], state.credits).payments)


def _shares(draft: ReceiptDraft, plan: Allocation, new_lines: Sequence[NewLine]) -> tuple[Share, ...]:
    cents: dict[int, int] = {}
    fees: dict[int, int] = {}
    for ledger_id, amount, fee in (*_paid_shares(draft, plan), *_new_shares(draft, new_lines)):
        cents[ledger_id] = cents.get(ledger_id, 0) + amount
        fees[ledger_id] = fees.get(ledger_id, 0) + fee
    return tuple(
        Share(
            draft.ledger_names[ledger_id], amount, fees[ledger_id],
            draft.ledger_names.get(draft.managers.get(ledger_id) or 0, ""),
        )
        for ledger_id, amount in cents.items()
    )


def _paid_shares(draft: ReceiptDraft, plan: Allocation) -> list[tuple[int, int, int]]:
    """(ledger, cents, fee) of each charge that is paid."""
    paid = _sums(plan.payments)
    found = []
    for charge in draft.state.charges if draft.state else ():
        amount = paid.get(charge.charge_id, 0)
        if amount:
            before = charge.amount_cents - charge.unpaid_cents
            fee = fee_of_payment(charge.amount_cents, before, amount, charge.fee_basis_points, charge.fee_taken_cents)
            managed = draft.managers.get(charge.ledger_id) is not None and charge.fee_basis_points
            found.append((charge.ledger_id, amount, fee if managed else 0))
    return found


def _new_shares(draft: ReceiptDraft, new_lines: Sequence[NewLine]) -> list[tuple[int, int, int]]:
    usual = {choice.code: choice.pays_management for choice in draft.choices}
    found = []
    for line in new_lines:
        managers = usual.get(line.code, False) if line.pays_management is None else line.pays_management
        terms = draft.terms.get((line.code, managers))
        if terms is not None:
            fee = fee_on_whole_charge(line.amount_cents, terms.fee_basis_points)
            found.append((terms.ledger_id, line.amount_cents, fee))
    return found


def settle_line(books: Books, draft: ReceiptDraft, header: Header, plan: Plan) -> None:
    """Keep the window's values with the line, accepted for a later Post. RuleError names every fault."""
    if draft.line_id is None:
        raise RuleError("Only a payment of the working list can be accepted for a later Post.")
    if header != draft.header:
        change_line(
            books, draft.line_id, posting_date=header.posting_date, bank_account_id=header.bank_id, memo=header.memo
        )
    accept_plan(books, draft.line_id, plan)


def order_of(
    draft: ReceiptDraft, header: Header, plan: Plan, new_lines: Sequence[NewLine] = (), uuid: str = "",
    replaces_receipt_id: int | None = None,
) -> Order:
    """The entry that the window's values are: posted or previewed by `receipts_by_hand` or `ledger_receipts`."""
    if isinstance(plan, LedgerReceipt):
        items = (LedgerLine(plan.account_id, draft.amount_cents),)
        return LedgerReceiptOrder(
            plan.ledger_id, header.posting_date, draft.amount_cents, header.bank_id, items, None, header.method,
            header.check_number, draft.payer, header.memo, header.comments, replaces_receipt_id, draft.line_id, uuid,
        )
    return ReceiptOrder(
        draft.tenant_id or 0, header.posting_date, draft.amount_cents, header.bank_id, plan.payments,
        tuple(new_lines), header.method, header.check_number, header.memo, header.comments,
        replaces_receipt_id=replaces_receipt_id, line_id=draft.line_id, uuid=uuid,
    )


def write_order(connection: Connection, books: Books, order: Order) -> PostedReceipt | PostedLedgerReceipt:
    """Write either kind of receipt inside a write that is under way."""
    if isinstance(order, LedgerReceiptOrder):
        return write_ledger_receipt(connection, books, order)
    return write_receipt(connection, books, order)


def post_order(books: Books, order: Order) -> PostedReceipt | PostedLedgerReceipt:
    """Post either kind of receipt, in one transaction with the line it comes from."""
    return post_ledger_receipt(books, order) if isinstance(order, LedgerReceiptOrder) else post_receipt(books, order)


_LEDGER_BANK = text("SELECT bank_account_id FROM ledger WHERE id = :ledger")
