"""Closing Batch Receipts: Inosio's lines return to their batches, and the claims are given up."""

from PySide6.QtCore import QEventLoop, QObject, QTimer

from landlord_desktop.services import batches, working_lines
from landlord_desktop.ui.background import Task
from landlord_desktop.ui.screen import ScreenContext

_CLOSING_MILLISECONDS = 5_000


def give_back(context: ScreenContext, owner: QObject, *, has_lines: bool) -> None:
    """Return Inosio's lines, give up the claims, and wait for it: the screen or the program ends after this."""
    books, loop = context.books, QEventLoop()

    def work(_task: Task) -> None:
        if has_lines:
            working_lines.start_over(books, typed_too=False)
        else:
            batches.give_up_claims(books)

    def done(_result: None) -> None:
        loop.quit()
        context.changes.tell("working_lines", "batches")

    def failed(error: BaseException) -> None:
        loop.quit()
        context.report_error(error)

    context.background.run(work, done=done, failed=failed, owner=owner)
    patience = QTimer(loop, singleShot=True, interval=_CLOSING_MILLISECONDS)
    patience.timeout.connect(loop.quit)
    patience.start()
    loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
    patience.stop()
