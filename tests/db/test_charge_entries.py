"""What posting a charge writes: nothing on cash basis, receivable and income under accrual; open credit used for it."""

from datetime import date, timedelta

import pytest
from sqlalchemy import text

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.rules.allocation import ChargePayment
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.credits import apply_open_credits
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.working_lines import TypedPayment, add_payment


def change(books: Books, statement: str) -> None:
    with books.store.write() as connection:
        connection.execute(text(statement))


def pay(books: Books, tenant: int, cents: int) -> None:
    """A payment posted with its proposal."""
    add_payment(books, TypedPayment(TODAY, cents, tenant))
    assert post_working_lines(books, accept_proposals=True).posted


def entries(books: Books, kind: str) -> list[tuple[object, ...]]:
    """Ledger, account and cents of the newest set of a kind, in the order of ledger and account."""
    return rows(
        books, "SELECT l.code, a.code, sum(j.amount_cents) FROM journal_line j JOIN ledger l ON l.id = j.ledger_id "
        "JOIN account_code a ON a.id = j.account_id WHERE j.set_id = "
        "(SELECT max(id) FROM transaction_set WHERE kind = :kind) GROUP BY l.code, a.code ORDER BY l.code, a.code",
        kind=kind,
    )


def balances(books: Books, tenant: int) -> tuple[int, int]:
    """Unpaid charges and open credit of a tenant, in cents."""
    query = (
        "SELECT (SELECT coalesce(sum(unpaid_cents), 0) FROM charge WHERE tenant_id = :tenant), "
        "(SELECT coalesce(sum(balance_cents), 0) FROM tenant_credit WHERE tenant_id = :tenant)"
    )
    return rows(books, query, tenant=tenant)[0]  # type: ignore[return-value]


def test_accrual_books_the_receivable_with_the_charge_and_settles_it_with_the_payment(books: Books) -> None:
    change(books, "UPDATE ledger SET accounting_method = 'accrual' WHERE code = 'NU'")
    tenant = a_tenant(books)
    a_charge(books, tenant, 120_000)
    assert entries(books, "charge") == [("NU", "RECEIVABLE", 120_000), ("NU", "RENT", -120_000)]
    pay(books, tenant, 120_000)
    assert entries(books, "receipt") == [
        ("MG", "CHECKING", 12_000), ("MG", "MGMT INCOME", -12_000), ("NU", "CHECKING", 108_000),
        ("NU", "MGMT FEE", 12_000), ("NU", "RECEIVABLE", -120_000),
    ]  # fmt: skip


def test_a_charge_keeps_the_method_it_was_posted_with(books: Books) -> None:
    tenant = a_tenant(books, fee_basis_points=0)
    a_charge(books, tenant, 100)
    change(books, "UPDATE ledger SET accounting_method = 'accrual' WHERE code = 'NU'")
    pay(books, tenant, 100)
    assert entries(books, "receipt") == [("NU", "CHECKING", 100), ("NU", "RENT", -100)]


def test_a_deposit_is_a_liability_only_once_it_is_paid(books: Books) -> None:
    change(books, "UPDATE ledger SET accounting_method = 'accrual'")
    tenant = a_tenant(books)
    a_charge(books, tenant, 100_000, code="DEPOSIT")
    assert entries(books, "charge") == []
    pay(books, tenant, 100_000)
    assert entries(books, "receipt") == [("NU", "CHECKING", 100_000), ("NU", "DEPOSITS", -100_000)]


def test_a_late_fee_owed_to_accruing_managers_is_their_receivable(books: Books) -> None:
    change(books, "UPDATE ledger SET accounting_method = 'accrual' WHERE code = 'MG'")
    a_charge(books, a_tenant(books), 5_000, code="LATE")
    assert entries(books, "charge") == [("MG", "LATE", -5_000), ("MG", "RECEIVABLE", 5_000)]


def test_a_late_fee_is_split_with_the_owner(books: Books) -> None:
    tenant = a_tenant(books)
    post_charges(books, [NewCharge(tenant, "LATE", TODAY, 5_001, owner_share_cents=2_000)])
    split = rows(books, "SELECT l.code, c.amount_cents FROM charge c JOIN ledger l ON l.id = c.ledger_id ORDER BY 1")
    assert split == [("MG", 3_001), ("NU", 2_000)]
    with pytest.raises(RuleError, match="owner's share"):
        post_charges(books, [NewCharge(tenant, "LATE", TODAY, 5_000, owner_share_cents=5_001)])


def test_who_gets_a_charge_can_be_chosen_but_for_deposits(books: Books) -> None:
    tenant = a_tenant(books)
    chosen = [("RENT", True), ("LATE", False), ("DEPOSIT", True)]
    post_charges(books, [NewCharge(tenant, code, TODAY, 100, pays_management=to) for code, to in chosen])
    owed = rows(
        books, "SELECT l.code, c.fee_basis_points FROM charge c JOIN ledger l ON l.id = c.ledger_id ORDER BY c.id"
    )
    assert owed == [("MG", 0), ("NU", 0), ("NU", 0)]


def test_the_same_scheduled_charge_is_posted_once(books: Books) -> None:
    tenant = a_tenant(books)
    rent = NewCharge(tenant, "RENT", TODAY, 100, origin="rent", schedule_key=f"rent:{tenant}:2022-03-01")
    post_charges(books, [rent])
    with pytest.raises(Exception, match="schedule_key"):
        post_charges(books, [rent])


def test_open_credit_pays_a_new_charge_by_itself(books: Books) -> None:
    tenant = a_tenant(books)
    pay(books, tenant, 130_000)
    a_charge(books, tenant, 120_000)
    assert entries(books, "credit_application") == [
        ("MG", "CHECKING", 12_000), ("MG", "MGMT INCOME", -12_000), ("NU", "CHECKING", -12_000),
        ("NU", "CREDITS", 120_000), ("NU", "MGMT FEE", 12_000), ("NU", "RENT", -120_000),
    ]  # fmt: skip
    assert balances(books, tenant) == (0, 10_000)
    assert rows(books, "SELECT count(*) FROM bank_item") == [(0,)]


def test_credit_of_one_ledger_pays_a_charge_of_another_through_the_bank(books: Books) -> None:
    tenant = a_tenant(books)
    pay(books, tenant, 5_000)
    a_charge(books, tenant, 5_000, code="LATE")
    assert entries(books, "credit_application") == [
        ("MG", "CHECKING", 5_000), ("MG", "LATE", -5_000), ("NU", "CHECKING", -5_000), ("NU", "CREDITS", 5_000),
    ]  # fmt: skip


def test_all_or_nothing(books: Books) -> None:
    """Credits that do not reach for every undisputed charge pay none of them; disputed ones do not count."""
    tenant = a_tenant(books)
    pay(books, tenant, 100_000)
    a_charge(books, tenant, 100_001)
    assert balances(books, tenant) == (100_001, 100_000)
    other = a_tenant(books, "OTHER")
    pay(books, other, 100_000)
    a_charge(books, other, 50_000, disputed=True)
    a_charge(books, other, 100_000)
    assert balances(books, other) == (50_000, 0)


def test_a_charge_of_a_later_day_is_paid_from_credit_on_that_day(books: Books) -> None:
    tenant = a_tenant(books)
    pay(books, tenant, 100)
    later = TODAY + timedelta(days=23)
    a_charge(books, tenant, 100, on=later)
    assert rows(books, "SELECT posted_on FROM transaction_set WHERE kind = 'credit_application'") == [
        (later.isoformat(),)
    ]


def test_the_office_may_keep_credits_for_later(books: Books) -> None:
    change_settings(books, {"office.use_open_credits": "no"})
    tenant = a_tenant(books)
    pay(books, tenant, 100_000)
    charge = a_charge(books, tenant, 40_000)
    assert balances(books, tenant) == (40_000, 100_000)
    ledger_id = rows(books, "SELECT ledger_id FROM tenant_credit")[0][0]
    apply_open_credits(books, tenant, [ChargePayment(charge, 15_000, ledger_id)], TODAY, "Asked by the tenant")
    assert balances(books, tenant) == (25_000, 85_000)


def test_what_cannot_be_paid_from_open_credit(books: Books) -> None:
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 40_000)
    ledger_id = rows(books, "SELECT id FROM ledger WHERE code = 'NU'")[0][0]
    for payments, words in (
        ([], "No charge is chosen"),
        ([ChargePayment(charge, 100)], "open credits alone"),
        ([ChargePayment(charge, 100, ledger_id)], "of open credit was to be used and"),
        ([ChargePayment(charge, 40_001, ledger_id)], "more than the"),
    ):
        with pytest.raises(RuleError, match=words):
            apply_open_credits(books, tenant, payments, TODAY)
    with pytest.raises(NotFoundError, match="no tenant number 99"):
        apply_open_credits(books, 99, [ChargePayment(charge, 100, ledger_id)], TODAY)
    assert balances(books, tenant) == (40_000, 0)


def test_credit_without_a_bank_to_move_in_is_refused(books: Books) -> None:
    tenant = a_tenant(books)
    pay(books, tenant, 5_000)
    change(books, "UPDATE ledger SET bank_account_id = NULL")
    with pytest.raises(RuleError, match="no bank in its profile"):
        a_charge(books, tenant, 5_000, code="LATE")
    assert balances(books, tenant) == (0, 5_000)


def test_a_locked_period_and_a_date_beyond_reason_take_nothing(books: Books) -> None:
    change(books, "INSERT INTO setting (key, value) VALUES ('office.locked_through', '2022-02-28')")
    tenant = a_tenant(books)
    for day, words in ((date(2022, 2, 28), "locked through 2/28/2022"), (date(2202, 3, 1), "cannot be the posting")):
        with pytest.raises(RuleError, match=words):
            a_charge(books, tenant, 100, on=day)
    a_charge(books, tenant, 100, on=date(2022, 3, 1))
    assert rows(books, "SELECT count(*) FROM charge") == [(1,)]


def test_an_inactive_charge_code_is_told_once_with_the_way_out(books: Books) -> None:
    tenant = a_tenant(books)
    change(books, "UPDATE charge_code SET active = 0 WHERE code = 'LATE'")
    with pytest.raises(RuleError) as caught:
        post_charges(books, [NewCharge(tenant, "LATE", TODAY, 100)] * 2)
    assert caught.value.problems == (
        "The charge code LATE is inactive. Choose another, or mark it Active in Setup > Charge Codes.",
    )
