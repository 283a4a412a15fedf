"""Void and Replace: the corrected receipt is typed in, and takes the place of the old one on its deposit slip."""

from dataclasses import replace
from datetime import date
from typing import Any

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.lookups import read_lookups
from landlord_desktop.services.replacements import Replacement, replacement
from landlord_desktop.services.slip_edits import ReplaceOrder, replace_receipt, write_replacement
from landlord_desktop.services.tenant_receipt import Header, LedgerReceipt, Plan, order_of
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.receivables.payer_fields import PayerFields
from landlord_desktop.ui.receivables.pick_rows import Picks, make_picks
from landlord_desktop.ui.receivables.receipt_fields import ReceiptFields
from landlord_desktop.ui.receivables.receipt_panel import ReceiptPanel
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.text import format_day, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.day_fields import above
from landlord_desktop.ui.widgets.form import VALUE_REQUIRED, Form
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.posting_flow import show_refusal
from landlord_desktop.ui.widgets.posting_screen import PostingScreen


class ReplaceReceiptScreen(PostingScreen):
    """Post voids the old receipt and posts the corrected one, in one transaction; Cancel changes nothing."""

    key = "replace_receipt"
    title = "Void and Replace"
    help_page = "corrections"
    topics = frozenset({"profiles", "accounts"})
    tells = ("receipts", "charges", "credits", "slips", "batches", "journal", "outbox")
    question = "Void the old receipt and post this one in its place?"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.beginning: Replacement | None = None
        self._receipt_id: int | None = None
        self._uuid = ""
        self._total_typed = False
        self._filling = False
        self.payer = PayerFields("replace_")
        self.fields = ReceiptFields("replace", self.payer, context.today, payment_required=True)
        self.panel = ReceiptPanel(self._day, context.today, self)
        self.old_words = label("", "replaced_receipt", wrap=True)
        self.reason, self.total = QLineEdit(), MoneyEdit("replace_slip_total")
        self.unwind = QCheckBox("Take back with it what used the money since")
        self.ledger, self.account = PickList("replace_ledger", "Ledgers"), PickList("replace_account", "Account Codes")
        self.ledger_form = Form("replace_ledger_form")
        self.ledger_form.add("&Ledger:", self.ledger, required=True)
        self.ledger_form.add("Acco&unt:", self.account, required=True)
        self.ledger_card = Card("replace_ledger_card", "Ledger Receipt")
        self.ledger_card.body.addWidget(self.ledger_form)
        self.ledger_card.body.addStretch(1)
        self.build(
            (self.old_words, 0), (self.fields, 0), (self.panel, 1), (self.ledger_card, 1), (self._why(), 0)
        )
        set_shown(self.buttons.new, shown=False)
        self.buttons.left.addWidget(self.panel.information)
        self.buttons.left.addWidget(self.panel.shares)
        self.payer.tenant_chosen.connect(self._tenant_chosen)
        self.fields.payment.money.cents_changed.connect(self._amount_changed)
        self.total.textEdited.connect(self._take_total)

    def _why(self) -> QWidget:
        """The reason, the new total of the slip, and the consent."""
        self.reason.setObjectName("replace_reason")
        self.reason.setMaxLength(200)
        self.unwind.setObjectName("replace_unwind")
        self.total.setMaximumWidth(160)
        part = QWidget()
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        self._reason_form, self._total_form = above(self.reason, "Reaso&n"), above(self.total, "Ne&w Deposit Total")
        row.addWidget(self._reason_form, 1)
        row.addWidget(self._total_form)
        stack = QVBoxLayout(part)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE[1])
        stack.addLayout(row)
        stack.addWidget(self.unwind)
        for each in (self._total_form, self.unwind):
            set_shown(each, shown=False)
        return part

    # what the main window asks

    def activate(self, **parameters: object) -> None:
        """Begin with the receipt `receipt_id`."""
        receipt_id = parameters.get("receipt_id")
        if isinstance(receipt_id, int):
            self._receipt_id, self._uuid, self._total_typed = receipt_id, "", False
            self.reason.clear()
            self._read(None)

    def refresh(self, changes: Changes) -> None:
        """What can be chosen is read again; what was typed stays."""
        books = self.context.books
        if changes.topics:
            self.context.background.run(
                lambda _task: make_picks(read_lookups(books)), done=self._set_picks, owner=self
            )

    def first_focus(self) -> QWidget:
        """The amount: it is what is wrong most often."""
        return self.fields.payment

    def left_buttons(self) -> list[CommandSpec]:
        """The way to void without a replacement."""
        return [
            CommandSpec(
                "void_without_replacing", "Void Only", "remove", "Ctrl+Delete", self.void_only,
                "Void the receipt and take it off its slip; the slip is posted anew without it",
                self.beginning is not None,
            )
        ]  # fmt: skip

    # the entry

    def order(self) -> object | None:
        """Both the void and the corrected receipt; None, with the field marked, where something is missing."""
        begun = self.beginning
        plan = None if begun is None else self._ledger_plan() if begun.draft.as_ledger_receipt else self._tenant_plan()
        if begun is None or plan is None or not self._reason_given():
            return None
        fields, cents = self.fields, self.fields.payment.money.value_cents() or 0
        draft = replace(self.panel.draft or begun.draft, amount_cents=cents)
        self._uuid = self._uuid or self.context.books.new_uuid()
        electronic = begun.old.line.method in {"ach", "card"} and not fields.payment.currency.isChecked()
        header = Header(
            self._day(), fields.bank_id(), fields.memo.text().strip(),
            begun.old.line.method if electronic else fields.method(), fields.check_number.text().strip(),
            fields.comments.text().strip(),
        )
        corrected: Any = order_of(
            draft, header, plan, self.panel.new_charges(), self._uuid, begun.old.line.receipt_id
        )
        return ReplaceOrder(
            begun.old.line.receipt_id, self.reason.text().strip(), corrected, self._slip_total(),
            self.unwind.isChecked(),
        )

    def void_only(self) -> None:
        """Void the receipt and reduce its slip, after the same look at the journal."""
        begun = self.beginning
        if begun is None or self.flow.is_busy or not self._reason_given():
            return
        line = begun.old.line
        order = ReplaceOrder(
            line.receipt_id, self.reason.text().strip(), None, begun.total_with(0), self.unwind.isChecked()
        )
        self._stays = False
        self.flow.start(f"Void receipt {line.receipt_id}?", order, self.write, self.post_order, "Void")

    def write(self, connection: Any, books: Any, order: Any) -> object:
        """Write the void and the corrected receipt."""
        return write_replacement(connection, books, order)

    def post_order(self, books: Any, order: Any) -> object:
        """Post both."""
        return replace_receipt(books, order)

    def posted_words(self, posted: Any) -> str:
        """The new receipt and the slip that it is on."""
        if posted.receipt_id is None:
            return f"Receipt {self._receipt_id} is voided."
        slip = "" if posted.slip is None else f", on deposit slip {posted.slip.number}"
        return f"Receipt {posted.receipt_id} takes the place of receipt {self._receipt_id}{slip}."

    def is_blank(self) -> bool:
        """Whether nothing was typed that would be lost."""
        return self.beginning is None or not self.reason.text().strip()

    def clear_entry(self) -> None:
        """Forget the receipt: the screen closes."""
        self.beginning = None
        self.reason.clear()
        self.left_buttons_changed.emit()

    # how it is done

    def _day(self) -> date:
        return self.fields.day.value() or self.context.today()

    def _tenant_plan(self) -> Plan | None:
        """Where a tenant's money goes; None, and why, where that cannot be."""
        split = self.panel.split()
        if split is None or not self.payer.form.check() or not self.fields.check():
            return None
        faults = self.panel.faults()
        if faults:
            self.problems.show_problem("warning", "This cannot be posted as it stands:", faults)
            return None
        return split.plan

    def _ledger_plan(self) -> Plan | None:
        """The ledger and the account that get the money; None where one is missing."""
        ledger_id, account_id = self.ledger.picked_key(), self.account.picked_key()
        if not self.fields.check() or not self.ledger_form.check():
            return None
        if not isinstance(ledger_id, int) or not isinstance(account_id, int):
            return None
        return LedgerReceipt(ledger_id, account_id)

    def _reason_given(self) -> bool:
        row = self._reason_form.row(self.reason)
        row.set_error("" if self.reason.text().strip() else VALUE_REQUIRED)
        if row.error_text:
            self.reason.setFocus()
        return not row.error_text

    def _read(self, tenant_id: int | None) -> None:
        receipt_id, books = self._receipt_id, self.context.books
        if receipt_id is None:
            return

        def read() -> tuple[Picks | None, Replacement]:
            picks = make_picks(read_lookups(books)) if tenant_id is None else None
            return picks, replacement(books, receipt_id, tenant_id)

        self.context.background.run(lambda _task: read(), done=self._show, failed=self._not_read, owner=self)

    def _set_picks(self, picks: Picks) -> None:
        self._filling = True
        self.payer.set_picks(picks)
        self.fields.bank.set_rows(picks.banks)
        self.ledger.set_rows(picks.ledgers)
        self.account.set_rows(picks.other_sides)
        self._filling = False

    def _show(self, found: tuple[Picks | None, Replacement]) -> None:
        picks, begun = found
        if begun.old.line.receipt_id != self._receipt_id:
            return
        self.beginning = begun
        self._filling = True
        if picks is not None:
            self._fill(picks, begun)
        self._filling = False
        cents = self.fields.payment.money.value_cents() or 0
        of_tenant = not begun.draft.as_ledger_receipt
        self.panel.show_draft(replace(begun.draft, amount_cents=cents) if of_tenant else None)
        for part, wanted in ((self.payer, of_tenant), (self.panel, of_tenant), (self.ledger_card, not of_tenant)):
            set_shown(part, shown=wanted)
        line = begun.old.line
        slip = "awaits deposit" if line.slip_number is None else f"is on deposit slip {line.slip_number}"
        self.old_words.setText(
            f"Receipt {line.receipt_id} of {shown(line.payer)}, {format_cents(line.amount_cents)}, "
            f"{format_day(line.posted_on)}, {slip}. It is voided, and this receipt takes its place."
        )
        set_shown(self._total_form, shown=begun.slip_total_cents is not None)
        set_shown(self.unwind, shown=begun.needs_unwinding)
        if begun.warnings:
            self.problems.show_problem("warning", begun.warnings[0], begun.warnings[1:])
        self._show_total()
        self.left_buttons_changed.emit()

    def _fill(self, picks: Picks, begun: Replacement) -> None:
        self._set_picks(picks)
        self._filling = True
        header, fields = begun.draft.header, self.fields
        if begun.draft.tenant_id is not None:
            self.payer.choose(begun.draft.tenant_id)
        for pick, key in ((self.ledger, begun.draft.ledger_id), (self.account, begun.draft.account_id)):
            if key is not None:
                pick.pick(key)
        fields.day.set_value(header.posting_date)
        if header.bank_id is not None:
            fields.bank.pick(header.bank_id)
        fields.bank.setEnabled(begun.slip_total_cents is None)
        fields.payment.money.set_cents(begun.old.line.amount_cents)
        fields.payment.currency.setChecked(header.method == "cash")
        fields.check_number.setText(header.check_number)
        fields.memo.setText(header.memo)
        fields.comments.setText(header.comments)
        fields.payment.setFocus()

    def _not_read(self, error: BaseException) -> None:
        self.beginning = None
        self.left_buttons_changed.emit()
        show_refusal(self.problems, error, self.key)

    def _tenant_chosen(self, tenant_id: object) -> None:
        if not self._filling and isinstance(tenant_id, int):
            self._read(tenant_id)

    def _amount_changed(self, cents: object) -> None:
        if not self._filling:
            self.panel.set_amount(cents if isinstance(cents, int) else 0)
            self._show_total()

    def _take_total(self, _text: str) -> None:
        self._total_typed = True

    def _show_total(self) -> None:
        """The slip's total follows the amount, until it was typed."""
        if self.beginning is not None and not self._total_typed:
            self.total.set_cents(self.beginning.total_with(self.fields.payment.money.value_cents() or 0))

    def _slip_total(self) -> int | None:
        begun = self.beginning
        return None if begun is None or begun.slip_total_cents is None else self.total.value_cents()
