"""One signal tells every open screen what changed in the books; screens then read again."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed, as nouns: batches, working_lines, receipts, slips, accounts, settings, outbox, office."""

    topics: frozenset[str]


class ChangeSignal(QObject):
    """The one place where changes are announced; lives in the GUI thread."""

    changed = Signal(object)

    def tell(self, *topics: str) -> None:
        """Announce that records of these kinds changed; call it after the write succeeded, in the GUI thread."""
        if topics:
            self.changed.emit(Changes(frozenset(topics)))
