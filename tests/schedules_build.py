"""Readable test data of Scheduled Receivables: rents, recurring lines, late-fee profiles and flat fees."""

from datetime import date
from typing import Any

from sqlalchemy import insert, text, update

from landlord_desktop.db.models import profiles, setup
from landlord_desktop.services.books import Books
from landlord_desktop.services.candidates import Compiled, CompileRequest
from landlord_desktop.services.scheduled_posting import PostedReceivables, ReceivablesOrder, post_receivables
from landlord_desktop.services.scheduled_receivables import compile_receivables

FIRST = date(2022, 3, 1)


def schedule_id(books: Books, code: str = "MONTHLY") -> int:
    """The id of a schedule."""
    with books.store.read() as connection:
        return int(connection.execute(text("SELECT id FROM schedule WHERE code = :code"), {"code": code}).scalar_one())


def a_rent(
    books: Books, tenant_id: int, cents: int = 120_000, next_on: date | None = FIRST, schedule: str = "MONTHLY",
    **values: Any,
) -> None:
    """Rent in a tenant's profile; `values` are more columns of the tenant."""
    values |= {"rent_cents": cents, "rent_next_on": next_on, "rent_schedule_id": schedule_id(books, schedule)}
    with books.store.write() as connection:
        connection.execute(update(profiles.tenant).where(profiles.tenant.c.id == tenant_id).values(**values))


def a_rent_change(books: Books, tenant_id: int, cents: int, on: date) -> None:
    """A rent that is agreed from a day on."""
    with books.store.write() as connection:
        connection.execute(insert(profiles.rent_change).values(tenant_id=tenant_id, rent_cents=cents, effective_on=on))


def a_recurring(
    books: Books, tenant_id: int, cents: int, code: str = "WATER", next_on: date = FIRST, schedule: str = "MONTHLY",
    **values: Any,
) -> int:
    """A line of a tenant's recurring charges; its id."""
    with books.store.write() as connection:
        code_id = connection.execute(text("SELECT id FROM charge_code WHERE code = :code"), {"code": code}).scalar_one()
    found = {"tenant_id": tenant_id, "charge_code_id": code_id, "amount_cents": cents, "next_on": next_on, "memo": ""}
    found["schedule_id"] = schedule_id(books, schedule)
    with books.store.write() as connection:
        key = connection.execute(insert(profiles.recurring_charge).values(**{**found, **values})).inserted_primary_key
    assert key is not None
    return int(key[0])


def a_late_profile(
    books: Books, *tenant_ids: int, cents: int = 5_000, basis_points: int = 0, grace_days: int = 5,
    repeats: str = "monthly",
) -> None:
    """A late-fee profile in the profiles of these tenants."""
    with books.store.write() as connection:
        code_id = connection.execute(text("SELECT id FROM charge_code WHERE code = 'LATE'")).scalar_one()
        made = connection.execute(
            insert(setup.late_fee_profile).values(
                code=f"LATE{tenant_ids[0]}", name="Late", charge_code_id=code_id, amount_cents=cents,
                basis_points=basis_points, grace_days=grace_days, repeats=repeats,
            )
        ).inserted_primary_key
        assert made is not None
        table = profiles.tenant
        connection.execute(update(table).where(table.c.id.in_(tenant_ids)).values(late_fee_profile_id=made[0]))


def a_fee_profile(books: Books, tenant_id: int, flat_fee_next_on: date | None = None, **values: Any) -> None:
    """A management-fee profile of its own for the unit of a tenant."""
    with books.store.write() as connection:
        made = connection.execute(
            insert(setup.fee_profile).values(**{"code": f"FEE{tenant_id}", "name": "Fee", **values})
        ).inserted_primary_key
        assert made is not None
        connection.execute(
            text("UPDATE unit SET fee_profile_id = :fee, flat_fee_next_on = :day "
                 "WHERE id = (SELECT unit_id FROM tenant WHERE id = :tenant)"),
            {"fee": made[0], "day": flat_fee_next_on and flat_fee_next_on.isoformat(), "tenant": tenant_id},
        )


def compiled(books: Books, kind: str = "rent", through: date = FIRST, **restriction: int) -> Compiled:
    """What a compile gives."""
    return compile_receivables(books, CompileRequest(kind, through, **restriction))


def post_all(books: Books, kind: str = "rent", through: date = FIRST, *skip: date) -> PostedReceivables:
    """Compile and post; candidates of the days in `skip` are skipped."""
    found = compiled(books, kind, through)
    chosen = tuple(row for row in found.candidates if row.posting_date not in skip)
    return post_receivables(books, ReceivablesOrder(found.request, chosen, len(found.candidates) - len(chosen)))
