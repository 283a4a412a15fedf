"""What a person does with one message of the outbox: try it again now, send a refused one anew, or discard it.

A message that may have reached the server keeps its bytes and key at every try. One that the server refused did not
take effect there; what is sent in its stead is built anew, from the books as they are now, with a key of its own.
"""

import json
from typing import Any

from sqlalchemy import Connection, Row, select, update

from landlord_desktop.db.models import office_work
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.outbox import BALANCES, OPEN_STATES, OutboxItem, queue_anew
from landlord_desktop.services.send_outcomes import WAITS_FOR, write_exchange
from landlord_desktop.services.sending_hold import hold_sentence
from landlord_desktop.services.settings import read_settings

_OVER = {
    "sent": "It was sent meanwhile; nothing was changed.",
    "superseded": "A newer message took its place meanwhile; nothing was changed.",
    "discarded": "It was discarded already; nothing was changed.",
}
_NOT_BACK = "Discarding takes nothing back there."


def retry_item(books: Books, item_id: int) -> str:
    """Have one message tried now; a sentence on what happens. RuleError where it is over, or the server said when.

    A refused message is sent anew; where a newer one of the same subject waits, that one says it all. Again changes
    nothing.
    """
    with books.store.write() as connection:
        row = _row(connection, item_id)
        item = _item(row)
        if row.state == "refused":
            if not queue_anew(connection, books, item, again=0):
                raise RuleError("A newer message on the same waits already; that one is sent.")
            words = "It is sent anew, as the books are now."
        elif item.detail.get(WAITS_FOR) == "server" and row.next_try_at is not None and row.next_try_at > books.now():
            raise RuleError("The server itself asked to wait until then. It is sent when the time has come.")
        else:
            table = office_work.outbox_item
            connection.execute(update(table).where(table.c.id == item_id).values(next_try_at=None))
            words = "It is tried again now, with the same content."
        record(connection, books, "retry message", item.name, words)
        hold = hold_sentence(books, read_settings(connection))
    return hold or words


def discard_item(books: Books, item_id: int, reason: str) -> str:
    """Take one message out of the outbox for good; the sentence that is kept with it.

    RuleError without a reason, or where it is over meanwhile. What it means for the server stands in the sentence.
    """
    if not reason.strip():
        raise RuleError("Say why it is discarded; the reason is kept.")
    table = office_work.outbox_item
    with books.store.write() as connection:
        row = _row(connection, item_id)
        item = _item(row)
        said = f"Discarded by {books.actor.user}: {reason.strip()}"
        end = "" if said[-1] in ".!?" else "."
        sentence = f"{said}{end} {' '.join(discard_means(row.kind, row.state, built=_is_built(connection, item_id)))}"
        connection.execute(
            update(table)
            .where(table.c.id == item_id)
            .values(state="discarded", finished_at=books.now(), sentence=sentence, next_try_at=None)
        )
        record(connection, books, "discard message", item.name, sentence, before=row.state, after="discarded")
        step = BALANCES if row.kind == BALANCES else "send"
        write_exchange(connection, books, step, item.name, "held", sentence)
    return sentence


def discard_means(kind: str, state: str, *, built: bool) -> tuple[str, ...]:
    """What it means to discard a message in this state, in sentences: what the server knows, and what comes after.

    `built`: its content was built, which is done right before it is sent for the first time.
    """
    if not built:
        first = "It was never sent, so the server knows nothing of it."
    elif state == "refused":
        first = "The server refused it, so nothing changed there."
    else:
        first = f"Whether the server took it is not known. {_NOT_BACK}"
    if kind == BALANCES:
        return first, "The next balances that are sent bring the newest; nothing is missing there then."
    return first, "Mark the batch again under Load Receipts from Inosio to tell the server how it stands."


def _is_built(connection: Connection, item_id: int) -> bool:
    request = office_work.outbox_request
    return connection.execute(select(request.c.position).where(request.c.item_id == item_id)).first() is not None


def _row(connection: Connection, item_id: int) -> Row[Any]:
    table = office_work.outbox_item
    row = connection.execute(select(table).where(table.c.id == item_id)).one_or_none()
    if row is None:
        raise NotFoundError("There is no such message.")
    if row.state not in {*OPEN_STATES, "refused"}:
        raise RuleError(_OVER[row.state])
    return row


def _item(row: Row[Any]) -> OutboxItem:
    return OutboxItem(row.id, row.kind, row.subject, json.loads(row.detail or "{}"), row.attempts)
