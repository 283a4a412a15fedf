"""Buttons with a name for scripts, a tool tip with their shortcut, and an icon that follows the theme."""

from collections.abc import Callable
from typing import Literal, cast

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcutEvent
from PySide6.QtWidgets import QAbstractButton, QPushButton, QToolButton, QWidget

from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.text import tool_tip
from landlord_desktop.ui.theme.style import set_icon

ButtonKind = Literal["normal", "primary", "danger", "quiet", "link", "column"]
Slot = Callable[[], object]


class _Button(QPushButton):
    """Presses at once by its shortcut, and by Enter where it has the keyboard rather than its dialog's default."""

    def event(self, event: QEvent) -> bool:
        """A shortcut presses at once.

        Qt would hold the button down for a moment first, and press when the next key may have gone to another line.
        """
        if event.type() == QEvent.Type.Shortcut:
            pressed = cast("QShortcutEvent", event)
            if not pressed.isAmbiguous():
                self.setShortcutAutoRepeat(pressed.shortcutId(), False)
                self.click()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter is a press, as Space is."""
        plain = event.modifiers() in {Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier}
        if plain and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)


def push_button(
    text: str,
    object_name: str,
    kind: ButtonKind = "normal",
    icon: str = "",
    shortcut: str = "",
    tooltip: str = "",
    slot: Slot | None = None,
) -> QPushButton:
    """A button with text; `shortcut` in portable text, `slot` a bound method that takes no argument."""
    button = _Button(text)
    button.setAutoDefault(False)
    if kind != "normal":
        button.setProperty("kind", kind)
    if icon:
        set_icon(button, icon, "text_on_accent" if kind == "primary" else "text")
    _finish(button, object_name, shortcut, tooltip, slot)
    return button


def icon_button(
    icon: str, object_name: str, tooltip: str, slot: Slot | None = None, shortcut: str = "", *, tab_stop: bool = True
) -> QToolButton:
    """A button that shows only an icon; its tool tip is also its name for a screen reader."""
    button = QToolButton()
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if tab_stop else Qt.FocusPolicy.NoFocus)
    button.setAccessibleName(tooltip)
    set_icon(button, icon)
    _finish(button, object_name, shortcut, tooltip, slot)
    return button


def command_button(command: CommandSpec, kind: ButtonKind = "normal") -> QPushButton:
    """The button of a command."""
    wanted: ButtonKind = "primary" if command.primary and kind == "normal" else kind
    button = push_button(
        command.text, command.object_name, wanted, command.icon, command.shortcut, command.tooltip, command.slot
    )
    button.setEnabled(command.enabled)
    return button


def shortcut_text(shortcut: str) -> str:
    """A shortcut as this system writes it."""
    return QKeySequence(shortcut).toString(QKeySequence.SequenceFormat.NativeText)


def described(text: str, shortcut: str) -> str:
    """A tool tip that names the shortcut."""
    plain = text.replace("&&", "\0").replace("&", "").replace("\0", "&")
    return tool_tip(f"{plain} ({shortcut_text(shortcut)})" if shortcut else plain)


def click(widget: QWidget, object_name: str) -> None:
    """Press the button of this name inside the widget; LookupError where there is none."""
    button = widget.findChild(QAbstractButton, object_name)
    if button is None:
        raise LookupError(object_name)
    button.click()


def _finish(button: QAbstractButton, object_name: str, shortcut: str, tooltip: str, slot: Slot | None) -> None:
    button.setObjectName(object_name)
    if shortcut:
        button.setShortcut(QKeySequence(shortcut))
    button.setToolTip(described(tooltip or button.text(), shortcut))
    if slot is not None:
        button.clicked.connect(slot)
