"""Slips edited after posting, receipts voided and replaced on their slip, and every refusal."""

from datetime import date

import pytest
from sqlalchemy import text

from bank_build import bank_id, receipts_waiting
from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from corrections_build import charge_facts, clear, deposited, everything, paid
from entries import accrual, id_of, lines_of
from landlord_desktop.rules.allocation import ChargePayment
from landlord_desktop.rules.batch import Reason
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.services import slip_edits
from landlord_desktop.services.bank_history import bank_history
from landlord_desktop.services.batch_status import mark_unprocessed
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.ledger_receipts import LedgerReceiptOrder
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.receipts_by_hand import ReceiptOrder
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.slip_edits import (
    ReplaceOrder,
    SlipEditOrder,
    edit_slip,
    replace_consequences,
    replace_receipt,
)
from landlord_desktop.services.voids import VoidOrder, void_set
from landlord_desktop.services.working_lines import list_lines


def two_on_a_slip(books: Books) -> tuple[int, int, int, int]:
    """A tenant, a charge of $100.00 paid by the first receipt, and a second of $20.00; the slip of both."""
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 10_000)
    first, second = paid(books, tenant, 10_000, (charge, 10_000)), paid(books, tenant, 2_000)
    return tenant, first, second, deposited(books, first, second).slip_id


def test_receipts_taken_off_a_slip_wait_again(books: Books) -> None:
    _tenant, first, second, slip = two_on_a_slip(books)
    anew = edit_slip(books, SlipEditOrder(slip, (first,), 10_000, "the second stayed in the drawer"))
    assert (anew.number, anew.total_cents, anew.item_count, anew.deposited_on) == (2, 10_000, 1, TODAY)
    assert rows(books, "SELECT id, slip_id FROM receipt ORDER BY id") == [(first, anew.slip_id), (second, None)]
    assert rows(books, "SELECT number, replaces_slip_id FROM deposit_slip ORDER BY number") == [(1, None), (2, slip)]
    assert rows(books, "SELECT slip_id, receipt_id FROM slip_receipt ORDER BY slip_id, receipt_id") == [
        (slip, first), (slip, second), (anew.slip_id, first)
    ]
    void = rows(books, "SELECT id, kind, reason, event_id FROM transaction_set WHERE reverses_set_id = :id", id=slip)
    assert void == [(anew.slip_id - 1, "void", "the second stayed in the drawer", anew.slip_id - 1)]
    history = bank_history(books, bank_id(books))
    assert (history.available_cents, history.awaiting_cents, history.current_cents) == (10_000, 2_000, 12_000)
    back = edit_slip(books, SlipEditOrder(anew.slip_id, (first, second), 12_000, "found", date(2022, 3, 9)))
    assert (back.number, back.deposited_on) == (3, date(2022, 3, 9))


def test_what_cannot_be_edited(books: Books) -> None:
    _tenant, first, second, slip = two_on_a_slip(books)

    def refused(words: str, *receipts: int, total: int = 10_000, reason: str = "x", kind: type = RuleError) -> None:
        before = everything(books)
        with pytest.raises(kind, match=words):
            edit_slip(books, SlipEditOrder(slip, receipts, total, reason))
        assert everything(books) == before

    refused("No receipt would be left on deposit slip 1. Void the slip instead", total=0)
    refused("Nothing was changed on deposit slip 1", first, second, total=12_000)
    refused("Give the reason", first, reason="")
    refused(r"marked receipts are \$100.00, the deposit is \$120.00", first, total=12_000)
    refused("1 of the marked receipts", first, 999, kind=StaleError)
    with pytest.raises(NotFoundError, match="no deposit slip with the key 999"):
        edit_slip(books, SlipEditOrder(999, (first,), 1, "x"))
    return_receipt(books, NsfOrder(second, "R01", TODAY))
    refused(f"Receipt {second} was returned .NSF., so it stays on deposit slip 1", first)
    anew = edit_slip(books, SlipEditOrder(slip, (first, second), 12_000, "another day", date(2022, 3, 9)))
    refused("Deposit slip 1 is voided already", first)
    clear(books, anew.slip_id)
    with pytest.raises(RuleError, match="Deposit slip 2 was cleared in CHECKING on 3/31/2022"):
        edit_slip(books, SlipEditOrder(anew.slip_id, (second,), 2_000, "x"))


def test_a_slip_of_a_locked_period_is_edited_today(books: Books) -> None:
    tenant = a_tenant(books)
    march_1 = date(2022, 3, 1)
    receipts = [paid(books, tenant, cents, on=march_1) for cents in (1_000, 2_000)]
    slip = deposited(books, *receipts, on=march_1)
    change_settings(books, {"office.locked_through": "2022-03-05"})
    anew = edit_slip(books, SlipEditOrder(slip.slip_id, (receipts[0],), 1_000, "x"))
    assert anew.deposited_on == TODAY
    with pytest.raises(RuleError, match="locked through 3/5/2022"):
        edit_slip(books, SlipEditOrder(anew.slip_id, tuple(receipts), 3_000, "x", march_1))


@pytest.mark.parametrize("method", ["cash", "accrual"])
def test_a_wrong_receipt_on_a_slip_is_voided_and_replaced(books: Books, method: str) -> None:
    if method == "accrual":
        accrual(books, "NU")
    tenant, first, second, slip = two_on_a_slip(books)
    charge = int(rows(books, "SELECT id FROM charge")[0][0])
    corrected = ReceiptOrder(tenant, TODAY, 9_000, payments=(ChargePayment(charge, 9_000),), memo="check 12")
    done = replace_receipt(books, ReplaceOrder(first, "the check says 90", corrected, 11_000))
    assert done.slip is not None
    assert done.receipt_id is not None
    income = "RECEIVABLE" if method == "accrual" else "RENT"
    assert lines_of(books, done.void_set_id) == [
        ("MG", "CHECKING", -1_000), ("MG", "MGMT INCOME", 1_000), ("NU", "CHECKING", -10_000),
        ("NU", "CHECKING", 1_000), ("NU", "MGMT FEE", -1_000), ("NU", income, 10_000),
    ]
    assert lines_of(books, done.receipt_id) == [
        ("MG", "CHECKING", 900), ("MG", "MGMT INCOME", -900), ("NU", "CHECKING", -900), ("NU", "CHECKING", 9_000),
        ("NU", "MGMT FEE", 900), ("NU", income, -9_000),
    ]
    assert charge_facts(books, charge) == (1_000, 900)
    assert (done.slip.number, done.slip.total_cents, done.slip.item_count) == (2, 11_000, 2)
    assert rows(books, "SELECT replaces_receipt_id, slip_id FROM receipt WHERE id = :id", id=done.receipt_id) == [
        (first, done.slip.slip_id)
    ]
    assert rows(books, "SELECT slip_id FROM receipt WHERE id = :id", id=second) == [(done.slip.slip_id,)]
    assert rows(books, "SELECT DISTINCT event_id FROM transaction_set WHERE id > :id", id=slip) == [(slip + 1,)]


def test_the_corrected_receipt_takes_the_payment_over(books: Books) -> None:
    tenants = [a_tenant(books, code) for code in ("ADAMS", "BAKER")]
    for tenant in tenants:
        a_charge(books, tenant, 10_000)
    a_batch(books, "B1", a_payment("P1", 10_000, "ADAMS"))
    load_batch(books, "B1")
    wrong = post_working_lines(books).posted[0].receipt_id
    deposited(books, wrong)
    charge = int(rows(books, "SELECT max(id) FROM charge")[0][0])
    corrected = ReceiptOrder(tenants[1], TODAY, 10_000, payments=(ChargePayment(charge, 10_000),), method="ach")
    done = replace_receipt(books, ReplaceOrder(wrong, "another tenant paid", corrected))
    assert rows(books, "SELECT payment_id, batch_id, tenant_id FROM receipt WHERE voided_by_set_id IS NULL") == [
        ("P1", "B1", tenants[1])
    ]
    assert [(row.status, row.posted) for row in list_batches(books)] == [("processed", 1)]
    mark_unprocessed(books, "B1")
    load_batch(books, "B1")
    assert [line.reason for line in list_lines(books)] == [Reason.ALREADY_POSTED]
    with pytest.raises(RuleError, match=f"Receipt {wrong} is voided already"):
        replace_receipt(books, ReplaceOrder(wrong, "again", corrected))
    assert done.slip is not None


def test_cancelling_the_form_only_voids_and_reduces_the_slip(books: Books) -> None:
    _tenant, first, second, _slip = two_on_a_slip(books)
    with pytest.raises(RuleError, match=r"marked receipts are \$20.00, the deposit is \$120.00"):
        replace_receipt(books, ReplaceOrder(first, "x"))
    done = replace_receipt(books, ReplaceOrder(first, "x", slip_total_cents=2_000))
    assert done.slip is not None
    assert (done.receipt_id, done.slip.total_cents) == (None, 2_000)
    last = replace_receipt(books, ReplaceOrder(second, "x"))
    assert (last.receipt_id, last.slip) == (None, None)
    assert rows(books, "SELECT count(*) FROM deposit_slip WHERE voided_by_set_id IS NULL") == [(0,)]


def test_a_waiting_receipt_and_a_ledger_receipt_are_replaced(books: Books) -> None:
    tenant = a_tenant(books)
    waiting = paid(books, tenant, 4_000)
    corrected = LedgerReceiptOrder(id_of(books, "ledger", "OAK"), TODAY, 4_000, payer_name="Oak Trust")
    done = replace_receipt(books, ReplaceOrder(waiting, "the owner paid", corrected))
    assert done.slip is None
    assert lines_of(books, done.receipt_id or 0) == [("OAK", "CASH IN", -4_000), ("OAK", "CHECKING", 4_000)]
    assert rows(books, "SELECT event_id FROM transaction_set WHERE id = :id", id=done.receipt_id) == [
        (done.void_set_id,)
    ]


def test_what_cannot_be_replaced(books: Books) -> None:
    tenant, first, second, slip = two_on_a_slip(books)
    with pytest.raises(NotFoundError, match="no receipt 999"):
        replace_receipt(books, ReplaceOrder(999, "x"))
    with pytest.raises(RuleError, match="must be more than nothing"):
        replace_receipt(books, ReplaceOrder(first, "x", ReceiptOrder(tenant, TODAY, 0)))
    clear(books, slip)
    with pytest.raises(RuleError, match="was cleared in CHECKING"):
        replace_receipt(books, ReplaceOrder(first, "x"))
    assert "was cleared" in replace_consequences(books, first).refusals[0]
    with books.store.write() as connection:
        connection.execute(text("UPDATE bank_item SET cleared_on = NULL"))
    before = everything(books)
    told = replace_consequences(books, first)
    assert [charge.cents for charge in told.charges] == [10_000]
    assert replace_consequences(books, receipts_waiting(books)[-1]).refusals == ()
    assert before["deposit_slip"] == everything(books)["deposit_slip"]
    returned = return_receipt(books, NsfOrder(second, "R01", TODAY))
    with pytest.raises(RuleError, match=f"Receipt {second} was returned"):
        replace_receipt(books, ReplaceOrder(second, "x"))
    void_set(books, VoidOrder(returned.set_id, "x"))


def test_a_receipt_replaces_only_one_that_is_voided(books: Books) -> None:
    from landlord_desktop.services.receipts_by_hand import post_receipt

    tenant = a_tenant(books)
    live = paid(books, tenant, 100)
    with pytest.raises(RuleError, match=f"Receipt {live} is not voided as recorded in error"):
        post_receipt(books, ReceiptOrder(tenant, TODAY, 100, replaces_receipt_id=live))
    with pytest.raises(NotFoundError, match="no receipt 999 to be replaced"):
        post_receipt(books, ReceiptOrder(tenant, TODAY, 100, replaces_receipt_id=999))


@pytest.mark.parametrize("at", ["write_void", "write_receipt", "write_slip"])
def test_a_fault_in_the_middle_leaves_nothing_half_done(
    books: Books, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    class BrokenError(Exception):
        pass

    def broken(*_args: object, **_values: object) -> None:
        raise BrokenError

    tenant, first, _second, _slip = two_on_a_slip(books)
    before = everything(books)
    monkeypatch.setattr(slip_edits, at, broken)
    with pytest.raises(BrokenError):
        replace_receipt(books, ReplaceOrder(first, "x", ReceiptOrder(tenant, TODAY, 10_000)))
    assert everything(books) == before
