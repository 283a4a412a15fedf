"""A fresh office for each test, on each engine; the books are proven after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from build import an_office
from engines import ENGINES, office_on
from landlord_desktop.services.books import Books
from landlord_desktop.services.checks import run_checks


def proven(books: Books) -> None:
    report = run_checks(books)
    assert report.ok, report.findings


@pytest.fixture(params=ENGINES)
def books(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Books]:
    """The office on both engines: the test runs twice."""
    with office_on(request.param, tmp_path) as opened:
        yield opened
        proven(opened)


@pytest.fixture
def file_books(tmp_path: Path) -> Iterator[Books]:
    """The office in a file, for tests of what only a file has."""
    opened = an_office(tmp_path / "office.db")
    yield opened
    proven(opened)
    opened.close()
