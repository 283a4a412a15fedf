"""Charge Tenant: charges entered together, what pays them at once is told, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from build import TODAY, a_tenant, rows
from entries import accrual, credits_of, lines_of, unpaid_of
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.charge_orders import ChargeLine, ChargeOrder, post_charge_order, write_charge_order
from landlord_desktop.services.journal_preview import preview
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt

RENT = ChargeLine("RENT", 120_000, "March")


def test_a_charge_on_cash_and_on_accrual(books: Books) -> None:
    tenant = a_tenant(books)
    due = TODAY + timedelta(days=2)
    posted = post_charge_order(books, ChargeOrder(tenant, TODAY, (RENT,), due, "Told by phone"))
    assert (lines_of(books, posted.first_set_id), posted.information) == ([], "")
    assert rows(books, "SELECT due_on, memo FROM charge") == [(due.isoformat(), "March")]
    assert rows(books, "SELECT comments FROM transaction_set") == [("Told by phone",)]
    accrual(books, "NU", "MG")
    lines = (replace(RENT, pays_management=True), ChargeLine("DEPOSIT", 500))
    posted = post_charge_order(books, ChargeOrder(tenant, TODAY, lines, TODAY))
    assert lines_of(books, posted.first_set_id) == [("MG", "RECEIVABLE", 120_000), ("MG", "RENT", -120_000)]
    assert lines_of(books, posted.first_set_id + 1) == []
    assert rows(books, "SELECT due_on FROM charge ORDER BY id")[-1] == (None,)


def test_advance_payments_and_open_credits_are_used_and_told(books: Books) -> None:
    tenant = a_tenant(books)
    post_receipt(books, ReceiptOrder(tenant, TODAY, 123_000, new_charges=(NewLine("RENT", 120_000, advance=True),)))
    order = ChargeOrder(tenant, TODAY, (RENT, ChargeLine("WATER", 3_000)))
    seen = preview(books, lambda connection: write_charge_order(connection, books, order))
    assert seen.notes == (
        "2 charges of $1,230.00 posted to Tenant KMETZ.", "Open credit pays $30.00 of the charges of Tenant KMETZ.",
        "An advance payment pays $1,200.00 of the charges of Tenant KMETZ.",
        "Open credit of Tenant KMETZ falls by $30.00.", "Advance payment of Tenant KMETZ falls by $1,200.00.",
    )
    posted = post_charge_order(books, order)
    assert posted.information == (
        "$1,200.00 was paid by advance payments, $30.00 of open credit was used for unpaid charges."
    )
    assert (posted.count, posted.amount_cents) == (2, 123_000)
    assert (unpaid_of(books, tenant), credits_of(books, tenant)) == (0, {})


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"lines": ()}, "Enter at least one charge"),
        ({"lines": (ChargeLine("RENT", 0),)}, "The RENT charge must be more than nothing"),
        ({"lines": (ChargeLine("NOPE", 1),)}, "no charge code NOPE"),
        ({"due_on": date(2202, 1, 1)}, "The Due by date, 1/1/2202, is more than a year ahead"),
        ({"charged_on": date(2202, 1, 1)}, "1/1/2202 cannot be the posting date"),
        ({"tenant_id": 2}, "Tenant GONE is inactive"),
    ],
)
def test_what_is_refused_says_why(books: Books, change: dict[str, object], words: str) -> None:
    order = ChargeOrder(a_tenant(books), TODAY, (RENT,))
    gone = a_tenant(books, "GONE", active=False)
    if "tenant_id" in change:
        change = {"tenant_id": gone}
    with pytest.raises(RuleError, match=words):
        post_charge_order(books, replace(order, **change))  # type: ignore[arg-type]
    assert rows(books, "SELECT count(*) FROM transaction_set") == [(0,)]
