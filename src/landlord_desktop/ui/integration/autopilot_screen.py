"""Integration > Autopilot: the morning list. What each round did, what it left and why, and taking it back."""

from collections.abc import Callable
from typing import TypeVar, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.services.autopilot import AutopilotResult, run_round
from landlord_desktop.services.autopilot_store import RoundRow, list_rounds, undo_round
from landlord_desktop.services.settings import all_settings
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.corrections.acts import Corrections
from landlord_desktop.ui.corrections.kinds import BatchCorrection
from landlord_desktop.ui.integration.autopilot_rows import (
    MORNING_COLUMNS,
    WAITING_COLUMNS,
    MorningRow,
    morning_rows,
    waiting_rows,
)
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.sync_runs import RoundResult, RunningRound, SyncRuns
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip
from landlord_desktop.ui.widgets.reason_dialog import ReasonDialog

Done = TypeVar("Done")
_CHANGED = ("batches", "working_lines", "receipts", "charges", "credits", "slips", "journal", "outbox")


class AutopilotScreen(Screen):
    """Rounds of the autopilot, batch by batch, and what waits of the batch that is chosen."""

    key = "autopilot"
    title = "Autopilot"
    help_page = "autopilot"
    topics = frozenset({"batches", "receipts"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._busy = False
        self._round: RunningRound | None = None
        self.problems = ProblemBar("autopilot_problem")
        self.strip = ProgressStrip("autopilot_progress")
        self.acts = Corrections(context, self.problems, self)
        self.acts.busy_changed.connect(self.left_buttons_changed)
        self.rounds = HistoryTable(
            "autopilot_rounds", MORNING_COLUMNS, lambda row: row.row_key, "The autopilot did no round yet",
            "autopilot", multi=False,
        )  # fmt: skip
        self.waiting = HistoryTable(
            "autopilot_waiting", WAITING_COLUMNS, lambda row: row.position, "Nothing waited", multi=False,
            with_filter=False,
        )  # fmt: skip
        self.rounds.selection_changed.connect(self._chosen)
        self.rounds.activated.connect(lambda _key: self.open_posted())
        self.waiting.activated.connect(lambda _key: self.open_batch())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        layout.addWidget(label("Autopilot", role="title"))
        layout.addWidget(self.problems)
        layout.addWidget(self.strip)
        layout.addWidget(self.rounds, 3)
        layout.addWidget(label("What Waited", role="heading"))
        layout.addWidget(self.waiting, 2)

    def left_buttons(self) -> list[CommandSpec]:
        """Work now or look first; open and take back what is chosen."""
        row, free = self._row(), not self._busy and not self.acts.busy
        posted = row is not None and row.batch is not None and row.batch.event_id is not None
        stands = row is not None and any(batch.live for batch in row.round.batches)
        return [
            CommandSpec("dry_run", "Dry Run", "info", "Ctrl+Shift+Y", self.dry_run,
                        "Tell what a round would do now; nothing is changed", free),
            CommandSpec("work_now", "Work Now", "check", "Ctrl+Return", self.work_now,
                        "Fetch the batches that wait, where a server is set, and post what is equal", free,
                        primary=True),
            CommandSpec("open_posted", "Open Posted", "history", "Ctrl+E", self.open_posted,
                        "Open what was posted in the journal", posted),
            CommandSpec("open_batch", "Batch Receipts", "batch", "Ctrl+Shift+E", self.open_batch,
                        "Settle what waits of this batch", row is not None and row.batch is not None),
            CommandSpec("undo_autopilot_batch", "Undo Batch", "undo", "Ctrl+Z", self.undo_batch,
                        "Take back what was posted of this batch, its deposit slip too",
                        free and row is not None and row.can_undo),
            CommandSpec("undo_autopilot_round", "Undo Round", "undo", "Ctrl+Shift+Z", self.undo_round,
                        "Take back all that this round posted", free and stands),
            CommandSpec("autopilot_settings", "Settings", "settings", "", self.open_settings,
                        "Whether and when it works by itself, and its leash"),
        ]  # fmt: skip

    def first_focus(self) -> QWidget:
        """The list of rounds."""
        return self.rounds

    def activate(self, **_parameters: object) -> None:
        """Read."""
        self._read()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - each of its topics means the same
        """Read again."""
        self._read()

    def dry_run(self) -> None:
        """Tell what a round would do."""
        if not self._busy:
            self._work(dry_run=True)

    def work_now(self) -> None:
        """Fetch where a server is set, then do a round, whatever the fetch gave."""
        if self._busy:
            return
        self._set_busy(busy=True)
        self.problems.clear()
        books = self.context.books
        self.context.background.run(
            lambda _task: bool(all_settings(books)["inosio.server"]), done=self._fetch_first, failed=self._failed,
            owner=self,
        )

    def open_posted(self) -> None:
        """Open the first set of what was posted."""
        row = self._row()
        if row is not None and row.batch is not None and row.batch.event_id is not None:
            self.context.open_record("set", row.batch.event_id)

    def open_batch(self) -> None:
        """Open the batch where its payments are settled."""
        row = self._row()
        if row is not None and row.batch is not None:
            self.context.open_record("batch", row.batch.batch_id)

    def open_settings(self) -> None:
        """Open the settings of the autopilot."""
        self.context.navigate("database_settings", {})

    def undo_batch(self) -> None:
        """Ask why, show what will happen, and reverse the batch as one event."""
        row = self._row()
        if row is not None and row.batch is not None and row.can_undo:
            self.acts.void(BatchCorrection(row.batch.batch_id))

    def undo_round(self) -> None:
        """Ask why, and reverse all batches of the round."""
        row = self._row()
        if row is None:
            return
        chosen = row.round
        standing = [batch for batch in chosen.batches if batch.live]
        dialog = ReasonDialog(
            self, "Undo the whole round?", "Its payments wait again and post only when a person accepts them.",
            "Undo Round",
            effects=[f"{plural(one.live, 'receipt')} of batch {one.batch_id} will be voided." for one in standing],
            warnings=("Receipts of these batches that a person posted later are voided too.",),
        )  # fmt: skip
        dialog.given.connect(lambda reason: self._undo(chosen, reason))
        dialog.open()

    def _undo(self, chosen: RoundRow, reason: str) -> None:
        books = self.context.books
        self._run(
            lambda: undo_round(books, chosen.round_id, reason),
            lambda done: f"Taken back: {plural(sum(one.receipt_count for one in done), 'receipt')} voided.",
        )

    def _fetch_first(self, has_server: bool) -> None:
        if not has_server:
            self._work(dry_run=False)
            return
        runs = cast("SyncRuns", self.context.sync)
        self._round = runs.run(
            ("batches",), done=self._fetched, failed=self._fetch_failed, progress=self.strip.set_progress, owner=self
        )
        self.strip.start("Fetching receipt batches", self._round.cancel)

    def _fetched(self, result: RoundResult) -> None:
        self.strip.finish()
        self._work(dry_run=False, note=f"The server could not be asked: {result.error}" if result.error else "")

    def _fetch_failed(self, error: BaseException) -> None:
        self.strip.finish()
        self._failed(error)

    def _work(self, *, dry_run: bool, note: str = "") -> None:
        books = self.context.books
        self._busy = False

        def words(result: AutopilotResult) -> str:
            return f"A round would do this now: {result.sentence}" if dry_run else f"{note} {result.sentence}".strip()

        self._run(lambda: run_round(books, dry_run=dry_run, note=note), words, changes=not dry_run, warns=bool(note))

    def _run(
        self, work: Callable[[], Done], words: Callable[[Done], str], *, changes: bool = True, warns: bool = False
    ) -> None:
        if self._busy:
            return
        self._set_busy(busy=True)

        def done(result: Done) -> None:
            self._set_busy(busy=False)
            self.problems.show_problem("warning" if warns else "positive" if changes else "info", words(result))
            if changes:
                self.context.changes.tell(*_CHANGED)
                self._read()

        self.context.background.run(lambda _task: work(), done=done, failed=self._failed, owner=self)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        if isinstance(error, LandlordError):
            self.problems.show_problem("warning", error.sentence)
        else:
            self.context.report_error(error)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.left_buttons_changed.emit()

    def _row(self) -> MorningRow | None:
        return cast("MorningRow | None", self.rounds.current_row())

    def _chosen(self) -> None:
        row = self._row()
        self.waiting.set_rows(waiting_rows(row.batch if row is not None else None))
        self.left_buttons_changed.emit()

    def _read(self) -> None:
        books = self.context.books
        self.context.background.run(lambda _task: list_rounds(books), done=self._show, owner=self)

    def _show(self, rounds: list[RoundRow]) -> None:
        self.rounds.set_rows(morning_rows(rounds))
        self._chosen()
