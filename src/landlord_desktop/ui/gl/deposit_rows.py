"""What Deposit Receipts reckons with: receipts and their marks, waiting batches, and why Post has to wait. Pure."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.deposit_clock import deadline, standing
from landlord_desktop.services.deposits import UndepositedReceipt
from landlord_desktop.ui.text import format_day, plural
from landlord_desktop.ui.widgets.badge import State


@dataclass(frozen=True, slots=True)
class DepositRow:
    """A receipt in the list, whether it is on the slip, and how it stands against the deposit clock."""

    receipt: UndepositedReceipt
    marked: bool
    due: State | None = None


def due_state(receipt: UndepositedReceipt, today: date, days: int) -> State:
    """By when a receipt must be deposited, or that it is due or overdue."""
    how = standing(receipt.received_on, today, days)
    if how == "overdue":
        return State("negative", "Overdue")
    if how == "due_today":
        return State("warning", "Due today")
    return State("neutral", format_day(deadline(receipt.received_on, days)))


@dataclass(frozen=True, slots=True)
class WaitingBatch:
    """An Inosio batch of which some receipts await deposit in this bank.

    `whole`: all its payments are posted and all of them are here, so its slip equals the bank's line.
    """

    batch_id: str
    deposited_on: date | None
    receipt_ids: frozenset[int]
    waiting_cents: int
    item_count: int
    total_cents: int
    whole: bool

    @property
    def words(self) -> str:
        """How much of it is here: "2 of 3, $2,200.00 of $2,700.00"."""
        return (
            f"{len(self.receipt_ids):,} of {self.item_count:,}, "
            f"{format_cents(self.waiting_cents)} of {format_cents(self.total_cents)}"
        )

    @property
    def title(self) -> str:
        """The guide's words for a batch: "Deposit on 2/23/2022, Id: 2732388606925747"."""
        day = f"Deposit on {format_day(self.deposited_on)}, " if self.deposited_on else ""
        return f"{day}Id: {self.batch_id}"


def waiting_batches(receipts: Iterable[UndepositedReceipt]) -> list[WaitingBatch]:
    """The batches of these receipts; those that are whole first, then by date."""
    groups: dict[str, list[UndepositedReceipt]] = {}
    for receipt in receipts:
        if receipt.batch_id is not None:
            groups.setdefault(receipt.batch_id, []).append(receipt)
    batches = [_batch(batch_id, members) for batch_id, members in groups.items()]
    return sorted(batches, key=lambda batch: (not batch.whole, batch.deposited_on or date.max, batch.batch_id))


def _batch(batch_id: str, members: Sequence[UndepositedReceipt]) -> WaitingBatch:
    first = members[0]
    waiting = sum(receipt.amount_cents for receipt in members)
    total = first.batch_total_cents or waiting
    count = first.batch_item_count or len(members)
    whole = first.batch_whole and len(members) == count and waiting == total
    ids = frozenset(receipt.receipt_id for receipt in members)
    return WaitingBatch(batch_id, first.batch_deposited_on, ids, waiting, count, total, whole)


def marked_batch(batches: Iterable[WaitingBatch], marked: AbstractSet[int]) -> WaitingBatch | None:
    """The whole batch that is exactly what is marked, None where it is anything else."""
    return next((batch for batch in batches if batch.whole and batch.receipt_ids == marked), None)


def why_not(
    rows: Sequence[DepositRow], total_cents: int | None, *, bank: bool, day: bool, readable: bool
) -> str:
    """Why the slip cannot be posted, as one sentence; empty where it can be.

    `readable`: what is typed as the total is an amount.
    """
    if not bank:
        return "Choose a bank account."
    if not rows:
        return "No receipt is listed for a slip."
    marked = [row.receipt.amount_cents for row in rows if row.marked]
    if not marked:
        return "Mark the receipts that are on the slip."
    if not day:
        return "Enter the date of the deposit."
    if not readable:
        return "The Total Deposit is no amount."
    if total_cents is None:
        return f"Enter the Total Deposit; {format_cents(sum(marked))} is marked."
    difference = total_cents - sum(marked)
    if difference > 0:
        return f"{format_cents(difference)} more must be marked, or the Total Deposit is too high."
    if difference < 0:
        return f"{format_cents(-difference)} too much is marked, or the Total Deposit is too low."
    return ""


def ready_words(rows: Sequence[DepositRow]) -> str:
    """What Post would post."""
    marked = [row.receipt.amount_cents for row in rows if row.marked]
    return f"Ready: {plural(len(marked), 'receipt')}, {format_cents(sum(marked))}."
