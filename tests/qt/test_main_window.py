"""The window: empty first, then with screens as tabs, floated and docked, remembered and closed."""

import subprocess
import sys
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from landlord_desktop.ui import memory
from landlord_desktop.ui.background import Background
from landlord_desktop.ui.changes import ChangeSignal
from landlord_desktop.ui.errors import Failure
from landlord_desktop.ui.help.help_window import HelpWindow
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.screens import ENTRIES, MENUS
from landlord_desktop.ui.shell.document_page import FloatWindow
from landlord_desktop.ui.theme.style import current_theme
from qt import gallery
from qt.looks import assert_no_clipped_text, tab_stops


@pytest.fixture
def changes(qapp: QApplication) -> ChangeSignal:
    """The signal of changes."""
    return ChangeSignal()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[MainWindow]:
    """A window without books."""
    made = MainWindow(None, gallery.make, gallery.ENTRIES)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    for screen in made.screens():
        assert isinstance(screen, gallery.GalleryScreen)
        screen.may_close = True
    made.close()
    made.deleteLater()


@pytest.fixture
def ready(window: MainWindow, background: Background, changes: ChangeSignal) -> MainWindow:
    """A window whose books are open."""
    window.books_ready(gallery.context_for(window, background, changes))
    return window


def opened(window: MainWindow, key: str, **parameters: object) -> gallery.GalleryScreen:
    screen = window.open_screen(key, **parameters)
    assert isinstance(screen, gallery.GalleryScreen)
    return screen


def action(window: MainWindow, name: str) -> QAction:
    found = window.findChild(QAction, name)
    assert found is not None
    return found


def titles(window: MainWindow) -> list[str]:
    return [window.documents.tabText(place) for place in range(window.documents.count())]


def test_paints_empty_at_once_and_tells_it(qtbot: QtBot) -> None:
    window = MainWindow(None, gallery.make, gallery.ENTRIES)
    qtbot.addWidget(window)
    with qtbot.waitSignal(window.first_painted):
        window.show()
    texts = [label.text() for label in window.findChildren(QLabel)]
    assert "Opening the books\u2026" in texts
    assert titles(window) == ["Home"]
    assert not action(window, "batch_receipts").isEnabled()
    assert window.open_screen("batch") is None


def test_menus_stand_in_landlords_order_and_none_is_empty(window: MainWindow) -> None:
    names = [entry.text().replace("&", "") for entry in window.menuBar().actions()]
    assert names == ["File", "AR", "GL", "Integration", "View", "Help"]
    assert [name for name in MENUS if name in names] == [name for name in names if name != "View"]
    assert all(entry.menu().actions() for entry in window.menuBar().actions())


def test_home_shows_the_ways_into_the_work(ready: MainWindow) -> None:
    page = ready.documents.current_page()
    assert page is not None
    names = [button.text() for button in page.column.findChildren(QPushButton)]
    assert names[:3] == ["Batch Receipts", "Integration", "Deposit Receipts"]
    page.column.button("batch_receipts").click()
    assert titles(ready) == ["Home", "Batch Receipts"]


def test_each_screen_is_open_once_and_gets_its_parameters(ready: MainWindow) -> None:
    first = opened(ready, "batch", batch_id="1")
    second = opened(ready, "batch", batch_id="2")
    assert first is second
    assert first.activations == [{"batch_id": "1"}, {"batch_id": "2"}]
    assert ready.current_screen() is first
    assert first.tenant.line.hasFocus()
    assert ready.windowTitle().startswith("Batch Receipts")


def test_menu_opens_a_screen_by_its_shortcut(ready: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(ready, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert titles(ready) == ["Home", "Batch Receipts"]
    qtbot.keyClick(ready, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert ready.documents.currentIndex() == 0
    qtbot.keyClick(ready, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert titles(ready) == ["Home", "Batch Receipts"]
    qtbot.keyClick(ready, Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(ready, Qt.Key.Key_W, Qt.KeyboardModifier.ControlModifier)
    assert titles(ready) == ["Home"]


def test_a_screen_may_keep_its_tab(ready: MainWindow) -> None:
    screen = opened(ready, "batch")
    screen.may_close = False
    ready.close_current()
    assert titles(ready) == ["Home", "Batch Receipts"]
    screen.may_close = True
    screen.close_asked.emit()
    assert titles(ready) == ["Home"]


def test_changes_reach_who_shows_them_and_wait_for_who_is_hidden(ready: MainWindow, changes: ChangeSignal) -> None:
    batch, deposit = opened(ready, "batch"), opened(ready, "deposit")
    changes.tell("batches", "slips")
    changes.tell("slips")
    assert (batch.refreshes, deposit.refreshes) == ([], [frozenset({"batches"})])
    opened(ready, "batch")
    assert batch.refreshes == [frozenset({"batches"})]


def test_float_and_dock(ready: MainWindow, qtbot: QtBot) -> None:
    screen = opened(ready, "batch")
    action(ready, "toggle_float").trigger()
    floating = screen.window()
    assert isinstance(floating, FloatWindow)
    assert titles(ready) == ["Home"]
    assert floating.windowTitle() == "Batch Receipts"
    screen.set_title("Batch 7")
    assert floating.windowTitle() == "Batch 7"
    assert opened(ready, "batch") is screen
    floating.findChild(QToolButton, "dock").click()
    assert titles(ready) == ["Home", "Batch 7"]
    assert screen.window() is ready
    action(ready, "toggle_float").trigger()
    screen.may_close = False
    screen.window().close()
    assert screen in ready.screens()
    screen.may_close = True
    screen.window().close()
    assert screen not in ready.screens()


def test_home_neither_floats_nor_closes(ready: MainWindow) -> None:
    ready.documents.float_current()
    ready.close_current()
    assert titles(ready) == ["Home"]


def test_left_column_follows_the_screen(ready: MainWindow) -> None:
    screen = opened(ready, "batch")
    page = ready.documents.current_page()
    assert page is not None
    assert not page.column.button("remove_payment").isEnabled()
    before = page.column.button("post_batch")
    screen.left_buttons_changed.emit()
    assert page.column.button("post_batch") is not before


def test_failures_stand_in_the_window_until_dismissed(ready: MainWindow) -> None:
    ready.show_failure(Failure("Something went wrong (E-ABCDEF).", "E-ABCDEF"))
    assert (ready.problems.isVisible(), ready.problems.kind) == (True, "negative")
    ready.show_failure(Failure("The slip is closed."))
    assert (ready.problems.text, ready.problems.kind) == ("The slip is closed.", "warning")
    ready.problems.dismiss_button.click()
    assert not ready.problems.isVisible()


def test_help_names_the_commands_and_their_keys(ready: MainWindow, qtbot: QtBot) -> None:
    opened(ready, "batch")
    qtbot.keyClick(ready, Qt.Key.Key_F1)
    helper = ready.findChild(HelpWindow)
    assert helper is not None
    text = helper.text.toPlainText()
    assert "Load Receipts from Inosio" in text
    assert "Ctrl+L" in text
    helper.close()
    ready.navigate("help", {"page": "integration_guide"})
    qtbot.waitUntil(lambda: ready.findChild(HelpWindow) is not None)
    ready.findChild(HelpWindow).close()


def test_about(ready: MainWindow) -> None:
    action(ready, "about").trigger()
    text = ready.findChild(QLabel, "confirm_text")
    assert text is not None
    assert text.text().startswith("Version ")
    text.window().close()


def test_theme_and_text_size_are_chosen_and_nothing_is_cut(ready: MainWindow) -> None:
    opened(ready, "batch")
    ready.resize(1280, 800)
    for theme in ("dark", "light"):
        action(ready, f"theme_{theme}").trigger()
        assert current_theme().name == theme
        assert_no_clipped_text(ready)
    for size in (150, 200):
        action(ready, f"text_size_{size}").trigger()
        assert_no_clipped_text(ready)


def test_status_line(ready: MainWindow) -> None:
    ready.status.show_office("Office <b>", "sample.db", "LYN")
    ready.status.show_sync("warning", "Offline")
    texts = [label.text() for label in ready.status.findChildren(QLabel)]
    assert {"Office <b>", "sample.db", "LYN", "\u25b2 Offline"} <= set(texts)


def test_toasts_tell_of_success(ready: MainWindow) -> None:
    ready.notify("positive", "3 receipts were loaded.")
    assert ready.toasts.texts() == ["3 receipts were loaded."]
    bar = ready.menuBar()
    assert bar.geometry().contains(ready.toasts.geometry()), "it covers nothing below the menus"
    assert ready.toasts.x() > max(bar.actionGeometry(one).right() for one in bar.actions())


def test_tab_reaches_the_fields_and_leaves_no_trap(ready: MainWindow) -> None:
    opened(ready, "batch")
    names = tab_stops(ready)
    wanted = {"gallery_tenant_text", "gallery_amount", "gallery_memo", "gallery_lines_rows", "load_receipts"}
    assert wanted <= set(names)


def test_the_window_remembers(qtbot: QtBot, tmp_path: Path, background: Background, changes: ChangeSignal) -> None:
    first = MainWindow(tmp_path, gallery.make, gallery.ENTRIES)
    qtbot.addWidget(first)
    first.show()
    first.books_ready(gallery.context_for(first, background, changes))
    first.open_screen("deposit")
    first.resize(760, 640)
    action(first, "theme_dark").trigger()
    action(first, "text_size_125").trigger()
    first.close()
    second = MainWindow(tmp_path, gallery.make, gallery.ENTRIES)
    qtbot.addWidget(second)
    second.show()
    assert current_theme().name == "dark"
    assert second.size() == first.size()
    second.books_ready(gallery.context_for(second, background, changes))
    assert titles(second) == ["Home", "Deposit Receipts"]
    assert [screen.title for screen in second.screens()] == ["Home"]
    second.documents.setCurrentIndex(1)
    assert [screen.title for screen in second.screens()] == ["Home", "Deposit Receipts"]
    assert (tmp_path / "windows.ini").is_file()
    memory.remember_in(None)


def test_closing_asks_the_screens_then_stops_the_background(
    ready: MainWindow, background: Background, qtbot: QtBot
) -> None:
    screen = opened(ready, "batch")
    screen.may_close = False
    assert not ready.close()
    screen.may_close = True
    with qtbot.waitSignal(ready.closed):
        assert ready.close()
    done: list[object] = []
    background.run(lambda _task: 1, done=done.append, owner=ready)
    assert not background.busy


def test_every_screen_that_is_listed_is_there_under_its_key() -> None:
    for entry in ENTRIES:
        module, _, name = entry.class_path.partition(":")
        assert getattr(import_module(module), name).key == entry.key


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    program = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "application = QApplication([])\n"
        "from landlord_desktop.ui.main_window import MainWindow\n"
        "window = MainWindow()\n"
        "heavy = {'sqlalchemy', 'alembic', 'httpx', 'pydantic', 'keyring', 'xlsxwriter', 'cryptography', 'starlette',\n"
        "         'PySide6.QtSvg', 'PySide6.QtPrintSupport', 'PySide6.QtNetwork'}\n"
        "window.first_painted.connect(application.quit)\n"
        "before = []\n"
        "original = window.paintEvent\n"
        "def paint(event):\n"
        "    original(event)\n"
        "    before.append(sorted(heavy & set(sys.modules)))\n"
        "window.paintEvent = paint\n"
        "window.show()\n"
        "application.exec()\n"
        "print(before[0])\n"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert run.stdout.strip() == "[]"


def test_screens_get_a_widget_to_begin_with(ready: MainWindow) -> None:
    screen = opened(ready, "batch")
    assert isinstance(screen.first_focus(), QWidget)
    assert screen.objectName() == "screen_gallery"
