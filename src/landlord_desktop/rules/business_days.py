"""Business days: no Saturday, no Sunday, no federal holiday of the United States, nor the day on which it is observed.

Trust money must be in the bank so many business days after it was received; the clock in Deposit Receipts counts them.
"""

from datetime import MAXYEAR, date, timedelta
from functools import lru_cache

from landlord_desktop.rules.errors import RuleError

_JUNETEENTH_SINCE = 2021
_MONDAY, _THURSDAY, _SATURDAY, _SUNDAY = 0, 3, 5, 6
_ONE_DAY = timedelta(days=1)


@lru_cache(maxsize=64)
def holidays(year: int) -> frozenset[date]:
    """The weekdays of a year that are no business days: its federal holidays, each on the day it is observed.

    One on a Saturday is observed on the Friday before it (New Year's Day in the old year), one on a Sunday on Monday.
    """
    fixed = [date(year, 1, 1), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    if year >= _JUNETEENTH_SINCE:
        fixed.append(date(year, 6, 19))
    if year < MAXYEAR:
        fixed.append(date(year + 1, 1, 1))
    observed = {day for day in map(_observed, fixed) if day.year == year}
    return frozenset(observed) | {
        _nth(year, 1, _MONDAY, 3),
        _nth(year, 2, _MONDAY, 3),
        _nth(year, 6, _MONDAY, 1) - timedelta(days=7),  # the last Monday of May
        _nth(year, 9, _MONDAY, 1),
        _nth(year, 10, _MONDAY, 2),
        _nth(year, 11, _THURSDAY, 4),
    }


def _observed(day: date) -> date:
    if day.weekday() == _SATURDAY:
        return day - _ONE_DAY
    return day + _ONE_DAY if day.weekday() == _SUNDAY else day


def _nth(year: int, month: int, weekday: int, count: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (count - 1))


def is_business_day(day: date) -> bool:
    """Whether banks and offices work on a day."""
    return day.weekday() < _SATURDAY and day not in holidays(day.year)


def deposit_deadline(received_on: date, business_days: int) -> date:
    """The last day on which a receipt may be deposited: so many business days after it was received.

    RuleError for a number below 0. With 0 it is the day itself, or the next business day.
    """
    if business_days < 0:
        raise RuleError("A deposit cannot be due before the receipt: the number of business days is 0 or more.")
    day = received_on
    while not is_business_day(day):
        day += _ONE_DAY
    left = business_days if day == received_on else max(business_days - 1, 0)
    while left > 0:
        day += _ONE_DAY
        left -= is_business_day(day)
    return day
