"""Posting from Scheduled Receivables: read the preview, show it, post; each in the background, to be cancelled."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from landlord_desktop.services.books import Books
from landlord_desktop.services.candidates import CompileRequest
from landlord_desktop.services.journal_preview import JournalPreview
from landlord_desktop.services.scheduled_posting import PostedReceivables, ReceivablesOrder, post_receivables
from landlord_desktop.services.scheduled_preview import preview_receivables
from landlord_desktop.ui.background import CancelledError, Task
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.widgets.journal_preview import JournalPreviewDialog
from landlord_desktop.ui.widgets.progress import ProgressStrip

Result = TypeVar("Result")


def _step(task: Task, done: int, total: int) -> None:
    if task.cancelled:
        raise CancelledError
    task.progress(done, total)


def _preview(books: Books, order: ReceivablesOrder, task: Task) -> tuple[JournalPreview, Task]:
    return preview_receivables(books, order, partial(_step, task)), task


def _post(books: Books, order: ReceivablesOrder, task: Task) -> PostedReceivables:
    return post_receivables(books, order, partial(_step, task))


class Posting(QObject):
    """One post at a time. `busy_changed` tells that work began or ended, before `posted` or `failed` tell how."""

    busy_changed = Signal(bool)
    posted = Signal(object, object)
    failed = Signal(object)

    def __init__(self, context: ScreenContext, progress: ProgressStrip, screen: QWidget) -> None:
        super().__init__(screen)
        self._context, self._progress, self._screen = context, progress, screen
        self._busy = False
        self._order: ReceivablesOrder | None = None
        self._title = ""

    @property
    def is_busy(self) -> bool:
        """Whether a preview is read or a Post is under way."""
        return self._busy

    def begin(self, order: ReceivablesOrder, title: str) -> None:
        """Read the preview of this order and show it under this title; its Post posts exactly this order."""
        if not self._busy:
            self._order, self._title = order, title
            self._run(partial(_preview, self._context.books, order), self._ask, "Reading what will be posted\u2026")

    def _ask(self, read: tuple[JournalPreview, Task]) -> None:
        preview, task = read
        if task.cancelled:  # after its last step: what was read is not asked about any more
            self._failed(CancelledError())
            return
        self._end()
        dialog = JournalPreviewDialog(self._screen, self._title, preview)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.posted.connect(self._post_now)
        dialog.open()

    def _post_now(self) -> None:
        order, self._order = self._order, None
        if order is not None and not self._busy:
            done = partial(self._done, order.request)
            self._run(partial(_post, self._context.books, order), done, "Posting\u2026")

    def _done(self, request: CompileRequest, posted: PostedReceivables) -> None:
        self._end()
        self.posted.emit(request, posted)

    def _failed(self, error: BaseException) -> None:
        self._end()
        self.failed.emit(error)

    def _run(self, work: Callable[[Task], Result], done: Callable[[Result], object], words: str) -> None:
        self._busy = True
        self.busy_changed.emit(True)
        task = self._context.background.run(
            work, done=done, failed=self._failed, owner=self._screen, progress=self._progress.set_progress,
        )  # fmt: skip
        self._progress.start(words, task.cancel)

    def _end(self) -> None:
        self._progress.finish()
        self._busy = False
        self.busy_changed.emit(False)
