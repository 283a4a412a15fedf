"""Reports as CSV and Excel files."""

import csv
import io
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from landlord_desktop.reports import Report, write
from landlord_desktop.reports.cells import file_text, format_instant, office_time, paper_text
from landlord_desktop.reports.csv_writer import csv_bytes
from landlord_desktop.reports.model import Cell, ColumnKind, ReportColumn, money_totals
from landlord_desktop.reports.xlsx_writer import xlsx_bytes
from landlord_desktop.rules.errors import RuleError

DAY = date(2022, 3, 8)
MOMENT = datetime(2022, 3, 8, 15, 4, 5, 6, tzinfo=UTC)
COLUMNS = (
    ReportColumn("tenant", "Tenant"),
    ReportColumn("day", "Posting Date", "date"),
    ReportColumn("amount", "Amount", "money"),
    ReportColumn("items", "Items", "count"),
    ReportColumn("receipt", "Receipt", "number"),
    ReportColumn("at", "At", "instant"),
)
FORMULAS = ("=cmd()|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\x00=1")


def a_report(*rows: tuple[Cell, ...]) -> Report:
    return Report(
        "test", "Post/Batch: Receipts", DAY, "Oak & Co", COLUMNS, rows, totals=money_totals(COLUMNS, rows),
        count=len(rows),
    )


def parsed(report: Report) -> list[list[str]]:
    return list(csv.reader(io.StringIO(csv_bytes(report).decode("utf-8"), newline="")))


def test_csv_has_titles_iso_dates_and_decimal_money() -> None:
    report = a_report(("Müller, \"Jo\"", DAY, -3550, 1200, 12345, MOMENT), ("Two\nlines", None, None, None, None, None))
    assert parsed(report) == [
        ["Tenant", "Posting Date", "Amount", "Items", "Receipt", "At"],
        ["Müller, \"Jo\"", "2022-03-08", "-35.50", "1200", "12345", "2022-03-08T15:04:05+00:00"],
        ["Two\nlines", "", "", "", "", ""],
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    report = a_report((text, DAY, 1, 1, 1, MOMENT))
    assert parsed(report)[1][0][0] not in "=+-@\t\r\x00"
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report))).active
    assert sheet is not None
    kinds = {cell.data_type for row in sheet.iter_rows() for cell in row}
    assert "f" not in kinds
    assert str(sheet["A2"].value)[0] not in "=+-@"


def test_direction_and_control_characters_are_visible_in_files() -> None:
    assert parsed(a_report(("a\u202eb\x07", DAY, 1, 1, 1, MOMENT)))[1][0] == "a⟦U+202E⟧b⟦U+0007⟧"


def test_excel_holds_numbers_as_numbers_under_frozen_titles() -> None:
    report = a_report(("<b>Ann</b>", DAY, 99_999_999_999, 1200, 7, MOMENT), ("Bo", None, -5, None, None, None))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(report))).active
    assert sheet is not None
    assert sheet.title == "Post Batch  Receipts"
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Tenant", "Posting Date", "Amount", "Items", "Receipt", "At"]
    assert rows[1] == ["<b>Ann</b>", datetime(2022, 3, 8), 999_999_999.99, 1200, 7, datetime(2022, 3, 8, 15, 4, 5)]  # noqa: DTZ001
    assert rows[2][:3] == ["Bo", None, -0.05]
    assert rows[3] == [None, None, 999_999_999.94, None, None, None]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:F3")
    assert sheet["C2"].number_format == "$#,##0.00;-$#,##0.00"
    assert sheet["C4"].font.bold
    assert sheet.print_title_rows == "$1:$1"
    assert (sheet.oddHeader.left.text, sheet.oddFooter.right.text) == ("Oak && Co", "Page &P of &N")


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("landlord_desktop.reports.xlsx_writer.MOST_ROWS", 1)
    row = ("A", DAY, 1, 1, 1, MOMENT)
    with pytest.raises(RuleError, match="Save it as CSV"):
        xlsx_bytes(a_report(row, row))


@pytest.mark.parametrize(
    ("cell", "kind", "paper"),
    [
        ("plain", "text", "plain"), ("a\u202e\tb\nc", "text", "a⟦U+202E⟧ b c"), ("x" * 500, "text", "x" * 400),
        (-3550, "money", "-$35.50"), (1200, "count", "1,200"), (1200, "number", "1200"), (DAY, "date", "3/8/2022"),
        (MOMENT, "instant", "3/8/2022 3:04:05 PM"), (None, "money", ""),
    ],
)  # fmt: skip
def test_cells_on_paper(cell: Cell, kind: ColumnKind, paper: str) -> None:
    assert paper_text(cell, kind) == paper


@pytest.mark.parametrize(("cell", "kind"), [(1.5, "money"), ("1", "money"), (1, "text"), (1, "date"), (DAY, "instant")])
def test_a_cell_of_another_kind_is_refused(cell: Cell, kind: ColumnKind) -> None:
    row = tuple(cell if column.kind == kind else None for column in COLUMNS)
    for make in (lambda: paper_text(cell, kind), lambda: file_text(cell, kind), lambda: xlsx_bytes(a_report(row))):
        with pytest.raises(TypeError):
            make()


def test_midnight_and_noon() -> None:
    assert format_instant(MOMENT.replace(hour=0)) == "3/8/2022 12:04:05 AM"
    assert format_instant(MOMENT.replace(hour=12)) == "3/8/2022 12:04:05 PM"
    assert office_time("2022-03-08T15:04:05.000006Z", UTC) == MOMENT == office_time("2022-03-08T15:04:05.000006", UTC)
    with pytest.raises(TypeError, match="zone"):
        xlsx_bytes(a_report(("A", DAY, 1, 1, 1, MOMENT.replace(tzinfo=None))))


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="another number of cells"):
        Report("test", "Test", DAY, "Office", COLUMNS, (("A",),))


def test_the_ending_chooses_the_kind(tmp_path: Path) -> None:
    report = a_report(("A", DAY, 1, 1, 1, MOMENT))
    write(report, tmp_path / "a.CSV")
    write(report, str(tmp_path / "b.xlsx"))
    assert (tmp_path / "a.CSV").read_bytes() == csv_bytes(report)
    assert (tmp_path / "b.xlsx").read_bytes()[:2] == b"PK"
    for name in ("c.doc", "pdf"):
        with pytest.raises(RuleError, match=rf"{name} does not tell .* \.pdf, \.csv or \.xlsx"):
            write(report, tmp_path / name)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.CSV", "b.xlsx"]
