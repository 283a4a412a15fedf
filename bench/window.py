"""The longest block of the window while payments are posted behind it, measured by a heartbeat in its own thread."""

import os
import statistics
import tempfile
import time
from pathlib import Path


def main(payments: int = 1000, rounds: int = 5) -> None:
    """Print the worst and the 99th percentile of the gaps between heartbeats, idle and while posting."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QElapsedTimer, QTimer
    from PySide6.QtWidgets import QApplication

    from bench.book import add_batch, copy_book, make_book, open_book
    from landlord_desktop.services.receipt_posting import post_working_lines
    from landlord_desktop.ui.background import Background, freeze_collector
    from landlord_desktop.ui.main_window import MainWindow

    application = QApplication.instance() or QApplication([])
    window = MainWindow()
    window.show()
    faults: list[BaseException] = []
    background = Background(faults.append)
    gaps: list[float] = []
    clock = QElapsedTimer()

    def beat() -> None:
        gaps.append(clock.nsecsElapsed() / 1e6)
        clock.restart()

    heart = QTimer()
    heart.setInterval(5)
    heart.timeout.connect(beat)

    def measured(seconds: float | None, done: list[object]) -> tuple[float, float]:
        gaps.clear()
        clock.start()
        heart.start()
        ends = time.monotonic() + (seconds or 120)
        while not done and time.monotonic() < ends:
            application.processEvents()
            time.sleep(0.0005)
        heart.stop()
        late = sorted(gap - 5 for gap in gaps)
        return late[-1], late[int(len(late) * 0.99)]

    with tempfile.TemporaryDirectory(prefix="landlord-bench-") as name:
        folder = Path(name)
        make_book(folder / "book.db", 10_000, 100_000)
        books = open_book(folder / "book.db")
        add_batch(books, payments)
        books.close()
        freeze_collector()
        idle, posting = [], []
        for place in range(rounds):
            own = open_book(copy_book(folder / "book.db", folder / f"round{place}.db"))
            idle.append(measured(0.5, []))
            done: list[object] = []
            background.run(
                lambda _task, own=own: post_working_lines(own), done=done.append, owner=window, quiet_collector=True
            )
            posting.append(measured(None, done))
            own.close()
    background.stop(5.0)
    window.close()
    if faults:
        raise faults[0]
    for title, found in (("idle", idle), (f"posting {payments}", posting)):
        worst = [one[0] for one in found]
        print(
            f"{title:<14} worst block {statistics.median(worst):5.1f} ms [{min(worst):.1f}-{max(worst):.1f}], "
            f"99 % under {statistics.median(one[1] for one in found):.1f} ms"
        )
