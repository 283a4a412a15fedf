"""Lines typed by keys alone: new ones at the end, away with Ctrl+Delete, and the running total."""

from collections.abc import Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from landlord_desktop.ui.theme.style import apply_theme
from landlord_desktop.ui.widgets.line_grid import LineColumn, LineGrid
from landlord_desktop.ui.widgets.pick_list import PickRow
from qt.looks import assert_no_clipped_text

COLUMNS = (
    LineColumn("charge", "Charge", "pick", required=True),
    LineColumn("amount", "Amount", "money", required=True),
    LineColumn("memo", "Memo", stretch=1),
    LineColumn("due", "Due By", "date"),
    LineColumn("management", "Pay Management Group", "check"),
    LineColumn("share", "Share", "figure"),
)
CODES = [PickRow(1, "RENT", "Rent"), PickRow(2, "LATE", "Late Fee"), PickRow(3, "PET", "Pet Fee")]
REST = {"memo": "", "due": None, "management": False}


@pytest.fixture
def grid(qtbot: QtBot) -> Iterator[LineGrid]:
    window = QWidget()
    made = LineGrid("charges", "Charges", COLUMNS, lambda: date(2022, 3, 8), total="amount")
    before, after = QLineEdit(), QLineEdit()
    before.setObjectName("before")
    after.setObjectName("after")
    layout = QVBoxLayout(window)
    for part in (before, made, after):
        layout.addWidget(part)
    made.set_choices("charge", CODES)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    before.setFocus()
    yield made
    window.close()


def keys(*pressed: str | Qt.Key) -> None:
    """Type texts and press keys where the keyboard is."""
    for one in pressed:
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        assert target is not None
        if isinstance(one, str):
            QTest.keyClicks(target, one)
        else:
            QTest.keyClick(target, one)


def place() -> str:
    return QApplication.focusWidget().objectName()


TAB, ENTER, DOWN, UP = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Down, Qt.Key.Key_Up


def test_lines_are_typed_one_after_the_other(grid: LineGrid) -> None:
    keys(TAB, "rent", TAB, "1200", ENTER, "March", ENTER, "3/8", ENTER, Qt.Key.Key_Space, TAB)
    assert place() == "charges_charge_2_text"
    assert grid.total_label.text() == "Total $1,200.00"
    keys("late", TAB, "50", DOWN)
    assert place() == "charges_amount_3"
    assert grid.lines() == [
        {"charge": 1, "amount": 120_000, "memo": "March", "due": date(2022, 3, 8), "management": True},
        {"charge": 2, "amount": 5_000, **REST},
    ]
    assert grid.total_cents() == 125_000
    keys(DOWN)
    assert grid.line_count() == 3, "a blank line is not followed by another"
    keys(UP, UP)
    assert place() == "charges_amount_1"


def test_tab_leaves_the_grid_after_a_blank_line(grid: LineGrid) -> None:
    passed = []
    for _ in range(8):
        keys(TAB)
        passed.append(place())
    assert passed == [
        "charges_charge_1_text", "charges_amount_1", "charges_memo_1", "charges_due_1_text", "charges_management_1",
        "charges_add", "after", "before",
    ]  # fmt: skip
    grid.set_lines([{"charge": 1, "amount": 100}, {"charge": 2, "amount": 200}])
    passed.clear()
    for _ in range(11):
        keys(TAB)
        passed.append(place())
    assert passed[4:8] == ["charges_management_1", "charges_charge_2_text", "charges_amount_2", "charges_memo_2"]
    assert passed[-2:] == ["charges_management_2", "charges_charge_3_text"]


def test_ctrl_delete_takes_a_line_away(grid: LineGrid) -> None:
    first, second = {"id": 7, "charge": 1, "amount": 100}, {"id": 8, "charge": 2, "amount": 200}
    grid.set_lines([first, second, {"id": 9, "charge": 3}])
    grid.focus_cell(1, "memo")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert [one["id"] for one in grid.lines()] == [7, 9]
    assert place() == "charges_memo_2"
    assert grid.total_cents() == 100
    for _ in range(3):
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert (grid.lines(), grid.line_count(), place()) == ([], 1, "charges_memo_1")


def test_faults_name_the_line_and_the_column(grid: LineGrid) -> None:
    grid.set_lines([{"charge": 1, "amount": 100}, {"memo": "no charge"}])
    assert grid.fault_texts() == ["Line 2, Charge: Value must be entered", "Line 2, Amount: Value must be entered"]
    grid.focus_cell(1, "amount")
    keys("12x")
    assert grid.faults()[-1] == (1, "amount", "Enter an amount, such as 1,200.00")
    assert grid.cell(1, "amount").accessibleDescription().startswith("Enter an amount")
    keys(Qt.Key.Key_Backspace)
    assert grid.cell(1, "amount").accessibleDescription() == ""
    grid.set_lines([])
    grid.focus_cell(0, "amount")
    keys("x")
    assert grid.faults() != [], "a line that holds only what cannot be read is not blank"


def test_a_screen_can_follow_what_is_typed(grid: LineGrid, qtbot: QtBot) -> None:
    told: list[tuple[int, str]] = []
    grid.cell_edited.connect(lambda line, column: told.append((line, column)))
    grid.set_lines([{"charge": 1}])
    assert told == []
    grid.focus_cell(0)
    keys(Qt.Key.Key_Backspace, "pet", TAB)
    assert told[-1] == (0, "charge")
    grid.set_value(0, "amount", 2_500)
    grid.set_value(0, "share", "50 %")
    assert grid.value(0, "amount") == 2_500
    assert grid.value(0, "share") == "50 %"
    with qtbot.waitSignal(grid.changed):
        grid.remove_line(0)


@pytest.mark.parametrize("text_size", [100, 150])
def test_names_and_room(grid: LineGrid, text_size: int) -> None:
    apply_theme(QApplication.instance(), "dark", text_size)
    grid.set_lines([{"charge": 1, "amount": 123_456_789}])
    assert grid.cell(0, "amount").accessibleName() == "Amount, line 1"
    assert_no_clipped_text(grid.window())
