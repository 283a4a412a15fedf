"""A posted deposit slip: its receipts with their marks, the new total, and what else can be done with it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.bank_history import SlipDetail, SlipReceipt
from landlord_desktop.services.deposits import SlipRow
from landlord_desktop.services.slip_edits import SlipEditOrder, edit_slip, write_slip_edit
from landlord_desktop.ui.corrections.words import METHOD_WORDS
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import format_day, plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.day_fields import above
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.posting_flow import PostingFlow, show_refusal
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.sum_box import SumBox


@dataclass(frozen=True, slots=True)
class MarkedReceipt:
    """A receipt, whether it is on the slip as it is edited, and whether it was before."""

    receipt: SlipReceipt
    marked: bool
    was_on: bool


def _state(row: MarkedReceipt) -> State | None:
    if row.receipt.returned_on is not None:
        whole = row.receipt.returned_cents == row.receipt.amount_cents
        return State("negative", f"{'Returned' if whole else 'Part back'} {format_day(row.receipt.returned_on)}")
    if row.receipt.voided:
        return State("neutral", "Voided")
    if row.was_on:
        return None if row.marked else State("warning", "To be taken off")
    return State("positive", "To be added") if row.marked else State("info", "Awaiting deposit")


_MARK = Column("mark", "On Slip", "mark", value=lambda row: row.marked, width=80, help="Space marks and unmarks")
_COLUMNS = (
    Column("number", "Receipt", value=lambda row: row.receipt.receipt_id, width=75),
    Column("received", "Received", "date", value=lambda row: row.receipt.received_on, width=95),
    Column("payer", "Payer", value=lambda row: row.receipt.payer, width=130, stretch=True),
    Column("unit", "Unit", value=lambda row: row.receipt.unit, width=160),
    Column("method", "Method", value=lambda row: METHOD_WORDS.get(row.receipt.method, ""), width=80),
    Column("memo", "Memo", value=lambda row: row.receipt.memo, width=135),
    Column("state", "State", "state", value=_state, width=130),
    Column("amount", "Amount", "money", value=lambda row: row.receipt.amount_cents, width=110),
)


class SlipWindow(QDialog):
    """Built from a slip that was read. Receipts that are unmarked wait in Deposit Receipts again, once it is posted.

    `print_asked`, `void_asked` and `clearing_asked` name the slip's key; `replace_asked` the highlighted receipt's.
    `posted` tells the new slip.
    """

    print_asked = Signal(object)
    void_asked = Signal(object)
    replace_asked = Signal(object)
    receipt_asked = Signal(object)
    posted = Signal(object)

    def __init__(
        self, slip: SlipDetail, waiting: Sequence[SlipReceipt], context: ScreenContext, parent: QWidget | None = None
    ) -> None:
        """`waiting` are receipts of the bank that could be put on the slip."""
        super().__init__(parent)
        self.slip, self._context = slip, context
        self.setObjectName("deposit_slip_window")
        self.setWindowTitle(f"Deposit Slip {slip.number} [Deposit]")
        self.setModal(True)
        self.resize(1080, 660)
        self.editable = slip.voided_by_set_id is None and slip.cleared_on is None
        self._rows = [MarkedReceipt(receipt, marked=True, was_on=True) for receipt in slip.receipts]
        if self.editable:
            self._rows += [MarkedReceipt(receipt, marked=False, was_on=False) for receipt in waiting]
        self.with_waiting = QCheckBox(f"Sho&w the {plural(len(waiting), 'receipt')} awaiting deposit")
        self.problems = ProblemBar("slip_problem")
        self.table = HistoryTable(
            "slip_receipts", (_MARK, *_COLUMNS) if self.editable else _COLUMNS, lambda row: row.receipt.receipt_id,
            "No receipts", "slip_receipts", multi=False, with_filter=False,
        )  # fmt: skip
        self.total, self.reason = MoneyEdit("slip_new_total"), QLineEdit()
        self.sums = SumBox("slip_sums")
        self.why_not = label("", "slip_why_not", "muted", wrap=True)
        self.total_words = label("", "slip_total", "heading")
        self.flow = PostingFlow(context, self)
        self.flow.posted.connect(self._posted)
        self.flow.refused.connect(self._refused)
        self.flow.busy.connect(self._reckon)
        self._lay_out()
        self.total.set_cents(slip.total_cents)
        self.table.mark_asked.connect(self._toggle)
        self.table.activated.connect(self._open_receipt)
        self.table.current_changed.connect(self._reckon)
        self.total.cents_changed.connect(self._reckon)
        self.reason.textChanged.connect(self._reckon)
        self.with_waiting.toggled.connect(self._show_rows)
        self._show_rows()
        self.table.select_first()
        self.table.setFocus()

    # building

    def _lay_out(self) -> None:
        slip = self.slip
        head = QHBoxLayout()
        head.addWidget(label(f"Deposit Slip {slip.number}", "slip_title", "heading"))
        head.addStretch(1)
        head.addWidget(StateBadge("slip_state", _slip_state(slip)))
        facts = DetailPanel("slip_facts")
        facts.set_pairs(_facts(slip))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.problems)
        layout.addLayout(head)
        layout.addWidget(facts)
        layout.addWidget(self.table, 1)
        layout.addWidget(self._editing())
        layout.addLayout(self._buttons())

    def _editing(self) -> QWidget:
        """The new total, the reason, and why the changes cannot be posted yet."""
        part = QWidget()
        self.reason.setObjectName("slip_reason")
        self.reason.setMaxLength(200)
        self.reason.setMinimumWidth(260)
        self.total.setMaximumWidth(150)
        self.sums.add("marked", "Total Marked")
        self.sums.add("difference", "Difference", emphasis=True)
        self.post_button = push_button(
            "Post Changes", "post_slip_changes", "primary", "check", "Ctrl+Return",
            "Void this slip and post it anew with the receipts that are marked", self._post,
        )
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[4])
        bottom = Qt.AlignmentFlag.AlignBottom
        row.addWidget(above(self.reason, "&Reason"), 2, bottom)
        row.addWidget(above(self.total, "New &Total"), 0, bottom)
        row.addWidget(self.sums, 0, bottom)
        row.addWidget(self.post_button, 0, bottom)
        stack = QWidget()
        both = QVBoxLayout(stack)
        both.setContentsMargins(0, 0, 0, 0)
        both.setSpacing(SPACE[1])
        both.addWidget(self.with_waiting)
        both.addWidget(part)
        both.addWidget(self.why_not)
        self.with_waiting.setObjectName("show_waiting_receipts")
        self.with_waiting.setToolTip("Receipts of this bank that were forgotten on the slip can be marked too (Alt+W)")
        set_shown(self.with_waiting, shown=any(not row.was_on for row in self._rows))
        set_shown(part, shown=self.editable)
        return stack

    def _buttons(self) -> QHBoxLayout:
        live = self.slip.voided_by_set_id is None
        self.replace_button = push_button(
            "Void and Replace Highlighted Receipt", "void_and_replace", icon="edit", shortcut="Ctrl+R",
            tooltip="Correct the highlighted receipt; it stays on the deposit", slot=self._replace,
        )
        void = push_button("Void", "void_slip", icon="remove", shortcut="Ctrl+Delete",
                           tooltip="All its receipts wait in Deposit Receipts again", slot=self._void)  # fmt: skip
        void.setEnabled(live)
        journal = push_button("Journal", "journal", icon="history", shortcut="Ctrl+J", slot=self._journal)
        printed = push_button("Print Deposit Slip", "print_deposit_slip", icon="print", shortcut="Ctrl+P",
                              slot=self._print)  # fmt: skip
        close = push_button("Close", "close_slip", icon="close", tooltip="Close (Esc)", slot=self.reject)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        for button in (self.replace_button, void, journal, printed):
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.total_words)
        row.addWidget(close)
        return row

    # the marks

    def marked(self) -> list[int]:
        """The receipts that are on the slip as it is edited."""
        return [row.receipt.receipt_id for row in self._rows if row.marked]

    def _toggle(self, receipt_id: object) -> None:
        self._rows = [
            replace(row, marked=not row.marked) if row.receipt.receipt_id == receipt_id else row for row in self._rows
        ]
        self._show_rows()

    def _show_rows(self, _shown: bool = False) -> None:
        all_of_them = self.with_waiting.isChecked()
        self.table.set_rows([row for row in self._rows if row.was_on or row.marked or all_of_them])
        self._reckon()

    def _reckon(self, _value: object = None) -> None:
        row = self.table.current_row()
        self.replace_button.setEnabled(
            self.editable and row is not None and row.was_on and row.receipt.returned_on is None
        )
        self.total_words.setText(f"{plural(len(self.slip.receipts), 'receipt')}, {format_cents(self.slip.total_cents)}")
        marked = sum(row.receipt.amount_cents for row in self._rows if row.marked)
        total = self.total.value_cents()
        difference = (total or 0) - marked
        self.sums.set_cents("marked", marked)
        self.sums.set_cents("difference", difference, "warning" if difference else "positive")
        reason = self._why_not(marked, total)
        self.why_not.setText(reason)
        self.post_button.setEnabled(self.editable and not reason and not self.flow.is_busy)

    def _why_not(self, marked_cents: int, total_cents: int | None) -> str:
        """Why the changes cannot be posted; empty where they can."""
        slip = self.slip
        if slip.voided_by_set_id is not None:
            by = "" if slip.replaced_by is None else f" Deposit slip {slip.replaced_by} takes its place."
            return f"This slip is voided.{by}"
        if slip.cleared_on is not None:
            return (
                f"Cleared on {format_day(slip.cleared_on)}. Note Last Statement, then Unclear it in Bank Account "
                "History before it is changed."
            )
        if all(row.marked == row.was_on for row in self._rows) and total_cents == slip.total_cents:
            return "Space unmarks a receipt that is not on the bank's deposit; it waits in Deposit Receipts again."
        if total_cents != marked_cents:
            return f"{format_cents(marked_cents)} is marked. Enter the new total of the deposit."
        return "" if self.reason.text().strip() else "Enter the reason; it is kept with the correction."

    # what the user does

    def _post(self) -> None:
        total = self.total.value_cents()
        if not self.post_button.isEnabled() or total is None:
            return
        order = SlipEditOrder(self.slip.slip_id, tuple(self.marked()), total, self.reason.text().strip())
        self.problems.clear()
        self.flow.start(f"Deposit slip {self.slip.number} as changed", order, write_slip_edit, edit_slip)

    def _posted(self, slip: object) -> None:
        if isinstance(slip, SlipRow):
            words = f"Deposit slip {slip.number} takes the place of slip {self.slip.number}."
            self._context.notify("positive", words)
        self._context.changes.tell("receipts", "slips", "journal", "outbox")
        self.accept()
        self.posted.emit(slip)

    def _refused(self, error: object) -> None:
        if isinstance(error, BaseException):
            show_refusal(self.problems, error, "deposit slip")

    def _replace(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._leave(self.replace_asked.emit, row.receipt.receipt_id)

    def _open_receipt(self, receipt_id: object) -> None:
        self._leave(self.receipt_asked.emit, receipt_id)

    def _void(self) -> None:
        self._leave(self.void_asked.emit, self.slip.slip_id)

    def _print(self) -> None:
        self._leave(self.print_asked.emit, self.slip.slip_id)

    def _journal(self) -> None:
        self.accept()
        self._context.open_record("set", self.slip.slip_id)

    def _leave(self, tell: Callable[[object], object], key: object) -> None:
        self.accept()
        tell(key)


def _slip_state(slip: SlipDetail) -> State:
    if slip.voided_by_set_id is not None:
        return State("neutral", "Voided" if slip.replaced_by is None else f"Replaced by slip {slip.replaced_by}")
    return State("info", "Not cleared") if slip.cleared_on is None else State(
        "positive", f"Cleared {format_day(slip.cleared_on)}"
    )


def _facts(slip: SlipDetail) -> Sequence[Pair]:
    found = [
        Pair("Bank", slip.bank), Pair("Deposited", slip.deposited_on, "date"), Pair("Entered by", slip.entered_by)
    ]
    if slip.batch_id:
        found.append(Pair("Inosio batch", slip.batch_id))
    if slip.replaces is not None:
        found.append(Pair("Replaces", f"Deposit slip {slip.replaces}"))
    back = [receipt for receipt in slip.receipts if receipt.returned_on is not None]
    found += [
        Pair(
            "Returned", f"Receipt {one.receipt_id}, {format_cents(one.returned_cents)}: {shown(one.return_reason)}",
            object_name=f"returned_{one.receipt_id}",
        )
        for one in back
    ]
    return found
