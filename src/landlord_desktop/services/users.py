"""Who works with the books: users with initials, and logging on. A name says who did the work; it protects nothing."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from string import ascii_uppercase

from sqlalchemy import Connection, insert, select, text, update

from landlord_desktop.db.models import setup
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.text import visible
from landlord_desktop.services.books import Actor, Books, record
from landlord_desktop.services.field_problems import VALUE_REQUIRED, FieldProblem
from landlord_desktop.services.log_on_choices import UserRow, user_called
from landlord_desktop.services.profiles.records import (
    Kind,
    Saved,
    put_stored,
    read_stored,
    record_change,
    refuse,
    refuse_stale,
    tidied,
)
from landlord_desktop.services.work_order_words import initials

LONGEST_NAME, LONGEST_FULL_NAME, MOST_INITIALS = 40, 60, 4
NAME_STAYS = "The name stays: what was done so far is recorded under it."


@dataclass(frozen=True, slots=True)
class User:
    """A user. `name` is what records keep and what is chosen at log-on; empty initials are made from the name."""

    record_id: int | None = None
    name: str = ""
    full_name: str = ""
    initials: str = ""
    active: bool = True

    @property
    def code(self) -> str:
        """How sentences call the user."""
        return self.name


FIELD_NAMES = {"name": "User Name", "full_name": "Full Name", "initials": "Initials", "active": "Active"}
USER = Kind("user", setup.app_user, User, FIELD_NAMES, {})


def list_users(books: Books) -> list[UserRow]:
    """All users, active or not, by name."""
    with books.store.read() as connection:
        return read_users(connection)


def read_users(connection: Connection) -> list[UserRow]:
    """All users, active or not, by name."""
    table = setup.app_user
    columns = (
        table.c.id, table.c.name, table.c.full_name, table.c.initials, table.c.active, table.c.last_log_on_at,
        table.c.last_workstation,
    )  # fmt: skip
    found = [UserRow(*row) for row in connection.execute(select(*columns))]
    return sorted(found, key=lambda row: (row.name.casefold(), row.name))


def read_user(books: Books, record_id: int) -> User:
    """One user. NotFoundError where there is none."""
    with books.store.read() as connection:
        return read_stored(connection, USER, record_id)


def save_user(books: Books, user: User, before: User | None = None) -> Saved[User]:
    """Store a changed user, or a new one where it has no id yet.

    FieldsError names every field that cannot be saved; StaleError where the user is no longer as `before`.
    """
    user = tidied(user)
    with books.store.write() as connection:
        stored = None if user.record_id is None else read_stored(connection, USER, user.record_id)
        if stored is not None:
            refuse_stale(USER, stored, before)
        others = [row for row in read_users(connection) if row.record_id != user.record_id]
        wanted = replace(user, initials=user.initials.upper() or proposed_initials(user, others))
        refuse(USER, [*_problems(wanted, others), *_change_problems(connection, wanted, stored, others)])
        now = read_stored(connection, USER, put_stored(connection, USER, wanted))
        record_change(connection, books, USER, stored, now)
    return Saved(now, tuple(_warnings(books, now, stored)))


def proposed_initials(user: User, others: Iterable[UserRow]) -> str:
    """Initials that nobody else has: of the full name, else of the name, else those with another letter behind."""
    taken = {row.initials.upper() for row in others}
    found = [one for one in (_letters(initials(user.full_name)), _letters(initials(user.name))) if one]
    stem = (found or ["U"])[0]
    tries = [*found, _letters(user.name), _letters(user.name)[:2], stem]
    tries += [stem[: MOST_INITIALS - 1] + letter for letter in ascii_uppercase]
    tries += [stem[:2] + first + second for first in ascii_uppercase for second in ascii_uppercase]
    return next(one for one in tries if one and one not in taken)


def _letters(words: str) -> str:
    return "".join(one for one in words.upper() if one.isalpha())[:MOST_INITIALS]


def log_on(books: Books, name: str) -> Books:
    """The books as this user works on them from now on; the audit trail keeps when and on which PC.

    Whoever the operating system says is there becomes a user at the first log-on. NotFoundError for another name that
    no user has, RuleError for a user who is not active.
    """
    with books.store.write() as connection:
        users = read_users(connection)
        row = user_called(users, name)
        if row is None:
            if name.casefold() != books.actor.user.casefold():
                raise NotFoundError(f"There is no user {visible(name)} in these books. Choose another name.")
            row = _add_user(connection, books, name, users)
        if not row.active:
            raise RuleError(f"The user {row.name} is not active. Choose another name.")
        now = replace(books, actor=Actor(row.name, books.actor.workstation))
        connection.execute(
            update(setup.app_user).where(setup.app_user.c.id == row.record_id)
            .values(last_log_on_at=books.now(), last_workstation=books.actor.workstation)
        )  # fmt: skip
        record(
            connection, now, "log on", f"user {row.name}", f"{row.name} logged on on {books.actor.workstation}."
        )
    return now


def initials_of(books: Books) -> str:
    """The initials of who works on these books; made from the name where the books know no such user."""
    row = user_called(list_users(books), books.actor.user)
    return row.initials if row is not None else initials(books.actor.user)


def _add_user(connection: Connection, books: Books, name: str, users: Sequence[UserRow]) -> UserRow:
    wanted = User(name=name)
    wanted = replace(wanted, initials=proposed_initials(wanted, users))
    now = read_stored(connection, USER, put_stored(connection, USER, wanted))
    record_change(connection, books, USER, None, now)
    return UserRow(now.record_id or 0, now.name, now.full_name, now.initials, active=True,
                   last_log_on_at=None, last_workstation="")  # fmt: skip


def insert_users(connection: Connection, users: Sequence[User]) -> None:
    """Insert the users of a sample."""
    connection.execute(
        insert(setup.app_user),
        [{"name": one.name, "full_name": one.full_name, "initials": one.initials} for one in users],
    )


def _problems(wanted: User, others: Sequence[UserRow]) -> Iterable[FieldProblem]:
    for name, most in (("name", LONGEST_NAME), ("full_name", LONGEST_FULL_NAME)):
        value: str = getattr(wanted, name)
        if not value and name == "name":
            yield FieldProblem(name, VALUE_REQUIRED)
        elif len(value) > most:
            yield FieldProblem(name, f"At most {most} characters.")
        elif visible(value) != value or "\n" in value or "\t" in value:
            yield FieldProblem(name, "It holds a character that cannot be shown.")
    other = user_called(others, wanted.name)
    if other is not None:
        yield FieldProblem("name", f"There is a user {other.name} already.")
    if wanted.initials and not (wanted.initials.isalpha() and len(wanted.initials) <= MOST_INITIALS):
        yield FieldProblem("initials", f"One to {MOST_INITIALS} letters.")
    for row in others:
        if wanted.name and row.initials.upper() == wanted.initials:
            yield FieldProblem("initials", f"{row.name} has the initials {row.initials}.")


def _change_problems(
    connection: Connection, wanted: User, stored: User | None, others: Sequence[UserRow]
) -> Iterable[FieldProblem]:
    if stored is not None and wanted.name != stored.name and _was_used(connection, stored):
        yield FieldProblem("name", NAME_STAYS)
    if not wanted.active and not any(row.active for row in others):
        yield FieldProblem("active", "The last active user stays active: somebody must be able to log on.")


def _was_used(connection: Connection, stored: User) -> bool:
    which = {"id": stored.record_id, "name": stored.name}
    return any(connection.execute(query, which).first() is not None for query in _USED)


def _warnings(books: Books, now: User, stored: User | None) -> Iterable[FieldProblem]:
    if stored is not None and stored.active and not now.active and now.name == books.actor.user:
        yield FieldProblem("active", "This is you: from the next log-on on, choose another user.")


_USED = (
    text("SELECT 1 FROM app_user WHERE id = :id AND last_log_on_at IS NOT NULL"),
    text("SELECT 1 FROM transaction_set WHERE entered_by = :name LIMIT 1"),
    text('SELECT 1 FROM audit_entry WHERE "user" = :name LIMIT 1'),
)
