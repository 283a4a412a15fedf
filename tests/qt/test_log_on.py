"""Log-on: which database, and who works in it; by keys, without a password, and never a question too much."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from build import an_office
from landlord_desktop.app import DesktopProgram
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.audit_trail import AuditQuestion, audit_page
from landlord_desktop.services.books import create_books, open_books
from landlord_desktop.services.users import User, list_users, save_user
from landlord_desktop.sync import server_passwords
from landlord_desktop.ui import known_databases, memory
from landlord_desktop.ui.background import Background
from landlord_desktop.ui.errors import ErrorReporter
from landlord_desktop.ui.features import ALL_FEATURES
from landlord_desktop.ui.help.help_window import HelpWindow
from landlord_desktop.ui.known_databases import PRACTICE, Known
from landlord_desktop.ui.known_databases import known_databases as known
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.maintenance.work_order_window import WorkOrderWindow
from landlord_desktop.ui.shell.log_on_desk import LogOnDesk, asks_first
from landlord_desktop.ui.shell.log_on_page import LogOnPage
from landlord_desktop.ui.shell.log_on_words import database_text, database_tip
from landlord_desktop.ui.theme.style import apply_theme
from qt.looks import assert_no_clipped_text, tab_stops

LONG = 20_000
SERVER = "postgresql://lynn@books.example.com:5433/stonebridge?sslmode=require"


@pytest.fixture(autouse=True)
def root_at_the_pc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("getpass.getuser", lambda: "root")


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office where Carla and Neil work."""
    books = an_office(tmp_path / "office.db")
    for name, full in (("carla", "Carla Mendez"), ("neil", "")):
        save_user(books, User(name=name, full_name=full))
    books.close()
    return tmp_path / "office.db"


class Desk:
    """The log-on screen in the real window, and what was chosen on it."""

    def __init__(self, qtbot: QtBot, background: Background, folder: Path) -> None:
        self.qtbot = qtbot
        self.window = MainWindow(folder / "data")
        qtbot.addWidget(self.window)
        self.window.show()
        self.window.activateWindow()
        self.desk = LogOnDesk(self.window, background, folder / "practice.db", self.window)
        self.chosen: list[tuple[str, str]] = []
        self.desk.chosen.connect(lambda database, user: self.chosen.append((database, user)))

    def ask(self, database: str) -> LogOnPage:
        self.desk.ask(database)
        page = self.desk.page
        assert page is not None
        self.settle(page)
        return page

    def settle(self, page: LogOnPage) -> None:
        self.qtbot.waitUntil(lambda: page.ok.isEnabled() or bool(page.problems.text), timeout=LONG)


@pytest.fixture
def desk(qtbot: QtBot, background: Background, tmp_path: Path) -> Desk:
    return Desk(qtbot, background, tmp_path)


def offered(page: LogOnPage) -> list[str]:
    return [page.user.itemText(place) for place in range(page.user.count())]


def note(page: LogOnPage, name: str) -> str:
    found = page.findChild(QLabel, f"{name}_note")
    assert found is not None
    return found.text()


def test_enter_logs_on_and_the_list_begins_with_who_worked_here_last(desk: Desk, office: Path) -> None:
    known_databases.remember_log_on(PRACTICE, "LYN")
    known_databases.remember_log_on(str(office), "neil")
    page = desk.ask(str(office))
    assert offered(page) == ["neil (NEI)", "carla \u2013 Carla Mendez (CM)", "root \u2013 new user"]
    assert (page.database.count(), page.database.itemText(1)) == (2, "Practice office")
    assert note(page, "database") == "My Office"
    assert note(page, "user_name") == "Never logged on yet."
    assert QApplication.focusWidget() is page.user
    assert not desk.window.documents.isVisible()
    assert not [field for field in page.findChildren(QLineEdit) if field.echoMode() != QLineEdit.EchoMode.Normal]
    assert "no password" in " ".join(one.text() for one in page.findChildren(QLabel))
    for scheme, size in (("dark", 200), ("light", 100)):
        apply_theme(QApplication.instance(), scheme, size)
        assert_no_clipped_text(page)
    QTest.keyClick(page.user, Qt.Key.Key_End)
    assert note(page, "user_name").startswith("Becomes a user")
    QTest.keyClick(page.user, Qt.Key.Key_Home)
    QTest.keyClick(page.user, Qt.Key.Key_Return)
    assert desk.chosen == [(str(office), "neil")]
    assert not page.ok.isEnabled()
    QTest.keyClick(page, Qt.Key.Key_Return)
    assert len(desk.chosen) == 1
    desk.desk.failed()
    assert page.ok.isEnabled()
    desk.desk.opened()
    assert desk.window.documents.isVisible()


def test_tab_reaches_all_and_escape_leaves(desk: Desk, office: Path) -> None:
    page = desk.ask(str(office))
    stops = tab_stops(desk.window)
    for name in ("database", "log_on_browse", "log_on_new", "log_on_server", "user_name", "ask_at_start_who_works",
                 "log_on_ok", "log_on_cancel", "log_on_release_notes"):  # fmt: skip
        assert name in stops
    page.notes.click()
    helper = desk.window.findChild(HelpWindow)
    assert helper is not None
    assert helper.page == "release_notes"
    helper.close()
    QTest.keyClick(page.user, Qt.Key.Key_Escape)
    assert not desk.window.isVisible()
    assert desk.chosen == []


def test_a_file_that_is_gone_says_so_and_leaves_the_list(desk: Desk, office: Path, tmp_path: Path) -> None:
    known_databases.remember_log_on(str(office), "carla")
    gone = str(tmp_path / "gone.db")
    known_databases.remember_log_on(gone, "carla")
    page = desk.ask(gone)
    assert "gone.db is no longer in" in page.problems.text
    assert not page.ok.isEnabled()
    QTest.keyClick(page.database, Qt.Key.Key_Return)
    button = page.findChild(QPushButton, "take_off_the_list")
    assert button is not None
    button.click()
    desk.settle(page)
    assert page.picked_database() == str(office)
    assert page.problems.text == ""
    assert [one.database for one in known()] == [str(office)]
    assert desk.chosen == []


def test_browse_and_new(desk: Desk, office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = desk.ask(PRACTICE)
    assert offered(page) == ["root \u2013 new user"]
    answers = [str(tmp_path / "new.db"), str(office), str(office)]
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_all: (answers.pop(), ""))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_all: (answers.pop(), ""))
    _press(page, "log_on_browse")
    desk.settle(page)
    assert (page.picked_database(), page.user.count()) == (str(office), 3)
    _press(page, "log_on_new")
    desk.qtbot.waitUntil(lambda: "exists already" in desk.window.problems.text, timeout=LONG)
    _press(page, "log_on_new")
    desk.qtbot.waitUntil(lambda: page.picked_database().endswith("new.db"), timeout=LONG)
    desk.settle(page)
    assert offered(page) == ["root \u2013 new user"]


def test_what_is_chosen_about_asking_is_kept(desk: Desk, office: Path) -> None:
    assert not asks_first()
    page = desk.ask(str(office))
    assert page.ask_at_start.isChecked()
    page.ask_at_start.click()
    page.accept()
    assert (known_databases.asking(), asks_first()) == ("no", False)


def test_what_a_pc_remembers(tmp_path: Path) -> None:
    memory.remember_in(tmp_path)
    assert known() == []
    assert not known_databases.is_new_version("0.1.0")
    memory.remember(known_databases.LAST_DATABASE, "/old.db")
    assert known() == [Known("/old.db")]
    for database in (PRACTICE, "/a.db", "/old.db", "/a.db"):
        known_databases.remember_log_on(database, f"who of {database}")
    assert [one.database for one in known()] == ["/a.db", "/old.db", PRACTICE]
    assert known_databases.last_user("/old.db") == "who of /old.db"
    assert known_databases.has_several()
    assert asks_first()
    known_databases.forget_database("/a.db")
    assert not known_databases.has_several()
    assert not known_databases.is_new_version("0.1.0")
    assert known_databases.is_new_version("0.2.0")
    known_databases.remember_asking("yes")
    assert asks_first()
    for number in range(20):
        known_databases.remember_log_on(f"/{number}.db", "")
    assert len(known()) == 12


def test_how_databases_are_called(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert database_text(str(tmp_path / "books" / "office.db")) == "office.db \u2013 ~/books"
    assert database_text(str(tmp_path / "office.db")) == "office.db \u2013 ~"
    assert database_text("/srv/office.db") == "office.db \u2013 /srv"
    assert database_text(SERVER) == "stonebridge \u2013 books.example.com:5433"
    assert "lynn" not in database_tip(SERVER)


def test_the_password_of_an_address_lasts_as_long_as_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_passwords, "_of_this_run", {})
    for location in ("postgresql://u:p%40ss@host/office", "postgresql://other@host/office", "/srv/office.db"):
        server_passwords.keep_for_this_run(location)
    assert server_passwords.password_for("postgresql://u@host/office") == "p@ss"
    assert len(server_passwords._of_this_run) == 1


@pytest.fixture
def start(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., DesktopProgram]]:
    """Starts the whole program; what it reports as a failure fails the test."""
    failures: list[object] = []
    made: list[DesktopProgram] = []

    def begin(database: str | None, *, ask: bool = False) -> DesktopProgram:
        reporter = ErrorReporter()
        program = DesktopProgram(database, tmp_path / "data", reporter, ask=ask)
        reporter.show_with(failures.append)
        made.append(program)
        program.window.show()
        qtbot.waitUntil(lambda: program.opened is not None or program.log_on.page is not None, timeout=LONG)
        return program

    yield begin
    for program in made:
        program.window.close()
        program.window.deleteLater()
    QApplication.processEvents()
    assert failures == []


def test_a_database_without_users_opens_straight(
    qtbot: QtBot, start: Callable[..., DesktopProgram], tmp_path: Path
) -> None:
    create_books(str(tmp_path / "new.db"))
    program = start(str(tmp_path / "new.db"))
    assert program.opened is not None
    assert program.log_on.page is None
    assert _status(program) == "root (ROO)"
    assert known() == [Known(str(tmp_path / "new.db"), "root")]
    assert program.window.findChild(HelpWindow) is None
    books = program.opened.books
    assert [(row.name, row.initials) for row in list_users(books)] == [("root", "ROO")]
    (root,) = list_users(books)
    save_user(books, User(root.record_id, "root", "Robin Root", "RR"))
    program.changes.tell("users")
    qtbot.waitUntil(lambda: _status(program) == "root (RR)", timeout=LONG)
    program.context.features.set_marked(ALL_FEATURES)
    order = program.window.open_screen("work_order")
    assert isinstance(order, WorkOrderWindow)
    order.insert_time_and_initials()
    assert order.problem_page.description.toPlainText().endswith(" by RR\n")
    order.show_record(order.record)
    qtbot.waitUntil(lambda: not program.background.busy, timeout=LONG)


def test_one_of_several_logs_on_and_off_again(
    qtbot: QtBot, start: Callable[..., DesktopProgram], office: Path
) -> None:
    program = start(str(office))
    page = program.log_on.page
    assert page is not None
    assert program.opened is None
    qtbot.waitUntil(page.ok.isEnabled, timeout=LONG)
    QTest.keyClick(page.user, Qt.Key.Key_Home)
    QTest.keyClick(page.user, Qt.Key.Key_Enter)
    qtbot.waitUntil(lambda: program.opened is not None and not program.background.busy, timeout=LONG)
    assert _status(program) == "carla (CM)"
    assert program.context.user == "carla"
    log_off = program.window.findChild(QAction, "log_off")
    assert log_off is not None
    log_off.trigger()
    assert (program.next_database, program.logs_off) == (str(office), True)

    memory.remember("office/version", "0.0.9")
    again = start(program.next_database, ask=program.logs_off)
    page = again.log_on.page
    assert page is not None
    qtbot.waitUntil(page.ok.isEnabled, timeout=LONG)
    assert page.user.currentData() == "carla"
    QTest.keyClick(page.user, Qt.Key.Key_Down)
    QTest.keyClick(page.user, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: again.opened is not None and not again.background.busy, timeout=LONG)
    assert _status(again) == "neil (NEI)"
    assert again.opened is not None
    helper = again.window.findChild(HelpWindow)
    assert helper is not None
    assert helper.page == "release_notes"
    logged = audit_page(again.opened.books, AuditQuestion(words="logged on")).rows
    assert [row.user for row in logged] == ["neil", "carla"]


def test_a_start_without_the_last_database_says_so(
    qtbot: QtBot, start: Callable[..., DesktopProgram], tmp_path: Path
) -> None:
    memory.remember_in(tmp_path / "data")
    known_databases.remember_log_on(str(tmp_path / "gone.db"), "carla")
    program = start(None)
    page = program.log_on.page
    assert page is not None
    qtbot.waitUntil(lambda: "gone.db is no longer in" in page.problems.text, timeout=LONG)
    page.cancel.click()
    assert not program.window.isVisible()
    assert program.next_database is None


def test_a_user_who_may_not_log_on_any_more_is_told(
    qtbot: QtBot, start: Callable[..., DesktopProgram], office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = start(str(office))
    page = program.log_on.page
    assert page is not None
    qtbot.waitUntil(page.ok.isEnabled, timeout=LONG)
    books = open_books(str(office))
    neil = next(row for row in list_users(books) if row.name == "neil")
    save_user(books, User(neil.record_id, "neil", "", "NEI", active=False))
    books.close()

    def refused(_books: object, _name: str) -> object:
        raise BooksError("The disk is full.")

    page.user.setCurrentIndex(page.user.findData("neil"))
    told: list[BaseException] = []
    monkeypatch.setattr(program._reporter, "report", lambda error, _doing="": told.append(error))
    page.accept()
    qtbot.waitUntil(lambda: bool(told), timeout=LONG)
    assert "neil is not active" in str(told[0])
    monkeypatch.setattr("landlord_desktop.services.users.log_on", refused)
    page.user.setCurrentIndex(page.user.findData("carla"))
    page.accept()
    qtbot.waitUntil(lambda: program.opened is not None and not program.background.busy, timeout=LONG)
    assert program.window.problems.text == "The log-on could not be recorded. The disk is full."
    assert program.context.user == "carla"


def _press(page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None
    button.click()


def _status(program: DesktopProgram) -> str:
    found = program.window.findChild(QLabel, "status_user")
    assert found is not None
    return found.text()
