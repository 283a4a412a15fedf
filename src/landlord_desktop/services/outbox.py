"""What waits to be sent to the server: an item is queued in the same transaction as the act it tells of.

The payload is built at the item's first try and stored before it is sent, so that every try sends the same bytes
with the same key. Order holds within a subject (a batch id, or "balances"); subjects never hold each other up.
"""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select, update

from landlord_desktop.db.models import journal, office_work
from landlord_desktop.services.books import Books

BALANCES = "balances"
OPEN_STATES = ("waiting", "sending")


@dataclass(frozen=True, slots=True)
class OutboxItem:
    """An item to send. `detail` holds the wanted status or the cause, and for how long it was asked to wait."""

    item_id: int
    kind: str
    subject: str
    detail: dict[str, Any]
    attempts: int

    @property
    def name(self) -> str:
        """The item in the user's words."""
        return "Balances" if self.kind == BALANCES else f"Batch {self.subject}"


def queue_batch_status(
    connection: Connection, books: Books, batch_id: str, status: str, *, again: bool = False
) -> None:
    """Queue telling the server that a batch is processed or unprocessed again; `again` after it had changed there."""
    detail: dict[str, object] = {"status": status, "at": books.now().isoformat()}
    _queue(connection, books, "batch_status", batch_id, {**detail, "again": "yes"} if again else detail)


def queue_balances(connection: Connection, books: Books, cause: str, *, restarts: int = 0) -> None:
    """Queue a snapshot of balances; one that was never built is superseded, since the newest balance wins."""
    item = office_work.outbox_item
    built = select(office_work.outbox_request.c.item_id)
    connection.execute(
        update(item)
        .where(item.c.kind == BALANCES, item.c.state == "waiting", item.c.id.not_in(built))
        .values(state="superseded", finished_at=books.now(), sentence="A newer snapshot takes its place.")
    )
    _queue(connection, books, BALANCES, BALANCES, {"cause": cause, "restarts": restarts})


def _queue(connection: Connection, books: Books, kind: str, subject: str, detail: dict[str, object]) -> None:
    connection.execute(
        insert(office_work.outbox_item).values(
            uuid=books.new_uuid(), kind=kind, subject=subject, detail=json.dumps(detail), state="waiting",
            created_at=books.now(), created_by=books.actor.user,
        )
    )


def queue_anew(connection: Connection, books: Books, item: OutboxItem, **changed: int) -> bool:
    """Queue the wish of an item that is over once more; False where a newer item of its subject waits already."""
    table = office_work.outbox_item
    newer = select(table.c.id).where(
        table.c.subject == item.subject, table.c.id > item.item_id, table.c.state.in_(OPEN_STATES)
    )
    if connection.execute(newer).first() is not None:
        return False
    if item.kind == BALANCES:
        cause, restarts = str(item.detail.get("cause", "sent anew")), int(item.detail.get("restarts", 0))
        queue_balances(connection, books, cause, restarts=changed.get("restarts", restarts))
    else:
        queue_batch_status(connection, books, item.subject, item.detail["status"], again=bool(changed.get("again")))
    return True


def balances_are_stale(books: Books) -> bool:
    """Whether something was posted since balances were last asked for."""
    item, posted = office_work.outbox_item, journal.transaction_set
    asked = select(item.c.created_at).where(item.c.kind == BALANCES).order_by(item.c.id.desc()).limit(1)
    with books.store.read() as connection:
        newest = connection.execute(select(posted.c.entered_at).order_by(posted.c.id.desc()).limit(1)).scalar()
        told = connection.execute(asked).scalar()
    return newest is not None and (told is None or told < newest)


def request_balances(books: Books, cause: str) -> None:
    """Queue a snapshot of balances by the user's wish."""
    with books.store.write() as connection:
        queue_balances(connection, books, cause)
