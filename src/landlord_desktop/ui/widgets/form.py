"""Forms: rows of a label, a field, its help and its error."""

from typing import Literal, Protocol, cast, runtime_checkable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from landlord_desktop.ui.theme.style import theme_changed
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.labels import label, set_look

VALUE_REQUIRED = "Value must be entered"


@runtime_checkable
class HasProblem(Protocol):
    """A field that can tell what is wrong with what was typed."""

    def problem(self) -> str: ...
    def is_empty(self) -> bool: ...


class FormRow(QWidget):
    """The field of one label, with a line of help or error below it."""

    def __init__(self, label_text: str, field: QWidget, help_text: str = "", *, required: bool = False) -> None:
        super().__init__()
        self.field = field
        self.required = required
        self.error_text = ""
        self._help_text = help_text
        self.label: QLabel = label(label_text)
        self.label.setBuddy(field)
        self.label.setContentsMargins(SPACE[1], 0, 0, 0)
        if not field.accessibleName():
            field.setAccessibleName(label_text.replace("&", ""))
        self._note = label("", f"{field.objectName()}_note", "caption", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE[0])
        layout.addWidget(field)
        layout.addWidget(self._note)
        self._show_note()

    def set_error(self, text: str) -> None:
        """Show what is wrong under the field."""
        self.error_text = text
        self._show_note()

    def set_help(self, text: str) -> None:
        """Change the help under the field."""
        self._help_text = text
        self._show_note()

    def clear_error(self) -> None:
        """Show the help again."""
        self.set_error("")

    def _show_note(self) -> None:
        self._note.setText(self.error_text or self._help_text)
        self._note.setVisible(bool(self._note.text()))
        set_look(self._note, "role", "error" if self.error_text else "caption")
        target = self.field.focusProxy() or self.field
        set_look(target, "invalid", "true" if self.error_text else "false")
        self.field.setAccessibleDescription(self.error_text or self._help_text)


class Form(QWidget):
    """Rows under each other; Enter moves to the next field, `check` finds what is missing."""

    def __init__(
        self, object_name: str, labels: Literal["left", "above"] = "left", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self._above = labels == "above"
        self._rows: list[FormRow] = []
        self._like: QWidget | None = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACE[3])
        self._grid.setVerticalSpacing(SPACE[1] if self._above else SPACE[2])
        self._grid.setColumnStretch(0 if self._above else 1, 1)
        theme_changed().changed.connect(self._level_labels)

    def add(self, label_text: str, field: QWidget, help_text: str = "", *, required: bool = False) -> FormRow:
        """Add a field under the others; `required` ones are checked by `check`."""
        row = FormRow(label_text, field, help_text, required=required)
        self._rows.append(row)
        at = self._grid.rowCount()
        if self._above:
            self._grid.addWidget(row.label, at, 0)
            self._grid.addWidget(row, at + 1, 0)
        else:
            # right-aligned inside, so that a mnemonic, which undoes the font's kerning, has room on the left
            row.label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(row.label, at, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(row, at, 1, Qt.AlignmentFlag.AlignTop)
        (field.focusProxy() or field).installEventFilter(self)
        self._level_labels()
        return row

    def row(self, field: QWidget) -> FormRow:
        """The row of a field; LookupError where the form has none."""
        for row in self._rows:
            if row.field is field:
                return row
        raise LookupError(field.objectName())

    def clear_errors(self) -> None:
        """Take away all errors."""
        for row in self._rows:
            row.clear_error()

    def check(self) -> bool:
        """True where each required field has a value and each value can be read; else the cursor is in the first."""
        for row in self._rows:
            row.set_error(row_problem(row))
        wrong = next((row for row in self._rows if row.error_text), None)
        if wrong is not None:
            wrong.field.setFocus()
        return wrong is None

    def level_with(self, field: QWidget) -> None:
        """Have each row as tall as this field of a form beside, so that the rows of both are level at any text size."""
        self._like = field
        self._level_labels()

    def _level_labels(self) -> None:
        """Have each label as tall as its field, so that their texts are level."""
        if self._above:
            return
        least = 0 if self._like is None else self._like.sizeHint().height()
        for row in self._rows:
            row.label.setFixedHeight(max(row.field.sizeHint().height(), least))
            row.setMinimumHeight(least)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Enter moves to the next field, except where it means a new line."""
        if event.type() == QEvent.Type.KeyPress and not isinstance(watched, QPlainTextEdit):
            key = cast("QKeyEvent", event)
            plain = key.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
            if plain and key.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                cast("QWidget", watched).focusNextChild()
                return True
        return super().eventFilter(watched, event)


def row_problem(row: FormRow) -> str:
    """What is missing in a row or cannot be read, empty where nothing is."""
    field = row.field
    if isinstance(field, HasProblem):
        return VALUE_REQUIRED if row.required and field.is_empty() else field.problem()
    if isinstance(field, QLineEdit):
        empty = not field.text().strip()
    elif isinstance(field, QPlainTextEdit):
        empty = not field.toPlainText().strip()
    elif isinstance(field, QComboBox):
        empty = field.currentIndex() < 0 or not field.currentText()
    else:
        empty = isinstance(field, QCheckBox) and not field.isChecked()
    return VALUE_REQUIRED if row.required and empty else ""
