"""Asking who works and where: the log-on screen in the main window, and what it needs read in the background."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from landlord_desktop.config import is_server
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.ui.background import Background, CancelledError
from landlord_desktop.ui.known_databases import (
    PRACTICE,
    asking,
    forget_database,
    has_several,
    known_databases,
    last_user,
    remember_asking,
)
from landlord_desktop.ui.main_window import MainWindow

if TYPE_CHECKING:
    from landlord_desktop.services.log_on_choices import LogOnFacts
    from landlord_desktop.ui.shell.log_on_page import LogOnPage

KINDS = "Landlord Desktop databases (*.db);;All files (*)"


class LogOnDesk(QObject):
    """`chosen` brings the database and the user; Cancel closes the window."""

    chosen = Signal(str, str)

    def __init__(self, window: MainWindow, background: Background, practice_file: Path, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._background, self._practice_file = window, background, practice_file
        self._asks_by_itself: bool | None = None
        self._listed: list[str] = []
        self._facts: LogOnFacts | None = None
        self.page: LogOnPage | None = None

    def ask(self, database: str, facts: "LogOnFacts | None" = None) -> None:
        """Show the screen with this database picked; `facts` where they are read already."""
        from landlord_desktop.ui.shell.log_on_page import LogOnPage

        if self.page is not None:
            return
        self.page = page = LogOnPage()
        page.database_picked.connect(self._read)
        page.accepted.connect(self._accepted)
        page.cancelled.connect(self._window.close)
        page.browse_asked.connect(self._browse)
        page.new_asked.connect(self._create)
        page.server_asked.connect(self._find_server)
        page.notes_asked.connect(self._show_notes)
        page.forget_asked.connect(self._forget)
        self._listed = [one.database for one in known_databases()]
        self._window.cover(page)
        page.database.setFocus()
        self._facts = facts
        self._offer(database)

    def opened(self) -> None:
        """The books are open: the documents are shown again."""
        if self.page is not None:
            self._window.cover(None)
            self.page.deleteLater()
            self.page = None

    def failed(self) -> None:
        """The books could not be opened: another choice can be made."""
        if self.page is not None:
            self.page.show_busy(busy=False)

    # how it is done

    def _offer(self, database: str) -> None:
        """Pick a database; one that is not in the list yet comes first."""
        if database not in self._listed:
            self._listed.insert(0, database)
        others = [] if PRACTICE in self._listed else [PRACTICE]
        if self.page is not None:
            self.page.show_databases([*self._listed, *others], database)

    def _read(self, database: str) -> None:
        facts, self._facts = self._facts, None
        if facts is not None and facts.database == database:
            self._show(facts)
            return
        practice_file = self._practice_file
        self._background.run(
            lambda _task: read_log_on(database, practice_file), done=self._show, owner=self,
            failed=lambda error: self._not_read(database, error), lane="other" if is_server(database) else "database",
        )  # fmt: skip

    def _show(self, facts: "LogOnFacts") -> None:
        if self.page is None:
            return
        remembered = last_user(facts.database)
        if self._asks_by_itself is None:
            self._asks_by_itself = _would_ask(facts, remembered)
            self.page.ask_at_start.setChecked(self._asks_by_itself)
        self.page.show_facts(facts, remembered)

    def _not_read(self, database: str, error: BaseException) -> None:
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, LandlordError):
            raise error
        from landlord_desktop.services.log_on_facts import DatabaseGoneError

        if self.page is not None:
            self.page.show_fault(database, error.sentence, gone=isinstance(error, DatabaseGoneError))

    def _accepted(self, database: str, user: str) -> None:
        page = self.page
        if page is None:
            return
        asks = page.ask_at_start.isChecked()
        if asks != self._asks_by_itself:
            remember_asking("yes" if asks else "no")
            self._asks_by_itself = asks
        page.show_busy(busy=True)
        self.chosen.emit(database, user)

    def _browse(self) -> None:
        path = QFileDialog.getOpenFileName(self._window, "Open Database", str(Path.home()), KINDS)[0]
        if path:
            self._offer(path)

    def _create(self) -> None:
        path = QFileDialog.getSaveFileName(self._window, "New Database", str(Path.home()), KINDS)[0]
        if path:
            self._background.run(
                lambda _task: create_empty(path), done=self._offer, owner=self,
                failed=self._not_made,
            )  # fmt: skip

    def _not_made(self, error: BaseException) -> None:
        if not isinstance(error, LandlordError):
            raise error
        self._window.problems.show_problem("warning", error.sentence)

    def _find_server(self) -> None:
        from landlord_desktop.ui.server_dialog import ServerDialog

        page = self.page
        picked = "" if page is None else page.picked_database()
        dialog = ServerDialog(picked if is_server(picked) else "", self._background, self._window)
        dialog.chosen.connect(self._offer)
        dialog.open()

    def _forget(self, database: str) -> None:
        forget_database(database)
        self._listed = [one for one in self._listed if one != database]
        self._offer(self._listed[0] if self._listed else PRACTICE)

    def _show_notes(self) -> None:
        self._window.show_help("release_notes")


def asks_first() -> bool:
    """Whether the program begins with the log-on screen, without looking into a database."""
    return asking() == "yes" or (asking() == "auto" and has_several())


def read_log_on(database: str, practice_file: Path) -> "LogOnFacts":
    """What the log-on screen shows of a database. BooksError where it cannot be read; not in the GUI thread."""
    from landlord_desktop.services.log_on_facts import nobody_yet, read_facts
    from landlord_desktop.sync.server_passwords import password_for

    if database == PRACTICE and not practice_file.exists():
        return nobody_yet(database, "The guide's sample office, made when it is opened first")
    location = str(practice_file) if database == PRACTICE else database
    return read_facts(database, location, password_for(location))


def create_empty(path: str) -> str:
    """Create a database without a sample; its path. BooksError where there is a file already."""
    from landlord_desktop.rules.errors import BooksError
    from landlord_desktop.services.books import create_books

    if Path(path).exists():
        raise BooksError(f"{Path(path).name} exists already; nothing was changed. Choose another name.")
    create_books(path)
    return path


def _would_ask(facts: "LogOnFacts", remembered: str) -> bool:
    from landlord_desktop.services.log_on_choices import who_works

    if asking() != "auto":
        return asking() == "yes"
    practice = facts.database == PRACTICE
    return has_several() or who_works(facts, remembered, practice=practice, never_ask=False) is None
