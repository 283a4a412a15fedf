"""How far long work is, and the button that ends it."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.labels import label, set_shown


class ProgressStrip(QFrame):
    """Hidden while nothing runs."""

    def __init__(self, object_name: str = "progress_strip", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setProperty("role", "card")
        self._cancel: Callable[[], object] | None = None
        self._text = label("", f"{object_name}_text")
        self._count = label("", f"{object_name}_count", "muted")
        self._bar = QProgressBar()
        self._bar.setObjectName(f"{object_name}_bar")
        self._bar.setTextVisible(False)
        self.cancel_button = push_button("Cancel", f"{object_name}_cancel", slot=self._ask_cancel)
        words = QHBoxLayout()
        words.addWidget(self._text)
        words.addStretch(1)
        words.addWidget(self._count)
        stack = QVBoxLayout()
        stack.setSpacing(SPACE[1])
        stack.addLayout(words)
        stack.addWidget(self._bar)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(SPACE[3], SPACE[2], SPACE[3], SPACE[2])
        layout.setSpacing(SPACE[3])
        layout.addLayout(stack, 1)
        layout.addWidget(self.cancel_button)
        self.setVisible(False)

    def start(self, text: str, cancel: Callable[[], object] | None = None) -> None:
        """Show that work began; `cancel` is called once when the user asks to end it."""
        self._cancel = cancel
        self._text.setText(text)
        self._count.setText("")
        self._bar.setRange(0, 0)
        self._bar.setAccessibleName(text)
        self.cancel_button.setVisible(cancel is not None)
        self.cancel_button.setEnabled(True)
        set_shown(self, shown=True)

    def set_progress(self, done: int, total: int, text: str = "") -> None:
        """Show how far the work is; a total of 0 means that nobody knows."""
        self._bar.setRange(0, max(0, total))
        self._bar.setValue(done)
        self._count.setText(f"{done:,} of {total:,}" if total else "")
        if text:
            self._text.setText(text)

    def finish(self) -> None:
        """The work ended."""
        self._cancel = None
        self.setVisible(False)

    def _ask_cancel(self) -> None:
        cancel, self._cancel = self._cancel, None
        self.cancel_button.setEnabled(False)
        self._text.setText("Ending at the next step\u2026")
        if cancel is not None:
            cancel()
