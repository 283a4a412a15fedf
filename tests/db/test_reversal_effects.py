"""What a correction will do, told beforehand: nothing of it is kept, and what is told is what happens."""

from datetime import date

import pytest

from build import TODAY, a_charge, a_tenant, rows
from corrections_build import clear, deposited, everything, paid
from entries import credits_of, id_of, newest_set
from landlord_desktop.rules.allocation import ChargePayment
from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.credits import apply_open_credits
from landlord_desktop.services.nsf import NsfOrder, nsf_consequences, return_receipt
from landlord_desktop.services.receipts_by_hand import NewLine
from landlord_desktop.services.reversal_effects import hidden_words, void_consequences
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.transfers import TransferLine, TransferOrder, post_transfer
from landlord_desktop.services.voids import VoidOrder, set_of_charge, void_set


def test_charges_credits_and_short_ledgers_are_told(books: Books) -> None:
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 120_000, on=date(2022, 3, 1))
    receipt = paid(books, tenant, 130_000, (charge, 120_000))
    escrow = id_of(books, "account_code", "ESCROW")
    checking, owner = id_of(books, "account_code", "CHECKING"), id_of(books, "ledger", "NU")
    post_transfer(books, TransferOrder(checking, escrow, TODAY, (TransferLine(owner, 108_000),)))
    before = everything(books)
    told = void_consequences(books, receipt)
    assert (told.subject, told.day, told.hidden) == (f"Receipt {receipt}", TODAY, True)
    assert told.sentences == (
        "RENT of 3/1/2022 of Tenant KMETZ will be unpaid again: $1,200.00.",
        "Open credit of Tenant KMETZ in NUZIG Inc. falls by $100.00.",
    )
    assert told.warnings == ("NUZIG Inc. will be short $1,080.00 in CHECKING.",)
    assert [(part.charge_id, part.cents, part.unpaid_cents) for part in told.charges] == [(charge, 120_000, 120_000)]
    assert not told.needs_unwinding
    assert everything(books) == before
    later = void_consequences(books, receipt, date(2022, 3, 9))
    assert (later.day, later.hidden) == (date(2022, 3, 9), False)
    assert hidden_words(told) == (
        "Dated 3/8/2022, the posting date: both disappear from histories and stay in the journal."
    )
    assert hidden_words(later) == (
        "Dated 3/9/2022, another day than the posting date: both stay visible in histories."
    )


def test_what_was_used_since_is_told_with_what_is_taken_back(books: Books) -> None:
    tenant = a_tenant(books)
    receipt = paid(books, tenant, 60_000, new=(NewLine("RENT", 50_000, advance=True),))
    late, rent = a_charge(books, tenant, 10_000, code="LATE"), a_charge(books, tenant, 20_000)
    told = void_consequences(books, receipt)
    assert told.needs_unwinding
    assert [(part.charge_id, part.cents) for part in told.unwound] == [(late, 10_000), (rent, 20_000)]
    assert told.unwound[1].sentence == (
        f"Charge (set {set_of_charge_id(books, rent)}) pays $200.00 of RENT of 3/8/2022; $200.00 is taken back."
    )
    assert "The advance payment of Tenant KMETZ in NUZIG Inc. falls by $300.00." in told.sentences
    void_set(books, VoidOrder(receipt, "x", unwind=True))
    assert credits_of(books, tenant) == {}


def set_of_charge_id(books: Books, charge_id: int) -> int:
    with books.store.read() as connection:
        return set_of_charge(connection, charge_id)


def test_every_refusal_is_told(books: Books) -> None:
    tenant = a_tenant(books)
    receipt, other = paid(books, tenant, 1_000), paid(books, tenant, 2_000)
    assert "is before receipt 1 was posted" in void_consequences(books, receipt, date(2022, 3, 1)).refusals[0]
    too_late = void_consequences(books, receipt, date(2032, 3, 1)).refusals
    assert "3/1/2032 cannot be the posting date: it is more than a year ahead" in too_late[0]
    change_settings(books, {"office.locked_through": "2022-03-08"})
    assert "locked through 3/8/2022" in void_consequences(books, receipt).refusals[0]
    change_settings(books, {"office.locked_through": ""}, "reopened")
    slip = deposited(books, receipt, other).slip_id
    assert "is on deposit slip 1" in void_consequences(books, receipt).warnings[0]
    clear(books, slip)
    assert "was cleared in CHECKING" in void_consequences(books, slip).refusals[0]
    clear(books, slip, None)
    assert void_consequences(books, slip).sentences == ("Its 2 receipts wait for deposit again.",)
    with pytest.raises(NotFoundError, match="no transaction set 999"):
        void_consequences(books, 999)


def test_an_nsf_and_its_void_are_told(books: Books) -> None:
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 120_000)
    receipt = paid(books, tenant, 120_000, (charge, 120_000))
    returned = date(2022, 3, 11)
    assert "void it instead" in nsf_consequences(books, receipt, returned).refusals[0]
    deposited(books, receipt)
    told = nsf_consequences(books, receipt, returned)
    assert (told.day, told.hidden, told.refusals, told.short) == (returned, False, (), ())
    assert [part.cents for part in told.charges] == [120_000]
    assert told.sentences[-1].startswith("The receipt stays on its slip, marked NSF")
    posted = return_receipt(books, NsfOrder(receipt, "R01", returned, tenant_fee_cents=5_000))
    back = void_consequences(books, posted.set_id)
    assert back.sentences == (
        "RENT of 3/8/2022 of Tenant KMETZ will be paid again: $1,200.00.",
        f"Receipt {receipt} counts again; fees posted with the NSF are taken back with it.",
    )
    fee_set = set_of_charge_id(books, posted.fee_charge_id or 0)
    assert void_consequences(books, fee_set).sentences == ()
    post_charges(books, [NewCharge(tenant, "LATE", TODAY, 500, owner_share_cents=200)])
    assert void_consequences(books, newest_set(books)).sentences == (
        "2 charges were posted together and are voided together.",
    )
    assert rows(books, "SELECT count(*) FROM transaction_set WHERE kind = 'void'") == [(0,)]


def test_a_charge_paid_as_before_is_not_told(books: Books) -> None:
    tenant = a_tenant(books)
    change_settings(books, {"office.use_open_credits": "no"})
    given = paid(books, tenant, 30_000)
    home = id_of(books, "ledger", "NU")
    rent, water = a_charge(books, tenant, 70_000), a_charge(books, tenant, 30_000, code="WATER")
    receipt = paid(books, tenant, 70_000, (rent, 70_000), from_credit=((water, 30_000, home),))
    deposited(books, given, receipt)
    posted = return_receipt(books, NsfOrder(receipt, "R01", TODAY))
    apply_open_credits(books, tenant, [ChargePayment(water, 30_000, home)], TODAY)
    told = void_consequences(books, posted.set_id)
    assert [(part.charge_id, part.cents) for part in told.charges] == [(rent, -70_000)]
    assert [(part.charge_id, part.cents) for part in told.unwound] == [(water, 30_000)]


def test_what_an_nsf_took_back_besides_is_paid_again_when_it_is_voided(books: Books) -> None:
    tenant = a_tenant(books)
    receipt = paid(books, tenant, 5_000)
    a_charge(books, tenant, 4_000)
    deposited(books, receipt)
    posted = return_receipt(books, NsfOrder(receipt, "R01", TODAY, unwind=True))
    assert void_consequences(books, posted.set_id).sentences == (
        "RENT of 3/8/2022 of Tenant KMETZ will be paid again: $40.00.",
        "Open credit of Tenant KMETZ in NUZIG Inc. rises by $10.00.",
        f"Receipt {receipt} counts again; fees posted with the NSF are taken back with it.",
    )
