"""Checks that read contents: hashes of the transaction sets, of stored answers and of what was sent, and the file."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db import integrity
from landlord_desktop.db.sealing import OtherKeyError
from landlord_desktop.services.books import Books
from landlord_desktop.services.findings import Finding
from landlord_desktop.services.journal_rows import TABLES, Row, SetRows, hash_of

NEWEST = 500
"""So many of the newest records are read where not all are asked for."""
SLICE = 10_000
"""Sets whose rows are held in memory at a time."""

PROTECTED = (
    "transaction_set", "journal_line", "allocation", "credit_entry", "audit_entry", "charge", "receipt", "deposit_slip",
    "slip_receipt", "bank_item", "advance_payment",
)

Rows = dict[int, list[Row]]


def hash_slices(connection: Connection, *, everything: bool) -> list[tuple[int, int]]:
    """Ranges of set ids to verify: the newest sets, or all of them in slices."""
    bounds = connection.execute(text("SELECT min(id), max(id) FROM transaction_set")).one()
    if bounds[0] is None:
        return []
    first = bounds[0] if everything else max(bounds[0], bounds[1] - NEWEST + 1)
    return [(start, min(start + SLICE - 1, bounds[1])) for start in range(first, bounds[1] + 1, SLICE)]


def wrong_hashes(connection: Connection, first: int, last: int) -> Iterator[Finding]:
    """A sentence for each set of the range whose stored facts are not those that were hashed at posting."""
    found = {name: _by_set(connection, name, (first, last)) for name in TABLES if name != "transaction_set"}

    def of(name: str, set_id: int, from_column: int) -> list[Row]:
        return [row[from_column:] for row in found[name].get(set_id, ())]

    for row in _rows(connection, "transaction_set", (first, last)):
        set_id, header, stored, recipe = row[0], tuple(row[1:-2]), row[-2], row[-1]
        digest = hash_of(
            SetRows(
                header, of("journal_line", set_id, 1), of("charge", set_id, 0), of("receipt", set_id, 0),
                of("allocation", set_id, 1), of("credit_entry", set_id, 1), of("bank_item", set_id, 1),
                of("advance_payment", set_id, 0),
            ),
            recipe,
        )
        if digest is None:
            sentence = f"Set {set_id} has a content hash of recipe {recipe}, which this program does not know."
            yield Finding(sentence, "set", set_id)
        elif digest != stored:
            sentence = f"Set {set_id} ({row[1]} of {row[2]}) is not what was posted: its content hash differs."
            yield Finding(sentence, "set", set_id)


_OWN_KEY = {"charge", "advance_payment"}
"""Tables whose rows have a number of their own besides that of their set."""


def _rows(connection: Connection, table: str, bounds: tuple[int, int]) -> Any:
    key = "id" if table in {"transaction_set", "receipt"} else "set_id"
    order = "set_id, id" if table in _OWN_KEY else "1, 2, 3, 4"
    return connection.execute(
        text(f"SELECT {TABLES[table]} FROM {table} WHERE {key} BETWEEN :first AND :last ORDER BY {order}"),  # noqa: S608
        {"first": bounds[0], "last": bounds[1]},
    )


def _by_set(connection: Connection, table: str, bounds: tuple[int, int]) -> Rows:
    """The rows of a range by set, as plain tuples, in the order in which they were hashed."""
    place = 1 if table in _OWN_KEY else 0
    found: Rows = {}
    for row in _rows(connection, table, bounds):
        found.setdefault(row[place], []).append(tuple(row))
    return found


def wrong_bodies(connection: Connection, books: Books, *, everything: bool) -> Iterator[Finding]:
    """A sentence for each outbox request whose body is not what its SHA-256 says.

    Bodies sealed with a key that is not here are passed over; `unopened_bodies` counts them.
    """
    newest = "" if everything else f" LIMIT {NEWEST}"
    keys = connection.execute(
        text(f"SELECT item_id, position FROM outbox_request ORDER BY item_id DESC, position DESC{newest}")  # noqa: S608
    ).all()
    for item_id, position in keys:
        row = connection.execute(_BODY, {"item": item_id, "position": position}).one()
        if row.sealed and not books.store.sealer.encrypts:
            continue
        try:
            body = _unsealed(books, row.body, item_id, position) if row.sealed else row.body
        except OtherKeyError:
            continue
        except ValueError:
            sentence = f"Outbox item {item_id}, request {position}: its sealed body is not what was sealed there."
            yield Finding(sentence, "outbox_item", item_id)
            continue
        if hashlib.sha256(body).hexdigest() != row.body_sha256:
            sentence = f"Outbox item {item_id}, request {position}: its body is not what its SHA-256 says."
            yield Finding(sentence, "outbox_item", item_id)


def unopened_bodies(books: Books) -> int:
    """How many sealed bodies cannot be read with the key at hand, so that no check can look into them."""
    with books.store.read() as connection:
        keys = connection.execute(_SEALED).all()
        if not books.store.sealer.encrypts:
            return len(keys)
        found = 0
        for item_id, position in keys:
            body = connection.execute(_BODY, {"item": item_id, "position": position}).one().body
            try:
                _unsealed(books, body, item_id, position)
            except OtherKeyError:
                found += 1
            except ValueError:
                continue  # a finding of its own
    return found


def _unsealed(books: Books, body: bytes, item_id: int, position: int) -> bytes:
    from landlord_desktop.services.sending import request_place

    return books.store.sealer.unseal(body, request_place(item_id, position))


def wrong_answers(connection: Connection, *, everything: bool) -> Iterator[Finding]:
    """A sentence for each batch whose stored raw answer is not what its SHA-256 says."""
    newest = "" if everything else f" LIMIT {NEWEST}"
    keys = connection.execute(text(f"SELECT id FROM inosio_batch ORDER BY fetched_at DESC, id DESC{newest}")).all()  # noqa: S608
    for (batch_id,) in keys:
        row = connection.execute(_ANSWER, {"batch": batch_id}).one()
        if hashlib.sha256(row.raw_answer).hexdigest() != row.raw_sha256:
            yield Finding(f"Batch {batch_id}: the stored answer is not what its SHA-256 says.", "batch", batch_id)


def broken_links(connection: Connection, *, everything: bool) -> Iterator[Finding]:
    """A sentence for each row that names a record which does not exist."""
    for table, where, parent in integrity.broken_links(connection, everything=everything):
        yield Finding(f"Table {table}{f', {where},' if where else ''} names a {parent} that does not exist.")


def damaged_file(connection: Connection, *, everything: bool) -> Iterator[Finding]:
    """What the database engine says of its file; nothing where it is whole."""
    for fault in integrity.faults_of_file(connection, everything=everything):
        yield Finding(f"The file is damaged: {fault}. Restore the newest backup.")


def missing_guards(connection: Connection) -> Iterator[Finding]:
    """A sentence for each trigger that is gone, without which posted records could be changed."""
    found = integrity.guards(connection)
    for table in PROTECTED:
        for act in ("update", "delete"):
            if f"{table}_{act}_refused" not in found:
                yield Finding(f"Table {table}: nothing refuses an {act} of posted records any more.")


_SEALED = text("SELECT item_id, position FROM outbox_request WHERE sealed = 1 ORDER BY item_id, position")
_BODY = text("SELECT body, sealed, body_sha256 FROM outbox_request WHERE item_id = :item AND position = :position")
_ANSWER = text("SELECT raw_answer, raw_sha256 FROM inosio_batch WHERE id = :batch")
