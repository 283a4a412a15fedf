"""The outbox as the sender sees it: what is due, and what exactly is sent.

A request's body and key are stored before its first try and never change. What became of it is kept by
`send_outcomes`. No network here: `sync.outbox` sends.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Row, insert, select, update

from landlord_desktop.db.models import batches, office_work
from landlord_desktop.services.balances import body_bytes, build_snapshot
from landlord_desktop.services.books import Books
from landlord_desktop.services.outbox import OPEN_STATES, OutboxItem, queue_anew
from landlord_desktop.services.send_outcomes import write_finish
from landlord_desktop.services.sending_hold import sending_is_off

__all__ = ["OutboxItem", "OutboxRequest", "Try", "begin_try", "due_items", "request_place"]


@dataclass(frozen=True, slots=True)
class OutboxRequest:
    """One request of an item, its body unsealed. `path` may hold {snapshot_id}."""

    position: int
    name: str
    method: str
    path: str
    idempotency_key: str
    if_match: str | None
    body: bytes = field(repr=False)
    answered: bool


@dataclass(frozen=True, slots=True)
class Try:
    """All requests of an item in their order, answered ones included; the snapshot that the server opened for it."""

    requests: tuple[OutboxRequest, ...]
    snapshot_id: str | None


def due_items(books: Books) -> list[OutboxItem]:
    """The first open item of each subject whose next try has come, oldest first; none while sending is off."""
    table = office_work.outbox_item
    query = select(table).where(table.c.state.in_(OPEN_STATES)).order_by(table.c.id)
    heads: list[OutboxItem] = []
    seen: set[str] = set()
    now = books.now()
    with books.store.read() as connection:
        if sending_is_off(connection):
            return []
        for row in connection.execute(query):
            if row.subject not in seen and (row.next_try_at is None or row.next_try_at <= now):
                heads.append(OutboxItem(row.id, row.kind, row.subject, json.loads(row.detail or "{}"), row.attempts))
            seen.add(row.subject)
    return heads


def begin_try(books: Books, item: OutboxItem) -> Try | None:
    """Count the try and give the requests; the first time they are built and stored.

    None where the item is over (another PC sent it), or where its stored bodies cannot be opened on this PC: then one
    built anew takes its place. RuleError where it cannot be built.
    """
    table = office_work.outbox_item
    with books.store.write() as connection:
        row = connection.execute(select(table).where(table.c.id == item.item_id)).one()
        if row.state not in OPEN_STATES:
            return None
        stored = _stored(connection, item.item_id)
        if not stored:
            _build(connection, books, item, row.uuid)
            stored = _stored(connection, item.item_id)
        requests = _opened(books, stored)
        if requests is None:
            sentence = "What was to be sent cannot be opened with the key of this PC's key store; it is built anew."
            write_finish(connection, books, item, "superseded", sentence)
            queue_anew(connection, books, item)
            return None
        connection.execute(
            update(table).where(table.c.id == item.item_id).values(state="sending", attempts=table.c.attempts + 1)
        )
    return Try(requests, row.snapshot_id)


def _stored(connection: Connection, item_id: int) -> list[Row[Any]]:
    table = office_work.outbox_request
    query = select(table).where(table.c.item_id == item_id).order_by(table.c.position)
    return list(connection.execute(query).all())


def _opened(books: Books, stored: list[Row[Any]]) -> tuple[OutboxRequest, ...] | None:
    """The stored requests with their bodies; None where one is not the bytes that were stored."""
    found = []
    for row in stored:
        body: bytes = row.body
        if row.sealed:
            try:
                body = books.store.sealer.unseal(body, request_place(row.item_id, row.position))
            except ValueError:
                return None
        if hashlib.sha256(body).hexdigest() != row.body_sha256:
            return None
        answered = row.status is not None and 200 <= row.status < 300
        found.append(
            OutboxRequest(
                row.position, row.name, row.method, row.path, row.idempotency_key, row.if_match, body, answered
            )
        )
    return tuple(found)


def request_place(item_id: int, position: int) -> str:
    """The place that a stored request is sealed for, so that no sealed body can stand in another's row."""
    return f"outbox_request:{item_id}:{position}:1"


def _build(connection: Connection, books: Books, item: OutboxItem, item_uuid: str) -> None:
    requests = _status_request(connection, item) if item.kind == "batch_status" else _snapshot(connection, books)
    sealer = books.store.sealer
    connection.execute(
        insert(office_work.outbox_request),
        [
            {
                "item_id": item.item_id, "position": position, "name": name, "method": method, "path": path,
                "idempotency_key": str(uuid.uuid5(uuid.UUID(item_uuid), name)), "if_match": if_match,
                "body": sealer.seal(content, request_place(item.item_id, position)), "sealed": sealer.encrypts,
                "body_sha256": hashlib.sha256(content).hexdigest(),
            }
            for position, (name, method, path, if_match, content) in enumerate(requests, 1)
        ],
    )


def _status_request(connection: Connection, item: OutboxItem) -> list[tuple[str, str, str, str | None, bytes]]:
    table = batches.inosio_batch
    revision = connection.execute(select(table.c.revision).where(table.c.id == item.subject)).scalar_one()
    body: dict[str, Any] = {"status": item.detail["status"]}
    if item.detail["status"] == "processed":
        body["processed_at"] = datetime.fromisoformat(item.detail["at"]).strftime("%Y-%m-%dT%H:%M:%SZ")
    path = f"/v1/receipt-batches/{quote(item.subject, safe='')}/status"
    return [("status", "PUT", path, revision, body_bytes(body))]


def _snapshot(connection: Connection, books: Books) -> list[tuple[str, str, str, str | None, bytes]]:
    payload = build_snapshot(connection, books)
    base = "/v1/snapshots/{snapshot_id}"
    return [
        ("open", "POST", "/v1/snapshots", None, payload.open_body),
        *(
            (f"part {number}", "PUT", f"{base}/parts/{number}", None, part)
            for number, part in enumerate(payload.parts, 1)
        ),
        ("commit", "POST", f"{base}/commit", None, payload.commit_body),
    ]
