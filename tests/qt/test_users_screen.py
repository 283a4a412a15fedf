"""Setup > Users by keys: a list, a window, initials that are proposed, and a name that stays."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea
from pytestqt.qtbot import QtBot

from landlord_desktop.services.users import list_users, log_on
from landlord_desktop.ui.theme.style import apply_theme
from qt.desk import Desk, a_desk
from qt.looks import SIZES, assert_no_clipped_text, row_texts
from qt.test_profiles import fill, note, open_window
from qt.test_tab_order import assert_reached


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    with a_desk(qtbot, tmp_path) as made:
        yield made
        apply_theme(QApplication.instance(), "light")


def test_users_are_added_changed_and_made_inactive(desk: Desk) -> None:
    users = open_window(desk, "users")
    assert row_texts(users.table) == []
    desk.press("Ctrl+N")
    window = desk.window.current_screen()
    assert (window.title, desk.focus().objectName()) == ("New [User]", "user_name")
    desk.press("Ctrl+S")
    assert note(window, "user_name") == "Value must be entered"
    desk.type("carla")
    fill(desk, "full_name", "Carla Mendez")
    assert window.rows["initials"].field.placeholderText() == "CM"
    desk.press("Ctrl+S")
    assert (window.title, window.rows["initials"].field.text()) == ("carla [User]", "CM")
    desk.tab_to("active")
    desk.press("Space", "Ctrl+S")
    assert note(window, "active").startswith("The last active user stays active")
    desk.press("Space")

    log_on(desk.books, "carla")
    window.refresh(None)
    desk.settle()
    fill(desk, "user_name", "karla")
    desk.press("Ctrl+S")
    assert note(window, "user_name").startswith("The name stays")
    desk.type("carla")
    fill(desk, "initials", "c")
    desk.press("Ctrl+S")
    assert [(row.name, row.initials) for row in list_users(desk.books)] == [("carla", "C")]

    users = open_window(desk, "users")
    assert [row[:3] for row in row_texts(users.table)] == [["carla", "Carla Mendez", "C"]]
    assert row_texts(users.table)[0][4] == "PC-1"
    desk.press("Ctrl+E")
    assert desk.window.current_screen().title == "carla [User]"


def test_nothing_is_cut_and_tab_reaches_all(desk: Desk) -> None:
    for scheme, size, text_size in (("dark", SIZES[0], 150), ("light", SIZES[1], 100)):
        apply_theme(QApplication.instance(), scheme, text_size)
        desk.window.resize(*size)
        for key in ("users", "user"):
            open_window(desk, key)
            assert_no_clipped_text(desk.window)
            wide = [area.objectName() for area in desk.window.findChildren(QScrollArea)
                    if area.isVisible() and area.horizontalScrollBar().maximum()]  # fmt: skip
            assert wide == []
    open_window(desk, "users")
    assert_reached(desk.window, "users")
    open_window(desk, "user")
    assert_reached(desk.window, "save close")
