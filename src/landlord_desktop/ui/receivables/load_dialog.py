"""Load Receipts from Inosio Server: the batches that wait, those that are processed, and asking the server for more."""

from collections.abc import Callable
from typing import TypeVar, cast

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QComboBox, QDialog, QHBoxLayout, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services import batch_status, batches
from landlord_desktop.services.batches import BatchRow
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.errors import log_failure
from landlord_desktop.ui.receivables.load_history import LoadHistory
from landlord_desktop.ui.receivables.load_values import (
    LoadValues,
    batch_facts,
    batch_text,
    count_message,
    is_safe_address,
    read_load_values,
)
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.sync_runs import FETCH_BATCHES, RoundResult, RunningRound, SyncRuns
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import icon_button, push_button
from landlord_desktop.ui.widgets.confirm import OK, Choice, ask_then
from landlord_desktop.ui.widgets.empty_state import EmptyState
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip

Result = TypeVar("Result")
_HOME_UNKNOWN = "The address is known after the first connection with Inosio"


class LoadDialog(QDialog):
    """Built from finished values; closes once receipts were loaded. `changed` carries topics, `told` a banner."""

    changed = Signal(object)
    told = Signal(str)

    def __init__(
        self, values: LoadValues, context: ScreenContext, parent: QWidget | None = None, *, show_history: bool = False
    ) -> None:
        super().__init__(parent)
        self.setObjectName("load_receipts_dialog")
        self.setWindowTitle("Load Receipts from Inosio Server")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._context, self._books, self._values = context, context.books, values
        self._round: RunningRound | None = None
        self._asked: BatchRow | None = None
        self.problems = ProblemBar("load_problem")
        self.strip = ProgressStrip("check_progress")
        self.batch = QComboBox()
        self.batch.setObjectName("unprocessed_receipt_batch")
        self.batch.setMaxVisibleItems(16)
        self.facts = label("", "batch_facts", "caption", wrap=True)
        self.mark = push_button("Mark Processed", "mark_processed", icon="check", slot=self._mark_processed)
        self.load = push_button("Load Receipts", "load_receipts", "primary", "load", slot=self._load_chosen)
        self.load_all = push_button(
            "Load All Batches", "load_all_batches", icon="load", shortcut="Ctrl+Shift+L",
            tooltip="Load the receipts of every unprocessed batch", slot=self._load_all,
        )
        self.check = push_button(
            "Check Server for More Batches", "check_server_for_more_batches", icon="refresh", shortcut="F5",
            slot=self.check_server,
        )
        self.home = push_button("INOSIO Account Home", "inosio_account_home", "link", slot=self._open_home)
        self.guide = push_button("Integration Guide", "integration_guide", "link", slot=self._open_guide)
        self.cancel = push_button("Cancel", "cancel", slot=self.reject)
        self.history = LoadHistory()
        self.tabs = QTabWidget()
        self.tabs.setObjectName("load_tabs")
        self._build()
        self.tabs.setCurrentIndex(int(show_history))
        self.batch.currentIndexChanged.connect(self._show_facts)
        self.history.load_asked.connect(self._load)
        self.history.mark_unprocessed_asked.connect(self._mark_unprocessed)
        self.set_values(values)
        (self.history.table if show_history else self.batch).setFocus()

    def _build(self) -> None:
        self.tabs.addTab(self._waiting_page(), "Unprocessed Batches")
        self.tabs.addTab(self.history, "History")
        self.load.setDefault(True)
        links = QHBoxLayout()
        links.setSpacing(SPACE[4])
        links.addWidget(self.home)
        links.addWidget(self.guide)
        links.addWidget(icon_button("help", "help", "Help on this window", self._help, "F1", tab_stop=False))
        links.addStretch(1)
        links.addWidget(self.check)
        links.addWidget(self.cancel)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        for part in (self.problems, self.strip):
            layout.addWidget(part)
        layout.addWidget(self.tabs, 1)
        layout.addLayout(links)
        self.resize(800, 400)

    def _waiting_page(self) -> QWidget:
        title = label("Unprocessed Receipt Batch:")
        title.setBuddy(self.batch)
        self.batch.setAccessibleName("Unprocessed Receipt Batch")
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addWidget(self.load_all)
        buttons.addStretch(1)
        buttons.addWidget(self.mark)
        buttons.addWidget(self.load)
        filled = QWidget()
        stack = QVBoxLayout(filled)
        stack.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        stack.setSpacing(SPACE[2])
        stack.addWidget(title)
        stack.addWidget(self.batch)
        stack.addWidget(self.facts)
        stack.addStretch(1)
        stack.addLayout(buttons)
        empty = EmptyState(
            "no_batches", "No batch waits", "Check Server for More Batches asks Inosio for new ones.", icon="batch"
        )
        self._pages = QStackedWidget()
        self._pages.addWidget(empty)
        self._pages.addWidget(filled)
        return self._pages

    # showing

    def set_values(self, values: LoadValues) -> None:
        """Show these batches; the one chosen stays chosen while it waits."""
        chosen = self._chosen()
        self._values = values
        self.batch.clear()
        for batch in values.unprocessed:
            self.batch.addItem(batch_text(batch), batch.batch_id)
        place = self.batch.findData(chosen.batch_id) if chosen is not None else -1
        if values.unprocessed:
            self.batch.setCurrentIndex(max(0, place))
        self._pages.setCurrentIndex(1 if values.unprocessed else 0)
        self.history.show_values(values)
        self.home.setEnabled(is_safe_address(values.home_url))
        self.home.setToolTip("Open the account in the browser" if self.home.isEnabled() else _HOME_UNKNOWN)
        self.home.setAccessibleDescription(self.home.toolTip())
        self._show_facts()

    def show_batch(self, batch_id: str) -> None:
        """Choose this batch, on whichever tab it stands."""
        place = self.batch.findData(batch_id)
        if place >= 0:
            self.batch.setCurrentIndex(place)
        elif self.history.table.select_key(batch_id):
            self.tabs.setCurrentWidget(self.history)
            self.history.table.setFocus()

    def _show_facts(self, _place: int = 0) -> None:
        chosen = self._chosen()
        self.facts.setText("" if chosen is None else batch_facts(chosen, self._books))
        self._set_usable(self.check.isEnabled())

    def _chosen(self) -> BatchRow | None:
        wanted = self.batch.currentData()
        return next((batch for batch in self._values.unprocessed if batch.batch_id == wanted), None)

    def _set_usable(self, usable: bool) -> None:
        self.check.setEnabled(usable)
        chosen = self._chosen() is not None
        self.mark.setEnabled(usable and chosen)
        self.load.setEnabled(usable and chosen)
        self.load_all.setEnabled(usable and chosen)
        self.history.set_usable(usable)

    # loading

    def _load_chosen(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            self._load(chosen)

    def _load(self, batch: BatchRow) -> None:
        books = self._books
        self._asked = batch
        self._run(lambda _task: batches.load_batch(books, batch.batch_id), self._loaded)

    def _loaded(self, _count: int) -> None:
        batch = self._asked
        self.changed.emit(("working_lines", "batches"))
        if batch is not None:
            message = count_message(batch.item_count, batch.posted)
            ask_then(self, "Load Receipts", message, OK, "ok", self._message_read)

    def _message_read(self, _answer: str) -> None:
        self.accept()

    def _load_all(self) -> None:
        books = self._books
        self._run(lambda _task: batches.load_unprocessed(books), self._all_loaded)

    def _all_loaded(self, counts: tuple[int, int]) -> None:
        self.changed.emit(("working_lines", "batches"))
        receipts, loaded = plural(counts[0], "receipt"), plural(counts[1], "batch", "batches")
        others = len(self._values.unprocessed) - counts[1]
        busy = f" {plural(others, 'batch is', 'batches are')} being worked on elsewhere." if others > 0 else ""
        self.told.emit(f"{receipts} of {loaded} loaded.{busy}")
        self.accept()

    # the batch's status

    def _mark_processed(self) -> None:
        batch = self._asked = self._chosen()
        if batch is None:
            return
        books = self._books

        def refused(error: BaseException) -> None:
            if batch.removed and isinstance(error, RuleError):
                self._ask_with_removed(error.sentence)
            else:
                self._failed(error)

        self._run(lambda _task: batch_status.mark_processed(books, batch.batch_id), self._marked, refused)

    def _ask_with_removed(self, question: str) -> None:
        self._set_usable(True)
        choices = (Choice("mark", "Mark Processed", "primary"), Choice("cancel", "Cancel"))
        ask_then(self, question, "The removed payments stay removed, with their reasons.", choices, "cancel",
                 self._removed_answered)  # fmt: skip

    def _removed_answered(self, answer: str) -> None:
        batch, books = self._asked, self._books
        if answer == "mark" and batch is not None:
            self._run(
                lambda _task: batch_status.mark_processed(books, batch.batch_id, with_removed=True), self._marked
            )

    def _mark_unprocessed(self, batch: BatchRow) -> None:
        books = self._books
        self._run(lambda _task: batch_status.mark_unprocessed(books, batch.batch_id), self._marked)

    def _marked(self, _nothing: None) -> None:
        self.problems.clear()
        self.changed.emit(("batches", "working_lines", "outbox"))
        self._read_again()

    def _read_again(self) -> None:
        books = self._books
        self._run(lambda _task: read_load_values(books), self.set_values)

    # the server

    def check_server(self) -> None:
        """Ask the server for new batches, with progress and a cancel."""
        if not self.check.isEnabled():
            return
        self._set_usable(False)
        self.problems.clear()
        runs = cast("SyncRuns", self._context.sync)
        self.strip.start("Asking Inosio for new batches", self._cancel_round)
        self._round = runs.run(
            FETCH_BATCHES, done=self._checked, failed=self._check_failed, progress=self.strip.set_progress, owner=self
        )

    def _cancel_round(self) -> None:
        if self._round is not None:
            self._round.cancel()

    def _checked(self, result: RoundResult) -> None:
        self._end_round()
        if result.error:
            self.problems.show_problem("warning", result.error)
        else:
            self.problems.show_problem("positive", result.sentence or "There are no new batches.")
        self.changed.emit(("batches",))
        self._read_again()

    def _check_failed(self, error: BaseException) -> None:
        self._end_round()
        self._failed(error)

    def _end_round(self) -> None:
        self._round = None
        self.strip.finish()
        self._set_usable(True)

    # links

    def _open_home(self) -> None:
        if is_safe_address(self._values.home_url):
            QDesktopServices.openUrl(QUrl(self._values.home_url))

    def _open_guide(self) -> None:
        self._context.navigate("help", {"page": "integration_guide"})

    def _help(self) -> None:
        self._context.navigate("help", {"page": "load_receipts"})

    # how it is done

    def _run(
        self,
        work: Callable[[Task], Result],
        done: Callable[[Result], object],
        failed: Callable[[BaseException], object] | None = None,
    ) -> None:
        self._set_usable(False)

        def finished(result: Result) -> None:
            self._set_usable(True)
            done(result)

        self._context.background.run(work, done=finished, failed=failed or self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        self._set_usable(True)
        if not isinstance(error, CancelledError):
            failure = log_failure(error, "load receipts")
            self.problems.show_problem("negative" if failure.fault_id else "warning", failure.sentence)
