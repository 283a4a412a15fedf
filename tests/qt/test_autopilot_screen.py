"""Integration > Autopilot and its settings by keys: dry run, a round, what waits, and taking it back."""

import pytest

from build import a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.services.profiles.database_settings import read_database_settings
from landlord_desktop.services.settings import all_settings, change_settings
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts
from qt.test_profiles import fill, open_window


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        change_settings(made.books, {"inosio.bank": "CHECKING"})
        for name, cents in (("ADAMS", 120_000), ("BAKER", 100_000)):
            a_charge(made.books, a_tenant(made.books, name), cents)
        a_batch(made.books, "B1", a_payment("p1", 120_000, "ADAMS"))
        a_batch(made.books, "B2", a_payment("q1", 100_000, "BAKER"), a_payment("q2", 900, "NOBODY"))
        yield made


def test_a_dry_run_changes_nothing_and_a_round_fills_the_morning_list(desk):
    screen = desk.open("Ctrl+Alt+U")
    desk.press("Ctrl+Shift+Y")
    assert screen.problems.text.startswith("A round would do this now: 2 payments posted, $2,200.00; 1 deposit slip;")
    assert row_texts(screen.rounds) == []
    desk.press("Ctrl+Return")
    assert [row[2:] for row in row_texts(screen.rounds)] == [
        ["B1", "1", "$1,200.00", "0", "$0.00", "1", "\u2713 Done"],
        ["B2", "1", "$1,000.00", "1", "$9.00", "", "\u25b2 1 payment waiting"],
    ]
    screen.rounds.select_key(screen.rounds.shown_rows()[1].row_key)
    assert row_texts(screen.waiting) == [["q2", "$9.00", "Tenant not found"]]
    desk.window.resize(1280, 800)
    assert_no_clipped_text(screen)
    assert screen.rounds.view.horizontalScrollBar().maximum() == 0
    desk.press("Ctrl+E")
    assert desk.visited[-1][0] == "journal"


def test_a_batch_and_a_whole_round_are_taken_back_with_a_reason(desk):
    screen = desk.open("Ctrl+Alt+U")
    desk.press("Ctrl+Return")
    screen.rounds.select_key(screen.rounds.shown_rows()[0].row_key)
    desk.press("Ctrl+Z")
    desk.type("wrong month")
    desk.press("Ctrl+Return")
    assert row_texts(screen.rounds)[0][-1].endswith("Taken back")
    assert rows(desk.books, "SELECT count(*) FROM receipt WHERE voided_by_set_id IS NULL") == [(1,)]
    desk.press("Ctrl+Shift+Z")
    desk.type("all of it")
    desk.press("Ctrl+Return")
    assert screen.problems.text == "Taken back: 1 receipt voided."
    assert [row[-1].endswith("Taken back") for row in row_texts(screen.rounds)] == [True, True]
    off = {one.object_name: one.enabled for one in screen.left_buttons()}
    assert (off["undo_autopilot_batch"], off["undo_autopilot_round"]) == (False, False)


def test_its_settings_are_a_page_of_the_database_settings(desk):
    window = open_window(desk, "database_settings")
    window.rows["autopilot_on"].field.setChecked(True)
    window.rows["autopilot_at"].field.setText("6")
    window.rows["autopilot_largest_amount"].field.set_cents(250_000)
    window.rows["autopilot_largest_batch_payments"].field.setText("40")
    window.rows["name"].field.setText("Stonebridge")
    desk.press("Ctrl+S")
    assert "autopilot_at" in {name for name, row in window.rows.items() if row.error_text}
    fill(desk, "autopilot_at", "06:30")
    desk.press("Ctrl+S")
    assert {name: row.error_text for name, row in window.rows.items() if row.error_text} == {}
    saved = read_database_settings(desk.books)
    assert (saved.autopilot_on, saved.autopilot_at) == (True, "06:30")
    assert (saved.autopilot_largest_amount, saved.autopilot_largest_batch_amount) == (250_000, None)
    assert all_settings(desk.books)["autopilot.largest_batch_payments"] == "40"


def test_the_home_screen_tells_of_todays_round(desk):
    home = desk.open("Ctrl+Home")
    assert home.autopilot.isHidden()
    desk.open("Ctrl+Alt+U")
    desk.press("Ctrl+Return")
    home = desk.open("Ctrl+Home")
    assert not home.autopilot.isHidden()
    assert "$2,200.00" in home.autopilot.accessibleName()
    home.autopilot.click()
    desk.settle()
    assert desk.visited[-1][0] == "autopilot"
