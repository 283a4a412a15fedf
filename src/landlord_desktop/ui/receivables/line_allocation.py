"""The allocation of one payment, opened in its row: charges, date, open credit, what owner and managers get."""

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services import tenant_receipt
from landlord_desktop.services.tenant_receipt import Header, ReceiptDraft
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.receivables.receipt_panel import ReceiptPanel
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import described, push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.posting_flow import PostingFlow, show_refusal
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

LEAST_HEIGHT = 380
_DISTRIBUTE_KEY = "Ctrl+Alt+D"
_AT_ONCE = "New charges and advance payments are posted at once: use Post This Payment, or take the new lines away."


class LineAllocation(Card):
    """Built once, filled for each payment. `accepted` carries draft, header and plan; `changed` topics of a post."""

    accepted = Signal(object, object, object)
    changed = Signal(object)
    refused = Signal(object)
    opened = Signal()
    closed = Signal()

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__("line_allocation", parent=parent)
        self._context = context
        self._draft: ReceiptDraft | None = None
        self._reading = False
        self.problems = ProblemBar("allocation_problem")
        self.payer = label("", "allocation_payer", "heading")
        self.amount = label("", "allocation_amount", "title")
        self.day = DateEdit("allocation_date", context.today)
        self.day.setAccessibleName("Posting date of this payment")
        self.panel = ReceiptPanel(self._day, context.today, self)
        self.accept = push_button(
            "Accept Allocation", "accept_allocation", "primary", "check", "F8",
            "Keep this with the payment; Post posts it", slot=self.accept_plan,
        )
        self.post = push_button(
            "Post This Payment", "post_this_payment", shortcut="Ctrl+Shift+J",
            tooltip="Preview the entry, then post this payment alone", slot=self.post_one,
        )
        self.cancel = push_button(
            "Close", "close_allocation", shortcut="F7", tooltip="Back to the list, nothing changes",
            slot=self.close_row,
        )
        self.flow = PostingFlow(context, self)
        self._build()
        self.flow.busy.connect(self._set_busy)
        self.flow.posted.connect(self._posted)
        self.flow.refused.connect(self._refused)
        escape = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        escape.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        escape.activated.connect(self.close_row)
        self.hide()

    def _build(self) -> None:
        self.setMinimumHeight(LEAST_HEIGHT)
        distribute = self.panel.findChild(QPushButton, "distribute")
        if distribute is not None:
            distribute.setShortcut(QKeySequence(_DISTRIBUTE_KEY))
            distribute.setToolTip(described("Pay the charges in the office's order; disputed ones are left out",
                                            _DISTRIBUTE_KEY))  # fmt: skip
        head = QHBoxLayout()
        head.setSpacing(SPACE[3])
        head.addWidget(self.payer, 1)
        head.addWidget(label("Date:", role="muted"))
        head.addWidget(self.day)
        head.addWidget(self.amount)
        words = QVBoxLayout()
        words.setSpacing(SPACE[0])
        words.addWidget(self.panel.information)
        words.addWidget(self.panel.shares)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE[2])
        foot.addLayout(words, 1)
        for button in (self.post, self.cancel, self.accept):
            foot.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        self.body.addWidget(self.problems)
        self.body.addLayout(head)
        self.body.addWidget(self.panel, 1)
        self.body.addLayout(foot)

    def _day(self) -> Any:
        value = self.day.value()
        return value if value is not None else self._draft.header.posting_date if self._draft else self._context.today()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Keys that no field takes end here: the list around the row would go to another line."""
        event.accept()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click beside the fields is none on the list."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Nor does a double click open the Tenant Receipt window."""
        event.accept()

    # what the screen tells it

    @property
    def line_id(self) -> int | None:
        """The line that is open, None while none is."""
        return self._draft.line_id if self._draft is not None else None

    def open_line(self, line_id: int) -> None:
        """Read this line and open it."""
        if self._reading:
            return
        self._reading = True
        books = self._context.books

        def work(_task: Task) -> ReceiptDraft:
            return tenant_receipt.receipt_draft(books, line_id)

        self._context.background.run(work, done=self._show, failed=self._not_read, owner=self)

    def _show(self, draft: ReceiptDraft) -> None:
        self._reading = False
        self._draft = draft
        self.problems.clear()
        self.payer.setText(f"{shown(draft.payer)} for {shown(draft.unit)}" if draft.unit else shown(draft.payer))
        self.amount.setText(format_cents(draft.amount_cents))
        self.day.set_value(draft.header.posting_date)
        self.panel.clear_new_charges()
        self.panel.show_draft(draft)
        self.opened.emit()
        (self.panel.first_field() or self.accept).setFocus()

    def _not_read(self, error: BaseException) -> None:
        self._reading = False
        self.refused.emit(error)

    # what the user does

    def close_row(self) -> None:
        """Close the row; nothing changes."""
        if self._draft is not None and not self.flow.is_busy:
            self._draft = None
            self.hide()
            self.closed.emit()

    def accept_plan(self) -> None:
        """Keep the allocation with the payment and close the row."""
        draft, plan = self._draft, self._plan()
        if draft is None or plan is None:
            return
        if self.panel.new_charges():
            self.problems.show_problem("warning", _AT_ONCE)
            return
        self.accepted.emit(draft, self._header(draft), plan)
        self.close_row()

    def post_one(self) -> None:
        """Preview this payment's entry; once that is confirmed, post it alone."""
        draft, plan = self._draft, self._plan()
        if draft is not None and plan is not None:
            order = tenant_receipt.order_of(draft, self._header(draft), plan, self.panel.new_charges())
            self.flow.start("Post this payment?", order, tenant_receipt.write_order, tenant_receipt.post_order)

    def _plan(self) -> Any:
        self.problems.clear()
        split = self.panel.split()
        faults = self.panel.faults()
        if self.day.value() is None:
            faults = [self.day.problem() or "Give the posting date.", *faults]
        if faults:
            self.problems.show_problem("warning", "This cannot be posted as it stands:", faults)
            return None
        return split.plan if split is not None else None

    def _header(self, draft: ReceiptDraft) -> Header:
        return Header(self._day(), draft.header.bank_id, draft.header.memo)

    def _posted(self, posted: Any) -> None:
        words = f"{format_cents(posted.amount_cents)} posted as receipt {posted.receipt_id}."
        self._context.notify("positive", f"{words} {posted.information}".strip())
        self.close_row()
        self.changed.emit(("receipts", "charges", "credits", "journal", "working_lines", "batches"))

    def _refused(self, error: BaseException) -> None:
        show_refusal(self.problems, error, "allocation")

    def _set_busy(self, busy: bool) -> None:
        for button in (self.accept, self.post, self.cancel):
            button.setEnabled(not busy)
