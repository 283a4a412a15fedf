"""Reversing a whole posted batch as one event: every receipt is voided as recorded in error, its slip with it.

Its payments wait again and post only when a person accepts them; the batch is unprocessed again, the server is told.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import plural
from landlord_desktop.services.batch_status import write_unprocessed
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.deposits import write_slip
from landlord_desktop.services.reversal_effects import Consequences, consequences_of
from landlord_desktop.services.reversal_rows import RETURNED_BY, read_head, slip_of
from landlord_desktop.services.reversals import Reverser, correction_day, require_reason
from landlord_desktop.services.voids import VoidOrder, add_void, take_slip_off


@dataclass(frozen=True, slots=True)
class BatchReversalOrder:
    """A posted batch to be taken back. `void_on` None: each set on its posting date, or today where that is locked.

    `unwind`: where money of its receipts was used since, the newest uses are taken back too.
    """

    batch_id: str
    reason: str
    void_on: date | None = None
    unwind: bool = False


@dataclass(frozen=True, slots=True)
class BatchReversal:
    """What was taken back. `slip_numbers` are the voided slips, `new_slip_numbers` those posted anew without it."""

    batch_id: str
    event_id: int
    receipt_count: int
    cents: int
    slip_numbers: tuple[int, ...]
    new_slip_numbers: tuple[int, ...]


def reverse_batch(books: Books, order: BatchReversalOrder) -> BatchReversal:
    """Take a whole posted batch back, in one transaction.

    RuleError where nothing of it is posted, where its slip was cleared or one of its receipts was returned, and where
    a receipt cannot be voided. NotFoundError for an unknown batch.
    """
    with books.store.write() as connection:
        return write_batch_reversal(connection, books, order)


def write_batch_reversal(
    connection: Connection, books: Books, order: BatchReversalOrder, event_id: int | None = None
) -> BatchReversal:
    """The same inside a write that is under way; `event_id` where it is a part of a larger action."""
    return _reverse(connection, books, order, event_id)[0]


def batch_consequences(books: Books, batch_id: str, void_on: date | None = None) -> Consequences:
    """What reversing a batch would do. NotFoundError for an unknown batch; other refusals are told in it."""
    with books.store.read() as connection:
        receipts = _live_receipts(connection, batch_id)
    if not receipts:
        return Consequences(f"Batch {batch_id}", books.today(), hidden=False, refusals=(_nothing(batch_id),))
    words = f"{plural(len(receipts), 'receipt')} of batch {batch_id} will be voided."

    def act(connection: Connection) -> Reverser:
        order = BatchReversalOrder(batch_id, "looked at beforehand", void_on, unwind=True)
        return _reverse(connection, books, order)[1]

    return consequences_of(books, receipts[0].id, void_on, act, notes=(words,), subject=f"Batch {batch_id}")


def _reverse(
    connection: Connection, books: Books, order: BatchReversalOrder, event_id: int | None = None
) -> tuple[BatchReversal, Reverser]:
    reason = require_reason(order.reason)
    receipts = _live_receipts(connection, order.batch_id)
    if not receipts:
        raise RuleError(_nothing(order.batch_id))
    returned = next((row.id for row in receipts if row.returned_by_set_id is not None), None)
    if returned is not None:
        raise RuleError(
            f"Receipt {returned} of batch {order.batch_id} was returned (NSF), so the batch cannot be reversed. "
            "Void the NSF first."
        )
    slips = [slip_of(connection, slip_id) for slip_id in sorted({row.slip_id for row in receipts if row.slip_id})]
    days, event_id = _void_slips(connection, books, order, slips, event_id)
    reverser = Reverser(connection, books, reason, unwind=order.unwind, event_id=event_id)
    for row in reversed(receipts):  # the newest first, as they may have used what older ones gave
        add_void(reverser, VoidOrder(row.id, reason, order.void_on))
    reverser.finish()
    gone = {row.id for row in receipts}
    anew = [_post_anew(connection, books, slip, gone, day, reverser.event_id) for slip, day in days]
    cents = sum(row.amount_cents for row in receipts)
    record(
        connection, books, "reverse batch", f"batch {order.batch_id}",
        f"{plural(len(receipts), 'receipt')}, {format_cents(cents)}, of batch {order.batch_id} taken back: {reason}",
        before="Posted", after=f"Taken back by the sets from {reverser.event_id} on",
    )
    write_unprocessed(connection, books, order.batch_id)
    result = BatchReversal(
        order.batch_id, reverser.event_id, len(receipts), cents, tuple(slip.number for slip in slips),
        tuple(number for number in anew if number is not None),
    )
    return result, reverser


def _void_slips(
    connection: Connection, books: Books, order: BatchReversalOrder, slips: list[Any], event_id: int | None
) -> tuple[list[tuple[Any, date]], int | None]:
    """Void the slips; each with the day on which it may be posted anew, and the event, None where none began yet."""
    if not slips:
        return [], event_id
    reverser = Reverser(connection, books, order.reason, event_id=event_id)
    days = []
    for slip in slips:
        head = read_head(connection, slip.id)
        day = correction_day(connection, books, head, order.void_on)
        take_slip_off(reverser, head, slip, day)
        days.append((slip, day))
    reverser.finish()
    return days, reverser.event_id


def _post_anew(
    connection: Connection, books: Books, slip: Any, gone: set[int], day: date, event_id: int
) -> int | None:
    """Post a voided slip again with the receipts of other batches; its number, None where none are left."""
    members = [row for row in connection.execute(_ON_SLIP, {"slip": slip.id}).all() if row.id not in gone]
    if not members:
        return None
    anew = write_slip(
        connection, books, slip.bank_account_id, [row.id for row in members], sum(row.amount_cents for row in members),
        day, replaces_slip_id=slip.id, event_id=event_id,
    )
    return anew.number


def _live_receipts(connection: Connection, batch_id: str) -> list[Any]:
    if connection.execute(text("SELECT 1 FROM inosio_batch WHERE id = :id"), {"id": batch_id}).first() is None:
        raise NotFoundError(f"There is no batch {batch_id}.")
    return list(connection.execute(_RECEIPTS, {"batch": batch_id}).all())


def _nothing(batch_id: str) -> str:
    return f"Nothing of batch {batch_id} is posted, so there is nothing to reverse."


_RECEIPTS = text(
    f"SELECT r.id, r.amount_cents, r.slip_id, {RETURNED_BY} AS returned_by_set_id FROM receipt r "  # noqa: S608
    "WHERE r.batch_id = :batch AND r.voided_by_set_id IS NULL ORDER BY r.id"
)
_ON_SLIP = text(
    "SELECT r.id, r.amount_cents FROM slip_receipt x JOIN receipt r ON r.id = x.receipt_id WHERE x.slip_id = :slip "
    "ORDER BY r.id"
)
