"""All invariants of the books, proven: at the first log-on of the day, before a backup, after tests, and on demand."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, InvalidRequestError

from landlord_desktop.db import integrity
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services import check_contents, check_sources
from landlord_desktop.services.books import Books
from landlord_desktop.services.check_queries import INVARIANTS
from landlord_desktop.services.check_statements import Invariant, Statement
from landlord_desktop.services.findings import Finding

MOST_FINDINGS = 100
"""Findings listed of one check; damage that shows everywhere need not be listed a thousand times."""

_UNREADABLE = (DBAPIError, InvalidRequestError, TypeError, ValueError, LookupError, ArithmeticError)
"""What reading damaged records ends in, besides the findings."""

SMALL_BOOK = 50_000
"""Books of up to so many transaction sets are looked through whole each time, larger ones where it is asked for."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check by name, and a finding for each record that breaks it."""

    name: str
    ok: bool
    found: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[str, ...]:
        """The sentences of the findings."""
        return tuple(finding.sentence for finding in self.found)


@dataclass(frozen=True, slots=True)
class CheckReport:
    """All checks; `ok` where none has a finding."""

    ok: bool
    checks: tuple[CheckResult, ...]

    @property
    def findings(self) -> tuple[str, ...]:
        """The findings of all checks, each with the name of its check."""
        return tuple(f"{check.name}: {finding}" for check in self.checks for finding in check.findings)


def run_checks(books: Books, *, deep: bool = False, progress: Progress | None = None) -> CheckReport:
    """Prove every invariant over one moment of the books; nothing is changed.

    `deep` verifies the content hashes of all sets instead of the newest, all stored bodies, and every index of the
    file. `progress(done, total)` counts steps and may raise to stop.
    """
    with books.store.read() as connection:
        slices = check_contents.hash_slices(connection, everything=deep)
        steps = _steps(connection, books, deep=deep)
        total = len(steps) + len(slices)
        checks = []
        for place, (name, found) in enumerate(steps, 1):
            checks.append(_result(name, found))
            if progress is not None:
                progress(place, total)
        checks.append(_result("sets are as they were posted", _hashes(connection, slices, progress, len(steps), total)))
    return CheckReport(all(check.ok for check in checks), tuple(checks))


def is_small(books: Books) -> bool:
    """True for books that are looked through whole each time: every content hash, every stored body."""
    with books.store.read() as connection:
        return int(connection.execute(text("SELECT count(*) FROM transaction_set")).scalar_one()) <= SMALL_BOOK


def _steps(connection: Connection, books: Books, *, deep: bool) -> list[tuple[str, Iterable[Finding]]]:
    """Every check but the content hashes; each is carried out only as its findings are read."""
    newest = None if deep else check_contents.NEWEST
    return [
        *((invariant.name, _broken(connection, invariant)) for invariant in INVARIANTS),
        ("what was sent is what was stored", check_contents.wrong_bodies(connection, books, everything=deep)),
        ("server answers are as received", check_contents.wrong_answers(connection, everything=deep)),
        ("payments are as the server gave them", check_sources.wrong_payments(connection, newest)),
        ("records exist that others name", check_contents.broken_links(connection, everything=deep)),
        ("posted records are protected", check_contents.missing_guards(connection)),
        ("the tables are those of this program", check_sources.changed_schema(connection)),
        *([] if integrity.on_server(connection) else [  # a server's pages are checked by the server
            ("the file is whole", check_contents.damaged_file(connection, everything=deep)),
        ]),
    ]


def _broken(connection: Connection, invariant: Invariant) -> Iterator[Finding]:
    for statement in invariant.statements:
        for row in connection.execute(text(statement.sql)):
            yield _finding(statement, row._mapping)


def _finding(statement: Statement, row: Mapping[Any, Any]) -> Finding:
    values = {name: format_cents(int(value)) if name.endswith("_cents") else value for name, value in row.items()}
    key = tuple(row[name] for name in statement.key)
    return Finding(statement.sentence.format(**values), statement.kind, key[0] if len(key) == 1 else key or None)


def _hashes(
    connection: Connection, slices: list[tuple[int, int]], progress: Progress | None, done: int, total: int
) -> Iterator[Finding]:
    for place, (first, last) in enumerate(slices, 1):
        yield from check_contents.wrong_hashes(connection, first, last)
        if progress is not None:
            progress(done + place, total)


def _result(name: str, found: Iterable[Finding]) -> CheckResult:
    findings: list[Finding] = []
    try:
        findings.extend(islice(found, MOST_FINDINGS + 1))
    except _UNREADABLE as error:
        if isinstance(error, DBAPIError) and error.connection_invalidated:
            raise
        kind = type(error).__name__
        findings.append(Finding(f"Records cannot be read ({kind}): the file is damaged. Restore the newest backup."))
    if len(findings) > MOST_FINDINGS:
        findings[MOST_FINDINGS:] = [Finding("More findings of this kind are not listed.")]
    return CheckResult(name, not findings, tuple(findings))
