"""What became of something sent: its answer, its end, or its next try; and the lines of the integration log.

An item ends as sent, refused, superseded or discarded, or stays open. What another PC ended meanwhile stays as it is.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, insert, select, update

from landlord_desktop.db.models import batches, office_work
from landlord_desktop.services.books import Books
from landlord_desktop.services.outbox import BALANCES, OPEN_STATES, OutboxItem, queue_anew
from landlord_desktop.services.waits import LONGEST_WAIT_SECONDS, growing_wait

MOST_SNAPSHOT_RESTARTS = 3
WAITS_FOR = "waits for"
"""The member of an item's detail that says why it waits: "server" named the time, or a new "token" is needed."""


@dataclass(frozen=True, slots=True)
class Reply:
    """The server's answer to one request of an item: its status and its name for the call."""

    position: int
    status: int
    request_id: str


def record_reply(books: Books, item: OutboxItem, reply: Reply, snapshot_id: str | None = None) -> None:
    """Keep the answer to a request that others of the same item follow; `snapshot_id` is what the server opened."""
    with books.store.write() as connection:
        _write_reply(connection, books, item, reply)
        if snapshot_id is not None:
            table = office_work.outbox_item
            connection.execute(update(table).where(table.c.id == item.item_id).values(snapshot_id=snapshot_id))


def _write_reply(connection: Connection, books: Books, item: OutboxItem, reply: Reply) -> None:
    table = office_work.outbox_request
    connection.execute(
        update(table)
        .where(table.c.item_id == item.item_id, table.c.position == reply.position)
        .values(sent_at=books.now(), status=reply.status, request_id=reply.request_id)
    )


def finish_item(books: Books, item: OutboxItem, state: str, sentence: str, reply: Reply | None = None) -> None:
    """The item is over: "sent" or "refused", with what to tell the user and the last answer, all in one."""
    with books.store.write() as connection:
        write_finish(connection, books, item, state, sentence, reply)


def write_finish(
    connection: Connection, books: Books, item: OutboxItem, state: str, sentence: str, reply: Reply | None = None
) -> None:
    """The same inside a write that is under way."""
    table = office_work.outbox_item
    if reply is not None:
        _write_reply(connection, books, item, reply)
    connection.execute(
        update(table)
        .where(table.c.id == item.item_id, table.c.state.in_(_may_become(state)))
        .values(state=state, finished_at=books.now(), sentence=sentence, next_try_at=None)
    )
    outcome = {"sent": "ok", "refused": "failed"}.get(state, "held")
    write_exchange(connection, books, _step(item), item.name, outcome, sentence, reply.request_id if reply else "")


def _may_become(state: str) -> tuple[str, ...]:
    """From which states; what a person discarded while it was on its way and the server took is sent all the same."""
    return (*OPEN_STATES, "discarded") if state == "sent" else OPEN_STATES


def _step(item: OutboxItem) -> str:
    """The step of the integration log that an item belongs to."""
    return BALANCES if item.kind == BALANCES else "send"


def status_sent(
    books: Books, item: OutboxItem, status: str, revision: str, sentence: str, reply: Reply
) -> None:
    """The server took a batch's status; its new revision is kept."""
    with books.store.write() as connection:
        _write_status(connection, item.subject, status, revision)
        write_finish(connection, books, item, "sent", sentence, reply)


def _write_status(connection: Connection, batch_id: str, status: str, revision: str) -> None:
    table = batches.inosio_batch
    connection.execute(update(table).where(table.c.id == batch_id).values(revision=revision, server_status=status))


def revision_changed(books: Books, item: OutboxItem, status: str, revision: str, reply: Reply) -> bool:
    """Somebody else changed the batch at the server. Done where it has the wanted status, else asked once more.

    False where it had been asked once more already: it is refused then.
    """
    wanted = item.detail["status"]
    with books.store.write() as connection:
        _write_status(connection, item.subject, status, revision)
        if status == wanted:
            sentence = f"Batch {item.subject} is {wanted} at the server already."
            write_finish(connection, books, item, "sent", sentence, reply)
            return True
        if item.detail.get("again"):
            sentence = (
                f"Batch {item.subject} keeps changing at the server, where it is {status} now. "
                f"It was not marked {wanted} there; look at it in Inosio, then mark it again."
            )
            write_finish(connection, books, item, "refused", sentence, reply)
            return False
        sentence = f"Batch {item.subject} had changed at the server; it is asked once more."
        write_finish(connection, books, item, "superseded", sentence, reply)
        queue_anew(connection, books, item, again=1)
    return True


def snapshot_lost(books: Books, item: OutboxItem, reply: Reply) -> bool:
    """The server no longer knows the open snapshot: a new one is queued, at most three times; then False."""
    restarts = int(item.detail.get("restarts", 0))
    with books.store.write() as connection:
        if restarts >= MOST_SNAPSHOT_RESTARTS:
            sentence = "The server lost the balances again and again. They were not sent; try again later."
            write_finish(connection, books, item, "refused", sentence, reply)
            return False
        sentence = "The server lost the balances half-way; they are sent anew."
        write_finish(connection, books, item, "superseded", sentence, reply)
        queue_anew(connection, books, item, restarts=restarts + 1)
    return True


def wait_for_next_try(books: Books, item: OutboxItem, sentence: str, retry_after_seconds: float | None = None) -> None:
    """The item stays open; the waits grow, or follow the server's word."""
    with books.store.write() as connection:
        waits_for = "" if retry_after_seconds is None else "server"
        _write_wait(connection, books, item, sentence, retry_after_seconds, waits_for, counted=True)
        write_exchange(connection, books, _step(item), item.name, "failed", sentence)


def hold_open_items(books: Books, sentence: str, seconds: float | None = None, waits_for: str = "") -> None:
    """Nothing can be sent now: each open item that is due waits, for `seconds` or longer each time.

    `waits_for` "server": it named the time, so that not even a person's wish makes it earlier; "token": a new one.
    """
    table = office_work.outbox_item
    with books.store.write() as connection:
        for row in connection.execute(select(table).where(table.c.state.in_(OPEN_STATES))).all():
            if row.next_try_at is None or row.next_try_at <= books.now():
                item = OutboxItem(row.id, row.kind, row.subject, json.loads(row.detail or "{}"), row.attempts)
                _write_wait(connection, books, item, sentence, seconds, waits_for)


def _write_wait(
    connection: Connection,
    books: Books,
    item: OutboxItem,
    sentence: str,
    seconds: float | None,
    waits_for: str,
    *,
    counted: bool = False,
) -> None:
    chosen = growing_wait(item.attempts) if seconds is None else seconds
    wait = timedelta(seconds=min(chosen, LONGEST_WAIT_SECONDS))
    detail = _without_wait(item.detail) | ({WAITS_FOR: waits_for} if waits_for else {})
    table = office_work.outbox_item
    connection.execute(
        update(table)
        .where(table.c.id == item.item_id, table.c.state.in_(OPEN_STATES))
        .values(
            state="waiting", next_try_at=books.now() + wait, sentence=sentence, detail=json.dumps(detail),
            attempts=table.c.attempts + (0 if counted else 1),
        )
    )


def _without_wait(detail: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in detail.items() if name != WAITS_FOR}


def let_in(books: Books) -> None:
    """The token is taken: what waited for a new one is due again."""
    _make_due(books, lambda waits_for: waits_for == "token")


def reached_again(books: Books) -> None:
    """The network is back: what waited only for that is due; not what waits for the server's time or for a token."""
    _make_due(books, lambda waits_for: not waits_for)


def retry_now(books: Books) -> int:
    """Make due what waits for its next try, but not what the server asked to wait; how many items still wait so."""
    return _make_due(books, lambda waits_for: waits_for != "server")


def _make_due(books: Books, wanted: Callable[[str], bool]) -> int:
    table = office_work.outbox_item
    waiting = 0
    with books.store.write() as connection:
        query = select(table.c.id, table.c.detail).where(
            table.c.state.in_(OPEN_STATES), table.c.next_try_at > books.now()
        )
        for item_id, stored in connection.execute(query).all():
            detail = json.loads(stored or "{}")
            if wanted(detail.get(WAITS_FOR, "")):
                values = {"next_try_at": None, "detail": json.dumps(_without_wait(detail))}
                connection.execute(update(table).where(table.c.id == item_id).values(**values))
            else:
                waiting += 1
    return waiting


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


def log_exchange(books: Books, step: str, subject: str, outcome: str, sentence: str, request_id: str = "") -> None:
    """The same in a transaction of its own."""
    with books.store.write() as connection:
        write_exchange(connection, books, step, subject, outcome, sentence, request_id)
