"""Menu Setup by keys: charge codes, fee profiles, schedules, the Posting Table and the database settings."""

from datetime import date

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from landlord_desktop.services.profiles.charge_codes import list_charge_codes
from landlord_desktop.services.profiles.database_settings import read_database_settings
from landlord_desktop.services.profiles.fee_profiles import list_fee_profiles
from landlord_desktop.services.profiles.late_fee_profiles import list_late_fee_profiles
from landlord_desktop.services.profiles.schedules import list_schedules
from landlord_desktop.ui.theme.style import apply_theme
from qt.desk import a_desk
from qt.looks import SIZES, assert_no_clipped_text, row_texts
from qt.test_profiles import fill, note, open_window, pick

LISTS = (
    "owners", "properties", "management_groups", "units", "tenants", "vendors", "charge_codes", "fee_profiles",
    "late_fee_profiles", "schedules", "cross_reference",
)  # fmt: skip
WINDOWS = (
    ("owner", 2), ("property", 4), ("management_group", 3), ("unit", 2), ("tenant", 5), ("vendor", 2),
    ("charge_code", 1), ("fee_profile", 1), ("late_fee_profile", 1), ("schedule", 1), ("posting_table", 1),
    ("database_settings", 2),
)  # fmt: skip


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made
        apply_theme(QApplication.instance(), "light")


def test_a_charge_code_that_tracks_deposits_is_owed_as_a_deposit(desk):
    codes = desk.open("Ctrl+Shift+C")
    desk.press("Ctrl+N")
    window = desk.window.current_screen()
    assert window.title == "New [Charge Code]"
    desk.type("PET")
    fill(desk, "record_name", "Pet Deposit")
    pick(desk, "account", "rent")
    desk.tab_to("use_to_track_deposits")
    desk.press("Space")
    assert window.rows["payee"].field.currentText() == "Deposit"
    desk.press("Ctrl+S")
    assert note(window, "account").startswith("Deposits are held as a liability")
    desk.tab_to("use_to_track_deposits")
    desk.press("Space", "Ctrl+S")
    made = next(row for row in list_charge_codes(desk.books) if row.code == "PET")
    assert (made.payee, made.tracks_deposits) == ("owner", False)
    desk.press("Ctrl+Shift+C")
    assert "PET" in [row[0] for row in row_texts(codes.table)]


def test_percentages_and_schedules_of_fees(desk):
    window = open_window(desk, "fee_profile")
    desk.type("FULL")
    fill(desk, "record_name", "Full Service")
    fill(desk, "management_fee", "8.255")
    desk.press("Ctrl+S")
    assert note(window, "management_fee") == "Enter a percentage from 0 to 100, such as 8.5"
    desk.type("8.25")
    fill(desk, "flat_fee", "15")
    desk.press("Ctrl+S")
    assert desk.focus().objectName() == "flat_fee_schedule_text"
    pick(desk, "flat_fee_schedule", "monthly")
    desk.press("Ctrl+S")
    made = next(row for row in list_fee_profiles(desk.books) if row.code == "FULL")
    assert (made.fee_basis_points, made.flat_fee_cents) == (825, 1_500)
    assert window.rows["fee_basis_points"].field.text() == "8.25 %"


def test_late_fees_and_schedules(desk):
    window = open_window(desk, "late_fee_profile")
    desk.type("LATE50")
    fill(desk, "record_name", "Fifty dollars")
    pick(desk, "charge_code", "late")
    desk.press("Ctrl+S")
    assert note(window, "amount") == "Enter an amount, a percentage, or both."
    desk.type("50")
    desk.press("Ctrl+S")
    assert [(row.code, row.grace_days) for row in list_late_fee_profiles(desk.books) if row.amount_cents == 5_000] == [
        ("LATE50", 5)
    ]
    open_window(desk, "schedule")
    desk.type("TEN")
    fill(desk, "record_name", "Every ten days")
    fill(desk, "every", "10")
    desk.tab_to("period")
    desk.press("Up", "Up", "Ctrl+S")
    assert "Every 10 days" in [row.words for row in list_schedules(desk.books)]


def test_the_posting_table_is_one_record(desk):
    window = open_window(desk, "posting_table")
    assert (window.title, desk.focus().objectName()) == ("Posting Table", "open_credits_text")
    assert not window.buttons.new.isVisible()
    desk.tab_to("bank_charges_text")
    desk.press("Shift+Backspace", "Ctrl+S")
    assert note(window, "bank_charges") == "Value must be entered"
    pick(desk, "bank_charges", "mgmt")
    desk.press("Ctrl+S")
    assert window.problems.text == ""
    assert not window.is_changed()


def test_opening_a_locked_period_asks_the_reason(desk):
    window = open_window(desk, "database_settings")
    assert desk.focus().objectName() == "office_name"
    desk.type("Lynn's Office")
    fill(desk, "locked_through_text", "1/31/2022")
    fill(desk, "deposit_days", "5")
    desk.press("Ctrl+S")
    stored = read_database_settings(desk.books)
    assert (stored.name, stored.locked_through, stored.deposit_days) == ("Lynn's Office", date(2022, 1, 31), 5)
    assert not window.rows["reason"].field.isEnabled()
    fill(desk, "locked_through_text", "12/31/2021")
    desk.press("Ctrl+S")
    assert desk.focus().objectName() == "reason"
    assert window.findChild(QLabel, "reason_note").text() != ""
    desk.type("A receipt of January came late")
    desk.press("Ctrl+S")
    assert read_database_settings(desk.books).locked_through == date(2021, 12, 31)
    assert window.problems.text == ""


def test_no_text_is_cut(desk):
    for scheme, size in (("dark", SIZES[0]), ("light", SIZES[1])):
        apply_theme(QApplication.instance(), scheme)
        desk.window.resize(*size)
        for key in LISTS:
            open_window(desk, key)
            assert_no_clipped_text(desk.window)
        for key, pages in WINDOWS:
            window = open_window(desk, key)
            for place in range(pages):
                window.tabs.setCurrentIndex(place)
                assert_no_clipped_text(desk.window)


def test_larger_text_never_scrolls_a_window_sideways(desk):
    apply_theme(QApplication.instance(), "light", 150)
    desk.window.resize(*SIZES[0])
    for key, pages in (("tenant", 5), ("property", 4), ("fee_profile", 1), ("database_settings", 1)):
        window = open_window(desk, key)
        for place in range(pages):
            window.tabs.setCurrentIndex(place)
            assert_no_clipped_text(desk.window)
            wide = [area.objectName() for area in desk.window.findChildren(QScrollArea)
                    if area.isVisible() and area.horizontalScrollBar().maximum()]  # fmt: skip
            assert wide == [], (key, place)


def test_every_control_is_reached_by_tab(desk):
    from qt.test_tab_order import assert_reached

    for key in LISTS:
        open_window(desk, key)
        assert_reached(desk.window, key)
    for key, pages in WINDOWS:
        window = open_window(desk, key)
        for place in range(pages):
            desk.press(f"Alt+{place + 1}")
            assert_reached(desk.window, "save close")
        assert not window.is_changed()
