"""A screen that posts entries: Post posts and leaves, New posts and stays for another, Cancel changes nothing."""

from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.ui.screen import Screen, ScreenContext
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets import confirm
from landlord_desktop.ui.widgets.buttons import icon_button, push_button
from landlord_desktop.ui.widgets.labels import label
from landlord_desktop.ui.widgets.posting_flow import STILL_POSTING, PostingFlow, show_refusal
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

_LEAVE = (confirm.Choice("leave", "Leave", "danger"), confirm.Choice("stay", "Stay", "primary"))


class PostingButtons(QWidget):
    """Help, Post, New and Cancel; `left` is the room for words beside them."""

    def __init__(self, prefix: str) -> None:
        super().__init__()
        self.left = QVBoxLayout()
        self.left.setSpacing(SPACE[0])
        self.help = icon_button("help", f"{prefix}_help", "Help on this screen (F1)", tab_stop=False)
        self.post = push_button(
            "Post", f"{prefix}_post", "primary", "check", "Ctrl+Return", "Look at what will be posted, post, and leave"
        )
        self.new = push_button(
            "New", f"{prefix}_new", icon="new", shortcut="Ctrl+Shift+Return", tooltip="Post, and stay for another"
        )
        self.cancel = push_button("Cancel", f"{prefix}_cancel", shortcut="Esc", tooltip="Leave; nothing is posted")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[2])
        row.addLayout(self.left, 1)
        for button in (self.help, self.post, self.new, self.cancel):
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)

    def set_enabled(self, *, enabled: bool) -> None:
        """Post and New wait while an entry is under way."""
        self.post.setEnabled(enabled)
        self.new.setEnabled(enabled)


class PostingScreen(Screen):
    """A posting screen gives the functions below and calls `build` with its parts from top to bottom.

    `tells` are the topics that change when an entry is posted.
    """

    tells: ClassVar[tuple[str, ...]] = ("journal",)
    question: ClassVar[str] = "Post this entry?"

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self.problems = ProblemBar(f"{self.key}_problem")
        self.buttons = PostingButtons(self.key)
        self.flow = PostingFlow(context, self)
        self._stays = False
        self.flow.busy.connect(self._busy_changed)
        self.flow.posted.connect(self._posted)
        self.flow.refused.connect(self._refused)
        self.buttons.help.clicked.connect(self._help)
        self.buttons.post.clicked.connect(self.post)
        self.buttons.new.clicked.connect(self.post_and_stay)
        self.buttons.cancel.clicked.connect(self.close_asked)

    def build(self, *parts: tuple[QWidget, int]) -> None:
        """Lay out the screen: the title, the parts with their stretch, the buttons."""
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[4], SPACE[4], SPACE[4], SPACE[3])
        layout.setSpacing(SPACE[2])
        layout.addWidget(self.problems)
        layout.addWidget(label(self.title, f"{self.key}_title", "title"))
        for part, stretch in parts:
            layout.addWidget(part, stretch)
        layout.addWidget(self.buttons)

    # what a posting screen gives: each of these

    def order(self) -> object | None:
        """The entry as the service takes it; None, with the field marked, where something is missing."""
        return None

    def write(self, connection: Any, books: Any, order: Any) -> object:  # noqa: ARG002 - for the screen's own
        """Write the entry inside a write that is under way; called in the background, so it touches no widget."""
        return None

    def post_order(self, books: Any, order: Any) -> object:  # noqa: ARG002 - for the screen's own
        """Post the entry; called in the background."""
        return None

    def posted_words(self, posted: Any) -> str:  # noqa: ARG002 - for the screen's own
        """What is told once it is posted."""
        return "Posted."

    def is_blank(self) -> bool:
        """Whether nothing was entered that would be lost."""
        return True

    def clear_entry(self) -> None:
        """Make room for the next entry, with the keyboard in its first field."""

    # what the user does

    def post(self) -> None:
        """Preview, post, and leave."""
        self._start(stays=False)

    def post_and_stay(self) -> None:
        """Preview, post, and make room for the next entry."""
        self._start(stays=True)

    def can_close(self) -> bool:
        """Ask where an entry would be lost; one that is being posted is waited for, so that its end is told."""
        if self.flow.is_busy:
            self.problems.show_problem("info", STILL_POSTING)
            return False
        if self.is_blank():
            return True
        answer = confirm.ask(
            self, f"Leave {self.title}?", "What was entered is not posted and will be lost.", _LEAVE, "stay"
        )
        return answer == "leave"

    # how it is done

    def _start(self, *, stays: bool) -> None:
        if self.flow.is_busy:
            return
        self.problems.clear()
        order = self.order()
        if order is not None:
            self._stays = stays
            self.flow.start(self.question, order, self.write, self.post_order)

    def _posted(self, posted: object) -> None:
        information = str(getattr(posted, "information", ""))
        words = f"{self.posted_words(posted)} {information}".strip()
        self.context.notify("info" if information else "positive", words)
        self.clear_entry()
        self.context.changes.tell(*self.tells)
        if not self._stays:
            self.close_asked.emit()

    def _refused(self, error: BaseException) -> None:
        show_refusal(self.problems, error, self.key)

    def _busy_changed(self, busy: bool) -> None:
        self.buttons.set_enabled(enabled=not busy)
        if not busy and self.problems.text == STILL_POSTING:
            self.problems.clear()

    def _help(self) -> None:
        self.context.navigate("help", {"page": self.help_page})
