"""Which columns a table shows, how wide and in which order; remembered for each table."""

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QAction, QFontMetrics
from PySide6.QtWidgets import QMenu, QTableView, QWidget

from landlord_desktop.ui import memory
from landlord_desktop.ui.text import no_mnemonic
from landlord_desktop.ui.theme.style import text_scale, theme_changed
from landlord_desktop.ui.widgets.rows_model import Column, RowsModel

_HEADER_ROOM = 34
_NARROWEST = 40


class ColumnMemory(QObject):
    """Keeps the header of one table as the user left it."""

    def __init__(self, view: QTableView, model: RowsModel, table_key: str) -> None:
        super().__init__(view)
        self._view, self._model, self._table_key = view, model, table_key
        self._widths = {column.key: column.width for column in model.columns}
        self._fitting = False
        header = view.horizontalHeader()
        header.setMinimumSectionSize(_NARROWEST)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._menu_at)
        for place, column in enumerate(model.columns):
            view.setColumnHidden(place, not column.visible)
        self._restore()
        self.fit()
        header.sectionResized.connect(self._resized)
        header.sectionMoved.connect(self._save)
        view.resized.connect(self.fit)  # type: ignore[attr-defined]
        theme_changed().changed.connect(self.fit)

    def visible_columns(self) -> list[Column]:
        """The columns shown, from left to right."""
        return [self._model.columns[place] for place in self._in_order() if not self._view.isColumnHidden(place)]

    def first_visible(self) -> int:
        """The model's place of the leftmost column shown."""
        shown = (place for place in self._in_order() if not self._view.isColumnHidden(place))
        return next(shown, 0)

    def set_visible(self, key: str, *, visible: bool) -> None:
        """Show or hide a column; the last one shown stays."""
        columns = self._model.columns
        place = [column.key for column in columns].index(key)
        if visible or len(self.visible_columns()) > 1:
            self._view.setColumnHidden(place, not visible)
            self.fit()
            self._save()

    def fit(self) -> None:
        """Give each column its width at this text size; what is left goes to roomy columns, then to the stretch one."""
        self._fitting = True
        scale = text_scale()
        font = self._view.horizontalHeader().font()
        font.setBold(True)
        metrics = QFontMetrics(font)
        used, stretch = 0, -1
        for place, column in enumerate(self._model.columns):
            if self._view.isColumnHidden(place):
                continue
            title_room = metrics.horizontalAdvance(column.title) + _HEADER_ROOM if column.title else 0
            width = max(int(self._widths[column.key] * scale), title_room)
            self._view.setColumnWidth(place, width)
            used += width
            stretch = place if column.stretch else stretch
        spare = self._give_room(self._view.viewport().width() - used, scale)
        if stretch >= 0 and spare > 0:
            self._view.setColumnWidth(stretch, self._view.columnWidth(stretch) + spare)
        self._fitting = False

    def _give_room(self, spare: int, scale: float) -> int:
        """Let the columns that would like to be wider be so, from the left; what is left of the room."""
        for place, column in enumerate(self._model.columns):
            if not column.roomy or self._view.isColumnHidden(place) or self._widths[column.key] != column.width:
                continue
            now = self._view.columnWidth(place)
            more = min(spare, int(column.roomy * scale) - now)
            if more > 0:
                self._view.setColumnWidth(place, now + more)
                spare -= more
        return spare

    def show_menu(self, below: QWidget) -> None:
        """Open the menu of columns under a button."""
        self._open_menu(below.mapToGlobal(QPoint(0, below.height())))

    def _menu_at(self, point: QPoint) -> None:
        self._open_menu(self._view.horizontalHeader().mapToGlobal(point))

    def _open_menu(self, where: QPoint) -> None:
        menu = QMenu(self._view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setObjectName(f"{self._view.objectName()}_columns_menu")
        for place, column in enumerate(self._model.columns):
            action = QAction(no_mnemonic(column.title or column.key), menu)
            action.setObjectName(f"column_{column.key}")
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(place))
            action.toggled.connect(self._toggled)
            action.setData(column.key)
            menu.addAction(action)
        menu.popup(where)

    def _toggled(self, checked: bool) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.set_visible(str(action.data()), visible=checked)

    def _resized(self, place: int, _before: int, width: int) -> None:
        column = self._model.columns[place]
        if self._fitting or width <= 0 or column.stretch:
            return
        scale = text_scale()
        self._widths[column.key] = int(width / scale)
        self._save()

    def _in_order(self) -> list[int]:
        header = self._view.horizontalHeader()
        return [header.logicalIndex(visual) for visual in range(len(self._model.columns))]

    def _save(self) -> None:
        if not self._table_key:
            return
        columns = self._model.columns
        memory.remember(
            f"tables/{self._table_key}",
            [
                f"{columns[place].key}:{self._widths[columns[place].key]}:{int(not self._view.isColumnHidden(place))}"
                for place in self._in_order()
            ],
        )

    def _restore(self) -> None:
        if not self._table_key:
            return
        places = {column.key: place for place, column in enumerate(self._model.columns)}
        header, visual = self._view.horizontalHeader(), 0
        for item in memory.recall_list(f"tables/{self._table_key}"):
            key, _, rest = item.partition(":")
            width, _, is_shown = rest.partition(":")
            if key not in places or not width.isdigit():
                continue
            self._widths[key] = max(_NARROWEST, int(width))
            self._view.setColumnHidden(places[key], is_shown == "0")
            header.moveSection(header.visualIndex(places[key]), visual)
            visual += 1
