"""What the Portal Was Told: the balances of one tenant as they were sent, newest first, each with the server's answer.

Read on demand from the stored bytes, page by page; opened from Tenant History and from the Integration Log.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.services.basics import format_cents
from landlord_desktop.services.told_tenant import SNAPSHOTS_A_PAGE, ToldBalance, ToldPage, told_of_tenant
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.integration.log_words import item_state
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import format_day, format_moment, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.progress import ProgressStrip

if TYPE_CHECKING:
    from landlord_desktop.sync.tokens import TokenSource



def _line(row: ToldBalance) -> str:
    return ". ".join(part.rstrip(".") for part in (row.words, row.answer) if part)


_COLUMNS = (
    Column("at", "Time", "date", lambda row: row.finished_at or row.created_at, 170),
    Column("state", "State", "state", lambda row: item_state(row.state), 130),
    Column("charges", "Charges", "count", lambda row: None if row.balance_cents is None else len(row.charges), 80),
    Column("open_credit", "Open Credit", "money", lambda row: row.open_credit_cents, 110),
    Column("balance", "Balance", "money", lambda row: row.balance_cents, 110),
    Column("what", "Told, and the Server's Answer", value=_line, width=220, stretch=True),
    Column("request_id", "Request ID", value=lambda row: row.request_id, width=175),
)
_NOBODY = "Choose a tenant in Tenant History, then press Told to the Portal"
_NOTHING = "The portal was told nothing yet"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What to read: a tenant, and how far back."""

    tenant: int | str
    before_item: int | None
    most: int


class ToldScreen(Screen):
    """One tenant: a line for each time that balances were sent; below, what was told that time."""

    key = "told_tenant"
    title = "What the Portal Was Told"
    help_page = "integration_log"
    topics = frozenset({"outbox"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._tenant: int | str | None = None
        self._page: ToldPage | None = None
        self._rows: tuple[ToldBalance, ...] = ()
        self._task: Task | None = None
        self._older = False
        self.name = label("", "told_tenant_name", "heading")
        self.problem = ProblemBar("told_problem")
        self.progress = ProgressStrip("told_progress")
        self.table = HistoryTable(
            "told_balances", _COLUMNS, lambda row: row.item_id, _NOBODY, "told_balances", multi=False
        )
        self.detail = DetailPanel("told_detail", "What was told that time")
        self.table.current_changed.connect(self._show_detail)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        layout.addWidget(label(self.title, role="title"))
        layout.addWidget(self.name)
        layout.addWidget(self.problem)
        layout.addWidget(self.progress)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        self._show_detail()

    def left_buttons(self) -> list[CommandSpec]:
        """Filter, older ones, and the ways back."""
        there = self._tenant is not None
        more = self._page is not None and self._page.more and self._task is None
        return [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list", there),
            CommandSpec(
                "read_older", "Older", "history", "Ctrl+O", self.read_older,
                f"Read the {SNAPSHOTS_A_PAGE} times before these", more,
            ),
            CommandSpec("refresh", "Refresh", "refresh", "F5", self.read_again, "Read it again", there),
            CommandSpec(
                "open_tenant_history", "Tenant History", "tenant", "Ctrl+T", self.open_tenant,
                "Charges, receipts and balance as they are now", isinstance(self._tenant, int),
            ),
            CommandSpec(
                "open_integration_log", "Integration Log", "history", "Ctrl+G", self.open_log,
                "All that was exchanged with the server",
            ),
        ]  # fmt: skip

    def first_focus(self) -> QWidget:
        """The list."""
        return self.table

    def activate(self, **parameters: object) -> None:
        """Read what was told of `tenant_id`, or of the tenant of this `tenant_code`."""
        wanted = parameters.get("tenant_id", parameters.get("tenant_code"))
        if isinstance(wanted, int | str) and wanted != self._tenant:
            self._tenant, self._page, self._rows = wanted, None, ()
            self.name.setText("")
            self.table.set_empty_text(_NOTHING)
            self.table.set_rows([])
        self.read_again()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - its one topic
        """Something was sent: read again."""
        self.read_again()

    def focus_filter(self) -> None:
        """Type into the filter."""
        self.table.filter.setFocus()

    def read_again(self) -> None:
        """Read the newest anew, as many as are shown."""
        if self._tenant is not None:
            self._older = False
            self._read(_Wanted(self._tenant, None, max(len(self._rows), SNAPSHOTS_A_PAGE)))

    def read_older(self) -> None:
        """Read the page before the oldest one that is shown."""
        if self._tenant is not None and self._rows and self._task is None:
            self._older = True
            self._read(_Wanted(self._tenant, self._rows[-1].item_id, SNAPSHOTS_A_PAGE))

    def open_tenant(self) -> None:
        """The tenant's history."""
        self.context.open_record("tenant", self._tenant)

    def open_log(self) -> None:
        """The integration log, at what was sent; at the line chosen here."""
        row = self.table.current_row()
        self.context.navigate("integration_log", {"tab": "sent"} | ({"item_id": row.item_id} if row else {}))

    def _read(self, wanted: _Wanted) -> None:
        if self._task is not None:
            self._task.cancel()
        books, tokens = self.context.books, cast("TokenSource", self.context.token_source)

        def read(task: Task) -> ToldPage:
            from landlord_desktop.sync.tokens import sealed

            return told_of_tenant(
                sealed(books, tokens), wanted.tenant, before_item=wanted.before_item, most=wanted.most,
                progress=task.progress, stopped=lambda: task.cancelled,
            )

        # the key that unseals it is in the key store, which may be slow
        self._task = self.context.background.run(
            read, done=self._show, failed=self._failed, progress=self.progress.set_progress, owner=self, lane="other"
        )
        self.progress.start("Reading what was sent", self._task.cancel)
        self.left_buttons_changed.emit()

    def _show(self, page: ToldPage) -> None:
        self._end()
        self.problem.clear()
        self._tenant, self._page = page.tenant_id, page
        self._rows = (*self._rows, *page.rows) if self._older else page.rows
        self.name.setText(f"{shown(page.tenant_code)}: {shown(page.tenant_name)}")
        self.table.set_rows(self._rows)
        if self.table.current_row() is None:
            self.table.select_first()
        self._show_detail()
        self.left_buttons_changed.emit()

    def _failed(self, error: BaseException) -> None:
        self._end()
        sentence = getattr(error, "sentence", "")
        if sentence:
            self.problem.show_problem("warning", sentence)
        elif not isinstance(error, CancelledError):
            self.context.report_error(error)
        self.left_buttons_changed.emit()

    def _end(self) -> None:
        self._task = None
        self.progress.finish()

    def _show_detail(self, _key: object = None) -> None:
        row = self.table.current_row()
        self.detail.set_pairs([Pair("Line", "Choose a line of the list")] if row is None else _pairs(row))


def _day(text: str) -> str:
    return format_day(date.fromisoformat(text))


def _pairs(row: ToldBalance) -> list[Pair]:
    day = f"as of {_day(row.as_of)}" if row.as_of else ""
    balance = row.words if row.balance_cents is None else f"{format_cents(row.balance_cents)} {day}"
    charges = "; ".join(
        f"{one.code} {one.description}{f', due {_day(one.due_on)}' if one.due_on else ''}: "
        f"{format_cents(one.unpaid_cents)}"
        for one in row.charges
    )
    ended = f"{format_moment(row.finished_at)}: {row.answer}" if row.finished_at else row.answer or "No answer yet"
    pairs = [
        Pair("Balance", balance, object_name="told_balance"),
        Pair("Charges", charges or "None", object_name="told_charges"),
        Pair("Bank", row.bank, object_name="told_bank"),
        Pair("Asked for", format_moment(row.created_at)),
        Pair("Server's answer", ended, object_name="told_answer"),
    ]
    return [Pair("Told", row.words), *pairs] if row.told == "roommate" else pairs
