"""Labels that show plain text, whatever the text looks like."""

from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

LabelRole = Literal["body", "title", "heading", "muted", "caption", "figure", "error"]


def label(text: str, object_name: str = "", role: LabelRole = "body", *, wrap: bool = False) -> QLabel:
    """A label of plain text in one of the theme's roles; `wrap` lets it take several lines."""
    made = QLabel()
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setText(text)
    made.setWordWrap(wrap)
    if object_name:
        made.setObjectName(object_name)
    if role != "body":
        made.setProperty("role", role)
    return made


def set_look(widget: QWidget, name: str, value: object) -> None:
    """Set a property the style sheet looks at, and have the widget drawn by it."""
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)
    for child in widget.findChildren(QWidget):
        style.unpolish(child)
        style.polish(child)


def set_shown(widget: QWidget, *, shown: bool) -> None:
    """Show or hide a part, also before it has its place: alone it would open as a window and take the keyboard."""
    if shown and widget.parentWidget() is None:
        widget.setAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide, on=False)
    else:
        widget.setVisible(shown)


def line() -> QFrame:
    """A thin horizontal line between two groups."""
    made = QFrame()
    made.setProperty("role", "line")
    return made
