"""AR > Receipt History by keys alone, on real books."""

from datetime import date

import pytest

from build import a_batch, a_charge, rows
from landlord_desktop.services.batches import FetchedPayment, load_batch
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.ui.receivables.receipt_history import ReceiptHistoryScreen
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts
from tenant_build import a_past


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def past(desk):
    return a_past(desk.books)


@pytest.fixture
def screen(desk, past):
    made = desk.open("Ctrl+Shift+H")
    assert isinstance(made, ReceiptHistoryScreen)
    return made


def listed(screen):
    return [int(row[1]) for row in row_texts(screen.table)]


def find(desk, words):
    desk.tab_to("find_receipt")
    desk.type(words)
    desk.press("Return")


def test_the_days_that_are_usual_and_all(desk, screen, past):
    assert past["deposited"] not in listed(screen)
    assert listed(screen)[-1] == past["part"]
    assert screen.total.text() == "4 receipts, $2,600.00."
    assert_no_clipped_text(desk.window)
    desk.tab_to("range")
    desk.press("End", "Up")
    assert screen.days.range.currentText() == "All"
    assert listed(screen)[-1] == past["deposited"]


FOUND = [("PMT-0001", "batch_receipt"), ("800", "deposited"), ("check 1020", "part")]


@pytest.mark.parametrize(("words", "name"), FOUND)
def test_a_receipt_is_found_in_all_years(desk, screen, past, words, name):
    find(desk, words)
    assert listed(screen) == [past[name]]
    assert desk.focus() is screen.table.view
    desk.tab_to("find_receipt")
    desk.press("Ctrl+A", "Delete")
    assert len(listed(screen)) == 4, "an empty field goes back to the days"


def test_what_is_not_found_is_said(desk, screen):
    find(desk, "nobody at all")
    assert listed(screen) == []


def test_folders_and_hidden_pairs(desk, screen, past):
    counts = [screen.folders.tabText(place) for place in range(6)]
    assert counts == [
        "1. All (4)", "2. Awaiting Deposit (1)", "3. Deposited (3)", "4. Returned (0)", "5. Voided (0)",
        "6. Ledger Receipts (0)",
    ]
    desk.press("Alt+D")
    assert screen.folders.tabText(4) == "5. Voided (2)"
    desk.tab_to("receipt_folders")
    desk.press("Right")
    assert listed(screen) == [past["rest"]]


def test_an_nsf_from_here(desk, screen, past):
    find(desk, "PMT-0001")
    desk.press("Ctrl+N")
    dialog = desk.dialog("correction_window")
    desk.type("Account closed")
    assert_no_clipped_text(dialog)
    desk.press("Ctrl+Return")
    assert [row[-2] for row in row_texts(screen.table)] == [
        f"\u2715 NSF of receipt {past['batch_receipt']}", "\u2715 Returned 3/8/2022"
    ]


def test_a_waiting_receipt_is_voided(desk, screen, past):
    screen.table.select_key(past["rest"])
    desk.press("Ctrl+Delete")
    desk.dialog("correction_window")
    desk.type("Wrong tenant")
    desk.press("Ctrl+Return")
    assert past["rest"] not in listed(screen), "voided on its own date, it disappears"
    assert rows(desk.books, "SELECT reason FROM transaction_set WHERE reverses_set_id = :id", id=past["rest"]) == [
        ("Wrong tenant",)
    ]


def test_edit_shows_the_slip_and_prints(desk, screen, past):
    find(desk, "PMT-0001")
    desk.press("Return")
    window = desk.dialog("receipt_window")
    assert window.slip_button.isEnabled()
    assert_no_clipped_text(window)
    desk.press("Escape", "Ctrl+P")
    assert desk.visited[-1] == ("report", {"name": "tenant-receipt", "receipt_id": past["batch_receipt"]})
    desk.press("Ctrl+T")
    assert desk.visited[-1] == ("tenant_history", {"tenant_id": past["tenant"]})


def test_another_screen_may_name_a_receipt_even_a_hidden_one(desk, past):
    desk.navigate("receipt_history", {"receipt_id": past["hidden"]})
    desk.settle()
    screen = desk.window.current_screen()
    assert screen._row().set_id == past["hidden"]


def test_a_batch_of_several_posting_dates_is_reversed_each_on_its_own(desk, screen, past):
    first, second = date(2022, 3, 4), date(2022, 3, 8)
    a_charge(desk.books, past["other"], 30000, on=first)
    a_charge(desk.books, past["tenant"], 20000, on=second)
    payments = (FetchedPayment("P-1", second, 20000, "KMETZ"), FetchedPayment("P-2", first, 30000, "BAKER"))
    a_batch(desk.books, "900", *payments)
    load_batch(desk.books, "900")
    post_working_lines(desk.books, accept_proposals=True)
    find(desk, "P-2")
    desk.press("Ctrl+R", "Shift+Tab", "Shift+Tab", "Return")
    dialog = desk.dialog("correction_window")
    assert dialog.day_words.text().startswith("Each transaction gets its own posting date")
    desk.type("Wrong bank")
    desk.press("Ctrl+Return")
    query = (
        "SELECT r.posted_on, v.posted_on FROM receipt r JOIN transaction_set v ON v.id = r.voided_by_set_id "
        "WHERE r.batch_id = '900' ORDER BY r.posted_on"
    )
    voids = rows(desk.books, query)
    assert voids == [("2022-03-04", "2022-03-04"), ("2022-03-08", "2022-03-08")]
