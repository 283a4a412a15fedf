"""Which daily backups are kept."""

from datetime import date, timedelta

from landlord_desktop.rules.rotation import DAYS, MONTHS, WEEKS, kept_days

TODAY = date(2022, 3, 8)  # a Tuesday


def days_back(count: int, step: int = 1) -> list[date]:
    return [TODAY - timedelta(days=step * number) for number in range(count)]


def test_nothing_and_one() -> None:
    assert kept_days([]) == frozenset()
    assert kept_days([TODAY, TODAY]) == {TODAY}


def test_seven_days_five_weeks_twelve_months() -> None:
    assert sorted(kept_days(days_back(800)), reverse=True) == [
        *days_back(7),
        date(2022, 2, 28),  # the last of a month; the others of this February are Sundays, the last of their weeks
        date(2022, 2, 27), date(2022, 2, 20), date(2022, 2, 13),
        date(2022, 1, 31), date(2021, 12, 31), date(2021, 11, 30), date(2021, 10, 31), date(2021, 9, 30),
        date(2021, 8, 31), date(2021, 7, 31), date(2021, 6, 30), date(2021, 5, 31), date(2021, 4, 30),
    ]


def test_days_without_a_backup_cost_none() -> None:
    rare = days_back(7, step=40)
    assert kept_days(rare) == frozenset(rare)


def test_the_turn_of_a_year_is_one_week() -> None:
    sunday, wednesday = date(2023, 1, 1), date(2022, 12, 28)
    newer = [date(2023, 1, 2) + timedelta(days=number) for number in range(DAYS)]
    kept = kept_days([*newer, sunday, wednesday])
    assert sunday in kept  # the last of its week
    assert wednesday in kept  # the last of December


def test_thinning_out_each_day_keeps_what_thinning_out_once_would() -> None:
    held: set[date] = set()
    for number in range(800):
        day = date(2020, 1, 1) + timedelta(days=number)
        held = set(kept_days(held | {day}))
        assert day in held
        assert len(held) <= DAYS + WEEKS + MONTHS
    assert held == kept_days([date(2020, 1, 1) + timedelta(days=number) for number in range(800)])
    assert min(held) == date(2021, 4, 30)
