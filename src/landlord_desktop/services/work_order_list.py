"""The list of all work orders, with what the panel under it shows of each."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, RowMapping, text

from landlord_desktop.services.books import Books
from landlord_desktop.services.work_order_words import PRIORITIES, in_folder, resolved


@dataclass(frozen=True, slots=True)
class WorkOrderRow:
    """A work order in the list; amounts in cents.

    `site`, `tenant`, `ledger` and `vendor` are "ID: Description" as the panel shows them; `site_name` and
    `vendor_name` stand in the list. `site_matched` is False where the server's site is none of ours.
    """

    record_id: int
    number: str
    imported: bool
    mark_for_printing: bool
    reported_on: date
    status: str
    external_status: str
    priority: str
    name: str
    site_name: str
    vendor_name: str
    maintenance_type: str
    site: str
    site_matched: bool
    tenant: str
    ledger: str
    vendor: str
    asset: str
    estimate_cents: int
    cost_limit_cents: int
    total_cents: int
    vendor_notified_on: date | None
    required_by: date | None
    started_on: date | None
    completed_on: date | None
    text: str
    invoiced: bool
    unreadable: str
    last_modified: datetime | None

    @property
    def priority_words(self) -> str:
        """The priority as people read it."""
        return PRIORITIES.get(self.priority, "")

    @property
    def resolved(self) -> bool:
        """Whether the work is done, here or in Inosio."""
        return resolved(self.status, self.external_status)

    def is_in(self, folder: str) -> bool:
        """Whether it belongs in a folder of the history (the keys of work_order_words.FOLDERS)."""
        return in_folder(
            folder, self.status, self.external_status, invoice=self.invoiced, vendor=bool(self.vendor)
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OpenOrders:
    """How many work orders are not resolved, and of these: emergencies, sites not matched, answers not readable."""

    count: int
    emergencies: int
    unmatched: int
    unreadable: int


NO_ORDERS = OpenOrders(0, 0, 0, 0)


def list_work_orders(books: Books) -> list[WorkOrderRow]:
    """All work orders by the day they were reported."""
    with books.store.read() as connection:
        return read_rows(connection)


def read_rows(connection: Connection) -> list[WorkOrderRow]:
    """The same from a connection."""
    return [_row(row) for row in connection.execute(_ROWS).mappings()]


def count_not_resolved(connection: Connection) -> OpenOrders:
    """The work orders that are not resolved, for the dashboard."""
    found = [row for row in connection.execute(_OPEN) if not resolved(row.status, row.external_status)]
    return OpenOrders(
        len(found), sum(row.priority == "emergency" for row in found),
        sum(row.site_code != "" and row.unit_id is None and row.site_ledger_id is None for row in found),
        sum(row.unreadable != "" for row in found),
    )  # fmt: skip


def _row(get: RowMapping) -> WorkOrderRow:
    known = get["site_known_code"] is not None
    site_code = get["site_known_code"] or get["site_code"]
    site_name = get["site_known_name"] or get["site_name"] or site_code
    if get["unreadable"] and not get["description"]:
        description = f"This work order cannot be read: {get['unreadable']}."
    else:
        description = get["description"]
    return WorkOrderRow(
        get["id"], get["number"], get["origin"] == "inosio", bool(get["mark_for_printing"]),
        date.fromisoformat(get["reported_on"]), get["status"], get["external_status"], get["priority"], get["name"],
        site_name, get["vendor_name"] or get["vendor_code"], get["maintenance_type"],
        _named(site_code, site_name if site_name != site_code else ""), known or not get["site_code"],
        _named(get["known_tenant"] or get["tenant_code"], get["tenant_name"]),
        _named(get["known_ledger"] or get["ledger_code"], get["ledger_name"]),
        _named(get["known_vendor"] or get["vendor_code"], get["vendor_name"]), get["asset"], get["estimate_cents"],
        get["cost_limit_cents"], get["total_cents"], _day(get["vendor_notified_on"]), _day(get["required_by"]),
        _day(get["started_on"]), _day(get["completed_on"]),
        "\n".join(part for part in (description, get["notes"]) if part), bool(get["invoice_number"]),
        get["unreadable"], None if get["last_modified"] is None else datetime.fromisoformat(get["last_modified"]),
    )


def _named(code: str | None, name: str | None) -> str:
    return f"{code}: {name}" if code and name else code or ""


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


_ROWS = text(
    "SELECT w.id, w.number, w.origin, w.mark_for_printing, w.reported_on, w.status, w.external_status, w.priority, "
    "w.name, w.site_code, w.site_name, coalesce(u.code, s.code) AS site_known_code, "
    "coalesce(u.name, s.name) AS site_known_name, w.tenant_code, t.code AS known_tenant, t.name AS tenant_name, "
    "w.ledger_code, l.code AS known_ledger, l.name AS ledger_name, w.vendor_code, v.code AS known_vendor, "
    "v.name AS vendor_name, w.maintenance_type, w.asset, w.estimate_cents, w.cost_limit_cents, w.total_cents, "
    "w.vendor_notified_on, w.required_by, w.started_on, w.completed_on, w.description, w.notes, w.invoice_number, "
    "w.unreadable, w.last_modified FROM work_order w "
    "LEFT JOIN unit u ON u.id = w.unit_id LEFT JOIN ledger s ON s.id = w.site_ledger_id "
    "LEFT JOIN tenant t ON t.id = w.tenant_id LEFT JOIN ledger l ON l.id = w.ledger_id "
    "LEFT JOIN vendor v ON v.id = w.vendor_id ORDER BY w.reported_on, w.id"
)
_OPEN = text(
    "SELECT status, external_status, priority, site_code, unit_id, site_ledger_id, unreadable FROM work_order "
    "WHERE status NOT IN ('Completed', 'Invoiced', 'Cancelled')"
)
