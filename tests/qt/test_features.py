"""Feature switches: what belongs to a feature that is not marked is not there, at once when settings are saved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton
from pytestqt.qtbot import QtBot

from landlord_desktop.services.settings import change_settings
from landlord_desktop.ui.features import MAINTENANCE, Features, marked_features
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.reports.reports_screen import ReportsScreen
from landlord_desktop.ui.screens import ENTRIES
from qt.desk import Desk, a_desk


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(qtbot, tmp_path) as made:
        made.window.context.features.follow(made.books, made.background, made.changes)
        yield made


def mark(desk: Desk, name: str, value: str) -> None:
    change_settings(desk.books, {f"inosio.{name}": value})
    desk.changes.tell("settings")
    desk.settle()


def entries_shown(window: MainWindow) -> set[str]:
    names = {entry.object_name for entry in ENTRIES}
    return {
        action.objectName()
        for action in window.menuBar().findChildren(QAction)
        if action.objectName() in names and action.isVisible() and action.isEnabled()
    }


def home_buttons(window: MainWindow) -> list[str]:
    page = window.documents.page("dashboard")
    return [button.objectName() for button in page.column.findChildren(QPushButton)]


def test_maintenance_comes_and_goes_with_its_switch_without_a_restart(desk: Desk) -> None:
    window = desk.window
    mark(desk, MAINTENANCE, "yes")
    assert marked_features(desk.books) == {MAINTENANCE}
    assert "work_order_history" in entries_shown(window)
    assert "work_order_history" in home_buttons(window)
    desk.open("Ctrl+Alt+W")
    assert window.documents.page("work_order_history") is not None
    mark(desk, MAINTENANCE, "no")
    assert window.documents.page("work_order_history") is None, "its tab went too"
    assert "work_order_history" not in entries_shown(window) | set(home_buttons(window))
    assert not window.menuBar().findChild(QMenu, "menu_maintenance").menuAction().isVisible()
    desk.press("Ctrl+Alt+W")
    assert window.documents.page("work_order_history") is None, "nor does its key open it"
    assert window.open_screen("work_order_history") is None
    assert any("Maintenance Coordination is switched off" in text for text in window.toasts.texts())
    assert not window.context.can_open("work_order")
    mark(desk, MAINTENANCE, "yes")
    assert window.menuBar().findChild(QMenu, "menu_maintenance").menuAction().isVisible()
    assert window.context.can_open("work_order")


def test_reports_of_a_feature_come_and_go_with_it(desk: Desk) -> None:
    mark(desk, MAINTENANCE, "yes")
    screen = desk.open("Ctrl+Shift+R")
    assert isinstance(screen, ReportsScreen)
    assert {"work-orders", "work-order"} <= {row.name for row in screen.table.rows()}
    assert "applicants" not in {row.name for row in screen.table.rows()}
    mark(desk, MAINTENANCE, "no")
    assert not {row.name for row in screen.table.rows()} & {"work-orders", "work-order"}


def test_only_news_are_told(qtbot: QtBot) -> None:
    features = Features(())
    heard: list[bool] = []
    features.changed.connect(lambda: heard.append(features.shows(MAINTENANCE)))
    for marked in ((), (MAINTENANCE,), (MAINTENANCE,), ()):
        features.set_marked(marked)
    assert heard == [True, False]
    assert features.shows("")
