"""Rents that are due: each tenant's months not yet charged, with the rent of that day and the first month's fee."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.fees import FULL_BASIS_POINTS
from landlord_desktop.rules.money import format_cents
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
from landlord_desktop.services.settings import read_settings

RENT_CODE = "office.rent_charge_code"
"""The setting that names the charge code of rents."""

BOUNDS = (
    "(:tenant_id = 0 OR t.id = :tenant_id) AND (:unit_id = 0 OR u.id = :unit_id) "
    "AND (:ledger_id = 0 OR u.ledger_id = :ledger_id)"
)
"""Restrict To, in a query of tenants t and their units u."""


@dataclass(frozen=True, slots=True)
class RentChange:
    """A rent that is agreed and not yet in the profile."""

    change_id: int
    effective_on: date
    rent_cents: int


class Rents:
    """What was read of the tenants' rents, and what it comes to."""

    def __init__(self, connection: Connection, request: CompileRequest) -> None:
        self._request = request
        self.rows = connection.execute(_RENTS, request.bounds).all()
        self.changes = _pending_changes(connection)
        self.code = read_settings(connection)[RENT_CODE]
        self.sources = {row.id: source for row in self.rows if (source := self._source(row)) is not None}
        self.due = DueDates(connection, "rent", self.sources.values(), request.through)

    def compiled(self) -> Compiled:
        """The candidates, and why the other tenants have none."""
        return compiled_of(self._request, self.rows, self._candidates, self._not_compiled)

    def _candidates(self, row: Any) -> list[Candidate]:
        source = self.sources.get(row.id)
        if source is None:
            return []
        return [self._candidate(row, source, day) for day in self.due.of(source) if self.rent_on(row, day)]

    def rent_on(self, row: Any, day: date) -> int:
        """The rent of a tenant on a day: that of the newest change in force by then, else the profile's."""
        in_force = [change.rent_cents for change in self.changes.get(row.id, ()) if change.effective_on <= day]
        return in_force[-1] if in_force else int(row.rent_cents)

    def without_rent(self, row: Any) -> list[date]:
        """The due dates on which a tenant's rent is nothing; they pass without a charge."""
        return [day for day in self.due.of(self.sources[row.id]) if not self.rent_on(row, day)]

    def _source(self, row: Any) -> Source | None:
        """None where the tenant cannot have a candidate, whatever the day."""
        if self._reason(row)[0]:
            return None
        expires_on = _day(row.rent_expires_on) if row.rent_expires_on else None
        return Source(row.id, _day(row.rent_next_on), Schedule(row.period, row.every), expires_on)

    def _reason(self, row: Any) -> Reason:
        if not row.active or not row.unit_active:
            return ("inactive", "")
        if not row.rent_cents and row.id not in self.changes:
            return ("no_rent", "")
        return schedule_reason(
            self._request, row.schedule_id, row.schedule, row.rent_next_on, row.rent_expires_on, row.rent_expired
        )

    def _not_compiled(self, row: Any) -> NotCompiled:
        source = self.sources.get(row.id)
        reason = self._reason(row) if source is None else date_reason(self._request, source.next_on)
        return NotCompiled(
            row.id, row.id, row.code, row.name, row.unit_id, row.unit_code, row.unit, "Rent", *reason
        )

    def _candidate(self, row: Any, source: Source, day: date) -> Candidate:
        rent_cents = self.rent_on(row, day)
        first_month = (row.lease_starts_on or "")[:7] == day.isoformat()[:7]
        notes = []
        if rent_cents != row.rent_cents:
            notes.append(f"Was {format_cents(row.rent_cents)}")
        if first_month and row.leasing_basis_points:
            notes.append("Leasing fee" if row.leasing_replaces_fee else "Leasing fee besides the management fee")
        return Candidate(
            self.due.key(source, day), "rent", row.id, day, row.id, row.code, row.name, row.unit_id, row.unit_code,
            row.unit, row.ledger, self.code, "Rent", row.schedule, rent_cents, first_month=first_month,
            fee_basis_points=_leasing_fee(row) if first_month else None, note="; ".join(notes),
        )


def _leasing_fee(row: Any) -> int | None:
    """The fee of the first month's rent in basis points: the leasing fee instead of or besides the management fee.

    None where the profile has no leasing fee: the management fee is taken as in any month.
    """
    if not row.leasing_basis_points:
        return None
    besides: int = 0 if row.leasing_replaces_fee else row.fee_basis_points
    leasing: int = row.leasing_basis_points
    return min(FULL_BASIS_POINTS, leasing + besides)


def _pending_changes(connection: Connection) -> Mapping[int, Sequence[RentChange]]:
    changes: dict[int, list[RentChange]] = {}
    for change_id, tenant_id, effective_on, cents in connection.execute(_CHANGES):
        changes.setdefault(tenant_id, []).append(RentChange(change_id, _day(effective_on), cents))
    return changes


def _day(stored: str) -> date:
    return date.fromisoformat(stored)


_RENTS = text(
    "SELECT t.id, t.code, t.name, t.active, t.rent_cents, t.rent_schedule_id AS schedule_id, t.rent_next_on, "  # noqa: S608
    "t.rent_expires_on, t.rent_expired, t.lease_starts_on, s.name AS schedule, s.period, s.every, "
    "u.id AS unit_id, u.code AS unit_code, u.name AS unit, u.active AS unit_active, l.name AS ledger, "
    "coalesce(f.fee_basis_points, 0) AS fee_basis_points, coalesce(f.leasing_basis_points, 0) AS leasing_basis_points, "
    "coalesce(f.leasing_replaces_fee, 0) AS leasing_replaces_fee "
    "FROM tenant t JOIN unit u ON u.id = t.unit_id JOIN ledger l ON l.id = u.ledger_id "
    "LEFT JOIN schedule s ON s.id = t.rent_schedule_id LEFT JOIN fee_profile f ON f.id = u.fee_profile_id "
    f"WHERE {BOUNDS} ORDER BY t.code"
)
_CHANGES = text(
    "SELECT id, tenant_id, effective_on, rent_cents FROM rent_change WHERE applied_at IS NULL "
    "ORDER BY tenant_id, effective_on"
)
