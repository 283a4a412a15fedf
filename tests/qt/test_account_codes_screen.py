"""Setup > Account Codes by keys alone: the list, and the window with its three numbered tabs."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from sqlalchemy import text

from bank_build import bank_id
from landlord_desktop.services.account_codes import list_account_codes, read_account_code, save_account_code
from landlord_desktop.services.settings import change_settings
from landlord_desktop.ui.setup.account_codes import AccountCodesScreen
from landlord_desktop.ui.setup.account_window import AccountWindow
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def listed(desk):
    screen = desk.open("Ctrl+Shift+A")
    assert isinstance(screen, AccountCodesScreen)
    return screen


@pytest.fixture
def checking(desk, listed):
    """The window of CHECKING, opened from the list by typing its name into the filter."""
    desk.press("Ctrl+F")
    desk.type("checking")
    desk.press("Down", "Return")
    screen = desk.window.current_screen()
    assert isinstance(screen, AccountWindow)
    assert screen.title == "Bank Account Checking [Account]"
    return screen


def answer(choice):
    """Press a key of the next question as soon as it is open."""

    def press():
        box = QApplication.activeModalWidget()
        if box is None:
            QTimer.singleShot(10, press)
            return
        box.findChild(QPushButton, f"confirm_{choice}").click()

    QTimer.singleShot(10, press)


def stored(desk, code="CHECKING"):
    return read_account_code(desk.books, bank_id(desk.books, code))


def note(window, name):
    return window.findChild(QLabel, f"{name}_note").text()


def test_the_list_has_folders_and_masks_numbers(desk, listed):
    first = replace(stored(desk), bank=replace(stored(desk).bank, account_number="0020021234"))
    save_account_code(desk.books, first)
    desk.changes.tell("accounts")
    desk.settle()
    assert desk.focus() is listed.table.view
    assert ["CHECKING", "Bank Account Checking", "1010", "Current Asset", "••••1234", "✓ Active"] in row_texts(
        listed.table
    )
    desk.tab_to("account_codes_folders")
    desk.press("Right")
    assert [row[0] for row in row_texts(listed.table)] == ["CHECKING", "ESCROW"]
    assert listed.folders.tabText(1) == "2. Bank Accounts (2)"
    desk.press("Right")
    assert row_texts(listed.table) == []
    assert_no_clipped_text(desk.window)


def test_the_guides_bank_typed_in_by_keys(desk, checking):
    assert desk.focus().objectName() == "account_name"
    desk.press("Alt+2")
    assert checking.tabs.tabText(checking.tabs.currentIndex()) == "2. Checking Account Setup"
    for field, value in (
        ("next_check_number", "1756"), ("account_number_text", "0020021234"), ("routing_number", "0001234"),
        ("nsf_fee", "50"),
    ):  # fmt: skip
        desk.tab_to(field)
        desk.type(value)
    desk.press("Ctrl+S")
    saved = stored(desk)
    bank = saved.bank
    assert (bank.next_check_number, bank.routing_number, bank.nsf_fee_cents) == (1756, "0001234", 5000)
    assert saved.masked_number == "••••1234"
    assert checking.problems.kind == "warning"
    assert "has 9 digits, this one has 7" in checking.problems._list.text()
    assert not checking.is_changed()
    assert_no_clipped_text(desk.window)


def test_a_missing_value_is_asked_for_with_the_cursor_in_its_field(desk, checking):
    desk.press("Ctrl+N")
    assert checking.title == "New [Account]"
    assert desk.focus().objectName() == "account_id"
    desk.press("Ctrl+S")
    assert (note(checking, "account_id"), note(checking, "account_name")) == ("Value must be entered",) * 2
    assert desk.focus().objectName() == "account_id"
    desk.type("LAUNDRY")
    desk.press("Return")
    desk.type("Laundry Income")
    desk.press("Return")
    desk.type("43x")
    desk.press("Ctrl+S")
    assert desk.focus().objectName() == "ledger_code"
    desk.type("4310")
    desk.press("Ctrl+S")
    assert "LAUNDRY" in [row.code for row in list_account_codes(desk.books)]
    assert checking.title == "Laundry Income [Account]"
    assert checking.problems.text == ""


def test_a_fault_on_another_tab_is_shown_there(desk, checking):
    desk.press("Alt+2")
    desk.tab_to("nsf_fee")
    desk.type("5x")
    desk.press("Alt+1", "Ctrl+S")
    assert checking.tabs.currentIndex() == 1
    assert desk.focus().objectName() == "nsf_fee"
    desk.type("5")
    desk.tab_to("routing_number")
    desk.type("12-34")
    desk.press("Alt+1", "Ctrl+S")
    assert (checking.tabs.currentIndex(), desk.focus().objectName()) == (1, "routing_number")
    assert note(checking, "routing_number") == "Digits only, without spaces or hyphens."
    assert stored(desk).bank.nsf_fee_cents == 0


def test_the_account_number_is_shown_on_demand_and_hidden_again(desk, checking):
    desk.press("Alt+2")
    desk.tab_to("account_number_text")
    desk.type("0020021234")
    desk.press("Ctrl+S")
    line = checking.checking.number.line
    assert (line.text(), line.placeholderText()) == ("", "••••1234")
    desk.press("Alt+W")
    assert line.text() == "0020021234"
    assert not checking.is_changed()
    desk.press("Alt+W")
    assert line.text() == ""
    with desk.books.store.read() as connection:
        actions = connection.execute(text("SELECT action FROM audit_entry")).scalars().all()
    assert actions == ["change account code", "show account number"]


def test_a_shown_number_that_is_emptied_is_taken_away(desk, checking):
    desk.press("Alt+2")
    desk.tab_to("account_number_text")
    desk.type("0020021234")
    desk.press("Ctrl+S", "Alt+W")
    desk.tab_to("account_number_text")
    desk.press("Ctrl+A", "Backspace", "Ctrl+S")
    assert stored(desk).masked_number == ""


def test_tabs_follow_the_kind_of_account(desk, checking):
    assert [checking.tabs.isTabEnabled(place) for place in range(3)] == [True, True, True]
    desk.press("Alt+3")
    assert checking.micr.form.isEnabled()
    desk.press("Alt+1")
    desk.tab_to("checking_account")
    desk.press("Space")
    assert checking.tabs.isTabEnabled(2)
    assert not checking.micr.form.isEnabled()
    desk.tab_to("bank_account")
    desk.press("Space")
    assert [checking.tabs.isTabEnabled(place) for place in range(3)] == [True, False, False]
    desk.press("Alt+2")
    assert checking.tabs.currentIndex() == 0
    desk.press("Space")
    assert checking.options.account_type.currentText() == "Current Asset"


def test_the_check_is_shifted_by_hundredths_of_an_inch(desk, checking):
    desk.press("Alt+3")
    desk.tab_to("horizontal_offset")
    desk.type("-12")
    desk.tab_to("vertical_offset")
    desk.type("201")
    desk.press("Ctrl+S")
    assert note(checking, "vertical_offset") == "From -200 to 200 hundredths of an inch."
    desk.type("-")
    desk.press("Ctrl+S")
    bank = stored(desk).bank
    assert (bank.micr_horizontal_offset, bank.micr_vertical_offset) == (-12, 0)


def test_previous_and_next_walk_by_id_and_ask_about_changes(desk, checking):
    desk.press("Ctrl+PgDown")
    assert checking.title == "Tenant Open Credits [Account]"
    desk.press("Ctrl+PgUp")
    assert checking.title == "Bank Account Checking [Account]"
    desk.tab_to("account_name")
    desk.type("House Bank")
    answer("stay")
    desk.press("Ctrl+PgDown")
    assert checking.is_changed()
    answer("save")
    desk.press("Ctrl+PgDown")
    assert checking.title == "Tenant Open Credits [Account]"
    assert stored(desk).name == "House Bank"
    answer("discard")
    desk.tab_to("account_name")
    desk.type("Never")
    desk.press("Ctrl+PgUp")
    assert checking.title == "House Bank [Account]"
    assert stored(desk, "CREDITS").name == "Tenant Open Credits"


@pytest.mark.parametrize(("choice", "name", "open_still"), [
    ("save", "House Bank", False), ("discard", "Bank Account Checking", False), ("stay", "Bank Account Checking", True),
])  # fmt: skip
def test_closing_asks_about_changes(desk, checking, choice, name, open_still):
    desk.type("House Bank")
    answer(choice)
    desk.press("Ctrl+W")
    assert stored(desk).name == name
    assert (desk.window.documents.page("account") is not None) is open_still


def test_the_close_button_closes(desk, checking):
    desk.tab_to("close")
    desk.press("Space")
    assert desk.window.documents.page("account") is None


def test_dock_floats_and_docks_the_window(desk, checking):
    page = desk.window.documents.page("account")
    checking.dock_asked.emit()
    assert desk.window.documents.is_floating(page)
    checking.dock_asked.emit()
    assert not desk.window.documents.is_floating(page)


def test_a_record_changed_meanwhile_is_kept_and_can_be_read_again(desk, checking):
    desk.type("Mine")
    save_account_code(desk.books, replace(stored(desk), name="Theirs"))
    desk.changes.tell("accounts")
    desk.settle()
    assert checking.rows["name"].field.text() == "Mine"
    desk.press("Ctrl+S")
    assert stored(desk).name == "Theirs"
    assert "changed by somebody else" in checking.problems.text
    checking.findChild(QPushButton, "read_again").click()
    desk.settle()
    assert checking.title == "Theirs [Account]"
    save_account_code(desk.books, replace(stored(desk), name="Again"))
    desk.changes.tell("accounts")
    desk.settle()
    assert checking.title == "Again [Account]"


def test_a_bank_in_use_cannot_be_put_away(desk, checking):
    change_settings(desk.books, {"inosio.bank": "CHECKING"})
    desk.tab_to("active")
    desk.press("Space", "Ctrl+S")
    assert desk.focus().objectName() == "active"
    assert "still used: the bank of Inosio payments" in note(checking, "active")


def test_a_record_that_is_gone_is_told(desk, checking):
    desk.navigate("account", {"account_id": 999})
    desk.settle()
    assert "no account code" in checking.problems.text


def test_every_field_of_the_guides_picture_is_reached_by_tab(desk, checking):
    desk.press("Alt+2")
    for name in (
        "account_id", "account_name", "ledger_code", "active", "check_style", "next_check_number", "signature_memo",
        "account_number_text", "routing_number", "processor_id", "federal_reserve_id", "bank_aba_id", "service_charge",
        "returned_item_fee", "nsf_fee", "minimum_balance", "ach_out", "positive_pay", "dock_window", "help", "new",
        "previous", "next", "save", "close",
    ):  # fmt: skip
        desk.tab_to(name)
