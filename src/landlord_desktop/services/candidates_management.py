"""Flat management fees that are due: each unit's dates not yet taken."""

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

FEE_WORDS = "Management Fee"


class ManagementFees:
    """What was read of the units' flat fees, and what it comes to."""

    def __init__(self, connection: Connection, request: CompileRequest) -> None:
        self._request = request
        self.rows = connection.execute(_UNITS, request.bounds).all()
        self.sources = {
            row.id: Source(row.id, date.fromisoformat(row.next_on), Schedule(row.period, row.every))
            for row in self.rows
            if not self._reason(row)[0]
        }
        self.due = DueDates(connection, "management_fee", self.sources.values(), request.through)

    def compiled(self) -> Compiled:
        """The candidates, and why the other units have none."""
        return compiled_of(self._request, self.rows, self._candidates, self._not_compiled)

    def _candidates(self, row: Any) -> list[Candidate]:
        source = self.sources.get(row.id)
        return [] if source is None else [self._candidate(row, source, day) for day in self.due.of(source)]

    def _not_compiled(self, row: Any) -> NotCompiled:
        source = self.sources.get(row.id)
        reason = self._reason(row) if source is None else date_reason(self._request, source.next_on)
        return NotCompiled(row.id, None, "", "", row.id, row.code, row.name, FEE_WORDS, *reason)

    def _reason(self, row: Any) -> Reason:
        if not row.active:
            return ("inactive", "")
        if not row.flat_fee_cents:
            return ("no_fee", "")
        if row.management_ledger_id is None:
            return ("not_managed", row.ledger)
        if row.bank_id is None:
            return ("no_bank", row.ledger)
        return schedule_reason(self._request, row.schedule_id, row.schedule, row.next_on)

    def _candidate(self, row: Any, source: Source, day: date) -> Candidate:
        return Candidate(
            self.due.key(source, day), "management_fee", row.id, day, None, "", "", row.id, row.code, row.name,
            row.ledger, "", FEE_WORDS, row.schedule, row.flat_fee_cents, note=f"{row.ledger} pays {row.manager}",
        )


_UNITS = text(
    "SELECT u.id, u.code, u.name, u.active, u.flat_fee_next_on AS next_on, coalesce(f.flat_fee_cents, 0) "
    "AS flat_fee_cents, f.flat_fee_schedule_id AS schedule_id, s.name AS schedule, s.period, s.every, "
    "l.name AS ledger, l.management_ledger_id, m.name AS manager, coalesce(l.bank_account_id, (SELECT a.id "
    "FROM account_code a JOIN setting o ON o.value = a.code WHERE o.key = 'inosio.bank' AND a.is_bank = 1)) AS bank_id "
    "FROM unit u JOIN ledger l ON l.id = u.ledger_id LEFT JOIN ledger m ON m.id = l.management_ledger_id "
    "LEFT JOIN fee_profile f ON f.id = u.fee_profile_id LEFT JOIN schedule s ON s.id = f.flat_fee_schedule_id "
    "WHERE (:tenant_id = 0 OR u.id = (SELECT t.unit_id FROM tenant t WHERE t.id = :tenant_id)) "
    "AND (:unit_id = 0 OR u.id = :unit_id) AND (:ledger_id = 0 OR u.ledger_id = :ledger_id) ORDER BY u.code"
)
