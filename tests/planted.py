"""Violations planted in a file of books, and what one check says of it."""

import sqlite3
from contextlib import closing
from pathlib import Path

from build import LYNN, MOMENT
from landlord_desktop.services.books import open_books
from landlord_desktop.services.checks import CheckResult, run_checks


def plant(path: Path, *statements: str) -> None:
    """Do to the file what no door of the program would do, and leave its triggers as they were."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = 1")
        triggers = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _sql in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _name, sql in triggers:
            connection.execute(sql)


def check(path: Path, name: str, *, deep: bool = False) -> CheckResult:
    """The result of the check of this name."""
    books = open_books(str(path), actor=LYNN, clock=lambda: MOMENT)
    try:
        report = run_checks(books, deep=deep)
    finally:
        books.close()
    assert report.ok == (not report.findings)
    return next(one for one in report.checks if one.name == name)
