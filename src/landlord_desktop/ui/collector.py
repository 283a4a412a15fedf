"""Python's garbage collector, kept in the GUI thread.

Left to itself it runs in whichever thread makes the next object. In a worker it would take apart the widgets of closed
windows there, and Qt crashes when a widget ends in another thread than its own while that thread handles its events.
"""

import gc
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Slot

LOOK_MILLISECONDS = 1_000
LONGEST_REST = 60
"""Looks in a row that may pass over a busy program; then it is collected all the same."""


def collect_due() -> int | None:
    """Collect the oldest generation that is due by the interpreter's own thresholds; its number, None where none is."""
    counts, thresholds = gc.get_count(), gc.get_threshold()
    for generation in (2, 1, 0):
        if counts[generation] > thresholds[generation]:
            gc.collect(generation)
            return generation
    return None


class GuiCollector(QObject):
    """Switches automatic collection off for the whole process, and collects by a timer of the GUI thread.

    It rests while `busy` says that work is under way, because a collection stops the workers too.
    """

    def __init__(self, busy: Callable[[], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._busy = busy
        self._rested = 0
        self._timer = QTimer(self)
        self._timer.setInterval(LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Take all objects made so far out of the collector's sight, and begin; call it once the window is up."""
        gc.collect()
        gc.freeze()
        self._timer.start()

    @Slot()
    def look(self) -> None:
        """Collect what is due, unless work is under way."""
        if self._busy() and self._rested < LONGEST_REST:
            self._rested += 1
            return
        self._rested = 0
        collect_due()
