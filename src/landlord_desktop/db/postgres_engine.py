"""PostgreSQL: one database for an office of several PCs.

Readers see one moment (REPEATABLE READ, READ ONLY). A writer's first act is a lock on the one row of `office`, so that
writers follow one another as they do on a file; its last is a notice, so that other PCs read again. Where the
connection is lost during a commit, the server is asked on a fresh one what became of the transaction.
"""

import time
import uuid
from collections.abc import Sequence
from contextlib import AbstractContextManager, suppress
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.adapt import Buffer, Loader
from sqlalchemy import URL, Connection, Engine, create_engine, event, exc, make_url
from sqlalchemy.engine import Dialect, ExceptionContext
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from landlord_desktop.db.engine import Notices, Row, Store, told_as_books_error
from landlord_desktop.db.migrate import HEAD
from landlord_desktop.db.models import metadata
from landlord_desktop.db.sealing import Sealer
from landlord_desktop.rules.errors import BooksError, OutcomeUnknownError

CHANNEL = "landlord_desktop"
"""Where the server tells who changed the books; the payload is the writing store's `origin`."""
CONNECT_SECONDS = 5
LOCK_SECONDS = 5
STATEMENT_SECONDS = 600
IDLE_SECONDS = 600
LOOK_UP_SECONDS = 10.0
_SESSION = {
    "lock_timeout": f"{LOCK_SECONDS}s",
    "statement_timeout": f"{STATEMENT_SECONDS}s",
    "idle_in_transaction_session_timeout": f"{IDLE_SECONDS}s",
    "client_encoding": "UTF8",
    "standard_conforming_strings": "on",
}
PLACE = "CASE WHEN pg_is_in_recovery() THEN '' ELSE substr(pg_walfile_name(pg_current_wal_insert_lsn()), 1, 8) END"
"""The server's timeline, which changes where a replica takes over: its transaction numbers mean other work then."""
_LOCK = (
    f"SELECT pg_current_xact_id()::text || ' ' || {PLACE}, (SELECT version_num FROM alembic_version) "  # noqa: S608
    "FROM office WHERE id = 1 FOR UPDATE"
)

_LOST = "The connection to the office server was lost: nothing was saved. Check the network and do it again."
_BY_CODE = {
    "55P03": "Another PC is writing to these books: nothing was saved. Wait and try again.",
    "40P01": "Two PCs changed the same records at once: nothing was saved. Do it again.",
    "40001": "Two PCs changed the same records at once: nothing was saved. Do it again.",
    "57014": "The office server took too long and was stopped: nothing was saved. Do it again when it is less busy.",
    "25006": "This server only lets these books be read: nothing was saved. Ask who looks after the server.",
    "53100": "The office server's disk is full: nothing was saved. Ask who looks after the server.",
    "53200": "The office server has no memory left: nothing was saved. Ask who looks after the server.",
    "53300": "The office server has too many connections: nothing was saved. Close the program on a PC and try again.",
    "42501": "This user has no right to do that on the office server: nothing was saved. Ask who looks after it.",
    "XX001": "The office server's files are damaged. Post nothing more; ask who looks after the server.",
    "XX002": "The office server's files are damaged. Post nothing more; ask who looks after the server.",
}
_BY_WORDS = (
    ("password authentication failed", "The office server refuses the password. Check the user's name and password."),
    ("no password supplied", "The office server asks for a password. Give it by File > Open Office Server."),
    ("authentication failed", "The office server does not accept this user. Check the user's name in the address."),
    ("no pg_hba.conf entry", "The office server does not accept this PC or user. Ask who looks after the server."),
    ("too many clients", _BY_CODE["53300"]),
    ("connection slots", _BY_CODE["53300"]),
    ("starting up", "The office server is starting. Try again in a minute."),
    ("shutting down", "The office server is being stopped. Try again later."),
    ("recovery mode", "The office server is recovering. Try again in a minute."),
    ("certificate", "The office server's certificate is not the one expected; nothing was sent."),
    ("ssl", "The office server and this PC found no common way to encrypt; nothing was sent."),
)


class IntegralNumeric(Loader):
    """Sums of 64-bit numbers come as NUMERIC: whole ones are whole numbers here as they are on SQLite."""

    def load(self, data: Buffer) -> Any:
        from decimal import Decimal

        text = bytes(data).decode("ascii")
        return int(text) if text.lstrip("-").isdigit() else Decimal(text)


class PostgresKind:
    """The doors of a server's database."""

    def begin_read(self, connection: Connection) -> None:
        connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)

    def begin_write(self, connection: Connection) -> str:
        connection.execution_options(isolation_level="READ COMMITTED")
        row = connection.exec_driver_sql(_LOCK).first()
        if row is not None and row[1] != HEAD:
            raise BooksError(
                "These books were brought up to date by a newer Landlord Desktop on another PC: nothing was saved. "
                "Install the newer program on this PC."
            )
        return "" if row is None else str(row[0])

    def end_write(self, connection: Connection, origin: str) -> None:
        connection.exec_driver_sql("SELECT pg_notify(%s, %s)", (CHANNEL, origin))

    def was_kept(self, engine: Engine, mark: str, error: exc.DBAPIError) -> bool:
        if not error.connection_invalidated:
            return False  # the server itself refused: nothing was kept
        end = time.monotonic() + LOOK_UP_SECONDS
        while True:
            found = _outcome(engine, mark)
            if found in {"committed", "aborted"}:
                return found == "committed"
            if found is None or time.monotonic() > end:
                raise OutcomeUnknownError(
                    "The connection to the office server was lost while saving, and it cannot be asked now whether "
                    "the work was kept. Open the books again and look before doing it again."
                ) from error
            time.sleep(0.2)

    def listen(self, engine: Engine, origin: str) -> Notices:
        from landlord_desktop.db.notices import ServerNotices

        return ServerNotices(engine, origin)

    def own_errors(self) -> AbstractContextManager[None]:
        return own_errors()


POSTGRES = PostgresKind()


def _outcome(engine: Engine, mark: str) -> str | None:
    """What the server says of a transaction: committed, aborted, in progress, "" not yet known; None never."""
    number, _, place = mark.partition(" ")
    if not number:
        return None
    engine.dispose()
    with suppress(exc.DBAPIError), engine.connect() as connection:
        row = connection.exec_driver_sql(
            f"SELECT {PLACE}, pg_xact_status(%s::text::xid8)", (number,)
        ).one()
        return row[1] if row[0] == place else None
    return ""


def own_errors() -> AbstractContextManager[None]:
    """Tell faults of the server and the network as BooksError; what a constraint refuses goes on as it is."""
    return told_as_books_error(_sentence_of)


def _sentence_of(error: exc.DBAPIError) -> str | None:
    original = error.orig
    if not isinstance(original, psycopg.Error):
        return None
    code = original.sqlstate
    if code is not None and code in _BY_CODE:
        return _BY_CODE[code]
    if "during recovery" in str(original):
        return _BY_CODE["25006"]  # a replica
    if code is not None and (code.startswith(("08", "57P")) or error.connection_invalidated):
        return _LOST
    if code is None and isinstance(original, psycopg.OperationalError):
        return _LOST if error.connection_invalidated else _connection_sentence(str(original))
    return None


def _connection_sentence(message: str) -> str:
    lowered = message.lower()
    found = next((sentence for words, sentence in _BY_WORDS if words in lowered), None)
    if found is not None:
        return found
    if "does not exist" in lowered:
        what = "database" if 'database "' in lowered else "user"
        return f"The office server has no such {what}. Check the address."
    return "The office server does not answer: nothing was done. Check its address, the network and whether it runs."


# addresses


def address_of(location: str) -> URL:
    """The parts of a server's address. BooksError, not repeating it, for one that can be none."""
    try:
        url = make_url(location)
        port = url.port  # which is looked at only here
    except (exc.ArgumentError, ValueError):
        url, port = None, None
    if url is None or url.get_backend_name() not in {"postgresql", "postgres"} or not url.database:
        raise BooksError("This is no address of an office server. Write postgresql://USER@HOST/DATABASE")
    return url.set(drivername="postgresql", port=port)


def shown_address(location: str) -> str:
    """The address as it may be kept and shown: without its password."""
    return address_of(location)._replace(password=None).render_as_string(hide_password=False)


def database_name(location: str) -> str:
    """The name of the database in an address."""
    return address_of(location).database or ""


def open_engine(location: str, password: str | None = None, *, pooled: bool = True) -> Engine:
    """An engine for a server's database, each connection with its time limits.

    Without a password in the address or given, the driver's own ways are left: PGPASSWORD, its password file.
    """
    url = address_of(location).set(drivername="postgresql+psycopg")
    if url.password is None and password:
        url = url.set(password=password)
    if "sslmode" not in url.query and _is_remote(url):
        url = url.update_query_dict({"sslmode": "require"})  # what crosses a network is encrypted or not sent
    session = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    options: dict[str, Any] = {
        "connect_timeout": CONNECT_SECONDS,
        "application_name": "landlord-desktop",
        "options": session,
        "keepalives": 1, "keepalives_idle": 20, "keepalives_interval": 5, "keepalives_count": 3,
        "tcp_user_timeout": 20_000,
    }
    pool: dict[str, Any] = {"pool_size": 4, "pool_pre_ping": True} if pooled else {"poolclass": NullPool}
    engine = create_engine(url, hide_parameters=True, connect_args=options, **pool)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "handle_error", _without_values)
    return engine


def _is_remote(url: URL) -> bool:
    """Whether the way to the server leaves this PC."""
    hosts = [url.host] if url.host else list(url.normalized_query.get("host", ()))
    return any(host not in {"localhost", "127.0.0.1", "::1"} and not host.startswith(("/", "@")) for host in hosts)


def open_store(location: str, sealer: Sealer, password: str | None = None) -> Store:
    """A store on a server's database that exists and has the present schema (see `db.migrate`)."""
    engine = open_engine(location, password)
    return Store(engine, shown_address(location), sealer, POSTGRES, uuid.uuid4().hex)


def _set_up(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.adapters.register_loader("numeric", IntegralNumeric)


def _without_values(context: ExceptionContext) -> None:
    """Take the records' values out of an error: the server tells the whole row that a constraint refuses."""
    original = context.original_exception
    if not isinstance(original, psycopg.Error):
        return
    message = original.diag.message_primary or str(original).split("\n", 1)[0]
    original.args = (message,)
    if context.sqlalchemy_exception is not None:
        context.sqlalchemy_exception.args = (f"({type(original).__name__}) {message}",)


# many rows


def bulk_insert(connection: Connection, table_name: str, columns: str, rows: Sequence[Row]) -> None:
    """Insert many rows by one statement, a list of values for each column."""
    statement = _insert_statement(connection.dialect, table_name, columns)
    connection.exec_driver_sql(statement, tuple(list(values) for values in zip(*rows, strict=True)))
    if columns.split(",", 1)[0].strip() == "id":
        follow = f"SELECT setval(pg_get_serial_sequence(%s, 'id'), (SELECT max(id) FROM {table_name}))"  # noqa: S608
        connection.exec_driver_sql(follow, (table_name,))


@lru_cache
def _insert_statement(dialect: Dialect, table_name: str, columns: str) -> str:
    table = metadata.tables[table_name]
    names = [name.strip().strip('"') for name in columns.split(",")]
    kinds = [table.columns[name].type.compile(dialect) for name in names]
    lists = ", ".join(f"%s::{kind}[]" for kind in kinds)
    return f"INSERT INTO {table_name} ({columns}) SELECT * FROM unnest({lists})"  # noqa: S608
