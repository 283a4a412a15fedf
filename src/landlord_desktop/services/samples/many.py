"""Any number of tenants with a year of rents, to see how the program works with many."""

from datetime import date, timedelta
from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import Connection

from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, write_charges
from landlord_desktop.services.deposits import write_slip
from landlord_desktop.services.samples.bulk import Payment, due_cents, post_payments
from landlord_desktop.services.samples.foundation import (
    BANK,
    at,
    describe_bank,
    ids,
    insert_ledgers,
    insert_tenants,
    insert_units,
    month_after,
    month_starts,
    open_for_work,
    prepare_office,
)
from landlord_desktop.services.samples.people import addresses, people
from landlord_desktop.services.samples.server_batches import Record, batch_record, payment_item, store_sample_batch
from landlord_desktop.services.working_list import all_tenant_states

MONTHS = 12
UNITS_A_LEDGER = 25
PAYMENTS_A_BATCH = 1000
SEED = 12


def fill_many(books: Books, count: int) -> None:
    """Fill newly created books with `count` tenants of twelve rents each.

    The last rent is unpaid, and each tenant's payment of just that amount waits in a batch; the others are paid and
    deposited. One transaction a month.
    """
    today = books.today()
    with books.store.write() as connection:
        prepare_office(connection, f"Sample Office of {count:,} Tenants")
        bank_id = describe_bank(
            connection, BANK, check_style="Laser MICR Three Part (Top)", next_check_number=1001,
            account_number="0040017788", routing_number="111111118", nsf_fee_cents=5000,
        )
        tenants = _profiles(connection, count, bank_id, month_after(today.replace(day=1)))
    months = month_starts(today, MONTHS)
    for number, first in enumerate(months, 1):
        with books.store.write() as connection:
            charges = [NewCharge(tenant["id"], "RENT", first, tenant["rent_cents"]) for tenant in tenants]
            write_charges(connection, at(books, first), charges)
            if number < len(months):
                _pay(connection, books, bank_id, first + timedelta(days=3))
    with books.store.write() as connection:
        for place, start in enumerate(range(0, count, PAYMENTS_A_BATCH)):
            record = _batch(place, tenants[start : start + PAYMENTS_A_BATCH], today)
            store_sample_batch(connection, books, record)
        open_for_work(connection)


def _profiles(connection: Connection, count: int, bank_id: int, next_rent_on: date) -> list[dict[str, Any]]:
    """Ledgers, units and tenants; the tenants with their ids and the names of their units."""
    monthly = ids(connection, "schedule")["MONTHLY"]
    random = Random(SEED)  # noqa: S311
    owners = list(islice(people(random), (count + UNITS_A_LEDGER - 1) // UNITS_A_LEDGER))
    ledgers = insert_ledgers(
        connection, bank_id,
        [
            {"code": "MGMT", "name": "Management Company", "kind": "management"},
            *({"code": f"O-{owner.code}", "name": owner.name, "kind": "owner"} for owner in owners),
        ],
    )
    places = list(islice(addresses(), count))
    insert_units(
        connection,
        [
            {
                "code": code, "name": address, "address": address, "fee_basis_points": 1000 if place % 3 else 800,
                "ledger_id": ledgers[f"O-{owners[place // UNITS_A_LEDGER].code}"],
            }
            for place, (code, address) in enumerate(places)
        ],
    )
    units = ids(connection, "unit")
    tenants: list[dict[str, Any]] = [
        {
            "code": person.code, "name": person.name, "unit_id": units[code], "email": person.email,
            "phone": person.phone, "rent_cents": random.randrange(700, 2400, 5) * 100,
            "rent_schedule_id": monthly, "rent_next_on": next_rent_on,
        }
        for person, (code, _address) in zip(people(random), places, strict=False)
    ]
    known = insert_tenants(connection, tenants)
    return [
        {**tenant, "id": known[tenant["code"]], "unit_code": code, "unit_name": address}
        for tenant, (code, address) in zip(tenants, places, strict=True)
    ]


def _pay(connection: Connection, books: Books, bank_id: int, day: date) -> None:
    """Everybody pays what is due; all of it goes to the bank on one slip the day after."""
    states = all_tenant_states(connection)
    payments = [
        Payment(tenant_id, due_cents(state, day), day, method="ach", memo=f"{day:%B} rent")
        for tenant_id, state in states.items()
    ]
    receipts = post_payments(connection, at(books, day), states, payments, bank_id)
    total_cents = sum(payment.amount_cents for payment in payments)
    deposit_day = day + timedelta(days=1)
    write_slip(connection, at(books, deposit_day), bank_id, receipts, total_cents, deposit_day)


def _batch(place: int, tenants: list[dict[str, Any]], today: date) -> Record:
    """One batch of the server: each tenant pays the last rent to the cent."""
    received_on = today - timedelta(days=1)
    items = [
        payment_item(
            f"PMT-12{tenant['id']:08d}", received_on, tenant["rent_cents"], tenant["name"], tenant=tenant["code"],
            unit=(tenant["unit_code"], tenant["unit_name"]),
        )
        for tenant in tenants
    ]
    return batch_record(f"{1200000000000000 + place}", today, items, bank=BANK)
