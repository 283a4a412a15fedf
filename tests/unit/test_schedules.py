"""When something is due again."""

import itertools
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.schedules import (
    PERIODS,
    Schedule,
    anchor_of,
    due_dates,
    is_expired,
    moved_on,
    next_after,
)

MONTHLY = Schedule("month")
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
SCHEDULES = st.builds(Schedule, st.sampled_from(PERIODS), st.integers(1, 60))


def test_the_day_of_the_month_survives_short_months() -> None:
    days = [date(2022, 1, 31)]
    for _ in range(4):
        days.append(next_after(days[-1], MONTHLY, 31))
    assert days[1:] == [date(2022, 2, 28), date(2022, 3, 31), date(2022, 4, 30), date(2022, 5, 31)]
    assert next_after(date(2024, 1, 30), MONTHLY, 30) == date(2024, 2, 29)


def test_a_leap_day_returns_in_the_next_leap_year() -> None:
    yearly = Schedule("year")
    days = [date(2024, 2, 29)]
    for _ in range(4):
        days.append(next_after(days[-1], yearly, 29))
    assert days[1:] == [date(2025, 2, 28), date(2026, 2, 28), date(2027, 2, 28), date(2028, 2, 29)]


def test_each_period() -> None:
    day = date(2022, 12, 30)
    assert next_after(day, Schedule("day", 3), 30) == date(2023, 1, 2)
    assert next_after(day, Schedule("week", 2), 30) == date(2023, 1, 13)
    assert next_after(day, Schedule("month", 2), 30) == date(2023, 2, 28)
    assert next_after(day, Schedule("month", 12), 30) == next_after(day, Schedule("year"), 30)


def test_words_and_lengths() -> None:
    assert [Schedule(period).words for period in PERIODS] == ["Daily", "Weekly", "Monthly", "Yearly"]
    assert Schedule("month", 3).words == "Every 3 months"
    assert [Schedule(period, 2).span_days for period in PERIODS] == [2, 14, 60, 730]


@pytest.mark.parametrize(("period", "every"), [("fortnight", 1), ("month", 0), ("month", -1), ("day", 1001)])
def test_an_impossible_schedule_is_refused(period: str, every: int) -> None:
    with pytest.raises(RuleError, match="A schedule runs"):
        Schedule(period, every)


@pytest.mark.parametrize("every", [1.0, True, "1"])
def test_only_whole_periods_count(every: object) -> None:
    with pytest.raises(TypeError):
        Schedule("month", every)  # type: ignore[arg-type]


@pytest.mark.parametrize("anchor_day", [0, 32])
def test_an_impossible_day_of_the_month_is_refused(anchor_day: int) -> None:
    with pytest.raises(RuleError, match="has no day"):
        next_after(date(2022, 1, 1), MONTHLY, anchor_day)


@pytest.mark.parametrize("schedule", [Schedule("day"), Schedule("month"), Schedule("year", 1000)])
def test_there_is_an_end_to_the_calendar(schedule: Schedule) -> None:
    with pytest.raises(RuleError, match="no date after 9999-12-31"):
        next_after(date(9999, 12, 31), schedule, 31)


def test_skipped_months_stay_due_and_charged_ones_do_not_come_again() -> None:
    january, february, march = date(2022, 1, 1), date(2022, 2, 1), date(2022, 3, 1)
    assert list(due_dates(january, MONTHLY, 1, march)) == [january, february, march]
    assert list(due_dates(january, MONTHLY, 1, march, posted={february})) == [january, march]
    assert moved_on(january, MONTHLY, 1, {february}) == january
    assert moved_on(january, MONTHLY, 1, {january, february}) == march


def test_the_last_date_is_the_one_on_or_before_expiry() -> None:
    january, expires = date(2022, 1, 1), date(2022, 3, 1)
    due = list(due_dates(january, MONTHLY, 1, date(2022, 12, 31), expires_on=expires))
    assert due == [january, date(2022, 2, 1), expires]
    assert not is_expired(expires, expires)
    assert is_expired(moved_on(january, MONTHLY, 1, due), expires)
    assert not is_expired(date(9999, 12, 31), None)


@pytest.mark.parametrize(
    ("next_on", "schedule", "earlier", "anchor_day"),
    [
        (date(2022, 2, 28), MONTHLY, [date(2022, 1, 31)], 31),
        (date(2022, 2, 28), MONTHLY, [date(2022, 1, 29)], 29),
        (date(2022, 2, 28), MONTHLY, [date(2022, 1, 28)], 28),
        (date(2022, 2, 28), MONTHLY, [date(2022, 1, 5)], 28),
        (date(2022, 2, 28), MONTHLY, [date(2021, 12, 31)], 28),
        (date(2022, 2, 28), MONTHLY, [], 28),
        (date(2022, 2, 27), MONTHLY, [date(2022, 1, 31)], 27),
        (date(2022, 4, 30), MONTHLY, [date(2022, 2, 28), date(2022, 3, 30)], 30),
        (date(2022, 4, 30), MONTHLY, [date(2022, 2, 28), date(2022, 3, 31)], 31),
        (date(2022, 4, 30), Schedule("month", 3), [date(2022, 1, 31)], 31),
        (date(2026, 2, 28), Schedule("year"), [date(2024, 2, 29), date(2025, 2, 28)], 29),
        (date(2022, 2, 28), Schedule("week"), [date(2022, 1, 31)], 28),
    ],
)
def test_the_day_of_the_month_is_known_from_what_was_charged(
    next_on: date, schedule: Schedule, earlier: list[date], anchor_day: int
) -> None:
    assert anchor_of(next_on, schedule, earlier) == anchor_day


@given(DAYS, SCHEDULES, st.integers(1, 12))
def test_the_day_of_the_month_survives_any_number_of_postings(day: date, schedule: Schedule, count: int) -> None:
    days = list(itertools.islice(due_dates(day, schedule, day.day, date(2999, 12, 31)), count + 1))
    assert next_after(days[-1], schedule, anchor_of(days[-1], schedule, days[:-1])) == next_after(
        days[-1], schedule, day.day
    )


@given(DAYS, SCHEDULES)
def test_dates_ascend_and_never_drift(day: date, schedule: Schedule) -> None:
    days = list(itertools.islice(due_dates(day, schedule, day.day, date(2999, 12, 31)), 20))
    assert days[0] == day
    assert all(earlier < later for earlier, later in itertools.pairwise(days))
    if schedule.period in {"month", "year"}:
        assert all(later.day == day.day or (later + timedelta(days=1)).day == 1 for later in days)
    else:
        assert {(later - earlier).days for earlier, later in itertools.pairwise(days)} == {schedule.span_days}


@given(DAYS, SCHEDULES, st.integers(0, 800), st.sets(st.integers(0, 12)))
def test_what_is_posted_in_any_order_is_posted_once(
    day: date, schedule: Schedule, ahead: int, taken: set[int]
) -> None:
    through = day + timedelta(days=ahead)
    due = list(due_dates(day, schedule, day.day, through))
    first = {due[place] for place in taken if place < len(due)}
    next_on = moved_on(day, schedule, day.day, first)
    rest = list(due_dates(next_on, schedule, day.day, through, posted=first))
    assert sorted([*first, *rest]) == due
    assert moved_on(next_on, schedule, day.day, due) > through
