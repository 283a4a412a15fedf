"""AR > Scheduled Receivables: rents, late fees, recurring charges and management fees that are due, to be posted."""

from functools import partial

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from landlord_desktop.rules.errors import StaleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.candidates import KINDS, Candidate, Compiled, CompileRequest, NotCompiled
from landlord_desktop.services.scheduled_posting import PostedReceivables, ReceivablesOrder
from landlord_desktop.services.scheduled_receivables import compile_receivables
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.errors import log_failure
from landlord_desktop.ui.receivables.scheduled_fields import FieldRows, ScheduledFields, read_field_rows
from landlord_desktop.ui.receivables.scheduled_parts import (
    FOLDERS,
    Reckoning,
    SortChoice,
    candidates_table,
    others_table,
)
from landlord_desktop.ui.receivables.scheduled_post import Posting
from landlord_desktop.ui.receivables.scheduled_rows import (
    NOT_YET,
    NOT_YET_DETAIL,
    CandidateRow,
    in_folder,
    nothing_words,
    posted_words,
    question,
    ready_words,
    why_not,
)
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.posting_flow import STILL_POSTING
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip


def _read_fields(books: Books, _task: Task) -> FieldRows:
    return read_field_rows(books)


def _compile(books: Books, request: CompileRequest, _task: Task) -> Compiled:
    return compile_receivables(books, request)


class ScheduledReceivablesScreen(Screen):
    """Compile lists what is due; Skip leaves candidates for the next time; Post shows the journal first."""

    key = "scheduled_receivables"
    title = "Scheduled Receivables"
    help_page = "scheduled_receivables"
    topics = frozenset({"receipts", "charges", "profiles", "settings"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._compiled: Compiled | None = None
        self._rows: list[CandidateRow] = []
        self._skipped: set[str] = set()
        self._asked = 0
        self._busy = False
        self.problems = ProblemBar("scheduled_problem")
        self.progress = ProgressStrip("scheduled_progress")
        self._posting = Posting(context, self.progress, self)
        self.fields = ScheduledFields(context)
        self.table, self.others = candidates_table(), others_table()
        self.sorting = SortChoice()
        self.folders = FolderTabs("scheduled_folders", FOLDERS)
        self.reckoning = Reckoning()
        self._lists = QStackedWidget()
        self._build()
        self.fields.changed.connect(self._forget)
        self.fields.compile_button.clicked.connect(self.compile)
        self.sorting.by_unit.toggled.connect(self._sort)
        self.table.mark_asked.connect(self._toggle)
        for table in (self.table, self.others):
            table.current_changed.connect(self.left_buttons_changed)
            table.activated.connect(self._open_row)
        self.folders.chosen.connect(self._show_folder)
        self.reckoning.post.clicked.connect(self.post)
        self._posting.busy_changed.connect(self._set_busy)
        self._posting.posted.connect(self._posted)
        self._posting.failed.connect(self._failed)
        self._sort()
        self._forget()

    # what the main window asks

    def activate(self, **parameters: object) -> None:
        """Read what can be picked; choose a `kind`, and restrict to `tenant_id`, `unit_id` or `ledger_id`."""
        self.context.background.run(
            partial(_read_fields, self.context.books), done=partial(self._show_fields, parameters), owner=self
        )

    def refresh(self, changes: Changes) -> None:
        """Compile again what is shown; the skips stay."""
        if "profiles" in changes.topics:
            self.activate()
        if self._compiled is not None and not self._busy:
            self._run_compile(self._compiled.request)

    def first_focus(self) -> QWidget:
        """The day, or the list where there is one."""
        return self.table if self._rows else self.fields.through

    def left_buttons(self) -> list[CommandSpec]:
        """Compile, skipping, the report, and the record behind a line; Post stands beside the totals."""
        some, record = bool(self._rows) and not self._busy, self._record()
        tip = "The report of these candidates, in this order; those that are skipped are left out"
        tenant = record is not None and record.tenant_id is not None
        return [
            CommandSpec("skip_all", "Skip All", "remove", "Ctrl+M", self.skip_all, "Skip every candidate", some),
            CommandSpec("skip_none", "Skip None", "check", "Ctrl+U", self.skip_none, "Take Skip off everywhere", some),
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list"),
            CommandSpec(
                "open_tenant", "Open Tenant", "tenant", "Ctrl+O", self.open_tenant,
                "Open the tenant's profile, where rent, recurring charges and schedules are",
                tenant and self.context.can_open("tenant_profile"),
            ),
            CommandSpec(
                "open_unit", "Open Unit", "folder", "Ctrl+E", self.open_unit, "Open the unit's profile",
                record is not None and self.context.can_open("unit_profile"),
            ),
            CommandSpec("report", "Report", "report", "Ctrl+P", self.report, tip, some),
        ]  # fmt: skip

    def can_close(self) -> bool:
        """Stay until the outcome of a Post is told."""
        if self._posting.is_busy:
            self.problems.show_problem("info", STILL_POSTING)
        return not self._posting.is_busy

    # commands

    def compile(self) -> None:
        """List what is due by the fields."""
        if self._busy:
            return
        self.problems.clear()
        fault = self.fields.problem()
        request = self.fields.request()
        if fault or request is None:
            self.problems.show_problem("warning", fault)
            return
        self._skipped.clear()
        self._run_compile(request)

    def skip_all(self) -> None:
        """Skip every candidate."""
        self._skip({row.candidate.key for row in self._rows})

    def skip_none(self) -> None:
        """Skip no candidate."""
        self._skip(set())

    def focus_filter(self) -> None:
        """Type into the filter of the list shown."""
        self._list_shown().filter.setFocus()

    def open_tenant(self) -> None:
        """Open the profile of the highlighted line's tenant."""
        record = self._record()
        if record is not None and record.tenant_id is not None:
            self.context.open_record("tenant_profile", record.tenant_id)

    def open_unit(self) -> None:
        """Open the profile of the highlighted line's unit."""
        record = self._record()
        if record is not None:
            self.context.open_record("unit_profile", record.unit_id)

    def report(self) -> None:
        """Open the report of what is shown, in the same order."""
        if self._compiled is None:
            return
        request = self._compiled.request
        given: dict[str, object] = {
            "name": "scheduled-receivables", "to": request.through, "kind": request.kind, "sort": self.sorting.column,
            "schedule_id": request.schedule_id, "tenant_id": request.tenant_id, "unit_id": request.unit_id,
            "ledger_id": request.ledger_id, "skipped": " ".join(sorted(self._skipped)) or None,
        }  # fmt: skip
        self.context.navigate("report", {key: value for key, value in given.items() if value is not None})

    def post(self) -> None:
        """Show what will be posted; the preview posts it."""
        if self._compiled is None or self._busy or self._why_not():
            return
        chosen: tuple[Candidate, ...] = tuple(row.candidate for row in self._rows if not row.skip)
        order = ReceivablesOrder(self._compiled.request, chosen, len(self._rows) - len(chosen))
        self.problems.clear()
        self._posting.begin(order, question(order))

    # how it is done

    def _build(self) -> None:
        self.table.toolbar.insertWidget(self.table.toolbar.count() - 1, self.sorting)
        for table in (self.table, self.others):
            self._lists.addWidget(table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addWidget(label("Scheduled Receivables", role="title"))
        for part, stretch in (
            (self.fields, 0), (self.progress, 0), (self._lists, 1), (self.folders, 0), (self.reckoning, 0),
        ):  # fmt: skip
            layout.addWidget(part, stretch)

    def _show_fields(self, parameters: dict[str, object], rows: FieldRows) -> None:
        self.fields.set_rows(rows)
        kind = parameters.get("kind")
        if kind in KINDS and kind != self.fields.kind():
            self.fields.set_kind(str(kind))
        for which in ("tenant", "unit", "ledger"):
            record_id = parameters.get(f"{which}_id")
            if isinstance(record_id, int):
                self.fields.restrict_to(which, record_id)

    def _forget(self) -> None:
        """Another compile is meant: what was compiled is not what the fields say any more."""
        self._asked += 1
        self._compiled = None
        self._skipped.clear()
        self.table.set_empty_text(NOT_YET, NOT_YET_DETAIL)
        self._take()

    def _run_compile(self, request: CompileRequest) -> None:
        self._asked += 1
        asked = self._asked
        self._set_busy(True)
        self.context.background.run(
            partial(_compile, self.context.books, request), done=lambda found: self._show(asked, found),
            failed=self._not_compiled, owner=self,
        )  # fmt: skip

    def _not_compiled(self, error: BaseException) -> None:
        self._set_busy(False)
        self._failed(error)

    def _show(self, asked: int, compiled: Compiled) -> None:
        self._set_busy(False)
        if asked != self._asked:
            return
        self._compiled = compiled
        self._skipped &= {row.key for row in compiled.candidates}
        self.table.set_empty_text(*nothing_words(compiled))
        self._take()
        if self._rows:
            self.table.setFocus()
        elif self.window().focusWidget() is None:  # Compile had the keyboard and was disabled meanwhile
            self.fields.through.setFocus()

    def _take(self) -> None:
        """Show the candidates with their skips, the counts of the folders, and the sums."""
        candidates = () if self._compiled is None else self._compiled.candidates
        self._rows = [CandidateRow(row, row.key in self._skipped) for row in candidates]
        others: tuple[NotCompiled, ...] = () if self._compiled is None else self._compiled.not_compiled
        self.others.set_rows(others)
        self.fields.show_compiled(done=bool(self._rows))
        for folder, _text in FOLDERS[:-1]:
            self.folders.set_count(folder, sum(in_folder(row, folder) for row in self._rows))
        self.folders.set_count(FOLDERS[-1][0], len(others))
        self._show_folder(self.folders.key())
        self._reckon()

    def _show_folder(self, folder: str) -> None:
        if folder == FOLDERS[-1][0]:
            self._lists.setCurrentWidget(self.others)
        else:
            self.table.set_rows([row for row in self._rows if in_folder(row, folder)])
            self._lists.setCurrentWidget(self.table)
            if self.table.current_row() is None:
                self.table.select_first()
        self.left_buttons_changed.emit()

    def _sort(self) -> None:
        self.table.sort_by(self.sorting.column)

    def _toggle(self, key: object) -> None:
        """Skip this candidate or not, and with it all that are selected."""
        selected = [str(one) for one in self.table.selected_keys()]
        chosen = selected if key in selected else [str(key)]
        skipped = set(self._skipped)
        if key in skipped:
            skipped.difference_update(chosen)
        else:
            skipped.update(chosen)
        self._skip(skipped)

    def _skip(self, keys: set[str]) -> None:
        if not self._busy:
            self._skipped = keys
            self._take()

    def _list_shown(self) -> HistoryTable:
        return self.table if self._lists.currentWidget() is self.table else self.others

    def _record(self) -> Candidate | NotCompiled | None:
        """What the highlighted line stands for."""
        row: CandidateRow | NotCompiled | None = self._list_shown().current_row()
        return row.candidate if isinstance(row, CandidateRow) else row

    def _open_row(self, _key: object) -> None:
        record = self._record()
        if record is not None and record.tenant_id is None:
            self.open_unit()
        else:
            self.open_tenant()

    def _why_not(self) -> str:
        return why_not(self._rows, compiled=self._compiled is not None, day=self.fields.request() is not None)

    def _reckon(self) -> None:
        reason = "One moment: the program is at work." if self._busy else self._why_not()
        whole = sum(row.candidate.amount_cents for row in self._rows)
        skipped = sum(row.candidate.amount_cents for row in self._rows if row.skip)
        kind = self.fields.kind()
        self.reckoning.show_sums(whole, skipped, reason, ready_words(self._rows, kind))

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        if not busy and self.problems.text == STILL_POSTING:
            self.problems.clear()
        self.fields.compile_button.setEnabled(not busy)
        self._reckon()
        self.left_buttons_changed.emit()

    # posting

    def _posted(self, request: CompileRequest, posted: PostedReceivables) -> None:
        self.problems.show_problem("positive", f"{posted_words(posted, request)}{self._send(posted)}")
        self._run_compile(request)
        self.context.changes.tell("charges", "receipts", "outbox", "profiles")

    def _send(self, posted: PostedReceivables) -> str:
        """Have the balances sent that the post queued; what to tell of it."""
        if not posted.balances_queued:
            return ""
        send_soon = getattr(self.context.sync, "send_soon", None)
        if not callable(send_soon):
            return " Balances wait to be sent."
        send_soon()
        return " Balances are being sent."

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, CancelledError):
            self.problems.show_problem("info", "Cancelled. Nothing was posted.")
            return
        failure = log_failure(error, "scheduled receivables")
        self.problems.show_problem("negative" if failure.fault_id else "warning", failure.sentence)
        if isinstance(error, StaleError) and self._compiled is not None:
            self._run_compile(self._compiled.request)
