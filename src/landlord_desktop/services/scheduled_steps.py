"""After scheduled receivables were posted: Next Scheduled moves on, schedules expire, rents change in the profile."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from landlord_desktop.db.engine import bulk_change
from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.candidates import Candidate
from landlord_desktop.services.candidates_late_fees import LateFees
from landlord_desktop.services.candidates_management import ManagementFees
from landlord_desktop.services.candidates_recurring import RecurringCharges
from landlord_desktop.services.candidates_rent import RentChange, Rents


def move_on(
    connection: Connection, books: Books, source: Rents | RecurringCharges | LateFees | ManagementFees,
    posted: Sequence[Candidate],
) -> None:
    """Move the schedules of what was posted; late fees have none, their next day follows from the charge itself."""
    if isinstance(source, LateFees):
        return
    passed: dict[int, set[date]] = {}
    for candidate in posted:
        passed.setdefault(candidate.source_id, set()).add(candidate.posting_date)
    if isinstance(source, Rents):
        _move_rents(connection, books, source, passed)
        return
    moved = source.due.moved(connection, passed)
    if isinstance(source, RecurringCharges):
        bulk_change(connection, _MOVE_LINE, [(day.isoformat(), int(over), at.source_id) for at, day, over in moved])
    else:
        bulk_change(connection, _MOVE_FEE, [(day.isoformat(), at.source_id) for at, day, _over in moved])


def _move_rents(connection: Connection, books: Books, rents: Rents, passed: dict[int, set[date]]) -> None:
    rows = {row.id: row for row in rents.rows}
    last = {tenant_id: max(days) for tenant_id, days in passed.items()}
    for tenant_id, days in passed.items():
        days.update(rents.without_rent(rows[tenant_id]))
    steps: list[tuple[str, int, int]] = []
    for source, next_on, expired in rents.due.moved(connection, passed):
        tenant_id = source.source_id
        steps.append((next_on.isoformat(), int(expired), tenant_id))
        through = min(last[tenant_id], next_on)  # a skipped month before the change still has the old rent
        due = [change for change in rents.changes.get(tenant_id, ()) if change.effective_on <= through]
        if due:
            _write_changes(connection, books, rows[tenant_id].code, rows[tenant_id].rent_cents, tenant_id, due)
    bulk_change(connection, _MOVE_RENT, steps)


def _write_changes(
    connection: Connection, books: Books, code: str, before_cents: int, tenant_id: int, changes: Sequence[RentChange]
) -> None:
    newest = changes[-1]
    now = instant_text(books.now())
    bulk_change(connection, _APPLIED, [(now, change.change_id) for change in changes])
    bulk_change(connection, _NEW_RENT, [(newest.rent_cents, tenant_id)])
    record(connection, books, "change rent", f"tenant {code}",
           f"The rent change of {format_day(newest.effective_on)} is in the profile of {code}.",
           before=format_cents(before_cents), after=format_cents(newest.rent_cents))


_MOVE_RENT = "UPDATE tenant SET rent_next_on = ?, rent_expired = ? WHERE id = ?"
_MOVE_LINE = "UPDATE recurring_charge SET next_on = ?, expired = ? WHERE id = ?"
_MOVE_FEE = "UPDATE unit SET flat_fee_next_on = ? WHERE id = ?"
_APPLIED = "UPDATE rent_change SET applied_at = ? WHERE id = ?"
_NEW_RENT = "UPDATE tenant SET rent_cents = ? WHERE id = ?"
