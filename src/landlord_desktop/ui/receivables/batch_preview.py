"""What Post would do now, shown before it is done: by bank, by ledger, and the debits and credits on demand."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from landlord_desktop.services.journal_preview import JournalPreview
from landlord_desktop.services.post_preview import preview_post
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.widgets.journal_preview import JournalPreviewDialog


class BatchPreview(QObject):
    """One preview at a time. `post_asked`: Post was pressed in it; `refused` carries why there is none."""

    post_asked = Signal()
    refused = Signal(object)
    closed = Signal()

    def __init__(self, context: ScreenContext, window: QWidget) -> None:
        super().__init__(window)
        self._context, self._window = context, window
        self._busy = False

    def start(self) -> None:
        """Read what Post would do, then show it; a second wish meanwhile is harmless."""
        if self._busy:
            return
        self._busy = True
        books = self._context.books

        def work(_task: Task) -> JournalPreview:
            return preview_post(books)

        self._context.background.run(work, done=self._show, failed=self._failed, owner=self)

    def _show(self, seen: JournalPreview) -> None:
        self._busy = False
        dialog = JournalPreviewDialog(self._window.window(), "What Post will do", seen)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.posted.connect(self.post_asked)
        dialog.finished.connect(self.closed)
        dialog.open()

    def _failed(self, error: BaseException) -> None:
        self._busy = False
        self.refused.emit(error)
