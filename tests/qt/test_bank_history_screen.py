"""GL > Bank Account History by keys alone."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import text

from bank_build import WHOLE, bank_id, receipts_waiting
from build import MOMENT, TODAY
from landlord_desktop.services.account_codes import bank_choice, read_account_code, save_account_code
from landlord_desktop.services.books import Books
from landlord_desktop.services.deposits import post_slip, post_whole_batch_slips, undeposited_receipts
from landlord_desktop.ui.gl.bank_history import BankHistoryScreen
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def slip(desk):
    receipts_waiting(desk.books)
    return post_whole_batch_slips(desk.books)[0]


@pytest.fixture
def screen(desk, slip):
    made = desk.open("Ctrl+Shift+B")
    assert isinstance(made, BankHistoryScreen)
    return made


def figures(screen):
    names = ("last_statement", "current_balance", "awaiting_deposit", "available_balance")
    return [screen.findChild(QLabel, f"bank_sums_{name}").text() for name in names]


def test_the_usual_bank_is_shown_with_its_four_sums(desk, screen):
    assert screen.bank.picked_row().code == "CHECKING"
    assert row_texts(screen.table) == [
        ["3/8/2022", "", f"Deposit slip 1, 3 receipts, Inosio batch {WHOLE}", "$2,700.00", "", ""]
    ]
    assert figures(screen) == ["$0.00", "$4,500.00", "$1,800.00", "$2,700.00"]
    assert screen.reckoning.text() == (
        "Before 1/7/2022: $0.00 + 1 line, $2,700.00 = Available Balance $2,700.00. 3 receipts await deposit."
    )
    assert_no_clipped_text(desk.window)


def test_another_bank_is_found_by_its_name(desk, screen):
    assert desk.focus() is screen.bank.line
    desk.type("escrow")
    desk.press("Return")
    assert screen.bank.picked_row().code == "ESCROW"
    assert (row_texts(screen.table), figures(screen)) == ([], ["$0.00"] * 4)
    desk.press("Shift+Backspace")
    assert screen.reckoning.text() == "Choose a bank; the flashlight shows their names."


def test_the_flashlight_shows_the_names(desk, screen):
    desk.press("Shift+Backspace", "Ctrl+F")
    window = desk.dialog("bank_search_window")
    assert [row[:2] for row in row_texts(window.table)] == [
        ["CHECKING", "Bank Account Checking"], ["ESCROW", "Bank Account Escrow"]
    ]
    desk.type("check")
    desk.press("Return", "Return")
    assert screen.bank.picked_row().name == "Bank Account Checking"
    desk.settle()
    assert figures(screen)[3] == "$2,700.00"


def test_ranges_reckon_up_to_the_available_balance(desk, screen):
    receipts = receipts_waiting_still(desk)
    post_slip(desk.books, bank_id(desk.books), receipts, 180000, date(2022, 3, 31))
    desk.tab_to("range")
    desk.press("Down", "Down", "Down")
    assert screen.range.currentText() == "All"
    assert len(row_texts(screen.table)) == 2
    desk.press("Down")
    desk.tab_to("from_date_text")
    desk.type("3/1/2022")
    desk.tab_to("to_date_text")
    desk.type("3/15/2022")
    desk.press("Tab")
    assert len(row_texts(screen.table)) == 1
    assert screen.reckoning.text() == (
        "Before 3/1/2022: $0.00 + 1 line, $2,700.00 + after 3/15/2022: $1,800.00 = Available Balance $4,500.00. "
        "0 receipts await deposit."
    )


def receipts_waiting_still(desk):
    return [receipt.receipt_id for receipt in undeposited_receipts(desk.books, bank_id(desk.books))]


def test_folders(desk, screen):
    desk.tab_to("bank_history_folders")
    counts = [screen.folders.tabText(place) for place in range(7)]
    assert counts == [
        "1. All (1)", "2. Deposits (1)", "3. Transfers (0)", "4. Returned (0)", "5. Other (0)", "6. Uncleared (1)",
        "7. Cleared (0)",
    ]
    desk.press(*["Right"] * 6)
    assert row_texts(screen.table) == []
    desk.press("Left")
    assert len(row_texts(screen.table)) == 1


def test_a_deposit_is_opened_and_its_slip_printed(desk, screen, slip):
    desk.tab_to("bank_lines_rows")
    desk.press("Return")
    window = desk.dialog("deposit_slip_window")
    assert [row[3] for row in row_texts(window.table)] == ["Adams", "Baker", "Clark"]
    assert window.findChild(QLabel, "slip_total").text() == "3 receipts, $2,700.00"
    assert_no_clipped_text(window)
    desk.press("Ctrl+P")
    assert desk.visited[-1] == ("report", {"name": "deposit-slip", "slip_id": slip.slip_id})


def test_the_commands_of_the_left_column(desk, screen, slip):
    desk.tab_to("bank_lines_rows")
    desk.press("Ctrl+F")
    assert desk.focus() is screen.table.filter
    desk.press("Ctrl+P")
    assert desk.visited[-1] == ("report", {"name": "deposit-slip", "slip_id": slip.slip_id})
    desk.press("Ctrl+E")
    desk.dialog("deposit_slip_window").reject()


def test_it_follows_what_others_do(desk, screen):
    receipts = receipts_waiting_still(desk)
    post_slip(desk.books, bank_id(desk.books), receipts, 180000)
    desk.changes.tell("slips")
    desk.settle()
    assert figures(screen) == ["$0.00", "$4,500.00", "$0.00", "$4,500.00"]
    desk.changes.tell("accounts")
    desk.settle()
    assert len(row_texts(screen.table)) == 2


def test_another_screen_may_name_the_bank(desk, screen):
    desk.navigate("bank_history", {"bank_id": bank_id(desk.books, "ESCROW")})
    desk.settle()
    assert screen.bank.picked_row().code == "ESCROW"


def test_another_screen_may_name_a_deposit(desk, screen, slip):
    screen.bank.pick(bank_id(desk.books, "ESCROW"))
    assert screen.context.open_record("slip", slip.slip_id)
    desk.settle()
    window = desk.dialog("deposit_slip_window")
    assert screen.bank.picked_row().code == "CHECKING"
    window.reject()


def test_an_office_without_a_bank_is_told_what_to_do(desk):
    with desk.books.store.write() as connection:
        connection.execute(text("UPDATE ledger SET bank_account_id = NULL"))
    for bank in bank_choice(desk.books).banks:
        save_account_code(desk.books, replace(read_account_code(desk.books, bank.bank_id), active=False))
    screen = desk.open("Ctrl+Shift+B")
    assert screen.problems.text == "There is no bank yet. Add one under Setup > Account Codes."


def test_a_receipt_is_taken_off_a_slip(desk, screen):
    desk.tab_to("bank_lines_rows")
    desk.press("Return")
    window = desk.dialog("deposit_slip_window")
    assert "Space unmarks" in window.why_not.text()
    desk.press("Space")
    assert window.why_not.text() == "$1,500.00 is marked. Enter the new total of the deposit."
    assert_no_clipped_text(window)
    desk.tab_to("slip_reason")
    desk.type("Not in the bank's bag")
    desk.tab_to("slip_new_total")
    desk.type("1500")
    desk.press("Ctrl+Return")
    preview = desk.dialog("journal_preview")
    assert "will show $1,500.00" in preview.panel._notes.text()
    desk.press("Ctrl+Return")
    words = f"Deposit slip 2, 2 receipts, Inosio batch {WHOLE}"
    assert [row[2:4] for row in row_texts(screen.table)] == [[words, "$1,500.00"]]
    assert figures(screen) == ["$0.00", "$4,500.00", "$3,000.00", "$1,500.00"]
    desk.press("Alt+D")
    assert len(row_texts(screen.table)) == 3, "slip 1 and its void"


def test_a_forgotten_receipt_is_put_on_a_slip(desk, screen):
    desk.tab_to("bank_lines_rows")
    desk.press("Return")
    window = desk.dialog("deposit_slip_window")
    desk.press("Alt+W")
    assert len(row_texts(window.table)) == 6
    window.table.select_key(receipts_waiting_still(desk)[0])
    assert not window.replace_button.isEnabled()
    desk.tab_to("slip_receipts_rows")
    desk.press("Space")
    desk.tab_to("slip_reason")
    desk.type("Forgotten")
    desk.tab_to("slip_new_total")
    desk.type("3400")
    assert_no_clipped_text(window)
    desk.press("Ctrl+Return")
    desk.dialog("journal_preview")
    desk.press("Ctrl+Return")
    assert figures(screen) == ["$0.00", "$4,500.00", "$1,100.00", "$3,400.00"]


def test_a_slip_is_voided_and_its_receipts_wait_again(desk, screen, slip):
    desk.tab_to("bank_lines_rows")
    desk.press("Ctrl+Delete")
    assert desk.dialog("correction_window").windowTitle() == "Void deposit slip 1?"
    desk.type("Bank refused it")
    desk.press("Ctrl+Return")
    assert figures(screen) == ["$0.00", "$4,500.00", "$4,500.00", "$0.00"]


def clear(desk, closing=""):
    desk.tab_to("bank_lines_rows")
    desk.press("Ctrl+K")
    desk.dialog("clear_window")
    desk.type("3/31/2022")
    if closing:
        desk.tab_to("statement_closing_balance")
        desk.type(closing)
    desk.press("Ctrl+Return")


def test_lines_are_cleared_with_their_statement_and_cleared_no_more(desk, screen, slip):
    clear(desk, "2,600")
    window = desk.dialog("clear_window")
    assert "a difference of -$100.00" in window.problems.text
    assert_no_clipped_text(window)
    desk.tab_to("statement_closing_balance")
    desk.type("2700")
    desk.press("Ctrl+Return")
    assert row_texts(screen.table)[0][-1] == "3/31/2022"
    assert figures(screen)[0] == "$2,700.00"
    desk.tab_to("bank_lines_rows")
    desk.press("Ctrl+Delete")
    assert "was cleared in CHECKING on 3/31/2022" in screen.problems.text
    desk.press("Return")
    window = desk.dialog("deposit_slip_window")
    assert window.why_not.text().startswith("Cleared on 3/31/2022.")
    assert not window.post_button.isVisible()
    desk.press("Escape", "Ctrl+Shift+K")
    desk.dialog("reason_window")
    desk.type("Wrong statement")
    desk.press("Return")
    assert (row_texts(screen.table)[0][-1], figures(screen)[0]) == ("", "$0.00")


def test_what_was_changed_after_a_reconciliation_is_said(desk, screen, slip):
    clear(desk)
    assert not screen.banner.isVisible()
    late = Books(**{**vars(desk.books), "clock": lambda: MOMENT + timedelta(hours=1)})
    post_slip(late, bank_id(desk.books), receipts_waiting_still(desk), 180000, TODAY)
    desk.changes.tell("slips")
    desk.settle()
    assert screen.banner.text.startswith("Changed after reconciliation: 1 transaction")
    assert_no_clipped_text(desk.window)
    screen.show_changed()
    window = desk.dialog("changed_after_reconciliation")
    assert [row[2] for row in row_texts(window.table)] == ["Deposit slip 2"]
    desk.press("Escape")
