"""AR > Tenant Receipt for one payment of the batch: where its money goes, charge by charge, the rest to open credit."""

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services import tenant_receipt
from landlord_desktop.services.tenant_receipt import Header, LedgerReceipt, Plan, ReceiptDraft
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.receivables.charge_grid import ChargeGrid
from landlord_desktop.ui.receivables.memo_edit import MemoEdit
from landlord_desktop.ui.receivables.pick_rows import Picks
from landlord_desktop.ui.receivables.receipt_panel import ReceiptPanel
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import icon_button, push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.posting_flow import STILL_POSTING, PostingFlow, show_refusal
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.sum_box import SumBox

_LATER_TOGETHER = "New charges and advance payments are posted at once: use Post, or take the new lines away."


class TenantReceiptWindow(QDialog):
    """Built from a finished draft. Post previews and posts this payment alone; Cancel changes nothing."""

    changed = Signal(object)

    def __init__(
        self, draft: ReceiptDraft, picks: Picks, context: ScreenContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("tenant_receipt")
        self._kind = "Ledger Receipt" if draft.as_ledger_receipt else "Tenant Receipt"
        self.setWindowTitle(f"{shown(draft.payer) or self._kind} [{self._kind}]")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._draft, self._picks, self._context, self._books = draft, picks, context, context.books
        self._busy = False
        self.problems = ProblemBar("receipt_problem")
        self.day = DateEdit("receipt_date", context.today)
        self.bank = PickList("receipt_bank", "Banks")
        self.memo = MemoEdit("receipt_memo")
        self.form = Form("receipt_header")
        self.panel = ReceiptPanel(self._day, context.today, self)
        self.ledger = PickList("receipt_ledger", "Ledgers")
        self.account = PickList("receipt_account", "Account Codes")
        self.ledger_form = Form("ledger_receipt_form")
        self.post_button = push_button("Post", "post_receipt", "primary", "check", "Ctrl+Return", slot=self.post)
        self.later_button = push_button(
            "Accept for Later Post", "accept_for_later_post", icon="clock", shortcut="F8",
            tooltip="Keep this with the payment; Post of the batch posts it", slot=self.accept_for_later,
        )
        self.cancel_button = push_button("Cancel", "cancel_receipt", slot=self.reject)
        self.flow = PostingFlow(context, self)
        self.flow.busy.connect(self._set_busy)
        self.flow.posted.connect(self._posted)
        self.flow.refused.connect(self._failed)
        self._build()
        self._fill()

    @property
    def grid(self) -> ChargeGrid:
        """The unpaid charges with the amounts to pay."""
        return self.panel.grid

    @property
    def sums(self) -> SumBox:
        """The sums below the pages."""
        return self.panel.sums

    @property
    def use_credit(self) -> QCheckBox:
        """Whether open credit pays what the amounts leave unpaid."""
        return self.panel.use_credit

    # building

    def _build(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        words = QVBoxLayout()
        words.setSpacing(SPACE[0])
        words.addWidget(self.panel.information)
        words.addWidget(self.panel.shares)
        buttons.addLayout(words, 1)
        help_button = icon_button("help", "help", "Help on this window", self._help, "F1", tab_stop=False)
        for button in (help_button, self.post_button, self.later_button, self.cancel_button):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        for part in (self.problems, self._header()):
            layout.addWidget(part)
        layout.addWidget(self._ledger_page() if self._draft.as_ledger_receipt else self.panel, 1)
        layout.addLayout(buttons)
        self.resize(1040, 640)

    def _header(self) -> QWidget:
        draft = self._draft
        card = Card("receipt_card")
        payer = f"{shown(draft.payer)} for {shown(draft.unit)}" if draft.unit else shown(draft.payer)
        title = label(payer or "Payment", "unit_tenant", "heading")
        amount = label(format_cents(draft.amount_cents), "receipt_payment", "title")
        card.header.insertWidget(0, title)
        card.header.addWidget(amount)
        self.form.add("Date:", self.day, required=True)
        right = Form("receipt_header_bank")
        right.add("Bank:", self.bank, required=True)
        self.form_bank = right
        memo = Form("receipt_header_memo")
        memo.add("Memo:", self.memo)
        row = QHBoxLayout()
        row.setSpacing(SPACE[5])
        for form, stretch in ((self.form, 2), (right, 5), (memo, 3)):
            row.addWidget(form, stretch)
        card.body.addLayout(row)
        return card

    def _ledger_page(self) -> QWidget:
        self.panel.hide()
        self.panel.setParent(self)
        page = Card("ledger_receipt_page", "Ledger Receipt")
        self.ledger_form.add("Ledger:", self.ledger, "Who the money belongs to", required=True)
        self.ledger_form.add("Account:", self.account, "What it is booked to", required=True)
        page.body.addWidget(self.ledger_form)
        page.body.addStretch(1)
        self.ledger.picked.connect(self._ledger_picked)
        return page

    def _fill(self) -> None:
        draft, header = self._draft, self._draft.header
        self.day.set_value(header.posting_date)
        self.bank.set_rows(self._picks.banks)
        if header.bank_id is not None:
            self.bank.pick(header.bank_id)
        self.memo.setText(header.memo)
        if draft.as_ledger_receipt:
            self.ledger.set_rows(self._picks.ledgers)
            self.account.set_rows(self._picks.accounts)
            if draft.ledger_id is not None:
                self.ledger.pick(draft.ledger_id)
            if draft.account_id is not None:
                self.account.pick(draft.account_id)
            self.ledger.setFocus()
            return
        self.panel.show_draft(draft)
        (self.panel.first_field() or self.memo).setFocus()

    def _day(self) -> date:
        return self.day.value() or self._draft.header.posting_date

    def _ledger_picked(self, ledger_id: object) -> None:
        ledger = self._picks.lookups.ledger(ledger_id)
        if ledger is not None and ledger.account_id is not None:
            self.account.pick(ledger.account_id)

    # what the user does

    def distribute(self) -> None:
        """Pay the oldest undisputed charges first."""
        self.panel.distribute()

    def _help(self) -> None:
        self._context.navigate("help", {"page": "tenant_receipt"})

    def post(self) -> None:
        """Preview just this payment; once that is confirmed, post it and close."""
        plan = self._checked_plan()
        if plan is not None:
            new_charges = () if self._draft.as_ledger_receipt else self.panel.new_charges()
            order = tenant_receipt.order_of(self._draft, self._header_values(), plan, new_charges)
            self.flow.start(
                f"Post this {self._kind.lower()}?", order, tenant_receipt.write_order, tenant_receipt.post_order
            )

    def accept_for_later(self) -> None:
        """Keep it with the payment for the batch's Post, and close."""
        plan = self._checked_plan()
        if plan is None:
            return
        if not self._draft.as_ledger_receipt and self.panel.new_charges():
            self.problems.show_problem("warning", _LATER_TOGETHER)
            return
        books, draft, header = self._books, self._draft, self._header_values()
        self._run(lambda _task: tenant_receipt.settle_line(books, draft, header, plan), self._accepted)

    def reject(self) -> None:
        """Cancel; what is being posted is waited for, so that its end is told."""
        if self._busy:
            self.problems.show_problem("info", STILL_POSTING)
        else:
            super().reject()

    def _checked_plan(self) -> Plan | None:
        self.problems.clear()
        if self._busy or not self.form.check() or not self.form_bank.check():
            return None
        if self._draft.as_ledger_receipt:
            ledger_id, account_id = self.ledger.picked_key(), self.account.picked_key()
            if not self.ledger_form.check() or not isinstance(ledger_id, int) or not isinstance(account_id, int):
                return None
            return LedgerReceipt(ledger_id, account_id)
        faults, split = self.panel.faults(), self.panel.split()
        if faults:
            self.problems.show_problem("warning", "This cannot be posted as it stands:", faults)
            return None
        return split.plan if split is not None else None

    def _header_values(self) -> Header:
        bank_id = self.bank.picked_key()
        return Header(self._day(), bank_id if isinstance(bank_id, int) else None, self.memo.text().strip())

    def _run(self, work: Callable[[Task], object], done: Callable[[object], object]) -> None:
        self._set_busy(True)
        self._context.background.run(work, done=done, failed=self._failed, owner=self)

    def _posted(self, posted: Any) -> None:
        words = f"{format_cents(posted.amount_cents)} posted as receipt {posted.receipt_id}."
        self._context.notify("info" if posted.information else "positive", f"{words} {posted.information}".strip())
        self.changed.emit(("receipts", "charges", "credits", "journal", "working_lines", "batches"))
        self.accept()

    def _accepted(self, _nothing: object) -> None:
        self.changed.emit(("working_lines",))
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if not isinstance(error, CancelledError):
            show_refusal(self.problems, error, "tenant receipt")

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        if not busy and self.problems.text == STILL_POSTING:
            self.problems.clear()
        for button in (self.post_button, self.later_button):
            button.setEnabled(not busy)
