"""Retrieve Applicants: the run with its progress and Cancel, and the screen that tells what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.applicants import ApplicantRow, applicant_list
from landlord_desktop.ui.applicant_words import applicant_state, unit_words
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.screen import CommandSpec, ScreenContext
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateKind
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip
from landlord_desktop.ui.widgets.rows_model import Column

if TYPE_CHECKING:
    from landlord_desktop.sync.report import RoundReport
    from landlord_desktop.ui.sync_worker import Sync

RETRIEVING = "Retrieving applicants."
STEP = ("applicants",)
_WHAT = {
    "new": State("positive", "New"), "changed": State("info", "Changed"), "withdrawn": State("warning", "Withdrawn"),
    "frozen": State("neutral", "Frozen"), "unreadable": State("warning", "Cannot be read"),
}  # fmt: skip
NOTHING = "Nobody is new or changed"


@dataclass(frozen=True, slots=True)
class CameRow:
    """An applicant that came, and what is news: new, changed, withdrawn, frozen (accepted there), unreadable."""

    row: ApplicantRow
    what: str


COLUMNS = (
    Column("what", "Retrieved", "state", value=lambda one: _WHAT[one.what], width=150),
    Column("name", "Name", value=lambda one: shown(one.row.name), width=150, stretch=True),
    Column("kind", "Kind", value=lambda one: one.row.kind_words, width=110),
    Column("unit", "Unit", value=lambda one: unit_words(one.row), width=170),
    Column("move_in", "Move In", "date", value=lambda one: one.row.move_in_on, width=95),
    Column("rent", "Rent", "money", value=lambda one: one.row.rent_cents, width=95),
    Column("status", "Status", "state", value=lambda one: applicant_state(one.row), width=150),
)


def what_came(before: Sequence[ApplicantRow], after: Sequence[ApplicantRow]) -> list[CameRow]:
    """The applicants that a retrieve brought or changed, in the list's order."""
    known = {row.applicant_id: row for row in before}
    found = []
    for row in after:
        old = known.get(row.applicant_id)
        if old == row:
            continue
        fresh_fault = bool(row.unreadable) and (old is None or old.unreadable != row.unreadable)
        found.append(CameRow(row, "unreadable" if fresh_fault else "new" if old is None else _change(row)))
    return found


def _change(row: ApplicantRow) -> str:
    return "frozen" if row.frozen else "withdrawn" if row.status == "withdrawn" else "changed"


class RetrievedDialog(QDialog):
    """What a retrieve brought: how many of each in a sentence, and who they are; `opened` tells which to open."""

    opened = Signal(object)

    def __init__(self, sentence: str, came: Sequence[CameRow], aside: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("retrieved_applicants")
        self.setWindowTitle("Retrieve Applicants")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = label(shown(sentence), "retrieved_words", "heading", wrap=True)
        self.problems = ProblemBar("retrieved_problem")
        self.table = HistoryTable(
            "retrieved_rows", COLUMNS, lambda one: one.row.applicant_id, NOTHING, "retrieved_applicants", multi=False,
            with_filter=False,
        )  # fmt: skip
        self.open_button = push_button("Open", "open_retrieved", "primary", "edit", "Ctrl+E", slot=self._open_chosen,
                                       tooltip="Open the applicant chosen")  # fmt: skip
        self.close_button = push_button("Close", "close_retrieved", shortcut="Esc", slot=self.reject)
        self._lay_out()
        self.table.set_rows(came)
        self.table.activated.connect(self._open)
        self.open_button.setEnabled(bool(came))
        if aside:
            self.problems.show_problem("warning", "Some answers cannot be read:", aside)
        if came:
            self.table.select_first()
            self.table.setFocus()
        else:
            self.close_button.setFocus()

    def _open_chosen(self) -> None:
        keys = self.table.selected_keys()
        if keys:
            self._open(keys[0])

    def _open(self, key: object) -> None:
        self.accept()
        self.opened.emit(key)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addStretch(1)
        buttons.addWidget(self.open_button)
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.words)
        layout.addWidget(self.problems)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.resize(1020, 460)


class ApplicantRun(QObject):
    """One retrieve at a time for a screen: its progress, its problems, and the result in a window of its own."""

    busy_changed = Signal()

    def __init__(self, context: ScreenContext, problems: ProblemBar, progress: ProgressStrip, screen: QWidget) -> None:
        super().__init__(screen)
        self._context, self._problems, self._progress, self._screen = context, problems, progress, screen
        self._before: Sequence[ApplicantRow] = ()
        self._task: Task | None = None
        self.is_busy = False
        self.dialog: RetrievedDialog | None = None

    def start(self) -> None:
        """Fetch what is new or changed; a second press meanwhile is harmless."""
        if self.is_busy:
            return
        self._problems.clear()
        self._set_busy(busy=True)
        books = self._context.books
        self._context.background.run(
            lambda _task: applicant_list(books), done=self._ask_server, failed=self._failed, owner=self
        )

    def _ask_server(self, before: Sequence[ApplicantRow]) -> None:
        self._before = before
        sync = cast("Sync", self._context.sync)
        self._task = sync.run(
            STEP, done=self._answered, failed=self._failed, progress=self._progressed, owner=self
        )
        self._progress.start(RETRIEVING, self._task.cancel)

    def _progressed(self, done: int, total: int, text: str) -> None:
        if self._task is not None and not self._task.cancelled:
            self._progress.set_progress(done, total, shown(text))

    def _answered(self, report: "RoundReport") -> None:
        self._progress.finish()
        if report.error:
            self._set_busy(busy=False)
            self._tell_error(report)
            return
        books, before = self._context.books, self._before
        self._context.background.run(
            lambda _task: (report, what_came(before, applicant_list(books))), done=self._show, failed=self._failed,
            owner=self,
        )  # fmt: skip

    def _tell_error(self, report: "RoundReport") -> None:
        kinds: dict[str, StateKind] = {"cancelled": "info", "denied": "warning"}
        kind = kinds.get(report.kind, "negative")
        settings = CommandSpec("mend_settings", "Integration Settings", "settings", slot=self._open_settings)
        mends = report.kind in {"token", "no_server", "insecure", "portfolio", "denied"}
        self._problems.show_problem(kind, report.error, report.set_aside, [settings] if mends else ())

    def _open_settings(self) -> None:
        self._context.navigate("inosio", {"settings": True})

    def _show(self, found: "tuple[RoundReport, list[CameRow]]") -> None:
        report, came = found
        self._set_busy(busy=False)
        self.dialog = RetrievedDialog(report.sentence, came, report.set_aside, self._screen.window())
        self.dialog.opened.connect(self._open)
        self.dialog.finished.connect(self._closed)
        self.dialog.open()

    def _open(self, key: object) -> None:
        self._context.navigate("applicant", {"applicant_id": key})

    def _closed(self, _result: int) -> None:
        self.dialog = None

    def _failed(self, error: BaseException) -> None:
        self._progress.finish()
        self._set_busy(busy=False)
        if not isinstance(error, CancelledError):
            self._context.report_error(error)

    def _set_busy(self, *, busy: bool) -> None:
        self.is_busy = busy
        self.busy_changed.emit()
