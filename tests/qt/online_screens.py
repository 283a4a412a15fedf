"""Screens of the integration on an office with a real sandbox behind it, and a real sync thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from landlord_desktop.sandbox.server import running_sandbox
from landlord_desktop.ui.background import Background
from landlord_desktop.ui.changes import ChangeSignal
from landlord_desktop.ui.features import marked_features
from landlord_desktop.ui.screen import Screen
from landlord_desktop.ui.sync_worker import Sync
from office_online import Online, connect, unconnected_office
from qt.fakes import WindowRecord, screen_context

Shown = TypeVar("Shown", bound=Screen)


class OnlineScreens:
    """What a window gives its screens, without the window; the screens it shows follow the changes."""

    def __init__(self, qtbot: QtBot, office: Online, background: Background, window: WindowRecord) -> None:
        self.qtbot, self.office, self.background, self.window = qtbot, office, background, window
        self.changes = ChangeSignal()
        self.sync = Sync(office.books, office.tokens, background, self.changes, window.errors.append)
        self.context = screen_context(
            office.books, background, self.changes, window, token_source=office.tokens, sync=self.sync,
            features=marked_features(office.books),
        )
        self.context.features.follow(office.books, background, self.changes)

    def show(self, kind: type[Shown]) -> Shown:
        """A screen of this class, shown and read."""
        made = kind(self.context)
        self.qtbot.addWidget(made)
        self.changes.changed.connect(made.refresh)
        made.resize(1100, 720)
        made.show()
        made.activate()
        made.first_focus().setFocus()
        self.settle()
        return made

    def settle(self) -> None:
        """Wait until rounds and background work are over and delivered."""
        self.qtbot.waitUntil(lambda: not self.sync.running and not self.background.busy, timeout=15_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.sync.running and not self.background.busy, timeout=15_000)


@contextmanager
def online_screens(
    qtbot: QtBot, folder: Path, background: Background, window: WindowRecord
) -> Iterator[OnlineScreens]:
    """An office whose server runs; the daily round is done, so that only what a test asks for is exchanged."""
    with running_sandbox(folder / "sandbox") as sandbox:
        unconnected_office(folder / "office.db")
        office = connect(folder / "office.db", sandbox)
        office.change("INSERT OR REPLACE INTO setting (key, value) VALUES ('inosio.sync_daily', 'no')")
        screens = OnlineScreens(qtbot, office, background, window)
        screens.sync.start()
        screens.settle()
        try:
            yield screens
            screens.settle()
        finally:
            assert screens.sync.stop()
            assert background.stop(10.0)
            office.books.close()
