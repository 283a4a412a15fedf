"""A preview is what the post writes, and leaves nothing behind."""

import pytest

from build import TODAY, a_tenant, rows
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, write_charges
from landlord_desktop.services.journal_preview import preview


def test_a_preview_names_what_would_be_posted_and_keeps_nothing(books: Books) -> None:
    tenant = a_tenant(books, name="Anthony Kmetz")
    charges = [NewCharge(tenant, "RENT", TODAY, 120_000), NewCharge(tenant, "WATER", TODAY, 3_000)]
    seen = preview(books, lambda connection: write_charges(connection, books, charges))
    assert seen.notes == ("2 charges of $1,230.00 posted to Anthony Kmetz.",)
    assert (seen.banks, seen.ledgers, seen.lines) == ((), (), ())
    assert rows(books, "SELECT count(*) FROM transaction_set") == [(0,)]


def test_what_cannot_be_posted_has_no_preview(books: Books) -> None:
    with pytest.raises(RuleError, match="no tenant number 4711"):
        preview(books, lambda connection: write_charges(connection, books, [NewCharge(4711, "RENT", TODAY, 1)]))
    assert rows(books, "SELECT count(*) FROM transaction_set") == [(0,)]
