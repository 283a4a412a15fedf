"""AR > Scheduled Receivables by keys: compile, skip, look, post; and in words why there is nothing."""

import threading
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from build import a_charge, a_tenant, rows
from landlord_desktop.services.candidates import Compiled, CompileRequest
from landlord_desktop.services.scheduled_posting import PostedReceivables
from landlord_desktop.services.settings import change_settings
from landlord_desktop.ui.receivables.scheduled_receivables import ScheduledReceivablesScreen
from landlord_desktop.ui.receivables.scheduled_rows import nothing_words, posted_words, why_not
from landlord_desktop.ui.widgets.empty_state import EmptyState
from landlord_desktop.ui.widgets.journal_preview import JournalPreviewDialog
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts, tab_stops
from schedules_build import FIRST, a_fee_profile, a_late_profile, a_recurring, a_rent, post_all, schedule_id

FEBRUARY = date(2022, 2, 1)


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def tenants(desk):
    found = [a_tenant(desk.books, code, name=name) for code, name in (("A", "Zoe Adams"), ("B", "Adam Zorn"))]
    a_rent(desk.books, found[0], 120_000, next_on=FEBRUARY)
    a_rent(desk.books, found[1], 90_000)
    return found


@pytest.fixture
def screen(desk, tenants):
    made = desk.open("Ctrl+Shift+D")
    assert isinstance(made, ScheduledReceivablesScreen)
    return made


def listed(screen):
    """Skip, day, tenant and amount of the candidates shown."""
    return [(row[0], row[1], row[2], row[6]) for row in row_texts(screen.table)]


def empty_words(screen):
    state = screen.findChild(EmptyState, "candidates_empty")
    return state._text.text(), state._detail.text()


def preview_of(desk):
    found = desk.dialog("journal_preview")
    assert isinstance(found, JournalPreviewDialog)
    return found


def test_compile_skip_look_and_post_by_keys_alone(desk, screen):
    assert desk.focus().objectName() == "scheduled_through_text"
    assert screen.reckoning.reason.text() == "Compile first."
    desk.press("F5")
    assert desk.focus() is screen.table.view
    assert listed(screen) == [
        ("", "3/1/2022", "Adam Zorn", "$900.00"), ("", "2/1/2022", "Zoe Adams", "$1,200.00"),
        ("", "3/1/2022", "Zoe Adams", "$1,200.00"),
    ]  # fmt: skip
    assert screen.reckoning.reason.text() == "Ready: 3 rents, $3,300.00."
    desk.press("Down", "Space")
    assert listed(screen)[1][0] == "marked"
    assert screen.reckoning.sums.text("to_post") == "$2,100.00"
    desk.press("Ctrl+Return")
    dialog = preview_of(desk)
    assert dialog.windowTitle() == "Post 2 rents through 3/8/2022"
    assert rows(desk.books, "SELECT count(*) FROM charge") == [(0,)]
    desk.press("Ctrl+Return")
    assert rows(desk.books, "SELECT charged_on, amount_cents FROM charge ORDER BY id") == [
        ("2022-03-01", 90_000), ("2022-03-01", 120_000)
    ]  # fmt: skip
    assert screen.problems.text == (
        "2 rents posted, $2,100.00. 1 skipped: they appear again. Balances are being sent."
    )
    assert desk.sync.times == 1
    assert listed(screen) == [("marked", "2/1/2022", "Zoe Adams", "$1,200.00")]
    assert_no_clipped_text(desk.window)


def test_back_posts_nothing(desk, screen):
    desk.press("F5", "Ctrl+Return")
    preview_of(desk)
    desk.press("Esc")
    assert rows(desk.books, "SELECT count(*) FROM charge") == [(0,)]
    assert screen.reckoning.post.isEnabled()


def test_all_are_skipped_and_none(desk, screen):
    desk.press("F5", "Ctrl+M")
    assert screen.reckoning.reason.text() == "Every candidate is skipped."
    assert not screen.reckoning.post.isEnabled()
    screen.post()
    desk.press("Ctrl+U")
    assert screen.reckoning.sums.text("skipped") == "$0.00"
    screen.table.view.selectAll()
    QTest.keyClick(screen.table.view, Qt.Key.Key_Space)
    assert [row[0] for row in listed(screen)] == ["marked"] * 3
    screen.folders.choose("to_post")
    assert listed(screen) == []
    screen.folders.choose("skipped")
    assert len(listed(screen)) == 3


def test_the_report_has_the_order_and_the_limits_of_the_screen(desk, screen, tenants):
    screen.fields.restrict_to("tenant", tenants[0])
    screen.fields.schedule.pick(schedule_id(desk.books))
    desk.press("F5", "Space")
    screen.sorting.by_unit.setChecked(True)
    desk.press("Ctrl+P")
    assert desk.visited[-1] == ("report", {
        "name": "scheduled-receivables", "to": date(2022, 3, 8), "kind": "rent", "sort": "unit",
        "schedule_id": schedule_id(desk.books), "tenant_id": tenants[0], "skipped": f"rent:{tenants[0]}:2022-02-01",
    })  # fmt: skip


def test_the_profiles_behind_a_line(desk, screen, tenants):
    asked = []
    object.__setattr__(screen.context, "navigate", lambda key, parameters: asked.append((key, dict(parameters))))
    desk.press("F5", "Return", "Ctrl+E")
    assert [next(iter(parameters.values())) for _key, parameters in asked] == [tenants[1], tenants[1]]
    monthly = schedule_id(desk.books)
    a_fee_profile(desk.books, tenants[0], FIRST, flat_fee_cents=2_500, flat_fee_schedule_id=monthly)
    screen.fields.set_kind("management_fee")
    desk.press("F5", "Return", "Ctrl+O")
    assert len(asked) == 3


def test_it_opens_on_a_tenant_and_a_kind(desk, screen, tenants):
    a_recurring(desk.books, tenants[1], -1_000, memo="Caretaker")
    desk.window.open_screen("scheduled_receivables", kind="recurring", tenant_id=tenants[1])
    desk.settle()
    desk.press("F5")
    assert listed(screen) == [("", "3/1/2022", "Adam Zorn", "-$10.00")]
    assert screen.fields.restriction.currentText() == "A tenant"
    screen.fields.restrict_to("ledger", 2)
    assert screen._compiled is None
    desk.press("F5")
    assert len(listed(screen)) == 1


def test_fields_that_cannot_be_compiled_say_so(desk, screen):
    screen.fields.restriction.setCurrentIndex(2)
    desk.press("F5")
    assert screen.problems.text == "Record: Value must be entered."
    screen.fields.restriction.setCurrentIndex(0)
    screen.fields.through.setFocus()
    desk.type("13/13/2022")
    desk.press("F5")
    assert screen.problems.text.startswith("Scheduled Through: ")
    assert screen.reckoning.reason.text() == "Enter the day in Scheduled Through."
    screen.fields.through.set_value(date(2055, 1, 1))
    desk.press("F5")
    assert "more than a year ahead" in screen.problems.text


def test_in_words_why_no_late_fee_is_due(desk, screen, tenants):
    a_late_profile(desk.books, tenants[0])
    a_charge(desk.books, tenants[0], 120_000, on=date(2022, 3, 5))
    screen.fields.set_kind("late_fee")
    desk.press("F5")
    assert empty_words(screen) == (
        "No late fee is due on 3/8/2022",
        "No late fee profile: 1\nWithin the grace days: 1\n\nThe folder Not Compiled names each of them.",
    )
    screen.folders.choose("not_compiled")
    assert [row[-1] for row in row_texts(screen.others)] == [
        "Within the grace days: late from 3/11/2022", "No late fee profile"
    ]  # fmt: skip
    screen.focus_filter()
    assert desk.focus() is screen.others.filter
    screen.fields.set_kind("recurring")
    desk.press("F5")
    assert empty_words(screen)[1].startswith("No tenant among those compiled has a line")


def test_what_another_pc_posted_meanwhile_is_named_and_the_list_is_new(desk, screen, tenants):
    desk.press("F5", "Ctrl+Return")
    preview_of(desk)
    post_all(desk.books, "rent", FIRST, FEBRUARY)
    desk.press("Ctrl+Return")
    assert screen.problems.text.startswith(
        "What was compiled changed since: Adam Zorn, Rent of 3/1/2022, is no longer due; "
    )
    assert listed(screen) == [("", "2/1/2022", "Zoe Adams", "$1,200.00")]


def test_a_change_of_the_profiles_is_compiled_again_and_skips_stay(desk, screen, tenants):
    desk.press("F5", "Space")
    a_rent(desk.books, tenants[1], 95_000)
    desk.changes.tell("profiles")
    desk.settle()
    assert listed(screen)[0] == ("marked", "3/1/2022", "Adam Zorn", "$950.00")


@pytest.mark.parametrize("when", ["under way", "read, not yet shown"])
def test_cancel_posts_nothing(desk, screen, qtbot, when):
    desk.press("F5")
    screen.post()
    assert not screen.can_close()
    if when == "read, not yet shown":
        reached = threading.Event()
        desk.background.run(lambda _task: reached.set(), done=lambda _done: None, owner=screen)
        assert reached.wait(10)
    screen.progress.cancel_button.click()
    desk.settle()
    assert QApplication.activeModalWidget() is None
    assert screen.problems.text == "Cancelled. Nothing was posted."
    assert rows(desk.books, "SELECT count(*) FROM charge") == [(0,)]


def test_management_fees_show_the_journal(desk, screen, tenants):
    monthly = schedule_id(desk.books)
    a_fee_profile(desk.books, tenants[0], FIRST, flat_fee_cents=2_500, flat_fee_schedule_id=monthly)
    screen.fields.set_kind("management_fee")
    desk.press("F5", "Ctrl+Return")
    assert preview_of(desk).windowTitle() == "Post 1 management fee through 3/8/2022"
    desk.press("Ctrl+Return")
    assert screen.problems.text == "1 management fee posted, $25.00."
    assert desk.sync.times == 0


def test_a_locked_period_is_told(desk, screen):
    change_settings(desk.books, {"office.locked_through": "2022-03-05"})
    desk.press("F5", "Ctrl+Return")
    assert screen.problems.text.startswith("The books are locked through 3/5/2022.")


def test_tab_reaches_everything(desk, screen):
    desk.press("F5")
    stops = tab_stops(desk.window)
    for name in ("scheduled_through_text", "limit_to_schedule_text", "restrict_to", "compile", "candidates_filter",
                 "sort_by_tenant", "candidates_rows", "scheduled_folders", "post"):  # fmt: skip
        assert name in stops, name


def test_words():
    request = CompileRequest("rent", FIRST)
    assert nothing_words(Compiled(request)) == (
        "No rent is due through 3/1/2022", "There are no tenants among those compiled."
    )  # fmt: skip
    assert why_not([], compiled=True, day=True) == "Nothing was compiled."
    assert posted_words(PostedReceivables(1, 100, 0, 1, 60, 40, balances_queued=True), request) == (
        "1 rent posted, $1.00. Advance payments paid $0.60 of it. Open credits paid $0.40."
    )
