"""The list of every screen: sort, filter as you type, columns of one's own, and a place that is kept."""

from collections.abc import Callable, Hashable, Sequence
from typing import Any, cast

from PySide6.QtCore import QEvent, QItemSelection, QItemSelectionModel, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QStackedWidget,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from landlord_desktop.services.words import plain_cell
from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.style import theme_changed
from landlord_desktop.ui.theme.tokens import ROW_PADDING, SPACE
from landlord_desktop.ui.widgets.buttons import icon_button
from landlord_desktop.ui.widgets.columns import ColumnMemory
from landlord_desktop.ui.widgets.empty_state import EmptyState
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.row_delegate import RowDelegate
from landlord_desktop.ui.widgets.rows_model import Column, RowsModel

__all__ = ["Column", "HistoryTable"]
_SLICE_SECONDS = 0.006
_LEAST_HEIGHT = 130


class _RowsView(QTableView):
    """The table itself; its keys are turned into signals."""

    activated_row = Signal(int)
    mark_pressed = Signal(int)
    typed = Signal(str)
    copy_asked = Signal()
    resized = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter opens, Space marks, Ctrl+C copies."""
        row = self.currentIndex().row()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and not event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier
        ):
            if row >= 0:
                self.activated_row.emit(row)
        elif event.key() == Qt.Key.Key_Space and row >= 0 and self.has_marks():
            self.mark_pressed.emit(row)
        elif event.matches(QKeySequence.StandardKey.Copy):
            self.copy_asked.emit()
        elif event.key() in {Qt.Key.Key_Home, Qt.Key.Key_End} and not event.modifiers():
            # the first and last row, as in a list, rather than the first and last column
            last = self.model().rowCount() - 1
            wanted = 0 if event.key() == Qt.Key.Key_Home else last
            self.setCurrentIndex(self.model().index(wanted, max(0, self.currentIndex().column())))
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:  # noqa: N802 - Qt's name
        """Letters typed into the list go to its filter."""
        if search.strip():
            self.typed.emit(search)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """A click on a mark toggles it."""
        super().mouseReleaseEvent(event)
        index = self.indexAt(event.position().toPoint())
        model = cast("RowsModel", self.model())
        on_mark = index.isValid() and model.columns[index.column()].kind == "mark"
        if on_mark and event.button() == Qt.MouseButton.LeftButton:
            self.mark_pressed.emit(index.row())

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """The row that the keyboard comes to is selected too."""
        before = self.currentIndex()
        super().focusInEvent(event)
        now = self.currentIndex()
        if now.isValid() and not before.isValid():
            self.selectRow(now.row())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell, so that the stretch column can follow."""
        super().resizeEvent(event)
        self.resized.emit()

    def has_marks(self) -> bool:
        """True where a column shows marks."""
        return any(column.kind == "mark" for column in cast("RowsModel", self.model()).columns)


class HistoryTable(QWidget):
    """A table over frozen rows. Columns are remembered under `table_key` where one is given."""

    activated = Signal(object)
    selection_changed = Signal()
    current_changed = Signal(object)
    mark_asked = Signal(object)
    rows_fitted = Signal()

    def __init__(
        self,
        object_name: str,
        columns: Sequence[Column],
        row_key: Callable[[Any], Hashable],
        empty_text: str,
        table_key: str = "",
        *,
        multi: bool = True,
        empty_action: CommandSpec | None = None,
        with_filter: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.model = RowsModel(columns, row_key, self)
        self._silent = self._rows_awaited = False
        self.view = self._make_view(object_name, multi=multi)
        self._columns = ColumnMemory(self.view, self.model, table_key)
        self._empty = EmptyState(f"{object_name}_empty", empty_text, action=empty_action)
        if not with_filter:
            self._empty.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._nothing = EmptyState(f"{object_name}_nothing", "Nothing matches the filter", "Press Escape to clear it.")
        self._stack = QStackedWidget()
        self._stack.setMinimumHeight(_LEAST_HEIGHT)
        for page in (self._empty, self.view, self._nothing):
            self._stack.addWidget(page)
        self.filter = self._make_filter(object_name)
        self._count = label("", f"{object_name}_count", "caption")
        self.toolbar = QHBoxLayout()
        self._tools = self._make_tools(object_name, with_filter=with_filter)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[2])
        layout.addWidget(self._tools)
        layout.addWidget(self._stack, 1)
        self._slices = QTimer(self)
        self._slices.setInterval(0)
        self._slices.timeout.connect(self._prepare)
        self._with_filter = with_filter
        theme_changed().changed.connect(self._fit_rows)
        self._show_page()

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:  # noqa: N802 - Qt's name
        """Give the keyboard to the rows; where there are none, to the filter or the sentence in their place.

        No focus proxy: with one, Tab would pass over the filter and the button of the columns.
        """
        self._rows_awaited = self._stack.currentWidget() is not self.view
        place = self._place_without_rows() if self._rows_awaited else self.view
        place.setFocus(reason)

    def _place_without_rows(self) -> QWidget:
        return self.filter if self._with_filter else self._empty

    # rows

    def set_rows(self, rows: Sequence[object]) -> None:
        """Show these rows; selection, current row and scroll stay with the records that are still there."""
        self._keeping_place(lambda: self.model.set_rows(rows), resets=self.model.would_reset(rows))
        if self._with_filter and len(rows) > 1000:
            self._slices.start()

    def rows(self) -> list[Any]:
        """All rows, in the order given."""
        return self.model.rows()

    def shown_rows(self) -> list[Any]:
        """The rows that pass the filter, in the order shown."""
        return self.model.shown_rows()

    def selected_rows(self) -> list[Any]:
        """The rows selected, in the order shown."""
        return [self.model.row_at(position) for position in self._selected_positions()]

    def selected_keys(self) -> list[Hashable]:
        """The keys of the rows selected, in the order shown."""
        return [self.model.key_at(position) for position in self._selected_positions()]

    def current_row(self) -> Any | None:
        """The row the keyboard is on, None where there is none."""
        position = self.view.currentIndex().row()
        return self.model.row_at(position) if 0 <= position < self.model.rowCount() else None

    def select_key(self, key: Hashable) -> bool:
        """Select the row of this key and scroll to it; False where it is not shown."""
        position = self.model.position_of(key)
        if position < 0:
            return False
        self.view.selectRow(position)
        self.view.setCurrentIndex(self.model.index(position, self._columns.first_visible()))
        return True

    def select_first(self) -> None:
        """Select the first row shown, where there is one."""
        if self.model.rowCount():
            self.select_key(self.model.key_at(0))

    # filter, sort, copy

    def set_filter(self, text: str) -> None:
        """Filter as if typed."""
        if self.filter.text() != text:
            self.filter.setText(text)
            return
        self._keeping_place(lambda: self.model.set_filter(text), resets=True)

    def sort_by(self, column_key: str, *, descending: bool = False) -> None:
        """Sort by the column of this key."""
        place = [column.key for column in self.model.columns].index(column_key)
        order = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.view.sortByColumn(place, order)

    def set_empty_text(self, text: str, detail: str = "") -> None:
        """Say something else where there are no rows."""
        self._empty.set_text(text, detail)

    def set_column_shown(self, column_key: str, *, shown: bool) -> None:
        """Show or hide a column, as the user may in the menu of columns."""
        self._columns.set_visible(column_key, visible=shown)

    def copied_text(self) -> str:
        """The selected rows as tab-separated text with the column titles; no cell can be taken for a formula."""
        columns = self._columns.visible_columns()
        lines = ["\t".join(column.title for column in columns)]
        lines += ["\t".join(_cell(column, row) for column in columns) for row in self.selected_rows()]
        return "\n".join(lines) + "\n"

    def copy(self) -> None:
        """Put the selected rows into the clipboard."""
        if self._selected_positions():
            QGuiApplication.clipboard().setText(self.copied_text())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """In the filter: Down goes to the rows, Escape clears, Enter opens the first row."""
        if event.type() == QEvent.Type.KeyPress and watched is self.filter:
            key = cast("QKeyEvent", event).key()
            if key in {Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.model.rowCount():
                self.view.setFocus()
                if self.current_row() is None:
                    self.select_first()
                return True
            if key == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
        return super().eventFilter(watched, event)

    # parts

    def _make_view(self, object_name: str, *, multi: bool) -> _RowsView:
        view = _RowsView()
        view.setObjectName(f"{object_name}_rows")
        view.setModel(self.model)
        view.setItemDelegate(RowDelegate(view))
        mode = QAbstractItemView.SelectionMode
        view.setSelectionMode(mode.ExtendedSelection if multi else mode.SingleSelection)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setTabKeyNavigation(False)
        view.setCornerButtonEnabled(False)
        view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        view.verticalHeader().hide()
        view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = view.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setSortIndicatorClearable(True)
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        view.setSortingEnabled(True)
        view.activated_row.connect(self._open)
        view.doubleClicked.connect(self._double_clicked)
        view.mark_pressed.connect(self._mark)
        view.typed.connect(self._type)
        view.copy_asked.connect(self.copy)
        view.selectionModel().selectionChanged.connect(self._selection_changed)
        view.selectionModel().currentRowChanged.connect(self._current_changed)
        return view

    def _make_filter(self, object_name: str) -> QLineEdit:
        made = QLineEdit()
        made.setObjectName(f"{object_name}_filter")
        made.setPlaceholderText("Filter")
        made.setAccessibleName("Filter the list")
        made.setToolTip("Shows the rows that hold every word you type")
        made.setClearButtonEnabled(True)
        made.setMinimumWidth(240)
        made.setMaximumWidth(320)
        made.installEventFilter(self)
        made.textChanged.connect(self.set_filter)
        return made

    def _make_tools(self, object_name: str, *, with_filter: bool) -> QWidget:
        tools = QWidget()
        self.toolbar.setContentsMargins(0, 0, 0, 0)
        self.toolbar.setSpacing(SPACE[2])
        self.toolbar.addWidget(self.filter)
        self.toolbar.addWidget(self._count)
        self.toolbar.addStretch(1)
        self.columns_button = icon_button("columns", f"{object_name}_columns", "Choose columns")
        self.columns_button.clicked.connect(self._choose_columns)
        self.toolbar.addWidget(self.columns_button)
        tools.setLayout(self.toolbar)
        set_shown(tools, shown=with_filter)
        return tools

    # how it is done

    def _keeping_place(self, change: Callable[[], None], *, resets: bool) -> None:
        if not resets:
            change()
            self._show_page()
            return
        keys, current, top = self.selected_keys(), self.current_row(), self.view.verticalScrollBar().value()
        current_key = None if current is None else self.model.row_key(current)
        self._silent = True
        change()
        self._show_page()
        self._select_again(keys, current_key)
        self.view.verticalScrollBar().setValue(top)
        self._silent = False
        if self.selected_keys() != keys:
            self.selection_changed.emit()
        now = self.current_row()
        if (None if now is None else self.model.row_key(now)) != current_key:
            self.current_changed.emit(None if now is None else self.model.row_key(now))

    def _select_again(self, keys: Sequence[Hashable], current_key: Hashable | None) -> None:
        if not keys and current_key is None:
            return  # the row that the keyboard came to with the rows stays selected
        chosen, selection = self.view.selectionModel(), QItemSelection()
        last = self.model.columnCount() - 1
        for position in sorted(self.model.position_of(key) for key in keys):
            if position >= 0:
                selection.select(self.model.index(position, 0), self.model.index(position, last))
        chosen.select(selection, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        position = -1 if current_key is None else self.model.position_of(current_key)
        if position >= 0:
            index = self.model.index(position, self._columns.first_visible())
            chosen.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _show_page(self) -> None:
        everything, passing = len(self.model.rows()), self.model.rowCount()
        page = self._empty if not everything else self.view if passing else self._nothing
        self._stack.setCurrentWidget(page)
        if self._rows_awaited and page is self.view:
            self._rows_awaited = False
            if self._place_without_rows().hasFocus() and not self.filter.text():
                self.view.setFocus()
        self._count.setText(f"{passing:,}" if passing == everything else f"{passing:,} of {everything:,}")
        self._fit_rows()

    def _fit_rows(self) -> None:
        self.view.verticalHeader().setDefaultSectionSize(self.view.fontMetrics().height() + ROW_PADDING)
        self.rows_fitted.emit()

    def _prepare(self) -> None:
        if self.model.prepare_filter(_SLICE_SECONDS):
            self._slices.stop()

    def _selected_positions(self) -> list[int]:
        return sorted(index.row() for index in self.view.selectionModel().selectedRows())

    def _open(self, position: int) -> None:
        self.activated.emit(self.model.key_at(position))

    def _double_clicked(self, index: QModelIndex) -> None:
        if self.model.columns[index.column()].kind != "mark":
            self._open(index.row())

    def _mark(self, position: int) -> None:
        self.mark_asked.emit(self.model.key_at(position))

    def _type(self, letters: str) -> None:
        if self._with_filter:
            self.filter.setFocus()
            self.filter.setText(self.filter.text() + letters)

    def _selection_changed(self) -> None:
        if not self._silent:
            self.selection_changed.emit()

    def _current_changed(self, index: QModelIndex) -> None:
        if not self._silent:
            self.current_changed.emit(self.model.key_at(index.row()) if index.isValid() else None)

    def _choose_columns(self) -> None:
        self._columns.show_menu(self.columns_button)


def _cell(column: Column, row: object) -> str:
    text = shown(column.text(row))
    return text if column.right_aligned else plain_cell(text)
