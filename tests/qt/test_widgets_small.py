"""Bars, badges, panels, dialogs."""

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.text import format_day, format_long_day, no_mnemonic, plural, shown, tool_tip
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.button_column import ButtonColumn
from landlord_desktop.ui.widgets.buttons import click, icon_button, push_button
from landlord_desktop.ui.widgets.confirm import Choice, ConfirmDialog, ask, ask_then, tell
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip
from landlord_desktop.ui.widgets.sum_box import SumBox
from landlord_desktop.ui.widgets.toast import ToastStack

CHOICES = (Choice("mark", "Mark Processed", "primary"), Choice("keep", "Keep"), Choice("drop", "Delete", "danger"))


class Pressed:
    """Counts presses."""

    def __init__(self) -> None:
        self.times = 0

    def press(self) -> None:
        self.times += 1


def test_words() -> None:
    assert (format_day(date(2022, 3, 8)), format_long_day(date(2022, 3, 8))) == ("3/8/2022", "March 8, 2022")
    assert (plural(1, "item"), plural(1200, "item"), plural(0, "batch", "batches")) == (
        "1 item", "1,200 items", "0 batches",
    )  # fmt: skip
    assert shown("a\u202eb\nc\td") == "a\u27e6U+202E\u27e7b c d"
    assert (tool_tip("plain"), tool_tip("<b>")) == ("plain", "<span>&lt;b&gt;</span>")
    assert no_mnemonic("Smith & Sons") == "Smith && Sons"


def test_button_names_its_shortcut_and_answers_it(qtbot: QtBot) -> None:
    pressed = Pressed()
    button = push_button("&Post", "post", "primary", shortcut="Ctrl+Return", slot=pressed.press)
    qtbot.addWidget(button)
    button.show()
    qtbot.waitUntil(button.isActiveWindow)
    assert button.toolTip() == "Post (Ctrl+Return)"
    qtbot.keyClick(button, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: pressed.times == 1)  # a shortcut shows the button pressed for a moment
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert pressed.times == 2
    button.setEnabled(False)
    button.click()
    assert pressed.times == 2


def test_icon_button_has_a_name(qtbot: QtBot) -> None:
    button = icon_button("search", "find", "Search tenants")
    qtbot.addWidget(button)
    assert (button.accessibleName(), button.toolTip(), button.objectName()) == ("Search tenants",) * 2 + ("find",)


def test_column_shows_commands_and_keeps_the_keyboard(qtbot: QtBot) -> None:
    pressed = Pressed()
    column = ButtonColumn()
    qtbot.addWidget(column)
    column.set_commands([CommandSpec("load", "Load", "load", slot=pressed.press), CommandSpec("post", "Post")])
    column.show()
    qtbot.waitUntil(column.isActiveWindow)
    column.button("load").setFocus()
    qtbot.keyClick(column.button("load"), Qt.Key.Key_Space)
    column.set_commands([CommandSpec("load", "Load All Receipts of Today from Inosio"), CommandSpec("post", "Post")])
    assert column.button("load").hasFocus()
    assert column.width() >= column.button("load").sizeHint().width()
    assert pressed.times == 1
    with pytest.raises(LookupError):
        column.button("gone")
    click(column, "post")
    with pytest.raises(LookupError):
        click(column, "gone")


def test_problem_bar_lists_problems_and_offers_help(qtbot: QtBot) -> None:
    pressed = Pressed()
    bar = ProblemBar("bar")
    qtbot.addWidget(bar)
    assert not bar.isVisible()
    problems = [f"Line {n} <b>" for n in range(9)]
    bar.show_problem("negative", "9 lines can't be read.", problems, [CommandSpec("fix", "Mend", slot=pressed.press)])
    bar.show()
    texts = [part.text() for part in bar.findChildren(QLabel)]
    assert texts[0] == "9 lines can't be read."
    assert texts[1].endswith("\u2022 Line 5 <b>\n\u2026 and 3 more")
    assert all(part.textFormat() == Qt.TextFormat.PlainText for part in bar.findChildren(QLabel))
    assert bar.accessibleName() == "Problem: 9 lines can't be read."
    click(bar, "fix")
    click(bar, "bar_dismiss")
    assert (pressed.times, bar.isVisible(), bar.text) == (1, False, "")


def test_progress_cancels_once(qtbot: QtBot) -> None:
    pressed = Pressed()
    strip = ProgressStrip("strip")
    qtbot.addWidget(strip)
    strip.start("Posting", pressed.press)
    strip.set_progress(3, 1200, "Posting payment 3")
    assert {part.text() for part in strip.findChildren(QLabel)} == {"Posting payment 3", "3 of 1,200"}
    strip.cancel_button.click()
    strip.cancel_button.click()
    assert pressed.times == 1
    strip.finish()
    assert not strip.isVisible()


def test_badge_says_its_state_in_words(qtbot: QtBot) -> None:
    badge = StateBadge("state", State("warning", "Not <b>equal</b>"))
    qtbot.addWidget(badge)
    assert badge.text() == "\u25b2 Not <b>equal</b>"
    assert badge.accessibleName() == "Not <b>equal</b>"
    badge.set_state(None)
    assert not badge.isVisible()


def test_detail_panel_formats_each_kind(qtbot: QtBot) -> None:
    panel = DetailPanel("panel", "Balances")
    qtbot.addWidget(panel)
    pairs = [Pair("Unpaid", 98000, "money", "unpaid"), Pair("Date", date(2022, 3, 8), "date"), Pair("Memo", "")]
    panel.set_pairs(pairs)
    before = panel.findChild(QLabel, "unpaid")
    panel.set_pairs([Pair("Unpaid", -50, "money", "unpaid"), *pairs[1:]])
    assert panel.findChild(QLabel, "unpaid") is before
    assert [panel.value_text(name) for name in ("Unpaid", "Date", "Memo")] == ["-$0.50", "3/8/2022", "\u2013"]
    panel.set_pairs([Pair("Count", 1200, "count")])
    assert panel.value_text("Count") == "1,200"
    with pytest.raises(LookupError):
        panel.value_text("Unpaid")


def test_sums(qtbot: QtBot) -> None:
    sums = SumBox("sums")
    qtbot.addWidget(sums)
    sums.add("total", "Total Deposit")
    sums.add("items", "Items", emphasis=True)
    sums.set_cents("total", -50000, "negative")
    sums.set_count("items", 1, "item")
    assert (sums.text("total"), sums.text("items")) == ("-$500.00", "1 item")
    figure = sums.findChild(QLabel, "sums_total")
    assert figure is not None
    assert figure.accessibleName() == "Total Deposit: -$500.00"


def test_toasts_come_and_go_without_the_keyboard(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    toasts = ToastStack(window)
    for number in range(5):
        toasts.show_toast("positive", f"Saved {number}")
    assert toasts.texts() == ["Saved 2", "Saved 3", "Saved 4"]
    assert window.rect().contains(toasts.geometry())
    assert toasts.height() < 60
    toasts.show_toast("warning", "Balances were not sent: the server is not reachable. They go out by themselves.")
    toasts.show_toast("warning", "The newest backup is of 3/1/2022. Choose another folder in Database Settings.")
    assert toasts.texts() == ["The newest backup is of 3/1/2022. Choose another folder in Database Settings."]
    assert window.rect().contains(toasts.geometry())
    for _ in range(4):
        toasts.drop_oldest()
    assert not toasts.isVisible()


def test_question_is_plain_text_and_answered_by_keyboard(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    answers: list[str] = []
    dialog = ask_then(window, "Mark <i>it</i>?", "With <b>2</b> removed?", CHOICES, "mark", answers.append)
    qtbot.waitUntil(dialog.isActiveWindow)
    text = dialog.findChild(QLabel, "confirm_text")
    assert text is not None
    assert (text.textFormat(), text.text()) == (Qt.TextFormat.PlainText, "With <b>2</b> removed?")
    assert dialog.button("mark").hasFocus()
    qtbot.keyClick(dialog.button("mark"), Qt.Key.Key_Tab)
    qtbot.keyClick(dialog.button("keep"), Qt.Key.Key_Return)
    assert answers == ["keep"]


def test_escape_answers_nothing(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    answers: list[str] = []
    dialog = ask_then(window, "Mark it?", "Sure?", CHOICES, "mark", answers.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    message = tell(window, "Done", "3 receipts were loaded.")
    message.button("ok").click()
    assert answers == [""]


def test_asking_waits_for_the_answer(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    from PySide6.QtCore import QTimer

    def answer() -> None:
        dialog = window.findChild(ConfirmDialog)
        assert dialog is not None
        button = dialog.findChild(QPushButton, "confirm_drop")
        assert button is not None
        button.click()

    QTimer.singleShot(0, answer)
    assert ask(window, "Delete?", "For good?", CHOICES, "keep") == "drop"


def test_every_icon_only_button_has_a_name(qtbot: QtBot) -> None:
    bar = ProblemBar("bar")
    qtbot.addWidget(bar)
    bar.show_problem("info", "Note")
    assert all(part.accessibleName() for part in bar.findChildren(QToolButton))
