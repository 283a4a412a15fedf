"""Keys, repeated requests, and bodies of all kinds."""

import gzip
import json
import logging
from pathlib import Path
from uuid import UUID

import pytest

from inosio.conftest import SandboxClient
from landlord_desktop.sandbox import wire
from landlord_desktop.sandbox.api import HANDLERS
from landlord_desktop.sandbox.server import SandboxApp, create_app
from landlord_desktop.sandbox.state import KEPT_ANSWERS, SandboxState
from landlord_desktop.sandbox.storage import read_json, write_json

FIRST = "/v1/receipt-batches/2732388606925747/status"
KEY = str(UUID(int=11))
OPENED = {"as_of": "2022-03-08", "generated_at": "2022-03-08T14:00:00Z", "with_maintenance": False}


def test_a_missing_an_unknown_and_an_old_key_are_told_apart(
    sandbox_client: SandboxClient, state: SandboxState, app: SandboxApp
) -> None:
    old = sandbox_client.token
    new = state.practice_key()
    codes = {}
    for token in (None, "", "ino_unknown", old, new):
        answer = SandboxClient(app, token).get("/v1/integration")
        codes[token] = answer.json().get("code", answer.status_code)
        if answer.status_code == 401:
            assert answer.headers["Content-Type"] == "application/problem+json"
            assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert codes == {
        None: "token_missing", "": "token_missing", "ino_unknown": "token_invalid", old: "token_revoked", new: 200,
    }  # fmt: skip
    answer = SandboxClient(app, None).get("/v1/integration", headers={"Authorization": f"Basic {new}"})
    assert answer.json()["code"] == "token_missing"


def test_keys_are_stored_as_hashes_and_never_logged(
    sandbox_client: SandboxClient, state: SandboxState, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sandbox_client.get("/v1/integration")
    assert sandbox_client.token is not None
    stored = "".join(path.read_text(encoding="utf-8") for path in state.folder.rglob("*") if path.is_file())
    assert sandbox_client.token not in stored
    assert sandbox_client.token not in caplog.text


def test_a_repeated_request_has_the_first_answer_and_no_second_effect(sandbox_client: SandboxClient) -> None:
    body = {"status": "processed"}
    first = sandbox_client.write("PUT", FIRST, body, KEY, If_Match="1")
    sandbox_client.write("PUT", FIRST, {"status": "unprocessed"}, If_Match="2")
    again = sandbox_client.write("PUT", FIRST, body, KEY.upper(), If_Match="1")
    assert (again.status_code, again.json()) == (first.status_code, first.json())
    assert sandbox_client.get(FIRST.removesuffix("/status")).json()["revision"] == "3"
    assert again.headers["X-Request-Id"] != first.headers["X-Request-Id"]


def test_a_snapshot_opened_twice_with_one_key_is_one(sandbox_client: SandboxClient, state: SandboxState) -> None:
    first, second = (sandbox_client.write("POST", "/v1/snapshots", OPENED, KEY) for _ in range(2))
    assert (second.status_code, second.json()) == (201, first.json())
    part = f"/v1/snapshots/{first.json()['id']}/parts/1"
    key = str(UUID(int=12))
    assert [sandbox_client.write("PUT", part, {}, key).status_code for _ in range(2)] == [204, 204]
    assert len(state.snapshots) == 1


def test_a_key_with_another_body_or_at_another_address_is_a_mismatch(sandbox_client: SandboxClient) -> None:
    sandbox_client.write("POST", "/v1/snapshots", OPENED, KEY)
    other = OPENED | {"with_maintenance": True}
    answers = [
        sandbox_client.write("POST", "/v1/snapshots", other, KEY),
        sandbox_client.write("PUT", FIRST, {"status": "processed"}, KEY, If_Match="1"),
    ]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [(409, "idempotency_mismatch")] * 2


def test_a_refused_request_is_not_kept(sandbox_client: SandboxClient) -> None:
    body = {"status": "processed"}
    assert sandbox_client.write("PUT", FIRST, body, KEY, If_Match="9").status_code == 412
    assert sandbox_client.write("PUT", FIRST, body, KEY, If_Match="1").status_code == 200


def test_the_compressed_body_is_the_same_request_as_the_plain_one(sandbox_client: SandboxClient) -> None:
    plain = json.dumps(OPENED).encode()
    headers = {"Idempotency-Key": KEY, "Content-Type": "application/json"}
    packed = {**headers, "Content-Encoding": "gzip"}
    first = sandbox_client.request("POST", "/v1/snapshots", content=gzip.compress(plain, mtime=0), headers=packed)
    again = sandbox_client.request("POST", "/v1/snapshots", content=plain, headers=headers)
    assert (first.status_code, again.json()) == (201, first.json())


def test_only_the_newest_answers_are_kept(state: SandboxState) -> None:
    with state.change():
        for number in range(KEPT_ANSWERS + 3):
            state.keep_answer("PF", str(number), {"request": "r", "status": 200, "body": None})
    assert state.kept_answer("PF", "2") is None
    assert state.kept_answer("PF", "3") is not None


WHOLE = gzip.compress(b"{}", mtime=0)


@pytest.mark.parametrize(
    ("encoding", "content", "detail"),
    [
        ("gzip", b"{}", "is not valid gzip"),
        ("gzip", WHOLE[:-3], "is not one whole gzip stream"),
        ("gzip", WHOLE + WHOLE, "is not one whole gzip stream"),
        ("br", b"{}", "must be gzip"),
        ("identity", b'{"as_of": 1, "as_of": 2}', "has a member twice"),
        ("identity", b'{"as_of": NaN}', "has a number that JSON does not have"),
        ("identity", b'{"as_of": ', "is not JSON"),
        ("identity", b"", "is not JSON"),
        ("identity", b'{"as_of": "\xff"}', "is not UTF-8"),
        ("identity", b'{"as_of": "\\ud800"}', "has half a character"),
        ("identity", b"[" * 70 + b"]" * 70, "is nested too deeply"),
        ("identity", b"[" * 100_000, "is nested too deeply"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_body_that_cannot_be_read_is_refused(
    sandbox_client: SandboxClient, encoding: str, content: bytes, detail: str
) -> None:
    headers = {"Idempotency-Key": KEY, "Content-Type": "application/json", "Content-Encoding": encoding}
    answer = sandbox_client.request("POST", "/v1/snapshots", content=content, headers=headers)
    assert (answer.status_code, [error["detail"] for error in answer.json()["errors"]]) == (422, [detail])


def test_a_surrogate_pair_is_one_character(sandbox_client: SandboxClient) -> None:
    body = json.dumps(OPENED | {"house": "\N{HOUSE BUILDING}"}, ensure_ascii=True).encode()
    assert b"\\ud83c" in body
    headers = {"Idempotency-Key": KEY, "Content-Type": "application/json"}
    assert sandbox_client.request("POST", "/v1/snapshots", content=body, headers=headers).status_code == 201


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_body_that_is_too_large_is_refused(
    sandbox_client: SandboxClient, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    monkeypatch.setattr(wire, "LARGEST_BODY_BYTES", 1000)
    content = b" " * 1001
    headers = {"Idempotency-Key": KEY, "Content-Type": "application/json", "Content-Encoding": encoding}
    sent = gzip.compress(content, mtime=0) if encoding == "gzip" else content
    answer = sandbox_client.request("POST", "/v1/snapshots", content=sent, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


def test_unknown_members_are_ignored(sandbox_client: SandboxClient) -> None:
    assert sandbox_client.write("POST", "/v1/snapshots", OPENED | {"colour": "blue"}).status_code == 201


def test_unknown_addresses_and_methods_are_problems(sandbox_client: SandboxClient) -> None:
    assert sandbox_client.get("/v1/landlords").json()["code"] == "not_found"
    answer = sandbox_client.request("DELETE", "/v1/receipt-batches")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")


@pytest.mark.allow_log("failed: KeyError")
def test_a_failure_inside_is_a_problem_and_is_taken_back(
    state: SandboxState, sandbox_client: SandboxClient, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(known: SandboxState, call: wire.Call) -> wire.Answer:
        known.create_portfolio("half done")
        raise KeyError("what was sent")

    app = create_app(state, handlers=HANDLERS | {("POST", "/v1/snapshots"): failing})
    answer = SandboxClient(app, sandbox_client.token).write("POST", "/v1/snapshots", OPENED)
    assert (answer.status_code, answer.json()["code"]) == (500, "internal")
    assert len(state.portfolios()) == 1
    assert "what was sent" not in caplog.text
    assert [(one.method, one.path, one.status) for one in app.api.exchanges] == [("POST", "/v1/snapshots", 500)]


@pytest.mark.allow_log("breaks the contract: /body/batch")
def test_a_problem_that_breaks_the_contract_is_told_too(state: SandboxState, sandbox_client: SandboxClient) -> None:
    def refusing(_state: SandboxState, _call: wire.Call) -> wire.Answer:
        raise wire.ProblemError(412, "revision_changed", "Without the header.")

    app = create_app(state, handlers=HANDLERS | {("POST", "/v1/snapshots"): refusing})
    answer = SandboxClient(app, sandbox_client.token).write("POST", "/v1/snapshots", OPENED)
    assert (answer.status_code, answer.json()["code"]) == (500, "answer_breaks_contract")


def test_a_file_that_cannot_be_written_stays_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "state.json"
    write_json(path, {"version": 1})
    with pytest.raises(TypeError):
        write_json(path, {"version": object()})
    assert read_json(path) == {"version": 1}
    assert list(tmp_path.iterdir()) == [path]
