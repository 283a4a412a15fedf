"""The header and the three numbered tabs of an account code's window, with the guide's groups and labels."""

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
from landlord_desktop.ui.widgets.fields import OffsetEdit, WholeNumberEdit, check_field, choice_field, text_field
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.record_pages import RecordHeader, RecordPage

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


class AccountHeader(RecordHeader):
    """ID, name, Ledger Code and Active, above the tabs."""

    def __init__(self) -> None:
        more = (("ledger_code", text_field("ledger_code", 10), 1),)
        super().__init__(FIELD_NAMES, LONGEST_CODE, LONGEST_NAME, object_name="account", more=more)


class OptionsPage(RecordPage):
    """1. Account Options."""

    def __init__(self) -> None:
        super().__init__(FIELD_NAMES)
        self.group("Account Options", 0)
        self.account_type = choice_field("account_type", list(ACCOUNT_TYPE_WORDS.items()))
        self.add("account_type", self.account_type)
        self.bank = check_field("bank_account", "Bank Account")
        self.checking = check_field("checking_account", "Checking Account")
        self.escrow = check_field("escrow_deposit_analysis", "Escrow Deposit Analysis")
        self.add("is_bank", self.bank, "Receipts can be deposited in it. A bank is a current asset.")
        self.add("is_checking", self.checking, "Checks are written on it.")
        self.add("is_escrow", self.escrow, "It holds tenants' deposits, which are compared with it.")


class CheckingPage(RecordPage):
    """2. Checking Account Setup."""

    def __init__(self) -> None:
        super().__init__(FIELD_NAMES)
        self.number = AccountNumberEdit("account_number")
        styles = [("", "Choose a check style"), *((style, style) for style in CHECK_STYLES)]
        self.group("Account Information", 0)
        self.add("bank.check_style", choice_field("check_style", styles))
        self.add("bank.next_check_number", WholeNumberEdit("next_check_number", 8))
        self.add("bank.signature_memo", text_field("signature_memo", LONGEST_NAME))
        self.add("bank.account_number", self.number)
        self.add("bank.routing_number", text_field("routing_number", 20))
        for name in ("processor_id", "federal_reserve_id", "bank_aba_id"):
            self.add(f"bank.{name}", text_field(name, LONGEST_CODE))
        self.group("Fees and Balance", 1)
        for name in ("service_charge", "returned_item_fee", "nsf_fee", "minimum_balance"):
            self.add(f"bank.{name}_cents", MoneyEdit(name))
        self.group("Integration Formats", 1)
        ach = [NO_CHOICE, *((one, one) for one in ACH_FORMATS)]
        pay = [NO_CHOICE, *((one, one) for one in POSITIVE_PAY_FORMATS)]
        self.add("bank.ach_out", choice_field("ach_out", ach), "The format of this bank's ACH files.")
        self.add("bank.positive_pay", choice_field("positive_pay", pay), "The format of its list of checks.")


class MicrPage(RecordPage):
    """3. MICR Check Setup: what is printed on blank check stock."""

    def __init__(self) -> None:
        super().__init__(FIELD_NAMES)
        card = self.group("MICR Check Setup", 0)
        self.note = label("", "micr_note", "muted", wrap=True)
        card.body.insertWidget(0, self.note)
        for name, field in (
            ("micr_bank_name", text_field("micr_bank_name", LONGEST_NAME)),
            ("micr_bank_address", text_field("micr_bank_address", LONGEST_ADDRESS)),
            ("micr_fractional_routing", text_field("fractional_routing_number", LONGEST_CODE)),
            ("micr_company_name", text_field("micr_company_name", LONGEST_NAME)),
            ("micr_company_address", text_field("micr_company_address", LONGEST_ADDRESS)),
            ("micr_horizontal_offset", OffsetEdit("horizontal_offset")),
            ("micr_vertical_offset", OffsetEdit("vertical_offset")),
        ):
            self.add(f"bank.{name}", field, _OFFSET_HELP.get(name, ""))

    def set_checking(self, *, checking: bool) -> None:
        """Only a checking account has checks to set up."""
        self.form.setEnabled(checking)
        self.note.setText(
            "Needed only where checks are printed on blank stock."
            if checking
            else "Mark Checking Account on tab 1 to fill these in."
        )
