"""The History tab: batches that are processed, to be looked at or put back, and the last error message received."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.services.batches import BatchRow
from landlord_desktop.ui.receivables.load_values import LoadValues
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.history_table import Column, HistoryTable
from landlord_desktop.ui.widgets.labels import label, set_look


def _local_day(batch: BatchRow) -> object:
    return None if batch.processed_at is None else batch.processed_at.astimezone().date()


_COLUMNS = (
    Column("deposited_on", "Deposit", "date", lambda batch: batch.deposited_on, 92),
    Column("total", "Total", "money", lambda batch: batch.total_cents, 104),
    Column("items", "Items", "count", lambda batch: batch.item_count, 64),
    Column("posted", "Posted", "count", lambda batch: batch.posted, 70),
    Column("processed_on", "Processed", "date", _local_day, 96),
    Column("processed_by", "By", value=lambda batch: batch.processed_by, width=72),
    Column("batch_id", "Id", value=lambda batch: batch.batch_id, width=140, stretch=True),
)


class LoadHistory(QWidget):
    """Tells which batch is to be marked unprocessed or loaded."""

    mark_unprocessed_asked = Signal(object)
    load_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("history")
        self._usable = True
        self.table = HistoryTable(
            "processed_batches", _COLUMNS, lambda batch: batch.batch_id, "No batch is processed so far",
            "load_history", multi=False,
        )
        self.error = label("", "last_error_message", wrap=True)
        self.mark = push_button("Mark Unprocessed", "mark_unprocessed", icon="undo", slot=self._mark)
        self.load = push_button(
            "Load Receipts", "load_processed_receipts", icon="load",
            tooltip="Load the receipts for review; posted ones cannot be posted again", slot=self._load,
        )
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[2])
        buttons.addWidget(self.error, 1)
        buttons.addWidget(self.mark)
        buttons.addWidget(self.load)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self.table.selection_changed.connect(self._show_usable)
        self.table.activated.connect(self._load)

    def show_values(self, values: LoadValues) -> None:
        """Show the processed batches and the last error message."""
        self.table.set_rows(values.processed)
        if self.table.current_row() is None:
            self.table.select_first()
        told = f"Last error message: {shown(values.last_error)}" if values.last_error else "No error message received."
        self.error.setText(told)
        set_look(self.error, "kind", "negative" if values.last_error else "")
        self._show_usable()

    def set_usable(self, usable: bool) -> None:
        """Let the buttons be pressed, or not while something is under way."""
        self._usable = usable
        self._show_usable()

    def _show_usable(self) -> None:
        chosen = self.table.current_row() is not None
        for button in (self.mark, self.load):
            button.setEnabled(self._usable and chosen)

    def _mark(self) -> None:
        batch = self.table.current_row()
        if isinstance(batch, BatchRow) and self._usable:
            self.mark_unprocessed_asked.emit(batch)

    def _load(self, _key: object = None) -> None:
        batch = self.table.current_row()
        if isinstance(batch, BatchRow) and self._usable:
            self.load_asked.emit(batch)
