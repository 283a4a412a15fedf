"""What is done by itself: after a sleep, off-line and back, at midnight, and after a daily round that failed."""

import pytest

from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.settings import change_settings
from landlord_desktop.ui.shell.sending_window import SendingWindow
from landlord_desktop.ui.sync_state import SyncState
from landlord_desktop.ui.sync_watch import LOOK_MILLISECONDS
from landlord_desktop.ui.sync_worker import Sync
from qt.online_screens import OnlineScreens, online_screens

NOBODY = "http://127.0.0.1:9"


class Steady:
    """Seconds that only grow when told so."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


class Watched:
    """A program at the office whose clocks the test moves."""

    def __init__(self, screens: OnlineScreens) -> None:
        self.screens, self.office, self.steady = screens, screens.office, Steady()
        self.states: list[SyncState] = []
        self.sync = Sync(
            self.office.books, self.office.tokens, screens.background, screens.changes, screens.window.errors.append,
            steady=self.steady,
        )
        self.sync.state_changed.connect(self.states.append)
        screens.sync = self.sync  # so that what settles is this one

    def start(self) -> None:
        self.sync.start()
        self.screens.settle()

    def look(self, seconds: float = LOOK_MILLISECONDS / 1000) -> None:
        """The timer's next look, so many seconds later."""
        self.office.clock.forward(seconds=seconds)
        self.steady.seconds += seconds
        self.sync.watch.look()
        self.screens.settle()

    def server(self, address: str) -> None:
        """Another address behind the program's back: the network goes and comes."""
        self.office.change("UPDATE setting SET value = :address WHERE key = 'inosio.server'", address=address)

    def claims(self) -> list[tuple[str, bool]]:
        rows = self.office.rows("SELECT day, done_at <> '' FROM daily_claim WHERE name = 'sync' ORDER BY day")
        return [(day, bool(done)) for day, done in rows]


@pytest.fixture
def watched(qtbot, tmp_path, background, window_record):
    with online_screens(qtbot, tmp_path, background, window_record) as screens:
        first = screens.sync
        assert first.stop()
        made = Watched(screens)
        made.office.tokens.remember(NOBODY, "anything")
        yield made
        assert made.sync.stop()
        screens.sync = first


def test_off_line_is_said_and_back_again_all_goes_on_within_half_a_minute(watched):
    here = watched.office.sandbox.url
    watched.server(NOBODY)
    watched.start()
    request_balances(watched.office.books, "deposit slip 1")
    watched.look()
    state = watched.states[-1]
    assert (state.kind, state.text[:14]) == ("warning", "Offline since ")
    assert "what waits is sent as soon as the server answers" in state.text
    assert "Not synchronized yet" in state.detail
    tries = watched.office.one("SELECT attempts FROM outbox_item")
    watched.look()
    assert watched.office.one("SELECT attempts FROM outbox_item") == tries, "asked for cheaply, not tried"
    watched.server(here)
    watched.look()
    assert watched.office.states() == [("balances", "sent")]
    assert watched.states[-1].kind == "positive"
    assert watched.states[-1].text.startswith("Last synchronized 3/8/2022 at ")
    assert watched.states[-1].text[-2:] in {"AM", "PM"}


def test_a_round_that_the_network_cut_off_goes_on_when_it_is_back(watched):
    here = watched.office.sandbox.url
    watched.start()
    watched.server(NOBODY)
    watched.sync.run(("batches",))
    watched.screens.settle()
    assert watched.office.one("SELECT count(*) FROM inosio_batch WHERE origin = 'server'") == 0
    watched.server(here)
    watched.look()
    assert watched.office.one("SELECT count(*) FROM inosio_batch WHERE origin = 'server'") == 8


def test_a_server_that_answers_and_breaks_off_is_asked_less_and_less(watched):
    watched.start()
    rule = watched.office.sandbox.faults.add("cut", match={"path": "/v1/integration"}, times=None, at_byte=-1)
    request_balances(watched.office.books, "deposit slip 1")
    watched.look()
    assert rule.fired == 1
    fired = []
    for _look in range(8):
        watched.look()
        fired.append(rule.fired)
    assert fired[0] == 2
    assert fired[-1] < 6, "not at every look"


def test_after_a_sleep_what_waited_for_the_network_goes_at_once(watched):
    watched.start()
    watched.office.sandbox.faults.add("500", match={"path": "/v1/snapshots"})
    request_balances(watched.office.books, "deposit slip 1")
    watched.look()
    assert watched.office.states() == [("balances", "waiting")]
    watched.office.change("UPDATE outbox_item SET next_try_at = replace(next_try_at, '2022-03-08', '2022-03-09')")
    watched.look()
    assert watched.office.states() == [("balances", "waiting")]
    watched.look(61)  # the timer came half a minute late: the PC slept
    assert watched.office.states() == [("balances", "sent")]


def test_midnight_passes_while_the_program_is_open(watched):
    change_settings(watched.office.books, {"inosio.sync_daily": "yes"})
    watched.start()
    assert watched.claims() == [("2022-03-08", True)]
    watched.look()
    watched.office.clock.forward(hours=24)
    watched.look()
    assert watched.claims() == [("2022-03-08", True), ("2022-03-09", True)]


def test_a_daily_round_that_failed_is_tried_again_later_and_later(watched):
    change_settings(watched.office.books, {"inosio.sync_daily": "yes"})
    rule = watched.office.sandbox.faults.add("429", match={"path": "/v1/integration"}, retry_after=600, times=1)
    watched.start()
    assert (rule.fired, watched.claims()) == (1, [])
    assert watched.states[-1].kind == "negative"
    for _look in range(3):
        watched.look()
    assert watched.claims() == [], "the server asked to wait ten minutes"
    watched.steady.seconds += 520
    watched.look()
    assert watched.claims() == [("2022-03-08", True)]


def test_a_token_that_is_not_taken_stops_it_until_the_settings_change(watched):
    change_settings(watched.office.books, {"inosio.sync_daily": "yes"})
    rule = watched.office.sandbox.faults.add("401", match={"path": "/v1/integration"}, times=1)
    watched.start()
    assert rule.fired == 1
    watched.steady.seconds += 4000
    watched.look()
    assert watched.claims() == []
    watched.screens.changes.tell("settings")
    watched.screens.settle()
    assert watched.claims() == [("2022-03-08", True)]


def test_in_sight_the_daily_round_and_each_new_try_are_shown(watched, qtbot):
    change_settings(watched.office.books, {"inosio.sync_daily": "yes", "inosio.send_in_background": "no"})
    shown: list[tuple[str, SendingWindow]] = []

    def show(what: str) -> None:
        window = SendingWindow(watched.sync)
        qtbot.addWidget(window)
        shown.append((what, window))
        window.send(what)
        assert window.isModal() == (what != "retry"), "a new try takes nobody's keyboard away"

    watched.sync.send_in_window = show
    watched.start()
    assert ([what for what, _ in shown], watched.claims()) == (["daily"], [("2022-03-08", True)])
    watched.office.sandbox.faults.add("500", match={"path": "/v1/integration"})
    request_balances(watched.office.books, "deposit slip 1")
    watched.look()
    assert [what for what, _ in shown] == ["daily", "retry"]
    assert watched.office.states()[-1] == ("balances", "waiting")
    assert [window.result() for _, window in shown] == [SendingWindow.DialogCode.Accepted] * 2, "both closed themselves"


@pytest.mark.parametrize("automatic", ["yes", "no"])
def test_automatic_balances_that_the_programs_end_overtook_go_at_the_next_start(watched, automatic):
    change_settings(watched.office.books, {"inosio.balances_automatic": automatic})
    watched.start()
    assert watched.office.states() == ([("balances", "sent")] if automatic == "yes" else [])
    watched.look()
    assert len(watched.office.states()) == (automatic == "yes"), "once"
