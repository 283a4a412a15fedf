"""The columns of a line grid, and the field each kind of column has in a line."""

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal, cast

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.fields import (
    PercentEdit,
    WholeNumberEdit,
    choice_field,
    fill_field,
    read_field,
    text_field,
)
from landlord_desktop.ui.widgets.form import VALUE_REQUIRED, HasProblem
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList

LineKind = Literal["text", "money", "date", "check", "pick", "choice", "number", "percent", "figure"]
RIGHT_ALIGNED = frozenset({"money", "number", "percent", "figure"})
_WIDTHS = {"pick": 240, "money": 130, "date": 140, "check": 90, "number": 110, "percent": 100, "figure": 110}


@dataclass(frozen=True, slots=True)
class LineColumn:
    """One column of a line grid.

    Values: `pick` a key or None, `money` cents or None, `date` a date or None, `check` a bool, `text` a text, `choice`
    the value of one of `choices`, `number` a whole number or None, `percent` hundredths of a per cent or None;
    a `figure` is a text that is shown only. `default` is what a new line holds.
    """

    key: str
    title: str
    kind: LineKind = "text"
    width: int = 0
    stretch: int = 0
    required: bool = False
    help: str = ""
    longest: int = 40
    choices: tuple[tuple[str, str], ...] = ()
    default: Hashable = None

    @property
    def room(self) -> int:
        """The width in pixels at the usual text size."""
        return self.width or _WIDTHS.get(self.kind, 160)

    @property
    def empty(self) -> Any:
        """The value of a new line."""
        if self.default is not None:
            return self.default
        if self.kind == "check":
            return False
        if self.kind == "choice":
            return self.choices[0][0] if self.choices else None
        return "" if self.kind in {"text", "figure"} else None


def make_cell(column: LineColumn, today: Callable[[], date]) -> QWidget:
    """The field of this column in one line."""
    made = _MAKE[column.kind](column, today)
    if isinstance(made, QLineEdit) and column.kind in RIGHT_ALIGNED:
        made.setAlignment(Qt.AlignmentFlag.AlignRight)
    if column.help:
        (made.focusProxy() or made).setToolTip(column.help)
    fill_cell(column, made, column.empty)
    return made


def _figure(_column: LineColumn, _today: Callable[[], date]) -> QWidget:
    made = label("")
    made.setFont(tabular_font(made.font()))
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


_MAKE: dict[LineKind, Callable[[LineColumn, Callable[[], date]], QWidget]] = {
    "text": lambda column, _today: text_field(column.key, column.longest),
    "money": lambda column, _today: MoneyEdit(column.key),
    "date": lambda column, today: DateEdit(column.key, today, optional=True),
    "check": lambda _column, _today: QCheckBox(),
    "pick": lambda column, _today: PickList(column.key, column.title, with_search=False),
    "choice": lambda column, _today: choice_field(column.key, column.choices),
    "number": lambda column, _today: WholeNumberEdit(column.key, 9),
    "percent": lambda column, _today: PercentEdit(column.key),
    "figure": _figure,
}


def read_cell(column: LineColumn, cell: QWidget) -> Any:
    """The value of a cell."""
    if column.kind == "figure":
        return cast("Any", cell).text()
    value = read_field(cell)
    return value.strip() if column.kind == "text" else value


def fill_cell(column: LineColumn, cell: QWidget, value: Any) -> None:
    """Show a value in a cell."""
    if column.kind == "figure":
        cast("Any", cell).setText("" if value is None else str(value))
    else:
        fill_field(cell, value)


def cell_signal(cell: QWidget) -> SignalInstance | None:
    """The signal that tells that a cell has another value; None for a figure."""
    if isinstance(cell, MoneyEdit):
        return cell.cents_changed
    if isinstance(cell, DateEdit):
        return cell.date_changed
    if isinstance(cell, PickList):
        return cell.picked
    if isinstance(cell, QCheckBox):
        return cell.toggled
    if isinstance(cell, QComboBox):
        return cell.currentIndexChanged
    return cell.textChanged if isinstance(cell, QLineEdit) else None


def cell_problem(column: LineColumn, cell: QWidget) -> str:
    """What is wrong with a cell of a line that holds something; empty where nothing is."""
    value = read_cell(column, cell)
    problem = cell.problem() if isinstance(cell, HasProblem) else ""
    return problem or (VALUE_REQUIRED if column.required and (value is None or value == "") else "")
