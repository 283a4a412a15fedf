"""What every receipt has: date, bank, payment, currency, check number, memo, comments; beside who pays or gets it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from landlord_desktop.ui.receivables.memo_edit import MemoEdit
from landlord_desktop.ui.theme.style import theme_changed
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.fields import text_field
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.side_by_side import SideBySide

LONGEST_CHECK_NUMBER = 20
LONGEST_COMMENT = 500


class PaymentAndCurrency(QWidget):
    """The amount, and beside it the mark that it is currency: cash, for the deposit slip."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.setObjectName(f"{prefix}_payment_field")
        self.money = MoneyEdit(f"{prefix}_payment")
        self.money.setAccessibleName("Payment")
        self.currency = QCheckBox("&Currency")
        self.currency.setObjectName(f"{prefix}_currency")
        self.currency.setToolTip("It is cash, and stands so on the deposit slip (Alt+C)")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.money, 1)
        layout.addWidget(self.currency)
        self.setFocusProxy(self.money)
        theme_changed().changed.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Room for a usual amount at any text size."""
        self.money.setMinimumWidth(self.money.fontMetrics().horizontalAdvance("$10,000.00") + SPACE[5])

    def problem(self) -> str:
        """What is wrong with the amount, empty where nothing is."""
        return self.money.problem()

    def is_empty(self) -> bool:
        """True where no amount was typed."""
        return self.money.is_empty()


class ReceiptFields(Card):
    """`payer` stands in the first column, above the memo."""

    def __init__(
        self, prefix: str, payer: QWidget, today: Callable[[], date], *, payment_required: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(f"{prefix}_fields", parent=parent)
        self.day = DateEdit(f"{prefix}_date", today)
        self.bank = PickList(f"{prefix}_bank", "Banks")
        self.payment = PaymentAndCurrency(prefix)
        self.check_number: QLineEdit = text_field(f"{prefix}_check_number", LONGEST_CHECK_NUMBER)
        self.memo = MemoEdit(f"{prefix}_memo")
        self.comments: QLineEdit = text_field(f"{prefix}_comments", LONGEST_COMMENT)
        self.money_form, self.words_form = Form(f"{prefix}_money_form"), Form(f"{prefix}_words_form")
        self.money_form.add("&Date:", self.day, required=True)
        self.money_form.add("&Bank:", self.bank)
        self.money_form.add("Pa&yment:", self.payment, required=payment_required)
        self.words_form.add("Chec&k Number:", self.check_number)
        self.words_form.add("M&emo:", self.memo)
        self.words_form.add("C&omments:", self.comments)
        for form in (self.money_form, self.words_form):
            form.level_with(self.bank)
        self.bank.line.setPlaceholderText("The ledger's bank")
        self.body.addWidget(SideBySide((payer, 3), (self.money_form, 3), (self.words_form, 2), top=True))

    def check(self) -> bool:
        """True where each required field has a value and each value can be read."""
        return self.money_form.check() and self.words_form.check()

    def bank_id(self) -> int | None:
        """The bank chosen; None means that of the ledger."""
        key = self.bank.picked_key()
        return key if isinstance(key, int) else None

    def method(self) -> str:
        """How the money came, as the services name it."""
        return "cash" if self.payment.currency.isChecked() else "check"

    def is_blank(self) -> bool:
        """Whether neither an amount nor words were typed."""
        typed = (self.memo.text(), self.comments.text(), self.check_number.text())
        return self.payment.is_empty() and not any(text.strip() for text in typed)

    def clear_entry(self) -> None:
        """Another receipt: the date and the bank stay."""
        self.payment.money.set_cents(None)
        self.payment.currency.setChecked(False)
        for field in (self.check_number, self.memo, self.comments):
            field.clear()
        self.money_form.clear_errors()
