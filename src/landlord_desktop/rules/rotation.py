"""Which daily backups are kept: the newest days, then the newest of each week, then the newest of each month."""

from collections.abc import Collection
from datetime import date

DAYS, WEEKS, MONTHS = 7, 5, 12


def kept_days(days: Collection[date]) -> frozenset[date]:
    """Of the days that have a backup those to keep: 7 days, the last of 5 weeks (Monday first), the last of 12 months.

    Only days with a backup count, so that an office that was closed for a month loses none by it.
    """
    newest_first = sorted(set(days), reverse=True)
    weeks: dict[tuple[int, int], date] = {}
    months: dict[tuple[int, int], date] = {}
    for day in newest_first:
        weeks.setdefault(day.isocalendar()[:2], day)
        months.setdefault((day.year, day.month), day)
    return frozenset((*newest_first[:DAYS], *list(weeks.values())[:WEEKS], *list(months.values())[:MONTHS]))
