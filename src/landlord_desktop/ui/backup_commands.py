"""File > Back Up Now, File > Restore, and what is done at a start: the backup of the day, or a check of the books."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu

from landlord_desktop.config import is_server
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.ui.background import Background, CancelledError, Task
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.shell.menus import add_action
from landlord_desktop.ui.text import format_day, shown
from landlord_desktop.ui.widgets.badge import StateKind

if TYPE_CHECKING:
    from landlord_desktop.services.backup import BackupMade, Restored

KINDS = "Landlord Desktop databases (*.db);;All files (*)"
SERVER_WORDS = "Books on an office server are backed up there. Ask who looks after the server for its backups."
Progress = Callable[[int, int], None]


class BackupCommands(QObject):
    """The commands and their ends. `switch_to` opens another database instead of this one.

    Restore works without books too: it is needed most where they cannot be opened.
    """

    def __init__(
        self,
        window: MainWindow,
        menu: QMenu,
        background: Background,
        switch_to: Callable[[str], object],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._window, self._background, self._switch_to = window, background, switch_to
        self._context: ScreenContext | None = None
        self._fresh = self._daily = False
        self.back_up_action = add_action(
            menu, "&Back Up Now…", "back_up_now", self.back_up_now, "Ctrl+Shift+S", "save"
        )
        self.restore_action = add_action(menu, "&Restore…", "restore", self.restore, "", "history")
        self.back_up_action.setEnabled(False)

    def books_ready(self, context: ScreenContext, *, daily: bool) -> None:
        """The books are open; they are looked after once the window has read what it shows.

        `daily`: by the backup of the day, where it is not made yet.
        """
        self._context, self._fresh, self._daily = context, True, daily
        self._set_enabled(enabled=True)
        self._show_last()
        self._background.idle_changed.connect(self._window_has_read)

    def offer_restore(self, kind: StateKind, sentence: str) -> None:
        """Say what is wrong with the books, with a button that restores a backup."""
        action = CommandSpec("restore_a_backup", "Restore…", "history", slot=self.restore)
        self._window.problems.show_problem(kind, shown(sentence), actions=[action])

    # by hand

    def back_up_now(self) -> None:
        """Ask for a file and copy the books to it; the dialog asks before a file is replaced."""
        context = self._context
        if context is None:
            return
        if is_server(context.books.store.location):
            self._window.problems.show_problem("info", SERVER_WORDS)
            return
        database = Path(context.books.store.location)
        suggested = Path.home() / f"{database.stem} {context.today().isoformat()}.db"
        path = QFileDialog.getSaveFileName(self._window, "Back Up Now", str(suggested), KINDS)[0]
        if not path:
            return
        self._set_enabled(enabled=False)
        self._window.notify("info", "The backup is being made and checked")

        def work(task: Task) -> "BackupMade":
            from landlord_desktop.services.backup import back_up

            return back_up(context.books, Path(path), replace_file=True, deep=True, progress=_until_cancelled(task))

        self._background.run(work, done=self._made, failed=self._failed, owner=self, lane="other")

    def restore(self) -> None:
        """Ask for a backup and for a new file, make books of it there and open them."""
        backup = QFileDialog.getOpenFileName(self._window, "Restore: Choose the Backup", str(self._folder()), KINDS)[0]
        if not backup:
            return
        suggested = self._beside() / f"{Path(backup).stem} restored.db"
        target = QFileDialog.getSaveFileName(
            self._window, "Restore into a New File", str(suggested), KINDS,
            options=QFileDialog.Option.DontConfirmOverwrite,  # an existing file is never replaced from here
        )[0]  # fmt: skip
        if not target:
            return
        self._set_enabled(enabled=False)
        self._window.notify("info", "The backup is being checked and restored")

        def work(_task: Task) -> "Restored":
            from landlord_desktop.services.backup import restore

            return restore(Path(backup), target)

        self._background.run(work, done=self._restored, failed=self._failed, owner=self, lane="other")

    def _folder(self) -> Path:
        """Where the file dialog begins: with the automatic backups where there are any."""
        from landlord_desktop.config import data_folder

        folder = data_folder() / "backups"
        own = folder / self._context.books.database_uuid if self._context is not None else folder
        return next((path for path in (own, folder) if path.is_dir()), Path.home())

    def _beside(self) -> Path:
        """Where restored books are suggested to lie."""
        location = "" if self._context is None else self._context.books.store.location
        return Path.home() if not location or is_server(location) else Path(location).parent

    def _made(self, made: "BackupMade") -> None:
        self._set_enabled(enabled=True)
        self._show_last()
        self._window.notify("positive", f"Backed up to {shown(made.path.name)}, {made.bytes:,} bytes, checked")

    def _restored(self, restored: "Restored") -> None:
        self._set_enabled(enabled=True)
        self._switch_to(str(restored.path))

    def _failed(self, error: BaseException) -> None:
        self._set_enabled(enabled=True)
        self._tell(error, "")

    # at a start

    def _window_has_read(self) -> None:
        if self._fresh:
            self._fresh = False
            self.look_after_books()

    def look_after_books(self) -> None:
        """Make the backup of the day, which proves all books, or prove the newest; the work goes on whatever happens.

        What is found or fails is one sentence.
        """
        context, daily = self._context, self._daily
        if context is None:
            return

        def work(task: Task) -> str | None:
            from landlord_desktop.services.backup import back_up_daily
            from landlord_desktop.services.check_memory import remember
            from landlord_desktop.services.checks import run_checks

            look = _until_cancelled(task)
            if daily and back_up_daily(context.books, look) is not None:
                return None
            report = run_checks(context.books, progress=look)
            remember(context.books, report, deep=False)
            return "" if report.ok else report.findings[0]

        self._background.run(work, done=self._looked, failed=self._daily_failed, owner=self, lane="other")

    def _looked(self, finding: str | None) -> None:
        """`finding` is None where a backup was made, empty where the books are good."""
        if self._context is not None:
            self._context.changes.tell("checks")
        if finding is None:
            self._show_last()
        elif finding:
            self.offer_restore(
                "negative",
                f"A check of these books found: {finding} Post nothing more; tell support, or restore the last backup.",
            )

    def _daily_failed(self, error: BaseException) -> None:
        self._tell(error, "Today's backup was not made; it is tried again at the next start. ")

    # how it is told

    def _show_last(self) -> None:
        context = self._context
        if context is None:
            return

        def read(_task: Task) -> date | None:
            from landlord_desktop.services.backup import last_backup

            return last_backup(context.books)

        self._background.run(read, done=self._show_day, owner=self)

    def _show_day(self, day: date | None) -> None:
        self._window.status.show_backup("" if day is None else f"Backed up {format_day(day)}")

    def _tell(self, error: BaseException, introduction: str) -> None:
        if isinstance(error, CancelledError):
            return
        if isinstance(error, LandlordError):
            self._window.problems.show_problem("warning", f"{introduction}{shown(error.sentence)}")
        elif self._context is not None:
            self._context.report_error(error)
        else:
            raise error

    def _set_enabled(self, *, enabled: bool) -> None:
        self.back_up_action.setEnabled(enabled and self._context is not None)
        self.restore_action.setEnabled(enabled)


def _until_cancelled(task: Task) -> Progress:
    """Called between two checks of a copy: ends the work where the program closes."""

    def look(_done: int, _total: int) -> None:
        if task.cancelled:
            raise CancelledError

    return look
