"""File > Back Up Now, File > Restore, and the backup of the first log-on of the day."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.shell.menus import add_action
from landlord_desktop.ui.text import format_day, shown

if TYPE_CHECKING:
    from landlord_desktop.services.backup import BackupMade, Restored

KINDS = "Landlord Desktop databases (*.db);;All files (*)"
Progress = Callable[[int, int], None]


class BackupCommands(QObject):
    """The commands and their ends. `switch_to` opens another database instead of this one."""

    def __init__(self, window: MainWindow, menu: QMenu, switch_to: Callable[[str], object], parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._switch_to = window, switch_to
        self._context: ScreenContext | None = None
        self._daily = False
        self.back_up_action = add_action(
            menu, "&Back Up Now…", "back_up_now", self.back_up_now, "Ctrl+Shift+S", "save"
        )
        self.restore_action = add_action(menu, "&Restore…", "restore", self.restore, "", "history")
        self._set_enabled(enabled=False)

    def books_ready(self, context: ScreenContext, *, daily: bool) -> None:
        """The books are open. `daily`: their backup of the day is made as soon as the window has read what it shows."""
        self._context, self._daily = context, daily
        self._set_enabled(enabled=True)
        self._show_last()
        context.background.idle_changed.connect(self._window_has_read)

    # by hand

    def back_up_now(self) -> None:
        """Ask for a file and copy the books to it; the dialog asks before a file is replaced."""
        context = self._context
        if context is None:
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

        context.background.run(work, done=self._made, failed=self._failed, owner=self, lane="other")

    def restore(self) -> None:
        """Ask for a backup and for a new file, make books of it there and open them."""
        context = self._context
        if context is None:
            return
        backup = QFileDialog.getOpenFileName(self._window, "Restore: Choose the Backup", str(self._folder()), KINDS)[0]
        if not backup:
            return
        suggested = Path(context.books.store.location).with_name(f"{Path(backup).stem} restored.db")
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

        context.background.run(work, done=self._restored, failed=self._failed, owner=self, lane="other")

    def _folder(self) -> Path:
        """Where the file dialog begins: with the automatic backups where there are any."""
        from landlord_desktop.config import data_folder

        folder = data_folder() / "backups"
        own = folder / self._context.books.database_uuid if self._context is not None else folder
        return next((path for path in (own, folder) if path.is_dir()), Path.home())

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

    # once a day

    def _window_has_read(self) -> None:
        if self._daily:
            self._daily = False
            self.back_up_daily()

    def back_up_daily(self) -> None:
        """Make the backup of the day where nobody made it; a failure is one sentence, and the work goes on."""
        context = self._context
        if context is None:
            return

        def work(task: Task) -> "BackupMade | None":
            from landlord_desktop.services.backup import back_up_daily

            return back_up_daily(context.books, _until_cancelled(task))

        context.background.run(work, done=self._daily_made, failed=self._daily_failed, owner=self, lane="other")

    def _daily_made(self, made: "BackupMade | None") -> None:
        if made is not None:
            self._show_last()

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

        context.background.run(read, done=self._show_day, owner=self)

    def _show_day(self, day: date | None) -> None:
        self._window.status.show_backup("" if day is None else f"Backed up {format_day(day)}")

    def _tell(self, error: BaseException, introduction: str) -> None:
        if isinstance(error, CancelledError):
            return
        if isinstance(error, LandlordError):
            self._window.problems.show_problem("warning", f"{introduction}{shown(error.sentence)}")
        elif self._context is not None:
            self._context.report_error(error)

    def _set_enabled(self, *, enabled: bool) -> None:
        self.back_up_action.setEnabled(enabled)
        self.restore_action.setEnabled(enabled)


def _until_cancelled(task: Task) -> Progress:
    """Called between two checks of a copy: ends the work where the program closes."""

    def look(_done: int, _total: int) -> None:
        if task.cancelled:
            raise CancelledError

    return look
