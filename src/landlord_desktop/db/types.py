"""Column types that mean the same on every engine, and refuse what would lose information.

Day       a posting date, stored as its ISO text (2022-03-08)
Instant   a moment, stored as UTC ISO text; a naive datetime is refused
Cents     64-bit whole cents; a float is refused
Flag      0 or 1
"""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import BigInteger, Integer, SmallInteger, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

from landlord_desktop.rules.money import require_cents


class Day(TypeDecorator[date]):
    """A date without time or zone."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        if isinstance(value, datetime):
            raise TypeError("a posting date has no time of day")
        return None if value is None else value.isoformat()

    def process_result_value(self, value: Any, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


def instant_text(moment: datetime) -> str:
    """UTC ISO text of fixed width, so that texts sort as moments do. TypeError for a naive datetime."""
    if moment.tzinfo is None:
        raise TypeError("an instant needs its time zone")
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


class Instant(TypeDecorator[datetime]):
    """A moment in UTC."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else instant_text(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value)


class Cents(TypeDecorator[int]):
    """Whole cents, an int on both sides; TypeError for anything else, a float above all."""

    impl = BigInteger().with_variant(Integer(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: int | None, dialect: Dialect) -> int | None:
        return None if value is None else require_cents(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> int | None:
        return value if value is None else int(value)


class Flag(TypeDecorator[bool]):
    """Yes or no."""

    impl = SmallInteger().with_variant(Integer(), "sqlite")
    cache_ok = True

    def process_bind_param(self, value: bool | None, dialect: Dialect) -> int | None:
        return None if value is None else int(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> bool | None:
        return None if value is None else bool(value)
