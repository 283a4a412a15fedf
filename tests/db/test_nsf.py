"""NSF: the table of the trade cent for cent, the fees, the void of an NSF, and every refusal."""

from datetime import date

import pytest
from sqlalchemy import text

from bank_build import bank_id
from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from corrections_build import charge_facts, clear, deposited, everything, paid
from entries import accrual, credits_of, id_of, lines_of, newest_set, unpaid_of
from landlord_desktop.rules.allocation import ChargePayment
from landlord_desktop.rules.batch import Reason
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services import nsf
from landlord_desktop.services.bank_history import bank_history
from landlord_desktop.services.batch_status import mark_unprocessed
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.credits import apply_open_credits
from landlord_desktop.services.ledger_receipts import LedgerReceiptOrder, post_ledger_receipt
from landlord_desktop.services.nsf import NsfOrder, nsf_terms, return_receipt, write_nsf
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.receipts_by_hand import NewLine
from landlord_desktop.services.reversal_effects import void_consequences
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import VoidOrder, void_charge, void_receipt, void_set
from landlord_desktop.services.working_lines import list_lines

RETURNED = date(2022, 3, 11)
MARCH_1 = date(2022, 3, 1)


def fees(books: Books, fee: int = 5_000, item_fee: int = 1_200) -> None:
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE bank_detail SET nsf_fee_cents = :fee, returned_item_fee_cents = :item WHERE account_id = :id"),
            {"fee": fee, "item": item_fee, "id": bank_id(books)},
        )


def order(receipt: int, **values: object) -> NsfOrder:
    return NsfOrder(receipt, "insufficient funds (R01)", RETURNED, **values)  # type: ignore[arg-type]


def a_deposited_receipt(books: Books, cents: int = 120_000) -> tuple[int, int, int]:
    """A tenant, rent of 3/1 of so many cents, and the receipt that paid it, on a slip."""
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, cents, on=MARCH_1)
    receipt = paid(books, tenant, cents, (charge, cents))
    deposited(books, receipt)
    return tenant, charge, receipt


@pytest.mark.parametrize("method", ["cash", "accrual"])
def test_a_returned_payment(books: Books, method: str) -> None:
    if method == "accrual":
        accrual(books, "NU", "MG")
    fees(books)
    tenant, charge, receipt = a_deposited_receipt(books)
    terms = nsf_terms(books, receipt)
    assert (terms.payer, terms.amount_cents, terms.bank, terms.slip_number) == ("Tenant KMETZ", 120_000, "CHECKING", 1)
    assert (terms.tenant_fee_cents, terms.returned_item_fee_cents, terms.fee_code) == (5_000, 1_200, "NSF")
    posted = return_receipt(books, order(receipt))
    settled = "RECEIVABLE" if method == "accrual" else "RENT"
    assert lines_of(books, posted.set_id) == [
        ("MG", "CHECKING", -12_000), ("MG", "MGMT INCOME", 12_000), ("NU", "CHECKING", -120_000),
        ("NU", "CHECKING", 12_000), ("NU", "MGMT FEE", -12_000), ("NU", settled, 120_000),
    ]
    assert posted.returned_item_set_id is not None
    assert lines_of(books, posted.returned_item_set_id) == [("MG", "BANK CHARGES", 1_200), ("MG", "CHECKING", -1_200)]
    assert charge_facts(books, charge) == (120_000, 0)
    assert rows(books, "SELECT charged_on FROM charge WHERE id = :id", id=charge) == [("2022-03-01",)]
    assert rows(
        books, "SELECT c.amount_cents, c.unpaid_cents, c.origin, c.charged_on, l.code FROM charge c "
        "JOIN ledger l ON l.id = c.ledger_id WHERE c.id = :id", id=posted.fee_charge_id,
    ) == [(5_000, 5_000, "nsf_fee", "2022-03-11", "MG")]
    assert unpaid_of(books, tenant) == 125_000
    assert rows(books, "SELECT returned_by_set_id, voided_by_set_id, slip_id FROM receipt") == [
        (posted.set_id, None, rows(books, "SELECT id FROM deposit_slip")[0][0])
    ]
    assert rows(books, "SELECT DISTINCT event_id FROM transaction_set WHERE id >= :id", id=posted.set_id) == [
        (posted.set_id,)
    ]
    assert rows(books, "SELECT amount_cents, description FROM bank_item ORDER BY set_id") == [
        (120_000, "Deposit slip 1"), (-120_000, f"NSF of receipt {receipt}"),
        (-1_200, f"Returned item fee of receipt {receipt}"),
    ]
    history = bank_history(books, bank_id(books))
    assert (history.available_cents, history.current_cents, history.awaiting_cents) == (-1_200, -1_200, 0)
    assert rows(books, "SELECT sentence, before, after FROM audit_entry WHERE action = 'nsf'") == [(
        "$1,200.00 of Tenant KMETZ returned on 3/11/2022: insufficient funds (R01)",
        "Posted 3/8/2022, on deposit slip 1", f"Taken back by set {posted.set_id}",
    )]


def test_a_returned_payment_keeps_its_key_and_cannot_post_again(books: Books) -> None:
    a_charge(books, a_tenant(books), 4_000)
    a_batch(books, "B1", a_payment("P1", 4_000))
    load_batch(books, "B1")
    receipt = post_working_lines(books).posted[0].receipt_id
    deposited(books, receipt)
    return_receipt(books, order(receipt))
    mark_unprocessed(books, "B1")
    load_batch(books, "B1")
    assert [line.reason for line in list_lines(books)] == [Reason.ALREADY_POSTED]
    assert post_working_lines(books, accept_proposals=True).posted == ()
    assert rows(books, "SELECT payment_id, voided_as_error FROM receipt WHERE source_key IS NOT NULL") == [("P1", 0)]


def test_fees_may_be_left_or_changed(books: Books) -> None:
    fees(books)
    _tenant, _charge, first = a_deposited_receipt(books)
    posted = return_receipt(books, order(first, tenant_fee_cents=0, returned_item_fee_cents=0))
    assert (posted.fee_charge_id, posted.returned_item_set_id) == (None, None)
    void_set(books, VoidOrder(posted.set_id, "the wrong one"))
    before = everything(books)
    with pytest.raises(RuleError, match="A fee of an NSF is nothing, or more"):
        return_receipt(books, order(first, tenant_fee_cents=-1))
    assert everything(books) == before
    change_settings(books, {"office.nsf_charge_code": "LATE"})
    with books.store.write() as connection:
        connection.execute(text("UPDATE charge_code SET active = 0 WHERE code = 'LATE'"))
    with pytest.raises(RuleError, match="The charge code of NSF fees, LATE, is missing or inactive"):
        return_receipt(books, order(first))
    change_settings(books, {"office.nsf_charge_code": "NSF"})
    posted = return_receipt(books, order(first, tenant_fee_cents=2_500))
    assert charge_facts(books, posted.fee_charge_id or 0) == (2_500, 0)


def test_a_ledger_receipt_is_returned(books: Books) -> None:
    fees(books)
    home = id_of(books, "ledger", "MG")
    receipt = post_ledger_receipt(books, LedgerReceiptOrder(home, TODAY, 4_000, payer_name="Ann Prospect")).receipt_id
    deposited(books, receipt)
    assert (nsf_terms(books, receipt).tenant_fee_cents, nsf_terms(books, receipt).fee_code) == (0, "")
    with pytest.raises(RuleError, match="has no tenant to charge the NSF fee to"):
        return_receipt(books, order(receipt, tenant_fee_cents=100))
    posted = return_receipt(books, order(receipt))
    assert lines_of(books, posted.set_id) == [("MG", "APPLICATION", 4_000), ("MG", "CHECKING", -4_000)]
    assert lines_of(books, posted.returned_item_set_id or 0) == [
        ("MG", "BANK CHARGES", 1_200), ("MG", "CHECKING", -1_200)
    ]
    assert posted.fee_charge_id is None


def test_what_cannot_be_returned(books: Books) -> None:
    tenant = a_tenant(books)
    waiting, voided = paid(books, tenant, 1_000), paid(books, tenant, 2_000)
    with pytest.raises(RuleError, match="is on no deposit slip, so the bank cannot have returned it: void it instead"):
        return_receipt(books, order(waiting))
    void_receipt(books, voided, "x")
    with pytest.raises(RuleError, match=f"Receipt {voided} is voided"):
        nsf_terms(books, voided)
    with pytest.raises(NotFoundError, match="no receipt 999"):
        return_receipt(books, order(999))
    deposited(books, waiting)
    with pytest.raises(RuleError, match=r"3/1/2022 is before receipt 1 was posted, 3/8/2022"):
        return_receipt(books, NsfOrder(waiting, "R01", MARCH_1))
    with pytest.raises(RuleError, match="Give the reason"):
        return_receipt(books, NsfOrder(waiting, " ", RETURNED))
    change_settings(books, {"office.locked_through": "2022-03-08"})
    with pytest.raises(RuleError, match="locked through 3/8/2022"):
        return_receipt(books, NsfOrder(waiting, "R01", TODAY))
    change_settings(books, {"office.locked_through": ""}, "the year is not closed")
    posted = return_receipt(books, order(waiting))
    with pytest.raises(RuleError, match=rf"was returned already \(NSF, set {posted.set_id}\)"):
        return_receipt(books, order(waiting))
    with pytest.raises(RuleError, match=r"was returned \(NSF\). Void the NSF first"):
        void_receipt(books, waiting, "x")
    slip = int(rows(books, "SELECT id FROM deposit_slip")[0][0])
    with pytest.raises(RuleError, match="Receipt 1 on deposit slip 1 was returned"):
        void_set(books, VoidOrder(slip, "x"))


@pytest.mark.parametrize("method", ["cash", "accrual"])
def test_credit_and_advance_payments_of_a_returned_receipt(books: Books, method: str) -> None:
    if method == "accrual":
        accrual(books, "NU")
    tenant = a_tenant(books)
    receipt = paid(books, tenant, 150_000, new=(NewLine("RENT", 100_000, advance=True),))
    deposited(books, receipt)
    rent, water = a_charge(books, tenant, 100_000), a_charge(books, tenant, 50_000, code="WATER")
    assert unpaid_of(books, tenant) == 0
    with pytest.raises(RuleError, match="became open credit, and some of it has been used"):
        return_receipt(books, order(receipt))
    posted = return_receipt(books, order(receipt, unwind=True))
    assert [charge_facts(books, charge) for charge in (rent, water)] == [(100_000, 0), (50_000, 0)]
    assert credits_of(books, tenant) == {}
    assert lines_of(books, posted.set_id) == [
        ("MG", "CHECKING", -10_000), ("MG", "MGMT INCOME", 10_000), ("NU", "CHECKING", -150_000),
        ("NU", "CHECKING", 10_000), ("NU", "CREDITS", 50_000), ("NU", "MGMT FEE", -10_000),
        ("NU", "RECEIVABLE" if method == "accrual" else "RENT", 100_000),
    ]
    void_set(books, VoidOrder(posted.set_id, "the bank was wrong"))
    assert [charge_facts(books, charge) for charge in (rent, water)] == [(0, 10_000), (0, 0)]
    assert credits_of(books, tenant) == {}
    again = return_receipt(books, order(receipt, unwind=True))
    other = paid(books, tenant, 20_000, (water, 20_000))
    effects = void_consequences(books, again.set_id)
    assert any("stay unpaid; apply the open credit" in sentence for sentence in effects.sentences)
    void_set(books, VoidOrder(again.set_id, "twice wrong"))
    assert credits_of(books, tenant) == {"advance_payment": 100_000, "open_credit": 50_000}
    assert [charge_facts(books, charge) for charge in (rent, water)] == [(100_000, 0), (30_000, 0)]
    assert rows(books, "SELECT returned_by_set_id FROM receipt WHERE id <> :id", id=other) == [(None,)]


def test_the_void_of_an_nsf_takes_its_fees_with_it(books: Books) -> None:
    fees(books)
    tenant, charge, receipt = a_deposited_receipt(books)
    posted = return_receipt(books, order(receipt))
    item_fee, fee = posted.returned_item_set_id or 0, posted.fee_charge_id or 0
    with pytest.raises(RuleError, match=f"belongs to the NSF of receipt {receipt}. Void the NSF"):
        void_set(books, VoidOrder(item_fee, "x"))
    clear(books, item_fee)
    with pytest.raises(RuleError, match=rf"Journal entry \(set {item_fee}\) was cleared in CHECKING"):
        void_set(books, VoidOrder(posted.set_id, "x"))
    with books.store.write() as connection:
        connection.execute(text("UPDATE bank_item SET cleared_on = NULL"))
    paying = paid(books, tenant, 5_000, (fee, 5_000))
    with pytest.raises(RuleError, match=f"Receipt {paying} pays \\$50.00 of NSF of 3/11/2022"):
        void_set(books, VoidOrder(posted.set_id, "x"))
    void_receipt(books, paying, "x")
    void = void_set(books, VoidOrder(posted.set_id, "set on the wrong receipt", date(2022, 3, 14)))
    assert lines_of(books, void) == [
        ("MG", "CHECKING", 12_000), ("MG", "MGMT INCOME", -12_000), ("NU", "CHECKING", -12_000),
        ("NU", "CHECKING", 120_000), ("NU", "MGMT FEE", 12_000), ("NU", "RENT", -120_000),
    ]
    assert charge_facts(books, charge) == (0, 12_000)
    assert unpaid_of(books, tenant) == 0
    assert sum(row[0] for row in rows(books, "SELECT amount_cents FROM bank_item")) == 120_000
    assert return_receipt(books, order(receipt)).set_id > void


def test_a_fee_waived_before_stays_waived_when_the_nsf_is_voided(books: Books) -> None:
    fees(books, item_fee=0)
    tenant, _charge, receipt = a_deposited_receipt(books)
    posted = return_receipt(books, order(receipt))
    void_charge(books, posted.fee_charge_id or 0, "waived")
    paid(books, tenant, 100)  # a set of another action stands behind
    void_set(books, VoidOrder(posted.set_id, "x"))
    assert unpaid_of(books, tenant) == 0


def test_each_of_several_returns_of_one_action_is_voided_for_itself(books: Books) -> None:
    fees(books, item_fee=0)
    tenant = a_tenant(books)
    receipts = [paid(books, tenant, cents) for cents in (1_000, 2_000)]
    deposited(books, *receipts)
    with books.store.write() as connection:
        first = write_nsf(connection, books, order(receipts[0], tenant_fee_cents=0))
        second = write_nsf(connection, books, order(receipts[1]), first.set_id)
    void_set(books, VoidOrder(first.set_id, "x"))
    assert unpaid_of(books, tenant) == 5_000
    assert rows(books, "SELECT id FROM receipt WHERE returned_by_set_id IS NOT NULL") == [(receipts[1],)]
    void_set(books, VoidOrder(second.set_id, "x"))
    assert unpaid_of(books, tenant) == 0


def test_an_nsf_whose_charge_was_paid_meanwhile_is_not_voided(books: Books) -> None:
    tenant, charge, receipt = a_deposited_receipt(books)
    posted = return_receipt(books, order(receipt))
    paying = paid(books, tenant, 50_000, (charge, 50_000))
    words = rf"would pay \$1,200.00 of RENT of 3/1/2022 again, but only \$700.00 is unpaid: receipt {paying} paid"
    with pytest.raises(RuleError, match=words):
        void_set(books, VoidOrder(posted.set_id, "x"))
    void_receipt(books, paying, "x")
    void_charge(books, charge, "never owed")
    with pytest.raises(RuleError, match="again, but that charge was voided meanwhile"):
        void_set(books, VoidOrder(posted.set_id, "x"))


def test_a_receipt_that_used_credit_gives_it_back_when_it_is_returned(books: Books) -> None:
    tenant = a_tenant(books)
    change_settings(books, {"office.use_open_credits": "no"})
    paid(books, tenant, 30_000)
    charge = a_charge(books, tenant, 100_000)
    home = id_of(books, "ledger", "NU")
    receipt = paid(books, tenant, 70_000, (charge, 70_000), from_credit=((charge, 30_000, home),))
    deposited(books, receipt)
    posted = return_receipt(books, order(receipt))
    assert charge_facts(books, charge) == (100_000, 0)
    assert credits_of(books, tenant) == {"open_credit": 30_000}
    used = apply_open_credits(books, tenant, [ChargePayment(charge, 30_000, home)], RETURNED)
    with pytest.raises(RuleError, match=rf"\$300.00 of NSF \(set {posted.set_id}\) became open credit, and some"):
        void_set(books, VoidOrder(posted.set_id, "x"))
    void_set(books, VoidOrder(posted.set_id, "x", unwind=True))
    assert charge_facts(books, charge) == (0, 10_000)
    assert rows(books, "SELECT count(*) FROM transaction_set WHERE reverses_set_id = :id", id=used) == [(1,)]


def test_a_fault_with_the_fee_leaves_nothing_half_done(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenError(Exception):
        pass

    def broken(*_args: object, **_values: object) -> int:
        raise BrokenError

    fees(books)
    _tenant, _charge, receipt = a_deposited_receipt(books)
    before = everything(books)
    monkeypatch.setattr(nsf, "write_charges", broken)
    with pytest.raises(BrokenError):
        return_receipt(books, order(receipt))
    assert everything(books) == before
    assert newest_set(books) == 3
