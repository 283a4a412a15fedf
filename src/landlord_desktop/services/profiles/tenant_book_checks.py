"""What is wrong with a tenant's profile, or looks wrong, as the other records and the books show it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.records import code_problems, reference_problems
from landlord_desktop.services.profiles.tenant_record import TENANT, Tenant


def tenant_book_problems(connection: Connection, tenant: Tenant, stored: Tenant | None) -> Iterable[FieldProblem]:
    """Every fault that only the other records show."""
    yield from code_problems(connection, TENANT, tenant)
    yield from reference_problems(connection, TENANT, tenant, stored)
    yield from _recurring_problems(connection, tenant)
    if tenant.responsible_tenant_id is not None:
        yield from _responsible_problems(connection, tenant)
    yield from _dependent_problems(connection, tenant)
    newly = tenant.posts_to_responsible and (
        stored is not None
        and (not stored.posts_to_responsible or stored.responsible_tenant_id != tenant.responsible_tenant_id)
    )
    if newly:
        yield from _left_behind(connection, tenant)


def _recurring_problems(connection: Connection, tenant: Tenant) -> Iterable[FieldProblem]:
    codes: dict[int, Any] = {row.id: row for row in connection.execute(_CODES)}
    schedules = {row.id: row for row in connection.execute(_SCHEDULES)}
    for place, line in enumerate(tenant.recurring):
        code, schedule = codes.get(line.charge_code_id or 0), schedules.get(line.schedule_id or 0)
        if line.charge_code_id is not None and (code is None or (not code.active and line.line_id is None)):
            yield FieldProblem("recurring", "Choose an active charge code.", place, "charge_code_id")
        elif code is not None and code.tracks_deposits and (line.amount_cents or 0) < 0:
            yield FieldProblem("recurring", "A deposit cannot be credited by a schedule.", place, "amount_cents")
        if line.schedule_id is not None and (schedule is None or (not schedule.active and line.line_id is None)):
            yield FieldProblem("recurring", "Choose an active schedule.", place, "schedule_id")


def _responsible_problems(connection: Connection, tenant: Tenant) -> Iterable[FieldProblem]:
    """The tenant named as responsible cannot be."""
    if tenant.responsible_tenant_id == tenant.record_id:
        yield FieldProblem("responsible_tenant_id", "A tenant cannot be responsible for itself.")
        return
    row = connection.execute(_RESPONSIBLE, {"id": tenant.responsible_tenant_id, "unit": tenant.unit_id}).one_or_none()
    if row is None:
        return
    if row.its_responsible is not None:
        yield FieldProblem(
            "responsible_tenant_id", f"{row.code} has a responsible tenant too, {row.its_responsible}: choose that one."
        )
    if not row.active and tenant.posts_to_responsible:
        yield FieldProblem("responsible_tenant_id", f"{row.code} is not active, nothing can be posted there.")
    if tenant.unit_id is not None and row.unit_id != tenant.unit_id and row.ledger_id != row.own_ledger_id:
        words = f"{row.code} lives neither in this unit nor in another of its ledger."
        yield FieldProblem("responsible_tenant_id", words)


def _dependent_problems(connection: Connection, tenant: Tenant) -> Iterable[FieldProblem]:
    """What this change would mean for tenants that name this one as responsible."""
    if tenant.record_id is None:
        return
    for row in connection.execute(_DEPENDENTS, {"id": tenant.record_id, "unit": tenant.unit_id}):
        if tenant.responsible_tenant_id is not None:
            yield FieldProblem("responsible_tenant_id", f"This tenant is itself responsible for {row.code}.")
            return
        if not tenant.active and row.active and row.posts_to_responsible:
            yield FieldProblem("active", f"{row.code} posts to this tenant.")
            return
        if row.unit_id != tenant.unit_id and row.ledger_id != row.wanted_ledger_id:
            yield FieldProblem("unit_id", f"{row.code}, whose responsible tenant this is, lives in another ledger.")
            return


def _left_behind(connection: Connection, tenant: Tenant) -> Iterable[FieldProblem]:
    """The account of a tenant whose transactions will go to the responsible one must be empty."""
    which = {"id": tenant.record_id}
    unpaid = connection.execute(_UNPAID, which).scalar() or 0
    credit = connection.execute(_CREDIT, which).scalar() or 0
    if unpaid:
        yield FieldProblem(
            "posts_to_responsible", f"This tenant has unpaid charges of {format_cents(unpaid)}; settle them first."
        )
    elif credit:
        yield FieldProblem(
            "posts_to_responsible",
            f"This tenant has open credits or advance payments of {format_cents(credit)}; use or adjust them first.",
        )


def tenant_warnings(connection: Connection, now: Tenant, stored: Tenant | None) -> Iterable[FieldProblem]:
    """What is saved all the same but looks wrong."""
    yield from _rent_warnings(connection, now)
    if stored is None:
        return
    which = {"id": now.record_id}
    unpaid = connection.execute(_UNPAID, which).scalar() or 0
    credit = connection.execute(_CREDIT, which).scalar() or 0
    if stored.active and not now.active and (unpaid or credit):
        yield FieldProblem(
            "active", f"Unpaid charges are {format_cents(unpaid)}, open credits and advance payments "
            f"{format_cents(credit)}.",
        )  # fmt: skip
    if stored.unit_id != now.unit_id and (unpaid or credit):
        yield FieldProblem("unit_id", "What was posted so far stays with the unit and the ledger it was posted to.")
    if stored.posts_to_responsible and not now.posts_to_responsible:
        yield FieldProblem("posts_to_responsible", "What was posted to the responsible tenant stays there.")


def _rent_warnings(connection: Connection, now: Tenant) -> Iterable[FieldProblem]:
    if now.rent_cents and now.rent_schedule_id is None and now.active:
        yield FieldProblem("rent_schedule_id", "Without a schedule, the rent is not charged.")
    if now.posts_to_responsible and now.rent_cents:
        row = connection.execute(_RESPONSIBLE_RENT, {"id": now.responsible_tenant_id}).one()
        if row.rent_cents:
            yield FieldProblem(
                "rent_cents",
                f"{row.code} has a rent too, and both are charged to {row.code}: enter the whole rent there.",
            )
        else:
            yield FieldProblem("rent_cents", f"This rent is charged to {row.code}; it is better entered there.")
    if now.grace_days is not None and now.late_fee_profile_id is None:
        yield FieldProblem("late_fee_profile_id", "Without a profile, no late fees are charged.")


_RESPONSIBLE = text(
    "SELECT r.code, r.active, r.unit_id, u.ledger_id, own.ledger_id AS own_ledger_id, x.code AS its_responsible "
    "FROM tenant r JOIN unit u ON u.id = r.unit_id LEFT JOIN unit own ON own.id = :unit "
    "LEFT JOIN tenant x ON x.id = r.responsible_tenant_id WHERE r.id = :id"
)
_DEPENDENTS = text(
    "SELECT t.code, t.active, t.posts_to_responsible, t.unit_id, u.ledger_id, w.ledger_id AS wanted_ledger_id "
    "FROM tenant t JOIN unit u ON u.id = t.unit_id LEFT JOIN unit w ON w.id = :unit "
    "WHERE t.responsible_tenant_id = :id ORDER BY t.code"
)
_UNPAID = text("SELECT sum(unpaid_cents) FROM charge WHERE tenant_id = :id AND unpaid_cents > 0")
_CREDIT = text("SELECT sum(balance_cents) FROM tenant_credit WHERE tenant_id = :id")
_RESPONSIBLE_RENT = text("SELECT code, rent_cents FROM tenant WHERE id = :id")
_CODES = text("SELECT id, code, active, tracks_deposits FROM charge_code")
_SCHEDULES = text("SELECT id, active FROM schedule")
