"""Damaged files: opening or `check` says so in a sentence, the file is not written, and no money changes unseen."""

import random
import shutil
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from build import a_charge, a_tenant, an_office
from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.services.books import open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.journal_rows import TABLES

PAGE = 4096
DAMAGED_FILES = 250
GUARDED = {
    **TABLES,
    "outbox_request": "item_id, position, body", "sqlite_master": "type, name, sql",
    "inosio_payment": "source_key, payment_id, batch_id, amount_cents, received_on, tenant_code",
    "inosio_batch": "id, raw_answer",
}
"""What money and exactly-once hang on: no change of it may pass `check`."""


def _damaged(raw: bytes, dice: random.Random) -> tuple[str, bytes]:
    kind = dice.choice(("bit", "bit", "byte", "sector", "page", "cut", "longer", "swap"))
    data, pages = bytearray(raw), len(raw) // PAGE
    place = dice.randrange(len(data))
    if kind == "bit":
        data[place] ^= 1 << dice.randrange(8)
    elif kind == "byte":
        data[place] ^= dice.randrange(1, 256)
    elif kind == "sector":
        start = place // 512 * 512
        data[start : start + 512] = bytes(512)
    elif kind == "page":
        start = place // PAGE * PAGE
        data[start : start + PAGE] = dice.randbytes(PAGE)
    elif kind == "cut":
        del data[place:]
    elif kind == "longer":
        data += dice.randbytes(dice.randrange(1, 9000))
    else:
        one, other = (start * PAGE for start in dice.sample(range(pages), 2))
        data[one : one + PAGE], data[other : other + PAGE] = raw[other : other + PAGE], raw[one : one + PAGE]
    return kind, bytes(data)


def _verdict(path: Path) -> str:
    """The sentence in which opening or the check tells of damage; empty where both find nothing."""
    try:
        books = open_books(str(path))
        try:
            return " ".join(run_checks(books, deep=True).findings[:1])
        finally:
            books.close()
    except LandlordError as error:
        return error.sentence


def _guarded(path: Path) -> dict[str, list[tuple[object, ...]]]:
    connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
    try:
        return {
            table: sorted(connection.execute(f"SELECT {columns} FROM {table}").fetchall(), key=repr)
            for table, columns in GUARDED.items()
        }
    finally:
        connection.close()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_no_damage_to_money_passes_unseen_and_nothing_is_written(guide_file: Path, tmp_path: Path, seed: int) -> None:
    raw, whole, dice = guide_file.read_bytes(), _guarded(guide_file), random.Random(seed)
    seen: Counter[str] = Counter()
    for number in range(DAMAGED_FILES):
        kind, data = _damaged(raw, dice)
        path = tmp_path / f"{number}.db"
        path.write_bytes(data)
        verdict = _verdict(path)
        seen["said" if verdict else "green"] += 1
        assert path.read_bytes() == data, (kind, number)
        assert verdict.endswith(".") or (not verdict and _guarded(path) == whole), (kind, number, verdict)
        path.unlink()
    assert seen["said"] > DAMAGED_FILES / 3
    assert seen["green"] > 10  # free space, and names that nothing hangs on


def test_the_whole_file_is_green(guide_file: Path, tmp_path: Path) -> None:
    assert _verdict(Path(shutil.copy(guide_file, tmp_path / "whole.db"))) == ""


def test_a_payment_id_that_changed_is_found(guide_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(guide_file, tmp_path / "guide.db"))
    connection = sqlite3.connect(path)
    connection.execute("UPDATE inosio_payment SET payment_id = payment_id || '7' WHERE rowid = 4")
    connection.commit()
    connection.close()
    books = open_books(str(path))
    findings = run_checks(books).findings
    books.close()
    assert any("is not as the server's stored answer has it" in finding for finding in findings)
    assert any("is kept under the key of another payment" in finding for finding in findings)


@pytest.fixture(scope="module")
def crashed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The files of an office as a killed program leaves them: 6 charges in the write-ahead log, none in the file."""
    folder = tmp_path_factory.mktemp("crashed")
    books = an_office(folder / "office.db")
    tenant = a_tenant(books)
    for number in range(6):
        a_charge(books, tenant, 1000 + number)
    kept = {end: (folder / f"office.db{end}").read_bytes() for end in ("", "-wal", "-shm")}
    books.close()
    return kept


def _charges_with(folder: Path, name: str, **files: bytes) -> int:
    """How many charges the books hold that these files make; they must be whole."""
    for end, data in files.items():
        (folder / f"{name}.db{'-' if end != 'main' else ''}{end.replace('main', '')}").write_bytes(data)
    books = open_books(str(folder / f"{name}.db"))
    try:
        report = run_checks(books, deep=True)
        assert report.ok, report.findings
        with books.store.read() as connection:
            return int(connection.exec_driver_sql("SELECT count(*) FROM charge").scalar_one())
    finally:
        books.close()


def test_a_damaged_log_leaves_the_whole_books_of_an_earlier_moment(crashed: dict[str, bytes], tmp_path: Path) -> None:
    main, log, shared = crashed[""], crashed["-wal"], crashed["-shm"]
    assert _charges_with(tmp_path, "whole", main=main, wal=log) == 6
    assert _charges_with(tmp_path, "shared", main=main, wal=log, shm=shared) == 6
    assert _charges_with(tmp_path, "none", main=main) == 0
    dice, before = random.Random(4), 0
    for place in sorted(dice.sample(range(len(log)), 25)):
        flipped = bytearray(log)
        flipped[place] ^= 1 << dice.randrange(8)
        found = _charges_with(tmp_path, f"flip{place}", main=main, wal=bytes(flipped))
        assert before <= found <= 6  # the later the flip, the more of the log counts
        before = found
        assert _charges_with(tmp_path, f"cut{place}", main=main, wal=log[:place]) <= found
