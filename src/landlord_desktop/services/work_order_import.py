"""Work orders coming in from the server: each is kept once by its id, and what it says replaces what it said before.

Local fields (Status, Mark for Printing, a site matched by hand) are never touched. What cannot be read is kept as it
came and read again later, for the sync token moves on.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from landlord_desktop.db.models import maintenance
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.settings import put, read_settings
from landlord_desktop.services.work_order_sites import match_new_sites
from landlord_desktop.services.work_order_words import UNASSIGNED, stamp_of

_READ = "inosio.work_orders_read"
_LONGEST = 20_000
_SHORT = {"external_id": 200, "browse_url": 2_000}


@dataclass(frozen=True, slots=True)
class ToldNote:
    """A remark as the server gives it."""

    at: datetime
    by: str
    text: str


@dataclass(frozen=True, slots=True)
class ToldOrder:
    """A work order as the server has it; codes are IDs of our records as it knows them, amounts in cents."""

    external_id: str
    external_status: str
    priority: str
    reported_on: date
    last_modified: datetime
    name: str = ""
    description: str = ""
    reported_by: str = ""
    phone: str = ""
    site_code: str = ""
    tenant_code: str = ""
    ledger_code: str = ""
    vendor_code: str = ""
    maintenance_type: str = ""
    vendor_notified_on: date | None = None
    required_by: date | None = None
    started_on: date | None = None
    completed_on: date | None = None
    estimate_cents: int = 0
    cost_limit_cents: int = 0
    total_cents: int = 0
    notification_required: bool = False
    notification_name: str = ""
    notification_phone: str = ""
    browse_url: str = ""
    notes: tuple[ToldNote, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class UnreadableOrder:
    """An item that could not be read: its id where it has one, its whole text, what is wrong, and its age if known."""

    external_id: str
    raw_text: str = field(repr=False)
    problem: str
    last_modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredOrders:
    """How many orders are new, changed and could not be read."""

    new: int = 0
    updated: int = 0
    unreadable: int = 0


def read_token(books: Books) -> str | None:
    """The server's sync token up to which its work orders are here; None where all of them must be read."""
    with books.store.read() as connection:
        settings = read_settings(connection)
    portfolio, _, token = settings[_READ].partition("\n")
    return token or None if portfolio == settings["inosio.portfolio"] else None


def unreadable_orders(books: Books) -> list[UnreadableOrder]:
    """What could not be read so far, to be tried again."""
    order = maintenance.work_order
    with books.store.read() as connection:
        rows = connection.execute(
            select(order.c.external_id, order.c.raw_text, order.c.unreadable).where(order.c.unreadable != "")
        ).all()
    return [UnreadableOrder(*row) for row in rows]


def store_orders(
    books: Books, orders: Sequence[ToldOrder], unreadable: Sequence[UnreadableOrder] = (),
    token: tuple[str, str | None] | None = None,
) -> StoredOrders:
    """Keep what the server told, in one transaction; `token` is (portfolio, sync token) that stands for it.

    An answer older than what is stored changes nothing.
    """
    new = updated = 0
    with books.store.write() as connection:
        known = _known(connection)
        for order in {one.external_id: one for one in sorted(orders, key=lambda one: one.last_modified)}.values():
            before = known.get(order.external_id)
            if before is None:
                _add(connection, books, _values(books, order))
                new += 1
            elif _is_news(before, order, values := _values(books, order)):
                _change(connection, before, values)
                updated += 1
        aside = sum(_keep_aside(connection, books, known, item) for item in unreadable)
        match_new_sites(connection)
        if token is not None:
            put(connection, {_READ: f"{token[0]}\n{token[1] or ''}"})
        if new or updated or aside:
            record(
                connection, books, "retrieve work orders", "work orders",
                f"{new} new, {updated} changed, {aside} that cannot be read.",
            )
    return StoredOrders(new, updated, aside)


def store_orders_read_again(books: Books, found: Mapping[str, ToldOrder]) -> None:
    """Keep what can be read by now of what was kept aside, by the id under which it was kept.

    Where a newer answer is stored already, it only is no longer marked as unreadable.
    """
    with books.store.write() as connection:
        known = _known(connection)
        for name, told in found.items():
            if told.external_id not in known:  # it was kept under a name of ours, for its id could not be read
                _change(connection, known[name], {"external_id": told.external_id, "number": told.external_id})
    store_orders(books, list(found.values()))
    with books.store.write() as connection:
        for row in connection.execute(_STORED.where(maintenance.work_order.c.unreadable != "")).mappings().all():
            again = found.get(row["external_id"])
            if again is not None and again.external_id == row["external_id"]:
                _change(connection, dict(row), {"unreadable": "", "raw_text": ""})


def _known(connection: Connection) -> dict[str, Mapping[str, Any]]:
    return {row["external_id"]: dict(row) for row in connection.execute(_STORED).mappings()}


def _values(books: Books, order: ToldOrder) -> dict[str, Any]:
    told = {one.name: getattr(order, one.name) for one in fields(order)}
    texts = {
        name: stored_text(value, _SHORT.get(name, _LONGEST)) for name, value in told.items() if isinstance(value, str)
    }
    notes = "\n".join(f"{stamp_of(books, note.at, note.by)}\n{note.text}" for note in order.notes)
    return {
        **told, **texts, "number": texts["external_id"], "notes": stored_text(notes, 10 * _LONGEST), "unreadable": "",
        "raw_text": "",
    }


def _is_news(before: Mapping[str, Any], order: ToldOrder, values: Mapping[str, Any]) -> bool:
    """Whether an answer says something else, and is not an older one that came late."""
    known_at = before["last_modified"]
    if known_at is not None and order.last_modified < known_at:
        return False
    return any(before[name] != value for name, value in values.items())


def _add(connection: Connection, books: Books, values: Mapping[str, Any]) -> None:
    first = {"origin": "inosio", "status": UNASSIGNED, "imports": 1, "entered_by": "Inosio", "entered_at": books.now()}
    connection.execute(insert(maintenance.work_order).values({**first, **values}))


def _change(connection: Connection, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    order = maintenance.work_order
    links: dict[str, None] = {}
    for code, keys in _LINKS.items():
        if code in values and before[code] != values[code]:
            links |= dict.fromkeys(keys)
    connection.execute(
        update(order).where(order.c.id == before["id"]).values({**values, **links, "imports": before["imports"] + 1})
    )


def _keep_aside(
    connection: Connection, books: Books, known: Mapping[str, Mapping[str, Any]], item: UnreadableOrder
) -> bool:
    """Keep what could not be read with the order it is about, or as one that nothing else is known of."""
    raw = stored_text(item.raw_text, len(item.raw_text))
    name = stored_text(item.external_id, 200) or f"unread-{hashlib.sha256(raw.encode()).hexdigest()[:8]}"
    problem = stored_text(item.problem) or "it cannot be read"
    before = known.get(name)
    if before is None:
        kept = {
            "external_id": name, "number": name, "priority": "", "reported_on": books.today(), "unreadable": problem,
            "raw_text": raw,
        }  # fmt: skip
        _add(connection, books, kept)
        return True
    late = item.last_modified is not None and item.last_modified < (before["last_modified"] or item.last_modified)
    if late or (before["unreadable"], before["raw_text"]) == (problem, raw):
        return False
    _change(connection, before, {"unreadable": problem, "raw_text": raw})
    return True


_STORED = select(maintenance.work_order).where(maintenance.work_order.c.origin == "inosio")
_LINKS = {
    "site_code": ("unit_id", "site_ledger_id"), "tenant_code": ("tenant_id",), "ledger_code": ("ledger_id",),
    "vendor_code": ("vendor_id",),
}  # fmt: skip
"""A record that was found by a code the server no longer says is looked up anew."""
