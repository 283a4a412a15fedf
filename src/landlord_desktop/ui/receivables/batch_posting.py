"""Post, as the batch screen starts it: in the background, with progress and a cancel that leaves nothing posted."""

from collections import Counter

from PySide6.QtCore import QObject, Signal

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.after_post import MorningResult, post_with_slips
from landlord_desktop.services.basics import REASON_WORDS
from landlord_desktop.services.books import Books
from landlord_desktop.services.receipt_posting import PostCancelledError, PostResult, post_working_lines
from landlord_desktop.ui.background import Background, CancelledError, Task
from landlord_desktop.ui.text import plural
from landlord_desktop.ui.widgets.progress import ProgressStrip


class BatchPosting(QObject):
    """One Post at a time. `finished` carries the MorningResult, `failed` the error; a second start is harmless."""

    finished = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, books: Books, background: Background, strip: ProgressStrip, parent: QObject) -> None:
        super().__init__(parent)
        self._books, self._background, self._strip = books, background, strip
        self.running = False

    def start(self, *, slips: bool = False) -> None:
        """Post every line that may be posted; `slips`: then make those of the batches that are whole."""
        if self.running:
            return
        self.running = True
        books = self._books

        def work(task: Task) -> MorningResult:
            def progress(done: int, total: int) -> None:
                if task.cancelled:
                    raise PostCancelledError
                task.progress(done, total, "Posting payments")

            if slips:
                return post_with_slips(books, progress)
            return MorningResult(post_working_lines(books, progress=progress))

        task = self._background.run(
            work, done=self._done, failed=self._failed, progress=self._strip.set_progress, owner=self,
        )
        self._strip.start("Posting payments", task.cancel)

    def _done(self, result: MorningResult) -> None:
        self._end()
        self.finished.emit(result)

    def _failed(self, error: BaseException) -> None:
        self._end()
        if isinstance(error, PostCancelledError | CancelledError):
            self.cancelled.emit()
        else:
            self.failed.emit(error)

    def _end(self) -> None:
        self.running = False
        self._strip.finish()


def result_words(result: PostResult) -> str:
    """What a Post did, and why payments stay; a Post of what is no longer there says who took it."""
    if not (result.posted or result.held or result.already_posted):
        return "No payment was posted: another window or PC has posted or removed what stood on the list."
    if result.posted:
        was = "was" if len(result.posted) == 1 else "were"
        words = [f"{plural(len(result.posted), 'payment')} {was} posted, {format_cents(result.posted_cents)}."]
    else:
        words = ["No payment was posted."]
    if result.processed_batches:
        words.append(f"{plural(len(result.processed_batches), 'batch', 'batches')} processed.")
    reasons = Counter(_reason(payment.reason, stale=payment.stale) for payment in result.held)
    if reasons:
        stay = "stays" if len(result.held) == 1 else "stay"
        listed = ", ".join(f"{reason} ({count:,})" for reason, count in reasons.most_common())
        words.append(f"{plural(len(result.held), 'payment')} {stay} on the list: {listed}.")
    if result.already_posted:
        words.append(f"Posted before and not again: {len(result.already_posted):,}.")
    return " ".join(words)


def morning_words(done: MorningResult) -> str:
    """The same with the slips that were made, or why they were not."""
    words = [result_words(done.result)]
    if done.slips:
        total = format_cents(sum(slip.total_cents for slip in done.slips))
        words.append(f"{plural(len(done.slips), 'deposit slip')} made, {total}.")
    if done.slip_problem:
        words.append(f"No deposit slip was made: {done.slip_problem}")
    return " ".join(words)


def _reason(reason: str, *, stale: bool) -> str:
    words = {str(key): value for key, value in REASON_WORDS.items()}[reason]
    return f"{words}, changed since it was accepted" if stale else words
