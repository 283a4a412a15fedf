"""A named range of days, with fields for days of one's own."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from landlord_desktop.services.day_ranges import RANGES, days_of_range
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.form import Form
from landlord_desktop.ui.widgets.labels import set_shown


def above(field: QWidget, text: str) -> Form:
    """A field under its label."""
    form = Form(f"{field.objectName()}_form", "above")
    form.add(text, field)
    return form


class DayFields(QWidget):
    """A named range of days. `own_days`, which the caller places, are shown for days of one's own.

    `changed` tells when other days are meant.
    """

    changed = Signal()

    def __init__(self, context: ScreenContext, text: str = "Ra&nge") -> None:
        super().__init__()
        self.setObjectName("days")
        self._today = context.today
        self.range = QComboBox()
        self.range.setObjectName("range")
        for key, words in RANGES.items():
            self.range.addItem(words, key)
        self.first, self.last = (DateEdit(name, context.today, optional=True) for name in ("from_date", "to_date"))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(above(self.range, text))
        self.own_days = QWidget()
        own = QHBoxLayout(self.own_days)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(SPACE[3])
        for field, title in ((self.first, "From"), (self.last, "To")):
            own.addWidget(above(field, title))
        set_shown(self.own_days, shown=False)
        self.range.currentIndexChanged.connect(self._choose)
        self.first.date_changed.connect(self._tell)
        self.last.date_changed.connect(self._tell)

    def days(self) -> tuple[date | None, date | None]:
        """The first and the last day; None is open."""
        name = str(self.range.currentData())
        return (self.first.value(), self.last.value()) if name == "custom" else days_of_range(name, self._today())

    def set_range(self, name: str) -> None:
        """Choose a range by its key."""
        self.range.setCurrentIndex(self.range.findData(name))

    def set_days(self, first: date | None, last: date | None) -> None:
        """Choose days of one's own."""
        self.first.set_value(first)
        self.last.set_value(last)
        self.set_range("custom")

    def _choose(self) -> None:
        set_shown(self.own_days, shown=self.range.currentData() == "custom")
        self.changed.emit()

    def _tell(self, _day: object) -> None:
        if self.range.currentData() == "custom":
            self.changed.emit()
