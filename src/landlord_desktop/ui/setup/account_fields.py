"""The fields of an account code that are more than a line of text, and one way to read and fill any field."""

from collections.abc import Sequence

from PySide6.QtCore import QRegularExpression, Signal
from PySide6.QtGui import QKeySequence, QRegularExpressionValidator
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLineEdit, QWidget

from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.money_edit import MoneyEdit

_SHOW_KEYS = "Alt+W"


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


class OffsetEdit(QLineEdit):
    """Takes a whole number with or without a minus."""

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setValidator(QRegularExpressionValidator(QRegularExpression("-?[0-9]{0,4}"), self))

    def number(self) -> int:
        """The number; zero where nothing was typed."""
        return int(self.text()) if self.text().strip("-") else 0

    def set_number(self, number: int) -> None:
        """Show a number."""
        self.setText(str(number))


class AccountNumberEdit(QWidget):
    """An account number that is stored but not shown until somebody presses Show.

    Typing replaces the stored number; a shown number that is emptied is taken away.
    """

    show_asked = Signal()

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.line = QLineEdit()
        self.line.setObjectName(f"{object_name}_text")
        self.line.setMaxLength(34)
        self.line.setToolTip("Type a number to replace the stored one")
        self.button = push_button("Show", "show_account_number", icon="key", shortcut=_SHOW_KEYS, slot=self._pressed)
        self.button.setToolTip(f"Show the whole number; it is noted who saw it ({_SHOW_KEYS})")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.line, 1)
        layout.addWidget(self.button)
        self.setFocusProxy(self.line)
        self._masked = ""
        self._revealed: str | None = None

    def set_masked(self, masked: str) -> None:
        """There is a number that ends so, or none."""
        self._masked, self._revealed = masked, None
        self.line.clear()
        self.line.setPlaceholderText(masked)
        self.line.setAccessibleDescription(f"Stored number {masked}" if masked else "No number is stored")
        self._name_button("Show")
        self.button.setEnabled(bool(masked))

    def reveal(self, number: str) -> None:
        """Show the stored number."""
        self._revealed = number
        self.line.setText(number)
        self.line.setPlaceholderText("")
        self._name_button("Hide")
        self.button.setEnabled(True)

    def number(self) -> str | None:
        """What was typed; None where the stored number is to stay."""
        typed = self.line.text()
        if self._revealed is None:
            return typed or None
        return None if typed == self._revealed else typed

    def setAccessibleName(self, name: str) -> None:  # noqa: N802 - Qt's name
        """Name the field itself for a screen reader."""
        super().setAccessibleName(name)
        self.line.setAccessibleName(name)

    def _name_button(self, word: str) -> None:
        self.button.setText(word)
        self.button.setShortcut(QKeySequence(_SHOW_KEYS))  # another text takes the shortcut away

    def _pressed(self) -> None:
        if self._revealed is None:
            self.button.setEnabled(False)
            self.show_asked.emit()
        elif self.number() is None:
            self.set_masked(self._masked)
            self.line.setFocus()


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


def read_field(field: QWidget) -> object:
    """The value of any field of this window."""
    if isinstance(field, AccountNumberEdit | WholeNumberEdit | OffsetEdit):
        return field.number()
    if isinstance(field, MoneyEdit):
        return field.value_cents() or 0
    if isinstance(field, QCheckBox):
        return field.isChecked()
    if isinstance(field, QComboBox):
        return field.currentData()
    assert isinstance(field, QLineEdit)  # noqa: S101 - there is no other kind of field here
    return field.text()


def fill_field(field: QWidget, value: object) -> None:
    """Show a value in any field of this window but the account number."""
    if isinstance(field, WholeNumberEdit):
        field.set_number(value if isinstance(value, int) else None)
    elif isinstance(field, MoneyEdit):
        field.set_cents(value if isinstance(value, int) else None)
    elif isinstance(field, QCheckBox):
        field.setChecked(bool(value))
    elif isinstance(field, QComboBox):
        _choose(field, str(value))
    elif isinstance(field, OffsetEdit):
        field.set_number(value if isinstance(value, int) else 0)
    elif isinstance(field, QLineEdit):
        field.setText(str(value))


def _choose(field: QComboBox, value: str) -> None:
    if field.findData(value) < 0:
        field.addItem(shown(value), value)
    field.setCurrentIndex(field.findData(value))
