"""`sync` black-box, against a server that speaks the contract and misbehaves."""

import json
from pathlib import Path
from typing import Any

import pytest

from command_line import CommandLine, change, connect, rows
from landlord_desktop.sandbox.server import RunningSandbox, running_sandbox

KMETZ = "2732388606925747"
OKAFOR = "2774276343810105"
LIST = "/v1/receipt-batches"


@pytest.fixture
def empty(run: CommandLine, tmp_path: Path, sandbox: RunningSandbox) -> Path:
    """New books that know the server."""
    path = tmp_path / "empty.db"
    assert run("new", path).code == 0
    connect(run, path, sandbox)
    return path


def stored(database: Path) -> set[str]:
    return {row[0] for row in rows(database, "SELECT id FROM inosio_batch")}


def batch_there(sandbox: RunningSandbox, batch_id: str) -> dict[str, Any]:
    portfolio = sandbox.state.portfolios()[0]["id"]
    return next(batch for batch in sandbox.state.batches(portfolio) if batch["id"] == batch_id)


def test_the_sample_binds_and_its_batches_are_the_servers(
    run: CommandLine, guide: Path, sandbox: RunningSandbox
) -> None:
    assert run("settings", guide, "inosio.portfolio").out == "\n"
    connect(run, guide, sandbox)
    ended = run("sync", guide, "--json")
    assert (ended.code, ended.err) == (0, "")
    assert ended.value.keys() == {"steps", "set_aside"}
    steps = [(step["name"], step["ok"]) for step in ended.value["steps"]]
    assert (steps[:3], steps[-1]) == ([("send", True), ("batches", True), ("returns", True)], ("balances", True))
    assert all(step.keys() == {"name", "ok", "detail"} for step in ended.value["steps"])
    assert run("settings", guide, "inosio.portfolio").out.strip() == sandbox.state.portfolios()[0]["id"]
    assert rows(guide, "SELECT DISTINCT origin FROM inosio_batch") == [("server",)]
    assert len(stored(guide)) == 8


def test_new_books_fetch_the_servers_unprocessed_batches_however_old_they_are(run: CommandLine, empty: Path) -> None:
    ended = run("sync", empty, "--only", "batches", "--json")
    assert ended.code == 0
    assert [step["name"] for step in ended.value["steps"]] == ["send", "batches"]
    assert len(stored(empty)) == 8
    listed = run("batches", empty, "--json").value["batches"]
    assert listed[0] == {
        "id": KMETZ, "deposited_on": "2022-02-23", "total": "2700.00", "item_count": 3, "status": "unprocessed",
        "posted": 0, "held": 3, "removed": 0,
    }


def test_only_batches_sends_no_balances_but_tells_what_became_of_batches(
    run: CommandLine, guide: Path, sandbox: RunningSandbox
) -> None:
    connect(run, guide, sandbox)
    run("sync", guide)
    before = len(sandbox.state.snapshots)
    run("post", guide, "--batch", OKAFOR, "--deposit")
    assert run("sync", guide, "--only", "batches").code == 0
    assert len(sandbox.state.snapshots) == before
    assert batch_there(sandbox, OKAFOR)["status"] == "processed"
    balances = run("sync", guide, "--only", "balances", "--json")
    assert [step["name"] for step in balances.value["steps"]] == ["balances"]
    assert len(sandbox.state.snapshots) == before + 1


@pytest.mark.parametrize("only", ["work", "batches,nope", "", ","])
def test_unknown_steps_are_usage(run: CommandLine, empty: Path, only: str) -> None:
    ended = run("sync", empty, "--only", only, "--json")
    assert ended.code == 2
    assert ended.value["steps"] == []
    assert "batches,returns,work-orders,applicants,balances" in ended.one_sentence()


@pytest.mark.parametrize("action", ["500", "cut", "html", "redirect", "malformed", "truncate", "503", "429", "nan"])
def test_a_failing_server_is_exit_3_and_the_next_round_makes_it_good(
    run: CommandLine, empty: Path, sandbox: RunningSandbox, action: str
) -> None:
    sandbox.faults.add(action, match={"path": "/v1/integration" if action != "nan" else f"{LIST}/*"})
    ended = run("sync", empty, "--only", "batches", "--json")
    assert ended.code == 3
    assert ended.one_sentence() == next(step["detail"] for step in ended.value["steps"] if not step["ok"])
    assert run("sync", empty, "--only", "batches").code == 0
    assert len(stored(empty)) == 8


def test_an_unreachable_server_is_exit_3(run: CommandLine, empty: Path) -> None:
    with running_sandbox() as gone:
        run("settings", empty, "inosio.server", gone.url)
    ended = run("sync", empty, "--json")
    assert ended.code == 3
    assert "cannot be reached" in ended.one_sentence()
    assert [step["ok"] for step in ended.value["steps"]] == [False]


def test_without_a_token_the_command_says_where_it_takes_one_from(run: CommandLine, empty: Path) -> None:
    run.token = None
    ended = run("sync", empty)
    assert ended.code == 4
    assert "There is no User Token" in ended.one_sentence()
    assert ended.out.splitlines() == [
        "connect: not done",
        "Here the token comes from the environment variable LANDLORD_INOSIO_TOKEN or the key store.",
    ]


def test_no_server_address(run: CommandLine, tmp_path: Path) -> None:
    run("new", tmp_path / "a.db")
    ended = run("sync", tmp_path / "a.db", "--json")
    assert ended.code == 3
    assert "No server address" in ended.one_sentence()


@pytest.mark.parametrize("token", [None, "ino_wrong", "not a token\u20ac"])
def test_a_missing_or_wrong_token_is_exit_4(run: CommandLine, empty: Path, token: str | None) -> None:
    run.token = token
    ended = run("sync", empty, "--json")
    assert ended.code == 4
    assert ended.value["steps"][0]["ok"] is False
    assert token is None or token not in ended.out + ended.err
    assert stored(empty) == set()


def test_a_revoked_token_is_exit_4(run: CommandLine, empty: Path, sandbox: RunningSandbox) -> None:
    sandbox.state.new_key(sandbox.state.integrations()[0].integration_id)
    ended = run("sync", empty, "--json")
    assert ended.code == 4
    assert run.token is not None
    assert run.token not in ended.out + ended.err
    assert stored(empty) == set()


def test_a_token_revoked_in_mid_round(run: CommandLine, empty: Path, sandbox: RunningSandbox) -> None:
    sandbox.faults.add("401", match={"path": f"{LIST}/*"}, skip=3)
    assert run("sync", empty, "--json").code == 4
    assert len(stored(empty)) == 3


def test_another_portfolio_is_exit_4_until_it_is_confirmed(
    run: CommandLine, empty: Path, sandbox: RunningSandbox
) -> None:
    run("settings", empty, "inosio.portfolio", "PF-OTHER")
    ended = run("sync", empty, "--json")
    assert ended.code == 4
    assert "PF-OTHER" in ended.one_sentence()
    assert (stored(empty), sandbox.state.snapshots) == (set(), [])
    run("settings", empty, "inosio.portfolio", sandbox.state.portfolios()[0]["id"])
    assert run("sync", empty, "--only", "batches").code == 0


@pytest.mark.parametrize("members", [{"total": "2700.01"}, {"item_count": 4}, {"receipts": []}])
def test_a_batch_whose_totals_differ_is_not_stored_and_the_others_are(
    run: CommandLine, empty: Path, sandbox: RunningSandbox, members: dict[str, Any]
) -> None:
    sandbox.api._contract.check_answer = lambda *_: []  # the server does not notice its own mistake
    sandbox.state.add_batch(batch_there(sandbox, KMETZ) | members)
    ended = run("sync", empty, "--only", "batches", "--json")
    assert ended.code == 3
    assert KMETZ in ended.one_sentence()
    assert len(stored(empty)) == 7
    assert KMETZ not in stored(empty)


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"payer_kind": "alien"}, "payer_kind"), ({"method": "shells"}, "method"), ({"received_on": "soon"}, "date"),
        ({"received_on": "9999-12-31"}, "date"), ({"received_on": "1066-10-14"}, "date"),
        ({"received_on": "2099-12-31"}, "date"),
        ({"payment_id": 7}, "payment_id"),
    ],
)
def test_an_item_that_cannot_be_read_is_a_held_line(
    run: CommandLine, empty: Path, sandbox: RunningSandbox, members: dict[str, Any], words: str
) -> None:
    sandbox.api._contract.check_answer = lambda *_: []  # the server does not notice its own mistake
    batch = batch_there(sandbox, KMETZ)
    batch["receipts"][1] |= members
    sandbox.state.add_batch(batch)
    assert run("sync", empty, "--only", "batches").code == 0
    assert KMETZ in stored(empty)
    ended = run("post", empty, "--batch", KMETZ, "--accept-proposals", "--json")
    assert [(held["reason"], held["amount"]) for held in ended.value["held"]][1] == ("unreadable", "1000.00")
    assert words in rows(empty, "SELECT unreadable FROM working_line WHERE unreadable <> ''")[0][0]
    assert run("check", empty).code == 0


@pytest.mark.parametrize("amount", ["0.00", "-1000.00", "9999999999.99"])
def test_amounts_that_cannot_be_posted_are_held(
    run: CommandLine, empty: Path, sandbox: RunningSandbox, amount: str
) -> None:
    sandbox.api._contract.check_answer = lambda *_: []  # the server does not notice its own mistake
    batch = batch_there(sandbox, OKAFOR)
    batch["receipts"][0]["amount"] = batch["total"] = amount
    sandbox.state.add_batch(batch)
    run("sync", empty, "--only", "batches")
    ended = run("post", empty, "--batch", OKAFOR, "--accept-proposals", "--json")
    assert ended.code == 1
    assert [(held["reason"], held["amount"]) for held in ended.value["held"]] == [("bad_amount", amount)]


def test_an_amount_that_cannot_be_read_refuses_the_batch(
    run: CommandLine, empty: Path, sandbox: RunningSandbox
) -> None:
    sandbox.api._contract.check_answer = lambda *_: []  # the server does not notice its own mistake
    batch = batch_there(sandbox, OKAFOR)
    batch["receipts"][0]["amount"] = 1032.0
    sandbox.state.add_batch(batch)
    ended = run("sync", empty, "--only", "batches", "--json")
    assert ended.code == 3
    assert OKAFOR in ended.one_sentence()
    assert OKAFOR not in stored(empty)


def test_different_money_for_a_known_batch_is_set_aside(
    run: CommandLine, empty: Path, sandbox: RunningSandbox
) -> None:
    run("sync", empty, "--only", "batches")
    batch = batch_there(sandbox, OKAFOR)
    batch["receipts"][0]["amount"] = batch["total"] = "1.00"
    sandbox.state.add_batch(batch | {"revision": "9"})
    ended = run("sync", empty, "--only", "batches", "--json")
    assert ended.code == 1
    assert [OKAFOR in sentence for sentence in ended.value["set_aside"]] == [True]
    assert rows(empty, "SELECT total_cents FROM inosio_batch WHERE id = :id", id=OKAFOR) == [(103_200,)]


def test_hostile_words_of_the_server_are_made_visible(
    run: CommandLine, empty: Path, sandbox: RunningSandbox
) -> None:
    sandbox.api._contract.check_answer = lambda *_: []  # the server does not notice its own mistake
    batch = batch_there(sandbox, OKAFOR)
    batch["receipts"][0]["payer_name"] = "=cmd\x1b]0;owned\x07\u202egnp.exe"
    batch["receipts"][0]["memo"] = "\x1b[2Jrent\nrow"
    sandbox.state.add_batch(batch)
    run("sync", empty)
    run("post", empty, "--batch", OKAFOR)
    out = empty.with_name("x.csv")
    assert run("report", empty, "post-batch-receipts", "--out", out).code == 0
    text = out.read_text(encoding="utf-8-sig")
    assert not {"\x1b", "\x07", "\u202e"} & set(text)
    assert text.splitlines()[1].split(",")[1].startswith("'=cmd")


def test_the_server_takes_the_balances_after_a_slip(run: CommandLine, guide: Path, sandbox: RunningSandbox) -> None:
    connect(run, guide, sandbox)
    run("post", guide, "--batch", OKAFOR, "--deposit")
    assert run("sync", guide).code == 0
    assert [snapshot["state"] for snapshot in sandbox.state.snapshots] == ["committed"]
    assert json.dumps(rows(guide, "SELECT state FROM outbox_item WHERE state <> 'superseded'")) == json.dumps(
        [["sent"], ["sent"]]
    )


def test_balances_without_the_banks_numbers_are_refused_and_the_batches_come_all_the_same(
    run: CommandLine, guide: Path, sandbox: RunningSandbox
) -> None:
    connect(run, guide, sandbox)
    change(guide, "UPDATE bank_detail SET routing_number = ''")
    ended = run("sync", guide, "--json")
    assert ended.code == 1
    assert "CHECKING" in ended.one_sentence()
    steps = {step["name"]: step["ok"] for step in ended.value["steps"]}
    assert steps.items() >= {"send": True, "batches": True, "returns": True, "balances": False}.items()
    assert sandbox.state.snapshots == []
    assert run("sync", guide, "--only", "batches").code == 0


def test_all_six_steps_and_each_by_its_name(run: CommandLine, guide: Path, sandbox: RunningSandbox) -> None:
    connect(run, guide, sandbox)
    whole = run("sync", guide, "--json")
    six = ["send", "batches", "returns", "work-orders", "applicants", "balances"]
    assert (whole.code, [step["name"] for step in whole.value["steps"]]) == (0, six)
    parts = run("sync", guide, "--only", "applicants,returns,work-orders", "--json")
    assert (parts.code, [step["name"] for step in parts.value["steps"]]) == (0, [six[2], six[3], six[4]])
    with sandbox.state.change() as document:
        for item in document["integrations"]:
            item["features"] = []
    denied = run("sync", guide, "--only", "applicants,returns", "--json")
    assert (denied.code, [step["ok"] for step in denied.value["steps"]]) == (1, [True, False])
    assert "not signed up for Applicant Screening" in denied.err
    assert run("settings", guide, "inosio.applicant_screening", "no").code == 0
    off = run("sync", guide, "--only", "applicants")
    assert (off.code, off.err) == (0, "")
    assert "Applicant Screening is switched off" in off.out
