"""Late fees that are due on a day: tenants with a late-fee profile whose unpaid charges are past their grace days."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.late_fees import (
    LateFeeTerms,
    UnpaidCharge,
    late_cents,
    late_from,
    next_fee_from,
    reason_against,
    split_fee,
)
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.schedules import Schedule
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.candidates import Candidate, Compiled, CompileRequest, NotCompiled, Reason, in_order
from landlord_desktop.services.candidates_rent import BOUNDS

_REPEATS = {"monthly": Schedule("month"), "daily": Schedule("day")}


class LateFees:
    """What was read of tenants and their unpaid charges, and what it comes to on the day of the request."""

    def __init__(self, connection: Connection, request: CompileRequest) -> None:
        self._request = request
        self.rows = connection.execute(_TENANTS, request.bounds).all()
        self._charges = _unpaid_charges(connection)
        self._last_fees = {row[0]: date.fromisoformat(row[1]) for row in connection.execute(_LAST_FEES)}
        wanted = connection.execute(_SCHEDULE, {"id": request.schedule_id or 0}).one_or_none()
        self._wanted = None if wanted is None else Schedule(wanted.period, wanted.every)

    def compiled(self) -> Compiled:
        """The candidates, and why the other tenants have none."""
        candidates: list[Candidate] = []
        others: list[NotCompiled] = []
        for row in self.rows:
            reason = self._reason(row)
            if reason[0]:
                who = (row.id, row.id, row.code, row.name, row.unit_id, row.unit_code, row.unit)
                others.append(NotCompiled(*who, "Late Fee", *reason))
            else:
                candidates.append(self._candidate(row))
        return Compiled(self._request, in_order(candidates), tuple(others))

    def _reason(self, row: Any) -> Reason:
        if not row.active or not row.unit_active:
            return ("inactive", "")
        if row.posts_to_responsible:
            return ("at_responsible", row.responsible)
        terms = _terms(row)
        if terms is not None and self._wanted not in {None, terms.schedule}:
            return ("other_schedule", terms.schedule.words)
        charges = self._charges.get(row.id, ())
        reason = reason_against(charges, self._request.through, row.grace_days, self._last_fees.get(row.id), terms)
        return (reason, self._detail(reason, row, charges, terms))

    def _detail(self, reason: str, row: Any, charges: Sequence[UnpaidCharge], terms: LateFeeTerms | None) -> str:
        if reason == "in_grace":
            days = [late_from(charge, row.grace_days) for charge in charges if charge.subject and not charge.disputed]
            return f"late from {format_day(min(days))}"
        if reason == "charged_already" and terms is not None:
            last = self._last_fees[row.id]
            return f"{format_day(last)}, next from {format_day(next_fee_from(last, terms.schedule))}"
        return ""

    def _candidate(self, row: Any) -> Candidate:
        terms = _terms(row)
        late = late_cents(self._charges[row.id], self._request.through, row.grace_days)
        fee_cents = 0 if terms is None else terms.fee_cents(late)
        owner_cents = split_fee(fee_cents, row.owner_points)[0] if row.management_ledger_id is not None else fee_cents
        notes = [f"On {format_cents(late)} late"]
        if owner_cents:
            notes.append(f"{row.ledger} gets {format_cents(owner_cents)}")
        day = self._request.through
        return Candidate(
            f"late_fee:{row.id}:{day.isoformat()}", "late_fee", row.id, day, row.id, row.code, row.name, row.unit_id,
            row.unit_code, row.unit, row.ledger, row.charge_code, row.charge, terms.schedule.words if terms else "",
            fee_cents, owner_cents, memo=notes[0], note="; ".join(notes),
        )


def _terms(row: Any) -> LateFeeTerms | None:
    if row.profile_id is None:
        return None
    return LateFeeTerms(row.amount_cents, row.basis_points, _REPEATS[row.repeats])


def _unpaid_charges(connection: Connection) -> Mapping[int, Sequence[UnpaidCharge]]:
    charges: dict[int, list[UnpaidCharge]] = {}
    for tenant_id, charged_on, due_on, unpaid_cents, disputed, subject in connection.execute(_UNPAID):
        due = date.fromisoformat(due_on) if due_on else None
        charges.setdefault(tenant_id, []).append(
            UnpaidCharge(date.fromisoformat(charged_on), unpaid_cents, due, bool(disputed), bool(subject))
        )
    return charges


_TENANTS = text(
    "SELECT t.id, t.code, t.name, t.active, t.posts_to_responsible, coalesce(a.name, '') AS responsible, "  # noqa: S608
    "t.late_fee_profile_id AS profile_id, coalesce(t.grace_days, p.grace_days, 0) AS grace_days, p.amount_cents, "
    "p.basis_points, p.repeats, k.code AS charge_code, k.name AS charge, u.id AS unit_id, u.code AS unit_code, "
    "u.name AS unit, u.active AS unit_active, l.name AS ledger, l.management_ledger_id, "
    "coalesce(f.late_fee_owner_basis_points, 0) AS owner_points "
    "FROM tenant t JOIN unit u ON u.id = t.unit_id JOIN ledger l ON l.id = u.ledger_id "
    "LEFT JOIN tenant a ON a.id = t.responsible_tenant_id LEFT JOIN late_fee_profile p ON p.id = t.late_fee_profile_id "
    "LEFT JOIN charge_code k ON k.id = p.charge_code_id LEFT JOIN fee_profile f ON f.id = u.fee_profile_id "
    f"WHERE {BOUNDS} ORDER BY t.code"
)
_UNPAID = text(
    "SELECT c.tenant_id, c.charged_on, c.due_on, c.unpaid_cents, c.disputed, k.subject_to_late_fees "
    "FROM charge c JOIN charge_code k ON k.id = c.charge_code_id WHERE c.unpaid_cents > 0"
)
_LAST_FEES = text(
    "SELECT c.tenant_id, max(c.charged_on) FROM charge c WHERE c.voided_by_set_id IS NULL "
    "AND c.tenant_id IN (SELECT o.tenant_id FROM charge o WHERE o.unpaid_cents > 0) "
    "AND (c.origin = 'late_fee' OR c.charge_code_id IN (SELECT p.charge_code_id FROM late_fee_profile p "
    "JOIN charge_code k ON k.id = p.charge_code_id WHERE k.subject_to_late_fees = 0)) GROUP BY c.tenant_id"
)
_SCHEDULE = text("SELECT period, every FROM schedule WHERE id = :id")
