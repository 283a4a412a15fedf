"""The pages of a report on the screen, one under the other, painted by the code that prints them."""

from collections import OrderedDict
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from landlord_desktop.reports.pdf_layout import UNITS_PER_INCH, ReportPages
from landlord_desktop.ui.theme.style import current_theme, theme_changed
from landlord_desktop.ui.theme.tokens import SPACE

ZOOMS = (50, 75, 100, 125, 150, 200, 300)
"""Zoom steps in per cent of the paper's size."""

PAPER = "#ffffff"
_DOTS_PER_INCH = 96
_LARGEST_FIT = 150
_GAP = SPACE[4]
_LINE = 48
_PIXMAPS_KEPT = 6


class PageView(QAbstractScrollArea):
    """Shows pages; Page Up and Page Down turn them, Home and End go to the ends, Ctrl and the wheel zoom."""

    page_changed = Signal(int)
    zoom_changed = Signal(int)

    def __init__(self, object_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(object_name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Pages of the report")
        self._pages: ReportPages | None = None
        self._zoom = 100
        self._fits = True
        self._page = 0
        self._pixmaps: OrderedDict[int, QPixmap] = OrderedDict()
        self.verticalScrollBar().setSingleStep(_LINE)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        theme_changed().changed.connect(self.viewport().update)

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return self._pages.page_count if self._pages is not None else 0

    @property
    def page(self) -> int:
        """The page in view, counted from 0."""
        return self._page

    @property
    def zoom(self) -> int:
        """The zoom in per cent of the paper's size."""
        return self._zoom

    @property
    def fits_width(self) -> bool:
        """True while the zoom follows the window's width."""
        return self._fits

    def set_pages(self, pages: ReportPages) -> None:
        """Show these pages from the first."""
        self._pages = pages
        self._pixmaps.clear()
        self._page = 0
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self.page_changed.emit(0)

    def go_to(self, page: int) -> None:
        """Bring a page, counted from 0, to the top; beyond the ends the first or the last."""
        wanted = min(max(page, 0), max(self.page_count - 1, 0))
        self.verticalScrollBar().setValue(round(wanted * self._step()))
        self._set_page(wanted)

    def next_page(self) -> None:
        """One page on."""
        self.go_to(self._page + 1)

    def previous_page(self) -> None:
        """One page back."""
        self.go_to(self._page - 1)

    def fit_width(self) -> None:
        """Make the pages as wide as the window, up to a size that is pleasant to read."""
        self._fits = True
        self._lay_out()

    def set_zoom(self, percent: int) -> None:
        """Show the paper at this size and keep the page in view."""
        self._fits = False
        self._apply_zoom(min(max(percent, ZOOMS[0]), ZOOMS[-1]))

    def zoom_in(self) -> None:
        """The next larger step."""
        self.set_zoom(next((step for step in ZOOMS if step > self._zoom), ZOOMS[-1]))

    def zoom_out(self) -> None:
        """The next smaller step."""
        self.set_zoom(next((step for step in reversed(ZOOMS) if step < self._zoom), ZOOMS[0]))

    # Qt's own

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Turn pages and scroll."""
        ways: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_PageDown: self.next_page,
            Qt.Key.Key_Space: self.next_page,
            Qt.Key.Key_PageUp: self.previous_page,
            Qt.Key.Key_Home: partial(self.go_to, 0),
            Qt.Key.Key_End: partial(self.go_to, self.page_count - 1),
            Qt.Key.Key_Down: partial(self._scroll_by, _LINE),
            Qt.Key.Key_Up: partial(self._scroll_by, -_LINE),
        }
        way = ways.get(Qt.Key(event.key()))
        if way is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        else:
            way()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom with Ctrl, else scroll."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y() > 0:
                self.zoom_in()
            elif event.angleDelta().y() < 0:
                self.zoom_out()
            event.accept()
        else:
            super().wheelEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Follow the window."""
        super().resizeEvent(event)
        self._lay_out()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the pages in view."""
        painter = QPainter(self.viewport())
        theme = current_theme()
        painter.fillRect(event.rect(), QColor(theme.surface_sunken))
        for page in range(self.page_count):
            place = self._place_of(page)
            if not place.intersects(event.rect()):
                continue
            painter.drawPixmap(place.topLeft(), self._pixmap(page))
            painter.setPen(QColor(theme.border))
            painter.drawRect(QRectF(place).adjusted(-0.5, -0.5, 0.5, 0.5))
        if self.hasFocus():
            painter.setPen(QColor(theme.focus))
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    # how it is done

    def _scale(self) -> float:
        """Pixels of one unit of the pages."""
        return self._zoom / 100 * _DOTS_PER_INCH / UNITS_PER_INCH

    def _step(self) -> float:
        return self._pages.height * self._scale() + _GAP if self._pages is not None else 1.0

    def _place_of(self, page: int) -> QRect:
        assert self._pages is not None  # there are no pages to place else  # noqa: S101
        width = round(self._pages.width * self._scale())
        left = max(_GAP, (self.viewport().width() - width) // 2) - self.horizontalScrollBar().value()
        top = _GAP + round(page * self._step()) - self.verticalScrollBar().value()
        return QRect(left, top, width, round(self._pages.height * self._scale()))

    def _pixmap(self, page: int) -> QPixmap:
        kept = self._pixmaps.get(page)
        ratio = self.devicePixelRatioF()
        if kept is not None and kept.devicePixelRatio() == ratio:
            self._pixmaps.move_to_end(page)
            return kept
        assert self._pages is not None  # only pages that exist are painted  # noqa: S101
        pixmap = QPixmap((self._place_of(page).size().toSizeF() * ratio).toSize())
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(QColor(PAPER))
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(self._scale(), self._scale())
        self._pages.paint(painter, page)
        painter.end()
        self._pixmaps[page] = pixmap
        while len(self._pixmaps) > _PIXMAPS_KEPT:
            self._pixmaps.popitem(last=False)
        return pixmap

    def _lay_out(self) -> None:
        if self._pages is None:
            return
        if self._fits:
            room = self.viewport().width() - 2 * _GAP
            fitting = int(room * 100 * UNITS_PER_INCH / _DOTS_PER_INCH / self._pages.width)
            self._apply_zoom(min(max(fitting, ZOOMS[0]), _LARGEST_FIT))
        else:
            self._apply_zoom(self._zoom)

    def _apply_zoom(self, percent: int) -> None:
        if self._pages is None:
            return
        page, changed = self._page, percent != self._zoom
        into_page = self.verticalScrollBar().value() / self._step() - page
        if changed:
            self._zoom = percent
            self._pixmaps.clear()
        height = round(self.page_count * self._step()) + _GAP
        width = round(self._pages.width * self._scale()) + 2 * _GAP
        bar, across = self.verticalScrollBar(), self.horizontalScrollBar()
        bar.setPageStep(self.viewport().height())
        bar.setRange(0, max(0, height - self.viewport().height()))
        across.setPageStep(self.viewport().width())
        across.setRange(0, max(0, width - self.viewport().width()))
        if changed:
            bar.setValue(round((page + into_page) * self._step()))
            self.zoom_changed.emit(percent)
        self.viewport().update()

    def _scroll_by(self, pixels: int) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() + pixels)

    def _scrolled(self) -> None:
        middle = self.verticalScrollBar().value() + self.viewport().height() / 2
        self._set_page(min(int(middle // self._step()), self.page_count - 1))
        self.viewport().update()

    def _set_page(self, page: int) -> None:
        if page != self._page and page >= 0:
            self._page = page
            self.page_changed.emit(page)
