"""Which features of the Inosio account the office marked: what belongs to one that is not marked is not shown.

`ScreenContext.features` is the one place to ask. A screen's menu entry names its feature in `ui/screens.py`
(`feature=APPLICANTS`) and comes and goes with it, its tab too; a command asks in `left_buttons`, which the window asks
anew after a change: `if self.context.features.shows(APPLICANTS): ...`.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from landlord_desktop.ui.changes import Changes, ChangeSignal

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books
    from landlord_desktop.ui.background import Background, Task

APPLICANTS = "applicant_screening"
DOCUMENTS = "document_portal"
MAINTENANCE = "maintenance_coordination"
ALL_FEATURES = {
    APPLICANTS: "Applicant Screening", DOCUMENTS: "Document Portal", MAINTENANCE: "Maintenance Coordination",
}  # fmt: skip
"""Their names, which are also the settings' and the server's, with the guide's words."""

REPORT_FEATURES = {"applicants": APPLICANTS, "work-orders": MAINTENANCE, "work-order": MAINTENANCE}
"""Reports that belong to a feature, by their names."""


class Features(QObject):
    """The marked features; lives in the GUI thread. All are shown until somebody says otherwise."""

    changed = Signal()

    def __init__(self, marked: Iterable[str] = tuple(ALL_FEATURES), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._marked = frozenset(marked)
        self._read: Callable[[], None] | None = None

    def shows(self, feature: str) -> bool:
        """Whether what belongs to this feature is shown; what belongs to none ("") always is."""
        return not feature or feature in self._marked

    def set_marked(self, marked: Iterable[str]) -> None:
        """Mark these features and no others; `changed` tells it where that is news."""
        wanted = frozenset(marked)
        if wanted != self._marked:
            self._marked = wanted
            self.changed.emit()

    def follow(self, books: "Books", background: "Background", changes: ChangeSignal) -> None:
        """Read the settings again after each of their changes, on this PC or another."""

        def ask(_task: "Task") -> frozenset[str]:
            return marked_features(books)

        def read() -> None:
            background.run(ask, done=self.set_marked, owner=self)

        self._read = read
        changes.changed.connect(self._books_changed)

    @Slot(object)
    def _books_changed(self, changes: Changes) -> None:
        if "settings" in changes.topics and self._read is not None:
            self._read()


def marked_features(books: "Books") -> frozenset[str]:
    """The features that the settings mark, read now; not in the GUI thread."""
    from landlord_desktop.services.settings import inosio_settings

    settings = inosio_settings(books)
    return frozenset(feature for feature in ALL_FEATURES if getattr(settings, feature))


def switched_off(feature: str) -> str:
    """What to say to somebody who comes to a screen of a feature that is not marked."""
    return f"{ALL_FEATURES[feature]} is switched off. Mark it in Integration > Integration Settings to see this."
