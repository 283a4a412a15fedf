"""Returned payments: matched by payment id, prepared as NSF, approved one by one or all that are clear."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bank_build import bank_id
from build import TODAY, a_charge, rows
from corrections_build import charge_facts, everything, paid
from entries import id_of, unpaid_of
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.bank_history import slip_detail
from landlord_desktop.services.books import Books
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.returns import ReturnedRow, list_returns
from landlord_desktop.services.returns_posting import (
    ApproveOrder,
    WaitingReturn,
    approve,
    approve_clear,
    approve_return,
    put_back_returns,
    set_aside_returns,
)
from landlord_desktop.services.returns_store import ReturnedItem, load_file, unreadable_item
from landlord_desktop.services.returns_waiting import waiting_returns
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.transfers import TransferLine, TransferOrder, post_transfer
from landlord_desktop.services.voids import VoidOrder, void_receipt, void_set
from returns_build import MARCH_1, RETURNED, a_return, csv_file, nsf_fees, paid_online, told
from schedules_build import a_late_profile


def only(books: Books) -> ReturnedRow:
    (row,) = list_returns(books)
    return row


def test_a_clear_return_is_approved_with_its_fees(books: Books) -> None:
    nsf_fees(books)
    tenant, charge, receipt = paid_online(books)
    told(books)
    row = only(books)
    assert (row.code, row.clear, row.reason, row.payer) == ("clear", True, "R01 Insufficient funds", "Tenant KMETZ")
    assert (row.receipt_id, row.day, row.slip_number, row.batch_id) == (receipt, RETURNED, 1, "B-P-1")
    assert row.effects[0] == "RENT of 3/1/2022 of Tenant KMETZ will be unpaid again: $1,200.00."
    assert row.effects[-2:] == (
        "Tenant KMETZ is charged an NSF fee of $50.00.",
        "The managers pay the bank's returned item fee of $12.00.",
    )
    with books.store.read() as connection:
        assert waiting_returns(connection) == (1, 120_000)
    done = approve_clear(books)
    assert [(one.payment_id, one.receipt_id, one.amount_cents) for one in done.approved] == [("P-1", receipt, 120_000)]
    assert (done.waiting, done.total_cents) == ((), 120_000)
    assert charge_facts(books, charge) == (120_000, 0)
    assert unpaid_of(books, tenant) == 125_000
    query = "SELECT kind, posted_on, reason FROM transaction_set WHERE id = :id"
    assert rows(books, query, id=done.approved[0].set_id) == [
        ("nsf", "2022-03-08", "R01 Insufficient funds")
    ]
    (on_slip,) = slip_detail(books, row.slip_id or 0).receipts
    assert (on_slip.returned_on, on_slip.return_reason) == (RETURNED, "R01 Insufficient funds")
    after = only(books)
    assert (after.state, after.set_id) == ("approved", done.approved[0].set_id)
    assert approve_clear(books).approved == ()
    with pytest.raises(StaleError, match="settled meanwhile"):
        approve_return(books, ApproveOrder(after.key))


def test_the_same_return_again_changes_nothing(books: Books) -> None:
    paid_online(books)
    assert told(books).new == 1
    before = everything(books)
    again = told(books)
    assert (again.new, again.known, again.set_aside) == (0, 1, ())
    assert everything(books) == before
    other = told(books, a_return(cents=110_000))
    assert other.new == 0
    assert "other contents" in other.set_aside[0]
    assert only(books).amount_cents == 120_000


@pytest.mark.parametrize("file_first", [True, False])
def test_a_return_by_file_and_by_server_is_one(books: Books, tmp_path: Path, file_first: bool) -> None:
    paid_online(books)
    path = csv_file(tmp_path, 'P-1,3/8/2022,"$1,200.00",NSF (R01),KMETZ')
    if file_first:
        assert load_file(books, path).new == 1
        assert told(books).known == 1
    else:
        told(books)
        assert load_file(books, path).known == 1
    assert load_file(books, path).known == 1
    row = only(books)
    assert (row.code, row.reason, row.told_by) == ("clear", "R01 Insufficient funds", "Inosio")


def test_a_file_without_dates_is_read_once_on_any_day(books: Books, tmp_path: Path) -> None:
    paid_online(books)
    path = csv_file(tmp_path, "P-1,-1200.00,Refund of rent,Refund", header="Payment ID,Amount,Reason,Type")
    assert load_file(books, path).new == 1
    row = only(books)
    assert (row.kind, row.returned_on, row.tenant_fee_cents, row.returned_item_fee_cents) == ("refund", TODAY, 0, 0)
    assert load_file(books, path).known == 1
    assert told(books, a_return(returned_on=RETURNED - timedelta(days=1), kind="refund")).known == 1
    assert only(books).returned_on == RETURNED - timedelta(days=1)


def test_faulty_lines_are_told_and_the_others_go_on(books: Books, tmp_path: Path) -> None:
    paid_online(books)
    path = csv_file(tmp_path, "P-1,3/8/2022,1200.00,R01,KMETZ", "P-2,13/45/2022,oops,R01,KMETZ", "P-3,3/8")
    found = load_file(books, path)
    assert (found.new, [error.line for error in found.errors]) == (1, [3, 4])
    assert "cut off" in found.errors[1].sentence


def test_columns_said_once_are_remembered(books: Books, tmp_path: Path) -> None:
    paid_online(books)
    path = csv_file(tmp_path, "P-1,1200.00,8", header="Ref,Value,Note")
    asked = load_file(books, path)
    assert (asked.missing, asked.header) == (("payment_id", "amount"), ("Ref", "Value", "Note"))
    assert list_returns(books) == ()
    assert load_file(books, path, {"payment_id": 0, "amount": 1, "reason": 2}).new == 1
    path.write_text("Ref,Value,Note\nP-9,5.00,R08\n", encoding="utf-8")
    assert load_file(books, path).new == 1


def _locked(books: Books) -> None:
    change_settings(books, {"office.locked_through": "2022-03-08"})


def _reconciled(books: Books) -> None:
    with books.store.write() as connection:
        connection.execute(
            text(
                "INSERT INTO bank_statement (bank_account_id, statement_on, closing_cents, reconciled_at) "
                "VALUES (:bank, '2022-03-31', 120000, '2022-04-01T00:00:00.000000Z')"
            ),
            {"bank": bank_id(books)},
        )
        connection.execute(text("UPDATE bank_item SET cleared_on = '2022-03-31'"))


@pytest.mark.parametrize(
    ("item", "code", "words"),
    [
        (a_return("P-7"), "unknown_payment", "No receipt has payment ID P-7"),
        (a_return(cents=120_001), "above_receipt", "$1,200.01 came back, but receipt"),
        (a_return(cents=50_000), "partial", "Only $500.00 of $1,200.00 came back"),
        (a_return(returned_on=MARCH_1), "dated_later", "before the receipt was posted: dated 3/8/2022"),
        (a_return(returned_on=date(1922, 3, 1)), "unreadable", "its date 1922-03-01 cannot be right"),
        (a_return(cents=0), "unreadable", "its amount cannot be right"),
        (unreadable_item('{"id": 5}', "payment_id: missing"), "unreadable", "It cannot be read: payment_id: missing"),
    ],
)
def test_why_a_return_waits(books: Books, item: ReturnedItem, code: str, words: str) -> None:
    paid_online(books)
    told(books, item)
    row = only(books)
    assert (row.code, row.clear) == (code, False)
    assert words in row.why
    before = everything(books)
    done = approve_clear(books)
    assert [(one.payment_id, one.code) for one in done.waiting] == [(row.payment_id, code)]
    assert everything(books) == before
    if not row.approvable:
        assert approve(books, [row.key]).waiting[0].code == code
        assert everything(books) == before


def test_a_return_of_what_is_not_deposited_or_not_posted(books: Books) -> None:
    _tenant, _charge, receipt = paid_online(books, deposit=False)
    told(books)
    assert only(books).code == "not_deposited"
    void_receipt(books, receipt, "wrong tenant")
    assert only(books).code == "receipt_voided"


def test_a_return_that_was_entered_by_hand(books: Books) -> None:
    _tenant, _charge, receipt = paid_online(books)
    nsf = return_receipt(books, NsfOrder(receipt, "bank's letter", RETURNED, 0, 0))
    told(books)
    row = only(books)
    assert row.code == "already_returned"
    assert f"NSF, set {nsf.set_id}" in row.why
    with pytest.raises(RuleError, match="reason"):
        set_aside_returns(books, [row.key], "  ")
    assert set_aside_returns(books, [row.key], "entered by hand") == 1
    assert only(books).settled.endswith("by lynn: entered by hand")
    assert put_back_returns(books, [row.key]) == 1
    assert only(books).state == "waiting"


def test_what_is_unknown_or_settled_meanwhile_changes_nothing(books: Books) -> None:
    paid_online(books)
    told(books)
    known, unknown = only(books).key, only(books).key + 1
    before = everything(books)
    assert approve(books, [unknown]).waiting == (WaitingReturn(unknown, "", "refused", "There is no such return."),)
    with pytest.raises(NotFoundError, match="There is no such return"):
        set_aside_returns(books, [known, unknown], "entered by hand")
    for keys in ([known], [unknown]):
        with pytest.raises(StaleError, match="Somebody settled a return meanwhile"):
            put_back_returns(books, keys)
    assert everything(books) == before
    assert only(books).state == "waiting"


def test_credit_used_since_is_unwound_by_one_key_and_never_with_others(books: Books) -> None:
    tenant, _charge, _receipt = paid_online(books, cents=150_000, owed=120_000)
    water = a_charge(books, tenant, 10_000, code="WATER")
    assert charge_facts(books, water)[0] == 0
    told(books, a_return(cents=150_000))
    row = only(books)
    assert (row.code, row.approvable, row.clear) == ("used_since", True, False)
    assert "$100.00 is taken back" in row.why
    assert [one.code for one in approve_clear(books).waiting] == ["used_since"]
    assert approve(books, [row.key], unwind=False).waiting[0].code == "refused"
    assert len(approve(books, [row.key]).approved) == 1
    assert charge_facts(books, water)[0] == 10_000


def test_an_owner_who_would_be_short_is_a_question(books: Books) -> None:
    paid_online(books)
    checking, escrow = (id_of(books, "account_code", code) for code in ("CHECKING", "ESCROW"))
    owner = id_of(books, "ledger", "NU")
    post_transfer(books, TransferOrder(checking, escrow, TODAY, (TransferLine(owner, 108_000),)))
    told(books)
    row = only(books)
    assert (row.code, row.approvable) == ("ledger_short", True)
    assert row.why == "NUZIG Inc. will be short $1,080.00 in CHECKING."
    assert [one.code for one in approve_clear(books).waiting] == ["ledger_short"]


def test_a_late_fee_that_would_be_due_is_asked_and_charged_with_it(books: Books) -> None:
    tenant, _charge, _receipt = paid_online(books)
    a_late_profile(books, tenant)
    told(books)
    row = only(books)
    assert row.clear
    assert row.late_fee is not None
    assert row.effects[-1].startswith(f"A late fee of {format_cents(row.late_fee.amount_cents)} would be due then")
    approve_return(books, ApproveOrder(row.key, late_fee=row.late_fee))
    assert rows(books, "SELECT amount_cents FROM charge WHERE origin = 'late_fee'") == [(row.late_fee.amount_cents,)]


def test_the_receipt_that_replaced_another_is_the_one_returned(books: Books) -> None:
    tenant, charge, receipt = paid_online(books, deposit=False)
    void_receipt(books, receipt, "wrong")
    newer = paid(books, tenant, 120_000, (charge, 120_000), replaces_receipt_id=receipt)
    told(books)
    assert (only(books).receipt_id, only(books).code) == (newer, "not_deposited")


def test_locked_and_reconciled_days_get_a_new_entry_of_today(books: Books) -> None:
    paid_online(books)
    told(books)
    _reconciled(books)
    row = only(books)
    assert (row.code, row.day) == ("dated_today", TODAY)
    assert "which is reconciled: a new entry dated 3/8/2022" in row.why
    _locked(books)
    assert "The books are locked through 3/8/2022" in only(books).why
    assert only(books).code == "refused"
    assert approve_clear(books).approved == ()


def test_an_nsf_that_was_voided_lets_its_return_wait_again(books: Books) -> None:
    paid_online(books)
    told(books)
    first = approve_clear(books).approved[0]
    void_set(books, VoidOrder(first.set_id, "wrong one"))
    row = only(books)
    assert row.clear
    assert row.why.startswith("The NSF posted before was voided.")
    second = approve_clear(books).approved[0]
    assert second.set_id != first.set_id
    assert only(books).state == "approved"


def test_fees_can_be_changed_and_left_out(books: Books) -> None:
    nsf_fees(books)
    tenant, _charge, _receipt = paid_online(books)
    told(books)
    approve_return(books, ApproveOrder(only(books).key, 0, 0))
    assert unpaid_of(books, tenant) == 120_000
