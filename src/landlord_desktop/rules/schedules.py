"""When something is due again: rent, recurring charges, and how often a late fee may be charged.

Source: the help pages on scheduled charges and the rent summary. Posting moves Next Scheduled on by the schedule; a
month that was skipped stays due; a schedule whose next date lies after Schedule Expires is expired.
"""

import calendar
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from landlord_desktop.rules.errors import RuleError

PERIODS = ("day", "week", "month", "year")
MOST_PERIODS = 1000

_WORDS = {"day": "Daily", "week": "Weekly", "month": "Monthly", "year": "Yearly"}
_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Each so many days, weeks, months or years. RuleError for another period, or a number that is none."""

    period: str
    every: int = 1

    def __post_init__(self) -> None:
        if self.period not in PERIODS:
            raise RuleError(f"A schedule runs by {', '.join(PERIODS[:-1])} or {PERIODS[-1]}, not by {self.period}.")
        if isinstance(self.every, bool) or not isinstance(self.every, int):
            raise TypeError("a schedule counts whole periods")
        if not 1 <= self.every <= MOST_PERIODS:
            raise RuleError(f"A schedule runs each 1 to {MOST_PERIODS} {self.period}s, not each {self.every}.")

    @property
    def words(self) -> str:
        """The schedule as screens show it: "Monthly", "Every 2 weeks"."""
        return _WORDS[self.period] if self.every == 1 else f"Every {self.every} {self.period}s"

    @property
    def span_days(self) -> int:
        """Its length in days where a length is asked for: a month counts 30, a year 365."""
        return _DAYS[self.period] * self.every


def next_after(day: date, schedule: Schedule, anchor_day: int) -> date:
    """The schedule's date after its date `day`.

    `anchor_day` is the day of the month it was set up for, so that a short month changes nothing for the months
    after it: 31 gives January 31, February 28, March 31. RuleError beyond the last year a date can have.
    """
    if not 1 <= anchor_day <= 31:
        raise RuleError(f"A month has no day {anchor_day}.")
    try:
        if schedule.period in {"day", "week"}:
            return day + timedelta(days=schedule.span_days)
        months = schedule.every * (12 if schedule.period == "year" else 1)
        return _in_month(day.year * 12 + day.month - 1 + months, anchor_day)
    except OverflowError:
        raise RuleError(f"There is no date after {day.isoformat()} in this schedule.") from None


def _in_month(number: int, anchor_day: int) -> date:
    year, month = divmod(number, 12)
    if year > MAXYEAR:
        raise OverflowError
    return date(year, month + 1, min(anchor_day, calendar.monthrange(year, month + 1)[1]))


def anchor_of(next_on: date, schedule: Schedule, earlier: Collection[date]) -> int:
    """The day of the month a schedule was set up for, told from its next date and the dates charged before.

    Only the last day of a short month leaves it open: February 28 after January 31 stands for the 31st.
    """
    months = schedule.every * {"month": 1, "year": 12}.get(schedule.period, 0)
    by_month = {day.year * 12 + day.month - 1: day.day for day in earlier} if months else {}
    number = next_on.year * 12 + next_on.month - 1
    while _in_month(number, 31).day == next_on.day and by_month.get(number - months, 0) >= next_on.day:
        number -= months
        if by_month[number] > next_on.day:
            return by_month[number]
    return next_on.day


def due_dates(
    next_on: date, schedule: Schedule, anchor_day: int, through: date,
    *, expires_on: date | None = None, posted: Collection[date] = (),
) -> Iterator[date]:
    """The dates from `next_on` through a day that are due, in order.

    Those after Schedule Expires are not, nor those in `posted`, which were charged while an earlier one was skipped.
    """
    last = through if expires_on is None else min(through, expires_on)
    while next_on <= last:
        if next_on not in posted:
            yield next_on
        next_on = next_after(next_on, schedule, anchor_day)


def moved_on(next_on: date, schedule: Schedule, anchor_day: int, posted: Collection[date]) -> date:
    """Next Scheduled after these dates were charged: the first date of the schedule that was not."""
    while next_on in posted:
        next_on = next_after(next_on, schedule, anchor_day)
    return next_on


def is_expired(next_on: date, expires_on: date | None) -> bool:
    """Whether nothing is left of the schedule: its next date lies after Schedule Expires. Without one it never ends."""
    return expires_on is not None and next_on > expires_on
