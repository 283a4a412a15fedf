"""AR > Batch Receipts by keys: the guide's three payments, exceptions settled in place, Post."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from sqlalchemy import text

from build import a_charge
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.working_lines import TypedPayment, add_payment, list_lines
from landlord_desktop.ui.receivables.shown_line import TABS
from qt.looks import assert_no_clipped_text, row_texts, tab_stops
from qt.receivables import GUIDE_BATCH, open_batch_screen, open_line, receipts, text_of, the_guides_desk


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


def tab_texts(screen):
    tabs = screen.tools.tabs
    return [tabs.tabText(place) for place in range(tabs.count()) if tabs.isTabVisible(place)]


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
    assert text_of(mixed, "status").startswith("Already posted ")
    assert " by lynn as receipt " in text_of(mixed, "status")
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
