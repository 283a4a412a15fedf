"""GL > Check the Books: all invariants are proven, and each finding opens the record it names."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from landlord_desktop.services.check_memory import LastCheck, last_check, remember
from landlord_desktop.services.checks import CheckReport, is_small, run_checks
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.gl.check_columns import CHECKS, FINDINGS, FindingRow, finding_rows, step_words
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import format_moment, plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateBadge
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.posting_flow import show_failure
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books

_NOTHING_YET = "What a check finds stands here"
_WHAT_TO_DO = "Post nothing more; tell support, or restore the last backup that is proven."


class CheckScreen(Screen):
    """Shows the last check that was made, and makes a new one in the background."""

    key = "check_books"
    title = "Check the Books"
    help_page = "check_books"
    topics = frozenset({"checks"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._task: Task | None = None
        self._last: LastCheck | None = None
        self.problems = ProblemBar("check_problem")
        self.progress = ProgressStrip("check_progress")
        self.verdict = StateBadge("check_verdict")
        self.when = label("", "check_when", "muted")
        self.checks = HistoryTable(
            "checks", CHECKS, lambda result: result.name, "These books were not checked yet", "check_books",
            multi=False, with_filter=False,
            empty_action=CommandSpec("check_now", "Check Now", "check", slot=self.check, primary=True),
        )  # fmt: skip
        self.findings = HistoryTable(
            "findings", FINDINGS, lambda row: row.number, _NOTHING_YET, "check_findings", with_filter=False
        )
        self.detail = DetailPanel("finding_detail", "Finding")
        self._lay_out()
        self.checks.current_changed.connect(self._choose_check)
        self.checks.activated.connect(self._to_findings)
        self.findings.current_changed.connect(self._show_finding)
        self.findings.activated.connect(self._open)
        set_shown(self.detail, shown=False)

    def activate(self, **_parameters: object) -> None:
        """Show the last check."""
        self._read()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - its one topic
        """Show the last check again."""
        self._read()

    def first_focus(self) -> QWidget:
        """The list of checks."""
        return self.checks

    def left_buttons(self) -> list[CommandSpec]:
        """Check, Deep Check, and the record of the finding."""
        free = self._task is None
        row = self.findings.current_row()
        opens = isinstance(row, FindingRow) and self.context.can_open(row.kind)
        return [
            CommandSpec(
                "check", "Check", "check", "F5", self.check,
                "Prove every invariant of the books; of large books the newest content hashes", free, primary=True,
            ),
            CommandSpec(
                "deep_check", "Deep Check", "search", "Shift+F5", self.deep_check,
                "Read every content hash and every stored message too", free,
            ),
            CommandSpec(
                "open_record", "Open Record", "folder", "Ctrl+E", self.open_record,
                "Open the record that the finding names", opens,
            ),
        ]  # fmt: skip

    def can_close(self) -> bool:
        """A check that is under way ends with its screen."""
        if self._task is not None:
            self._task.cancel()
        return True

    # commands

    def check(self) -> None:
        """Prove every invariant; small books are read whole."""
        self._begin(deep=False)

    def deep_check(self) -> None:
        """Prove everything, whatever the size of the books."""
        self._begin(deep=True)

    def open_record(self) -> None:
        """Open the record that the chosen finding names."""
        row = self.findings.current_row()
        if isinstance(row, FindingRow):
            self.context.open_record(row.kind, row.key)

    # how it is done

    def _begin(self, *, deep: bool) -> None:
        if self._task is not None:
            return
        self.problems.clear()
        self._task = self.context.background.run(
            partial(_check, self.context.books, deep), done=self._checked, failed=self._failed, owner=self,
            progress=self._show_progress, lane="other",
        )  # fmt: skip
        self.progress.start(step_words(0), self._task.cancel)
        self.left_buttons_changed.emit()

    def _show_progress(self, done: int, total: int, text: str) -> None:
        self.progress.set_progress(done, total, text)

    def _checked(self, made: LastCheck) -> None:
        self._end()
        self._show(made)
        kind, words = ("positive", "The books are proven.") if made.ok else (
            "negative", f"The check found {plural(len(made.found), 'fault')}."
        )  # fmt: skip
        self.context.notify(kind, words)
        self.context.changes.tell("checks")

    def _failed(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, CancelledError):
            self.context.notify("info", "The check was cancelled; what stands here is the one before.")
        show_failure(self.context, self.problems, error)

    def _end(self) -> None:
        self._task = None
        self.progress.finish()
        self.left_buttons_changed.emit()

    def _read(self) -> None:
        books = self.context.books
        self.context.background.run(lambda _task: last_check(books), done=self._show, failed=self._failed, owner=self)

    def _show(self, last: LastCheck | None) -> None:
        self._last = last
        if last is None:
            self.verdict.set_state(State("neutral", "Not checked yet"))
            self.when.setText("A check changes nothing; it may run while others work.")
            return
        self.verdict.set_state(
            State("positive", "Proven") if last.ok else State("negative", plural(len(last.found), "finding"))
        )
        read = "all content hashes" if last.deep else "the newest content hashes"
        self.when.setText(f"Checked {format_moment(last.at)} by {shown(last.user)}, with {read}.")
        self.checks.set_rows(last.checks)
        self._choose_wrong(last)
        self._choose_check()

    def _choose_wrong(self, last: LastCheck) -> None:
        """Leave the row where it tells of findings; else go to the first that does."""
        row = self.checks.current_row()
        wrong = next((check.name for check in last.checks if not check.ok), None)
        if wrong is not None and (row is None or row.ok):
            self.checks.select_key(wrong)
        elif row is None:
            self.checks.select_first()

    def _choose_check(self, _key: object = None) -> None:
        last, result = self._last, self.checks.current_row()
        rows = [] if last is None else finding_rows(last.checks)
        if result is not None:
            rows = [row for row in rows if row.check == result.name]
        self.findings.set_empty_text(
            _NOTHING_YET if last is None else "This check found nothing",
            "" if last is None or not last.ok else "Every check of the list is proven.",
        )
        self.findings.set_rows(rows)
        if self.findings.current_row() is None:
            self.findings.select_first()
        self._show_finding()

    def _show_finding(self, _key: object = None) -> None:
        row = self.findings.current_row()
        pairs = [Pair("Finding", row.sentence)] if isinstance(row, FindingRow) else []
        if pairs:
            pairs.append(Pair("What to do", _WHAT_TO_DO))
        self.detail.set_pairs(pairs)
        self.detail.setVisible(bool(pairs))
        self.left_buttons_changed.emit()

    def _to_findings(self, _name: object) -> None:
        self.findings.setFocus()

    def _open(self, _number: object) -> None:
        self.open_record()

    def _lay_out(self) -> None:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        column.addWidget(self.findings, 1)
        column.addWidget(self.detail)
        parts = QSplitter(Qt.Orientation.Horizontal)
        parts.setObjectName("check_parts")
        parts.setChildrenCollapsible(False)
        for part, share in ((self.checks, 5), (right, 6)):
            parts.addWidget(part)
            parts.setStretchFactor(parts.count() - 1, share)
        head = QHBoxLayout()
        head.setSpacing(SPACE[3])
        head.addWidget(label(self.title, role="title"))
        head.addWidget(self.verdict)
        head.addStretch(1)
        head.addWidget(self.when)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addLayout(head)
        layout.addWidget(self.progress)
        layout.addWidget(parts, 1)


def _check(books: "Books", deep: bool, task: Task) -> LastCheck:
    """In the background: prove the books and keep what was found."""

    def look(done: int, total: int) -> None:
        if task.cancelled:
            raise CancelledError
        task.progress(done, total, step_words(done))

    everything = deep or is_small(books)
    report: CheckReport = run_checks(books, deep=everything, progress=look)
    return remember(books, report, deep=everything)
