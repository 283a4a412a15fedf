"""Who applied at a lived-in office: a household and a single person wait, one withdrew, one is a tenant by now."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from landlord_desktop.db.models import profiles
from landlord_desktop.services.samples.foundation import month_after, month_starts
from landlord_desktop.services.samples.office_people import CARLA
from landlord_desktop.services.samples.office_profiles import MONTHS, Household, Office

_PAGES = "https://inosio.example/applicants"
_PEOPLE = (
    # id, first and last name, kind, status, which vacant unit, days since applied, rent, employer, income
    ("APP-8841", "Lena", "Okonjo", "applicant", "approved", 0, 9, 164_500, "Northfield Clinic", 612_000),
    ("APP-8842", "Marcus", "Okonjo", "co_applicant", "approved", 0, 9, 164_500, "Harbor Freight Yard", 388_000),
    ("APP-8850", "Tobias", "Ferncliff", "applicant", "approved", 1, 4, 131_000, "Self-employed", 540_000),
    ("APP-8833", "Greta", "Lindqvist", "applicant", "withdrawn", 2, 16, 119_500, "Cedar Row Bakery", 405_000),
)


def write_applicants(connection: Connection, office: Office, today: date) -> None:
    """Write the applicants; the newest tenant of the office is who was accepted."""
    vacant = [row.code for row in connection.execute(_VACANT)]
    begins_on = month_after(today.replace(day=1))
    waiting = [_waiting(row, vacant[row[5]], begins_on, today) for row in _PEOPLE]
    connection.execute(insert(profiles.applicant), waiting)
    newest = max((home for home in office.households if home.end_month == MONTHS), key=lambda home: home.first_month)
    _accepted(connection, newest, today)


def _waiting(person: tuple[Any, ...], unit_code: str, begins_on: date, today: date) -> dict[str, Any]:
    number, first, last, kind, status, _unit, days, rent_cents, employer, income_cents = person
    applied_on = today - timedelta(days=days)
    return {
        "external_id": number, "kind": kind, "status": status, "first_name": first, "last_name": last,
        "primary_external_id": "APP-8841" if kind == "co_applicant" else None,
        "email": f"{first}.{last}@example.com".lower(), "phone": f"703-555-01{number[-2:]}", "employer": employer,
        "monthly_income_cents": income_cents, "current_address": "31 Garrison Road, Fairfax, VA 22030",
        "unit_code": unit_code, "move_in_on": begins_on, "lease_starts_on": begins_on,
        "lease_expires_on": month_after(begins_on, 12) - timedelta(days=1), "rent_cents": rent_cents,
        "submitted_on": applied_on, "approved_on": applied_on + timedelta(days=2), "browse_url": f"{_PAGES}/{number}",
        "last_modified": _noon(applied_on + timedelta(days=3)), "retrieved_at": _noon(applied_on + timedelta(days=3)),
    }


def _accepted(connection: Connection, home: Household, today: date) -> None:
    """The tenant's own application: the e-mail and the application's id stand in both profiles."""
    tenant = profiles.tenant
    known = connection.execute(select(tenant).where(tenant.c.id == home.tenant_id)).one()
    moved_in_on = month_starts(today, MONTHS)[home.first_month]
    applied_on = moved_in_on - timedelta(days=24)
    first, _space, last = known.name.rpartition(" ")
    connection.execute(update(tenant).where(tenant.c.id == home.tenant_id).values(applicant_id="APP-8702"))
    connection.execute(
        insert(profiles.applicant).values(
            external_id="APP-8702", kind="applicant", status="accepted", first_name=first, last_name=last,
            email=known.email, phone=known.phone, employer="Stonebridge Library", monthly_income_cents=470_000,
            current_address="7 Tannery Lane, Fairfax, VA 22030", unit_code=home.unit[0], move_in_on=moved_in_on,
            lease_starts_on=moved_in_on, rent_cents=home.rent_cents, submitted_on=applied_on,
            approved_on=applied_on + timedelta(days=3), browse_url=f"{_PAGES}/APP-8702",
            last_modified=_noon(applied_on + timedelta(days=5)), retrieved_at=_noon(applied_on + timedelta(days=5)),
            accepted_at=_noon(applied_on + timedelta(days=4)), accepted_by=CARLA.user, tenant_id=home.tenant_id,
        )
    )  # fmt: skip


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(16), UTC)


_VACANT = text(
    "SELECT u.code FROM unit u WHERE u.active = 1 "
    "AND NOT EXISTS (SELECT 1 FROM tenant t WHERE t.unit_id = u.id AND t.active = 1) ORDER BY u.code LIMIT 3"
)
