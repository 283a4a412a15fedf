"""The samples hold what they promise: the guide's own figures, a lived-in office, any number of tenants."""

import json
import shutil
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from build import rows
from engines import server_database
from landlord_desktop.db.models.journal import SET_KINDS
from landlord_desktop.db.models.receivables import CHARGE_ORIGINS
from landlord_desktop.rules.batch import Reason
from landlord_desktop.rules.errors import ClaimedError, RuleError
from landlord_desktop.services.applicant_acceptance import propose_household
from landlord_desktop.services.applicants import applicant_list
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import Actor, Books, create_books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.clearing import changed_after_reconciliation, statements
from landlord_desktop.services.deposits import post_whole_batch_slips, undeposited_receipts
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.samples import server_batches
from landlord_desktop.services.scheduled_posting import ReceivablesOrder, post_receivables
from landlord_desktop.services.scheduled_receivables import KINDS, CompileRequest, compile_receivables
from landlord_desktop.services.settings import all_settings, inosio_settings
from landlord_desktop.services.working_lines import LineRow, list_lines

ME = Actor("lynn", "PC-1")
NOON = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
OF_SAMPLES = set(Reason) - {Reason.CHANGED_ON_SERVER}
"""No server stands behind the samples, so none of their batches changes there."""

GUIDE_BATCHES = [
    ("2732388606925747", date(2022, 2, 23), 270_000, 3),
    ("4524433009648478", date(2022, 2, 23), 5_000, 1),
    ("9363081796946967", date(2022, 2, 23), 10_000, 1),
    ("2774276343810105", date(2022, 2, 23), 103_200, 1),
    ("6455186897846405", date(2022, 2, 23), 256_500, 4),
    ("8177022708113454", date(2022, 2, 23), 145_000, 2),
    ("2530688385335306", date(2022, 2, 25), 2_200, 1),
    ("8760846393525238", date(2022, 2, 25), 4_100, 2),
]
GUIDE_WORK_ORDERS = [
    ("2019-08-03", "Vendor Notified", "normal", "212 Main - Tree", "212 Main Street", "Lawn Doctor", ""),
    ("2019-08-10", "Invoiced", "normal", "436 Fairway - Plumbing", "436 Fairway Drive", "Victor Garcia", "Plumbing"),
    ("2019-08-15", "Unassigned", "normal", "124 Walnut Road furnace", "124 Walnut Road", "Hero Electric", ""),
    ("2019-09-30", "Unassigned", "normal", "WB201", "Willow Brooke 201", "Victor Garcia", ""),
    ("2023-05-30", "Unassigned", "low", "", "", None, ""),
    ("2023-05-30", "Unassigned", "high", "", "", None, ""),
    ("2023-05-30", "Unassigned", "emergency", "", "", None, ""),
    ("2023-05-31", "Unassigned", "normal", "", "", None, ""),
]


def _opened(path: Path, sample: str, now: datetime | None = None) -> Books:
    create_books(str(path), sample, now=now)
    return open_books(str(path), actor=ME, clock=(lambda: now) if now else None)


def _one(books: Books, query: str) -> Any:
    return rows(books, query)[0][0]


def _load_all(books: Books) -> list[LineRow]:
    for batch in list_batches(books, "unprocessed"):
        if not batch.claimed_by:
            load_batch(books, batch.batch_id)
    return list_lines(books)


@pytest.fixture
def guide(tmp_path: Path) -> Iterator[Books]:
    books = _opened(tmp_path / "guide.db", "guide")
    yield books
    assert run_checks(books, deep=True).findings == ()
    books.close()


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("filled") / "office.db"
    create_books(str(path), "office", now=NOON)
    return path


@pytest.fixture
def office(filled: Path, tmp_path: Path) -> Iterator[Books]:
    shutil.copy(filled, tmp_path / "office.db")
    books = open_books(str(tmp_path / "office.db"), actor=ME, clock=lambda: NOON)
    yield books
    assert run_checks(books, deep=True).findings == ()
    books.close()


def test_the_guide_s_office_lives_on_its_day(guide: Books) -> None:
    assert guide.today() == date(2022, 3, 8)
    assert guide.office_name == "Landlord Sample Office"
    settings = inosio_settings(guide)
    assert (settings.applicant_screening, settings.document_portal, settings.maintenance_coordination) == (True,) * 3
    assert settings.balances_after_slip
    assert all_settings(guide)["inosio.bank"] == "CHECKING"
    assert _one(guide, "SELECT count(*) FROM outbox_item") == 0


def test_the_guide_s_bank(guide: Books) -> None:
    row = rows(
        guide, "SELECT a.name, a.ledger_code, a.active, d.check_style, d.next_check_number, d.account_number, "
        "d.routing_number, d.nsf_fee_cents, d.minimum_balance_cents FROM account_code a "
        "JOIN bank_detail d ON d.account_id = a.id WHERE a.code = 'CHECKING'",
    )
    account = ("Bank Account Checking", "1010", 1)
    checks = ("Laser MICR Three Part (Top)", 1756, "0020021234", "0001234")
    assert row == [(*account, *checks, 5000, 0)]


def test_the_guide_s_eight_batches(guide: Books) -> None:
    rows = list_batches(guide)
    found = [(row.batch_id, row.deposited_on, row.total_cents, row.item_count) for row in rows]
    assert found == GUIDE_BATCHES
    assert {row.status for row in rows} == {"unprocessed"}
    assert _one(guide, "SELECT DISTINCT origin FROM inosio_batch") == "sample"
    assert _one(guide, "SELECT source_key FROM inosio_payment ORDER BY 1") == ":PMT-7310042201"
    raw = _one(guide, "SELECT raw_answer FROM inosio_batch WHERE id = '2732388606925747'")
    assert [item["amount"] for item in json.loads(raw)["receipts"]] == ["1200.00", "1000.00", "500.00"]


def test_the_guide_s_three_receipts(guide: Books) -> None:
    load_batch(guide, "2732388606925747")
    lines = list_lines(guide)
    shown = [(line.received_on, line.description, line.amount_cents, line.memo, line.status) for line in lines]
    day, memo = date(2022, 2, 22), "Inosio Transaction"
    assert shown == [
        (day, "Anthony Kmetz for 2118 Oak Street", 120_000, memo, "Unpaid charges are $0.00"),
        (day, "Anthony Kmetz for 2118 Oak Street", 100_000, memo, "Unpaid charges are $0.00"),
        (day, "Jerry and Karyl Rodriguez for 2118 Oak S", 50_000, memo, "Unpaid charges are $980.00"),
    ]


def test_the_guide_s_batches_can_be_posted_and_deposited(guide: Books) -> None:
    _load_all(guide)
    result = post_working_lines(guide, accept_proposals=True)
    assert len(result.posted) == 15
    assert not result.held
    slips = post_whole_batch_slips(guide)
    assert sorted(slip.total_cents for slip in slips) == sorted(batch[2] for batch in GUIDE_BATCHES)


def test_every_tenant_of_the_guide_has_paid_before(guide: Books) -> None:
    assert _one(guide, "SELECT count(*) FROM tenant WHERE id NOT IN (SELECT tenant_id FROM receipt)") == 0
    slips = rows(guide, "SELECT deposited_on, total_cents, item_count FROM deposit_slip ORDER BY number")
    assert [(row[0], row[2]) for row in slips] == [("2022-01-11", 10), ("2022-02-04", 2)]
    assert undeposited_receipts(guide, _one(guide, "SELECT id FROM account_code WHERE code = 'CHECKING'")) == []


def test_the_guide_s_work_orders_and_applicants(guide: Books) -> None:
    orders = rows(
        guide, "SELECT w.reported_on, w.status, w.priority, w.name, w.site_name, v.name, w.maintenance_type "
        "FROM work_order w LEFT JOIN vendor v ON v.id = w.vendor_id ORDER BY w.id",
    )
    assert orders == GUIDE_WORK_ORDERS
    panel = rows(
        guide, "SELECT w.site_code, t.code, t.name, l.code, l.name, v.code, w.estimate_cents, w.cost_limit_cents, "
        "w.total_cents, w.notes FROM work_order w JOIN tenant t ON t.id = w.tenant_id "
        "JOIN ledger l ON l.id = w.ledger_id JOIN vendor v ON v.id = w.vendor_id WHERE w.name = 'WB201'",
    )
    note = "Tuesday January 28, 2014 at 3:38 PM by LYN"
    names = ("WB201", "STIEFFEL", "Thomas J. Stieffel", "NU", "NUZIG Inc.", "GARCIA")
    assert panel == [(*names, 0, 0, 0, note)]
    imported = rows(
        guide, "SELECT external_status, notification_name || ' ' || notification_phone, last_modified, description "
        "FROM work_order WHERE external_id = '101022'",
    )[0]
    assert imported[:2] == ("Completed", "Oscar The Grouch 11234567898")
    assert imported[2].startswith("2023-06-23")
    assert imported[3].startswith("Carpet has reached its age and is ripping.")
    household = rows(guide, "SELECT kind, first_name, primary_external_id, rent_cents FROM applicant ORDER BY id")
    assert household == [("applicant", "Priya", None, 69_500), ("co_applicant", "Arjun", "APP-5501", 69_500)]


def test_the_office_is_of_the_promised_size(office: Books) -> None:
    assert office.today() == NOON.date()
    counts = rows(
        office, "SELECT (SELECT count(*) FROM ledger WHERE kind = 'owner'), "
        "(SELECT count(*) FROM ledger WHERE kind = 'property'), (SELECT count(*) FROM unit), "
        "(SELECT count(*) FROM tenant), (SELECT count(*) FROM tenant WHERE active = 0), "
        "(SELECT count(*) FROM tenant WHERE posts_to_responsible = 1)",
    )
    assert counts == [(40, 12, 250, 240, 8, 7)]
    assert _one(office, "SELECT count(DISTINCT name) FROM tenant") > 200
    assert {row[0] for row in rows(
        office, "SELECT DISTINCT p.fee_basis_points FROM unit u JOIN fee_profile p ON p.id = u.fee_profile_id"
    )} == {800, 1000}


def test_the_office_s_applicants_wait_withdrew_and_one_is_a_tenant(office: Books) -> None:
    people = [(row.name, row.kind_words, row.status_words, bool(row.unit_name)) for row in applicant_list(office)]
    accepted = rows(office, "SELECT code, name FROM tenant WHERE applicant_id = 'APP-8702'")[0]
    assert people == [
        ("Tobias Ferncliff", "Applicant", "Approved", True), ("Lena Okonjo", "Applicant", "Approved", True),
        ("Marcus Okonjo", "Co-Applicant", "Approved", True), ("Greta Lindqvist", "Applicant", "Withdrawn", True),
        (accepted[1], "Applicant", f"Accepted as {accepted[0]}", True),
    ]  # fmt: skip
    for row in applicant_list(office)[:2]:
        proposal = propose_household(office, row.applicant_id)
        assert [member.warnings for member in proposal.members] == [()] * len(proposal.members)


def test_the_office_has_two_years_of_history_ending_today(office: Books) -> None:
    first, last = rows(office, "SELECT min(posted_on), max(posted_on) FROM transaction_set WHERE kind <> 'charge'")[0]
    assert (first, last) == ("2024-06-02", "2026-05-13")
    kinds = {row[0]: row[1] for row in rows(office, "SELECT kind, count(*) FROM transaction_set GROUP BY kind")}
    assert kinds["receipt"] > 5000
    assert kinds["ledger_receipt"] > 20
    assert kinds["deposit_slip"] > 200
    assert kinds["void"] >= 4
    codes = {row[0] for row in rows(office, "SELECT DISTINCT k.code FROM charge c JOIN charge_code k "
                                     "ON k.id = c.charge_code_id")}
    assert codes == {"RENT", "WATER", "LATE", "DEPOSIT", "PARKING", "KEYS", "NSF"}
    assert _one(office, "SELECT count(*) FROM charge WHERE disputed = 1") > 3
    assert _one(office, "SELECT count(*) FROM receipt WHERE open_credit_cents > 0") > 50
    of_two_ledgers = rows(
        office, "SELECT a.set_id FROM allocation a JOIN charge c ON c.id = a.charge_id GROUP BY a.set_id "
        "HAVING count(DISTINCT c.ledger_id) > 1",
    )
    assert len(of_two_ledgers) > 50
    assert _one(office, "SELECT count(*) FROM inosio_batch WHERE status = 'processed'") > 100
    assert _one(office, "SELECT count(*) FROM outbox_item") == 0


def test_the_office_has_every_kind_of_entry(office: Books) -> None:
    kinds = {row[0] for row in rows(office, "SELECT DISTINCT kind FROM transaction_set")}
    assert kinds == set(SET_KINDS) - {"opening"}
    assert {row[0] for row in rows(office, "SELECT DISTINCT origin FROM charge")} == set(CHARGE_ORIGINS)
    counts = rows(
        office, "SELECT (SELECT count(*) FROM charge WHERE receivable_account_id IS NOT NULL AND unpaid_cents = 0), "
        "(SELECT count(*) FROM advance_payment WHERE unused_cents = 0), "
        "(SELECT count(*) FROM advance_payment WHERE unused_cents > 0), "
        "(SELECT count(*) FROM receipt WHERE returned_by_set_id IS NOT NULL), "
        "(SELECT count(*) FROM receipt WHERE replaces_receipt_id IS NOT NULL), "
        "(SELECT count(*) FROM deposit_slip WHERE voided_by_set_id IS NOT NULL), "
        "(SELECT count(*) FROM deposit_slip WHERE replaces_slip_id IS NOT NULL), "
        "(SELECT count(*) FROM transaction_set v JOIN transaction_set n ON n.id = v.reverses_set_id "
        "AND n.kind = 'nsf' WHERE v.kind = 'void'), "
        "(SELECT count(*) FROM transaction_set v JOIN transaction_set o ON o.id = v.reverses_set_id "
        "WHERE v.kind = 'void' AND v.posted_on > o.posted_on), "
        "(SELECT count(*) FROM charge WHERE voided_by_set_id IS NOT NULL)",
    )[0]
    assert counts == (counts[0], 2, 1, 2, 1, 3, 2, 1, 4, 2)
    assert counts[0] > 200
    assert _one(office, "SELECT sum(b.balance_cents) FROM account_balance b JOIN account_code a "
                "ON a.id = b.account_id WHERE a.code IN ('DEPOSITS', 'ESCROW')") == 0
    assert len(changed_after_reconciliation(office)) == 1
    assert len(statements(office)) > 40
    assert all_settings(office)["office.locked_through"] == "2025-05-31"
    shares = rows(office, "SELECT count(*) FROM ownership GROUP BY property_id")
    assert {row[0] for row in shares} == {1, 2, 3}


def test_next_month_s_receivables_of_the_office_can_be_posted(office: Books) -> None:
    found = {}
    for kind in KINDS:
        request = CompileRequest(kind, date(2026, 6, 1))
        compiled = compile_receivables(office, request)
        found[kind] = post_receivables(office, ReceivablesOrder(request, compiled.candidates)).count
    assert found == {"rent": 225, "recurring": 16, "late_fee": found["late_fee"], "management_fee": 8}
    assert found["late_fee"] > 10
    assert _one(office, "SELECT count(*) FROM rent_change WHERE applied_at IS NOT NULL") == 6
    assert _one(office, "SELECT count(*) FROM outbox_item WHERE state = 'waiting'") == 1


def test_next_month_s_rents_of_the_guide_are_scheduled(guide: Books) -> None:
    compiled = compile_receivables(guide, CompileRequest("rent", date(2022, 4, 1)))
    assert [row.amount_cents for row in compiled.candidates if row.tenant_code == "KMETZ"] == [120_000]
    assert len(compiled.candidates) == _one(guide, "SELECT count(*) FROM tenant")


def test_every_reason_occurs_in_the_office(office: Books) -> None:
    lines = _load_all(office)
    found = Counter(line.reason for line in lines)
    assert set(found) == OF_SAMPLES
    assert found[Reason.EQUAL] == 15
    unreadable = next(line for line in lines if line.reason is Reason.UNREADABLE)
    assert "2026-02-30" in unreadable.unreadable
    room_mate = _one(office, "SELECT count(*) FROM working_line w JOIN tenant t ON t.id = w.tenant_id "
                     "WHERE t.posts_to_responsible = 1")
    assert room_mate == 1


def test_a_batch_of_the_office_is_in_other_hands_for_hours(office: Books) -> None:
    claimed = [batch for batch in list_batches(office, "unprocessed") if batch.claimed_by]
    assert [(batch.claimed_by, batch.claimed_workstation) for batch in claimed] == [("neil", "OFFICE-2")]
    with pytest.raises(ClaimedError):
        load_batch(office, claimed[0].batch_id)
    expires = datetime.fromisoformat(_one(office, "SELECT max(claim_expires_at) FROM inosio_batch"))
    assert (expires - NOON).total_seconds() > 6 * 3600


def test_posting_the_office_s_morning_leaves_only_what_needs_a_person(office: Books) -> None:
    _load_all(office)
    result = post_working_lines(office, accept_proposals=True)
    assert len(result.posted) == 15 + 6
    assert {held.reason for held in result.held} == {
        Reason.FUTURE_CHARGE, Reason.ONLY_DISPUTED, Reason.UNKNOWN_TENANT, Reason.INACTIVE_TENANT, Reason.WAS_REVERSED,
        Reason.NO_BANK, Reason.CLAIMED, Reason.UNREADABLE, Reason.BAD_AMOUNT,
    }
    assert len(post_whole_batch_slips(office)) == 3


@pytest.mark.parametrize("day", ["2026-05-01", "2024-02-29", "2025-12-31"])
def test_the_office_can_end_on_any_day(tmp_path: Path, day: str) -> None:
    books = _opened(tmp_path / "office.db", "office", datetime.fromisoformat(f"{day}T18:00:00+00:00"))
    assert {line.reason for line in _load_all(books)} == OF_SAMPLES
    assert run_checks(books, deep=True).findings == ()
    books.close()


def test_the_office_is_the_same_each_time(office: Books, tmp_path: Path) -> None:
    query = "SELECT posted_on, kind, tenant_id, memo FROM transaction_set ORDER BY id"
    sums = "SELECT ledger_id, account_id, balance_cents FROM account_balance ORDER BY 1, 2"
    again = _opened(tmp_path / "again.db", "office", NOON)
    assert rows(again, query) == rows(office, query)
    assert rows(again, sums) == rows(office, sums)
    again.close()


def test_two_hundred_tenants_with_twelve_charges_each(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from landlord_desktop.services.samples import many

    monkeypatch.setattr(many, "PAYMENTS_A_BATCH", 150)
    books = _opened(tmp_path / "many.db", "200", NOON)
    assert _one(books, "SELECT count(*) FROM tenant") == 200
    charges = rows(books, "SELECT tenant_id, count(*), sum(unpaid_cents > 0) FROM charge GROUP BY tenant_id")
    assert {row[1:] for row in charges} == {(12, 1)}
    assert _one(books, "SELECT count(*) FROM receipt") == 2200
    assert _one(books, "SELECT count(*) FROM receipt WHERE slip_id IS NULL") == 0
    assert [batch.item_count for batch in list_batches(books, "unprocessed")] == [150, 50]
    assert {line.reason for line in _load_all(books)} == {Reason.EQUAL}
    assert len(post_working_lines(books).posted) == 200
    assert _one(books, "SELECT sum(unpaid_cents) FROM charge") == 0
    assert run_checks(books, deep=True).findings == ()
    books.close()


@pytest.mark.parametrize("sample", ["", "castle", "0", "-5", "1.5", "100001", "9" * 30, "\u0663"])
def test_an_unknown_sample_is_refused_and_leaves_no_file(tmp_path: Path, sample: str) -> None:
    with pytest.raises(RuleError, match="There is no sample"):
        create_books(str(tmp_path / "office.db"), sample)
    assert list(tmp_path.iterdir()) == []


def test_a_batch_known_already_stops_the_filling(guide: Books) -> None:
    record = server_batches.batch_record("1", date(2022, 3, 8), [], bank=None)
    with guide.store.write() as connection:
        server_batches.store_sample_batch(connection, guide, record)
        with pytest.raises(AssertionError, match="sample batch 1"):
            server_batches.store_sample_batch(connection, guide, record)


def test_the_office_on_a_server_is_that_of_a_file(office: Books) -> None:
    with server_database() as location:
        create_books(location, "office", now=NOON)
        books = open_books(location, actor=ME, clock=lambda: NOON)
        for query in (
            "SELECT kind, count(*), min(posted_on) FROM transaction_set GROUP BY kind ORDER BY kind",
            "SELECT l.code, a.code, b.balance_cents FROM account_balance b JOIN ledger l ON l.id = b.ledger_id "
            "JOIN account_code a ON a.id = b.account_id ORDER BY l.code, a.code",
        ):
            assert rows(books, query) == rows(office, query)
        assert run_checks(books, deep=True).findings == ()
        books.close()
