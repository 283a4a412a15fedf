"""What the last check of the books found, and when: kept in the books, shown on its screen and on the dashboard."""

import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from landlord_desktop.db.types import instant_text
from landlord_desktop.services.books import Books
from landlord_desktop.services.checks import CheckReport, CheckResult
from landlord_desktop.services.findings import Finding, RecordKey
from landlord_desktop.services.settings import put

KEY = "office.last_check"
MOST_KEPT = 20
"""So many findings of each check are kept; a new check lists all."""


@dataclass(frozen=True, slots=True)
class LastCheck:
    """A check that was made: when, by whom, whether every content hash was read, and what each of its checks found."""

    at: datetime
    user: str
    deep: bool
    checks: tuple[CheckResult, ...]

    @property
    def ok(self) -> bool:
        """True where nothing was found."""
        return all(check.ok for check in self.checks)

    @property
    def found(self) -> tuple[Finding, ...]:
        """All findings that were kept."""
        return tuple(finding for check in self.checks for finding in check.found)


def remember(books: Books, report: CheckReport, *, deep: bool) -> LastCheck:
    """Keep the result of a check that was just made, in place of the one before.

    Books so damaged that nothing can be written keep the one before; what was found is returned all the same.
    """
    made = LastCheck(books.now(), books.actor.user, deep, report.checks)
    with suppress(DBAPIError), books.store.write() as connection:
        put(connection, {KEY: as_text(made)})
    return made


def last_check(books: Books) -> LastCheck | None:
    """The last check that was kept; None where there is none."""
    with books.store.read() as connection:
        return read_last(connection)


def read_last(connection: Connection) -> LastCheck | None:
    """The same inside a read that is under way. What cannot be read counts as never checked."""
    kept = connection.execute(_KEPT, {"key": KEY}).scalar()
    try:
        return None if not kept else _from_values(json.loads(kept))
    except (ValueError, KeyError, TypeError):
        return None


def as_text(made: LastCheck) -> str:
    """The check as it is kept."""
    return json.dumps(
        {
            "at": instant_text(made.at),
            "user": made.user,
            "deep": made.deep,
            "checks": [
                [one.name, one.ok, [[f.sentence, f.kind, f.key] for f in one.found[:MOST_KEPT]]] for one in made.checks
            ],
        }
    )


def _from_values(values: dict[str, Any]) -> LastCheck:
    checks = tuple(
        CheckResult(str(name), bool(ok), tuple(Finding(str(row[0]), str(row[1]), _key(row[2])) for row in found))
        for name, ok, found in values["checks"]
    )
    return LastCheck(datetime.fromisoformat(values["at"]), str(values["user"]), bool(values["deep"]), checks)


def _key(value: object) -> RecordKey:
    if isinstance(value, list):
        return tuple(int(part) for part in value)
    return value if isinstance(value, int | str) else None


_KEPT = text("SELECT value FROM setting WHERE key = :key")
