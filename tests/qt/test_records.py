"""One table leads from a record to the screen that shows it."""

import pytest

from bank_build import WHOLE, receipts_waiting
from build import a_batch, a_payment
from landlord_desktop.services.batch_status import mark_processed
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.ui import records
from landlord_desktop.ui.background import Background
from landlord_desktop.ui.integration.log_screen import IntegrationLogScreen
from landlord_desktop.ui.screens import ENTRIES
from qt.desk import a_desk
from qt.fakes import WindowRecord, screen_context


@pytest.fixture
def window():
    return WindowRecord()


@pytest.fixture
def context(qtbot, window):
    background = Background(window.report_error)
    yield screen_context(None, background, window=window)
    assert background.stop(5.0)


def test_a_record_is_opened_on_the_screen_that_shows_it(context, window):
    assert context.open_record("bank", 4)
    assert window.navigations == [("bank_history", {"bank_id": 4})]
    assert context.can_open("bank")


def test_a_record_that_no_screen_shows_is_left_alone(context, window):
    assert not context.open_record("weather", 1)
    assert not context.open_record("bank", None)
    assert not context.can_open("weather")
    assert window.navigations == []


def test_the_first_screen_that_is_there_is_taken(monkeypatch):
    there, missing = ENTRIES[0].key, "not_there_yet"
    places = (records.Place(missing, "receipt_id"), records.Place(there, "receipt_id"))
    monkeypatch.setattr(records, "RECORDS", {"receipt": places})
    assert records.destination("receipt", 5) == (there, {"receipt_id": 5})


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


def test_a_batch_is_chosen_in_the_dialog_on_the_tab_where_it_stands(desk):
    receipts_waiting(desk.books)
    mark_processed(desk.books, WHOLE)
    a_batch(desk.books, "B7", a_payment("x1", 500))
    a_batch(desk.books, "B8", a_payment("x2", 700))
    home = desk.open("Ctrl+Home")
    for batch_id, tab in (("B8", 0), (WHOLE, 1)):
        home.context.open_record("batch", batch_id)
        desk.settle()
        dialog = desk.dialog("load_receipts_dialog")
        assert dialog.tabs.currentIndex() == tab
        chosen = dialog.history.table.current_row().batch_id if tab else dialog.batch.currentData()
        assert chosen == batch_id
        desk.press("Escape")


def test_an_item_of_the_outbox_is_shown_where_it_waits(desk):
    request_balances(desk.books, "by hand")
    home = desk.open("Ctrl+Home")
    home.context.open_record("outbox_item", 1)
    desk.settle()
    log = desk.window.current_screen()
    assert isinstance(log, IntegrationLogScreen)
    assert log.folders.key() == "waiting"
    assert log.waiting.current_row().item_id == 1
