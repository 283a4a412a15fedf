"""Payments typed into Batch Receipts."""


import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from qt.looks import assert_no_clipped_text, row_texts
from qt.receivables import GUIDE_BATCH, open_batch_screen, pick, text_of, the_guides_desk, typed


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    return open_batch_screen(desk, GUIDE_BATCH)


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
