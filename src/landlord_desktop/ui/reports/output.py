"""A report onto a printer, and the names and folders of its files. Nothing here touches a widget."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QPainter

from landlord_desktop.reports.model import Report
from landlord_desktop.reports.pdf import page_layout
from landlord_desktop.reports.pdf_layout import UNITS_PER_INCH, ReportPages
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.ui import memory

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

_FOLDER_KEY = "reports/folder"
FILTERS = {".pdf": "PDF document (*.pdf)", ".csv": "CSV file (*.csv)", ".xlsx": "Excel workbook (*.xlsx)"}
"""The kinds of file, as a file dialog names them, by their endings."""


def suggested_path(report: Report, ending: str) -> Path:
    """Where the report would be saved: the folder used last, its title and date."""
    kept = memory.recall_text(_FOLDER_KEY)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    folder = next((Path(one) for one in (kept, documents) if one and Path(one).is_dir()), Path.home())
    return folder / f"{report.title} {report.as_of.isoformat()}{ending}"


def remember_folder(path: Path) -> None:
    """Suggest the folder of this file next time."""
    memory.remember(_FOLDER_KEY, str(path.parent))


def make_printer(pages: ReportPages) -> "QPrinter":
    """The usual printer, set to these pages' paper."""
    from PySide6.QtPrintSupport import QPrinter

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageLayout(page_layout(pages))
    printer.setFullPage(True)
    printer.setDocName(pages.report.title)
    printer.setCreator("Landlord Desktop")
    return printer


def print_report(report: Report, printer: "QPrinter", progress: Callable[[int, int], None]) -> int:
    """Print the pages the printer is set to; how many there were. `progress(done, total)` may raise to give up.

    LandlordError where the printer does not take the report.
    """
    pages = ReportPages(report)
    printer.setFullPage(True)
    first = max(printer.fromPage(), 1)
    last = min(printer.toPage() or pages.page_count, pages.page_count)
    painter = QPainter()
    if not painter.begin(printer):
        raise LandlordError(f"The printer did not take {report.title}. Nothing was printed; look at it and try again.")
    try:
        scale = printer.resolution() / UNITS_PER_INCH
        painter.scale(scale, scale)
        for page in range(first, last + 1):
            if page > first:
                printer.newPage()
            pages.paint(painter, page - 1)
            progress(page - first + 1, last - first + 1)
    finally:
        painter.end()
    return last - first + 1
