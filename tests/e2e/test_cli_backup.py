"""`backup`, `restore` and `migrate` as a script uses them."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

from command_line import CommandLine, change, connect, rows
from landlord_desktop.sandbox.server import RunningSandbox
from landlord_desktop.services.books import open_books


def test_backup_restore_and_check(run: CommandLine, guide: Path, tmp_path: Path) -> None:
    ended = run("backup", guide, tmp_path / "b.db")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("b.db is written and proven: ")
    change(guide, "UPDATE office SET name = 'Later'")
    ended = run("restore", tmp_path / "b.db", tmp_path / "again.db")
    assert ended.code == 0
    assert "Sending is off because these books were restored" in ended.out
    assert run("check", tmp_path / "again.db").code == 0
    assert rows(tmp_path / "again.db", "SELECT name FROM office") != [("Later",)]
    (sentence,) = rows(tmp_path / "again.db", "SELECT sentence FROM audit_entry WHERE action = 'restore'")
    assert sentence[0].startswith("Restored from a backup of ")


def test_nothing_is_replaced_unasked(run: CommandLine, guide: Path, tmp_path: Path) -> None:
    assert run("backup", guide, tmp_path / "b.db").code == 0
    ended = run("backup", guide, tmp_path / "b.db")
    assert (ended.code, ended.out) == (5, "")
    assert "exists already" in ended.one_sentence()
    assert run("backup", guide, tmp_path / "b.db", "--replace").code == 0
    ended = run("restore", tmp_path / "b.db", guide)
    assert ended.code == 5
    assert "exists already" in ended.one_sentence()
    ended = run("restore", tmp_path / "b.db", guide, "--replace")
    assert ended.code == 0
    assert "is kept as guide.db.before-restore-" in ended.out
    assert len(list(tmp_path.glob("guide.db.before-restore-*"))) == 1


def test_an_open_database_is_not_replaced(run: CommandLine, guide: Path, tmp_path: Path) -> None:
    assert run("backup", guide, tmp_path / "b.db").code == 0
    other = subprocess.Popen(
        [
            sys.executable, "-c",
            "import sys; from landlord_desktop.services.books import open_books; b = open_books(sys.argv[1]); "
            "print('open', flush=True); sys.stdin.readline(); b.close()",
            str(guide),
        ],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )
    with other:
        assert other.stdout is not None
        assert other.stdout.readline() == "open\n"
        ended = run("restore", tmp_path / "b.db", guide, "--replace")
        other.communicate("\n")
    assert ended.code == 5
    assert "is open in a program" in ended.one_sentence()
    assert run("restore", tmp_path / "b.db", guide, "--replace").code == 0


@pytest.mark.parametrize("words", [("backup",), ("backup", "D"), ("restore", "F"), ("migrate",)])
def test_missing_words_are_usage(run: CommandLine, words: tuple[str, ...]) -> None:
    assert run(*words).code == 2


def test_faults_are_one_sentence_and_exit_5(run: CommandLine, guide: Path, tmp_path: Path) -> None:
    letter = tmp_path / "letter.db"
    letter.write_text("no database at all" * 100)
    for words in (
        ("backup", tmp_path / "none.db", tmp_path / "b.db"),
        ("backup", letter, tmp_path / "b.db"),
        ("backup", guide, tmp_path / "none" / "b.db"),
        ("backup", guide, tmp_path),
        ("restore", tmp_path / "none.db", tmp_path / "again.db"),
        ("restore", letter, tmp_path / "again.db"),
        ("restore", guide, tmp_path / "again.db"),
        ("migrate", letter),
        ("migrate", "postgresql://office/books"),
    ):
        ended = run(*words)
        assert ended.code == 5, words
        assert len(ended.one_sentence()) > 20
    assert sorted(path.name for path in tmp_path.iterdir()) == ["guide.db", "letter.db"]


def test_migrate_of_books_that_are_up_to_date(run: CommandLine, guide: Path) -> None:
    before = guide.read_bytes()
    ended = run("migrate", guide)
    assert (ended.code, ended.out) == (0, "guide.db is up to date; nothing was changed.\n")
    assert guide.read_bytes() == before


def test_a_disk_that_fills_up_half_way_leaves_no_file(guide: Path, tmp_path: Path) -> None:
    open_books(str(guide)).close()
    ended = subprocess.run(
        [sys.executable, "-m", "landlord_desktop", "backup", str(guide), str(tmp_path / "b.db")],
        capture_output=True, text=True, check=False, env=dict(os.environ),
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)),
    )
    assert ended.returncode == 5
    assert ended.stderr.startswith("The backup was not made. The disk ")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["guide.db"]


def test_restored_books_send_when_a_person_says_so(
    run: CommandLine, guide: Path, sandbox: RunningSandbox, tmp_path: Path
) -> None:
    connect(run, guide, sandbox)
    assert run("sync", guide).code == 0
    assert run("backup", guide, tmp_path / "b.db").code == 0
    restored = tmp_path / "again.db"
    assert run("restore", tmp_path / "b.db", restored).code == 0
    sent = len(sandbox.state.snapshots)
    ended = run("sync", restored, "--json")
    assert ended.code == 1
    assert [(step["name"], step["ok"]) for step in ended.value["steps"]] == [
        ("send", False), ("batches", True), ("returns", True), ("work-orders", True), ("applicants", True),
        ("balances", False),
    ]
    assert "Sending is off" in ended.one_sentence()
    assert len(sandbox.state.snapshots) == sent
    assert run("settings", restored, "office.sending_confirmed", "yes").code == 0
    assert run("sync", restored).code == 0
    assert len(sandbox.state.snapshots) == sent + 1
