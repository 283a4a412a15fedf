"""Opening and creating the books: everything a use case needs in one value."""

import getpass
import platform
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from landlord_desktop.db.engine import Notices, Store
from landlord_desktop.db.models import office_work, setup
from landlord_desktop.db.places import place_of
from landlord_desktop.db.sealing import KeySealer
from landlord_desktop.rules.errors import BooksError

__all__ = ["Actor", "Books", "Notices", "Store", "create_books", "open_books", "record"]


@dataclass(frozen=True, slots=True)
class Actor:
    """Who works, and on which PC."""

    user: str
    workstation: str


def system_actor() -> Actor:
    """The operating system's user and this PC; until users exist, the user is the operating system's name."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError):
        user = "user"
    return Actor(user[:40], platform.node()[:60] or "this PC")


@dataclass(frozen=True)
class Books:
    """An open database, who works on it, and the clock. `today_is` fixes the date of a practice office."""

    store: Store
    actor: Actor
    office_name: str
    time_zone: str
    database_uuid: str
    today_is: date | None = None
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)

    def now(self) -> datetime:
        """This moment, in UTC."""
        return self.clock()

    def today(self) -> date:
        """The business date: the office's own day, whatever this PC's zone is."""
        return self.today_is or self.day_of(self.now())

    def day_of(self, moment: datetime) -> date:
        """The office's day of a moment."""
        return moment.astimezone(_zone(self.time_zone)).date()

    def local_time(self, moment: datetime) -> datetime:
        """A moment by the office's clock."""
        return moment.astimezone(_zone(self.time_zone))

    def new_uuid(self) -> str:
        """A fresh UUID whose front is the time, so that an index on it grows at its end."""
        milliseconds = int(self.now().timestamp() * 1000)
        number = (milliseconds << 80) | secrets.randbits(80)
        number = number & ~(0xF << 76) | (0x7 << 76)
        number = number & ~(0x3 << 62) | (0x2 << 62)
        return str(uuid.UUID(int=number))

    def listen(self) -> Notices | None:
        """Hear when other PCs change these books; None for a file. BooksError where the server does not answer."""
        return self.store.listen()

    def sealed_with(self, key: bytes) -> "Books":
        """The same books, whose stored payloads are sealed with this key of 32 bytes."""
        return replace(self, store=self.store.sealed_with(KeySealer(key)))

    def close(self) -> None:
        """Close all connections."""
        self.store.close()


def _zone(name: str) -> ZoneInfo | None:
    return ZoneInfo(name) if name else None


def create_books(
    location: str, sample: str | None = None, *, now: datetime | None = None, password: str | None = None
) -> None:
    """Create a database; `sample` is "guide", "office" or a number of tenants.

    `location` is a file, or the address of an office server's empty database, with its password there or beside.
    What cannot be finished leaves nothing. BooksError where books are there already or the place is unsafe.
    """
    place = place_of(location, password)
    place.create()
    moment = now or datetime.now(UTC)
    try:
        store = place.open_store()
        try:
            with store.write() as connection:
                _first_rows(connection, moment)
            if sample is not None:
                from landlord_desktop.services.samples import fill_sample

                fill_sample(_books_of(store, place.name, system_actor(), (lambda: moment) if now else None), sample)
        finally:
            store.close()
    except BaseException:
        place.remove()
        raise


def _first_rows(connection: Connection, moment: datetime) -> None:
    from landlord_desktop.services.chart import insert_standard_chart

    connection.execute(
        insert(setup.office).values(
            id=1, database_uuid=str(uuid.uuid4()), name="My Office", time_zone=_local_zone_name(), created_at=moment
        )
    )
    insert_standard_chart(connection)


def _local_zone_name() -> str:
    """The name of this PC's zone where the system tells it; empty means the PC's own zone."""
    link = Path("/etc/localtime")
    target = str(link.resolve()) if link.is_symlink() else ""
    return target.partition("zoneinfo/")[2]


def open_books(
    location: str, *, actor: Actor | None = None, clock: Callable[[], datetime] | None = None,
    password: str | None = None,
) -> Books:
    """Open an existing database, brought up to date where it is older.

    `location` is a file or the address of an office server's database; its password stands there, or is given beside,
    or is known to the driver. BooksError for a missing, newer, damaged or foreign database, a file on an unsafe place,
    or a server that does not answer.
    """
    place = place_of(location, password)
    place.bring_up_to_date()
    store = place.open_store()
    try:
        who = actor or _known(store, system_actor())
        return _books_of(store, place.name, who, clock or _office_clock(place.clock_ahead(store)))
    except BaseException:
        store.close()
        raise


def _known(store: Store, actor: Actor) -> Actor:
    """The operating system's user under the name that these books know, which may be written otherwise."""
    try:
        with store.read() as connection:
            names = sorted(connection.execute(select(setup.app_user.c.name)).scalars())
    except (BooksError, DBAPIError, InvalidRequestError, TypeError, ValueError):
        return actor  # what is wrong with these books is told where the office is read
    same = (name for name in names if name.casefold() == actor.user.casefold())
    return actor if actor.user in names else Actor(next(same, actor.user), actor.workstation)


def _office_clock(ahead: timedelta) -> Callable[[], datetime] | None:
    """The clock that all PCs of the office go by; None where it is this PC's own."""
    return (lambda: datetime.now(UTC) + ahead) if ahead else None


def _books_of(store: Store, name: str, actor: Actor, clock: Callable[[], datetime] | None) -> Books:
    books = _read_office(store, name, actor)
    return replace(books, clock=clock) if clock else books


def _read_office(store: Store, name: str, actor: Actor) -> Books:
    """The books behind a store; BooksError where the office's own record is missing or cannot be read."""
    try:
        with store.read() as connection:
            row = connection.execute(select(setup.office)).one_or_none()
            query = select(setup.setting.c.value).where(setup.setting.c.key == "office.today")
            today = connection.execute(query).scalar()
        fixed = date.fromisoformat(today) if today else None
        if row is not None:
            _zone(row.time_zone)
    except (DBAPIError, InvalidRequestError, TypeError, ValueError, LookupError) as error:
        raise BooksError(
            f"{name} is damaged: its office cannot be read ({type(error).__name__}). Nothing was changed; "
            "restore the newest backup."
        ) from error
    if row is None:
        raise BooksError(f"{name} holds no office. Nothing was changed; restore the newest backup.")
    return Books(store, actor, row.name, row.time_zone, row.database_uuid, fixed)


def record(connection: Connection, books: Books, action: str, subject: str, sentence: str, **values: str) -> None:
    """Write one line of the audit trail: who did what to what; `before` and `after` where a value changed."""
    connection.execute(
        insert(office_work.audit_entry).values(
            at=books.now(), user=books.actor.user, workstation=books.actor.workstation,
            action=action, subject=subject, sentence=sentence,
            before=values.get("before", ""), after=values.get("after", ""),
        )
    )
