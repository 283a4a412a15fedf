"""Fault plans: what they say, and what a client meets on a real connection."""

import json
import time
from pathlib import Path
from uuid import uuid4

import httpx
import pytest

from inosio.conftest import SandboxClient
from landlord_desktop.sandbox.faults import ACTIONS, HUGE_BYTES, FaultPlan, PlanError, read_plan
from landlord_desktop.sandbox.server import RunningSandbox

BATCH = "/v1/receipt-batches/2732388606925747"


def test_a_plan_is_read_from_text_and_from_a_file(tmp_path: Path) -> None:
    text = '[{"match": {"method": "get", "path": "/v1/returns"}, "skip": 1, "times": null, "action": 503}]'
    path = tmp_path / "plan.json"
    path.write_text(json.dumps({"seed": 3, "rules": json.loads(text)}), encoding="utf-8")
    for plan in (read_plan(text), read_plan(str(path))):
        assert plan.find("GET", "/v1/returns") is None
        assert plan.find("POST", "/v1/returns") is None
        found = [plan.find("GET", "/v1/returns") for _ in range(5)]
        assert [rule.action if rule else None for rule in found] == ["503"] * 5


@pytest.mark.parametrize(
    "text",
    ["{", "5", "[5]", '{"rules": 1}', '[{"action": "explode"}]', '[{"action": "cut", "colour": 1}]',
     '[{"action": "cut", "match": "x"}]', '[{"action": "cut", "skip": "1"}]', "/nowhere/plan.json"],
)  # fmt: skip
def test_a_plan_that_makes_no_sense_is_refused(text: str) -> None:
    with pytest.raises(PlanError):
        read_plan(text)


def test_the_seed_decides_what_chance_does() -> None:
    def fired(seed: int) -> list[bool]:
        rule = {"action": "500", "times": None, "chance": 0.5}
        plan = read_plan(json.dumps({"seed": seed, "rules": [rule]}))
        return [plan.find("GET", "/v1/returns") is not None for _ in range(40)]

    assert fired(1) == fired(1)
    assert fired(1) != fired(2)
    assert 5 < sum(fired(1)) < 35


@pytest.mark.parametrize(
    ("action", "status", "code"),
    [
        ("401", 401, "token_revoked"),
        ("429", 429, "rate_limited"),
        ("500", 500, "internal"),
        ("503", 503, "maintenance"),
    ],
)
def test_problems_on_order(
    sandbox_client: SandboxClient, faults: FaultPlan, action: str, status: int, code: str
) -> None:
    faults.add(action, retry_after=7)
    answer = sandbox_client.get(BATCH)
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (status, code, "7")
    assert sandbox_client.get(BATCH).status_code == 200


def test_the_work_may_be_done_and_the_answer_lost(sandbox_client: SandboxClient, faults: FaultPlan) -> None:
    faults.add("503", match={"method": "PUT"}, after_work=True)
    faults.add("500", match={"method": "POST"})
    key = str(uuid4())
    body = {"status": "processed"}
    assert sandbox_client.write("PUT", f"{BATCH}/status", body, key, If_Match="1").status_code == 503
    assert sandbox_client.get(BATCH).json()["status"] == "processed"
    again = sandbox_client.write("PUT", f"{BATCH}/status", body, key, If_Match="1")
    assert (again.status_code, again.json()["revision"]) == (200, "2")
    opened = {"as_of": "2022-03-08", "generated_at": "2022-03-08T14:00:00Z", "with_maintenance": False}
    assert sandbox_client.write("POST", "/v1/snapshots", opened).status_code == 500


def test_answers_that_look_right_and_are_not(sandbox_client: SandboxClient, faults: FaultPlan) -> None:
    right = sandbox_client.get(BATCH).content
    for action in ("malformed", "truncate", "html"):
        faults.add(action)
        answer = sandbox_client.get(BATCH)
        assert answer.status_code == 200
        with pytest.raises(json.JSONDecodeError):
            json.loads(answer.content)
    faults.add("truncate", at_byte=9)
    assert sandbox_client.get(BATCH).content == right[:9]
    faults.add("nan")
    assert b'"total": NaN' in sandbox_client.get(BATCH).content
    faults.add("nan")
    assert b"NaN" in sandbox_client.get("/v1/integration").content
    faults.add("wrong_total")
    assert sandbox_client.get(BATCH).json()["total"] == "2701.00"
    faults.add("duplicate_keys")
    pairs = json.loads(sandbox_client.get(BATCH).content, object_pairs_hook=list)
    assert [name for name, _ in pairs].count("id") == 2
    faults.add("redirect")
    assert sandbox_client.get(BATCH).headers["Location"].startswith("https://elsewhere.invalid/")
    assert sandbox_client.get(BATCH).content == right


def test_an_answer_without_content_can_be_spoilt_too(sandbox_client: SandboxClient, faults: FaultPlan) -> None:
    opened = {"as_of": "2022-03-08", "generated_at": "2022-03-08T14:00:00Z", "with_maintenance": False}
    snapshot = sandbox_client.write("POST", "/v1/snapshots", opened).json()["id"]
    for action in ("late", "truncate", "nan", "wrong_total", "duplicate_keys", "drip"):
        faults.add(action)
        assert sandbox_client.write("PUT", f"/v1/snapshots/{snapshot}/parts/1", {}).status_code == 204


def test_a_huge_answer_is_larger_than_a_client_may_take(sandbox_client: SandboxClient, faults: FaultPlan) -> None:
    faults.add("huge")
    assert len(sandbox_client.get("/v1/receipt-batches").content) > HUGE_BYTES > 32 * 1024 * 1024


def test_a_plan_can_be_ended(sandbox_client: SandboxClient, faults: FaultPlan) -> None:
    faults.add("500", times=None)
    assert sandbox_client.get(BATCH).status_code == 500
    faults.clear()
    assert sandbox_client.get(BATCH).status_code == 200
    assert len(ACTIONS) == 15


def _ask(sandbox: RunningSandbox, path: str = BATCH, seconds: float = 5.0) -> httpx.Response:
    headers = {"Authorization": f"Bearer {sandbox.token}"}
    return httpx.get(sandbox.url + path, headers=headers, timeout=seconds, trust_env=False)


def test_a_connection_is_cut_where_the_plan_says(sandbox: RunningSandbox) -> None:
    for at_byte in (None, 0, 5):
        sandbox.faults.add("cut", at_byte=at_byte)
        with pytest.raises(httpx.RemoteProtocolError, match="peer closed"):
            _ask(sandbox)
    sandbox.faults.add("cut", at_byte=-1)
    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        _ask(sandbox)
    assert _ask(sandbox).status_code == 200


def test_a_late_answer_comes_after_the_client_gave_up(sandbox: RunningSandbox) -> None:
    sandbox.faults.add("late", seconds=0.4)
    with pytest.raises(httpx.ReadTimeout):
        _ask(sandbox, seconds=0.05)
    sandbox.faults.add("late", seconds=0.1)
    before = time.monotonic()
    assert _ask(sandbox).status_code == 200
    assert time.monotonic() - before >= 0.1


def test_a_dripping_answer_is_whole_in_the_end(sandbox: RunningSandbox) -> None:
    sandbox.faults.add("drip")
    assert _ask(sandbox).json()["total"] == "2700.00"
