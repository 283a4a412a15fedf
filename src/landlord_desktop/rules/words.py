"""Dates, counts and bank numbers as people read them, the same on the screens, on paper and in messages."""

from datetime import date

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def format_day(day: date) -> str:
    """A date in figures: "3/8/2022"."""
    return f"{day.month}/{day.day}/{day.year:04d}"


def format_long_day(day: date) -> str:
    """A date in words: "March 8, 2022"."""
    return f"{MONTHS[day.month - 1]} {day.day}, {day.year}"


def plural(count: int, noun: str, nouns: str = "") -> str:
    """A count with its noun in the right form: "1 item", "1,200 items"; `nouns` where an s is not enough."""
    return f"{count:,} {noun if count == 1 else nouns or noun + 's'}"


def masked(number: str) -> str:
    """A bank number of which only the last four characters are shown: "••••1234"; a short one not at all."""
    if not number:
        return ""
    return "••••" + (number[-4:] if len(number) > 4 else "")
