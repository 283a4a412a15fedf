"""Fields that are more or less than a line of text, and one way to read and fill any field of a record's window."""

from collections.abc import Sequence
from typing import Any, Protocol, runtime_checkable

from PySide6.QtCore import QRegularExpression
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from landlord_desktop.services.profiles.percents import percent_words
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList

_WHOLE = 10_000
PERCENT_FAULT = "Enter a percentage from 0 to 100, such as 8.5"


@runtime_checkable
class HoldsValue(Protocol):
    """A field with a value of its own kind, read and filled as a whole."""

    def field_value(self) -> Any: ...
    def set_field_value(self, value: Any) -> None: ...


class WholeNumberEdit(QLineEdit):
    """Takes digits only."""

    def __init__(self, object_name: str, digits: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(f"[0-9]{{0,{digits}}}"), self))

    def number(self) -> int | None:
        """The number; None where nothing was typed."""
        return int(self.text()) if self.text() else None

    def set_number(self, number: int | None) -> None:
        """Show a number; None empties the field."""
        self.setText("" if number is None else str(number))

    def field_value(self) -> int | None:
        """The number, as a record's window reads it."""
        return self.number()

    def set_field_value(self, value: object) -> None:
        """Show the number, as a record's window fills it."""
        self.set_number(value if isinstance(value, int) else None)


class OffsetEdit(QLineEdit):
    """Takes a whole number with or without a minus."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("-?[0-9]{0,4}"), self))

    def field_value(self) -> int:
        """The number; zero where nothing was typed."""
        return int(self.text()) if self.text().strip("-") else 0

    def set_field_value(self, value: object) -> None:
        """Show a number."""
        self.setText(str(value if isinstance(value, int) else 0))


class PercentEdit(QLineEdit):
    """Takes a percentage of up to two decimals; its value is in hundredths of a per cent (8.5 % is 850)."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setMaxLength(8)
        self.setPlaceholderText("0 %")
        self.editingFinished.connect(self._tidy)

    def is_empty(self) -> bool:
        """True where nothing was typed."""
        return not self.text().strip(" %")

    def problem(self) -> str:
        """What is wrong with the text, empty where nothing is."""
        return PERCENT_FAULT if not self.is_empty() and self._hundredths() is None else ""

    def field_value(self) -> int | None:
        """Hundredths of a per cent; None where nothing, or no percentage, was typed."""
        return self._hundredths()

    def set_field_value(self, value: object) -> None:
        """Show hundredths of a per cent; None empties the field."""
        self.setText(percent_words(value) if isinstance(value, int) else "")

    def _hundredths(self) -> int | None:
        whole, _, part = self.text().strip(" %").partition(".")
        digits = whole + part
        if not digits.isascii() or not digits.isdigit() or len(part) > 2:
            return None
        hundredths = int(whole or "0") * 100 + int(part.ljust(2, "0"))
        return hundredths if hundredths <= _WHOLE else None

    def _tidy(self) -> None:
        hundredths = self._hundredths()
        if hundredths is not None:
            self.set_field_value(hundredths)


class NotesEdit(QPlainTextEdit):
    """Several lines of plain text; Tab moves on."""

    def __init__(self, object_name: str, lines: int = 4, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setTabChangesFocus(True)
        self._lines = lines
        self.setMinimumHeight(self.fontMetrics().lineSpacing() * lines + 16)

    def field_value(self) -> str:
        """The text."""
        return self.toPlainText()

    def set_field_value(self, value: object) -> None:
        """Show a text."""
        self.setPlainText(str(value or ""))


def choice_field(object_name: str, choices: Sequence[tuple[str, str]]) -> QComboBox:
    """A pick list of (value, text)."""
    made = QComboBox()
    made.setObjectName(object_name)
    for value, text in choices:
        made.addItem(text, value)
    return made


def text_field(object_name: str, longest: int) -> QLineEdit:
    """A line of text."""
    made = QLineEdit()
    made.setObjectName(object_name)
    made.setMaxLength(longest)
    return made


def check_field(object_name: str, text: str) -> QCheckBox:
    """A check box with its words."""
    made = QCheckBox(text)
    made.setObjectName(object_name)
    return made


def read_field(field: QWidget) -> Any:
    """The value of any field: cents, a date, a key, a bool, a choice, text, or what the field says itself."""
    if isinstance(field, HoldsValue):
        return field.field_value()
    if isinstance(field, MoneyEdit):
        return field.value_cents()
    if isinstance(field, DateEdit):
        return field.value()
    if isinstance(field, PickList):
        return field.picked_key()
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if isinstance(field, QComboBox):
        return field.currentData()
    assert isinstance(field, QLineEdit)  # noqa: S101 - there is no other kind of field
    return field.text()


def fill_field(field: QWidget, value: Any) -> None:
    """Show a value in any field."""
    if isinstance(field, HoldsValue):
        field.set_field_value(value)
    elif isinstance(field, MoneyEdit):
        field.set_cents(value)
    elif isinstance(field, DateEdit):
        field.set_value(value)
    elif isinstance(field, PickList):
        if value is None or not field.pick(value):
            field.clear_pick()
    elif isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QComboBox):
        choose(field, "" if value is None else str(value))
    elif isinstance(field, QLineEdit):
        field.setText("" if value is None else str(value))


def choose(field: QComboBox, value: str) -> None:
    """Choose a value; one that is not in the list is added, so that a record shows what it holds."""
    if field.findData(value) < 0:
        field.addItem(shown(value), value)
    field.setCurrentIndex(field.findData(value))
