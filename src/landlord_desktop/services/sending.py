"""The outbox as the sender sees it: what is due, what exactly is sent, and what became of it.

A request's body and key are stored before its first try and never change; an item ends as sent or refused, or waits for
its next try. No network here: `sync.outbox` sends.
"""

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from landlord_desktop.db.models import batches, office_work
from landlord_desktop.services.balances import body_bytes, build_snapshot
from landlord_desktop.services.books import Books
from landlord_desktop.services.outbox import queue_balances, queue_batch_status

MOST_SNAPSHOT_RESTARTS = 3
FIRST_WAIT_SECONDS = 30
LONGEST_WAIT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """An item to send. `detail` holds the wanted status or the cause."""

    item_id: int
    kind: str
    subject: str
    detail: dict[str, Any]
    attempts: int
    snapshot_id: str | None


@dataclass(frozen=True, slots=True)
class OutboxRequest:
    """One request of an item, its body unsealed. `path` may hold {snapshot_id}."""

    position: int
    name: str
    method: str
    path: str
    idempotency_key: str
    if_match: str | None
    body: bytes
    answered: bool


def due_items(books: Books) -> list[OutboxItem]:
    """The first open item of each subject whose next try has come, oldest first."""
    item = office_work.outbox_item
    query = select(item).where(item.c.state.in_(("waiting", "sending"))).order_by(item.c.id)
    heads: dict[str, OutboxItem] = {}
    seen: set[str] = set()
    with books.store.read() as connection:
        for row in connection.execute(query):
            if row.subject in seen:
                continue
            seen.add(row.subject)
            if row.next_try_at is None or row.next_try_at <= books.now():
                heads[row.subject] = OutboxItem(
                    row.id, row.kind, row.subject, json.loads(row.detail or "{}"), row.attempts, row.snapshot_id
                )
    return list(heads.values())


def begin_try(books: Books, item: OutboxItem) -> list[OutboxRequest]:
    """Count the try and give the requests; the first time they are built and stored. RuleError where it cannot be."""
    table = office_work.outbox_item
    with books.store.write() as connection:
        state = connection.execute(select(table.c.state).where(table.c.id == item.item_id)).scalar()
        if state not in {"waiting", "sending"}:
            return []
        stored = _stored(connection, books, item.item_id)
        if not stored:
            _build(connection, books, item)
            stored = _stored(connection, books, item.item_id)
        connection.execute(
            update(table).where(table.c.id == item.item_id).values(state="sending", attempts=table.c.attempts + 1)
        )
    return stored


def _stored(connection: Connection, books: Books, item_id: int) -> list[OutboxRequest]:
    table = office_work.outbox_request
    rows = connection.execute(select(table).where(table.c.item_id == item_id).order_by(table.c.position))
    found = []
    for row in rows:
        body = books.store.sealer.unseal(row.body, request_place(item_id, row.position)) if row.sealed else row.body
        found.append(
            OutboxRequest(
                row.position, row.name, row.method, row.path, row.idempotency_key, row.if_match, body,
                row.status is not None and 200 <= row.status < 300,
            )
        )
    return found


def request_place(item_id: int, position: int) -> str:
    """The place that a stored request is sealed for, so that no sealed body can stand in another's row."""
    return f"outbox_request:{item_id}:{position}:1"


def _build(connection: Connection, books: Books, item: OutboxItem) -> None:
    if item.kind == "batch_status":
        table = batches.inosio_batch
        revision = connection.execute(select(table.c.revision).where(table.c.id == item.subject)).scalar_one()
        body: dict[str, Any] = {"status": item.detail["status"]}
        if item.detail["status"] == "processed":
            body["processed_at"] = datetime.fromisoformat(item.detail["at"]).strftime("%Y-%m-%dT%H:%M:%SZ")
        path = f"/v1/receipt-batches/{item.subject}/status"
        requests = [("status", "PUT", path, revision, body_bytes(body))]
    else:
        payload = build_snapshot(connection, books)
        base = "/v1/snapshots/{snapshot_id}"
        parts = enumerate(payload.parts, 1)
        requests = [
            ("open", "POST", "/v1/snapshots", None, payload.open_body),
            *((f"part {number}", "PUT", f"{base}/parts/{number}", None, part) for number, part in parts),
            ("commit", "POST", f"{base}/commit", None, payload.commit_body),
        ]
    item_uuid = connection.execute(
        select(office_work.outbox_item.c.uuid).where(office_work.outbox_item.c.id == item.item_id)
    ).scalar_one()
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


def record_answer(
    books: Books, item: OutboxItem, position: int, status: int, request_id: str, snapshot_id: str | None = None
) -> None:
    """Keep what the server answered to one request of an item."""
    table = office_work.outbox_request
    with books.store.write() as connection:
        connection.execute(
            update(table)
            .where(table.c.item_id == item.item_id, table.c.position == position)
            .values(sent_at=books.now(), status=status, request_id=request_id)
        )
        if snapshot_id is not None:
            items = office_work.outbox_item
            connection.execute(update(items).where(items.c.id == item.item_id).values(snapshot_id=snapshot_id))


def finish_item(books: Books, item: OutboxItem, state: str, sentence: str, *, request_id: str = "") -> None:
    """The item is over: "sent" or "refused", with what to tell the user."""
    with books.store.write() as connection:
        _finish(connection, books, item, state, sentence, request_id)


def _finish(
    connection: Connection, books: Books, item: OutboxItem, state: str, sentence: str, request_id: str = ""
) -> None:
    table = office_work.outbox_item
    connection.execute(
        update(table)
        .where(table.c.id == item.item_id)
        .values(state=state, finished_at=books.now(), sentence=sentence, next_try_at=None)
    )
    outcome = "ok" if state == "sent" else "failed"
    write_exchange(connection, books, "send", _subject(item), outcome, sentence, request_id)


def _subject(item: OutboxItem) -> str:
    return "balances" if item.kind == "balances" else f"batch {item.subject}"


def wait_for_next_try(books: Books, item: OutboxItem, sentence: str, retry_after_seconds: float | None) -> None:
    """The item stays open; the waits grow, or follow the server's word."""
    growing = FIRST_WAIT_SECONDS * 2 ** min(item.attempts, 10)
    seconds = min(retry_after_seconds if retry_after_seconds is not None else growing, LONGEST_WAIT_SECONDS)
    table = office_work.outbox_item
    with books.store.write() as connection:
        connection.execute(
            update(table)
            .where(table.c.id == item.item_id)
            .values(state="waiting", next_try_at=books.now() + timedelta(seconds=seconds), sentence=sentence)
        )
        write_exchange(connection, books, "send", _subject(item), "failed", sentence)


def revision_changed(books: Books, item: OutboxItem, status: str, revision: str) -> str:
    """Somebody else changed the batch at the server: settled, asked once more, or refused. The outcome's sentence."""
    table = batches.inosio_batch
    wanted = item.detail["status"]
    with books.store.write() as connection:
        connection.execute(
            update(table).where(table.c.id == item.subject).values(revision=revision, server_status=status)
        )
        if status == wanted:
            sentence = f"Batch {item.subject} is {wanted} at the server already."
            _finish(connection, books, item, "sent", sentence)
        elif item.detail.get("again"):
            sentence = f"Batch {item.subject} keeps changing at the server; its status stays. Try again later."
            _finish(connection, books, item, "refused", sentence)
        else:
            sentence = f"Batch {item.subject} had changed at the server; it is asked once more."
            _finish(connection, books, item, "superseded", sentence)
            queue_batch_status(connection, books, item.subject, wanted, again=True)
    return sentence


def snapshot_lost(books: Books, item: OutboxItem) -> str:
    """The server no longer knows the open snapshot: a new one is queued, at most three times."""
    restarts = int(item.detail.get("restarts", 0))
    with books.store.write() as connection:
        if restarts >= MOST_SNAPSHOT_RESTARTS:
            sentence = "The server lost the balances three times. They were not sent; try again later."
            _finish(connection, books, item, "refused", sentence)
        else:
            sentence = "The server lost the balances half-way; they are sent anew."
            _finish(connection, books, item, "superseded", sentence)
            queue_balances(connection, books, item.detail.get("cause", "sent anew"), restarts=restarts + 1)
    return sentence


def status_sent(books: Books, item: OutboxItem, status: str, revision: str, sentence: str, request_id: str) -> None:
    """The server took a batch's status; its new revision is kept."""
    table = batches.inosio_batch
    with books.store.write() as connection:
        connection.execute(
            update(table).where(table.c.id == item.subject).values(revision=revision, server_status=status)
        )
        _finish(connection, books, item, "sent", sentence, request_id)


def write_exchange(
    connection: Connection, books: Books, step: str, subject: str, outcome: str, sentence: str, request_id: str = ""
) -> None:
    """One line of the integration log; never with a token or bank number."""
    connection.execute(
        insert(office_work.exchange_log).values(
            at=books.now(), step=step, subject=subject, outcome=outcome, sentence=sentence, request_id=request_id,
            user=books.actor.user,
        )
    )


def log_exchange(
    books: Books, step: str, subject: str, outcome: str, sentence: str, request_id: str = ""
) -> None:
    """The same in a transaction of its own."""
    with books.store.write() as connection:
        write_exchange(connection, books, step, subject, outcome, sentence, request_id)
