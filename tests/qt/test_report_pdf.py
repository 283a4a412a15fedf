"""Reports as PDF: what stands on the pages and where, read back from the file."""

import subprocess
import sys
import threading
from collections import defaultdict
from datetime import date
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtWidgets import QApplication

from landlord_desktop.reports import Report, write
from landlord_desktop.reports.cells import one_line
from landlord_desktop.reports.model import ReportColumn, SummaryLine, money_totals
from landlord_desktop.reports.pdf import pdf_bytes
from landlord_desktop.reports.pdf_layout import ReportPages

DAY = date(2022, 3, 8)
COLUMNS = (
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("tenant", "Tenant", width_share=4),
    ReportColumn("day", "Posting Date", "date"),
    ReportColumn("amount", "Amount", "money"),
    ReportColumn("memo", "Memo", width_share=3),
)
GUIDE = (
    ("2118 Oak Street", "Anthony Kmetz", DAY, 120_000, "Inosio Transaction"),
    ("2118 Oak Street", "Anthony Kmetz", DAY, 100_000, "Inosio Transaction"),
    ("2118 Oak Street", "Jerry and Karyl Rodriguez", DAY, 50_000, "Inosio Transaction"),
)
HOSTILE = (
    "<img src='file:///etc/hostname' width=2000>", "=cmd()|' /C calc'!A0", "a\u202eb\x07", "W" * 200,
    "عبد الرحمن بن محمد بن عبد الله بن خالد بن الوليد بن المغيرة المخزومي القرشي", "line\nbreak\ttab", "fine office",
    "Z" + "\u0361\u0353" * 60, "&lt;b&gt;", "漢字" * 60,
)  # fmt: skip


@pytest.fixture(autouse=True)
def _application(qapp: QApplication) -> None:
    """Fonts need an application."""


def a_report(*rows: tuple[str, str, date, int, str], title: str = "Post Batch Receipts", **more: object) -> Report:
    return Report(
        "test", title, DAY, "NUZIG Property Management", COLUMNS, rows, totals=money_totals(COLUMNS, rows),
        count=len(rows), **more,  # type: ignore[arg-type]
    )


def pages_of(report: Report) -> list[list[tuple[float, float, str]]]:
    """(left, baseline from the top, text) of each piece of text, in tenths of a point, page by page."""
    found = []
    for page in PdfReader(BytesIO(pdf_bytes(report))).pages:
        pieces: list[tuple[float, float, str]] = []

        def keep(
            text: str, _cm: object, tm: list[float], _font: object, _size: object, into: list[object] = pieces
        ) -> None:
            if text.strip():
                into.append((tm[4], tm[5], text.strip()))

        page.extract_text(visitor_text=keep)
        found.append(pieces)
    return found


def lines_of(pieces: list[tuple[float, float, str]]) -> list[list[str]]:
    """The texts of a page, line by line, from left to right."""
    lines: dict[float, list[tuple[float, str]]] = defaultdict(list)
    for left, top, words in pieces:
        lines[top].append((left, words))
    return [[words for _left, words in sorted(lines[top])] for top in sorted(lines)]


def test_the_guides_report_reads_as_it_is_printed_there() -> None:
    (page,) = pages_of(a_report(*GUIDE, subtitle_lines=("Inosio batch 2732388606925747, deposit on 2/23/2022",)))
    assert lines_of(page) == [
        ["NUZIG Property Management"],
        ["Post Batch Receipts"],
        ["March 8, 2022"],
        ["Inosio batch 2732388606925747, deposit on 2/23/2022"],
        ["Unit", "Tenant", "Posting Date", "Amount", "Memo"],
        ["2118 Oak Street", "Anthony Kmetz", "3/8/2022", "$1,200.00", "Inosio Transaction"],
        ["2118 Oak Street", "Anthony Kmetz", "3/8/2022", "$1,000.00", "Inosio Transaction"],
        ["2118 Oak Street", "Jerry and Karyl Rodriguez", "3/8/2022", "$500.00", "Inosio Transaction"],
        ["$2,700.00"],
        ["Count", "3"],
        ["Post Batch Receipts", "Page 1 of 1"],
    ]


def test_text_of_others_stays_text_and_in_its_column() -> None:
    rows = [(name, name, DAY, 99_999_999_999, name) for name in HOSTILE]
    report = a_report(*rows)
    places = ReportPages(report).places
    (page,) = pages_of(report)
    words = [text for _left, _top, text in page]
    assert words.count("$999,999,999.99") == len(HOSTILE)
    assert words.count("3/8/2022") == len(HOSTILE)
    for shown in ("=cmd()|' /C calc'!A0", "a⟦U+202E⟧b⟦U+0007⟧", "line break tab", "fine office", "&lt;b&gt;"):
        assert shown in words
    assert any(text.startswith("<img src='") and text.endswith("…") for text in words)
    assert any(text.startswith("WWWW") and text.endswith("…") for text in words)
    face = ReportPages(report)._body
    texts = [place for place in range(len(COLUMNS)) if COLUMNS[place].kind == "text"]
    for name in HOSTILE:
        for place in texts:
            assert face.width(face.fitted(one_line(name), places[place].width)) <= places[place].width + 1
    edges = [(place.left, place.left + place.width) for place in places]
    assert all(end <= start for (_, end), (start, _) in pairwise(edges))
    assert edges[-1][1] <= ReportPages(report).width - 500


def test_amounts_end_under_each_other_and_are_never_cut() -> None:
    amounts = (1, 123, 99_999_999_999, -99_999_999_999, 0)
    report = a_report(*[("U" * 80, "T" * 80, DAY, cents, "M" * 80) for cents in amounts])
    pages = ReportPages(report)
    right = pages.places[3].left + pages.places[3].width
    found = [(left, text) for left, _top, text in pages_of(report)[0] if "$" in text]
    assert [text for _left, text in found] == [
        "$0.01", "$1.23", "$999,999,999.99", "-$999,999,999.99", "$0.00", "$1.24",
    ]  # fmt: skip
    for left, text in found[:-1]:
        assert left + pages._body.width(text) == pytest.approx(right, abs=2)


def test_each_page_has_its_heads_and_number_and_the_last_one_the_totals() -> None:
    report = a_report(*[(f"{number} Oak Street", "Ann", DAY, 100, "memo") for number in range(1000)])
    pages = pages_of(report)
    assert 15 < len(pages) < 25
    for number, page in enumerate(pages, 1):
        lines = lines_of(page)
        assert ["Unit", "Tenant", "Posting Date", "Amount", "Memo"] in lines
        assert lines[-1] == ["Post Batch Receipts", f"Page {number} of {len(pages)}"]
        assert (["Count", "1,000"] in lines) == (number == len(pages))
        if number > 1:
            assert lines[0] == ["NUZIG Property Management", "Post Batch Receipts, March 8, 2022"]
    units = [line[0] for page in pages for line in lines_of(page) if line[0].endswith("Oak Street")]
    assert units == [f"{number} Oak Street" for number in range(1000)]


@pytest.mark.parametrize("count", range(30, 60))
def test_the_end_of_a_report_never_stands_alone_or_over_the_edge(count: int) -> None:
    report = a_report(*[("U", "T", DAY, 1, "m")] * count, note="word " * 60, summary_lines=(
        SummaryLine("Cash", "money", 1), SummaryLine("Total Deposit", "money", 2),
    ))  # fmt: skip
    pages = pages_of(report)
    last = pages[-1]
    assert ["U", "T", "3/8/2022", "$0.01", "m"] in lines_of(last)
    foot = max(top for _left, top, _text in last)
    assert sorted(top for _left, top, _text in last)[-3] < foot - 100
    assert sum(line == ["U", "T", "3/8/2022", "$0.01", "m"] for page in pages for line in lines_of(page)) == count


def test_a_report_without_rows_says_so_and_a_group_names_itself_once() -> None:
    empty = a_report(empty_text="No receipts are loaded.")
    assert ["No receipts are loaded."] in lines_of(pages_of(empty)[0])
    grouped = a_report(*GUIDE, group_columns=2)
    lines = lines_of(pages_of(grouped)[0])
    assert ["3/8/2022", "$1,000.00", "Inosio Transaction"] in lines
    assert ["2118 Oak Street", "Jerry and Karyl Rodriguez", "3/8/2022", "$500.00", "Inosio Transaction"] in lines


def test_a_report_of_many_columns_lies_on_its_side() -> None:
    columns = tuple(ReportColumn(f"c{number}", f"Column {number}") for number in range(9))
    wide = Report("test", "Wide", DAY, "Office", columns, (tuple("x" * 90 for _ in columns),), count=1)
    box = PdfReader(BytesIO(pdf_bytes(wide))).pages[0].mediabox
    assert (float(box.width), float(box.height)) == (792, 612)
    assert float(PdfReader(BytesIO(pdf_bytes(a_report(*GUIDE)))).pages[0].mediabox.width) == 612
    places = ReportPages(wide).places
    assert places[-1].left + places[-1].width <= 7920 - 530


def test_the_file_has_its_fonts_inside_and_names_the_report(tmp_path: Path) -> None:
    write(a_report(*GUIDE), tmp_path / "report.pdf")
    reader = PdfReader(tmp_path / "report.pdf")
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Post Batch Receipts", "NUZIG Property Management")
    fonts = reader.pages[0]["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        descriptor = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object()
        assert "/FontFile2" in descriptor


def test_progress_is_told_by_pages_and_can_give_up() -> None:
    report = a_report(*[("U", "T", DAY, 1, "m")] * 100)
    told: list[tuple[int, int]] = []
    pdf_bytes(report, lambda done, pages: told.append((done, pages)))
    assert told == [(1, 3), (2, 3), (3, 3)]

    def give_up(_done: int, _pages: int) -> None:
        raise InterruptedError

    with pytest.raises(InterruptedError):
        pdf_bytes(report, give_up)


def test_it_is_written_outside_the_gui_thread(tmp_path: Path) -> None:
    done = threading.Thread(target=write, args=(a_report(*GUIDE), tmp_path / "report.pdf"))
    done.start()
    done.join(30)
    assert len(PdfReader(tmp_path / "report.pdf").pages) == 1


def test_a_process_without_windows_and_display_can_write_it(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom datetime import date\nfrom landlord_desktop.reports import Report, write\n"
        "from landlord_desktop.reports.model import ReportColumn\n"
        "report = Report('t', 'Test', date(2022, 3, 8), 'Office', (ReportColumn('a', 'A'),), (('x',),), count=1)\n"
        "write(report, sys.argv[1])\nwrite(report, sys.argv[1])\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", code, str(tmp_path / "report.pdf")],
        env={"PYTHONPATH": "src", "HOME": str(tmp_path)}, capture_output=True, text=True, check=False,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Office" in PdfReader(tmp_path / "report.pdf").pages[0].extract_text()


def test_ten_thousand_rows_take_little_memory(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom datetime import date\nfrom landlord_desktop.reports import Report, write\n"
        "from landlord_desktop.reports.model import ReportColumn\n"
        "columns = tuple(ReportColumn(name, name, kind) for name, kind in "
        "(('Unit', 'text'), ('Tenant', 'text'), ('Date', 'date'), ('Amount', 'money'), ('Memo', 'text')))\n"
        "rows = tuple((f'{n} Oak', f'Tenant {n}', date(2022, 3, 8), n, 'Online payment') for n in range(10_000))\n"
        "write(Report('t', 'Test', date(2022, 3, 8), 'Office', columns, rows, count=10_000), sys.argv[1])\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(int(peak.split()[1]) // 1024)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "report.pdf")],
        env={"PYTHONPATH": "src", "HOME": str(tmp_path)}, capture_output=True, text=True, check=True,
        cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert int(done.stdout) < 100
    assert len(PdfReader(tmp_path / "report.pdf").pages) > 150
