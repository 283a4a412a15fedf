"""The morning's job by the keyboard alone, in the real program: load, accept, post (twice), deposit, post (twice)."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from sqlalchemy import text

from engines import ENGINES, server_database
from landlord_desktop.app import DesktopProgram
from landlord_desktop.services.books import create_books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.ui.errors import ErrorReporter
from landlord_desktop.ui.gl.deposit_screen import DepositScreen
from landlord_desktop.ui.receivables.batch_screen import BatchScreen

GUIDE_BATCH = "2732388606925747"


class Keys:
    """Two hands on the keyboard; nothing here touches a mouse or calls a command."""

    def __init__(self, qtbot, program: DesktopProgram) -> None:
        self.qtbot, self.program = qtbot, program

    def rest(self) -> None:
        """Wait until what was begun in the background has arrived."""
        self.qtbot.waitUntil(lambda: not self.program.background.busy, timeout=15_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.program.background.busy, timeout=15_000)

    def press(self, *combinations: str, wait: bool = True) -> None:
        """Press keys where the keyboard is."""
        for combination in combinations:
            keys = QKeySequence(combination)[0]
            QTest.keyClick(self.focus(), keys.key(), keys.keyboardModifiers())
            if wait:
                self.rest()

    def focus(self) -> QWidget:
        """The widget that has the keyboard; without a window manager the window is given it back after a dialog."""
        if QApplication.focusWidget() is None:
            self.program.window.activateWindow()
        self.qtbot.waitUntil(lambda: QApplication.focusWidget() is not None)
        found = QApplication.focusWidget()
        assert found is not None
        return found

    def dialog(self, name: str) -> None:
        """Wait for a dialog."""
        self.qtbot.waitUntil(
            lambda: (front := QApplication.activeModalWidget()) is not None
            and front.objectName() == name
            and front.isActiveWindow()
        )

    def no_dialog(self) -> None:
        """Wait until the window is in front again."""
        self.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
        self.rest()


@pytest.fixture(params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The guide's sample office, in a file and on a server."""
    if request.param == "sqlite":
        yield str(request.getfixturevalue("guide"))
        return
    with server_database() as location:
        create_books(location, "guide")
        yield location
        books = open_books(location)
        report = run_checks(books, deep=True)
        books.close()
        assert report.ok, report.findings


@pytest.fixture
def keys(qtbot, office: str, tmp_path: Path):
    reporter = ErrorReporter()
    program = DesktopProgram(office, tmp_path / "data", reporter)
    program.window.show()
    program.window.activateWindow()
    qtbot.waitUntil(lambda: program.opened is not None, timeout=15_000)
    made = Keys(qtbot, program)
    made.rest()
    yield made
    program.window.hide()
    program.window.closed.emit()
    program.window.deleteLater()
    program.deleteLater()
    QApplication.processEvents()


def counted(office: str) -> tuple[int, int, int, int]:
    """Receipts of the guide's batch and their cents, slips of them, and lines left on the list."""
    books = open_books(office)
    with books.store.read() as connection:
        receipts = connection.execute(
            text("SELECT count(*), coalesce(sum(amount_cents), 0), count(DISTINCT slip_id) FROM receipt "
                 "WHERE batch_id = :batch"), {"batch": GUIDE_BATCH},
        ).one()  # fmt: skip
        left = connection.execute(text("SELECT count(*) FROM working_line")).scalar_one()
    books.close()
    return (*receipts, left)


def test_open_load_accept_post_deposit_post(keys, office):
    window = keys.program.window
    keys.press("Ctrl+B")
    screen = window.current_screen()
    assert isinstance(screen, BatchScreen)
    assert keys.focus().objectName() == "posting_date_text"

    keys.press("Ctrl+L")
    keys.dialog("load_receipts_dialog")
    assert GUIDE_BATCH in keys.focus().currentText()
    keys.press("Return")
    keys.dialog("confirm")
    keys.press("Return")
    keys.no_dialog()
    assert len(screen.table.rows()) == 3

    for _line in range(3):
        assert keys.focus() is screen.table.view
        keys.press("F8", "Down")
    assert [row.line.ready for row in screen.table.rows()] == [True] * 3

    keys.press("Ctrl+Shift+Return", wait=False)
    keys.press("Ctrl+Shift+Return")
    assert counted(office) == (3, 270_000, 0, 0)
    keys.press("Ctrl+Shift+Return")
    assert counted(office) == (3, 270_000, 0, 0), "pressing Post again posts nothing"

    keys.press("Ctrl+D")
    deposit = window.current_screen()
    assert isinstance(deposit, DepositScreen)
    assert deposit.reckoning.total.value_cents() == 270_000
    assert deposit.reckoning.post.isEnabled()
    keys.press("Ctrl+Return", wait=False)
    keys.press("Ctrl+Return")
    assert counted(office) == (3, 270_000, 1, 0)
    assert "Deposit slip" in deposit.problems.text
    keys.press("Ctrl+Return")
    assert counted(office) == (3, 270_000, 1, 0), "the slip is posted once"


def test_a_morning_in_four_keys(keys, office):
    window = keys.program.window
    pressed = ["Ctrl+B", "F6", "Ctrl+Return", "Ctrl+P"]
    keys.press(*pressed[:2])
    screen = window.current_screen()
    assert isinstance(screen, BatchScreen)
    loaded = len(screen.table.rows())
    equal = sum(row.line.equal for row in screen.table.rows())
    keys.press(pressed[2])
    assert 0 < equal < loaded
    assert len(screen.table.rows()) == loaded - equal
    assert screen.control.badge.state.word == "Agrees"
    books = open_books(office)
    with books.store.read() as connection:
        slips = connection.execute(text("SELECT count(*) FROM deposit_slip WHERE batch_id IS NOT NULL")).scalar_one()
        whole = connection.execute(
            text("SELECT count(*) FROM inosio_batch b WHERE b.item_count = "
                 "(SELECT count(*) FROM receipt r WHERE r.batch_id = b.id)")
        ).scalar_one()  # fmt: skip
    books.close()
    assert (slips, whole) == (2, 2)
    keys.press(pressed[3])
    keys.qtbot.waitUntil(lambda: window.current_screen() is not screen)
    assert "After the Post" in window.current_screen().title
    assert len(pressed) == 4
