"""The store: one database and its two doors, `read()` and `write()`.

A write is one transaction: leaving the door commits, an exception takes everything back. Writers follow one another on
every engine. What differs from engine to engine stands in `sqlite_engine` and `postgres_engine`.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from functools import cache
from typing import Any, Protocol

from sqlalchemy import Connection, Engine, exc, text

from landlord_desktop.db.sealing import Sealer
from landlord_desktop.rules.errors import BooksError

Row = tuple[Any, ...]


class Notices(Protocol):
    """Hears of other PCs' writes; for one thread."""

    def wait(self, seconds: float) -> bool:
        """Wait so long at most for a notice; True where others changed the books. BooksError where nobody is heard."""
        ...

    def close(self) -> None:
        """Hang up."""
        ...


class Kind(Protocol):
    """How one kind of database begins and ends its transactions."""

    def begin_read(self, connection: Connection) -> None: ...

    def begin_write(self, connection: Connection) -> str:
        """Begin as the only writer; a mark by which the transaction can be found again."""
        ...

    def end_write(self, connection: Connection, origin: str) -> None:
        """The last act of a write before its commit: tell other PCs that `origin` changed the books."""
        ...

    def was_kept(self, engine: Engine, mark: str, error: exc.DBAPIError) -> bool:
        """Whether the transaction took effect although its commit ended in an error.

        BooksError where that cannot be found out.
        """
        ...

    def listen(self, engine: Engine, origin: str) -> Notices | None:
        """Hear of the writes of all but `origin`; None where there is nobody else. BooksError where nobody answers."""
        ...

    def own_errors(self) -> AbstractContextManager[None]:
        """Tell faults of the disk, the file or the server as BooksError; what a constraint refuses goes on as it is."""
        ...


class Store:
    """One open database. Safe to use from several threads; each door opens and closes its own connection.

    `location` is the file's path or the server's address without its password; `origin` names this store in the
    notices that other PCs get of its writes.
    """

    def __init__(self, engine: Engine, location: str, sealer: Sealer, kind: Kind, origin: str = "") -> None:
        self._engine = engine
        self._kind = kind
        self.location = location
        self.sealer = sealer
        self.origin = origin

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one moment of the books. BooksError where they cannot be read."""
        with self._kind.own_errors(), self._engine.connect() as connection:
            self._kind.begin_read(connection)
            try:
                yield connection
            finally:
                connection.rollback()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection whose changes are all kept at the end, or none at all. BooksError where they cannot be kept."""
        with self._kind.own_errors(), self._engine.connect() as connection:
            mark = self._kind.begin_write(connection)
            try:
                yield connection
                self._kind.end_write(connection, self.origin)
            except BaseException:
                connection.rollback()
                raise
            try:
                connection.commit()
            except exc.DBAPIError as error:  # which tells nothing: the work may have been kept
                if not self._kind.was_kept(self._engine, mark, error):
                    raise

    def listen(self) -> Notices | None:
        """Hear when others change these books; None where no other PC can. BooksError where the server is silent."""
        return self._kind.listen(self._engine, self.origin)

    def sealed_with(self, sealer: Sealer) -> "Store":
        """The same database, whose stored payloads are sealed with this key."""
        return Store(self._engine, self.location, sealer, self._kind, self.origin)

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


@contextmanager
def told_as_books_error(sentence_of: Callable[[exc.DBAPIError], str | None]) -> Iterator[None]:
    """Raise BooksError for the database errors that have a sentence; the others go on as they are."""
    try:
        yield
    except exc.IntegrityError:
        raise
    except exc.DBAPIError as error:
        sentence = sentence_of(error)
        if sentence is None:
            raise
        raise BooksError(sentence) from error


def bulk_change(connection: Connection, statement: str, rows: Sequence[Row]) -> None:
    """Run a statement of SQL once for each row; its values stand as question marks, in the rows' order.

    The values go to the engine as they are: texts, whole numbers and None, dates as ISO text. The statement holds no
    other question mark and no percent sign.
    """
    if rows:
        connection.exec_driver_sql(_with_marks(statement, connection.dialect.paramstyle), list(rows))


@cache
def _with_marks(statement: str, style: str) -> str:
    return statement if style == "qmark" else statement.replace("?", "%s")


def bulk_insert(connection: Connection, table_name: str, columns: str, rows: Sequence[Row]) -> None:
    """Insert many rows at once; `columns` is their comma-separated list in the rows' order.

    The values go to the engine as they are: texts, whole numbers and None, dates as ISO text.
    """
    if not rows:
        return
    if connection.dialect.name == "postgresql":
        from landlord_desktop.db import postgres_engine

        postgres_engine.bulk_insert(connection, table_name, columns, rows)
        return
    marks = ",".join("?" * (columns.count(",") + 1))
    connection.exec_driver_sql(f"INSERT INTO {table_name} ({columns}) VALUES ({marks})", list(rows))  # noqa: S608


def next_id(connection: Connection, table_name: str) -> int:
    """The first free id of a table; to be used inside a write, where nobody else can take it."""
    highest = connection.execute(text(f"SELECT max(id) FROM {table_name}")).scalar()  # noqa: S608
    return 1 + (highest or 0)
