"""How money pays charges."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from landlord_desktop.rules.allocation import (
    Allocation,
    ChargePayment,
    OpenCharge,
    OpenCredit,
    TenantState,
    allocation_problems,
    oldest_first,
    settle,
    state_after,
)

DAY = date(2022, 3, 8)


def owed(charge_id: int, cents: int, ledger: int = 1) -> OpenCharge:
    return OpenCharge(charge_id, ledger, 40, DAY, cents, cents, False, 0, 0)


def a_state(charges: list[OpenCharge], credits_: tuple[OpenCredit, ...] = ()) -> TenantState:
    return TenantState(7, True, 3, 1, tuple(charges), credits_)


def test_oldest_first_reaches_as_far_as_the_money() -> None:
    assert oldest_first(150, [owed(1, 100), owed(2, 100), owed(3, 5)]).payments == (
        ChargePayment(1, 100), ChargePayment(2, 50),
    )
    assert oldest_first(0, [owed(1, 100)]) == Allocation()


def test_credit_of_the_charges_own_ledger_is_used_first() -> None:
    found = settle(10, [owed(1, 30, ledger=2)], [OpenCredit(1, 15), OpenCredit(2, 10)])
    assert found.payments == (ChargePayment(1, 10), ChargePayment(1, 10, 2), ChargePayment(1, 10, 1))
    assert found.from_credit_cents == 20
    assert found.amount_cents == found.from_receipt_cents == 10


def test_every_fault_of_an_allocation_is_told() -> None:
    state = a_state([owed(1, 50)], (OpenCredit(1, 5),))
    bad = Allocation((ChargePayment(1, 60), ChargePayment(9, 10), ChargePayment(1, 6, 1)), -1)
    found = allocation_problems(100, bad, state)
    assert len(found) == 5
    assert "$66.00" not in "".join(found)
    assert any("$0.66 is more than the $0.50" in sentence for sentence in found)
    assert "$0.06 of open credit was to be used and $0.05 is left; allocate it anew." in found
    zero = Allocation((ChargePayment(1, 0),), 100)
    assert allocation_problems(100, zero, state) == ["Every part of a payment must be more than nothing."]
    assert allocation_problems(50, Allocation((ChargePayment(1, 50),)), state) == []


@given(
    st.integers(1, 10_000),
    st.lists(st.tuples(st.integers(1, 500), st.integers(1, 3)), max_size=6),
    st.lists(st.tuples(st.integers(1, 3), st.integers(1, 500)), max_size=3, unique_by=lambda pair: pair[0]),
)
def test_no_cent_is_lost_or_made(
    amount_cents: int, amounts: list[tuple[int, int]], given_credits: list[tuple[int, int]]
) -> None:
    charges = [owed(place, cents, ledger) for place, (cents, ledger) in enumerate(amounts, 1)]
    state = a_state(charges, tuple(OpenCredit(*pair) for pair in given_credits))
    allocation = settle(amount_cents, charges, state.credits)
    assert allocation_problems(amount_cents, allocation, state) == []
    after = state_after(state, allocation)
    before_cents = state.unpaid_cents - state.credit_cents
    assert after.unpaid_cents - after.credit_cents == before_cents - amount_cents
    assert all(charge.unpaid_cents > 0 for charge in after.charges)
    assert state.disputed_cents == 0
