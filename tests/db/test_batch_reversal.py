"""A whole posted batch taken back as one event: its receipts, its slip, its status, and every refusal."""

import json

import pytest
from sqlalchemy import text

from bank_build import PART, WHOLE, bank_id, receipts_waiting
from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from corrections_build import clear, deposited, everything
from entries import accrual, credits_of, lines_of, unpaid_of
from landlord_desktop.rules.batch import Reason
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services import batch_reversal
from landlord_desktop.services.batch_reversal import BatchReversalOrder, batch_consequences, reverse_batch
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import VoidOrder, void_set
from landlord_desktop.services.working_lines import accept_proposal, list_lines


def order(batch_id: str = "B1", **values: object) -> BatchReversalOrder:
    return BatchReversalOrder(batch_id, "the bank sent it twice", **values)  # type: ignore[arg-type]


@pytest.mark.parametrize("method", ["cash", "accrual"])
def test_a_batch_and_its_slip_are_taken_back_and_its_payments_wait(books: Books, method: str) -> None:
    if method == "accrual":
        accrual(books, "NU")
    receipts = receipts_waiting(books)
    slip = deposited(books, *receipts[:3])
    with books.store.write() as connection:
        connection.execute(text("UPDATE inosio_batch SET origin = 'server'"))
    done = reverse_batch(books, order(WHOLE))
    assert (done.receipt_count, done.cents, done.slip_numbers, done.new_slip_numbers) == (3, 270_000, (1,), ())
    voids = rows(books, "SELECT id, reverses_set_id, posted_on, reason FROM transaction_set WHERE kind = 'void' "
                        "AND event_id = :event ORDER BY id", event=done.event_id)
    assert [row[1:] for row in voids] == [
        (set_id, "2022-03-08", "the bank sent it twice") for set_id in (slip.slip_id, *reversed(receipts[:3]))
    ]
    income = "RECEIVABLE" if method == "accrual" else "RENT"
    assert lines_of(books, *(row[0] for row in voids)) == [
        ("MG", "CHECKING", -27_000), ("MG", "MGMT INCOME", 27_000), ("NU", "CHECKING", -270_000),
        ("NU", "CHECKING", 27_000), ("NU", "MGMT FEE", -27_000), ("NU", income, 270_000),
    ]
    batch = next(row for row in list_batches(books) if row.batch_id == WHOLE)
    assert (batch.status, batch.posted, batch.held) == ("unprocessed", 0, 3)
    queued = rows(books, "SELECT detail FROM outbox_item WHERE kind = 'batch_status' AND subject = :id ORDER BY id",
                  id=WHOLE)
    assert json.loads(str(queued[-1][0]))["status"] == "unprocessed"
    load_batch(books, WHOLE)
    lines = [line for line in list_lines(books) if line.batch_id == WHOLE]
    assert {line.reason for line in lines} == {Reason.WAS_REVERSED}
    assert post_working_lines(books, accept_proposals=True).posted == ()
    for line in lines:
        accept_proposal(books, line.line_id)
    assert [posted.amount_cents for posted in post_working_lines(books).posted] == [120_000, 100_000, 50_000]
    assert next(row for row in list_batches(books) if row.batch_id == WHOLE).status == "processed"
    assert rows(books, "SELECT before, sentence FROM audit_entry WHERE action = 'reverse batch'") == [
        ("Posted", f"3 receipts, $2,700.00, of batch {WHOLE} taken back: the bank sent it twice")
    ]


def test_a_slip_that_holds_more_is_posted_anew_without_the_batch(books: Books) -> None:
    receipts = receipts_waiting(books)
    slip = deposited(books, *receipts)
    done = reverse_batch(books, order(PART))
    assert (done.slip_numbers, done.new_slip_numbers) == ((1,), (2,))
    assert rows(books, "SELECT total_cents, item_count, replaces_slip_id FROM deposit_slip WHERE number = 2") == [
        (380_000, 5, slip.slip_id)
    ]
    assert rows(books, "SELECT DISTINCT event_id FROM transaction_set WHERE id > :id", id=slip.slip_id) == [
        (done.event_id,)
    ]


def test_a_batch_that_waits_for_its_slip_is_taken_back(books: Books) -> None:
    receipts = receipts_waiting(books)
    change_settings(books, {"office.locked_through": "2022-03-07"})
    told = batch_consequences(books, WHOLE)
    assert (told.subject, told.refusals, len(told.charges)) == (f"Batch {WHOLE}", (), 3)
    assert told.sentences[-1] == f"3 receipts of batch {WHOLE} will be voided."
    assert rows(books, "SELECT count(*) FROM transaction_set WHERE kind = 'void'") == [(0,)]
    done = reverse_batch(books, order(WHOLE))
    assert (done.slip_numbers, done.event_id) == ((), receipts[-1] + 1)


def test_credit_that_one_payment_gave_another_goes_with_both(books: Books) -> None:
    tenant = a_tenant(books)
    a_batch(books, "B1", a_payment("P1", 40_000))
    load_batch(books, "B1")
    post_working_lines(books, accept_proposals=True)
    a_charge(books, tenant, 100_000)
    a_batch(books, "B2", a_payment("P2", 60_000))
    load_batch(books, "B2")
    post_working_lines(books)
    with pytest.raises(RuleError, match="became open credit, and some of it has been used"):
        reverse_batch(books, order("B1"))
    told = batch_consequences(books, "B1")
    assert [part.cents for part in told.unwound] == [40_000]
    reverse_batch(books, order("B1", unwind=True))
    assert (unpaid_of(books, tenant), credits_of(books, tenant)) == (40_000, {})
    reverse_batch(books, order("B2"))
    assert unpaid_of(books, tenant) == 100_000


def test_a_batch_whose_later_payment_used_what_an_earlier_gave(books: Books) -> None:
    tenant = a_tenant(books)
    a_batch(books, "B1", a_payment("P1", 40_000), a_payment("P2", 60_000))
    load_batch(books, "B1")
    first = list_lines(books)[0].line_id
    accept_proposal(books, first)
    post_working_lines(books, only=[first])
    a_charge(books, tenant, 100_000)
    post_working_lines(books)
    reverse_batch(books, order("B1"))
    assert (unpaid_of(books, tenant), credits_of(books, tenant)) == (100_000, {})


def test_what_cannot_be_reversed(books: Books) -> None:
    receipts = receipts_waiting(books)
    with pytest.raises(NotFoundError, match="no batch B9"):
        reverse_batch(books, order("B9"))
    with pytest.raises(RuleError, match="Give the reason"):
        reverse_batch(books, BatchReversalOrder(WHOLE, " "))
    a_batch(books, "B1", a_payment("P1", 100, "NOBODY"))
    with pytest.raises(RuleError, match="Nothing of batch B1 is posted"):
        reverse_batch(books, order("B1"))
    assert batch_consequences(books, "B1").refusals == (
        "Nothing of batch B1 is posted, so there is nothing to reverse.",
    )
    slip = deposited(books, *receipts[:3])
    clear(books, slip.slip_id)
    with pytest.raises(RuleError, match="Deposit slip 1 was cleared in CHECKING"):
        reverse_batch(books, order(WHOLE))
    assert "was cleared" in batch_consequences(books, WHOLE).refusals[0]
    returned = return_receipt(books, NsfOrder(receipts[1], "R01", TODAY))
    with pytest.raises(RuleError, match=f"Receipt {receipts[1]} of batch {WHOLE} was returned"):
        reverse_batch(books, order(WHOLE))
    with books.store.write() as connection:
        connection.execute(text("UPDATE bank_item SET cleared_on = NULL"))
    void_set(books, VoidOrder(returned.set_id, "x"))
    assert reverse_batch(books, order(WHOLE)).receipt_count == 3
    assert bank_id(books)


def test_a_fault_in_the_middle_leaves_nothing_half_done(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenError(Exception):
        pass

    def broken(*_args: object, **_values: object) -> None:
        raise BrokenError

    deposited(books, *receipts_waiting(books))
    before = everything(books)
    monkeypatch.setattr(batch_reversal, "write_unprocessed", broken)
    with pytest.raises(BrokenError):
        reverse_batch(books, order(WHOLE))
    assert everything(books) == before
