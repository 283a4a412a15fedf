"""File > Export Journal: the whole journal as a file with which another program proves the books."""

from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMenu

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.shell.menus import add_action
from landlord_desktop.ui.text import shown

_FORMATS = {".beancount": "beancount", ".journal": "hledger", ".hledger": "hledger"}
_KINDS = "beancount files (*.beancount);;hledger journals (*.journal *.hledger)"


class ExportCommand(QObject):
    """The command in the menu; it works once the books are open."""

    def __init__(self, window: MainWindow, menu: QMenu, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._context: ScreenContext | None = None
        self.action = add_action(menu, "Export &Journal…", "export_journal", self.export, "Ctrl+Alt+Shift+J", "report")
        self.action.setEnabled(False)

    def books_ready(self, context: ScreenContext) -> None:
        """The books are open."""
        self._context = context
        self.action.setEnabled(True)

    def export(self) -> None:
        """Ask for a file, whose ending chooses the program, and write it; the dialog asks before it replaces one."""
        context = self._context
        if context is None:
            return
        suggested = Path.home() / f"Journal {context.today().isoformat()}.beancount"
        chosen, kind = QFileDialog.getSaveFileName(self._window, "Export Journal", str(suggested), _KINDS)
        if not chosen:
            return
        path = Path(chosen)
        file_format = _FORMATS.get(path.suffix.lower(), kind.split(" ", 1)[0] or "beancount")
        self.action.setEnabled(False)
        self._window.notify("info", "The journal is being exported")

        def work(task: Task) -> str:
            from landlord_desktop.reports.journal_file import write_journal

            def go_on() -> None:
                if task.cancelled:
                    raise CancelledError

            write_journal(context.books, file_format, path, go_on)
            return path.name

        context.background.run(work, done=self._written, failed=self._failed, owner=self, lane="other")

    def _written(self, name: str) -> None:
        self.action.setEnabled(True)
        self._window.notify("positive", f"The journal is written to {shown(name)}")

    def _failed(self, error: BaseException) -> None:
        self.action.setEnabled(True)
        if isinstance(error, LandlordError):
            self._window.problems.show_problem("warning", shown(error.sentence))
        elif self._context is not None and not isinstance(error, CancelledError):
            self._context.report_error(error)
