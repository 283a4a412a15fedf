"""Who is offered at log-on, and who is not asked for. Pure, and light: it is imported before the books are opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user in a list. `last_log_on_at` is None for one who never logged on."""

    record_id: int
    name: str
    full_name: str
    initials: str
    active: bool
    last_log_on_at: datetime | None
    last_workstation: str


@dataclass(frozen=True, slots=True)
class LogOnFacts:
    """An office and its active users, and who the operating system says is at this PC.

    `can_add` where that person is no user yet: logging on makes one.
    """

    database: str
    office_name: str
    users: tuple[UserRow, ...]
    system_name: str
    workstation: str
    can_add: bool


def user_called(users: Sequence[UserRow], name: str) -> UserRow | None:
    """The user of this name, written in capital letters or not; None where there is none."""
    same = [row for row in users if row.name.casefold() == name.casefold()]
    return next((row for row in same if row.name == name), same[0] if same else None)


def in_order(facts: LogOnFacts, remembered: str) -> list[UserRow]:
    """The users as they are offered: who worked last on this PC, who else did, then the others by name."""

    def place(row: UserRow) -> tuple[bool, bool, float, str]:
        at = row.last_log_on_at
        elsewhere = at is None or row.last_workstation != facts.workstation
        since = 0.0 if at is None or elsewhere else -at.timestamp()
        return row.name != remembered, elsewhere, since, row.name.casefold()

    return sorted(facts.users, key=place)


def preferred(facts: LogOnFacts, remembered: str) -> str:
    """The name that the log-on screen begins with; empty where nobody can be chosen."""
    mine = user_called(facts.users, facts.system_name)
    wanted = user_called(facts.users, remembered) or mine
    if wanted is not None:
        return wanted.name
    if facts.can_add:
        return facts.system_name
    return next((row.name for row in in_order(facts, remembered)), "")


def who_works(facts: LogOnFacts, remembered: str, *, practice: bool, never_ask: bool) -> str | None:
    """Who logs on without being asked; None where the log-on screen is to ask.

    Books without users take the operating system's. A single user is not asked for: the operating system's, the one of
    books to practise on, one who never logged on, or whoever worked here last. `never_ask` is the choice of this PC.
    """
    names = [row.name for row in facts.users]
    if not names and facts.can_add:
        return facts.system_name
    if never_ask and remembered in names:
        return remembered
    if len(names) != 1:
        return None
    only = facts.users[0]
    mine = only.name.casefold() == facts.system_name.casefold()
    return only.name if mine or practice or only.last_log_on_at is None or only.name == remembered else None
