"""Sending with a window over the work: where data is not to be sent in the background."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from landlord_desktop.ui.text import shown
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.buttons import push_button
from landlord_desktop.ui.widgets.labels import label, set_shown
from landlord_desktop.ui.widgets.progress import ProgressStrip

if TYPE_CHECKING:
    from landlord_desktop.sync.report import RoundReport
    from landlord_desktop.ui.sync_worker import Sync

_WIDTH = 460


class SendingWindow(QDialog):
    """Sends what waits, shows how far it is, and closes itself where all went well; Cancel ends it at the next item.

    What was not sent stays in the outbox and is tried again later.
    """

    def __init__(self, sync: "Sync", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sending_window")
        self.setWindowTitle("Sending to Inosio")
        self.setModal(True)
        self.setMinimumWidth(_WIDTH)
        self._sync = sync
        self._running = False
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

    def send(self) -> None:
        """Begin, and show the window."""
        self._running = True
        self.words.setText("What waits is being sent. Cancel leaves the rest for the next try.")
        self._task = self._sync.run(
            ("send",), done=self._done, failed=self._failed, progress=self.progress.set_progress, owner=self
        )
        self.progress.start("Sending", self._task.cancel)
        self.open()
        self.progress.cancel_button.setFocus()

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
        if report.error and report.kind != "cancelled":
            self._end(report.error)
            return
        self._running = False
        self.accept()

    def _failed(self, error: BaseException) -> None:
        self._end(getattr(error, "sentence", "") or "It could not be sent now; it waits and is tried again.")

    def _end(self, sentence: str) -> None:
        self._running = False
        self.progress.finish()
        self.words.setText(shown(sentence))
        set_shown(self.close_button, shown=True)
        self.close_button.setFocus()
