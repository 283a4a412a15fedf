"""How a report is laid out on paper, and its pages painted: one code for the PDF, the printer and the preview.

Everything is measured in tenths of a point (720 to the inch), so that a page is the same on every device: the fonts
have pixel sizes in this unit, and the device's painter is scaled to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from landlord_desktop.reports.cells import one_line, paper_text
from landlord_desktop.reports.model import Cell, Report, ReportColumn
from landlord_desktop.rules.words import format_long_day

UNITS_PER_INCH = 720
LETTER = (6120.0, 7920.0)
"""US letter, width and height."""

FAMILIES = (
    "Segoe UI", "Helvetica Neue", "Arial", "Inter", "Liberation Sans", "Noto Sans",
    "DejaVu Sans Condensed", "DejaVu Sans",
)  # fmt: skip
INK, MUTED, HAIRLINE, RULE = "#16202c", "#52606f", "#d9dfe6", "#16202c"

_MARGIN = 540.0
_TOP, _BOTTOM = 500.0, 470.0
_GAP = 110.0
_GAP_AFTER_FIGURES = 190.0
_ROW = 146.0
_HEAD_ROW = 186.0
_WIDEST_TEXT = 2600.0
_SUMMARY_WIDTH = 2300.0
_COLUMNS_IN_PORTRAIT = 6


class Face:
    """One font with the widths of its plain characters: measuring each text anew would take longer than drawing it."""

    def __init__(self, points: float, *, bold: bool = False, colour: str = INK) -> None:
        self.font = QFont()
        self.font.setFamilies(list(FAMILIES))
        self.font.setPixelSize(round(points * 10))
        self.font.setBold(bold)
        self.font.setKerning(False)
        self.font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self.font.setFeature(QFont.Tag("tnum"), 1)
        self.font.setFeature(QFont.Tag("liga"), 0)
        self.pen = QPen(QColor(colour))
        self.metrics = QFontMetricsF(self.font)
        self.ascent = self.metrics.capHeight()
        self._widths = {chr(code): self.metrics.horizontalAdvance(chr(code)) for code in range(32, 127)}

    def width(self, text: str) -> float:
        """The width of a text."""
        if text.isascii():
            widths = self._widths
            return sum([widths[character] for character in text])
        return self.metrics.horizontalAdvance(text)

    def fitted(self, text: str, room: float) -> str:
        """The text, cut with an ellipsis where it is wider than the room."""
        if self.width(text) <= room:
            return text
        return self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a column stands: its left edge, width and side."""

    left: float
    width: float
    right_aligned: bool


class ReportPages:
    """The pages of one report. Make and use it in one thread; making it needs an application, painting any painter."""

    def __init__(self, report: Report) -> None:
        self.report = report
        landscape = len(report.columns) > _COLUMNS_IN_PORTRAIT
        self.width, self.height = (LETTER[1], LETTER[0]) if landscape else LETTER
        self.landscape = landscape
        self._office = Face(8.5, bold=True, colour=MUTED)
        self._title = Face(18, bold=True)
        self._date = Face(10.5, colour=MUTED)
        self._small = Face(8, colour=MUTED)
        self._head = Face(8, bold=True, colour=MUTED)
        self._body = Face(8.5)
        self._strong = Face(8.5, bold=True)
        self._hairline = QPen(QColor(HAIRLINE), 4)
        self._rule = QPen(QColor(RULE), 9)
        self.places = self._place_columns()
        self._first_top = _TOP + 620 + 120 * len(report.subtitle_lines)
        self._later_top = _TOP + 240
        self._pages = self._paginate()

    @property
    def page_count(self) -> int:
        """How many pages there are, at least one."""
        return len(self._pages)

    def paint(self, painter: QPainter, page: int) -> None:
        """Paint a page, counted from 0, with a painter whose unit is a tenth of a point."""
        first, last, with_end = self._pages[page]
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        top = self._paint_opening(painter) if page == 0 else self._paint_running_head(painter)
        if self.report.rows:
            top = self._paint_rows(painter, first, last, self._paint_heads(painter, top))
        elif page == 0:
            self._draw(painter, self._body, self.report.empty_text, _MARGIN, top + 260, self._inner)
            top += 400
        if with_end:
            self._paint_end(painter, top)
        self._paint_foot(painter, page)

    # measuring

    @property
    def _inner(self) -> float:
        return self.width - 2 * _MARGIN

    def _place_columns(self) -> tuple[Place, ...]:
        columns = self.report.columns
        wanted = [self._wanted_width(place, column) for place, column in enumerate(columns)]
        gaps = [
            _GAP_AFTER_FIGURES if _is_figure(one) and not _is_figure(following) else _GAP
            for one, following in pairwise(columns)
        ]
        room = self._inner - sum(gaps)
        texts = [place for place, column in enumerate(columns) if column.kind == "text"]
        room -= sum(width for place, width in enumerate(wanted) if place not in texts)
        widths = dict(enumerate(wanted)) | _share_out(
            {place: wanted[place] for place in texts}, {place: columns[place].width_share for place in texts}, room
        )
        left, places = _MARGIN, []
        for place, (column, gap) in enumerate(zip(columns, [*gaps, 0.0], strict=True)):
            places.append(Place(left, widths[place], _is_figure(column)))
            left += widths[place] + gap
        return tuple(places)

    def _wanted_width(self, place: int, column: ReportColumn) -> float:
        """What the column's widest cell needs; figures and dates get it whole, so that none is ever cut."""
        cells = [row[place] for row in self.report.rows if row[place] is not None]
        ends: Sequence[Cell] = (max(cells, key=_length), min(cells, key=_length)) if cells else ()
        widths = [self._body.width(paper_text(cell, column.kind)) for cell in ends]
        if self.report.totals is not None and self.report.totals[place] is not None:
            widths.append(self._strong.width(paper_text(self.report.totals[place], column.kind)))
        if column.kind == "text":
            widths = [min(width * 1.06, _WIDEST_TEXT) for width in widths]
        elif column.kind in {"date", "instant"} and cells:
            sample = "12/30/2000" if column.kind == "date" else "12/30/2000 12:00:00 PM"
            widths = [self._body.width(sample)]
        return max([self._head.width(column.title), *widths]) + 4

    def _paginate(self) -> list[tuple[int, int, bool]]:
        """(first row, row after the last, whether the end stands here) of each page."""
        bottom = self.height - _BOTTOM - 150
        end = self._end_height()
        pages: list[tuple[int, int, bool]] = []
        first, top, count = 0, self._first_top + _HEAD_ROW, len(self.report.rows)
        while True:
            last = min(count, first + int((bottom - top) // _ROW))
            used = top + (last - first) * _ROW
            if last == count and used + end <= bottom:
                return [*pages, (first, last, True)]
            if last == count and end + self._later_top + _HEAD_ROW > bottom:
                raise ValueError("the end of a report is longer than a page")
            if last == count and last - first > 1:
                last -= 1
            pages.append((first, last, False))
            first, top = last, self._later_top + _HEAD_ROW

    def _end_height(self) -> float:
        report = self.report
        lines = (report.totals is not None) + (report.count is not None) + len(report.summary_lines)
        return lines * _ROW + 160 + 140 * len(self._note_lines())

    def _note_lines(self) -> list[str]:
        lines, line = [], ""
        for word in one_line(self.report.note).split():
            longer = f"{line} {word}".strip()
            if line and self._small.width(longer) > self._inner:
                lines.append(line)
                longer = word
            line = longer
        return [*lines, line] if line else lines

    # painting

    def _draw(
        self, painter: QPainter, face: Face, text: str, left: float, baseline: float, room: float,
        *, right: bool = False,
    ) -> None:
        """One line of text in its room, never beyond it; text of other scripts is clipped to it as well."""
        shown = face.fitted(text, room)
        painter.setFont(face.font)
        painter.setPen(face.pen)
        if right:
            left += room - face.width(shown)
        if shown.isascii():
            painter.drawText(QPointF(left, baseline), shown)
            return
        painter.save()
        height = face.ascent * 1.9
        painter.setClipRect(QRectF(left, baseline - face.ascent * 1.4, room + 10, height))
        painter.drawText(QPointF(left, baseline), shown)
        painter.restore()

    def _paint_opening(self, painter: QPainter) -> float:
        report, baseline = self.report, _TOP + 60
        self._draw(painter, self._office, one_line(report.office_name), _MARGIN, baseline, self._inner)
        self._draw(painter, self._title, report.title, _MARGIN, baseline + 250, self._inner)
        self._draw(painter, self._date, format_long_day(report.as_of), _MARGIN, baseline + 420, self._inner)
        baseline += 440
        for line in report.subtitle_lines:
            baseline += 120
            self._draw(painter, self._small, one_line(line), _MARGIN, baseline, self._inner)
        return self._first_top

    def _paint_running_head(self, painter: QPainter) -> float:
        report, baseline = self.report, _TOP + 60
        half = self._inner / 2
        words = f"{report.title}, {format_long_day(report.as_of)}"
        self._draw(painter, self._office, one_line(report.office_name), _MARGIN, baseline, half - _GAP)
        self._draw(painter, self._small, words, _MARGIN + half, baseline, half, right=True)
        return self._later_top

    def _paint_heads(self, painter: QPainter, top: float) -> float:
        baseline = top + _HEAD_ROW - 70
        for column, place in zip(self.report.columns, self.places, strict=True):
            self._draw(painter, self._head, column.title, place.left, baseline, place.width, right=place.right_aligned)
        painter.setPen(self._rule)
        painter.drawLine(QLineF(_MARGIN, top + _HEAD_ROW - 18, self.width - _MARGIN, top + _HEAD_ROW - 18))
        return top + _HEAD_ROW

    def _paint_rows(self, painter: QPainter, first: int, last: int, top: float) -> float:
        rows, grouped = self.report.rows, self.report.group_columns
        columns = list(zip(self.report.columns, self.places, strict=True))
        lines, before = [], None
        for row in rows[first:last]:
            same = before is not None and grouped > 0 and row[:grouped] == before[:grouped]
            if before is not None:
                lines.append(QLineF(self.places[grouped].left if same else _MARGIN, top, self.width - _MARGIN, top))
            baseline = top + (_ROW + self._body.ascent) / 2
            for number, (column, place) in enumerate(columns):
                cell = row[number]
                if cell is not None and cell != "" and not (same and number < grouped):
                    words = paper_text(cell, column.kind)
                    self._draw(
                        painter, self._body, words, place.left, baseline, place.width, right=place.right_aligned
                    )
            before = row
            top += _ROW
        painter.setPen(self._hairline)
        painter.drawLines(lines)
        return top

    def _paint_end(self, painter: QPainter, top: float) -> None:
        report = self.report
        if report.rows:
            painter.setPen(self._rule)
            painter.drawLine(QLineF(_MARGIN, top, self.width - _MARGIN, top))
        top += 8
        if report.totals is not None and report.rows:
            self._paint_totals(painter, report.totals, top)
            top += _ROW
        if report.count is not None:
            self._paint_figure(painter, "Count", f"{report.count:,}", top)
            top += _ROW
        for line in report.summary_lines:
            last = line is report.summary_lines[-1]
            self._paint_summary(painter, line.title, paper_text(line.value, line.kind), top, last=last)
            top += _ROW
        baseline = top + 100
        for words in self._note_lines():
            baseline += 140
            self._draw(painter, self._small, words, _MARGIN, baseline, self._inner)

    def _paint_totals(self, painter: QPainter, totals: Sequence[Cell], top: float) -> None:
        baseline = top + (_ROW + self._strong.ascent) / 2
        for column, place, cell in zip(self.report.columns, self.places, totals, strict=True):
            if cell is None:
                continue
            words = paper_text(cell, column.kind)
            self._draw(painter, self._strong, words, place.left, baseline, place.width, right=place.right_aligned)
            if place.right_aligned:
                left = place.left + place.width - self._strong.width(words)
                painter.setPen(QPen(QColor(RULE), 5))
                for below in (34.0, 50.0):
                    painter.drawLine(QLineF(left, baseline + below, place.left + place.width, baseline + below))

    def _paint_figure(self, painter: QPainter, title: str, words: str, top: float) -> None:
        """A title at the left edge and its figure under the last total, or beside it where there is none."""
        totals = self.report.totals or (None,) * len(self.places)
        summed = [place for place, total in zip(self.places, totals, strict=True) if total is not None]
        figure = summed[-1] if summed and self.report.rows else None
        baseline = top + (_ROW + self._strong.ascent) / 2 + 26
        self._draw(painter, self._strong, title, _MARGIN, baseline, self._inner / 2)
        if figure is None:
            self._draw(painter, self._strong, words, _MARGIN + self._strong.width(title) + 80, baseline, 800)
        else:
            right_edge = figure.left + figure.width
            self._draw(painter, self._strong, words, right_edge - 1500, baseline, 1500, right=True)

    def _paint_summary(self, painter: QPainter, title: str, words: str, top: float, *, last: bool) -> None:
        """A line of the block under the figures; the last one is its sum."""
        figure = next((place for place in reversed(self.places) if place.right_aligned), self.places[-1])
        right_edge, face = figure.left + figure.width, self._strong if last else self._body
        left = max(_MARGIN, right_edge - _SUMMARY_WIDTH)
        baseline = top + (_ROW + face.ascent) / 2 + 26
        if last:
            painter.setPen(self._rule)
            painter.drawLine(QLineF(left, top + 26, right_edge, top + 26))
        self._draw(painter, face, title, left, baseline, _SUMMARY_WIDTH * 0.6)
        self._draw(painter, face, words, left, baseline, right_edge - left, right=True)

    def _paint_foot(self, painter: QPainter, page: int) -> None:
        baseline = self.height - _BOTTOM + 60
        words = f"Page {page + 1} of {self.page_count}"
        self._draw(painter, self._small, self.report.title, _MARGIN, baseline, self._inner / 2)
        self._draw(painter, self._small, words, _MARGIN + self._inner / 2, baseline, self._inner / 2, right=True)


def _is_figure(column: ReportColumn) -> bool:
    return column.kind in {"money", "count", "number"}


def _length(cell: Cell) -> int:
    """What orders cells by the room they need: the length of a text, the value of a figure."""
    return cell if isinstance(cell, int) else len(cell) if isinstance(cell, str) else 0


def _share_out(wanted: dict[int, float], shares: dict[int, int], room: float) -> dict[int, float]:
    """Widths of the text columns: what they want where there is room for it, else by their shares."""
    spare = room - sum(wanted.values())
    if spare >= 0:
        whole = sum(shares.values()) or 1
        return {place: width + spare * shares[place] / whole for place, width in wanted.items()}
    given: dict[int, float] = {}
    left = dict(wanted)
    while left:
        whole = sum(shares[place] for place in left) or 1
        parts = {place: max(room, 0.0) * max(shares[place], 1) / whole for place in left}
        content = [place for place in left if left[place] <= parts[place]]
        for place in content or list(left):
            given[place] = left.pop(place) if place in content else parts[place]
            room -= given[place]
            if place not in content:
                left.pop(place, None)
    return given
