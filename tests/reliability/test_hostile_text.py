"""Hostile names and memos: shown as plain text on every screen, in dialogs, tool tips and reports; amounts in place."""

import csv
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QAbstractItemView, QApplication, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from build import a_batch, a_charge, a_payment, a_tenant
from landlord_desktop.reports import catalog
from landlord_desktop.reports.files import write
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.batches import FetchedPayment, load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.deposits import post_whole_batch_slips
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.ui.errors import Failure
from landlord_desktop.ui.screens import ENTRIES
from qt.desk import Desk, a_desk

MAGIC = QColor(254, 1, 253)
BIDI = ("\u202e", "\u2066", "\u200f")
LONG = "W" * 10_000


@pytest.fixture
def names(tmp_path: Path) -> dict[str, str]:
    """Names by tenant code; the first would draw a picture of one colour that no theme has."""
    picture = QImage(400, 300, QImage.Format.Format_RGB32)
    picture.fill(MAGIC)
    assert picture.save(str(tmp_path / "magic.png"))
    return {
        "IMG": f'<img src="file://{tmp_path}/magic.png" width=400 height=300>',
        "BOLD": f"<table background='file://{tmp_path}/magic.png'><tr><td>T</table><b>bold</b>&amp;&lt;",
        "BIDI": "gnp.exe\u202e \u2066left\u200f", "CTRL": "bell\x07 line\nbreak\ttab\r\x1b[2J",
        "NUL": "nul\x00end", "LONE": "lone\ud800end", "LONG": LONG,
        "SUM": '=HYPERLINK("http://x.invalid","click")', "PLUS": "+1+cmd|' /C calc'!A0", "MINUS": "-2+3",
        "AT": "@SUM(1+1)", "AMP": "Ben & Jerry &File %s %1 {0}",
    }


def _fill(books: Books, names: dict[str, str]) -> None:
    payments: list[FetchedPayment] = []
    for number, (code, name) in enumerate(names.items()):
        tenant = a_tenant(books, code, name=stored_text(name))
        a_charge(books, tenant, 10_000 + number)
        cents = 10_000 + number - (50 if number % 3 == 1 else 0) + (700 if number % 3 == 2 else 0)
        hostile = {"payer_name": name, "unit_name": name, "memo": name}
        payments += [
            a_payment(f"P{number}", cents, code, **hostile), a_payment(f"Q{number}", 5_000 + number, name, **hostile),
            a_payment(f"R{number}", 900 + number, code, unreadable=name, raw_text=name, **hostile),
        ]
    a_batch(books, "1", *payments[:3])
    a_batch(books, "2", *payments[3:])
    with books.store.write() as connection:
        connection.exec_driver_sql("UPDATE ledger SET name = ? WHERE code = 'NU'", (names["IMG"],))
        connection.exec_driver_sql("UPDATE account_code SET name = '<b>B</b>&C' || char(8238) WHERE code = 'CHECKING'")
        connection.exec_driver_sql("UPDATE unit SET name = ?", (names["BOLD"],))


def _texts(root: QWidget) -> Iterator[str]:
    """Every text that a widget and all below it show, rows and tool tips of tables included."""
    for widget in (root, *root.findChildren(QWidget)):
        if isinstance(widget, QLabel):
            assert widget.textFormat() == Qt.TextFormat.PlainText, (widget.objectName(), widget.text()[:60])
            yield widget.text()
        if isinstance(widget, QTextEdit):
            assert "<img" not in widget.toHtml()
        tip = widget.toolTip()
        _assert_plain_tip(tip)
        yield tip
        model = widget.model() if isinstance(widget, QAbstractItemView) else None
        for row in range(model.rowCount() if model is not None else 0):
            for column in range(model.columnCount()):
                index = model.index(row, column)
                yield str(index.data(Qt.ItemDataRole.DisplayRole) or "")
                tip = str(index.data(Qt.ItemDataRole.ToolTipRole) or "")
                _assert_plain_tip(tip)
                yield tip


def _assert_plain_tip(tip: str) -> None:
    if "<" in tip or "&" in tip:
        assert tip.startswith("<span>")
        assert "<" not in tip.removeprefix("<span>").removesuffix("</span>"), tip[:80]


def _assert_harmless(desk: Desk, root: QWidget, place: str) -> None:
    desk.settle()
    for shown in _texts(root):
        assert not any(mark in shown for mark in (*BIDI, "\x07", "\x1b", "\x00")), (place, ascii(shown)[:80])
    image = root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    raw = bytes(image.constBits())
    assert bytes((MAGIC.blue(), MAGIC.green(), MAGIC.red(), 255)) * 8 not in raw, place


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path, names: dict[str, str]) -> Iterator[Desk]:
    """A desk on an office full of them."""
    with a_desk(qtbot, tmp_path) as desk:
        _fill(desk.books, names)
        yield desk


def test_every_screen_shows_them_as_text(desk: Desk, qtbot: QtBot) -> None:
    for batch_id in ("1", "2"):
        load_batch(desk.books, batch_id)
    for posted in (False, True):
        if posted:
            assert post_working_lines(desk.books, accept_proposals=True).posted
            post_whole_batch_slips(desk.books)
            desk.changes.tell("batches", "receipts", "charges", "deposits")
        for entry in ENTRIES:
            screen = desk.window.open_screen(entry.key)
            assert screen is not None
            _assert_harmless(desk, desk.window, f"{entry.key} {posted}")
            if entry.key == "batch_receipts":
                for row in screen.table.shown_rows():  # type: ignore[attr-defined]
                    screen.table.select_key(row.line.line_id)  # type: ignore[attr-defined]
                    _assert_harmless(desk, desk.window, f"line {ascii(row.line.description)[:40]} {posted}")


def test_dialogs_and_notices_show_them_as_text(desk: Desk, names: dict[str, str]) -> None:
    width = desk.window.width()
    for name in names.values():
        desk.window.notify("info", name)
        desk.window.show_failure(Failure(name.replace("\ud800", "")))
        QApplication.processEvents()
        for label in desk.window.findChildren(QLabel):
            assert label.textFormat() == Qt.TextFormat.PlainText
        assert desk.window.width() == width
    image = desk.window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    assert bytes((MAGIC.blue(), MAGIC.green(), MAGIC.red(), 255)) * 8 not in bytes(image.constBits())


def test_reports_hold_them_as_text_with_amounts_in_place(desk: Desk, names: dict[str, str], tmp_path: Path) -> None:
    books = desk.books
    for batch_id in ("1", "2"):
        load_batch(books, batch_id)
    for posted in (False, True):
        if posted:
            post_working_lines(books, accept_proposals=True)
        for entry in catalog.ENTRIES:
            report = catalog.build(books, entry.name)
            for ending in ("csv", "xlsx", "pdf"):
                write(report, tmp_path / f"{entry.name}.{ending}")
            _assert_csv(tmp_path / f"{entry.name}.csv")
            _assert_xlsx(tmp_path / f"{entry.name}.xlsx")
            raw = (tmp_path / f"{entry.name}.pdf").read_bytes()
            text = "".join(page.extract_text() for page in PdfReader(tmp_path / f"{entry.name}.pdf").pages)
            assert b"/Subtype /Image" not in raw
            assert not any(mark in text for mark in BIDI)
        balances = "".join(page.extract_text() for page in PdfReader(tmp_path / "tenant-balances.pdf").pages)
        due = [10_000 + number for number in range(len(names))] if not posted else []
        assert all(f"{cents // 100:,}.{cents % 100:02d}" in balances for cents in due)


def _assert_csv(path: Path) -> None:
    rows = list(csv.reader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows if row} <= {len(rows[0])}
    for row in rows:
        for cell in row:
            assert cell[:1] not in {"=", "+", "@", "\t", "\r"}, cell[:40]
            assert not cell.startswith("-") or cell.lstrip("-").replace(".", "").replace(",", "").isdigit(), cell[:40]
            assert not any(mark in cell for mark in (*BIDI, "\x07", "\x00", "\x1b"))


def _assert_xlsx(path: Path) -> None:
    sheet = openpyxl.load_workbook(path).active
    for row in sheet.iter_rows():
        for cell in row:
            assert cell.data_type != "f", cell.value
            assert cell.hyperlink is None, cell.value
