"""The processing options in the window: daily, in the background or in sight, automatic balances, the autopilot."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from build import a_batch, a_payment
from landlord_desktop.services.batches import list_batches
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.settings import change_settings
from landlord_desktop.ui import sync_worker
from landlord_desktop.ui.integration.autopilot_screen import AutopilotScreen
from landlord_desktop.ui.shell.sending_window import SendingWindow
from landlord_desktop.ui.sync_worker import Sync
from office_online import KMETZ_BATCH
from qt.online_screens import online_screens


@pytest.fixture
def online(qtbot, tmp_path, background, window_record):
    with online_screens(qtbot, tmp_path, background, window_record) as made:
        yield made


def states(online):
    return [state for _subject, state in online.office.states()]


class InSight:
    """Opens the sending window as the program does, and keeps it."""

    def __init__(self, online):
        self.online, self.windows = online, []
        online.sync.send_in_window = self

    def __call__(self, what="send"):
        window = SendingWindow(self.online.sync)
        self.online.qtbot.addWidget(window)
        self.windows.append(window)
        window.send(what)


def test_work_now_of_the_autopilot_fetches_first_and_goes_on_without_the_server(online):
    change_settings(online.office.books, {"inosio.bank": "CHECKING"})
    screen = online.show(AutopilotScreen)
    screen.work_now()
    online.settle()
    assert len(list_batches(online.office.books)) > 0
    assert "payment" in screen.problems.text
    assert len(screen.rounds.rows()) == len(list_batches(online.office.books))
    online.office.sandbox.faults.add("500", match={"path": "/v1/integration"})
    screen.work_now()
    online.settle()
    assert screen.problems.text.startswith("The server could not be asked: ")
    assert "0 payments posted" in screen.problems.text


def test_sending_in_the_background_shows_no_window(online):
    shown = InSight(online)
    request_balances(online.office.books, "deposit slip 1")
    online.sync.send_soon()
    online.settle()
    assert (shown.windows, states(online)) == ([], ["sent"])


def test_off_a_window_shows_it_and_closes_itself(online):
    change_settings(online.office.books, {"inosio.send_in_background": "no"})
    shown = InSight(online)
    request_balances(online.office.books, "deposit slip 1")
    online.sync.send_soon()
    online.settle()
    assert [window.result() for window in shown.windows] == [SendingWindow.DialogCode.Accepted]
    assert states(online) == ["sent"]


def test_the_window_cancels_and_what_waits_is_sent_later(online):
    shown = InSight(online)
    request_balances(online.office.books, "deposit slip 1")
    shown()
    window = shown.windows[0]
    assert window.isVisible()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isVisible()  # it ends at the next item
    assert not window.progress.cancel_button.isEnabled()
    online.settle()
    assert not window.isVisible()
    online.sync.run(("send",))
    online.settle()
    assert states(online) == ["sent"]


def test_the_window_says_why_it_could_not_send(online):
    online.office.sandbox.faults.add("500", match={"path": "/v1/integration"}, times=9)
    shown = InSight(online)
    request_balances(online.office.books, "deposit slip 1")
    shown()
    online.settle()
    window = shown.windows[0]
    assert window.isVisible()
    assert "server" in window.words.text().lower()
    window.close_button.click()
    assert (window.isVisible(), states(online)) == (False, ["waiting"])


def test_automatic_balances_go_after_the_last_change_and_not_without_the_option(online):
    assert not online.sync._automatic.isActive()
    online.changes.tell("receipts")
    assert online.sync._automatic.isActive()
    online.sync._automatic.timeout.emit()
    online.settle()
    assert states(online) == []
    change_settings(online.office.books, {"inosio.balances_automatic": "yes"})
    online.sync._automatic.timeout.emit()
    online.settle()
    assert states(online) == ["sent"]
    online.sync._automatic.stop()


def test_who_changes_something_all_day_puts_the_balances_off_no_longer_than_ten_minutes(online, monkeypatch):
    online.changes.tell("charges")
    online.sync._automatic.setInterval(30_000)  # begins anew, as half of the minute had gone
    monkeypatch.setattr(sync_worker, "LONGEST_PUT_OFF_MILLISECONDS", sync_worker.AUTOMATIC_MILLISECONDS - 1)
    before = online.sync._automatic.remainingTime()
    online.changes.tell("charges")
    assert online.sync._automatic.remainingTime() <= before
    monkeypatch.undo()
    online.sync._automatic.stop()


def daily(online, **settings):
    """Another start of the program at the same office, with these settings."""
    change_settings(online.office.books, {"inosio.sync_daily": "yes", "inosio.bank": "CHECKING", **settings})
    made = Sync(
        online.office.books, online.office.tokens, online.background, online.changes, online.window.errors.append
    )
    told = []
    made.autopilot_ended.connect(told.append)
    online.sync = made  # so that what settles is the new one
    return made, told


@pytest.fixture
def second(online):
    started, first = [], online.sync

    def start(**settings):
        made, told = daily(online, **settings)
        started.append(made)
        made.start()
        online.settle()
        return made, told

    yield start
    for one in started:
        assert one.stop()
    online.sync = first


def test_the_daily_round_is_done_once_and_the_autopilot_after_it_where_it_is_on(online, second):
    _made, told = second(**{"autopilot.on": "yes"})
    assert len(told) == 1
    assert told[0].startswith("Autopilot: ")
    assert online.office.one("SELECT count(*) FROM autopilot_round WHERE cause = 'scheduled'") == 1
    claims = online.office.rows("SELECT name FROM daily_claim WHERE done_at IS NOT NULL ORDER BY name")
    assert claims == [("autopilot",), ("sync",)]
    _again, nothing = second()
    assert nothing == []


def test_a_feature_that_the_account_has_not_stops_no_autopilot(online, second):
    with online.office.sandbox.state.change() as document:
        for item in document["integrations"]:
            item["features"] = []
    _made, told = second(**{"autopilot.on": "yes", "inosio.maintenance_coordination": "yes"})
    assert online.office.one("SELECT outcome FROM exchange_log WHERE step = 'work-orders'") == "failed"
    assert len(told) == 1
    assert "not signed up" not in told[0]
    assert online.office.one("SELECT count(*) FROM autopilot_round WHERE cause = 'scheduled'") == 1


def test_the_autopilot_says_which_batch_could_not_be_fetched(online, second):
    made, told = second(**{"autopilot.on": "yes", "autopilot.at": "23:59"})
    online.office.change("DELETE FROM inosio_payment WHERE batch_id = :b", b=KMETZ_BATCH)
    online.office.change("DELETE FROM inosio_batch WHERE id = :b", b=KMETZ_BATCH)
    online.office.sandbox.faults.add("malformed", match={"path": f"/v1/receipt-batches/{KMETZ_BATCH}"}, times=None)
    change_settings(online.office.books, {"autopilot.at": "00:00"})
    made._autopilot.timeout.emit()
    online.settle()
    assert len(told) == 1
    assert KMETZ_BATCH in told[0]
    assert made._autopilot.interval() == sync_worker.AUTOPILOT_MILLISECONDS


def test_off_is_off(online, second):
    _made, told = second()
    assert told == []
    assert online.office.one("SELECT count(*) FROM autopilot_round") == 0


def test_the_autopilot_works_when_its_hour_has_come_once(online, second):
    made, told = second(**{"autopilot.on": "yes", "autopilot.at": "23:59"})
    made._autopilot.timeout.emit()
    online.settle()
    assert told == []
    a_batch(online.office.books, "OWN", a_payment("p1", 500, "NOBODY"))
    change_settings(online.office.books, {"autopilot.at": "00:00"})
    for _time in range(2):
        made._autopilot.timeout.emit()
        online.settle()
    assert len(told) == 1
    assert made._autopilot.interval() == sync_worker.AUTOPILOT_MILLISECONDS


def test_where_the_server_is_away_the_autopilot_tries_again_later(online, second):
    made, told = second(**{"autopilot.on": "yes", "autopilot.at": "00:00"})
    online.office.sandbox.faults.add("500", match={"path": "/v1/integration"}, times=9)
    made._autopilot.timeout.emit()
    online.settle()
    assert told == []
    assert made._autopilot.interval() == sync_worker.AUTOPILOT_AGAIN_MILLISECONDS
    assert online.office.one("SELECT count(*) FROM daily_claim WHERE name = 'autopilot'") == 0
