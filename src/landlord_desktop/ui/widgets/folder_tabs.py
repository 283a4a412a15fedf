"""The folders under a list: each shows a part of its rows."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QTabBar, QWidget

from landlord_desktop.ui.text import no_mnemonic


class FolderTabs(QTabBar):
    """One tab a folder, with the count of what is in it; Left and Right go from one to the next."""

    chosen = Signal(str)

    def __init__(self, object_name: str, folders: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName("Folders of the list")
        self.setShape(QTabBar.Shape.RoundedSouth)
        self.setExpanding(False)
        self.setDrawBase(False)
        self._texts = dict(folders)
        for key, text in folders:
            self.setTabData(self.addTab(no_mnemonic(text)), key)
        self.currentChanged.connect(self._changed)

    def key(self) -> str:
        """The key of the folder shown."""
        return str(self.tabData(self.currentIndex()))

    def choose(self, key: str) -> None:
        """Show the folder of this key."""
        self.setCurrentIndex(list(self._texts).index(key))

    def set_count(self, key: str, count: int) -> None:
        """Write how many rows are in the folder behind its name."""
        self.setTabText(list(self._texts).index(key), f"{no_mnemonic(self._texts[key])} ({count:,})")

    def _changed(self, _place: int) -> None:
        self.chosen.emit(self.key())
