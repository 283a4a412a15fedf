"""Copies of an office server: a dump that is restored, and a replica that is read and then takes over."""

import os
import shutil
import subprocess
from collections.abc import Iterator

import psycopg
import pytest

import postgres_server
from build import LYNN, MOMENT, TODAY, a_charge, a_tenant, rows
from engines import server_database, server_office
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.working_lines import TypedPayment, add_payment

SECONDS = 60


@pytest.fixture
def office() -> Iterator[Books]:
    with server_office() as books:
        a_charge(books, a_tenant(books), 1_000)
        yield books


def test_a_dump_is_restored_and_proven(office: Books) -> None:
    programs = postgres_server.binaries()
    with server_database() as location:
        dump = subprocess.run(
            [programs / "pg_dump", "--format=custom", office.store.location], capture_output=True, timeout=SECONDS,
            check=True,
        )
        subprocess.run(
            [programs / "pg_restore", "--no-owner", "--exit-on-error", f"--dbname={location}"], input=dump.stdout,
            capture_output=True, timeout=SECONDS, check=True,
        )
        restored = open_books(location, actor=LYNN, clock=lambda: MOMENT)
        report = run_checks(restored, deep=True)
        assert report.ok, report.findings
        assert restored.database_uuid == office.database_uuid
        assert rows(restored, "SELECT amount_cents FROM charge") == [(1_000,)]
        assert a_tenant(restored, "NEXT") > rows(restored, "SELECT min(id) FROM tenant")[0][0]  # ids go on
        restored.close()


@pytest.fixture
def replica(office: Books) -> Iterator[str]:
    """The address of the office's database on a replica of the tests' server, which has all that is there by now."""
    primary = postgres_server.running()
    folder = postgres_server.make_folder(postgres_server.free_path())
    programs, data = postgres_server.programs_for(primary), folder / "data"
    user = postgres_server.server_user()
    if user is not None:
        os.chown(folder, *user)
    subprocess.run(
        [programs / "pg_basebackup", "-D", data, "-h", primary, "-U", postgres_server.ADMINISTRATOR, "-R", "-X",
         "stream", "-c", "fast", "--no-sync"],
        capture_output=True, timeout=SECONDS, check=True, **postgres_server.as_server_user(),
    )  # fmt: skip
    server = postgres_server.start(programs, data, folder)
    try:
        yield office.store.location.replace("%2F", "/").replace(str(primary), str(folder))
    finally:
        postgres_server.end(server)
        shutil.rmtree(folder)


def opened(location: str) -> Books:
    """The books of a server that may still be starting."""
    for _attempt in range(200):
        try:
            return open_books(location, actor=LYNN, clock=lambda: MOMENT)
        except BooksError as error:
            if "does not answer" not in error.sentence and "starting" not in error.sentence:
                raise
            postgres_server.pause()
    raise AssertionError("the replica did not start")


def test_a_replica_shows_all_saves_nothing_and_goes_on_once_promoted(office: Books, replica: str) -> None:
    books = opened(replica)
    assert run_checks(books).ok
    tenant = rows(books, "SELECT id FROM tenant")[0][0]
    payment = TypedPayment(TODAY, 1_000, tenant)
    with pytest.raises(BooksError, match="only lets these books be read"):
        add_payment(books, payment)
    folder = replica.rpartition("host=")[2]
    with psycopg.connect(host=folder, user=postgres_server.ADMINISTRATOR, dbname="postgres", autocommit=True) as server:
        assert server.execute("SELECT pg_promote(true, 30)").fetchone() == (True,)
    line = add_payment(books, payment)
    assert len(post_working_lines(books, only=[line]).posted) == 1
    assert run_checks(books, deep=True).ok
    assert rows(office, "SELECT count(*) FROM receipt") == [(0,)]  # the two go their own ways now
    books.close()
