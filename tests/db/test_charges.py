"""Charges: posted whole or not at all, owed to the right ledger, disputed and cleared."""

from datetime import date

import pytest
from sqlalchemy import text

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, post_charges, set_disputed, write_charges
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.working_lines import TypedPayment, add_payment


def test_a_charge_lives_in_the_sub_ledger_until_it_is_paid(books: Books) -> None:
    tenant = a_tenant(books)
    first = post_charges(books, [NewCharge(tenant, "RENT", TODAY, 98_000, "March", date(2022, 3, 10))])
    assert rows(books, "SELECT kind, memo, tenant_id FROM transaction_set WHERE id = " + str(first)) == [
        ("charge", "March", tenant)
    ]
    assert rows(books, "SELECT count(*) FROM journal_line") == [(0,)]
    assert rows(
        books, "SELECT charged_on, due_on, amount_cents, unpaid_cents, disputed, fee_basis_points, memo FROM charge"
    ) == [("2022-03-08", "2022-03-10", 98_000, 98_000, 0, 1_000, "March")]


def test_who_is_owed(books: Books) -> None:
    """Rent is the owner's with a fee; a late fee is the managers' without; a unit of theirs pays no fee at all."""
    tenant, own = a_tenant(books), a_tenant(books, "OWN", ledger="MG")
    post_charges(books, [NewCharge(one, code, TODAY, 100) for one in (tenant, own) for code in ("RENT", "LATE")])
    assert rows(
        books, "SELECT l.code, a.code, c.fee_basis_points FROM charge c JOIN ledger l ON l.id = c.ledger_id "
        "JOIN account_code a ON a.id = c.account_id ORDER BY c.id",
    ) == [("NU", "RENT", 1_000), ("MG", "LATE", 0), ("MG", "RENT", 0), ("MG", "LATE", 0)]


@pytest.mark.parametrize(
    ("charge", "words"),
    [
        (NewCharge(4711, "RENT", TODAY, 1), "no tenant number 4711"),
        (NewCharge(1, "NOPE", TODAY, 1), "no charge code"),
        (NewCharge(1, "RENT", TODAY, 0), "The RENT charge must be more"),
        (NewCharge(1, "RENT", TODAY, -1), "must be more"),
        (NewCharge(1, "RENT", TODAY, LARGEST_AMOUNT_CENTS + 1), "The RENT charge is more than"),
        (NewCharge(1, "LATE", TODAY, 100, owner_share_cents=-1), "share of the LATE charge is less than nothing"),
        (NewCharge(1, "LATE", TODAY, 100, owner_share_cents=101), "share of the LATE charge is more than the charge"),
    ],
)
def test_one_bad_charge_keeps_all_out(books: Books, charge: NewCharge, words: str) -> None:
    tenant = a_tenant(books)
    with pytest.raises(RuleError, match=words):
        post_charges(books, [NewCharge(tenant, "RENT", TODAY, 100), charge])
    assert rows(books, "SELECT count(*) FROM charge") == [(0,)]


def test_every_fault_is_named(books: Books) -> None:
    with pytest.raises(RuleError) as caught:
        post_charges(books, [NewCharge(4711, "RENT", TODAY, 1), NewCharge(4712, "RENT", TODAY, 1)])
    assert len(caught.value.problems) == 2


def test_a_float_is_no_amount(books: Books) -> None:
    tenant = a_tenant(books)
    with pytest.raises(TypeError):
        post_charges(books, [NewCharge(tenant, "RENT", TODAY, 1.0)])  # type: ignore[arg-type]


def test_many_are_written_in_slices_of_one_transaction(books: Books) -> None:
    tenant = a_tenant(books)
    with books.store.write() as connection:
        write_charges(connection, books, [NewCharge(tenant, "RENT", TODAY, cents) for cents in range(1, 26)], 10)
    assert rows(books, "SELECT count(*), sum(amount_cents) FROM charge") == [(25, 325)]


def test_a_charge_whose_whole_is_the_owners_share(books: Books) -> None:
    tenant = a_tenant(books)
    post_charges(books, [NewCharge(tenant, "LATE", TODAY, 5_000, owner_share_cents=5_000)])
    assert rows(books, "SELECT l.code, c.amount_cents FROM charge c JOIN ledger l ON l.id = c.ledger_id") == [
        ("NU", 5_000)
    ]


def test_no_charges_are_no_harm(books: Books) -> None:
    post_charges(books, [])
    assert rows(books, "SELECT count(*) FROM transaction_set") == [(0,)]


def test_a_roommates_charge_is_the_responsible_tenants(books: Books) -> None:
    responsible, roommate = a_tenant(books), a_tenant(books, "MATE")
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE tenant SET posts_to_responsible = 1, responsible_tenant_id = :one WHERE id = :other"),
            {"one": responsible, "other": roommate},
        )
    a_charge(books, roommate, 100)
    assert rows(books, "SELECT tenant_id FROM charge") == [(responsible,)]
    add_payment(books, TypedPayment(TODAY, 100, roommate))
    assert len(post_working_lines(books).posted) == 1


def test_a_dispute_is_flagged_cleared_and_traced(books: Books) -> None:
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 100)
    add_payment(books, TypedPayment(TODAY, 100, tenant))
    set_disputed(books, charge, disputed=True)
    assert [held.reason for held in post_working_lines(books, accept_proposals=True).held] == ["only_disputed"]
    set_disputed(books, charge, disputed=False)
    assert len(post_working_lines(books).posted) == 1
    assert rows(books, "SELECT sentence FROM audit_entry WHERE action = 'dispute charge' ORDER BY id") == [
        (f"Charge {charge} is disputed.",), (f"Charge {charge} is no longer disputed.",)
    ]


def test_an_unknown_charge_cannot_be_disputed(books: Books) -> None:
    with pytest.raises(NotFoundError, match="no charge number 4711"):
        set_disputed(books, 4711, disputed=True)
