"""Posting scheduled receivables: what is written, what moves on, and what is refused."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.rules.errors import RuleError, StaleError
from landlord_desktop.services import scheduled_posting
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal_preview import JournalPreview
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt
from landlord_desktop.services.scheduled_posting import ReceivablesOrder, post_receivables
from landlord_desktop.services.scheduled_preview import preview_receivables
from landlord_desktop.services.settings import change_settings, put
from landlord_desktop.services.voids import VoidOrder, void_set
from landlord_desktop.services.working_lines import TypedPayment, add_payment
from schedules_build import (
    FIRST,
    a_fee_profile,
    a_late_profile,
    a_recurring,
    a_rent,
    a_rent_change,
    compiled,
    post_all,
    schedule_id,
)

JANUARY, FEBRUARY, APRIL = date(2022, 1, 1), date(2022, 2, 1), date(2022, 4, 1)
CHARGES = "SELECT charged_on, amount_cents, unpaid_cents, origin FROM charge ORDER BY id"


def order_of(books: Books, kind: str = "rent", through: date = FIRST) -> ReceivablesOrder:
    found = compiled(books, kind, through)
    return ReceivablesOrder(found.request, found.candidates)


def next_rent(books: Books) -> tuple[object, ...]:
    return rows(books, "SELECT rent_next_on, rent_expired FROM tenant")[0]


def test_a_rent_is_charged_once_and_next_scheduled_moves_on(books: Books) -> None:
    a_rent(books, a_tenant(books))
    posted = post_all(books)
    assert (posted.count, posted.total_cents, posted.skipped, posted.balances_queued) == (1, 120_000, 0, True)
    assert rows(books, CHARGES) == [("2022-03-01", 120_000, 120_000, "rent")]
    assert next_rent(books) == ("2022-04-01", 0)
    assert compiled(books).candidates == ()
    assert rows(books, "SELECT kind, detail FROM outbox_item")[0][0] == "balances"
    assert rows(books, "SELECT sentence FROM audit_entry WHERE action = 'post scheduled receivables'") == [
        ("Rent: 1 posted, $1,200.00; 0 skipped.",)
    ]


def test_two_pcs_post_the_same_compile_once(books: Books) -> None:
    a_rent(books, a_tenant(books))
    a_recurring(books, 1, -500)
    a_fee_profile(books, 1, FIRST, flat_fee_cents=2_500, flat_fee_schedule_id=schedule_id(books))
    for kind in ("rent", "recurring", "management_fee"):
        order = order_of(books, kind)
        post_receivables(books, order)
        with pytest.raises(StaleError, match=r"is no longer due\. Nothing was posted; compile again"):
            post_receivables(books, order)
    assert rows(books, "SELECT count(*) FROM transaction_set") == [(3,)]


def test_two_pcs_at_the_same_moment_post_once(books: Books) -> None:
    for code in "ABC":
        a_rent(books, a_tenant(books, code))
    order, gate = order_of(books), threading.Barrier(2)

    def work(_pc: int) -> str:
        gate.wait(10)
        try:
            return f"{post_receivables(books, order).count} posted"
        except StaleError:
            return "refused"

    with ThreadPoolExecutor(2) as pcs:
        assert sorted(pcs.map(work, range(2))) == ["3 posted", "refused"]
    assert rows(books, "SELECT count(*) FROM charge") == [(3,)]


def test_what_changed_since_is_refused_with_its_name(books: Books) -> None:
    tenants = [a_tenant(books, code) for code in "ABCDE"]
    for tenant in tenants:
        a_rent(books, tenant)
    order = order_of(books)
    for tenant in tenants[:4]:
        a_rent(books, tenant, 125_000)
    a_rent(books, tenants[4], lease_starts_on=FIRST)
    with pytest.raises(StaleError) as caught:
        post_receivables(books, order)
    assert caught.value.sentence == (
        "What was compiled changed since: Tenant A, Rent of 3/1/2022, is $1,250.00 now; Tenant B, Rent of 3/1/2022, is "
        "$1,250.00 now; Tenant C, Rent of 3/1/2022, is $1,250.00 now; and 2 more. Nothing was posted; compile again "
        "and post what is due then."
    )
    with pytest.raises(StaleError, match="Tenant E, Rent of 3/1/2022, has other terms now"):
        post_receivables(books, replace(order, candidates=order.candidates[4:]))
    assert rows(books, CHARGES) == []


def test_skipped_months_appear_again_and_posted_ones_do_not(books: Books) -> None:
    tenant = a_tenant(books)
    a_rent(books, tenant, next_on=JANUARY)
    a_recurring(books, tenant, -500, next_on=JANUARY)
    a_fee_profile(books, tenant, JANUARY, flat_fee_cents=2_500, flat_fee_schedule_id=schedule_id(books))
    for kind in ("rent", "recurring", "management_fee"):
        assert post_all(books, kind, FIRST, JANUARY).skipped == 1
        assert [row.posting_date for row in compiled(books, kind, APRIL).candidates] == [JANUARY, APRIL]
        assert [row.reason for row in compiled(books, kind, date(2021, 12, 31)).not_compiled] == ["not_yet"]
    post_all(books, "rent", JANUARY)
    assert next_rent(books) == ("2022-04-01", 0)
    post_all(books, "recurring", JANUARY)
    post_all(books, "management_fee", JANUARY)
    assert rows(books, "SELECT next_on FROM recurring_charge") == [("2022-04-01",)]
    assert rows(books, "SELECT flat_fee_next_on FROM unit") == [("2022-04-01",)]


def test_only_what_was_posted_ahead_is_due(books: Books) -> None:
    a_rent(books, a_tenant(books), next_on=FEBRUARY)
    post_all(books, "rent", FIRST, FEBRUARY)
    a_rent(books, 1, next_on=FIRST)
    assert [row.words for row in compiled(books).not_compiled] == ["What is due was posted already: from 3/1/2022"]


def test_the_day_of_the_month_survives_february(books: Books) -> None:
    tenant = a_tenant(books)
    last = date(2022, 1, 31)
    a_rent(books, tenant, next_on=last)
    a_recurring(books, tenant, -500, next_on=last)
    a_recurring(books, tenant, 700, next_on=last)
    for kind in ("rent", "recurring"):
        for through in (last, date(2022, 2, 28)):
            post_all(books, kind, through)
    assert next_rent(books) == ("2022-03-31", 0)
    assert rows(books, "SELECT next_on FROM recurring_charge") == [("2022-03-31",)] * 2


def test_what_was_voided_can_be_charged_again(books: Books) -> None:
    """Void takes the mark away; Next Scheduled goes back only where a person sets it back."""
    tenant = a_tenant(books)
    a_rent(books, tenant)
    a_recurring(books, tenant, -500)
    a_fee_profile(books, tenant, FIRST, flat_fee_cents=2_500, flat_fee_schedule_id=schedule_id(books))
    for kind in ("rent", "recurring", "management_fee"):
        posted = post_all(books, kind)
        void_set(books, VoidOrder(posted.first_set, "Charged in error"))
        assert compiled(books, kind).candidates == ()
    for table, column in (("tenant", "rent_next_on"), ("recurring_charge", "next_on"), ("unit", "flat_fee_next_on")):
        with books.store.write() as connection:
            connection.execute(text(f"UPDATE {table} SET {column} = '2022-03-01'"))
    for kind in ("rent", "recurring", "management_fee"):
        assert post_all(books, kind).count == 1


def test_a_schedule_expires_with_its_last_date(books: Books) -> None:
    tenant = a_tenant(books)
    a_rent(books, tenant, next_on=FEBRUARY, rent_expires_on=FIRST)
    a_recurring(books, tenant, 3_500, next_on=FEBRUARY, expires_on=date(2022, 2, 20))
    post_all(books, "rent", APRIL)
    post_all(books, "recurring", APRIL)
    assert [row[0] for row in rows(books, CHARGES)] == ["2022-02-01", "2022-03-01", "2022-02-01"]
    assert next_rent(books) == ("2022-04-01", 1)
    assert rows(books, "SELECT next_on, expired FROM recurring_charge") == [("2022-03-01", 1)]
    assert compiled(books, "rent", APRIL).not_compiled[0].reason == "expired"


def test_a_rent_change_enters_the_profile_with_its_first_rent(books: Books) -> None:
    tenant = a_tenant(books)
    a_rent(books, tenant, next_on=FEBRUARY)
    a_rent_change(books, tenant, 125_000, date(2022, 2, 15))
    a_rent_change(books, tenant, 0, APRIL)
    post_all(books, "rent", FEBRUARY)
    assert rows(books, "SELECT rent_cents FROM tenant") == [(120_000,)]
    post_all(books, "rent", APRIL)
    assert rows(books, CHARGES)[1] == ("2022-03-01", 125_000, 125_000, "rent")
    assert rows(books, "SELECT rent_cents, rent_next_on FROM tenant") == [(125_000, "2022-05-01")]
    assert rows(books, "SELECT effective_on FROM rent_change WHERE applied_at IS NULL") == [("2022-04-01",)]
    assert rows(books, "SELECT before, after FROM audit_entry WHERE action = 'change rent'") == [
        ("$1,200.00", "$1,250.00")
    ]


def test_a_skipped_month_keeps_the_rent_it_had(books: Books) -> None:
    tenant = a_tenant(books)
    a_rent(books, tenant, next_on=FEBRUARY)
    a_rent_change(books, tenant, 125_000, FIRST)
    post_all(books, "rent", FIRST, FEBRUARY)
    assert [(row.posting_date, row.amount_cents) for row in compiled(books).candidates] == [(FEBRUARY, 120_000)]
    post_all(books)
    assert rows(books, "SELECT amount_cents FROM charge ORDER BY id") == [(125_000,), (120_000,)]
    post_all(books, "rent", APRIL)
    assert rows(books, "SELECT rent_cents FROM tenant") == [(125_000,)]


def test_a_recurring_credit_pays_what_is_charged_with_it(books: Books) -> None:
    tenant = a_tenant(books)
    a_recurring(books, tenant, 3_500)
    a_recurring(books, tenant, -4_000, "RENT", memo="Caretaker")
    posted = post_all(books, "recurring")
    assert (posted.total_cents, posted.from_credits_cents, posted.from_advances_cents) == (-500, 3_500, 0)
    assert rows(books, CHARGES) == [("2022-03-01", 3_500, 0, "recurring")]
    assert rows(books, "SELECT balance_cents FROM tenant_credit") == [(500,)]
    assert rows(books, "SELECT kind, memo FROM transaction_set WHERE kind = 'credit_adjustment'") == [
        ("credit_adjustment", "Caretaker")
    ]
    assert len(rows(books, "SELECT DISTINCT event_id FROM transaction_set")) == 1


def test_a_credit_on_a_charge_of_the_managers_is_theirs(books: Books) -> None:
    responsible, mate = a_tenant(books), a_tenant(books, "MATE")
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE tenant SET posts_to_responsible = 1, responsible_tenant_id = :one WHERE id = :other"),
            {"one": responsible, "other": mate},
        )
    a_recurring(books, mate, -1_000, "LATE")
    a_recurring(books, mate, 300)
    post_all(books, "recurring")
    assert rows(
        books, "SELECT c.tenant_id, l.code, c.balance_cents FROM tenant_credit c JOIN ledger l ON l.id = c.ledger_id"
    ) == [(responsible, "MG", 700)]
    assert rows(books, "SELECT tenant_id, unpaid_cents FROM charge") == [(responsible, 0)]


def test_open_credits_pay_all_or_nothing(books: Books) -> None:
    tenant = a_tenant(books)
    add_payment(books, TypedPayment(TODAY, 150_000, tenant))
    post_working_lines(books, accept_proposals=True)
    a_rent(books, tenant)
    assert post_all(books).from_credits_cents == 120_000
    assert post_all(books, "rent", APRIL).from_credits_cents == 0


def test_an_advance_payment_pays_before_open_credit(books: Books) -> None:
    tenant = a_tenant(books)
    paid = ReceiptOrder(tenant, TODAY, 150_000, new_charges=(NewLine("RENT", 100_000, advance=True),))
    assert post_receipt(books, paid).to_open_credit_cents == 50_000
    a_rent(books, tenant)
    order = order_of(books)
    assert preview_receivables(books, order).notes[1:3] == (
        "Advance payments pay $1,000.00 of it at once.", "Open credits pay $200.00 of unpaid charges at once.",
    )  # fmt: skip
    posted = post_receivables(books, order)
    assert (posted.from_advances_cents, posted.from_credits_cents) == (100_000, 20_000)
    assert rows(books, CHARGES) == [("2022-03-01", 120_000, 0, "rent")]


def test_management_fees_move_money_from_the_owner_to_the_managers(books: Books) -> None:
    tenant = a_tenant(books)
    a_fee_profile(books, tenant, FIRST, flat_fee_cents=2_500, flat_fee_schedule_id=schedule_id(books))
    assert post_all(books, "management_fee").balances_queued is False
    assert rows(
        books, "SELECT l.code, a.code, j.amount_cents FROM journal_line j JOIN ledger l ON l.id = j.ledger_id "
        "JOIN account_code a ON a.id = j.account_id ORDER BY j.line",
    ) == [
        ("NU", "MGMT FEE", 2_500), ("NU", "CHECKING", -2_500), ("MG", "CHECKING", 2_500), ("MG", "MGMT INCOME", -2_500),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ledger", "points", "charges"),
    [
        ("NU", 0, [("MG", 5_000)]), ("NU", 3_333, [("MG", 3_334), ("NU", 1_666)]), ("NU", 10_000, [("NU", 5_000)]),
        ("MG", 3_333, [("MG", 5_000)]),
    ],
)
def test_a_late_fee_is_split_with_the_owner(
    books: Books, ledger: str, points: int, charges: list[tuple[str, int]]
) -> None:
    tenant = a_tenant(books, ledger=ledger)
    a_late_profile(books, tenant)
    a_fee_profile(books, tenant, late_fee_owner_basis_points=points)
    a_charge(books, tenant, 120_000, on=FIRST)
    post_all(books, "late_fee", TODAY)
    assert rows(
        books, "SELECT l.code, c.amount_cents FROM charge c JOIN ledger l ON l.id = c.ledger_id "
        "WHERE c.origin = 'late_fee' ORDER BY c.id",
    ) == charges
    assert compiled(books, "late_fee", date(2022, 4, 6)).not_compiled[0].reason == "charged_already"
    assert len(compiled(books, "late_fee", date(2022, 4, 7)).candidates) == 1


def test_a_preview_posts_nothing_and_is_short(books: Books) -> None:
    monthly = schedule_id(books)
    for code in "ABC":
        a_fee_profile(books, a_tenant(books, code), FIRST, flat_fee_cents=2_500, flat_fee_schedule_id=monthly)
    order = order_of(books, "management_fee")
    assert preview_receivables(books, order) == JournalPreview(
        ledgers=(("NUZIG Inc.", -7_500, 7_500), ("Managers", 7_500, 0)),
        lines=(
            ("NUZIG Inc.", "MGMT FEE", 7_500, None), ("NUZIG Inc.", "CHECKING", None, 7_500),
            ("Managers", "CHECKING", 7_500, None), ("Managers", "MGMT INCOME", None, 7_500),
        ),
        warnings=("NUZIG Inc. is left with -$75.00 in CHECKING: it would use money of others.",),
    )  # fmt: skip
    assert rows(books, "SELECT count(*) FROM transaction_set") == [(0,)]
    assert order_of(books, "management_fee") == order


def test_a_preview_counts_tenants_and_what_is_paid_at_once(books: Books) -> None:
    tenants = [a_tenant(books, code) for code in "AB"]
    add_payment(books, TypedPayment(TODAY, 120_000, tenants[0]))
    post_working_lines(books, accept_proposals=True)
    for tenant in tenants:
        a_rent(books, tenant)
        a_recurring(books, tenant, -250)
    assert preview_receivables(books, order_of(books)).notes == (
        "2 charges of $2,400.00 to 2 tenants.", "Open credits pay $1,200.00 of unpaid charges at once.",
        "The tenants' balances are sent to Inosio afterwards.",
    )  # fmt: skip
    assert preview_receivables(books, order_of(books, "recurring")).notes == (
        "The open credit of 2 tenants rises by $5.00.", "The tenants' balances are sent to Inosio afterwards.",
    )  # fmt: skip
    assert rows(books, CHARGES) == []


def test_cancel_and_progress(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduled_posting, "SLICE", 2)
    for code in "ABCDE":
        a_rent(books, a_tenant(books, code))
    order, steps = order_of(books), []

    def stop(done: int, total: int) -> None:
        steps.append((done, total))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        post_receivables(books, order, stop)
    assert rows(books, CHARGES) == []
    post_receivables(books, order, lambda done, total: steps.append((done, total)))
    assert steps == [(2, 5), (2, 5), (4, 5), (5, 5), (5, 5)]
    assert rows(books, "SELECT count(*) FROM charge") == [(5,)]


def test_what_cannot_be_posted_is_refused_whole(books: Books) -> None:
    a_rent(books, a_tenant(books))
    order = order_of(books)
    with pytest.raises(RuleError, match="Nothing is left to post"):
        post_receivables(books, replace(order, candidates=(), skipped=1))
    change_settings(books, {"office.locked_through": "2022-03-01"})
    with pytest.raises(RuleError, match="locked through 3/1/2022"):
        post_receivables(books, order)
    change_settings(books, {"office.locked_through": ""}, "The rents of March are missing")
    with books.store.write() as connection:  # as a restored book may have it
        put(connection, {"office.rent_charge_code": "PACHT"})
    with pytest.raises(RuleError, match="no charge code PACHT"):
        post_receivables(books, order_of(books))
    change_settings(books, {"office.rent_charge_code": "RENT", "inosio.balances_after_receivables": "no"})
    assert post_all(books).balances_queued is False
    assert rows(books, "SELECT count(*) FROM outbox_item") == [(0,)]
