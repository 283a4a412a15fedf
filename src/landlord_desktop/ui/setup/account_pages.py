"""The header and the three numbered tabs of an account code's window, with the guide's groups and labels."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.account_checks import (
    ACH_FORMATS,
    CHECK_STYLES,
    FIELD_NAMES,
    LONGEST_ADDRESS,
    LONGEST_CODE,
    LONGEST_NAME,
    POSITIVE_PAY_FORMATS,
)
from landlord_desktop.ui.setup.account_fields import AccountNumberEdit
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.card import Card
from landlord_desktop.ui.widgets.fields import OffsetEdit, WholeNumberEdit, check_field, choice_field, text_field
from landlord_desktop.ui.widgets.form import Form, FormRow
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.money_edit import MoneyEdit

Rows = dict[str, FormRow]
ACCOUNT_TYPE_WORDS = {
    "current_asset": "Current Asset",
    "fixed_asset": "Fixed Asset",
    "current_liability": "Current Liability",
    "long_term_liability": "Long Term Liability",
    "equity": "Equity",
    "income": "Income",
    "other_income": "Other Income",
    "expense": "Expense",
    "other_expense": "Other Expense",
}
NO_CHOICE = ("", "None")
_OFFSET_HELP = {
    "micr_horizontal_offset": "In hundredths of an inch, to the right; with a minus to the left.",
    "micr_vertical_offset": "In hundredths of an inch, downwards; with a minus upwards.",
}


class AccountHeader(Card):
    """ID, name, Ledger Code and Active, above the tabs."""

    def __init__(self) -> None:
        super().__init__("account_header")
        self.rows: Rows = {}
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        for name, field, stretch in (
            ("code", text_field("account_id", LONGEST_CODE), 2),
            ("name", text_field("account_name", LONGEST_NAME), 4),
            ("ledger_code", text_field("ledger_code", 10), 1),
        ):
            form = Form(f"header_{name}", "above")
            self.rows[name] = form.add(FIELD_NAMES[name], field, required=name != "ledger_code")
            row.addWidget(form, stretch, Qt.AlignmentFlag.AlignTop)
        self.active = QCheckBox("Active")
        self.active.setObjectName("active")
        form = Form("header_active", "above")
        self.rows["active"] = form.add("", self.active)
        row.addWidget(form, 0, Qt.AlignmentFlag.AlignTop)
        self.body.addLayout(row)


class OptionsPage(QWidget):
    """1. Account Options."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = {}
        card = Card("account_options", "Account Options")
        form = Form("account_options_form")
        self.account_type = choice_field("account_type", list(ACCOUNT_TYPE_WORDS.items()))
        self.rows["account_type"] = form.add(FIELD_NAMES["account_type"], self.account_type)
        self.bank = check_field("bank_account", "Bank Account")
        self.checking = check_field("checking_account", "Checking Account")
        self.escrow = check_field("escrow_deposit_analysis", "Escrow Deposit Analysis")
        self.rows["is_bank"] = form.add("", self.bank, "Receipts can be deposited in it. A bank is a current asset.")
        self.rows["is_checking"] = form.add("", self.checking, "Checks are written on it.")
        self.rows["is_escrow"] = form.add("", self.escrow, "It holds tenants' deposits, which are compared with it.")
        card.body.addWidget(form)
        _place(self, [[card], []])


class CheckingPage(QWidget):
    """2. Checking Account Setup."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = {}
        self.number = AccountNumberEdit("account_number")
        information = self._group("account_information", "Account Information")
        styles = [("", "Choose a check style"), *((style, style) for style in CHECK_STYLES)]
        self._add(information, "check_style", choice_field("check_style", styles))
        self._add(information, "next_check_number", WholeNumberEdit("next_check_number", 8))
        self._add(information, "signature_memo", text_field("signature_memo", LONGEST_NAME))
        self._add(information, "account_number", self.number)
        self._add(information, "routing_number", text_field("routing_number", 20))
        self._add(information, "processor_id", text_field("processor_id", LONGEST_CODE))
        self._add(information, "federal_reserve_id", text_field("federal_reserve_id", LONGEST_CODE))
        self._add(information, "bank_aba_id", text_field("bank_aba_id", LONGEST_CODE))
        fees = self._group("fees_and_balance", "Fees and Balance")
        for name in ("service_charge", "returned_item_fee", "nsf_fee", "minimum_balance"):
            self._add(fees, f"{name}_cents", MoneyEdit(name))
        formats = self._group("integration_formats", "Integration Formats")
        ach = [NO_CHOICE, *((one, one) for one in ACH_FORMATS)]
        pay = [NO_CHOICE, *((one, one) for one in POSITIVE_PAY_FORMATS)]
        self._add(formats, "ach_out", choice_field("ach_out", ach), "The format of this bank's ACH files.")
        self._add(formats, "positive_pay", choice_field("positive_pay", pay), "The format of its list of checks.")
        _place(self, [[information[0]], [fees[0], formats[0]]])

    def _group(self, object_name: str, title: str) -> tuple[Card, Form]:
        card, form = Card(object_name, title), Form(f"{object_name}_form")
        card.body.addWidget(form)
        card.body.addStretch(1)
        return card, form

    def _add(self, group: tuple[Card, Form], name: str, field: QWidget, help_text: str = "") -> None:
        self.rows[f"bank.{name}"] = group[1].add(FIELD_NAMES[f"bank.{name}"], field, help_text)


class MicrPage(QWidget):
    """3. MICR Check Setup: what is printed on blank check stock."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: Rows = {}
        self.note = label("", "micr_note", "muted", wrap=True)
        self.form = Form("micr_check_setup_form")
        for name, field in (
            ("micr_bank_name", text_field("micr_bank_name", LONGEST_NAME)),
            ("micr_bank_address", text_field("micr_bank_address", LONGEST_ADDRESS)),
            ("micr_fractional_routing", text_field("fractional_routing_number", LONGEST_CODE)),
            ("micr_company_name", text_field("micr_company_name", LONGEST_NAME)),
            ("micr_company_address", text_field("micr_company_address", LONGEST_ADDRESS)),
            ("micr_horizontal_offset", OffsetEdit("horizontal_offset")),
            ("micr_vertical_offset", OffsetEdit("vertical_offset")),
        ):
            self.rows[f"bank.{name}"] = self.form.add(FIELD_NAMES[f"bank.{name}"], field, _OFFSET_HELP.get(name, ""))
        card = Card("micr_check_setup", "MICR Check Setup")
        card.body.addWidget(self.note)
        card.body.addWidget(self.form)
        _place(self, [[card], []])

    def set_checking(self, *, checking: bool) -> None:
        """Only a checking account has checks to set up."""
        self.form.setEnabled(checking)
        self.note.setText(
            "Needed only where checks are printed on blank stock."
            if checking
            else "Mark Checking Account on tab 1 to fill these in."
        )


def _place(page: QWidget, columns: list[list[Card]]) -> None:
    """Cards in columns of equal width, at the top of the page."""
    layout = QHBoxLayout(page)
    layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
    layout.setSpacing(SPACE[4])
    for cards in columns:
        column = QVBoxLayout()
        column.setSpacing(SPACE[4])
        for card in cards:
            column.addWidget(card)
        column.addStretch(1)
        layout.addLayout(column, 1)
