"""File > Back Up Now, File > Restore, the backup of the day, and sending that is off after a restore."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMenu, QPushButton
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from build import a_charge, a_tenant, an_office
from landlord_desktop.app import DesktopProgram
from landlord_desktop.config import data_folder
from landlord_desktop.services.backup import back_up, back_up_daily, backup_folder
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.settings import all_settings, change_settings
from landlord_desktop.ui.backup_commands import BackupCommands
from landlord_desktop.ui.errors import ErrorReporter
from landlord_desktop.ui.integration.inosio_page import InosioPage
from landlord_desktop.ui.widgets.badge import State
from qt.desk import Desk, a_desk
from qt.looks import assert_no_clipped_text
from qt.online_screens import OnlineScreens, online_screens


class Asker:
    """Answers the file dialogs in their order, and keeps their titles."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.answers: list[str] = []
        self.titles: list[str] = []
        for name in ("getSaveFileName", "getOpenFileName"):
            monkeypatch.setattr(QFileDialog, name, self._ask)

    def _ask(self, _parent: object, title: str, *_rest: object, **_options: object) -> tuple[str, str]:
        self.titles.append(title)
        return self.answers.pop(0), ""


@pytest.fixture
def asker(monkeypatch: pytest.MonkeyPatch) -> Asker:
    return Asker(monkeypatch)


class BackupDesk:
    """A desk whose window has the commands; `switched` are the databases that were to be opened instead."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.switched: list[str] = []
        menu = desk.window.menuBar().findChild(QMenu, "menu_file")
        assert isinstance(menu, QMenu)
        self.commands = BackupCommands(desk.window, menu, desk.background, self.switched.append, desk.window)
        assert not self.commands.back_up_action.isEnabled()
        assert desk.window.context is not None
        self.commands.books_ready(desk.window.context, daily=True)
        self.commands._fresh = False  # each test says itself when the books are looked after
        desk.settle()

    @property
    def told(self) -> str:
        return self.desk.window.problems.text

    @property
    def status(self) -> str:
        label = self.desk.window.findChild(QLabel, "status_backup")
        assert isinstance(label, QLabel)
        return label.text()


@pytest.fixture
def at(qtbot: QtBot, tmp_path: Path) -> Iterator[BackupDesk]:
    with a_desk(qtbot, tmp_path) as desk:
        change_settings(desk.books, {"office.backup_folder": str(tmp_path / "backups")})
        yield BackupDesk(desk)


def test_back_up_now_by_its_key(at: BackupDesk, asker: Asker, tmp_path: Path) -> None:
    assert at.status == ""
    asker.answers = [str(tmp_path / "b.db"), str(tmp_path / "b.db"), ""]
    at.desk.press("Ctrl+Shift+S")
    assert asker.titles == ["Back Up Now"]
    assert (tmp_path / "b.db").is_file()
    assert at.status == "Backed up 3/8/2022"
    at.desk.press("Ctrl+Shift+S")  # the dialog asked whether it may be replaced
    assert at.told == ""
    at.desk.press("Ctrl+Shift+S")
    assert len(asker.titles) == 3
    assert at.commands.back_up_action.isEnabled()


def test_a_backup_that_cannot_be_made_is_one_sentence(at: BackupDesk, asker: Asker, tmp_path: Path) -> None:
    asker.answers = [str(tmp_path / "none" / "b.db")]
    at.desk.press("Ctrl+Shift+S")
    assert at.told.startswith("There is no folder ")
    assert at.commands.back_up_action.isEnabled()


def test_restore_into_a_new_file_opens_it(at: BackupDesk, asker: Asker, tmp_path: Path) -> None:
    back_up(at.desk.books, tmp_path / "b.db")
    new = str(tmp_path / "restored.db")
    asker.answers = [str(tmp_path / "b.db"), new]
    at.commands.restore_action.trigger()
    at.desk.settle()
    assert asker.titles == ["Restore: Choose the Backup", "Restore into a New File"]
    assert at.switched == [new]
    books = open_books(new)
    assert run_checks(books, deep=True).ok
    books.close()


def test_restore_replaces_nothing_and_may_be_left(at: BackupDesk, asker: Asker, tmp_path: Path) -> None:
    back_up(at.desk.books, tmp_path / "b.db")
    asker.answers = ["", str(tmp_path / "b.db"), "", str(tmp_path / "b.db"), at.desk.books.store.location]
    at.commands.restore_action.trigger()
    at.commands.restore_action.trigger()
    at.desk.settle()
    assert at.told == ""
    at.commands.restore_action.trigger()
    at.desk.settle()
    assert at.told.startswith("office.db exists already; nothing was changed.")
    assert at.switched == []


def test_the_backup_of_the_day_is_made_once(at: BackupDesk) -> None:
    at.commands.look_after_books()
    at.desk.settle()
    assert at.status == "Backed up 3/8/2022"
    assert [path.name for path in backup_folder(at.desk.books).iterdir()] == ["2022-03-08.db"]
    at.commands.look_after_books()
    at.desk.settle()
    assert at.told == ""
    assert back_up_daily(at.desk.books) is None


def test_a_failed_backup_of_the_day_is_a_sentence_and_the_work_goes_on(at: BackupDesk, tmp_path: Path) -> None:
    (tmp_path / "backups").write_text("a file where the folder should be")
    at.commands.look_after_books()
    at.desk.settle()
    assert at.told.startswith("Today's backup was not made; it is tried again at the next start. ")
    assert at.status == ""
    assert_no_clipped_text(at.desk.window)
    (tmp_path / "backups").unlink()
    at.commands.look_after_books()
    at.desk.settle()
    assert at.status == "Backed up 3/8/2022"


def test_the_program_backs_up_at_its_first_start_of_the_day(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> None:
    books = an_office(tmp_path / "office.db")
    folder = data_folder() / "backups" / books.database_uuid
    books.close()
    failures: list[object] = []
    reporter = ErrorReporter()
    program = DesktopProgram(str(tmp_path / "office.db"), tmp_path / "data", reporter)
    reporter.show_with(failures.append)
    program.window.show()
    qtbot.waitUntil(lambda: program.opened is not None, timeout=20_000)
    qtbot.waitUntil(lambda: folder.is_dir() and bool(list(folder.glob("*.db"))), timeout=20_000)
    qtbot.waitUntil(lambda: not program.background.busy, timeout=20_000)
    status = program.window.findChild(QLabel, "status_backup")
    assert isinstance(status, QLabel)
    assert status.text().startswith("Backed up ")
    assert program.window.problems.text == ""
    menu = program.window.menuBar().findChild(QMenu, "menu_file")
    assert isinstance(menu, QMenu)
    assert menu.actions()[-1].objectName() == "exit"
    program.window.close()
    program.window.deleteLater()
    QApplication.processEvents()
    assert failures == []


def test_books_that_cannot_be_opened_can_be_restored(qtbot: QtBot, tmp_path: Path, asker: Asker) -> None:
    books = an_office(tmp_path / "office.db")
    back_up(books, tmp_path / "b.db")
    books.close()
    damaged = tmp_path / "damaged.db"
    damaged.write_bytes((tmp_path / "b.db").read_bytes()[:5000] + bytes(60_000))
    program = DesktopProgram(str(damaged), tmp_path / "data", ErrorReporter())
    program.window.show()
    qtbot.waitUntil(lambda: bool(program.window.problems.text), timeout=20_000)
    assert not program.backups.back_up_action.isEnabled()
    asker.answers = [str(tmp_path / "b.db"), str(tmp_path / "again.db")]
    button = program.window.problems.findChild(QPushButton, "restore_a_backup")
    assert isinstance(button, QPushButton)
    button.click()
    qtbot.waitUntil(lambda: program.next_database is not None, timeout=20_000)
    assert program.next_database == str(tmp_path / "again.db")
    assert program.background.stop(10.0)
    program.window.deleteLater()
    QApplication.processEvents()


def test_a_finding_at_the_start_is_told_with_a_way_out(at: BackupDesk) -> None:
    a_charge(at.desk.books, a_tenant(at.desk.books), 100)
    assert back_up_daily(at.desk.books) is not None
    _set_unpaid(at.desk.books, 99)
    at.commands.look_after_books()
    at.desk.settle()
    assert at.told.startswith("A check of these books found: ")
    assert at.desk.window.problems.kind == "negative"
    assert at.desk.window.problems.findChild(QPushButton, "restore_a_backup") is not None
    _set_unpaid(at.desk.books, 100)


def _set_unpaid(books: Books, cents: int) -> None:
    with books.store.write() as connection:
        connection.execute(text("UPDATE charge SET unpaid_cents = :cents"), {"cents": cents})


@pytest.fixture
def restored(qtbot: QtBot, tmp_path: Path, background, window_record) -> Iterator[OnlineScreens]:  # type: ignore[no-untyped-def]
    """Screens on an office that is held as restored books are."""
    with online_screens(qtbot, tmp_path, background, window_record) as made:
        made.office.change(
            "INSERT OR REPLACE INTO setting (key, value) VALUES ('office.sending_confirmed', 'no'), "
            "('office.restored_at', '2022-03-07T15:30:00.000000Z')"
        )
        yield made


def test_sending_is_off_until_a_person_allows_it(restored: OnlineScreens) -> None:
    page = restored.show(InosioPage)
    assert page.state.state == State("warning", "Sending is off")
    assert page.problem.text.startswith("Sending is off because these books were restored from a backup of 3/7/2022.")
    assert_no_clipped_text(page)
    page.synchronize_with_server()
    restored.settle()
    assert page.problem.text.startswith("Sending is off")
    assert restored.office.committed() == []
    allow = page.problem.findChild(QPushButton, "allow_sending_again")
    assert isinstance(allow, QPushButton)
    assert allow.text() == "Allow Sending Again"
    allow.click()
    restored.settle()
    assert page.problem.text == ""
    assert all_settings(restored.office.books)["office.sending_confirmed"] == "yes"
    page.synchronize_with_server()
    restored.settle()
    assert page.problem.kind == "positive"
    assert len(restored.office.committed()) == 1


def test_what_was_said_before_stays_over_the_hold(restored: OnlineScreens) -> None:
    page = restored.show(InosioPage)
    page.problem.show_problem("negative", "Something else.")
    restored.changes.tell("settings")
    restored.settle()
    assert page.problem.text == "Something else."
