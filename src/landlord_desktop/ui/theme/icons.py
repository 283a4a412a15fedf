"""Icons drawn from resources/icons/*.svg in a colour of the theme. Imports QtSvg: never before the first paint."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from landlord_desktop.config import resource_path

_SIZES = (16, 20, 24, 32, 40, 48, 64)


@cache
def icon_source(name: str) -> str:
    """The drawing of an icon, whose strokes are `currentColor`; KeyError where there is none of this name."""
    path = resource_path("icons", f"{name}.svg")
    if not path.is_file():
        raise KeyError(name)
    return path.read_text(encoding="utf-8")


def draw_icon(name: str, colour: str, disabled_colour: str) -> QIcon:
    """The icon in a colour, and in another where its button is disabled."""
    drawn = QIcon()
    for mode, stroke in ((QIcon.Mode.Normal, colour), (QIcon.Mode.Disabled, disabled_colour)):
        renderer = QSvgRenderer(QByteArray(icon_source(name).replace("currentColor", stroke).encode()))
        for size in _SIZES:
            drawn.addPixmap(_pixmap(renderer, size), mode)
    return drawn


def _pixmap(renderer: QSvgRenderer, size: int) -> QPixmap:
    pixmap = QPixmap(size, size)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap
