"""Batches, feeds and the status of a batch."""

import re
from urllib.parse import urlencode
from uuid import uuid4

import pytest

from inosio.conftest import SandboxClient
from landlord_desktop.sandbox.locations import sample_portfolio_file
from landlord_desktop.sandbox.server import create_app
from landlord_desktop.sandbox.state import SandboxState

FIRST = "2732388606925747"
GUIDE = [
    (FIRST, "2022-02-23", "2700.00", 3),
    ("4524433009648478", "2022-02-23", "50.00", 1),
    ("9363081796946967", "2022-02-23", "100.00", 1),
    ("2774276343810105", "2022-02-23", "1032.00", 1),
    ("6455186897846405", "2022-02-23", "2565.00", 4),
    ("8177022708113454", "2022-02-23", "1450.00", 2),
    ("2530688385335306", "2022-02-25", "22.00", 1),
    ("8760846393525238", "2022-02-25", "41.00", 2),
]
BATCH = {
    "id": "NEW-1", "deposited_on": "2022-02-24", "total": "1.00", "item_count": 0, "status": "unprocessed",
    "revision": "a", "receipts": [],
}  # fmt: skip


def _all(client: SandboxClient, path: str, limit: int) -> list[dict[str, object]]:
    """All items of a list, page after page."""
    found: list[dict[str, object]] = []
    cursor = None
    while True:
        params = {"limit": str(limit)} | ({"cursor": cursor} if cursor else {})
        page = client.get(path, params=params).json()
        assert len(page["items"]) <= limit
        found += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            return found


def test_the_batches_of_the_guide_stand_in_its_order(sandbox_client: SandboxClient) -> None:
    items = _all(sandbox_client, "/v1/receipt-batches", 3)
    assert [(one["id"], one["deposited_on"], one["total"], one["item_count"]) for one in items] == GUIDE


def test_each_sample_batch_adds_up_and_no_payment_stands_twice(sandbox_client: SandboxClient) -> None:
    payments = []
    for batch_id, _, total, count in GUIDE:
        batch = sandbox_client.get(f"/v1/receipt-batches/{batch_id}").json()
        cents = [int(receipt["amount"].replace(".", "")) for receipt in batch["receipts"]]
        assert (sum(cents), len(cents)) == (int(total.replace(".", "")), count)
        payments += [receipt["payment_id"] for receipt in batch["receipts"]]
    assert len(set(payments)) == len(payments) == 15


def test_status_and_date_choose_batches(sandbox_client: SandboxClient) -> None:
    sandbox_client.write("PUT", f"/v1/receipt-batches/{FIRST}/status", {"status": "processed"}, If_Match="1")
    listed = {
        status: len(sandbox_client.get(f"/v1/receipt-batches?status={status}").json()["items"])
        for status in ("unprocessed", "processed", "all")
    }
    assert listed == {"unprocessed": 7, "processed": 1, "all": 8}
    assert len(sandbox_client.get("/v1/receipt-batches?deposited_from=2022-02-24").json()["items"]) == 2


def test_a_batch_changed_between_two_pages_is_neither_lost_nor_doubled(
    sandbox_client: SandboxClient, state: SandboxState
) -> None:
    first = sandbox_client.get("/v1/receipt-batches?limit=4").json()
    sandbox_client.write("PUT", f"/v1/receipt-batches/{FIRST}/status", {"status": "processed"}, If_Match="1")
    rest = sandbox_client.get(f"/v1/receipt-batches?limit=100&cursor={first['next_cursor']}").json()
    assert [one["id"] for one in first["items"] + rest["items"]] == [row[0] for row in GUIDE]


def test_a_status_change_needs_the_present_revision(sandbox_client: SandboxClient) -> None:
    path = f"/v1/receipt-batches/{FIRST}/status"
    body = {"status": "processed", "processed_at": "2022-03-08T15:00:00Z", "deposit_reference": "1756"}
    changed = sandbox_client.write("PUT", path, body, If_Match='"1"').json()
    assert (changed["status"], changed["processed_at"], changed["revision"]) == (
        "processed", "2022-03-08T15:00:00Z", "2",
    )  # fmt: skip
    refused = sandbox_client.write("PUT", path, {"status": "unprocessed"}, If_Match="1")
    assert (refused.status_code, refused.json()["code"]) == (412, "revision_changed")
    assert refused.json()["batch"] == changed
    same = sandbox_client.write("PUT", path, body, If_Match="2")
    assert (same.status_code, same.json()) == (200, changed)
    back = sandbox_client.write("PUT", path, {"status": "unprocessed"}, If_Match="2").json()
    assert (back["status"], back["processed_at"], back["revision"]) == ("unprocessed", None, "3")


def test_an_unknown_batch_is_not_found(sandbox_client: SandboxClient) -> None:
    assert sandbox_client.get("/v1/receipt-batches/1").json()["code"] == "not_found"
    answer = sandbox_client.write("PUT", "/v1/receipt-batches/1/status", {"status": "processed"}, If_Match="1")
    assert answer.status_code == 404


def test_a_revision_may_be_any_text(sandbox_client: SandboxClient, state: SandboxState) -> None:
    state.add_batch(BATCH)
    assert [one["id"] for one in _all(sandbox_client, "/v1/receipt-batches", 500)][5:8] == [
        "8177022708113454", "NEW-1", "2530688385335306",
    ]  # fmt: skip
    answer = sandbox_client.write("PUT", "/v1/receipt-batches/NEW-1/status", {"status": "processed"}, If_Match="a")
    assert answer.json()["revision"] not in {"", "a"}


@pytest.mark.parametrize("cursor", ["x", "bnVsbA==", "eyJxIjogWyJiYXRjaGVzIiwgInVucHJvY2Vzc2VkIiwgIiJdfQ==", "é"])
def test_a_cursor_of_another_making_is_refused(sandbox_client: SandboxClient, cursor: str) -> None:
    answer = sandbox_client.get("/v1/receipt-batches", params={"cursor": cursor})
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/query/cursor"]


def test_a_cursor_of_another_list_is_refused(sandbox_client: SandboxClient) -> None:
    cursor = sandbox_client.get("/v1/receipt-batches?limit=1").json()["next_cursor"]
    assert sandbox_client.get(f"/v1/receipt-batches?status=all&cursor={cursor}").status_code == 422
    assert sandbox_client.get(f"/v1/returns?cursor={cursor}").status_code == 422


@pytest.mark.parametrize(("path", "count"), [("work-orders", 4), ("applicants", 2), ("returns", 2)])
def test_a_feed_gives_all_once_and_then_what_changed(
    sandbox_client: SandboxClient, state: SandboxState, path: str, count: int
) -> None:
    assert len(_all(sandbox_client, f"/v1/{path}", 1)) == count
    whole = sandbox_client.get(f"/v1/{path}").json()
    token = whole["sync_token"]
    assert sandbox_client.get(f"/v1/{path}?since={token}").json()["items"] == []
    changed = {name: value for name, value in whole["items"][0].items() if name != "browse_url"}
    state.put_item(path.replace("-", "_"), changed)
    again = sandbox_client.get(f"/v1/{path}?since={token}").json()
    assert [item["id"] for item in again["items"]] == [changed["id"]]
    assert sandbox_client.get(f"/v1/{path}?since={again['sync_token']}").json()["items"] == []


def test_the_sync_token_stands_on_the_last_page_alone(sandbox_client: SandboxClient) -> None:
    first = sandbox_client.get("/v1/work-orders?limit=3").json()
    assert (first["sync_token"], len(first["items"])) == (None, 3)
    last = sandbox_client.get(f"/v1/work-orders?limit=3&cursor={first['next_cursor']}").json()
    assert last["sync_token"]
    assert last["next_cursor"] is None


def test_an_item_that_changes_while_pages_are_read_is_in_the_next_reading(
    sandbox_client: SandboxClient, state: SandboxState
) -> None:
    first = sandbox_client.get("/v1/returns?limit=1").json()
    moved = {"id": "RET-9002", "payment_id": "P", "batch_id": "B", "returned_on": "2022-03-05", "amount": "1.00",
             "reason_code": "R02"}  # fmt: skip
    state.put_item("returns", moved)
    last = sandbox_client.get(f"/v1/returns?limit=1&cursor={first['next_cursor']}").json()
    later = sandbox_client.get(f"/v1/returns?since={last['sync_token']}").json()
    assert [item["id"] for item in later["items"]] == ["RET-9002"]


@pytest.mark.parametrize("path", ["work-orders", "applicants", "returns"])
def test_an_old_or_foreign_sync_token_is_expired(sandbox_client: SandboxClient, state: SandboxState, path: str) -> None:
    token = sandbox_client.get(f"/v1/{path}").json()["sync_token"]
    state.expire_sync_tokens()
    for since in (token, "x", f"batches.{state.epoch}.1"):
        answer = sandbox_client.get(f"/v1/{path}", params={"since": since})
        assert (answer.status_code, answer.json()["code"]) == (410, "sync_token_expired")


def test_a_feature_must_be_signed_up_for(state: SandboxState) -> None:
    integration = state.add_integration("PF-2118", "Books", ("document_portal",))
    client = SandboxClient(create_app(state), state.new_key(integration.integration_id))
    assert client.get("/v1/integration").json()["features"] == ["document_portal"]
    for path in ("work-orders", "applicants"):
        answer = client.get(f"/v1/{path}")
        assert (answer.status_code, answer.json()["code"]) == (403, "feature_not_enabled")
    assert client.get("/v1/returns").status_code == 200


def test_another_portfolio_has_nothing_of_the_first(state: SandboxState) -> None:
    portfolio = state.create_portfolio("Second")
    integration = state.add_integration(portfolio, "Books")
    client = SandboxClient(create_app(state), state.new_key(integration.integration_id))
    assert client.get("/v1/integration").json()["portfolio_name"] == "Second"
    assert client.get("/v1/receipt-batches?status=all").json()["items"] == []
    assert client.get(f"/v1/receipt-batches/{FIRST}").status_code == 404


def test_all_is_there_again_after_a_restart(state: SandboxState, sandbox_client: SandboxClient) -> None:
    key = str(uuid4())
    path = f"/v1/receipt-batches/{FIRST}/status"
    first = sandbox_client.write("PUT", path, {"status": "processed"}, key, If_Match="1")
    token = sandbox_client.get("/v1/returns").json()["sync_token"]
    again = SandboxState(state.folder, sample_portfolio_file())
    client = SandboxClient(create_app(again), sandbox_client.token)
    assert client.get(f"/v1/receipt-batches/{FIRST}").json()["status"] == "processed"
    repeated = client.write("PUT", path, {"status": "processed"}, key, If_Match="1")
    assert (repeated.status_code, repeated.json()) == (200, first.json())
    assert client.get(f"/v1/returns?since={token}").json()["items"] == []


def log_in(client: SandboxClient, address: str, page: str) -> str:
    """Send the log-in form of a work order's page with some name; the cookie of whoever is logged in then."""
    seal = re.search(r'name="seal" value="([^"]+)"', page)
    assert seal is not None
    content = urlencode({"seal": seal[1], "person": "Ana"}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    done = client.request("POST", f"{address}/log-in", content=content, headers=headers)
    assert done.status_code == 303
    return done.headers["Set-Cookie"].partition(";")[0]


def test_the_links_lead_to_pages_of_the_server(sandbox_client: SandboxClient) -> None:
    order = sandbox_client.get("/v1/work-orders").json()["items"][0]
    assert order["browse_url"] == f"http://127.0.0.1:8780/work-orders/{order['id']}"
    asked = sandbox_client.get(order["browse_url"]).text
    assert "Log in to see and edit this work order." in asked
    assert "Carpet has reached its age" not in asked
    headers = {"Cookie": log_in(sandbox_client, order["browse_url"], asked)}
    assert "Carpet has reached its age" in sandbox_client.get(order["browse_url"], headers=headers).text
    applicant = sandbox_client.get("/v1/applicants").json()["items"][0]
    assert "Raman" in sandbox_client.get(applicant["browse_url"]).text
    assert sandbox_client.get("/v1/integration").json()["home_url"] == "http://127.0.0.1:8780/"
