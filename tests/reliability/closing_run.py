"""A program run for the test of closing: opens the real window, closes it at a random moment of a round, ends.

Arguments: the database, a folder, the token's file, a seed, how often, and "hanging" for a key store that never
answers. Prints one line of JSON.
"""

import json
import os
import random
import sys
import threading
import time
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from landlord_desktop.app import DesktopProgram, leave
from landlord_desktop.inosio import token as tokens
from landlord_desktop.ui.errors import ErrorReporter, install_hooks

LATEST_SECONDS = 1.0


class Hanging:
    """A key store that never answers."""

    def get_password(self, service: str, username: str) -> None:
        """Wait longer than any test."""
        threading.Event().wait(300)


class Closing:
    """One window, and how long its end took."""

    def __init__(self, database: str, folder: Path, reporter: ErrorReporter, moment: float) -> None:
        self.program = DesktopProgram(database, folder, reporter)
        self._moment = moment
        self._poll = QTimer()
        self._poll.setInterval(2)
        self._poll.timeout.connect(self._look)
        self.seconds = 0.0
        self.was_running = False
        self.ended = False

    def run(self, application: QApplication) -> None:
        """Until the window is closed."""
        self.program.window.show()
        if self._moment < 0.15:  # while the books are being opened
            QTimer.singleShot(int(self._moment * 500), self._close)
        else:
            self._poll.start()
        application.exec()
        sync = self.program.sync
        self.ended = sync is None or sync._thread.isFinished()

    def _look(self) -> None:
        if self.program.sync is not None:
            self._poll.stop()
            self.program.sync.run()
            QTimer.singleShot(int(self._moment * 1000), self._close)

    def _close(self) -> None:
        self.was_running = self.program.sync is not None and self.program.sync.running
        began = time.monotonic()
        self.program.window.close()
        self.seconds = time.monotonic() - began


def main() -> int:
    """Run it."""
    database, folder, token_file, seed, times = sys.argv[1:6]
    if "hanging" in sys.argv:
        tokens.system_keyring = Hanging
    token, dice = Path(token_file).read_text(encoding="utf-8"), random.Random(int(seed))
    application = QApplication(sys.argv[:1])
    told: list[str] = []
    reporter = ErrorReporter()
    install_hooks(reporter)
    slowest, running, ended = 0.0, 0, True
    for _ in range(int(times)):
        os.environ["LANDLORD_INOSIO_TOKEN"] = token
        one = Closing(database, Path(folder), reporter, dice.uniform(0.0, LATEST_SECONDS))
        reporter.show_with(lambda failure: told.append(failure.sentence))
        one.run(application)
        slowest, running, ended = max(slowest, one.seconds), running + one.was_running, ended and one.ended
    threads = [thread.name for thread in threading.enumerate() if thread is not threading.main_thread()]
    facts = {"slowest": slowest, "running": running, "ended": ended, "threads": threads, "told": told}
    sys.stdout.write(json.dumps(facts))
    return 0


if __name__ == "__main__":
    sys.exit(leave(main()))
