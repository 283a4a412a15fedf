"""The morning list as it is kept: rounds of the autopilot, what they did to each batch, and taking that back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, text

from landlord_desktop.db.models import autopilot as tables
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.batch_reversal import BatchReversal, BatchReversalOrder, write_batch_reversal
from landlord_desktop.services.books import Books

MOST_ROUNDS = 60


@dataclass(frozen=True, slots=True)
class RoundBatch:
    """What a round did to one batch. `live` is how many of its receipts still stand; 0 where all were taken back.

    `waiting`: (payment id, cents, reason) of each payment that it left; `event_id` opens what was posted.
    """

    batch_id: str
    posted_count: int
    posted_cents: int
    held_count: int
    held_cents: int
    event_id: int | None
    slips: str
    stopped: str
    waiting: tuple[tuple[str, int, str], ...]
    live: int


@dataclass(frozen=True, slots=True)
class RoundRow:
    """A round of the morning list."""

    round_id: int
    at: datetime
    user: str
    workstation: str
    cause: str
    sentence: str
    batches: tuple[RoundBatch, ...]

    @property
    def posted_count(self) -> int:
        return sum(batch.posted_count for batch in self.batches)

    @property
    def posted_cents(self) -> int:
        return sum(batch.posted_cents for batch in self.batches)

    @property
    def held_count(self) -> int:
        return sum(batch.held_count for batch in self.batches)

    @property
    def held_cents(self) -> int:
        return sum(batch.held_cents for batch in self.batches)


def keep_round(
    connection: Connection, books: Books, cause: str, sentence: str, batches: Sequence[Mapping[str, Any]]
) -> int:
    """Write a round into the morning list; its id. `batches` are the values of `autopilot_batch`."""
    made = connection.execute(
        insert(tables.autopilot_round).values(
            at=books.now(), user=books.actor.user, workstation=books.actor.workstation, cause=cause, sentence=sentence
        )
    ).inserted_primary_key
    assert made is not None  # noqa: S101 - every engine gives the key it made
    if batches:
        values = [{**batch, "round_id": made[0], "waiting": json.dumps(batch["waiting"])} for batch in batches]
        connection.execute(insert(tables.autopilot_batch), values)
    return int(made[0])


def list_rounds(books: Books, limit: int = MOST_ROUNDS) -> list[RoundRow]:
    """The newest rounds, the newest first."""
    with books.store.read() as connection:
        return read_rounds(connection, limit)


def read_rounds(connection: Connection, limit: int = MOST_ROUNDS) -> list[RoundRow]:
    """The same inside a read that is under way."""
    heads = connection.execute(_ROUNDS, {"limit": limit}).all()
    if not heads:
        return []
    batches: dict[int, list[RoundBatch]] = {}
    for row in connection.execute(_BATCHES, {"oldest": heads[-1][0]}):
        waiting = tuple((payment or "", cents, reason) for payment, cents, reason in json.loads(row[9]))
        batch = RoundBatch(row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], waiting, row[10])
        batches.setdefault(row[0], []).append(batch)
    return [
        RoundRow(row[0], datetime.fromisoformat(row[1]), row[2], row[3], row[4], row[5], tuple(batches.get(row[0], ())))
        for row in heads
    ]


def round_of_today(connection: Connection, books: Books) -> RoundRow | None:
    """The newest round, where it was done on this office day."""
    newest = read_rounds(connection, 1)
    return newest[0] if newest and books.day_of(newest[0].at) >= books.today() else None


def undo_batch(books: Books, round_id: int, batch_id: str, reason: str, *, unwind: bool = False) -> BatchReversal:
    """Take back what a round posted of a batch: the whole batch is reversed as one event, its slip with it.

    RuleError without a reason, where nothing of it stands any more, and where the batch cannot be reversed.
    NotFoundError where the round did nothing to such a batch.
    """
    with books.store.write() as connection:
        live = connection.execute(_LIVE, {"round": round_id, "batch": batch_id}).scalar()
        if live is None:
            raise NotFoundError(f"That round of the autopilot posted nothing of batch {batch_id}.")
        if not live:
            raise RuleError(f"What the autopilot posted of batch {batch_id} is taken back already.")
        return write_batch_reversal(connection, books, BatchReversalOrder(batch_id, reason, unwind=unwind))


def undo_round(books: Books, round_id: int, reason: str, *, unwind: bool = False) -> list[BatchReversal]:
    """Take back all that a round posted, batch by batch, as one event in one transaction: all of it or nothing.

    RuleError without a reason, where nothing of it stands any more, and where a batch cannot be reversed.
    """
    with books.store.write() as connection:
        found = connection.execute(_STANDING, {"round": round_id}).all()
        if not found:
            raise RuleError("Nothing that this round of the autopilot posted stands any more.")
        done: list[BatchReversal] = []
        for row in found:
            order = BatchReversalOrder(row[0], reason, unwind=unwind)
            done.append(write_batch_reversal(connection, books, order, done[0].event_id if done else None))
        return done


_ROUNDS = text(
    'SELECT id, "at", "user", workstation, cause, sentence FROM autopilot_round ORDER BY id DESC LIMIT :limit'
)
_STANDS = (
    "(SELECT count(*) FROM receipt r JOIN transaction_set s ON s.id = r.id WHERE r.batch_id = a.batch_id "
    "AND s.event_id = a.event_id AND r.voided_by_set_id IS NULL)"
)
_BATCHES = text(
    "SELECT a.round_id, a.batch_id, a.posted_count, a.posted_cents, a.held_count, a.held_cents, a.event_id, a.slips, "  # noqa: S608
    f"a.stopped, a.waiting, {_STANDS} FROM autopilot_batch a JOIN inosio_batch b ON b.id = a.batch_id "
    "WHERE a.round_id >= :oldest ORDER BY a.round_id, b.deposited_on, b.fetched_at, b.id"
)
_LIVE = text(
    f"SELECT {_STANDS} FROM autopilot_batch a WHERE a.round_id = :round AND a.batch_id = :batch "  # noqa: S608
    "AND a.event_id IS NOT NULL"
)
_STANDING = text(
    f"SELECT a.batch_id FROM autopilot_batch a WHERE a.round_id = :round AND {_STANDS} > 0 ORDER BY a.batch_id"  # noqa: S608
)
