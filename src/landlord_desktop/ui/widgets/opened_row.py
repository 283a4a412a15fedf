"""A row of a list that is open: under its line, inside the row, stands a panel over the whole width of the list."""

from collections.abc import Hashable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QTableView, QWidget

if TYPE_CHECKING:
    from landlord_desktop.ui.widgets.history_table import HistoryTable

_MOST_LINES = 19
"""An open row is not higher than so many lines."""
_LINES_BESIDE = 3
"""So many lines of the list stay in sight beside an open row, where there is room for its panel."""


class OpenedRow(QObject):
    """Keeps one panel inside the row of a record, wherever sorting, filtering and scrolling take that row.

    `gone` tells that the record is shown no more; the panel is put away then.
    """

    gone = Signal()

    def __init__(self, table: "HistoryTable", panel: QWidget) -> None:
        super().__init__(table)
        self._table, self._panel = table, panel
        self._key: Hashable | None = None
        self._open_row: int | None = None
        self._view: QTableView = table.view
        panel.setParent(self._view.viewport())
        panel.setAutoFillBackground(True)
        panel.hide()
        self._soon = QTimer(self, interval=0, singleShot=True)
        self._soon.timeout.connect(self._bring_into_sight)
        self._view.verticalScrollBar().valueChanged.connect(self._move)
        self._view.horizontalScrollBar().valueChanged.connect(self._move)
        table.view.resized.connect(self._soon.start)
        table.rows_fitted.connect(self._rows_changed)
        table.model.layoutChanged.connect(self._rows_changed)

    def open(self, key: Hashable) -> None:
        """Open the row of this record; an other one that is open closes."""
        self._key = key
        self._bring_into_sight()
        self._panel.setVisible(self._open_row is not None)
        self._soon.start()  # once more when the list has the room that others left it

    def close(self) -> None:
        """Put the panel away; the row has the height of the others again."""
        self._key = None
        self._panel.hide()
        self._fold()

    def _rows_changed(self) -> None:
        """Other rows, another order, or another size of the text."""
        if self._key is None:
            return
        header, line = self._view.verticalHeader(), self._view.verticalHeader().defaultSectionSize()
        for row in range(header.count()):
            if header.sectionSize(row) != line:
                header.resizeSection(row, line)
        self._open_row = None
        self._place()

    def _bring_into_sight(self) -> None:
        self._place()
        if self._open_row is not None:
            self._view.scrollTo(self._view.model().index(self._open_row, 0))

    def _place(self) -> None:
        if self._key is None:
            return
        row = self._table.model.position_of(self._key)
        if row < 0:
            self.close()
            self.gone.emit()
            return
        if row != self._open_row:
            self._fold()
        header = self._view.verticalHeader()
        line = header.defaultSectionSize()
        room = min(self._view.viewport().height() - (1 + _LINES_BESIDE) * line, _MOST_LINES * line)
        height = max(self._panel.minimumSizeHint().height(), self._panel.minimumHeight(), room)
        header.resizeSection(row, line + height)
        self._open_row = row
        self._panel.resize(self._view.viewport().width(), height)
        self._move()

    def _fold(self) -> None:
        row, self._open_row = self._open_row, None
        header = self._view.verticalHeader()
        if row is not None and row < header.count():
            header.resizeSection(row, header.defaultSectionSize())

    def _move(self, _value: int = 0) -> None:
        if self._open_row is not None:
            top = self._view.rowViewportPosition(self._open_row) + self._view.verticalHeader().defaultSectionSize()
            self._panel.move(0, top)
