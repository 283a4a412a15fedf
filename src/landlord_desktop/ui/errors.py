"""Nothing is swallowed: every failure has an id, one sentence, a line in the log, and a way to the user.

The log names the kind of error and the places in the code, never its text: that may hold private data.
"""

import base64
import logging
import sys
import threading
import traceback
import zlib
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QTimer, QtMsgType, Signal, Slot, qInstallMessageHandler

from landlord_desktop.rules.errors import LandlordError

log = logging.getLogger(__name__)
qt_log = logging.getLogger("landlord_desktop.qt")


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure as the user is told it: `sentence` is complete; `fault_id` is empty where it explains itself."""

    sentence: str
    fault_id: str = ""


def describe(error: BaseException) -> Failure:
    """The failure of an error. The same fault at the same place has the same id."""
    if isinstance(error, LandlordError):
        return Failure(error.sentence)
    fault_id = _fault_id(error)
    return Failure(
        f"Something went wrong ({fault_id}). Nothing further was done; what was saved before is safe. "
        "Try again; if it returns, restart the program and tell support this number.",
        fault_id,
    )


def log_failure(error: BaseException, where: str) -> Failure:
    """Write the failure to the log without private data, and return it."""
    failure = describe(error)
    if failure.fault_id:
        log.error("%s: %s in %s at %s", failure.fault_id, type(error).__name__, where, " < ".join(_places(error)))
    else:
        log.info("%s in %s", type(error).__name__, where)
    return failure


class ErrorReporter(QObject):
    """Takes failures from any thread and shows them in the GUI thread.

    `show_failure` is the window's own way to tell the user; until it is set, failures wait.
    """

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._show: Callable[[Failure], object] | None = None
        self._waiting: list[Failure] = []
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._of_threads: deque[Failure] = deque()
        self._look = QTimer(self, interval=200)
        self._look.timeout.connect(self._tell_of_threads)

    def show_with(self, show: Callable[[Failure], object]) -> None:
        """Show failures by this from now on, those that waited first."""
        self._show = show
        self._look.start()
        waiting, self._waiting = self._waiting, []
        for failure in waiting:
            show(failure)

    def report(self, error: BaseException, where: str = "background") -> None:
        """Log a failure and show it; may be called from any thread."""
        failure = log_failure(error, where)
        try:
            self._arrived.emit(failure)
        except RuntimeError:
            log.info("a failure came after the program closed")

    def keep(self, error: BaseException, where: str) -> None:
        """Log a failure that ends a thread; it is shown soon. A dying thread must not send Qt's signals."""
        self._of_threads.append(log_failure(error, where))

    def _tell_of_threads(self) -> None:
        while self._of_threads:
            self._tell(self._of_threads.popleft())

    @Slot(object)
    def _tell(self, failure: object) -> None:
        assert isinstance(failure, Failure)  # noqa: S101 - only `report` emits
        if self._show is None:
            self._waiting.append(failure)
        else:
            self._show(failure)


def install_hooks(reporter: ErrorReporter) -> Callable[[], None]:
    """Catch failures of slots, threads, finalizers and Qt's own messages; returns a function that takes it back."""
    before = sys.excepthook, threading.excepthook, sys.unraisablehook

    def on_error(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
        else:
            reporter.report(error.with_traceback(trace), "a slot")

    def on_thread_error(failed: threading.ExceptHookArgs) -> None:
        if failed.exc_value is not None:
            reporter.keep(failed.exc_value, "a thread")

    def on_unraisable(failed: "sys.UnraisableHookArgs") -> None:
        if failed.exc_value is not None:
            log_failure(failed.exc_value, "a finalizer")

    def take_back() -> None:
        sys.excepthook, threading.excepthook, sys.unraisablehook = before
        qInstallMessageHandler(qt_before)

    sys.excepthook, threading.excepthook, sys.unraisablehook = on_error, on_thread_error, on_unraisable
    qt_before = qInstallMessageHandler(log_qt_message)
    return take_back


_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_qt_message(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
    """Write one of Qt's own messages to the log; what a platform without a screen cannot do is no warning."""
    level = logging.DEBUG if message.startswith("This plugin does not support") else _LEVELS.get(kind, logging.WARNING)
    qt_log.log(level, "%s", message)


def _places(error: BaseException) -> list[str]:
    frames = traceback.extract_tb(error.__traceback__)
    return [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in reversed(frames)] or ["?"]


def _fault_id(error: BaseException) -> str:
    print_of_it = f"{type(error).__name__} {_places(error)[0]}".encode()
    return "E-" + base64.b32encode(zlib.crc32(print_of_it).to_bytes(4, "big")).decode("ascii")[:6]
