"""Books written by each released version: opened, brought up to date after a backup, and proven to the last hash."""

from pathlib import Path

import pysqlite3.dbapi2 as sqlite
import pytest

from landlord_desktop.db import migrate
from landlord_desktop.services.bank_history import bank_history
from landlord_desktop.services.books import open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.deposits import undeposited_receipts

RELEASED = sorted((Path(__file__).parent / "released").glob("schema-*.sql"))
SAME = {
    "account_balance": "SELECT ledger_id, account_id, balance_cents FROM account_balance ORDER BY 1, 2",
    "credit": "SELECT tenant_id, ledger_id, kind, balance_cents FROM tenant_credit ORDER BY 1, 2, 3",
    "charge": "SELECT id, tenant_id, amount_cents, unpaid_cents, disputed, fee_taken_cents FROM charge ORDER BY 1",
    "receipt": "SELECT id, amount_cents, slip_id, voided_by_set_id, source_key FROM receipt ORDER BY 1",
    "journal": "SELECT set_id, line, ledger_id, account_id, amount_cents FROM journal_line ORDER BY 1, 2",
    "set": "SELECT id, kind, posted_on, entered_by, reason, content_hash, hash_recipe FROM transaction_set ORDER BY 1",
    "batch": "SELECT id, total_cents, status FROM inosio_batch ORDER BY 1",
}


@pytest.fixture(params=RELEASED, ids=[path.stem for path in RELEASED])
def released(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A database file as that version left it."""
    path = tmp_path / "office.db"
    connection = sqlite.connect(path)
    connection.executescript(request.param.read_text(encoding="utf-8"))
    connection.close()
    return path


def contents(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite.connect(path)
    found = {name: connection.execute(query).fetchall() for name, query in SAME.items()}
    connection.close()
    return found


def test_every_schema_before_this_one_is_kept() -> None:
    assert [path.stem.removeprefix("schema-") for path in RELEASED] == list(migrate.KNOWN[:-1])


def test_released_books_come_up_to_date_unchanged_and_proven(released: Path) -> None:
    before = contents(released)
    assert before["journal"]
    books = open_books(str(released))
    report = run_checks(books, deep=True)
    books.close()
    assert report.ok, report.findings
    assert contents(released) == before
    (kept,) = released.parent.glob("office.before-upgrade-from-*.db")
    assert contents(kept) == before


def test_what_the_new_schema_adds_is_filled_from_the_old_books(released: Path) -> None:
    books = open_books(str(released))
    with books.store.read() as connection:
        fees = connection.exec_driver_sql(
            "SELECT t.code, p.fee_basis_points FROM tenant t JOIN unit u ON u.id = t.unit_id "
            "LEFT JOIN fee_profile p ON p.id = u.fee_profile_id ORDER BY t.code"
        ).all()
        members = connection.exec_driver_sql("SELECT count(*) FROM slip_receipt").scalar()
        bank_id = connection.exec_driver_sql("SELECT id FROM account_code WHERE code = 'CHECKING'").scalar_one()
        codes = connection.exec_driver_sql(
            "SELECT p.role, a.code FROM posting_table p JOIN account_code a ON a.id = p.account_id "
            "WHERE p.role IN ('accounts_receivable', 'bank_charges') ORDER BY 1"
        ).all()
    history = bank_history(books, bank_id)
    waiting = undeposited_receipts(books, bank_id)
    books.close()
    assert [tuple(row) for row in fees] == [("ANN", 1000), ("BOB", 825), ("CLEO", None)]
    assert members == 3
    assert [tuple(row) for row in codes] == [("accounts_receivable", "RECEIVABLE"), ("bank_charges", "BANK CHARGES")]
    assert (history.last_statement_cents, history.available_cents) == (200_000, 200_000)
    assert history.awaiting_cents == sum(receipt.amount_cents for receipt in waiting) == 110_000
