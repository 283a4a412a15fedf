"""The second folder of the journal: changes of settings and records, with the value before and after."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from landlord_desktop.services.audit_trail import AuditRow
from landlord_desktop.ui.gl.journal_columns import CHANGES
from landlord_desktop.ui.text import format_moment
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.detail_panel import DetailPanel, Pair
from landlord_desktop.ui.widgets.history_table import HistoryTable


class AuditView(QWidget):
    """The list of changes, and all of the one that is chosen."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("audit_view")
        self.table = HistoryTable(
            "audit_entries", CHANGES, lambda row: row.entry_id, "Nothing was changed", "journal_changes",
        )
        self.detail = DetailPanel("audit_detail", "Change")
        self.table.current_changed.connect(self._show)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.table, 1)
        layout.addWidget(self.detail)
        self._show()

    def set_rows(self, rows: tuple[AuditRow, ...]) -> None:
        """Show these entries."""
        self.table.set_rows(rows)
        if self.table.current_row() is None:
            self.table.select_first()
        self._show()

    def _show(self, _key: object = None) -> None:
        row = self.table.current_row()
        if not isinstance(row, AuditRow):
            self.detail.set_pairs([Pair("Change", "Choose a line of the list")])
            return
        self.detail.set_pairs(
            [
                Pair("What happened", row.sentence),
                Pair("Time, user and PC", f"{format_moment(row.at)}, {row.user}, {row.workstation}"),
                Pair("Before", row.before, object_name="audit_before"),
                Pair("After", row.after, object_name="audit_after"),
            ]
        )
