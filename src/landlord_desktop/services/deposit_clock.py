"""The deposit clock: trust money must be in the bank so many business days after it came (`office.deposit_days`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, text

from landlord_desktop.rules.business_days import deposit_deadline
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import format_day, plural
from landlord_desktop.services.books import Books
from landlord_desktop.services.settings import DEFAULTS

SETTING = "office.deposit_days"
Standing = Literal["overdue", "due_today", "in_time"]


@dataclass(frozen=True, slots=True)
class DepositClock:
    """How many receipts, and cents, are overdue and due today; `next_on` is the deadline that comes next."""

    days: int
    overdue: int = 0
    overdue_cents: int = 0
    due: int = 0
    due_cents: int = 0
    next_on: date | None = None

    @property
    def words(self) -> str:
        """One sentence: "2 receipts, $1,200.00, are due today". Empty where nothing waits."""
        parts = []
        if self.overdue:
            parts.append(f"{_counted(self.overdue, self.overdue_cents)} overdue")
        if self.due:
            parts.append(f"{_counted(self.due, self.due_cents)} due today")
        if parts:
            return "; ".join(parts)
        return f"The next deposit is due {format_day(self.next_on)}" if self.next_on else ""


def _counted(count: int, cents: int) -> str:
    return f"{plural(count, 'receipt')}, {format_cents(cents)}, {'is' if count == 1 else 'are'}"


def deadline(received_on: date, days: int) -> date:
    """The last day on which a receipt may be deposited."""
    return deposit_deadline(received_on, days)


def standing(received_on: date, today: date, days: int) -> Standing:
    """How a receipt that is on no slip stands on a day."""
    last = deadline(received_on, days)
    return "overdue" if last < today else "due_today" if last == today else "in_time"


def clock_of(receipts: Iterable[tuple[date, int, int]], today: date, days: int) -> DepositClock:
    """The clock of receipts on no slip: (day received, how many, cents)."""
    sums: dict[Standing, list[int]] = {"overdue": [0, 0], "due_today": [0, 0], "in_time": [0, 0]}
    later = []
    for received_on, count, cents in receipts:
        how = standing(received_on, today, days)
        sums[how][0] += count
        sums[how][1] += cents
        if how == "in_time":
            later.append(deadline(received_on, days))
    overdue, due = sums["overdue"], sums["due_today"]
    return DepositClock(days, overdue[0], overdue[1], due[0], due[1], min(later, default=None))


def read_days(connection: Connection) -> int:
    """The business days of the setting."""
    stored = connection.execute(_SETTING).scalar() or DEFAULTS[SETTING]
    return int(stored) if stored.isdecimal() else int(DEFAULTS[SETTING])


def deposit_days(books: Books) -> int:
    """The same in a read of its own."""
    with books.store.read() as connection:
        return read_days(connection)


def read_clock(connection: Connection, today: date) -> DepositClock:
    """The clock of all receipts that are on no slip."""
    waiting = [(date.fromisoformat(row[0]), row[1], int(row[2])) for row in connection.execute(_WAITING)]
    return clock_of(waiting, today, read_days(connection))


_SETTING = text("SELECT value FROM setting WHERE key = 'office.deposit_days'")
_WAITING = text(
    "SELECT received_on, count(*), sum(amount_cents) FROM receipt WHERE slip_id IS NULL AND voided_by_set_id IS NULL "
    "GROUP BY received_on"
)
