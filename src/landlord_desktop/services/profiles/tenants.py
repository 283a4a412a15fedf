"""Profiles > Tenant: the lease, the rent with its changes, recurring charges, late fees, and who is responsible."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import Connection, delete, insert, select, text, update

from landlord_desktop.db.models import profiles
from landlord_desktop.rules.schedules import is_expired
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.records import (
    Saved,
    delete_stored,
    put_stored,
    read_stored,
    record_change,
    refuse,
    refuse_stale,
    tidied,
)
from landlord_desktop.services.profiles.renamed import renamed_warnings
from landlord_desktop.services.profiles.tenant_book_checks import tenant_book_problems, tenant_warnings
from landlord_desktop.services.profiles.tenant_checks import tenant_problems
from landlord_desktop.services.profiles.tenant_record import (
    FIELD_NAMES,
    LEASE_TYPES,
    RECURRING_NAMES,
    RENT_CHANGE_NAMES,
    TENANT,
    RecurringLine,
    RentChangeLine,
    Tenant,
    TenantRow,
)

__all__ = [
    "FIELD_NAMES", "LEASE_TYPES", "RECURRING_NAMES", "RENT_CHANGE_NAMES", "RecurringLine", "RentChangeLine", "Tenant",
    "TenantRow", "delete_tenant", "list_tenants", "read_tenant", "save_tenant", "tenant_faults", "write_tenant",
]  # fmt: skip


def list_tenants(books: Books) -> list[TenantRow]:
    """All tenants, active or not, by ID."""
    with books.store.read() as connection:
        rows = connection.execute(_LIST).all()
    return [
        TenantRow(
            row.id, row.code, row.name, row.unit_id, row.unit_code, row.unit, row.ledger, row.rent_cents,
            _day(row.rent_next_on), _day(row.lease_expires_on), row.responsible, bool(row.posts_to_responsible),
            row.email, row.phone, bool(row.active),
        )
        for row in rows
    ]


def read_tenant(books: Books, record_id: int) -> Tenant:
    """One tenant. NotFoundError where there is none."""
    with books.store.read() as connection:
        return _read(connection, record_id)


def save_tenant(books: Books, tenant: Tenant, before: Tenant | None = None) -> Saved[Tenant]:
    """Store a changed tenant, or a new one where it has no id yet.

    A recurring line that was taken off is deleted, or kept as expired where it has charged before. FieldsError names
    every field that cannot be saved; StaleError where the tenant is no longer as `before`.
    """
    tenant = tidied(tenant)
    with books.store.write() as connection:
        stored = None if tenant.record_id is None else _read(connection, tenant.record_id)
        if stored is not None:
            refuse_stale(TENANT, stored, before)
        refuse(TENANT, tenant_faults(connection, tenant, stored))
        return write_tenant(connection, books, tenant, stored)


def tenant_faults(connection: Connection, tenant: Tenant, stored: Tenant | None = None) -> list[FieldProblem]:
    """Every fault for which a tenant, without blanks around its texts, cannot be saved; `stored` None: a new one."""
    return [*tenant_problems(tenant, stored), *tenant_book_problems(connection, tenant, stored)]


def write_tenant(
    connection: Connection, books: Books, tenant: Tenant, stored: Tenant | None = None, **more: object
) -> Saved[Tenant]:
    """Write a tenant without faults inside a write that is under way, with `more` columns; it is in the audit trail."""
    expired = tenant.rent_next_on is not None and is_expired(tenant.rent_next_on, tenant.rent_expires_on)
    tenant = replace(tenant, rent_expired=expired)
    record_id = put_stored(connection, TENANT, tenant, **more)
    _put_rent_changes(connection, record_id, tenant)
    kept = _put_recurring(connection, record_id, tenant, stored)
    now = _read(connection, record_id)
    record_change(connection, books, TENANT, stored, now)
    warnings = [
        *renamed_warnings(connection, "tenant", stored.code if stored else "", now.code),
        *tenant_warnings(connection, now, stored), *kept,
    ]  # fmt: skip
    return Saved(now, tuple(warnings))


def delete_tenant(books: Books, record_id: int, before: Tenant | None = None) -> None:
    """Delete a tenant who was never used. RuleError names what uses it."""
    with books.store.write() as connection:
        stored = _read(connection, record_id)
        refuse_stale(TENANT, stored, before)
        paid = connection.execute(_PAYMENTS, {"code": stored.code}).first() is not None
        delete_stored(connection, books, TENANT, stored, ["payments of Inosio"] if paid else [])


def _read(connection: Connection, record_id: int) -> Tenant:
    tenant = read_stored(connection, TENANT, record_id)
    change, line = profiles.rent_change, profiles.recurring_charge
    changes = connection.execute(
        select(change).where(change.c.tenant_id == record_id).order_by(change.c.effective_on)
    )
    lines = connection.execute(select(line).where(line.c.tenant_id == record_id).order_by(line.c.id))
    return replace(
        tenant,
        rent_changes=tuple(
            RentChangeLine(row.id, row.effective_on, row.rent_cents, row.applied_at is not None) for row in changes
        ),
        recurring=tuple(
            RecurringLine(
                row.id, row.charge_code_id, row.amount_cents, row.memo, row.schedule_id, row.next_on, row.expires_on,
                row.expired,
            )
            for row in lines
        ),
    )


def _put_rent_changes(connection: Connection, tenant_id: int, tenant: Tenant) -> None:
    """Changes in force stay as they are; the others are written as the record has them."""
    change = profiles.rent_change
    connection.execute(delete(change).where(change.c.tenant_id == tenant_id, change.c.applied_at.is_(None)))
    for one in tenant.rent_changes:
        if not one.applied:
            connection.execute(
                insert(change).values(tenant_id=tenant_id, effective_on=one.effective_on, rent_cents=one.rent_cents)
            )


def _put_recurring(
    connection: Connection, tenant_id: int, tenant: Tenant, stored: Tenant | None
) -> Iterable[FieldProblem]:
    """Write the lines; what must be said of those that were taken off and are kept all the same."""
    line = profiles.recurring_charge
    left = {one.line_id for one in tenant.recurring}
    said = []
    for old in stored.recurring if stored is not None else ():
        if old.line_id in left:
            continue
        if old.next_on is not None and _has_charged(connection, old.line_id or 0):
            ended = min(one for one in (old.expires_on, old.next_on - timedelta(days=1)) if one is not None)
            connection.execute(update(line).where(line.c.id == old.line_id).values(expired=True, expires_on=ended))
            said.append(
                FieldProblem("recurring", "A line that has charged before is kept as expired; it charges no more.")
            )
        else:
            connection.execute(delete(line).where(line.c.id == old.line_id))
    for one in tenant.recurring:
        values = {
            "tenant_id": tenant_id, "charge_code_id": one.charge_code_id, "amount_cents": one.amount_cents,
            "memo": one.memo, "schedule_id": one.schedule_id, "next_on": one.next_on, "expires_on": one.expires_on,
            "expired": one.next_on is not None and is_expired(one.next_on, one.expires_on),
        }
        if one.line_id is None:
            connection.execute(insert(line).values(values))
        else:
            connection.execute(update(line).where(line.c.id == one.line_id).values(values))
    return said


def _has_charged(connection: Connection, line_id: int) -> bool:
    """Whether anything was ever posted from this line, voided or not: its id must not be given to another."""
    pattern = {"pattern": f"recurring:{line_id}:%"}
    return any(connection.execute(query, pattern).first() is not None for query in _CHARGED)


def _day(stored: str | None) -> date | None:
    return date.fromisoformat(stored) if stored else None


_LIST = text(
    "SELECT t.id, t.code, t.name, t.unit_id, u.code AS unit_code, u.name AS unit, l.code AS ledger, t.rent_cents, "
    "t.rent_next_on, t.lease_expires_on, coalesce(r.code, '') AS responsible, t.posts_to_responsible, t.email, "
    "t.phone, t.active FROM tenant t JOIN unit u ON u.id = t.unit_id JOIN ledger l ON l.id = u.ledger_id "
    "LEFT JOIN tenant r ON r.id = t.responsible_tenant_id ORDER BY t.code"
)
_PAYMENTS = text("SELECT 1 FROM inosio_payment WHERE tenant_code = :code LIMIT 1")
_CHARGED = (
    text("SELECT 1 FROM charge WHERE origin = 'recurring' AND schedule_key LIKE :pattern LIMIT 1"),
    text(
        "SELECT 1 FROM transaction_set WHERE kind = 'credit_adjustment' AND comments LIKE :pattern LIMIT 1"
    ),
)  # fmt: skip
