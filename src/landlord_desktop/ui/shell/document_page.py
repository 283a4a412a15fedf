"""One document: the left button column and the screen beside it, in a tab or in a window of its own."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from landlord_desktop.ui.changes import Changes
from landlord_desktop.ui.screen import CommandSpec, Screen
from landlord_desktop.ui.screens import ScreenEntry
from landlord_desktop.ui.shell.screen_area import ScreenArea
from landlord_desktop.ui.theme.tokens import SPACE
from landlord_desktop.ui.widgets.button_column import ButtonColumn
from landlord_desktop.ui.widgets.buttons import icon_button
from landlord_desktop.ui.widgets.empty_state import EmptyState

OPENING = "Opening the books\u2026"


class DocumentPage(QWidget):
    """Holds a screen, or says that the books are being opened."""

    def __init__(self, entry: ScreenEntry, fixed_commands: Sequence[CommandSpec] = ()) -> None:
        super().__init__()
        self.entry = entry
        self.setObjectName(f"page_{entry.key}")
        self.setProperty("role", "page")
        self.screen_shown: Screen | None = None
        self._fixed_commands = list(fixed_commands)
        self._stale: frozenset[str] = frozenset()
        self.column = ButtonColumn()
        self._waiting: QWidget | None = EmptyState("opening", OPENING)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addWidget(self.column)
        self._layout.addWidget(self._waiting, 1)
        self.set_fixed_commands(self._fixed_commands)

    @property
    def title(self) -> str:
        """The title of the tab or window."""
        return self.screen_shown.title if self.screen_shown is not None else self.entry.text

    def set_fixed_commands(self, commands: Sequence[CommandSpec]) -> None:
        """The commands above the screen's own."""
        self._fixed_commands = list(commands)
        self.update_column()

    def set_screen(self, screen: Screen) -> None:
        """Show this screen from now on; large text on a small display scrolls."""
        if self._waiting is not None:
            self._layout.removeWidget(self._waiting)
            self._waiting.hide()
            self._waiting.deleteLater()
            self._waiting = None
        self.screen_shown = screen
        area = ScreenArea(f"scroll_{self.entry.key}", screen)
        self._layout.addWidget(area, 1)
        screen.left_buttons_changed.connect(self.update_column)
        self.update_column()

    def update_column(self) -> None:
        """Ask the screen for its commands again."""
        own = [] if self.screen_shown is None else self.screen_shown.left_buttons()
        commands = [*self._fixed_commands, *own]
        self.column.set_commands(commands)
        self.column.setVisible(bool(commands))

    def take_changes(self, changes: Changes) -> None:
        """Have the screen read again what it shows: now where it is visible, else when it is shown next."""
        if self.screen_shown is None:
            return
        self._stale |= changes.topics & self.screen_shown.topics
        if self.isVisible():
            self.catch_up()

    def catch_up(self) -> None:
        """Read what changed while the page was hidden."""
        stale, self._stale = self._stale, frozenset()
        if stale and self.screen_shown is not None:
            self.screen_shown.refresh(Changes(stale))


class FloatWindow(QWidget):
    """A document in a window of its own; closing it closes the document."""

    close_asked = Signal(object)
    dock_asked = Signal(object)

    def __init__(self, page: DocumentPage) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.page = page
        self.setObjectName(f"float_{page.entry.key}")
        self.setProperty("role", "window")
        self.setWindowTitle(page.title)
        bar = QHBoxLayout()
        bar.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        bar.addStretch(1)
        bar.addWidget(icon_button("dock", "dock", "Dock this window as a tab", self._ask_dock, "Ctrl+Shift+F"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(bar)
        layout.addWidget(page, 1)
        page.show()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Let the main window decide."""
        event.ignore()
        self.close_asked.emit(self.page)

    def _ask_dock(self) -> None:
        self.dock_asked.emit(self.page)
