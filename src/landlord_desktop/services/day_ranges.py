"""Named ranges of days, as the histories and inquiries offer them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

RANGES = {
    "year_to_date": "This year to today",
    "month": "This month",
    "last_month": "Last month",
    "days60": "Last 60 days",
    "last_year": "Last year",
    "all": "All",
    "custom": "Custom",
}
"""Every range by its key with its words; the days of a custom one are given by the user."""


def days_of_range(name: str, today: date) -> tuple[date | None, date | None]:
    """First and last day of a range, both included; None is open. LookupError for one without days of its own."""
    begin = today.replace(day=1)
    year = today.replace(month=1, day=1)
    return {
        "year_to_date": (year, today),
        "month": (begin, (begin + timedelta(days=32)).replace(day=1) - timedelta(days=1)),
        "last_month": ((begin - timedelta(days=1)).replace(day=1), begin - timedelta(days=1)),
        "days60": (today - timedelta(days=60), None),
        "last_year": (year.replace(year=year.year - 1), year - timedelta(days=1)),
        "all": (None, None),
    }[name]


def begin_of(day: date, time_zone: str) -> datetime:
    """The moment at which an office's day begins, in UTC; an empty zone is this PC's own."""
    midnight = datetime.combine(day, time.min, ZoneInfo(time_zone) if time_zone else None)
    return midnight.astimezone(UTC)
