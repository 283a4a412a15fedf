"""Adjust Open Credits: who gives and who gets, with and without the managers, and what is refused."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from build import TODAY, a_charge, a_tenant
from entries import credits_of, id_of, lines_of
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.credit_adjustments import (
    CreditAdjustment,
    credit_facts,
    post_adjustment,
    write_adjustment,
)
from landlord_desktop.services.journal_preview import preview
from landlord_desktop.services.receipts_by_hand import ReceiptOrder, post_receipt
from landlord_desktop.services.settings import change_settings


def order_of(
    books: Books, tenant: int, cents: int, *, increase: bool = True, managers: bool = False
) -> CreditAdjustment:
    account = id_of(books, "account_code", "LATE")
    return CreditAdjustment(tenant, TODAY, increase, cents, account, managers, "Goodwill", "As agreed")


def test_the_owner_gives_credit_and_takes_it_back(books: Books) -> None:
    tenant = a_tenant(books)
    given = post_adjustment(books, order_of(books, tenant, 5_000))
    assert lines_of(books, given) == [("NU", "CREDITS", -5_000), ("NU", "LATE", 5_000)]
    assert credits_of(books, tenant) == {"open_credit": 5_000}
    taken = post_adjustment(books, order_of(books, tenant, 5_000, increase=False))
    assert lines_of(books, taken) == [("NU", "CREDITS", 5_000), ("NU", "LATE", -5_000)]
    assert credits_of(books, tenant) == {}


def test_the_managers_give_and_take_through_the_owners_bank(books: Books) -> None:
    tenant = a_tenant(books)
    order = order_of(books, tenant, 5_000, managers=True)
    seen = preview(books, lambda connection: write_adjustment(connection, books, order))
    assert (seen.banks, seen.ledgers) == ((), (("NUZIG Inc.", 5_000, 0), ("Managers", -5_000, 0)))
    assert seen.warnings == ("Managers is left with -$50.00 in CHECKING: it would use money of others.",)
    given = post_adjustment(books, order)
    assert lines_of(books, given) == [
        ("MG", "CHECKING", -5_000), ("MG", "LATE", 5_000), ("NU", "CHECKING", 5_000), ("NU", "CREDITS", -5_000),
    ]
    taken = post_adjustment(books, replace(order, increase=False))
    assert lines_of(books, taken) == [
        ("MG", "CHECKING", 5_000), ("MG", "LATE", -5_000), ("NU", "CHECKING", -5_000), ("NU", "CREDITS", 5_000),
    ]


def test_credit_in_another_ledger_is_taken_after_that_of_the_unit(books: Books) -> None:
    tenant = a_tenant(books)
    post_receipt(books, ReceiptOrder(tenant, TODAY, 3_000))
    with books.store.write() as connection:
        connection.execute(text("UPDATE unit SET ledger_id = :oak"), {"oak": id_of(books, "ledger", "OAK")})
    post_receipt(books, ReceiptOrder(tenant, TODAY, 4_000))
    taken = post_adjustment(books, order_of(books, tenant, 5_000, increase=False))
    assert lines_of(books, taken) == [
        ("NU", "CREDITS", 1_000), ("NU", "LATE", -1_000), ("OAK", "CREDITS", 4_000), ("OAK", "LATE", -4_000),
    ]
    post_receipt(books, ReceiptOrder(tenant, TODAY, 100))
    again = post_adjustment(books, order_of(books, tenant, 100, increase=False))
    assert lines_of(books, again) == [("OAK", "CREDITS", 100), ("OAK", "LATE", -100)]


def test_the_protected_fields(books: Books) -> None:
    tenant = a_tenant(books)
    change_settings(books, {"office.use_open_credits": "no"})
    post_adjustment(books, order_of(books, tenant, 2_500))
    a_charge(books, tenant, 7_000)
    facts = credit_facts(books, tenant)
    assert (facts.open_credit_cents, facts.unpaid_cents, facts.ledger, facts.management) == (
        2_500, 7_000, "NUZIG Inc.", "Managers",
    )
    with pytest.raises(NotFoundError):
        credit_facts(books, 4711)


def test_what_is_refused_says_why(books: Books) -> None:
    tenant, own = a_tenant(books), a_tenant(books, "OWN", ledger="MG")
    for code, words in (("CREDITS", "kept by the tenants' own entries"), ("CHECKING", "CHECKING is a bank")):
        with pytest.raises(RuleError, match=words):
            post_adjustment(books, replace(order_of(books, tenant, 100), account_id=id_of(books, "account_code", code)))
    with pytest.raises(RuleError, match=r"are \$0.00 and cannot be decreased by \$1.00"):
        post_adjustment(books, order_of(books, tenant, 100, increase=False))
    with pytest.raises(RuleError, match="The amount must be more than nothing"):
        post_adjustment(books, order_of(books, tenant, 0))
    with pytest.raises(RuleError, match="has no management group"):
        post_adjustment(books, order_of(books, own, 100, managers=True))
    gone = a_tenant(books, "GONE", active=False)
    with pytest.raises(RuleError, match="Tenant GONE is inactive"):
        post_adjustment(books, order_of(books, gone, 100))
