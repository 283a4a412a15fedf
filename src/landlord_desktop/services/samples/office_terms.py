"""What the profiles of a lived-in office say of leases, rents to come, recurring charges and late fees."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, insert, update

from landlord_desktop.db.models import profiles
from landlord_desktop.services.samples.foundation import ids, month_after
from landlord_desktop.services.samples.office_profiles import LOFTS_PROPERTY, MONTHS, Habit, Household, Office

RECURRING_MONTHS = 4
"""For so many months, the present one included, recurring charges and flat fees are posted by their schedules."""
PARKERS, CREDITED, RENT_CHANGES = 14, 2, 9


def write_terms(connection: Connection, office: Office, today: date, spared: Collection[int]) -> None:
    """Complete the profiles; tenants in `spared` get no recurring charges, as they must owe their rent alone."""
    current = [home for home in office.households if home.end_month == MONTHS]
    _leases(connection, office, today)
    _market_rents(connection, office)
    free = [home for home in current if home.tenant_id not in spared and not home.has_water]
    free = [home for home in free if home.habit is Habit.PROMPT and home.room_mate is None][-PARKERS - CREDITED :]
    _recurring(connection, free, today)
    _rent_changes(connection, current, today)
    first = month_after(today.replace(day=1), 1 - RECURRING_MONTHS)
    connection.execute(
        update(profiles.unit).where(profiles.unit.c.ledger_id == office.ledgers[LOFTS_PROPERTY]).values(
            flat_fee_next_on=first
        )
    )  # fmt: skip


def _leases(connection: Connection, office: Office, today: date) -> None:
    """Leases of a year that were renewed; rent is due next month; late fees as the office has them."""
    tenant = profiles.tenant
    monthly, late = ids(connection, "schedule")["MONTHLY"], ids(connection, "late_fee_profile")
    next_month = month_after(today.replace(day=1))
    rows: list[dict[str, Any]] = []
    for place, home in enumerate(office.households):
        gone = home.end_month < MONTHS
        starts = month_after(today.replace(day=1), home.first_month - MONTHS + 1)
        ends = month_after(today.replace(day=1), home.end_month - MONTHS + 1) - timedelta(days=1)
        years = max(1, -(-((today - starts).days + 1) // 365))
        rows.append(
            {
                "tenant": home.tenant_id, "lease_type": "month_to_month" if place % 11 == 7 else "closed",
                "lease_expires_on": ends if gone else month_after(starts, 12 * years) - timedelta(days=1),
                "move_in_on": starts, "move_out_on": ends if gone else None,
                "notice_given_on": ends - timedelta(days=45) if gone else None,
                "rent_schedule_id": monthly, "rent_next_on": month_after(starts, 1) if gone else next_month,
                "rent_expires_on": ends if gone else None, "rent_expired": gone,
                "late_fee_profile_id": late["PERCENT" if place % 9 == 4 else "STANDARD"],
                "grace_days": 8 if place % 17 == 3 else None, "payments_blocked": place == 29,
            }
        )
        if gone:
            rows[-1]["rent_next_on"] = ends + timedelta(days=1)
    connection.execute(update(tenant).where(tenant.c.id == bindparam("tenant")), rows)


def _market_rents(connection: Connection, office: Office) -> None:
    unit = profiles.unit
    rows = [
        {"place": home.unit[0], "market_rent_cents": -(-home.rent_cents * 104 // 10_000) * 100}
        for home in office.households
    ]
    connection.execute(update(unit).values(market_rent_cents=120_000))
    connection.execute(update(unit).where(unit.c.code == bindparam("place")), rows)


def _recurring(connection: Connection, homes: list[Household], today: date) -> None:
    """Parking for most of them, a credit for those who look after the house."""
    codes, schedules = ids(connection, "charge_code"), ids(connection, "schedule")
    first = month_after(today.replace(day=1), 1 - RECURRING_MONTHS)
    rows = [
        {
            "tenant_id": home.tenant_id, "charge_code_id": codes["PARKING"], "amount_cents": 3500 + 500 * (place % 3),
            "memo": f"Parking place {place + 1}", "schedule_id": schedules["MONTHLY"], "next_on": first,
        }
        for place, home in enumerate(homes[:PARKERS])
    ]
    rows += [
        {
            "tenant_id": home.tenant_id, "charge_code_id": codes["COURTESY"], "amount_cents": -2500,
            "memo": "Caretaker", "schedule_id": schedules["MONTHLY"], "next_on": first,
        }
        for home in homes[PARKERS:]
    ]
    connection.execute(insert(profiles.recurring_charge), rows)


def _rent_changes(connection: Connection, homes: list[Household], today: date) -> None:
    """Some rents rise with the next month, some half a year later."""
    rows = [
        {
            "tenant_id": home.tenant_id, "effective_on": month_after(today.replace(day=1), 1 if place % 3 else 7),
            "rent_cents": home.rent_cents + 2500,
        }
        for place, home in enumerate(homes[5::23][:RENT_CHANGES])
    ]
    connection.execute(insert(profiles.rent_change), rows)
