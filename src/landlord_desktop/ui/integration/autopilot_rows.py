"""What the morning list shows: a row for each batch of a round, and one for each payment that waits."""

from collections.abc import Sequence
from dataclasses import dataclass

from landlord_desktop.services.autopilot import reason_words
from landlord_desktop.services.autopilot_store import RoundBatch, RoundRow
from landlord_desktop.ui.text import format_moment, plural, shown
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.rows_model import Column


@dataclass(frozen=True, slots=True)
class MorningRow:
    """A round and one of its batches; None where the round found none."""

    round: RoundRow
    batch: RoundBatch | None

    @property
    def row_key(self) -> str:
        """What makes the row one and the same after a refresh."""
        return f"{self.round.round_id}:{self.batch.batch_id if self.batch is not None else ''}"

    @property
    def can_undo(self) -> bool:
        """Whether something that the round posted of the batch still stands."""
        return self.batch is not None and self.batch.live > 0


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A payment that the autopilot left to a person."""

    position: int
    payment_id: str
    amount_cents: int
    words: str


def morning_rows(rounds: Sequence[RoundRow]) -> list[MorningRow]:
    """All batches of all rounds, the newest round first."""
    return [MorningRow(one, batch) for one in rounds for batch in (one.batches or (None,))]


def waiting_rows(batch: RoundBatch | None) -> list[WaitingRow]:
    """What waited of a batch when the round ended."""
    waiting = batch.waiting if batch is not None else ()
    return [
        WaitingRow(position, payment_id, cents, reason_words(reason))
        for position, (payment_id, cents, reason) in enumerate(waiting)
    ]


def state_of(row: MorningRow) -> State:
    """How the batch stands: done, waiting for a person, stopped, or taken back."""
    batch = row.batch
    if batch is None:
        return State("neutral", "No batch")
    if batch.posted_count and not batch.live:
        return State("neutral", "Taken back")
    if batch.stopped:
        return State("warning", "Left alone")
    if batch.held_count:
        return State("warning", f"{plural(batch.held_count, 'payment')} waiting")
    return State("positive", "Done")


def by_whom(one: RoundRow) -> str:
    """Who had the round done: a person, or the schedule."""
    return "Schedule" if one.cause == "scheduled" else shown(one.user)


MORNING_COLUMNS = (
    Column("at", "When", value=lambda row: format_moment(row.round.at), width=172),
    Column("by", "By", value=lambda row: by_whom(row.round), width=80),
    Column("batch", "Batch", value=lambda row: shown(row.batch.batch_id) if row.batch else "", width=150),
    Column("posted", "Posted", "count", value=lambda row: row.batch.posted_count if row.batch else 0, width=76),
    Column("posted_cents", "Amount", "money", value=lambda row: row.batch.posted_cents if row.batch else 0, width=104),
    Column("held", "Waiting", "count", value=lambda row: row.batch.held_count if row.batch else 0, width=80),
    Column("held_cents", "Waiting Amount", "money", value=lambda row: row.batch.held_cents if row.batch else 0,
           width=130),
    Column("slips", "Slip", value=lambda row: row.batch.slips if row.batch else "", width=60),
    Column("state", "State", "state", value=state_of, width=165, stretch=True),
)  # fmt: skip
WAITING_COLUMNS = (
    Column("payment", "Payment", value=lambda row: shown(row.payment_id), width=180),
    Column("amount", "Amount", "money", value=lambda row: row.amount_cents, width=120),
    Column("why", "Why It Waits", value=lambda row: row.words, width=420, stretch=True),
)
