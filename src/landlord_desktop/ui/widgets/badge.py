"""A state as a word on a coloured ground; the word alone already says it."""

from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from landlord_desktop.ui.text import shown
from landlord_desktop.ui.widgets.labels import set_look, set_shown

StateKind = Literal["neutral", "info", "positive", "warning", "negative"]
MARKS: dict[str, str] = {
    "neutral": "\u25cb",
    "info": "\u25c6",
    "positive": "\u2713",
    "warning": "\u25b2",
    "negative": "\u2715",
}
"""The sign before the word of each kind, so that colour is never the only difference."""


@dataclass(frozen=True, slots=True)
class State:
    """The state of a record: how it is meant, and its word."""

    kind: StateKind
    word: str

    @property
    def text(self) -> str:
        """Sign and word."""
        return f"{MARKS[self.kind]} {shown(self.word)}" if self.word else ""


class StateBadge(QLabel):
    """Shows one state."""

    def __init__(self, object_name: str, state: State | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", "badge")
        self.state: State | None = None
        self.set_state(state)

    def set_state(self, state: State | None) -> None:
        """Show this state; None hides the badge."""
        self.state = state
        set_shown(self, shown=state is not None)
        if state is not None:
            self.setText(state.text)
            self.setAccessibleName(shown(state.word))
            set_look(self, "kind", state.kind)
