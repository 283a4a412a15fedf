"""A bar over the content that says what is wrong and what can be done."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.style import set_icon
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.badge import StateKind
from landlord_desktop.ui.widgets.buttons import command_button, icon_button
from landlord_desktop.ui.widgets.labels import label, set_look, set_shown

_ICONS = {"info": "info", "positive": "check", "warning": "warning", "negative": "error", "neutral": "info"}
_WORDS = {"info": "Note", "positive": "Done", "warning": "Warning", "negative": "Problem", "neutral": "Note"}
_MOST_PROBLEMS = 6


class ProblemBar(QFrame):
    """Hidden until it has something to say; stays until it is dismissed or cleared."""

    def __init__(self, object_name: str = "problem_bar", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("role", "problem")
        self._icon = QToolButton()
        self._icon.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._icon.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._text = label("", f"{object_name}_text", wrap=True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._list = label("", f"{object_name}_list", wrap=True)
        for part in (self._text, self._list):
            part.setMinimumWidth(1)  # else one endless word makes the whole window as wide
        words = QVBoxLayout()
        words.setSpacing(SPACE[0])
        words.addWidget(self._text)
        words.addWidget(self._list)
        self._actions = QHBoxLayout()
        self._actions.setSpacing(SPACE[2])
        self.dismiss_button = icon_button("close", f"{object_name}_dismiss", "Dismiss", self.clear)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE[2], SPACE[2], SPACE[2], SPACE[2])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addLayout(self._actions)
        layout.addWidget(self.dismiss_button, 0, Qt.AlignmentFlag.AlignTop)
        self.kind: StateKind = "info"
        self.setVisible(False)

    @property
    def text(self) -> str:
        """The sentence shown, empty where nothing is."""
        return self._text.text()

    def show_problem(
        self,
        kind: StateKind,
        text: str,
        problems: Sequence[str] = (),
        actions: Sequence[CommandSpec] = (),
    ) -> None:
        """Show a sentence, the single problems below it, and buttons for what can be done."""
        self.kind = kind
        self._text.setText(text)
        listed = [f"\u2022 {shown(problem)}" for problem in problems[:_MOST_PROBLEMS]]
        if len(problems) > _MOST_PROBLEMS:
            listed.append(f"\u2026 and {len(problems) - _MOST_PROBLEMS:,} more")
        self._list.setText("\n".join(listed))
        self._list.setVisible(bool(listed))
        set_icon(self._icon, _ICONS[kind], "text" if kind == "neutral" else kind)
        self._icon.setAccessibleName(_WORDS[kind])
        self._set_actions(actions)
        set_look(self, "kind", kind)
        self.setAccessibleName(f"{_WORDS[kind]}: {text}")
        set_shown(self, shown=True)

    def clear(self) -> None:
        """Say nothing more."""
        if self.dismiss_button.hasFocus():
            self.dismiss_button.focusNextChild()
        self._text.setText("")
        self._set_actions(())
        self.setVisible(False)

    def _set_actions(self, actions: Sequence[CommandSpec]) -> None:
        while (item := self._actions.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for action in actions:
            self._actions.addWidget(command_button(action), 0, Qt.AlignmentFlag.AlignTop)
