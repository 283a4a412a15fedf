"""Copies of a database that can be trusted: taken by the engine while others write, proven, then stamped.

A stamp is the front of the SHA-256 of the whole file; it stands in two header fields that SQLite leaves to programs
(user_version and application_id). So one flipped byte is found, a file copied from under a running program is told
from a backup, and the backup stays an ordinary database file. Header fields that SQLite writes anew whenever a file is
opened (journal mode, change counter, version) are no part of it.

In the copy sending is switched off, whichever way it is put back into use: the server may know more than it does.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

import pysqlite3.dbapi2 as sqlite_driver
from sqlalchemy import create_engine

from landlord_desktop.db import files
from landlord_desktop.db.engine import Store
from landlord_desktop.db.sealing import PlainSealer, Sealer
from landlord_desktop.db.sqlite_engine import BUSY_SECONDS, SQLITE, sentence_for
from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import BooksError

HEADER_BYTES = 100
MAGIC = b"SQLite format 3\0"
STAMP = (slice(60, 64), slice(68, 72))
"""Where the stamp stands: user_version and application_id."""
UNSTAMPED = (slice(18, 20), slice(24, 28), *STAMP, slice(92, 100))
"""Header bytes that count as zero for the stamp."""
SPARE_BYTES = 1_000_000
BESIDE = ("-wal", "-shm", "-journal")

Prove = Callable[[Path], object]


def take(source: Path, target: Path, moment: datetime, prove: Prove, *, replace: bool = False) -> int:
    """Copy the database `source` as it is at one moment to the file `target`; its bytes.

    `prove` gets the finished copy under another name and raises where it is not good. Then, and wherever the disk
    refuses, BooksError: `target` is as it was before.
    """
    _refuse_target(source, target, replace=replace)
    with files.told(target):
        files.refuse_without_space(target.parent, _size_with_log(source) + SPARE_BYTES)
        part = files.new_beside(target)
        try:
            with _engine_faults(source):
                _copy(source, part, moment)
            prove(part)
            stamp(part)
            size = part.stat().st_size
            _refuse_target(source, target, replace=replace)
            files.put_in_place(part, target)
        except BaseException:
            remove(part)
            raise
    return size


def _refuse_target(source: Path, target: Path, *, replace: bool) -> None:
    if not target.name or target.is_dir():
        raise BooksError(f"{target.name or target} is a folder. Give the backup a file name.")
    if not target.parent.is_dir():
        raise BooksError(f"There is no folder {target.parent} for the backup. Create it or choose another place.")
    if target.exists() and (not replace or target.samefile(source)):
        what = "is the database itself" if target.samefile(source) else "exists already"
        raise BooksError(f"{target.name} {what}; nothing was written. Choose another name for the backup.")
    if any(target.with_name(f"{target.name}{ending}").exists() for ending in BESIDE):
        raise BooksError(f"{target.name} is in use by a program; nothing was written. Choose another name.")


def _size_with_log(path: Path) -> int:
    log = path.with_name(f"{path.name}-wal")
    return path.stat().st_size + (log.stat().st_size if log.exists() else 0)


@contextmanager
def _engine_faults(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite_driver.Error as error:
        sentence = sentence_for(str(error)) or f"{path.name} cannot be copied ({type(error).__name__})."
        raise BooksError(f"The backup was not made. {sentence}") from error


def _copy(source: Path, part: Path, moment: datetime) -> None:
    """One read transaction copies all pages: those who write meanwhile neither wait nor are seen half."""
    with (
        closing(sqlite_driver.connect(f"{source.absolute().as_uri()}?mode=rw", uri=True, timeout=BUSY_SECONDS)) as one,
        closing(sqlite_driver.connect(str(part), isolation_level=None)) as other,
    ):
        other.execute("PRAGMA locking_mode=EXCLUSIVE")  # nobody else knows the file, and no shared memory is wanted
        one.backup(other)
        other.execute("PRAGMA journal_mode=DELETE")  # a single file, with no log beside it
        other.execute("BEGIN")
        _hold_sending(other, moment)
        other.execute("COMMIT")


def _hold_sending(connection: Any, moment: datetime) -> None:
    """Sending is off in the copy, and the first round looks back from its moment, or from that of an older restore."""
    put = "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
    earliest = f"{put} WHERE value = '' OR value > excluded.value"
    connection.execute(earliest, ("office.look_back_from", instant_text(moment)))
    connection.execute(put, ("office.restored_at", instant_text(moment)))
    connection.execute(put, ("office.sending_confirmed", "no"))
    connection.execute(put, ("inosio.last_full_round", ""))


def remove(path: Path) -> None:
    """Remove a copy that is not wanted, with what the engine keeps beside it."""
    for ending in ("", *BESIDE):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


# the stamp


def stamp(path: Path) -> None:
    """Write the stamp into a finished copy."""
    with path.open("r+b") as stream:
        digest = _digest(stream)
        for place, field in zip((digest[:4], digest[4:8]), STAMP, strict=True):
            stream.seek(field.start)
            stream.write(place)


def take_stamp_off(path: Path) -> None:
    """Make a backup an ordinary database again."""
    with path.open("r+b") as stream:
        for field in STAMP:
            stream.seek(field.start)
            stream.write(bytes(4))


def refuse_unstamped(path: Path, name: str) -> None:
    """BooksError, which calls the file `name`, for one that is no backup or not byte for byte as it was made."""
    with path.open("rb") as stream:
        header = stream.read(HEADER_BYTES)
        found = b"".join(header[field] for field in STAMP)
        if not header.startswith(MAGIC) or not any(found):
            raise BooksError(
                f"{name} is no backup made by this program. Nothing was changed; choose another file. A database that "
                "was never damaged is opened with File > Open Database."
            )
        if found != _digest(stream)[:8]:
            raise BooksError(
                f"{name} is damaged or was changed after the backup was made. Nothing was changed; choose another one."
            )


def _digest(stream: BinaryIO) -> bytes:
    stream.seek(0)
    header = bytearray(stream.read(HEADER_BYTES))
    for field in UNSTAMPED:
        header[field] = bytes(field.stop - field.start)
    digest = hashlib.sha256(header)
    while block := stream.read(1 << 20):
        digest.update(block)
    return digest.digest()


# reading a copy


def read_only_store(path: Path, sealer: Sealer | None = None) -> Store:
    """A store on a file that nobody writes; the file and its folder stay untouched. Writing through it fails."""
    address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
    engine = create_engine(
        "sqlite://",
        module=sqlite_driver,
        creator=lambda: sqlite_driver.connect(address, uri=True, isolation_level=None, check_same_thread=False),
        hide_parameters=True,
    )
    return Store(engine, str(path), sealer or PlainSealer(), SQLITE)


def schema_version(store: Store) -> str | None:
    """The schema version that the copy says it has; None without one."""
    with store.read() as connection:
        has_table = "SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'"
        if connection.exec_driver_sql(has_table).first() is None:
            return None
        return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def refuse_damaged(path: Path, name: str) -> None:
    """BooksError for a file whose pages, indexes or links between records are not whole, whatever its schema."""
    store = read_only_store(path)
    try:
        with store.read() as connection:
            whole = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
            loose = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    finally:
        store.close()
    if whole != "ok" or loose is not None:
        raise BooksError(f"{name} is damaged, so no backup was made of it. Restore the newest backup.")


# the place of a restored database


def refuse_open_database(path: Path) -> None:
    """BooksError where a program has the database open; else all of it stands in its one file afterwards.

    A file that is too damaged to be opened by the engine is open nowhere.
    """
    try:
        with closing(sqlite_driver.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True, timeout=0.2)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE").fetchone()  # refused while anybody has the file open
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
    except sqlite_driver.DatabaseError as error:
        if "locked" in str(error).lower():
            raise BooksError(
                f"{path.name} is open in a program. Nothing was changed; close it on every PC and restore again."
            ) from error


def set_aside(path: Path, kept: Path) -> None:
    """Give a database another name, with what the engine left beside it."""
    for ending in ("", *BESIDE):
        part = path.with_name(f"{path.name}{ending}")
        if part.exists():
            files.move(part, kept.with_name(f"{kept.name}{ending}"))
    files.force_to_disk(path.parent)
