"""One round of the autopilot: it posts what is exactly what its tenant owes, on a leash, and leaves the rest.

It never accepts a proposal, never posts a payment whose receipt was voided, and touches no batch that somebody works
on. A dry run does the same inside a write that is taken back, so it says what a round would do and changes nothing.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.batch import REASON_WORDS, Reason, Verdict
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import plural
from landlord_desktop.services.autopilot_settings import AutopilotSettings, autopilot_settings
from landlord_desktop.services.autopilot_store import keep_round
from landlord_desktop.services.batch_posting import lines_of, take_off
from landlord_desktop.services.batches import load_lines
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.deposits import SlipRow, write_whole_batch_slips
from landlord_desktop.services.period_lock import locked_through
from landlord_desktop.services.receipt_posting import PostedPayment, PostResult, Progress, post_once, write_post
from landlord_desktop.services.settings import read_settings
from landlord_desktop.services.working_list import StoredLine, WorkingList, read_working_list

LEASH_WORDS = {
    "totals_differ": "The batch differs from its control totals",
    "batch_above_limit": "The batch is larger than the autopilot may post",
    "above_limit": "The amount is larger than the autopilot may post",
    "locked_period": "Its date is in a locked period",
    "accepted_by_hand": "A person has decided about it; post it in Batch Receipts",
    "claimed": "Somebody works on this batch",
}
"""Why the autopilot leaves alone what could be posted by a person; the other reasons are those of Batch Receipts."""


@dataclass(frozen=True, slots=True)
class WaitingPayment:
    """A payment that the round left to a person; `reason` is a code of Batch Receipts or of `LEASH_WORDS`."""

    batch_id: str
    payment_id: str | None
    amount_cents: int
    reason: str

    @property
    def words(self) -> str:
        """The reason in words."""
        return reason_words(self.reason)


@dataclass(frozen=True, slots=True)
class BatchDone:
    """What a round did to one batch. `stopped` is the reason of the whole batch, empty where there is none."""

    batch_id: str
    posted: tuple[PostedPayment, ...]
    waiting: tuple[WaitingPayment, ...]
    slips: tuple[SlipRow, ...]
    stopped: str = ""


@dataclass(frozen=True, slots=True)
class AutopilotResult:
    """What one round did, or would do where `dry_run`; then its receipts and slips have numbers that nobody keeps."""

    dry_run: bool
    posted: tuple[PostedPayment, ...]
    already_posted: tuple[PostedPayment, ...]
    batches: tuple[BatchDone, ...]
    round_id: int | None = None

    @property
    def waiting(self) -> tuple[WaitingPayment, ...]:
        """All that waits for a person, in the batches' order."""
        return tuple(payment for batch in self.batches for payment in batch.waiting)

    @property
    def slips(self) -> tuple[SlipRow, ...]:
        """The deposit slips, in their order."""
        return tuple(sorted((slip for batch in self.batches for slip in batch.slips), key=lambda slip: slip.number))

    @property
    def sentence(self) -> str:
        """The round in one sentence."""
        posted, waiting = self.posted, self.waiting
        words = f"{plural(len(posted), 'payment')} posted, {format_cents(sum(one.amount_cents for one in posted))}"
        return (
            f"{words}; {plural(len(self.slips), 'deposit slip')}; {len(waiting)} waiting, "
            f"{format_cents(sum(one.amount_cents for one in waiting))}."
        )


def reason_words(code: str) -> str:
    """A code of the autopilot or of Batch Receipts in words."""
    return LEASH_WORDS.get(code) or REASON_WORDS[Reason(code)]


class _TakenBackError(Exception):
    """Leaves the write door of a dry run, so that nothing is kept."""


def run_round(
    books: Books, *, dry_run: bool = False, cause: str = "called", note: str = "", progress: Progress | None = None
) -> AutopilotResult:
    """Post the equal payments of all unprocessed batches and make the slips of whole ones, in one transaction.

    The round stands in the morning list with its `cause` ("called" or "scheduled") and `note`. `progress(done, total)`
    may raise to cancel: then nothing is posted. BooksError where the disk refuses; nothing is posted then either.
    """
    wanted: list[str] = []
    found: list[AutopilotResult] = []

    def write(connection: Connection) -> AutopilotResult:
        result = _write(connection, books, wanted, progress)
        if dry_run:
            found.append(replace(result, dry_run=True))
            raise _TakenBackError
        return replace(result, round_id=_keep(connection, books, result, cause, note))

    try:
        return post_once(
            books, write, wanted,
            "A payment was posted meanwhile by somebody else. The autopilot posted nothing; let it work again.",
        )
    except _TakenBackError:
        return found[0]


def _write(
    connection: Connection, books: Books, wanted: list[str], progress: Progress | None
) -> AutopilotResult:
    leash = autopilot_settings(read_settings(connection))
    heads = connection.execute(_HEADS, {"now": instant_text(books.now())}).all()
    stopped = {row.id: reason for row in heads if (reason := _stops(row, leash))}
    free = [row.id for row in heads if row.id not in stopped]
    for batch_id in free:
        load_lines(connection, books, batch_id)
    working = read_working_list(connection, books, only=lines_of(connection, free))
    chosen, why = _chosen(connection, books, working, leash)
    done = write_post(connection, books, chosen, progress, wanted)
    take_off(connection, working)
    waiting = [
        WaitingPayment(line.batch_id or "", line.payment_id, line.amount_cents, why[line.line_id])
        for line in working.lines if line.line_id in why
    ]  # fmt: skip
    for batch_id, reason in stopped.items():
        waiting += [WaitingPayment(batch_id, row[0], row[1], reason) for row in _open(connection, batch_id)]
    slips = _slips(connection, books, free, done)
    ours = {slip.batch_id for slip in slips if slip.batch_id}
    listed = [row.id for row in heads] + sorted(ours.difference(row.id for row in heads))
    return AutopilotResult(False, done.posted, done.already_posted, tuple(
        BatchDone(
            batch_id, tuple(one for one in done.posted if one.batch_id == batch_id),
            tuple(one for one in waiting if one.batch_id == batch_id),
            tuple(slip for slip in slips if slip.batch_id == batch_id), stopped.get(batch_id, ""),
        )
        for batch_id in listed
    ))


def _stops(head: Any, leash: AutopilotSettings) -> str:
    """Why the autopilot leaves a whole batch alone; empty where it does not."""
    if head.claimed:
        return "claimed"
    if (head.item_count, head.total_cents) != (head.payments, head.cents) or head.aside:
        return "totals_differ"
    if leash.largest_batch_cents is not None and head.total_cents > leash.largest_batch_cents:
        return "batch_above_limit"
    if leash.largest_batch_payments is not None and head.item_count > leash.largest_batch_payments:
        return "batch_above_limit"
    return ""


def _chosen(
    connection: Connection, books: Books, working: WorkingList, leash: AutopilotSettings
) -> tuple[WorkingList, dict[int, str]]:
    """The lines to post, and for each other one why it waits.

    What is left out may have settled charges for a later line of its tenant. So the rest is judged again without it,
    until all that is left is equal by itself.
    """
    locked = locked_through(connection)
    why: dict[int, str] = {}
    while True:
        left_out = {
            line.line_id: reason for line, verdict in zip(working.lines, working.verdicts, strict=True)
            if line.posted_receipt_id is None and (reason := _waits(line, verdict, leash, locked))
        }  # fmt: skip
        why |= left_out
        if not left_out:
            return working, why
        kept = {line.line_id for line in working.lines if line.line_id not in left_out}
        working = read_working_list(connection, books, only=kept)


def _waits(line: StoredLine, verdict: Verdict, leash: AutopilotSettings, locked: str) -> str:
    if verdict.reason is not Reason.EQUAL:
        return verdict.reason.value
    if line.accepted_plan or line.reversed_receipt_id is not None or verdict.plan is None:
        return "accepted_by_hand"
    if leash.largest_cents is not None and line.amount_cents > leash.largest_cents:
        return "above_limit"
    return "locked_period" if line.posting_date <= locked else ""


def _slips(connection: Connection, books: Books, free: Collection[str], done: PostResult) -> list[SlipRow]:
    """The slips of batches that are whole by now: of this round, or that an earlier one began. None in a locked day."""
    if books.today().isoformat() <= locked_through(connection):
        return []
    began = set(connection.execute(_BEGAN).scalars())
    event_id = done.posted[0].receipt_id if done.posted else None
    return write_whole_batch_slips(connection, books, began.union(free), event_id=event_id)


def _open(connection: Connection, batch_id: str) -> list[tuple[str, int]]:
    return [(row[0], row[1]) for row in connection.execute(_PAYMENTS, {"batch": batch_id})]


def _keep(connection: Connection, books: Books, result: AutopilotResult, cause: str, note: str) -> int:
    sentence = f"{note} {result.sentence}".strip()
    record(connection, books, "autopilot round", cause, sentence)
    batches = [
        {
            "batch_id": batch.batch_id, "posted_count": len(batch.posted),
            "posted_cents": sum(one.amount_cents for one in batch.posted), "held_count": len(batch.waiting),
            "held_cents": sum(one.amount_cents for one in batch.waiting),
            "event_id": result.posted[0].receipt_id if batch.posted else None,
            "slips": ", ".join(str(slip.number) for slip in batch.slips), "stopped": batch.stopped,
            "waiting": [(one.payment_id, one.amount_cents, one.reason) for one in batch.waiting],
        }
        for batch in result.batches
    ]
    return keep_round(connection, books, cause, sentence, batches)


_HEADS = text(
    "SELECT b.id, b.total_cents, b.item_count, count(p.source_key) AS payments, "
    "coalesce(sum(p.amount_cents), 0) AS cents, "
    "CASE WHEN b.claimed_by <> '' AND b.claim_expires_at > :now THEN 1 ELSE 0 END AS claimed, "
    "(SELECT count(*) FROM set_aside s WHERE s.kind = 'batch' AND s.subject = b.id AND s.settled_at IS NULL) AS aside "
    "FROM inosio_batch b LEFT JOIN inosio_payment p ON p.batch_id = b.id WHERE b.status = 'unprocessed' "
    "GROUP BY b.id, b.total_cents, b.item_count, b.claimed_by, b.claim_expires_at, b.deposited_on, b.fetched_at "
    "ORDER BY b.deposited_on, b.fetched_at, b.id"
)
_PAYMENTS = text(
    "SELECT p.payment_id, p.amount_cents FROM inosio_payment p WHERE p.batch_id = :batch "
    "AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.source_key = p.source_key AND r.voided_as_error = 0) "
    "AND NOT EXISTS (SELECT 1 FROM working_line w WHERE w.source_key = p.source_key AND w.state = 'removed') "
    "ORDER BY p.position"
)
# A slip that a person voided is not made again: that person has a reason.
_BEGAN = text(
    "SELECT DISTINCT a.batch_id FROM autopilot_batch a WHERE a.event_id IS NOT NULL AND NOT EXISTS "
    "(SELECT 1 FROM deposit_slip d WHERE d.batch_id = a.batch_id AND d.voided_by_set_id IS NOT NULL)"
)
