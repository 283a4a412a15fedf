"""AR > Scheduled Receivables: what is due by the schedules through a day, to be looked at before it is posted.

Source: the help pages on scheduled charges, scheduled rent and late fees. Months that were skipped appear again;
several months may be charged at once; posting moves Next Scheduled on (see `scheduled_posting`).
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.candidates import KINDS, Candidate, Compiled, CompileRequest, NotCompiled
from landlord_desktop.services.candidates_late_fees import LateFees
from landlord_desktop.services.candidates_management import ManagementFees
from landlord_desktop.services.candidates_recurring import RecurringCharges
from landlord_desktop.services.candidates_rent import Rents
from landlord_desktop.services.posting_dates import check_posting_date

__all__ = [
    "KINDS",
    "Candidate",
    "CompileRequest",
    "Compiled",
    "NotCompiled",
    "ScheduleChoice",
    "compile_receivables",
    "read_candidates",
    "schedule_choices",
]

Source = Rents | RecurringCharges | LateFees | ManagementFees
_READERS: dict[str, Callable[[Connection, CompileRequest], Source]] = {
    "rent": Rents, "late_fee": LateFees, "recurring": RecurringCharges, "management_fee": ManagementFees,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ScheduleChoice:
    """A schedule to limit to."""

    schedule_id: int
    code: str
    name: str


def schedule_choices(books: Books) -> tuple[ScheduleChoice, ...]:
    """The schedules in use, the shortest first."""
    with books.store.read() as connection:
        return tuple(ScheduleChoice(*row) for row in connection.execute(_SCHEDULES))


def compile_receivables(books: Books, request: CompileRequest) -> Compiled:
    """The candidates, and for all others why they are none. RuleError for a day beyond reason or an unknown kind."""
    check_posting_date(books, request.through, "Scheduled Through")
    with books.store.read() as connection:
        return read_candidates(connection, request).compiled()


def read_candidates(connection: Connection, request: CompileRequest) -> Source:
    """What a compile looks at, read inside a transaction that is under way; `.compiled()` gives its outcome."""
    if request.kind not in KINDS:
        raise RuleError(f"Scheduled receivables are {', '.join(KINDS)}; there are no {request.kind}.")
    return _READERS[request.kind](connection, request)


_SCHEDULES = text(
    "SELECT id, code, name FROM schedule WHERE active = 1 ORDER BY "
    "CASE period WHEN 'day' THEN 1 WHEN 'week' THEN 2 WHEN 'month' THEN 3 ELSE 4 END, every, code"
)
