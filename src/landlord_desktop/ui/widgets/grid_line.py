"""One line of a line grid: its cells and the button that takes it away."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import icon_button
from landlord_desktop.ui.widgets.form import HasProblem
from landlord_desktop.ui.widgets.line_cells import LineColumn, fill_cell, make_cell, read_cell

REMOVE_ROOM = 30
"""The width of the button at the end of a line."""


class GridLine(QWidget):
    """One line: its cells and the button that takes it away."""

    def __init__(self, columns: Sequence[LineColumn], today: Callable[[], date]) -> None:
        super().__init__()
        self._columns = columns
        self._more: dict[str, Any] = {}
        self.cells = {column.key: make_cell(column, today) for column in columns}
        self.remove = icon_button("delete", "remove_line", "Remove the line (Ctrl+Delete)", tab_stop=False)
        self.remove.setFixedWidth(REMOVE_ROOM)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[2])
        for column in columns:
            layout.addWidget(self.cells[column.key], column.stretch)
        layout.addWidget(self.remove)
        if not any(column.stretch for column in columns):
            layout.addStretch(1)

    def value(self) -> dict[str, Any]:
        """The line as a mapping."""
        shown = {column.key: read_cell(column, self.cells[column.key]) for column in self._entered()}
        return {**self._more, **shown}

    def fill(self, value: Mapping[str, Any]) -> None:
        """Show a line; what is not given is as in a new one."""
        keys = {column.key for column in self._columns}
        self.set_locked(on=False)
        self._more = {key: one for key, one in value.items() if key not in keys}
        for column in self._columns:
            fill_cell(column, self.cells[column.key], value.get(column.key, column.empty))

    def set_locked(self, *, on: bool) -> None:
        """Show the line without letting anybody change it."""
        for part in (*self.cells.values(), self.remove):
            part.setEnabled(not on)

    def is_blank(self) -> bool:
        """True where nothing was typed."""
        return all(_is_blank(column, self.cells[column.key]) for column in self._entered())

    def first(self) -> QWidget:
        """The first cell that takes the keyboard."""
        return self.cells[self._entered()[0].key]

    def last(self) -> QWidget:
        """The last cell that takes the keyboard."""
        return self.cells[self.last_key()]

    def last_key(self) -> str:
        """The column of the last cell that takes the keyboard."""
        return self._entered()[-1].key

    def place_after(self, before: "GridLine | None") -> None:
        """Have Tab come here from the line before."""
        if before is None:
            return
        last = keyboard_target(before.last())
        for column in self._entered():
            target = keyboard_target(self.cells[column.key])
            QWidget.setTabOrder(last, target)
            last = target

    def name(self, grid_name: str, title: str, number: int) -> None:
        """Name the cells for scripts and for a screen reader."""
        self.setAccessibleName(f"{title}, line {number}")
        for column in self._columns:
            cell = self.cells[column.key]
            cell.setObjectName(f"{grid_name}_{column.key}_{number}")
            if cell.focusProxy() is not None:
                keyboard_target(cell).setObjectName(f"{grid_name}_{column.key}_{number}_text")
            cell.setAccessibleName(f"{column.title}, line {number}")
        self.remove.setObjectName(f"{grid_name}_remove_{number}")

    def _entered(self) -> list[LineColumn]:
        return [column for column in self._columns if column.kind != "figure"]


def keyboard_target(cell: QWidget) -> QWidget:
    """The part of a cell that gets the keyboard."""
    return cell.focusProxy() or cell


def _is_blank(column: LineColumn, cell: QWidget) -> bool:
    """True where a cell holds what it holds in a new line, and no text that is not understood."""
    value = read_cell(column, cell)
    unread = value is None and isinstance(cell, HasProblem) and not cell.is_empty()
    return value == column.empty and not unread
