"""Maintenance > Work Order History: work orders of this office, which are written here, and Inosio's, which are not."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, select, text, update

from landlord_desktop.db.models import maintenance, profiles, setup
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.field_problems import VALUE_REQUIRED, FieldProblem
from landlord_desktop.services.profiles.field_checks import (
    LONGEST_LINE,
    LONGEST_NAME,
    amount_problems,
    date_problems,
    order_problems,
    text_problems,
)
from landlord_desktop.services.profiles.records import (
    Kind,
    Saved,
    put_stored,
    read_stored,
    record_change,
    reference_problems,
    refuse,
    refuse_stale,
    tidied,
)
from landlord_desktop.services.work_order_sites import Site, write_match
from landlord_desktop.services.work_order_words import STATUSES, UNASSIGNED

LONGEST_DESCRIPTION = 20_000


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """One work order; amounts in cents. Of an imported one only Mark for Printing and the site may be changed.

    `unreadable` says why the server's newest answer (`raw_text`) could not be taken.
    """

    record_id: int | None = None
    origin: str = "local"
    number: str = ""
    mark_for_printing: bool = False
    status: str = UNASSIGNED
    name: str = ""
    priority: str = "normal"
    reported_on: date | None = None
    reported_by: str = ""
    phone: str = ""
    unit_id: int | None = None
    site_ledger_id: int | None = None
    tenant_id: int | None = None
    ledger_id: int | None = None
    description: str = ""
    notification_required: bool = False
    notification_name: str = ""
    notification_phone: str = ""
    vendor_id: int | None = None
    maintenance_type: str = ""
    vendor_notified_on: date | None = None
    required_by: date | None = None
    started_on: date | None = None
    completed_on: date | None = None
    estimate_cents: int = 0
    cost_limit_cents: int = 0
    vendor_instructions: str = ""
    alternate_phone: str = ""
    permission_to_enter: bool = False
    bill_to: str = ""
    bill_code: str = ""
    charge_code_id: int | None = None
    labor_cents: int = 0
    material_cents: int = 0
    total_cents: int = 0
    invoice_number: str = ""
    asset: str = ""
    asset_make: str = ""
    asset_model: str = ""
    asset_serial: str = ""
    asset_bought_on: date | None = None
    asset_installed_on: date | None = None
    warranty_expires_on: date | None = None
    warranty_vendor_id: int | None = None
    external_id: str | None = None
    external_status: str = ""
    last_modified: datetime | None = None
    browse_url: str = ""
    site_code: str = ""
    site_name: str = ""
    tenant_code: str = ""
    ledger_code: str = ""
    vendor_code: str = ""
    notes: str = ""
    unreadable: str = ""
    raw_text: str = ""
    entered_by: str = ""
    entered_at: datetime | None = None
    changed_by: str = ""
    changed_at: datetime | None = None

    @property
    def code(self) -> str:
        """The ID, as all records have one."""
        return self.number

    @property
    def imported(self) -> bool:
        """Whether it comes from Inosio, where it is changed."""
        return self.origin == "inosio"

    @property
    def site_known(self) -> bool:
        """Whether it is known which unit or property it is about."""
        return self.unit_id is not None or self.site_ledger_id is not None


FIELD_NAMES = {
    "number": "ID", "mark_for_printing": "Mark for Printing", "status": "Status", "name": "Name",
    "priority": "Priority", "reported_on": "Reported", "reported_by": "Reported By", "phone": "Phone Number",
    "unit_id": "Site", "site_ledger_id": "Site", "tenant_id": "Tenant", "ledger_id": "Ledger",
    "description": "Problem Description", "notification_required": "Notification Required",
    "notification_name": "Notify", "notification_phone": "At Phone", "vendor_id": "Vendor",
    "maintenance_type": "Maintenance Type", "vendor_notified_on": "Vendor Notified", "required_by": "Required By",
    "started_on": "Work Started", "completed_on": "Work Completed", "estimate_cents": "Estimate",
    "cost_limit_cents": "Cost Limit", "vendor_instructions": "Vendor Instructions",
    "alternate_phone": "Alternate Phone", "permission_to_enter": "Permission to Enter", "bill_to": "Bill To",
    "bill_code": "Bill Code", "charge_code_id": "Charge Code", "labor_cents": "Labor", "material_cents": "Material",
    "total_cents": "Total", "invoice_number": "Invoice", "asset": "Asset", "asset_make": "Make",
    "asset_model": "Model", "asset_serial": "Serial Number", "asset_bought_on": "Bought",
    "asset_installed_on": "Installed", "warranty_expires_on": "Warranty Expires",
    "warranty_vendor_id": "Warranty Vendor",
}  # fmt: skip
WORK_ORDER = Kind(
    "work order", maintenance.work_order, WorkOrder, FIELD_NAMES,
    {
        "unit_id": profiles.unit, "site_ledger_id": setup.ledger, "tenant_id": profiles.tenant,
        "ledger_id": setup.ledger, "vendor_id": profiles.vendor, "charge_code_id": setup.charge_code,
        "warranty_vendor_id": profiles.vendor,
    },
)  # fmt: skip
_LOCAL = frozenset({"mark_for_printing", "unit_id", "site_ledger_id"})
_TEXTS = {
    "reported_by": LONGEST_LINE, "phone": LONGEST_NAME, "alternate_phone": LONGEST_NAME,
    "maintenance_type": LONGEST_NAME, "notification_name": LONGEST_LINE, "notification_phone": LONGEST_NAME,
    "bill_code": LONGEST_NAME, "invoice_number": LONGEST_NAME, "asset": LONGEST_LINE, "asset_make": LONGEST_NAME,
    "asset_model": LONGEST_NAME, "asset_serial": LONGEST_NAME, "name": LONGEST_LINE,
}  # fmt: skip
_DAYS = (
    "reported_on", "vendor_notified_on", "required_by", "started_on", "completed_on", "asset_bought_on",
    "asset_installed_on", "warranty_expires_on",
)  # fmt: skip


def new_work_order(today: date) -> WorkOrder:
    """What a new work order begins with."""
    return WorkOrder(reported_on=today)


def read_work_order(books: Books, record_id: int) -> WorkOrder:
    """One work order. NotFoundError where there is none."""
    with books.store.read() as connection:
        return read_stored(connection, WORK_ORDER, record_id)


def save_work_order(books: Books, order: WorkOrder, before: WorkOrder | None = None) -> Saved[WorkOrder]:
    """Store a changed work order, or a new one where it has no key yet; it gets the next free ID.

    FieldsError names every field that cannot be saved; StaleError where it is no longer as `before`; RuleError where
    something of an imported one was changed that is changed in Inosio.
    """
    order = tidied(order)
    with books.store.write() as connection:
        stored = None if order.record_id is None else read_stored(connection, WORK_ORDER, order.record_id)
        if stored is not None:
            refuse_stale(WORK_ORDER, stored, before)
        if stored is not None and stored.imported:
            return Saved(_save_imported(connection, books, order, stored))
        order = _completed(connection, books, order, stored)
        refuse(WORK_ORDER, [*_problems(order), *_reference_problems(connection, order, stored)])
        now = read_stored(connection, WORK_ORDER, put_stored(connection, WORK_ORDER, order))
        record_change(connection, books, WORK_ORDER, stored, now)
    return Saved(now)


def mark_for_printing(books: Books, record_ids: Sequence[int], *, mark: bool) -> int:
    """Set or take away the mark of several orders, imported or not; how many changed."""
    order = maintenance.work_order
    with books.store.write() as connection:
        changed = connection.execute(
            update(order).where(order.c.id.in_(record_ids), order.c.mark_for_printing != mark)
            .values(mark_for_printing=mark)
        ).rowcount  # fmt: skip
        if changed:
            words = "Marked for printing." if mark else "No longer marked for printing."
            record(connection, books, "mark work orders", f"{changed} work orders", words)
    return changed


def marked_for_printing(books: Books) -> list[int]:
    """The keys of the orders that are marked, the oldest first."""
    with books.store.read() as connection:
        return list(connection.execute(_MARKED).scalars())


def maintenance_types(books: Books) -> list[str]:
    """The maintenance types in use."""
    with books.store.read() as connection:
        return list(connection.execute(_TYPES).scalars())


def _save_imported(connection: Connection, books: Books, order: WorkOrder, stored: WorkOrder) -> WorkOrder:
    kept = {name: getattr(stored, name) for name in _LOCAL}
    if replace(order, **kept) != stored:
        raise RuleError(
            f"Work order {stored.number} comes from Inosio and is changed there. Browse To Work Order opens it; "
            "the next retrieve brings the change here."
        )
    key = stored.record_id or 0
    site = Site(order.unit_id, order.site_ledger_id)
    if site != Site(stored.unit_id, stored.site_ledger_id):
        write_match(connection, books, key, site)
    table = maintenance.work_order
    connection.execute(update(table).where(table.c.id == key).values(mark_for_printing=order.mark_for_printing))
    now = read_stored(connection, WORK_ORDER, key)
    record_change(connection, books, WORK_ORDER, stored, now)
    return now


def _completed(connection: Connection, books: Books, order: WorkOrder, stored: WorkOrder | None) -> WorkOrder:
    """With the ID, the site in words, the unit's ledger where none was chosen, the total, and who wrote it when."""
    user, moment = books.actor.user, books.now()
    by: dict[str, Any] = {"changed_by": user, "changed_at": moment}
    if stored is None:
        by = {"entered_by": user, "entered_at": moment, "number": _next_number(connection), "origin": "local"}
    values = {"unit": order.unit_id or 0, "ledger": order.site_ledger_id or 0}
    site = connection.execute(_SITE, values).one_or_none()
    parts_cents = order.labor_cents + order.material_cents
    return replace(
        order, **by, site_code=site.code if site else "", site_name=site.name if site else "",
        ledger_id=order.ledger_id or (site.ledger_id if site else None),
        total_cents=parts_cents or order.total_cents, external_id=None,
    )  # fmt: skip


def _next_number(connection: Connection) -> str:
    table = maintenance.work_order
    found = connection.execute(select(table.c.number).where(table.c.origin == "local")).scalars()
    return str(max((int(one) for one in found if one.isascii() and one.isdigit()), default=0) + 1)


def _reference_problems(
    connection: Connection, order: WorkOrder, stored: WorkOrder | None
) -> Iterable[FieldProblem]:
    """The window has one field for the site, whether it is a unit or a property."""
    for problem in reference_problems(connection, WORK_ORDER, order, stored):
        yield replace(problem, field="unit_id") if problem.field == "site_ledger_id" else problem


def _problems(order: WorkOrder) -> Iterable[FieldProblem]:
    yield from text_problems(order, _TEXTS)
    yield from amount_problems(order, "estimate_cents", "cost_limit_cents", "labor_cents", "material_cents",
                               "total_cents")  # fmt: skip
    yield from date_problems(order, *_DAYS)
    if order.reported_on is None:
        yield FieldProblem("reported_on", VALUE_REQUIRED)
    if not order.priority:
        yield FieldProblem("priority", VALUE_REQUIRED)
    if order.status not in STATUSES:
        yield FieldProblem("status", "Choose one of the list.")
    if order.unit_id is not None and order.site_ledger_id is not None:
        yield FieldProblem("unit_id", "A unit or a property, not both.")
    for name in ("description", "vendor_instructions"):
        if len(getattr(order, name)) > LONGEST_DESCRIPTION:
            yield FieldProblem(name, f"At most {LONGEST_DESCRIPTION:,} characters.")
    yield from order_problems(order, "started_on", "completed_on", "Work is completed after it was started.")
    if order.notification_required and not (order.notification_name or order.notification_phone):
        yield FieldProblem("notification_name", "Say who is to be notified, or the phone number.")
    if order.bill_to == "tenant" and order.tenant_id is None:
        yield FieldProblem("bill_to", "Choose the tenant who pays on the page Problem Report.")


_SITE = text(
    "SELECT code, name, ledger_id FROM unit WHERE id = :unit UNION ALL "
    "SELECT code, name, id AS ledger_id FROM ledger WHERE id = :ledger"
)
_MARKED = text("SELECT id FROM work_order WHERE mark_for_printing = 1 ORDER BY reported_on, id")
_TYPES = text("SELECT DISTINCT maintenance_type FROM work_order WHERE maintenance_type <> '' ORDER BY 1")
