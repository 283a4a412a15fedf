"""A desk with the real window on real books, worked at by keys alone."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget
from pytestqt.qtbot import QtBot

from build import an_office
from landlord_desktop.services.books import Books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.ui.background import Background
from landlord_desktop.ui.changes import ChangeSignal
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.screen import Screen, ScreenContext


class SendingDesk:
    """Counts how often the balances were asked to be sent."""

    def __init__(self) -> None:
        self.times = 0

    def send_soon(self) -> None:
        self.times += 1


class Desk:
    """One person at one PC."""

    def __init__(self, qtbot: QtBot, books: Books) -> None:
        self.qtbot, self.books = qtbot, books
        self.errors: list[BaseException] = []
        self.visited: list[tuple[str, dict[str, object]]] = []
        self.sync = SendingDesk()
        self.background = Background(self.errors.append)
        self.changes = ChangeSignal()
        self.window = MainWindow(None)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitUntil(self.window.isActiveWindow)
        self.window.books_ready(
            ScreenContext(
                books, self.background, self.changes, self.navigate, self.window.notify, self.errors.append,
                books.actor.user, books.actor.workstation, None, self.sync, books.today,
            )
        )
        self.settle()

    def navigate(self, key: str, parameters: dict[str, object]) -> None:
        """Follow a screen's wish; reports are only noted."""
        self.visited.append((key, dict(parameters)))
        if key != "report":
            self.window.open_screen(key, **parameters)

    def open(self, shortcut: str) -> Screen:
        """Open a screen by its key; what it shows has been read."""
        self.press(shortcut)
        screen = self.window.current_screen()
        assert screen is not None
        return screen

    def settle(self) -> None:
        """Wait until no button is down (a shortcut holds it for a moment) and the background's work is delivered."""
        self.qtbot.waitUntil(lambda: not self.background.busy and not _buttons_down(), timeout=10_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.background.busy, timeout=10_000)

    def focus(self) -> QWidget:
        """The list that dropped down, else the widget that has the keyboard.

        After a dialog no window manager is here to give it back to the window.
        """
        popup = QApplication.activePopupWidget()
        if popup is not None:
            return popup
        if QApplication.focusWidget() is None:
            self.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        widget = QApplication.focusWidget()
        assert widget is not None
        return widget

    def press(self, *shortcuts: str) -> None:
        """Press keys, written as "Ctrl+S", one after the other."""
        for shortcut in shortcuts:
            combination = QKeySequence(shortcut)[0]
            QTest.keyClick(self.focus(), combination.key(), combination.keyboardModifiers())
            self.settle()

    def type(self, text: str) -> None:
        """Type into the field that has the keyboard; what stood there is replaced."""
        QTest.keyClick(self.focus(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(self.focus(), text)

    def tab_to(self, object_name: str) -> None:
        """Press Tab until the widget of this name has the keyboard."""
        passed = []
        for _ in range(60):
            if self.focus().objectName() == object_name:
                return
            passed.append(self.focus().objectName())
            QTest.keyClick(self.focus(), Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not reach {object_name}; it passed {passed}")

    def dialog(self, object_name: str) -> QWidget:
        """The dialog that is open."""
        found: list[QWidget] = []

        def is_open() -> bool:
            modal = QApplication.activeModalWidget()
            found[:] = [modal] if modal is not None and modal.objectName() == object_name else []
            return bool(found) and found[0].isActiveWindow()

        self.qtbot.waitUntil(is_open)
        return found[0]


def _buttons_down() -> bool:
    return any(
        button.isDown() for window in QApplication.topLevelWidgets() for button in window.findChildren(QAbstractButton)
    )


@contextmanager
def desk_on(qtbot: QtBot, books: Books) -> Iterator[Desk]:
    """A desk on these books; afterwards they are proven and nothing may have gone wrong unseen."""
    desk = Desk(qtbot, books)
    yield desk
    desk.settle()
    desk.window.hide()
    assert desk.background.stop(10.0)
    desk.window.deleteLater()
    QApplication.processEvents()
    report = run_checks(books)
    books.close()
    assert desk.errors == []
    assert report.ok, report.findings


@contextmanager
def a_desk(qtbot: QtBot, folder: Path) -> Iterator[Desk]:
    """A desk on a fresh office."""
    with desk_on(qtbot, an_office(folder / "office.db")) as desk:
        yield desk
