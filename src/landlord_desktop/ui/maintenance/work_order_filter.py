"""The filter over the work orders: by status, priority, where it was written, and what waits for a person."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from landlord_desktop.services.work_order_list import WorkOrderRow
from landlord_desktop.services.work_order_words import PRIORITIES, STATUSES
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.fields import choice_field
from landlord_desktop.ui.widgets.labels import label

_ANY = ("", "Any")
_ORIGINS = (_ANY, ("local", "This office"), ("inosio", "Inosio"))
_WAITING = (
    _ANY, ("site", "Site not matched"), ("print", "Marked for printing"), ("unread", "Cannot be read"),
    ("late", "Past Required By"),
)  # fmt: skip


class WorkOrderFilter(QWidget):
    """Four choices in a row; `changed` tells that one was made."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("work_order_filter")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[2])
        self.status = self._add(row, "S&tatus", "filter_status", [_ANY, *((one, one) for one in STATUSES)])
        self.priority = self._add(row, "Priorit&y", "filter_priority", [_ANY, *PRIORITIES.items()])
        self.origin = self._add(row, "&Written At", "filter_written_at", _ORIGINS)
        self.waiting = self._add(row, "Show &Only", "filter_show_only", _WAITING)
        row.addStretch(1)

    def _add(self, row: QHBoxLayout, title: str, name: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
        field = choice_field(name, choices)
        words = label(title, f"{name}_label", "muted")
        words.setBuddy(field)
        field.setAccessibleName(title.replace("&", ""))
        field.currentIndexChanged.connect(self._tell)
        row.addWidget(words)
        row.addWidget(field)
        return field

    def _tell(self, _index: int) -> None:
        self.changed.emit()

    def is_set(self) -> bool:
        """Whether anything is left out."""
        return any(field.currentData() for field in (self.status, self.priority, self.origin, self.waiting))

    def takes(self, row: WorkOrderRow, today_iso: str) -> bool:
        """Whether a work order passes the filter; `today_iso` is the office's day."""
        status, priority = self.status.currentData(), self.priority.currentData()
        origin, waiting = self.origin.currentData(), self.waiting.currentData()
        late = row.required_by is not None and not row.resolved and row.required_by.isoformat() < today_iso
        wanted = {
            "": True, "site": not row.site_matched, "print": row.mark_for_printing, "unread": bool(row.unreadable),
            "late": late,
        }  # fmt: skip
        return (
            status in {"", row.status}
            and priority in {"", row.priority}
            and origin in {"", "inosio" if row.imported else "local"}
            and wanted[waiting]
        )
