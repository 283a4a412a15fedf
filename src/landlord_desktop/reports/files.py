"""Reports as files, of a kind that the ending of the name chooses."""

from collections.abc import Callable
from pathlib import Path

from landlord_desktop.reports.model import Report
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.whole_files import replace_file

ENDINGS = (".pdf", ".csv", ".xlsx")
"""The kinds of file a report can be written to."""

Progress = Callable[[int, int], None]


def write(report: Report, path: Path | str, progress: Progress | None = None) -> None:
    """Write the report to a file whose ending chooses the kind; the file appears whole or not at all.

    `progress(pages done, pages)` is called for a PDF and may raise to give up. RuleError for another ending,
    LandlordError naming the file where the folder or the disk refuses.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending == ".pdf":
        from landlord_desktop.reports.pdf import pdf_bytes

        data = pdf_bytes(report, progress)
    elif ending == ".csv":
        from landlord_desktop.reports.csv_writer import csv_bytes

        data = csv_bytes(report)
    elif ending == ".xlsx":
        from landlord_desktop.reports.xlsx_writer import xlsx_bytes

        data = xlsx_bytes(report)
    else:
        raise RuleError(f"{target.name} does not tell the kind of file. Give it the ending .pdf, .csv or .xlsx.")
    replace_file(target, data)
