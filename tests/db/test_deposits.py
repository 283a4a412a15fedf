"""Deposit slips: what may stand on one, and the slips of whole batches."""

import pytest
from sqlalchemy import text

from build import TODAY, a_batch, a_charge, a_payment, a_tenant
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Actor, Books, open_books
from landlord_desktop.services.deposits import (
    post_slip,
    post_whole_batch_slips,
    undeposited_receipts,
)
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import TypedPayment, add_payment


def a_receipt(books: Books, code: str, cents: int) -> int:
    tenant = a_tenant(books, code)
    a_charge(books, tenant, cents)
    add_payment(books, TypedPayment(TODAY, cents, tenant))
    return post_working_lines(books).posted[0].receipt_id


def bank(books: Books) -> int:
    with books.store.read() as connection:
        return int(connection.execute(text("SELECT id FROM account_code WHERE code = 'CHECKING'")).scalar_one())


def test_a_slip_takes_the_marked_receipts_when_the_difference_is_zero(books: Books) -> None:
    first, second = a_receipt(books, "ONE", 1000), a_receipt(books, "TWO", 2000)
    with pytest.raises(RuleError, match=r"marked receipts are \$10.00, the deposit is \$30.00"):
        post_slip(books, bank(books), [first], 3000)
    with pytest.raises(RuleError, match="No receipt is marked"):
        post_slip(books, bank(books), [], 0)
    slip = post_slip(books, bank(books), [first, second, first], 3000)
    assert (slip.number, slip.total_cents, slip.item_count, slip.bank) == (1, 3000, 2, "CHECKING")
    assert undeposited_receipts(books, bank(books)) == []


def test_a_receipt_is_on_one_slip_only(books: Books) -> None:
    receipt = a_receipt(books, "ONE", 1000)
    post_slip(books, bank(books), [receipt], 1000)
    with pytest.raises(StaleError, match="1 of the marked receipts"):
        post_slip(books, bank(books), [receipt], 1000)
    with pytest.raises(NotFoundError, match="no such bank"):
        post_slip(books, 999, [receipt], 1000)


def test_everybodys_receipts_or_only_ones_own(books: Books) -> None:
    a_receipt(books, "ONE", 1000)
    other = open_books(books.store.location, actor=Actor("maria", "PC-2"), clock=books.clock)
    assert undeposited_receipts(other, bank(books), everybodys=False) == []
    assert [row.payer for row in undeposited_receipts(other, bank(books))] == ["Tenant ONE"]
    other.close()


def test_balances_are_queued_after_a_slip_where_the_setting_says_so(books: Books) -> None:
    queued = text("SELECT count(*) FROM outbox_item WHERE kind = 'balances'")
    change_settings(books, {"inosio.balances_after_slip": "no"})
    post_slip(books, bank(books), [a_receipt(books, "ONE", 1000)], 1000)
    with books.store.read() as connection:
        assert connection.execute(queued).scalar() == 0
    change_settings(books, {"inosio.balances_after_slip": "yes"})
    post_slip(books, bank(books), [a_receipt(books, "TWO", 1000)], 1000)
    with books.store.read() as connection:
        assert connection.execute(queued).scalar() == 1


def test_a_batch_gets_its_slip_only_when_it_is_whole(books: Books) -> None:
    for code in ("ONE", "TWO"):
        a_charge(books, a_tenant(books, code), 1000)
    a_batch(books, "B1", a_payment("p1", 1000, "ONE"), a_payment("p2", 900, "TWO"))
    load_batch(books, "B1")
    post_working_lines(books)
    waiting = undeposited_receipts(books, bank(books))
    assert [(row.batch_whole, row.batch_posted, row.batch_item_count) for row in waiting] == [(False, 1, 2)]
    assert post_whole_batch_slips(books) == []
    post_working_lines(books, accept_proposals=True)
    assert undeposited_receipts(books, bank(books))[0].batch_whole
    slips = post_whole_batch_slips(books, ["B1"])
    assert [(slip.batch_id, slip.total_cents) for slip in slips] == [("B1", 1900)]
    assert post_whole_batch_slips(books) == []


def test_a_batch_with_a_voided_receipt_waits(books: Books) -> None:
    a_charge(books, a_tenant(books, "ONE"), 1000)
    a_batch(books, "B1", a_payment("p1", 1000, "ONE"))
    load_batch(books, "B1")
    void_receipt(books, post_working_lines(books).posted[0].receipt_id, "typed twice")
    assert post_whole_batch_slips(books) == []


class TestVoid:
    def test_it_reverses_the_whole_set_and_reopens_the_charge(self, books: Books) -> None:
        receipt = a_receipt(books, "ONE", 1000)
        void = void_receipt(books, receipt, " wrong tenant ")
        with books.store.read() as connection:
            sums = connection.execute(
                text(
                    "SELECT ledger_id, account_id, sum(amount_cents) FROM journal_line WHERE set_id IN (:a, :b) "
                    "GROUP BY 1, 2 HAVING sum(amount_cents) <> 0"
                ),
                {"a": receipt, "b": void},
            ).all()
            charge = connection.execute(text("SELECT unpaid_cents, fee_taken_cents FROM charge")).one()
            reason = connection.execute(
                text("SELECT reason, reverses_set_id FROM transaction_set WHERE id = :id"), {"id": void}
            ).one()
        assert sums == []
        assert tuple(charge) == (1000, 0)
        assert tuple(reason) == ("wrong tenant", receipt)

    def test_what_cannot_be_voided(self, books: Books) -> None:
        receipt = a_receipt(books, "ONE", 1000)
        with pytest.raises(RuleError, match="Give the reason"):
            void_receipt(books, receipt, "  ")
        with pytest.raises(NotFoundError, match="no receipt 999"):
            void_receipt(books, 999, "x")
        void_receipt(books, receipt, "x")
        with pytest.raises(RuleError, match="voided already"):
            void_receipt(books, receipt, "x")
        deposited = a_receipt(books, "TWO", 1000)
        post_slip(books, bank(books), [deposited], 1000)
        with pytest.raises(RuleError, match="deposit slip 1"):
            void_receipt(books, deposited, "x")

    def test_open_credit_that_was_used_since_must_be_freed_first(self, books: Books) -> None:
        tenant = a_tenant(books, "ONE")
        add_payment(books, TypedPayment(TODAY, 1000, tenant))
        credit = post_working_lines(books, accept_proposals=True).posted[0].receipt_id
        a_charge(books, tenant, 3000)
        add_payment(books, TypedPayment(TODAY, 2000, tenant))
        user = post_working_lines(books).posted[0].receipt_id
        with pytest.raises(RuleError, match="became open credit, and some of it has been used"):
            void_receipt(books, credit, "x")
        void_receipt(books, user, "x")
        void_receipt(books, credit, "x")
        with books.store.read() as connection:
            assert connection.execute(text("SELECT sum(balance_cents) FROM tenant_credit")).scalar() == 0
