"""Databases that cannot be used, wrong words, output that nobody takes: one clear sentence, never a traceback."""

import os
import resource
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import TRACEBACK, CommandLine, change, rows
from landlord_desktop.db.migrate import HEAD
from landlord_desktop.db.sqlite_engine import open_store
from landlord_desktop.services import checks

PROGRAM = [sys.executable, "-m", "landlord_desktop"]
EQUAL = "8177022708113454"


def commands(database: Path, out: Path) -> list[list[str]]:
    """Every command that opens a database."""
    return [
        ["check", str(database), "--json"], ["batches", str(database), "--json"], ["settings", str(database)],
        ["settings", str(database), "office.name", "X"], ["sync", str(database), "--json"],
        ["post", str(database), "--all", "--json"], ["report", str(database), "journal", "--out", str(out)],
    ]


def assert_refused(run: CommandLine, database: Path, words: str) -> None:
    """Each command ends with 5, one sentence, and with --json one object that tells it."""
    out = database.parent / "out.csv"
    for command in commands(database, out):
        ended = run(*command)
        assert ended.code == 5, command
        assert words in ended.one_sentence(), command
        if "--json" in command:
            assert ended.value["error"] == ended.one_sentence()
        else:
            assert ended.out == ""
    assert not out.exists()


def test_no_database(run: CommandLine, tmp_path: Path) -> None:
    assert_refused(run, tmp_path / "none.db", "There is no database none.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder(run: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    assert_refused(run, tmp_path / "folder", "folder is a folder")


@pytest.mark.parametrize("content", [b"", b"x" * 5000, b"SQLite format 3\x00" + b"\xff" * 4000])
def test_no_database_of_ours(run: CommandLine, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    assert_refused(run, path, "no Landlord Desktop database" if content[:3] != b"SQL" else "")
    assert path.read_bytes() == content


def test_a_newer_database(run: CommandLine, guide: Path) -> None:
    change(guide, "UPDATE alembic_version SET version_num = '0999'")
    before = guide.read_bytes()
    assert_refused(run, guide, "newer Landlord Desktop")
    assert guide.read_bytes() == before
    with sqlite3.connect(guide) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (HEAD,))
    connection.close()


def test_tables_are_missing(run: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "hollow.db"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
    connection.execute("INSERT INTO alembic_version VALUES (?)", (HEAD,))
    connection.commit()
    connection.close()
    assert_refused(run, path, "hollow.db is damaged: its office cannot be read")


def test_a_damaged_database_is_found(run: CommandLine, guide_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "damaged.db"
    content = bytearray(guide_file.read_bytes())
    content[8192:-4096] = bytes(len(content) - 12288)
    path.write_bytes(content)
    for command in (["check", path, "--json"], ["post", path, "--all", "--json"]):
        ended = run(*command)
        assert ended.code in {1, 5}
        assert isinstance(ended.value, dict)


def test_a_locked_database(run: CommandLine, guide: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("landlord_desktop.db.sqlite_engine.BUSY_SECONDS", 0.05)
    holder = open_store(guide)
    with holder.write():
        for command in (["post", guide, "--all", "--json"], ["settings", guide, "office.name", "X"]):
            ended = run(*command)
            assert ended.code == 5
            assert "Another program is writing" in ended.one_sentence()
        assert run("batches", guide, "--json").code == 0
        assert run("check", guide).code == 0
    holder.close()
    assert run("post", guide, "--batch", EQUAL).code == 0


def test_a_full_disk_keeps_the_books_as_they_were(guide: Path) -> None:
    run = subprocess.run(
        [*PROGRAM, "post", str(guide), "--all", "--accept-proposals", "--json"], capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000)), check=False,
    )
    assert run.returncode == 5, run.stderr
    assert TRACEBACK not in run.stderr
    assert "nothing was saved" in run.stderr
    assert rows(guide, "SELECT count(*) FROM receipt WHERE batch_id = :id", id=EQUAL) == [(0,)]


def test_a_full_disk_leaves_no_half_made_database(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    run = subprocess.run(
        [*PROGRAM, "new", str(path), "--sample", "guide"], capture_output=True, text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000)), check=False,
    )
    assert run.returncode == 5, run.stderr
    assert len(run.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a?b.db", "100%41.db", "a#b.db", "büro \u4e2d.db", "a b;c.db", "it's.db"])
def test_any_file_name_is_a_database(run: CommandLine, tmp_path: Path, name: str) -> None:
    assert run("new", tmp_path / name, "--sample", "2").code == 0
    assert run("check", tmp_path / name).code == 0
    assert run("post", tmp_path / name, "--all", "--json").code == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_new_never_overwrites(run: CommandLine, guide: Path) -> None:
    before = guide.read_bytes()
    ended = run("new", guide, "--sample", "guide")
    assert ended.code == 5
    assert "exists already" in ended.one_sentence()
    assert guide.read_bytes() == before


@pytest.mark.parametrize(
    ("sample", "code"), [("nope", 2), ("0", 2), ("-5", 2), ("100001", 2), ("1e3", 2), ("٣", 2), ("", 2)]
)
def test_a_sample_that_is_none_leaves_nothing(run: CommandLine, tmp_path: Path, sample: str, code: int) -> None:
    ended = run("new", tmp_path / "a.db", f"--sample={sample}")
    assert ended.code == code
    assert "guide, office" in ended.one_sentence()
    assert list(tmp_path.iterdir()) == []


def test_new_where_nothing_can_be_made(run: CommandLine, tmp_path: Path) -> None:
    assert "There is no folder for a.db" in run("new", tmp_path / "none" / "a.db").one_sentence()
    (tmp_path / "gone.db").symlink_to(tmp_path / "nowhere")
    assert run("new", tmp_path / "gone.db").code == 5
    assert run("new", "postgresql://clerk:secret@db/books").code == 5
    assert "secret" not in run("check", "postgresql://clerk:secret@db/books").one_sentence()
    assert run("new", "/proc/a.db").code == 5


@pytest.mark.parametrize(
    "words",
    [
        ("post", "D"), ("post", "D", "--batch", "1", "--all"), ("nonsense",), ("check",), ("check", "D", "--nope"),
        ("report", "D", "deposit-slip", "--slip", "x", "--out", "x.csv"), ("post", "D", "--al"),
        ("sandbox", "--port", "x"),
        ("report", "D", "journal", "--from", "1.1.2022", "--out", "x.csv"), ("sandbox", "--faults", "[{}]"),
    ],
)
def test_wrong_words_are_usage(run: CommandLine, words: tuple[str, ...]) -> None:
    ended = run(*words)
    assert (ended.code, ended.out) == (2, "")
    assert "usage: landlord-desktop" in ended.err


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("inosio.server", "http://inosio.example", "Plain http"), ("inosio.server", "ftp://x", "https://"),
        ("inosio.server", "https://user:pass@x", "not used"), ("inosio.server", "nonsense", "not used"),
        ("inosio.sync_daily", "perhaps", "yes or no"), ("inosio.bank", "NOPE", "no bank account code"),
        ("inosio.last_error", "x", "There is no setting"), ("nope", "x", "There is no setting nope"),
        ("nope", None, "There is no setting nope"), ("office.today", "soon", "is a date"),
        ("office.locked_through", "2022-03-09", "beyond today"), ("office.deposit_days", "0", "1 to 30"),
        ("office.nsf_charge_code", "NOPE", "no active charge code"), ("office.use_open_credits", "x", "yes or no"),
    ],
)
def test_settings_that_cannot_be(run: CommandLine, guide: Path, key: str, value: str | None, words: str) -> None:
    before = run("settings", guide).out
    ended = run("settings", guide, key, *([] if value is None else [value]))
    assert ended.code == 2
    assert words in ended.one_sentence()
    assert "pass" not in ended.err.replace("password", "")
    assert run("settings", guide).out == before


def test_settings_are_shown_and_changed(run: CommandLine, guide: Path) -> None:
    shown = dict(line.partition(" = ")[::2] for line in run("settings", guide).out.splitlines())
    assert (shown["inosio.sync_daily"], shown["inosio.balances_automatic"], shown["inosio.server"]) == ("yes", "no", "")
    assert run("settings", guide, "inosio.server", " HTTPS://Inosio.Example/ ").out == ""
    assert run("settings", guide, "inosio.server").out == "https://inosio.example\n"
    assert run("settings", guide, "inosio.server", "").code == 0
    assert run("settings", guide, "inosio.server").out == "\n"
    assert run("settings", guide, "inosio.sync_daily", "no").code == 0
    assert run("settings", guide, "inosio.sync_daily").out == "no\n"
    assert rows(guide, "SELECT before, after FROM audit_entry WHERE subject = 'inosio.sync_daily'") == [("yes", "no")]


def test_a_period_is_locked_and_opened_with_a_reason(run: CommandLine, guide: Path) -> None:
    assert run("settings", guide, "office.locked_through", "2022-03-08").code == 0
    assert run("settings", guide, "office.locked_through", "2022-02-28").code == 2
    assert run("settings", guide, "office.locked_through", "2022-02-28", "--reason", "A late receipt").code == 0
    assert run("settings", guide, "office.locked_through").out == "2022-02-28\n"


def test_an_undecodable_word_is_kept_readable(run: CommandLine, guide: Path) -> None:
    assert run("settings", guide, "office.name", os.fsdecode(b"B\xfcro \x1b[2J")).code == 0
    assert run("settings", guide, "office.name").out.startswith("B?ro \u27e6U+001B\u27e7[2J")


@pytest.mark.parametrize("words", [["batches"], ["post", "--all"], ["check"]])
@pytest.mark.parametrize("json", [[], ["--json"]])
def test_stopped_by_hand(
    run: CommandLine, guide: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], json: list[str]
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    for name in ("batches.list_batches", "batch_posting.post_judged", "checks.run_checks"):
        monkeypatch.setattr(f"landlord_desktop.services.{name}", stop)
    ended = run(words[0], guide, *words[1:], *json)
    assert ended.code == 130
    assert ended.one_sentence().startswith("Stopped.")
    if json:
        assert ended.value == {"error": ended.one_sentence()}


def test_a_fault_of_the_program_is_one_sentence_without_its_text(
    run: CommandLine, guide: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> checks.CheckReport:
        raise ZeroDivisionError("account 0020021234")

    monkeypatch.setattr(checks, "run_checks", fail)
    ended = run("check", guide, "--json")
    assert ended.code == 70
    assert "ZeroDivisionError in test_cli_faults.py, line" in ended.one_sentence()
    assert "0020021234" not in ended.out + ended.err
    assert ended.value == {"error": ended.one_sentence()}


def test_a_reader_that_goes_away_changes_nothing(guide: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ended = subprocess.run(
            [*PROGRAM, "post", str(guide), "--batch", EQUAL, "--json"], stdout=write, stderr=subprocess.PIPE,
            check=False,
        )
    finally:
        os.close(write)
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert rows(guide, "SELECT count(*) FROM receipt WHERE batch_id = :id", id=EQUAL) == [(2,)]


def test_output_that_cannot_be_written_is_told(guide: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(
            [*PROGRAM, "batches", str(guide)], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert ended.returncode == 1
    assert ended.stderr == "The output could not be written: No space left on device.\n"


def test_a_terminal_without_unicode(guide: Path) -> None:
    change(guide, "UPDATE setting SET value = :name WHERE key = 'office.name'", name="B\u00fcro \u4e2d")
    ended = subprocess.run(
        [*PROGRAM, "settings", str(guide)], capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii"},
    )
    assert (ended.returncode, ended.stderr) == (0, "")
