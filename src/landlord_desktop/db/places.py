"""Where a database is: a file on this PC, or a database of an office server. Both are used in the same way."""

from datetime import timedelta
from pathlib import Path
from typing import Protocol

from landlord_desktop.config import is_server
from landlord_desktop.db import migrate, sqlite_engine
from landlord_desktop.db.engine import Store
from landlord_desktop.db.sealing import Sealer


class Place(Protocol):
    """What can be done with a database as a whole. `name` is how sentences call it; every fault is a BooksError."""

    name: str

    def create(self) -> None:
        """Make an empty database of the present schema; one that is there already is refused, untouched."""
        ...

    def remove(self) -> None:
        """Take back what `create` made, where the rest could not be finished."""
        ...

    def bring_up_to_date(self) -> Path | None:
        """Upgrade an older database; the backup made of it before, None where there is none."""
        ...

    def open_store(self, sealer: Sealer | None = None) -> Store:
        """A store on the database, which has the present schema."""
        ...

    def clock_ahead(self, store: Store) -> timedelta:
        """How far the database's clock is ahead of this PC's; all PCs of an office go by it."""
        ...


class FilePlace:
    """A SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.name = path.name

    def create(self) -> None:
        migrate.create(self.path)

    def remove(self) -> None:
        migrate.remove_files(self.path)

    def bring_up_to_date(self) -> Path | None:
        return migrate.bring_up_to_date(self.path)

    def open_store(self, sealer: Sealer | None = None) -> Store:
        return sqlite_engine.open_store(self.path, sealer)

    def clock_ahead(self, store: Store) -> timedelta:  # noqa: ARG002
        return timedelta()


def place_of(location: str, password: str | None = None) -> Place:
    """The place that a location means. `password` is for a server whose address names none.

    BooksError for an address of a server that can be none.
    """
    if is_server(location):
        from landlord_desktop.db.server_place import ServerPlace

        return ServerPlace(location, password)
    return FilePlace(Path(location))
