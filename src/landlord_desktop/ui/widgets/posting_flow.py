"""Posting an entry: it is previewed by the very work that posts it, shown, and posted when the user says so."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QWidget

from landlord_desktop.rules.errors import LandlordError, RuleError
from landlord_desktop.services.journal_preview import JournalPreview, preview
from landlord_desktop.ui.background import CancelledError
from landlord_desktop.ui.errors import log_failure
from landlord_desktop.ui.screen import ScreenContext
from landlord_desktop.ui.widgets.badge import StateKind
from landlord_desktop.ui.widgets.journal_preview import JournalPreviewDialog
from landlord_desktop.ui.widgets.problem_bar import ProblemBar

Write = Callable[[Any, Any, Any], object]
"""`write(connection, books, order)`: a service's function that writes inside a write that is under way."""

Post = Callable[[Any, Any], object]
"""`post(books, order)`: the service's function that posts in a transaction of its own."""


STILL_POSTING = "This is being posted. Wait for the end, then close."
"""Said where a window is to be closed before its outcome is known."""


class PostingFlow(QObject):
    """One entry at a time. `posted` carries what the service gave, `refused` the error, `busy` whether one is on."""

    posted = Signal(object)
    refused = Signal(object)
    busy = Signal(bool)

    def __init__(self, context: ScreenContext, owner: QWidget) -> None:
        super().__init__(owner)
        self._context, self._owner = context, owner
        self._post: Post | None = None
        self._order: object = None
        self._keyboard: QWidget | None = None
        self.is_busy = False

    def start(self, title: str, order: object, write: Write, post: Post, action: str = "Post") -> None:
        """Preview this entry under this title; a second wish while one is under way is harmless."""
        if self.is_busy:
            return
        books = self._context.books
        self._order, self._post, self._keyboard = order, post, QApplication.focusWidget()
        self._set_busy(busy=True)
        self._context.background.run(
            lambda _task: (title, action, preview(books, lambda connection: write(connection, books, order))),
            done=self._show, failed=self._failed, owner=self,
        )

    def _show(self, found: tuple[str, str, JournalPreview]) -> None:
        title, action, seen = found
        dialog = JournalPreviewDialog(self._owner.window(), title, seen, action)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.posted.connect(self._go_on)
        dialog.rejected.connect(self._go_back)
        dialog.open()

    def _go_on(self) -> None:
        books, order, post = self._context.books, self._order, self._post
        if post is not None:
            self._context.background.run(
                lambda _task: post(books, order), done=self._done, failed=self._failed, owner=self
            )

    def _go_back(self) -> None:
        self._set_busy(busy=False)
        if self._keyboard is not None and self._owner.isAncestorOf(self._keyboard):
            self._keyboard.setFocus()

    def _done(self, result: object) -> None:
        self._set_busy(busy=False)
        self.posted.emit(result)

    def _failed(self, error: BaseException) -> None:
        self._set_busy(busy=False)
        if not isinstance(error, CancelledError):
            self.refused.emit(error)

    def _set_busy(self, *, busy: bool) -> None:
        self.is_busy = busy
        self.busy.emit(busy)


def show_failure(context: ScreenContext, bar: ProblemBar, error: BaseException, kind: StateKind = "negative") -> None:
    """Say in the bar why something could not be done; report what is no fault of the books. A cancel says nothing."""
    if isinstance(error, LandlordError):
        bar.show_problem(kind, error.sentence)
    elif not isinstance(error, CancelledError):
        context.report_error(error)


def show_refusal(bar: ProblemBar, error: BaseException, where: str) -> None:
    """Say in the bar why an entry was not posted: its sentences, or that something went wrong."""
    failure = log_failure(error, where)
    problems = error.problems if isinstance(error, RuleError) and len(error.problems) > 1 else ()
    sentence = "This cannot be posted as it stands:" if problems else failure.sentence
    bar.show_problem("negative" if failure.fault_id else "warning", sentence, problems)
