"""The command line, samples made once and copied for each test, a running sandbox; books are proven at the end."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from command_line import CommandLine
from landlord_desktop.sandbox.server import RunningSandbox, running_sandbox
from landlord_desktop.services.books import create_books, open_books
from landlord_desktop.services.checks import run_checks


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> CommandLine:
    """Runs a command in this process."""
    return CommandLine(capsys, monkeypatch)


@pytest.fixture(scope="session")
def guide_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide's sample, made once."""
    path = tmp_path_factory.mktemp("samples") / "guide.db"
    create_books(str(path), "guide")
    return path


@pytest.fixture
def guide(guide_file: Path, tmp_path: Path) -> Iterator[Path]:
    """A copy of the guide's sample office; its books are proven after the test."""
    path = tmp_path / "guide.db"
    shutil.copy(guide_file, path)
    yield path
    books = open_books(str(path))
    report = run_checks(books, deep=True)
    books.close()
    assert report.ok, report.findings


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    """A whole server on a free port."""
    with running_sandbox(tmp_path / "sandbox") as running:
        yield running
