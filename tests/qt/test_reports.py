"""The Reports screen and the preview, driven by keys on real books."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pypdf import PdfReader
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QWheelEvent
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QLabel, QLineEdit
from pytestqt.qtbot import QtBot

from build import TODAY, a_batch, a_charge, a_payment, a_tenant, an_office
from landlord_desktop.reports.catalog import report_names
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.ui import memory
from landlord_desktop.ui.background import Background, CancelledError, Task
from landlord_desktop.ui.main_window import MainWindow
from landlord_desktop.ui.reports.output import make_printer
from landlord_desktop.ui.reports.preview_window import PreviewWindow, _write_file
from landlord_desktop.ui.reports.reports_screen import ReportsScreen
from landlord_desktop.ui.screens import ENTRIES
from landlord_desktop.ui.theme.style import apply_theme
from landlord_desktop.ui.theme.tokens import DARK
from landlord_desktop.ui.widgets.buttons import click
from qt.fakes import WindowRecord, screen_context
from qt.looks import assert_no_clipped_text, tab_stops

REPORTS = [entry for entry in ENTRIES if entry.key == "reports"]


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    opened = an_office(tmp_path / "office.db")
    yield opened
    opened.close()


@pytest.fixture
def window(books: Books, background: Background, window_record: WindowRecord, qtbot: QtBot) -> Iterator[MainWindow]:
    """A main window that knows the Reports screen alone."""
    made = MainWindow(None, entries=REPORTS)
    context = screen_context(books, background, window=window_record)
    made.books_ready(replace(context, navigate=made.navigate))
    made.resize(1280, 800)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    made.deleteLater()


@pytest.fixture
def settled(qtbot: QtBot, background: Background) -> Callable[[], None]:
    """Wait until nothing runs in the background."""
    return lambda: qtbot.waitUntil(lambda: not background.busy)


def many_charges(books: Books, count: int = 200) -> None:
    tenant = a_tenant(books)
    post_charges(books, [NewCharge(tenant, "RENT", TODAY, 100 + number) for number in range(count)])


def opened(window: MainWindow, settled: Callable[[], None], **parameters: object) -> PreviewWindow:
    window.navigate("report", parameters)
    settled()
    screen = window.current_screen()
    assert isinstance(screen, PreviewWindow)
    return screen


def press(qtbot: QtBot, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    qtbot.keyClick(widget, key, modifiers)


def shown(window: MainWindow, object_name: str) -> str:
    screen = window.current_screen()
    assert screen is not None
    part = screen.findChild(QLabel, object_name)
    assert isinstance(part, QLabel)
    return part.text()


def test_from_the_list_to_the_preview_and_back_by_keys(
    window: MainWindow, books: Books, settled: Callable[[], None], qtbot: QtBot
) -> None:
    a_tenant(books)
    a_batch(books, "77", a_payment("p1", 120_000))
    load_batch(books, "77")
    qtbot.keyClick(window, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), ReportsScreen))
    settled()
    screen = window.current_screen()
    assert isinstance(screen, ReportsScreen)
    assert len(screen.table.shown_rows()) == len(report_names())
    assert QApplication.focusWidget() is screen.table.view
    press(qtbot, Qt.Key.Key_Return)
    settled()
    preview = window.current_screen()
    assert isinstance(preview, PreviewWindow)
    assert (preview.title, preview.view.page_count) == ("Post Batch Receipts", 1)
    assert preview.report is not None
    assert preview.report.totals == (None, None, None, 120_000, None)
    assert QApplication.focusWidget() is preview.view
    press(qtbot, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: window.current_screen() is screen)


def test_options_of_the_chosen_report_go_along(
    window: MainWindow, settled: Callable[[], None], qtbot: QtBot
) -> None:
    screen = window.open_screen("reports")
    assert isinstance(screen, ReportsScreen)
    settled()
    screen.table.select_key("tenant-balances")
    assert (screen.bank.isVisible(), screen.to.isVisible()) == (False, False)
    assert screen.findChild(QLabel, "report_no_options").isVisible()  # type: ignore[union-attr]
    screen.table.select_key("trial-balance")
    assert (screen.bank.isVisible(), screen.from_.isVisible(), screen.to.isVisible()) == (False, False, True)
    screen.table.select_key("bank-register")
    assert [row.code for row in screen.bank.rows()] == ["CHECKING", "ESCROW"]
    assert_no_clipped_text(window)
    assert screen.bank.pick("ESCROW")
    screen.from_.set_value(TODAY.replace(day=9))
    screen.to.set_value(TODAY)
    click(screen, "preview_report")
    assert window.current_screen() is screen
    assert shown(window, "report_to_note") == "The last day is before the first day"
    screen.from_.set_value(TODAY)
    qtbot.keyClick(screen, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: isinstance(window.current_screen(), PreviewWindow))
    settled()
    preview = window.current_screen()
    assert isinstance(preview, PreviewWindow)
    assert preview.report is not None
    assert preview.report.subtitle_lines == ("ESCROW Bank Account Escrow", "From 3/8/2022 to 3/8/2022")
    assert shown(window, "report_empty_text") == "Nothing was posted to the bank."


def test_every_control_of_both_screens_is_reached_by_tab(
    window: MainWindow, books: Books, settled: Callable[[], None]
) -> None:
    many_charges(books)
    screen = window.open_screen("reports")
    assert isinstance(screen, ReportsScreen)
    settled()
    screen.table.select_key("bank-register")
    assert {"report_list_rows", "report_bank_text", "report_from_text", "report_to_text", "preview_report"} <= set(
        tab_stops(window)
    )
    opened(window, settled, name="unpaid-charges")
    assert {
        "report_pages", "page_number", "next_page", "zoom_out", "zoom", "zoom_in", "print", "save_pdf", "save_csv",
        "save_excel", "read_again", "close",
    } <= set(tab_stops(window))  # fmt: skip
    assert_no_clipped_text(window)


def test_pages_are_turned_and_zoomed_by_keys(
    window: MainWindow, books: Books, settled: Callable[[], None], qtbot: QtBot
) -> None:
    many_charges(books)
    preview = opened(window, settled, name="unpaid-charges")
    view, control = preview.view, Qt.KeyboardModifier.ControlModifier
    assert view.page_count == 7
    press(qtbot, Qt.Key.Key_PageDown)
    press(qtbot, Qt.Key.Key_Space)
    assert (view.page, preview.bar.page_edit.text(), shown(window, "page_count")) == (2, "3", "of 7")
    press(qtbot, Qt.Key.Key_PageUp)
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Up)
    assert view.page == 1
    press(qtbot, Qt.Key.Key_End)
    assert view.page == 6
    press(qtbot, Qt.Key.Key_PageDown)
    assert view.page == 6
    press(qtbot, Qt.Key.Key_Home)
    assert view.page == 0
    qtbot.keyClick(window, Qt.Key.Key_PageDown, control)
    qtbot.waitUntil(lambda: view.page == 1)
    preview.bar.page_edit.setFocus()
    preview.bar.page_edit.selectAll()
    qtbot.keyClicks(preview.bar.page_edit, "5")
    press(qtbot, Qt.Key.Key_Return)
    assert (view.page, QApplication.focusWidget()) == (4, view)
    assert view.fits_width
    qtbot.keyClick(window, Qt.Key.Key_Plus, control)
    qtbot.waitUntil(lambda: view.zoom == 125)
    assert (view.page, view.zoom, view.fits_width, preview.bar.zoom_box.currentText()) == (4, 125, False, "125 %")
    qtbot.keyClick(window, Qt.Key.Key_Minus, control)
    qtbot.waitUntil(lambda: view.zoom == 100)
    press(qtbot, Qt.Key.Key_X)
    view.set_zoom(1)
    view.zoom_out()
    assert view.zoom == 50
    view.set_zoom(999)
    view.zoom_in()
    assert view.zoom == 300
    assert view.horizontalScrollBar().maximum() > 0


def test_zoom_box_and_wheel(window: MainWindow, books: Books, settled: Callable[[], None], qtbot: QtBot) -> None:
    many_charges(books, 10)
    preview = opened(window, settled, name="unpaid-charges")
    view, box = preview.view, preview.bar.zoom_box
    assert isinstance(box, QComboBox)
    box.setFocus()
    press(qtbot, Qt.Key.Key_Down)
    press(qtbot, Qt.Key.Key_Down)
    assert (view.zoom, view.fits_width) == (75, False)
    box.setCurrentIndex(0)
    box.activated.emit(0)
    assert view.fits_width

    def turn(steps: int, modifiers: Qt.KeyboardModifier) -> None:
        middle = QPointF(view.viewport().rect().center())
        event = QWheelEvent(
            middle, view.viewport().mapToGlobal(middle), QPoint(), QPoint(0, 120 * steps), Qt.MouseButton.NoButton,
            modifiers, Qt.ScrollPhase.NoScrollPhase, False,
        )
        QApplication.sendEvent(view.viewport(), event)

    before = view.zoom
    turn(1, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom > before
    turn(-1, Qt.KeyboardModifier.ControlModifier)
    assert view.zoom <= before
    place = view.verticalScrollBar().value()
    turn(-1, Qt.KeyboardModifier.NoModifier)
    assert view.verticalScrollBar().value() > place


def test_the_paper_is_white_in_the_dark_theme_too(
    window: MainWindow, books: Books, settled: Callable[[], None], qapp: QApplication
) -> None:
    many_charges(books, 10)
    preview = opened(window, settled, name="unpaid-charges")
    apply_theme(qapp, "dark")
    image: QImage = preview.view.viewport().grab().toImage()
    assert image.pixelColor(image.width() // 2, 40).name() == "#ffffff"
    assert image.pixelColor(3, 40).name() == DARK.surface_sunken


def save_by_keys(qtbot: QtBot, window: MainWindow, key: Qt.Key, modifiers: Qt.KeyboardModifier, path: Path) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    qtbot.keyClick(window, key, modifiers)
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(QFileDialog, "save_file")))
    dialog = window.findChild(QFileDialog, "save_file")
    assert isinstance(dialog, QFileDialog)
    line = dialog.findChild(QLineEdit)
    assert isinstance(line, QLineEdit)
    line.setText(str(path))
    qtbot.keyClick(line, Qt.Key.Key_Return)


def test_it_is_saved_as_pdf_csv_and_excel_by_keys(
    window: MainWindow, books: Books, settled: Callable[[], None], qtbot: QtBot, tmp_path: Path,
    window_record: WindowRecord,
) -> None:
    memory.remember_in(tmp_path)
    many_charges(books, 3)
    opened(window, settled, name="unpaid-charges")
    control, both = Qt.KeyboardModifier.ControlModifier, (
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    )
    folder = tmp_path / "out"
    folder.mkdir()
    for key, modifiers, name in (
        (Qt.Key.Key_S, control, "a"), (Qt.Key.Key_C, both, "b"), (Qt.Key.Key_E, both, "c.xlsx"),
    ):  # fmt: skip
        save_by_keys(qtbot, window, key, modifiers, folder / name)
        settled()
    assert window_record.notices == [
        ("positive", "a.pdf is saved."), ("positive", "b.csv is saved."), ("positive", "c.xlsx is saved."),
    ]  # fmt: skip
    assert "Unpaid Charges" in PdfReader(folder / "a.pdf").pages[0].extract_text()
    assert (folder / "b.csv").read_text(encoding="utf-8").startswith("Tenant ID,Tenant,Unit,Charge Date")
    assert memory.recall_text("reports/folder") == str(folder)


def test_a_file_that_cannot_be_written_is_told_and_nothing_is_lost(
    window: MainWindow, books: Books, settled: Callable[[], None], tmp_path: Path
) -> None:
    many_charges(books, 3)
    preview = opened(window, settled, name="unpaid-charges")
    preview.save_to(tmp_path / "nowhere" / "a.pdf")
    settled()
    assert shown(window, "report_problem_text").startswith("a.pdf was not written: there is no folder")
    preview.save_to(tmp_path / "a.pdf")
    settled()
    assert shown(window, "report_problem_text") == ""


def test_cancelling_leaves_no_file(
    window: MainWindow, books: Books, settled: Callable[[], None], tmp_path: Path, window_record: WindowRecord,
    background: Background,
) -> None:
    many_charges(books, 20)
    preview = opened(window, settled, name="unpaid-charges")
    gate = threading.Event()
    background.run(lambda _task: gate.wait(10), done=lambda _: None, owner=preview, lane="other")
    preview.save_to(tmp_path / "a.pdf")
    preview.save_to(tmp_path / "b.pdf")
    preview.activate(name="journal")
    click(preview, "report_progress_cancel")
    gate.set()
    settled()
    assert window_record.notices == [("info", "Cancelled. Nothing was written.")]
    assert preview.report is not None
    task = Task()
    task.cancel()
    with pytest.raises(CancelledError):
        _write_file(preview.report, tmp_path / "c.pdf", task)
    assert list(tmp_path.glob("*.pdf")) == []


def test_it_is_printed_page_by_page(
    window: MainWindow, books: Books, settled: Callable[[], None], tmp_path: Path, window_record: WindowRecord
) -> None:
    many_charges(books)
    preview = opened(window, settled, name="unpaid-charges")
    assert preview._pages is not None
    printer = make_printer(preview._pages)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    printer.setFromTo(2, 3)
    preview.print_on(printer)
    settled()
    assert window_record.notices == [("positive", "2 pages printed.")]
    reader = PdfReader(tmp_path / "printed.pdf")
    assert [float(side) for side in reader.pages[0].mediabox[2:]] == [792, 612]
    texts = [page.extract_text().replace("\t", " ") for page in reader.pages]
    assert ["Page 2 of 7" in texts[0], "Page 3 of 7" in texts[1], len(texts)] == [True, True, 2]


@pytest.mark.qt_log_ignore("QPainter::begin", "QPdf", "QPrint", "cannot be opened", extend=True)
def test_a_printer_that_refuses_is_told(
    window: MainWindow, books: Books, settled: Callable[[], None], tmp_path: Path
) -> None:
    many_charges(books, 3)
    preview = opened(window, settled, name="unpaid-charges")
    assert preview._pages is not None
    printer = make_printer(preview._pages)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "nowhere" / "printed.pdf"))
    preview.print_on(printer)
    settled()
    assert shown(window, "report_problem_text").startswith("The printer did not take Unpaid Charges.")


def test_the_print_dialog_opens_with_the_pages(
    window: MainWindow, books: Books, settled: Callable[[], None], qtbot: QtBot
) -> None:
    from PySide6.QtPrintSupport import QPrintDialog

    many_charges(books)
    opened(window, settled, name="unpaid-charges")
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: window.findChild(QPrintDialog, "print_dialog") is not None)
    dialog = window.findChild(QPrintDialog, "print_dialog")
    assert isinstance(dialog, QPrintDialog)
    assert (dialog.minPage(), dialog.maxPage()) == (1, 7)
    dialog.reject()


def test_the_same_report_is_one_tab_read_again_and_other_options_are_another(
    window: MainWindow, books: Books, settled: Callable[[], None], qtbot: QtBot
) -> None:
    tenant = a_tenant(books)
    first = opened(window, settled, name="unpaid-charges")
    assert shown(window, "report_empty_text") == "Every charge is paid."
    a_charge(books, tenant, 5000)
    assert opened(window, settled, name="unpaid-charges") is first
    assert first.report is not None
    assert first.report.count == 1
    a_charge(books, tenant, 6000)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.waitUntil(lambda: first.report is not None and first.report.count == 2)
    assert opened(window, settled, name="unpaid-charges", from_=TODAY) is not first
    assert window.documents.count() == 3


def test_what_is_not_there_is_told_in_the_preview(
    window: MainWindow, settled: Callable[[], None], window_record: WindowRecord, tmp_path: Path
) -> None:
    preview = opened(window, settled, name="post-batch-receipts", batch="99")
    assert shown(window, "report_problem_text").startswith("There is no batch 99 in these books.")
    assert preview.report is None
    preview.save_pdf()
    preview.print_pages()
    preview.save_to(tmp_path / "a.pdf")
    with pytest.raises(LandlordError, match="There is no report nothing"):
        window.navigate("report", {"name": "nothing"})
    assert window_record.notices == []
