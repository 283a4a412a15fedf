"""GL > Deposit Receipts by keys alone."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import text

from bank_build import PART, WHOLE, bank_id, receipts_waiting
from build import TODAY, rows
from landlord_desktop.services.books import Actor
from landlord_desktop.services.deposits import UndepositedReceipt, post_slip, undeposited_receipts
from landlord_desktop.services.receipts_by_hand import ReceiptOrder, post_receipt
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.ui.gl.deposit_rows import DepositRow, marked_batch, waiting_batches, why_not
from landlord_desktop.ui.gl.deposit_screen import DepositScreen
from landlord_desktop.ui.widgets.empty_state import EmptyState
from landlord_desktop.ui.widgets.posting_flow import STILL_POSTING
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def receipts(desk):
    return receipts_waiting(desk.books)


@pytest.fixture
def screen(desk, receipts):
    made = desk.open("Ctrl+D")
    assert isinstance(made, DepositScreen)
    return made


def slips(desk):
    with desk.books.store.read() as connection:
        query = text("SELECT number, total_cents, item_count, batch_id, deposited_on FROM deposit_slip ORDER BY number")
        return [tuple(row) for row in connection.execute(query)]


def shown_sums(screen):
    return [screen.reckoning.sums.text(key) for key in ("total_marked", "difference")]


def payers(screen):
    return [row[2] for row in row_texts(screen.table)]


def marks(screen):
    return [row[0] for row in row_texts(screen.table)]


def test_receipts_arrive_marked_and_sorted_by_payer(desk, screen):
    assert screen.fields.bank.picked_row().code == "CHECKING"
    assert payers(screen) == ["Adams", "Adams", "Baker", "Clark", "Davis", "Evans"]
    assert marks(screen) == ["marked"] * 6
    assert shown_sums(screen) == ["$4,500.00", "-$4,500.00"]
    assert screen.reckoning.reason.text() == "Enter the Total Deposit; $4,500.00 is marked."
    assert not screen.reckoning.post.isEnabled()
    assert desk.focus() is screen.table.view
    assert_no_clipped_text(desk.window)


def test_the_slip_of_a_whole_batch_in_two_keys(desk, screen):
    words = screen.findChild(QLabel, f"batch_words_{WHOLE}")
    assert words.text() == "3 of 3, $2,700.00 of $2,700.00"
    assert screen.findChild(QLabel, f"batch_words_{PART}").text() == "1 of 2, $700.00 of $1,000.00"
    desk.press("Ctrl+1")
    assert screen.reckoning.total.text() == "$2,700.00"
    assert screen.reckoning.reason.text() == "Ready: 3 receipts, $2,700.00."
    desk.press("Ctrl+Return")
    assert slips(desk) == [(1, 270000, 3, WHOLE, TODAY.isoformat())]
    assert screen.problems.text == (
        "Deposit slip 1 is posted: 3 receipts, $2,700.00 to CHECKING. Balances wait to be sent."
    )
    assert screen.findChild(QPushButton, f"mark_batch_{WHOLE}") is None
    assert marks(screen) == ["marked"] * 3
    assert screen.reckoning.total.is_empty()


def test_it_stays_until_the_end_of_a_post_is_told(desk, screen):
    desk.press("Ctrl+1")
    screen.post()
    assert not screen.can_close()
    assert screen.problems.text == STILL_POSTING
    desk.settle()
    assert screen.problems.text.startswith("Deposit slip 1 is posted")
    assert screen.can_close()


def test_part_of_a_batch_is_an_explicit_act(desk, screen):
    desk.press("Ctrl+1")
    desk.press("Ctrl+2")
    assert marks(screen).count("marked") == 1
    assert screen.reckoning.total.is_empty()
    assert desk.focus() is screen.reckoning.total
    desk.press("Ctrl+Return")
    assert slips(desk) == []
    desk.type("700")
    desk.press("Ctrl+Return")
    assert slips(desk) == [(1, 70000, 1, PART, TODAY.isoformat())]


def test_space_marks_and_only_a_difference_of_zero_posts(desk, screen):
    desk.press("Ctrl+U")
    assert marks(screen) == [""] * 6
    assert screen.reckoning.reason.text() == "Mark the receipts that are on the slip."
    desk.press("Down", "Down", "Space")
    assert shown_sums(screen) == ["$1,000.00", "-$1,000.00"]
    desk.tab_to("total_deposit")
    for typed, reason in (
        ("900", "$100.00 too much is marked, or the Total Deposit is too low."),
        ("1,100", "$100.00 more must be marked, or the Total Deposit is too high."),
        ("x", "The Total Deposit is no amount."),
    ):
        desk.type(typed)
        assert screen.reckoning.reason.text() == reason
        desk.press("Ctrl+Return")
        assert slips(desk) == []
    desk.type("1000")
    desk.press("Ctrl+Return", "Ctrl+Return")
    assert slips(desk) == [(1, 100000, 1, WHOLE, TODAY.isoformat())]


def test_space_marks_all_that_are_selected(desk, screen):
    desk.press("Ctrl+U", "Shift+Down", "Space")
    assert marks(screen) == ["marked", "marked", "", "", "", ""]
    desk.press("Space")
    assert marks(screen) == [""] * 6
    desk.press("Ctrl+M")
    assert marks(screen) == ["marked"] * 6


def test_a_click_on_the_mark_takes_it_off(desk, screen):
    view = screen.table.view
    spot = view.visualRect(screen.table.model.index(3, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(spot))
    assert marks(screen) == ["marked"] * 3 + [""] + ["marked"] * 2


def test_folders_and_sorting(desk, screen):
    desk.press("Space")
    desk.tab_to("deposit_folders")
    assert [screen.folders.tabText(place) for place in range(4)] == [
        "1. All (6)", "2. Marked (5)", "3. Unmarked (1)", "4. Cash (1)"
    ]
    desk.press("Right", "Right")
    assert payers(screen) == ["Adams"]
    desk.press("Right")
    assert [row[4] for row in row_texts(screen.table)] == ["Cash"]
    desk.press("Left", "Left", "Left", "Alt+N")
    assert [row[-1] for row in row_texts(screen.table)] == [
        "$300.00", "$500.00", "$700.00", "$800.00", "$1,000.00", "$1,200.00"
    ]
    desk.press("Alt+Y")
    assert payers(screen)[0] == "Adams"


def test_the_balances_are_sent_where_the_office_has_a_server(desk, screen):
    change_settings(desk.books, {"inosio.server": "http://127.0.0.1:1"})
    desk.press("Ctrl+1", "Ctrl+Return")
    assert screen.problems.text.endswith("Balances are being sent.")
    assert desk.sync.times == 1
    change_settings(desk.books, {"inosio.balances_after_slip": "no"})
    desk.press("Ctrl+1")
    desk.type("700")
    desk.press("Ctrl+Return")
    assert screen.problems.text.endswith("to CHECKING.")
    assert desk.sync.times == 1


def test_the_slip_is_printed_from_the_bar_and_by_key(desk, screen):
    desk.press("Ctrl+1", "Ctrl+Return", "Ctrl+P")
    wanted = ("report", {"name": "deposit-slip", "slip_id": slip_id(desk)})
    assert desk.visited[-1] == wanted
    desk.visited.clear()
    screen.findChild(QPushButton, "print_posted_slip").click()
    assert desk.visited == [wanted]


def slip_id(desk):
    with desk.books.store.read() as connection:
        return connection.execute(text("SELECT max(id) FROM deposit_slip")).scalar_one()


def test_a_waiting_receipt_is_voided_with_a_reason(desk, screen, receipts):
    desk.press("Ctrl+Delete")
    window = desk.dialog("correction_window")
    assert "Adams, $1,200.00" in window.findChild(QLabel, "correction_text").text()
    desk.press("Ctrl+Return")
    assert window.findChild(QLabel, "reason_note").text() == "Value must be entered"
    desk.type("Twice in the file")
    desk.press("Ctrl+Return")
    desk.settle()
    assert len(payers(screen)) == 5
    with desk.books.store.read() as connection:
        query = text("SELECT sentence FROM audit_entry WHERE action = 'void receipt'")
        sentence = connection.execute(query).scalar_one()
    assert sentence.endswith("voided: Twice in the file")


def test_a_receipt_is_opened_or_corrected_from_here(desk, screen, receipts):
    desk.press("Return")
    window = desk.dialog("receipt_window")
    assert window.detail.line.receipt_id == receipts[0]
    desk.press("Escape", "Ctrl+R")
    assert desk.visited[-1] == ("replace_receipt", {"receipt_id": receipts[0]})


def test_a_voided_reason_is_left_by_escape(desk, screen):
    desk.press("Ctrl+Delete")
    desk.dialog("correction_window")
    desk.press("Escape")
    assert len(payers(screen)) == 6


def test_a_receipt_that_went_meanwhile_is_told_and_nothing_is_posted(desk, screen, receipts):
    desk.press("Ctrl+1")
    void_receipt(desk.books, receipts[0], "Elsewhere")
    desk.press("Ctrl+Return")
    assert slips(desk) == []
    assert "1 of the marked receipts was deposited or voided meanwhile" in screen.problems.text
    assert len(payers(screen)) == 5


def test_only_own_receipts_until_all_are_asked_for(desk, screen):
    screen.context = replace(screen.context, books=replace(desk.books, actor=Actor("tom", "PC-2")))
    desk.changes.tell("receipts")
    desk.settle()
    assert payers(screen) == []
    assert screen.fields.others.text() == "6 receipts of other users not shown"
    empty = screen.table.findChild(EmptyState, "undeposited_receipts_empty")
    assert empty.accessibleName() == "You entered none of the receipts that await deposit"
    assert screen.reckoning.reason.text() == "No receipt is listed for a slip."
    desk.press("Alt+U")
    assert len(payers(screen)) == 6
    assert screen.fields.others.text() == ""


def test_another_bank_and_none(desk, screen):
    screen.fields.bank.setFocus()
    desk.type("escrow")
    desk.press("Return")
    assert screen.reckoning.reason.text() == "No receipt is listed for a slip."
    screen.fields.bank.setFocus()
    desk.press("Shift+Backspace")
    assert screen.reckoning.reason.text() == "Choose a bank account."
    assert screen.first_focus() is screen.fields.bank
    desk.navigate("deposit_receipts", {"bank_id": bank_id(desk.books)})
    desk.settle()
    assert len(payers(screen)) == 6


def test_the_marks_stay_when_others_post(desk, screen, receipts):
    desk.press("Ctrl+1")
    other = [receipt.receipt_id for receipt in undeposited_receipts(desk.books, bank_id(desk.books))][-1]
    post_slip(desk.books, bank_id(desk.books), [other], 30000)
    desk.changes.tell("slips")
    desk.settle()
    assert marks(screen).count("marked") == 3
    assert screen.reckoning.reason.text() == "Ready: 3 receipts, $2,700.00."
    desk.changes.tell("settings")
    desk.settle()
    assert marks(screen).count("marked") == 3


def test_a_single_whole_batch_is_ready_at_once(desk, receipts):
    post_slip(desk.books, bank_id(desk.books), receipts[3:], 180000)
    screen = desk.open("Ctrl+D")
    assert screen.reckoning.total.text() == "$2,700.00"
    desk.press("Ctrl+Return")
    assert [slip[:2] for slip in slips(desk)] == [(1, 180000), (2, 270000)]


def test_every_control_is_reached_by_tab(desk, screen):
    for name in (
        "bank_text", "deposit_date_text", "show_all_undeposited_receipts", f"mark_batch_{WHOLE}", f"mark_batch_{PART}",
        "undeposited_receipts_rows", "deposit_folders", "total_deposit", "mark_all", "start_over", "void_receipt",
    ):  # fmt: skip
        desk.tab_to(name)


def a_receipt(number, cents, batch_id=None, **values):
    facts = {"batch_deposited_on": TODAY, "batch_total_cents": 300, "batch_item_count": 2, "batch_posted": 2, **values}
    if batch_id is None:
        facts = dict.fromkeys(facts)
    return UndepositedReceipt(number, TODAY, TODAY, "A", "U", cents, "ach", "", "lynn", batch_id, **facts)


def test_a_batch_of_which_a_part_is_deposited_is_not_whole():
    (batch,) = waiting_batches([a_receipt(1, 100, "b")])
    assert (batch.whole, batch.words) == (False, "1 of 2, $1.00 of $3.00")


def test_whole_batches_come_first():
    receipts = [a_receipt(1, 100, "a"), a_receipt(2, 100, "b"), a_receipt(3, 200, "b"), a_receipt(4, 50)]
    first, second = waiting_batches(receipts)
    assert (first.batch_id, second.batch_id) == ("b", "a")
    assert marked_batch([first, second], {2, 3}) is first
    assert marked_batch([first, second], {1}) is None


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"bank": False}, "Choose a bank account."),
        ({"day": False}, "Enter the date of the deposit."),
        ({}, ""),
    ],
)
def test_why_a_slip_cannot_be_posted(values, words):
    facts = {"bank": True, "day": True, "readable": True, **values}
    assert why_not([DepositRow(a_receipt(1, 100), marked=True)], 100, **facts) == words


def test_what_is_due_today_and_overdue_is_marked_by_sign_and_word(desk, receipts):
    tenant = rows(desk.books, "SELECT min(id) FROM tenant")[0][0]
    checking = bank_id(desk.books)
    for day, cents in ((date(2022, 3, 3), 90_000), (date(2022, 3, 3), 30_000), (date(2022, 2, 25), 51_000)):
        post_receipt(desk.books, ReceiptOrder(tenant, day, cents, checking))
    screen = desk.open("Ctrl+D")
    desk.settle()
    due = {row.receipt.amount_cents: row.due.text for row in screen.table.shown_rows()}
    assert (due[90_000], due[51_000], due[120_000]) == ("\u25b2 Due today", "\u2715 Overdue", "\u25cb 3/11/2022")
    assert screen.clock.text() == "\u2715 1 receipt, $510.00, is overdue; 2 receipts, $1,200.00, are due today"
    assert_no_clipped_text(screen)
