"""GL > General Ledger by keys alone."""

from datetime import date

import pytest

from bank_build import receipts_waiting
from landlord_desktop.services import general_ledger
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.ui.gl.ledger_screen import GeneralLedgerScreen
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    receipts_waiting(desk.books)
    made = desk.open("Ctrl+Shift+G")
    assert isinstance(made, GeneralLedgerScreen)
    return made


def pick(desk, typed):
    """Type into the pick list that has the keyboard and take the first record offered."""
    desk.type(typed)
    desk.press("Return")
    desk.window.activateWindow()  # no window manager is here to give the keyboard back after the list
    desk.qtbot.waitUntil(desk.window.isActiveWindow)


def sums(screen):
    return [screen.sums.text(key) for key in ("opening", "debits", "credits", "closing")]


def test_all_accounts_balance(desk, screen):
    assert desk.focus() is screen.fields.ledger.line
    accounts = {row[0]: row[3:] for row in row_texts(screen.accounts)}
    assert accounts["CHECKING"][0] == "$0.00"
    assert accounts["RENT"][3].startswith("$")
    opening, debited, credited, closing = sums(screen)
    assert (opening, closing, debited) == ("$0.00", "$0.00", credited)
    assert "debits and credits of these days are equal" in screen.reckoning.text()
    assert_no_clipped_text(desk.window)


def test_enter_opens_an_account_and_then_the_set_of_a_line(desk, screen):
    desk.tab_to("ledger_accounts_rows")
    desk.press("Return")
    assert screen.fields.account.picked_row().code == "CHECKING"
    lines = row_texts(screen.lines)
    assert lines[-1][-1] == sums(screen)[3]
    assert desk.focus() is screen.lines.view
    set_id = screen.lines.current_row().set_id
    desk.press("Return")
    assert desk.visited[-1] == ("journal", {"set_id": set_id})
    desk.press("Ctrl+Shift+G", "Alt+Left")
    assert screen.fields.account.picked_row() is None
    assert screen.accounts.current_row().code == "CHECKING"
    assert desk.focus() is screen.accounts.view


def test_a_ledger_and_days_are_typed(desk, screen):
    pick(desk, "nu")
    whole = sums(screen)
    desk.tab_to("range")
    desk.press("End")
    assert screen.fields.days.range.currentText() == "Custom"
    desk.tab_to("from_date_text")
    desk.type("3/9/2022")
    desk.press("Tab")
    assert sums(screen)[:3] == ["$0.00", "$0.00", "$0.00"]  # all of it is the opening balance now
    assert {row[4] for row in row_texts(screen.accounts)} == {""}
    desk.tab_to("to_date_text")
    desk.type("3/1/2022")
    desk.press("Tab")
    assert "first day is after the last day" in screen.problems.text
    screen.fields.days.last.setFocus()
    desk.type("12/31/2022")
    desk.press("Tab")
    assert screen.problems.isHidden()
    assert whole[1] == whole[2] != "$0.00"


def test_what_was_voided_on_its_day_is_shown_on_demand(desk, screen):
    receipt = screen_receipt(desk)
    void_receipt(desk.books, receipt, "typed twice")
    desk.changes.tell("receipts")
    desk.settle()
    desk.tab_to("ledger_accounts_rows")
    desk.press("Return")
    plain = len(row_texts(screen.lines))
    screen.fields.with_voided.setFocus()
    desk.press("Space")
    assert len(row_texts(screen.lines)) > plain
    assert {row[2] for row in row_texts(screen.lines)} == {"", "\u25cb Voided", "\u25b2 Void"}


def screen_receipt(desk):
    with desk.books.store.read() as connection:
        return connection.exec_driver_sql("SELECT max(id) FROM receipt WHERE slip_id IS NULL").scalar_one()


def test_many_lines_are_cut_and_said_so(desk, screen, monkeypatch):
    monkeypatch.setattr(general_ledger.general_ledger, "__defaults__", (2,))
    desk.tab_to("ledger_accounts_rows")
    desk.press("Return")
    assert len(row_texts(screen.lines)) == 2
    assert screen.reckoning.text().startswith("The newest 2 of ")


def test_another_screen_names_a_ledger_and_an_account(desk, screen):
    with desk.books.store.read() as connection:
        find = "SELECT ledger_id, account_id FROM account_balance ORDER BY 1, 2"
        pair = tuple(connection.exec_driver_sql(find).first())
    screen.context.open_record("ledger_account", pair)
    desk.settle()
    asked = screen.question()
    assert (asked.ledger_id, asked.account_id, asked.first) == (*pair, None)
    desk.navigate("general_ledger", {"ledger_id": pair[0], "from_day": date(2022, 3, 1)})
    desk.settle()
    asked = screen.question()
    assert (asked.ledger_id, asked.account_id, asked.first, asked.last) == (pair[0], None, date(2022, 3, 1), None)


def test_the_report_is_of_what_is_asked_for(desk, screen):
    pick(desk, "oak")
    desk.press("Ctrl+P")
    assert desk.visited[-1] == (
        "report", {"name": "general-ledger", "from_": date(2022, 1, 1), "to": date(2022, 3, 8), "ledger": "OAK"}
    )
    screen.accounts.setFocus()
    desk.press("Ctrl+F")
    assert desk.focus() is screen.accounts.filter
