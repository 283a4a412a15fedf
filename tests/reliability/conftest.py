"""An office connected to a running sandbox, and the guide's sample made once; books are proven after each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from landlord_desktop.sandbox.server import RunningSandbox, running_sandbox
from landlord_desktop.services.books import create_books
from landlord_desktop.services.checks import run_checks
from office_online import Online, connect, unconnected_office


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    """A whole server on a free port."""
    with running_sandbox(tmp_path / "sandbox") as running:
        yield running


@pytest.fixture(scope="session")
def made_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an office that has never seen a server."""
    path = tmp_path_factory.mktemp("made") / "office.db"
    unconnected_office(path)
    return path


@pytest.fixture
def office(tmp_path: Path, made_office: Path, sandbox: RunningSandbox) -> Iterator[Online]:
    """The office; what the books say is proven at the end."""
    shutil.copy(made_office, tmp_path / "office.db")
    online = connect(tmp_path / "office.db", sandbox)
    yield online
    report = run_checks(online.books)
    online.books.close()
    assert report.ok, report.findings


@pytest.fixture(scope="session")
def guide_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide's sample, made once."""
    path = tmp_path_factory.mktemp("samples") / "guide.db"
    create_books(str(path), "guide")
    return path
