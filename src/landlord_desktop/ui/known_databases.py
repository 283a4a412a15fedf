"""What this PC remembers of log-ons: the databases opened before, who worked in each, and whether to ask at the start.

Kept in the window's memory: addresses of servers stand there without their passwords, and no user's rights.
"""

from dataclasses import dataclass
from typing import Literal, cast

from landlord_desktop.ui import memory

PRACTICE = "practice"
"""The practice office, which is made at its first use."""

LAST_DATABASE = "office/database"
_DATABASES, _USERS, _ASK, _VERSION = "office/databases", "office/users", "office/ask_who", "office/version"
_MOST = 12
Asking = Literal["auto", "yes", "no"]
"""Whether to ask at the start who works: where it is worth asking, always, or never."""


@dataclass(frozen=True, slots=True)
class Known:
    """A database opened before on this PC, and who worked in it last, empty where nobody logged on yet."""

    database: str
    user: str = ""


def known_databases() -> list[Known]:
    """The databases opened before, the one used last first; the practice office too once it was used."""
    databases, users = memory.recall_list(_DATABASES), memory.recall_list(_USERS)
    if not databases:
        last = memory.recall_text(LAST_DATABASE)
        return [Known(last)] if last else []
    return [Known(one, users[place] if place < len(users) else "") for place, one in enumerate(databases)]


def last_user(database: str) -> str:
    """Who worked last in this database on this PC; empty where nobody did."""
    return next((one.user for one in known_databases() if one.database == database), "")


def remember_log_on(database: str, user: str) -> None:
    """This database was opened by this user just now."""
    _keep([Known(database, user), *(one for one in known_databases() if one.database != database)][:_MOST])
    memory.remember(LAST_DATABASE, database)


def forget_database(database: str) -> None:
    """Take a database off the list; its file stays as it is."""
    _keep([one for one in known_databases() if one.database != database])
    if memory.recall_text(LAST_DATABASE) == database:
        memory.remember(LAST_DATABASE, "")


def asking() -> Asking:
    """What was chosen about asking at the start."""
    found = memory.recall_text(_ASK, "auto")
    return cast("Asking", found) if found in {"yes", "no"} else "auto"


def remember_asking(choice: Asking) -> None:
    """Keep what was chosen about asking at the start."""
    memory.remember(_ASK, choice)


def has_several() -> bool:
    """Whether more than one database of an office is known here; the practice office does not count."""
    return sum(1 for one in known_databases() if one.database != PRACTICE) > 1


def is_new_version(version: str) -> bool:
    """Whether this PC worked with another version of the program before; asked once, it is remembered."""
    before = memory.recall_text(_VERSION)
    memory.remember(_VERSION, version)
    return before != version if before else bool(known_databases())


def _keep(known: list[Known]) -> None:
    memory.remember(_DATABASES, [one.database for one in known])
    memory.remember(_USERS, [one.user for one in known])
