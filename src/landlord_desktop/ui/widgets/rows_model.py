"""Frozen rows as a table: sorted by native values, filtered by words, replaced without losing the place."""

import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.profiles.percents import percent_words
from landlord_desktop.ui.text import format_day, format_moment, shown, tool_tip
from landlord_desktop.ui.widgets.badge import State

ColumnKind = Literal["text", "money", "date", "count", "percent", "state", "mark"]
Index = QModelIndex | QPersistentModelIndex
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `value` gives the row's native value: text, cents, a date, a count, hundredths of a per cent,
    a State, or a bool for `mark`.

    `width` is in pixels at the usual text size; the `stretch` column takes what is left of the window. `roomy` is the
    width that a column would like where there is room, as long as nobody chose another.
    """

    key: str
    title: str
    kind: ColumnKind = "text"
    value: Callable[[Any], object] = str
    width: int = 120
    help: str = ""
    visible: bool = True
    stretch: bool = False
    roomy: int = 0

    def text(self, row: object) -> str:
        """The row's value as it is shown."""
        value = self.value(row)
        if value is None:
            return ""
        if isinstance(value, State):
            return value.text
        if self.kind == "money" and isinstance(value, int):
            return format_cents(value)
        if self.kind == "percent" and isinstance(value, int):
            return percent_words(value)
        if self.kind == "mark":
            return "marked" if value else ""
        if isinstance(value, datetime):
            return format_moment(value)
        if isinstance(value, date):
            return format_day(value)
        return f"{value:,}" if self.kind == "count" and isinstance(value, int) else shown(str(value))

    def sort_key(self, row: object) -> Any:
        """The row's value as it is sorted; None stands last in either order."""
        value = self.value(row)
        if isinstance(value, State):
            return value.word.casefold()
        if isinstance(value, str):
            return value.casefold()
        if isinstance(value, datetime):
            return value.timestamp()
        return value.toordinal() if isinstance(value, date) else value

    @property
    def right_aligned(self) -> bool:
        """True for figures."""
        return self.kind in {"money", "count", "percent"}


class RowsModel(QAbstractTableModel):
    """Holds all rows and the order in which some of them are shown."""

    def __init__(
        self, columns: Sequence[Column], row_key: Callable[[Any], Hashable], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.row_key = row_key
        self._rows: list[object] = []
        self._shown: list[int] = []
        self._place: dict[Hashable, int] | None = None
        self._texts: list[str] = []
        self._words: tuple[str, ...] = ()
        self._sorted_by: tuple[int, bool] | None = None

    # what is asked by the screens

    def rows(self) -> list[object]:
        """All rows, in the order they were given."""
        return list(self._rows)

    def shown_rows(self) -> list[object]:
        """The rows shown, in their order."""
        return [self._rows[place] for place in self._shown]

    def row_at(self, position: int) -> object:
        """The row shown at this position."""
        return self._rows[self._shown[position]]

    def key_at(self, position: int) -> Hashable:
        """The key of the row shown at this position."""
        return self.row_key(self.row_at(position))

    def position_of(self, key: Hashable) -> int:
        """Where the row of this key is shown, -1 where it is not."""
        if self._place is None:
            self._place = {self.row_key(self._rows[place]): at for at, place in enumerate(self._shown)}
        return self._place.get(key, -1)

    def would_reset(self, rows: Sequence[object]) -> bool:
        """True where other records come, or a value they are sorted or filtered by changed."""
        if len(rows) != len(self._rows) or self._words:
            return True
        if any(self.row_key(new) != self.row_key(old) for new, old in zip(rows, self._rows, strict=True)):
            return True
        if self._sorted_by is None:
            return False
        sort_key = self.columns[self._sorted_by[0]].sort_key
        return any(sort_key(new) != sort_key(old) for new, old in zip(rows, self._rows, strict=True))

    def set_rows(self, rows: Sequence[object]) -> None:
        """Show these rows. The same records in the same order only repaint what changed."""
        new = list(rows)
        if self.would_reset(new):
            self.beginResetModel()
            self._rows, self._texts = new, []
            self._arrange()
            self.endResetModel()
            return
        changed = [place for place, row in enumerate(new) if row != self._rows[place]]
        self._rows = new
        if self._texts and changed:
            self._texts = []
        self._announce(changed)

    def set_filter(self, text: str) -> None:
        """Show only rows in which every word of the text occurs in some column."""
        words = tuple(text.casefold().split())
        if words == self._words:
            return
        self.beginResetModel()
        self._words = words
        self._arrange()
        self.endResetModel()

    def prepare_filter(self, seconds: float) -> bool:
        """Make a part of the text the filter looks at, for as long as that; True once all of it is made."""
        end = time.monotonic() + seconds
        while len(self._texts) < len(self._rows):
            self._add_texts(200)
            if time.monotonic() > end:
                break
        return len(self._texts) >= len(self._rows)

    # what is asked by Qt

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self._shown)

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: N802 - Qt's name
        return 0 if parent is not None and parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.text(self.row_at(index.row()))
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right_aligned else _LEFT
        if role == Qt.ItemDataRole.ToolTipRole:
            return tool_tip(column.text(self.row_at(index.row()))) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{column.title}: {column.text(self.row_at(index.row())) or 'empty'}"
        return None

    def headerData(  # noqa: N802 - Qt's name
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column.right_aligned else _LEFT
        return tool_tip(column.help or column.title) if role == Qt.ItemDataRole.ToolTipRole else None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column's native values; a negative column gives back the order the rows came in."""
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        records = [self._shown[index.row()] for index in before]
        self._sorted_by = None if column < 0 else (column, order == Qt.SortOrder.DescendingOrder)
        self._arrange()
        places = {record: position for position, record in enumerate(self._shown)} if before else {}
        after = [self.index(places[record], index.column()) for record, index in zip(records, before, strict=True)]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # how it is done

    def _arrange(self) -> None:
        self._place = None
        shown_places = range(len(self._rows))
        if self._words:
            self._add_texts(len(self._rows))
            texts, words = self._texts, self._words
            kept = [place for place in shown_places if all(word in texts[place] for word in words)]
        else:
            kept = list(shown_places)
        self._shown = self._in_order(kept)

    def _in_order(self, places: list[int]) -> list[int]:
        if self._sorted_by is None:
            return places
        column, descending = self._sorted_by
        sort_key = self.columns[column].sort_key
        keys = {place: sort_key(self._rows[place]) for place in places}
        filled = [place for place in places if keys[place] is not None]
        filled.sort(key=keys.__getitem__, reverse=descending)
        return filled + [place for place in places if keys[place] is None]

    def _add_texts(self, count: int) -> None:
        begin = len(self._texts)
        columns = [column for column in self.columns if column.kind != "mark"]
        for row in self._rows[begin : begin + count]:
            whole = " ".join([column.text(row) for column in columns]).casefold()
            self._texts.append(f"{whole} {whole.replace('$', '').replace(',', '')}" if "$" in whole else whole)

    def _announce(self, changed: Sequence[int]) -> None:
        if not changed:
            return
        last = len(self.columns) - 1
        if len(changed) > 50:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._shown) - 1, last))
            return
        for place in changed:
            position = self.position_of(self.row_key(self._rows[place]))
            if position >= 0:
                self.dataChanged.emit(self.index(position, 0), self.index(position, last))
