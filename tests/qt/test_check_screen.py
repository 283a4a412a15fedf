"""GL > Check the Books by keys alone."""

from contextlib import closing

import pysqlite3
import pytest

from bank_build import receipts_waiting
from landlord_desktop.services.check_memory import last_check, remember
from landlord_desktop.services.checks import CheckReport, CheckResult
from landlord_desktop.services.findings import Finding
from landlord_desktop.ui.gl import check_screen
from landlord_desktop.ui.gl.check_screen import CheckScreen
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    receipts_waiting(desk.books)
    made = desk.open("Ctrl+Alt+K")
    assert isinstance(made, CheckScreen)
    return made


def test_books_are_proven_and_the_result_is_kept(desk, screen):
    assert screen.verdict.state.word == "Not checked yet"
    assert_no_clipped_text(desk.window)
    desk.press("F5")
    assert screen.verdict.state.word == "Proven"
    assert {row[0] for row in row_texts(screen.checks)} == {"\u2713 Proven"}
    assert "Sets balance" in [row[1] for row in row_texts(screen.checks)]
    assert screen.when.text().endswith("by lynn, with all content hashes.")
    assert last_check(desk.books).ok
    assert_no_clipped_text(desk.window)


def test_large_books_are_read_whole_by_the_deep_check(desk, screen, monkeypatch):
    monkeypatch.setattr(check_screen, "is_small", lambda _books: False)
    desk.press("F5")
    assert screen.when.text().endswith("with the newest content hashes.")
    desk.press("Shift+F5")
    assert screen.when.text().endswith("with all content hashes.")


def faults(desk):
    """What a check of damaged books found."""
    found = (
        Finding("Set 3 is out of balance.", "set", 3),
        Finding("Account CHECKING: the balance kept is $1.00.", "ledger_account", (2, 1)),
        Finding("The file is damaged."),
    )
    checks = (CheckResult("charges are paid", True, ()), CheckResult("sets balance", False, found))
    remember(desk.books, CheckReport(False, checks), deep=True)


def test_a_finding_opens_the_record_it_names(desk, screen):
    faults(desk)
    desk.changes.tell("checks")
    desk.settle()
    assert screen.verdict.state.word == "3 findings"
    assert screen.checks.current_row().name == "sets balance"
    assert [row[1] for row in row_texts(screen.findings)] == ["Journal", "Account", ""]
    screen.checks.setFocus()
    desk.press("Return")
    assert desk.focus() is screen.findings.view
    desk.press("Return")
    assert desk.visited[-1] == ("journal", {"set_id": 3})
    desk.press("Ctrl+Alt+K")
    screen.findings.setFocus()
    desk.press("Down", "Ctrl+E")
    assert desk.visited[-1] == ("general_ledger", {"ledger_account": (2, 1)})
    desk.press("Ctrl+Alt+K")
    screen.findings.setFocus()
    desk.press("End")
    assert not next(spec for spec in screen.left_buttons() if spec.object_name == "open_record").enabled
    assert screen.detail.value_text("Finding") == "The file is damaged."
    assert_no_clipped_text(desk.window)


def test_a_cancelled_check_leaves_the_one_before(desk, screen):
    faults(desk)
    screen.check()
    screen.progress.cancel_button.click()
    screen.check()  # a second wish while one is under way is none
    desk.settle()
    assert len(last_check(desk.books).found) == 3
    assert screen.progress.isHidden()
    assert all(spec.enabled for spec in screen.left_buttons()[:2])


def test_the_dashboard_names_findings_until_they_are_gone(desk, screen):
    faults(desk)
    desk.changes.tell("checks")
    home = desk.open("Ctrl+Home")
    assert home.books_check.isVisible()
    home.books_check.setFocus()
    desk.press("Return")
    assert desk.visited[-1] == ("check_books", {})
    desk.press("F5")
    desk.press("Ctrl+Home")
    assert not home.books_check.isVisible()


def test_damage_from_outside_is_found(desk, screen):
    with closing(pysqlite3.dbapi2.connect(desk.books.store.location)) as connection:
        connection.execute("UPDATE account_balance SET balance_cents = balance_cents + 1 WHERE account_id = 1")
        connection.commit()
    desk.press("F5")
    assert not last_check(desk.books).ok
    assert screen.checks.current_row().name == "account balances are the sums of the journal"
    assert {row[1] for row in row_texts(screen.findings)} == {"Account"}
    with closing(pysqlite3.dbapi2.connect(desk.books.store.location)) as connection:
        connection.execute("UPDATE account_balance SET balance_cents = balance_cents - 1 WHERE account_id = 1")
        connection.commit()
