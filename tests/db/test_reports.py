"""The figures of each report against books whose figures are known."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, text

from build import TODAY, a_batch, a_charge, a_payment, a_tenant
from landlord_desktop.db.models import maintenance, office_work, profiles
from landlord_desktop.reports import catalog
from landlord_desktop.reports.model import Report
from landlord_desktop.rules.errors import LandlordError, NotFoundError, RuleError
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.deposits import post_slip, post_whole_batch_slips
from landlord_desktop.services.general_ledger import LedgerQuestion
from landlord_desktop.services.ledger_book import ledger_book
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import TypedPayment, add_payment

BATCH = "2732388606925747"
YESTERDAY, TOMORROW = date(2022, 3, 7), date(2022, 3, 9)


def loaded_batch(books: Books) -> None:
    """Three payments of $2,700.00: two are equal to the unpaid charges, the third is less."""
    kmetz = a_tenant(books, "KMETZ", name="Anthony Kmetz")
    flores = a_tenant(books, "FLORES", name="Lucia Flores", ledger="OAK")
    rodriguez = a_tenant(books, "RODRIGUEZ", name="Jerry and Karyl Rodriguez")
    a_charge(books, kmetz, 120_000)
    a_charge(books, flores, 100_000)
    a_charge(books, rodriguez, 98_000)
    a_batch(
        books, BATCH, a_payment("p1", 120_000), a_payment("p2", 100_000, "FLORES"), a_payment("p3", 50_000, "RODRIGUEZ")
    )
    load_batch(books, BATCH)


def titles(report: Report) -> list[str]:
    return [column.title for column in report.columns]


def column(report: Report, key: str) -> list[object]:
    place = [one.key for one in report.columns].index(key)
    return [row[place] for row in report.rows]


def total(report: Report, key: str) -> object:
    assert report.totals is not None
    return report.totals[[one.key for one in report.columns].index(key)]


def bank_id(books: Books) -> int:
    with books.store.read() as connection:
        return int(connection.execute(text("SELECT id FROM account_code WHERE code = 'CHECKING'")).scalar_one())


def test_every_report_stands_in_empty_books_and_says_so(books: Books) -> None:
    names = [name for name, _title in catalog.report_names()]
    assert len(names) == len(set(names)) >= 20
    for name in names:
        report = catalog.build(books, name)
        assert report.empty_text.endswith(".")
        assert report.rows == () or name == "account-codes"
        assert report.as_of == TODAY


def test_an_unknown_report_an_option_it_lacks_and_wrong_values(books: Books) -> None:
    with pytest.raises(LandlordError, match=r"no report balance\. The reports are: post-batch-receipts, deposit-slip"):
        catalog.build(books, "balance")
    with pytest.raises(RuleError, match="Tenant Balances cannot be limited by bank or from"):
        catalog.build(books, "tenant-balances", bank="CHECKING", from_=TODAY)
    with pytest.raises(TypeError, match="no such option"):
        catalog.build(books, "journal", month=3)
    with pytest.raises(RuleError) as faults:
        catalog.build(books, "journal", from_="8.3.2022", to="never")
    assert faults.value.problems == ("from is a date such as 2022-03-08.", "to is a date such as 2022-03-08.")
    with pytest.raises(RuleError, match="first day is after the last"):
        catalog.build(books, "journal", from_=TOMORROW, to="2022-03-08")
    with pytest.raises(RuleError, match="named by its number"):
        catalog.build(books, "deposit-slip", slip_id="one")
    with pytest.raises(NotFoundError, match=r"no bank FIRST\. The banks are: CHECKING, ESCROW"):
        catalog.build(books, "bank-register", bank="FIRST")
    for name, options in (("deposit-slip", {"slip_id": 99}), ("post-batch-receipts", {"batch": "99"})):
        with pytest.raises(NotFoundError, match="99"):
            catalog.build(books, name, **options)


def test_post_batch_receipts_before_between_and_after_posting(books: Books) -> None:
    loaded_batch(books)
    waiting = catalog.build(books, "post-batch-receipts")
    assert titles(waiting) == ["Unit", "Tenant", "Posting Date", "Amount", "Memo"]
    assert waiting.rows[0] == ("KMETZ Street", "Anthony Kmetz", TODAY, 120_000, "Inosio Transaction")
    assert (total(waiting, "amount"), waiting.count, waiting.title) == (270_000, 3, "Post Batch Receipts")
    assert catalog.build(books, "post-batch-receipts", batch=BATCH).rows == waiting.rows

    post_working_lines(books)
    between = catalog.build(books, "post-batch-receipts", batch=BATCH)
    assert between.rows == waiting.rows
    assert between.note == "2 receipts posted, $2,200.00; 1 not yet posted, $500.00."
    assert between.subtitle_lines == (f"Inosio batch {BATCH}, deposit on 3/8/2022",)
    assert total(catalog.build(books, "post-batch-receipts"), "amount") == 50_000

    post_working_lines(books, accept_proposals=True)
    newest = catalog.build(books, "post-batch-receipts")
    assert (newest.rows, newest.note, newest.count) == (waiting.rows, "", 3)


def test_a_payment_loaded_again_is_named_and_counts_once_in_its_batch(books: Books) -> None:
    loaded_batch(books)
    post_working_lines(books)
    load_batch(books, BATCH)
    again = catalog.build(books, "post-batch-receipts")
    assert (again.count, again.note) == (
        3, "2 payments of this list, $2,200.00, posted before and will not post again.",
    )  # fmt: skip
    assert total(catalog.build(books, "post-batch-receipts", batch=BATCH), "amount") == 270_000


def test_a_batch_that_is_not_loaded_says_what_to_do(books: Books) -> None:
    a_batch(books, "77", a_payment("p1", 100))
    report = catalog.build(books, "post-batch-receipts", batch="77")
    assert (report.rows, report.count) == ((), 0)
    assert report.empty_text.startswith("This batch is not loaded")


def test_the_deposit_slip_adds_up_by_method_and_masks_the_account(books: Books) -> None:
    loaded_batch(books)
    with books.store.write() as connection:
        connection.execute(text("UPDATE bank_detail SET account_number = '0020021234'"))
    kmetz = a_tenant(books, "ZOE", name="Zoe")
    add_payment(books, TypedPayment(TODAY, 2500, kmetz, method="cash", memo="desk"))
    add_payment(books, TypedPayment(TODAY, 1000, kmetz, method="check", memo="1044"))
    result = post_working_lines(books, accept_proposals=True)
    slip = post_slip(
        books, bank_id(books), [payment.receipt_id for payment in result.posted], result.posted_cents, YESTERDAY
    )
    report = catalog.build(books, "deposit-slip", slip_id=str(slip.slip_id))
    assert report == catalog.build(books, "deposit-slip")
    assert report.rows[-2] == ("Zoe", "ZOE Street", "Cash", "desk", 2500)
    assert report.rows[-1] == ("Zoe", "ZOE Street", "Check", "1044", 1000)
    assert [(line.title, line.value) for line in report.summary_lines] == [
        ("Cash", 2500), ("Checks", 1000), ("Electronic (ACH and card)", 270_000), ("Total Deposit", 273_500),
    ]  # fmt: skip
    assert (report.count, report.as_of) == (5, YESTERDAY)
    assert report.subtitle_lines == ("Deposit slip 1", "CHECKING Bank Account Checking, account ••••1234")


def test_the_slip_of_a_whole_batch_names_it(books: Books) -> None:
    loaded_batch(books)
    post_working_lines(books, accept_proposals=True)
    post_whole_batch_slips(books)
    report = catalog.build(books, "deposit-slip")
    assert report.subtitle_lines == ("Deposit slip 1", "CHECKING Bank Account Checking", f"Inosio batch {BATCH}")


def test_the_receipts_register_keeps_voided_receipts_apart(books: Books) -> None:
    loaded_batch(books)
    posted = post_working_lines(books, accept_proposals=True).posted
    void_receipt(books, posted[2].receipt_id, "wrong tenant")
    report = catalog.build(books, "receipts-register", bank="checking", from_=TODAY, to=TODAY)
    assert column(report, "amount") == [120_000, 100_000, None]
    assert column(report, "voided") == [None, None, 50_000]
    assert (total(report, "amount"), total(report, "voided"), report.count) == (220_000, 50_000, 3)
    assert report.subtitle_lines == ("CHECKING Bank Account Checking", "From 3/8/2022 to 3/8/2022")
    assert catalog.build(books, "receipts-register", from_=TOMORROW).rows == ()
    assert catalog.build(books, "receipts-register", to=YESTERDAY).subtitle_lines == ("To 3/7/2022",)


def test_undeposited_receipts_are_those_without_a_slip(books: Books) -> None:
    loaded_batch(books)
    posted = post_working_lines(books, accept_proposals=True).posted
    post_slip(books, bank_id(books), [posted[0].receipt_id], 120_000)
    void_receipt(books, posted[2].receipt_id, "wrong tenant")
    report = catalog.build(books, "undeposited-receipts")
    assert [(row[0], row[3], row[6], row[8]) for row in report.rows] == [("CHECKING", "Lucia Flores", BATCH, 100_000)]
    assert catalog.build(books, "undeposited-receipts", bank="ESCROW").rows == ()


def test_tenants_balances_charges_and_credits_agree(books: Books) -> None:
    loaded_batch(books)
    ada = a_tenant(books, "ADA", name="ada Lovelace")
    add_payment(books, TypedPayment(TODAY, 2500, ada))
    gone = a_tenant(books, "GONE", name="Gone", active=False)
    a_charge(books, gone, 300)
    a_tenant(books, "EMPTY", name="Empty and gone", active=False)
    post_working_lines(books, accept_proposals=True)
    a_charge(books, ada, 70_000, disputed=True)
    report = catalog.build(books, "tenant-balances")
    assert [(row[0], *row[3:]) for row in report.rows] == [
        ("ADA", 0, 70_000, 2500, 0, 67_500),
        ("KMETZ", 0, 0, 0, 0, 0),
        ("GONE", 300, 0, 0, 0, 300),
        ("RODRIGUEZ", 48_000, 0, 0, 0, 48_000),
        ("FLORES", 0, 0, 0, 0, 0),
    ]
    assert (total(report, "unpaid"), total(report, "disputed"), total(report, "balance")) == (48_300, 70_000, 115_800)
    charges = catalog.build(books, "unpaid-charges")
    assert [(row[0], row[5], row[7], row[8], row[9]) for row in charges.rows] == [
        ("ADA", "NU", "Yes", 70_000, 70_000), ("GONE", "NU", "", 300, 300), ("RODRIGUEZ", "NU", "", 98_000, 48_000),
    ]  # fmt: skip
    assert total(charges, "unpaid") == 118_300
    assert catalog.build(books, "unpaid-charges", from_=TOMORROW).rows == ()
    ahead = catalog.build(books, "open-credits")
    assert ahead.rows == (("ADA", "ada Lovelace", "ADA Street", "NU NUZIG Inc.", "Open credit", 2500),)


def test_the_bank_register_runs_a_balance_and_forwards_what_was_before(books: Books) -> None:
    loaded_batch(books)
    posted = post_working_lines(books, accept_proposals=True).posted
    post_slip(books, bank_id(books), [posted[0].receipt_id], 120_000, YESTERDAY)
    post_slip(books, bank_id(books), [posted[1].receipt_id], 100_000, TODAY)
    void_receipt(books, posted[2].receipt_id, "wrong tenant")
    report = catalog.build(books, "bank-register")
    assert column(report, "balance") == [120_000, 220_000]
    assert column(report, "description")[0] == f"Deposit slip 1, 1 receipt, Inosio batch {BATCH}"
    assert (total(report, "additions"), total(report, "balance"), report.count) == (220_000, None, 2)
    later = catalog.build(books, "bank-register", bank="CHECKING", from_=TODAY)
    assert column(later, "description")[0] == "Balance forward"
    assert (column(later, "balance"), later.count) == ([120_000, 220_000], 1)
    quiet = catalog.build(books, "bank-register", from_=TOMORROW)
    assert quiet.rows == (("CHECKING", TOMORROW, "Balance forward", None, None, 220_000, None),)
    assert quiet.count == 0
    earlier = catalog.build(books, "bank-register", to=YESTERDAY)
    assert (column(earlier, "balance"), earlier.as_of) == ([120_000], YESTERDAY)


def test_the_bank_balance_is_broken_down_by_ledger(books: Books) -> None:
    loaded_batch(books)
    posted = post_working_lines(books, accept_proposals=True).posted
    post_slip(books, bank_id(books), [posted[0].receipt_id], 120_000)
    report = catalog.build(books, "bank-balance-breakdown", bank="CHECKING")
    assert [(row[1], *row[3:]) for row in report.rows] == [
        ("MG", 12_000, 15_000, 27_000), ("NU", 108_000, 45_000, 153_000), ("OAK", 0, 90_000, 90_000),
    ]  # fmt: skip
    assert [total(report, key) for key in ("available", "awaiting", "current")] == [120_000, 150_000, 270_000]


def test_trial_balance_and_journal_balance(books: Books) -> None:
    loaded_batch(books)
    posted = post_working_lines(books, accept_proposals=True).posted
    void_receipt(books, posted[2].receipt_id, "wrong tenant")
    balance = catalog.build(books, "trial-balance", to=TODAY)
    assert total(balance, "debit") == total(balance, "credit") == 242_000
    assert ("OAK", "Oak Trust", "RENT", "Rent Income", None, 100_000) in balance.rows
    assert catalog.build(books, "trial-balance", to=YESTERDAY).rows == ()
    journal = catalog.build(books, "journal", from_=TODAY)
    assert total(journal, "debit") == total(journal, "credit")
    assert journal.count == 7
    void_lines = [row for row in journal.rows if row[2] == "Void"]
    assert {row[3] for row in void_lines} == {f"Void of receipt {posted[2].receipt_id}: wrong tenant"}
    assert {row[4] for row in void_lines} == {posted[2].receipt_id}
    charges = [row for row in journal.rows if row[2] == "Charge"]
    assert [row[8:] for row in charges] == [(None, None, None, None)] * 3
    assert {row[5] for row in journal.rows if row[0] == posted[2].receipt_id} == {void_lines[0][0]}
    assert {row[6:8] for row in journal.rows} == {(TODAY, "lynn, PC-1")}


def test_the_general_ledger_carries_balances_from_account_to_account(books: Books) -> None:
    loaded_batch(books)
    posted = post_working_lines(books, accept_proposals=True).posted
    whole = catalog.build(books, "general-ledger", from_=TODAY)
    assert total(whole, "debit") == total(whole, "credit") == 270_000 + 2 * 27_000
    oak = catalog.build(books, "general-ledger", ledger="oak", account="RENT", tenant="FLORES")
    assert oak.subtitle_lines == ("Ledger: OAK Oak Trust", "Account: RENT Rent Income", "Tenant: FLORES Lucia Flores")
    assert oak.rows[0] == ("OAK", "RENT", None, None, "Opening balance", "", "", None, None, 0)
    assert oak.rows[1][8:] == (100_000, 100_000)
    later = catalog.build(books, "general-ledger", ledger="OAK", from_=TOMORROW)
    assert {row[1]: row[-1] for row in later.rows}["RENT"] == 100_000
    assert later.count == 0
    void_receipt(books, posted[0].receipt_id, "wrong tenant")
    assert catalog.build(books, "general-ledger", unit="U-KMETZ").count == 0
    with pytest.raises(NotFoundError, match="There is no account NOPE"):
        catalog.build(books, "general-ledger", account="NOPE")


def test_a_general_ledger_that_is_too_long_is_refused(books: Books) -> None:
    loaded_batch(books)
    post_working_lines(books)
    with books.store.read() as connection, pytest.raises(RuleError, match="more than 1 lines"):
        list(ledger_book(connection, LedgerQuestion(), most=1))


def test_account_codes_hold_no_bank_number(books: Books) -> None:
    with books.store.write() as connection:
        connection.execute(text("UPDATE bank_detail SET account_number = '0020021234', routing_number = '0001234'"))
    report = catalog.build(books, "account-codes")
    assert report.rows[0] == ("CHECKING", "Bank Account Checking", "1010", "Current asset", "Yes", "Yes")
    assert "0020021234" not in str(report)
    assert "0001234" not in str(report)


def test_work_orders_and_applicants(books: Books) -> None:
    moment = datetime(2022, 3, 1, 12, tzinfo=UTC)
    with books.store.write() as connection:
        connection.execute(insert(profiles.vendor).values(code="BUX", name="Plumbing by Bux"))
        connection.execute(
            insert(maintenance.work_order).values(
                origin="inosio", number="7", external_id="7", name="Leak", status="Work Started",
                external_status="Pending vendor", priority="high",
                reported_on=TODAY, site_name="2118 Oak Street", vendor_id=1, maintenance_type="Plumbing",
            )
        )
        person = {"status": "approved", "last_name": "Ray", "submitted_on": TODAY, "last_modified": moment}
        connection.execute(
            insert(profiles.applicant),
            [
                {**person, "external_id": "2", "kind": "co_applicant", "primary_external_id": "1", "first_name": "Di"},
                {**person, "external_id": "1", "kind": "applicant", "primary_external_id": None, "first_name": "Al"},
            ],
        )
    orders = catalog.build(books, "work-orders", from_=TODAY)
    assert orders.rows == (
        (TODAY, "7", "Work Started", "Pending vendor", "High", "Leak", "2118 Oak Street", "Plumbing by Bux", "Plumbing",
         None),
    )  # fmt: skip
    tenant = a_tenant(books, "RAY")
    with books.store.write() as connection:
        accepted = {"accepted_at": moment, "accepted_by": "lynn", "tenant_id": tenant}
        connection.execute(profiles.applicant.update().where(profiles.applicant.c.external_id == "2").values(accepted))
    people = catalog.build(books, "applicants")
    assert [row[9] for row in people.rows] == ["", "RAY"]
    assert [row[1:4] for row in people.rows] == [
        ("Approved", "Applicant", "Al Ray"), ("Accepted", "Co-Applicant", "Di Ray"),
    ]  # fmt: skip
    assert catalog.build(books, "applicants", to=YESTERDAY).rows == ()


def test_the_logs_count_days_in_the_offices_zone(books: Books) -> None:
    with books.store.write() as connection:
        connection.execute(text("UPDATE office SET time_zone = 'America/New_York'"))
        connection.execute(
            insert(office_work.exchange_log),
            [
                {"at": datetime(2022, 3, 8, 4, 30, tzinfo=UTC), "step": "one", "outcome": "ok", "sentence": "before"},
                {"at": datetime(2022, 3, 9, 4, 30, tzinfo=UTC), "step": "one", "outcome": "held", "sentence": "now"},
            ],
        )
    office = open_books(books.store.location, clock=books.clock)
    report = catalog.build(office, "sync-log", from_=TODAY, to=TODAY)
    office.close()
    assert column(report, "sentence") == ["now"]
    assert column(report, "outcome") == ["Held"]
    at = column(report, "at")[0]
    assert isinstance(at, datetime)
    assert at.strftime("%Y-%m-%d %H:%M") == "2022-03-08 23:30"


def test_the_changes_log_tells_who_did_what(books: Books) -> None:
    change_settings(books, {"inosio.bank": "ESCROW"})
    report = catalog.build(books, "changes-log", from_=TODAY, to=TODAY)
    assert report.rows[0][1:] == (
        "lynn", "PC-1", "Change setting", "inosio.bank", "inosio.bank changed.", "", "ESCROW",
    )  # fmt: skip
    assert catalog.build(books, "changes-log", to=YESTERDAY).rows == ()
