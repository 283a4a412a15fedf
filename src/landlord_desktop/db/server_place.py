"""A database of an office server: created empty by who looks after the server, filled and upgraded by this program."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection

from landlord_desktop.db import migrate
from landlord_desktop.db.engine import Store
from landlord_desktop.db.models import metadata
from landlord_desktop.db.postgres_engine import (
    PLACE,
    PostgresKind,
    database_name,
    open_engine,
    open_store,
    own_errors,
    shown_address,
)
from landlord_desktop.db.sealing import PlainSealer, Sealer
from landlord_desktop.rules.errors import BooksError

_MICROSECONDS = "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
OLDEST_SERVER = 15
UPGRADE_SECONDS = 600
_LOCK = 0x4C414E444C4F5244
"""The number of the lock that one program holds while it changes the schema."""
_OUR_FUNCTIONS = (
    "SELECT DISTINCT t.tgfoid::regprocedure::text FROM pg_trigger t JOIN pg_class r ON r.oid = t.tgrelid "
    "WHERE NOT t.tgisinternal AND r.relnamespace = current_schema()::regnamespace"
)


class UpgradeKind(PostgresKind):
    """The doors while the schema changes: one program at a time, with time enough to rebuild tables."""

    def begin_write(self, connection: Connection) -> str:
        connection.execution_options(isolation_level="READ COMMITTED")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{UPGRADE_SECONDS}s'")
        connection.exec_driver_sql("SET LOCAL statement_timeout = 0")
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_LOCK,))
        return str(connection.exec_driver_sql(f"SELECT pg_current_xact_id()::text || ' ' || {PLACE}").scalar())


class ServerPlace:
    """A database of a PostgreSQL server."""

    def __init__(self, location: str, password: str | None = None) -> None:
        self._location = location
        self._password = password
        self.name = database_name(location)

    def create(self) -> None:
        store = self._changing()
        try:
            with own_errors(), store.write() as connection:
                _refuse_server(connection, self.name)
                if schema_version(connection) is not None:
                    raise BooksError(f"{self.name} holds books already; nothing was changed. Choose another database.")
                migrate.run_migrations(connection)
        finally:
            store.close()

    def remove(self) -> None:
        store = self._changing()
        try:
            with store.write() as connection:
                functions = connection.exec_driver_sql(_OUR_FUNCTIONS).scalars().all()
                metadata.drop_all(connection)
                connection.exec_driver_sql("DROP TABLE IF EXISTS alembic_version")
                for function in functions:
                    connection.exec_driver_sql(f"DROP FUNCTION {function}")
        finally:
            store.close()

    def bring_up_to_date(self) -> Path | None:
        """Upgrade where it is older, in one transaction; None, because backups of a server are made on the server."""
        store = self._changing()
        try:
            with store.read() as connection:
                version = schema_version(connection)
            if version is None:
                raise BooksError(f"{self.name} on the office server holds no books yet. Create them there first.")
            migrate.refuse_unknown(self.name, version)
            if version != migrate.HEAD:
                self._upgrade(store)
        finally:
            store.close()
        return None

    def _upgrade(self, store: Store) -> None:
        with store.write() as connection:
            version = schema_version(connection)  # another PC may have been quicker
            migrate.refuse_unknown(self.name, version)
            if version != migrate.HEAD:
                migrate.run_migrations(connection)

    def open_store(self, sealer: Sealer | None = None) -> Store:
        return open_store(self._location, sealer or PlainSealer(), self._password)

    def clock_ahead(self, store: Store) -> timedelta:
        with store.read() as connection:
            there = connection.exec_driver_sql(_MICROSECONDS).scalar_one()
        return timedelta(microseconds=there) - (own_clock() - datetime(1970, 1, 1, tzinfo=UTC))

    def _changing(self) -> Store:
        engine = open_engine(self._location, self._password, pooled=False)
        return Store(engine, shown_address(self._location), PlainSealer(), UpgradeKind())


def own_clock() -> datetime:
    """This PC's clock."""
    return datetime.now(UTC)


def schema_version(connection: Connection) -> str | None:
    """The schema version that the database says it has; None where it holds no books."""
    if connection.exec_driver_sql("SELECT to_regclass('alembic_version')").scalar() is None:
        return None
    version: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    return version


def _refuse_server(connection: Connection, name: str) -> None:
    """BooksError for a server or a database on which the books would not be the same as on a file."""
    number, encoding, plain = connection.exec_driver_sql(
        "SELECT current_setting('server_version_num')::int, current_setting('server_encoding'), "
        "'B' < 'a' AND 'a b' < 'a-b' AND 'a-b' < 'ab'"
    ).one()
    if number < OLDEST_SERVER * 10_000:
        raise BooksError(f"This server is PostgreSQL {number // 10_000}; version {OLDEST_SERVER} or newer is needed.")
    if encoding != "UTF8" or not plain:
        raise BooksError(
            f"The database {name} sorts texts by the rules of a language. Nothing was changed; have it made again by: "
            f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C'"
        )
