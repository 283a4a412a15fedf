"""Working lines: typed in, changed, accepted, taken off and put back; each act refused where it makes no sense."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from build import MOMENT, TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.rules.allocation import Allocation, ChargePayment
from landlord_desktop.rules.batch import LedgerReceipt, Reason
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.batches import give_up_claims, load_batch
from landlord_desktop.services.books import Actor, Books
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import (
    LineRow,
    TypedPayment,
    accept_plan,
    accept_proposal,
    add_payment,
    add_payments,
    change_line,
    list_lines,
    put_back,
    remove_line,
    start_over,
    update_all_dates,
    withdraw_acceptance,
)

NEXT_YEAR = date(2023, 3, 9)
GONE = 4711


def only(books: Books) -> LineRow:
    """The one line of the list."""
    (line,) = list_lines(books)
    return line


def a_line(books: Books, cents: int = 50_000, owed: int = 98_000) -> tuple[int, int]:
    """(tenant, line) of a payment typed for a tenant who owes that much."""
    tenant = a_tenant(books)
    if owed:
        a_charge(books, tenant, owed)
    return tenant, add_payment(books, TypedPayment(TODAY, cents, tenant))


def test_a_typed_payment_as_the_screen_shows_it(books: Books) -> None:
    tenant = a_tenant(books, name="Anthony Augustus Kmetz of Willow Brooke House")
    a_charge(books, tenant, 98_000)
    a_charge(books, tenant, 1_000, disputed=True)
    add_payment(books, TypedPayment(TODAY, 50_000, tenant, memo="Check\x00 # 12"))
    line = only(books)
    assert (line.description, len(line.description)) == ("Anthony Augustus Kmetz of Willow Brooke ", 40)
    assert line.status == "Unpaid charges are $980.00, disputed $10.00"
    assert (line.reason, line.equal, line.ready, line.stale) == (Reason.UNDER, False, False, False)
    assert line.proposal_words == "$500.00 to charges of NUZIG Inc."
    assert (line.due_cents, line.unpaid_cents, line.disputed_cents, line.credit_cents) == (98_000, 98_000, 1_000, 0)
    assert (line.bank, line.memo, line.batch_id, line.payment_id) == ("CHECKING", "Check\ufffd # 12", None, None)


def test_the_proposal_names_both_ledgers_and_the_credit(books: Books) -> None:
    tenant = a_tenant(books)
    add_payment(books, TypedPayment(TODAY, 5_000, tenant))
    post_working_lines(books, accept_proposals=True)
    a_charge(books, tenant, 20_000)
    a_charge(books, tenant, 2_000, code="LATE")
    add_payment(books, TypedPayment(TODAY, 17_000, tenant))
    assert only(books).proposal_words == (
        "$200.00 to charges of NUZIG Inc., $20.00 to charges of Managers, $50.00 of it from open credit"
    )
    assert only(books).status == "Unpaid charges are $220.00, open credit $50.00"


@pytest.mark.parametrize(
    ("payment", "words"),
    [
        (TypedPayment(TODAY, 0, 1), "more than nothing"), (TypedPayment(TODAY, -5, 1), "more than nothing"),
        (TypedPayment(TODAY, 100_000_000_000, 1), "The payment is more than .999,999,999.99, the largest"),
        (TypedPayment(TODAY, 5, None), "tenant or the unit"), (TypedPayment(date(1969, 12, 31), 5, 1), "before 1970"),
        (TypedPayment(NEXT_YEAR + timedelta(days=1), 5, 1), "year ahead"),
    ],
)
def test_payments_that_cannot_be_are_refused_with_the_good_ones(
    books: Books, payment: TypedPayment, words: str
) -> None:
    tenant = a_tenant(books)
    with pytest.raises(RuleError, match=words):
        add_payments(books, [TypedPayment(TODAY, 5, tenant), payment])
    assert list_lines(books) == []


def test_a_float_is_no_amount(books: Books) -> None:
    with pytest.raises(TypeError):
        add_payment(books, TypedPayment(TODAY, 5.0, 1))  # type: ignore[arg-type]


def test_removed_and_put_back_with_reason_and_trail(books: Books) -> None:
    _tenant, line = a_line(books)
    for reason in ("", "  "):
        with pytest.raises(RuleError, match="Give the reason"):
            remove_line(books, line, reason)
    remove_line(books, line, " paid twice ")
    assert list_lines(books) == []
    removed = list_lines(books, removed=True)
    assert [(row.line_id, row.removed_reason) for row in removed] == [(line, "paid twice")]
    assert post_working_lines(books).posted == ()
    put_back(books, line)
    assert (only(books).removed_reason, list_lines(books, removed=True)) == ("", [])
    query = "SELECT action, sentence FROM audit_entry WHERE subject = :line ORDER BY id"
    trail = rows(books, query, line=f"line {line}")
    assert trail == [("remove payment", "paid twice"), ("put back payment", "")]


def test_what_is_gone_cannot_be_changed(books: Books) -> None:
    acts = (
        lambda: remove_line(books, GONE, "x"), lambda: put_back(books, GONE),
        lambda: change_line(books, GONE, memo="x"),
        lambda: accept_proposal(books, GONE), lambda: withdraw_acceptance(books, GONE),
        lambda: accept_plan(books, GONE, Allocation((), 1)),
    )
    for act in acts:
        with pytest.raises(NotFoundError, match="no longer on the list"):
            act()


def test_only_what_a_person_may_change_is_changed(books: Books) -> None:
    _tenant, line = a_line(books)
    with pytest.raises(TypeError, match="amount_cents"):
        change_line(books, line, amount_cents=1)
    with pytest.raises(RuleError, match="before 1970"):
        change_line(books, line, posting_date=date(1001, 1, 1))
    change_line(books, line, memo="x" * 600, posting_date=date(2022, 3, 1))
    assert (len(only(books).memo), only(books).posting_date, only(books).received_on) == (500, date(2022, 3, 1), TODAY)


def test_accepting_and_taking_it_back(books: Books) -> None:
    _tenant, line = a_line(books)
    accept_proposal(books, line)
    assert (only(books).ready, only(books).reason) == (True, Reason.UNDER)
    withdraw_acceptance(books, line)
    assert only(books).ready is False
    assert [held.reason for held in post_working_lines(books).held] == [Reason.UNDER]


def test_there_is_not_always_a_safe_proposal(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 100, disputed=True)
    line = add_payment(books, TypedPayment(TODAY, 100, tenant))
    with pytest.raises(RuleError, match="Only disputed charges: there is no safe proposal"):
        accept_proposal(books, line)
    assert post_working_lines(books, accept_proposals=True).posted == ()


def test_a_persons_own_plan_is_checked(books: Books) -> None:
    tenant, line = a_line(books, 50_000, 0)
    charge = a_charge(books, tenant, 30_000)
    for plan, words in (
        (Allocation((ChargePayment(charge, 30_001),), 19_999), "more than the"),
        (Allocation((ChargePayment(charge, 30_000),)), "has a place"),
        (Allocation((ChargePayment(GONE, 50_000),)), "gone"),
        (Allocation((ChargePayment(charge, 1, 1),), 50_000), "of open credit was to be used and"),
    ):
        with pytest.raises(RuleError, match=words):
            accept_plan(books, line, plan)
    accept_plan(books, line, Allocation((ChargePayment(charge, 10_000),), 40_000))
    assert post_working_lines(books).posted[0].amount_cents == 50_000
    assert rows(books, "SELECT unpaid_cents FROM charge") == [(20_000,)]


def test_a_plan_needs_its_tenant(books: Books) -> None:
    a_batch(books, "B1", a_payment("p1", 100, "NOBODY"))
    load_batch(books, "B1")
    with pytest.raises(RuleError, match="Choose the tenant first"):
        accept_plan(books, only(books).line_id, Allocation((), 100))


def test_what_was_accepted_waits_when_it_fits_no_longer(books: Books) -> None:
    tenant, line = a_line(books, 98_000)
    accept_plan(books, line, Allocation((ChargePayment(1, 60_000),), 38_000))
    other = add_payment(books, TypedPayment(TODAY, 50_000, tenant))
    accept_plan(books, other, Allocation((ChargePayment(1, 38_000),), 12_000))
    with pytest.raises(RuleError):
        accept_plan(books, other, Allocation((ChargePayment(1, 98_001),)))
    post_working_lines(books, only=[line])
    last = add_payment(books, TypedPayment(TODAY, 40_000, tenant))
    accept_plan(books, last, Allocation((ChargePayment(1, 38_000),), 2_000))
    post_working_lines(books, only=[other])
    stale = only(books)
    assert (stale.stale, stale.ready) == (True, False)
    assert stale.status.endswith("Changed since it was accepted")
    assert [(held.line_id, held.stale) for held in post_working_lines(books).held] == [(last, True)]
    assert len(post_working_lines(books, accept_proposals=True).posted) == 1


def test_another_payer_takes_back_what_was_accepted(books: Books) -> None:
    _tenant, line = a_line(books)
    other = a_tenant(books, "OTHER")
    accept_proposal(books, line)
    change_line(books, line, memo="kept")
    assert only(books).ready is True
    change_line(books, line, tenant_id=other)
    assert (only(books).ready, only(books).reason) == (False, Reason.NO_CHARGES)


def test_a_ledger_receipt_by_hand(books: Books) -> None:
    tenant, line = a_line(books)
    ledger = rows(books, "SELECT id FROM ledger WHERE code = 'OAK'")[0][0]
    account = rows(books, "SELECT account_id FROM posting_table WHERE role = 'owner_contribution'")[0][0]
    change_line(books, line, as_ledger_receipt=1, ledger_id=ledger)
    assert (only(books).reason, only(books).tenant_id) == (Reason.NOT_A_TENANT, tenant)
    accept_plan(books, line, LedgerReceipt(ledger, account))  # type: ignore[arg-type]
    assert post_working_lines(books).posted[0].amount_cents == 50_000
    assert rows(books, "SELECT tenant_id, ledger_id FROM receipt") == [(None, ledger)]


def test_all_dates_at_once(books: Books) -> None:
    _tenant, line = a_line(books)
    a_batch(books, "B1", a_payment("p1", 100))
    load_batch(books, "B1")
    assert update_all_dates(books, date(2022, 3, 1)) == 2
    assert {row.posting_date for row in list_lines(books)} == {date(2022, 3, 1)}
    assert update_all_dates(books, date(2022, 3, 2), [line, GONE]) == 1
    assert [row.posting_date.day for row in list_lines(books)] == [2, 1]
    for day in (date(1969, 12, 31), NEXT_YEAR + timedelta(days=1)):
        with pytest.raises(RuleError, match="cannot be the posting date"):
            update_all_dates(books, day)
    assert update_all_dates(books, NEXT_YEAR) == 2


def test_a_practice_office_may_be_dated_with_the_real_day(books: Books) -> None:
    a_line(books)
    real = replace(books, clock=lambda: MOMENT + timedelta(days=1_700), today_is=TODAY)
    assert update_all_dates(real, real.now().date()) == 1


def test_lines_of_others_keep_their_dates_and_places(books: Books) -> None:
    rita = replace(books, actor=Actor("rita", "PC-2"))
    a_batch(books, "B1", a_payment("p1", 100))
    load_batch(rita, "B1")
    a_line(books)
    assert update_all_dates(books, date(2022, 3, 1)) == 1
    assert start_over(books) == 1
    assert [(line.batch_id, line.posting_date) for line in list_lines(rita)] == [("B1", TODAY)]
    give_up_claims(rita)
    assert start_over(books) == 1


def test_starting_over_keeps_removed_lines_and_on_closing_typed_ones(books: Books) -> None:
    _tenant, line = a_line(books)
    a_batch(books, "B1", a_payment("p1", 100), a_payment("p2", 100))
    load_batch(books, "B1")
    remove_line(books, list_lines(books)[1].line_id, "not ours")
    assert start_over(books, typed_too=False) == 1
    assert [row.line_id for row in list_lines(books)] == [line]
    assert rows(books, "SELECT claimed_by FROM inosio_batch") == [("",)]
    assert start_over(books) == 1
    assert len(list_lines(books, removed=True)) == 1
    assert load_batch(books, "B1") == 1


def test_the_bank_of_a_line(books: Books) -> None:
    a_charge(books, a_tenant(books), 100)
    a_batch(books, "B1", a_payment("p1", 100))
    load_batch(books, "B1")
    assert only(books).bank == "CHECKING"
    with books.store.write() as connection:
        connection.execute(text("UPDATE account_code SET is_bank = 1 WHERE code = 'ESCROW'"))
        connection.execute(text("UPDATE inosio_batch SET bank_code = 'ESCROW'"))
    assert only(books).bank == "ESCROW"
    escrow = only(books).bank_id
    with books.store.write() as connection:
        connection.execute(text("UPDATE inosio_batch SET bank_code = 'NOPE'"))
    assert (only(books).bank, only(books).reason) == ("", Reason.NO_BANK)
    change_line(books, only(books).line_id, bank_account_id=escrow)
    assert (only(books).bank, only(books).reason) == ("ESCROW", Reason.EQUAL)
    change_line(books, only(books).line_id, bank_account_id=None)
    with books.store.write() as connection:
        connection.execute(text("UPDATE inosio_batch SET bank_code = NULL"))
    change_settings(books, {"inosio.bank": "ESCROW"})
    assert only(books).bank == "ESCROW"
    with books.store.write() as connection:
        connection.execute(text("UPDATE account_code SET is_bank = 0 WHERE code = 'ESCROW'"))


def test_a_voided_receipts_payment_is_accepted_one_by_one(books: Books) -> None:
    a_charge(books, a_tenant(books), 100)
    a_batch(books, "B1", a_payment("p1", 100))
    load_batch(books, "B1")
    void_receipt(books, post_working_lines(books).posted[0].receipt_id, "typed wrong")
    load_batch(books, "B1")
    assert (only(books).reason, only(books).ready) == (Reason.WAS_REVERSED, False)
    assert post_working_lines(books, accept_proposals=True).posted == ()
    accept_proposal(books, only(books).line_id)
    assert len(post_working_lines(books).posted) == 1


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(1, 1, 1)])
def test_a_date_beyond_reason_does_not_stop_the_list(books: Books, day: date) -> None:
    a_charge(books, a_tenant(books), 100)
    a_batch(books, "B1", replace(a_payment("p1", 100), received_on=day))
    load_batch(books, "B1")
    assert only(books).received_on == day
    update_all_dates(books, TODAY)
    assert len(post_working_lines(books).posted) == 1
