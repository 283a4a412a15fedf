"""`check`: what it reads of small and of large books, and how a deep check tells how far it is."""

import io
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from command_line import CommandLine
from landlord_desktop.cli_check import ProgressLine
from landlord_desktop.services import check_contents, checks


@pytest.fixture
def flipped(guide_file: Path, tmp_path: Path) -> Path:
    """Books whose oldest set is not what was posted."""
    path = Path(shutil.copy(guide_file, tmp_path / "flipped.db"))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        find = "SELECT sql FROM sqlite_master WHERE name = 'transaction_set_update_refused'"
        guard = connection.execute(find).fetchone()[0]
        connection.execute("DROP TRIGGER transaction_set_update_refused")
        connection.execute("UPDATE transaction_set SET memo = 'other' WHERE id = 1")
        connection.execute(guard)
    return path


def test_large_books_are_read_whole_where_it_is_asked_for(
    run: CommandLine, flipped: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run("check", flipped).code == 1  # small books are read whole each time
    monkeypatch.setattr(checks, "SMALL_BOOK", 3)
    monkeypatch.setattr(check_contents, "NEWEST", 2)
    plain = run("check", flipped)
    assert (plain.code, plain.err) == (0, "")
    assert "check --deep reads all" in plain.out
    deep = run("check", flipped, "--deep", "--json")
    assert (deep.code, deep.value["ok"]) == (1, False)
    told = deep.err.splitlines()
    assert told[-1] == "Checking the books: 100 %"
    assert len(told) == len(set(told)) <= 11


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_on_a_terminal_one_line_is_rewritten() -> None:
    stream = Terminal()
    line = ProgressLine(stream)
    for done in (0, 1, 1, 2):
        line(done, 2)
    line.end()
    assert stream.getvalue() == (
        "\rChecking the books: 0 %\rChecking the books: 50 %\rChecking the books: 100 %\n"
    )


class Gone(io.StringIO):
    """A stream whose reader went away."""

    def write(self, text: str, /) -> int:
        raise BrokenPipeError


def test_a_reader_who_went_away_stops_nothing() -> None:
    line = ProgressLine(Gone())
    line(1, 1)
    line.end()
