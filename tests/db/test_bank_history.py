"""Bank Account History: which movements are lines, and what the four sums are made of."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from bank_build import PART, WHOLE, bank_id, receipts_waiting
from build import TODAY
from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.bank_history import bank_history, days_of, slip_detail
from landlord_desktop.services.books import Actor
from landlord_desktop.services.deposits import post_slip, post_whole_batch_slips, undeposited_receipts
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.voids import void_receipt


def sums(history):
    return (history.last_statement_cents, history.current_cents, history.awaiting_cents, history.available_cents)


def post_set(books, kind, cents, *, reverses=None, day=TODAY, memo=""):
    """A set of the owner's ledger between CHECKING and its equity; its id."""
    with books.store.write() as connection:
        rows = connection.execute(text("SELECT code, id FROM account_code WHERE code IN ('CHECKING', 'CASH IN')")).all()
        accounts = dict(rows)
        ledger = connection.execute(text("SELECT id FROM ledger WHERE code = 'NU'")).scalar_one()
        draft = SetDraft(kind, day.isoformat(), memo, reverses_set_id=reverses)
        draft.lines = [
            (ledger, accounts["CHECKING"], None, None, cents), (ledger, accounts["CASH IN"], None, None, -cents)
        ]
        draft.bank_items.append((accounts["CHECKING"], cents, memo or kind, ""))
        writer = JournalWriter(connection, books)
        set_id = writer.add(draft)
        writer.finish()
        return set_id


def test_a_bank_where_nothing_happened(books):
    history = bank_history(books, bank_id(books))
    assert (history.lines, sums(history)) == ((), (0, 0, 0, 0))


def test_waiting_receipts_are_no_lines_but_part_of_the_current_balance(books):
    receipts_waiting(books)
    history = bank_history(books, bank_id(books))
    assert history.lines == ()
    assert (sums(history), history.awaiting_count) == ((0, 450000, 450000, 0), 6)


def test_a_slip_is_one_addition_and_fees_are_no_line(books):
    receipts_waiting(books)
    slip = post_whole_batch_slips(books)[0]
    history = bank_history(books, bank_id(books))
    assert [(line.kind, line.description, line.addition_cents, line.subtraction_cents, line.slip_id, line.item_count)
            for line in history.lines] == [("deposit", "Deposit slip 1", 270000, None, slip.slip_id, 3)]
    assert (history.lines[0].batch_id, history.lines[0].posted_on) == (WHOLE, TODAY)
    assert sums(history) == (0, 450000, 180000, 270000)


def test_the_void_of_a_waiting_receipt_leaves_no_line(books):
    receipts = receipts_waiting(books)
    void_receipt(books, receipts[-1], "Twice")
    history = bank_history(books, bank_id(books))
    assert history.lines == ()
    assert sums(history) == (0, 420000, 420000, 0)


def test_other_movements_and_their_reversal_are_lines(books):
    opening = post_set(books, "opening", 500000, day=date(2022, 1, 2), memo="Balance brought in")
    back = post_set(books, "void", -500000, reverses=opening)
    history = bank_history(books, bank_id(books))
    assert [(line.set_id, line.description, line.addition_cents, line.subtraction_cents) for line in history.lines] == [
        (back, "void", None, 500000), (opening, "Balance brought in", 500000, None)
    ]
    assert sums(history) == (0, 0, 0, 0)


def test_the_lines_of_a_range_with_what_is_before_and_after_are_the_available_balance(books):
    receipts = receipts_waiting(books)
    days = (date(2022, 1, 5), date(2022, 3, 1), date(2022, 3, 31))
    for receipt_id, cents, day in zip(receipts, (120000, 100000, 50000), days, strict=False):
        post_slip(books, bank_id(books), [receipt_id], cents, day)
    history = bank_history(books, bank_id(books), date(2022, 3, 1), date(2022, 3, 30))
    assert [line.amount_cents for line in history.lines] == [100000]
    assert (history.before_cents, history.after_cents) == (120000, 50000)
    assert history.before_cents + 100000 + history.after_cents == history.available_cents
    everything = bank_history(books, bank_id(books))
    assert [line.posted_on for line in everything.lines] == [days[2], days[1], days[0]]
    assert (everything.before_cents, everything.after_cents) == (0, 0)


def test_cleared_lines_are_the_last_statement(books):
    receipts_waiting(books)
    post_whole_batch_slips(books)
    with books.store.write() as connection:
        connection.execute(text("UPDATE bank_item SET cleared_on = '2022-03-31'"))
    history = bank_history(books, bank_id(books))
    assert history.lines[0].cleared_on == date(2022, 3, 31)
    assert history.last_statement_cents == 270000


def test_a_bank_shows_its_own_money_only(books):
    receipts_waiting(books)
    post_whole_batch_slips(books)
    assert sums(bank_history(books, bank_id(books, "ESCROW"))) == (0, 0, 0, 0)


def test_what_is_no_bank_has_no_history(books):
    for account in (bank_id(books, "RENT"), 999):
        with pytest.raises(NotFoundError):
            bank_history(books, account)


def test_a_slip_shows_its_receipts(books):
    receipts = receipts_waiting(books)
    slip = post_whole_batch_slips(books)[0]
    detail = slip_detail(books, slip.slip_id)
    assert (detail.number, detail.bank, detail.deposited_on, detail.total_cents) == (1, "CHECKING", TODAY, 270000)
    assert (detail.batch_id, detail.entered_by) == (WHOLE, "lynn")
    assert detail.cleared_on is None
    assert [(row.receipt_id, row.payer, row.unit, row.amount_cents, row.method) for row in detail.receipts] == [
        (receipts[0], "Adams", "ADAMS Street", 120000, "ach"),
        (receipts[1], "Baker", "BAKER Street", 100000, "ach"),
        (receipts[2], "Clark", "CLARK Street", 50000, "ach"),
    ]
    with pytest.raises(NotFoundError):
        slip_detail(books, 999)


def test_whose_receipts_wait_and_which_batch_is_whole(books):
    receipts_waiting(books)
    other = replace(books, actor=Actor("tom", "PC-2"))
    assert undeposited_receipts(other, bank_id(books), everybodys=False) == []
    found = undeposited_receipts(other, bank_id(books))
    assert {receipt.batch_id: receipt.batch_whole for receipt in found} == {WHOLE: True, PART: False, None: False}


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("days60", date(2022, 1, 7), None),
        ("month", date(2022, 3, 1), date(2022, 3, 31)),
        ("year", date(2022, 1, 1), date(2022, 12, 31)),
        ("all", None, None),
    ],
)
def test_ranges(name, first, last):
    assert days_of(name, TODAY) == (first, last)


def test_december_ends_with_the_year():
    assert days_of("month", date(2022, 12, 31)) == (date(2022, 12, 1), date(2022, 12, 31))
