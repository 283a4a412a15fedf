"""Charts drawn from the theme's colours: columns over time, or rows of groups. Their values are also in words."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QHelpEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from landlord_desktop.rules.money import format_cents
from landlord_desktop.ui.home.dashboard_words import Bar
from landlord_desktop.ui.theme.style import current_theme, tabular_font, text_scale, theme_changed
from landlord_desktop.ui.theme.tokens import SPACE, TYPE

_ROUND = 3.0
_NICE = (1, 2, 5, 10)
_BEFORE = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


Draw = Callable[[QPainter, QRectF, Sequence[Bar]], list[QRectF]]
"""Draws bars into a place and returns where each of them answers to the mouse."""


class Chart(QWidget):
    """Bars, their words for a screen reader, and a tool tip for each. `draw` is `draw_columns` or `draw_rows`."""

    def __init__(self, object_name: str, title: str, nothing: str, draw: Draw, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._nothing, self._draw = nothing, draw
        self._message = "Reading\u2026"
        self._bars: list[Bar] = []
        self._places: list[QRectF] = []
        theme_changed().changed.connect(self.updateGeometry)

    def set_bars(self, bars: Sequence[Bar]) -> None:
        """Show these bars."""
        self._bars = list(bars)
        self._message = "" if any(bar.cents for bar in bars) else self._nothing
        self.setAccessibleDescription(self._message or ". ".join(bar.sentence for bar in bars))
        self.update()

    def words(self) -> str:
        """All values in words, as a screen reader gets them."""
        return self.accessibleDescription()

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Room for bars and labels."""
        return QSize(int(260 * text_scale()), int(150 * text_scale()))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A comfortable size."""
        return QSize(int(420 * text_scale()), int(220 * text_scale()))

    def event(self, event: QEvent) -> bool:
        """A tool tip tells the bar under the mouse."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = QPointF(event.pos())
            for bar, place in zip(self._bars, self._places, strict=False):
                if place.contains(at):
                    QToolTip.showText(event.globalPos(), bar.sentence, self)
                    return True
            QToolTip.hideText()
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw the bars, or say why there are none."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = current_theme()
        font = tabular_font(self.font())
        font.setPointSizeF(font.pointSizeF() * TYPE.caption)
        painter.setFont(font)
        self._places = []
        if self._message:
            painter.setPen(QColor(theme.text_muted))
            middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(QRectF(self.rect()), middle, self._message)
        else:
            self._places = self._draw(painter, QRectF(self.rect()).adjusted(2, 2, -2, -2), self._bars)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.focus), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), _ROUND, _ROUND)
        painter.end()


def draw_columns(painter: QPainter, room: QRectF, bars: Sequence[Bar]) -> list[QRectF]:
    """Upright bars over a scale of dollars; the newest one tells its value."""
    theme, metrics = current_theme(), QFontMetricsF(painter.font())
    largest = max(bar.cents for bar in bars)
    step = nice_step(largest)
    top_cents = step * -(-largest // step)
    scale = range(0, top_cents + 1, step)
    left = room.left() + max(metrics.horizontalAdvance(_dollars(cents)) for cents in scale) + SPACE[2]
    top = room.top() + metrics.height() + SPACE[1]
    area = QRectF(QPointF(left, top), QPointF(room.right(), room.bottom() - metrics.height() - SPACE[2]))
    for cents in scale:
        y = area.bottom() - area.height() * cents / top_cents
        painter.setPen(QPen(QColor(theme.border if cents else theme.border_strong), 1))
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        painter.setPen(QColor(theme.text_muted))
        box = QRectF(room.left(), y - metrics.height() / 2, left - SPACE[2] - room.left(), metrics.height())
        painter.drawText(box, _BEFORE, _dollars(cents))
    slot = area.width() / len(bars)
    places = [QRectF(area.left() + slot * place, area.top(), slot, area.height()) for place in range(len(bars))]
    widest = max(metrics.horizontalAdvance(bar.label) for bar in bars) + SPACE[1]
    every = 1 + int(widest / slot)
    for place, (bar, whole) in enumerate(zip(bars, places, strict=True)):
        newest = place == len(bars) - 1
        height = area.height() * bar.cents / top_cents
        _fill(painter, QRectF(whole.left() + slot * 0.18, whole.bottom() - height, slot * 0.64, height), _colour(bar))
        painter.setPen(QColor(theme.text if newest else theme.text_muted))
        if (len(bars) - 1 - place) % every == 0:
            under = QRectF(whole.center().x() - widest, whole.bottom() + SPACE[1], 2 * widest, metrics.height())
            painter.drawText(under, Qt.AlignmentFlag.AlignHCenter, bar.label)
    _write_newest(painter, bars[-1], places[-1], area.height() * bars[-1].cents / top_cents, room.right())
    return places


def _write_newest(painter: QPainter, bar: Bar, whole: QRectF, height: float, rightmost: float) -> None:
    theme, metrics = current_theme(), QFontMetricsF(painter.font())
    width = metrics.horizontalAdvance(bar.value) + SPACE[1]
    left = min(whole.center().x() + width / 2, rightmost) - width
    box = QRectF(left, whole.bottom() - height - metrics.height() - 2, width, metrics.height())
    painter.fillRect(box, QColor(theme.surface))
    painter.setPen(QColor(theme.text))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, bar.value)


def draw_rows(painter: QPainter, room: QRectF, bars: Sequence[Bar]) -> list[QRectF]:
    """Lying bars, one a group, with the label before and the value behind."""
    theme, metrics = current_theme(), QFontMetricsF(painter.font())
    before = max(metrics.horizontalAdvance(bar.label) for bar in bars) + SPACE[3]
    behind = max(metrics.horizontalAdvance(text) for bar in bars for text in (bar.value, bar.note)) + SPACE[3]
    length = max(20.0, room.width() - before - behind)
    largest = max(bar.cents for bar in bars)
    slot = min(room.height() / len(bars), metrics.height() * 8)
    thick = min(slot * 0.5, metrics.height() * 1.6)
    places = [QRectF(room.left(), room.top() + slot * place, room.width(), slot) for place in range(len(bars))]
    for bar, whole in zip(bars, places, strict=True):
        ground = QRectF(whole.left() + before, whole.center().y() - thick / 2, length, thick)
        _fill(painter, ground, QColor(theme.surface_sunken))
        if bar.cents:
            ground.setWidth(max(length * bar.cents / largest, 3.0))
            _fill(painter, ground, _colour(bar))
        painter.setPen(QColor(theme.text_muted))
        painter.drawText(QRectF(whole.left(), whole.top(), before - SPACE[3], slot), _BEFORE, bar.label)
        lines = [(theme.text, bar.value), (theme.text_muted, bar.note)][: 2 if slot > 2.4 * metrics.height() else 1]
        top = whole.center().y() - len(lines) * metrics.height() / 2
        for place, (colour, text) in enumerate(lines):
            painter.setPen(QColor(colour))
            top_of_line = top + place * metrics.height()
            painter.drawText(QRectF(whole.right() - behind, top_of_line, behind, metrics.height()), _BEFORE, text)
    return places


def nice_step(largest_cents: int) -> int:
    """A round number of cents that divides a scale up to this value into two to five parts; at least a dollar."""
    unit = 100
    while True:
        for factor in _NICE:
            if largest_cents <= unit * factor * 4:
                return unit * factor
        unit *= 10


def _dollars(cents: int) -> str:
    return format_cents(cents).removesuffix(".00")


def _colour(bar: Bar) -> QColor:
    theme = current_theme()
    if bar.kind == "past":
        return _between(QColor(theme.surface), QColor(theme.accent))
    return QColor(getattr(theme, bar.kind))


def _between(ground: QColor, colour: QColor) -> QColor:
    """A paler colour that still hides the lines behind it."""
    pairs = ((ground.red(), colour.red()), (ground.green(), colour.green()), (ground.blue(), colour.blue()))
    return QColor(*((first * 11 + second * 9) // 20 for first, second in pairs))


def _fill(painter: QPainter, box: QRectF, colour: QColor) -> None:
    if box.height() <= 0 or box.width() <= 0:
        return
    path = QPainterPath()
    path.addRoundedRect(box, min(_ROUND, box.height() / 2), min(_ROUND, box.height() / 2))
    painter.fillPath(path, colour)
