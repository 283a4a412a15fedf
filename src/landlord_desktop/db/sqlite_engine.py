"""SQLite: one file on one PC.

Writes begin with BEGIN IMMEDIATE, because a transaction that turns from reading to writing is refused at once by
SQLite, whatever the time-out. With a write-ahead log and synchronous=FULL no acknowledged posting is lost at a power
cut; libraries before 3.51.3 can damage such a log, so there the rollback journal with synchronous=EXTRA is used.
"""

import sqlite3 as sqlite3_names
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2 as sqlite_driver
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc
from sqlalchemy.pool import ConnectionPoolEntry

from landlord_desktop.db.engine import Store, told_as_books_error
from landlord_desktop.db.sealing import PlainSealer, Sealer
from landlord_desktop.rules.errors import BooksError

FIRST_SAFE_LOG = (3, 51, 3)
BUSY_SECONDS = 5
_DISK_SENTENCES = (
    ("database or disk is full", "The disk is full: nothing was saved. Free some space and do it again."),
    ("disk i/o error", "The disk could not be written: nothing was saved. Check the disk and do it again."),
    ("database is locked", "Another program is writing to these books: nothing was saved. Wait and try again."),
    ("readonly database", "These books can only be read: nothing was saved. Check the rights on file and folder."),
    ("malformed", "The database file is damaged. Nothing was changed; restore the newest backup."),
    ("unable to open", "The database file cannot be opened. Check its name and the rights on the file and its folder."),
    ("not a database", "This file is no Landlord Desktop database. Nothing was changed; choose another file."),
)


class SqliteKind:
    """The doors of a SQLite file."""

    def begin_read(self, connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    def begin_write(self, connection: Connection) -> str:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return ""

    def end_write(self, connection: Connection, origin: str) -> None:
        """Nobody listens to a file."""

    def was_kept(self, engine: Engine, mark: str, error: exc.DBAPIError) -> bool:  # noqa: ARG002
        """The caller looks its own records up: a file has no memory of transactions."""
        return False

    def listen(self, engine: Engine, origin: str) -> None:
        """A file tells nobody."""

    def own_errors(self) -> AbstractContextManager[None]:
        return own_errors()


SQLITE = SqliteKind()


def own_errors() -> AbstractContextManager[None]:
    """Tell faults of the disk and the file as BooksError; what a constraint refuses goes on as it is."""
    return told_as_books_error(lambda error: sentence_for(str(error.orig)))


def sentence_for(message: str) -> str | None:
    """What to tell the user of a fault that the database engine reports; None for one that is our own."""
    lowered = message.lower()
    return next((sentence for words, sentence in _DISK_SENTENCES if words in lowered), None)


def open_engine(path: Path) -> Engine:
    """An engine for a SQLite file, each connection set up and checked."""
    engine = create_engine(
        URL.create("sqlite", database=str(path)),  # a path is no URL: it may hold ? and #
        module=sqlite_driver,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "isolation_level": None, "check_same_thread": False},
        pool_size=4,
    )
    event.listen(engine, "connect", _set_up)
    return engine


def open_store(path: Path, sealer: Sealer | None = None) -> Store:
    """A store on a file that exists and has the present schema (see `db.migrate`)."""
    return Store(open_engine(path), str(path), sealer or PlainSealer(), SQLITE)


def journal_settings(version: tuple[int, ...]) -> tuple[str, str]:
    """Journal mode and synchronous level that lose nothing on this SQLite version."""
    return ("wal", "FULL") if version >= FIRST_SAFE_LOG else ("delete", "EXTRA")


def _set_up(connection: Any, _entry: ConnectionPoolEntry) -> None:
    mode, synchronous = journal_settings(sqlite_driver.sqlite_version_info)
    wanted: dict[str, object] = {
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "synchronous": {"FULL": 2, "EXTRA": 3}[synchronous],
        "journal_mode": mode,
    }
    cursor = connection.cursor()
    for name, value in wanted.items():
        cursor.execute(f"PRAGMA {name}={value}")
        found = cursor.execute(f"PRAGMA {name}").fetchone()[0]
        if found != value:
            raise BooksError(f"The database refused the setting {name}; nothing was opened. Move it to a local disk.")
    cursor.execute("PRAGMA cache_size=-65536")
    cursor.execute("PRAGMA temp_store=MEMORY")
    cursor.close()


def quick_version(path: Path) -> str | None:
    """The schema version a file says it has, read without the rest of the program; None without a version table."""
    try:
        connection = sqlite3_names.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3_names.Error as error:
        raise BooksError(sentence_for(str(error)) or "The database file cannot be opened.") from error
    try:
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3_names.OperationalError as error:
        if "no such table" in str(error):
            return None
        raise BooksError(sentence_for(str(error)) or "The database file cannot be read.") from error
    except (sqlite3_names.DatabaseError, UnicodeDecodeError) as error:
        # the engine names what it cannot read, in bytes that a damaged file may have made no text
        raise BooksError(sentence_for(str(error)) or sentence_for("malformed") or "") from error
    finally:
        connection.close()
    return None if row is None else str(row[0])
