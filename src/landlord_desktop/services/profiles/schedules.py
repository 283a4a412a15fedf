"""Setup > Schedules: how often something is due."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection

from landlord_desktop.db.models import setup
from landlord_desktop.rules.schedules import PERIODS, Schedule
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.field_checks import number_problem, text_problems
from landlord_desktop.services.profiles.records import (
    Kind,
    Saved,
    code_problems,
    delete_record,
    put_record,
    read_record,
    refuse,
    stored_before,
    tidied,
    used_by,
)

PERIOD_WORDS = {"day": "Days", "week": "Weeks", "month": "Months", "year": "Years"}
MOST = 366


@dataclass(frozen=True, slots=True)
class ScheduleRecord:
    """A schedule: each so many days, weeks, months or years."""

    record_id: int | None = None
    code: str = ""
    name: str = ""
    active: bool = True
    period: str = "month"
    every: int = 1


@dataclass(frozen=True, slots=True)
class ScheduleRow:
    """A schedule in a list; `words` say when it is due: "Every 2 weeks"."""

    record_id: int
    code: str
    name: str
    words: str
    active: bool


FIELD_NAMES = {"code": "ID", "name": "Long Description", "active": "Active", "every": "Every", "period": "Period"}
SCHEDULE = Kind("schedule", setup.schedule, ScheduleRecord, FIELD_NAMES, {})


def list_schedules(books: Books) -> list[ScheduleRow]:
    """All schedules, active or not, the shortest first."""
    table = setup.schedule
    with books.store.read() as connection:
        rows = connection.execute(table.select().order_by(table.c.code)).all()
    known = sorted(rows, key=lambda row: (Schedule(row.period, row.every).span_days, row.code))
    return [
        ScheduleRow(row.id, row.code, row.name, Schedule(row.period, row.every).words, row.active) for row in known
    ]


def read_schedule(books: Books, record_id: int) -> ScheduleRecord:
    """One schedule. NotFoundError where there is none."""
    return read_record(books, SCHEDULE, record_id)


def save_schedule(
    books: Books, schedule: ScheduleRecord, before: ScheduleRecord | None = None
) -> Saved[ScheduleRecord]:
    """Store a changed schedule, or a new one where it has no id yet.

    FieldsError names every field that cannot be saved; StaleError where it is no longer as `before`.
    """
    schedule = tidied(schedule)
    with books.store.write() as connection:
        stored = stored_before(connection, SCHEDULE, schedule, before)
        refuse(SCHEDULE, [*_problems(schedule), *code_problems(connection, SCHEDULE, schedule)])
        now = put_record(connection, books, SCHEDULE, schedule, stored)
        warnings = tuple(_warnings(connection, now, stored))
    return Saved(now, warnings)


def delete_schedule(books: Books, record_id: int, before: ScheduleRecord | None = None) -> None:
    """Delete a schedule that was never used. RuleError names what uses it."""
    delete_record(books, SCHEDULE, record_id, before)


def _problems(schedule: ScheduleRecord) -> Iterable[FieldProblem]:
    yield from text_problems(schedule, {})
    if sentence := number_problem(schedule.every, 1, MOST, f"A whole number from 1 to {MOST}."):
        yield FieldProblem("every", sentence)
    if schedule.period not in PERIODS:
        yield FieldProblem("period", "Choose days, weeks, months or years.")


def _warnings(connection: Connection, now: ScheduleRecord, stored: ScheduleRecord | None) -> Iterable[FieldProblem]:
    if stored is None:
        return
    uses = ", ".join(used_by(connection, SCHEDULE, now.record_id or 0))
    if uses and (stored.period, stored.every) != (now.period, now.every):
        yield FieldProblem("period", f"It is used by {uses}, which follow the new schedule after their next date.")
    if uses and stored.active and not now.active:
        yield FieldProblem("active", f"It is used by {uses}, which keep it until another one is chosen.")
