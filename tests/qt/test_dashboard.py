"""The dashboard in the real window, on real books, by keys."""

from datetime import date

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QScrollArea
from sqlalchemy import text

from bank_build import receipts_waiting
from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.books import Books
from landlord_desktop.services.dashboard import dashboard_facts
from landlord_desktop.services.deposit_clock import DepositClock
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.receipts_by_hand import ReceiptOrder, post_receipt
from landlord_desktop.services.settings import change_settings
from landlord_desktop.ui.home.charts import nice_step
from landlord_desktop.ui.home.dashboard import Dashboard
from landlord_desktop.ui.home.dashboard_words import clock
from landlord_desktop.ui.theme.style import apply_theme
from landlord_desktop.ui.widgets.badge import State
from qt.desk import a_desk
from qt.fakes import screen_context
from qt.looks import assert_no_clipped_text


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def home(desk):
    screen = desk.window.current_screen()
    assert isinstance(screen, Dashboard)
    return screen


def fill(desk):
    receipts_waiting(desk.books)
    tenant = a_tenant(desk.books, "FOX")
    a_charge(desk.books, tenant, 50_000)
    a_batch(desk.books, "5555", a_payment("z1", 50_000, "FOX"), a_payment("z2", 100, "FOX"))
    desk.changes.tell("batches", "receipts")
    desk.settle()


def words(card):
    return card.accessibleName()


def test_a_new_office_is_shown_its_first_steps(desk, home):
    assert home.steps.isVisible()
    assert not home.cards.isVisible()
    assert home.first_focus().objectName() == "set_up_bank"
    assert QApplication.focusWidget() is home.first_focus()
    assert_no_clipped_text(desk.window)
    desk.press("Space")
    assert desk.visited == [("account_codes", {})]


def test_steps_are_marked_as_they_are_done(desk, home):
    with desk.books.store.write() as connection:
        connection.execute(text("UPDATE bank_detail SET account_number = '1', routing_number = '2'"))
    desk.changes.tell("accounts")
    desk.settle()
    assert home.steps.next_button().objectName() == "paste_token"
    assert home.steps.next_button().property("kind") == "primary"
    assert home.steps.findChild(QLabel, "set_up_bank_state").text() == "\u2713 Done"


def test_the_cards_tell_what_waits(desk, home):
    fill(desk)
    assert not home.steps.isVisible()
    assert words(home.batches) == "Unprocessed Batches: $1,501.00. 2 batches, 4 payments. 2 payments to look at"
    assert "$300.00. 0 equal, 1 not equal" in words(home.working_list)
    assert words(home.deposits).startswith("Awaiting Deposit: $4,500.00. CHECKING: $4,500.00, 6 receipts.")
    assert "Inosio is not set up" in words(home.sync)
    assert not home.notices.isVisible()
    assert home.day.text() == "March 8, 2022"


def test_cards_open_their_screens_by_keys(desk, home):
    fill(desk)
    home.deposits.setFocus()
    QTest.keyClick(home.deposits, Qt.Key.Key_Return)
    bank = dashboard_facts(desk.books).banks[0].bank_id
    assert desk.visited[-1] == ("deposit_receipts", {"bank_id": bank})
    desk.press("Ctrl+Home")
    home.working_list.setFocus()
    QTest.keyClick(home.working_list, Qt.Key.Key_Space)
    assert desk.visited[-1] == ("batch_receipts", {})
    desk.settle()


def test_every_card_and_chart_is_reached_by_tab(desk, home):
    fill(desk)
    home.batches.setFocus()
    for name in ("card_working_list", "card_deposits", "card_sync", "chart_receipts", "chart_unpaid"):
        desk.tab_to(name)


def test_charts_tell_their_values_in_words_and_at_the_mouse(desk, home):
    fill(desk)
    assert "Week of 3/7/2022: $4,500.00, 6 receipts" in home.weeks.words()
    assert home.ages.words().startswith("0 to 30 days: $500.00, 1 charge")
    assert "Over 90 days: $0.00, 0 charges" in home.ages.words()
    for chart in (home.weeks, home.ages):
        chart.setFocus()
        chart.grab()
        middle = chart.rect().center()
        event = QHelpEvent(QHelpEvent.Type.ToolTip, middle, chart.mapToGlobal(middle))
        assert QApplication.sendEvent(chart, event)
        outside = QHelpEvent(QHelpEvent.Type.ToolTip, QPoint(-5, -5), chart.mapToGlobal(QPoint(-5, -5)))
        assert QApplication.sendEvent(chart, outside)


@pytest.mark.parametrize(("cents", "step"), [(1, 100), (400, 100), (401, 200), (27_191_112, 10_000_000)])
def test_a_scale_has_round_steps(cents, step):
    assert nice_step(cents) == step


def test_notices_stand_below_the_cards(desk, home):
    fill(desk)
    a_batch(desk.books, "5555", a_payment("z1", 60_000, "FOX"))
    with desk.books.store.write() as connection:
        connection.execute(
            text("UPDATE inosio_batch SET server_status = 'processed', origin = 'server' WHERE id = '5555'")
        )
    desk.changes.tell("batches")
    desk.settle()
    assert home.elsewhere.isVisible()
    assert "Processed There, Not Here: $501.00" in words(home.elsewhere)
    assert "1 answer" in words(home.aside)
    assert_no_clipped_text(home)
    home.aside.click()
    assert desk.visited[-1] == ("integration_log", {"tab": "set_aside"})
    desk.settle()


@pytest.mark.parametrize("state", ["waiting", "refused"])
def test_the_outbox_on_the_card(desk, home, state):
    fill(desk)
    request_balances(desk.books, "test")
    change_settings(desk.books, {"inosio.server": "https://server.example"})
    with desk.books.store.write() as connection:
        connection.execute(text("UPDATE outbox_item SET state = :state"), {"state": state})
    desk.changes.tell("outbox")
    desk.settle()
    expected = "2 items refused" if state == "refused" else "Synchronization: 2 to send"
    assert expected in words(home.sync)
    home.sync.click()
    assert desk.visited[-1] == ("integration_log", {"tab": "waiting"})
    desk.settle()


@pytest.mark.parametrize(
    ("found", "kind", "words"),
    [
        (DepositClock(3), "positive", "Nothing to do"), (DepositClock(3, next_on=TODAY), "info", "Next due 3/8/2022"),
        (DepositClock(3, due=2, due_cents=1), "warning", "2 receipts due today"),
        (DepositClock(3, 1, 5, 2, 1), "negative", "1 receipt overdue"),
    ],
)
def test_the_deposit_clock(found, kind, words):
    assert clock(found) == State(kind, words)


def test_what_is_due_and_overdue_is_told_on_the_card(desk, home):
    fill(desk)
    tenant = rows(desk.books, "SELECT min(id) FROM tenant")[0][0]
    for day, cents in ((date(2022, 3, 3), 90_000), (date(2022, 3, 3), 30_000), (date(2022, 2, 25), 50_000)):
        post_receipt(desk.books, ReceiptOrder(tenant, day, cents))
    desk.changes.tell("receipts")
    desk.settle()
    told = words(home.deposits)
    assert "1 receipt, $500.00, is overdue; 2 receipts, $1,200.00, are due today." in told
    assert "1 receipt overdue" in told


def test_changes_while_a_read_is_under_way_make_one_more(desk, home):
    for _ in range(5):
        home.read()
    fill(desk)
    assert "$1,501.00" in words(home.batches)


@pytest.mark.parametrize(("width", "size"), [(1280, 100), (1920, 100), (1280, 200)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut(desk, home, qapp, width, size, theme):
    fill(desk)
    apply_theme(qapp, theme, size)
    desk.window.resize(width, 800)
    QApplication.processEvents()
    assert_no_clipped_text(home)
    assert home.findChild(QScrollArea).horizontalScrollBar().maximum() == 0


class Unreadable:
    """A store that cannot be read."""

    def read(self):
        raise BooksError("The database file is damaged. Nothing was changed; restore the newest backup.")


def test_books_that_cannot_be_read_are_told(qtbot, background, window_record):
    books = Books(Unreadable(), None, "Office", "", "")
    screen = Dashboard(screen_context(books, background, window=window_record))
    qtbot.addWidget(screen)
    screen.show()
    screen.activate()
    qtbot.waitUntil(screen.problem.isVisible)
    assert "restore the newest backup" in screen.problem.text
    screen.problem.findChild(QPushButton, "read_again").click()
    qtbot.waitUntil(lambda: not background.busy)
