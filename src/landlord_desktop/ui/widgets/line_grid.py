"""Lines that are typed one under the other: charges, receipts of a ledger, recurring charges, shares of owners."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.ui.theme.style import tabular_font, text_scale, theme_changed
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.grid_line import REMOVE_ROOM, GridLine, keyboard_target
from landlord_desktop.ui.widgets.labels import label, line, set_look, set_shown
from landlord_desktop.ui.widgets.line_cells import (
    RIGHT_ALIGNED,
    LineColumn,
    cell_problem,
    cell_signal,
    fill_cell,
    read_cell,
)
from landlord_desktop.ui.widgets.pick_list import PickList, PickRow

__all__ = ["LineColumn", "LineGrid"]
_LEAST_LINES = 3
_WIDEST = 16_777_215
_AFTER_LINE = REMOVE_ROOM + SPACE[2] + SPACE[3]
_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}
Value = Mapping[str, Any]


class LineGrid(QWidget):
    """Down, Enter or Tab after the last line adds one; Ctrl+Delete takes the line away; blank lines do not count.

    A line is a mapping by column key. Keys that are no column, such as a record's id, go with their line.
    """

    changed = Signal()
    cell_edited = Signal(int, str)

    def __init__(
        self,
        object_name: str,
        title: str,
        columns: Sequence[LineColumn],
        today: Callable[[], date],
        total: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.title, self.columns = title, tuple(columns)
        self._today, self._total_key = today, total
        self._choices: dict[str, Sequence[PickRow]] = {}
        self._lines: list[GridLine] = []
        self._filling = False
        self._titles = QHBoxLayout()
        self._title_labels: list[QLabel] = []
        self._body = QVBoxLayout()
        self._area = self._scrolled()
        self.add_button = push_button(
            "Add Line", f"{object_name}_add", "quiet", "new", tooltip="Add a line (Down or Tab after the last)",
            slot=self.add_line,
        )  # fmt: skip
        self.total_label = label("", f"{object_name}_total", "heading")
        self.total_label.setFont(tabular_font(self.total_label.font()))
        self._build()
        self._show_total()
        theme_changed().changed.connect(self._fit)

    # the lines

    def lines(self) -> list[dict[str, Any]]:
        """The lines that hold something, with what came with them."""
        return [one.value() for one in self._lines if not one.is_blank()]

    def set_lines(self, lines: Sequence[Value]) -> None:
        """Show these lines; where there are none, a blank one to type into."""
        self._filling = True
        for one in self._lines[max(1, len(lines)) :]:
            self._drop(one)
        for place, value in enumerate(lines or ({},)):
            if place == len(self._lines):
                self._insert()
            self._lines[place].fill(value)
        self._filling = False
        self._told()

    def set_choices(self, column_key: str, rows: Sequence[PickRow]) -> None:
        """Offer these records in a column of picks."""
        self._choices[column_key] = rows
        for one in self._lines:
            cast("PickList", one.cells[column_key]).set_rows(rows)

    def value(self, place: int, column_key: str) -> Any:
        """The value of a cell, by the place of its line counted from 0."""
        return read_cell(self._column(column_key), self._lines[place].cells[column_key])

    def set_value(self, place: int, column_key: str, value: Any) -> None:
        """Show another value in a cell."""
        fill_cell(self._column(column_key), self._lines[place].cells[column_key], value)

    def cell(self, place: int, column_key: str) -> QWidget:
        """The field of a cell."""
        return self._lines[place].cells[column_key]

    def line_count(self) -> int:
        """How many lines are shown, blank ones too."""
        return len(self._lines)

    def lock_line(self, place: int) -> None:
        """Show a line that nobody may change any more."""
        self._lines[place].set_locked(on=True)

    def total_cents(self) -> int:
        """The sum of the column of the total."""
        return sum(one.get(self._total_key) or 0 for one in self.lines())

    def field_value(self) -> list[dict[str, Any]]:
        """The lines, as a record's window reads them."""
        return self.lines()

    def set_field_value(self, value: Any) -> None:
        """Show the lines, as a record's window fills them."""
        self.set_lines(value or ())

    # faults

    def faults(self) -> list[tuple[int, str, str]]:
        """(line, column key, sentence) of each cell that cannot be taken; the cells are marked."""
        found = []
        for place, one in enumerate(self._lines):
            for column in self.columns:
                fault = "" if one.is_blank() else cell_problem(column, one.cells[column.key])
                self.set_fault(place, column.key, fault)
                if fault:
                    found.append((place, column.key, fault))
        return found

    def fault_texts(self) -> list[str]:
        """The faults in words: "Line 2, Amount: Value must be entered"."""
        return [f"Line {place + 1}, {self._column(key).title}: {fault}" for place, key, fault in self.faults()]

    def set_fault(self, place: int, column_key: str, text: str) -> None:
        """Mark a cell and say what is wrong with it; an empty text takes the mark away."""
        cell = self._lines[place].cells[column_key]
        target = keyboard_target(cell)
        set_look(target, "invalid", "true" if text else "false")
        target.setAccessibleDescription(text)
        target.setToolTip(text or self._column(column_key).help)

    def focus_cell(self, place: int, column_key: str = "") -> None:
        """Put the cursor into a cell, by default the first of the line."""
        cell = self._lines[place].cells[column_key] if column_key else self._lines[place].first()
        target = keyboard_target(cell)
        target.setFocus(Qt.FocusReason.TabFocusReason)
        self._area.ensureWidgetVisible(target, 0, SPACE[3])

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802, ARG002
        """Put the cursor into the first line. No focus proxy: with one, Tab would pass over the lines."""
        self.focus_cell(0)

    # commands

    def add_line(self) -> None:
        """Add a line after the last, unless that is blank, and go to it."""
        if not self._lines[-1].is_blank():
            self._insert()
            self._told()
        self.focus_cell(len(self._lines) - 1)

    def remove_line(self, place: int) -> None:
        """Take a line away; of the only one, what it holds."""
        if len(self._lines) == 1:
            self._lines[0].fill({})
        else:
            self._drop(self._lines[place])
        self._told()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The keys of the cells."""
        if event.type() == QEvent.Type.ShortcutOverride and _is_remove(cast("QKeyEvent", event)):
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            return self._pressed(cast("QWidget", watched), cast("QKeyEvent", event))
        return super().eventFilter(watched, event)

    # how it is done

    def _build(self) -> None:
        self._level_titles()
        self._titles.setSpacing(SPACE[2])
        for column in self.columns:
            words = label(column.title, role="muted")
            side = Qt.AlignmentFlag.AlignRight if column.kind in RIGHT_ALIGNED else Qt.AlignmentFlag.AlignLeft
            words.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            words.setToolTip(column.help)
            self._titles.addWidget(words, column.stretch)
            self._title_labels.append(words)
        self._at_left = not any(column.stretch for column in self.columns)
        if self._at_left:
            self._titles.addStretch(1)
        self._insert()  # before the foot, so that Tab comes to the lines first
        foot = QHBoxLayout()
        foot.addWidget(self.add_button)
        if not self._at_left:
            foot.addStretch(1)
        foot.addWidget(self.total_label)
        if self._at_left:
            foot.addStretch(1)
        foot.addSpacing(_AFTER_LINE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[1])
        layout.addLayout(self._titles)
        layout.addWidget(line())
        layout.addWidget(self._area, 1)
        layout.addLayout(foot)
        set_shown(self.total_label, shown=bool(self._total_key))

    def _scrolled(self) -> QScrollArea:
        inside = QWidget()
        inside.setProperty("role", "page")
        self._body.setSpacing(SPACE[1])
        stack = QVBoxLayout(inside)
        stack.setContentsMargins(0, SPACE[0], SPACE[3], SPACE[0])
        stack.addLayout(self._body)
        stack.addStretch(1)
        area = QScrollArea()
        area.setWidget(inside)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.verticalScrollBar().rangeChanged.connect(self._level_titles)
        return area

    def _level_titles(self) -> None:
        """Keep the titles over their columns where a scroll bar takes its room."""
        bar = self._area.verticalScrollBar()
        self._titles.setContentsMargins(0, 0, _AFTER_LINE + (bar.sizeHint().width() if bar.maximum() else 0), 0)

    def _insert(self) -> None:
        made = GridLine(self.columns, self._today)
        for column in self.columns:
            cell = made.cells[column.key]
            if isinstance(cell, PickList):
                cell.set_rows(self._choices.get(column.key, ()))
            keyboard_target(cell).installEventFilter(self)
            signal = cell_signal(cell)
            if signal is not None:
                signal.connect(self._edited)
        made.remove.clicked.connect(self._remove_pressed)
        before = self._lines[-1] if self._lines else None
        self._lines.append(made)
        self._body.addWidget(made)
        made.show()  # at once: the layout would do it later, and the cursor could not go there yet
        made.place_after(before)
        self._fit()
        self._name()

    def _drop(self, gone: GridLine) -> None:
        place = self._lines.index(gone)
        column = next((key for key, cell in gone.cells.items() if cell is self._cell_with_focus()), "")
        self._lines.remove(gone)
        self._body.removeWidget(gone)
        if column:
            self.focus_cell(min(place, len(self._lines) - 1), column)
        gone.hide()
        gone.deleteLater()
        self._name()

    def _cell_with_focus(self) -> QWidget | None:
        for one in self._lines:
            for cell in one.cells.values():
                if keyboard_target(cell).hasFocus():
                    return cell
        return None

    def _pressed(self, target: QWidget, event: QKeyEvent) -> bool:
        place, column = self._place_of(target)
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = Qt.Key(event.key())
        if _is_remove(event):
            if target.isEnabled():
                self.remove_line(place)
            return True
        if not plain:
            return False
        at_end = place == len(self._lines) - 1
        if key in _ENTER or key == Qt.Key.Key_Tab:
            last = column == self._lines[place].last_key()
            if at_end and last and not self._lines[place].is_blank():
                self.add_line()
                return True
            if key in _ENTER:
                target.focusNextChild()
            return key in _ENTER
        if key in {Qt.Key.Key_Down, Qt.Key.Key_Up} and not self._uses_arrows(place, column):
            self._go(place + (1 if key == Qt.Key.Key_Down else -1), column)
            return True
        return False

    def _go(self, place: int, column: str) -> None:
        if place == len(self._lines) and not self._lines[-1].is_blank():
            self._insert()
            self._told()
        if 0 <= place < len(self._lines):
            self.focus_cell(place, column)

    def _uses_arrows(self, place: int, column: str) -> bool:
        return isinstance(self._lines[place].cells[column], PickList | QComboBox)

    def _place_of(self, target: QObject) -> tuple[int, str]:
        for place, one in enumerate(self._lines):
            for key, cell in one.cells.items():
                if target in {cell, cell.focusProxy()}:
                    return place, key
        raise LookupError(target.objectName())

    def _column(self, key: str) -> LineColumn:
        return next(column for column in self.columns if column.key == key)

    def _edited(self) -> None:
        sender = self.sender()
        if self._filling or sender is None:
            return
        place, column = self._place_of(sender)
        self.set_fault(place, column, "")
        self._told()
        self.cell_edited.emit(place, column)

    def _told(self) -> None:
        if not self._filling:
            self._show_total()
            self.changed.emit()

    def _show_total(self) -> None:
        if self._total_key:
            self.total_label.setText(f"Total {format_cents(self.total_cents())}")

    def _remove_pressed(self) -> None:
        place = next((at for at, one in enumerate(self._lines) if one.remove is self.sender()), -1)
        if place >= 0:
            self.remove_line(place)

    def _name(self) -> None:
        for place, one in enumerate(self._lines, 1):
            one.name(self.objectName(), self.title, place)

    def _fit(self) -> None:
        """Give each column its width at this text size."""
        scale = text_scale()
        for place, column in enumerate(self.columns):
            title = self._title_labels[place]
            room = max(int(column.room * scale), title.sizeHint().width())
            for part in (title, *(one.cells[column.key] for one in self._lines)):
                part.setMinimumWidth(room)
                part.setMaximumWidth(_WIDEST if column.stretch else room)
        tall = self._lines[0].sizeHint().height() + SPACE[1] if self._lines else 0
        self._area.setMinimumHeight(tall * _LEAST_LINES)
        inside = self._area.widget()
        if inside is not None:
            self._area.setMinimumWidth(inside.minimumSizeHint().width())


def _is_remove(event: QKeyEvent) -> bool:
    control = event.modifiers() == Qt.KeyboardModifier.ControlModifier
    return control and event.key() == Qt.Key.Key_Delete
