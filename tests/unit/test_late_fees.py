"""Who is late, how much, and for whom."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlord_desktop.rules.late_fees import (
    LateFeeTerms,
    UnpaidCharge,
    late_cents,
    late_from,
    next_fee_from,
    reason_against,
    split_fee,
)
from landlord_desktop.rules.schedules import Schedule

RENT = UnpaidCharge(date(2022, 3, 1), 120000)
FLAT = LateFeeTerms(5000, 0, Schedule("month"))
PERCENT = LateFeeTerms(0, 500, Schedule("month"))


def test_due_on_the_first_with_five_days_of_grace_is_late_from_the_seventh() -> None:
    assert late_from(RENT, 5) == date(2022, 3, 7)
    assert late_cents([RENT], date(2022, 3, 6), 5) == 0
    assert late_cents([RENT], date(2022, 3, 7), 5) == 120000
    assert late_from(RENT, 0) == date(2022, 3, 2)


def test_due_by_takes_the_place_of_the_charges_date() -> None:
    assert late_from(replace(RENT, due_on=date(2022, 3, 15)), 5) == date(2022, 3, 21)


def test_only_undisputed_charges_subject_to_late_fees_are_late() -> None:
    charges = [RENT, replace(RENT, disputed=True), replace(RENT, subject=False)]
    assert late_cents(charges, date(2022, 4, 1), 5) == 120000


def test_a_flat_fee_and_a_percentage() -> None:
    assert (FLAT.fee_cents(1), FLAT.fee_cents(0), FLAT.fee_cents(-5)) == (5000, 0, 0)
    assert (PERCENT.fee_cents(120000), PERCENT.fee_cents(10), PERCENT.fee_cents(9)) == (6000, 1, 0)
    assert replace(PERCENT, amount_cents=2500).fee_cents(120000) == 8500
    with pytest.raises(TypeError):
        FLAT.fee_cents(1.5)  # type: ignore[arg-type]


def test_monthly_is_not_twice_in_thirty_days_and_daily_any_day() -> None:
    assert next_fee_from(date(2022, 3, 7), Schedule("month")) == date(2022, 4, 6)
    assert next_fee_from(date(2022, 3, 7), Schedule("day")) == date(2022, 3, 8)
    assert next_fee_from(None, Schedule("month")) == date.min


@pytest.mark.parametrize(
    ("charges", "last_fee_on", "terms", "reason"),
    [
        ([RENT], None, FLAT, ""),
        ([RENT], None, None, "no_profile"),
        ([], None, FLAT, "nothing_unpaid"),
        ([replace(RENT, unpaid_cents=0)], None, FLAT, "nothing_unpaid"),
        ([replace(RENT, subject=False)], None, FLAT, "not_subject"),
        ([replace(RENT, disputed=True)], None, FLAT, "only_disputed"),
        ([replace(RENT, due_on=date(2022, 3, 2))], None, FLAT, "in_grace"),
        ([RENT], date(2022, 2, 6), FLAT, "charged_already"),
        ([RENT], date(2022, 2, 5), FLAT, ""),
        ([RENT], date(2022, 3, 6), replace(FLAT, schedule=Schedule("day")), ""),
        ([replace(RENT, unpaid_cents=1)], None, PERCENT, "no_amount"),
    ],
)
def test_each_reason_why_no_fee_is_due(
    charges: list[UnpaidCharge], last_fee_on: date | None, terms: LateFeeTerms | None, reason: str
) -> None:
    assert reason_against(charges, date(2022, 3, 7), 5, last_fee_on, terms) == reason


@given(st.integers(0, 10**9), st.integers(0, 10_000))
def test_the_parts_are_the_fee_and_the_remainder_is_managements(amount_cents: int, basis_points: int) -> None:
    owner_cents, management_cents = split_fee(amount_cents, basis_points)
    assert owner_cents + management_cents == amount_cents
    assert 0 <= owner_cents * 10_000 <= amount_cents * basis_points < (owner_cents + 1) * 10_000


@pytest.mark.parametrize("basis_points", [-1, 10_001])
def test_a_split_outside_a_percentage_is_refused(basis_points: int) -> None:
    with pytest.raises(ValueError, match="percent"):
        split_fee(5000, basis_points)
