"""The theme made visible: palette, style sheet, fonts, icons that follow it."""

import sys
import weakref
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QIcon, QPalette
from PySide6.QtWidgets import QAbstractButton, QApplication

from landlord_desktop.ui.theme.sheet import style_sheet
from landlord_desktop.ui.theme.tokens import DARK, LIGHT, Theme

Scheme = Literal["system", "light", "dark"]
TEXT_SIZES = (100, 125, 150, 175, 200)
"""Text sizes to choose from, in per cent of the system's."""

ICON_SIZE = 18
_SMALLEST_POINTS = 9.0

__all__ = ["TEXT_SIZES", "Scheme", "apply_theme", "current_theme", "icon", "set_icon", "style_sheet", "tabular_font"]


class _HasIcon(Protocol):
    def setIcon(self, icon: QIcon, /) -> None: ...  # noqa: N802 - Qt's name


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The icon a button or an action asked for; the size is that at the usual text size."""

    name: str
    role: str
    size: int


class _Look(QObject):
    """What the program looks like now."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.theme = LIGHT
        self.scheme: Scheme = "system"
        self.text_size = 100
        self.base_points = 0.0
        self.icons_deferred = False
        self.icons: dict[tuple[str, str], QIcon] = {}
        self.targets: weakref.WeakKeyDictionary[_HasIcon, _Wanted] = weakref.WeakKeyDictionary()

    def system_changed(self) -> None:
        """The system went light or dark."""
        application = QApplication.instance()
        if self.scheme == "system" and isinstance(application, QApplication):
            _dress(application)


_look = _Look()


def current_theme() -> Theme:
    """The theme in use."""
    return _look.theme


def theme_changed() -> _Look:
    """The object whose `changed` signal tells that the theme or the text size changed."""
    return _look


def apply_theme(application: QApplication, scheme: Scheme = "system", text_size: int = 100) -> None:
    """Dress the application; "system" follows the system's light and dark from now on. `text_size` in per cent."""
    if not _look.base_points:
        application.setStyle("Fusion")
        system_points = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).pointSizeF()
        _look.base_points = max(_SMALLEST_POINTS, system_points)
    # a connection to the style hints ends with its application; a new one gets its own
    hints = QGuiApplication.styleHints()
    hints.colorSchemeChanged.connect(_look.system_changed, Qt.ConnectionType.UniqueConnection)
    _look.scheme = scheme
    _look.text_size = min(max(text_size, TEXT_SIZES[0]), TEXT_SIZES[-1])
    _dress(application)


def text_scale() -> float:
    """How much larger than usual the user wants the text: 1.0 to 2.0."""
    return _look.text_size / 100


def tabular_font(font: QFont) -> QFont:
    """The font with figures of one width, so that amounts stand under each other."""
    tabular = QFont(font)
    tabular.setFeature(QFont.Tag("tnum"), 1)
    return tabular


def icon(name: str, role: str = "text") -> QIcon:
    """The icon of this name (a file of resources/icons), drawn in the theme's colour `role`."""
    from landlord_desktop.ui.theme.icons import draw_icon

    if (name, role) not in _look.icons:
        _look.icons[name, role] = draw_icon(name, getattr(_look.theme, role), _look.theme.text_disabled)
    return _look.icons[name, role]


def set_icon(target: _HasIcon, name: str, role: str = "text", size: int = ICON_SIZE) -> None:
    """Give a button or an action an icon that follows the theme and the text size; an empty name takes it away."""
    if not name:
        _look.targets.pop(target, None)
        target.setIcon(QIcon())
        return
    _look.targets[target] = _Wanted(name, role, size)
    _draw(target, _look.targets[target])


def defer_icons() -> None:
    """Draw no icons until `load_icons`: drawing needs QtSvg, which would delay the first paint."""
    _look.icons_deferred = "PySide6.QtSvg" not in sys.modules


def load_icons() -> None:
    """Draw the icons that were put off."""
    if _look.icons_deferred:
        _look.icons_deferred = False
        _redraw_icons()


def _dress(application: QApplication) -> None:
    dark = _look.scheme == "dark" or (
        _look.scheme == "system" and QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    )
    theme = DARK if dark else LIGHT
    font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    points = _look.base_points * _look.text_size / 100
    font.setPointSizeF(points)
    sheet = style_sheet(theme, points)
    if theme is _look.theme and application.styleSheet() == sheet and application.font() == font:
        return  # Qt would style every widget anew all the same, which takes a second
    _look.theme = theme
    _look.icons.clear()
    application.setFont(font)
    application.setPalette(palette(theme))
    application.setStyleSheet(sheet)
    if _look.targets:
        _redraw_icons()
    _measure_again(application)
    _look.changed.emit()


def _redraw_icons() -> None:
    import shiboken6

    for target, wanted in list(_look.targets.items()):
        if shiboken6.isValid(target):
            _draw(target, wanted)


def _draw(target: _HasIcon, wanted: _Wanted) -> None:
    if isinstance(target, QAbstractButton):
        side = wanted.size * _look.text_size // 100
        target.setIconSize(QSize(side, side))
    if not _look.icons_deferred:
        target.setIcon(icon(wanted.name, wanted.role))


def _measure_again(application: QApplication) -> None:
    """Qt keeps some sizes of before when the font grows under a style sheet; have them asked again."""
    for widget in application.allWidgets():
        layout = widget.layout()
        if layout is not None:
            layout.invalidate()
        widget.updateGeometry()


def palette(theme: Theme) -> QPalette:
    """Qt's palette in the theme's colours, for what a style sheet does not reach."""
    colours = QPalette()
    role = QPalette.ColorRole
    for part, token in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.surface),
        (role.AlternateBase, theme.row_alternate),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.text_muted),
        (role.Button, theme.surface_raised),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.negative),
        (role.Highlight, theme.selection),
        (role.HighlightedText, theme.selection_text),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.ToolTipBase, theme.tool_tip),
        (role.ToolTipText, theme.tool_tip_text),
        (role.Light, theme.surface),
        (role.Mid, theme.border),
        (role.Dark, theme.border_strong),
        (role.Accent, theme.accent),
    ):
        colours.setColor(part, QColor(token))
    for part in (role.WindowText, role.Text, role.ButtonText):
        colours.setColor(QPalette.ColorGroup.Disabled, part, QColor(theme.text_disabled))
    return colours
