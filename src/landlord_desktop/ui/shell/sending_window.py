"""Sending with a window over the work: where data is not to be sent in the background."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from landlord_desktop.ui.sync_state import What
from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.progress import ProgressStrip

if TYPE_CHECKING:
    from landlord_desktop.sync.report import RoundReport
    from landlord_desktop.ui.sync_worker import Sync

_WIDTH = 460
_WORDS: dict[What, str] = {
    "send": "What waits is being sent. Cancel leaves the rest for the next try.",
    "retry": "What waited is being sent. Cancel leaves it for the next try.",
    "daily": "The first round of the day: what waits is sent, news are fetched, balances are sent.",
}


class SendingWindow(QDialog):
    """Sends what waits, shows how far it is, and closes itself where all went well; Cancel ends it at the next item.

    What was not sent stays in the outbox and is tried again later. A new try ("retry") takes nobody's keyboard away
    and closes itself either way: the status bar says how it ended.
    """

    def __init__(self, sync: "Sync", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sending_window")
        self.setWindowTitle("Sending to Inosio")
        self.setMinimumWidth(_WIDTH)
        self._sync = sync
        self._running = False
        self._what: What = "send"
        self.progress = ProgressStrip("sending_progress")
        self.words = label("", "sending_words", wrap=True)
        self.close_button = push_button("Close", "close_sending", slot=self.reject)
        set_shown(self.close_button, shown=False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE[5], SPACE[4], SPACE[5], SPACE[4])
        layout.setSpacing(SPACE[3])
        layout.addWidget(self.words)
        layout.addWidget(self.progress)
        layout.addWidget(self.close_button)

    def send(self, what: What = "send") -> None:
        """Begin, and show the window; "daily" is the whole round of the day."""
        self._what, self._running = what, True
        self.words.setText(_WORDS[what])
        set_shown(self.close_button, shown=False)
        if what == "daily":
            self._task = self._sync.run_daily(
                done=self._done, failed=self._failed, progress=self._progressed, owner=self
            )
        else:
            self._task = self._sync.run(
                ("send",), done=self._done, failed=self._failed, progress=self._progressed, owner=self
            )
        self.progress.start("Sending", self._task.cancel)
        self.setModal(what != "retry")
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, what == "retry")
        self.show()
        if what != "retry":
            self.progress.cancel_button.setFocus()

    def send_again(self, what: What) -> None:
        """Send what came since: after the round under way, or now in the window that was still open."""
        if self._running:
            self._sync.run(("send",))
        else:
            self.send(what)

    def reject(self) -> None:
        """Escape and the window's cross cancel first; the window goes when the round has ended."""
        if self._running:
            self.progress.cancel_button.click()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Not before the round has ended."""
        if self._running:
            event.ignore()
            self.reject()
        else:
            super().closeEvent(event)

    def _done(self, report: "RoundReport") -> None:
        if report.error and report.kind != "cancelled" and self._what != "retry":
            self._end(report.error)
            return
        self._running = False
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._end(getattr(error, "sentence", "") or "It could not be sent now; it waits and is tried again.")

    def _progressed(self, done: int, total: int, text: str) -> None:
        if not self._task.cancelled:
            self.progress.set_progress(done, total, shown(text))

    def _end(self, sentence: str) -> None:
        self._running = False
        self.progress.finish()
        self.words.setText(shown(sentence))
        set_shown(self.close_button, shown=True)
        self.close_button.setFocus()
