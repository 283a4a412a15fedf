"""What every screen is and what it is given. `docs/screens.md` shows how to add one."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from landlord_desktop.ui.changes import Changes, ChangeSignal
from landlord_desktop.ui.features import Features

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books
    from landlord_desktop.ui.background import Background


@dataclass(frozen=True, slots=True)
class CommandSpec:
    """One command of a screen: a button of its left column and a line of its help.

    `shortcut` is a key sequence in Qt's portable text ("Ctrl+Return"); `slot` a bound method without arguments.
    """

    object_name: str
    text: str
    icon: str = ""
    shortcut: str = ""
    slot: Callable[[], object] | None = None
    tooltip: str = ""
    enabled: bool = True
    primary: bool = False


@dataclass(frozen=True, slots=True)
class ScreenContext:
    """The services and the window's doors a screen may use."""

    books: "Books"
    background: "Background"
    changes: ChangeSignal
    navigate: Callable[[str, Mapping[str, object]], None]
    notify: Callable[[str, str], None]
    report_error: Callable[[BaseException], None]
    user: str
    workstation: str
    token_source: object
    sync: object
    today: Callable[[], date] = date.today
    features: Features = field(default_factory=Features)
    initials: Callable[[], str] = str
    """The user's initials as they are now; empty where nobody logged on."""

    def open_record(self, kind: str, key: Hashable) -> bool:
        """Open the record of another screen, whichever screen shows it; False where none does.

        `kind` is a word of `ui.records` (set, charge, receipt, slip, tenant, ledger, account, ...), `key` its id.
        """
        from landlord_desktop.ui.records import destination

        found = destination(kind, key) if self.can_open(kind) else None
        if found is not None:
            self.navigate(*found)
        return found is not None

    def can_open(self, kind: str) -> bool:
        """True where some screen shows records of this kind, and its feature is marked."""
        from landlord_desktop.ui.records import feature_of, place_of

        return place_of(kind) is not None and self.features.shows(feature_of(kind))


class Screen(QWidget):
    """Base of all screens: a widget with a title, commands and a way to be refreshed."""

    key: ClassVar[str] = ""
    title: str = ""
    topics: ClassVar[frozenset[str]] = frozenset()
    help_page: ClassVar[str] = ""

    left_buttons_changed = Signal()
    title_changed = Signal(str)
    close_asked = Signal()
    dock_asked = Signal()

    def __init__(self, context: ScreenContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.context = context
        self.setObjectName(f"screen_{self.key}")
        self.setProperty("role", "page")

    def left_buttons(self) -> list[CommandSpec]:
        """The commands of the left button column, in order; asked again after `left_buttons_changed`."""
        return []

    def first_focus(self) -> QWidget:
        """The widget that gets the keyboard when the screen opens."""
        return self

    def activate(self, **parameters: object) -> None:
        """Called when the screen is opened or named again, with the parameters of `navigate`."""

    def refresh(self, changes: Changes) -> None:
        """Read again; called only for the screen's topics, and put off while its tab is hidden."""

    def can_close(self) -> bool:
        """False where the user wants to stay (unsaved fields)."""
        return True

    def set_title(self, title: str) -> None:
        """Change the title of the screen's tab or window."""
        self.title = title
        self.title_changed.emit(title)
