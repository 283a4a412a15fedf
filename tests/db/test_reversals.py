"""Voids: the tables of the trade with debit and credit exchanged, what was used since, and every refusal."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from bank_build import bank_id
from build import TODAY, a_charge, a_tenant, rows
from corrections_build import charge_facts, clear, deposited, everything, paid
from entries import accrual, credits_of, id_of, lines_of, newest_set, unpaid_of
from landlord_desktop.rules.allocation import ChargePayment
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services import voids
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.credit_adjustments import CreditAdjustment, post_adjustment
from landlord_desktop.services.credits import apply_open_credits
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.receipts_by_hand import NewLine
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.transfers import TransferLine, TransferOrder, post_transfer
from landlord_desktop.services.voids import VoidOrder, void_charge, void_receipt, void_set

BOTH = pytest.mark.parametrize("method", ["cash", "accrual"])
MARCH_1, MARCH_20 = date(2022, 3, 1), date(2022, 3, 20)


def settled(method: str) -> str:
    """What a payment credits: income, or the receivable."""
    return "RECEIVABLE" if method == "accrual" else "RENT"


def kept_by(books: Books, method: str) -> None:
    if method == "accrual":
        accrual(books, "NU", "MG")


def header(books: Books, set_id: int) -> tuple[object, ...]:
    return rows(
        books, "SELECT kind, posted_on, reason, reverses_set_id, entered_by, workstation FROM transaction_set "
        "WHERE id = :id", id=set_id,
    )[0]


@BOTH
def test_a_receipt_is_voided_whole(books: Books, method: str) -> None:
    kept_by(books, method)
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 120_000)
    receipt = paid(books, tenant, 130_000, (charge, 120_000))
    void = void_receipt(books, receipt, " wrong tenant ")
    assert lines_of(books, void) == [
        ("MG", "CHECKING", -12_000), ("MG", "MGMT INCOME", 12_000), ("NU", "CHECKING", -130_000),
        ("NU", "CHECKING", 12_000), ("NU", "CREDITS", 10_000), ("NU", "MGMT FEE", -12_000),
        ("NU", settled(method), 120_000),
    ]
    assert charge_facts(books, charge) == (120_000, 0)
    assert credits_of(books, tenant) == {}
    assert header(books, void) == ("void", "2022-03-08", "wrong tenant", receipt, "lynn", "PC-1")
    assert rows(books, "SELECT voided_by_set_id, voided_as_error FROM receipt") == [(void, 1)]
    assert rows(books, "SELECT sentence, before, after FROM audit_entry WHERE action = 'void receipt'") == [
        ("$1,300.00 voided: wrong tenant", "Posted 3/8/2022, awaiting deposit", f"Taken back by set {void}")
    ]
    assert rows(books, "SELECT * FROM bank_item") == []


def test_the_day_of_a_void(books: Books) -> None:
    tenant = a_tenant(books)
    receipts = [paid(books, tenant, 1_000, on=MARCH_1) for _number in range(3)]
    with pytest.raises(RuleError, match="2/28/2022 is before receipt 1 was posted, 3/1/2022"):
        void_receipt(books, receipts[0], "x", void_on=date(2022, 2, 28))
    assert header(books, void_receipt(books, receipts[0], "x"))[1] == "2022-03-01"
    assert header(books, void_receipt(books, receipts[1], "x", void_on=MARCH_20))[1] == "2022-03-20"
    change_settings(books, {"office.locked_through": "2022-03-05"})
    before = everything(books)
    with pytest.raises(RuleError, match="locked through 3/5/2022"):
        void_receipt(books, receipts[2], "x", void_on=MARCH_1)
    assert everything(books) == before
    assert header(books, void_receipt(books, receipts[2], "x"))[1] == "2022-03-08"


def test_a_ledger_receipt_that_is_no_error_keeps_its_payment(books: Books) -> None:
    from landlord_desktop.services.ledger_receipts import LedgerReceiptOrder, post_ledger_receipt

    receipt = post_ledger_receipt(books, LedgerReceiptOrder(id_of(books, "ledger", "NU"), TODAY, 30_000)).receipt_id
    void = void_receipt(books, receipt, "the owner took it back", as_error=False)
    assert lines_of(books, void) == [("NU", "CASH IN", 30_000), ("NU", "CHECKING", -30_000)]
    assert rows(books, "SELECT voided_by_set_id, voided_as_error FROM receipt") == [(void, 0)]


@BOTH
def test_open_credit_used_since_is_named_and_taken_back_newest_first(books: Books, method: str) -> None:
    kept_by(books, method)
    tenant = a_tenant(books)
    change_settings(books, {"office.use_open_credits": "no"})
    source = paid(books, tenant, 100_000)
    paid(books, tenant, 30_000)
    home = id_of(books, "ledger", "NU")
    first, second = (a_charge(books, tenant, cents, on=MARCH_1) for cents in (50_000, 60_000))
    older = apply_open_credits(books, tenant, [ChargePayment(first, 50_000, home)], TODAY)
    newer = paid(books, tenant, 5_000, (second, 5_000), from_credit=((second, 55_000, home),), on=MARCH_20)
    before = everything(books)
    with pytest.raises(RuleError) as refused:
        void_receipt(books, source, "never arrived")
    assert refused.value.sentence == (
        f"$1,000.00 of receipt {source} became open credit, and some of it has been used: receipt {newer} pays "
        f"$550.00 of RENT of 3/1/2022; open credit applied (set {older}) pays $500.00 of RENT of 3/1/2022. Void what "
        f"used it first, or let the use be taken back together with receipt {source}."
    )
    assert everything(books) == before
    void = void_receipt(books, source, "never arrived", unwind=True)
    back_newer, back_older = (
        int(rows(books, "SELECT id FROM transaction_set WHERE reverses_set_id = :id", id=used)[0][0])
        for used in (newer, older)
    )
    assert [header(books, set_id)[:2] for set_id in (back_newer, back_older)] == [
        ("credit_application", "2022-03-20"), ("credit_application", "2022-03-08")
    ]
    assert lines_of(books, back_newer) == [
        ("MG", "CHECKING", -5_500), ("MG", "MGMT INCOME", 5_500), ("NU", "CHECKING", 5_500),
        ("NU", "CREDITS", -55_000), ("NU", "MGMT FEE", -5_500), ("NU", settled(method), 55_000),
    ]
    assert lines_of(books, back_older) == [  # 200 of the 500: the other 300 stand in the second receipt
        ("MG", "CHECKING", -2_000), ("MG", "MGMT INCOME", 2_000), ("NU", "CHECKING", 2_000),
        ("NU", "CREDITS", -20_000), ("NU", "MGMT FEE", -2_000), ("NU", settled(method), 20_000),
    ]
    assert lines_of(books, void) == [("NU", "CHECKING", -100_000), ("NU", "CREDITS", 100_000)]
    assert charge_facts(books, first) == (20_000, 3_000)
    assert charge_facts(books, second) == (55_000, 500)
    assert credits_of(books, tenant) == {}
    assert {rows(books, "SELECT event_id FROM transaction_set WHERE id = :id", id=one)[0][0]
            for one in (void, back_newer, back_older)} == {back_newer}
    # what is left of both can be voided in its turn
    assert lines_of(books, void_set(books, VoidOrder(older, "too"))) == [
        ("MG", "CHECKING", -3_000), ("MG", "MGMT INCOME", 3_000), ("NU", "CHECKING", 3_000),
        ("NU", "CREDITS", -30_000), ("NU", "MGMT FEE", -3_000), ("NU", settled(method), 30_000),
    ]
    assert lines_of(books, void_receipt(books, newer, "too")) == [
        ("MG", "CHECKING", -500), ("MG", "MGMT INCOME", 500), ("NU", "CHECKING", -4_500),
        ("NU", "MGMT FEE", -500), ("NU", settled(method), 5_000),
    ]
    assert unpaid_of(books, tenant) == 110_000


def test_only_what_is_missing_is_taken_back(books: Books) -> None:
    tenant = a_tenant(books, fee_basis_points=0)
    paid(books, tenant, 10_000)
    small = paid(books, tenant, 3_000)
    older, newer = a_charge(books, tenant, 8_000), a_charge(books, tenant, 5_000)
    void_receipt(books, small, "x", unwind=True)
    assert [charge_facts(books, charge)[0] for charge in (older, newer)] == [0, 3_000]
    with pytest.raises(NotFoundError, match="no receipt 999"):
        void_receipt(books, 999, "x")


def test_credit_used_for_another_ledger_goes_back_the_way_it_came(books: Books) -> None:
    tenant = a_tenant(books)
    source = paid(books, tenant, 10_000)
    late = a_charge(books, tenant, 4_000, code="LATE")  # paid by itself out of the credit
    assert charge_facts(books, late) == (0, 0)
    void_receipt(books, source, "bounced", unwind=True)
    back = rows(books, "SELECT max(id) FROM transaction_set WHERE kind = 'credit_application'")[0][0]
    assert lines_of(books, back) == [
        ("MG", "CHECKING", -4_000), ("MG", "LATE", 4_000), ("NU", "CHECKING", 4_000), ("NU", "CREDITS", -4_000)
    ]
    assert charge_facts(books, late) == (4_000, 0)
    with pytest.raises(RuleError, match=r"cannot be voided\. Post an entry the other way round"):
        void_set(books, VoidOrder(int(back), "x"))
    with pytest.raises(RuleError, match="Nothing is left of open credit applied"):
        void_set(books, VoidOrder(int(back) - 1, "x"))


def test_credit_that_an_adjustment_took_is_not_taken_back_by_itself(books: Books) -> None:
    tenant = a_tenant(books)
    source = paid(books, tenant, 10_000)
    down = post_adjustment(
        books, CreditAdjustment(tenant, TODAY, False, 3_000, id_of(books, "account_code", "RENT"))
    )
    with pytest.raises(
        RuleError, match=rf"open credit adjusted \(set {down}\) of \$30.00 has used some of it. Void that first"
    ):
        void_receipt(books, source, "x", unwind=True)
    undone = void_set(books, VoidOrder(down, "a mistake"))
    assert lines_of(books, undone) == [("NU", "CREDITS", -3_000), ("NU", "RENT", 3_000)]
    void_receipt(books, source, "x")
    assert credits_of(books, tenant) == {}


@BOTH
def test_an_advance_payment_used_since_goes_back_too(books: Books, method: str) -> None:
    kept_by(books, method)
    tenant = a_tenant(books)
    source = paid(books, tenant, 120_000, new=(NewLine("RENT", 120_000, advance=True),))
    charges = [a_charge(books, tenant, cents) for cents in (50_000, 40_000)]
    assert [charge_facts(books, charge) for charge in charges] == [(0, 5_000), (0, 4_000)]
    with pytest.raises(RuleError, match=r"\$1,200.00 of receipt 1 is an advance payment, and some of it has been used"):
        void_receipt(books, source, "x")
    void = void_receipt(books, source, "x", unwind=True)
    assert lines_of(books, void) == [
        ("MG", "CHECKING", -12_000), ("MG", "MGMT INCOME", 12_000), ("NU", "CHECKING", -120_000),
        ("NU", "CHECKING", 12_000), ("NU", "MGMT FEE", -12_000), ("NU", settled(method), 120_000),
    ]
    assert [charge_facts(books, charge) for charge in charges] == [(50_000, 0), (40_000, 0)]
    assert rows(books, "SELECT reversed, unused_cents, fee_unused_cents FROM advance_payment") == [(1, 0, 0)]
    assert credits_of(books, tenant) == {}


def test_an_advance_payment_of_another_fee_and_account_goes_back_with_both(books: Books) -> None:
    tenant = a_tenant(books)
    source = paid(books, tenant, 60_000, new=(NewLine("RENT", 60_000, advance=True),))
    accrual(books, "NU")
    post_charges(books, [NewCharge(tenant, "RENT", TODAY, 50_000, fee_basis_points=500)])
    used = newest_set(books)
    void_receipt(books, source, "x", unwind=True)
    back = int(rows(books, "SELECT id FROM transaction_set WHERE reverses_set_id = :id", id=used)[0][0])
    assert lines_of(books, back) == [
        ("MG", "CHECKING", 2_500), ("MG", "MGMT INCOME", -2_500), ("NU", "CHECKING", -2_500),
        ("NU", "MGMT FEE", 2_500), ("NU", "RECEIVABLE", 50_000), ("NU", "RENT", -50_000),
    ]
    assert unpaid_of(books, tenant) == 50_000


@BOTH
def test_a_charge_is_voided_and_may_be_posted_again(books: Books, method: str) -> None:
    kept_by(books, method)
    tenant = a_tenant(books)
    order = NewCharge(tenant, "RENT", TODAY, 120_000, origin="rent", schedule_key="rent:1:2022-03-01")
    post_charges(books, [order])
    charge = int(rows(books, "SELECT id FROM charge")[0][0])
    void = void_charge(books, charge, "posted twice")
    accrued = [("NU", "RECEIVABLE", -120_000), ("NU", "RENT", 120_000)]
    assert lines_of(books, void) == (accrued if method == "accrual" else [])
    assert rows(books, "SELECT voided_by_set_id, unpaid_cents FROM charge") == [(void, 0)]
    post_charges(books, [order])
    assert unpaid_of(books, tenant) == 120_000
    with pytest.raises(RuleError, match=f"voided already, by set {void}"):
        void_charge(books, charge, "again")
    with pytest.raises(NotFoundError, match="no charge number 99"):
        void_charge(books, 99, "x")


def test_a_late_fee_and_its_owners_share_go_together(books: Books) -> None:
    tenant = a_tenant(books)
    post_charges(books, [NewCharge(tenant, "LATE", TODAY, 5_000, owner_share_cents=2_000)])
    void_charge(books, 2, "waived")
    assert unpaid_of(books, tenant) == 0


def test_a_charge_that_is_paid_stays(books: Books) -> None:
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 120_000, on=MARCH_1)
    receipt = paid(books, tenant, 70_000, (charge, 70_000))
    with pytest.raises(RuleError, match=rf"Receipt {receipt} pays \$700.00 of RENT of 3/1/2022, so it cannot be void"):
        void_charge(books, charge, "x", unwind=True)
    void_receipt(books, receipt, "x")
    void_charge(books, charge, "x")


def test_open_credit_is_given_back_with_the_charge_it_paid(books: Books) -> None:
    tenant = a_tenant(books)
    paid(books, tenant, 50_000)
    charge = a_charge(books, tenant, 40_000)
    with pytest.raises(RuleError, match=r"Open credit pays \$400.00 of RENT of 3/8/2022 \(open credit applied \(set"):
        void_charge(books, charge, "x")
    void_charge(books, charge, "x", unwind=True)
    assert credits_of(books, tenant) == {"open_credit": 50_000}
    assert unpaid_of(books, tenant) == 0


@BOTH
def test_a_voided_charge_gives_its_advance_payment_back(books: Books, method: str) -> None:
    kept_by(books, method)
    tenant = a_tenant(books)
    paid(books, tenant, 100_001, new=(NewLine("RENT", 100_001, advance=True),))
    charges = [a_charge(books, tenant, 33_333) for _number in range(3)]
    assert credits_of(books, tenant) == {"advance_payment": 2}
    void_charge(books, charges[1], "x")
    assert credits_of(books, tenant) == {"advance_payment": 33_335}
    again = a_charge(books, tenant, 40_000)
    assert charge_facts(books, again)[0] == 6_665
    void_charge(books, again, "x")
    void_receipt(books, 1, "x", unwind=True)
    assert credits_of(books, tenant) == {}


def test_uses_and_adjustments_of_credit_transfers_and_fees_are_voided(books: Books) -> None:
    tenant = a_tenant(books)
    credits_account, escrow = id_of(books, "account_code", "CREDITS"), bank_id(books, "ESCROW")
    assert credits_account
    up = post_adjustment(books, CreditAdjustment(tenant, TODAY, True, 9_000, id_of(books, "account_code", "RENT")))
    charge = a_charge(books, tenant, 9_000)
    applied = newest_set(books)
    with pytest.raises(RuleError, match="some of it has been used"):
        void_set(books, VoidOrder(up, "x"))
    void_set(books, VoidOrder(applied, "x"))
    assert charge_facts(books, charge) == (9_000, 0)
    void_set(books, VoidOrder(up, "x"))
    moved = post_transfer(
        books, TransferOrder(bank_id(books), escrow, TODAY, (TransferLine(id_of(books, "ledger", "NU"), 7_000),))
    )
    clear(books, moved)
    with pytest.raises(RuleError, match=r"was cleared in CHECKING on 3/31/2022 and is left as it is. Unclear it first"):
        void_set(books, VoidOrder(moved, "x"))
    with books.store.write() as connection:
        connection.execute(text("UPDATE bank_item SET cleared_on = NULL"))
    back = void_set(books, VoidOrder(moved, "x"))
    assert lines_of(books, back) == [("NU", "CHECKING", 7_000), ("NU", "ESCROW", -7_000)]
    assert rows(books, "SELECT amount_cents, description FROM bank_item WHERE set_id = :id ORDER BY line", id=back) == [
        (7_000, f"Void of transfer between banks (set {moved})"),
        (-7_000, f"Void of transfer between banks (set {moved})"),
    ]


@pytest.mark.parametrize("kind", ["management_fee", "journal_entry"])
def test_a_management_fee_and_a_journal_entry_are_voided(books: Books, kind: str) -> None:
    draft = SetDraft(kind, TODAY.isoformat(), "by hand")
    owner, bank = id_of(books, "ledger", "NU"), bank_id(books)
    draft.lines = [(owner, id_of(books, "account_code", "MGMT FEE"), None, None, 500), (owner, bank, None, None, -500)]
    draft.bank_items = [(bank, -500, "by hand", "")]
    with books.store.write() as connection:
        writer = JournalWriter(connection, books)
        posted = writer.add(draft)
        writer.finish()
    void = void_set(books, VoidOrder(posted, "x", TODAY + timedelta(days=1)))
    assert lines_of(books, void) == [("NU", "CHECKING", 500), ("NU", "MGMT FEE", -500)]
    assert header(books, void)[1] == "2022-03-09"


def test_a_slip_is_voided_and_its_receipts_wait_again(books: Books) -> None:
    tenant = a_tenant(books)
    receipts = [paid(books, tenant, cents) for cents in (1_000, 2_000)]
    slip = deposited(books, *receipts)
    with pytest.raises(RuleError, match=f"is on deposit slip {slip.number} and cannot be voided"):
        void_receipt(books, receipts[0], "x")
    clear(books, slip.slip_id)
    with pytest.raises(RuleError, match=r"Deposit slip 1 was cleared in CHECKING on 3/31/2022"):
        void_set(books, VoidOrder(slip.slip_id, "x"))
    with books.store.write() as connection:
        connection.execute(text("UPDATE bank_item SET cleared_on = NULL"))
    void = void_set(books, VoidOrder(slip.slip_id, "put in the wrong bank"))
    assert lines_of(books, void) == []
    assert rows(books, "SELECT amount_cents, description FROM bank_item ORDER BY set_id") == [
        (3_000, "Deposit slip 1"), (-3_000, "Void of deposit slip 1")
    ]
    assert rows(books, "SELECT slip_id FROM receipt") == [(None,), (None,)]
    assert rows(books, "SELECT voided_by_set_id FROM deposit_slip") == [(void,)]
    assert len(rows(books, "SELECT * FROM slip_receipt")) == 2
    assert deposited(books, *receipts).number == 2
    void_receipt(books, paid(books, tenant, 50), "x")


def test_what_cannot_be_voided(books: Books) -> None:
    tenant = a_tenant(books)
    void = void_receipt(books, paid(books, tenant, 1_000), "x")
    with pytest.raises(RuleError, match=rf"Void \(set {void}\) cannot be voided"):
        void_set(books, VoidOrder(void, "x"))
    with pytest.raises(NotFoundError, match="no transaction set 99"):
        void_set(books, VoidOrder(99, "x"))
    with pytest.raises(RuleError, match="Give the reason"):
        void_charge(books, a_charge(books, tenant, 100), " ")


def test_a_fault_in_the_middle_leaves_nothing_half_done(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    class BrokenError(Exception):
        pass

    tenant = a_tenant(books)
    source = paid(books, tenant, 10_000)
    a_charge(books, tenant, 4_000)
    before = everything(books)

    def broken(*_args: object, **_values: object) -> None:
        raise BrokenError

    monkeypatch.setattr(voids, "record", broken)
    with pytest.raises(BrokenError):
        void_receipt(books, source, "x", unwind=True)
    assert everything(books) == before
