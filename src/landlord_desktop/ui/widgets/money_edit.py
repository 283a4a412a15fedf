"""A field for an amount of money, in cents."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from landlord_desktop.rules.money import format_cents, parse_cents, require_cents
from landlord_desktop.ui.theme.style import tabular_font
from landlord_desktop.ui.widgets.labels import set_look


class MoneyEdit(QLineEdit):
    """Takes "1200", "$1,200.5" or "(50)"; shows "$1,200.00" once left."""

    cents_changed = Signal(object)

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setPlaceholderText("$0.00")
        self.setFont(tabular_font(self.font()))
        self.setMaxLength(24)
        self._cents: int | None = None
        self.textEdited.connect(self._read)
        self.editingFinished.connect(self._tidy)

    def value_cents(self) -> int | None:
        """The amount in cents; None where the field is empty or holds no amount."""
        return self._cents

    def set_cents(self, cents: int | None) -> None:
        """Show an amount; None empties the field."""
        self.setText("" if cents is None else format_cents(require_cents(cents)))
        self._take(cents)
        set_look(self, "invalid", "false")

    def is_empty(self) -> bool:
        """True where nothing was typed."""
        return not self.text().strip()

    def is_valid(self) -> bool:
        """True where the field is empty or holds an amount."""
        return not self.problem()

    def problem(self) -> str:
        """What is wrong with the text, empty where nothing is."""
        if self.is_empty():
            return ""
        try:
            parse_cents(self.text())
        except ValueError as error:
            return "The amount is too large" if "large" in str(error) else "Enter an amount, such as 1,200.00"
        return ""

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Select the amount, so that typing replaces it."""
        super().focusInEvent(event)
        if event.reason() in {Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason}:
            self.selectAll()

    def _read(self, text: str) -> None:
        set_look(self, "invalid", "false")
        try:
            self._take(parse_cents(text))
        except ValueError:
            self._take(None)

    def _take(self, cents: int | None) -> None:
        if cents != self._cents:
            self._cents = cents
            self.cents_changed.emit(cents)

    def _tidy(self) -> None:
        if self._cents is not None:
            self.setText(format_cents(self._cents))
        set_look(self, "invalid", "false" if self.is_valid() else "true")
