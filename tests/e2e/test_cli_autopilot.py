"""`autopilot` black-box: the round, the dry run, the leash, and a server that is or is not there."""

from pathlib import Path

from command_line import CommandLine, connect, rows
from landlord_desktop.sandbox.server import RunningSandbox

COUNTED = (
    "SELECT (SELECT count(*) FROM receipt), (SELECT count(*) FROM working_line), (SELECT count(*) FROM audit_entry)"
)
PARTS = {"dry_run", "posted", "held", "already_posted", "slips", "totals"}


def test_a_dry_run_tells_what_the_round_then_does(run: CommandLine, guide: Path) -> None:
    before = rows(guide, COUNTED)
    dry = run("autopilot", guide, "--dry-run", "--json")
    assert (dry.code, dry.value["dry_run"], set(dry.value)) == (1, True, PARTS)
    assert rows(guide, COUNTED) == before
    done = run("autopilot", guide, "--json")
    assert (done.code, done.value["dry_run"]) == (1, False)
    assert done.value["totals"] == dry.value["totals"]
    assert done.value["held"] == dry.value["held"]
    assert [one["payment_id"] for one in done.value["posted"]] == [one["payment_id"] for one in dry.value["posted"]]
    assert {one["receipt_id"] for one in dry.value["posted"]} == {None}
    assert all(isinstance(one["receipt_id"], int) for one in done.value["posted"])
    assert [slip["total"] for slip in done.value["slips"]] == [slip["total"] for slip in dry.value["slips"]]
    again = run("autopilot", guide)
    assert again.code == 1
    assert again.out.startswith("0 payments posted, $0.00; 0 deposit slips; ")


def test_it_never_takes_a_proposal(run: CommandLine, guide: Path) -> None:
    done = run("autopilot", guide, "--json").value
    posted = {one["payment_id"] for one in run("post", guide, "--all", "--json").value["posted"]}
    assert posted == set()
    assert {one["reason"] for one in done["held"]} >= {"under", "over", "two_ledgers", "not_a_tenant"}


def test_the_leash_is_on_when_called_too(run: CommandLine, guide: Path) -> None:
    assert run("settings", guide, "autopilot.largest_amount", "1.00").code == 0
    done = run("autopilot", guide, "--json").value
    assert done["posted"] == []
    assert "above_limit" in {one["reason"] for one in done["held"]}
    assert run("settings", guide, "autopilot.at", "noon").code == 2


def test_it_fetches_first_where_a_server_is_set(run: CommandLine, guide: Path, sandbox: RunningSandbox) -> None:
    connect(run, guide, sandbox)
    assert run("autopilot", guide, "--json").code == 1
    logged = "SELECT count(*) FROM exchange_log WHERE step = 'batches' AND subject "
    assert rows(guide, f"{logged} = 'batches'") == [(1,)]
    assert rows(guide, f"{logged} <> 'batches' AND outcome = 'ok' AND request_id <> ''") == [(8,)]
    run.token = "wrong"
    refused = run("autopilot", guide, "--json")
    assert (refused.code, set(refused.value) > PARTS) == (4, True)


def test_an_office_with_nothing_to_post_is_done(run: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "empty.db"
    assert run("new", path).code == 0
    ended = run("autopilot", path, "--json")
    assert (ended.code, ended.value["posted"], ended.value["held"]) == (0, [], [])
    assert run("autopilot", tmp_path / "none.db", "--json").code == 5
