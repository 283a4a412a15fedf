"""Clearing bank lines with a statement, taking it back, and what was entered after a reconciliation."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from build import TODAY, a_tenant, rows
from entries import id_of
from landlord_desktop.reports.catalog import build
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.services.bank_history import bank_history
from landlord_desktop.services.books import Books
from landlord_desktop.services.clearing import changed_after_reconciliation, clear_items, statements, unclear_items
from landlord_desktop.services.deposits import post_slip
from landlord_desktop.services.receipts_by_hand import ReceiptOrder, post_receipt


def a_deposit(books: Books, tenant: int, cents: int, day: date = TODAY) -> tuple[int, int]:
    """A receipt on a slip; the key of its line in the bank."""
    receipt = post_receipt(books, ReceiptOrder(tenant, day, cents)).set_id
    return post_slip(books, id_of(books, "account_code", "CHECKING"), [receipt], cents, day).slip_id, 1


def test_cleared_lines_make_the_closing_balance(books: Books) -> None:
    bank, tenant = id_of(books, "account_code", "CHECKING"), a_tenant(books)
    first, second = a_deposit(books, tenant, 50_000, date(2022, 2, 3)), a_deposit(books, tenant, 20_000)
    assert clear_items(books, bank, [first], date(2022, 2, 28), 50_000) == 50_000
    assert bank_history(books, bank).last_statement_cents == 50_000
    with pytest.raises(RuleError, match=r"come to \$700.00, the statement says \$710.00: a difference of \$10.00"):
        clear_items(books, bank, [second], TODAY, 71_000)
    with pytest.raises(StaleError, match="cleared meanwhile"):
        clear_items(books, bank, [first, second], TODAY)
    assert clear_items(books, bank, [second], TODAY) == 70_000
    newest, oldest = statements(books, bank)
    assert (newest.statement_on, newest.closing_cents, newest.agrees) == (TODAY, 70_000, True)
    assert (oldest.bank, oldest.closing_cents, oldest.reconciled_by) == ("CHECKING", 50_000, "lynn")


def test_clearing_is_taken_back_with_a_reason_and_the_statement_says_so(books: Books) -> None:
    bank, tenant = id_of(books, "account_code", "CHECKING"), a_tenant(books)
    item = a_deposit(books, tenant, 50_000)
    clear_items(books, bank, [item], TODAY)
    with pytest.raises(RuleError, match="Give the reason"):
        unclear_items(books, bank, [item], " ")
    assert unclear_items(books, bank, [item], "Wrong amount") == 1
    assert unclear_items(books, bank, [item], "Again") == 0
    [statement] = statements(books)
    assert (statement.closing_cents, statement.cleared_now_cents, statement.agrees) == (50_000, 0, False)
    assert clear_items(books, bank, [item], TODAY) == 50_000
    assert statements(books)[0].agrees


def test_what_is_refused_says_why(books: Books) -> None:
    bank, tenant = id_of(books, "account_code", "CHECKING"), a_tenant(books)
    item = a_deposit(books, tenant, 100)
    with pytest.raises(RuleError, match="No line is chosen"):
        clear_items(books, bank, [], TODAY)
    with pytest.raises(RuleError, match="The date of the statement, 1/1/2202, is more than a year ahead"):
        clear_items(books, bank, [item], date(2202, 1, 1))
    with pytest.raises(RuleError, match="1 line chosen is dated after the statement of 3/7/2022"):
        clear_items(books, bank, [item], TODAY - timedelta(days=1))
    with pytest.raises(NotFoundError, match="no line of this bank"):
        clear_items(books, id_of(books, "account_code", "ESCROW"), [item], TODAY)
    with pytest.raises(NotFoundError, match="no such bank"):
        clear_items(books, 4711, [item], TODAY)


def test_what_was_entered_later_into_a_reconciled_month_can_be_asked_for(books: Books) -> None:
    bank, tenant = id_of(books, "account_code", "CHECKING"), a_tenant(books)
    item = a_deposit(books, tenant, 50_000, date(2022, 2, 3))
    clear_items(books, bank, [item], date(2022, 2, 28))
    assert changed_after_reconciliation(books) == []
    later = replace(books, clock=lambda: books.now() + timedelta(hours=1))
    back_dated = post_receipt(later, ReceiptOrder(tenant, date(2022, 2, 10), 700, memo="Found")).set_id
    post_receipt(later, ReceiptOrder(tenant, TODAY, 800))
    latest = replace(books, clock=lambda: books.now() + timedelta(hours=2))
    clear_items(latest, bank, [a_deposit(books, tenant, 900)], TODAY)
    [changed] = changed_after_reconciliation(books, bank)
    assert (changed.set_id, changed.bank, changed.statement_on, changed.amount_cents, changed.memo) == (
        back_dated, "CHECKING", date(2022, 2, 28), 700, "Found",
    )
    assert changed_after_reconciliation(books, id_of(books, "account_code", "ESCROW")) == []
    [row] = build(books, "changed-after-reconciliation", bank="CHECKING").rows
    assert row[:3] == ("CHECKING", date(2022, 2, 28), back_dated)
    assert row[6:] == ("Receipt: Found", 700)
    assert rows(books, "SELECT count(*) FROM bank_statement") == [(2,)]
