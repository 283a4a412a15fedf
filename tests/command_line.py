"""The command line as a script uses it, in this process: exit code, stdout and stderr of each call."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import build
from landlord_desktop import cli
from landlord_desktop.sandbox.server import RunningSandbox
from landlord_desktop.services.books import open_books

TRACEBACK = "Traceback (most recent call last)"


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def value(self) -> Any:
        """The one JSON object on stdout; an error where there is more or less than that."""
        return json.loads(self.out)

    def one_sentence(self) -> str:
        """What stands on stderr, which must be one line and no traceback."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        assert TRACEBACK not in self.err
        return lines[0]


class CommandLine:
    """Runs commands; `token` is put into the environment of each."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self.token: str | None = None

    def __call__(self, *words: object) -> Ended:
        self._monkeypatch.delenv("LANDLORD_INOSIO_TOKEN", raising=False)
        if self.token is not None:
            self._monkeypatch.setenv("LANDLORD_INOSIO_TOKEN", self.token)
        self._capsys.readouterr()
        try:
            code = cli.main([str(word) for word in words])
        except SystemExit as end:
            code = int(end.code or 0)
        out, err = self._capsys.readouterr()
        assert TRACEBACK not in out + err
        return Ended(code, out, err)


def rows(database: Path, statement: str, **values: object) -> list[tuple[Any, ...]]:
    """What the database holds."""
    books = open_books(str(database))
    try:
        return build.rows(books, statement, **values)
    finally:
        books.close()


def change(database: Path, statement: str, **values: object) -> None:
    """Change what the database holds, behind the program's back."""
    books = open_books(str(database))
    try:
        with books.store.write() as connection:
            connection.execute(text(statement), values)
    finally:
        books.close()


def connect(run: CommandLine, database: Path, sandbox: RunningSandbox) -> None:
    """Let the database's commands talk to the sandbox with a valid token."""
    assert run("settings", database, "inosio.server", sandbox.url).code == 0
    run.token = sandbox.token
