"""The management fee, to the cent."""

from hypothesis import given
from hypothesis import strategies as st

from landlord_desktop.rules.fees import fee_of_payment, fee_on_whole_charge


def test_fee_is_rounded_half_up() -> None:
    assert fee_on_whole_charge(120000, 1000) == 12000
    assert fee_on_whole_charge(5, 1000) == 1
    assert fee_on_whole_charge(4, 1000) == 0


def test_partial_payment_takes_its_share() -> None:
    assert fee_of_payment(98000, 0, 50000, 1000, 0) == 5000
    assert fee_of_payment(98000, 50000, 48000, 1000, 5000) == 4800


@given(
    st.integers(1, 10**9), st.integers(0, 10_000),
    st.lists(st.integers(1, 99), min_size=1, max_size=20),
)
def test_fees_of_all_payments_are_the_fee_of_the_charge(
    amount_cents: int, basis_points: int, shares: list[int]
) -> None:
    payments = [amount_cents * share // sum(shares) for share in shares[:-1]]
    payments.append(amount_cents - sum(payments))
    paid = taken = 0
    for payment in payments:
        fee = fee_of_payment(amount_cents, paid, payment, basis_points, taken)
        assert fee >= 0
        paid, taken = paid + payment, taken + fee
    assert taken == fee_on_whole_charge(amount_cents, basis_points)
