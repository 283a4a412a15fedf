"""Payments of stored batches that could not be read when they came, read again: a newer program may know the word.

The server is not asked: the batch's answer is kept as it came. A payment that was posted or is read already stays.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Row, text

from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.batches import FetchedPayment, load_lines, source_key
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.words import plural


def unread_batches(books: Books) -> list[tuple[str, bytes]]:
    """Id and answer of each unprocessed batch of the server with a payment that could not be read."""
    with books.store.read() as connection:
        return [(row.id, bytes(row.raw_answer)) for row in connection.execute(_UNREAD)]


def take_again(books: Books, batch_id: str, payments: Sequence[FetchedPayment]) -> int:
    """Keep what can be read now of the payments that could not; how many they are.

    `payments` are those of the whole batch, in their order. A line of the working list follows: what a person chose
    or removed there stays.
    """
    taken = 0
    with books.store.write() as connection:
        for row in connection.execute(_STORED, {"batch": batch_id}).all():
            told = payments[row.position - 1] if row.position <= len(payments) else None
            if told is not None and not told.unreadable and told.amount_cents == row.amount_cents:
                taken += _take(connection, books, row, told)
        if taken:
            record(
                connection, books, "read again", f"batch {batch_id}",
                f"{plural(taken, 'payment')} of batch {batch_id} can be read now.",
            )
    return taken


def _take(connection: Connection, books: Books, row: Row[Any], told: FetchedPayment) -> bool:
    """Whether the payment is kept as read: not where its id is another payment's."""
    key = source_key(row.source_key.removesuffix(f":{row.payment_id}"), told.payment_id)
    if key != row.source_key and connection.execute(_ELSEWHERE, {"key": key}).first() is not None:
        return False
    values = {
        "batch": row.batch_id, "position": row.position, "key": key, "payment": told.payment_id,
        "received": told.received_on.isoformat() if told.received_on else None,
        "tenant": _code(told.tenant_code), "unit": _code(told.unit_code), "payer": stored_text(told.payer_name),
        "unit_name": stored_text(told.unit_name), "payer_kind": told.payer_kind, "ledger": _code(told.ledger_code),
        "method": told.method, "memo": stored_text(told.memo),
    }
    line = connection.execute(_LINE, {"key": row.source_key}).one_or_none()
    if line is not None:
        connection.execute(_PUT_OFF, {"line": line.id})
    connection.execute(_READ, values)
    if line is not None:
        load_lines(connection, books, row.batch_id)
        connection.execute(_CHOICES, {
            "key": key, "state": line.state, "why": line.removed_reason, "tenant": line.tenant_id, "unit": line.unit_id,
        })  # fmt: skip
    return True


def _code(code: str | None) -> str | None:
    return None if code is None else stored_text(code)


_UNREAD = text(
    "SELECT b.id, b.raw_answer FROM inosio_batch b WHERE b.status = 'unprocessed' AND b.origin = 'server' "
    "AND EXISTS (SELECT 1 FROM inosio_payment p WHERE p.batch_id = b.id AND p.unreadable <> '') ORDER BY b.id"
)
_STORED = text(
    "SELECT p.batch_id, p.position, p.source_key, p.payment_id, p.amount_cents FROM inosio_payment p "
    "WHERE p.batch_id = :batch AND p.unreadable <> '' "
    "AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.source_key = p.source_key) ORDER BY p.position"
)
_ELSEWHERE = text(
    "SELECT 1 FROM inosio_payment WHERE source_key = :key UNION ALL SELECT 1 FROM receipt WHERE source_key = :key "
    "UNION ALL SELECT 1 FROM working_line WHERE source_key = :key"
)
_READ = text(
    "UPDATE inosio_payment SET source_key = :key, payment_id = :payment, received_on = :received, "
    "tenant_code = :tenant, unit_code = :unit, payer_name = :payer, unit_name = :unit_name, payer_kind = :payer_kind, "
    "ledger_code = :ledger, method = :method, memo = :memo, unreadable = '', raw_text = '' "
    "WHERE batch_id = :batch AND position = :position"
)
_LINE = text("SELECT id, state, removed_reason, tenant_id, unit_id FROM working_line WHERE source_key = :key")
_PUT_OFF = text("DELETE FROM working_line WHERE id = :line")
_CHOICES = text(
    "UPDATE working_line SET state = :state, removed_reason = :why, tenant_id = coalesce(:tenant, tenant_id), "
    "unit_id = coalesce(:unit, unit_id) WHERE source_key = :key"
)
