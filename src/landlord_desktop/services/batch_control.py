"""The control figures of each loaded batch: what the server gave is loaded, and that is posted, held or removed.

Counted from three sides, so that a difference would show: the header the server gave, the payments stored with it, and
what became of each of them here.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.services.books import Books
from landlord_desktop.services.claim_words import changed_on_server


@dataclass(frozen=True, slots=True)
class Figure:
    """How many payments, and what they come to in cents."""

    count: int = 0
    cents: int = 0

    def __add__(self, other: "Figure") -> "Figure":
        return Figure(self.count + other.count, self.cents + other.cents)


@dataclass(frozen=True, slots=True)
class BatchControl:
    """One batch: `server` is its header; `loaded` the payments stored of it that are on the list or were posted.

    `posted` is counted from their receipts, `held` and `removed` from their working lines.
    `waiting` payments of the batch are neither on the list nor posted: the batch was loaded in part, or given back.
    `changed`: the server gave it otherwise since.
    """

    batch_id: str
    deposited_on: date
    bank: str
    server: Figure
    loaded: Figure = Figure()
    posted: Figure = Figure()
    held: Figure = Figure()
    removed: Figure = Figure()
    waiting: Figure = Figure()
    changed: bool = False

    @property
    def accounted(self) -> Figure:
        """What became of it here: posted, held and removed together."""
        return self.posted + self.held + self.removed

    @property
    def agrees(self) -> bool:
        """Whether the server's count and amount are what is loaded, and that is accounted for, to the cent."""
        return self.server == self.loaded == self.accounted

    @property
    def difference_cents(self) -> int:
        """By how much the three disagree."""
        sides = (self.server.cents, self.loaded.cents, self.accounted.cents)
        return max(sides) - min(sides)

    @property
    def whole(self) -> bool:
        """Whether every payment is posted."""
        return self.server == self.posted


def batch_controls(books: Books, also: Collection[str] = ()) -> list[BatchControl]:
    """The control figures of every batch with payments on the list or under Removed, and of those in `also`."""
    with books.store.read() as connection:
        return read_controls(connection, also)


def read_controls(connection: Connection, also: Collection[str] = ()) -> list[BatchControl]:
    """The same inside a read that is under way."""
    wanted = {*connection.execute(_LISTED).scalars(), *also}
    found: dict[str, dict[str, Any]] = {}
    for batch_id in sorted(wanted):
        for row in connection.execute(_STATES, {"batch": batch_id}):
            of_batch = found.setdefault(batch_id, {})
            of_batch[row[0]] = Figure(int(row[1]), int(row[2]))
            if row[0] != "waiting":
                of_batch["loaded"] = of_batch.get("loaded", Figure()) + Figure(int(row[1]), int(row[3]))
    changed = changed_on_server(connection)
    return [
        BatchControl(
            row[0], date.fromisoformat(row[1]), row[2] or "", Figure(row[4], row[3]), **found.get(row[0], {}),
            changed=row[0] in changed,
        )
        for row in connection.execute(_HEADERS)
        if row[0] in wanted
    ]


_LISTED = text("SELECT DISTINCT batch_id FROM working_line WHERE batch_id IS NOT NULL")
_HEADERS = text(
    "SELECT id, deposited_on, bank_code, total_cents, item_count FROM inosio_batch "
    "ORDER BY deposited_on, fetched_at, id"
)
_STATES = text(
    "SELECT state, count(*), sum(cents), sum(told_cents) FROM (SELECT CASE WHEN r.id IS NOT NULL THEN 'posted' "
    "WHEN w.state = 'open' THEN 'held' WHEN w.state = 'removed' THEN 'removed' ELSE 'waiting' END AS state, "
    "coalesce(r.amount_cents, w.amount_cents, p.amount_cents) AS cents, p.amount_cents AS told_cents "
    "FROM inosio_payment p "
    "LEFT JOIN receipt r ON r.source_key = p.source_key AND r.voided_as_error = 0 "
    "LEFT JOIN working_line w ON w.source_key = p.source_key WHERE p.batch_id = :batch) AS each_one GROUP BY state"
)
