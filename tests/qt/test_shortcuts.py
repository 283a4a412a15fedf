"""No key of a screen is also a key of the window: Qt answers an ambiguous key with nothing at all."""

import re
from pathlib import Path

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
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


def letters_of(window: QWidget) -> list[str]:
    """The Alt letters of a window's fields and buttons, as "R"."""
    marked = [button.text() for button in window.findChildren(QAbstractButton) if not button.isHidden()]
    marked += [text.text() for text in window.findChildren(QLabel) if text.buddy() and not text.isHidden()]
    found = [re.search(r"&(\w)", text.replace("&&", "")) for text in marked]
    return [match[1].upper() for match in found if match is not None and not match[1].isdigit()]


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
    menus = {action.text().partition("&")[2][:1].upper() for action in window.menuBar().actions()}
    found = sorted({key for key in windows_keys if windows_keys.count(key) > 1})
    for entry in (entry for entry in ENTRIES if entry.menu):
        window.open_screen(entry.key)
        screen = window.current_screen()
        assert screen is not None
        assert screen.key == entry.key
        found += [f"{entry.key}: {key}" for key in sorted(keys_of(screen) & set(windows_keys))]
        letters = letters_of(screen)
        found += [f"{entry.key}: Alt+{letter} of a menu" for letter in menus.intersection(letters)]
        found += [f"{entry.key}: Alt+{letter} twice" for letter in set(letters) if letters.count(letter) > 1]
    qtbot.waitUntil(lambda: not program.background.busy, timeout=20_000)
    window.close()
    window.deleteLater()
    QApplication.processEvents()
    assert found == []
    assert failures == []
