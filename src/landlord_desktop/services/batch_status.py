"""When a receipt batch is processed: when every payment is posted, or by the button; never by loading."""

from collections.abc import Iterable

from sqlalchemy import Connection, text, update

from landlord_desktop.db.models import batches as tables
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.filed_payments import POSTED_OF_BATCH
from landlord_desktop.services.outbox import queue_batch_status

_COUNTS = text(
    f"SELECT b.item_count, b.status, b.origin, {POSTED_OF_BATCH}, "  # noqa: S608
    "(SELECT count(*) FROM working_line w WHERE w.batch_id = b.id AND w.state = 'removed'), "
    "(SELECT coalesce(sum(w.amount_cents), 0) FROM working_line w WHERE w.batch_id = b.id AND w.state = 'removed') "
    "FROM inosio_batch b WHERE b.id = :batch_id"
)


def settle_batches(connection: Connection, books: Books, batch_ids: Iterable[str]) -> tuple[str, ...]:
    """Mark those batches processed whose every payment is posted; the server is told. Their ids."""
    processed = []
    for batch_id in sorted(batch_ids):
        row = connection.execute(_COUNTS, {"batch_id": batch_id}).one()
        if row[1] == "unprocessed" and row[3] == row[0]:
            _set_status(connection, books, batch_id, "processed", row[2])
            processed.append(batch_id)
    return tuple(processed)


def _set_status(connection: Connection, books: Books, batch_id: str, status: str, origin: str) -> None:
    done = status == "processed"
    table = tables.inosio_batch
    connection.execute(
        update(table).where(table.c.id == batch_id).values(
            status=status, processed_at=books.now() if done else None, processed_by=books.actor.user if done else "",
            claimed_by="", claimed_workstation="", claimed_at=None, claim_expires_at=None,
        )
    )
    record(connection, books, f"mark {status}", f"batch {batch_id}", f"Batch {batch_id} is {status}.")
    if origin == "server":
        queue_batch_status(connection, books, batch_id, status)


def mark_processed(books: Books, batch_id: str, *, with_removed: bool = False) -> None:
    """Mark a batch processed by hand.

    RuleError with the question to put where payments were removed and `with_removed` does not answer it.
    """
    with books.store.write() as connection:
        row = connection.execute(_COUNTS, {"batch_id": batch_id}).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no batch {batch_id}.")
        if row[4] and not with_removed:
            raise RuleError(removed_question(row[4], row[5]))
        connection.execute(
            text("DELETE FROM working_line WHERE batch_id = :batch_id AND state = 'open'"), {"batch_id": batch_id}
        )
        if row[1] != "processed":
            _set_status(connection, books, batch_id, "processed", row[2])


def removed_question(count: int, cents: int) -> str:
    """The one question asked where a batch with removed payments is to be marked processed."""
    return f"Mark processed with {count} removed, {format_cents(cents)}?"


def mark_unprocessed(books: Books, batch_id: str) -> None:
    """Put a processed batch back on the unprocessed list; posted payments stay posted and cannot post again."""
    with books.store.write() as connection:
        write_unprocessed(connection, books, batch_id)


def write_unprocessed(connection: Connection, books: Books, batch_id: str) -> None:
    """The same inside a write that is under way. NotFoundError for an unknown batch."""
    row = connection.execute(_COUNTS, {"batch_id": batch_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no batch {batch_id}.")
    if row[1] != "unprocessed":
        _set_status(connection, books, batch_id, "unprocessed", row[2])
