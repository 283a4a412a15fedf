"""Receipts entered by hand: the tables of the trade cent for cent, and every refusal in its sentence."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from bank_build import bank_id
from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from entries import accrual, credits_of, id_of, lines_of, newest_set, unpaid_of
from landlord_desktop.rules.allocation import ChargePayment
from landlord_desktop.rules.errors import LandlordError, NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.journal_preview import preview
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt, write_receipt
from landlord_desktop.services.reversal_effects import void_consequences
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.slip_edits import ReplaceOrder, replace_receipt
from landlord_desktop.services.voids import VoidOrder, void_receipt, write_void
from landlord_desktop.services.working_lines import TypedPayment, add_payment, change_line, list_lines

DEPOSIT, RENT, LATE = NewLine("DEPOSIT", 100_000), NewLine("RENT", 120_000), NewLine("LATE", 5_000)


_BALANCES = (
    "SELECT a.code, b.balance_cents FROM account_balance b JOIN account_code a ON a.id = b.account_id "
    "WHERE b.balance_cents <> 0 ORDER BY a.code"
)


def pay(books: Books, tenant: int, cents: int, *parts: ChargePayment, **values: object) -> int:
    order = ReceiptOrder(tenant, TODAY, cents, payments=parts, **values)  # type: ignore[arg-type]
    return post_receipt(books, order).set_id


def test_exactly_what_is_unpaid(books: Books) -> None:
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 120_000)
    receipt = pay(books, tenant, 120_000, ChargePayment(charge, 120_000), memo="Check # 7", check_number=" 7 ")
    assert lines_of(books, receipt) == [
        ("MG", "CHECKING", 12_000), ("MG", "MGMT INCOME", -12_000), ("NU", "CHECKING", -12_000),
        ("NU", "CHECKING", 120_000), ("NU", "MGMT FEE", 12_000), ("NU", "RENT", -120_000),
    ]
    assert unpaid_of(books, tenant) == 0
    assert rows(books, "SELECT check_number, memo, method, slip_id, entered_by FROM receipt") == [
        ("7", "Check # 7", "check", None, "lynn")
    ]


def test_accrual_settles_the_receivable(books: Books) -> None:
    accrual(books, "NU")
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 120_000)
    assert lines_of(books, newest_set(books)) == [("NU", "RECEIVABLE", 120_000), ("NU", "RENT", -120_000)]
    receipt = pay(books, tenant, 130_000, ChargePayment(charge, 120_000))
    assert lines_of(books, receipt) == [
        ("MG", "CHECKING", 12_000), ("MG", "MGMT INCOME", -12_000), ("NU", "CHECKING", -12_000),
        ("NU", "CHECKING", 130_000), ("NU", "CREDITS", -10_000), ("NU", "MGMT FEE", 12_000),
        ("NU", "RECEIVABLE", -120_000),
    ]


def test_a_part_takes_its_part_of_the_fee_and_the_last_takes_the_remainder(books: Books) -> None:
    tenant = a_tenant(books, fee_basis_points=850)
    charge = a_charge(books, tenant, 98_001)
    receipts = [pay(books, tenant, cents, ChargePayment(charge, cents)) for cents in (50_000, 40_000, 8_001)]
    fees = [rows(books, "SELECT fee_cents FROM allocation WHERE set_id = :id", id=one)[0][0] for one in receipts]
    assert (fees[:2], sum(fees)) == ([4_250, 3_400], 8_330)
    assert unpaid_of(books, tenant) == 0


def test_what_is_over_becomes_open_credit_and_is_told(books: Books) -> None:
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 120_000)
    order = ReceiptOrder(tenant, TODAY, 130_000, payments=(ChargePayment(charge, 120_000),))
    seen = preview(books, lambda connection: write_receipt(connection, books, order))
    posted = post_receipt(books, order)
    assert posted.information == "$100.00 becomes open credit of the tenant."
    assert ("NU", "CREDITS", -10_000) in lines_of(books, posted.set_id)
    assert credits_of(books, tenant) == {"open_credit": 10_000}
    assert seen.banks == (("CHECKING", 130_000),)
    assert seen.ledgers == (("NUZIG Inc.", 118_000, 12_000), ("Managers", 12_000, 0))
    assert seen.debit_cents == seen.credit_cents == 154_000
    assert seen.notes == (
        "Charges of Tenant KMETZ are paid: $1,200.00.", "Open credit of Tenant KMETZ rises by $100.00.",
        "The receipt of $1,300.00 waits in Deposit Receipts of CHECKING.",
    )


def test_open_credit_alone_pays_and_no_bank_line_arises(books: Books) -> None:
    tenant = a_tenant(books)
    pay(books, tenant, 10_000)
    change_settings(books, {"office.use_open_credits": "no"})
    charge = a_charge(books, tenant, 50_000)
    home = id_of(books, "ledger", "NU")
    posted = post_receipt(
        books, ReceiptOrder(tenant, TODAY, 0, payments=(ChargePayment(charge, 10_000, home),), memo="From credit")
    )
    assert posted.receipt_id == 0
    assert posted.information == "$100.00 of the tenant's open credit is used."
    assert lines_of(books, posted.set_id) == [
        ("MG", "CHECKING", 1_000), ("MG", "MGMT INCOME", -1_000), ("NU", "CHECKING", -1_000), ("NU", "CREDITS", 10_000),
        ("NU", "MGMT FEE", 1_000), ("NU", "RENT", -10_000),
    ]
    assert rows(books, "SELECT count(*) FROM receipt") == [(1,)]
    assert rows(books, "SELECT count(*) FROM bank_item") == [(0,)]


def test_open_credit_of_one_ledger_pays_another(books: Books) -> None:
    tenant = a_tenant(books)
    pay(books, tenant, 10_000)
    change_settings(books, {"office.use_open_credits": "no"})
    late = a_charge(books, tenant, 5_000, code="LATE")
    set_id = pay(books, tenant, 0, ChargePayment(late, 5_000, id_of(books, "ledger", "NU")))
    assert lines_of(books, set_id) == [
        ("MG", "CHECKING", 5_000), ("MG", "LATE", -5_000), ("NU", "CHECKING", -5_000), ("NU", "CREDITS", 5_000),
    ]


def test_two_ledgers_one_cash_debit_each(books: Books) -> None:
    tenant = a_tenant(books)
    rent, late = a_charge(books, tenant, 120_000), a_charge(books, tenant, 5_000, code="LATE")
    receipt = pay(books, tenant, 125_000, ChargePayment(rent, 120_000), ChargePayment(late, 5_000))
    assert lines_of(books, receipt) == [
        ("MG", "CHECKING", 17_000), ("MG", "LATE", -5_000), ("MG", "MGMT INCOME", -12_000), ("NU", "CHECKING", -12_000),
        ("NU", "CHECKING", 120_000), ("NU", "MGMT FEE", 12_000), ("NU", "RENT", -120_000),
    ]


def test_a_security_deposit_into_the_escrow_bank(books: Books) -> None:
    tenant = a_tenant(books)
    escrow = id_of(books, "account_code", "ESCROW")
    receipt = pay(books, tenant, 100_000, new_charges=(DEPOSIT,), bank_id=escrow)
    assert lines_of(books, receipt) == [("NU", "DEPOSITS", -100_000), ("NU", "ESCROW", 100_000)]
    order = ReceiptOrder(tenant, TODAY, 100_000, new_charges=(DEPOSIT,))
    seen = preview(books, lambda connection: write_receipt(connection, books, order))
    assert any("is no escrow bank" in note for note in seen.notes)
    order = replace(order, amount_cents=120_000, bank_id=escrow)
    seen = preview(books, lambda connection: write_receipt(connection, books, order))
    assert "$200.00 that is no security deposit goes to ESCROW, an escrow bank." in seen.notes
    assert not any("is no escrow bank" in note for note in seen.notes)


def test_new_charges_are_paid_by_the_same_posting(books: Books) -> None:
    tenant = a_tenant(books)
    receipt = pay(books, tenant, 125_000, new_charges=(RENT, LATE))
    assert unpaid_of(books, tenant) == 0
    events = {row[0] for row in rows(books, "SELECT event_id FROM transaction_set")}
    assert len(events) == 1
    assert rows(books, "SELECT count(*) FROM allocation WHERE set_id = :id", id=receipt) == [(2,)]
    assert pay(books, tenant, 5_000, new_charges=(replace(LATE, pays_management=False),))
    assert ("NU", "LATE", -5_000) in lines_of(books, newest_set(books))


@pytest.mark.parametrize("method", ["cash", "accrual"])
def test_a_new_charge_goes_with_its_receipt(books: Books, method: str) -> None:
    if method == "accrual":
        accrual(books, "NU", "MG")
    tenant = a_tenant(books)
    old = a_charge(books, tenant, 10_000, code="WATER")
    receipt = pay(books, tenant, 15_000, ChargePayment(old, 10_000), new_charges=(LATE,))
    told = void_consequences(books, receipt)
    assert "LATE of 3/8/2022, $50.00, was charged in it and is voided with it." in told.sentences
    assert [charge.charge_id for charge in told.charges] == [old]
    void_receipt(books, receipt, "Another tenant's check")
    assert unpaid_of(books, tenant) == 10_000
    held = [("RECEIVABLE", 10_000), ("WATER", -10_000)] if method == "accrual" else []
    assert rows(books, _BALANCES) == held
    again = pay(books, tenant, 15_000, ChargePayment(old, 10_000), new_charges=(LATE,))
    kept = ReceiptOrder(tenant, TODAY, 12_000, bank_id(books))
    replace_receipt(books, ReplaceOrder(again, "It was $120.00", kept))
    assert unpaid_of(books, tenant) == 15_000


@pytest.mark.parametrize("method", ["cash", "accrual"])
def test_an_advance_payment_is_the_owners_at_once_and_waits_for_its_charge(books: Books, method: str) -> None:
    if method == "accrual":
        accrual(books, "NU")
    credited = "RENT" if method == "cash" else "RECEIVABLE"
    tenant = a_tenant(books)
    posted = post_receipt(
        books, ReceiptOrder(tenant, TODAY, 125_000, new_charges=(replace(RENT, advance=True, memo="April"), LATE))
    )
    assert posted.information == "$1,200.00 is an advance payment."
    assert lines_of(books, posted.set_id) == sorted([
        ("NU", "CHECKING", 120_000), ("NU", credited, -120_000), ("NU", "MGMT FEE", 12_000),
        ("NU", "CHECKING", -12_000), ("MG", "CHECKING", 17_000), ("MG", "MGMT INCOME", -12_000), ("MG", "LATE", -5_000),
    ])  # fmt: skip
    assert credits_of(books, tenant) == {"advance_payment": 120_000}
    assert rows(books, "SELECT amount_cents, unused_cents, fee_cents, fee_unused_cents, memo FROM advance_payment") == [
        (120_000, 120_000, 12_000, 12_000, "April")
    ]
    post_charges(books, [NewCharge(tenant, "RENT", TODAY + timedelta(days=24), 120_000)])
    assert (unpaid_of(books, tenant), credits_of(books, tenant)) == (0, {})
    earned = [("NU", "RECEIVABLE", 120_000), ("NU", "RENT", -120_000)] if method == "accrual" else []
    assert lines_of(books, newest_set(books)) == earned


def test_the_older_of_two_advance_payments_pays_first(books: Books) -> None:
    tenant = a_tenant(books)
    for _ in range(2):
        pay(books, tenant, 120_000, new_charges=(replace(RENT, advance=True),))
    for left in (120_000, 60_000):
        cents = 120_000 if left == 120_000 else 60_000
        post_charges(books, [NewCharge(tenant, "RENT", TODAY, cents)])
        assert credits_of(books, tenant) == {"advance_payment": left}
    assert rows(books, "SELECT unused_cents FROM advance_payment ORDER BY id") == [(0,), (60_000,)]


def test_no_fee_can_be_changed_without_a_bank(books: Books) -> None:
    tenant = a_tenant(books)
    pay(books, tenant, 120_000, new_charges=(replace(RENT, advance=True),))
    with books.store.write() as connection:
        connection.execute(text("UPDATE ledger SET bank_account_id = NULL"))
    with pytest.raises(RuleError, match="has no bank in its profile, so its management fee cannot be taken"):
        post_charges(books, [NewCharge(tenant, "RENT", TODAY, 120_000, fee_basis_points=500)])


def test_a_void_is_previewed_with_what_is_unpaid_again(books: Books) -> None:
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 120_000)
    receipt = pay(books, tenant, 120_000, ChargePayment(charge, 120_000))
    seen = preview(books, lambda connection: write_void(connection, books, VoidOrder(receipt, "Wrong")))
    assert seen.banks == (("CHECKING", -120_000),)
    assert "Charges of Tenant KMETZ are unpaid again: $1,200.00." in seen.notes


def test_an_advance_payment_without_a_fee(books: Books) -> None:
    receipt = pay(books, a_tenant(books), 3_000, new_charges=(NewLine("WATER", 3_000, advance=True),))
    assert lines_of(books, receipt) == [("NU", "CHECKING", 3_000), ("NU", "WATER", -3_000)]


def test_a_room_mates_receipt_is_the_responsible_tenants(books: Books) -> None:
    responsible, mate = a_tenant(books), a_tenant(books, "MATE")
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE tenant SET posts_to_responsible = 1, responsible_tenant_id = :one WHERE id = :other"),
            {"one": responsible, "other": mate},
        )
    charge = a_charge(books, responsible, 100)
    pay(books, mate, 150, ChargePayment(charge, 100))
    assert rows(books, "SELECT tenant_id FROM receipt") == [(responsible,)]
    assert credits_of(books, responsible) == {"open_credit": 50}


def test_a_form_posts_once(books: Books) -> None:
    tenant = a_tenant(books)
    order = ReceiptOrder(tenant, TODAY, 100, uuid=books.new_uuid())
    post_receipt(books, order)
    with pytest.raises(StaleError, match="posted already"):
        post_receipt(books, order)
    assert rows(books, "SELECT count(*) FROM receipt") == [(1,)]


ORDER = ReceiptOrder(1, TODAY, 100)


@pytest.mark.parametrize(
    ("order", "words"),
    [
        (replace(ORDER, amount_cents=-1), "The payment must be more than nothing"),
        (replace(ORDER, amount_cents=LARGEST_AMOUNT_CENTS + 1), "the largest amount there is"),
        (replace(ORDER, amount_cents=0), "No charge is chosen"),
        (replace(ORDER, amount_cents=0, new_charges=(RENT,)), "no new charge can be paid"),
        (replace(ORDER, method="gold"), "gold is no way to pay"),
        (replace(ORDER, check_number="1" * 21), "more than 20 characters"),
        (replace(ORDER, new_charges=(NewLine("RENT", 0),)), "The new RENT charge must be more"),
        (replace(ORDER, new_charges=(NewLine("NOPE", 100),)), "no charge code NOPE"),
        (replace(ORDER, new_charges=(NewLine("NOPE", 100, advance=True),)), "no charge code NOPE"),
        (replace(ORDER, new_charges=(RENT,)), r"get \$1,199.00 more than the payment holds"),
        (replace(ORDER, amount_cents=100_000, new_charges=(replace(DEPOSIT, advance=True),)), "Deposit is a deposit"),
        (replace(ORDER, payments=(ChargePayment(4711, 100),)), "is paid or gone by now"),
        (replace(ORDER, payments=(ChargePayment(1, 101),)), r"get \$0.01 more than"),
        (replace(ORDER, amount_cents=9_000, payments=(ChargePayment(1, 9_000),)), r"more than the \$80.00 unpaid"),
        (replace(ORDER, bank_id=4711), "no bank account code"),
        (replace(ORDER, posted_on=date(2205, 1, 1)), "more than a year ahead"),
        (replace(ORDER, received_on=date(1800, 1, 1)), "The day of receipt, 1/1/1800, is before 1970"),
        (replace(ORDER, tenant_id=2), "Tenant GONE is inactive"),
    ],
)
def test_what_is_refused_says_why_and_leaves_nothing(books: Books, order: ReceiptOrder, words: str) -> None:
    a_charge(books, a_tenant(books), 8_000)
    a_tenant(books, "GONE", active=False)
    before = newest_set(books)
    with pytest.raises(RuleError, match=words):
        post_receipt(books, order)
    assert newest_set(books) == before


def test_no_receipt_without_a_bank_or_a_tenant_or_in_a_locked_period(books: Books) -> None:
    tenant = a_tenant(books)
    with pytest.raises(NotFoundError, match="no tenant number 4711"):
        pay(books, 4711, 100)
    with books.store.write() as connection:
        connection.execute(text("INSERT INTO setting (key, value) VALUES ('office.locked_through', '2022-03-08')"))
    with pytest.raises(RuleError, match="locked through 3/8/2022"):
        pay(books, tenant, 100)
    with books.store.write() as connection:
        connection.execute(text("UPDATE account_code SET active = 0 WHERE code = 'ESCROW'"))
        connection.execute(text("UPDATE ledger SET bank_account_id = NULL"))
    with pytest.raises(RuleError, match="ESCROW is inactive"):
        pay(books, tenant, 100, bank_id=id_of(books, "account_code", "ESCROW"))
    with pytest.raises(RuleError, match="has no bank in its profile"):
        pay(books, tenant, 100)


def test_a_new_charge_that_an_advance_payment_would_pay_is_refused(books: Books) -> None:
    tenant = a_tenant(books)
    pay(books, tenant, 120_000, new_charges=(replace(RENT, advance=True),))
    with pytest.raises(RuleError, match=r"An advance payment of \$1,200.00 for Rent is there already"):
        pay(books, tenant, 120_000, new_charges=(RENT,))


def test_a_payment_of_the_list_is_posted_and_gone_in_one_transaction(books: Books) -> None:
    tenant = a_tenant(books)
    a_batch(books, "B1", a_payment("P1", 125_000))
    load_batch(books, "B1")
    [line] = list_lines(books)
    order = ReceiptOrder(tenant, TODAY, 125_000, new_charges=(RENT, LATE), line_id=line.line_id, memo="By hand")
    posted = post_receipt(books, order)
    assert posted.processed_batches == ("B1",)
    assert list_lines(books) == []
    assert rows(books, "SELECT batch_id, payment_id, memo FROM receipt") == [("B1", "P1", "By hand")]
    with pytest.raises(NotFoundError, match="no longer on the list"):
        post_receipt(books, order)
    load_batch(books, "B1")
    [again] = list_lines(books)
    with pytest.raises(RuleError, match="Already posted"):
        post_receipt(books, replace(order, line_id=again.line_id))


def test_a_payment_of_the_list_keeps_its_amount_and_payer(books: Books) -> None:
    tenant, other, gone = a_tenant(books), a_tenant(books, "OTHER"), a_tenant(books, "GONE", active=False)
    line = add_payment(books, TypedPayment(TODAY, 100, tenant))
    order = ReceiptOrder(tenant, TODAY, 100, line_id=line)
    with pytest.raises(RuleError, match=r"The payment is \$1.00"):
        post_receipt(books, replace(order, amount_cents=99))
    with pytest.raises(RuleError, match="more than nothing"):
        post_receipt(books, replace(order, amount_cents=0))
    change_line(books, line, tenant_id=other)
    with pytest.raises(StaleError, match="Who paid this was changed"):
        post_receipt(books, order)
    change_line(books, line, tenant_id=gone)
    with books.store.write() as connection:
        connection.execute(text("UPDATE ledger SET bank_account_id = NULL"))
    with pytest.raises(LandlordError, match="has no bank in its profile"):
        post_receipt(books, replace(order, tenant_id=gone))
    post_receipt(books, replace(order, tenant_id=gone, bank_id=id_of(books, "account_code", "CHECKING")))
    assert credits_of(books, gone) == {"open_credit": 100}
