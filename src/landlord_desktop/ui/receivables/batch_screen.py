"""AR > Batch Receipts: payments typed in or loaded from Inosio are settled line by line and posted together."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.services import batches, working_lines
from landlord_desktop.services.after_post import MorningResult
from landlord_desktop.services.batch_control import BatchControl, read_controls
from landlord_desktop.services.lookups import read_lookups
from landlord_desktop.services.settings import all_settings
from landlord_desktop.services.tenant_account import LineBehind, line_behind
from landlord_desktop.services.working_lines import LineRow
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.errors import log_failure
from landlord_desktop.ui.receivables.batch_buttons import left_commands
from landlord_desktop.ui.receivables.batch_closing import give_back
from landlord_desktop.ui.receivables.batch_entry import EntryBlock
from landlord_desktop.ui.receivables.batch_posting import BatchPosting, morning_words
from landlord_desktop.ui.receivables.batch_preview import BatchPreview
from landlord_desktop.ui.receivables.batch_tools import BatchTools
from landlord_desktop.ui.receivables.control_strip import ControlStrip
from landlord_desktop.ui.receivables.line_allocation import LineAllocation
from landlord_desktop.ui.receivables.line_commands import LineCommands
from landlord_desktop.ui.receivables.line_detail import LineDetail
from landlord_desktop.ui.receivables.line_undo import LineUndo
from landlord_desktop.ui.receivables.line_writer import LineWriter
from landlord_desktop.ui.receivables.list_commands import ListCommands
from landlord_desktop.ui.receivables.pick_rows import Picks, make_picks
from landlord_desktop.ui.receivables.shown_line import (
    ALL,
    COLUMNS,
    EMPTY_TEXTS,
    TABS,
    ShownLine,
    exception_beside,
    in_order,
    line_key,
    of_batch,
    on_tab,
)
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import StateKind
from landlord_desktop.ui.widgets.confirm import Choice, ask
from landlord_desktop.ui.widgets.empty_state import EmptyState
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.opened_row import OpenedRow
from landlord_desktop.ui.widgets.posting_flow import show_refusal
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip

RENEW_MILLISECONDS = 180_000
_BEHIND_MILLISECONDS = 40
Result = TypeVar("Result")
Lists = tuple[tuple[LineRow, ...], tuple[LineRow, ...], list[BatchControl]]


class BatchScreen(Screen):
    """The working list. It reads in the background and shows what it was given last."""

    key = "batch_receipts"
    title = "Batch Tenant Receipts"
    help_page = "batch_receipts"
    topics = frozenset({"batches", "working_lines", "receipts", "charges", "accounts", "settings"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._books = context.books
        self._open: tuple[LineRow, ...] = ()
        self._removed: tuple[LineRow, ...] = ()
        self._reading: Task | None = None
        self._telling = self._was_idle = False
        self.makes_slips = True
        self._last_event = 0
        self._wanted_line: int | None = None
        self._seen: set[str] = set()
        self.problems = ProblemBar("problem_bar")
        self.strip = ProgressStrip("post_progress")
        self.entry = EntryBlock(context.today)
        load = CommandSpec("empty_load_receipts", "Load Receipts from Inosio", "load", slot=self.load_receipts)
        self.table = HistoryTable(
            "payments", COLUMNS, line_key, EMPTY_TEXTS[ALL][0], "batch_receipts", multi=False, empty_action=load
        )
        self.control = ControlStrip()
        self.detail = LineDetail()
        self.allocation = LineAllocation(context)
        self.opened_row = OpenedRow(self.table, self.allocation)
        self.tools = BatchTools()
        self.posting = BatchPosting(self._books, context.background, self.strip, self)
        self.preview = BatchPreview(context, self)
        self.writer = LineWriter(context.background, self)
        self.line = LineCommands(context, self.writer, self._current, self)
        self.list = ListCommands(context, self.problems, self)
        self.history = LineUndo(self._books, context.background, self)
        self._behind_timer = QTimer(self, interval=_BEHIND_MILLISECONDS, singleShot=True)
        self._claim_timer = QTimer(self, interval=RENEW_MILLISECONDS)
        self._build()
        self._connect_parts()
        self._connect_commands()
        self._show()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[1])
        layout.setSpacing(SPACE[2])
        for part in (self.problems, self.strip, self.entry):
            layout.addWidget(part)
        layout.addWidget(self.control)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        layout.addWidget(self.tools)

    def _connect_parts(self) -> None:
        self.table.current_changed.connect(self._current_changed)
        self.table.activated.connect(self.line.process)
        self.tools.sort_changed.connect(self._sort_changed)
        self.tools.tab_changed.connect(self._show)
        self.writer.saving_changed.connect(self._show)
        self.writer.written.connect(self._written)
        self._behind_timer.timeout.connect(self._read_behind)
        self._claim_timer.timeout.connect(self._renew_claims)
        self.posting.finished.connect(self._posted)
        self.posting.cancelled.connect(self._post_cancelled)
        self.list.busy_changed.connect(self._show_usable)
        self.list.added.connect(self.entry.added)
        self.list.changed.connect(self._list_changed)
        self.control.chosen.connect(self._show)
        self.history.names_changed.connect(self.left_buttons_changed)
        self.history.done.connect(self._written)
        self.allocation.accepted.connect(self.line.allocate)
        self.allocation.opened.connect(self._allocation_opened)
        self.allocation.closed.connect(self._allocation_closed)
        self.allocation.changed.connect(self._changed)
        self.opened_row.gone.connect(self.allocation.close_row)
        for recorder in (self.writer, self.list):
            recorder.recorded.connect(self.history.push)
        for part in (self.line, self.list):
            part.changed.connect(self._changed)
            part.dialog_closed.connect(self._dialog_closed)
        self.preview.post_asked.connect(self.post_morning)
        self.preview.closed.connect(self._dialog_closed)
        for refuser in (self.line, self.list, self.writer, self.history, self.allocation, self.preview):
            refuser.refused.connect(self._refused)
        self.posting.failed.connect(self._refused)

    def _connect_commands(self) -> None:
        self.entry.add_asked.connect(self.list.add)
        self.entry.load_asked.connect(self.load_receipts)
        self.detail.change_asked.connect(self.line.change)
        self.detail.remove_asked.connect(self.line.remove)
        self.detail.put_back_asked.connect(self.line.put_back)
        self.detail.process_asked.connect(self.line.process)
        self.detail.accept_asked.connect(self.line.accept)
        self.detail.allocate_asked.connect(self.allocate)
        self.detail.open_receipt_asked.connect(self.line.open_receipt)
        self.tools.start_over_asked.connect(self.list.start_over)
        self.tools.update_dates_asked.connect(self.update_all_dates)
        self.tools.load_file_asked.connect(self.list.ask_file_to_load)
        self.tools.save_file_asked.connect(self.list.ask_file_to_save)
        # the other Enter key; the left column's button has Return
        for keys, slot in (
            ("Ctrl+Enter", self.post_morning), ("Alt+Down", self.next_exception), ("Alt+Up", self.previous_exception),
        ):  # fmt: skip
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    # what the window asks

    def left_buttons(self) -> list[CommandSpec]:
        """Deposit Receipts and the three steps of the batch."""
        return left_commands(self)

    def first_focus(self) -> QWidget:
        """The posting date, as the guide's screen begins."""
        return self.entry.posting_date

    def activate(self, **parameters: object) -> None:
        """Read the list and what can be picked.

        `line_id` goes to this payment of the list.
        `load` opens the dialog of Inosio's batches, `tab="history"` there; `batch_id` opens it at this batch.
        """
        self._claim_timer.start()
        line_id = parameters.get("line_id")
        self._wanted_line = line_id if isinstance(line_id, int) else None
        self.reload()
        self._read_picks()
        batch_id = str(parameters.get("batch_id", ""))
        if (parameters.get("load") or batch_id) and self.idle:
            self.list.load_receipts(show_history=parameters.get("tab") == "history", batch_id=batch_id)

    def refresh(self, changes: Changes) -> None:
        """Read again what others changed."""
        if self._telling:
            return
        self.reload()
        if changes.topics & {"receipts", "charges", "accounts"}:
            self._read_picks()

    def can_close(self) -> bool:
        """Ask where lines of Inosio are open: closing returns them to their unprocessed batch."""
        if self.posting.running:
            self.problems.show_problem("info", "The payments are being posted. Wait for the end, or cancel.")
            return False
        count = sum(1 for line in self._open if line.batch_id is not None)
        if count:
            payments = "1 payment of Inosio returns" if count == 1 else f"{count:,} payments of Inosio return"
            text = f"{payments} to the unprocessed batch and can be loaded again. Payments typed in stay here."
            choices = (Choice("close", "Close", "primary"), Choice("stay", "Stay"))
            if ask(self, "Close Batch Tenant Receipts?", text, choices, "close") != "close":
                return False
        self._claim_timer.stop()
        give_back(self.context, self, has_lines=count > 0)
        return True

    # reading

    def reload(self) -> None:
        """Read the list again; an older reading that has not begun is dropped."""
        if self._reading is not None:
            self._reading.cancel()
        books, seen = self._books, frozenset(self._seen)

        def work(_task: Task) -> Lists:
            with books.store.read() as connection:
                return (
                    tuple(working_lines.read_lines(connection, books)),
                    tuple(working_lines.read_lines(connection, books, removed=True)),
                    read_controls(connection, seen),
                )

        self._reading = self._run(work, self._lines_read, self._show_failure)

    def _lines_read(self, lists: Lists) -> None:
        self._open, self._removed, controls = lists
        self._seen |= {control.batch_id for control in controls}
        self.list.set_lines(self._open)
        self.control.show_controls(controls)
        self._show()
        if self._wanted_line is not None:
            self.table.select_key(self._wanted_line)
            self._wanted_line = None
        self._behind_timer.start()

    def _read_picks(self) -> None:
        books = self._books
        self._run(lambda _task: (make_picks(read_lookups(books)), all_settings(books)["office.slips_after_post"]),
                  self._picks_read, self._show_failure)  # fmt: skip

    def _picks_read(self, found: tuple[Picks, str]) -> None:
        picks, slips = found
        if self.makes_slips != (slips == "yes"):
            self.makes_slips = slips == "yes"
            self.left_buttons_changed.emit()
        self.line.picks = picks
        self.entry.set_picks(picks)
        self.detail.set_picks(picks)
        self.detail.show_line(self._current())

    def _read_behind(self) -> None:
        row = self._current()
        if row is not None:
            books, line_id = self._books, row.line.line_id
            self._run(lambda _task: line_behind(books, line_id), self._behind_read, self._behind_failed)

    def _behind_read(self, behind: LineBehind) -> None:
        self.detail.show_behind(behind)

    def _behind_failed(self, error: BaseException) -> None:
        """The line may be gone by now; the list is read again anyway."""
        if not isinstance(error, CancelledError):
            log_failure(error, "the balances of a line")

    def _renew_claims(self) -> None:
        books = self._books
        self._run(lambda _task: batches.renew_claims(books), self._nothing, self._show_failure)

    def _run(
        self,
        work: Callable[[Task], Result],
        done: Callable[[Result], object],
        failed: Callable[[BaseException], object],
    ) -> Task:
        return self.context.background.run(work, done=done, failed=failed, owner=self)

    def _nothing(self, _result: None) -> None:
        """Nothing is to be shown."""

    # showing

    @property
    def idle(self) -> bool:
        """True where a command can begin."""
        return not (self.posting.running or self.list.busy)

    def _shown_lines(self) -> list[ShownLine]:
        saving = self.writer.is_saving
        lines = [ShownLine(line, removed=False, saving=saving(line.line_id)) for line in self._open]
        lines += [ShownLine(line, removed=True, saving=saving(line.line_id)) for line in self._removed]
        return in_order(of_batch(lines, self.control.batch_id), by_unit=self.tools.sorted_by_unit)

    def _show(self, _tab: str = "") -> None:
        rows = self._shown_lines()
        self.tools.show_counts({key: len(on_tab(rows, key)) for key, _text in TABS})
        before = self.table.current_row()
        place = 0 if before is None else max(0, self.table.model.position_of(line_key(before)))
        self._show_empty_words()
        self.table.set_rows(on_tab(rows, self.tools.tab))
        passing = self.table.shown_rows()
        if self.table.current_row() is None and passing:
            self.table.select_key(line_key(passing[min(place, len(passing) - 1)]))
        self.entry.show_totals(len(self._open), sum(line.amount_cents for line in self._open))
        if self.allocation.line_id is not None and not any(
            row.line.line_id == self.allocation.line_id for row in rows
        ):
            self.allocation.close_row()
        self.detail.setVisible(bool(rows) and self.allocation.line_id is None)
        self.detail.show_line(self._current())
        self._show_usable()

    def _show_empty_words(self) -> None:
        empty = self.table.findChild(EmptyState, "payments_empty")
        if empty is not None:
            empty.set_text(*EMPTY_TEXTS[self.tools.tab])
            empty.button.setVisible(self.tools.tab == ALL)

    def _show_usable(self) -> None:
        idle = self.idle
        self.entry.add_button.setEnabled(idle)
        self.entry.load_button.setEnabled(idle)
        self.detail.set_usable(not self.posting.running)
        self.tools.set_usable(idle, filled=bool(self._open))
        if idle != self._was_idle:
            self._was_idle = idle
            self.left_buttons_changed.emit()

    def _sort_changed(self) -> None:
        self.table.view.sortByColumn(-1, Qt.SortOrder.AscendingOrder)
        self._show()

    def _current(self) -> ShownLine | None:
        row = self.table.current_row()
        return row if isinstance(row, ShownLine) else None

    def _current_changed(self, _key: object) -> None:
        self.detail.show_line(self._current())
        self._behind_timer.start()

    def _dialog_closed(self) -> None:
        """Window managers may give the keyboard to nobody where a message and its dialog close in the same moment."""
        self.activateWindow()
        self._take_keyboard()

    def _take_keyboard(self) -> None:
        if self.table.shown_rows():
            self.table.setFocus()

    # commands

    def load_receipts(self) -> None:
        """Open Load Receipts from Inosio Server."""
        if self.idle:
            self.list.load_receipts()

    def load_all(self) -> None:
        """Load every batch that waits, without a dialog."""
        if self.idle:
            self.list.load_all()

    def allocate(self) -> None:
        """Open the allocation of the line in its row."""
        row = self._current()
        if row is not None and not row.removed and not row.saving and self.idle:
            self.allocation.open_line(row.line.line_id)

    def _allocation_opened(self) -> None:
        """The row takes the room of what is not needed for it."""
        for part in (self.entry, self.tools, self.detail):
            part.hide()
        self.opened_row.open(self.allocation.line_id)

    def _allocation_closed(self) -> None:
        self.opened_row.close()
        for part in (self.entry, self.tools):
            part.show()
        self.detail.setVisible(self._current() is not None)
        self._take_keyboard()

    def next_exception(self) -> None:
        """Go to the next payment that waits for a decision; the first one after the last."""
        self._step(1)

    def previous_exception(self) -> None:
        """Go to the one before."""
        self._step(-1)

    def _step(self, step: int) -> None:
        found = exception_beside(self.table.shown_rows(), self._current(), step)
        if found is None:
            self.problems.show_problem("info", "No payment waits for a decision.")
            return
        was_open = self.allocation.line_id is not None
        self.table.select_key(line_key(found))
        if was_open:
            self.allocation.open_line(found.line.line_id)
        else:
            self.table.setFocus()

    def update_all_dates(self) -> None:
        """Give all payments the posting date, after a warning."""
        day = self.entry.check_date()
        if day is not None and self._open:
            self.list.update_all_dates(day)

    def deposit_receipts(self) -> None:
        """Go on to GL > Deposit Receipts."""
        self.context.navigate("deposit_receipts", {})

    def report(self) -> None:
        """Open the report of what was just posted, else of the list: Post Batch Receipts."""
        if self._last_event:
            self.context.navigate("report", {"name": "after-post", "receipt_id": self._last_event})
        else:
            self.context.navigate("report", {"name": "post-batch-receipts"})

    def after_post(self) -> None:
        """Open the page that says what the last Post did."""
        self.context.navigate("after_post", {"event_id": self._last_event} if self._last_event else {})

    def preview_post(self) -> None:
        """Show what Post would do now."""
        if self.idle:
            self.preview.start()

    def post_morning(self) -> None:
        """Post what matches, and make the slips of the batches that are whole where the office wants them so."""
        self._post(slips=self.makes_slips)

    def post(self) -> None:
        """Post what matches; the rest stays with its reason."""
        self._post(slips=False)

    def _post(self, *, slips: bool) -> None:
        if not self.idle:
            return
        if not self._open:
            self.problems.show_problem("info", "There is nothing to post: the batch is empty.")
            return
        self.problems.clear()
        self.posting.start(slips=slips)
        self._show_usable()

    def _posted(self, done: MorningResult) -> None:
        posted = done.result.posted
        after = CommandSpec("banner_after_post", "After the Post", "report", "Ctrl+J", self.after_post)
        deposit = CommandSpec("banner_deposit_receipts", "Deposit Receipts", "deposit", slot=self.deposit_receipts)
        kind: StateKind = "positive" if posted and not done.slip_problem else "warning"
        self.problems.show_problem(kind, morning_words(done), actions=(after, deposit) if posted else ())
        if posted:
            self._last_event = done.event_id
            self.history.forget([payment.line_id for payment in posted])
        self._show_usable()
        self._changed(("receipts", "working_lines", "batches", "outbox") if posted else ("working_lines",))
        self._take_keyboard()

    def _post_cancelled(self) -> None:
        self._show_usable()
        self.problems.show_problem("info", "Cancelled: nothing was posted.")

    def _list_changed(self, topics: tuple[str, ...]) -> None:
        """Another list: the report is its again."""
        if "working_lines" in topics:
            self._last_event = 0

    def _written(self) -> None:
        self._changed(("working_lines", "batches"))

    def _changed(self, topics: tuple[str, ...]) -> None:
        """Tell the other screens, and read again here without being told."""
        self._telling = True
        self.context.changes.tell(*topics)
        self._telling = False
        self.reload()
        if "receipts" in topics:
            self._read_picks()

    def _refused(self, error: BaseException) -> None:
        """A command failed: say why, and show the list as it is."""
        self._show_failure(error)
        if not isinstance(error, CancelledError):
            self.reload()

    def _show_failure(self, error: BaseException) -> None:
        self._show_usable()
        if not isinstance(error, CancelledError):
            show_refusal(self.problems, error, "batch receipts")
