"""Which dates of stored schedules are due: not yet posted, whatever was posted before them or skipped.

What a schedule posted is known by a key, as `rent:12:2022-03-01`: a charge has it as its schedule key, which is unique;
an entry without a charge (a credit, a management fee) has it as its comments.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, TextClause, bindparam, text

from landlord_desktop.rules.schedules import Schedule, anchor_of, due_dates, is_expired, moved_on

_CHUNK = 500
_YEARS_BACK = 5


@dataclass(frozen=True, slots=True)
class Source:
    """Something that comes due by a schedule: the tenant of a rent, a recurring line, a unit with a flat fee."""

    source_id: int
    next_on: date
    schedule: Schedule
    expires_on: date | None = None


class DueDates:
    """The dates of sources of one kind that are due through a day, read for all of them at once."""

    def __init__(self, connection: Connection, kind: str, sources: Iterable[Source], through: date) -> None:
        self._kind, self._through = kind, through
        self._sources = {source.source_id: source for source in sources if source.next_on <= through}
        self._anchors = _anchors(connection, kind, self._sources.values())
        keys = {
            self.key(source, day): day for source in self._sources.values() for day in self._dates(source)
        }  # fmt: skip
        self._posted = self._found(connection, keys)

    def key(self, source: Source, day: date) -> str:
        """What is due on a day, as it is marked once it is posted."""
        return f"{self._kind}:{source.source_id}:{day.isoformat()}"

    def of(self, source: Source) -> list[date]:
        """The dates of a source that may be posted, in order."""
        if source.source_id not in self._sources:
            return []
        return [day for day in self._dates(source) if self.key(source, day) not in self._posted]

    def moved(
        self, connection: Connection, passed: Mapping[int, Collection[date]]
    ) -> Iterator[tuple[Source, date, bool]]:
        """(source, Next Scheduled, expired) after these dates of sources, by id, were posted or came to nothing.

        A date that was posted while an earlier one was skipped is passed over when its turn comes.
        """
        done = {self._sources[source_id]: set(days) for source_id, days in passed.items()}
        next_on: dict[Source, date] = {}
        waiting = list(done)
        while waiting:
            for source in waiting:
                anchor_day = self._anchors[source.source_id]
                next_on[source] = moved_on(source.next_on, source.schedule, anchor_day, done[source])
            found = self._found(connection, {self.key(source, next_on[source]): next_on[source] for source in waiting})
            waiting = [source for source in waiting if self.key(source, next_on[source]) in found]
            for source in waiting:
                done[source].add(next_on[source])
        return ((source, day, is_expired(day, source.expires_on)) for source, day in next_on.items())

    def _dates(self, source: Source) -> Iterator[date]:
        return due_dates(
            source.next_on, source.schedule, self._anchors[source.source_id], self._through,
            expires_on=source.expires_on,
        )  # fmt: skip

    def _found(self, connection: Connection, keys: Mapping[str, date]) -> set[str]:
        """Those of the keys that stand in the books and were not voided."""
        found: set[str] = set()
        listed = list(keys)
        for place in range(0, len(listed), _CHUNK):
            chunk = listed[place : place + _CHUNK]
            found.update(connection.execute(_CHARGED, {"keys": chunk}).scalars())
            if self._kind != "rent":
                days = [keys[key].isoformat() for key in chunk]
                bounds = {"keys": chunk, "first": min(days), "last": max(days)}
                found.update(connection.execute(_ENTERED, bounds).scalars())
        return found


def _anchors(connection: Connection, kind: str, sources: Collection[Source]) -> dict[int, int]:
    """The day of the month of each source; what was posted before is read only where a short month leaves it open."""
    unclear = [source.next_on for source in sources if _is_unclear(source)]
    earlier: dict[int, list[date]] = {}
    if unclear:
        since = f"{min(unclear).year - _YEARS_BACK:04d}-01-01"
        for key in connection.execute(_HISTORY, {"since": since, "pattern": f"{kind}:%:%"}).scalars():
            with suppress(ValueError):  # somebody's own words
                _kind, source_id, day = key.split(":")
                earlier.setdefault(int(source_id), []).append(date.fromisoformat(day))
    return {
        source.source_id: anchor_of(source.next_on, source.schedule, earlier.get(source.source_id, ()))
        for source in sources
    }


def _is_unclear(source: Source) -> bool:
    ends_month = (source.next_on + timedelta(days=1)).day == 1
    return ends_month and source.next_on.day < 31 and source.schedule.period in {"month", "year"}


def _keyed(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("keys", expanding=True))


_CHARGED = _keyed("SELECT schedule_key FROM charge WHERE schedule_key IN :keys AND voided_by_set_id IS NULL")
_ENTERED = _keyed(
    "SELECT s.comments FROM transaction_set s WHERE s.posted_on BETWEEN :first AND :last AND s.comments IN :keys "
    "AND s.kind IN ('credit_adjustment', 'management_fee') AND NOT EXISTS "
    "(SELECT 1 FROM transaction_set v WHERE v.reverses_set_id = s.id AND v.kind = 'void')"
)
_HISTORY = text(
    "SELECT schedule_key FROM charge WHERE schedule_key LIKE :pattern AND charged_on >= :since "
    "UNION ALL SELECT comments FROM transaction_set WHERE posted_on >= :since "
    "AND kind IN ('credit_adjustment', 'management_fee') AND comments LIKE :pattern"
)
