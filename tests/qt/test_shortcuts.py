"""No key of a screen is also a key of the window: Qt answers an ambiguous key with nothing at all."""

from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication
from pytestqt.qtbot import QtBot

from build import an_office
from landlord_desktop.app import DesktopProgram
from landlord_desktop.ui.errors import ErrorReporter
from landlord_desktop.ui.features import ALL_FEATURES
from landlord_desktop.ui.screen import Screen
from landlord_desktop.ui.screens import ENTRIES


def keys_of(screen: Screen) -> set[str]:
    """The keys of a screen's buttons, those at the left of the window included."""
    own = {button.shortcut().toString() for button in screen.findChildren(QAbstractButton)}
    own |= {command.shortcut for command in screen.left_buttons()}
    return {key for key in own if key and not (key.startswith("Alt+") and len(key) == len("Alt+X"))}


def test_no_screen_has_a_key_of_the_window(qtbot: QtBot, tmp_path: Path, qapp: QApplication) -> None:
    an_office(tmp_path / "office.db").close()
    failures: list[object] = []
    reporter = ErrorReporter()
    program = DesktopProgram(str(tmp_path / "office.db"), tmp_path / "data", reporter)
    reporter.show_with(failures.append)
    window = program.window
    window.show()
    qtbot.waitUntil(lambda: program.opened is not None, timeout=20_000)
    program.context.features.set_marked(ALL_FEATURES)
    windows_keys = [key.toString() for action in window.findChildren(QAction) for key in action.shortcuts()]
    found = sorted({key for key in windows_keys if windows_keys.count(key) > 1})
    for entry in (entry for entry in ENTRIES if entry.menu):
        window.open_screen(entry.key)
        screen = window.current_screen()
        assert screen is not None
        assert screen.key == entry.key
        found += [f"{entry.key}: {key}" for key in sorted(keys_of(screen) & set(windows_keys))]
    qtbot.waitUntil(lambda: not program.background.busy, timeout=20_000)
    window.close()
    window.deleteLater()
    QApplication.processEvents()
    assert found == []
    assert failures == []
