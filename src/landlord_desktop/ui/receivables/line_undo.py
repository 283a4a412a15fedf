"""Undo and redo of the working list by name, until the payments are posted."""

from collections.abc import Collection

from PySide6.QtCore import QObject, Signal

from landlord_desktop.rules.errors import StaleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.line_changes import LineChange, take_back
from landlord_desktop.ui.background import Background, Task
from landlord_desktop.ui.screen import CommandSpec

DEEPEST = 100
"""So many changes are kept; a snapshot of a long list is large."""


class LineUndo(QObject):
    """What can be taken back. `names_changed` tells that the commands have other words, `done` that lines changed."""

    names_changed = Signal()
    done = Signal()
    refused = Signal(object)

    def __init__(self, books: Books, background: Background, parent: QObject) -> None:
        super().__init__(parent)
        self._books, self._background = books, background
        self._undo: list[LineChange] = []
        self._redo: list[LineChange] = []
        self.busy = False

    def push(self, change: LineChange) -> None:
        """Keep what was done; what was undone before it can no longer be redone."""
        if change.line_ids:
            self._undo.append(change)
            del self._undo[:-DEEPEST]
            self._redo.clear()
            self.names_changed.emit()

    def forget(self, line_ids: Collection[int]) -> None:
        """These payments are posted: what touched them stays as it is."""
        gone = set(line_ids)
        for steps in (self._undo, self._redo):
            steps[:] = [change for change in steps if not change.line_ids & gone]
        self.names_changed.emit()

    def commands(self) -> list[CommandSpec]:
        """Undo and Redo with the name of what they would do."""
        undo = f"Undo {self._undo[-1].name}" if self._undo else "Undo"
        redo = f"Redo {self._redo[-1].name}" if self._redo else "Redo"
        return [
            CommandSpec("undo", undo, "undo", "Ctrl+Z", self.undo, enabled=bool(self._undo)),
            CommandSpec("redo", redo, "refresh", "Ctrl+Y", self.redo, enabled=bool(self._redo)),
        ]

    def undo(self) -> None:
        """Take the newest change back."""
        if self._undo:
            self._run(self._undo, self._redo)

    def redo(self) -> None:
        """Do what was taken back last once more."""
        if self._redo:
            self._run(self._redo, self._undo)

    def _run(self, source: list[LineChange], target: list[LineChange]) -> None:
        """Take the last step of `source` back; it stays there until that is done or can never be done."""
        if self.busy:
            return
        self.busy = True
        books, change = self._books, source[-1]

        def leave() -> None:
            source[:] = [one for one in source if one is not change]

        def work(_task: Task) -> None:
            take_back(books, change)

        def finished(_nothing: None) -> None:
            self.busy = False
            leave()
            target.append(change.reversed())
            self.names_changed.emit()
            self.done.emit()

        def failed(error: BaseException) -> None:
            self.busy = False
            if isinstance(error, StaleError):
                leave()
            self.names_changed.emit()
            self.refused.emit(error)

        self._background.run(work, done=finished, failed=failed, owner=self)
