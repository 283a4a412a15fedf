"""A fresh office for each test; the books are proven after it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from build import an_office
from landlord_desktop.services.books import Books
from landlord_desktop.services.checks import run_checks


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    opened = an_office(tmp_path / "office.db")
    yield opened
    report = run_checks(opened)
    opened.close()
    assert report.ok, report.findings
