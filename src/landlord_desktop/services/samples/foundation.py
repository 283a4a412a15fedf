"""What every sample stands on: the bank's details, settings, and profiles."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert, text

from landlord_desktop.db.models import profiles, setup
from landlord_desktop.services.books import Actor, Books
from landlord_desktop.services.chart import fee_profile
from landlord_desktop.services.settings import put

BANK = "CHECKING"
_TELL_SERVER = ("inosio.balances_after_slip", "inosio.balances_after_receivables")


def at(books: Books, day: date, actor: Actor | None = None, seconds: int = 0) -> Books:
    """The books as somebody used them at noon of an earlier day, or so many seconds after it."""
    moment = datetime.combine(day, time(16, 0), UTC) + timedelta(seconds=seconds)
    return replace(books, clock=lambda: moment, today_is=day, actor=actor or books.actor)


def month_starts(today: date, count: int) -> list[date]:
    """The first days of so many months, the last being that of `today`."""
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - count + 1, last + 1)]


def month_after(first: date, months: int = 1) -> date:
    """The first day of the month so many months after (or before, where negative) that of a first day."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)


def prepare_office(connection: Connection, name: str, **settings: str) -> None:
    """Name the office and put its settings; all features are on, and nothing is queued for sending while it fills."""
    features = ("applicant_screening", "document_portal", "maintenance_coordination")
    values = {f"inosio.{feature}": "yes" for feature in features} | dict.fromkeys(_TELL_SERVER, "no")
    put(connection, values | {"office.name": name, "inosio.bank": BANK} | settings)
    connection.execute(setup.office.update().values(name=name))


def open_for_work(connection: Connection) -> None:
    """Set back what was changed for the filling; from now on balances are queued after slips and receivables."""
    put(connection, dict.fromkeys(_TELL_SERVER, "yes"))


def describe_bank(connection: Connection, code: str, **details: str | int) -> int:
    """Fill in the details of a bank account code; its id."""
    bank_id = ids(connection, "account_code")[code]
    connection.execute(setup.bank_detail.update().where(setup.bank_detail.c.account_id == bank_id).values(**details))
    return bank_id


def ids(connection: Connection, table: str) -> dict[str, int]:
    """Record ids of a table by code."""
    return {row[0]: row[1] for row in connection.execute(text(f"SELECT code, id FROM {table}"))}  # noqa: S608


def insert_ledgers(connection: Connection, bank_id: int, ledgers: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Insert ledgers (code, name, kind), those of managers first, which manage all others; ids by code."""
    managers = [row for row in ledgers if row["kind"] == "management"]
    connection.execute(insert(setup.ledger), [{**row, "bank_account_id": bank_id} for row in managers])
    manager_id = ids(connection, "ledger")[managers[0]["code"]]
    connection.execute(
        insert(setup.ledger),
        [
            {**row, "bank_account_id": bank_id, "management_ledger_id": manager_id}
            for row in ledgers
            if row["kind"] != "management"
        ],
    )
    return ids(connection, "ledger")


def insert_units(connection: Connection, units: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Insert units, each with its `fee_profile_id`, or its management fee in `fee_basis_points`; ids by code."""
    rows = [dict(row) for row in units]
    for row in rows:
        if "fee_basis_points" in row:
            row["fee_profile_id"] = fee_profile(connection, row.pop("fee_basis_points"))
    connection.execute(insert(profiles.unit), rows)
    return ids(connection, "unit")


def insert_tenants(connection: Connection, tenants: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Insert tenants, all with the same keys; ids by code."""
    connection.execute(insert(profiles.tenant), list(tenants))
    return ids(connection, "tenant")
