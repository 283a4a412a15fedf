"""Tenant History: what it reads of one tenant, how charges were paid, and what it hides."""

from datetime import date

import pytest
from sqlalchemy import text

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.reports.catalog import build
from landlord_desktop.rules.allocation import ChargePayment
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.credits import apply_open_credits
from landlord_desktop.services.deposits import post_slip
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipt_detail import charge_detail, receipt_detail
from landlord_desktop.services.receipt_lines import find_receipts, receipt_history, shown
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.slip_edits import SlipEditOrder, edit_slip
from landlord_desktop.services.tenant_history import tenant_history, tenant_of_charge
from landlord_desktop.services.voids import VoidOrder, void_receipt, void_set
from landlord_desktop.services.working_lines import TypedPayment, add_payments
from tenant_build import a_past

JANUARY, FEBRUARY = date(2022, 1, 5), date(2022, 2, 5)


@pytest.fixture
def tenant(books):
    change_settings(books, {"inosio.bank": "CHECKING"})
    return a_tenant(books, name="Anthony Kmetz")


def pay(books, tenant_id, cents, day=TODAY, memo=""):
    """Post a payment whatever it meets; the receipt's id."""
    add_payments(books, [TypedPayment(day, cents, tenant_id, memo=memo)])
    posted = post_working_lines(books, accept_proposals=True).posted
    return posted[0].receipt_id


def bank(books):
    return rows(books, "SELECT id FROM account_code WHERE code = 'CHECKING'")[0][0]


def boxes(history):
    return (
        history.balance_cents, history.deposit_cents, history.unpaid_cents, history.advance_cents,
        history.open_credit_cents,
    )


def test_a_charge_knows_how_it_was_paid_and_a_receipt_what_it_paid(books, tenant):
    rent = a_charge(books, tenant, 120000, on=JANUARY)
    first, second = pay(books, tenant, 50000, JANUARY), pay(books, tenant, 70000, FEBRUARY)
    history = tenant_history(books, tenant)
    charge = history.charges[0]
    assert (charge.paid_cents, charge.unpaid_cents, charge.paid_on, charge.paid_by) == (
        120000, 0, FEBRUARY, (first, second)
    )
    assert [(part.receipt_id, part.amount_cents, part.fee_cents) for part in history.parts_of_charge(rent)] == [
        (second, 70000, 7000), (first, 50000, 5000)
    ]
    assert [(part.charge_id, part.code, part.source) for part in history.parts_of_set(first)] == [
        (rent, "RENT", "payment")
    ]
    assert boxes(history) == (0, 0, 0, 0, 0)


def test_boxes_and_tabs(books, tenant):
    deposit = a_charge(books, tenant, 80000, code="DEPOSIT", on=JANUARY)
    pay(books, tenant, 80000, JANUARY)
    pay(books, tenant, 10000)
    water = a_charge(books, tenant, 4000, code="WATER", on=FEBRUARY, disputed=True)
    history = tenant_history(books, tenant)
    assert boxes(history) == (-6000, 80000, 4000, 0, 10000)
    assert (history.disputed_cents, history.refund_cents) == (4000, 86000)
    assert [charge.charge_id for charge in history.unpaid] == [water]
    assert [charge.charge_id for charge in history.deposits] == [deposit]
    assert [(move.part.amount_cents, move.held_cents) for move in history.deposit_moves(with_voided=False)] == [
        (80000, 80000)
    ]
    assert [(line.amount_cents, line.balance_cents) for line in history.credits_shown(with_voided=False)] == [
        (10000, 10000)
    ]


def test_open_credit_is_seen_where_it_came_from_and_went(books, tenant):
    receipt = pay(books, tenant, 30000, JANUARY)
    rent = a_charge(books, tenant, 120000, on=FEBRUARY)
    ledger = rows(books, "SELECT id FROM ledger WHERE code = 'NU'")[0][0]
    apply_open_credits(books, tenant, [ChargePayment(rent, 30000, ledger)], TODAY)
    history = tenant_history(books, tenant)
    lines = history.credits_shown(with_voided=False)
    assert [(line.kind, line.receipt_id, line.amount_cents, line.balance_cents) for line in lines] == [
        ("credit_application", None, -30000, 0), ("receipt", receipt, 30000, 30000)
    ]
    charge = history.charges[0]
    assert (charge.paid_by, charge.paid_from_credit, charge.paid_on) == ((), True, None)
    assert history.parts_of_charge(rent)[0].credit_ledger == "NU"


def test_a_void_of_the_same_date_is_hidden_another_is_a_line_of_its_own(books, tenant):
    rent = a_charge(books, tenant, 120000, on=JANUARY)
    same_day, earlier = pay(books, tenant, 120000), None
    void_receipt(books, same_day, "Twice")
    earlier = pay(books, tenant, 120000, FEBRUARY)
    void_receipt(books, earlier, "Wrong tenant", as_error=False, void_on=TODAY)
    history = tenant_history(books, tenant)
    listed = shown(history.receipts, with_voided=False)
    assert [(line.kind, line.receipt_id, line.amount_cents, line.state) for line in listed] == [
        ("void", earlier, -120000, "voided"), ("receipt", earlier, 120000, "voided")
    ]
    assert (listed[1].taken_back_on, listed[1].reason) == (TODAY, "Wrong tenant")
    assert len(shown(history.receipts, with_voided=True)) == 4
    charge = history.charges[0]
    assert (charge.unpaid_cents, charge.paid_by, charge.paid_on) == (120000, (), None)
    assert len(history.parts_of_charge(rent)) == 4


def test_a_receipt_knows_its_slip_and_its_detail_everything(books, tenant):
    rent = a_charge(books, tenant, 120000, on=JANUARY)
    receipt = pay(books, tenant, 130000, memo="Check 1042")
    assert tenant_history(books, tenant).receipts[0].state == "awaiting"
    slip = post_slip(books, bank(books), [receipt], 130000)
    line = tenant_history(books, tenant).receipts[0]
    assert (line.state, line.slip_id, line.slip_number) == ("deposited", slip.slip_id, 1)
    detail = receipt_detail(books, receipt)
    assert [(part.charge_id, part.amount_cents) for part in detail.parts] == [(rent, 120000)]
    assert (detail.line.open_credit_cents, detail.slips, detail.balance_cents) == (10000, ((slip.slip_id, 1),), -10000)
    assert (detail.workstation, detail.ledger) == ("PC-1", "NUZIG Inc.")
    charge = charge_detail(books, rent)
    assert (charge.line.paid_by, charge.entered_by) == ((receipt,), "lynn")
    assert tenant_of_charge(books, rent) == tenant


def test_what_is_not_there_is_said(books):
    for read in (tenant_history, receipt_detail, charge_detail, tenant_of_charge):
        with pytest.raises(NotFoundError):
            read(books, 99)


def test_a_household_is_one_history_until_it_is_told_apart(books, tenant):
    mate = a_tenant(books, "MATE", name="Room Mate")
    old = a_charge(books, mate, 5000, code="WATER", on=JANUARY)
    pay(books, mate, 5000, JANUARY)
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE tenant SET responsible_tenant_id = :to, posts_to_responsible = 1 WHERE id = :id"),
            {"to": tenant, "id": mate},
        )
    post_charges(books, [NewCharge(mate, "RENT", TODAY, 60000)])
    for either in (tenant, mate):
        history = tenant_history(books, either)
        assert {charge.amount_cents for charge in history.charges} == {5000, 60000}
        assert history.balance_cents == 60000
    alone = tenant_history(books, mate, for_responsible=False)
    assert [charge.charge_id for charge in alone.charges] == [old]
    assert (alone.head.responsible, alone.head.household) == ("Anthony Kmetz", ())
    assert tenant_history(books, mate).head.household == ("Anthony Kmetz",)


def test_receipts_of_all_tenants_by_days_and_bank(books, tenant):
    other = a_tenant(books, "BAKER", ledger="OAK", name="Baker")
    january, march = pay(books, tenant, 1000, JANUARY), pay(books, other, 2000)
    void_receipt(books, january, "Wrong", void_on=TODAY)
    assert [line.set_id for line in receipt_history(books).lines if line.is_receipt] == [march, january]
    later = receipt_history(books, FEBRUARY).lines
    assert [(line.kind, line.receipt_id) for line in later] == [("void", january), ("receipt", march)]
    assert receipt_history(books, None, JANUARY, bank(books)).lines[0].set_id == january
    assert receipt_history(books, bank_id=99).lines == ()
    assert (len(receipt_history(books, most=1).lines), receipt_history(books, most=1).more) == (1, True)


@pytest.mark.parametrize(
    ("words", "found"),
    [("10.50", 1), ("$1,000", 0), ("kmetz", 1), ("Check 1042", 1), ("100%", 0), ("nobody", 0), ("p", 0)],
)
def test_a_receipt_is_found_whatever_its_year(books, tenant, words, found):
    pay(books, tenant, 1050, JANUARY, "Check 1042")
    assert len(find_receipts(books, words).lines) == found


def test_a_receipt_is_found_by_its_number(books, tenant):
    receipt = pay(books, tenant, 1050, JANUARY)
    assert find_receipts(books, str(receipt)).lines[0].receipt_id == receipt
    with pytest.raises(RuleError):
        find_receipts(books, "  ")


def test_a_receipt_for_the_tenant(books, tenant):
    a_charge(books, tenant, 120000, on=JANUARY)
    receipt = pay(books, tenant, 130000, memo="Check 1042")
    report = build(books, "tenant-receipt", receipt_id=receipt)
    assert (report.title, report.subtitle_lines) == (
        f"Receipt {receipt}", ("Received from Anthony Kmetz, KMETZ Street", "Check, Check 1042")
    )
    assert report.rows == ((JANUARY, "Rent", 120000), (None, "Kept as open credit", 10000))
    assert [line.value for line in report.summary_lines] == [130000, -10000]
    void_receipt(books, receipt, "Typed twice")
    assert build(books, "tenant-receipt", receipt_id=receipt).note == "This receipt was voided on 3/8/2022."
    assert build(books, "tenant-receipt").rows == ()
    with pytest.raises(NotFoundError):
        build(books, "tenant-receipt", receipt_id=99)


def test_an_nsf_is_a_line_of_its_own_until_it_is_voided(books):
    past = a_past(books)
    nsf = return_receipt(books, NsfOrder(past["part"], "R01 insufficient funds", FEBRUARY, 0, 0))
    history = tenant_history(books, past["tenant"])
    line = next(line for line in history.receipts if line.set_id == nsf.set_id)
    assert (line.kind, line.amount_cents, line.reason) == ("nsf", -70000, "R01 insufficient funds")
    rent = next(charge for charge in history.charges if charge.charge_id == past["rent"])
    assert (rent.unpaid_cents, rent.paid_by, rent.paid_on) == (70000, (past["rest"],), None)
    detail = receipt_detail(books, past["part"])
    assert (detail.line.state, detail.line.taken_back_on) == ("returned", FEBRUARY)
    assert [other.set_id for other in detail.taken_back] == [nsf.set_id]
    void_set(books, VoidOrder(nsf.set_id, "Wrong receipt", TODAY))
    history = tenant_history(books, past["tenant"])
    kinds = [line.kind for line in history.receipts if line.receipt_id == past["part"]]
    assert kinds == ["nsf_void", "nsf", "receipt"]
    assert sum(line.amount_cents for line in history.receipts if line.receipt_id == past["part"]) == 70000
    rent = next(charge for charge in history.charges if charge.charge_id == past["rent"])
    assert (rent.unpaid_cents, rent.paid_by, rent.paid_on) == (0, (past["part"], past["rest"]), date(2022, 2, 9))


def test_a_receipt_remembers_every_slip_it_was_on(books):
    past = a_past(books)
    order = SlipEditOrder(past["slip"], (past["deposited"],), 80000, "Not in the bag")
    edited = edit_slip(books, order)
    taken_off, kept = receipt_detail(books, past["part"]), receipt_detail(books, past["deposited"])
    assert (taken_off.line.state, taken_off.slips) == ("awaiting", ((past["slip"], 1),))
    assert (kept.line.slip_number, [number for _key, number in kept.slips]) == (edited.number, [1, edited.number])


def test_an_advance_payment_is_listed_with_what_used_it(books, tenant):
    ahead = (NewLine("RENT", 120000, "", advance=True),)
    posted = post_receipt(books, ReceiptOrder(tenant, FEBRUARY, 120000, new_charges=ahead))
    history = tenant_history(books, tenant)
    assert boxes(history) == (-120000, 0, 0, 120000, 0)
    assert [(line.receipt_id, line.unused_cents) for line in history.advances] == [(posted.receipt_id, 120000)]
    rent = a_charge(books, tenant, 100000)
    history = tenant_history(books, tenant)
    advance = history.advances[0]
    assert (advance.used_cents, advance.unused_cents, boxes(history)[3]) == (100000, 20000, 20000)
    assert [part.charge_id for part in history.parts_of_advance(advance.advance_id)] == [rent]
    assert history.charges[0].paid_from_credit
    assert history.parts_of_charge(rent)[0].source == "advance_payment"
    assert [part.amount_cents for part in receipt_detail(books, posted.receipt_id).advances] == [120000]
