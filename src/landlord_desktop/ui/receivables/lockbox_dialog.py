"""Before a lockbox file is loaded: what each line would do, what is wrong with it, and how to mend it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.lockbox import LockboxSummary, SummaryLine
from landlord_desktop.ui.text import plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateKind
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.sum_box import SumBox

_STATES: dict[str, tuple[StateKind, str]] = {
    "valid": ("positive", "Valid"), "known": ("neutral", "On the list already"), "invalid": ("negative", "Invalid"),
}  # fmt: skip


def _state(line: SummaryLine) -> State:
    kind, word = _STATES[line.state]
    return State(kind, word)


COLUMNS = (
    Column("line", "Line", "count", lambda line: line.line, 56),
    Column("state", "State", "state", _state, 158),
    Column("payer", "Payer", value=lambda line: shown(line.payer), width=104),
    Column("amount", "Amount", "money", lambda line: line.amount_cents, 96),
    Column("issue", "Issue", value=lambda line: shown(line.issue), width=132),
    Column("cause", "Cause", value=lambda line: shown(line.cause), width=200, stretch=True),
    Column("fix", "What to Do", value=lambda line: shown(line.fix), width=270),
)
_SIZE = (1120, 600)
_BESIDE = 40
"""So much of the window stays in sight beside the dialog, in pixels."""


class LockboxDialog(QDialog):
    """Built from a finished summary; `load_asked` where the user says so. An invalid line keeps all of it out."""

    load_asked = Signal()

    def __init__(self, summary: LockboxSummary, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("lockbox_summary")
        self.setWindowTitle("Load Payments from Lockbox File")
        self.setModal(True)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.summary = summary
        self.problems = ProblemBar("lockbox_problem")
        self.sums = SumBox("lockbox_sums")
        for key, (_kind, title) in _STATES.items():
            self.sums.add(key, title, emphasis=key == "valid")
        self.table = HistoryTable(
            "lockbox_lines", COLUMNS, lambda line: (line.line, line.payer, line.cause), "The file holds no payment",
            "lockbox_summary", multi=False,
        )
        self.load = push_button(
            "Load", "load_lockbox", "primary", "load", "Ctrl+Return", slot=self._load,
            tooltip="Add the valid payments to the list",
        )
        self.cancel = push_button("Cancel", "cancel_lockbox", slot=self.reject)
        self.told = label("", "lockbox_line", wrap=True)
        self.told.setMinimumHeight(3 * self.fontMetrics().height())
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.table.current_changed.connect(self._tell_line)
        self._build()
        self._fill()

    def _build(self) -> None:
        kind = "" if self.summary.kind == "CSV" else f" ({shown(self.summary.kind)})"
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addStretch(1)
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.load)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label(f"{shown(self.summary.name)}{kind}", "lockbox_name", "heading"))
        layout.addWidget(self.problems)
        layout.addWidget(self.sums)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.told)
        layout.addLayout(buttons)
        parent = self.parentWidget()
        widest = _SIZE[0] if parent is None else parent.window().width() - _BESIDE
        self.resize(min(_SIZE[0], widest), _SIZE[1])

    def _fill(self) -> None:
        summary = self.summary
        for key in ("valid", "known"):
            self.sums.set_cents(key, summary.cents(key))
        self.sums.set_count("invalid", summary.count("invalid"), "line")
        self.table.set_rows(summary.lines)
        self.problems.show_problem(*summary_words(summary))
        loadable = bool(summary.count("valid")) and not summary.count("invalid")
        self.load.setEnabled(loadable)
        self.load.setDefault(loadable)
        first = next((line for line in summary.lines if line.state == "invalid"), None)
        if first is not None:
            self.table.select_key((first.line, first.payer, first.cause))
        else:
            self.table.select_first()
        self._tell_line()
        (self.load if loadable else self.table).setFocus()

    def _tell_line(self, _key: object = None) -> None:
        """Say in full what is wrong with the line that is chosen, and what to do."""
        self.told.setText(line_words(self.table.current_row()))

    def _load(self) -> None:
        self.load.setEnabled(False)
        self.load_asked.emit()
        self.accept()


def line_words(line: SummaryLine | None) -> str:
    """A line's cause and fix in full; a line without a fault says what it is."""
    if line is None:
        return ""
    what = f"Line {line.line}: " if line.line else ""
    if line.state == "invalid":
        return f"{what}{shown(line.cause)} {shown(line.fix)}".strip()
    known = "on the list already, it stays as it is." if line.state == "known" else "it can be loaded."
    return f"{what}{format_cents(line.amount_cents or 0)} of {shown(line.payer)}, {known}"


def summary_words(summary: LockboxSummary) -> tuple[StateKind, str]:
    """The file in one sentence."""
    valid, known, invalid = (summary.count(state) for state in ("valid", "known", "invalid"))
    total = format_cents(summary.cents("valid"))
    if invalid:
        lines = plural(invalid, "line is invalid", "lines are invalid")
        return "warning", f"{lines}: nothing of this file can be loaded until that is mended."
    if not valid:
        return "info", "Every payment of this file stands on the list already." if known else "The file is empty."
    also = f" {plural(known, 'payment')} on the list already stays as it is." if known else ""
    return "positive", f"{plural(valid, 'payment')} can be loaded, {total}.{also}"
