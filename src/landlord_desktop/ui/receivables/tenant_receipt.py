"""AR > Tenant Receipt for one payment of the batch: where its money goes, charge by charge, the rest to open credit."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services import tenant_receipt
from landlord_desktop.services.tenant_receipt import Header, LedgerReceipt, Plan, ReceiptDraft, Split
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.errors import log_failure
from landlord_desktop.ui.receivables.charge_grid import ChargeGrid
from landlord_desktop.ui.receivables.memo_edit import MemoEdit
from landlord_desktop.ui.receivables.pick_rows import Picks
from landlord_desktop.ui.receivables.receipt_words import credit_words, share_words
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import icon_button, push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.sum_box import SumBox


class TenantReceiptWindow(QDialog):
    """Built from a finished draft. Post posts this payment alone; Cancel changes nothing."""

    changed = Signal(object)

    def __init__(
        self, draft: ReceiptDraft, picks: Picks, context: ScreenContext, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("tenant_receipt")
        kind = "Ledger Receipt" if draft.as_ledger_receipt else "Tenant Receipt"
        self.setWindowTitle(f"{shown(draft.payer) or kind} [{kind}]")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._draft, self._picks, self._context, self._books = draft, picks, context, context.books
        self._busy = False
        self.problems = ProblemBar("receipt_problem")
        self.day = DateEdit("receipt_date", context.today)
        self.bank = PickList("receipt_bank", "Banks")
        self.memo = MemoEdit("receipt_memo")
        self.form = Form("receipt_header")
        self.grid = ChargeGrid(draft.account.charges if draft.account is not None else ())
        self.use_credit = QCheckBox()
        self.use_credit.setObjectName("use_open_credit")
        self.ledger = PickList("receipt_ledger", "Ledgers")
        self.account = PickList("receipt_account", "Account Codes")
        self.ledger_form = Form("ledger_receipt_form")
        self.sums = SumBox("receipt_sums")
        self.information = label("", "open_credit_information", wrap=True)
        self.shares = label("", "receipt_shares", "caption", wrap=True)
        self.post_button = push_button("Post", "post_receipt", "primary", "check", "Ctrl+Return", slot=self.post)
        self.later_button = push_button(
            "Accept for Later Post", "accept_for_later_post", icon="clock", shortcut="F8",
            tooltip="Keep this with the payment; Post of the batch posts it", slot=self.accept_for_later,
        )
        self.cancel_button = push_button("Cancel", "cancel_receipt", slot=self.reject)
        self._build()
        self._fill()

    # building

    def _build(self) -> None:
        tabs = QTabWidget()
        tabs.setObjectName("receipt_tabs")
        if self._draft.as_ledger_receipt:
            tabs.addTab(self._ledger_page(), "1. Ledger Receipt")
        else:
            tabs.addTab(self._charges_page(), "1. Unpaid Charges")
        for key, title in (("payment", "Payment"), ("allocated", "Allocated"), ("open_credit", "To Open Credit")):
            self.sums.add(key, title, emphasis=key == "payment")
        self.sums.setVisible(not self._draft.as_ledger_receipt)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        words = QVBoxLayout()
        words.setSpacing(SPACE[0])
        words.addWidget(self.information)
        words.addWidget(self.shares)
        buttons.addLayout(words, 1)
        help_button = icon_button("help", "help", "Help on this window", self._help, "F1", tab_stop=False)
        for button in (help_button, self.post_button, self.later_button, self.cancel_button):
            buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        for part in (self.problems, self._header()):
            layout.addWidget(part)
        layout.addWidget(tabs, 1)
        layout.addWidget(self.sums)
        layout.addLayout(buttons)
        self.resize(940, 600)

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

    def _charges_page(self) -> QWidget:
        page = Card("unpaid_charges_page")
        tools = QHBoxLayout()
        tools.setSpacing(SPACE[2])
        tools.addWidget(
            push_button("Distribute", "distribute", shortcut="Ctrl+D", slot=self.distribute,
                        tooltip="Pay the oldest charges first; disputed ones are left out")
        )  # fmt: skip
        tools.addWidget(push_button("Clear", "clear_pays", shortcut="Ctrl+Shift+Del", slot=self.clear))
        tools.addStretch(1)
        tools.addWidget(self.use_credit)
        if self._draft.account is None or not self._draft.account.charges:
            page.body.addWidget(label("No unpaid charges: the whole payment becomes open credit.", role="muted"))
        page.body.addWidget(self.grid, 1)
        page.body.addLayout(tools)
        self.grid.pays_changed.connect(self._show_split)
        self.use_credit.toggled.connect(self._show_split)
        return page

    def _ledger_page(self) -> QWidget:
        page = Card("ledger_receipt_page")
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
        self.sums.set_cents("payment", draft.amount_cents)
        if draft.as_ledger_receipt:
            self.ledger.set_rows(self._picks.ledgers)
            self.account.set_rows(self._picks.accounts)
            if draft.ledger_id is not None:
                self.ledger.pick(draft.ledger_id)
            if draft.account_id is not None:
                self.account.pick(draft.account_id)
            self.ledger.setFocus()
            return
        credit = draft.account.credit_cents if draft.account is not None else 0
        self.use_credit.setText(f"Use open credit, {format_cents(credit)} available")
        self.use_credit.setVisible(credit > 0)
        self.use_credit.setChecked(draft.use_credit and credit > 0)
        self.grid.set_pays(draft.pays)
        (self.grid.first_field() or self.memo).setFocus()

    # the split

    def distribute(self) -> None:
        """Pay the oldest undisputed charges first."""
        self.grid.set_pays(tenant_receipt.distribute(self._draft, self._day()))

    def clear(self) -> None:
        """Pay no charge: all of it becomes open credit."""
        self.grid.set_pays({})

    def split(self) -> Split:
        """Where the money goes with the amounts as they stand."""
        return tenant_receipt.split(
            self._draft, self.grid.pays(), self._day(), use_credit=self.use_credit.isChecked()
        )

    def _show_split(self, _changed: bool = False) -> None:
        split = self.split()
        rest = split.to_open_credit_cents
        self.grid.show_credit(split.from_credit)
        self.sums.set_cents("allocated", split.allocated_cents)
        self.sums.set_cents("open_credit", rest, "negative" if rest < 0 else "")
        self.information.setText(credit_words(split))
        self.shares.setText(share_words(split))

    def _day(self) -> date:
        return self.day.value() or self._draft.header.posting_date

    def _ledger_picked(self, ledger_id: object) -> None:
        ledger = self._picks.lookups.ledger(ledger_id)
        if ledger is not None and ledger.account_id is not None:
            self.account.pick(ledger.account_id)

    # what the user does

    def _help(self) -> None:
        self._context.navigate("help", {"page": "tenant_receipt"})

    def post(self) -> None:
        """Post just this payment, and close."""
        plan = self._checked_plan()
        if plan is not None:
            books, draft, header = self._books, self._draft, self._header_values()
            order = tenant_receipt.order_of(draft, header, plan)
            self._run(lambda _task: tenant_receipt.post_order(books, order), self._posted)

    def accept_for_later(self) -> None:
        """Keep it with the payment for the batch's Post, and close."""
        plan = self._checked_plan()
        if plan is not None:
            books, draft, header = self._books, self._draft, self._header_values()
            self._run(lambda _task: tenant_receipt.settle_line(books, draft, header, plan), self._accepted)

    def _checked_plan(self) -> Plan | None:
        self.problems.clear()
        if self._busy or not self.form.check() or not self.form_bank.check():
            return None
        if self._draft.as_ledger_receipt:
            ledger_id, account_id = self.ledger.picked_key(), self.account.picked_key()
            if not self.ledger_form.check() or not isinstance(ledger_id, int) or not isinstance(account_id, int):
                return None
            return LedgerReceipt(ledger_id, account_id)
        faults = self.grid.faults()
        split = self.split()
        faults = faults or list(split.problems)
        if faults:
            self.problems.show_problem("warning", "This cannot be posted as it stands:", faults)
            return None
        return split.plan

    def _header_values(self) -> Header:
        bank_id = self.bank.picked_key()
        return Header(self._day(), bank_id if isinstance(bank_id, int) else None, self.memo.text().strip())

    def _run(self, work: Callable[[Task], object], done: Callable[[object], object]) -> None:
        self._set_busy(True)
        self._context.background.run(work, done=done, failed=self._failed, owner=self)

    def _posted(self, result: object) -> None:
        amount = format_cents(self._draft.amount_cents)
        receipt = getattr(result, "receipt_id", 0)
        words = f"{amount} posted as receipt {receipt}."
        about_credit = "" if self._draft.as_ledger_receipt else credit_words(self.split())
        self._context.notify("info" if about_credit else "positive", f"{words} {about_credit}".strip())
        self.changed.emit(("receipts", "working_lines", "batches"))
        self.accept()

    def _accepted(self, _nothing: object) -> None:
        self.changed.emit(("working_lines",))
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        if isinstance(error, CancelledError):
            return
        failure = log_failure(error, "tenant receipt")
        problems = error.problems if isinstance(error, RuleError) and len(error.problems) > 1 else ()
        sentence = "This cannot be posted as it stands:" if problems else failure.sentence
        self.problems.show_problem("negative" if failure.fault_id else "warning", sentence, problems)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        for button in (self.post_button, self.later_button):
            button.setEnabled(not busy)
