"""The menu bar, in Landlord's order; a menu without entries is not shown."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar

from landlord_desktop.ui.screens import MENUS, ScreenEntry
from landlord_desktop.ui.theme.style import TEXT_SIZES, Scheme, set_icon
from landlord_desktop.ui.widgets.buttons import described

_SCHEMES: tuple[tuple[Scheme, str, str], ...] = (
    ("system", "As the &System", "settings"),
    ("light", "&Light", "light"),
    ("dark", "&Dark", "dark"),
)


def add_action(
    menu: QMenu, text: str, object_name: str, slot: Callable[[], object], shortcut: str = "", icon: str = ""
) -> QAction:
    """Add a command to a menu; `slot` takes no argument."""
    action = QAction(text, menu)
    action.setObjectName(object_name)
    if shortcut:
        action.setShortcut(QKeySequence(shortcut))
    action.setToolTip(described(text, shortcut))
    set_icon(action, icon)
    action.triggered.connect(slot)
    menu.addAction(action)
    return action


def screen_menus(
    bar: QMenuBar, entries: Sequence[ScreenEntry], open_screen: Callable[[str], object]
) -> dict[str, QMenu]:
    """The menus of the screens by their names, with File, View and Help, which always stand there."""
    menus: dict[str, QMenu] = {}
    for name in (*MENUS[:-1], "View", MENUS[-1]):
        own = [entry for entry in entries if entry.menu == name]
        if not own and name not in {"File", "View", "Help"}:
            continue
        menu = bar.addMenu(name if name == "AP" else f"&{name}")
        menu.setObjectName(f"menu_{name.lower()}")
        menus[name] = menu
        for entry in own:
            # the partial holds the window's method; both live as long as the menu
            slot = partial(open_screen, entry.key)
            add_action(menu, entry.text, entry.object_name, slot, entry.shortcut, entry.icon)
    return menus


def look_menus(
    menu: QMenu,
    scheme: Scheme,
    text_size: int,
    choose_scheme: Callable[[Scheme], object],
    choose_size: Callable[[int], object],
) -> None:
    """Theme and text size, as two submenus of View."""
    themes = menu.addMenu("&Theme")
    themes.setObjectName("menu_theme")
    theme_group = QActionGroup(themes)
    for name, text, icon in _SCHEMES:
        action = add_action(themes, text, f"theme_{name}", partial(choose_scheme, name), icon=icon)
        action.setCheckable(True)
        action.setChecked(name == scheme)
        theme_group.addAction(action)
    sizes = menu.addMenu("Text &Size")
    sizes.setObjectName("menu_text_size")
    size_group = QActionGroup(sizes)
    for size in TEXT_SIZES:
        action = add_action(sizes, f"{size} %", f"text_size_{size}", partial(choose_size, size))
        action.setCheckable(True)
        action.setChecked(size == text_size)
        size_group.addAction(action)
