"""The store: its settings, its two doors, and what the disk's faults are called."""

import threading
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from landlord_desktop.db.engine import bulk_insert
from landlord_desktop.db.migrate import create
from landlord_desktop.db.models import office_work, receivables, setup
from landlord_desktop.db.sealing import KeySealer, PlainSealer
from landlord_desktop.db.sqlite_engine import journal_settings, open_store, sentence_for
from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.books import Books


def test_safe_settings_are_on(file_books: Books) -> None:
    with file_books.store.read() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema")
        }
    assert found == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0,
    }


def test_an_older_library_gets_the_rollback_journal() -> None:
    assert journal_settings((3, 51, 2)) == ("delete", "EXTRA")
    assert journal_settings((3, 51, 3)) == ("wal", "FULL")


def test_a_write_is_kept_whole_or_not_at_all(books: Books) -> None:
    def fails(connection: Connection) -> None:
        connection.execute(setup.setting.insert().values(key="a", value="b"))
        raise ValueError("in the middle")

    with pytest.raises(ValueError, match="middle"), books.store.write() as connection:
        fails(connection)
    with books.store.read() as connection:
        assert connection.execute(select(setup.setting)).all() == []


def test_a_reader_cannot_write_for_good(books: Books) -> None:
    with suppress(BooksError), books.store.read() as connection:  # a server refuses at once
        connection.execute(setup.setting.insert().values(key="a", value="b"))
    with books.store.read() as connection:
        assert connection.execute(select(setup.setting)).all() == []


def test_two_writers_wait_for_each_other(books: Books) -> None:
    with books.store.write() as connection:
        connection.execute(setup.setting.insert().values(key="count", value="0"))

    def count_up() -> None:
        for _time in range(10):
            with books.store.write() as connection:
                value = connection.execute(select(setup.setting.c.value)).scalar_one()
                connection.execute(setup.setting.update().values(value=str(int(value) + 1)))

    threads = [threading.Thread(target=count_up) for _number in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with books.store.read() as connection:
        assert connection.execute(select(setup.setting.c.value)).scalar_one() == "30"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE transaction_set SET memo = 'x'", "DELETE FROM transaction_set",
        "UPDATE journal_line SET amount_cents = 1", "DELETE FROM journal_line",
        "UPDATE allocation SET amount_cents = 1", "DELETE FROM allocation",
        "UPDATE receipt SET amount_cents = 1", "DELETE FROM receipt", "UPDATE receipt SET payment_id = 'x'",
        "UPDATE charge SET amount_cents = 1", "DELETE FROM charge", "DELETE FROM audit_entry",
        "UPDATE audit_entry SET sentence = ''", "UPDATE credit_entry SET amount_cents = 1",
    ],
)
def test_posted_records_are_never_changed(books: Books, statement: str) -> None:
    from build import TODAY, a_charge, a_tenant
    from landlord_desktop.services.receipt_posting import post_working_lines
    from landlord_desktop.services.working_lines import TypedPayment, add_payment

    tenant = a_tenant(books)
    a_charge(books, tenant, 1000)
    add_payment(books, TypedPayment(TODAY, 1500, tenant))
    post_working_lines(books, accept_proposals=True)
    with pytest.raises(IntegrityError, match="posted records are never changed"), books.store.write() as connection:
        connection.exec_driver_sql(statement)


def test_foreign_keys_and_checks_hold(books: Books) -> None:
    with pytest.raises(IntegrityError), books.store.write() as connection:
        connection.exec_driver_sql("INSERT INTO bank_detail (account_id) VALUES (999)")
    with pytest.raises(IntegrityError), books.store.write() as connection:
        connection.exec_driver_sql("UPDATE account_code SET account_type = 'treasure'")


def test_types_refuse_what_would_lose_information(books: Books) -> None:
    moment = datetime(2022, 3, 8, 9, 30, tzinfo=UTC)
    with pytest.raises(TypeError, match="time zone"):
        instant_text(moment.replace(tzinfo=None))
    with books.store.read() as connection:
        for column, value in (
            (receivables.charge.c.charged_on, moment), (receivables.charge.c.amount_cents, 1.5),
            (office_work.audit_entry.c.at, moment.replace(tzinfo=None)),
        ):
            with pytest.raises((StatementError, TypeError)):
                connection.execute(select(column).where(column == value))
        assert connection.execute(select(setup.office.c.created_at)).scalar_one().tzinfo is not None
        assert connection.execute(
            select(receivables.charge.c.id).where(receivables.charge.c.charged_on == date(2022, 3, 8))
        ).all() == []


def test_values_never_stand_in_an_error_text(books: Books) -> None:
    with pytest.raises(IntegrityError) as caught, books.store.write() as connection:
        connection.execute(
            setup.bank_detail.insert().values(account_id=999, account_number="0020021234", routing_number="0001234")
        )
    assert "0020021234" not in str(caught.value)


def test_faults_of_the_disk_are_said_plainly(tmp_path: Path) -> None:
    assert sentence_for("database or disk is full") is not None
    assert sentence_for("no such table: x") is None
    path = tmp_path / "a.db"
    create(path)
    store = open_store(path)
    with store.write() as connection:
        connection.exec_driver_sql(
            f"PRAGMA max_page_count = {connection.exec_driver_sql('PRAGMA page_count').scalar_one()}"
        )
    with pytest.raises(BooksError, match="disk is full"), store.write() as connection:
        bulk_insert(connection, "setting", "key, value", [(f"k{number}", "v" * 4000) for number in range(200)])
    store.close()


def test_a_locked_database_is_said_plainly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("landlord_desktop.db.sqlite_engine.BUSY_SECONDS", 0.05)
    path = tmp_path / "a.db"
    create(path)
    holder, other = open_store(path), open_store(path)
    with holder.write() as connection:
        connection.execute(text("INSERT INTO setting VALUES ('a', 'b')"))
        with pytest.raises(BooksError, match="Another program is writing"), other.write():
            pass
    holder.close()
    other.close()


def test_sealed_bytes_open_only_in_their_place() -> None:
    sealer = KeySealer(b"k" * 32)
    sealed = sealer.seal(b"account 0020021234", "outbox_request:1:1")
    assert b"0020021234" not in sealed
    assert sealer.unseal(sealed, "outbox_request:1:1") == b"account 0020021234"
    with pytest.raises(ValueError, match="not the bytes that were sealed"):
        sealer.unseal(sealed, "outbox_request:1:2")
    plain = PlainSealer()
    assert plain.unseal(plain.seal(b"x", "a"), "b") == b"x"
