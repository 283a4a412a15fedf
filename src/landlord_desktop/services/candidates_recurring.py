"""Recurring charges that are due: each line's dates not yet charged. A negative line is a credit to the tenant."""

from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.schedules import Schedule
from landlord_desktop.services.candidate_dates import DueDates, Source
from landlord_desktop.services.candidates import (
    Candidate,
    Compiled,
    CompileRequest,
    NotCompiled,
    Reason,
    compiled_of,
    date_reason,
    schedule_reason,
)
from landlord_desktop.services.candidates_rent import BOUNDS


class RecurringCharges:
    """What was read of the recurring lines, and what it comes to."""

    def __init__(self, connection: Connection, request: CompileRequest) -> None:
        self._request = request
        self.rows = connection.execute(_LINES, request.bounds).all()
        self.sources = {
            row.id: Source(row.id, date.fromisoformat(row.next_on), Schedule(row.period, row.every), _expiry(row))
            for row in self.rows
            if not self._reason(row)[0]
        }
        self.due = DueDates(connection, "recurring", self.sources.values(), request.through)

    def compiled(self) -> Compiled:
        """The candidates, and why the other lines have none."""
        return compiled_of(self._request, self.rows, self._candidates, self._not_compiled)

    def _candidates(self, row: Any) -> list[Candidate]:
        source = self.sources.get(row.id)
        return [] if source is None else [self._candidate(row, source, day) for day in self.due.of(source)]

    def _reason(self, row: Any) -> Reason:
        if not row.active or not row.unit_active:
            return ("inactive", "")
        if row.amount_cents < 0 and row.tracks_deposits:
            return ("deposit_credit", "")
        return schedule_reason(
            self._request, row.schedule_id, row.schedule, row.next_on, row.expires_on, row.expired
        )  # fmt: skip

    def _not_compiled(self, row: Any) -> NotCompiled:
        source = self.sources.get(row.id)
        reason = self._reason(row) if source is None else date_reason(self._request, source.next_on)
        return NotCompiled(
            row.id, row.tenant_id, row.tenant_code, row.tenant, row.unit_id, row.unit_code, row.unit, row.charge,
            *reason,
        )

    def _candidate(self, row: Any, source: Source, day: date) -> Candidate:
        return Candidate(
            self.due.key(source, day), "recurring", row.id, day, row.tenant_id, row.tenant_code, row.tenant,
            row.unit_id, row.unit_code, row.unit, row.ledger, row.charge_code, row.charge, row.schedule,
            row.amount_cents, memo=row.memo, note="Raises open credit" if row.amount_cents < 0 else row.memo,
        )


def _expiry(row: Any) -> date | None:
    return date.fromisoformat(row.expires_on) if row.expires_on else None


_LINES = text(
    "SELECT r.id, r.amount_cents, r.memo, r.schedule_id, r.next_on, r.expires_on, r.expired, "  # noqa: S608
    "s.name AS schedule, s.period, s.every, k.code AS charge_code, k.name AS charge, k.tracks_deposits, "
    "t.id AS tenant_id, t.code AS tenant_code, t.name AS tenant, t.active, "
    "u.id AS unit_id, u.code AS unit_code, u.name AS unit, u.active AS unit_active, l.name AS ledger "
    "FROM recurring_charge r JOIN schedule s ON s.id = r.schedule_id JOIN charge_code k ON k.id = r.charge_code_id "
    "JOIN tenant t ON t.id = r.tenant_id JOIN unit u ON u.id = t.unit_id JOIN ledger l ON l.id = u.ledger_id "
    f"WHERE {BOUNDS} ORDER BY t.code, r.id"
)
