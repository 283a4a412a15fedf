"""A report as PDF: letter size, fonts embedded, drawn line by line (a tenth of the time a rich text document takes)."""

import re
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QCoreApplication, QIODevice, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtWidgets import QApplication

from landlord_desktop.reports.model import Report
from landlord_desktop.reports.pdf_layout import UNITS_PER_INCH, ReportPages
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.rules.text import visible

_CHARACTER_MAP = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_CHARACTERS = re.compile(rb"\[[^\]]*\]")
_kept: list[QApplication] = []


def pdf_bytes(report: Report, progress: Callable[[int, int], None] | None = None) -> bytes:
    """The report as a PDF file. `progress(done, pages)` is called after each page and may raise to give up.

    Works in any thread of a program with windows; elsewhere it makes the application that fonts need.
    """
    need_application()
    pages = ReportPages(report)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(UNITS_PER_INCH)
    writer.setPageLayout(page_layout(pages))
    writer.setTitle(report.title)
    writer.setAuthor(visible(report.office_name))
    writer.setCreator("Landlord Desktop")
    painter = QPainter()
    if not painter.begin(writer):
        raise LandlordError(f"The report {report.title} could not be drawn. Save it as CSV or Excel instead.")
    try:
        for page in range(pages.page_count):
            if page:
                writer.newPage()
            pages.paint(painter, page)
            if progress is not None:
                progress(page + 1, pages.page_count)
    finally:
        painter.end()
    buffer.close()
    return _with_spaces(bytes(buffer.data().data()))


def _with_spaces(pdf: bytes) -> bytes:
    """Let the space's glyph mean a space, so that text can be searched and copied.

    Qt asks which character has a glyph and takes the first that does, which for the space is the tab.
    """
    return _CHARACTER_MAP.sub(lambda found: _CHARACTERS.sub(_tabs_as_spaces, found[0]), pdf)


def _tabs_as_spaces(found: re.Match[bytes]) -> bytes:
    return found[0].replace(b"<0009>", b"<0020>")


def page_layout(pages: ReportPages) -> QPageLayout:
    """Letter paper on its right side, without margins: the pages bring their own."""
    orientation = QPageLayout.Orientation.Landscape if pages.landscape else QPageLayout.Orientation.Portrait
    return QPageLayout(QPageSize(QPageSize.PageSizeId.Letter), orientation, QMarginsF())


def need_application() -> None:
    """Make an application without a display where the process has none, as on the command line.

    It is a whole QApplication, so that a process which opens windows afterwards can.
    """
    if QCoreApplication.instance() is None:
        _kept.append(QApplication(["landlord-desktop", "-platform", "offscreen"]))
