"""The history table: sort, filter, columns, copy, and a place that is kept."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QColor
from PySide6.QtWidgets import QMenu, QWidget
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from landlord_desktop.ui import memory
from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.theme.style import current_theme
from landlord_desktop.ui.widgets.badge import State
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from qt.looks import row_texts

OPEN = State("neutral", "Open")


@dataclass(frozen=True, slots=True)
class Row:
    key: str
    name: str
    cents: int | None
    day: date
    state: State = OPEN
    marked: bool = False


COLUMNS = (
    Column("mark", "", "mark", lambda row: row.marked, 40),
    Column("name", "Name", value=lambda row: row.name, stretch=True),
    Column("amount", "Amount", "money", lambda row: row.cents),
    Column("day", "Date", "date", lambda row: row.day, 100, roomy=140),
    Column("state", "State", "state", lambda row: row.state),
)
FIRST_DAY = date(2022, 1, 1)
ROWS = [
    Row("a", "Bob", 2000, FIRST_DAY),
    Row("b", "alice", 950, FIRST_DAY + timedelta(days=40)),
    Row("c", "Carol", None, FIRST_DAY + timedelta(days=3)),
    Row("d", "dave", -10000, FIRST_DAY + timedelta(days=9), State("warning", "Held")),
]


def table(qtbot: QtBot, rows: list[Row] | None = None, **options: object) -> HistoryTable:
    made = HistoryTable("lines", COLUMNS, lambda row: row.key, "No lines yet", **options)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.set_rows(ROWS if rows is None else rows)
    made.resize(800, 400)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def many(count: int) -> list[Row]:
    return [
        Row(str(n), f"Tenant {n * 7919 % count}", n * 104729 % 500000, FIRST_DAY + timedelta(days=n % 700))
        for n in range(count)
    ]


def keys(made: HistoryTable) -> list[str]:
    return [row.key for row in made.shown_rows()]


@pytest.mark.parametrize(
    ("column", "descending", "order"),
    [
        ("amount", False, "dbac"),
        ("amount", True, "abdc"),
        ("name", False, "bacd"),
        ("day", True, "bdca"),
        ("state", False, "dabc"),
    ],
)
def test_sorts_by_native_values_with_nothing_last(qtbot: QtBot, column: str, descending: bool, order: str) -> None:
    made = table(qtbot)
    made.select_key("c")
    made.sort_by(column, descending=descending)
    assert "".join(keys(made)) == order
    assert made.selected_keys() == ["c"]
    assert made.current_row() is ROWS[2]


def test_a_click_on_a_title_sorts(qtbot: QtBot) -> None:
    made = table(qtbot)
    header = made.view.horizontalHeader()
    middle = QPoint(header.sectionViewportPosition(2) + 30, header.height() // 2)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=middle)
    assert "".join(keys(made)) == "dbac"


def test_filter_wants_every_word_in_some_column(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    made = table(qtbot)
    qtbot.keyClicks(made.filter, "held DAVE")
    assert keys(made) == ["d"]
    made.filter.setText("-100.00")
    assert keys(made) == ["d"]
    made.filter.setText("2/10")
    assert keys(made) == ["b"]
    made.filter.setText("zzz")
    assert keys(made) == []
    qtbot.keyClick(made.filter, Qt.Key.Key_Escape)
    assert len(keys(made)) == 4
    qtmodeltester.check(made.model)


def test_letters_typed_into_the_list_go_to_the_filter(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.view.setFocus()
    qtbot.keyClicks(made.view, "ca")
    assert made.filter.text() in {"c", "ca"}
    assert made.filter.hasFocus()
    assert keys(made) == ["c"]


def test_keyboard_opens_marks_and_copies(qtbot: QtBot) -> None:
    made = table(qtbot)
    opened: list[object] = []
    marked: list[object] = []
    made.activated.connect(opened.append)
    made.mark_asked.connect(marked.append)
    made.view.setFocus()
    made.select_first()
    qtbot.keyClick(made.view, Qt.Key.Key_Down)
    qtbot.keyClick(made.view, Qt.Key.Key_Return)
    qtbot.keyClick(made.view, Qt.Key.Key_Space)
    qtbot.keyClick(made.view, Qt.Key.Key_End)
    assert made.current_row() is ROWS[3]
    qtbot.keyClick(made.view, Qt.Key.Key_Home)
    assert made.current_row() is ROWS[0]
    assert (opened, marked) == (["b"], ["b"])


def test_the_frame_of_the_current_cell_leaves_its_mark_to_be_seen(qtbot: QtBot) -> None:
    made = table(qtbot, [replace(row, marked=True) for row in ROWS])
    made.view.setFocus()
    made.select_first()
    cell = made.view.visualRect(made.view.currentIndex())
    picture = made.view.viewport().grab(cell).toImage()
    inside = {picture.pixelColor(x, 3).name() for x in range(2, cell.width() - 3)}
    assert inside == {QColor(current_theme().selection).name()}


def test_a_click_on_a_mark_asks_and_a_double_click_on_a_name_opens(qtbot: QtBot) -> None:
    made = table(qtbot)
    opened: list[object] = []
    marked: list[object] = []
    made.activated.connect(opened.append)
    made.mark_asked.connect(marked.append)
    port, left = made.view.viewport(), Qt.MouseButton.LeftButton
    qtbot.mouseClick(port, left, pos=made.view.visualRect(made.model.index(2, 0)).center())
    name = made.view.visualRect(made.model.index(1, 1)).center()
    qtbot.mouseClick(port, left, pos=name)
    qtbot.mouseDClick(port, left, pos=name)
    assert (opened, marked) == (["b"], ["c"])


def test_copy_cannot_become_a_formula(qtbot: QtBot) -> None:
    made = table(qtbot, [Row("x", "=cmd|' /C calc'!A0\tmore", -3550, FIRST_DAY)])
    made.view.selectAll()
    head, line, rest = made.copied_text().split("\n")
    assert head == "\tName\tAmount\tDate\tState"
    assert line == "\t'=cmd|' /C calc'!A0 more\t-$35.50\t1/1/2022\t\u25cb Open"
    assert rest == ""


def test_selection_current_row_and_scroll_survive_other_rows(qtbot: QtBot) -> None:
    made = table(qtbot, many(500))
    made.select_key("250")
    top = made.view.verticalScrollBar().value()
    assert top > 0
    told: list[object] = []
    made.current_changed.connect(told.append)
    made.selection_changed.connect(lambda: told.append("selection"))
    made.set_rows([*many(500), Row("new", "New", 1, FIRST_DAY)])
    assert made.selected_keys() == ["250"]
    assert made.current_row().key == "250"
    assert made.view.verticalScrollBar().value() == top
    assert told == []
    made.set_rows([row for row in many(500) if row.key != "250"])
    assert made.selected_keys() == []
    assert told == ["selection", None]


def test_one_changed_row_only_repaints(qtbot: QtBot) -> None:
    made = table(qtbot)
    made.select_key("b")
    resets: list[str] = []
    made.model.modelReset.connect(lambda: resets.append("reset"))
    with qtbot.waitSignal(made.model.dataChanged) as told:
        made.set_rows([ROWS[0], replace(ROWS[1], state=State("info", "Saving")), *ROWS[2:]])
    assert (told.args[0].row(), told.args[1].row()) == (1, 1)
    assert resets == []
    assert made.selected_keys() == ["b"]
    made.sort_by("amount")
    made.set_rows([ROWS[0], replace(ROWS[1], cents=10**9), *ROWS[2:]])
    assert "".join(keys(made)) == "dabc"


def test_model_keeps_qts_rules(qtbot: QtBot, qtmodeltester: ModelTester) -> None:
    made = table(qtbot, many(50))
    qtmodeltester.check(made.model)
    made.sort_by("name")
    made.set_filter("tenant 1")
    made.set_rows(many(20))
    qtmodeltester.check(made.model)


def test_text_from_outside_stays_text(qtbot: QtBot) -> None:
    made = table(qtbot, [Row("x", "<img src='file:///x'>\u202egnp", 5, FIRST_DAY)])
    assert row_texts(made)[0][1] == "<img src='file:///x'>\u27e6U+202E\u27e7gnp"
    tip = made.model.data(made.model.index(0, 1), Qt.ItemDataRole.ToolTipRole)
    assert str(tip).startswith("<span>&lt;img")
    assert made.grab().width() == 800


def test_empty_list_says_so_and_offers_a_way_on(qtbot: QtBot) -> None:
    pressed: list[bool] = []
    action = CommandSpec("load", "Load Receipts", slot=lambda: pressed.append(True))
    made = table(qtbot, [], empty_action=action)
    assert not made.view.isVisible()
    button = made.findChild(QWidget, "load")
    assert button is not None
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert pressed == [True]
    made.set_rows(ROWS)
    assert made.view.isVisible()


def test_columns_are_chosen_and_remembered(qtbot: QtBot, tmp_path: Path) -> None:
    memory.remember_in(tmp_path)
    first = table(qtbot, table_key="lines")
    first.columns_button.click()
    menu = first.findChild(QMenu, "lines_rows_columns_menu")
    assert menu is not None
    action = menu.findChild(QAction, "column_day")
    assert action is not None
    action.trigger()
    menu.close()
    header = first.view.horizontalHeader()
    header.moveSection(header.visualIndex(4), 0)
    first.view.setColumnWidth(2, 222)
    second = table(qtbot, table_key="lines")
    assert [column.key for column in second._columns.visible_columns()] == ["state", "mark", "name", "amount"]
    assert second.view.columnWidth(2) == 222


def test_where_there_is_room_a_column_has_the_width_it_would_like(qtbot: QtBot) -> None:
    made = table(qtbot)
    day, name = 3, 1
    assert made.view.columnWidth(day) == 140
    made.resize(540, 400)
    qtbot.waitUntil(lambda: 100 <= made.view.columnWidth(day) < 140)
    assert made.view.columnWidth(name) == COLUMNS[name].width
    made.view.setColumnWidth(day, 90)  # somebody's own choice
    made.resize(900, 400)
    qtbot.waitUntil(lambda: made.view.columnWidth(name) > COLUMNS[name].width)
    assert made.view.columnWidth(day) == 90


def test_the_last_column_cannot_be_hidden(qtbot: QtBot) -> None:
    made = table(qtbot)
    for column in COLUMNS:
        made._columns.set_visible(column.key, visible=False)
    assert len(made._columns.visible_columns()) == 1


def test_many_rows_are_looked_at_no_more_often_than_needed(qtbot: QtBot) -> None:
    count, looked = 10_000, [0]

    def name(row: Row) -> str:
        looked[0] += 1
        return row.name

    made = HistoryTable("lines", (Column("name", "Name", value=name), *COLUMNS[2:]), lambda row: row.key, "No lines")
    qtbot.addWidget(made)
    made.set_rows(many(count))
    made.resize(800, 400)
    made.show()
    assert looked[0] < 200  # those in view alone
    made.sort_by("amount", descending=True)
    made.set_filter("tenant")
    found = len(made.shown_rows())
    made.set_filter("nobody")
    assert (found, made.shown_rows()) == (count, [])
    assert count <= looked[0] < count + 1000  # a second filter reads no row again
    made.set_filter("")
    assert len(made.shown_rows()) == count


def test_a_hundred_thousand_rows_are_drawn_to_the_end(qtbot: QtBot) -> None:
    made = table(qtbot, many(100_000))
    assert made.model.rowCount() == 100_000
    made.view.scrollToBottom()
    last = made.view.visualRect(made.model.index(99_999, 1))
    assert made.view.viewport().rect().contains(last)
    assert made.grab().width() == 800


def test_figures_are_right_aligned_and_named_for_a_screen_reader(qtbot: QtBot) -> None:
    made = table(qtbot)
    cell = made.model.index(0, 2)
    assert made.model.data(cell, Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
    assert made.model.data(cell, Qt.ItemDataRole.AccessibleTextRole) == "Amount: $20.00"
