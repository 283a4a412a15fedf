"""`returns` black-box: fetched or read from a file, approved where clear, and why the others wait."""

from pathlib import Path

from command_line import CommandLine, connect, rows
from landlord_desktop.sandbox.server import RunningSandbox

EQUAL = "8177022708113454"
PAYMENT = "PMT-7310042211"


def _posted(run: CommandLine, guide: Path) -> None:
    assert run("post", guide, "--batch", EQUAL, "--deposit").code == 0


def _file(folder: Path, *lines: str) -> Path:
    path = folder / "returns.csv"
    path.write_text("\n".join(("Payment ID,Date,Amount,Reason", *lines)) + "\n", encoding="utf-8")
    return path


def test_a_file_is_read_and_what_is_clear_is_approved_once(run: CommandLine, guide: Path, tmp_path: Path) -> None:
    _posted(run, guide)
    path = _file(tmp_path, f"{PAYMENT},3/8/2022,720.00,NSF (R01)", "PMT-0,3/8/2022,5.00,R02", "PMT-1,never,5.00,R02")
    looked = run("returns", guide, "--from", path, "--json")
    assert (looked.code, looked.value) == (1, {
        "approved": [],
        "waiting": [{"payment_id": PAYMENT, "reason": "clear"}, {"payment_id": "PMT-0", "reason": "unknown_payment"}],
    })  # fmt: skip
    done = run("returns", guide, "--from", path, "--approve", "--json")
    assert (done.code, done.value) == (1, {
        "approved": [{"payment_id": PAYMENT, "amount": "720.00"}],
        "waiting": [{"payment_id": "PMT-0", "reason": "unknown_payment"}],
    })  # fmt: skip
    assert rows(guide, "SELECT count(*) FROM transaction_set WHERE kind = 'nsf'") == [(1,)]
    again = run("returns", guide, "--from", path, "--approve")
    assert again.code == 1
    assert "line 4: The date must be like 2022-03-08 or 3/8/2022." in again.out
    assert "waiting: payment PMT-0: No receipt has payment ID PMT-0." in again.out
    assert rows(guide, "SELECT count(*) FROM transaction_set WHERE kind = 'nsf'") == [(1,)]


def test_all_clear_is_done(run: CommandLine, guide: Path, tmp_path: Path) -> None:
    _posted(run, guide)
    path = _file(tmp_path, f"{PAYMENT},3/8/2022,720.00,R01")
    assert run("returns", guide, "--from", path).code == 0
    assert run("returns", guide, "--from", path, "--approve", "--json").code == 0
    assert run("returns", guide, "--from", path, "--json").value == {"approved": [], "waiting": []}


def test_what_cannot_be_read_is_one_sentence(run: CommandLine, guide: Path, tmp_path: Path) -> None:
    missing = run("returns", guide, "--from", tmp_path / "none.csv", "--json")
    assert (missing.code, missing.value["approved"], missing.value["waiting"]) == (2, [], [])
    assert "none.csv cannot be read" in missing.one_sentence()
    strange = tmp_path / "strange.csv"
    strange.write_text("A,B\n1,2\n", encoding="utf-8")
    ended = run("returns", guide, "--from", strange)
    assert ended.code == 2
    assert "The columns of strange.csv are not clear" in ended.one_sentence()


def test_returns_are_fetched_from_the_server(run: CommandLine, guide: Path, sandbox: RunningSandbox) -> None:
    _posted(run, guide)
    without = run("returns", guide, "--json")
    assert (without.code, without.value["approved"], without.value["waiting"]) == (3, [], [])
    connect(run, guide, sandbox)
    sandbox.state.put_item("returns", {
        "id": "RET-1", "payment_id": PAYMENT, "batch_id": EQUAL, "returned_on": "2022-03-08", "amount": "720.00",
        "kind": "return", "reason_code": "R01",
    })  # fmt: skip
    ended = run("returns", guide, "--approve", "--json")
    assert ended.code == 1
    assert ended.value["approved"] == [{"payment_id": PAYMENT, "amount": "720.00"}]
    assert {one["payment_id"]: one["reason"] for one in ended.value["waiting"]} == {
        "PMT-7310042208": "not_posted", "PMT-7310042213": "not_posted",
    }
    assert run("sync", guide, "--only", "returns", "--json").value["steps"] == [
        {"name": "returns", "ok": True, "detail": "No new returns."}
    ]
