"""Changed after reconciliation: what was entered later with a date that a reconciled statement covers."""

from collections.abc import Sequence

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.clearing import ChangedSet
from landlord_desktop.services.set_words import set_description
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label

_COLUMNS = (
    Column("statement_on", "Statement", "date", value=lambda row: row.statement_on, width=95),
    Column("posted_on", "Posted", "date", value=lambda row: row.posted_on, width=95),
    Column("what", "What", value=lambda row: set_description(row.kind, row.memo), width=220, stretch=True),
    Column("entered_by", "Entered By", value=lambda row: row.entered_by, width=100),
    Column("entered_at", "Entered", "date", value=lambda row: row.entered_at, width=160),
    Column("amount", "Amount", "money", value=lambda row: row.amount_cents, width=110),
)


class ChangedDialog(QDialog):
    """Enter opens the transaction in the journal."""

    def __init__(self, changed: Sequence[ChangedSet], context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.setObjectName("changed_after_reconciliation")
        self.setWindowTitle("Changed After Reconciliation")
        self.setModal(True)
        self.resize(860, 480)
        self.table = HistoryTable(
            "changed_sets", _COLUMNS, lambda row: row.set_id, "Nothing was changed", "changed_sets", multi=False,
            with_filter=False,
        )  # fmt: skip
        self.table.set_rows(list(changed))
        self.table.activated.connect(self._open)
        words = (
            f"{plural(len(changed), 'transaction')} entered after a statement was reconciled, with a date that the "
            "statement covers. The reconciliation is not changed by them; look whether they belong there."
        )
        close = push_button("Close", "close_changed", icon="close", tooltip="Close (Esc)", slot=self.reject)
        opened = push_button("Journal", "open_changed", icon="history", shortcut="Ctrl+J", slot=self._open_chosen)
        buttons = QHBoxLayout()
        buttons.addWidget(opened)
        buttons.addStretch(1)
        buttons.addWidget(close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(label("Changed After Reconciliation", role="heading"))
        layout.addWidget(label(words, "changed_words", wrap=True))
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.table.select_first()
        self.table.setFocus()

    def _open(self, _key: object) -> None:
        self._open_chosen()

    def _open_chosen(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.accept()
            self._context.open_record("set", row.set_id)
