"""Looks every half minute for what is to be done by itself: a new office day, what is due, a server that is back.

A PC that slept, and an office that was off-line, go on at the next look without anybody asking for it.
"""

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from landlord_desktop.ui.background import Background, Task

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books
    from landlord_desktop.sync.report import RoundReport
    from landlord_desktop.sync.watch import Look

LOOK_MILLISECONDS = 30_000
SLEPT_SECONDS = 30.0
"""A look that comes so much later than it should, by the PC's clock or its steady seconds: the PC slept."""
DAILY, SEND, BALANCES = "daily", "send", "balances"
_NOT_BY_ITSELF = frozenset({"token", "portfolio", "no_server", "insecure", "cancelled"})
"""Faults that only a person ends; the daily round is not tried again before the settings change or the day ends."""


class Watch(QObject):
    """Tells what is wanted: `wanted` brings DAILY, SEND or BALANCES, and whether data is to be sent in sight.

    `looked` brings each `Look`. `busy` says whether a round is under way: nothing is looked for meanwhile.
    """

    wanted = Signal(str, bool)
    looked = Signal(object)

    def __init__(
        self, books: "Books", background: Background, busy: Callable[[], bool], parent: QObject | None = None,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._books, self._background, self._busy, self._steady = books, background, busy, steady
        self.offline_since: datetime | None = None
        self._first = True
        self._woke = self._answered = False
        self._cut_offs, self._ask_not_before = 0, 0.0
        self._day_that_failed = ""
        self._tries = 0
        self._not_before = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        self._remember_time()

    def start(self) -> None:
        """Look now, then every half minute."""
        self._remember_time()
        self._timer.start()
        self.look()

    def stop(self) -> None:
        """Look no more."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Look now; while the office is off-line, first whether somebody answers at the server's address."""
        self._woke = self._slept() or self._woke
        if self._busy():
            return
        books = self._books
        if self.offline_since is None:
            self._read(anew=self._woke)
            return
        if self._steady() < self._ask_not_before and not self._woke:
            return

        def probe(_task: Task) -> bool:
            from landlord_desktop.sync.watch import can_be_reached

            return can_be_reached(books)

        # a name that nobody knows may take its time
        self._background.run(probe, done=self._probed, owner=self, lane="other")

    def note(self, report: "RoundReport | None", *, daily: bool) -> None:
        """How a round ended; None where another PC does or did it."""
        if report is None:
            return
        if report.kind == "unreachable":
            self._note_cut_off()
        else:
            self.offline_since, self._answered, self._cut_offs = None, False, 0
        if daily and report.error:
            self._put_off_daily(report)
        elif daily:
            self.forget_failures()

    def _note_cut_off(self) -> None:
        """Off-line: asked every half minute; longer where somebody answered and then broke off all the same."""
        from landlord_desktop.services.waits import growing_wait

        self.offline_since = self.offline_since or self._books.now()
        self._ask_not_before = self._steady() + growing_wait(self._cut_offs) if self._answered else 0.0
        self._cut_offs += self._answered
        self._answered = False

    def forget_failures(self) -> None:
        """The settings changed, or all is well: the daily round may be tried at the next look."""
        self._tries, self._not_before, self._day_that_failed = 0, 0.0, ""

    def _put_off_daily(self, report: "RoundReport") -> None:
        from landlord_desktop.services.waits import growing_wait

        if report.kind in _NOT_BY_ITSELF:
            self._day_that_failed = self._today()
        asked = max((step.retry_after_seconds or 0.0 for step in report.steps), default=0.0)
        self._not_before = self._steady() + max(asked, growing_wait(self._tries))
        self._tries += 1

    def _probed(self, answers: bool) -> None:
        if answers and not self._busy():
            self._answered = True
            self._read(anew=True)

    def _read(self, *, anew: bool) -> None:
        books = self._books
        self._woke = False

        def read(_task: Task) -> "Look":
            from landlord_desktop.sync.watch import look

            return look(books, anew=anew)

        self._background.run(read, done=self._tell_anew if anew else self._tell, owner=self)

    def _tell_anew(self, found: "Look") -> None:
        if not self._day_that_failed:
            self.forget_failures()
        self._tell(found)

    def _tell(self, found: "Look") -> None:
        self.looked.emit(found)
        if self._busy():
            return
        first, self._first = self._first, False
        if found.daily and self._daily_may_be_tried():
            self.wanted.emit(DAILY, found.in_sight)
        elif first and found.stale:
            self.wanted.emit(BALANCES, found.in_sight)
        elif found.due or (self.offline_since is not None and found.server):
            self.wanted.emit(SEND, found.in_sight)

    def _daily_may_be_tried(self) -> bool:
        return self._day_that_failed != self._today() and self._steady() >= self._not_before

    def _today(self) -> str:
        return self._books.today().isoformat()

    def _remember_time(self) -> None:
        self._at, self._steady_at = self._books.now(), self._steady()

    def _slept(self) -> bool:
        at, steady_at = self._at, self._steady_at
        self._remember_time()
        passed = max((self._at - at).total_seconds(), self._steady_at - steady_at)
        return passed > LOOK_MILLISECONDS / 1000 + SLEPT_SECONDS
