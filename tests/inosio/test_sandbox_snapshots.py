"""Snapshots of balances: opened, sent in parts, committed when the control totals agree, shown from then on."""

from typing import Any

import pytest

from inosio.conftest import SandboxClient
from landlord_desktop.sandbox.snapshot_store import KEPT_SNAPSHOTS, SnapshotStore
from landlord_desktop.sandbox.state import SandboxState

OPENED = {"as_of": "2022-03-08", "generated_at": "2022-03-08T14:00:00Z", "with_maintenance": False}
BANK = {
    "bank_account_id": "CHECKING", "name": "Checking", "account_number": "5550021234", "routing_number": "6660001234",
}  # fmt: skip
HOME_SENTENCE = "No balances have been received yet."


def charge(amount: str, unpaid: str) -> dict[str, Any]:
    return {
        "charge_id": f"C-{amount}-{unpaid}", "code": "RENT", "description": "Rent", "charged_on": "2022-02-01",
        "amount": amount, "unpaid": unpaid,
    }  # fmt: skip


def tenant(name: str, balance: str, credit: str, *charges: dict[str, Any], bank: str = "CHECKING") -> dict[str, Any]:
    return {
        "tenant_id": name, "name": f"{name} <b>", "unit_id": "U", "ledger_id": "NU", "bank_account_id": bank,
        "balance": balance, "open_credit": credit, "charges": list(charges),
    }  # fmt: skip


PARTS = [
    {"bank_accounts": [BANK], "tenants": [tenant("RODRIGUEZ", "944.50", "35.50", charge("980.00", "980.00"))]},
    {"tenants": [tenant("KMETZ", "-20.00", "20.00"), tenant("BELL", "30.00", "0.00", charge("50.00", "30.00"))]},
]
TOTALS = {"parts": 2, "tenants": 3, "charges": 2, "balance": "954.50"}


def opened(client: SandboxClient) -> str:
    answer = client.write("POST", "/v1/snapshots", OPENED)
    assert (answer.status_code, answer.json()["state"], answer.json()["committed_at"]) == (201, "open", None)
    return str(answer.json()["id"])


def sent(client: SandboxClient, parts: list[dict[str, Any]]) -> str:
    snapshot = opened(client)
    for number, part in enumerate(parts, start=1):
        assert client.write("PUT", f"/v1/snapshots/{snapshot}/parts/{number}", part).status_code == 204
    return snapshot


def test_a_snapshot_is_shown_from_its_commit_on(sandbox_client: SandboxClient) -> None:
    snapshot = sent(sandbox_client, PARTS)
    assert HOME_SENTENCE in sandbox_client.get("/").text
    answer = sandbox_client.write("POST", f"/v1/snapshots/{snapshot}/commit", TOTALS)
    assert (answer.status_code, answer.json()["state"]) == (200, "committed")
    home = sandbox_client.get("/").text
    assert "$954.50" in home
    assert "-$20.00" in home


def test_the_older_one_is_shown_until_the_newer_is_committed(sandbox_client: SandboxClient) -> None:
    first = sent(sandbox_client, PARTS)
    sandbox_client.write("POST", f"/v1/snapshots/{first}/commit", TOTALS)
    second = sent(sandbox_client, [{"tenants": [tenant("NEW", "0.00", "0.00", bank="CHECKING")]} | {
        "bank_accounts": [BANK]}])  # fmt: skip
    assert "RODRIGUEZ" in sandbox_client.get("/").text
    totals = {"parts": 1, "tenants": 1, "charges": 0, "balance": "0.00"}
    assert sandbox_client.write("POST", f"/v1/snapshots/{second}/commit", totals).status_code == 200
    page = sandbox_client.get("/").text
    assert ("RODRIGUEZ" in page, "NEW" in page) == (False, True)


@pytest.mark.parametrize(
    "wrong", [{"parts": 3}, {"parts": 1}, {"tenants": 2}, {"charges": 3}, {"balance": "954.51"}], ids=str
)
def test_control_totals_that_differ_commit_nothing(sandbox_client: SandboxClient, wrong: dict[str, Any]) -> None:
    snapshot = sent(sandbox_client, PARTS)
    answer = sandbox_client.write("POST", f"/v1/snapshots/{snapshot}/commit", TOTALS | wrong)
    assert (answer.status_code, answer.json()["code"]) == (409, "snapshot_incomplete")
    assert HOME_SENTENCE in sandbox_client.get("/").text
    assert sandbox_client.write("POST", f"/v1/snapshots/{snapshot}/commit", TOTALS).status_code == 200


def test_a_tenant_twice_or_with_an_unsent_bank_commits_nothing(sandbox_client: SandboxClient) -> None:
    twice = sent(sandbox_client, [PARTS[0], PARTS[0]])
    totals = {"parts": 2, "tenants": 2, "charges": 2, "balance": "1889.00"}
    assert "twice" in sandbox_client.write("POST", f"/v1/snapshots/{twice}/commit", totals).json()["detail"]
    unsent = sent(sandbox_client, [{"tenants": [tenant("KMETZ", "0.00", "0.00", bank="SAVINGS")]}])
    totals = {"parts": 1, "tenants": 1, "charges": 0, "balance": "0.00"}
    assert "bank account" in sandbox_client.write("POST", f"/v1/snapshots/{unsent}/commit", totals).json()["detail"]


def test_a_part_sent_again_replaces_the_older_one(sandbox_client: SandboxClient, state: SandboxState) -> None:
    snapshot = sent(sandbox_client, [PARTS[1], PARTS[1]])
    assert sandbox_client.write("PUT", f"/v1/snapshots/{snapshot}/parts/1", PARTS[0]).status_code == 204
    assert sandbox_client.write("POST", f"/v1/snapshots/{snapshot}/commit", TOTALS).status_code == 200
    store = SnapshotStore(state)
    shown = store.shown("PF-2118")
    assert shown is not None
    assert store.parts(shown) == PARTS


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        (tenant("KMETZ", "1.00", "0.00", charge("980.00", "980.00")), "/body/tenants/1/balance"),
        (tenant("KMETZ", "990.00", "0.00", charge("980.00", "990.00")), "/body/tenants/1/charges/0/unpaid"),
    ],
    ids=["balance", "unpaid"],
)
def test_a_balance_that_is_not_that_of_the_charges_is_refused(
    sandbox_client: SandboxClient, wrong: dict[str, Any], pointer: str
) -> None:
    part = {"tenants": [tenant("BELL", "0.00", "0.00"), wrong]}
    answer = sandbox_client.write("PUT", f"/v1/snapshots/{opened(sandbox_client)}/parts/1", part)
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_a_committed_snapshot_takes_nothing_more(sandbox_client: SandboxClient) -> None:
    snapshot = sent(sandbox_client, PARTS)
    sandbox_client.write("POST", f"/v1/snapshots/{snapshot}/commit", TOTALS)
    for method, path, body in (("PUT", "parts/3", PARTS[0]), ("POST", "commit", TOTALS)):
        answer = sandbox_client.write(method, f"/v1/snapshots/{snapshot}/{path}", body)
        assert (answer.status_code, answer.json()["code"]) == (409, "snapshot_committed")
    assert sandbox_client.write("PUT", "/v1/snapshots/none/parts/1", PARTS[0]).status_code == 404


def test_old_snapshots_go_and_the_shown_one_stays(sandbox_client: SandboxClient, state: SandboxState) -> None:
    shown = sent(sandbox_client, PARTS)
    sandbox_client.write("POST", f"/v1/snapshots/{shown}/commit", TOTALS)
    forgotten = sent(sandbox_client, PARTS)
    for _ in range(KEPT_SNAPSHOTS):
        opened(sandbox_client)
    assert len(state.snapshots) == KEPT_SNAPSHOTS
    assert sandbox_client.write("PUT", f"/v1/snapshots/{forgotten}/parts/3", {}).status_code == 404
    assert [folder.name for folder in (state.folder / "snapshots").iterdir()] == [shown]
    assert "RODRIGUEZ" in sandbox_client.get("/").text


def test_the_page_of_balances_masks_bank_numbers_and_escapes_names(sandbox_client: SandboxClient) -> None:
    assert HOME_SENTENCE in sandbox_client.get("/portfolios/PF-2118/balances").text
    snapshot = sent(sandbox_client, PARTS)
    sandbox_client.write("POST", f"/v1/snapshots/{snapshot}/commit", TOTALS)
    page = sandbox_client.get("/portfolios/PF-2118/balances?page=99").text
    assert "5550021234" not in page
    assert "6660001234" not in page
    assert "\N{BULLET}1234" in page
    assert "KMETZ &lt;b&gt;" in page
    assert "Next page" not in page


def test_many_tenants_stand_on_several_pages(sandbox_client: SandboxClient) -> None:
    rows = [tenant(f"T{number}", "0.00", "0.00") for number in range(201)]
    snapshot = sent(sandbox_client, [{"bank_accounts": [BANK], "tenants": rows}])
    totals = {"parts": 1, "tenants": 201, "charges": 0, "balance": "0.00"}
    sandbox_client.write("POST", f"/v1/snapshots/{snapshot}/commit", totals)
    first = sandbox_client.get("/portfolios/PF-2118/balances").text
    assert ("T199 " in first, "T200 " in first, "Next page" in first) == (True, False, True)
    second = sandbox_client.get("/portfolios/PF-2118/balances?page=2").text
    assert ("T200 " in second, "Previous page" in second) == (True, True)
