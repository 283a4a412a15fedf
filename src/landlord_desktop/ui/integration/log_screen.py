"""Integration > Integration Log: what was exchanged, what waits, what exactly was sent, what was set aside."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from landlord_desktop.services import integration_log
from landlord_desktop.services.integration_log import (
    ExchangeRow,
    OutboxRow,
    SetAsideRow,
    SnapshotRow,
)
from landlord_desktop.services.outbox_acts import discard_item, retry_item
from landlord_desktop.services.send_outcomes import retry_now
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.integration.exchange_filter import ExchangeFilter
from landlord_desktop.ui.integration.log_words import SUBJECT_COLUMNS, aside_state, item_state
from landlord_desktop.ui.integration.sent_view import SentView
from landlord_desktop.ui.screen import CommandSpec, Screen, ScreenContext
from landlord_desktop.ui.text import format_moment
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.folder_tabs import FolderTabs
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.reason_dialog import ReasonDialog

if TYPE_CHECKING:
    from landlord_desktop.ui.sync_worker import Sync

_FOLDERS = (
    ("exchanges", "1. Exchanges"),
    ("waiting", "2. Waiting and Refused"),
    ("sent", "3. What Was Sent"),
    ("set_aside", "4. Set Aside"),
)
_EXCHANGES = (
    *SUBJECT_COLUMNS,
    Column("user", "User", value=lambda row: row.user, width=90, visible=False),
    Column(
        "request_id", "Request ID", value=lambda row: row.request_id, width=170,
        help="The server's name for this exchange; give it to Inosio when you ask about it",
    ),
)  # fmt: skip
_WAITING = (
    Column("created_at", "Since", "date", lambda row: row.created_at, 170),
    Column("cause", "What", value=lambda row: row.cause, width=230),
    Column("state", "State", "state", lambda row: item_state(row.state, again=row.next_try_at is not None), 120),
    Column("attempts", "Tries", "count", lambda row: row.attempts, 60),
    Column("next_try_at", "Again At", "date", lambda row: row.next_try_at, 170),
    Column("what_to_do", "What to do", value=lambda row: row.what_to_do, width=240, stretch=True),
)
_SET_ASIDE = (
    Column("noticed_at", "Time", "date", lambda row: row.noticed_at, 170),
    Column("subject", "Subject", value=lambda row: f"{row.kind} {row.subject}".capitalize(), width=220),
    Column("state", "State", "state", lambda row: aside_state(row.settled_at), 110),
    Column("sentence", "What happened", value=lambda row: row.sentence, width=300, stretch=True),
)


_NO_EXCHANGES = "Nothing was exchanged with Inosio yet"


@dataclass(frozen=True, slots=True)
class _Log:
    exchanges: Sequence[ExchangeRow]
    waiting: Sequence[OutboxRow]
    snapshots: Sequence[SnapshotRow]
    set_aside: Sequence[SetAsideRow]


class IntegrationLogScreen(Screen):
    """Four folders over the records of the talk with the server."""

    key = "integration_log"
    title = "Integration Log"
    help_page = "integration_log"
    topics = frozenset({"outbox", "batches", "settings"})

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.problem = ProblemBar("integration_log_problem")
        self.folders = FolderTabs("integration_log_folders", _FOLDERS)
        self.exchanges = _table("exchanges", _EXCHANGES, "exchange_id", _NO_EXCHANGES)
        self.waiting = _table("waiting", _WAITING, "item_id", "Nothing waits; everything was sent")
        self.set_aside = _table("set_aside", _SET_ASIDE, "aside_id", "No answer of the server was set aside")
        self.sent = SentView(context)
        self._wanted_item: object = None
        self._all_exchanges: Sequence[ExchangeRow] = ()
        self._discarding = 0
        self.detail = DetailPanel("integration_log_detail", "Details")
        self._pages = QStackedWidget()
        for page in (self.exchanges, self.waiting, self.sent, self.set_aside):
            self._pages.addWidget(page)
        for table in (self.exchanges, self.waiting, self.set_aside):
            table.current_changed.connect(self._show_detail)
        self.exchange_filter = ExchangeFilter(self.exchanges)
        self.exchange_filter.changed.connect(self._show_exchanges)
        for table in (self.waiting, self.set_aside, self.sent.balances):
            table.selection_changed.connect(self.left_buttons_changed)
        self.sent.balances.activated.connect(self.open_told_tenant)
        self.folders.chosen.connect(self._show_folder)
        self._lay_out()
        self._show_detail()

    def left_buttons(self) -> list[CommandSpec]:
        """Filter, Retry Now, and what can be done with the line chosen."""
        aside, item, told = self._chosen_aside(), self._chosen_item(), self._chosen_tenant()
        return [
            CommandSpec("filter", "Filter", "filter", "Ctrl+F", self.focus_filter, "Filter the list"),
            CommandSpec("retry_now", "Retry Now", "send", "F5", self.retry_now, "Send what waits at once"),
            CommandSpec(
                "retry_item", "Retry This One", "refresh", "Ctrl+R", self.retry_item,
                "Try the chosen message now; one that was refused is sent anew", enabled=item is not None,
            ),
            CommandSpec(
                "discard_item", "Discard\u2026", "remove", "Ctrl+Delete", self.discard_item,
                "Take the chosen message out for good, with a reason that is kept", enabled=item is not None,
            ),
            CommandSpec(
                "told_tenant", "Told to the Portal", "tenant", "Ctrl+T", self.open_told_tenant,
                "What the portal was told of the chosen tenant, when, and the answers", enabled=told is not None,
            ),
            CommandSpec(
                "mark_as_settled", "Mark as Settled", "check", "Ctrl+M", self.mark_as_settled,
                "You have cleared this up with Inosio: take it off the dashboard", enabled=aside is not None,
            ),
        ]  # fmt: skip

    def first_focus(self) -> QWidget:
        """The list of the folder shown."""
        return self._list()

    def activate(self, **parameters: object) -> None:
        """Read; `tab` names the folder: exchanges, waiting, sent or set_aside; `item_id` an item of the outbox."""
        self._wanted_item = parameters.get("item_id")
        wanted = str(parameters.get("tab", ""))
        if wanted in dict(_FOLDERS):
            self.folders.choose(wanted)
        self._read()

    def refresh(self, changes: Changes) -> None:  # noqa: ARG002 - each of its topics means the same
        """Read again."""
        self._read()

    def focus_filter(self) -> None:
        """Type into the filter of the list shown."""
        self._list().filter.setFocus()

    def retry_now(self) -> None:
        """Send what waits at once, except where the server asked to wait."""
        books = self.context.books
        self.context.background.run(
            lambda _task: retry_now(books), done=self._send, failed=self._failed, owner=self
        )

    def retry_item(self) -> None:
        """Have the chosen message tried now."""
        item = self._chosen_item()
        if item is not None:
            books, item_id = self.context.books, item.item_id
            self.context.background.run(
                lambda _task: retry_item(books, item_id), done=self._retried, failed=self._failed, owner=self
            )

    def discard_item(self) -> None:
        """Ask why, saying what it means, and discard the chosen message."""
        item = self._chosen_item()
        if item is None:
            return
        dialog = ReasonDialog(
            self, "Discard the message", f"{item.cause}. It will not be sent, and this cannot be taken back.",
            "Discard", effects=item.if_discarded,
        )  # fmt: skip
        self._discarding = item.item_id
        dialog.given.connect(self._discard)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _discard(self, reason: str) -> None:
        books, item_id = self.context.books, self._discarding
        self.context.background.run(
            lambda _task: discard_item(books, item_id, reason), done=self._discarded, failed=self._failed, owner=self
        )

    def open_told_tenant(self, _key: object = None) -> None:
        """What the portal was told of the tenant chosen among what was sent."""
        code = self._chosen_tenant()
        if code is not None:
            self.context.navigate("told_tenant", {"tenant_code": code})

    def mark_as_settled(self) -> None:
        """Note that the answer chosen was cleared up."""
        row = self._chosen_aside()
        if row is None:
            return
        books, aside_id = self.context.books, row.aside_id
        self.context.background.run(
            lambda _task: integration_log.settle_set_aside(books, aside_id),
            done=self._settled, failed=self._failed, owner=self,
        )  # fmt: skip

    def _read(self) -> None:
        books = self.context.books

        def read(_task: Task) -> _Log:
            return _Log(
                integration_log.exchanges(books), integration_log.outbox_rows(books),
                integration_log.snapshots(books), integration_log.set_aside_rows(books),
            )  # fmt: skip

        self.context.background.run(read, done=self._show, failed=self._failed, owner=self)

    def _show(self, log: _Log) -> None:
        self._all_exchanges = log.exchanges
        self._show_exchanges()
        self.waiting.set_rows(log.waiting)
        self.sent.set_snapshots(log.snapshots)
        self.set_aside.set_rows(log.set_aside)
        self.folders.set_count("waiting", len(log.waiting))
        self.folders.set_count("sent", len(log.snapshots))
        self.folders.set_count("set_aside", sum(row.settled_at is None for row in log.set_aside))
        for table in (self.exchanges, self.waiting, self.set_aside):
            if table.current_row() is None:
                table.select_first()
        self._show_wanted()
        self._show_detail()
        self.left_buttons_changed.emit()

    def _show_exchanges(self) -> None:
        rows = self.exchange_filter.passing(self._all_exchanges)
        self.exchanges.set_rows(rows)
        nothing = "No exchange of this step ended so" if self._all_exchanges else _NO_EXCHANGES
        self.exchanges.set_empty_text(nothing)
        self.folders.set_count("exchanges", len(rows))
        if self.exchanges.current_row() is None:
            self.exchanges.select_first()

    def _show_wanted(self) -> None:
        """Go to the item that another screen named: what was sent of it, or that it waits."""
        wanted, self._wanted_item = self._wanted_item, None
        if isinstance(wanted, int):
            lists = (("sent", self.sent.snapshots), ("waiting", self.waiting))
            folder = next((name for name, table in lists if table.select_key(wanted)), "exchanges")
            self.folders.choose(folder)

    def _show_folder(self, key: str) -> None:
        self._pages.setCurrentIndex(list(dict(_FOLDERS)).index(key))
        self.detail.setVisible(key != "sent")
        self.sent.wake(shown_now=key == "sent")
        self._show_detail()
        self.left_buttons_changed.emit()

    def _show_detail(self, _key: object = None) -> None:
        folder = self.folders.key()
        if folder == "sent":
            return
        row = self._list().current_row()
        self.detail.set_pairs([Pair("Line", "Choose a line of the list")] if row is None else _PAIRS[folder](row))

    def _chosen_aside(self) -> SetAsideRow | None:
        row = self.set_aside.current_row() if self.folders.key() == "set_aside" else None
        return row if isinstance(row, SetAsideRow) and row.settled_at is None else None

    def _chosen_item(self) -> OutboxRow | None:
        row = self.waiting.current_row() if self.folders.key() == "waiting" else None
        return row if isinstance(row, OutboxRow) else None

    def _chosen_tenant(self) -> str | None:
        row = self.sent.balances.current_row() if self.folders.key() == "sent" else None
        return None if row is None else str(row.tenant_code)

    def _retried(self, words: str) -> None:
        self.problem.clear()
        self.context.changes.tell("outbox")
        cast("Sync", self.context.sync).send_soon()
        self.context.notify("info", words)

    def _discarded(self, _sentence: str) -> None:
        self.problem.clear()
        self.context.changes.tell("outbox")
        self.context.notify("info", "Discarded; the reason is kept in this log and in the audit trail.")

    def _send(self, asked_to_wait: int) -> None:
        waiting = sum(row.state != "refused" for row in self.waiting.rows()) - asked_to_wait
        if waiting <= 0:
            self.context.notify("info", "The server asked to wait." if asked_to_wait else "Nothing waits to be sent.")
            return
        cast("Sync", self.context.sync).send_soon()
        self.context.notify("info", "What waits is being sent; the list follows.")

    def _settled(self, _nothing: None) -> None:
        self.context.changes.tell("batches", "outbox")
        self.context.notify("positive", "Marked as settled; it stays in this list.")

    def _failed(self, error: BaseException) -> None:
        sentence = getattr(error, "sentence", "")
        if sentence:
            self.problem.show_problem("negative", sentence)
        else:
            self.context.report_error(error)

    def _list(self) -> HistoryTable:
        lists = {"waiting": self.waiting, "sent": self.sent.snapshots, "set_aside": self.set_aside}
        return lists.get(self.folders.key(), self.exchanges)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(label(self.title, role="title"))
        layout.addWidget(self.problem)
        layout.addWidget(self._pages, 1)
        layout.addWidget(self.detail)
        layout.addWidget(self.folders)


def _table(name: str, columns: Sequence[Column], key: str, empty: str) -> HistoryTable:
    return HistoryTable(
        name, columns, lambda row: getattr(row, key), empty, f"integration_log_{name}", multi=False
    )


def _exchange_pairs(row: ExchangeRow) -> list[Pair]:
    return [
        Pair("What happened", row.sentence, object_name="detail_sentence"),
        Pair("What to do", row.what_to_do, object_name="detail_what_to_do"),
        Pair("Time and user", f"{format_moment(row.at)}, {row.user}"),
        Pair("Request ID", row.request_id),
    ]


def _waiting_pairs(row: OutboxRow) -> list[Pair]:
    return [
        Pair("Last answer", row.sentence or "Not tried yet", object_name="detail_sentence"),
        Pair("What to do", row.what_to_do),
        Pair("Asked for", f"{format_moment(row.created_at)}, {row.created_by}"),
    ]


def _aside_pairs(row: SetAsideRow) -> list[Pair]:
    settled = format_moment(row.settled_at) if row.settled_at else "Not yet"
    return [
        Pair("What happened", row.sentence, object_name="detail_sentence"),
        Pair("Time", format_moment(row.noticed_at)),
        Pair("Settled", settled),
    ]


_PAIRS: dict[str, Callable[[Any], list[Pair]]] = {
    "exchanges": _exchange_pairs,
    "waiting": _waiting_pairs,
    "set_aside": _aside_pairs,
}
