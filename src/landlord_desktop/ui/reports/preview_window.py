"""The preview of a report: its pages as they will be printed, and the ways out: printer, PDF, CSV, Excel."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QStackedWidget, QVBoxLayout, QWidget

from landlord_desktop.reports import Report, write
from landlord_desktop.reports.catalog import build, entry_of
from landlord_desktop.reports.pdf_layout import ReportPages
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.reports.output import FILTERS, make_printer, print_report, remember_folder, suggested_path
from landlord_desktop.ui.reports.page_view import PageView
from landlord_desktop.ui.reports.preview_bar import PreviewBar
from landlord_desktop.ui.reports.printed_marks import offer_to_unmark
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.screens import ScreenEntry
from landlord_desktop.ui.shell.document_page import DocumentPage
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.empty_state import EmptyState
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter

    from landlord_desktop.services.books import Books
    from landlord_desktop.ui.shell.documents import Documents


class DocumentWindow(Protocol):
    """What the main window is to a preview: it shows documents and closes them."""

    documents: "Documents"

    def close_page(self, page: DocumentPage) -> bool: ...


def open_report(
    context: ScreenContext, main_window: DocumentWindow, *, name: object = "", **options: object
) -> "PreviewWindow":
    """Open a report as a document, or bring the one with the same options to the front and read it again.

    `name` and `options` are those of `reports.catalog.build`. LandlordError for an unknown name.
    """
    entry = entry_of(str(name))
    given = [str(value) for value in options.values() if value is not None]
    key = "_".join(["report", entry.name, *given])
    page = main_window.documents.page(key)
    if page is None:
        page = DocumentPage(ScreenEntry(key, "", entry.title, "report_preview", "", "report"))
        made = PreviewWindow(context)
        made.set_title(entry.title)
        page.set_screen(made)
        made.close_asked.connect(partial(main_window.close_page, page))
        main_window.documents.add_page(page)
    preview = page.screen_shown
    assert isinstance(preview, PreviewWindow)  # pages with this key are made here alone  # noqa: S101
    main_window.documents.show_page(page)
    preview.activate(name=entry.name, **options)
    preview.first_focus().setFocus()
    return preview


def _build_pages(books: "Books", name: str, options: Mapping[str, object], _task: Task) -> ReportPages:
    return ReportPages(build(books, name, **options))


def _write_file(report: Report, path: Path, task: Task) -> Path:
    write(report, path, partial(_step, task))
    return path


def _print_pages(report: Report, printer: "QPrinter", task: Task) -> int:
    return print_report(report, printer, partial(_step, task))


def _step(task: Task, done: int, total: int) -> None:
    if task.cancelled:
        raise CancelledError
    task.progress(done, total)


class PreviewWindow(Screen):
    """Shows one report. `activate(name=..., **options)` builds it in the background."""

    key = "report"
    title = "Report"
    help_page = "reports"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.report: Report | None = None
        self._pages: ReportPages | None = None
        self._wanted: tuple[str, dict[str, object]] = ("", {})
        self._busy = False
        self._problem = ProblemBar("report_problem")
        self._progress = ProgressStrip("report_progress")
        self.view = PageView("report_pages")
        self.bar = PreviewBar(self.view)
        self._empty = EmptyState("report_empty", "", icon="report")
        self._empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._blank = QWidget()
        self._stack = QStackedWidget()
        for part in (self._blank, self.view, self._empty):
            self._stack.addWidget(part)
        top = QVBoxLayout()
        top.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        top.setSpacing(SPACE[2])
        for part in (self.bar, self._problem, self._progress):
            top.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self._stack, 1)
        self.bar.setVisible(False)

    def activate(self, **parameters: object) -> None:
        """Build the report of this `name` with these options."""
        name = str(parameters.pop("name", ""))
        if name:
            self._wanted = (name, parameters)
            self._read()

    def first_focus(self) -> QWidget:
        """The pages, so that Page Down turns them at once."""
        return self._empty if self._stack.currentWidget() is self._empty else self.view

    def left_buttons(self) -> list[CommandSpec]:
        """Print, save, read again, close."""
        ready = self.report is not None and not self._busy
        return [
            CommandSpec("print", "Print\u2026", "print", "Ctrl+P", self.print_pages, enabled=ready, primary=True),
            CommandSpec("save_pdf", "Save PDF\u2026", "pdf", "Ctrl+S", self.save_pdf, enabled=ready),
            CommandSpec("save_csv", "Save CSV\u2026", "save", "Ctrl+Shift+C", self.save_csv, enabled=ready),
            CommandSpec("save_excel", "Save Excel\u2026", "columns", "Ctrl+Shift+E", self.save_excel, enabled=ready),
            CommandSpec(
                "read_again", "Read Again", "refresh", "F5", self._read,
                "Build the report again as the books stand now", enabled=not self._busy,
            ),
            CommandSpec("close", "Close", "close", "Esc", self.close_asked.emit),
        ]

    # ways out

    def save_pdf(self) -> None:
        """Ask for a file and write the report as PDF."""
        self._ask_file(".pdf")

    def save_csv(self) -> None:
        """Ask for a file and write the report as CSV."""
        self._ask_file(".csv")

    def save_excel(self) -> None:
        """Ask for a file and write the report as an Excel workbook."""
        self._ask_file(".xlsx")

    def print_pages(self) -> None:
        """Ask for a printer and print."""
        if self._pages is None:
            return
        from PySide6.QtPrintSupport import QAbstractPrintDialog, QPrintDialog

        printer = make_printer(self._pages)
        dialog = QPrintDialog(printer, self)
        dialog.setObjectName("print_dialog")
        dialog.setOption(QAbstractPrintDialog.PrintDialogOption.PrintPageRange)
        dialog.setMinMax(1, self._pages.page_count)
        dialog.accepted.connect(partial(self._print_accepted, dialog, printer))
        dialog.finished.connect(dialog.deleteLater)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.show()

    def save_to(self, path: Path) -> None:
        """Write the report to this file in the background."""
        if self.report is None or self._busy:
            return
        remember_folder(path)
        task = self.context.background.run(
            partial(_write_file, self.report, path), done=self._saved, failed=self._failed,
            progress=self._progress.set_progress, owner=self, lane="other",
        )
        self._start(f"Writing {path.name}\u2026", task)

    def print_on(self, printer: "QPrinter") -> None:
        """Print the report on this printer in the background."""
        if self.report is None or self._busy:
            return
        task = self.context.background.run(
            partial(_print_pages, self.report, printer), done=self._printed, failed=self._failed,
            progress=self._progress.set_progress, owner=self, lane="other",
        )
        self._start(f"Printing {self.report.title}\u2026", task)

    # how it is done

    def _read(self) -> None:
        name, options = self._wanted
        if self._busy or not name:
            return
        task = self.context.background.run(
            partial(_build_pages, self.context.books, name, options), done=self._show, failed=self._failed, owner=self
        )
        self._start(f"Preparing {self.title}\u2026", task)

    def _show(self, pages: ReportPages) -> None:
        self._finish()
        self._pages, self.report = pages, pages.report
        self.view.set_pages(pages)
        rows = plural(len(pages.report.rows), "row")
        self.view.setAccessibleDescription(f"{pages.report.title}, {rows}, {plural(pages.page_count, 'page')}")
        self._empty.set_text(pages.report.empty_text, pages.report.note if not pages.report.rows else "")
        self._stack.setCurrentWidget(self.view if pages.report.rows else self._empty)
        self.bar.setVisible(bool(pages.report.rows))
        self.left_buttons_changed.emit()
        if self.isVisible():
            self.first_focus().setFocus()

    def _ask_file(self, ending: str) -> None:
        if self.report is None or self._busy:
            return
        suggested = suggested_path(self.report, ending)
        dialog = QFileDialog(self, f"Save {self.report.title}", str(suggested.parent), FILTERS[ending])
        dialog.setObjectName("save_file")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(ending[1:])
        dialog.selectFile(suggested.name)
        dialog.fileSelected.connect(self._file_chosen)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _file_chosen(self, chosen: str) -> None:
        self.save_to(Path(chosen))

    def _print_accepted(self, _dialog: "QPrintDialog", printer: "QPrinter") -> None:
        self.print_on(printer)

    def _start(self, words: str, task: Task) -> None:
        self._busy = True
        self._problem.clear()
        self._progress.start(words, task.cancel)
        self.left_buttons_changed.emit()

    def _finish(self) -> None:
        self._busy = False
        self._progress.finish()
        self.left_buttons_changed.emit()

    def _saved(self, path: Path) -> None:
        self._finish()
        self.context.notify("positive", f"{path.name} is saved.")
        if path.suffix == ".pdf":
            self._offer_to_unmark("saved as PDF")

    def _printed(self, pages: int) -> None:
        self._finish()
        self.context.notify("positive", f"{plural(pages, 'page')} printed.")
        self._offer_to_unmark("printed")

    def _offer_to_unmark(self, done: str) -> None:
        if self.report is not None and self.report.marked_orders:
            offer_to_unmark(self, self.context, self.report.marked_orders, done)

    def _failed(self, error: BaseException) -> None:
        self._finish()
        if isinstance(error, CancelledError):
            self.context.notify("info", "Cancelled. Nothing was written.")
        elif isinstance(error, LandlordError):
            self._problem.show_problem("negative", error.sentence)
        else:
            self.context.report_error(error)
