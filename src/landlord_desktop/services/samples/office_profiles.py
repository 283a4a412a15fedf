"""Who and what a lived-in office manages: owners, properties, units, tenants with their habits, repairs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Connection, insert

from landlord_desktop.db.models import maintenance, profiles
from landlord_desktop.services.samples.foundation import (
    BANK,
    describe_bank,
    ids,
    insert_ledgers,
    insert_tenants,
    insert_units,
    month_starts,
)
from landlord_desktop.services.samples.office_setup import (
    ACCRUAL_PROPERTY,
    COMMONS,
    HOUSES,
    LATE_FEE_SPLIT,
    LOFTS,
    insert_ownership,
    insert_setup,
)
from landlord_desktop.services.samples.people import TOWNS, Person, addresses, people

OWNERS, MONTHS = 40, 24
PROPERTIES = (
    # code, name, units
    ("BC", "Birchwood Commons", 24), ("CR", "Cedar Row", 18), ("FT", "Foxglove Terrace", 16),
    ("HV", "Harbor View", 20), ("LC", "Larkspur Court", 12), ("MF", "Mill Creek Flats", 14),
    ("NH", "Northgate House", 12), ("OP", "Orchard Park", 16), ("PR", "Pine Ridge", 10),
    ("QL", "Quarry Lofts", 8), ("RM", "Riverside Manor", 12), ("SP", "Summit Place", 8),
)
SINGLE_HOUSES = 80
LOFTS_PROPERTY = "QL"
LET_UNITS, FORMER, ROOM_MATES = 225, 8, 7
VENDORS = (
    ("BRIGHT", "Bright Spark Electric"), ("CLEARWAY", "Clearway Drains"), ("EVERGREEN", "Evergreen Lawn Care"),
    ("HEARTH", "Hearth and Flue Heating"), ("LOCKSTEP", "Lockstep Locksmiths"), ("PATCH", "Patch and Paint"),
)
PROBLEMS = (
    # name, description, type, priority, status, days ago, vendor
    ("Water heater", "The water heater leaks onto the floor.", "Plumbing", "high", "Vendor Notified", 2, "CLEARWAY"),
    ("Hall light", "The light in the hall flickers and goes out.", "Electrical", "normal", "Unassigned", 3, None),
    ("No heat", "The furnace does not start; the pilot light is out.", "Heating", "emergency", "Vendor Notified", 1,
     "HEARTH"),
    ("Gutter", "The gutter over the front door overflows.", "Exterior", "low", "Unassigned", 12, None),
    ("Front lock", "The key turns hard in the front door.", "Locks", "normal", "Completed", 20, "LOCKSTEP"),
    ("Hedge", "The hedge covers the street number.", "Grounds", "low", "Invoiced", 41, "EVERGREEN"),
    ("Bedroom wall", "Paint is coming off the bedroom wall.", "Painting", "low", "Completed", 58, "PATCH"),
    ("Kitchen drain", "The kitchen sink drains slowly.", "Plumbing", "normal", "Invoiced", 75, "CLEARWAY"),
)


class Habit(StrEnum):
    """How a tenant pays."""

    PROMPT = "prompt"
    LATE = "late"
    IN_PARTS = "in parts"
    ROUNDS_UP = "rounds up"
    DISPUTES = "disputes"


@dataclass(frozen=True, slots=True)
class Household:
    """A tenant who pays rent, in a unit, from one month of the history to another (numbered, the end not included).

    `late_fee_split` is the owner's part of a late fee in basis points.
    """

    tenant_id: int
    code: str
    name: str
    unit: tuple[str, str]
    rent_cents: int
    habit: Habit
    pays_by_check: bool
    has_water: bool
    first_month: int
    end_month: int
    room_mate: tuple[str, str] | None
    late_fee_split: int

    def lives_here(self, month: int) -> bool:
        """Whether the rent of that month is owed."""
        return self.first_month <= month < self.end_month


@dataclass(frozen=True, slots=True)
class Office:
    """The records of the office that its history needs; ledgers by code."""

    bank_id: int
    ledgers: dict[str, int]
    owner_codes: tuple[str, ...]
    owner_names: dict[str, str]
    households: tuple[Household, ...]


def insert_office(connection: Connection, today: date, random: Random) -> Office:
    """Write all profiles of the office."""
    bank_id = _banks(connection)
    someone = people(random)
    owners = list(islice(someone, OWNERS))
    fees = insert_setup(connection)
    ledgers = insert_ledgers(connection, bank_id, list(_ledger_rows(owners)))
    insert_ownership(
        connection, [ledgers[code] for code, _name, _units in PROPERTIES], [ledgers[owner.code] for owner in owners]
    )
    units = list(_unit_rows(ledgers, owners, fees, random))
    unit_ids = insert_units(connection, units)
    households = _insert_tenants(connection, units, unit_ids, someone, today, random, fees[HOUSES])
    _insert_maintenance(connection, households, {unit["code"]: unit["ledger_id"] for unit in units}, today)
    return Office(
        bank_id, ledgers, tuple(owner.code for owner in owners), {owner.code: owner.name for owner in owners},
        households,
    )


def _banks(connection: Connection) -> int:
    describe_bank(
        connection, "ESCROW", check_style="Laser MICR Three Part (Top)", next_check_number=301,
        account_number="0040019921", routing_number="111111118", nsf_fee_cents=3500,
    )
    return describe_bank(
        connection, BANK, check_style="Laser MICR Three Part (Top)", next_check_number=4127,
        account_number="0040017788", routing_number="111111118", nsf_fee_cents=3500, minimum_balance_cents=50_000,
        returned_item_fee_cents=1200, signature_memo="Void after 90 days",
    )


def _ledger_rows(owners: list[Person]) -> Iterator[dict[str, Any]]:
    yield {
        "code": "MGMT", "name": "Stonebridge Management", "kind": "management", "accounting_method": "cash",
        "email": "office@example.com", "phone": "703-555-0100", "repair_limit_cents": 0,
    }
    for owner in owners:
        yield {
            "code": owner.code, "name": owner.name, "kind": "owner", "accounting_method": "cash", "email": owner.email,
            "phone": owner.phone, "repair_limit_cents": 25_000,
        }
    for code, name, _units in PROPERTIES:
        method = "accrual" if code == ACCRUAL_PROPERTY else "cash"
        yield {
            "code": code, "name": name, "kind": "property", "accounting_method": method,
            "email": f"{code}@example.com".lower(), "phone": "703-555-0100", "repair_limit_cents": 50_000,
        }


def _unit_rows(
    ledgers: dict[str, int], owners: list[Person], fees: dict[str, int], random: Random
) -> Iterator[dict[str, Any]]:
    """Units of the properties at 8 % management fee, and houses of single owners at 10 %."""
    places = addresses()
    for code, name, count in PROPERTIES:
        _short, address = next(places)
        town, state, postal_code = random.choice(TOWNS)
        for number in range(count):
            room = 101 + number % 8 + 100 * (number // 8)
            yield {
                "code": f"{code}{room}", "name": f"{name} {room}", "ledger_id": ledgers[code],
                "fee_profile_id": fees[LOFTS if code == LOFTS_PROPERTY else COMMONS],
                "address": f"{address}, Apt {room}", "city": town, "state": state, "postal_code": postal_code,
            }
    for place, (code, address) in enumerate(islice(places, SINGLE_HOUSES)):
        town, state, postal_code = random.choice(TOWNS)
        yield {
            "code": code, "name": address, "ledger_id": ledgers[owners[place % OWNERS].code],
            "fee_profile_id": fees[HOUSES], "address": address, "city": town, "state": state,
            "postal_code": postal_code,
        }


def _insert_tenants(
    connection: Connection, units: list[dict[str, Any]], unit_ids: dict[str, int], someone: Iterator[Person],
    today: date, random: Random, houses: int,
) -> tuple[Household, ...]:
    """Tenants of the let units, those who lived there before some of them, and room-mates of others."""
    months = month_starts(today, MONTHS)
    let = random.sample(units, LET_UNITS)
    stays = [(unit, 0 if place % 5 else random.randrange(MONTHS - 3), MONTHS) for place, unit in enumerate(let)]
    for place in range(FORMER):
        change = random.randrange(6, MONTHS - 4)
        stays[place] = (let[place], change, MONTHS)
        stays.append((let[place], 0, change))
    found = [
        (person, unit, start, end, random.randrange(850, 2300, 5) * 100)
        for person, (unit, start, end) in zip(someone, stays, strict=False)
    ]
    known = insert_tenants(
        connection,
        [
            _tenant_row(person, unit_ids[unit["code"]], end == MONTHS, rent_cents, months[start])
            for person, unit, start, end, rent_cents in found
        ],
    )
    responsible = found[FORMER : FORMER + ROOM_MATES]
    mates = list(islice(someone, ROOM_MATES))
    insert_tenants(
        connection,
        [
            _tenant_row(mate, unit_ids[unit["code"]], True, 0, months[start])
            | {"responsible_tenant_id": known[person.code], "posts_to_responsible": True}
            for mate, (person, unit, start, _end, _rent) in zip(mates, responsible, strict=True)
        ],
    )
    mate_of = {person.code: (mate.code, mate.name) for mate, (person, *_rest) in zip(mates, responsible, strict=True)}
    return tuple(
        Household(
            known[person.code], person.code, person.name, (unit["code"], unit["name"]), rent_cents,
            _habit(random) if person.code not in mate_of else Habit.PROMPT, random.random() < 0.2,
            random.random() < 0.5, start, end, mate_of.get(person.code),
            LATE_FEE_SPLIT if unit["fee_profile_id"] == houses else 0,
        )
        for person, unit, start, end, rent_cents in found
    )


def _tenant_row(person: Person, unit_id: int, active: bool, rent_cents: int, since: date) -> dict[str, Any]:
    return {
        "code": person.code, "name": person.name, "unit_id": unit_id, "active": active, "email": person.email,
        "phone": person.phone, "rent_cents": rent_cents, "lease_starts_on": since,
    }


def _habit(random: Random) -> Habit:
    return random.choices(tuple(Habit), weights=(74, 11, 6, 6, 3))[0]


def _insert_maintenance(
    connection: Connection, households: tuple[Household, ...], ledger_of_unit: dict[str, int], today: date
) -> None:
    connection.execute(
        insert(profiles.vendor),
        [{"code": code, "name": name, "phone": f"703-555-01{place:02d}"} for place, (code, name) in enumerate(VENDORS)],
    )
    vendors, units = ids(connection, "vendor"), ids(connection, "unit")
    current = [household for household in households if household.end_month == MONTHS]
    rows = []
    for place, (name, description, kind, priority, status, days, vendor) in enumerate(PROBLEMS):
        home = current[place * 17]
        reported_on = today - timedelta(days=days)
        rows.append(
            {
                "origin": "local", "number": str(place + 1), "unit_id": units[home.unit[0]],
                "name": name, "description": description, "maintenance_type": kind, "priority": priority,
                "status": status, "reported_on": reported_on, "reported_by": home.name, "tenant_id": home.tenant_id,
                "site_code": home.unit[0], "site_name": home.unit[1], "vendor_id": vendors.get(vendor or ""),
                "vendor_notified_on": reported_on if vendor else None,
                "completed_on": reported_on + timedelta(days=6) if status in {"Completed", "Invoiced"} else None,
                "ledger_id": ledger_of_unit[home.unit[0]],
            }
        )
    connection.execute(insert(maintenance.work_order), rows)
