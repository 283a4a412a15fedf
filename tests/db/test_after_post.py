"""The one-key morning and the page after it: receipts, held with why, slips, fees, messages; and the report of it."""

from datetime import timedelta

import pytest

from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.reports.catalog import build
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.after_post import after_post, post_with_slips
from landlord_desktop.services.batches import load_unprocessed
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.working_lines import accept_proposal, list_lines, update_all_dates


@pytest.fixture
def morning(books):
    a_charge(books, a_tenant(books), 120_000)
    a_charge(books, a_tenant(books, "ROD", ledger="OAK"), 50_000)
    a_batch(books, "B1", a_payment("P1", 120_000))
    a_batch(books, "B2", a_payment("P2", 50_000, "ROD"), a_payment("P3", 700, "NOBODY"))
    load_unprocessed(books)
    return books


def told(page, kind):
    return [(row.what, row.detail, row.cents, row.record) for row in page.of(kind)]


def test_the_page_tells_all_and_stays_what_it_was(morning):
    assert after_post(morning).rows == tuple(after_post(morning).of("held")), "nothing was posted yet"
    done = post_with_slips(morning)
    assert [slip.total_cents for slip in done.slips] == [120_000], "the other batch is not whole"
    assert done.slip_problem == ""
    page = after_post(morning, done.event_id)
    first, second = (payment.receipt_id for payment in done.result.posted)
    assert told(page, "posted") == [
        ("Tenant KMETZ for KMETZ Street", f"Receipt {first}, batch B1", 120_000, "receipt"),
        ("Tenant ROD for ROD Street", f"Receipt {second}, batch B2", 50_000, "receipt"),
    ]
    assert told(page, "held") == [("Anthony Kmetz", "Tenant not found, batch B2", 700, "working_line")]
    assert told(page, "slip") == [("Deposit slip 1 to CHECKING", "1 receipt, batch B1", 120_000, "slip")]
    assert told(page, "fee") == [("Management fees of Managers", "Paid by 2 ledgers", 17_000, "ledger")]
    assert told(page, "message") == [
        ("Batch B1 is processed, to Inosio", "Waits to be sent", None, "outbox_item"),
        ("Balances to Inosio", "Waits to be sent", None, "outbox_item"),
    ]
    assert page.cents("posted") == 170_000

    again = post_with_slips(morning)
    assert (again.event_id, again.slips) == (0, ()), "a second press posts nothing"
    assert after_post(morning) == page

    report = build(morning, "after-post")
    assert [row[0] for row in report.rows] == [
        "Posted", "Posted", "Held", "Deposit slips", "Fees earned", "To Inosio", "To Inosio",
    ]  # fmt: skip
    assert [(line.title, line.value) for line in report.summary_lines] == [
        ("Posted", 170_000), ("Held", 700), ("Deposit slips", 120_000), ("Fees earned", 17_000),
    ]  # fmt: skip
    assert report.note == "2 payments posted, 1 held."
    assert build(morning, "after-post", receipt_id=second + 99).rows[0][0] == "Held"


def test_slips_that_cannot_be_made_take_no_receipt_back(morning):
    update_all_dates(morning, TODAY + timedelta(days=1))
    change_settings(morning, {"office.locked_through": TODAY.isoformat()})
    done = post_with_slips(morning)
    assert (len(done.result.posted), done.slips) == (2, ())
    assert "locked" in done.slip_problem


def test_the_order_of_allocation_is_an_office_setting(books):
    tenant = a_tenant(books)
    fee = a_charge(books, tenant, 5_000, code="LATE", on=TODAY.replace(day=1))
    rent = a_charge(books, tenant, 100_000)
    a_batch(books, "B1", a_payment("P1", 60_000))
    load_unprocessed(books)

    def paid():
        (line,) = list_lines(books)
        accept_proposal(books, line.line_id)
        (plan,) = rows(books, "SELECT accepted_plan FROM working_line")
        return plan[0]

    assert paid() == f'{{"charges": [[{fee}, 5000, null], [{rent}, 55000, null]], "open_credit": 0}}'
    change_settings(books, {"office.allocation_order": "rent first"})
    assert paid() == f'{{"charges": [[{rent}, 60000, null]], "open_credit": 0}}'
    with pytest.raises(RuleError, match="oldest first, rent first, owner before management"):
        change_settings(books, {"office.allocation_order": "newest first"})
