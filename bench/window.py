"""The longest block of the window while Batch Receipts posts behind it, measured by a heartbeat of 5 ms."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

BEAT_MILLISECONDS = 5
LONGEST_SECONDS = 120.0


class Heart:
    """Beats in the window's thread; `late` are the milliseconds by which beats came late."""

    def __init__(self, application: Any) -> None:
        from PySide6.QtCore import QElapsedTimer, Qt, QTimer

        self._application = application
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MILLISECONDS)
        self._timer.timeout.connect(self._beat)
        self.late: list[float] = []

    def _beat(self) -> None:
        self.late.append(self._clock.nsecsElapsed() / 1e6 - BEAT_MILLISECONDS)
        self._clock.restart()

    def watch(self, act: Callable[[], object], ended: Callable[[], bool]) -> tuple[float, float]:
        """Do something and watch until it ended: the worst lateness and that of 99 in 100 beats."""
        self.late = []
        self._clock.start()
        self._timer.start()
        act()
        self.until(ended)
        self._timer.stop()
        beats = sorted(self.late)
        return beats[-1], beats[int(len(beats) * 0.99)]

    def until(self, ended: Callable[[], bool]) -> None:
        """Let the window live until something is so."""
        last = time.monotonic() + LONGEST_SECONDS
        while not ended():
            self._application.processEvents()
            if time.monotonic() > last:
                raise RuntimeError("waited in vain")
            time.sleep(0.0005)


def main(payments: int = 1000, rounds: int = 5) -> None:
    """Print the worst and the 99th percentile, idle and while a batch is posted into 100,000 journal lines."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    from bench.book import TODAY, add_batch, copy_book, make_book, open_book
    from landlord_desktop.app import DesktopProgram
    from landlord_desktop.services.batches import give_up_claims
    from landlord_desktop.services.settings import change_settings
    from landlord_desktop.ui.errors import ErrorReporter

    heart = Heart(QApplication.instance() or QApplication([]))
    idle, posting = [], []
    with tempfile.TemporaryDirectory(prefix="landlord-bench-") as name:
        folder = Path(name)
        make_book(folder / "book.db", 10_000, 100_000)
        books = open_book(folder / "book.db")
        add_batch(books, payments)
        give_up_claims(books)
        change_settings(books, {"office.today": TODAY.isoformat()})
        books.close()
        for place in range(rounds):
            path = copy_book(folder / "book.db", folder / f"round{place}.db")
            program = DesktopProgram(str(path), folder, ErrorReporter())
            program.window.show()
            heart.until(lambda program=program: program.opened is not None)
            screen: Any = program.window.open_screen("batch_receipts")
            heart.until(lambda program=program, screen=screen: _listed(program, screen) == payments)
            resting = time.monotonic() + 0.5
            idle.append(heart.watch(lambda: None, lambda resting=resting: time.monotonic() > resting))
            gone = lambda program=program, screen=screen: _listed(program, screen) == 0  # noqa: E731
            posting.append(heart.watch(screen.post, gone))
            program.window.close()
    for title, found in (("idle", idle), (f"posting {payments}", posting)):
        worst = [one[0] for one in found]
        print(
            f"{title:<14} worst block {statistics.median(worst):5.1f} ms [{min(worst):.1f}-{max(worst):.1f}], "
            f"99 % under {statistics.median(one[1] for one in found):.1f} ms"
        )


def _listed(program: Any, screen: Any) -> int:
    """Lines on the screen once nothing is read or written behind it."""
    return -1 if program.background.busy else len(screen.table.rows())
