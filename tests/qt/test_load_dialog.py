"""Load Receipts from Inosio Server: the guide's texts, loading, marking, history, asking the server, links."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import text

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.services.batch_status import mark_processed
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import Actor
from landlord_desktop.services.claim_words import since_words
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import put
from landlord_desktop.services.working_lines import list_lines, remove_line, start_over
from landlord_desktop.ui.receivables.load_dialog import LoadDialog
from landlord_desktop.ui.receivables.load_values import (
    LoadValues,
    batch_facts,
    count_message,
    is_safe_address,
    read_load_values,
)
from qt.looks import assert_no_clipped_text, row_texts, tab_stops
from qt.receivables import GUIDE_BATCH, FakeRounds, Outcome, open_batch_screen, the_guides_desk

EQUAL_BATCH = "2774276343810105"


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    return open_batch_screen(desk)


@pytest.fixture
def dialog(desk, screen):
    return opened(desk)


def opened(desk):
    desk.press("Ctrl+L")
    found = desk.dialog("load_receipts_dialog")
    assert isinstance(found, LoadDialog)
    return found


def texts(dialog):
    return [dialog.batch.itemText(place) for place in range(dialog.batch.count())]


def choose(dialog, batch_id):
    dialog.batch.setCurrentIndex(dialog.batch.findData(batch_id))


def statuses(desk):
    return {batch.batch_id: batch.status for batch in list_batches(desk.books)}


def message(desk):
    found = desk.dialog("confirm")
    return found, found.findChild(QLabel, "confirm_text").text()


def a_dialog_with_rounds(desk, screen, qtbot):
    rounds = FakeRounds()
    made = LoadDialog(read_load_values(desk.books), replace(screen.context, sync=rounds), screen)
    made.open()
    qtbot.waitUntil(made.isVisible)
    return made, rounds


def test_the_drop_down_says_what_the_guide_says(desk, dialog):
    assert texts(dialog) == [
        "Deposit on 2/23/2022, $2,700.00, 3 items, Id: 2732388606925747",
        "Deposit on 2/23/2022, $50.00, 1 item, Id: 4524433009648478",
        "Deposit on 2/23/2022, $100.00, 1 item, Id: 9363081796946967",
        "Deposit on 2/23/2022, $1,032.00, 1 item, Id: 2774276343810105",
        "Deposit on 2/23/2022, $2,565.00, 4 items, Id: 6455186897846405",
        "Deposit on 2/23/2022, $1,450.00, 2 items, Id: 8177022708113454",
        "Deposit on 2/25/2022, $22.00, 1 item, Id: 2530688385335306",
        "Deposit on 2/25/2022, $41.00, 2 items, Id: 8760846393525238",
    ]
    assert dialog.windowTitle() == "Load Receipts from Inosio Server"
    assert [dialog.tabs.tabText(place) for place in range(2)] == ["Unprocessed Batches", "History"]
    assert desk.focus().objectName() == "unprocessed_receipt_batch"
    assert_no_clipped_text(dialog)
    stops = tab_stops(dialog)
    for name in (
        "unprocessed_receipt_batch", "mark_processed", "load_receipts", "check_server_for_more_batches",
        "integration_guide", "cancel",
    ):  # fmt: skip
        assert name in stops, name


def test_load_receipts_tells_how_many_and_shows_the_lines(desk, screen, dialog):
    choose(dialog, GUIDE_BATCH)
    dialog.load.click()
    desk.settle()
    told, words = message(desk)
    assert words == "There are 3 receipts in this batch."
    told.button("ok").click()
    desk.qtbot.waitUntil(lambda: screen.findChild(LoadDialog, "load_receipts_dialog") is None)
    desk.settle()
    assert len(screen.table.rows()) == 3
    assert desk.focus().objectName() == "payments_rows"


def test_enter_loads_the_batch_chosen(desk, screen, dialog):
    desk.press("Return")
    assert message(desk)[1] == "There are 3 receipts in this batch."
    message(desk)[0].button("ok").click()
    desk.settle()
    assert len(list_lines(desk.books)) == 3


def test_all_batches_at_once(desk, screen, dialog):
    desk.press("Ctrl+Shift+L")
    desk.settle()
    assert screen.problems.text == "15 receipts of 8 batches loaded."
    assert len(screen.table.rows()) == 15
    dialog = opened(desk)
    dialog.load_all.click()
    desk.settle()
    assert screen.problems.text == "0 receipts of 8 batches loaded."
    assert len(list_lines(desk.books)) == 15


def test_cancel_changes_nothing(desk, screen, dialog):
    desk.press("Escape")
    desk.settle()
    assert list_lines(desk.books) == []


def test_a_batch_of_another_pc_says_who(desk, screen):
    load_batch(replace(desk.books, actor=Actor("ann", "PC-2")), GUIDE_BATCH)
    dialog = opened(desk)
    since = since_words(desk.books, desk.books.now())
    assert dialog.facts.text() == f"3 on the list; being worked on by ann at PC-2 {since}"
    dialog.load.click()
    desk.settle()
    assert f"being worked on by ann at PC-2 {since}" in dialog.problems.text
    assert dialog.load.isEnabled()


def test_mark_processed_and_back(desk, screen, dialog):
    choose(dialog, EQUAL_BATCH)
    dialog.mark.click()
    desk.settle()
    assert statuses(desk)[EQUAL_BATCH] == "processed"
    assert dialog.batch.findData(EQUAL_BATCH) == -1
    dialog.tabs.setCurrentIndex(1)
    [row] = row_texts(dialog.history.table)
    assert (row[0], row[1], row[2], row[3], row[5], row[6]) == (
        "2/23/2022", "$1,032.00", "1", "0", "lynn", EQUAL_BATCH,
    )  # fmt: skip
    assert_no_clipped_text(dialog)
    dialog.history.mark.click()
    desk.settle()
    assert statuses(desk)[EQUAL_BATCH] == "unprocessed"
    assert dialog.batch.findData(EQUAL_BATCH) >= 0
    assert not dialog.history.mark.isEnabled()


def test_removed_payments_are_asked_about(desk, screen):
    load_batch(desk.books, GUIDE_BATCH)
    remove_line(desk.books, list_lines(desk.books)[2].line_id, "Not ours")
    dialog = opened(desk)
    assert dialog.facts.text() == "2 on the list; 1 removed"
    dialog.mark.click()
    desk.settle()
    question = desk.dialog("confirm")
    assert question.findChild(QLabel, "confirm_title").text() == "Mark processed with 1 removed, $500.00?"
    question.button("cancel").click()
    desk.settle()
    assert statuses(desk)[GUIDE_BATCH] == "unprocessed"
    dialog.mark.click()
    desk.settle()
    desk.dialog("confirm").button("mark").click()
    desk.settle()
    assert statuses(desk)[GUIDE_BATCH] == "processed"


def test_processed_receipts_are_loaded_for_review_only(desk, screen):
    load_batch(desk.books, EQUAL_BATCH)
    post_working_lines(desk.books)
    dialog = opened(desk)
    dialog.tabs.setCurrentIndex(1)
    dialog.history.load.click()
    desk.settle()
    told, words = message(desk)
    assert words == (
        "There is 1 receipt in this batch. 1 of them is posted already and cannot be posted again."
    )
    told.button("ok").click()
    desk.settle()
    [row] = screen.table.shown_rows()
    assert row.state.word == "Already posted"
    desk.press("Ctrl+Return")
    assert screen.problems.text == "No payment was posted. Posted before and not again: 1."


def test_the_last_error_message_is_shown(desk, screen):
    with desk.books.store.write() as connection:
        put(connection, {"inosio.last_error": "Inosio could not be reached."})
    dialog = opened(desk)
    dialog.tabs.setCurrentIndex(1)
    assert dialog.history.error.text() == "Last error message: Inosio could not be reached."
    assert_no_clipped_text(dialog)


def test_nothing_waits(desk, screen):
    for batch in list_batches(desk.books):
        mark_processed(desk.books, batch.batch_id)
    dialog = opened(desk)
    assert dialog.findChild(QLabel, "no_batches_text").isVisible()
    assert not dialog.load.isEnabled()
    assert not dialog.mark.isEnabled()
    assert dialog.check.isEnabled()
    assert len(row_texts(dialog.history.table)) == 8


def test_asking_the_server(desk, screen, qtbot):
    dialog, rounds = a_dialog_with_rounds(desk, screen, qtbot)
    choose(dialog, EQUAL_BATCH)
    dialog.check.click()
    assert rounds.steps == [("batches",)]
    assert dialog.strip.isVisible()
    assert not dialog.check.isEnabled()
    assert not dialog.load.isEnabled()
    rounds.rounds[0].progress(1, 3, "Fetching batches")
    mark_processed(desk.books, GUIDE_BATCH)
    rounds.rounds[0].done(Outcome("2 new batches."))
    desk.settle()
    assert dialog.problems.text == "2 new batches."
    assert not dialog.strip.isVisible()
    assert dialog.batch.currentData() == EQUAL_BATCH
    assert dialog.batch.findData(GUIDE_BATCH) == -1
    dialog.reject()


def test_the_round_can_be_cancelled_and_its_error_is_told(desk, screen, qtbot):
    dialog, rounds = a_dialog_with_rounds(desk, screen, qtbot)
    dialog.check.click()
    dialog.strip.cancel_button.click()
    assert rounds.rounds[0].cancelled
    rounds.rounds[0].done(Outcome("", "The round was ended before it was through."))
    desk.settle()
    assert dialog.problems.text == "The round was ended before it was through."
    assert dialog.problems.kind == "warning"
    dialog.check.click()
    rounds.rounds[1].failed(LandlordError("The books are locked."))
    assert dialog.problems.text == "The books are locked."
    assert dialog.check.isEnabled()
    dialog.check.click()
    rounds.rounds[2].done(Outcome())
    desk.settle()
    assert dialog.problems.text == "There are no new batches."
    dialog.reject()


class Browser(QObject):
    """Stands for the browser."""

    def __init__(self):
        super().__init__()
        self.addresses = []

    @Slot(QUrl)
    def take(self, url):
        self.addresses.append(url.toString())


def test_the_links(desk, screen, dialog):
    assert not dialog.home.isEnabled()
    assert "first connection" in dialog.home.toolTip()
    browser = Browser()
    QDesktopServices.setUrlHandler("https", browser, "take")
    dialog.set_values(replace(read_load_values(desk.books), home_url="https://account.inosio.example/home"))
    dialog.home.click()
    QDesktopServices.unsetUrlHandler("https")
    assert browser.addresses == ["https://account.inosio.example/home"]
    dialog.findChild(QPushButton, "integration_guide").click()
    assert desk.visited[-1] == ("help", {"page": "integration_guide"})
    dialog.activateWindow()
    desk.press("F1")
    assert desk.visited[-1] == ("help", {"page": "load_receipts"})


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://inosio.example/home", True),
        ("http://127.0.0.1:8780/home", True),
        ("http://inosio.example/home", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)", False),
        ("https://[broken", False),
        ("", False),
    ],
)
def test_only_safe_addresses_are_opened(address, safe):
    assert is_safe_address(address) is safe


def test_the_words_of_a_batch(desk, screen):
    load_batch(desk.books, GUIDE_BATCH)
    post_working_lines(desk.books, only=[list_lines(desk.books)[0].line_id], accept_proposals=True)
    start_over(desk.books)
    batch = next(batch for batch in list_batches(desk.books) if batch.batch_id == GUIDE_BATCH)
    assert batch_facts(batch, desk.books) == "1 of 3 posted, $1,200.00 of $2,700.00"
    assert count_message(3, 2).endswith("2 of them are posted already and cannot be posted again.")
    with desk.books.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM working_line")).scalar() == 0
    assert LoadValues().unprocessed == ()
