"""One payment settled by hand, what stands behind a payment, and what the pick lists offer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from build import TODAY, a_batch, a_charge, a_payment, a_tenant
from landlord_desktop.rules.errors import LandlordError, NotFoundError, RuleError
from landlord_desktop.services import receipts_by_hand, tenant_receipt
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.journal_preview import preview
from landlord_desktop.services.lookups import read_lookups
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.tenant_account import line_behind, tenant_account
from landlord_desktop.services.tenant_receipt import Header, LedgerReceipt, NewLine, receipt_draft
from landlord_desktop.services.working_lines import (
    TypedPayment,
    accept_proposal,
    add_payment,
    change_line,
    list_lines,
    remove_line,
)


def a_line(books, tenant, cents, **values):
    return add_payment(books, TypedPayment(TODAY, cents, tenant, **values))


def post_line(books, draft, header, plan):
    return tenant_receipt.post_order(books, tenant_receipt.order_of(draft, header, plan))


def receipts(books):
    with books.store.read() as connection:
        return connection.execute(text("SELECT id, amount_cents, open_credit_cents, memo FROM receipt")).all()


def test_the_window_begins_with_the_proposal(books):
    tenant = a_tenant(books)
    first = a_charge(books, tenant, 60_000, on=date(2022, 2, 1))
    second = a_charge(books, tenant, 38_000, on=date(2022, 3, 1))
    a_charge(books, tenant, 4_000, on=date(2022, 1, 1), disputed=True)
    draft = receipt_draft(books, a_line(books, tenant, 70_000, memo="Check #1"))
    assert draft.pays == {first: 60_000, second: 10_000}
    assert (draft.payer, draft.header.memo, draft.use_credit) == ("Tenant KMETZ", "Check #1", False)
    assert tenant_receipt.distribute(draft, TODAY) == draft.pays
    split = tenant_receipt.split(draft, draft.pays, TODAY, use_credit=False)
    assert (split.allocated_cents, split.to_open_credit_cents, split.problems) == (70_000, 0, ())
    [share] = split.shares
    assert (share.ledger, share.cents, share.fee_cents, share.manager) == ("NUZIG Inc.", 70_000, 7_000, "Managers")


def test_the_rest_becomes_open_credit_and_too_much_is_a_problem(books):
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 60_000)
    draft = receipt_draft(books, a_line(books, tenant, 50_000))
    split = tenant_receipt.split(draft, {charge: 20_000}, TODAY, use_credit=False)
    assert split.to_open_credit_cents == 30_000
    over = tenant_receipt.split(draft, {charge: 60_000}, TODAY, use_credit=False)
    assert over.problems == ("The charges get $100.00 more than the payment holds.",)


def test_open_credit_pays_what_the_payment_leaves(books):
    tenant = a_tenant(books)
    a_line(books, tenant, 15_000)
    post_working_lines(books, accept_proposals=True)
    charge = a_charge(books, tenant, 60_000)
    later = a_charge(books, tenant, 60_000, on=TODAY + timedelta(days=40))
    line = a_line(books, tenant, 40_000)
    draft = receipt_draft(books, line)
    split = tenant_receipt.split(draft, {charge: 40_000}, TODAY, use_credit=True)
    assert (split.from_credit, split.to_open_credit_cents) == ({charge: 15_000}, 0)
    assert later not in split.from_credit
    post_line(books, draft, draft.header, split.plan)
    assert [row.unpaid_cents for row in tenant_account(books, tenant).charges] == [5_000, 60_000]
    assert tenant_account(books, tenant).credit_cents == 0


def test_post_posts_this_line_alone_with_the_windows_values(books):
    tenant, other = a_tenant(books), a_tenant(books, "OTHER")
    a_charge(books, tenant, 60_000)
    a_charge(books, other, 100)
    a_line(books, other, 100)
    draft = receipt_draft(books, a_line(books, tenant, 70_000))
    split = tenant_receipt.split(draft, draft.pays, TODAY, use_credit=False)
    header = Header(date(2022, 3, 2), draft.header.bank_id, "by hand")
    posted = post_line(books, draft, header, split.plan)
    assert (posted.amount_cents, posted.information) == (70_000, "$100.00 becomes open credit of the tenant.")
    assert [tuple(row)[1:] for row in receipts(books)] == [(70_000, 10_000, "by hand")]
    assert len(list_lines(books)) == 1


def test_accepted_for_later_waits_for_the_batch(books):
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 60_000)
    line = a_line(books, tenant, 50_000)
    draft = receipt_draft(books, line)
    split = tenant_receipt.split(draft, {charge: 10_000}, TODAY, use_credit=False)
    tenant_receipt.settle_line(books, draft, draft.header, split.plan)
    assert list_lines(books)[0].ready
    assert line_behind(books, line).accepted_words == "$100.00 to charges of NUZIG Inc., $400.00 to open credit"
    again = receipt_draft(books, line)
    assert (again.pays, again.accepted) == ({charge: 10_000}, True)


def test_what_the_window_changed_is_kept_with_the_accepted_line(books):
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 60_000)
    line = a_line(books, tenant, 50_000)
    draft = receipt_draft(books, line)
    split = tenant_receipt.split(draft, {charge: 10_000}, TODAY, use_credit=False)
    escrow = next(bank.account_id for bank in read_lookups(books).banks if bank.code == "ESCROW")
    header = Header(date(2022, 3, 2), escrow, "in two parts")
    tenant_receipt.settle_line(books, draft, header, split.plan)
    kept = receipt_draft(books, line)
    assert (kept.header, kept.pays, kept.accepted) == (header, {charge: 10_000}, True)
    post_working_lines(books)
    assert [tuple(row)[1:] for row in receipts(books)] == [(50_000, 40_000, "in two parts")]


def test_a_post_that_is_refused_leaves_the_line_as_it_was(books):
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 60_000)
    line = a_line(books, tenant, 50_000)
    draft = receipt_draft(books, line)
    plan = tenant_receipt.split(draft, {charge: 50_000}, TODAY, use_credit=False).plan
    a_line(books, tenant, 60_000)
    with books.store.write() as connection:
        connection.execute(text("UPDATE ledger SET bank_account_id = NULL"))
    with pytest.raises(LandlordError, match="has no bank in its profile"):
        post_line(books, draft, Header(TODAY, None, ""), plan)
    assert not list_lines(books)[0].ready
    assert receipts(books) == []


def test_new_charges_take_their_part_before_the_others(books):
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 60_000)
    draft = tenant_receipt.tenant_draft(books, tenant, 130_000)
    lines = [NewLine("RENT", 80_000, advance=True), NewLine("LATE", 5_000)]
    pays = tenant_receipt.distribute(draft, TODAY, 85_000)
    assert pays == {charge: 45_000}
    split = tenant_receipt.split(draft, pays, TODAY, use_credit=False, new_lines=lines)
    assert (split.allocated_cents, split.to_open_credit_cents, split.problems) == (130_000, 0, ())
    assert {(share.ledger, share.cents, share.fee_cents) for share in split.shares} == {
        ("NUZIG Inc.", 125_000, 12_500), ("Managers", 5_000, 0),
    }
    unknown = tenant_receipt.split(draft, {}, TODAY, use_credit=False, new_lines=[NewLine("NOPE", 100)])
    assert unknown.shares == ()
    tenant_receipt.post_order(books, tenant_receipt.order_of(draft, draft.header, split.plan, lines))
    assert [row.unpaid_cents for row in tenant_account(books, tenant).charges] == [15_000]
    short = tenant_receipt.split(replace(draft, amount_cents=80_000), {}, TODAY, use_credit=False, new_lines=lines)
    assert short.problems == ("The charges get $50.00 more than the payment holds.",)


def test_without_a_payment_the_amounts_are_paid_out_of_open_credit(books):
    tenant = a_tenant(books)
    receipts_by_hand.post_receipt(books, receipts_by_hand.ReceiptOrder(tenant, TODAY, 50_000))
    change_settings(books, {"office.use_open_credits": "no"})
    charge = a_charge(books, tenant, 60_000)
    draft = tenant_receipt.tenant_draft(books, tenant)
    assert draft.header.bank_id is not None
    assert tenant_receipt.distribute(draft, TODAY) == {charge: 50_000}
    split = tenant_receipt.split(draft, {charge: 50_000}, TODAY, use_credit=False)
    assert (split.from_credit, split.problems) == ({charge: 50_000}, ())
    over = tenant_receipt.split(draft, {charge: 60_000}, TODAY, use_credit=False)
    assert over.problems == ("The charges get $600.00, the open credit is $500.00.",)
    tenant_receipt.post_order(books, tenant_receipt.order_of(draft, draft.header, split.plan))
    assert tenant_account(books, tenant).credit_cents == 0
    with pytest.raises(RuleError, match="Only a payment of the working list"):
        tenant_receipt.settle_line(books, draft, draft.header, split.plan)


def test_a_ledger_receipt_goes_to_the_ledger_chosen(books):
    a_batch(books, "B1", a_payment("L", 4_000, None, payer_kind="applicant", ledger_code="MG"))
    load_batch(books, "B1")
    [line] = list_lines(books)
    draft = receipt_draft(books, line.line_id)
    assert draft.as_ledger_receipt
    lookups = read_lookups(books)
    owner = next(ledger for ledger in lookups.ledgers if ledger.code == "NU")
    assert owner.account_id is not None
    post_line(books, draft, draft.header, LedgerReceipt(owner.ledger_id, owner.account_id))
    with books.store.read() as connection:
        assert connection.execute(text("SELECT kind, ledger_id FROM receipt")).one() == ("ledger", owner.ledger_id)


def test_a_ledger_receipt_has_no_charges_and_is_previewed(books):
    a_batch(books, "B1", a_payment("L", 4_000, None, payer_kind="applicant", ledger_code="MG"))
    load_batch(books, "B1")
    draft = receipt_draft(books, list_lines(books)[0].line_id)
    assert tenant_receipt.distribute(draft, TODAY) == {}
    with pytest.raises(TypeError):
        tenant_receipt.split(draft, {}, TODAY, use_credit=False)
    plan = LedgerReceipt(draft.ledger_id, draft.account_id)
    order = tenant_receipt.order_of(draft, draft.header, plan)
    seen = preview(books, lambda connection: tenant_receipt.write_order(connection, books, order))
    assert seen.banks == (("CHECKING", 4_000),)
    assert len(list_lines(books)) == 1


def test_what_cannot_be_settled_by_hand_says_so(books):
    a_batch(books, "B1", a_payment("X", 100, None), a_payment("Y", 100, None, unreadable="no date"))
    load_batch(books, "B1")
    unknown, unreadable = list_lines(books)
    with pytest.raises(RuleError, match="Choose the tenant"):
        receipt_draft(books, unknown.line_id)
    with pytest.raises(RuleError, match="Not readable"):
        receipt_draft(books, unreadable.line_id)
    with pytest.raises(NotFoundError):
        receipt_draft(books, 999)
    with pytest.raises(NotFoundError):
        line_behind(books, 999)
    with pytest.raises(NotFoundError):
        tenant_account(books, 999)


def test_what_stands_behind_a_line(books):
    tenant = a_tenant(books)
    a_charge(books, tenant, 60_000, on=date(2022, 2, 1))
    a_charge(books, tenant, 4_000, on=date(2022, 2, 2), code="WATER", disputed=True)
    a_batch(books, "B1", a_payment("P1", 10_000), a_payment("P2", 10_000))
    load_batch(books, "B1")
    first, second = list_lines(books)
    accept_proposal(books, first.line_id)
    behind = line_behind(books, second.line_id)
    assert behind.account is not None
    assert [(row.code, row.unpaid_cents, row.disputed) for row in behind.account.charges] == [
        ("RENT", 60_000, False), ("WATER", 4_000, True),
    ]  # fmt: skip
    assert [(one.kind, one.number) for one in behind.look_alikes] == [("line", first.line_id)]
    post_working_lines(books, only=[first.line_id])
    behind = line_behind(books, second.line_id)
    assert behind.account is not None
    assert behind.account.last_receipt is not None
    assert [(one.kind, one.number) for one in behind.look_alikes] == [
        ("receipt", behind.account.last_receipt.receipt_id)
    ]
    change_line(books, second.line_id, posting_date=TODAY + timedelta(days=4))
    assert line_behind(books, second.line_id).look_alikes == ()


def test_a_posted_payment_says_what_it_became(books):
    tenant = a_tenant(books)
    a_charge(books, tenant, 10_000)
    a_batch(books, "B1", a_payment("P1", 10_000), a_payment("P2", 100, None))
    load_batch(books, "B1")
    post_working_lines(books)
    load_batch(books, "B1")
    line = next(line for line in list_lines(books) if line.payment_id == "P1")
    behind = line_behind(books, line.line_id)
    assert behind.receipt is not None
    assert (behind.receipt.receipt_id, behind.receipt.entered_by) == (line.receipt_id, "lynn")
    with pytest.raises(RuleError, match="Already posted"):
        receipt_draft(books, line.line_id)
    remove_line(books, line.line_id, "Entered twice")
    with pytest.raises(NotFoundError):  # its receipt stands; a payment that is posted is not kept as removed
        line_behind(books, line.line_id)


def test_an_accepted_plan_whose_charge_is_paid_has_no_words(books):
    tenant = a_tenant(books)
    a_charge(books, tenant, 10_000)
    line = a_line(books, tenant, 4_000)
    accept_proposal(books, line)
    a_line(books, tenant, 10_000)
    rival = list_lines(books)[1]
    post_working_lines(books, only=[rival.line_id])
    assert line_behind(books, line).accepted_words == ""


def test_what_the_pick_lists_offer(books):
    tenant = a_tenant(books)
    gone = a_tenant(books, "GONE", active=False)
    a_charge(books, tenant, 60_000)
    a_charge(books, tenant, 5_000, on=TODAY + timedelta(days=60))
    lookups = read_lookups(books)
    found = lookups.tenant(tenant)
    assert found is not None
    assert (found.code, found.due_cents, found.active) == ("KMETZ", 60_000, True)
    unit = lookups.unit(found.unit_id)
    assert unit is not None
    assert unit.tenant_ids == (tenant,)
    assert lookups.only_tenant_of(unit.unit_id) == found
    inactive = lookups.tenant(gone)
    assert inactive is not None
    assert lookups.only_tenant_of(inactive.unit_id) is None
    assert lookups.tenant("KMETZ") is None
    assert lookups.unit(None) is None
    assert [bank.code for bank in lookups.banks] == ["CHECKING", "ESCROW"]
    assert lookups.ledger(lookups.ledgers[0].ledger_id) == lookups.ledgers[0]
    assert {account.code for account in lookups.accounts} >= {"CASH IN", "APPLICATION"}
