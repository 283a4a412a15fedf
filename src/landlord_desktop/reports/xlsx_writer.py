"""A report as an Excel workbook: texts as texts, numbers as numbers, no formula anywhere."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from landlord_desktop.reports.cells import paper_text, wall_time
from landlord_desktop.reports.model import Cell, ColumnKind, Report, Row
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.text import plain_cell, visible

MOST_ROWS = 1_048_570
LONGEST_CELL = 32_767
NUMBER_FORMATS = {
    "text": "@",
    "money": "$#,##0.00;-$#,##0.00",
    "date": "m/d/yyyy",
    "instant": "m/d/yyyy h:mm:ss AM/PM",
    "count": "#,##0",
    "number": "0",
}
_NARROWEST, _WIDEST = 8, 48
_FORBIDDEN_IN_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", " "))


def xlsx_bytes(report: Report) -> bytes:
    """The report as a workbook of one sheet: titles frozen on top, then the rows, then the totals in bold.

    RuleError where it has more rows than a sheet can hold.
    """
    import xlsxwriter

    if len(report.rows) > MOST_ROWS:
        raise RuleError(f"{report.title} has more rows than a workbook holds. Save it as CSV, or limit the dates.")
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": report.title, "company": visible(report.office_name)})
    sheet = book.add_worksheet(report.title.translate(_FORBIDDEN_IN_SHEET_NAME)[:31])
    _set_page(sheet, report)
    heading = {kind: book.add_format(_heading(kind)) for kind in NUMBER_FORMATS}
    plain = {kind: book.add_format({"num_format": shape}) for kind, shape in NUMBER_FORMATS.items()}
    bold = {
        kind: book.add_format({"num_format": shape, "bold": True, "top": 1}) for kind, shape in NUMBER_FORMATS.items()
    }
    kinds = [column.kind for column in report.columns]
    for place, column in enumerate(report.columns):
        sheet.write_string(0, place, column.title, heading[column.kind])
        sheet.set_column(place, place, _width(report, place))
    for line, row in enumerate(report.rows, 1):
        for place, (cell, kind) in enumerate(zip(row, kinds, strict=True)):
            _write(sheet, line, place, cell, kind, plain[kind])
    if report.totals is not None and report.rows:
        for place, (cell, kind) in enumerate(zip(report.totals, kinds, strict=True)):
            _write(sheet, len(report.rows) + 1, place, cell, kind, bold[kind])
    book.close()
    return out.getvalue()


def _set_page(sheet: Any, report: Report) -> None:
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(report.rows), len(report.columns) - 1)
    sheet.set_paper(1)
    if len(report.columns) > 6:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    office = visible(report.office_name)[:100].replace("&", "&&")
    sheet.set_header(f"&L{office}&C{report.title}")
    sheet.set_footer("&RPage &P of &N")


def _heading(kind: str) -> dict[str, object]:
    side = "right" if kind in {"money", "count", "number"} else "left"
    return {"bold": True, "bottom": 1, "align": side, "bg_color": "#EAEEF3"}


def _width(report: Report, place: int) -> int:
    kind = report.columns[place].kind
    cells: list[Row] = [*report.rows[:2000], *([report.totals] if report.totals is not None else [])]
    longest = max((len(paper_text(row[place], kind)) for row in cells), default=0)
    return min(max(longest, len(report.columns[place].title) + 3, _NARROWEST) + 2, _WIDEST)


def _write(sheet: Any, line: int, place: int, cell: Cell, kind: ColumnKind, look: Any) -> None:
    if cell is None:
        if look.bold:
            sheet.write_blank(line, place, None, look)
    elif kind == "money" and isinstance(cell, int):
        sheet.write_number(line, place, Decimal(cell) / 100, look)
    elif kind in {"count", "number"} and isinstance(cell, int):
        sheet.write_number(line, place, cell, look)
    elif kind == "instant" and isinstance(cell, datetime):
        sheet.write_datetime(line, place, wall_time(cell), look)
    elif kind == "date" and isinstance(cell, date):
        sheet.write_datetime(line, place, cell, look)
    elif kind == "text" and isinstance(cell, str):
        sheet.write_string(line, place, plain_cell(visible(cell))[:LONGEST_CELL], look)
    else:
        raise TypeError(f"a cell of kind {kind} holds a {type(cell).__name__}")
