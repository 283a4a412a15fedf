"""Void and Replace: what the corrected receipt begins with; looking at it keeps nothing."""

import pytest

from build import TODAY, rows
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.clearing import clear_items
from landlord_desktop.services.replacements import replacement
from tenant_build import a_past, bank_of


def test_the_account_is_seen_as_it_stands_without_the_old_receipt(books):
    past = a_past(books)
    before = rows(books, "SELECT max(id) FROM transaction_set"), rows(books, "SELECT max(number) FROM deposit_slip")
    found = replacement(books, past["batch_receipt"])
    assert found.draft.pays == {past["march"]: 90000}
    assert {charge.charge_id: charge.unpaid_cents for charge in found.draft.account.charges} == {
        past["march"]: 90000, past["late"]: 4500
    }
    assert (found.draft.header.method, found.draft.header.posting_date) == ("ach", TODAY)
    assert (found.slip_total_cents, found.total_with(85000), found.needs_unwinding) == (140000, 135000, False)
    assert before == (
        rows(books, "SELECT max(id) FROM transaction_set"), rows(books, "SELECT max(number) FROM deposit_slip")
    )


def test_for_another_tenant_and_for_a_waiting_receipt(books):
    past = a_past(books)
    found = replacement(books, past["rest"], past["other"])
    assert (found.draft.tenant_id, found.draft.pays, found.slip_total_cents) == (past["other"], {}, None)
    assert found.total_with(1) is None


def test_what_cannot_be_replaced_says_why(books):
    past = a_past(books)
    clear_items(books, bank_of(books), [(past["batch_slip"], 1)], TODAY)
    with pytest.raises(RuleError, match=r"was cleared in CHECKING on 3/8/2022"):
        replacement(books, past["batch_receipt"])
    with pytest.raises(NotFoundError):
        replacement(books, 999)
