"""What exactly was sent: the snapshots of balances, and for the one chosen what the portal was told of each tenant."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from landlord_desktop.services.integration_log import SentSnapshot, SnapshotRow, sent_snapshot
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.integration.log_words import item_state
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import format_day, plural, shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.problem_bar import ProblemBar
from landlord_desktop.ui.widgets.sum_box import SumBox

if TYPE_CHECKING:
    from landlord_desktop.sync.tokens import TokenSource

_SNAPSHOTS = (
    Column("created_at", "Asked For", "date", lambda row: row.created_at, 158),
    Column("state", "State", "state", lambda row: item_state(row.state), 80),
    Column("cause", "Cause", value=lambda row: _cause(row.cause), width=80, stretch=True),
)
_BALANCES = (
    Column("tenant", "Tenant", value=lambda row: row.name, width=145, stretch=True),
    Column("tenant_code", "ID", value=lambda row: row.tenant_code, width=95),
    Column("unit", "Unit", value=lambda row: row.unit, width=140),
    Column("charges", "Charges", "count", lambda row: row.charges, 75),
    Column("open_credit", "Open Credit", "money", lambda row: row.open_credit_cents, 100),
    Column("balance", "Balance", "money", lambda row: row.balance_cents, 100),
)


def _cause(text: str) -> str:
    cause = text.partition(", ")[2] or text
    return cause[:1].upper() + cause[1:]


class SentView(QWidget):
    """The snapshots on the left, the balances of the chosen one on the right; read only while it is shown."""

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._awake = False
        self._shown_id: int | None = None
        self.problem = ProblemBar("sent_problem")
        self.snapshots = HistoryTable(
            "sent_snapshots", _SNAPSHOTS, lambda row: row.item_id, "No balances were sent yet", multi=False
        )
        self.balances = HistoryTable(
            "sent_balances", _BALANCES, lambda row: row.tenant_code, "Choose what was sent on the left", "sent_balances"
        )
        self.sums = SumBox("sent_sums")
        self.sums.add("tenants", "Tenants")
        self.sums.add("total", "Balance Total", emphasis=True)
        self.banks = label("", "sent_banks", "caption", wrap=True)
        self.snapshots.current_changed.connect(self._chosen)
        self._lay_out()

    def set_snapshots(self, rows: Sequence[SnapshotRow]) -> None:
        """Show these snapshots, newest first; the chosen one stays chosen."""
        self.snapshots.set_rows(rows)
        self._choose_first()

    def wake(self, *, shown_now: bool) -> None:
        """Read the chosen snapshot from now on, or rest while another folder is shown."""
        self._awake = shown_now
        self._choose_first()

    def _choose_first(self) -> None:
        if not self._awake:
            return
        if self.snapshots.current_row() is None:
            self.snapshots.select_first()
        self._chosen()

    def _chosen(self, _key: object = None) -> None:
        row = self.snapshots.current_row()
        if row is None or not self._awake or row.item_id == self._shown_id:
            return
        self._shown_id = row.item_id
        books, item_id = self._context.books, row.item_id
        tokens = cast("TokenSource", self._context.token_source)

        def read(_task: Task) -> SentSnapshot:
            from landlord_desktop.sync.tokens import sealed

            return sent_snapshot(sealed(books, tokens), item_id)

        # the key that unseals it is in the key store, which may be slow
        self._context.background.run(read, done=self._show, failed=self._failed, owner=self, lane="other")

    def _show(self, sent: SentSnapshot) -> None:
        if sent.item_id != self._shown_id:
            return
        self.problem.clear()
        self.balances.set_rows(sent.rows)
        self.sums.set_count("tenants", sent.tenants, "tenant")
        self.sums.set_cents("total", sent.balance_cents)
        day = format_day(date.fromisoformat(sent.as_of))
        banks = "; ".join(shown(bank) for bank in sent.banks) or "none"
        self.banks.setText(f"Balances as of {day}. {plural(len(sent.banks), 'bank account')}: {banks}")

    def _failed(self, error: BaseException) -> None:
        self._shown_id = None
        self.balances.set_rows([])
        self.banks.setText("")
        sentence = getattr(error, "sentence", "")
        if sentence:
            self.problem.show_problem("warning", sentence)
        else:
            self._context.report_error(error)

    def _lay_out(self) -> None:
        right = QWidget()
        inner = QVBoxLayout(right)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(SPACE[2])
        inner.addWidget(self.problem)
        inner.addWidget(self.balances, 1)
        inner.addWidget(self.banks)
        inner.addWidget(self.sums)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        split.addWidget(self.snapshots)
        split.addWidget(right)
        split.setSizes([340, 760])
        split.setStretchFactor(0, 1)
        split.setStretchFactor(1, 2)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(split)
