"""The block on top of Batch Tenant Receipts: a payment is typed in here and added to the batch."""

from collections.abc import Callable
from datetime import date
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QBoxLayout, QCheckBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.working_lines import TypedPayment
from landlord_desktop.ui.receivables.memo_edit import MemoEdit
from landlord_desktop.ui.receivables.pick_rows import NO_PICKS, Picks
from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.side_by_side import SideBySide

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class PaymentField(QWidget):
    """The amount, and beside it the check for typing many payments one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("payment_field")
        self.money = MoneyEdit("payment")
        self.money.setMinimumWidth(self.money.fontMetrics().horizontalAdvance("$1,000.00") + SPACE[5])
        self.money.setAccessibleName("Payment")
        self.quick = QCheckBox("Quick Posting Mode")
        self.quick.setObjectName("quick_posting_mode")
        self.quick.setToolTip("Date, bank and memo stay; the amount is what the tenant owes; Enter adds the payment")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.money, 1)
        layout.addWidget(self.quick)
        self.setFocusProxy(self.money)

    def problem(self) -> str:
        """What is wrong with the amount, empty where nothing is."""
        cents = self.money.value_cents()
        if cents is not None and cents <= 0:
            return "The payment must be more than nothing"
        return self.money.problem()

    def is_empty(self) -> bool:
        """True where no amount was typed."""
        return self.money.is_empty()


class EntryBlock(Card):
    """Fields for one payment; `add_asked` carries it as a TypedPayment."""

    add_asked = Signal(object)
    load_asked = Signal()

    def __init__(self, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__("batch_entry", parent=parent)
        self._picks: Picks = NO_PICKS
        self._filling = False
        self.posting_date = DateEdit("posting_date", today)
        self.unit = PickList("unit", "Units")
        self.tenant = PickList("tenant", "Tenants")
        self.bank = PickList("bank", "Banks")
        self.payment = PaymentField()
        self.memo = MemoEdit("memo")
        self.total_entries = _figure("total_entries")
        self.total_amount = _figure("total_amount")
        self.add_button = push_button(
            "Add Payment to Batch", "add_payment_to_batch", icon="new", shortcut="Ctrl+N", slot=self.add
        )
        self.load_button = push_button(
            "Load Receipts from Inosio", "load_receipts_from_inosio", icon="load", shortcut="Ctrl+L",
            slot=self.load_asked.emit,
        )
        self._forms = (Form("batch_entry_payer"), Form("batch_entry_payment"))
        self._build()
        self.unit.picked.connect(self._unit_picked)
        self.tenant.picked.connect(self._tenant_picked)
        self.show_totals(0, 0)

    def _build(self) -> None:
        payer, payment = self._forms
        payer.add("Posting Date:", self.posting_date, required=True)
        payer.add("Unit:", self.unit)
        payer.add("Tenant:", self.tenant, required=True)
        payment.add("Bank:", self.bank)
        payment.add("Payment:", self.payment, required=True)
        payment.add("Memo:", self.memo)
        self.bank.line.setPlaceholderText("The ledger's bank")
        height = self.unit.sizeHint().height()
        for entry_row in (payment.row(self.payment), payment.row(self.memo)):
            entry_row.setMinimumHeight(height)
            entry_row.label.setMinimumHeight(height)
        totals = QGridLayout()
        totals.setHorizontalSpacing(SPACE[5])
        totals.setVerticalSpacing(0)
        for column, (title, figure) in enumerate(
            (("Total Entries", self.total_entries), ("Total Amount", self.total_amount))
        ):
            totals.addWidget(label(title, role="caption"), 0, column, Qt.AlignmentFlag.AlignRight)
            totals.addWidget(figure, 1, column, Qt.AlignmentFlag.AlignRight)
            totals.setColumnStretch(column, 1)
        commands = QWidget()
        self._commands = QBoxLayout(QBoxLayout.Direction.TopToBottom, commands)
        self._commands.setContentsMargins(0, 0, 0, 0)
        self._commands.setSpacing(SPACE[2])
        self._commands.addLayout(totals)
        self._commands.addWidget(self.load_button)
        self._commands.addWidget(self.add_button)
        fields = SideBySide((payer, 5), (payment, 5), top=True)
        whole = SideBySide((fields, 10), (commands, 0), top=True)
        whole.turned.connect(self._turned)
        self.body.addWidget(whole)
        payment_fields = (self.payment.money, self.payment.quick)
        for field in (self.unit.line, self.tenant.line, *payment_fields, self.memo, self.add_button):
            field.installEventFilter(self)
        QWidget.setTabOrder(self.payment.money, self.payment.quick)
        QWidget.setTabOrder(self.payment.quick, self.memo)
        QWidget.setTabOrder(self.memo, self.add_button)
        QWidget.setTabOrder(self.add_button, self.load_button)

    def _turned(self, turned: bool) -> None:
        """Below the fields, the totals and buttons stand in one row."""
        down, right = QBoxLayout.Direction.TopToBottom, QBoxLayout.Direction.LeftToRight
        self._commands.setDirection(right if turned else down)

    # what the screen tells it

    def set_picks(self, picks: Picks) -> None:
        """Offer these records; what was picked stays."""
        self._picks = picks
        self._filling = True
        self.unit.set_rows(picks.units)
        self.tenant.set_rows(picks.tenants)
        self.bank.set_rows(picks.banks)
        self._filling = False

    def show_totals(self, count: int, cents: int) -> None:
        """Show how many payments are in the batch, and their sum."""
        self.total_entries.setText(f"{count:,}")
        self.total_amount.setText(format_cents(cents))

    def added(self) -> None:
        """The payment is in the batch: make room for the next one."""
        self._filling = True
        for field in (self.unit, self.tenant):
            field.clear_pick()
        self.tenant.set_rows(self._picks.tenants)
        self._filling = False
        self.payment.money.set_cents(None)
        for form in self._forms:
            form.clear_errors()
        if self.payment.quick.isChecked():
            self.unit.setFocus()
            return
        self.bank.clear_pick()
        self.memo.clear()
        self.posting_date.setFocus()

    def check_date(self) -> date | None:
        """The posting date; None, with the cursor in the field, where there is none."""
        day = self.posting_date.value()
        row = self._forms[0].row(self.posting_date)
        row.set_error("" if day is not None else self.posting_date.problem())
        if day is None:
            self.posting_date.setFocus()
        return day

    # what the user does

    def add(self) -> None:
        """Check the fields and ask for the payment to be added."""
        if not self.add_button.isEnabled() or not all(form.check() for form in self._forms):
            return
        day, cents = self.posting_date.value(), self.payment.money.value_cents()
        tenant = self._picks.lookups.tenant(self.tenant.picked_key())
        if day is None or cents is None or tenant is None:
            return
        unit_id, bank_id = self.unit.picked_key(), self.bank.picked_key()
        self.add_asked.emit(
            TypedPayment(
                day, cents, tenant.tenant_id, unit_id if isinstance(unit_id, int) else tenant.unit_id,
                bank_id if isinstance(bank_id, int) else None, self.memo.text().strip(),
            )
        )

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter on the button adds; in Quick Posting Mode it goes from the payer to the amount, and there it adds."""
        if event.type() == QEvent.Type.KeyPress and cast("QKeyEvent", event).key() in _ENTER:
            plain = not cast("QKeyEvent", event).modifiers() & ~Qt.KeyboardModifier.KeypadModifier
            if plain and watched is self.add_button:
                self.add()
                return True
            if plain and self.payment.quick.isChecked():
                return self._quick_enter(watched)
            if plain and watched in {self.payment.money, self.payment.quick}:
                self.memo.setFocus(Qt.FocusReason.TabFocusReason)
                return True
        return super().eventFilter(watched, event)

    def _quick_enter(self, watched: QObject) -> bool:
        if watched in {self.payment.money, self.memo}:
            self.add()
            return True
        self.payment.money.setFocus(Qt.FocusReason.TabFocusReason)
        if self.tenant.picked_key() is None:
            self.tenant.setFocus()
        return True

    def _unit_picked(self, unit_id: object) -> None:
        if self._filling:
            return
        self._filling = True
        self.tenant.set_rows(self._picks.tenants_of(unit_id))
        only = self._picks.lookups.only_tenant_of(unit_id)
        if only is not None:
            self.tenant.pick(only.tenant_id)
        elif unit_id is None:
            self.tenant.clear_pick()
        self._filling = False
        self._fill_for_tenant()

    def _tenant_picked(self, tenant_id: object) -> None:
        if self._filling:
            return
        tenant = self._picks.lookups.tenant(tenant_id)
        self._filling = True
        if tenant is not None:
            self.unit.pick(tenant.unit_id)
        else:
            self.tenant.set_rows(self._picks.tenants)
        self._filling = False
        self._fill_for_tenant()

    def _fill_for_tenant(self) -> None:
        """What follows from the tenant: the bank of the unit's ledger and, in quick mode, the amount."""
        tenant = self._picks.lookups.tenant(self.tenant.picked_key())
        if tenant is None:
            return
        unit = self._picks.lookups.unit(tenant.unit_id)
        if self.bank.is_empty() and unit is not None and unit.bank_id is not None:
            self.bank.pick(unit.bank_id)
        if self.payment.quick.isChecked():
            self.payment.money.set_cents(tenant.due_cents if tenant.due_cents > 0 else None)


def _figure(object_name: str) -> QLabel:
    made = label("", object_name, "title")
    made.setFont(tabular_font(made.font()))
    return made
