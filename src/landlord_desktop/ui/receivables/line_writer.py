"""Changes of single lines: made in the background, shown as being saved meanwhile, confirmed or taken back."""

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from landlord_desktop.services.line_changes import LineChange
from landlord_desktop.ui.background import Background, Task


class LineWriter(QObject):
    """Does one write after the other. `written` and `refused` (with the error) tell how each one ended.

    `recorded` carries what a write changed, where it can be taken back.
    """

    saving_changed = Signal()
    recorded = Signal(object)
    written = Signal()
    refused = Signal(object)

    def __init__(self, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._background = background
        self._saving: Counter[int] = Counter()

    @property
    def busy(self) -> bool:
        """True while any line is being saved."""
        return bool(self._saving)

    def is_saving(self, line_id: int) -> bool:
        """True while a change of this line is not confirmed."""
        return line_id in self._saving

    def write(self, line_id: int, work: Callable[[], object]) -> None:
        """Do the work for this line in the background."""
        self._saving[line_id] += 1
        self.saving_changed.emit()

        def run(_task: Task) -> object:
            return work()

        def done(result: object) -> None:
            self._end(line_id)
            if isinstance(result, LineChange):
                self.recorded.emit(result)
            self.written.emit()

        def failed(error: BaseException) -> None:
            self._end(line_id)
            self.refused.emit(error)

        self._background.run(run, done=done, failed=failed, owner=self)

    def _end(self, line_id: int) -> None:
        self._saving[line_id] -= 1
        if self._saving[line_id] <= 0:
            del self._saving[line_id]
        self.saving_changed.emit()
