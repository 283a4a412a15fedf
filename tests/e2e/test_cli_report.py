"""`report`, `batches` and `check` black-box: what the files hold, and what is found where the books are wrong."""

import csv
import shutil
import sqlite3
from pathlib import Path

import pytest

from command_line import CommandLine
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import create_books, open_books

KMETZ = "2732388606925747"
EQUAL = "8177022708113454"
HEADER = ["Unit", "Tenant", "Posting Date", "Amount", "Memo"]


def written(run: CommandLine, database: Path, *words: str) -> list[list[str]]:
    out = database.with_name("out.csv")
    ended = run("report", database, "post-batch-receipts", "--out", out, *words)
    assert (ended.code, ended.out, ended.err) == (0, "out.csv is written.\n", "")
    with out.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_the_list_of_reports(run: CommandLine, guide: Path) -> None:
    names = [line.split()[0] for line in run("report", guide, "--list").out.splitlines()]
    assert {"post-batch-receipts", "deposit-slip", "tenant-balances", "work-orders", "applicants"} <= set(names)
    for name in names:
        assert run("report", guide, name, "--out", guide.with_name(f"{name}.csv")).code == 0


def test_post_batch_receipts_of_a_batch_the_working_list_and_the_newest(run: CommandLine, guide: Path) -> None:
    assert written(run, guide, "--batch", KMETZ) == [HEADER]
    run("post", guide, "--batch", EQUAL)
    newest = written(run, guide)
    assert newest[0] == HEADER
    assert [row[2:4] for row in newest[1:]] == [["2022-02-22", "720.00"], ["2022-02-22", "730.00"]]
    books = open_books(str(guide))
    load_batch(books, KMETZ)
    books.close()
    assert [row[3] for row in written(run, guide)[1:]] == ["1200.00", "1000.00", "500.00"]
    assert written(run, guide, "--batch", EQUAL) == newest
    assert written(run, guide, "--batch", KMETZ)[1] == [
        "2118 Oak Street", "Anthony Kmetz", "2022-02-22", "1200.00", "Inosio Transaction"
    ]


@pytest.mark.parametrize("ending", ["pdf", "xlsx", "csv"])
def test_each_kind_of_file(run: CommandLine, guide: Path, ending: str) -> None:
    out = guide.with_name(f"x.{ending}")
    assert run("report", guide, "tenant-balances", "--out", out).code == 0
    assert out.read_bytes()[:4] == {"pdf": b"%PDF", "xlsx": b"PK\x03\x04"}.get(ending, out.read_bytes()[:4])


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nope", "--out", "x.csv"], "There is no report nope"), (["journal"], "--out FILE.pdf"),
        (["journal", "--out", "x.doc"], ".pdf, .csv or .xlsx"), (["journal", "--out", "x"], ".pdf, .csv or .xlsx"),
        (["post-batch-receipts", "--batch", "77", "--out", "x.csv"], "There is no batch 77"),
        (["deposit-slip", "--slip", "77", "--out", "x.csv"], "77"), ([], "Name one of these reports"),
        (["bank-register", "--bank", "NOPE", "--out", "x.csv"], "NOPE"),
        (["tenant-balances", "--bank", "CHECKING", "--out", "x.csv"], "cannot be limited by bank"),
        (["journal", "--out", "/no/such/folder/x.csv"], "there is no folder"), (["journal", "--out", ""], "--out FILE"),
    ],
)
def test_reports_that_cannot_be(
    run: CommandLine, guide: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], told: str
) -> None:
    monkeypatch.chdir(guide.parent)
    ended = run("report", guide, *words)
    assert ended.code == 2
    assert told in ended.one_sentence()
    assert [path.suffix for path in guide.parent.iterdir()] == [".db"]


def test_batches_for_a_person(run: CommandLine, guide: Path, tmp_path: Path) -> None:
    first = run("batches", guide).out.splitlines()[0]
    assert first == (
        "2022-02-23       $2,700.00    3 items  unprocessed posted 0, held 3, removed 0  Id: 2732388606925747"
    )
    create_books(str(tmp_path / "empty.db"))
    assert run("batches", tmp_path / "empty.db").out.startswith("There are no batches.")
    assert run("batches", tmp_path / "empty.db", "--json").value == {"batches": []}


def test_check_proves_all_sets_not_only_the_newest(run: CommandLine, guide_file: Path, tmp_path: Path) -> None:
    path = tmp_path / "flipped.db"
    shutil.copy(guide_file, path)
    sound = run("check", path, "--json")
    assert (sound.code, sound.value["ok"], sound.err) == (0, True, "")
    assert all(one == {"name": one["name"], "ok": True, "findings": []} for one in sound.value["checks"])
    _behind_the_back(path, "UPDATE transaction_set SET memo = 'other' WHERE id = 1", "transaction_set_update_refused")
    found = run("check", path, "--json")
    assert (found.code, found.value["ok"], found.err) == (1, False, "")
    findings = [finding for one in found.value["checks"] if not one["ok"] for finding in one["findings"]]
    assert [finding.startswith("Set 1 ") for finding in findings] == [True]
    assert "FINDING sets are as they were posted" in run("check", path).out


def _behind_the_back(path: Path, statement: str, guard: str) -> None:
    """Change what the guard protects, as a damaged disk would."""
    connection = sqlite3.connect(path)
    trigger = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (guard,)).fetchone()[0]
    connection.execute(f"DROP TRIGGER {guard}")
    connection.execute(statement)
    connection.execute(trigger)
    connection.commit()
    connection.close()


def test_the_general_ledger_of_one_account(run: CommandLine, guide: Path) -> None:
    run("post", guide, "--batch", EQUAL)
    out = guide.with_name("ledger.csv")
    words = ("general-ledger", "--account", "rent", "--from", "2022-01-01", "--out", out)
    assert run("report", guide, *words).code == 0
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows[0] == [
        "Ledger", "Account", "Date", "Set", "Description", "Unit", "Tenant", "Debit", "Credit", "Balance"
    ]
    assert {row[1] for row in rows[1:] if row[0]} == {"RENT"}
    assert sum(row[4] == "Opening balance" for row in rows) == len({row[0] for row in rows[1:] if row[0]})
    assert "There is no tenant NOBODY" in run("report", guide, "general-ledger", "--tenant", "NOBODY", "--out", out).err
