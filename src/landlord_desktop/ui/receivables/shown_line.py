"""A working line as the grid shows it: its columns, its state in a word, and the tabs it stands on."""

from collections.abc import Sequence
from dataclasses import dataclass

from landlord_desktop.services.working_lines import LineRow
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.rows_model import Column

ALL, NOT_EQUAL, EQUAL, REMOVED = "all_payments", "not_equal", "equal", "removed"
TABS = (
    (ALL, "All Payments"),
    (NOT_EQUAL, "Payment Not Equal to Unpaid Charges"),
    (EQUAL, "Payment Equal to Unpaid Charges"),
    (REMOVED, "Removed"),
)
"""Key and words of each tab, in the guide's order; Removed is ours."""

EMPTY_TEXTS = {
    ALL: ("No payments in the batch", "Load the receipts that wait at Inosio, or type payments in above."),
    NOT_EQUAL: ("Every payment equals its unpaid charges", "Nothing needs a decision here."),
    EQUAL: ("No payment equals its unpaid charges", "Settle the others one by one; Post then takes the accepted ones."),
    REMOVED: ("No payment was removed", "What Remove Payment takes off the list is kept here, with its reason."),
}
_NEEDS_DATA = {"unknown_tenant", "no_bank", "unreadable", "bad_amount"}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line with what the screen knows beside it."""

    line: LineRow
    removed: bool = False
    saving: bool = False

    @property
    def state(self) -> State:
        """How the line stands, by sign and word."""
        if self.saving:
            return State("neutral", "Saving\u2026")
        return State("neutral", "Removed") if self.removed else state_of(self.line)


def state_of(line: LineRow) -> State:
    """What will become of an open line."""
    if line.reason == "already_posted":
        return State("info", "Already posted")
    if line.ready:
        return State("positive", "Equal") if line.equal else State("info", "Accepted")
    if line.stale:
        return State("warning", "Changed since accepted")
    return State("negative" if line.reason in _NEEDS_DATA else "warning", line.reason_words.partition(":")[0])


def line_key(row: ShownLine) -> int:
    """What the grid knows a line by."""
    return row.line.line_id


def of_batch(rows: Sequence[ShownLine], batch_id: str) -> list[ShownLine]:
    """The rows of a batch, all where it is empty."""
    return [row for row in rows if not batch_id or row.line.batch_id == batch_id]


def is_exception(row: ShownLine) -> bool:
    """Whether the line waits for a decision."""
    return not (row.removed or row.line.ready or row.line.receipt_id is not None)


def exception_beside(rows: Sequence[ShownLine], current: ShownLine | None, step: int) -> ShownLine | None:
    """The next row that waits for a decision (`step` 1) or the one before (-1), round the end; None where none does."""
    place = next((at for at, row in enumerate(rows) if row is current), -1)
    order = [*rows[place + 1 :], *rows[: place + 1]] if step > 0 else [*rows[:place][::-1], *rows[place:][::-1]]
    return next((row for row in order if is_exception(row)), None)


def on_tab(rows: Sequence[ShownLine], tab: str) -> list[ShownLine]:
    """The rows of a tab, in their order."""
    if tab == REMOVED:
        return [row for row in rows if row.removed]
    wanted = {ALL: (True, False), EQUAL: (True,), NOT_EQUAL: (False,)}[tab]
    return [row for row in rows if not row.removed and row.line.equal in wanted]


def in_order(rows: Sequence[ShownLine], *, by_unit: bool) -> list[ShownLine]:
    """The rows sorted by tenant or by unit; those of one payer stay in the order they came."""
    if by_unit:
        return sorted(rows, key=lambda row: (row.line.unit.casefold(), row.line.tenant.casefold(), row.line.line_id))
    return sorted(rows, key=lambda row: (row.line.tenant.casefold(), row.line.unit.casefold(), row.line.line_id))


COLUMNS = (
    Column("date", "Date", "date", lambda row: row.line.posting_date, 104, "The date the receipt will have"),
    Column("payment_description", "Payment Description", value=lambda row: row.line.description, width=240,
           stretch=True),
    Column("amount", "Amount", "money", lambda row: row.line.amount_cents, 124),
    Column("state", "State", "state", lambda row: row.state, 300, "What Post will do, or why the payment waits"),
    Column("unit", "Unit", value=lambda row: row.line.unit, width=160, visible=False),
    Column("memo", "Memo", value=lambda row: row.line.memo, width=180, visible=False),
    Column("bank", "Bank", value=lambda row: row.line.bank, width=110, visible=False),
    Column("batch", "Batch", value=lambda row: row.line.batch_id or "Typed in", width=170, visible=False),
    Column("received", "Received", "date", lambda row: row.line.received_on, 104, visible=False),
    Column("payment_id", "Payment ID", value=lambda row: row.line.payment_id or "", width=170, visible=False),
)
"""The guide's three columns and the state; the others may be shown, and are always looked through by the filter."""
