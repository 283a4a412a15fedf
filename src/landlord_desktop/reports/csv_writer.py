"""A report as CSV: the column titles, then its rows; totals are left to the program that reads it."""

import csv
import io

from landlord_desktop.reports.cells import file_text
from landlord_desktop.reports.model import Report


def csv_bytes(report: Report) -> bytes:
    """The report as UTF-8 CSV with ISO dates and plain decimal money; no cell can be taken for a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([column.title for column in report.columns])
    kinds = [column.kind for column in report.columns]
    for row in report.rows:
        writer.writerow([file_text(cell, kind) for cell, kind in zip(row, kinds, strict=True)])
    return out.getvalue().encode("utf-8")
