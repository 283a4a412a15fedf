"""A field for a date, typed the American way, with a calendar."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import cast

from PySide6.QtCore import QDate, QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QFrame, QHBoxLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from landlord_desktop.ui.text import format_day
from landlord_desktop.ui.theme.style import current_theme, set_icon
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import icon_button
from landlord_desktop.ui.widgets.labels import set_look

_TYPED = re.compile(r"(\d{1,2})[/.\-](\d{1,2})(?:[/.\-](\d{4}|\d{2}))?", re.ASCII)
_EARLIEST, _LATEST = date(1950, 1, 1), date(2199, 12, 31)


def parse_day(text: str, today: date) -> date:
    """The date of "3/8/2022", "3/8/22" or "3/8" (this year); ValueError for anything else or an odd year."""
    match = _TYPED.fullmatch(text.strip())
    if match is None:
        raise ValueError("not a date")
    year = int(match[3]) if match[3] else today.year
    day = date(year + 2000 if year < 100 else year, int(match[1]), int(match[2]))
    if not _EARLIEST <= day <= _LATEST:
        raise ValueError("the year is out of range")
    return day


class DateEdit(QWidget):
    """A date: typed, stepped by + and -, today by t, or picked in the calendar (F4 or Alt+Down)."""

    date_changed = Signal(object)

    def __init__(
        self, object_name: str, today: Callable[[], date], *, optional: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._today, self._optional = today, optional
        self._value: date | None = None
        self._popup: QFrame | None = None
        self.line = QLineEdit()
        self.line.setObjectName(f"{object_name}_text")
        self.line.setPlaceholderText("m/d/yyyy")
        self.line.setMaxLength(10)
        self.line.setToolTip("t today, + next day, - day before, F4 calendar")
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._read)
        self.line.editingFinished.connect(self._tidy)
        self.button = icon_button("calendar", f"{object_name}_calendar", "Choose from a calendar", tab_stop=False)
        self.button.clicked.connect(self.show_calendar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[1])
        layout.addWidget(self.line, 1)
        layout.addWidget(self.button)
        self.line.setMinimumWidth(self.line.fontMetrics().horizontalAdvance("12/31/2022") + SPACE[6])
        self.setFocusProxy(self.line)
        if not optional:
            self.set_value(today())

    def value(self) -> date | None:
        """The date; None where the field is empty or holds no date."""
        return self._value

    def set_value(self, day: date | None) -> None:
        """Show a date; None empties the field."""
        self.line.setText("" if day is None else format_day(day))
        set_look(self.line, "invalid", "false")
        self._take(day)

    def is_empty(self) -> bool:
        """True where nothing was typed."""
        return not self.line.text().strip()

    def is_valid(self) -> bool:
        """True where the field holds a date, or nothing where that is allowed."""
        return self._value is not None or (self._optional and self.is_empty())

    def problem(self) -> str:
        """What is wrong with the text, empty where nothing is."""
        if self.is_valid():
            return ""
        if self.is_empty():
            return "Enter a date"
        match = _TYPED.fullmatch(self.line.text().strip())
        if match is None:
            return "Enter a date as month/day/year, such as 3/8/2022"
        if match[3] and len(match[3]) == 4 and not _EARLIEST.year <= int(match[3]) <= _LATEST.year:
            return f"The year must be from {_EARLIEST.year} to {_LATEST.year}"
        return f"There is no day {self.line.text().strip()}; enter it as month/day/year"

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        """Name the field itself for a screen reader."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def show_calendar(self) -> None:
        """Open the calendar under the field; Enter takes the day, Escape leaves it."""
        if self._popup is not None:
            self._popup.close()
        popup = QFrame(self, Qt.WindowType.Popup)
        popup.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        popup.setProperty("role", "popup")
        popup.setObjectName(f"{self.objectName()}_popup")
        calendar = _calendar(f"{self.objectName()}_days", self._value or self._today())
        calendar.clicked.connect(self._pick)
        calendar.activated.connect(self._pick)
        layout = QVBoxLayout(popup)
        layout.setContentsMargins(SPACE[1], SPACE[1], SPACE[1], SPACE[1])
        layout.addWidget(calendar)
        popup.destroyed.connect(self._forget_popup)
        self._popup = popup
        popup.move(self.mapToGlobal(QPoint(0, self.height() + SPACE[0])))
        popup.show()
        calendar.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """The keys t, + and - change the date instead of being typed; F4 and Alt+Down open the calendar."""
        if event.type() == QEvent.Type.KeyPress and watched is self.line and not self.line.isReadOnly():
            key = cast("QKeyEvent", event)
            if key.key() == Qt.Key.Key_F4 or (
                key.key() == Qt.Key.Key_Down and key.modifiers() & Qt.KeyboardModifier.AltModifier
            ):
                self.show_calendar()
                return True
            return self._step(key.text())
        return super().eventFilter(watched, event)

    def _step(self, typed: str) -> bool:
        whole = self._value is not None or self.is_empty()
        if typed in {"t", "T"}:
            self.set_value(self._today())
        elif typed in {"+", "="}:
            self.set_value((self._value or self._today()) + timedelta(days=1))
        elif typed == "-" and whole and not self._typing():
            self.set_value((self._value or self._today()) - timedelta(days=1))
        else:
            return False
        return True

    def _typing(self) -> bool:
        """True where the user is in the middle of writing a date with dashes."""
        return self.line.isModified() and "/" not in self.line.text() and not self.is_empty()

    def _read(self, text: str) -> None:
        set_look(self.line, "invalid", "false")
        try:
            self._take(parse_day(text, self._today()))
        except ValueError:
            self._take(None)

    def _take(self, day: date | None) -> None:
        if day != self._value:
            self._value = day
            self.date_changed.emit(day)

    def _tidy(self) -> None:
        if self._value is not None:
            self.line.setText(format_day(self._value))
        set_look(self.line, "invalid", "false" if self.is_valid() or self.is_empty() else "true")

    def _pick(self, day: QDate) -> None:
        self.set_value(date(day.year(), day.month(), day.day()))
        if self._popup is not None:
            self._popup.close()
        self.line.setFocus()

    def _forget_popup(self) -> None:
        self._popup = None


def _calendar(object_name: str, day: date) -> QCalendarWidget:
    calendar = QCalendarWidget()
    calendar.setObjectName(object_name)
    calendar.setFirstDayOfWeek(Qt.DayOfWeek.Sunday)
    calendar.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
    calendar.setSelectedDate(QDate(day.year, day.month, day.day))
    weekend = QTextCharFormat()
    weekend.setForeground(QColor(current_theme().text_muted))
    for name in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
        calendar.setWeekdayTextFormat(name, weekend)
    for part, icon in (("qt_calendar_prevmonth", "previous"), ("qt_calendar_nextmonth", "next")):
        button = calendar.findChild(QToolButton, part)
        if button is not None:
            set_icon(button, icon)
    return calendar
