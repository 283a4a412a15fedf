"""One table leads from a record to the screen that shows it."""

import pytest

from landlord_desktop.ui import records
from landlord_desktop.ui.background import Background
from landlord_desktop.ui.screens import ENTRIES
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
