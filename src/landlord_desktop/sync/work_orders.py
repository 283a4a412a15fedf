"""The step that retrieves work orders: what changed since the last time, all of them where that is not known."""

import threading
from typing import TYPE_CHECKING

from landlord_desktop.services.books import Books
from landlord_desktop.services.settings import inosio_settings
from landlord_desktop.services.words import plural
from landlord_desktop.services.work_order_import import (
    StoredOrders,
    ToldNote,
    ToldOrder,
    UnreadableOrder,
    read_token,
    store_orders,
    store_orders_read_again,
    unreadable_orders,
)
from landlord_desktop.sync.connect import RoundError, changes_since, failed_step
from landlord_desktop.sync.report import Progress, StepResult

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.schemas import WorkOrder

NAME = "work-orders"
FEATURE_OFF = (
    "Maintenance Coordination is switched off, so no work orders were retrieved. Switch it on in Integration > "
    "Integration Settings where your account has it."
)
NOT_SIGNED_UP = (
    "Inosio did not give the work orders: this integration is not signed up for Maintenance Coordination. Sign up for "
    "it on the account's page, or switch it off in Integration > Integration Settings."
)


def wants_work_orders(books: Books) -> bool:
    """Whether the feature Maintenance Coordination is on."""
    return inosio_settings(books).maintenance_coordination


def fetch_work_orders(
    books: Books, client: "InosioClient", portfolio_id: str, *, stop: threading.Event, progress: Progress
) -> tuple[StepResult, tuple[str, ...]]:
    """Retrieve the work orders; the step and sentences on what could not be read. Never raises for server faults."""
    if not wants_work_orders(books):
        return StepResult(NAME, True, FEATURE_OFF), ()
    progress(0, 0, "Retrieving work orders")
    try:
        _read_again(books)
        changes, full = changes_since(client.work_orders, read_token(books), NOT_SIGNED_UP)
        if stop.is_set():
            return StepResult(NAME, False, "Stopped; no work orders were stored.", "cancelled"), ()
        unreadable = [
            UnreadableOrder(item.item_id, item.whole_text, item.problem, item.last_modified)
            for item in changes.set_aside
        ]
        orders = [_told(order) for order in changes.items]
        stored = store_orders(books, orders, unreadable, (portfolio_id, changes.sync_token))
    except RoundError as error:
        return failed_step(NAME, error), ()
    aside = tuple(
        f"Work order {item.item_id or f'number {item.position} of the list'} cannot be read ({item.problem}). It is "
        "shown in Work Order History as it came, and read again after an upgrade."
        for item in changes.set_aside
    )
    return StepResult(NAME, True, _words(stored, len(orders), full=full)), aside


def _read_again(books: Books) -> None:
    """Try what could not be read so far: a newer version of the program may know the word."""
    from landlord_desktop.inosio.received import read_again
    from landlord_desktop.inosio.schemas import WorkOrder

    found = {
        item.external_id: _told(order)
        for item in unreadable_orders(books)
        if (order := read_again(WorkOrder, item.raw_text)) is not None
    }
    if found:
        store_orders_read_again(books, found)


def _told(order: "WorkOrder") -> ToldOrder:
    notification = order.notification
    return ToldOrder(
        order.id, order.status, order.priority, order.reported_on, order.last_modified,
        name=order.name or "", description=order.description or "", reported_by=order.reported_by or "",
        phone=order.phone or "", site_code=order.site_id or "", tenant_code=order.tenant_id or "",
        ledger_code=order.ledger_id or "", vendor_code=order.vendor_id or "",
        maintenance_type=order.maintenance_type or "", vendor_notified_on=order.vendor_notified_on,
        required_by=order.required_by, started_on=order.started_on, completed_on=order.completed_on,
        estimate_cents=order.estimate_cents or 0, cost_limit_cents=order.cost_limit_cents or 0,
        total_cents=order.total_cents or 0,
        notification_required=notification is not None and notification.required,
        notification_name=(notification.name or "") if notification is not None else "",
        notification_phone=(notification.phone or "") if notification is not None else "",
        browse_url=order.browse_url or "",
        notes=tuple(ToldNote(note.at, note.by or "", note.text) for note in order.notes),
    )


def _words(stored: StoredOrders, given: int, *, full: bool) -> str:
    if not (stored.new or stored.updated or stored.unreadable):
        return "There are no work orders at Inosio." if full and not given else "No new or changed work orders."
    parts = []
    if stored.new:
        parts.append(f"{plural(stored.new, 'new work order')}")
    if stored.updated:
        parts.append(f"{plural(stored.updated, 'work order')} changed")
    if stored.unreadable:
        parts.append(f"{plural(stored.unreadable, 'work order')} that cannot be read")
    return f"Work orders retrieved: {', '.join(parts)}."
