"""What every sample stands on: the bank's details, settings, profiles, and batches as the server writes them."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import Connection, insert, text

from landlord_desktop.db.models import profiles, setup
from landlord_desktop.rules.money import cents_from_wire
from landlord_desktop.services.batches import FetchedBatch, FetchedPayment, store_batch
from landlord_desktop.services.books import Actor, Books
from landlord_desktop.services.settings import put

BANK = "CHECKING"


def at(books: Books, day: date, actor: Actor | None = None) -> Books:
    """The books as somebody used them at noon of an earlier day."""
    moment = datetime.combine(day, time(16, 0), UTC)
    return replace(books, clock=lambda: moment, today_is=day, actor=actor or books.actor)


def prepare_office(connection: Connection, name: str, **settings: str) -> None:
    """Name the office and put its settings; all features are on, and nothing is queued for sending while it fills."""
    features = ("applicant_screening", "document_portal", "maintenance_coordination")
    values = {f"inosio.{feature}": "yes" for feature in features}
    put(connection, values | {"office.name": name, "inosio.bank": BANK, "inosio.balances_after_slip": "no"} | settings)
    connection.execute(setup.office.update().values(name=name))


def open_for_work(connection: Connection) -> None:
    """Set back what was changed for the filling; from now on balances are queued after each slip."""
    put(connection, {"inosio.balances_after_slip": "yes"})


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
    """Insert units; ids by code."""
    connection.execute(insert(profiles.unit), list(units))
    return ids(connection, "unit")


def insert_tenants(connection: Connection, tenants: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Insert tenants, all with the same keys; ids by code."""
    connection.execute(insert(profiles.tenant), list(tenants))
    return ids(connection, "tenant")


def batch_of(record: dict[str, Any]) -> FetchedBatch:
    """A batch from its JSON as the server gives it, with that JSON as the raw answer.

    An item whose date is no date is kept as unreadable, with its amount.
    """
    moment = record["processed_at"]
    return FetchedBatch(
        record["id"], date.fromisoformat(record["deposited_on"]), cents_from_wire(record["total"]),
        record["item_count"], record["status"], record["revision"],
        datetime.fromisoformat(moment) if moment else None, record["bank_account_id"],
        tuple(_payment_of(item) for item in record["receipts"]),
        json.dumps(record, ensure_ascii=False).encode(), "sample",
    )


def _payment_of(item: dict[str, Any]) -> FetchedPayment:
    amount_cents = cents_from_wire(item["amount"])
    try:
        received_on = date.fromisoformat(item["received_on"])
    except ValueError:
        problem = f"received_on is {item['received_on']}, which is no date"
        return FetchedPayment(
            item["payment_id"], None, amount_cents, payer_name=item["payer_name"], unreadable=problem,
            raw_text=json.dumps(item, ensure_ascii=False),
        )
    return FetchedPayment(
        item["payment_id"], received_on, amount_cents, item["tenant_id"], item["unit_id"], item["payer_name"],
        item["unit_name"] or "", item["payer_kind"], item["ledger_id"], item["method"], item["memo"],
    )


def store_sample_batch(connection: Connection, books: Books, record: dict[str, Any]) -> None:
    """Store a batch of the sample; it belongs to no portfolio until the office is connected to one."""
    outcome = store_batch(connection, books, "", batch_of(record))
    if outcome != "new":
        raise AssertionError(f"sample batch {record['id']} was not stored: {outcome}")
