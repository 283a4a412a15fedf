"""Work off the GUI thread: one thread for everything that touches the database, one for other slow work.

Results come back in the GUI thread: the workers emit one signal of the `Background` object, which lives there,
and its slot calls the callbacks. A worker never calls a screen's method itself.
"""

import logging
import queue
import threading
import time
import weakref
from collections.abc import Callable
from contextlib import closing
from typing import Generic, Literal, Protocol, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from landlord_desktop.rules.errors import LandlordError

Result = TypeVar("Result")
Lane = Literal["database", "other"]
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
"""Seconds between two tries to reach a server that tells of other PCs."""
STEP_SECONDS, GATHER_SECONDS = 0.2, 0.3
log = logging.getLogger(__name__)


class Task:
    """One piece of work under way. The work looks at `cancelled` between items; nothing is ever killed."""

    def __init__(self) -> None:
        self._cancelled = threading.Event()
        self._lock = threading.Lock()
        self._latest: tuple[int, int, str] | None = None
        self._announce: Callable[[], None] | None = None

    @property
    def cancelled(self) -> bool:
        """True once somebody asked the work to end early."""
        return self._cancelled.is_set()

    def cancel(self) -> None:
        """Ask the work to end at its next step; work that has not begun never begins."""
        self._cancelled.set()

    def progress(self, done: int, total: int, text: str = "") -> None:
        """Tell how far the work is; called by the work. Only the newest figure is shown."""
        with self._lock:
            waiting = self._latest is not None
            self._latest = (done, total, text)
        if not waiting and self._announce is not None:
            self._announce()

    def take_progress(self) -> tuple[int, int, str] | None:
        """The newest figure not yet shown."""
        with self._lock:
            latest, self._latest = self._latest, None
        return latest


class CancelledError(Exception):
    """The work ended early because somebody asked for it; work may raise it itself between two items."""


class _Job(Generic[Result]):
    """A task with its work, its callbacks and the widget they belong to."""

    def __init__(
        self,
        work: Callable[[Task], Result],
        done: Callable[[Result], object],
        failed: Callable[[BaseException], object] | None,
        progress: Callable[[int, int, str], object] | None,
        owner: QObject,
    ) -> None:
        self.task = Task()
        self.progress = progress
        self._work: Callable[[Task], Result] | None = work
        self._done: Callable[[Result], object] | None = done
        self._failed = failed
        self._owner = weakref.ref(owner)
        self._result: list[Result] = []
        self._error: BaseException | None = None

    def run(self) -> None:
        """In the worker: do the work and keep its end."""
        if self.task.cancelled or self._work is None:
            self._error = CancelledError()
            return
        try:
            self._result.append(self._work(self.task))
        except BaseException as error:  # noqa: BLE001 - every failure is handed to the GUI thread
            self._error = error

    def wanted(self) -> bool:
        """False once the owner is gone; its callbacks must not run then."""
        owner = self._owner()
        return owner is not None and shiboken6.isValid(owner)

    def finish(self, report: Callable[[BaseException], object], *, closing: bool) -> None:
        """In the GUI thread: call done or failed, then let go of the widgets.

        The worker may hold the last reference to the job, and a widget must not end in its thread. What the program's
        end cancelled (`closing`) is told to nobody.
        """
        done, failed, error, result = self._done, self._failed, self._error, self._result
        wanted = self.wanted()
        self._work = self._done = self._failed = self.progress = self._error = None
        self._result = []
        if not wanted or (closing and isinstance(error, CancelledError)):
            return
        if error is None and done is not None:
            done(result[0])
        elif error is not None and failed is not None:
            failed(error)
        elif error is not None and not isinstance(error, CancelledError):
            report(error)


class _Worker:
    """One thread that does jobs in order."""

    def __init__(self, name: str, deliver: Callable[[object], None]) -> None:
        self._jobs: queue.SimpleQueue[_Job[object] | None] = queue.SimpleQueue()
        self._deliver = deliver
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)
        self._thread.start()

    def add(self, job: "_Job[object] | None") -> None:
        self._jobs.put(job)

    def join(self, seconds: float) -> bool:
        self._thread.join(max(0.0, seconds))
        return not self._thread.is_alive()

    def _loop(self) -> None:
        while (job := self._jobs.get()) is not None:
            job.run()
            self._deliver(job)
            del job


class Background(QObject):
    """Runs work for the screens and brings the results back into the GUI thread."""

    _arrived = Signal(object)
    idle_changed = Signal()

    def __init__(self, report_error: Callable[[BaseException], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._report_error = report_error
        self._workers: dict[str, _Worker] = {}
        self._running: dict[Task, _Job[object]] = {}
        self._stopped = False
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def busy(self) -> bool:
        """True while work is waiting, running or not yet delivered."""
        return bool(self._running)

    def run(
        self,
        work: Callable[[Task], Result],
        *,
        done: Callable[[Result], object],
        owner: QObject,
        failed: Callable[[BaseException], object] | None = None,
        progress: Callable[[int, int, str], object] | None = None,
        lane: Lane = "database",
    ) -> Task:
        """Do `work(task)` in a lane's thread; then `done(result)` or `failed(error)` in the GUI thread.

        Nothing is called once `owner` is deleted. Without `failed`, an error goes to the error reporter; work that was
        cancelled before it began fails with CancelledError, which is never reported.
        After `stop` nothing is begun.
        """
        job = _Job(work, done, failed, progress, owner)
        if self._stopped:
            return job.task
        self._running[job.task] = job  # type: ignore[assignment]
        job.task._announce = lambda: self._send(job.task)
        if lane not in self._workers:
            self._workers[lane] = _Worker(f"landlord-{lane}", self._send)
        self._workers[lane].add(job)  # type: ignore[arg-type]
        return job.task

    def stop(self, deadline_seconds: float) -> bool:
        """Cancel everything and wait for the threads; False where one is still busy (it is left to end alone).

        The database's state needs no more than that: work under way commits as a whole or not at all.
        """
        self._stopped = True
        for task in self._running:
            task.cancel()
        for worker in self._workers.values():
            worker.add(None)
        end = time.monotonic() + deadline_seconds
        stopped = all(worker.join(end - time.monotonic()) for worker in self._workers.values())
        if not stopped:
            log.warning("background work was still busy when the program closed")
        return stopped

    def _send(self, what: object) -> None:
        """In a worker: hand a job or a task over. After the program's end there is nobody to take it."""
        try:
            self._arrived.emit(what)
        except RuntimeError:
            log.info("a background result came after the program closed")

    @Slot(object)
    def _deliver(self, what: object) -> None:
        task = what.task if isinstance(what, _Job) else what
        job = self._running.get(task) if isinstance(task, Task) else None
        if job is None:
            return
        latest = job.task.take_progress()
        if latest is not None and job.progress is not None and job.wanted():
            job.progress(*latest)
        if what is job:
            self._finish(job)

    def _finish(self, job: "_Job[object]") -> None:
        del self._running[job.task]
        try:
            job.finish(self._report_error, closing=self._stopped)
        finally:
            if not self._running:
                self.idle_changed.emit()


class Hearing(Protocol):
    """What `NoticeWatch` listens with; it waits in the watch's own thread."""

    def wait(self, seconds: float) -> bool: ...

    def close(self) -> None: ...


class NoticeWatch(QObject):
    """Hears in a thread of its own that other PCs changed the books, and says so by `changed` in the GUI thread.

    Where the connection is lost it is made again after growing waits; then `changed` is said too, because nobody
    knows what was missed. `listen` gives None where no other PC can change the books: then there is no thread.
    """

    changed = Signal()

    def __init__(self, listen: Callable[[], Hearing | None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listen = listen
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="landlord-notices", daemon=True)

    def start(self) -> None:
        """Begin to listen."""
        self._thread.start()

    def stop(self, seconds: float) -> bool:
        """Hang up; False where that took longer than it may (the thread is left to end alone)."""
        self._stopped.set()
        if self._thread.is_alive():
            self._thread.join(seconds)
        return not self._thread.is_alive()

    def _loop(self) -> None:
        pause = FIRST_PAUSE
        lost = False
        while not self._stopped.is_set():
            try:
                hearing = self._listen()
                if hearing is None:
                    return
                with closing(hearing):
                    pause = FIRST_PAUSE
                    if lost:
                        self._say()
                    self._hear(hearing)
            except LandlordError as error:
                log.info("no notices of other PCs: %s", error.sentence)
                lost = True
                self._stopped.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    def _hear(self, hearing: Hearing) -> None:
        while not self._stopped.is_set():
            if hearing.wait(STEP_SECONDS):
                self._say()
                self._stopped.wait(GATHER_SECONDS)  # what comes in a burst is said once

    def _say(self) -> None:
        try:
            self.changed.emit()
        except RuntimeError:
            self._stopped.set()  # the window is gone
