"""Applicants coming in from the server: each is kept once by its id and follows what is told, until accepted.

Accepted here or there, nothing told later changes one; the database refuses it too. A co-applicant may come before the
primary. What cannot be read is kept as it came and read again later, for the sync token moves on.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from landlord_desktop.db.models import profiles
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.settings import put, read_settings

_READ = "inosio.applicants_read"
_LONGEST = 20_000
_SHORT = {"external_id": 200, "primary_external_id": 200, "browse_url": 2_000}
_NO_NEWS = frozenset({"last_modified", "unreadable", "raw_text"})


@dataclass(frozen=True, slots=True)
class ToldApplicant:
    """An applicant as the server has one; `unit_code` is the ID of a unit as it knows it, amounts in cents."""

    external_id: str
    kind: str
    status: str
    last_name: str
    submitted_on: date
    last_modified: datetime
    primary_external_id: str | None = None
    first_name: str = ""
    email: str = ""
    phone: str = ""
    current_address: str = ""
    employer: str = ""
    monthly_income_cents: int = 0
    unit_code: str = ""
    move_in_on: date | None = None
    lease_starts_on: date | None = None
    lease_expires_on: date | None = None
    rent_cents: int = 0
    approved_on: date | None = None
    browse_url: str = ""


@dataclass(frozen=True, slots=True)
class UnreadableApplicant:
    """An item that could not be read: its id where it has one, its whole text, what is wrong, and its age if known."""

    external_id: str
    raw_text: str = field(repr=False)
    problem: str
    last_modified: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredApplicants:
    """How many are new, changed, withdrawn (not counted as changed) and could not be read.

    `kept` were accepted before and told to be somebody or something else, which changed nothing.
    """

    new: int = 0
    updated: int = 0
    withdrawn: int = 0
    unreadable: int = 0
    kept: int = 0


def read_token(books: Books) -> str | None:
    """The server's sync token up to which its applicants are here; None where all of them must be read."""
    with books.store.read() as connection:
        settings = read_settings(connection)
    portfolio, _, token = settings[_READ].partition("\n")
    return token or None if portfolio == settings["inosio.portfolio"] else None


def unreadable_applicants(books: Books) -> list[UnreadableApplicant]:
    """What could not be read so far, to be tried again."""
    applicant = profiles.applicant
    with books.store.read() as connection:
        rows = connection.execute(
            select(applicant.c.external_id, applicant.c.raw_text, applicant.c.unreadable)
            .where(applicant.c.unreadable != "", applicant.c.accepted_at.is_(None)).order_by(applicant.c.id)
        ).all()  # fmt: skip
    return [UnreadableApplicant(*row) for row in rows]


def store_applicants(
    books: Books, told: Sequence[ToldApplicant], unreadable: Sequence[UnreadableApplicant] = (),
    token: tuple[str, str | None] | None = None,
) -> StoredApplicants:
    """Keep what the server told, in one transaction; `token` is (portfolio, sync token) that stands for it.

    An answer older than what is stored changes nothing, nor does one about an applicant who is accepted.
    """
    with books.store.write() as connection:
        known = _known(connection)
        ends = [_store(connection, books, known, one) for one in _newest(told)]
        ends += [_keep_aside(connection, books, known, item) for item in unreadable]
        stored = StoredApplicants(*(ends.count(name.name) for name in fields(StoredApplicants)))
        if token is not None:
            put(connection, {_READ: f"{token[0]}\n{token[1] or ''}"})
        if stored != StoredApplicants():
            record(
                connection, books, "retrieve applicants", "applicants",
                f"{stored.new} new, {stored.updated} changed, {stored.withdrawn} withdrawn, {stored.unreadable} that "
                f"cannot be read, {stored.kept} accepted before and left as they are.",
            )
    return stored


def store_read_again(books: Books, found: Mapping[str, ToldApplicant]) -> None:
    """Keep what can be read by now of what was kept aside, by the id under which it was kept."""
    applicant = profiles.applicant
    with books.store.write() as connection:
        known = _known(connection)
        for name, told in found.items():
            _store(connection, books, known, told)
            if name != told.external_id:  # it was kept under a name of ours, for its id could not be read
                connection.execute(delete(applicant).where(applicant.c.external_id == name, applicant.c.status == ""))
            elif told.last_modified < (known[name]["last_modified"] or told.last_modified):
                connection.execute(
                    update(applicant).where(applicant.c.external_id == name).values(unreadable="", raw_text="")
                )
        record(connection, books, "retrieve applicants", "applicants", f"{len(found)} can be read by now.")


def _known(connection: Connection) -> dict[str, Mapping[str, Any]]:
    rows = connection.execute(select(profiles.applicant)).mappings()
    return {row["external_id"]: dict(row) for row in rows}


def _newest(told: Sequence[ToldApplicant]) -> Iterable[ToldApplicant]:
    """One for each applicant, should an answer hold several."""
    return {one.external_id: one for one in sorted(told, key=lambda one: one.last_modified)}.values()


def _store(
    connection: Connection, books: Books, known: Mapping[str, Mapping[str, Any]], told: ToldApplicant
) -> str:
    """Store one; the name of what it counts as in StoredApplicants, empty where it is no news."""
    values = _values(told)
    before = known.get(told.external_id)
    if before is None:
        connection.execute(insert(profiles.applicant).values(**values, retrieved_at=books.now()))
        return "new"
    newer = before["last_modified"] is None or told.last_modified >= before["last_modified"]
    changed = {name for name, value in values.items() if before[name] != value}
    if not newer or not changed:
        return ""
    if _is_frozen(before):
        expected = {"status"} if told.status == "accepted" else set()  # accepted here, it soon is accepted there
        return "kept" if changed - _NO_NEWS - expected else ""
    _change(connection, books, before, values)
    return "withdrawn" if told.status == "withdrawn" != before["status"] else "updated"


def _is_frozen(before: Mapping[str, Any]) -> bool:
    return before["accepted_at"] is not None or before["status"] == "accepted"


def _values(told: ToldApplicant) -> dict[str, Any]:
    values = {one.name: getattr(told, one.name) for one in fields(told)}
    texts = {
        name: stored_text(value, _SHORT.get(name, _LONGEST)) for name, value in values.items() if isinstance(value, str)
    }
    return {**values, **texts, "unreadable": "", "raw_text": ""}


def _change(connection: Connection, books: Books, before: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    applicant = profiles.applicant
    connection.execute(
        update(applicant).where(applicant.c.id == before["id"]).values(**values, retrieved_at=books.now())
    )


def _keep_aside(
    connection: Connection, books: Books, known: Mapping[str, Mapping[str, Any]], item: UnreadableApplicant
) -> str:
    """Keep what could not be read with the applicant it is about, or as one of whom nothing else is known."""
    raw = stored_text(item.raw_text, len(item.raw_text))
    name = stored_text(item.external_id, 200) or f"unread-{hashlib.sha256(raw.encode()).hexdigest()[:8]}"
    kept = {"unreadable": stored_text(item.problem) or "it cannot be read", "raw_text": raw}
    before = known.get(name)
    if before is None:
        first = {"external_id": name, "submitted_on": books.today(), "retrieved_at": books.now()}
        connection.execute(insert(profiles.applicant).values(**first, **kept))
        return "unreadable"
    if _is_frozen(before):
        return "kept"
    late = item.last_modified is not None and item.last_modified < (before["last_modified"] or item.last_modified)
    if late or all(before[column] == value for column, value in kept.items()):
        return ""
    _change(connection, books, before, kept)
    return "unreadable"
