"""GL > Journal by keys alone."""

from functools import partial

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from build import TODAY, a_charge, a_tenant
from landlord_desktop.services import journal_view
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import TypedPayment, add_payments
from landlord_desktop.ui.gl.journal_screen import JournalScreen
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def sets(desk):
    """A charge, the receipt that paid it, and its void."""
    tenant = a_tenant(desk.books)
    a_charge(desk.books, tenant, 100_000)
    add_payments(desk.books, [TypedPayment(TODAY, 100_000, tenant)])
    receipt = post_working_lines(desk.books).posted[0].receipt_id
    return receipt - 1, receipt, void_receipt(desk.books, receipt, "typed twice")


@pytest.fixture
def screen(desk, sets):
    made = desk.open("Ctrl+Alt+J")
    assert isinstance(made, JournalScreen)
    return made


def chosen(screen):
    return screen.sets.current_row().set_id


def test_the_newest_set_with_what_it_wrote(desk, screen, sets):
    charge, receipt, void = sets
    assert [row[0] for row in row_texts(screen.sets)] == [str(void), str(receipt), str(charge)]
    assert [row[6] for row in row_texts(screen.sets)] == [
        f"\u25c6 Reverses {receipt}", f"\u25cb Voided by {void}", ""
    ]
    assert desk.focus() is screen.sets.view
    assert screen.view.facts.text() == f"Set {void}: Void, KMETZ Tenant KMETZ"
    assert "Reason: typed twice" in screen.view.who.text()
    assert [row[0] for row in row_texts(screen.view.effects)] == ["Takes back"]
    assert ["NU", "RENT"] in [row[:2] for row in row_texts(screen.view.entries)]
    assert_no_clipped_text(desk.window)


def test_links_lead_to_and_fro(desk, screen, sets):
    _charge, receipt, void = sets
    desk.press("Ctrl+[")
    assert chosen(screen) == receipt
    desk.press("Ctrl+]")
    assert chosen(screen) == void
    desk.press("Alt+Left", "Alt+Left")
    assert chosen(screen) == void
    desk.tab_to("reverses_set")
    button = screen.findChild(QPushButton, "reverses_set")
    assert button.text() == f"Reverses set {receipt}, Receipt of 3/8/2022"
    desk.press("Space")
    assert chosen(screen) == receipt
    assert screen.findChild(QPushButton, "reversed_by_set").isVisible()


def test_enter_on_a_void_goes_to_what_it_voids(desk, screen, sets):
    desk.press("Return")
    assert chosen(screen) == sets[1]


def test_questions(desk, screen, sets):
    charge, _receipt, void = sets
    screen.fields.words.setFocus()
    QTest.keyClicks(desk.focus(), "twice")
    desk.press("Return")
    assert [row[0] for row in row_texts(screen.sets)] == [str(void)]
    screen.fields.words.setFocus()
    desk.type("")
    desk.press("Backspace")
    assert len(row_texts(screen.sets)) == 3
    screen.fields.kind.setFocus()
    desk.press("Down")
    assert screen.fields.kind.currentText() == "Charge"
    assert [row[0] for row in row_texts(screen.sets)] == [str(charge)]


def test_a_page_at_a_time(desk, screen, sets, monkeypatch):
    charge, receipt, void = sets
    assert screen.page_words.text() == "3 listed; there are no older ones."
    one = partial(journal_view.journal_page, most=1)
    monkeypatch.setattr("landlord_desktop.ui.gl.journal_screen.journal_page", one)
    desk.changes.tell("receipts")
    desk.settle()
    assert chosen(screen) == void
    assert screen.page_words.text() == "1 listed; older ones follow with Alt+Page Down."
    desk.press("Alt+PgDown")
    assert chosen(screen) == receipt
    desk.press("Alt+Home")
    assert chosen(screen) == void
    monkeypatch.setattr("landlord_desktop.ui.gl.journal_screen._AROUND", 1)
    assert screen.context.open_record("set", charge)
    desk.settle()
    assert chosen(screen) == charge  # though it is on an older page


def test_another_screen_names_a_charge_or_a_set_that_is_not_there(desk, screen, sets):
    desk.navigate("journal", {"charge_id": 1})
    desk.settle()
    assert chosen(screen) == sets[0]
    desk.navigate("journal", {"set_id": 4711})
    desk.settle()
    assert "no transaction set 4711" in screen.problems.text


def test_changes_with_before_and_after(desk, screen):
    change_settings(desk.books, {"inosio.sync_daily": "no"})
    desk.tab_to("journal_folders")
    desk.press("Right")
    assert row_texts(screen.changes.table)[0][3:] == [
        "Change setting", "inosio.sync_daily", "inosio.sync_daily changed."
    ]
    assert (screen.changes.detail.value_text("Before"), screen.changes.detail.value_text("After")) == ("yes", "no")
    assert [spec.object_name for spec in screen.left_buttons()] == ["filter", "older", "newest", "report"]
    assert_no_clipped_text(desk.window)
    desk.press("Ctrl+P")
    assert desk.visited[-1][1]["name"] == "changes-log"


def test_report_and_filter(desk, screen):
    desk.press("Ctrl+P")
    assert desk.visited[-1] == ("report", {"name": "journal", "from_": None, "to": None})
    desk.press("Ctrl+F")
    assert desk.focus() is screen.sets.filter
