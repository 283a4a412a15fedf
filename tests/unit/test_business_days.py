"""Business days and the deposit deadline."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlord_desktop.rules.business_days import (
    deposit_deadline,
    holidays,
    is_business_day,
)
from landlord_desktop.rules.errors import RuleError

DAYS = st.dates(date(1990, 1, 1), date(2090, 12, 31))


def test_the_federal_holidays_of_2022() -> None:
    assert sorted(holidays(2022)) == [
        date(2022, 1, 17), date(2022, 2, 21), date(2022, 5, 30), date(2022, 6, 20), date(2022, 7, 4),
        date(2022, 9, 5), date(2022, 10, 10), date(2022, 11, 11), date(2022, 11, 24), date(2022, 12, 26),
    ]  # fmt: skip


def test_observed_days() -> None:
    assert date(2021, 12, 31) in holidays(2021)
    assert date(2020, 7, 3) in holidays(2020)
    assert date(2023, 1, 2) in holidays(2023)
    assert date(2020, 6, 19) not in holidays(2020)
    assert date(9999, 12, 24) in holidays(9999)


def test_a_week_end_and_a_holiday_do_not_count() -> None:
    assert not is_business_day(date(2022, 9, 5))
    assert not is_business_day(date(2022, 9, 4))
    assert is_business_day(date(2022, 9, 2))


def test_the_deadline_of_a_receipt() -> None:
    assert deposit_deadline(date(2022, 9, 2), 3) == date(2022, 9, 8)
    assert deposit_deadline(date(2022, 9, 3), 3) == date(2022, 9, 8)
    assert deposit_deadline(date(2022, 9, 3), 0) == date(2022, 9, 6)
    assert deposit_deadline(date(2022, 9, 6), 0) == date(2022, 9, 6)
    with pytest.raises(RuleError, match="0 or more"):
        deposit_deadline(date(2022, 9, 2), -1)


@given(DAYS, st.integers(1, 30))
def test_the_deadline_is_a_business_day_so_many_later(start: date, count: int) -> None:
    deadline = deposit_deadline(start, count)
    assert is_business_day(deadline)
    days = (start + timedelta(days=day) for day in range(1, (deadline - start).days + 1))
    assert sum(map(is_business_day, days)) == count
