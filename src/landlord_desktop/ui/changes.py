"""One signal tells every open screen what changed in the books; screens then read again."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

TOPICS = frozenset({
    "batches", "working_lines", "receipts", "charges", "credits", "slips", "journal", "profiles", "accounts",
    "settings", "outbox", "office", "checks", "statements", "returns",
    "work_orders", "applicants", "users",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, as nouns of TOPICS. `elsewhere`: by another PC, which does what follows from it itself."""

    topics: frozenset[str]
    elsewhere: bool = False


class ChangeSignal(QObject):
    """The one place where changes are announced; lives in the GUI thread."""

    changed = Signal(object)

    def tell(self, *topics: str) -> None:
        """Announce that records of these kinds changed; call it after the write succeeded, in the GUI thread."""
        if topics:
            self.changed.emit(Changes(frozenset(topics)))

    def tell_elsewhere(self) -> None:
        """Announce that another PC changed the books, which does not say what of them."""
        self.changed.emit(Changes(TOPICS, elsewhere=True))
