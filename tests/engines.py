"""Fresh books on both engines: SQLite files, and databases of the PostgreSQL server that the tests run themselves.

As a plugin it is loaded before the tests' home is made, so it imports the program only where it is used.
"""

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import postgres_server

if TYPE_CHECKING:
    import psycopg

    from landlord_desktop.services.books import Books

ENGINES = ("sqlite", "postgresql")
OFFICE, EMPTY = "office_template", "template0"
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):  # the run's first process; the others find the server where it says
        folder = postgres_server.free_path()
        postgres_server.prepare(folder)
        config.add_cleanup(lambda: postgres_server.ended(folder))


@contextmanager
def server_database(template: str = EMPTY, owner: str = postgres_server.OWNER) -> Iterator[str]:
    """The address of a fresh database of `owner` on the tests' server, a copy of `template`; dropped at the end."""
    postgres_server.running()
    name = f"t{os.getpid()}_{next(_numbers)}"
    with _administration() as connection:
        way = postgres_server.quickest_copy()
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} OWNER {owner} STRATEGY {way}")
    try:
        yield postgres_server.address(name, owner)
    finally:
        with _administration() as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def server_office() -> "Iterator[Books]":
    """The office of `build.an_office` on the tests' server: copied, which is much quicker than made anew."""
    from build import LYNN, MOMENT
    from landlord_desktop.services.books import open_books

    folder = postgres_server.running()
    with postgres_server.locked(folder / "template.lock"):
        if not (folder / OFFICE).exists():
            _make_template()
            (folder / OFFICE).touch()
    with server_database(OFFICE) as location:
        books = open_books(location, actor=LYNN, clock=lambda: MOMENT)
        try:
            yield books
        finally:
            books.close()


def _make_template() -> None:
    from build import an_office

    with _administration() as connection:
        connection.execute(f"CREATE DATABASE {OFFICE} TEMPLATE {EMPTY} OWNER {postgres_server.OWNER}")
    an_office(postgres_server.address(OFFICE)).close()


def _administration() -> "psycopg.Connection[tuple[object, ...]]":
    import psycopg

    return psycopg.connect(postgres_server.address("postgres", postgres_server.ADMINISTRATOR), autocommit=True)


@contextmanager
def office_on(engine: str, folder: Path) -> "Iterator[Books]":
    """A fresh office on this engine; a file's lies in the folder."""
    if engine == "postgresql":
        with server_office() as books:
            yield books
        return
    from build import an_office

    books = an_office(folder / "office.db")
    try:
        yield books
    finally:
        books.close()
