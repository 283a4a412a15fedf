"""What a lived-in office has set up beyond the standard chart: more charge codes, fee profiles, who owns what."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from landlord_desktop.db.models import setup
from landlord_desktop.services.samples.foundation import ids

ACCOUNTS = (
    # code, name, ledger code, type
    ("PARKING", "Parking Income", "4250", "income"), ("KEYS", "Key and Lock Income", "4450", "other_income"),
    ("COURTESY", "Courtesy Credits", "6200", "expense"), ("REPAIRS", "Repairs and Maintenance", "6300", "expense"),
)
CHARGE_CODES = (
    # code, name, account, payee
    ("PARKING", "Parking", "PARKING", "owner"), ("KEYS", "Keys and Locks", "KEYS", "management"),
    ("COURTESY", "Courtesy", "COURTESY", "owner"),
)
LATE_FEE_SPLIT = 5000
"""The part of a late fee that the owner of a house gets, in basis points."""
HOUSES, COMMONS, LOFTS = "HOUSES", "COMMONS", "LOFTS"
FEE_PROFILES = (
    # code, name, fee, flat fee, leasing fee, it replaces the fee, split with the owner
    (HOUSES, "Single houses", 1000, 0, 5000, True, LATE_FEE_SPLIT),
    (COMMONS, "Apartments", 800, 0, 2500, False, 0),
    (LOFTS, "Apartments with a flat fee", 800, 1500, 2500, False, 0),
)
LATE_FEE_PROFILES = (("STANDARD", "$45.00 once a month", 4500, 0), ("PERCENT", "5 % of what is late", 0, 500))
ACCRUAL_PROPERTY = "SP"
SHARES = ((1, 1), (1,), (27_416, 72_584), (2, 1, 1))
"""The shares of the owners of one property after another."""


def insert_setup(connection: Connection) -> dict[str, int]:
    """Accounts, charge codes and profiles; the ids of the management fee profiles by code."""
    connection.execute(
        insert(setup.account_code),
        [
            {"code": code, "name": name, "ledger_code": number, "account_type": kind}
            for code, name, number, kind in ACCOUNTS
        ],
    )
    accounts = ids(connection, "account_code")
    connection.execute(
        insert(setup.charge_code),
        [
            {"code": code, "name": name, "account_id": accounts[account], "payee": payee}
            for code, name, account, payee in CHARGE_CODES
        ],
    )
    monthly = ids(connection, "schedule")["MONTHLY"]
    connection.execute(insert(setup.fee_profile), [_fee_profile(row, monthly) for row in FEE_PROFILES])
    late = ids(connection, "charge_code")["LATE"]
    connection.execute(
        insert(setup.late_fee_profile),
        [
            {"code": code, "name": name, "charge_code_id": late, "amount_cents": cents, "basis_points": points}
            for code, name, cents, points in LATE_FEE_PROFILES
        ],
    )
    return ids(connection, "fee_profile")


def _fee_profile(row: tuple[Any, ...], schedule_id: int) -> dict[str, Any]:
    code, name, fee, flat_cents, leasing, replaces, split = row
    return {
        "code": code, "name": name, "fee_basis_points": fee, "flat_fee_cents": flat_cents,
        "flat_fee_schedule_id": schedule_id if flat_cents else None, "leasing_basis_points": leasing,
        "leasing_replaces_fee": replaces, "late_fee_owner_basis_points": split,
    }


def insert_ownership(connection: Connection, properties: Sequence[int], owners: Sequence[int]) -> None:
    """Each property belongs to one owner or to several, by their shares."""
    rows = []
    for place, property_id in enumerate(properties):
        shares = SHARES[place % len(SHARES)]
        rows += [
            {"property_id": property_id, "owner_id": owners[(place * 3 + number) % len(owners)], "shares": count}
            for number, count in enumerate(shares)
        ]
    connection.execute(insert(setup.ownership), rows)
