"""AR > After the Post: what the last Post did, on one page; each line opens its record."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.after_post import AfterPost, AfterRow, after_post
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import State, StateKind
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.sum_box import SumBox

ALL = "all"
_STATES: dict[str, tuple[StateKind, str]] = {
    "posted": ("positive", "Posted"), "held": ("warning", "Held"), "slip": ("info", "Deposit slip"),
    "fee": ("neutral", "Fee earned"), "message": ("info", "To Inosio"),
}  # fmt: skip
_TABS = (
    (ALL, "Everything"), ("posted", "Posted"), ("held", "Held"), ("slip", "Deposit Slips"), ("fee", "Fees Earned"),
    ("message", "To Inosio"),
)  # fmt: skip
_SUMS = (("posted", "Posted"), ("held", "Held"), ("slip", "On Deposit Slips"), ("fee", "Fees Earned"))


def _state(row: AfterRow) -> State:
    kind, word = _STATES[row.kind]
    return State(kind, word)


COLUMNS = (
    Column("part", "What Happened", "state", _state, 140),
    Column("what", "Payment or Record", value=lambda row: shown(row.what), width=230, stretch=True),
    Column("details", "Details", value=lambda row: shown(row.detail), width=372),
    Column("day", "Date", "date", lambda row: row.day, 104),
    Column("amount", "Amount", "money", lambda row: row.cents, 124),
)


class AfterPostScreen(Screen):
    """Reads the newest Post, or the one it is named; Enter on a line opens its record."""

    key = "after_post"
    title = "After the Post"
    help_page = "after_post"
    topics = frozenset({"receipts", "working_lines", "slips", "outbox", "batches"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._event_id: int | None = None
        self._page = AfterPost(0, ())
        self.summary = label("", "after_post_summary", "heading", wrap=True)
        self.sums = SumBox("after_post_sums")
        for key, title in _SUMS:
            self.sums.add(key, title, emphasis=key == "posted")
        self.table = HistoryTable(
            "after_post_rows", COLUMNS, lambda row: (row.kind, row.key), "Nothing has been posted yet", "after_post",
            multi=False,
        )
        self.tabs = FolderTabs("after_post_folders", _TABS)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[1])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.summary)
        layout.addWidget(self.sums)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.tabs)
        self.table.activated.connect(self._open)
        self.table.current_changed.connect(self._current_changed)
        self.tabs.chosen.connect(self._show_rows)

    def left_buttons(self) -> list[CommandSpec]:
        """Print, open, and back to the batch."""
        return [
            CommandSpec("print_after_post", "Report", "report", "Ctrl+P", self.report, "Print this page",
                        bool(self._page.rows), primary=True),
            CommandSpec("open_after_row", "Open Record", "search", "Ctrl+Return", self.open_record,
                        "Open the record of this line", self.table.current_row() is not None),
            CommandSpec("after_batch_receipts", "Batch Receipts", "batch", slot=self.batch_receipts,
                        tooltip="AR > Batch Receipts (Ctrl+B)"),
            CommandSpec("after_deposit_receipts", "Deposit Receipts", "deposit", slot=self.deposit_receipts,
                        tooltip="GL > Deposit Receipts (Ctrl+D)"),
        ]  # fmt: skip

    def first_focus(self) -> QWidget:
        """The lines."""
        return self.table

    def activate(self, **parameters: object) -> None:
        """Read the newest Post; `event_id` names another."""
        event_id = parameters.get("event_id")
        self._event_id = event_id if isinstance(event_id, int) else None
        self._read()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002
        """Others may have settled what was held."""
        self._read()

    def report(self) -> None:
        """Open the page as a report."""
        if self._page.event_id:
            self.context.navigate("report", {"name": "after-post", "receipt_id": self._page.event_id})
        else:
            self.context.navigate("report", {"name": "after-post"})

    def open_record(self) -> None:
        """Open the record of the line."""
        row = self.table.current_row()
        if row is not None:
            self.context.open_record(row.record, row.key)

    def batch_receipts(self) -> None:
        """Go back to the working list."""
        self.context.navigate("batch_receipts", {})

    def deposit_receipts(self) -> None:
        """Go on to GL > Deposit Receipts."""
        self.context.navigate("deposit_receipts", {})

    def _open(self, _key: object) -> None:
        self.open_record()

    def _current_changed(self, _key: object) -> None:
        self.left_buttons_changed.emit()

    def _read(self) -> None:
        books, event_id = self.context.books, self._event_id

        def work(_task: Task) -> AfterPost:
            return after_post(books, event_id)

        self.context.background.run(work, done=self._show, failed=self.context.report_error, owner=self)

    def _show(self, page: AfterPost) -> None:
        self._page = page
        for key, _title in _TABS:
            rows = page.rows if key == ALL else [row for row in page.rows if row.kind == key]
            self.tabs.set_count(key, len(rows))
        for key, _title in _SUMS:
            cents = sum(row.cents or 0 for row in page.rows if row.kind == key)
            self.sums.set_cents(key, cents)
        self.summary.setText(summary_words(page))
        self._show_rows()
        self.left_buttons_changed.emit()

    def _show_rows(self, _key: str = "") -> None:
        wanted = self.tabs.key()
        self.table.set_rows([row for row in self._page.rows if wanted in {ALL, row.kind}])
        if self.table.current_row() is None:
            self.table.select_first()


def summary_words(page: AfterPost) -> str:
    """The page in one sentence."""
    posted, held, slips = (len(page.of(kind)) for kind in ("posted", "held", "slip"))
    if not posted:
        return f"Nothing has been posted yet, {plural(held, 'payment')} held."
    words = f"{plural(posted, 'payment')} posted, {format_cents(page.cents('posted'))}"
    if slips:
        words += f", {plural(slips, 'deposit slip')} made"
    return f"{words}; {plural(held, 'payment')} held." if held else f"{words}; nothing is held."
