"""Payments of a server's batch that a lockbox file brought first: they move to the server's batch and stay one payment.

A receipt that is posted already stays as it was posted; the source key tells that it is the payment's.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from landlord_desktop.db.models import batches as tables
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.words import plural

BATCH_OF_RECEIPT = (
    "CASE WHEN substr(r.batch_id, 1, 5) = 'FILE-' THEN coalesce((SELECT i.batch_id FROM inosio_payment i "
    "WHERE i.source_key = r.source_key), r.batch_id) ELSE r.batch_id END"
)
"""The batch that holds the payment of receipt r by now: one posted from a file may have come by the server since."""
POSTED_OF_BATCH = (
    "(SELECT count(*) FROM inosio_payment i JOIN receipt r ON r.source_key = i.source_key "
    "AND r.source_key IS NOT NULL AND r.voided_as_error = 0 WHERE i.batch_id = b.id)"
)
"""How many payments of batch b have a receipt, whichever batch they were posted from."""
_CLAIM = ("claimed_by", "claimed_workstation", "claimed_at", "claim_expires_at")


def payments_elsewhere(connection: Connection, keys: Sequence[str]) -> list[Any]:
    """The stored payments with these source keys, each with the origin of its batch."""
    table = tables.inosio_payment
    columns = (table.c.source_key, table.c.payment_id, table.c.batch_id, table.c.amount_cents)
    query = select(*columns, tables.inosio_batch.c.origin).join(
        tables.inosio_batch, tables.inosio_batch.c.id == table.c.batch_id
    )
    found: list[Any] = []
    for start in range(0, len(keys), 500):
        found += connection.execute(query.where(table.c.source_key.in_(keys[start : start + 500]))).all()
    return found


def clash_words(batch_id: str, origin: str, amounts: dict[str, int], elsewhere: Sequence[Any]) -> str:
    """Why a batch cannot be stored beside these payments; empty where they are a file's and the server's alike."""
    for row in elsewhere:
        if origin != "server" or row.origin != "file":
            return (
                f"Batch {batch_id} holds a payment that stands in batch {row.batch_id} already. "
                "It was not stored; ask Inosio which one is right."
            )
    for row in elsewhere:
        if amounts[row.source_key] != row.amount_cents:
            gave = f"{format_cents(row.amount_cents)} in a lockbox file and {format_cents(amounts[row.source_key])}"
            return (
                f"Payment {row.payment_id} was {gave} in batch {batch_id} of the server. "
                "The batch was not stored; ask Inosio or the bank which amount is right."
            )
    return ""


def leave_files(connection: Connection, filed: Sequence[Any]) -> None:
    """Take the payments out of their files' batches, whose counts and totals follow."""
    payment, header = tables.inosio_payment, tables.inosio_batch
    keys = [row.source_key for row in filed]
    for start in range(0, len(keys), 500):
        connection.execute(delete(payment).where(payment.c.source_key.in_(keys[start : start + 500])))
    for batch_id in {row.batch_id for row in filed}:
        totals = select(
            func.count(), func.coalesce(func.sum(payment.c.amount_cents), 0), func.max(payment.c.received_on)
        ).where(payment.c.batch_id == batch_id)
        count, cents, newest = connection.execute(totals).one()
        values = {"item_count": count, "total_cents": cents} | ({"deposited_on": newest} if newest else {})
        connection.execute(update(header).where(header.c.id == batch_id).values(**values))


def join_server(connection: Connection, books: Books, batch_id: str, filed: Sequence[Any]) -> None:
    """Move the payments' lines to the stored batch of the server, with the claim of whoever works on them."""
    line, header, aside = tables.working_line, tables.inosio_batch, tables.set_aside
    moved = 0
    for row in filed:
        mine = line.c.source_key == row.source_key
        moved += connection.execute(update(line).where(mine).values(batch_id=batch_id)).rowcount
    if moved:
        claim = _newest_claim(connection, {row.batch_id for row in filed}, books.now())
        if claim is not None:
            connection.execute(update(header).where(header.c.id == batch_id).values(**claim))
    now_stored = (aside.c.kind == "batch") & (aside.c.subject == batch_id) & aside.c.settled_at.is_(None)
    connection.execute(update(aside).where(now_stored).values(settled_at=books.now()))
    files = ", ".join(sorted({row.batch_id for row in filed}))
    record(
        connection, books, "join payments", f"batch {batch_id}",
        f"{plural(len(filed), 'payment')} of {files} came by the server too: one payment each, in batch {batch_id}.",
    )


def _newest_claim(connection: Connection, batch_ids: set[str], now: datetime) -> dict[str, Any] | None:
    header = tables.inosio_batch
    query = (
        select(*(header.c[name] for name in _CLAIM))
        .where(header.c.id.in_(batch_ids), header.c.claimed_by != "", header.c.claim_expires_at > now)
        .order_by(header.c.claim_expires_at.desc())
    )
    row = connection.execute(query).first()
    return None if row is None else dict(zip(_CLAIM, row, strict=True))
