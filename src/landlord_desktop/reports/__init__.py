"""Reports: a query with columns and totals, and one writer each for PDF, CSV and XLSX.

`catalog.build` makes a `Report`, `write` puts it into a file. Nothing heavy is imported before it is used.
"""

from landlord_desktop.reports.files import ENDINGS, write
from landlord_desktop.reports.model import Report

__all__ = ["ENDINGS", "Report", "write"]
