"""The same correction from two PCs at the same moment: it is made once, and who came too late is told in a sentence."""

from collections.abc import Iterator

import pytest

from bank_build import WHOLE, receipts_waiting
from build import TODAY, a_tenant, rows
from corrections_build import deposited, paid
from landlord_desktop.services.batch_reversal import BatchReversalOrder, reverse_batch
from landlord_desktop.services.books import Actor, Books, open_books
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipts_by_hand import ReceiptOrder
from landlord_desktop.services.slip_edits import ReplaceOrder, SlipEditOrder, edit_slip, replace_receipt
from landlord_desktop.services.voids import void_receipt
from pcs import at_once

ROUNDS = 3


@pytest.fixture
def other(books: Books) -> Iterator[Books]:
    opened = open_books(books.store.location, actor=Actor("clive", "PC-2"), clock=books.clock)
    yield opened
    opened.close()


def test_a_receipt_is_returned_once_voided_once_and_replaced_once(books: Books, other: Books) -> None:
    tenant = a_tenant(books)
    for number in range(ROUNDS):
        returned, waiting, wrong = (paid(books, tenant, 1_000 + number) for _receipt in range(3))
        deposited(books, returned)
        order = NsfOrder(returned, "R01", TODAY)
        told = at_once(
            lambda order=order: return_receipt(books, order), lambda order=order: return_receipt(other, order)
        )
        assert "was returned already" in told[0]
        told = at_once(
            lambda one=waiting: void_receipt(books, one, "x"), lambda one=waiting: void_receipt(other, one, "x")
        )
        assert "is voided already" in told[0]
        corrected = ReplaceOrder(wrong, "x", ReceiptOrder(tenant, TODAY, 900))
        told = at_once(
            lambda order=corrected: replace_receipt(books, order), lambda order=corrected: replace_receipt(other, order)
        )
        assert "is voided already" in told[0]
    assert rows(books, "SELECT count(*) FROM transaction_set WHERE kind = 'nsf'") == [(ROUNDS,)]
    assert rows(books, "SELECT count(*) FROM receipt WHERE amount_cents = 900") == [(ROUNDS,)]


def test_a_batch_is_reversed_once_and_its_slip_edited_once(books: Books, other: Books) -> None:
    receipts = receipts_waiting(books)
    slip = deposited(books, *receipts)
    order = SlipEditOrder(slip.slip_id, tuple(receipts[:-1]), 420_000, "the cash stayed")
    told = at_once(lambda: edit_slip(books, order), lambda: edit_slip(other, order))
    assert "is voided already" in told[0]
    whole = BatchReversalOrder(WHOLE, "twice")
    told = at_once(lambda: reverse_batch(books, whole), lambda: reverse_batch(other, whole))
    assert told == [f"Nothing of batch {WHOLE} is posted, so there is nothing to reverse."]
