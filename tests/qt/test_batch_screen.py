"""AR > Batch Receipts by keys: the guide's three payments, exceptions settled in place, Post, files, closing."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QPushButton
from sqlalchemy import text

from build import a_charge
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import Actor
from landlord_desktop.services.working_lines import TypedPayment, add_payment, list_lines
from landlord_desktop.ui.receivables.batch_screen import BatchScreen
from landlord_desktop.ui.receivables.shown_line import TABS
from landlord_desktop.ui.widgets.pick_list import PickList
from qt.looks import assert_no_clipped_text, row_texts, tab_stops
from qt.receivables import GUIDE_BATCH, open_batch_screen, open_line, the_guides_desk


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    return open_batch_screen(desk, GUIDE_BATCH)


@pytest.fixture
def mixed(desk):
    return open_batch_screen(desk, "all")


def text_of(screen, name):
    found = screen.findChild(QLabel, name)
    return found.text()


def receipts(desk):
    with desk.books.store.read() as connection:
        return [tuple(row) for row in connection.execute(text("SELECT amount_cents, posted_on, memo FROM receipt "
                                                              "WHERE batch_id IS NOT NULL ORDER BY id"))]


def typed(desk):
    with desk.books.store.read() as connection:
        return [
            tuple(row)
            for row in connection.execute(
                text("SELECT posting_date, amount_cents, memo FROM working_line WHERE batch_id IS NULL ORDER BY id")
            )
        ]


def tab_texts(screen):
    tabs = screen.tools.tabs
    return [tabs.tabText(place) for place in range(tabs.count()) if tabs.isTabVisible(place)]


def pick(desk, field, words):
    """Type ahead into the pick list that has the keyboard, and take the first one offered."""
    assert desk.focus().objectName() == f"{field}_text"
    desk.type(words)
    popup = desk.window.current_screen().findChild(PickList, field).completer.popup()
    desk.qtbot.waitUntil(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    assert not popup.isVisible()
    desk.window.activateWindow()
    desk.qtbot.waitUntil(desk.window.isActiveWindow)
    desk.settle()


# the guide's picture


def test_the_guides_three_payments(desk, screen):
    assert row_texts(screen.table) == [
        ["2/22/2022", "Anthony Kmetz for 2118 Oak Street", "$1,200.00", "\u25b2 No unpaid charges"],
        ["2/22/2022", "Anthony Kmetz for 2118 Oak Street", "$1,000.00", "\u25b2 No unpaid charges"],
        ["2/22/2022", "Jerry and Karyl Rodriguez for 2118 Oak S", "$500.00", "\u25b2 Less than the unpaid charges"],
    ]
    assert (text_of(screen, "total_entries"), text_of(screen, "total_amount")) == ("3", "$2,700.00")
    assert tab_texts(screen) == [
        "All Payments (3)", "Payment Not Equal to Unpaid Charges (3)", "Payment Equal to Unpaid Charges (0)",
    ]  # fmt: skip
    assert screen.entry.posting_date.value() == date(2022, 3, 8)
    assert desk.focus().objectName() == "posting_date_text"
    open_line(desk, screen, "Rodriguez", 50_000)
    assert text_of(screen, "status") == "Unpaid charges are $980.00"
    assert text_of(screen, "proposal") == "Less than the unpaid charges. $500.00 to charges of NUZIG Inc."
    assert screen.detail.memo.text() == "Inosio Transaction"
    assert row_texts(screen.detail.balances.charges) == [["2/1/2022", "RENT", "NUZIG Inc.", "$980.00", "$980.00"]]
    assert text_of(screen, "line_account").startswith("Open credit $0.00. Last receipt $980.00")


def test_everything_of_the_guide_is_reached_by_tab(desk, screen):
    stops = tab_stops(desk.window)
    for name in (
        "posting_date_text", "unit_text", "tenant_text", "bank_text", "payment", "quick_posting_mode", "memo",
        "add_payment_to_batch", "load_receipts_from_inosio", "payments_rows", "line_memo",
        "process_as_ledger_receipt", "remove_payment", "process_payment", "accept", "sort_by_tenant", "start_over",
        "update_all_dates", "load_payments_from_lockbox_file", "save_unprocessed_batch_to_lockbox_file",
        "payment_tabs",
    ):  # fmt: skip
        assert name in stops, name
    entry = [stops.index(name) for name in ("posting_date_text", "unit_text", "tenant_text", "bank_text", "payment")]
    assert entry == sorted(entry)


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_no_text_is_cut(desk, mixed, size):
    desk.window.resize(*size)
    for row in mixed.table.shown_rows():
        open_line(desk, mixed, row.line.description, row.line.amount_cents)
        assert_no_clipped_text(mixed)


def test_every_command_names_its_key(desk, screen):
    for button in screen.findChildren(QPushButton):
        if button.isVisible() and not button.shortcut().isEmpty():
            assert button.shortcut().toString() in button.toolTip()
    keys = [button.shortcut().toString() for button in desk.window.findChildren(QPushButton) if button.isVisible()]
    keys = [key for key in keys if key]
    assert len(keys) == len(set(keys))


# settling exceptions


def test_accept_and_post_by_keys(desk, mixed):
    open_line(desk, mixed, "Rodriguez", 50_000)
    desk.press("F8")
    assert mixed.table.current_row().state.text == "\u25c6 Accepted"
    assert text_of(mixed, "proposal") == "Accepted: $500.00 to charges of NUZIG Inc."
    desk.press("F8")
    assert mixed.table.current_row().state.word == "Less than the unpaid charges"
    desk.press("F8", "Ctrl+Return")
    assert mixed.problems.text.startswith("5 payments were posted, $3,622.00. 2 batches processed. 10 payments stay")
    assert sorted(row[0] for row in receipts(desk)) == [50_000, 64_000, 72_000, 73_000, 103_200]
    assert all(row.state.word != "Equal" for row in mixed.table.shown_rows())
    desk.press("Ctrl+Return")
    assert mixed.problems.text.startswith("No payment was posted. 10 payments stay")
    assert len(receipts(desk)) == 5


def test_the_other_enter_key_posts_too(desk, mixed):
    mixed.table.setFocus()
    QTest.keyClick(desk.focus(), Qt.Key.Key_Enter, Qt.KeyboardModifier.ControlModifier)
    desk.settle()
    assert len(receipts(desk)) == 4


def test_the_banner_leads_to_the_deposit(desk, mixed):
    desk.press("Ctrl+Return")
    mixed.findChild(QPushButton, "banner_deposit_receipts").click()
    assert desk.visited[-1] == ("deposit_receipts", {})


def test_post_can_be_cancelled_and_nothing_is_posted(desk, mixed):
    mixed.post()
    assert mixed.strip.isVisible()
    assert not mixed.entry.add_button.isEnabled()
    mixed.strip.cancel_button.click()
    desk.settle()
    assert mixed.problems.text == "Cancelled: nothing was posted." or len(receipts(desk)) == 4
    assert not mixed.strip.isVisible()
    assert mixed.entry.add_button.isEnabled()


def test_a_charge_posted_meanwhile_is_seen_by_post(desk, mixed):
    tenant = next(line.tenant_id for line in list_lines(desk.books) if line.equal)
    a_charge(desk.books, tenant, 500, on=date(2022, 3, 1))
    desk.press("Ctrl+Return")
    assert len(receipts(desk)) == 3
    assert "Less than the unpaid charges (4)" in mixed.problems.text


def test_remove_asks_for_a_reason_and_put_back_returns(desk, screen):
    open_line(desk, screen, "Rodriguez", 50_000)
    desk.press("Ctrl+Del")
    dialog = desk.dialog("remove_payment_dialog")
    dialog.findChild(QPushButton, "confirm_remove_payment").click()
    assert dialog.isVisible()
    dialog.findChild(QComboBox, "removed_reason").lineEdit().setText("Paid by check")
    dialog.findChild(QPushButton, "confirm_remove_payment").click()
    desk.settle()
    assert [row[2] for row in row_texts(screen.table)] == ["$1,200.00", "$1,000.00"]
    assert tab_texts(screen)[-1] == "Removed (1)"
    desk.press("Alt+4")
    assert [row[3] for row in row_texts(screen.table)] == ["\u25cb Removed"]
    assert text_of(screen, "proposal") == "Removed: Paid by check"
    screen.detail.put_back.click()
    desk.settle()
    assert tab_texts(screen) == [
        "All Payments (3)", "Payment Not Equal to Unpaid Charges (3)", "Payment Equal to Unpaid Charges (0)",
    ]  # fmt: skip
    assert screen.tools.tab == TABS[0][0]


def test_escape_in_the_reason_removes_nothing(desk, screen):
    open_line(desk, screen, "Rodriguez", 50_000)
    desk.press("Ctrl+Del")
    QTest.keyClick(desk.dialog("remove_payment_dialog"), Qt.Key.Key_Escape)
    desk.settle()
    assert len(screen.table.rows()) == 3
    assert desk.focus().objectName() == "payments_rows"


def test_a_memo_is_saved_when_it_is_left(desk, screen):
    open_line(desk, screen, "Rodriguez", 50_000)
    screen.detail.memo.setFocus()
    desk.type("rent of February")
    QTest.keyClick(screen.detail.memo, Qt.Key.Key_Tab)
    assert screen.table.current_row().state.word == "Saving\u2026"
    desk.settle()
    assert screen.table.current_row().line.memo == "rent of February"
    assert screen.table.current_row().state.word == "Less than the unpaid charges"


def test_a_line_that_went_away_says_so_and_the_list_is_read_again(desk, screen):
    open_line(desk, screen, "Rodriguez", 50_000)
    with desk.books.store.write() as connection:
        connection.execute(text("DELETE FROM working_line WHERE amount_cents = 50000"))
    desk.press("F8")
    assert "no longer on the list" in screen.problems.text
    assert len(screen.table.rows()) == 2


def test_a_ledger_receipt_for_a_payer_who_is_no_tenant(desk, mixed):
    open_line(desk, mixed, "Priya Raman", 5_000)
    assert mixed.detail.as_ledger_receipt.isChecked()
    assert text_of(mixed, "proposal") == "Ledger receipt to Management Company"
    owner = next(row for row in mixed.detail.ledger.rows() if row.code == "NU")
    mixed.detail.ledger.pick(owner.key)
    desk.settle()
    assert text_of(mixed, "proposal") == "Ledger receipt to NUZIG Inc."
    mixed.detail.as_ledger_receipt.click()
    desk.settle()
    assert mixed.table.current_row().state.word == "Tenant not found"
    assert not mixed.detail.process.isEnabled()
    kmetz = next(row for row in mixed.detail.tenant.rows() if row.code == "KMETZ")
    mixed.detail.tenant.pick(kmetz.key)
    desk.settle()
    line = mixed.table.current_row().line
    assert (line.tenant, line.unit, line.reason) == ("Anthony Kmetz", "2118 Oak Street", "no_charges")


def test_a_line_without_a_bank_gets_one(desk, screen):
    with desk.books.store.write() as connection:
        connection.execute(text("DELETE FROM setting WHERE key = 'inosio.bank'"))
        connection.execute(text("UPDATE ledger SET bank_account_id = NULL"))
        connection.execute(text("UPDATE inosio_batch SET bank_code = NULL"))
    screen.reload()
    desk.settle()
    open_line(desk, screen, "Rodriguez", 50_000)
    assert screen.table.current_row().state.word == "No bank"
    screen.detail.bank.pick(screen.detail.bank.rows()[0].key)
    desk.settle()
    assert screen.table.current_row().state.word == "Less than the unpaid charges"


def test_posted_payments_say_what_they_became(desk, mixed):
    desk.press("Ctrl+Return")
    load_batch(desk.books, "2774276343810105")
    mixed.reload()
    desk.settle()
    open_line(desk, mixed, "Okafor", 103_200)
    assert text_of(mixed, "status").startswith("Already posted as receipt ")
    assert "by lynn" in text_of(mixed, "status")
    assert not mixed.detail.process.isEnabled()
    desk.press("F8", "F9")
    assert mixed.table.current_row().state.word == "Already posted"


def test_look_alikes_are_a_warning(desk, screen):
    line = list_lines(desk.books)[2]
    add_payment(desk.books, TypedPayment(date(2022, 2, 23), 50_000, line.tenant_id, line.unit_id))
    screen.reload()
    desk.settle()
    open_line(desk, screen, "Rodriguez", 50_000)
    assert text_of(screen, "line_notes") == "Looks like another payment of this list, $500.00 on 2/23/2022"
    assert screen.detail.accept.isEnabled()


# the list


def test_tabs_filter_and_sort(desk, mixed):
    desk.press("Alt+3")
    assert {row.line.equal for row in mixed.table.shown_rows()} == {True}
    desk.press("Alt+2")
    assert {row.line.equal for row in mixed.table.shown_rows()} == {False}
    desk.press("Alt+1")
    for words, count in (("oak 1200", 1), ("PMT-7310042203", 1), ("inosio transaction", 13), ("willow", 5)):
        mixed.table.set_filter(words)
        assert len(mixed.table.shown_rows()) == count, words
    mixed.table.set_filter("")
    tenants = [row.line.tenant for row in mixed.table.shown_rows()]
    assert tenants == sorted(tenants, key=str.casefold)
    mixed.tools.by_unit.click()
    units = [row.line.unit for row in mixed.table.shown_rows()]
    assert units == sorted(units, key=str.casefold)


def test_the_arrows_move_between_lines(desk, mixed):
    mixed.table.setFocus()
    mixed.table.select_first()
    before = mixed.table.current_row()
    desk.press("Down")
    assert mixed.table.current_row() != before
    assert mixed.detail.row == mixed.table.current_row()


def test_start_over_asks_and_returns_the_batch(desk, screen):
    add_payment(desk.books, TypedPayment(date(2022, 3, 8), 100, list_lines(desk.books)[0].tenant_id))
    screen.reload()
    desk.settle()
    desk.press("Ctrl+Shift+Backspace")
    dialog = desk.dialog("confirm")
    words = dialog.findChild(QLabel, "confirm_text").text()
    assert words == "3 payments of Inosio return to the unprocessed batch. 1 payment typed in is deleted."
    dialog.button("cancel").click()
    desk.settle()
    assert len(screen.table.rows()) == 4
    desk.press("Ctrl+Shift+Backspace")
    desk.dialog("confirm").button("start_over").click()
    desk.settle()
    assert screen.table.rows() == []
    assert not screen.detail.isVisible()
    assert GUIDE_BATCH in [batch.batch_id for batch in list_batches(desk.books, "unprocessed")]


def test_update_all_dates_warns_first(desk, screen):
    screen.entry.posting_date.set_value(date(2022, 3, 7))
    desk.press("Ctrl+U")
    dialog = desk.dialog("confirm")
    assert "The date of 3 payments changes to 3/7/2022." in dialog.findChild(QLabel, "confirm_text").text()
    dialog.button("update").click()
    desk.settle()
    assert {row[0] for row in row_texts(screen.table)} == {"3/7/2022"}
    assert {row.line.received_on for row in screen.table.rows()} == {date(2022, 2, 22)}


def test_update_all_dates_needs_a_date(desk, screen):
    screen.entry.posting_date.set_value(None)
    desk.press("Ctrl+U")
    assert QApplication.activeModalWidget() is None
    assert desk.focus().objectName() == "posting_date_text"


def test_parked_in_a_lockbox_file_and_loaded_again(desk, screen, tmp_path):
    path = str(tmp_path / "parked.csv")
    screen.tools.save_file.click()
    dialog = screen.findChild(QFileDialog, "lockbox_file")
    dialog.fileSelected.emit(path)
    dialog.reject()
    desk.settle()
    assert screen.problems.text == "3 payments saved to parked.csv. The list stays as it is."
    desk.press("Ctrl+Shift+Backspace")
    desk.dialog("confirm").button("start_over").click()
    desk.settle()
    screen.tools.load_file.click()
    dialog = screen.findChild(QFileDialog, "lockbox_file")
    dialog.fileSelected.emit(path)
    dialog.reject()
    desk.settle()
    assert screen.problems.text == "3 payments loaded from parked.csv, $2,700.00."
    assert [row[2] for row in row_texts(screen.table)] == ["$1,200.00", "$1,000.00", "$500.00"]


def test_a_faulty_lockbox_file_tells_every_line(desk, screen, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("date,tenant_id,unit_id,amount,memo,payment_id\n3/8/2022,NOBODY,,1,,\nx,KMETZ,,1,,\n", "utf-8")
    screen.list.load_file(str(path))
    desk.settle()
    assert screen.problems.text == "Nothing was loaded from bad.csv: 2 lines have faults."
    listed = text_of(screen, "problem_bar_list")
    assert "Line 2: There is no tenant NOBODY." in listed
    assert "Line 3:" in listed
    assert len(screen.table.rows()) == 3


def test_report_and_deposit_are_asked_of_the_window(desk, screen):
    desk.press("Ctrl+P")
    assert desk.visited[-1] == ("report", {"name": "post-batch-receipts"})


def test_another_screens_change_is_seen(desk, screen):
    add_payment(desk.books, TypedPayment(date(2022, 3, 8), 100, list_lines(desk.books)[0].tenant_id))
    desk.changes.tell("working_lines")
    desk.settle()
    assert len(screen.table.rows()) == 4


# closing


def test_closing_returns_inosios_lines_and_keeps_typed_ones(desk, screen):
    add_payment(desk.books, TypedPayment(date(2022, 3, 8), 100, list_lines(desk.books)[0].tenant_id))
    screen.reload()
    desk.settle()
    answers = []

    def answer(key):
        dialog = QApplication.activeModalWidget()
        answers.append(dialog.findChild(QLabel, "confirm_text").text())
        dialog.button(key).click()

    QTimer.singleShot(0, lambda: answer("stay"))
    desk.window.close_current()
    assert desk.window.current_screen() is screen
    assert answers[0].startswith("3 payments of Inosio return to the unprocessed batch")
    QTimer.singleShot(0, lambda: answer("close"))
    desk.window.close_current()
    desk.settle()
    assert desk.window.current_screen() is not screen
    assert [line.batch_id for line in list_lines(desk.books)] == [None]
    assert list_batches(desk.books)[0].claimed_by == ""


def test_closing_an_empty_batch_asks_nothing(desk):
    screen = open_batch_screen(desk)
    assert screen.can_close()


def test_claims_are_renewed(desk, screen):
    with desk.books.store.write() as connection:
        connection.execute(text("UPDATE inosio_batch SET claim_expires_at = '2000-01-01T00:00:00.000000+00:00'"))
    screen._claim_timer.timeout.emit()
    desk.settle()
    assert next(batch for batch in list_batches(desk.books) if batch.batch_id == GUIDE_BATCH).claimed_by == "lynn"


def test_a_claim_of_another_pc_is_told(desk):
    load_batch(replace(desk.books, actor=Actor("ann", "PC-2")), GUIDE_BATCH)
    screen = open_batch_screen(desk)
    assert {row.state.word for row in screen.table.shown_rows()} == {"Another PC works on this batch"}
    assert isinstance(screen, BatchScreen)


# typing payments in


def test_choosing_the_unit_fills_the_tenant_and_the_reverse(desk):
    screen = open_batch_screen(desk)
    entry = screen.entry
    main = next(row for row in entry.unit.rows() if row.code == "212MAIN")
    entry.unit.pick(main.key)
    assert entry.tenant.picked_row().code == "OKAFOR"
    assert entry.bank.picked_row().code == "CHECKING"
    entry.unit.clear_pick()
    assert entry.tenant.picked_key() is None
    oak = next(row for row in entry.unit.rows() if row.code == "2118OAK")
    entry.unit.pick(oak.key)
    assert entry.tenant.picked_key() is None
    assert sorted(row.code for row in entry.tenant.rows()) == ["KMETZ", "RODRIGUEZ"]
    entry.unit.clear_pick()
    stieffel = next(row for row in entry.tenant.rows() if row.code == "STIEFFEL")
    entry.tenant.pick(stieffel.key)
    assert entry.unit.picked_row().code == "WB201"
    QTest.keyClick(entry.tenant.line, Qt.Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    assert entry.tenant.picked_key() is None


def test_a_payment_is_typed_in_with_enter(desk):
    open_batch_screen(desk)
    desk.type("3/7/2022")
    desk.press("Return")
    pick(desk, "unit", "212main")
    desk.press("Return", "Return", "Return")
    assert desk.focus().objectName() == "payment"
    desk.type("1032")
    desk.press("Return")
    assert desk.focus().objectName() == "memo"
    desk.type("Check #77")
    desk.press("Return", "Return")
    assert typed(desk) == [("2022-03-07", 103_200, "Check #77")]
    screen = desk.window.current_screen()
    assert row_texts(screen.table)[0][3] == "\u2713 Equal"
    assert screen.entry.memo.text() == ""
    assert desk.focus().objectName() == "posting_date_text"


def test_quick_posting_mode(desk):
    screen = open_batch_screen(desk)
    entry = screen.entry
    entry.payment.quick.setChecked(True)
    entry.memo.setText("March")
    entry.unit.setFocus()
    for unit in ("212main", "wb201"):
        pick(desk, "unit", unit)
        desk.press("Return")
        assert desk.focus().objectName() == "payment"
        desk.press("Return")
        assert desk.focus().objectName() == "unit_text"
    assert typed(desk) == [("2022-03-08", 103_200, "March"), ("2022-03-08", 64_000, "March")]
    assert entry.memo.text() == "March"
    assert entry.bank.picked_row().code == "CHECKING"
    assert text_of(screen, "total_amount") == "$1,672.00"


def test_what_is_missing_is_said_with_the_cursor_there(desk):
    screen = open_batch_screen(desk)
    desk.press("Ctrl+N")
    assert text_of(screen, "tenant_note") == "Value must be entered"
    assert desk.focus().objectName() == "tenant_text"
    screen.entry.unit.pick(next(row for row in screen.entry.unit.rows() if row.code == "212MAIN").key)
    screen.entry.payment.money.set_cents(0)
    desk.press("Ctrl+N")
    assert text_of(screen, "payment_field_note") == "The payment must be more than nothing"
    assert desk.focus().objectName() == "payment"
    assert typed(desk) == []


def test_a_double_click_in_the_memo_writes_the_label(desk):
    screen = open_batch_screen(desk)
    memo = screen.entry.memo
    QTest.mouseDClick(memo, Qt.MouseButton.LeftButton, pos=QPointF(10, 10).toPoint())
    assert memo.text() == "Check #"
    memo.setFocus()
    QTest.keyClicks(memo, "12")
    desk.press("Ctrl+K")
    assert memo.text() == "Check #12"


def test_the_empty_screen_says_what_to_do(desk):
    screen = open_batch_screen(desk)
    assert text_of(screen, "payments_empty_text") == "No payments in the batch"
    desk.press("Ctrl+Return")
    assert screen.problems.text == "There is nothing to post: the batch is empty."
    screen.findChild(QPushButton, "empty_load_receipts").click()
    desk.settle()
    desk.dialog("load_receipts_dialog").reject()
    assert_no_clipped_text(screen)
