"""Returned payments: matched by payment id, prepared as NSF, approved one by one or all that are clear."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from bank_build import bank_id
from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from corrections_build import charge_facts, everything, paid
from entries import id_of, unpaid_of
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.bank_history import slip_detail
from landlord_desktop.services.batch_reversal import BatchReversalOrder, reverse_batch
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.deposits import post_whole_batch_slips
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipt_lines import ReceiptLine, lines_of_receipt
from landlord_desktop.services.receipt_posting import post_working_lines
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
from landlord_desktop.services.working_lines import change_line, list_lines, update_all_dates
from returns_build import MARCH_1, RETURNED, a_return, bound, csv_file, nsf_fees, paid_online, told
from schedules_build import a_late_profile


def only(books: Books) -> ReturnedRow:
    (row,) = list_returns(books)
    return row


def lines_of(books: Books, receipt_id: int) -> tuple[ReceiptLine, ...]:
    with books.store.read() as connection:
        return lines_of_receipt(connection, receipt_id)


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
    if not row.approvable:  # never, whoever asks for it
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


def test_parts_that_come_back_are_taken_back_one_by_one_and_then_the_rest(books: Books) -> None:
    """$1,200.00 paid rent of $1,000.00 and $150.00 of water; $50.00 became open credit."""
    nsf_fees(books)
    bound(books)
    tenant = a_tenant(books, "KMETZ")
    rent, water = a_charge(books, tenant, 100_000, on=MARCH_1), a_charge(books, tenant, 15_000, code="WATER")
    a_batch(books, "B-P-1", a_payment("P-1", 120_000, "KMETZ"))
    load_batch(books, "B-P-1")
    post_working_lines(books, accept_proposals=True)
    post_whole_batch_slips(books)
    told(books, a_return(cents=20_000, kind="refund", reason_code=""))
    row = only(books)
    assert (row.code, row.approvable, row.clear, row.part_cents) == ("partial", True, False, 20_000)
    assert "Only $200.00 of $1,200.00 came back" in row.why
    assert row.effects[:2] == (
        "WATER of 3/8/2022 of Tenant KMETZ will be unpaid again: $150.00.",
        "Open credit of Tenant KMETZ in NUZIG Inc. falls by $50.00.",
    )
    assert (row.tenant_fee_cents, row.returned_item_fee_cents) == (0, 0), "a refund costs the tenant nothing"
    assert [one.code for one in approve_clear(books).waiting] == ["partial"]
    part = approve_return(books, ApproveOrder(row.key))
    assert part.amount_cents == 20_000
    assert (charge_facts(books, water)[0], charge_facts(books, rent)[0]) == (15_000, 0)
    (on_slip,) = slip_detail(books, row.slip_id or 0).receipts
    assert (on_slip.amount_cents, on_slip.returned_cents, on_slip.returned_on) == (120_000, 20_000, RETURNED)

    told(books, a_return(cents=100_001, return_id="RET-2"), a_return(cents=70_000, return_id="RET-3"))
    above, second = sorted((one for one in list_returns(books) if one.state == "waiting"), key=lambda one: one.key)
    assert above.code == "above_receipt"
    assert "a part of it came back before" in above.why
    with pytest.raises(RuleError, match="came back, but receipt"):
        approve_return(books, ApproveOrder(above.key))
    second_set = approve_return(books, ApproveOrder(second.key, unwind=True)).set_id
    assert charge_facts(books, rent) == (70_000, 3_000)
    for refused in (
        lambda: void_set(books, VoidOrder(row.slip_id or 0, "wrong slip")),
        lambda: reverse_batch(books, BatchReversalOrder("B-P-1", "wrong batch")),
    ):
        with pytest.raises(RuleError, match="Void the NSF first"):
            refused()

    told(books, a_return(cents=30_000, return_id="RET-4"))
    third = next(one for one in list_returns(books) if one.amount_cents == 30_000)
    assert (third.code, third.part_cents) == ("ledger_short", None), "the managers paid two item fees"
    last = approve_return(books, ApproveOrder(third.key))
    assert last.amount_cents == 30_000
    assert unpaid_of(books, tenant) == 115_000 + 2 * 5_000
    lines = [(line.kind, line.amount_cents) for line in lines_of(books, third.receipt_id or 0)]
    assert sorted(lines) == [("nsf", -70_000), ("nsf", -30_000), ("nsf", -20_000), ("receipt", 120_000)]
    with pytest.raises(RuleError, match="Void that NSF first"):
        void_set(books, VoidOrder(second_set, "too early"))
    void_set(books, VoidOrder(last.set_id, "wrong one"))
    void_set(books, VoidOrder(second_set, "wrong one"))
    assert charge_facts(books, rent)[0] == 0
    assert unpaid_of(books, tenant) == 15_000
    assert sorted(one.code for one in list_returns(books) if one.state == "waiting") == [
        "above_receipt", "partial", "partial",
    ]  # fmt: skip


def test_a_part_that_is_not_there_any_more_is_refused_in_a_sentence(books: Books) -> None:
    tenant, _charge, receipt = paid_online(books, cents=150_000, owed=120_000)
    a_charge(books, tenant, 30_000, code="WATER")
    with pytest.raises(RuleError, match=r"can give back \$1,200.00 only"):
        return_receipt(books, NsfOrder(receipt, "refund", RETURNED, 0, 0, part_cents=130_000))
    with pytest.raises(RuleError, match="A part of it is less"):
        return_receipt(books, NsfOrder(receipt, "refund", RETURNED, 0, 0, part_cents=150_000))
    told(books, a_return(cents=130_000))
    assert (only(books).code, only(books).approvable) == ("refused", False)


def test_a_part_of_a_ledger_receipt_comes_back(books: Books) -> None:
    bound(books)
    a_tenant(books, "KMETZ")
    a_batch(books, "B-P-1", a_payment("P-1", 50_000, "", payer_kind="owner", payer_name="NUZIG Inc."))
    load_batch(books, "B-P-1")
    (line,) = list_lines(books)
    change_line(books, line.line_id, as_ledger_receipt=1, ledger_id=id_of(books, "ledger", "NU"))
    post_working_lines(books, accept_proposals=True)
    post_whole_batch_slips(books)
    told(books, a_return(cents=20_000, kind="chargeback"))
    posted = approve_return(books, ApproveOrder(only(books).key))
    query = "SELECT sum(amount_cents) FROM journal_line WHERE set_id = :id AND amount_cents > 0"
    assert rows(books, query, id=posted.set_id) == [(20_000,)]


def test_a_return_60_days_late_is_a_new_dated_entry_and_the_deposit_stays(books: Books) -> None:
    bound(books)
    tenant = a_tenant(books, "KMETZ")
    charge = a_charge(books, tenant, 120_000, on=date(2022, 1, 1))
    a_batch(books, "B-P-1", a_payment("P-1", 120_000, "KMETZ"))
    load_batch(books, "B-P-1")
    update_all_dates(books, date(2022, 1, 3))
    post_working_lines(books, accept_proposals=True)
    post_whole_batch_slips(books)
    slip_before = rows(books, "SELECT * FROM deposit_slip")
    told(books)
    row = only(books)
    assert (row.code, row.day) == ("clear", RETURNED)
    assert "It came back 64 days after it was posted; the NSF is a new entry, the deposit stays." in row.why
    done = approve_clear(books).approved[0]
    assert rows(books, "SELECT posted_on FROM transaction_set WHERE id = :id", id=done.set_id) == [("2022-03-08",)]
    assert rows(books, "SELECT * FROM deposit_slip") == slip_before
    assert charge_facts(books, charge)[0] == 120_000
