"""One payment settled by hand: where its money goes, charge by charge, as the Tenant Receipt window shows it.

The plan is made by pure functions, so that the window shows at each key what a post would do.
"""

from collections.abc import Mapping
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
from landlord_desktop.rules.batch import DAYS_AHEAD, REASON_WORDS, LedgerReceipt, Reason, due_charges
from landlord_desktop.rules.errors import LandlordError, NotFoundError, RuleError
from landlord_desktop.rules.fees import fee_of_payment
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.books import Books
from landlord_desktop.services.receipt_posting import PostResult, post_working_lines
from landlord_desktop.services.tenant_account import TenantAccount, read_account
from landlord_desktop.services.working_lines import accept_plan, change_line, withdraw_acceptance
from landlord_desktop.services.working_list import plan_from_text, read_working_list, tenant_states

__all__ = [
    "Header", "LedgerReceipt", "Plan", "ReceiptDraft", "Split", "distribute", "post_line", "receipt_draft",
    "settle_line", "split",
]


Plan = Allocation | LedgerReceipt
_NOT_HERE = {Reason.ALREADY_POSTED, Reason.UNREADABLE, Reason.BAD_AMOUNT, Reason.CLAIMED}


@dataclass(frozen=True, slots=True)
class Header:
    """What the window lets a person change of the payment itself."""

    posting_date: date
    bank_id: int | None
    memo: str


@dataclass(frozen=True, slots=True)
class ReceiptDraft:
    """A working line ready to be settled by hand. `pays` are the amounts the window begins with, by charge id.

    `account` is None for a ledger receipt, which goes to `ledger_id`, booked to `account_id`.
    """

    line_id: int
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

    @property
    def allocated_cents(self) -> int:
        """What of the payment pays charges."""
        return self.plan.from_receipt_cents

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
        if verdict.reason in _NOT_HERE:
            raise RuleError(f"{REASON_WORDS[verdict.reason]}: this payment cannot be processed here.")
        if line.account_tenant_id is None and not line.as_ledger_receipt:
            raise RuleError("Choose the tenant who paid first, or mark Process as Ledger Receipt.")
        names = _names(connection, line.tenant_id, line.unit_id)
        draft = ReceiptDraft(
            line_id, Header(date.fromisoformat(line.posting_date), working.banks[line_id], line.memo),
            names[0] or line.payer_name, names[1] or line.unit_name, line.amount_cents,
            line.accepted_plan is not None, bool(line.as_ledger_receipt),
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


def _tenant_draft(
    connection: Connection, draft: ReceiptDraft, tenant_id: int, begin: Allocation | None
) -> ReceiptDraft:
    state = tenant_states(connection, tenant_id=tenant_id)[tenant_id]
    if begin is None or allocation_problems(draft.amount_cents, begin, state):
        begin = settle(draft.amount_cents, due_charges(state, draft.header.posting_date), ())
    rows = connection.execute(text("SELECT id, name, management_ledger_id FROM ledger")).all()
    pays = {part.charge_id: part.amount_cents for part in begin.payments if part.credit_ledger_id is None}
    return replace(
        draft, account=read_account(connection, tenant_id), state=state, pays=pays,
        use_credit=begin.from_credit_cents > 0, ledger_names={row[0]: row[1] for row in rows},
        managers={row[0]: row[2] for row in rows},
    )


def _names(connection: Connection, tenant_id: int | None, unit_id: int | None) -> tuple[str, str]:
    found = [
        connection.execute(text(f"SELECT name FROM {table} WHERE id = :id"), {"id": key}).scalar()  # noqa: S608
        for table, key in (("tenant", tenant_id), ("unit", unit_id))
    ]
    return str(found[0] or ""), str(found[1] or "")


def distribute(draft: ReceiptDraft, posting_date: date) -> dict[int, int]:
    """The payment given to the due charges, oldest first, by charge id; never to disputed ones."""
    if draft.state is None:
        return {}
    plan = settle(draft.amount_cents, due_charges(draft.state, posting_date), ())
    return {part.charge_id: part.amount_cents for part in plan.payments}


def split(draft: ReceiptDraft, pays: Mapping[int, int], posting_date: date, *, use_credit: bool) -> Split:
    """What the amounts in `pays` (cents by charge id) mean.

    The rest goes to open credit; where asked, open credit pays what the amounts leave unpaid of the due charges.
    """
    state = draft.state
    if state is None:
        raise TypeError("a ledger receipt has no charges")
    parts = [ChargePayment(charge_id, cents) for charge_id, cents in pays.items() if cents]
    rest = draft.amount_cents - sum(part.amount_cents for part in parts)
    used = _credit_parts(state, pays, posting_date) if use_credit else []
    plan = Allocation((*parts, *used), rest)
    problems = [_too_much(rest)] if rest < 0 else allocation_problems(draft.amount_cents, plan, state)
    from_credit: dict[int, int] = {}
    for part in used:
        from_credit[part.charge_id] = from_credit.get(part.charge_id, 0) + part.amount_cents
    return Split(plan, from_credit, tuple(problems), _shares(draft, plan))


def _too_much(rest_cents: int) -> str:
    return f"The charges get {format_cents(-rest_cents)} more than the payment holds."


def _credit_parts(state: TenantState, pays: Mapping[int, int], posting_date: date) -> list[ChargePayment]:
    last_day = posting_date + timedelta(days=DAYS_AHEAD)
    unpaid = tuple(
        replace(charge, unpaid_cents=charge.unpaid_cents - pays.get(charge.charge_id, 0))
        for charge in state.charges
        if not charge.disputed and charge.charged_on <= last_day
    )
    return list(settle(0, [charge for charge in unpaid if charge.unpaid_cents > 0], state.credits).payments)


def _shares(draft: ReceiptDraft, plan: Allocation) -> tuple[Share, ...]:
    state = draft.state
    if state is None:
        return ()
    paid: dict[int, int] = {}
    for part in plan.payments:
        paid[part.charge_id] = paid.get(part.charge_id, 0) + part.amount_cents
    cents: dict[int, int] = {}
    fees: dict[int, int] = {}
    for charge in state.charges:
        amount = paid.get(charge.charge_id, 0)
        if not amount:
            continue
        ledger_id = charge.ledger_id
        cents[ledger_id] = cents.get(ledger_id, 0) + amount
        if charge.fee_basis_points and draft.managers.get(ledger_id) is not None:
            before = charge.amount_cents - charge.unpaid_cents
            fee = fee_of_payment(charge.amount_cents, before, amount, charge.fee_basis_points, charge.fee_taken_cents)
            fees[ledger_id] = fees.get(ledger_id, 0) + fee
    return tuple(
        Share(
            draft.ledger_names[ledger_id], amount, fees.get(ledger_id, 0),
            draft.ledger_names.get(draft.managers.get(ledger_id) or 0, ""),
        )
        for ledger_id, amount in cents.items()
    )


def settle_line(books: Books, draft: ReceiptDraft, header: Header, plan: Plan) -> None:
    """Keep the window's values with the line, accepted for a later Post. RuleError names every fault."""
    if header != draft.header:
        change_line(
            books, draft.line_id, posting_date=header.posting_date, bank_account_id=header.bank_id, memo=header.memo
        )
    accept_plan(books, draft.line_id, plan)


def post_line(
    books: Books, draft: ReceiptDraft, header: Header, plan: Plan
) -> PostResult:
    """Post just this line. LandlordError with the reason where it may not post; the line waits as before then."""
    settle_line(books, draft, header, plan)
    try:
        result = post_working_lines(books, only=[draft.line_id])
        if not result.posted:
            reason = result.held[0].reason if result.held else Reason.ALREADY_POSTED
            raise LandlordError(f"{REASON_WORDS[reason]}: the payment was not posted.")
    except LandlordError:
        if not draft.accepted:
            withdraw_acceptance(books, draft.line_id)
        raise
    return result
