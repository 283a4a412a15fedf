"""A question with named answers, as plain text."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from landlord_desktop.ui.theme.style import set_icon
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.labels import label


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer; its button is named `confirm_<key>`."""

    key: str
    text: str
    kind: Literal["normal", "primary", "danger"] = "normal"


OK = (Choice("ok", "OK", "primary"),)


class ConfirmDialog(QDialog):
    """Shows the question; `answered` tells the key of the choice, empty where the dialog was closed."""

    answered = Signal(str)

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        text: str,
        choices: Sequence[Choice],
        default: str,
        icon: str = "help",
    ) -> None:
        super().__init__(parent)
        self.setObjectName("confirm")
        self.setWindowTitle(title)
        self.setModal(True)
        self.answer = ""
        self._buttons: dict[str, QPushButton] = {}
        picture = QToolButton()
        picture.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_icon(picture, icon, "accent", 28)
        heading = label(title, "confirm_title", "heading", wrap=True)
        words = label(text, "confirm_text", wrap=True)
        words.setMinimumWidth(min(420, words.fontMetrics().horizontalAdvance(text) + SPACE[2]))
        said = QVBoxLayout()
        said.setSpacing(SPACE[2])
        said.addWidget(heading)
        said.addWidget(words)
        said.addStretch(1)
        top = QHBoxLayout()
        top.setSpacing(SPACE[3])
        top.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(said, 1)
        bottom = QHBoxLayout()
        bottom.setSpacing(SPACE[2])
        bottom.addStretch(1)
        for choice in choices:
            bottom.addWidget(self._button(choice, default))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[5])
        layout.addLayout(top, 1)
        layout.addLayout(bottom)
        self.setAccessibleDescription(text)
        self.finished.connect(self._finished)

    def button(self, key: str) -> QPushButton:
        """The button of this answer."""
        return self._buttons[key]

    def _button(self, choice: Choice, default: str) -> QPushButton:
        button = push_button(choice.text, f"confirm_{choice.key}", choice.kind)
        button.setProperty("choice", choice.key)
        button.setAutoDefault(True)
        button.setDefault(choice.key == default)
        button.clicked.connect(self._chosen)
        self._buttons[choice.key] = button
        if choice.key == default:
            button.setFocus()
        return button

    def _chosen(self) -> None:
        sender = self.sender()
        if sender is not None:
            self.answer = str(sender.property("choice"))
            self.accept()

    def _finished(self) -> None:
        self.answered.emit(self.answer)


def ask(parent: QWidget | None, title: str, text: str, choices: Sequence[Choice], default: str) -> str:
    """Ask and wait for the answer: the key of a choice, or "" where the user pressed Escape."""
    dialog = ConfirmDialog(parent, title, text, choices, default)
    dialog.exec()
    answer = dialog.answer
    dialog.deleteLater()
    return answer


def ask_then(
    parent: QWidget,
    title: str,
    text: str,
    choices: Sequence[Choice],
    default: str,
    done: Callable[[str], object],
) -> ConfirmDialog:
    """Ask without waiting; `done` gets the key of the choice, or ""."""
    dialog = ConfirmDialog(parent, title, text, choices, default)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.answered.connect(done)
    dialog.open()
    return dialog


def tell(parent: QWidget, title: str, text: str, icon: str = "info") -> ConfirmDialog:
    """Show a message with one OK button, without waiting."""
    dialog = ConfirmDialog(parent, title, text, OK, "ok", icon)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog
