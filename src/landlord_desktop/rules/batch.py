"""Why a payment may post by itself or must wait: one reason a line, and one proposal where a safe one exists.

Only `equal` posts by itself. *Due* is what the portal asked for: unpaid, undisputed charges dated up to 30 days
after the posting date, less open credit and advance payments (help page on batch receipts).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from landlord_desktop.rules.allocation import (
    Allocation,
    OpenCharge,
    TenantState,
    allocation_problems,
    oldest_first,
    settle,
    state_after,
)
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS, format_cents

DAYS_AHEAD = 30
"""Charges dated up to so many days after the posting date count as due."""


class Reason(StrEnum):
    """Codes for files and JSON; `REASON_WORDS` has the words for the screens."""

    EQUAL = "equal"
    UNDER = "under"
    OVER = "over"
    NO_CHARGES = "no_charges"
    TWO_LEDGERS = "two_ledgers"
    FUTURE_CHARGE = "future_charge"
    ONLY_DISPUTED = "only_disputed"
    UNKNOWN_TENANT = "unknown_tenant"
    INACTIVE_TENANT = "inactive_tenant"
    NOT_A_TENANT = "not_a_tenant"
    ALREADY_POSTED = "already_posted"
    WAS_REVERSED = "was_reversed"
    CHANGED_ON_SERVER = "changed_on_server"
    NO_BANK = "no_bank"
    CLAIMED = "claimed"
    UNREADABLE = "unreadable"
    BAD_AMOUNT = "bad_amount"


REASON_WORDS = {
    Reason.EQUAL: "Equal to unpaid charges",
    Reason.UNDER: "Less than the unpaid charges",
    Reason.OVER: "More than the unpaid charges",
    Reason.NO_CHARGES: "No unpaid charges",
    Reason.TWO_LEDGERS: "Charges of two ledgers",
    Reason.FUTURE_CHARGE: "Only charges more than 30 days ahead",
    Reason.ONLY_DISPUTED: "Only disputed charges",
    Reason.UNKNOWN_TENANT: "Tenant not found",
    Reason.INACTIVE_TENANT: "Tenant is inactive",
    Reason.NOT_A_TENANT: "Not a tenant's payment",
    Reason.ALREADY_POSTED: "Already posted",
    Reason.WAS_REVERSED: "Its receipt was voided",
    Reason.CHANGED_ON_SERVER: "Changed on the server: accept it as loaded, or settle it in the Integration Log",
    Reason.NO_BANK: "No bank",
    Reason.CLAIMED: "Another PC works on this batch",
    Reason.UNREADABLE: "Not readable",
    Reason.BAD_AMOUNT: "Amount not possible",
}

PROPOSED = {Reason.UNDER, Reason.OVER, Reason.NO_CHARGES, Reason.TWO_LEDGERS, Reason.NOT_A_TENANT}
"""Reasons whose proposal may be accepted for many at once; `was_reversed`, `changed_on_server` only one by one."""


@dataclass(frozen=True, slots=True)
class LedgerReceipt:
    """Money credited to a ledger instead of a tenant: `account_id` is the account it is booked to."""

    ledger_id: int
    account_id: int


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """A working line as the rules see it.

    `tenant_id` None means that no tenant of ours was found. `unreadable` is the reason why the server's item could not
    be read. `posted_receipt_id` is the live receipt of the same payment, `reversed_receipt_id` one voided as an error.
    `accepted` is the allocation, or ledger receipt, that a person accepted for this line. `changed_on_server`: the
    server gives the line's batch otherwise since it was stored; `accepted_before_change`: and since it was accepted.
    """

    line_id: int
    amount_cents: int
    posting_date: date
    tenant_id: int | None
    bank_account_id: int | None
    is_ledger_receipt: bool = False
    ledger_receipt: LedgerReceipt | None = None
    unreadable: str = ""
    posted_receipt_id: int | None = None
    reversed_receipt_id: int | None = None
    claimed_elsewhere: bool = False
    accepted: Allocation | LedgerReceipt | None = None
    changed_on_server: bool = False
    accepted_before_change: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the rules say of one line.

    `proposal` is what accepting would post; `plan` what Post will post now (None: the line is held).
    `stale` tells that an accepted plan no longer fits the tenant's account.
    """

    line_id: int
    reason: Reason
    due_cents: int = 0
    proposal: Allocation | LedgerReceipt | None = None
    plan: Allocation | LedgerReceipt | None = None
    stale: bool = False


def due_charges(state: TenantState, posting_date: date) -> tuple[OpenCharge, ...]:
    """Unpaid, undisputed charges dated up to 30 days after the posting date, in the office's order of allocation."""
    ahead = timedelta(days=DAYS_AHEAD)
    due = [charge for charge in state.charges if not charge.disputed and charge.charged_on - posting_date <= ahead]
    return tuple(sorted(due, key=lambda charge: charge.turn))


def classify_all(
    lines: Iterable[PaymentLine], states: dict[int, TenantState], *, take_proposals: bool = False
) -> list[Verdict]:
    """Verdicts in the order of the lines; each line of a tenant is judged after those before it that will post.

    `take_proposals`: a line that is held for a reason in PROPOSED will post its proposal.
    """
    in_order = list(lines)
    to_come = Counter(line.tenant_id for line in in_order)
    known = dict(states)
    verdicts = []
    for line in in_order:
        state = None if line.tenant_id is None else known.get(line.tenant_id)
        verdict = classify(line, state)
        if take_proposals and verdict.plan is None and verdict.reason in PROPOSED:
            verdict = replace(verdict, plan=verdict.proposal, stale=verdict.stale and verdict.proposal is None)
        to_come[line.tenant_id] -= 1
        if state is not None and to_come[line.tenant_id] and isinstance(verdict.plan, Allocation):
            known[state.tenant_id] = state_after(state, verdict.plan)
        verdicts.append(verdict)
    return verdicts


def classify(line: PaymentLine, state: TenantState | None) -> Verdict:
    """The first reason that applies, its proposal, and what Post may post."""
    blocked = _blocked(line)
    if blocked is not None:
        return Verdict(line.line_id, blocked)
    verdict = _ledger_receipt(line) if line.is_ledger_receipt else _tenant_payment(line, state)
    if line.reversed_receipt_id is not None or line.changed_on_server:
        reason = Reason.CHANGED_ON_SERVER if line.changed_on_server else Reason.WAS_REVERSED
        verdict = Verdict(line.line_id, reason, verdict.due_cents, verdict.proposal or verdict.plan)
    if line.accepted is None or verdict.reason is Reason.UNKNOWN_TENANT:
        return verdict
    if line.changed_on_server and line.accepted_before_change:
        return replace(verdict, stale=True)
    return _with_accepted(line, line.accepted, verdict, state)


def _blocked(line: PaymentLine) -> Reason | None:
    if line.posted_receipt_id is not None:
        return Reason.ALREADY_POSTED
    if line.unreadable:
        return Reason.UNREADABLE
    if not 0 < line.amount_cents <= LARGEST_AMOUNT_CENTS:
        return Reason.BAD_AMOUNT
    if line.claimed_elsewhere:
        return Reason.CLAIMED
    if line.tenant_id is None and not line.is_ledger_receipt:
        return Reason.UNKNOWN_TENANT
    if line.bank_account_id is None:
        return Reason.NO_BANK
    return None


def _ledger_receipt(line: PaymentLine) -> Verdict:
    return Verdict(line.line_id, Reason.NOT_A_TENANT, proposal=line.ledger_receipt)


def _tenant_payment(line: PaymentLine, state: TenantState | None) -> Verdict:
    if state is None:
        return Verdict(line.line_id, Reason.UNKNOWN_TENANT)
    charges = due_charges(state, line.posting_date)
    owed_cents = sum(charge.unpaid_cents for charge in charges)
    due_cents = owed_cents - state.credit_cents
    if not state.active:
        return Verdict(line.line_id, Reason.INACTIVE_TENANT, due_cents)
    if not charges:
        return _nothing_due(line, state, due_cents)
    if line.amount_cents == due_cents and not state.advance_cents:
        whole = settle(line.amount_cents, charges, state.credits)
        ledgers = {charge.ledger_id for charge in charges} | {credit.ledger_id for credit in state.credits}
        if len(ledgers) > 1:
            return Verdict(line.line_id, Reason.TWO_LEDGERS, due_cents, whole)
        return Verdict(line.line_id, Reason.EQUAL, due_cents, plan=whole)
    if line.amount_cents <= due_cents:  # equal here: an advance payment for another charge lowers what is due
        return Verdict(line.line_id, Reason.UNDER, due_cents, oldest_first(line.amount_cents, charges))
    later_cents = state.unpaid_cents - owed_cents
    if later_cents and line.amount_cents == due_cents + later_cents:
        return Verdict(line.line_id, Reason.FUTURE_CHARGE, due_cents)
    return Verdict(line.line_id, Reason.OVER, due_cents, settle(line.amount_cents, charges, state.credits))


def _nothing_due(line: PaymentLine, state: TenantState, due_cents: int) -> Verdict:
    if any(not charge.disputed for charge in state.charges):
        return Verdict(line.line_id, Reason.FUTURE_CHARGE, due_cents)
    if state.charges:
        return Verdict(line.line_id, Reason.ONLY_DISPUTED, due_cents)
    return Verdict(line.line_id, Reason.NO_CHARGES, due_cents, Allocation((), line.amount_cents))


def _with_accepted(
    line: PaymentLine, accepted: Allocation | LedgerReceipt, verdict: Verdict, state: TenantState | None
) -> Verdict:
    """The verdict with the accepted plan, as long as it still fits; otherwise the line waits, marked stale."""
    if isinstance(accepted, LedgerReceipt):
        fits = line.is_ledger_receipt
    else:
        fits = state is not None and not allocation_problems(line.amount_cents, accepted, state)
    return Verdict(
        verdict.line_id, verdict.reason, verdict.due_cents, verdict.proposal, accepted if fits else None, not fits
    )


def status_words(state: TenantState | None, verdict: Verdict) -> str:
    """The line's Status as the guide words it, with disputed charges and open credit beside it."""
    if state is None:
        return REASON_WORDS[verdict.reason]
    words = f"Unpaid charges are {format_cents(state.unpaid_cents)}"
    if state.disputed_cents:
        words += f", disputed {format_cents(state.disputed_cents)}"
    if state.credit_cents:
        words += f", open credit {format_cents(state.credit_cents)}"
    return words
