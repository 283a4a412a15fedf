"""The one long-lived thread that talks to the Inosio server, and its face in the GUI thread.

`Sync` lives in the GUI thread and takes wishes; `_Worker` lives in the thread and does one round at a time. They meet
only through queued signals with immutable values. The stop flag is looked at between items and inside every call.
"""

import logging
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtCore import QElapsedTimer, QObject, Qt, QThread, QTimer, Signal, Slot

from landlord_desktop.ui.background import Background, Task
from landlord_desktop.ui.changes import Changes, ChangeSignal
from landlord_desktop.ui.sync_state import SyncState, What, resting_state, running_state
from landlord_desktop.ui.sync_watch import BALANCES, DAILY, Watch

if TYPE_CHECKING:
    from landlord_desktop.services.autopilot import AutopilotResult
    from landlord_desktop.services.books import Books
    from landlord_desktop.sync.report import RoundReport
    from landlord_desktop.sync.tokens import TokenSource
    from landlord_desktop.sync.watch import Look

STOP_SECONDS = 5.0
AUTOMATIC_MILLISECONDS = 60_000
LONGEST_PUT_OFF_MILLISECONDS = 600_000
"""Balances go a minute after the last change, and ten minutes after the first one at the latest."""
AUTOPILOT_MILLISECONDS = 60_000
AUTOPILOT_AGAIN_MILLISECONDS = 900_000
"""How often its hour is looked for, and how long it waits after a failure."""
WHOLE_ROUND = ("send", "batches", "returns", "work-orders", "applicants", "balances")
log = logging.getLogger(__name__)


class _Wish:
    """One round that somebody wants: its steps, the daily round, or the autopilot's."""

    def __init__(
        self,
        steps: tuple[str, ...],
        *,
        daily: bool = False,
        autopilot: bool = False,
        done: Callable[["RoundReport"], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        owner: QObject | None = None,
    ) -> None:
        self.steps = steps
        self.daily, self.autopilot = daily, autopilot
        self.task = Task()
        self.done, self.failed, self.progress = done, failed, progress
        self._owner = weakref.ref(owner) if owner is not None else None
        self.report: RoundReport | None = None
        self.posted: AutopilotResult | None = None
        self.error: BaseException | None = None
        self.facts: Look | None = None

    def wanted(self) -> bool:
        """Whether the callbacks may run: their owner is still there."""
        if self._owner is None:
            return True
        owner = self._owner()
        return owner is not None and shiboken6.isValid(owner)


class _TaskFlag(threading.Event):
    """The client's stop flag: set by the program's end or by the task's Cancel."""

    def __init__(self, closing: threading.Event, task: Task) -> None:
        super().__init__()
        self._closing, self._task = closing, task

    def is_set(self) -> bool:
        """Whether the round is to end."""
        return self._closing.is_set() or self._task.cancelled


class _Worker(QObject):
    finished = Signal(object)
    progressed = Signal(object)

    def __init__(self, books: "Books", tokens: "TokenSource", closing: threading.Event) -> None:
        super().__init__()
        self._books, self._tokens, self._closing = books, tokens, closing

    @Slot(object)
    def perform(self, wish: _Wish) -> None:
        """Do one round; success and failure travel the same road."""
        from landlord_desktop.sync.autopilot import run_after_daily, run_at_its_time
        from landlord_desktop.sync.rounds import run_daily_round, run_round
        from landlord_desktop.sync.tokens import sealed
        from landlord_desktop.sync.watch import look

        def tell(done: int, total: int, text: str) -> None:
            wish.task.progress(done, total, text)
            self.progressed.emit(wish)

        flag = _TaskFlag(self._closing, wish.task)
        try:
            books = sealed(self._books, self._tokens)
            if wish.daily:
                wish.report = run_daily_round(books, self._tokens, stop=flag, progress=tell)
                if wish.report is not None and not wish.report.failures:
                    wish.posted = run_after_daily(books, tell)
            elif wish.autopilot:
                run = run_at_its_time(books, self._tokens, stop=flag, progress=tell)
                wish.report, wish.posted = run.fetched, run.result
            else:
                wish.report = run_round(books, self._tokens, wish.steps, stop=flag, progress=tell)
            wish.facts = look(books)
        except BaseException as error:  # noqa: BLE001 - every failure is handed to the GUI thread
            wish.error = error
        self.finished.emit(wish)


class Sync(QObject):
    """What screens ask of the server: rounds by the button, after a slip, once a day, or by themselves.

    `state_changed` brings a SyncState for the status bar, `autopilot_ended` what the autopilot did by itself.
    `send_in_window` is set by the window: where data is not to be sent in the background it shows what is done, which
    it is told by a word: "send", "retry" or "daily".
    """

    state_changed = Signal(object)
    autopilot_ended = Signal(str)
    _perform = Signal(object)

    def __init__(
        self,
        books: "Books",
        tokens: "TokenSource",
        background: Background,
        changes: ChangeSignal,
        report_error: Callable[[BaseException], object],
        parent: QObject | None = None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._books, self._background, self._changes, self._report_error = books, background, changes, report_error
        self._closing = threading.Event()
        self._waiting: deque[_Wish] = deque()
        self._running: _Wish | None = None
        self._thread = QThread()
        self._thread.setObjectName("sync")
        self._worker = _Worker(books, tokens, self._closing)
        if not self._worker.moveToThread(self._thread):
            raise RuntimeError("the sync worker could not move to its thread")
        self._perform.connect(self._worker.perform, Qt.ConnectionType.QueuedConnection)
        self._worker.finished.connect(self._finished, Qt.ConnectionType.QueuedConnection)
        self._worker.progressed.connect(self._progressed, Qt.ConnectionType.QueuedConnection)
        self.watch = Watch(books, background, self._is_busy, self, steady)
        self.watch.looked.connect(self._looked)
        self.watch.wanted.connect(self._do_by_itself)
        self._facts: Look | None = None
        self._telling = False
        self._cut_off: tuple[str, ...] = ()
        self._automatic = QTimer(self)
        self._automatic.setSingleShot(True)
        self._automatic.setInterval(AUTOMATIC_MILLISECONDS)
        self._automatic.timeout.connect(self._send_changed_balances)
        self._changed_since = QElapsedTimer()
        self._autopilot = QTimer(self)
        self._autopilot.setInterval(AUTOPILOT_MILLISECONDS)
        self._autopilot.timeout.connect(self._look_at_clock)
        self.send_in_window: Callable[[What], object] | None = None
        changes.changed.connect(self._books_changed)

    @property
    def running(self) -> bool:
        """Whether a round is under way."""
        return self._running is not None

    def start(self) -> None:
        """Start the thread and the looks for what is to be done by itself, the daily round among it."""
        self._thread.start()
        self._autopilot.start()
        self.watch.start()

    def _is_busy(self) -> bool:
        return self._running is not None or bool(self._waiting) or self._closing.is_set()

    @Slot(object)
    def _looked(self, found: "Look") -> None:
        self._facts = found
        if not self.running:
            self.state_changed.emit(self._resting())

    @Slot(str, bool)
    def _do_by_itself(self, what: str, in_sight: bool) -> None:
        """The daily round, or what is due, in sight where the settings say so; automatic balances never are."""
        if what == BALANCES:
            self._send_automatic(wanted=True)
        elif in_sight and self.send_in_window is not None:
            self.send_in_window("daily" if what == DAILY else "retry")
        elif what == DAILY:
            self.run_daily()
        elif self._cut_off:
            self._add(_Wish(self._cut_off))  # a round that the network cut off goes on where it can
        else:
            self._send_quietly()

    def run_daily(
        self,
        *,
        done: Callable[["RoundReport"], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        owner: QObject | None = None,
    ) -> Task:
        """Ask for the round of this office day; nothing is done where another PC does or did it."""
        wish = _Wish(WHOLE_ROUND, daily=True, done=done, failed=failed, progress=progress, owner=owner)
        self._add(wish)
        return wish.task

    def run(
        self,
        steps: tuple[str, ...] = WHOLE_ROUND,
        *,
        done: Callable[["RoundReport"], object] | None = None,
        failed: Callable[[BaseException], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        owner: QObject | None = None,
    ) -> Task:
        """Ask for a round; the callbacks come in the GUI thread. Rounds run one after the other."""
        wish = _Wish(steps, done=done, failed=failed, progress=progress, owner=owner)
        self._add(wish)
        return wish.task

    def send_soon(self) -> None:
        """Send what waits in the outbox, once; a second press while one waits is harmless.

        With Send Data to the Server in the Background off, a window shows it and can cancel it.
        """
        if self.send_in_window is None:
            self._send_quietly()
        else:
            self._background.run(self._wants_window, done=self._send_as_set, owner=self)

    def _wants_window(self, _task: Task) -> bool:
        from landlord_desktop.services.settings import inosio_settings

        return not inosio_settings(self._books).send_in_background

    def _send_as_set(self, in_window: bool) -> None:
        if in_window and self.send_in_window is not None and not self._closing.is_set():
            self.send_in_window("send")
        else:
            self._send_quietly()

    def _send_quietly(self) -> None:
        if not any(wish.steps == ("send",) for wish in self._waiting):
            self._add(_Wish(("send",)))

    def stop(self, deadline_seconds: float = STOP_SECONDS) -> bool:
        """End the round under way and the thread; False where it did not end in time (nothing is lost either way)."""
        self.watch.stop()
        self._automatic.stop()
        self._autopilot.stop()
        self._closing.set()
        self._waiting.clear()
        self._thread.quit()
        ended = self._thread.wait(int(deadline_seconds * 1000))
        if not ended:
            log.info("The round under way did not end in %s seconds; it is left to itself.", deadline_seconds)
            _unended.append((self._thread, self._worker))
        return ended

    def _add(self, wish: _Wish) -> None:
        if not self._closing.is_set():
            self._waiting.append(wish)
            self._next()

    def _next(self) -> None:
        if self._running is None and self._waiting:
            self._running = self._waiting.popleft()
            self.state_changed.emit(running_state(""))
            self._perform.emit(self._running)

    @Slot(object)
    def _progressed(self, wish: _Wish) -> None:
        latest = wish.task.take_progress()
        if latest is None:
            return
        self.state_changed.emit(running_state(latest[2]))
        if wish.progress is not None and wish.wanted():
            wish.progress(*latest)

    @Slot(object)
    def _finished(self, wish: _Wish) -> None:
        self._running = None
        self._facts = wish.facts or self._facts
        if wish.error is None:
            self.watch.note(wish.report, daily=wish.daily)
            cut_off = self.watch.offline_since is not None and not wish.daily
            self._cut_off = (wish.steps or self._cut_off) if cut_off else ()
        self.state_changed.emit(self._resting())
        self._telling = True
        self._changes.tell("batches", "returns", "outbox", "settings", "work_orders", "applicants")
        self._telling = False
        self._tell_autopilot(wish)
        if wish.wanted():
            if wish.error is not None:
                (wish.failed or self._report_error)(wish.error)
            elif wish.done is not None:
                wish.done(wish.report or _nothing_to_do())
        elif wish.error is not None:
            self._report_error(wish.error)
        wish.done = wish.failed = wish.progress = None
        self._next()

    def _tell_autopilot(self, wish: _Wish) -> None:
        if wish.autopilot:
            worked = wish.posted is not None and wish.error is None
            self._autopilot.setInterval(AUTOPILOT_MILLISECONDS if worked else AUTOPILOT_AGAIN_MILLISECONDS)
        if wish.posted is not None:
            self._changes.tell("working_lines", "receipts", "charges", "credits", "slips", "journal")
            unfetched = wish.report.error if wish.autopilot and wish.report is not None else ""
            self.autopilot_ended.emit(f"Autopilot: {wish.posted.sentence} {unfetched}".rstrip())

    @Slot()
    def _look_at_clock(self) -> None:
        if self._running is None and not self._waiting:
            self._background.run(self._autopilot_due, done=self._start_autopilot, owner=self)

    def _autopilot_due(self, _task: Task) -> bool:
        from landlord_desktop.sync.autopilot import is_due

        return is_due(self._books)

    def _start_autopilot(self, due: bool) -> None:
        if due and not any(wish.autopilot for wish in self._waiting):
            self._add(_Wish((), autopilot=True))

    def _resting(self) -> SyncState:
        facts = self._facts
        if facts is None:
            return SyncState("neutral", "")
        return resting_state(
            server=facts.server, offline_since=self.watch.offline_since, last_success=facts.last_success,
            error=facts.last_error,
        )

    @Slot(object)
    def _books_changed(self, changes: Changes) -> None:
        if "settings" in changes.topics and not self._telling and not changes.elsewhere:
            self.watch.forget_failures()
            self.watch.look()
        if not changes.topics & {"receipts", "charges", "credits"} or changes.elsewhere:
            return
        if not self._automatic.isActive():
            self._changed_since.start()
        elif self._changed_since.hasExpired(LONGEST_PUT_OFF_MILLISECONDS - AUTOMATIC_MILLISECONDS):
            return  # it goes off when it goes off: who works all day would put it off for ever
        self._automatic.start()

    @Slot()
    def _send_changed_balances(self) -> None:
        self._background.run(self._wants_automatic, done=self._send_automatic, owner=self)

    def _wants_automatic(self, _task: Task) -> bool:
        from landlord_desktop.services.settings import inosio_settings

        settings = inosio_settings(self._books)
        return bool(settings.server) and settings.balances_automatic

    def _send_automatic(self, wanted: bool) -> None:
        if wanted:
            self._add(_Wish(("balances",)))


def _nothing_to_do() -> "RoundReport":
    from landlord_desktop.sync.report import RoundReport

    return RoundReport(())


_unended: list[tuple[QThread, _Worker]] = []


def is_left_running() -> bool:
    """Whether a round still runs that did not end in time at its window's end, say in a key store without answer."""
    return any(thread.isRunning() for thread, _worker in _unended)
