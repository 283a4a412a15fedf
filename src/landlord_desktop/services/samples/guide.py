"""The guide's own office: the figures of the Inosio integration guide on 3/8/2022."""

import json
from datetime import date, datetime

from sqlalchemy import Connection, insert

from landlord_desktop.config import resource_path
from landlord_desktop.db.models import maintenance, profiles
from landlord_desktop.rules.money import cents_from_wire
from landlord_desktop.services.books import Actor, Books
from landlord_desktop.services.charges import NewCharge, write_charges
from landlord_desktop.services.deposits import post_slip, undeposited_receipts
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.samples.foundation import (
    BANK,
    at,
    describe_bank,
    ids,
    insert_ledgers,
    insert_tenants,
    insert_units,
    open_for_work,
    prepare_office,
)
from landlord_desktop.services.samples.server_batches import Record, store_sample_batch
from landlord_desktop.services.users import User, insert_users
from landlord_desktop.services.working_lines import TypedPayment, add_payments

TODAY = date(2022, 3, 8)
NEXT_RENT_ON = date(2022, 4, 1)
BATCHES_FETCHED_ON = date(2022, 2, 25)
BOOKKEEPER = Actor("LYN", "OFFICE")
FEE_BASIS_POINTS = 1000
RENTS = {"KMETZ": 120_000, "FLORES": 61_500}
"""Monthly rent of the tenants that owe none; that of the others is the rent they owe."""
PAID_HISTORY = (
    # charged on, received on, deposited on, tenants (None: all)
    (date(2022, 1, 1), date(2022, 1, 10), date(2022, 1, 11), None),
    (date(2022, 2, 1), date(2022, 2, 3), date(2022, 2, 4), ("KMETZ", "FLORES")),
)


def fill_guide(books: Books) -> None:
    """Fill newly created books with the guide's figures."""
    guide: Record = json.loads(resource_path("guide", "portfolio.json").read_text(encoding="utf-8"))
    with books.store.write() as connection:
        prepare_office(connection, "Landlord Sample Office", **{"office.today": TODAY.isoformat()})
        insert_users(connection, [User(name=BOOKKEEPER.user, full_name="Lyn", initials="LYN")])
        _profiles(connection, guide)
        _work_orders(connection, guide)
        _applicants(connection, guide)
    for charged_on, received_on, deposited_on, codes in PAID_HISTORY:
        _paid_month(books, guide, charged_on, received_on, deposited_on, codes)
    with books.store.write() as connection:
        tenants = ids(connection, "tenant")
        then = at(books, date(2022, 3, 1), BOOKKEEPER)
        write_charges(connection, then, _unpaid_charges(guide, tenants))
        for place, record in enumerate(guide["batches"]):
            store_sample_batch(connection, at(books, BATCHES_FETCHED_ON, BOOKKEEPER, seconds=place), record)
        open_for_work(connection)


def _profiles(connection: Connection, guide: Record) -> None:
    bank_id = describe_bank(
        connection, BANK, check_style="Laser MICR Three Part (Top)", next_check_number=1756,
        account_number="0020021234", routing_number="0001234", nsf_fee_cents=5000, minimum_balance_cents=0,
    )
    ledgers = insert_ledgers(
        connection, bank_id,
        [{"code": row["id"], "name": row["name"], "kind": row["kind"]} for row in guide["ledgers"]],
    )
    units = insert_units(
        connection,
        [
            {
                "code": row["id"], "name": row["name"], "address": row["address"],
                "ledger_id": ledgers[row["ledger_id"]], "fee_basis_points": FEE_BASIS_POINTS,
            }
            for row in guide["units"]
        ],
    )
    monthly = ids(connection, "schedule")["MONTHLY"]
    insert_tenants(
        connection,
        [
            {
                "code": row["id"], "name": row["name"], "unit_id": units[row["unit_id"]], "rent_cents": _rent(row),
                "rent_schedule_id": monthly, "rent_next_on": NEXT_RENT_ON,
            }
            for row in guide["tenants"]
        ],
    )
    connection.execute(
        insert(profiles.vendor), [{"code": row["id"], "name": row["name"]} for row in guide["vendors"]]
    )


def _rent(tenant: Record) -> int:
    owed = [cents_from_wire(row["amount"]) for row in tenant["unpaid_charges"] if row["code"] == "RENT"]
    return owed[0] if owed else RENTS[tenant["id"]]


def _paid_month(
    books: Books, guide: Record, charged_on: date, received_on: date, deposited_on: date,
    codes: tuple[str, ...] | None,
) -> None:
    """Rents charged, paid and deposited by the road that a bookkeeper takes, so that histories are not empty."""
    payers = [row for row in guide["tenants"] if codes is None or row["id"] in codes]
    with books.store.write() as connection:
        tenants, bank_id = ids(connection, "tenant"), ids(connection, "account_code")[BANK]
        rents = [NewCharge(tenants[row["id"]], "RENT", charged_on, _rent(row)) for row in payers]
        write_charges(connection, at(books, charged_on, BOOKKEEPER), rents)
    payments = [
        TypedPayment(received_on, _rent(row), tenants[row["id"]], bank_id=bank_id, memo=f"{charged_on:%B} rent")
        for row in payers
    ]
    receiving, depositing = at(books, received_on, BOOKKEEPER), at(books, deposited_on, BOOKKEEPER)
    add_payments(receiving, payments)
    post_working_lines(receiving)
    receipts = undeposited_receipts(depositing, bank_id)
    total = sum(receipt.amount_cents for receipt in receipts)
    post_slip(depositing, bank_id, [receipt.receipt_id for receipt in receipts], total)


def _unpaid_charges(guide: Record, tenants: dict[str, int]) -> list[NewCharge]:
    return [
        NewCharge(
            tenants[row["id"]], charge["code"], date.fromisoformat(charge["charged_on"]),
            cents_from_wire(charge["amount"]), disputed=charge.get("disputed", False),
        )
        for row in guide["tenants"]
        for charge in row["unpaid_charges"]
    ]


def _work_orders(connection: Connection, guide: Record) -> None:
    """The list of the guide: four of this office, and four of Inosio with the problem that was reported there."""
    imported = {row["id"]: row for row in guide["work_orders"]}
    known = {name: ids(connection, name) for name in ("vendor", "tenant", "ledger", "unit")}
    connection.execute(
        insert(maintenance.work_order),
        [
            _work_order(row, number, imported.get(row["external_id"]), known)
            for number, row in enumerate(guide["local_work_orders"], 1)
        ],
    )


def _work_order(row: Record, number: int, imported: Record | None, known: dict[str, dict[str, int]]) -> Record:
    panel, reported = row["panel"] or {}, imported or {}
    notification = reported.get("notification") or {}
    return {
        "origin": "inosio" if imported else "local", "number": row["external_id"] or str(number),
        "external_id": row["external_id"], "name": row["name"] or "", "status": row["status"],
        "external_status": reported.get("status", ""), "priority": row["priority"].lower(),
        "reported_on": date.fromisoformat(row["reported_on"]), "site_code": row["unit_id"] or "",
        "site_name": row["site"] or "", "unit_id": known["unit"].get(row["unit_id"] or ""),
        "tenant_id": known["tenant"].get(panel.get("tenant_id", "")),
        "ledger_id": known["ledger"].get(panel.get("ledger_id", "")),
        "vendor_id": known["vendor"].get(row["vendor_id"] or ""),
        "maintenance_type": row["maintenance_type"] or "", "description": reported.get("description", ""),
        "estimate_cents": cents_from_wire(panel.get("estimate", "0.00")),
        "cost_limit_cents": cents_from_wire(panel.get("cost_limit", "0.00")),
        "total_cents": cents_from_wire(panel.get("total", "0.00")), "notes": panel.get("notes", ""),
        "notification_required": notification.get("required", False),
        "notification_name": notification.get("name") or "", "notification_phone": notification.get("phone") or "",
        "last_modified": _moment(reported.get("last_modified")), "imports": 1 if imported else 0,
    }


def _applicants(connection: Connection, guide: Record) -> None:
    connection.execute(
        insert(profiles.applicant),
        [
            {
                "external_id": row["id"], "kind": row["kind"], "primary_external_id": row["primary_applicant_id"],
                "rent_cents": cents_from_wire(row["rent"]), "last_modified": _moment(row["last_modified"]),
                "unit_code": row["unit_id"], "monthly_income_cents": cents_from_wire(row["monthly_income"]),
                **{name: row[name] for name in _APPLICANT_TEXTS},
                **{name: date.fromisoformat(row[name]) for name in _APPLICANT_DAYS},
            }
            for row in guide["applicants"]
        ],
    )


def _moment(wire: str | None) -> datetime | None:
    return datetime.fromisoformat(wire) if wire else None


_APPLICANT_TEXTS = ("status", "first_name", "last_name", "email", "phone", "current_address", "employer")
_APPLICANT_DAYS = ("move_in_on", "lease_starts_on", "lease_expires_on", "submitted_on", "approved_on")
