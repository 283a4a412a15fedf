"""Canaries: after the whole job through the window, with failures on purpose, secrets stand only where they may."""

import json
import os
import sqlite3
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from pypdf import PdfReader

from postgres_server import locked

ACCOUNT_NUMBER = b"0020021234"
NAMES = (b"Kmetz", b"Karyl Rodriguez", b"Okafor")
TESTS = Path(__file__).resolve().parent.parent


@dataclass
class Traces:
    """What a run left behind."""

    home: Path
    scanned: Path
    output: bytes
    secrets: list[bytes]
    sealed: bool

    def files(self) -> dict[str, bytes]:
        """Every file with its bytes; the practice server's own folder is another party's. PDF and XLSX as texts."""
        server = self.scanned / "data" / "practice" / "server"
        found = {}
        for path in sorted(self.home.rglob("*")):
            if path.is_file() and server not in path.parents:
                found[str(path.relative_to(self.home))] = _contents(path)
        return found

    def database(self) -> Path:
        return self.scanned / "data" / "practice" / "practice.db"


def _contents(path: Path) -> bytes:
    raw = path.read_bytes()
    if path.suffix == ".pdf":
        raw += "".join(page.extract_text() for page in PdfReader(path).pages).encode()
    if path.suffix == ".xlsx":
        with zipfile.ZipFile(path) as book:
            raw += b"".join(book.read(name) for name in book.namelist())
    return raw


@pytest.fixture(scope="module", params=["sealed", "plain"])
def traces(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Traces:
    """What a run left behind: one run, whichever processes the tests are shared among."""
    base = tmp_path_factory.getbasetemp()
    shared = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / f"privacy-{request.param}"
    shared.mkdir(exist_ok=True)
    home, output, secrets = shared / "home", shared / "output.bin", shared / "secrets.json"
    with locked(shared / "lock"):
        if not output.exists():
            home.mkdir()
            output.write_bytes(_the_run(home, secrets, request.param))
    told = json.loads(secrets.read_text(encoding="utf-8"))
    assert told["failures"] == 3
    tokens = [one.encode() for one in told["tokens"]]
    assert len(set(tokens)) == 2
    return Traces(home, home / "scanned", output.read_bytes(), tokens, request.param == "sealed")


def _the_run(home: Path, secrets: Path, mode: str) -> bytes:
    """The job in a process of its own, with a home and a folder for temporary files of its own; what it printed."""
    for name in ("scanned", "temporary"):
        (home / name).mkdir()
    environment = {
        **os.environ, "HOME": str(home), "TMPDIR": str(home / "temporary"), "LANDLORD_DATA": str(home / "scanned/data"),
        "PYTHONPATH": os.pathsep.join((str(TESTS.parent / "src"), str(TESTS))),
    }
    environment |= {name: str(home / name) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    ran = subprocess.run(
        [sys.executable, TESTS / "reliability" / "privacy_run.py", home / "scanned", secrets, mode],
        env=environment, capture_output=True, timeout=120, check=False,
    )
    assert ran.returncode == 0, ran.stderr.decode()[-2000:]
    return ran.stdout + ran.stderr


def test_the_token_is_in_no_file_and_no_output(traces: Traces) -> None:
    found = {**traces.files(), "output": traces.output}
    assert len(found) > 40
    for token in traces.secrets:
        # neither whole nor the greater part of it, as a cut line would show it
        assert [name for name, raw in found.items() if token[:24] in raw] == []


def test_the_account_number_is_in_the_bank_record_and_in_what_was_sent(traces: Traces) -> None:
    books = {"scanned/data/practice/practice.db", *(f"scanned/live/practice.db{end}" for end in ("", "-wal", "-shm"))}
    found = {**traces.files(), "output": traces.output}
    assert [name for name, raw in found.items() if ACCOUNT_NUMBER in raw and name not in books] == []
    allowed = 0
    connection = sqlite3.connect(f"{traces.database().as_uri()}?immutable=1", uri=True)  # leaves no file beside it
    for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for column in [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]:
            query = f"SELECT {column} FROM {table} WHERE instr(CAST({column} AS BLOB), ?)"
            holders = [str(row[0]) for row in connection.execute(query, (ACCOUNT_NUMBER,)).fetchall()]
            place = f"{table}.{column}"
            if place == "outbox_request.body":
                assert bool(holders) is not traces.sealed
            elif place != "bank_detail.account_number":
                assert holders == [], place
            allowed += sum(holder.count(ACCOUNT_NUMBER.decode()) for holder in holders)
    connection.close()
    assert allowed >= 1
    # nothing of it in freed pages either
    assert traces.database().read_bytes().count(ACCOUNT_NUMBER) == allowed


def test_no_tenant_is_named_in_a_log(traces: Traces) -> None:
    logs = {name: raw for name, raw in traces.files().items() if name.endswith((".log", "told.txt", "cmdlines.txt"))}
    assert any(b"PUT /v1/snapshots" in raw for raw in logs.values())
    for name in NAMES:
        assert [place for place, raw in {**logs, "output": traces.output}.items() if name in raw] == []


def test_failures_are_told_with_a_number_and_without_their_text(traces: Traces) -> None:
    told = (traces.scanned / "told.txt").read_text(encoding="utf-8").splitlines()
    assert len(told) == 3
    assert all(line.startswith("Something went wrong (E-") for line in told)
