"""Where the parts meet: the window is painted first, then the books are opened behind it, then they are joined."""

import logging
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from landlord_desktop.config import PROGRAM_NAME, data_folder, is_server, log_folder, place_name
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.ui import memory
from landlord_desktop.ui.background import Background, NoticeWatch
from landlord_desktop.ui.backup_commands import BackupCommands
from landlord_desktop.ui.changes import ChangeSignal
from landlord_desktop.ui.collector import GuiCollector
from landlord_desktop.ui.errors import ErrorReporter, install_hooks
from landlord_desktop.ui.export_command import ExportCommand
from landlord_desktop.ui.features import Features
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.shell.menus import add_action

if TYPE_CHECKING:
    from landlord_desktop.app_practice import Practice
    from landlord_desktop.services.books import Books
    from landlord_desktop.sync.tokens import TokenSource
    from landlord_desktop.ui.shell.sending_window import SendingWindow
    from landlord_desktop.ui.sync_state import SyncState, What
    from landlord_desktop.ui.sync_worker import Sync

LAST_DATABASE = "office/database"
PRACTICE = "practice"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """Books that were opened behind the painted window."""

    books: "Books"
    tokens: "TokenSource"
    practice: "Practice | None"
    last_success: str
    features: frozenset[str]
    upgraded: Path | None = None


def open_office(database: str, practice_folder: Path) -> Opened:
    """Open a database, or the practice office with its server. BooksError where it cannot be opened."""
    from landlord_desktop.services.backup import upgrade
    from landlord_desktop.services.books import open_books
    from landlord_desktop.services.settings import all_settings
    from landlord_desktop.sync.server_passwords import password_for
    from landlord_desktop.sync.tokens import token_source
    from landlord_desktop.ui.features import marked_features

    practice = None
    if database == PRACTICE:
        from landlord_desktop.app_practice import start_practice

        practice = start_practice(practice_folder)
    try:
        location = str(practice.database) if practice else database
        password = password_for(location)
        upgraded = upgrade(location, password=password)
        books = open_books(location, password=password)
        tokens = token_source()
        if practice is not None:
            tokens.remember_for_session(practice.server, practice.token)
        success = all_settings(books)["inosio.last_success"]
        return Opened(books, tokens, practice, success, marked_features(books), upgraded)
    except BaseException:
        if practice is not None:
            practice.stop()
        raise


class DesktopProgram(QObject):
    """One window on one database. `database` is a file, "practice", or None for the one used last."""

    def __init__(self, database: str | None, folder: Path, reporter: ErrorReporter) -> None:
        super().__init__()
        self._folder = folder
        self._reporter = reporter
        self.window = MainWindow(folder)
        self.database = database or memory.recall_text(LAST_DATABASE, PRACTICE)
        if database is None and not _may_be_there(self.database):
            self.database = PRACTICE
        reporter.show_with(self.window.show_failure)
        self.background = Background(reporter.report, self)
        self.collector = GuiCollector(lambda: self.background.busy, self)
        self.changes = ChangeSignal(self)
        self.sync: Sync | None = None
        self.notices: NoticeWatch | None = None
        self.opened: Opened | None = None
        self._sending: SendingWindow | None = None
        self._next_database: str | None = None
        self._closed = False
        self._add_file_commands()
        self.window.first_painted.connect(self._open)
        self.window.closed.connect(self._close)

    def _add_file_commands(self) -> None:
        menu = cast("QMenu", self.window.menuBar().findChild(QMenu, "menu_file"))
        menu.addSeparator()
        add_action(menu, "&New Database…", "new_database", self.create_database, "Ctrl+Alt+Shift+N", "new")
        add_action(menu, "&Open Database…", "open_database", self.choose_database, "Ctrl+Alt+Shift+O", "folder")
        add_action(menu, "Open Office &Server…", "open_office_server", self.choose_server, "Ctrl+Alt+Shift+D", "link")
        add_action(menu, "Practice O&ffice", "practice_office", self.open_practice)
        menu.addSeparator()
        self.backups = BackupCommands(self.window, menu, self.background, self._switch_to, self)
        self.export = ExportCommand(self.window, menu, self)
        menu.addSeparator()
        menu.addAction(cast("QAction", menu.findChild(QAction, "exit")))  # Exit moves to the end

    def _open(self) -> None:
        practice_folder = self._folder / PRACTICE
        self.background.run(
            lambda _task: open_office(self.database, practice_folder),
            done=self._opened, failed=self._not_opened, owner=self,
        )

    def _opened(self, opened: Opened) -> None:
        from landlord_desktop.ui.sync_worker import Sync

        if self._closed:
            _close_opened(opened)
            return
        self.opened = opened
        books = opened.books
        self.sync = Sync(books, opened.tokens, self.background, self.changes, self._reporter.report, self)
        context = ScreenContext(
            books=books, background=self.background, changes=self.changes, navigate=self.navigate,
            notify=self.window.notify, report_error=self._reporter.report, user=books.actor.user,
            workstation=books.actor.workstation, token_source=opened.tokens, sync=self.sync, today=books.today,
            features=Features(opened.features, self),
        )
        context.features.follow(books, self.background, self.changes)
        self.context = context
        memory.remember(LAST_DATABASE, PRACTICE if opened.practice else _kept(self.database, books))
        name = "Practice office" if opened.practice else place_name(self.database)
        self.window.status.show_office(books.office_name, name, books.actor.user)
        self.sync.state_changed.connect(self._show_sync)
        self.sync.autopilot_ended.connect(self._show_autopilot)
        self.sync.send_in_window = self._send_in_window
        self.window.books_ready(context)
        self.backups.books_ready(context, daily=opened.practice is None)
        self.export.books_ready(context)
        if opened.upgraded is not None:
            self.window.notify(
                "info", f"These books were brought up to date. The backup made before is {opened.upgraded}."
            )
        self.notices = NoticeWatch(books.listen, self)
        self.notices.changed.connect(self.changes.tell_elsewhere, Qt.ConnectionType.QueuedConnection)
        self.notices.start()
        self.sync.start()
        self.collector.start()

    def _not_opened(self, error: BaseException) -> None:
        if isinstance(error, BooksError):
            self.backups.offer_restore("warning", error.sentence)
        else:
            self._reporter.report(error, "opening the books")

    def _show_sync(self, state: "SyncState") -> None:
        self.window.status.show_sync(state.kind, state.text, state.detail)

    def _show_autopilot(self, sentence: str) -> None:
        self.window.notify("info", sentence)

    def _send_in_window(self, what: "What") -> None:
        from landlord_desktop.ui.shell.sending_window import SendingWindow

        if self.sync is None or (self._sending is not None and what == "retry"):
            return  # a window that says why it could not send is still open: not one more
        if self._sending is not None:
            self._sending.send_again(what)
            return
        self._sending = SendingWindow(self.sync, self.window)
        self._sending.finished.connect(self._sending_ended)
        self._sending.send(what)

    def _sending_ended(self, _result: int) -> None:
        if self._sending is not None:
            self._sending.deleteLater()
            self._sending = None

    def navigate(self, key: str, parameters: Mapping[str, object]) -> None:
        """Open a screen, a report's preview or a help page."""
        if key == "report":
            from landlord_desktop.ui.reports.preview_window import open_report

            open_report(self.context, self.window, **parameters)
        else:
            self.window.navigate(key, parameters)

    def create_database(self) -> None:
        """Ask where, and create an empty database there."""
        path = self._ask_file(new=True)
        if path:
            self.background.run(lambda _task: _create(path), done=self._switch_to, owner=self)

    def choose_database(self) -> None:
        """Ask for a database file and open it instead of this one."""
        path = self._ask_file(new=False)
        if path:
            self._switch_to(path)

    def choose_server(self) -> None:
        """Ask for the address and the password of an office server, and open its database instead of this one."""
        from landlord_desktop.ui.server_dialog import ServerDialog

        known = self.database if is_server(self.database) else ""
        dialog = ServerDialog(known, self.background, self.window)
        dialog.chosen.connect(self._switch_to)
        dialog.open()

    def open_practice(self) -> None:
        """Open the practice office instead of this database."""
        self._switch_to(PRACTICE)

    def _ask_file(self, *, new: bool) -> str:
        kinds = "Landlord Desktop databases (*.db);;All files (*)"
        ask = QFileDialog.getSaveFileName if new else QFileDialog.getOpenFileName
        title = "New Database" if new else "Open Database"
        return ask(self.window, title, str(Path.home()), kinds)[0]

    def _switch_to(self, database: str) -> None:
        self._next_database = database
        if not self.window.close():
            self._next_database = None

    def _close(self) -> None:
        self._closed = True
        if self.notices is not None:
            self.notices.stop(5.0)
        if self.sync is not None:
            self.sync.stop()
        self.background.stop(5.0)
        if self.opened is not None:
            _close_opened(self.opened)

    @property
    def next_database(self) -> str | None:
        """The database to open after this window closed; None ends the program."""
        return self._next_database


def _may_be_there(database: str) -> bool:
    """Whether it is worth trying to open the database that was used last."""
    return database == PRACTICE or is_server(database) or Path(database).is_file()


def _kept(database: str, books: "Books") -> str:
    """The database as it is remembered: the whole path, or the address without its password."""
    return books.store.location if is_server(database) else str(Path(database).absolute())


def _close_opened(opened: Opened) -> None:
    opened.books.close()
    if opened.practice is not None:
        opened.practice.stop()


def _create(path: str) -> str:
    from landlord_desktop.services.books import create_books

    if Path(path).exists():
        raise BooksError(f"{Path(path).name} exists already; nothing was changed. Choose another name.")
    create_books(path)
    return path


def run_desktop(database: str | None) -> int:
    """Open the window and stay until it is closed; the exit code."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    application.setApplicationName(PROGRAM_NAME)
    reporter = ErrorReporter()
    install_hooks(reporter)
    chosen = database
    while True:
        program = DesktopProgram(chosen, folder, reporter)
        program.window.show()
        if not logging.getLogger("landlord_desktop").handlers:
            QTimer.singleShot(0, _write_log)
        code = application.exec()
        if program.next_database is None:
            return leave(code)
        chosen = program.next_database


def leave(code: int) -> int:
    """The exit code; where a round is left to itself, the program ends here and now.

    Qt would abort the program on the way out; what is saved is saved either way.
    """
    module = sys.modules.get("landlord_desktop.ui.sync_worker")
    if module is not None and module.is_left_running():
        logging.shutdown()
        if sys.stdout is not None:
            sys.stdout.flush()
        os._exit(code)
    return code


def _write_log() -> None:
    """Keep a log of five files of a megabyte; it names failures and never holds private data."""
    from logging.handlers import RotatingFileHandler

    log_folder().mkdir(parents=True, exist_ok=True)
    handler = RotatingFileHandler(
        log_folder() / "landlord-desktop.log", maxBytes=1_000_000, backupCount=4, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger = logging.getLogger("landlord_desktop")
    logger.setLevel(logging.INFO)
    logger.addHandler(handler)
