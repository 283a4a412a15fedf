"""Work orders on paper: the list, and one, or all that are marked for printing, whole, for the vendor."""

from collections.abc import Iterator

from sqlalchemy import Connection

from landlord_desktop.reports.model import Report, ReportColumn, Row
from landlord_desktop.reports.query import ReportOptions, span, span_words
from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import format_day, plural
from landlord_desktop.services.books import Books
from landlord_desktop.services.profiles.records import read_stored
from landlord_desktop.services.work_order_list import WorkOrderRow, read_rows
from landlord_desktop.services.work_order_words import BILL_TO, notification_words
from landlord_desktop.services.work_orders import WORK_ORDER, WorkOrder

LIST_COLUMNS = (
    ReportColumn("reported", "Reported", "date"),
    ReportColumn("id", "ID"),
    ReportColumn("status", "Status", width_share=2),
    ReportColumn("external_status", "Inosio Status", width_share=2),
    ReportColumn("priority", "Priority"),
    ReportColumn("name", "Name", width_share=5),
    ReportColumn("site", "Site", width_share=4),
    ReportColumn("vendor", "Vendor", width_share=3),
    ReportColumn("maintenance_type", "Maintenance Type", width_share=3),
    ReportColumn("completed", "Completed", "date"),
)
COLUMNS = (
    ReportColumn("work_order", "Work Order"), ReportColumn("about", "About", width_share=2),
    ReportColumn("entry", "Entry", width_share=7),
)  # fmt: skip


def work_orders(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """Work orders by the day they were reported, the newest first, with the local and the Inosio status."""
    days = span(options)
    rows = tuple(
        (
            row.reported_on, row.number, row.status, row.external_status, row.priority_words, row.name, row.site_name,
            row.vendor_name, row.maintenance_type, row.completed_on,
        )
        for row in reversed(read_rows(connection))
        if days["first"] <= row.reported_on.isoformat() <= days["last"]
    )
    return Report(
        "work-orders", "Work Orders", books.today(), books.office_name, LIST_COLUMNS, rows, span_words(options),
        count=len(rows), empty_text="No work orders were reported.",
    )


def work_order(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """One work order, whole: by its key or its ID; without either, all that are marked for printing.

    NotFoundError where there is no such work order.
    """
    chosen = _chosen(connection, options)
    rows: list[Row] = []
    for row in chosen:
        order = read_stored(connection, WORK_ORDER, row.record_id)
        rows += [(row.number, about, entry) for about, entry in _entries(row, order)]
    one = chosen[0] if len(chosen) == 1 else None
    title = f"Work Order {chosen[0].number}" if one or _named(options) else "Work Orders Marked for Printing"
    return Report(
        "work-order", title, books.today(), books.office_name, COLUMNS, tuple(rows),
        (one.site,) if one and one.site else (plural(len(chosen), "work order"),) if chosen else (),
        group_columns=1, empty_text="No work order is marked for printing.",
        marked_orders=tuple(row.record_id for row in chosen if row.mark_for_printing),
    )


def _named(options: ReportOptions) -> bool:
    """Whether one was asked for; an ID of this office may be one of Inosio too."""
    return options.work_order_id is not None or options.work_order is not None


def _chosen(connection: Connection, options: ReportOptions) -> list[WorkOrderRow]:
    rows = read_rows(connection)
    if options.work_order_id is not None:
        rows = [row for row in rows if row.record_id == options.work_order_id]
    elif options.work_order is not None:
        rows = [row for row in rows if row.number.casefold() == options.work_order.casefold()]
    else:
        return [row for row in rows if row.mark_for_printing]
    if not rows:
        raise NotFoundError(f"There is no work order {options.work_order or options.work_order_id}.")
    return rows


def _entries(row: WorkOrderRow, order: WorkOrder) -> Iterator[tuple[str, str]]:
    """What is known of it, without what is empty."""
    notify = notification_words(order.notification_name, order.notification_phone)
    days = (
        ("Reported", row.reported_on), ("Vendor Notified", row.vendor_notified_on), ("Required By", row.required_by),
        ("Work Started", row.started_on), ("Work Completed", row.completed_on),
        ("Warranty Expires", order.warranty_expires_on),
    )  # fmt: skip
    amounts = (("Estimate", row.estimate_cents), ("Cost Limit", row.cost_limit_cents), ("Total", row.total_cents))
    told = {
        "Name": row.name, "Status": row.status, "Inosio Status": row.external_status, "Priority": row.priority_words,
        "Site": row.site if row.site_matched else f"{row.site} (not matched)", "Tenant": row.tenant,
        "Ledger": row.ledger, "Reported By": order.reported_by, "Phone Number": order.phone,
        "Alternate Phone": order.alternate_phone,
        "Permission to Enter": "Yes" if order.permission_to_enter else "",
        "Notification": notify if order.notification_required or notify else "",
        "Problem": row.text, "Vendor": row.vendor, "Maintenance Type": row.maintenance_type,
        "Vendor Instructions": order.vendor_instructions, "Bill To": BILL_TO[order.bill_to],
        "Bill Code": order.bill_code, "Invoice": order.invoice_number,
        "Asset": " ".join(part for part in (order.asset, order.asset_make, order.asset_model) if part),
        "Serial Number": order.asset_serial,
    }  # fmt: skip
    told |= {title: format_day(value) for title, value in days if value is not None}
    told |= {title: format_cents(value) for title, value in amounts if value}
    yield from ((title, value) for title, value in told.items() if value)
