"""Checks that read contents: hashes of the transaction sets, of stored answers and of what was sent, and the file."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.sealing import OtherKeyError
from landlord_desktop.rules.ledger import HASH_RECIPE
from landlord_desktop.services.books import Books
from landlord_desktop.services.findings import Finding
from landlord_desktop.services.journal import (
    ALLOCATION_COLUMNS,
    CHARGE_COLUMNS,
    CREDIT_COLUMNS,
    LINE_COLUMNS,
    RECEIPT_COLUMNS,
    SET_COLUMNS,
    Row,
    charge_facts,
    hash_facts,
    receipt_facts,
)

NEWEST = 500
"""So many of the newest records are read where not all are asked for."""
SLICE = 10_000
"""Sets whose rows are held in memory at a time."""

PROTECTED = (
    "transaction_set", "journal_line", "allocation", "credit_entry", "audit_entry", "charge", "receipt", "deposit_slip",
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
    lines = _by_set(connection, "journal_line", LINE_COLUMNS, "set_id", (first, last))
    charges = _by_set(connection, "charge", CHARGE_COLUMNS, "set_id", (first, last), place=1)
    receipts = _by_set(connection, "receipt", RECEIPT_COLUMNS, "id", (first, last))
    allocations = _by_set(connection, "allocation", ALLOCATION_COLUMNS, "set_id", (first, last))
    credit_rows = _by_set(connection, "credit_entry", CREDIT_COLUMNS, "set_id", (first, last))
    for row in _rows(connection, "transaction_set", SET_COLUMNS, "id", (first, last)):
        set_id, header, stored, recipe = row[0], tuple(row[1:-2]), row[-2], row[-1]
        if recipe != HASH_RECIPE:
            sentence = f"Set {set_id} has a content hash of recipe {recipe}, which this program does not know."
            yield Finding(sentence, "set", set_id)
            continue
        digest = hash_facts(
            header,
            [row[1:] for row in lines.get(set_id, ())],
            [charge_facts(row) for row in charges.get(set_id, ())],
            [receipt_facts(row) for row in receipts.get(set_id, ())],
            [row[1:] for row in allocations.get(set_id, ())],
            [row[1:] for row in credit_rows.get(set_id, ())],
        )
        if digest != stored:
            sentence = f"Set {set_id} ({row[1]} of {row[2]}) is not what was posted: its content hash differs."
            yield Finding(sentence, "set", set_id)


def _rows(connection: Connection, table: str, columns: str, key: str, bounds: tuple[int, int]) -> Any:
    order = "set_id, id" if table == "charge" else "1, 2"
    return connection.execute(
        text(f"SELECT {columns} FROM {table} WHERE {key} BETWEEN :first AND :last ORDER BY {order}"),  # noqa: S608
        {"first": bounds[0], "last": bounds[1]},
    )


def _by_set(
    connection: Connection, table: str, columns: str, key: str, bounds: tuple[int, int], place: int = 0
) -> Rows:
    """The rows of a range by set, as plain tuples, in the order in which they were hashed."""
    found: Rows = {}
    for row in _rows(connection, table, columns, key, bounds):
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


def broken_links(connection: Connection) -> Iterator[Finding]:
    """A sentence for each row that names a record which does not exist."""
    for table, row_id, parent, _number in connection.exec_driver_sql("PRAGMA foreign_key_check"):
        which = "" if row_id is None else f", row {row_id},"
        yield Finding(f"Table {table}{which} names a {parent} that does not exist.")


def damaged_file(connection: Connection, *, everything: bool) -> Iterator[Finding]:
    """What the database engine says of its file; nothing where it is whole."""
    pragma = "integrity_check" if everything else "quick_check"
    for row in connection.exec_driver_sql(f"PRAGMA {pragma}"):
        if row[0] != "ok":
            yield Finding(f"The file is damaged: {row[0]}. Restore the newest backup.")


def missing_guards(connection: Connection) -> Iterator[Finding]:
    """A sentence for each trigger that is gone, without which posted records could be changed."""
    found = {row[0] for row in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))}
    for table in PROTECTED:
        for act in ("update", "delete"):
            if f"{table}_{act}_refused" not in found:
                yield Finding(f"Table {table}: nothing refuses an {act} of posted records any more.")


_SEALED = text("SELECT item_id, position FROM outbox_request WHERE sealed ORDER BY item_id, position")
_BODY = text("SELECT body, sealed, body_sha256 FROM outbox_request WHERE item_id = :item AND position = :position")
_ANSWER = text("SELECT raw_answer, raw_sha256 FROM inosio_batch WHERE id = :batch")
