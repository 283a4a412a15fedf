"""Why a payment posts by itself or waits: each reason, in its order of precedence."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from landlord_desktop.rules.allocation import Allocation, ChargePayment, OpenCharge, OpenCredit, TenantState
from landlord_desktop.rules.batch import (
    REASON_WORDS,
    LedgerReceipt,
    PaymentLine,
    Reason,
    classify,
    classify_all,
    status_words,
)

TODAY = date(2022, 3, 8)
OWNER, MANAGERS = 1, 2


def owed(
    cents: int, *, charge_id: int = 1, ledger: int = OWNER, on: date = TODAY, disputed: bool = False
) -> OpenCharge:
    return OpenCharge(charge_id, ledger, 40, on, cents, cents, disputed, 0, 0)


def tenant(*charges: OpenCharge, credit: int = 0, credit_ledger: int = OWNER, active: bool = True) -> TenantState:
    credits_ = (OpenCredit(credit_ledger, credit),) if credit else ()
    return TenantState(7, active, 3, OWNER, charges, credits_)


def paid(cents: int, **values: object) -> PaymentLine:
    facts: dict[str, Any] = {"posting_date": TODAY, "tenant_id": 7, "bank_account_id": 10, **values}
    return PaymentLine(facts.pop("line_id", 1), cents, **facts)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (paid(100, posted_receipt_id=5, unreadable="amount"), Reason.ALREADY_POSTED),
        (paid(0, unreadable="method"), Reason.UNREADABLE),
        (paid(0, claimed_elsewhere=True), Reason.BAD_AMOUNT),
        (paid(-5), Reason.BAD_AMOUNT),
        (paid(10**11), Reason.BAD_AMOUNT),
        (paid(5, claimed_elsewhere=True, tenant_id=None), Reason.CLAIMED),
        (paid(5, tenant_id=None, bank_account_id=None), Reason.UNKNOWN_TENANT),
        (paid(5, bank_account_id=None), Reason.NO_BANK),
    ],
)
def test_what_blocks_a_line_comes_first_and_has_no_proposal(line: PaymentLine, reason: Reason) -> None:
    verdict = classify(line, tenant(owed(5)))
    assert (verdict.reason, verdict.proposal, verdict.plan) == (reason, None, None)


def test_a_tenant_that_is_gone_is_unknown() -> None:
    assert classify(paid(5), None).reason is Reason.UNKNOWN_TENANT


def test_equal_posts_by_itself() -> None:
    verdict = classify(paid(300), tenant(owed(100), owed(200, charge_id=2, on=TODAY + timedelta(days=30))))
    assert verdict.reason is Reason.EQUAL
    assert verdict.plan == Allocation((ChargePayment(1, 100), ChargePayment(2, 200)))
    assert verdict.due_cents == 300


def test_equal_counts_the_open_credit_and_applies_it() -> None:
    verdict = classify(paid(70), tenant(owed(100), credit=30))
    assert verdict.reason is Reason.EQUAL
    assert verdict.plan == Allocation((ChargePayment(1, 70), ChargePayment(1, 30, OWNER)))


def test_disputed_charges_are_not_due() -> None:
    assert classify(paid(100), tenant(owed(100), owed(50, charge_id=2, disputed=True))).reason is Reason.EQUAL
    assert classify(paid(50), tenant(owed(50, disputed=True))).reason is Reason.ONLY_DISPUTED


def test_under_proposes_the_oldest_first() -> None:
    verdict = classify(paid(120), tenant(owed(100), owed(100, charge_id=2)))
    assert (verdict.reason, verdict.plan) == (Reason.UNDER, None)
    assert verdict.proposal == Allocation((ChargePayment(1, 100), ChargePayment(2, 20)))


def test_over_puts_the_rest_to_open_credit() -> None:
    verdict = classify(paid(130), tenant(owed(100)))
    assert (verdict.reason, verdict.plan) == (Reason.OVER, None)
    assert verdict.proposal == Allocation((ChargePayment(1, 100),), 30)


def test_no_charges_proposes_open_credit() -> None:
    verdict = classify(paid(130), tenant())
    assert (verdict.reason, verdict.proposal) == (Reason.NO_CHARGES, Allocation((), 130))


def test_an_equal_payment_of_two_ledgers_waits_with_its_split() -> None:
    verdict = classify(paid(150), tenant(owed(100), owed(50, charge_id=2, ledger=MANAGERS)))
    assert (verdict.reason, verdict.plan) == (Reason.TWO_LEDGERS, None)
    assert verdict.proposal == Allocation((ChargePayment(1, 100), ChargePayment(2, 50)))
    other = classify(paid(70), tenant(owed(100), credit=30, credit_ledger=MANAGERS))
    assert other.reason is Reason.TWO_LEDGERS


def test_charges_more_than_thirty_days_ahead() -> None:
    far = owed(100, on=TODAY + timedelta(days=31))
    assert classify(paid(100), tenant(far)).reason is Reason.FUTURE_CHARGE
    assert classify(paid(150), tenant(owed(50, charge_id=2), far)).reason is Reason.FUTURE_CHARGE
    assert classify(paid(140), tenant(owed(50, charge_id=2), far)).reason is Reason.OVER
    assert classify(paid(100), tenant(far, owed(5, charge_id=2, disputed=True))).reason is Reason.FUTURE_CHARGE


def test_an_inactive_tenant_waits_without_a_proposal() -> None:
    verdict = classify(paid(100), tenant(owed(100), active=False))
    assert (verdict.reason, verdict.proposal, verdict.plan) == (Reason.INACTIVE_TENANT, None, None)


def test_not_a_tenants_payment_goes_to_its_ledger_when_accepted() -> None:
    named = LedgerReceipt(OWNER, 30)
    waiting = classify(paid(100, tenant_id=None, is_ledger_receipt=True, ledger_receipt=named), None)
    assert (waiting.reason, waiting.proposal, waiting.plan) == (Reason.NOT_A_TENANT, named, None)
    taken = classify(paid(100, tenant_id=None, is_ledger_receipt=True, accepted=named), None)
    assert taken.plan == named
    nameless = classify(paid(100, tenant_id=None, is_ledger_receipt=True), None)
    assert (nameless.reason, nameless.proposal) == (Reason.NOT_A_TENANT, None)


def test_a_payment_of_a_voided_receipt_waits_for_a_person_even_when_equal() -> None:
    verdict = classify(paid(100, reversed_receipt_id=4), tenant(owed(100)))
    assert (verdict.reason, verdict.plan) == (Reason.WAS_REVERSED, None)
    assert verdict.proposal == Allocation((ChargePayment(1, 100),))
    accepted = classify(paid(100, reversed_receipt_id=4, accepted=verdict.proposal), tenant(owed(100)))
    assert accepted.plan == verdict.proposal


def test_a_payment_of_a_batch_that_changed_on_the_server_waits_for_a_person_even_when_equal() -> None:
    verdict = classify(paid(100, changed_on_server=True, reversed_receipt_id=4), tenant(owed(100)))
    plan = Allocation((ChargePayment(1, 100),))
    assert (verdict.reason, verdict.plan, verdict.proposal) == (Reason.CHANGED_ON_SERVER, None, plan)
    (taken,) = classify_all([paid(60, changed_on_server=True)], {7: tenant(owed(100))}, take_proposals=True)
    assert (taken.reason, taken.plan) == (Reason.CHANGED_ON_SERVER, None)
    accepted = paid(100, changed_on_server=True, accepted=plan)
    assert classify(accepted, tenant(owed(100))).plan == plan
    before = classify(replace(accepted, accepted_before_change=True), tenant(owed(100)))
    assert (before.reason, before.plan, before.proposal, before.stale) == (verdict.reason, None, plan, True)
    settled = classify(replace(accepted, changed_on_server=False, accepted_before_change=True), tenant(owed(100)))
    assert (settled.reason, settled.plan) == (Reason.EQUAL, plan)


def test_what_was_accepted_posts_while_it_fits_and_is_stale_when_not() -> None:
    plan = Allocation((ChargePayment(1, 60),))
    fits = classify(paid(60, accepted=plan), tenant(owed(100)))
    assert (fits.reason, fits.plan, fits.stale) == (Reason.UNDER, plan, False)
    gone = classify(paid(60, accepted=plan), tenant(owed(50)))
    assert (gone.plan, gone.stale) == (None, True)
    unflagged = classify(paid(60, accepted=LedgerReceipt(OWNER, 30)), tenant(owed(100)))
    assert (unflagged.plan, unflagged.stale) == (None, True)
    flagged = classify(paid(60, tenant_id=None, is_ledger_receipt=True, accepted=plan), None)
    assert (flagged.plan, flagged.stale) == (None, True)
    assert classify(paid(60, accepted=plan), None).plan is None


def test_lines_of_one_tenant_are_judged_one_after_the_other() -> None:
    lines = [paid(100), paid(100, line_id=2), paid(40, line_id=3, tenant_id=None)]
    verdicts = classify_all(lines, {7: tenant(owed(100))})
    assert [verdict.reason for verdict in verdicts] == [Reason.EQUAL, Reason.NO_CHARGES, Reason.UNKNOWN_TENANT]
    room_mates = classify_all([paid(100), paid(100, line_id=2)], {7: tenant(owed(200))})
    assert [verdict.reason for verdict in room_mates] == [Reason.UNDER, Reason.UNDER]
    accepted = Allocation((ChargePayment(1, 100),))
    settled = classify_all([paid(100, accepted=accepted), paid(100, line_id=2)], {7: tenant(owed(200))})
    assert settled[1].reason is Reason.EQUAL


def test_safe_proposals_are_taken_line_by_line_where_that_is_asked_for() -> None:
    lines = [
        paid(60, line_id=1), paid(60, line_id=2), paid(5, line_id=3), paid(5, line_id=4, reversed_receipt_id=9),
        paid(5, line_id=5, is_ledger_receipt=True), paid(0, line_id=6),
        paid(5, line_id=7, accepted=Allocation((ChargePayment(1, 5),))),
    ]
    verdicts = classify_all(lines, {7: tenant(owed(100))}, take_proposals=True)
    assert [verdict.plan for verdict in verdicts] == [
        Allocation((ChargePayment(1, 60),)), Allocation((ChargePayment(1, 40),), 20), Allocation((), 5), None, None,
        None, Allocation((), 5),
    ]
    assert [verdict.reason for verdict in verdicts[3:6]] == [
        Reason.WAS_REVERSED, Reason.NOT_A_TENANT, Reason.BAD_AMOUNT
    ]
    assert not any(verdict.stale for verdict in verdicts)
    assert [verdict.plan for verdict in classify_all(lines[:1], {7: tenant(owed(100))})] == [None]


@pytest.mark.parametrize("day", [date.min, date.max])
def test_the_calendars_ends_are_no_fault(day: date) -> None:
    assert classify(paid(5, posting_date=day), tenant(owed(5, on=day))).reason is Reason.EQUAL


def test_status_says_what_is_unpaid_disputed_and_open() -> None:
    state = tenant(owed(98000), owed(2500, charge_id=2, disputed=True), credit=1000)
    verdict = classify(paid(50000), state)
    assert status_words(state, verdict) == "Unpaid charges are $980.00, disputed $25.00, open credit $10.00"
    assert status_words(tenant(), verdict) == "Unpaid charges are $0.00"
    assert status_words(None, classify(paid(5, tenant_id=None), None)) == "Tenant not found"


def test_every_reason_has_words() -> None:
    assert set(REASON_WORDS) == set(Reason)
