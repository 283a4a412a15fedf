"""Transfers between banks: whose money moves, what both statements show, and deposits that lack in escrow."""

from dataclasses import replace

import pytest

from build import TODAY, a_tenant, rows
from entries import id_of, lines_of
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.bank_history import bank_history
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal_preview import preview
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt
from landlord_desktop.services.transfers import (
    LedgerMoney,
    TransferLine,
    TransferOrder,
    escrow_bank,
    ledger_money,
    post_transfer,
    write_transfer,
)


def order_of(books: Books, *lines: tuple[str, int]) -> TransferOrder:
    banks = (id_of(books, "account_code", "CHECKING"), id_of(books, "account_code", "ESCROW"))
    moved = tuple(TransferLine(id_of(books, "ledger", code), cents) for code, cents in lines)
    return TransferOrder(*banks, TODAY, moved, "1756")


def test_a_deposit_taken_with_the_rent_moves_to_escrow(books: Books) -> None:
    tenant = a_tenant(books)
    post_receipt(
        books, ReceiptOrder(tenant, TODAY, 220_000, new_charges=(NewLine("RENT", 120_000), NewLine("DEPOSIT", 100_000)))
    )
    checking, escrow = id_of(books, "account_code", "CHECKING"), id_of(books, "account_code", "ESCROW")
    owner = next(one for one in ledger_money(books, checking) if one.code == "NU")
    assert (owner.in_bank_cents, owner.deposits_cents, owner.in_escrow_cents, owner.to_escrow_cents) == (
        208_000, 100_000, 0, 100_000,
    )
    set_id = post_transfer(books, order_of(books, ("NU", 100_000)))
    assert lines_of(books, set_id) == [("NU", "CHECKING", -100_000), ("NU", "ESCROW", 100_000)]
    assert rows(books, "SELECT amount_cents, description, check_number FROM bank_item ORDER BY line") == [
        (-100_000, "Transfer to ESCROW", "1756"), (100_000, "Transfer from CHECKING", "1756"),
    ]
    assert (bank_history(books, checking).available_cents, bank_history(books, escrow).available_cents) == (
        -100_000, 100_000,
    )
    assert all(one.to_escrow_cents == 0 for one in ledger_money(books, checking))


def test_one_line_for_each_ledger_and_one_of_each_statement(books: Books) -> None:
    order = order_of(books, ("NU", 100), ("OAK", 250))
    seen = preview(books, lambda connection: write_transfer(connection, books, order))
    assert seen.banks == (("ESCROW", 350), ("CHECKING", -350))
    assert "NUZIG Inc. is left with -$1.00 in CHECKING: it would use money of others." in seen.warnings
    post_transfer(books, replace(order, memo="March"))
    assert rows(books, "SELECT count(*), sum(amount_cents) FROM bank_item") == [(2, 0)]
    assert rows(books, "SELECT memo FROM transaction_set") == [("March",)]


def test_a_ledger_lacks_nothing_in_escrow_where_it_holds_no_deposit(books: Books) -> None:
    assert LedgerMoney(1, "NU", "", 500, 0, 700).to_escrow_cents == 0
    assert [one.in_bank_cents for one in ledger_money(books, None)] == [0, 0, 0]
    assert escrow_bank(books) == id_of(books, "account_code", "ESCROW")


def test_what_is_refused_says_why(books: Books) -> None:
    order = order_of(books, ("NU", 100))
    for wrong, words in (
        (replace(order, lines=()), "No ledger has an amount"),
        (replace(order, to_bank_id=order.from_bank_id), "Both banks are the same"),
        (replace(order, lines=(TransferLine(1, 0),)), "must be more than nothing"),
        (replace(order, lines=order.lines * 2), "A ledger stands in two lines"),
        (replace(order, to_bank_id=4711), "no bank account code"),
    ):
        with pytest.raises(RuleError, match=words):
            post_transfer(books, wrong)
    with pytest.raises(NotFoundError):
        post_transfer(books, replace(order, lines=(TransferLine(4711, 1),)))
    assert rows(books, "SELECT count(*) FROM transaction_set") == [(0,)]
