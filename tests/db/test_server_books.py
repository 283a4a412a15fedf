"""Books on an office server: how they come to be, what guards them, and what is said where something is not right."""

import re
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

import postgres_server
from build import LYNN, MOMENT, a_charge, a_tenant, an_office, rows
from engines import server_database, server_office
from landlord_desktop.db import postgres_engine, server_place
from landlord_desktop.db.migrate import HEAD
from landlord_desktop.rules.errors import BooksError, LandlordError
from landlord_desktop.services.backup import back_up, back_up_daily, restore, upgrade
from landlord_desktop.services.books import Books, create_books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.settings import put


@pytest.fixture
def office() -> Iterator[Books]:
    with server_office() as books:
        yield books


@pytest.fixture
def empty() -> Iterator[str]:
    with server_database() as location:
        yield location


def again(books: Books) -> Books:
    return open_books(books.store.location, actor=LYNN, clock=lambda: MOMENT)


def administer(books: Books, statement: str) -> None:
    """Run a statement in the books' database as the one who looks after the server."""
    database = books.store.location.partition("?")[0].rpartition("/")[2]
    address = postgres_server.address(database, postgres_server.ADMINISTRATOR)
    with psycopg.connect(address, autocommit=True) as connection:
        connection.execute(statement)


# creating and opening


def test_books_are_created_once(empty: str) -> None:
    with pytest.raises(BooksError, match="holds no books yet"):
        open_books(empty)
    create_books(empty, now=MOMENT)
    with pytest.raises(BooksError, match="holds books already"):
        create_books(empty)
    books = open_books(empty)
    assert run_checks(books, deep=True).ok
    books.close()
    assert upgrade(empty) is None


def test_a_schema_of_their_own_is_as_good(empty: str) -> None:
    database = empty.partition("?")[0].rpartition("/")[2]
    with psycopg.connect(empty, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA books")
        connection.execute(f"ALTER DATABASE {database} SET search_path = books")
    books = an_office(empty)
    a_charge(books, a_tenant(books), 1_000)
    report = run_checks(books, deep=True)
    assert report.ok, report.findings
    assert rows(books, "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace") == [(0,)]
    books.close()


def test_two_that_create_at_once_make_one(empty: str) -> None:
    outcomes = []

    def create() -> None:
        try:
            create_books(empty)
            outcomes.append("made")
        except BooksError as error:
            outcomes.append(error.sentence.partition(";")[0].partition(" ")[2])

    threads = [threading.Thread(target=create) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["holds books already", "made"]
    open_books(empty).close()


def test_a_sample_that_fails_leaves_the_database_empty(empty: str) -> None:
    with pytest.raises(LandlordError, match="no sample"):
        create_books(empty, "no such sample")
    with psycopg.connect(empty) as connection:
        left = connection.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace")
        assert left.fetchall() == []
    create_books(empty)


def test_a_database_that_sorts_by_a_language_is_refused(monkeypatch: pytest.MonkeyPatch, empty: str) -> None:
    administration = postgres_server.address("postgres", postgres_server.ADMINISTRATOR)
    with psycopg.connect(administration, autocommit=True) as connection:
        connection.execute(
            "CREATE DATABASE sorted_by_language TEMPLATE template0 OWNER office ENCODING 'SQL_ASCII' LOCALE 'C'"
        )
    try:
        with pytest.raises(BooksError, match="ENCODING 'UTF8' LOCALE 'C'"):
            create_books(postgres_server.address("sorted_by_language"))
    finally:
        with psycopg.connect(administration, autocommit=True) as connection:
            connection.execute("DROP DATABASE sorted_by_language WITH (FORCE)")
    monkeypatch.setattr(server_place, "OLDEST_SERVER", 99)
    with pytest.raises(BooksError, match="version 99 or newer"):
        create_books(empty)


def test_books_of_a_newer_program_are_refused_and_an_open_window_saves_nothing_more(office: Books) -> None:
    with office.store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(BooksError, match="newer Landlord Desktop"):
        again(office)
    with pytest.raises(BooksError, match="brought up to date by a newer"), office.store.write():
        pass
    administer(office, f"UPDATE alembic_version SET version_num = '{HEAD}'")
    again(office).close()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("/t", "/none_t"), "no such database"),
        (("office@", "nobody_here@"), "no such user"),
        (("office@", "guarded@"), "asks for a password"),
        (("office@", "guarded:wr0ng@"), "refuses the password"),
        (("host=", "host=/nowhere"), "does not answer"),
        (("postgresql://", "postgresql://:"), "no such user|no address|asks for"),
    ],
)
def test_what_cannot_be_opened_is_said_plainly(office: Books, change: tuple[str, str], sentence: str) -> None:
    location = office.store.location.replace("%2F", "/").replace(*change, 1)
    with pytest.raises(BooksError, match=sentence) as caught:
        open_books(location)
    assert "wr0ng" not in repr(caught.value)


def test_a_password_opens_and_is_kept_nowhere() -> None:
    with server_database(owner=postgres_server.GUARDED) as location:
        create_books(location, password="guarded")
        books = open_books(location.replace("guarded@", "guarded:guarded@"))
        assert "guarded:guarded" not in books.store.location
        assert "guarded:guarded" not in repr(books.store._engine)
        books.close()


@pytest.mark.parametrize(
    "address", ["postgresql://", "postgresql://host", "postgresql:/x", "postgresql://u:p@h:port/x", "postgres://h/"]
)
def test_what_is_no_address(address: str) -> None:
    with pytest.raises(BooksError, match="no address of an office server"):
        open_books(address)


@pytest.mark.parametrize(
    ("address", "mode"),
    [
        ("postgresql://u@server/x", "require"), ("postgresql://u@server/x?sslmode=verify-full", "verify-full"),
        ("postgresql://u@localhost/x", None), ("postgresql://u@/x?host=/run/postgresql", None),
        ("postgresql://u@/x?host=server", "require"),
    ],
)
def test_what_crosses_a_network_is_encrypted(address: str, mode: str | None) -> None:
    engine = postgres_engine.open_engine(address)
    assert engine.url.query.get("sslmode") == mode
    engine.dispose()


def test_all_pcs_go_by_the_servers_clock(office: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    right = open_books(office.store.location)
    monkeypatch.setattr(server_place, "own_clock", lambda: datetime.now(UTC) + timedelta(days=2))  # a PC that is wrong
    wrong = open_books(office.store.location)
    assert abs(wrong.now() + timedelta(days=2) - datetime.now(UTC)) < timedelta(seconds=30)
    assert abs(right.now() - datetime.now(UTC)) < timedelta(seconds=30)
    right.close()
    wrong.close()


# guards


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE transaction_set SET memo = 'x'", "DELETE FROM transaction_set", "UPDATE charge SET amount_cents = 1",
        "TRUNCATE journal_line", "TRUNCATE transaction_set CASCADE",
    ],
)
def test_posted_records_are_never_changed(office: Books, statement: str) -> None:
    a_charge(office, a_tenant(office), 1_000)
    with pytest.raises(DBAPIError, match="posted records are never changed"), office.store.write() as connection:
        connection.execute(text(statement))
    assert run_checks(office).ok


@pytest.mark.parametrize(
    ("statement", "finding"),
    [
        ("ALTER TABLE journal_line DISABLE TRIGGER journal_line_update_refused", "nothing refuses an update"),
        ("ALTER TABLE journal_line DISABLE TRIGGER ALL", "not those that this program made"),
        ("DROP INDEX uq_receipt_source_key", "not those that this program made"),
        ("CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
         "not those that this program made"),
    ],
)
def test_a_guard_that_is_gone_is_found(office: Books, statement: str, finding: str) -> None:
    administer(office, statement)
    assert any(finding in said for said in run_checks(office).findings)


def test_a_record_that_names_none_is_found(office: Books) -> None:
    a_tenant(office)
    administer(office, "SET session_replication_role = 'replica'; UPDATE tenant SET unit_id = 999")
    found = " ".join(run_checks(office, deep=True).findings)
    assert "Table tenant, unit_id 999, names a unit that does not exist." in found


def names_in(script: str) -> set[str]:
    """Names of constraints, indexes and triggers."""
    return set(re.findall(r"(?:CONSTRAINT|INDEX|TRIGGER) (\w+)", script))


def test_names_are_the_same_on_both_engines(office: Books, tmp_path: Path) -> None:
    file_office = an_office(tmp_path / "a.db")
    found = rows(file_office, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'")
    file_office.close()
    of_server = {
        row[0] for query in (
            "SELECT conname FROM pg_constraint WHERE contype IN ('c', 'f', 'p', 'u') "
            "AND connamespace = 'public'::regnamespace AND conname NOT LIKE 'alembic%'",
            "SELECT relname FROM pg_class WHERE relkind = 'i' AND relnamespace = 'public'::regnamespace "
            "AND relname NOT LIKE 'alembic%'",
            "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgname NOT LIKE '%truncate_refused'",
        ) for row in rows(office, query)
    }
    assert of_server == names_in(" ".join(row[0] for row in found))


def test_a_refusal_names_the_constraint_and_no_value(office: Books) -> None:
    statement = text("INSERT INTO charge_code (code, name, account_id, payee) VALUES (:code, 'n', 1, 'nobody')")
    with pytest.raises(IntegrityError, match="ck_charge_code_payee_word") as caught, office.store.write() as connection:
        connection.execute(statement, {"code": "private words"})
    chain: BaseException | None = caught.value
    while chain is not None:
        assert "private words" not in str(chain)
        chain = chain.__cause__ or chain.__context__


# two at once


def test_a_writer_that_waits_too_long_is_told(office: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(postgres_engine._SESSION, "lock_timeout", "50ms")
    other = again(office)
    with office.store.write() as connection:
        put(connection, {"office.today": ""})
        with pytest.raises(BooksError, match="Another PC is writing"), other.store.write():
            pass
    with other.store.write() as connection:
        put(connection, {"office.today": ""})
    other.close()


def test_a_reader_sees_one_moment_and_cannot_write(office: Books) -> None:
    query = text("SELECT count(*) FROM setting")
    with office.store.read() as connection:
        before = connection.execute(query).scalar()
        with office.store.write() as writing:
            put(writing, {"office.today": "2022-03-08"})
        assert connection.execute(query).scalar() == before
    with pytest.raises(BooksError, match="only lets these books be read"), office.store.read() as connection:
        put(connection, {"office.today": ""})


def test_notices_of_others_are_heard_and_own_ones_are_not(office: Books) -> None:
    other = again(office)
    hearing = office.listen()
    assert hearing is not None
    with office.store.write() as connection:
        put(connection, {"office.today": ""})
    assert not hearing.wait(0.2)
    with other.store.write() as connection:
        put(connection, {"office.today": ""})
    assert hearing.wait(5)
    with pytest.raises(DBAPIError, match="no_such_table"), other.store.write() as connection:
        connection.execute(text("SELECT 1 FROM no_such_table"))
    assert not hearing.wait(0.2)
    administer(office, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
    with pytest.raises(BooksError, match="lost"):
        hearing.wait(5)
    hearing.close()
    other.close()


# backups are the server's


def test_backups_of_a_server_are_left_to_it(office: Books, tmp_path: Path) -> None:
    with pytest.raises(BooksError, match="pg_dump"):
        back_up(office, tmp_path / "a.db")
    assert back_up_daily(office) is None
    with pytest.raises(BooksError, match="becomes a database file"):
        restore(tmp_path / "a.db", office.store.location)
