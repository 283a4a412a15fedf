"""What the log-on screen shows of a database before it is opened; nothing is written and nothing brought up to date."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, inspect, select
from sqlalchemy.exc import DBAPIError

from landlord_desktop.config import is_server
from landlord_desktop.db.migrate import check_version
from landlord_desktop.db.models import setup
from landlord_desktop.db.places import place_of
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.books import Books, system_actor
from landlord_desktop.services.log_on_choices import LogOnFacts, UserRow, user_called
from landlord_desktop.services.users import list_users, read_users


class DatabaseGoneError(BooksError):
    """The file of a database that was opened before is no longer where it was."""


def read_facts(database: str, location: str, password: str | None = None) -> LogOnFacts:
    """The facts of a database, which is called `database` where it is remembered and lies at `location`.

    DatabaseGoneError where the file is gone, BooksError where it cannot be read.
    """
    if not is_server(location):
        path = Path(location)
        if not path.exists():
            raise DatabaseGoneError(f"{path.name} is no longer in {path.parent}. Was it moved, renamed or deleted?")
        check_version(path)
    place = place_of(location, password)
    store = place.open_store()
    try:
        with store.read() as connection:
            name, users = _read(connection)
    except (DBAPIError, TypeError, ValueError) as error:
        raise BooksError(f"{place.name} cannot be read ({type(error).__name__}). Nothing was changed.") from error
    finally:
        store.close()
    return _facts(database, name, users)


def facts_of(database: str, books: Books) -> LogOnFacts:
    """The facts of books that are open."""
    return _facts(database, books.office_name, list_users(books))


def nobody_yet(database: str, office_name: str) -> LogOnFacts:
    """The facts of books that are made when they are opened first."""
    return _facts(database, office_name, ())


def _read(connection: Connection) -> tuple[str, list[UserRow]]:
    tables = inspect(connection)
    if not tables.has_table(setup.office.name):
        raise BooksError("This database holds no books yet. Create them there first.")
    name = connection.execute(select(setup.office.c.name)).scalar() or ""
    known = tables.has_table(setup.app_user.name)  # an older schema has no users
    return name, read_users(connection) if known else []


def _facts(database: str, office_name: str, users: Sequence[UserRow]) -> LogOnFacts:
    me = system_actor()
    active = tuple(row for row in users if row.active)
    return LogOnFacts(database, office_name, active, me.user, me.workstation, user_called(users, me.user) is None)
