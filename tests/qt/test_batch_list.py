"""The list of Batch Receipts: order, dates, files, what other screens change, and closing."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from sqlalchemy import text

from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import Actor
from landlord_desktop.services.working_lines import TypedPayment, add_payment, list_lines
from landlord_desktop.ui.receivables.batch_screen import BatchScreen
from qt.looks import assert_no_clipped_text, row_texts
from qt.receivables import GUIDE_BATCH, open_batch_screen, the_guides_desk


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    return open_batch_screen(desk, GUIDE_BATCH)


@pytest.fixture
def mixed(desk):
    return open_batch_screen(desk, "all")


def test_tabs_filter_and_sort(desk, mixed):
    desk.press("Alt+3")
    assert {row.line.equal for row in mixed.table.shown_rows()} == {True}
    desk.press("Alt+2")
    assert {row.line.equal for row in mixed.table.shown_rows()} == {False}
    desk.press("Alt+1")
    for words, count in (("oak 1200", 1), ("PMT-7310042203", 1), ("inosio transaction", 13), ("willow", 5)):
        mixed.table.set_filter(words)
        assert len(mixed.table.shown_rows()) == count, words
    mixed.table.set_filter("")
    tenants = [row.line.tenant for row in mixed.table.shown_rows()]
    assert tenants == sorted(tenants, key=str.casefold)
    mixed.tools.by_unit.click()
    units = [row.line.unit for row in mixed.table.shown_rows()]
    assert units == sorted(units, key=str.casefold)


def test_the_arrows_move_between_lines(desk, mixed):
    mixed.table.setFocus()
    mixed.table.select_first()
    before = mixed.table.current_row()
    desk.press("Down")
    assert mixed.table.current_row() != before
    assert mixed.detail.row == mixed.table.current_row()


def test_start_over_asks_and_returns_the_batch(desk, screen):
    add_payment(desk.books, TypedPayment(date(2022, 3, 8), 100, list_lines(desk.books)[0].tenant_id))
    screen.reload()
    desk.settle()
    desk.press("Ctrl+Shift+Backspace")
    dialog = desk.dialog("confirm")
    words = dialog.findChild(QLabel, "confirm_text").text()
    assert words == "3 payments of Inosio return to the unprocessed batch. 1 payment typed in is deleted."
    dialog.button("cancel").click()
    desk.settle()
    assert len(screen.table.rows()) == 4
    desk.press("Ctrl+Shift+Backspace")
    desk.dialog("confirm").button("start_over").click()
    desk.settle()
    assert screen.table.rows() == []
    assert not screen.detail.isVisible()
    assert GUIDE_BATCH in [batch.batch_id for batch in list_batches(desk.books, "unprocessed")]


def test_update_all_dates_warns_first(desk, screen):
    screen.entry.posting_date.set_value(date(2022, 3, 7))
    desk.press("Ctrl+U")
    dialog = desk.dialog("confirm")
    assert "The date of 3 payments changes to 3/7/2022." in dialog.findChild(QLabel, "confirm_text").text()
    dialog.button("update").click()
    desk.settle()
    assert {row[0] for row in row_texts(screen.table)} == {"3/7/2022"}
    assert {row.line.received_on for row in screen.table.rows()} == {date(2022, 2, 22)}


def test_update_all_dates_needs_a_date(desk, screen):
    screen.entry.posting_date.set_value(None)
    desk.press("Ctrl+U")
    assert QApplication.activeModalWidget() is None
    assert desk.focus().objectName() == "posting_date_text"


def test_parked_in_a_lockbox_file_and_loaded_again(desk, screen, tmp_path):
    path = str(tmp_path / "parked.csv")
    screen.tools.save_file.click()
    dialog = screen.findChild(QFileDialog, "lockbox_file")
    dialog.fileSelected.emit(path)
    dialog.reject()
    desk.settle()
    assert screen.problems.text == "3 payments saved to parked.csv. The list stays as it is."
    desk.press("Ctrl+Shift+Backspace")
    desk.dialog("confirm").button("start_over").click()
    desk.settle()
    screen.tools.load_file.click()
    dialog = screen.findChild(QFileDialog, "lockbox_file")
    dialog.fileSelected.emit(path)
    dialog.reject()
    desk.settle()
    summary = desk.dialog("lockbox_summary")
    assert summary.problems.text == "3 payments can be loaded, $2,700.00."
    assert row_texts(summary.table)[0][1].endswith("Valid")
    desk.press("Ctrl+Return")
    desk.settle()
    assert screen.problems.text == "3 payments loaded from parked.csv, $2,700.00."
    assert [row[2] for row in row_texts(screen.table)] == ["$1,200.00", "$1,000.00", "$500.00"]


def test_a_faulty_lockbox_file_tells_every_line(desk, screen, tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text("date,tenant_id,unit_id,amount,memo,payment_id\n3/8/2022,NOBODY,,1,,\nx,KMETZ,,1,,\n", "utf-8")
    screen.list.load_file(str(path))
    desk.settle()
    summary = desk.dialog("lockbox_summary")
    assert summary.problems.text == "2 lines are invalid: nothing of this file can be loaded until that is mended."
    assert not summary.load.isEnabled()
    assert_no_clipped_text(summary)
    first, second = row_texts(summary.table)
    assert first[4:6] == ["Unknown tenant", "There is no tenant NOBODY."]
    assert first[6].startswith("Correct the ID")
    assert second[0] == "3"
    assert summary.width() <= 1120
    assert summary.table.view.horizontalScrollBar().maximum() == 0
    assert summary.told.text() == "Line 2: There is no tenant NOBODY. " + first[6]
    desk.press("Down")
    assert summary.told.text().startswith("Line 3: ")
    desk.press("Escape")
    desk.settle()
    assert len(screen.table.rows()) == 3


def test_report_and_deposit_are_asked_of_the_window(desk, screen):
    desk.press("Ctrl+P")
    assert desk.visited[-1] == ("report", {"name": "post-batch-receipts"})


def test_another_screens_change_is_seen(desk, screen):
    add_payment(desk.books, TypedPayment(date(2022, 3, 8), 100, list_lines(desk.books)[0].tenant_id))
    desk.changes.tell("working_lines")
    desk.settle()
    assert len(screen.table.rows()) == 4


# closing


def test_closing_returns_inosios_lines_and_keeps_typed_ones(desk, screen):
    add_payment(desk.books, TypedPayment(date(2022, 3, 8), 100, list_lines(desk.books)[0].tenant_id))
    screen.reload()
    desk.settle()
    answers = []

    def answer(key):
        dialog = QApplication.activeModalWidget()
        answers.append(dialog.findChild(QLabel, "confirm_text").text())
        dialog.button(key).click()

    QTimer.singleShot(0, lambda: answer("stay"))
    desk.window.close_current()
    assert desk.window.current_screen() is screen
    assert answers[0].startswith("3 payments of Inosio return to the unprocessed batch")
    QTimer.singleShot(0, lambda: answer("close"))
    desk.window.close_current()
    desk.settle()
    assert desk.window.current_screen() is not screen
    assert [line.batch_id for line in list_lines(desk.books)] == [None]
    assert list_batches(desk.books)[0].claimed_by == ""


def test_closing_an_empty_batch_asks_nothing(desk):
    screen = open_batch_screen(desk)
    assert screen.can_close()


def test_claims_are_renewed(desk, screen):
    with desk.books.store.write() as connection:
        connection.execute(text("UPDATE inosio_batch SET claim_expires_at = '2000-01-01T00:00:00.000000+00:00'"))
    screen._claim_timer.timeout.emit()
    desk.settle()
    assert next(batch for batch in list_batches(desk.books) if batch.batch_id == GUIDE_BATCH).claimed_by == "lynn"


def test_a_claim_of_another_pc_is_told(desk):
    load_batch(replace(desk.books, actor=Actor("ann", "PC-2")), GUIDE_BATCH)
    screen = open_batch_screen(desk)
    assert {row.state.word for row in screen.table.shown_rows()} == {"Another PC works on this batch"}
    assert isinstance(screen, BatchScreen)
