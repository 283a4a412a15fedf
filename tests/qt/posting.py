"""Posting an entry by keys: Ctrl+Enter shows the preview, Ctrl+Enter again posts."""

from PySide6.QtWidgets import QApplication

from landlord_desktop.ui.widgets.journal_preview import JournalPreviewDialog
from qt.desk import Desk


def previewed(desk: Desk, key: str = "Ctrl+Return") -> JournalPreviewDialog:
    """The preview that Post (or New, by its key) opens."""
    desk.press(key)
    found = desk.dialog("journal_preview")
    assert isinstance(found, JournalPreviewDialog)
    return found


def confirm_post(desk: Desk) -> None:
    """Post what the preview shows; the keyboard is back in the window."""
    desk.press("Ctrl+Return")
    desk.qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    desk.window.activateWindow()
    desk.settle()


def posted(desk: Desk, key: str = "Ctrl+Return") -> None:
    """Preview and post."""
    previewed(desk, key)
    confirm_post(desk)
