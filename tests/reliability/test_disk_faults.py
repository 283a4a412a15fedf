"""Post and slip under faults: killed processes, a disk that fills at every step, a file that cannot be written."""

import os
import random
import select
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from build import LYNN, MOMENT, a_batch, a_charge, a_payment, a_tenant, an_office
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.deposits import post_whole_batch_slips
from landlord_desktop.services.receipt_posting import post_working_lines

PAYMENTS = 60
KILLS = 100


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office with batches loaded, nothing posted yet."""
    path = tmp_path_factory.mktemp("loaded") / "office.db"
    books = an_office(path)
    tenant = a_tenant(books)
    for number in range(PAYMENTS):
        a_charge(books, tenant, 1000 + number)
    for batch in range(3):
        numbers = range(batch * 20, batch * 20 + 20)
        a_batch(books, f"B{batch}", *(a_payment(f"P{number}", 1000 + number) for number in numbers))
        load_batch(books, f"B{batch}")
    books.close()
    return path


def _open(path: Path) -> Books:
    return open_books(str(path), actor=LYNN, clock=lambda: MOMENT)


def _counts(books: Books) -> tuple[int, int]:
    """Receipts and slips."""
    with books.store.read() as connection:
        receipts = connection.execute(text("SELECT count(*) FROM receipt")).scalar_one()
        return int(receipts), int(connection.execute(text("SELECT count(*) FROM deposit_slip")).scalar_one())


def _work(books: Books) -> None:
    post_working_lines(books, accept_proposals=True)
    post_whole_batch_slips(books)


def _refusal(books: Books) -> str:
    """Do the work; the sentence where the disk refuses, else nothing."""
    try:
        _work(books)
    except BooksError as error:
        return error.sentence
    return ""


def _child(path: Path, acknowledge: int) -> int:
    """A forked process that posts, acknowledges, makes the slips, acknowledges; its id."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # newer Pythons warn of threads, which do nothing here
        child = os.fork()
    if child == 0:
        code = 70
        try:
            books = _open(path)
            post_working_lines(books, accept_proposals=True)
            os.write(acknowledge, b"p")
            post_whole_batch_slips(books)
            os.write(acknowledge, b"s")
            code = 0
        finally:
            os._exit(code)
    return child


def test_what_was_acknowledged_survives_a_hundred_kills(loaded: Path, tmp_path: Path) -> None:
    warm = _open(Path(shutil.copy(loaded, tmp_path / "warm.db")))
    _work(warm)
    warm.close()
    dice, path, seen = random.Random(11), Path(shutil.copy(loaded, tmp_path / "0.db")), set()
    for number in range(KILLS):
        reading, writing = os.pipe()
        child = _child(path, writing)
        os.close(writing)
        process = os.pidfd_open(child)
        select.select([process], [], [], dice.uniform(0.0, 0.09))
        signal.pidfd_send_signal(process, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(process)
        acknowledged = os.read(reading, 10)
        os.close(reading)
        books = _open(path)
        receipts, slips = _counts(books)
        assert receipts in {0, PAYMENTS}
        assert slips in {0, 3}
        assert b"p" not in acknowledged or receipts == PAYMENTS
        assert b"s" not in acknowledged or slips == 3
        seen.add((receipts, slips, acknowledged))
        if number % 10 == 0:
            assert run_checks(books, deep=True).ok
        books.close()
        if slips:
            path = Path(shutil.copy(loaded, tmp_path / f"{number + 1}.db"))
    assert len(seen) >= 3


def test_a_disk_that_fills_at_every_step_keeps_all_or_nothing(loaded: Path, tmp_path: Path) -> None:
    path, refused, room = Path(shutil.copy(loaded, tmp_path / "full.db")), 0, 0
    connection = sqlite3.connect(path)
    connection.execute("VACUUM")  # no page is free
    connection.close()
    while True:
        books = _open(path)
        with books.store.write() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            # the engine keeps the limit for this connection, which the pool hands out again
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + room}")
        said, counts = _refusal(books), _counts(books)
        assert run_checks(books, deep=True).ok
        books.close()
        if not said:
            assert counts == (PAYMENTS, 3)
            break
        assert "The disk is full: nothing was saved" in said
        assert counts in {(0, 0), (PAYMENTS, 0)}
        refused, room = refused + 1, room + 1
    assert refused >= 1


def test_a_file_that_cannot_be_written(loaded: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(loaded, tmp_path / "office.db"))
    path.chmod(stat.S_IRUSR)
    before = path.read_bytes()
    books = _open(path)
    with books.store.write() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")  # a superuser may write what others may only read
    with pytest.raises(BooksError, match="only be read: nothing was saved"):
        _work(books)
    books.close()
    assert path.read_bytes() == before


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of one mebibyte; only a superuser can make one, others get their own folder."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", place], check=False, capture_output=True
    ).returncode == 0
    yield place
    if mounted:
        subprocess.run(["umount", place], check=True)


def test_a_really_full_disk(loaded: Path, tiny_disk: Path) -> None:
    if not os.path.ismount(tiny_disk):
        return
    path, filler, said = Path(shutil.copy(loaded, tiny_disk / "office.db")), tiny_disk / "filler", []
    for keep in (0, 16, 40, 60, 80, 120):
        filler.unlink(missing_ok=True)
        free = os.statvfs(tiny_disk)
        filler.write_bytes(bytes(max(0, free.f_bavail * free.f_frsize - keep * 1024)))
        try:
            books = _open(path)
        except BooksError as error:
            said.append(error.sentence)
            continue
        said.append(_refusal(books))
        counts = _counts(books)
        books.close()
        assert counts in {(0, 0), (PAYMENTS, 0), (PAYMENTS, 3)}
    assert any(said)
    assert all(sentence.endswith(".") for sentence in said if sentence)
    filler.unlink()
    books = _open(path)
    _work(books)
    assert _counts(books) == (PAYMENTS, 3)
    assert run_checks(books, deep=True).ok
    books.close()


def test_every_connection_has_the_settings_that_lose_nothing(loaded: Path, tmp_path: Path) -> None:
    books = _open(Path(shutil.copy(loaded, tmp_path / "office.db")))
    for door in (books.store.read, books.store.write, books.store.read):
        with door() as connection:
            found = [
                connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
                for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete", "trusted_schema")
            ]
        assert found == ["wal", 2, 1, 1, 0]
    books.close()
    assert sys.platform != "win32" or not list(tmp_path.glob("*-wal"))
