"""What is done with the whole batch: adding, loading, starting over, dates, lockbox files."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from landlord_desktop.services import batches, lockbox, working_lines
from landlord_desktop.services.line_changes import LineChange, do_recorded
from landlord_desktop.services.lockbox import LockboxResult, LockboxSummary
from landlord_desktop.services.working_lines import LineRow, TypedPayment
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.receivables import batch_files
from landlord_desktop.ui.receivables.load_dialog import LoadDialog
from landlord_desktop.ui.receivables.load_values import LoadValues, read_load_values
from landlord_desktop.ui.receivables.lockbox_dialog import LockboxDialog
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import format_day, plural
from landlord_desktop.ui.widgets.confirm import Choice, ask_then
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

Result = TypeVar("Result")


class ListCommands(QObject):
    """One command at a time: `busy` from the click to the answer. `changed` carries the topics that changed."""

    changed = Signal(object)
    recorded = Signal(object)
    refused = Signal(object)
    busy_changed = Signal()
    added = Signal()
    dialog_closed = Signal()

    def __init__(self, context: ScreenContext, problems: ProblemBar, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._books, self._problems, self._window = context, context.books, problems, window
        self._posting_date: date | None = None
        self._lines: Sequence[LineRow] = ()
        self.busy = self._show_history = False
        self._show_batch = ""
        self._file: Path | None = None

    def set_lines(self, lines: Sequence[LineRow]) -> None:
        """The open lines as the screen shows them."""
        self._lines = lines

    def add(self, payment: TypedPayment) -> None:
        """Add a payment that was typed in."""
        books = self._books
        self._run(
            lambda _task: do_recorded(books, "Add Payment", None, lambda: working_lines.add_payment(books, payment)),
            self._added,
        )

    def _added(self, change: LineChange) -> None:
        self.recorded.emit(change)
        self.added.emit()
        self.changed.emit(("working_lines",))

    # Inosio's batches

    def load_receipts(self, *, show_history: bool = False, batch_id: str = "") -> None:
        """Read what the dialog shows, then open it on its first tab or on History, or where `batch_id` stands."""
        books, self._show_history, self._show_batch = self._books, show_history, batch_id
        self._run(lambda _task: read_load_values(books), self._open_dialog)

    def _open_dialog(self, values: LoadValues) -> None:
        dialog = LoadDialog(values, self._context, self._window, show_history=self._show_history)
        dialog.changed.connect(self.changed)
        dialog.told.connect(self._tell)
        dialog.finished.connect(self.dialog_closed)
        if self._show_batch:
            dialog.show_batch(self._show_batch)
        dialog.open()

    def load_all(self) -> None:
        """Load every batch that waits, without a dialog."""
        books = self._books

        def work(_task: Task) -> tuple[int, int, int]:
            waiting = len(batches.list_batches(books, "unprocessed"))
            return (waiting, *batches.load_unprocessed(books)) if waiting else (0, 0, 0)

        self._run(work, self._all_loaded)

    def _all_loaded(self, counts: tuple[int, int, int]) -> None:
        waiting, lines, loaded = counts
        if not waiting:
            self._problems.show_problem("info", "No batch waits. Load Receipts from Inosio asks the server for more.")
            return
        words = f"{plural(lines, 'receipt')} of {plural(loaded, 'batch', 'batches')} loaded."
        if waiting > loaded:
            words += f" {plural(waiting - loaded, 'batch is', 'batches are')} being worked on elsewhere."
        self._tell(words)
        self.changed.emit(("working_lines", "batches"))

    def _tell(self, text: str) -> None:
        self._problems.show_problem("positive", text)

    # the whole list

    def start_over(self) -> None:
        """Ask, then take all payments off the list."""
        typed = sum(1 for line in self._lines if line.batch_id is None)
        loaded = len(self._lines) - typed
        parts = []
        if loaded:
            parts.append(f"{plural(loaded, 'payment')} of Inosio {'returns' if loaded == 1 else 'return'} to the "
                         "unprocessed batch.")  # fmt: skip
        if typed:
            parts.append(f"{plural(typed, 'payment')} typed in {'is' if typed == 1 else 'are'} deleted.")
        choices = (Choice("start_over", "Start Over", "danger"), Choice("cancel", "Cancel"))
        ask_then(self._window, "Delete all payments of this list?", " ".join(parts), choices, "cancel",
                 self._start_over_answered)  # fmt: skip

    def _start_over_answered(self, answer: str) -> None:
        if answer == "start_over":
            books = self._books
            self._run(
                lambda _task: do_recorded(books, "Start Over", None, lambda: working_lines.start_over(books)),
                self._started_over,
            )

    def _started_over(self, change: LineChange) -> None:
        self.recorded.emit(change)
        self._context.notify("positive", f"{plural(len(change.before), 'payment')} taken off the list.")
        self.changed.emit(("working_lines", "batches"))

    def update_all_dates(self, posting_date: date) -> None:
        """Warn, then give all payments this date."""
        self._posting_date = posting_date
        count = plural(len(self._lines), "payment")
        text = (
            f"The date of {count} changes to {format_day(posting_date)}. "
            "The dates they were received stay with the payments."
        )
        choices = (Choice("update", "Update All Dates", "primary"), Choice("cancel", "Cancel"))
        ask_then(self._window, "Update all dates?", text, choices, "cancel", self._dates_answered)

    def _dates_answered(self, answer: str) -> None:
        books, day = self._books, self._posting_date
        if answer == "update" and day is not None:
            self._run(
                lambda _task: do_recorded(
                    books, "Update All Dates", None, lambda: working_lines.update_all_dates(books, day)
                ),
                self._dates_updated,
            )

    def _dates_updated(self, change: LineChange) -> None:
        self.recorded.emit(change)
        self.changed.emit(("working_lines",))

    # lockbox files

    def ask_file_to_load(self) -> None:
        """Ask which file to load."""
        batch_files.ask_for_file(self._window, save=False, chosen=self.load_file)

    def ask_file_to_save(self) -> None:
        """Ask which file to save to."""
        batch_files.ask_for_file(self._window, save=True, chosen=self.save_file)

    def load_file(self, path: str) -> None:
        """Look at a lockbox file, show what each line would do, and load it where the user says so."""
        books, self._file = self._books, Path(path)
        file = self._file
        batch_files.remember_folder(file)
        self._run(lambda _task: lockbox.look_at(books, file), self._show_file)

    def _show_file(self, summary: LockboxSummary) -> None:
        dialog = LockboxDialog(summary, self._window)
        dialog.load_asked.connect(self._load_file)
        dialog.finished.connect(self.dialog_closed)
        dialog.open()

    def _load_file(self) -> None:
        books, file = self._books, self._file
        if file is not None:
            self._run(lambda _task: lockbox.load_file(books, file), self._file_loaded)

    def _file_loaded(self, result: LockboxResult) -> None:
        name = self._file.name if self._file is not None else ""
        self._problems.show_problem(*batch_files.loaded_words(result, name))
        if result.loaded:
            self.changed.emit(("working_lines", "batches"))

    def save_file(self, path: str) -> None:
        """Save the open payments to a lockbox file; the list stays as it is."""
        books, file = self._books, Path(path)
        batch_files.remember_folder(file)
        count = len(self._lines)

        def done(saved: int) -> None:
            self._problems.show_problem(*batch_files.saved_words(saved, max(0, count - saved), file.name))

        self._run(lambda _task: lockbox.save_unprocessed(books, file), done)

    def _run(self, work: Callable[[Task], Result], done: Callable[[Result], object]) -> None:
        if self.busy:
            return
        self._set_busy(True)

        def finished(result: Result) -> None:
            self._set_busy(False)
            done(result)

        self._context.background.run(work, done=finished, failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(False)
        self.refused.emit(error)

    def _set_busy(self, busy: bool) -> None:
        self.busy = busy
        self.busy_changed.emit()
