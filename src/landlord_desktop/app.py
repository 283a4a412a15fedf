"""Where the parts meet: the window is painted first, then the books are opened behind it, then they are joined."""

import logging
import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu

from landlord_desktop.app_opening import Opened, Who, open_office
from landlord_desktop.config import PROGRAM_NAME, data_folder, is_server, log_folder, place_name, version
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.ui.background import Background, NoticeWatch
from landlord_desktop.ui.backup_commands import BackupCommands
from landlord_desktop.ui.changes import Changes, ChangeSignal
from landlord_desktop.ui.collector import GuiCollector
from landlord_desktop.ui.errors import ErrorReporter, install_hooks
from landlord_desktop.ui.export_command import ExportCommand
from landlord_desktop.ui.features import Features
from landlord_desktop.ui.known_databases import (
    LAST_DATABASE,
    PRACTICE,
    asking,
    is_new_version,
    known_databases,
    remember_log_on,
)
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.shell.log_on_desk import LogOnDesk, asks_first, create_empty
from landlord_desktop.ui.shell.menus import add_action

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books
    from landlord_desktop.services.log_on_choices import LogOnFacts
    from landlord_desktop.ui.shell.sending_window import SendingWindow
    from landlord_desktop.ui.sync_state import SyncState, What
    from landlord_desktop.ui.sync_worker import Sync

__all__ = ["LAST_DATABASE", "PRACTICE", "DesktopProgram", "leave", "run_desktop"]
log = logging.getLogger(__name__)


class DesktopProgram(QObject):
    """One window on one database. `database` is a file, "practice", or None for the one used last.

    Who works is asked where several may be meant, or always with `ask`.
    """

    def __init__(self, database: str | None, folder: Path, reporter: ErrorReporter, *, ask: bool = False) -> None:
        super().__init__()
        self._folder = folder
        self._reporter = reporter
        self.window = MainWindow(folder)
        last = next((one.database for one in known_databases()), PRACTICE)
        self.database = database or last
        self._ask = ask or (database is None and (asks_first() or not _may_be_there(last)))
        reporter.show_with(self.window.show_failure)
        self.background = Background(reporter.report, self)
        self.collector = GuiCollector(lambda: self.background.busy, self)
        self.changes = ChangeSignal(self)
        self.sync: Sync | None = None
        self.notices: NoticeWatch | None = None
        self.opened: Opened | None = None
        self._sending: SendingWindow | None = None
        self._next_database: str | None = None
        self.logs_off = False
        self._closed = False
        self._initials = ""
        self.log_on = LogOnDesk(self.window, self.background, folder / PRACTICE / "practice.db", self)
        self.log_on.chosen.connect(self._open_as)
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
        self._log_off = add_action(menu, "Log &Off…", "log_off", self.log_off, "Ctrl+Alt+Shift+L", "user")
        self._log_off.setEnabled(False)
        menu.addAction(cast("QAction", menu.findChild(QAction, "exit")))  # Exit moves to the end

    def _open(self) -> None:
        if self._ask:
            self.log_on.ask(self.database)
        else:
            self._open_as(self.database, "")

    def _open_as(self, database: str, user: str) -> None:
        self.database = database
        practice_folder, who = self._folder / PRACTICE, Who(user, tuple(known_databases()), asking() == "no")
        self.background.run(
            lambda _task: open_office(database, practice_folder, who),
            done=self._opened_or_asked, failed=self._not_opened, owner=self,
        )

    def _opened_or_asked(self, found: "Opened | LogOnFacts") -> None:
        if isinstance(found, Opened):
            self._opened(found)
        elif not self._closed:
            self.log_on.ask(found.database, found)

    def _opened(self, opened: Opened) -> None:
        from landlord_desktop.ui.sync_worker import Sync

        if self._closed:
            opened.close()
            return
        self.opened = opened
        self.log_on.opened()
        self._log_off.setEnabled(True)
        books = opened.books
        self.sync = Sync(books, opened.tokens, self.background, self.changes, self._reporter.report, self)
        context = ScreenContext(
            books=books, background=self.background, changes=self.changes, navigate=self.navigate,
            notify=self.window.notify, report_error=self._reporter.report, user=books.actor.user,
            workstation=books.actor.workstation, token_source=opened.tokens, sync=self.sync, today=books.today,
            features=Features(opened.features, self), initials=self._own_initials,
        )
        context.features.follow(books, self.background, self.changes)
        self.context = context
        is_new = is_new_version(version())
        remember_log_on(opened.place, books.actor.user)
        self._show_who(opened.initials)
        self.changes.changed.connect(self._books_changed)
        self.sync.state_changed.connect(self._show_sync)
        self.sync.autopilot_ended.connect(self._show_autopilot)
        self.sync.send_in_window = self._send_in_window
        self.window.books_ready(context)
        self.backups.books_ready(context, daily=opened.practice is None)
        self.export.books_ready(context)
        self._tell_news(opened)
        if is_new:
            self.window.show_help("release_notes")
        self.notices = NoticeWatch(books.listen, self)
        self.notices.changed.connect(self.changes.tell_elsewhere, Qt.ConnectionType.QueuedConnection)
        self.notices.start()
        self.sync.start()
        self.collector.start()

    def _tell_news(self, opened: Opened) -> None:
        if opened.upgraded is not None:
            self.window.notify(
                "info", f"These books were brought up to date. The backup made before is {opened.upgraded}."
            )
        if opened.notice:
            self.window.problems.show_problem("warning", opened.notice)

    def _own_initials(self) -> str:
        return self._initials

    def _show_who(self, initials: str) -> None:
        """Tell in the status bar whose books these are and who works in them."""
        opened, self._initials = self.opened, initials
        if opened is not None:
            name = "Practice office" if opened.practice else place_name(self.database)
            user = opened.books.actor.user
            self.window.status.show_office(opened.books.office_name, name, f"{user} ({initials})")

    def _books_changed(self, changes: Changes) -> None:
        if "users" in changes.topics and self.opened is not None:
            books = self.opened.books
            self.background.run(lambda _task: _initials_in(books), done=self._show_who, owner=self)

    def _not_opened(self, error: BaseException) -> None:
        self.log_on.failed()
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
            self.background.run(lambda _task: create_empty(path), done=self._switch_to, owner=self)

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

    def log_off(self) -> None:
        """Leave the books, once unsaved work is settled, and ask who works on."""
        if self.opened is not None:
            self.logs_off = True
            self._switch_to(self.opened.place)

    def _ask_file(self, *, new: bool) -> str:
        kinds = "Landlord Desktop databases (*.db);;All files (*)"
        ask = QFileDialog.getSaveFileName if new else QFileDialog.getOpenFileName
        title = "New Database" if new else "Open Database"
        return ask(self.window, title, str(Path.home()), kinds)[0]

    def _switch_to(self, database: str) -> None:
        self._next_database = database
        if not self.window.close():
            self._next_database = None
            self.logs_off = False

    def _close(self) -> None:
        self._closed = True
        if self.notices is not None:
            self.notices.stop(5.0)
        if self.sync is not None:
            self.sync.stop()
        self.background.stop(5.0)
        if self.opened is not None:
            self.opened.close()

    @property
    def next_database(self) -> str | None:
        """The database to open after this window closed; None ends the program."""
        return self._next_database


def _may_be_there(database: str) -> bool:
    """Whether it is worth trying to open the database that was used last."""
    return database == PRACTICE or is_server(database) or Path(database).is_file()


def _initials_in(books: "Books") -> str:
    from landlord_desktop.services.users import initials_of

    return initials_of(books)


def run_desktop(database: str | None) -> int:
    """Open the window and stay until it is closed; the exit code."""
    folder = data_folder()
    folder.mkdir(parents=True, exist_ok=True)
    application = QApplication(sys.argv[:1])
    application.setApplicationName(PROGRAM_NAME)
    reporter = ErrorReporter()
    install_hooks(reporter)
    chosen, ask = database, False
    while True:
        program = DesktopProgram(chosen, folder, reporter, ask=ask)
        program.window.show()
        if not logging.getLogger("landlord_desktop").handlers:
            QTimer.singleShot(0, _write_log)
        code = application.exec()
        if program.next_database is None:
            return leave(code)
        chosen, ask = program.next_database, program.logs_off


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
