"""The flashlight's window: all records of a pick list, filtered as one types."""

from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.history_table import HistoryTable
from landlord_desktop.ui.widgets.rows_model import Column

if TYPE_CHECKING:
    from landlord_desktop.ui.widgets.pick_list import PickRow


class SearchDialog(QDialog):
    """Enter or a double-click chooses; Escape leaves everything as it was."""

    chosen = Signal(object)

    def __init__(
        self, object_name: str, title: str, rows: Sequence["PickRow"], current: Hashable | None, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setWindowTitle(f"Search {title}")
        self.setModal(True)
        self.table = HistoryTable(
            f"{object_name}_table",
            (
                Column("code", "ID", value=lambda row: row.code, width=130),
                Column("name", "Name", value=lambda row: row.name, width=220, stretch=True),
                Column("detail", "Detail", value=lambda row: row.detail, width=240),
            ),
            lambda row: row.key,
            "There is nothing to choose from",
            multi=False,
        )
        self.table.set_rows(rows)
        if current is None or not self.table.select_key(current):
            self.table.select_first()
        self.table.activated.connect(self._choose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.table, 1)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(push_button("Choose", f"{object_name}_choose", "primary", slot=self._choose_current))
        buttons.addWidget(push_button("Cancel", f"{object_name}_cancel", slot=self.reject))
        layout.addLayout(buttons)
        self.resize(720, 480)
        self.table.filter.setFocus()

    def _choose_current(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self._choose(row.key)

    def _choose(self, key: object) -> None:
        self.chosen.emit(key)
        self.accept()
