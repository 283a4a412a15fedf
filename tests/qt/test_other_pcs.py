"""Other PCs' work is shown: the server tells of it, the screens read again, and a lost connection is made again."""

import threading
from collections import deque
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import psycopg
import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import postgres_server
from build import LYNN, MOMENT, a_batch, a_charge, a_payment, a_tenant
from engines import server_office
from landlord_desktop.app import LAST_DATABASE, DesktopProgram
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.books import Actor, Books, open_books
from landlord_desktop.ui import background, memory
from landlord_desktop.ui.background import NoticeWatch
from landlord_desktop.ui.changes import TOPICS, Changes, ChangeSignal
from landlord_desktop.ui.errors import ErrorReporter
from landlord_desktop.ui.screen import Screen
from landlord_desktop.ui.screens import ENTRIES

LONG = 20_000


@pytest.fixture
def office() -> Iterator[Books]:
    with server_office() as books:
        yield books


@pytest.fixture
def program(qtbot: QtBot, office: Books, tmp_path: Path) -> Iterator[DesktopProgram]:
    """The whole program with its window, on the office's server."""
    failures: list[object] = []
    reporter = ErrorReporter()
    made = DesktopProgram(office.store.location, tmp_path / "data", reporter)
    reporter.show_with(failures.append)
    made.window.show()
    qtbot.waitUntil(lambda: made.opened is not None and not made.background.busy, timeout=LONG)
    yield made
    made.window.close()
    made.window.deleteLater()
    QApplication.processEvents()
    assert failures == []


def test_what_another_pc_does_appears_in_this_window(qtbot: QtBot, program: DesktopProgram, office: Books) -> None:
    home = program.window.current_screen()
    assert home is not None

    def shown() -> str:
        return " ".join(label.text() for label in home.findChildren(QLabel))

    assert "$1,234.00" not in shown()
    a_charge(office, a_tenant(office), 123_400)
    a_batch(office, "B1", a_payment("P1", 123_400))
    qtbot.waitUntil(lambda: "$1,234.00" in shown(), timeout=LONG)
    assert memory.recall_text(LAST_DATABASE, "") == office.store.location


def test_own_work_is_not_told_again(qtbot: QtBot, program: DesktopProgram) -> None:
    heard: list[Changes] = []
    program.changes.changed.connect(heard.append)
    assert program.opened is not None
    own = program.opened.books
    other = open_books(own.store.location, actor=Actor("maria", "PC-2"), clock=lambda: MOMENT)
    a_tenant(own, "OWN")
    a_tenant(other, "OTHER")
    qtbot.waitUntil(lambda: bool(heard), timeout=LONG)
    assert [(changes.topics, changes.elsewhere) for changes in heard] == [(TOPICS, True)]
    other.close()


def test_a_lost_connection_is_made_again_and_what_was_missed_is_read(qtbot: QtBot, office: Books) -> None:
    watched = open_books(office.store.location, actor=LYNN)
    watch = NoticeWatch(watched.listen)
    watch.start()
    with qtbot.waitSignal(watch.changed, timeout=LONG):
        a_tenant(office, "ONE")
    address = postgres_server.address("postgres", postgres_server.ADMINISTRATOR)
    with qtbot.waitSignal(watch.changed, timeout=LONG), psycopg.connect(address, autocommit=True) as connection:
        connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    with qtbot.waitSignal(watch.changed, timeout=LONG):
        a_tenant(office, "TWO")
    assert watch.stop(10)
    watched.close()


class Line:
    """A line that can be heard once, and then is dead."""

    def __init__(self, heard: bool) -> None:
        self._heard = deque([heard])
        self.closed = False

    def wait(self, seconds: float) -> bool:
        if not self._heard:
            raise BooksError("The line is dead.")
        return self._heard.popleft()

    def close(self) -> None:
        self.closed = True


def test_each_line_is_hung_up_and_a_silent_server_is_tried_again(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "FIRST_PAUSE", 0.01)
    lines = [Line(heard=False), Line(heard=True)]
    tried = threading.Event()

    def listen() -> Line:
        if not lines_left:
            tried.set()
            raise BooksError("Nobody answers.")
        return lines_left.popleft()

    lines_left = deque(lines)
    watch = NoticeWatch(listen)
    said: list[int] = []
    watch.changed.connect(lambda: said.append(1))
    watch.start()
    qtbot.waitUntil(lambda: tried.is_set() and len(said) == 2, timeout=LONG)  # back again, and what was heard then
    assert watch.stop(10)
    assert [line.closed for line in lines] == [True, True]


def test_a_file_has_no_one_to_listen_to() -> None:
    watch = NoticeWatch(lambda: None)
    watch.start()
    assert watch.stop(10)


def test_a_balance_is_sent_by_the_pc_that_changed_it(qtbot: QtBot) -> None:
    heard: list[Changes] = []
    signal = ChangeSignal()
    signal.changed.connect(heard.append)
    signal.tell("receipts")
    signal.tell_elsewhere()
    assert [changes.elsewhere for changes in heard] == [False, True]


def test_every_screen_hears_of_other_pcs() -> None:
    for entry in ENTRIES:
        module, _, name = entry.class_path.partition(":")
        screen: type[Screen] = getattr(import_module(module), name)
        assert screen.topics <= TOPICS, entry.key
