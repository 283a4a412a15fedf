"""The field of a bank's account number, which is shown on demand only."""

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button

_SHOW_KEYS = "Alt+W"


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

    def field_value(self) -> str | None:
        """The number, as a record's window reads it."""
        return self.number()

    def set_field_value(self, _value: object) -> None:
        """A record brings no number with it; `set_masked` and `reveal` show one."""

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
