"""The edit window of an account code: `Bank Account Checking [Account]`."""

from typing import Any

from PySide6.QtWidgets import QWidget

from landlord_desktop.services.account_checks import AccountCode
from landlord_desktop.services.account_codes import (
    SavedAccount,
    list_account_codes,
    read_account_code,
    reveal_account_number,
    save_account_code,
)
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.setup.account_pages import AccountHeader, CheckingPage, MicrPage, OptionsPage
from landlord_desktop.ui.widgets.edit_window import EditWindow, RecordSource
from landlord_desktop.ui.widgets.fields import fill_field
from landlord_desktop.ui.widgets.profile_parts import rows_of


def _save(books: Any, account: AccountCode, _before: object) -> SavedAccount:
    return save_account_code(books, account)  # the record's digest tells whether somebody changed it


class AccountWindow(EditWindow[AccountCode]):
    """Shows one account code, or a new one where `activate` names none."""

    key = "account"
    title = "Account"
    help_page = "account_codes"
    topics = frozenset({"accounts"})
    kind = "Account"
    noun = "account code"
    parameter = "account_id"
    tells = ("accounts", "settings")
    source = RecordSource(
        new=AccountCode(),
        read=read_account_code,
        keys=lambda books: [row.account_id for row in list_account_codes(books)],
        save=_save,
        key_of=lambda account: account.account_id,
        title_of=lambda account: account.name,
    )

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        header, self.options = AccountHeader(), OptionsPage()
        self.checking, self.micr = CheckingPage(), MicrPage()
        pages = (
            ("Account Options", self.options), ("Checking Account Setup", self.checking),
            ("MICR Check Setup", self.micr),
        )  # fmt: skip
        self.build(header, pages, rows_of(header, self.options, self.checking, self.micr))
        self.options.bank.toggled.connect(self._bank_toggled)
        self.options.checking.toggled.connect(self.enable_parts)
        self.checking.number.show_asked.connect(self._reveal)

    def record_shown(self) -> None:
        """Say how the stored number ends."""
        self.checking.number.set_masked(self.record.masked_number)

    def enable_parts(self) -> None:
        """Only a bank has a checking account, and only that has checks to set up."""
        bank, checking = self.options.bank.isChecked(), self.options.checking.isChecked()
        self.options.checking.setEnabled(bank)
        self.options.escrow.setEnabled(bank)
        for place in (1, 2):
            self.tabs.setTabEnabled(place, bank)
        self.micr.set_checking(checking=bank and checking)

    def _bank_toggled(self, marked: bool) -> None:
        if marked:
            fill_field(self.options.account_type, "current_asset")
        else:
            self.options.checking.setChecked(False)
            self.options.escrow.setChecked(False)
        self.enable_parts()

    def _reveal(self) -> None:
        books, account_id = self.context.books, self.record.account_id or 0
        self.context.background.run(
            lambda _task: reveal_account_number(books, account_id),
            done=self.checking.number.reveal, failed=self.fail, owner=self,
        )  # fmt: skip
