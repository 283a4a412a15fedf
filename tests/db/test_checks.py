"""Each invariant: a planted violation is found by its own check and named; sound books have no finding."""

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from build import LYNN, MOMENT, a_batch, a_charge, a_payment, a_tenant, an_office
from landlord_desktop.db.sealing import KeySealer
from landlord_desktop.services import checks
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.check_contents import PROTECTED
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.deposits import post_whole_batch_slips
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.voids import void_receipt
from planted import check, plant


def _fill(books: Books) -> None:
    """Rent, a deposit, a late fee, credit made and used, a slip, a void, money awaiting deposit, a line waiting."""
    kmetz, bell = a_tenant(books), a_tenant(books, "BELL", ledger="OAK")
    for cents, code in ((100_000, "RENT"), (33_333, "DEPOSIT"), (2_000, "LATE")):
        a_charge(books, kmetz, cents, code=code)
    a_charge(books, bell, 50_000)
    a_batch(books, "B1", a_payment("P1", 140_000), a_payment("P2", 30_001, "BELL"))
    load_batch(books, "B1")
    post_working_lines(books, accept_proposals=True)
    post_whole_batch_slips(books)
    a_charge(books, kmetz, 7_000)
    a_batch(books, "B2", a_payment("Q1", 2_335), a_payment("Q2", 5_000, "BELL"))
    load_batch(books, "B2")
    posted = post_working_lines(books, accept_proposals=True).posted
    void_receipt(books, posted[0].receipt_id, "typed twice")
    a_batch(books, "B3", a_payment("R1", 1_000))
    load_batch(books, "B3")
    request_balances(books, "by hand")


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sound") / "office.db"
    books = an_office(path)
    _fill(books)
    books.close()
    return path


@pytest.fixture
def office(sound: Path, tmp_path: Path) -> Iterator[Path]:
    copy = tmp_path / "office.db"
    shutil.copy(sound, copy)
    return copy


@pytest.mark.parametrize("deep", [False, True])
def test_sound_books_have_no_finding(office: Path, deep: bool) -> None:
    books = open_books(str(office), actor=LYNN, clock=lambda: MOMENT)
    seen: list[tuple[int, int]] = []
    report = run_checks(books, deep=deep, progress=lambda done, total: seen.append((done, total)))
    books.close()
    assert report.findings == ()
    assert report.ok
    assert seen == [(step, len(report.checks)) for step in range(1, len(report.checks) + 1)]


def test_new_books_are_sound(tmp_path: Path) -> None:
    books = an_office(tmp_path / "new.db")
    report = run_checks(books, deep=True)
    books.close()
    assert report.findings == ()


LIVE = "(SELECT min(id) FROM receipt WHERE slip_id IS NOT NULL)"
VOID = "(SELECT max(id) FROM transaction_set WHERE kind = 'void')"
PLANTED = [
    ("sets balance", f"UPDATE journal_line SET amount_cents = amount_cents + 1 WHERE set_id = {LIVE} AND line = 1",
     "is out of balance in ledger NU by $0.01"),
    ("sets balance", f"DELETE FROM journal_line WHERE set_id = {LIVE}", "a receipt without its journal lines"),
    ("charges are paid as their allocations say", "UPDATE charge SET unpaid_cents = unpaid_cents + 1 WHERE id = 4",
     "Charge 4 of tenant BELL: unpaid is"),
    ("charges are paid as their allocations say", "UPDATE allocation SET amount_cents = 200000 WHERE charge_id = 1",
     "$2,000.00 is allocated to a charge of $1,000.00"),
    ("management fees are those of the allocations", "UPDATE allocation SET fee_cents = fee_cents - 1 "
     "WHERE charge_id = 1", "Charge 1 of tenant KMETZ: fee taken is $100.00, its payments took $99.99"),
    ("receipts are their allocations and open credit", f"UPDATE receipt SET amount_cents = 140001 WHERE id = {LIVE}",
     "of $1,400.01"),
    ("receipts are their allocations and open credit",
     f"UPDATE receipt SET open_credit_cents = open_credit_cents + 5 WHERE id = {LIVE}", "its set made"),
    ("receipts are their allocations and open credit",
     f"UPDATE receipt SET bank_account_id = (SELECT id FROM account_code WHERE code = 'ESCROW') WHERE id = {LIVE}",
     "$0.00 was booked to bank ESCROW"),
    ("account balances are the sums of the journal",
     "UPDATE account_balance SET balance_cents = balance_cents + 100 WHERE account_id = "
     "(SELECT id FROM account_code WHERE code = 'LATE')", "Account LATE in ledger MG"),
    ("tenants' credits are the sums of their entries", "UPDATE tenant_credit SET balance_cents = balance_cents + 1",
     "Tenant KMETZ, ledger NU: the credit kept is"),
    ("tenants' credits are the sums of their entries", "UPDATE tenant_credit SET balance_cents = -1",
     "less than nothing"),
    ("open credits are the open-credit liability accounts",
     "UPDATE tenant_credit SET balance_cents = balance_cents + 700", "Ledger NU: tenants have"),
    ("deposits held are the deposit liability accounts",
     "UPDATE allocation SET amount_cents = amount_cents - 33 WHERE charge_id = 2",
     "Ledger NU: deposits held are $333.00, account DEPOSITS says $333.33"),
    ("deposit slips are their receipts", "UPDATE deposit_slip SET total_cents = total_cents + 1", "Slip 1 says 2 rec"),
    ("deposit slips are their receipts", f"UPDATE receipt SET slip_id = NULL WHERE id = {LIVE}", "it holds 1,"),
    ("deposit slips are their receipts", f"UPDATE receipt SET voided_by_set_id = {VOID} WHERE id = {LIVE}",
     "which is voided"),
    ("deposit slips are their receipts",
     "UPDATE deposit_slip SET bank_account_id = (SELECT id FROM account_code WHERE code = 'ESCROW')",
     "Slip 1 of bank ESCROW holds receipt"),
    ("current balance is available plus awaiting deposit",
     "UPDATE receipt SET amount_cents = amount_cents + 1 WHERE slip_id IS NULL AND voided_by_set_id IS NULL",
     "Bank CHECKING: current balance"),
    ("bank balances are what the ledgers own in them",
     "UPDATE account_balance SET balance_cents = balance_cents + 1 WHERE account_id = "
     "(SELECT id FROM account_code WHERE code = 'CHECKING') AND ledger_id = "
     "(SELECT id FROM ledger WHERE code = 'OAK')", "Bank CHECKING: the book balance is"),
    ("bank balances are what the ledgers own in them",
     "UPDATE account_balance SET balance_cents = balance_cents + 1 WHERE account_id = "
     "(SELECT id FROM account_code WHERE code = 'RENT') AND ledger_id = (SELECT id FROM ledger WHERE code = 'NU')",
     "Ledger NU: its account balances are out of balance by $0.01"),
    ("reversing sets are exact mirrors", f"UPDATE journal_line SET ledger_id = 3 WHERE set_id = {VOID} AND line = 1",
     "its lines are not the same"),
    ("reversing sets are exact mirrors", f"UPDATE allocation SET amount_cents = amount_cents - 1 WHERE set_id = {VOID}",
     "does not take back the same allocations"),
    ("reversing sets are exact mirrors", f"INSERT INTO credit_entry VALUES ({VOID}, 9, 1, 2, 'open_credit', 5)",
     "does not take back the same credit"),
    ("voided records and their voids name each other", "UPDATE receipt SET voided_by_set_id = NULL",
     "do not name each other"),
    ("batches are their payments", "UPDATE inosio_payment SET amount_cents = 999 WHERE payment_id = 'R1'",
     "Batch B3 says 1 payments, $10.00; 1 are stored, $9.99"),
    ("batches are their payments", "DELETE FROM inosio_payment WHERE payment_id = 'R1'", "0 are stored, $0.00"),
    ("batches have no more receipts than payments", "UPDATE inosio_batch SET item_count = 1 WHERE id = 'B1'",
     "Batch B1 of 1 payments has 2 posted and 0 removed"),
    ("server answers are as received", "UPDATE inosio_batch SET raw_answer = x'7b20' WHERE id = 'B2'", "Batch B2"),
    ("records exist that others name", "UPDATE tenant SET unit_id = 4711 WHERE code = 'BELL'", "Table tenant, row 2,"),
    ("records exist that others name", "UPDATE journal_line SET ledger_id = 4711 WHERE line = 2", "names a ledger"),
    ("sets are as they were posted", "UPDATE transaction_set SET memo = 'other' WHERE id = 1", "Set 1 (charge of"),
    ("sets are as they were posted", "UPDATE transaction_set SET content_hash = 'x' WHERE id = 2", "Set 2 "),
    ("sets are as they were posted", "UPDATE charge SET charge_code_id = 2 WHERE id = 1", "Set 1 "),
    ("sets are as they were posted", f"UPDATE receipt SET received_on = '2022-03-01' WHERE id = {LIVE}", "Set 5 "),
    ("sets are as they were posted", f"UPDATE allocation SET fee_cents = 1 WHERE set_id = {LIVE}", "Set 5 "),
    ("sets are as they were posted", "UPDATE credit_entry SET kind = 'advance_payment' WHERE line = 1", "Set 5 "),
    ("sets are as they were posted", "UPDATE transaction_set SET hash_recipe = 9 WHERE id = 3", "of recipe 9"),
]


@pytest.mark.parametrize(("name", "statement", "words"), PLANTED)
def test_a_planted_violation_is_found_and_named(office: Path, name: str, statement: str, words: str) -> None:
    plant(office, statement)
    result = check(office, name)
    assert not result.ok
    assert any(words in finding for finding in result.findings), result.findings


def test_removed_lines_count_against_their_batch(office: Path) -> None:
    plant(office, "UPDATE working_line SET state = 'removed', batch_id = 'B1' WHERE payment_id = 'R1'")
    result = check(office, "batches have no more receipts than payments")
    assert result.findings == ("Batch B1 of 2 payments has 2 posted and 1 removed.",)


def test_a_second_live_receipt_of_a_payment_is_found(office: Path) -> None:
    first = _one(office, "SELECT source_key FROM receipt WHERE payment_id = 'P1'")
    plant(
        office, "DROP INDEX uq_receipt_source_key",
        f"UPDATE receipt SET source_key = '{first}', payment_id = 'P1' WHERE payment_id = 'P2'",
    )
    assert check(office, "a payment has one live receipt").findings == (
        "Payment P1 has 2 live receipts, 5 and 6 among them.",
    )


def test_two_receipts_of_one_line_are_found(office: Path) -> None:
    plant(office, "DROP INDEX uq_receipt_line_uuid", "UPDATE receipt SET line_uuid = 'same' WHERE id IN (5, 6)")
    assert check(office, "a working line posts once").findings == (
        "Receipts 5 and 6 were posted from the same working line.",
    )


def test_a_posted_line_still_on_the_list_is_found(office: Path) -> None:
    plant(office, "UPDATE receipt SET line_uuid = (SELECT uuid FROM working_line) WHERE id = 5")
    result = check(office, "a working line posts once")
    assert any("receipt 5 was posted from it" in finding for finding in result.findings)


@pytest.mark.parametrize("table", PROTECTED)
def test_a_missing_guard_is_found(office: Path, table: str) -> None:
    with closing(sqlite3.connect(office, isolation_level=None)) as connection:
        connection.execute(f"DROP TRIGGER {table}_update_refused")
    assert check(office, "posted records are protected").findings == (
        f"Table {table}: nothing refuses an update of posted records any more.",
    )


def test_an_index_that_lost_a_row_is_found(office: Path) -> None:
    with closing(sqlite3.connect(office, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = 1")
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, 'voided_as_error = 0', 'voided_as_error = 1') "
            "WHERE name = 'uq_receipt_source_key'"
        )
    assert "Restore the newest backup" in check(office, "the file is whole", deep=True).findings[0]


def test_only_the_newest_hashes_are_read_unless_deep(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(office, "UPDATE transaction_set SET memo = 'other' WHERE id = 1")
    monkeypatch.setattr(checks.check_contents, "NEWEST", 3)
    monkeypatch.setattr(checks.check_contents, "SLICE", 2)
    assert check(office, "sets are as they were posted").ok
    assert len(check(office, "sets are as they were posted", deep=True).findings) == 1


def test_what_was_sent_is_compared_with_its_sum(office: Path) -> None:
    body = b'{"balances": []}'
    digest = hashlib.sha256(body).hexdigest()
    insert = (
        "INSERT INTO outbox_request (item_id, position, body, sealed, body_sha256) "
        "SELECT min(id), {}, x'{}', {}, '{}' FROM outbox_item"
    )
    plant(office, insert.format(1, body.hex(), 0, digest))
    assert check(office, "what was sent is what was stored").ok
    plant(office, insert.format(2, b"other".hex(), 0, digest))
    assert check(office, "what was sent is what was stored").findings == (
        "Outbox item 1, request 2: its body is not what its SHA-256 says.",
    )


def test_sealed_bodies_are_opened_where_the_key_is_here(office: Path) -> None:
    sealer, body = KeySealer(bytes(32)), b"{}"
    digest = hashlib.sha256(body).hexdigest()
    for position, place in ((1, 1), (2, 7)):
        sealed = sealer.seal(body, f"outbox_request:1:{place}:1").hex()
        plant(
            office, "INSERT INTO outbox_request (item_id, position, body, sealed, body_sha256) "
            f"SELECT min(id), {position}, x'{sealed}', 1, '{digest}' FROM outbox_item",
        )
    assert check(office, "what was sent is what was stored").ok
    books = open_books(str(office), actor=LYNN, clock=lambda: MOMENT)
    report = run_checks(books.sealed_with(bytes(32)))
    books.close()
    assert report.findings == (
        "what was sent is what was stored: Outbox item 1, request 2: its sealed body is not what was sealed there.",
    )


def test_damage_everywhere_is_cut_short(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "MOST_FINDINGS", 2)
    plant(office, "UPDATE transaction_set SET memo = 'other'")
    findings = check(office, "sets are as they were posted").findings
    assert len(findings) == 3
    assert findings[-1] == "More findings of this kind are not listed."


def test_progress_may_stop_thecheck(office: Path) -> None:
    class StoppedError(Exception):
        pass

    def stop(done: int, total: int) -> None:
        if done == 3:
            raise StoppedError

    books = replace(open_books(str(office)), today_is=date(2022, 3, 8))
    with pytest.raises(StoppedError):
        run_checks(books, progress=stop)
    books.close()


def _one(path: Path, query: str) -> str:
    with closing(sqlite3.connect(path)) as connection:
        return str(connection.execute(query).fetchone()[0])
