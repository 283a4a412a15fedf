"""Each operation: a right call is answered by the contract, a planted violation is caught on the way in and out."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import pytest

from inosio.conftest import SandboxClient
from landlord_desktop.sandbox.api import HANDLERS
from landlord_desktop.sandbox.contract import Contract
from landlord_desktop.sandbox.locations import contract_file
from landlord_desktop.sandbox.server import create_app
from landlord_desktop.sandbox.state import SandboxState
from landlord_desktop.sandbox.wire import Answer

BATCH = "2732388606925747"
KEY = str(UUID(int=7))
OPENED = {"as_of": "2022-03-08", "generated_at": "2022-03-08T14:00:00Z", "with_maintenance": False}
TENANT: dict[str, Any] = {
    "tenant_id": "KMETZ",
    "name": "Anthony Kmetz",
    "unit_id": "2118OAK",
    "ledger_id": "NU",
    "balance": "0.00",
    "open_credit": "0.00",
    "charges": [],
}
TOTALS = {"parts": 1, "tenants": 1, "charges": 0, "balance": "0.00"}


@dataclass(frozen=True)
class Case:
    """A right request, what to spoil in it, where that is reported; a spoilt answer and where that is reported."""

    method: str
    template: str
    path: str
    spoilt_path: str
    request_pointer: str
    spoilt_answer: Answer
    answer_pointer: str
    body: Any = None
    spoilt_body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        return self.method, self.template


PAGE = {"items": [], "next_cursor": None}
CASES = [
    Case("GET", "/v1/integration", "/v1/integration", "/v1/integration?portfolio=1", "/query/portfolio",
         Answer(200, {"portfolio_id": 5}), "/body/portfolio_id"),
    Case("GET", "/v1/receipt-batches", "/v1/receipt-batches", "/v1/receipt-batches?limit=501", "/query/limit",
         Answer(200, PAGE | {"items": [{"id": BATCH}]}), "/body/items/0"),
    Case("GET", "/v1/receipt-batches/{batch_id}", f"/v1/receipt-batches/{BATCH}",
         f"/v1/receipt-batches/{BATCH}?fields=id", "/query/fields",
         Answer(200, {"id": BATCH, "deposited_on": "2022-02-23", "total": 2700.0, "item_count": 0,
                      "status": "unprocessed", "revision": "1", "receipts": []}), "/body/total"),
    Case("PUT", "/v1/receipt-batches/{batch_id}/status", f"/v1/receipt-batches/{BATCH}/status",
         f"/v1/receipt-batches/{BATCH}/status", "/body/status",
         Answer(200, {"id": BATCH, "deposited_on": "23/2/2022", "total": "2700.00", "item_count": 3,
                      "status": "processed", "revision": "2"}), "/body/deposited_on",
         {"status": "processed"}, {"status": "done"}, {"If_Match": "1"}),
    Case("POST", "/v1/snapshots", "/v1/snapshots", "/v1/snapshots", "/body/as_of",
         Answer(201, {"id": "1", "state": "half"}), "/body/state", OPENED, OPENED | {"as_of": "2022-02-30"}),
    Case("PUT", "/v1/snapshots/{snapshot_id}/parts/{number}", "/v1/snapshots/{open}/parts/1",
         "/v1/snapshots/{open}/parts/1", "/body/bank_accounts/0/routing_number",
         Answer(204, {"taken": True}), "/body", {"tenants": [TENANT]},
         {"bank_accounts": [
             {"bank_account_id": "CHECKING", "name": "C", "account_number": "123", "routing_number": ""}]}),
    Case("POST", "/v1/snapshots/{snapshot_id}/commit", "/v1/snapshots/{open}/commit", "/v1/snapshots/{open}/commit",
         "/body/balance", Answer(202, {"id": "1", "state": "committed"}), "/status", TOTALS, TOTALS | {"balance": 0}),
    Case("GET", "/v1/work-orders", "/v1/work-orders", "/v1/work-orders?limit=0", "/query/limit",
         Answer(200, PAGE | {"sync_token": None, "items": [{"id": "1", "status": "New", "priority": "urgent",
                "reported_on": "2023-05-30", "last_modified": "2023-05-30T10:00:00Z"}]}), "/body/items/0/priority"),
    Case("GET", "/v1/applicants", "/v1/applicants", "/v1/applicants?limit=ten", "/query/limit",
         Answer(200, PAGE | {"sync_token": None, "items": [{"id": "1", "kind": "applicant", "status": "approved",
                "last_name": "R", "submitted_on": "2022-02-20", "last_modified": "2022-02-20 10:00"}]}),
         "/body/items/0/last_modified"),
    Case("GET", "/v1/returns", "/v1/returns", "/v1/returns?cursor=x&cursor=y", "/query/cursor",
         Answer(200, PAGE), "/body"),
]  # fmt: skip


def _prepared(client: SandboxClient, case: Case) -> str:
    """The snapshot that the case needs, with its part where it is to be committed; its id."""
    if "{open}" not in case.path:
        return ""
    snapshot = str(client.write("POST", "/v1/snapshots", OPENED).json()["id"])
    if case.template.endswith("commit"):
        assert client.write("PUT", f"/v1/snapshots/{snapshot}/parts/1", {"tenants": [TENANT]}).status_code == 204
    return snapshot


def _ask(client: SandboxClient, case: Case, path: str, body: Any, snapshot: str) -> Any:
    path = path.replace("{open}", snapshot)
    if case.method == "GET":
        return client.get(path)
    return client.write(case.method, path, body, KEY, **case.headers)


def test_every_operation_of_the_contract_has_a_handler_and_a_case() -> None:
    known = {operation.key for operation in Contract(contract_file()).operations}
    assert set(HANDLERS) == known
    assert {case.key for case in CASES} == known


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method} {case.template}")
def test_a_right_request_is_answered(sandbox_client: SandboxClient, case: Case) -> None:
    answer = _ask(sandbox_client, case, case.path, case.body, _prepared(sandbox_client, case))
    assert answer.status_code < 300, answer.text
    assert answer.headers["X-Request-Id"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method} {case.template}")
def test_a_planted_violation_of_the_request_is_caught(sandbox_client: SandboxClient, case: Case) -> None:
    snapshot = _prepared(sandbox_client, case)
    answer = _ask(sandbox_client, case, case.spoilt_path, case.spoilt_body, snapshot)
    assert answer.status_code == 422
    problem = answer.json()
    assert (problem["code"], problem["request_id"]) == ("invalid", answer.headers["X-Request-Id"])
    assert [error["pointer"] for error in problem["errors"]] == [case.request_pointer]


@pytest.mark.allow_log("breaks the contract")
@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.method} {case.template}")
def test_a_planted_violation_of_the_answer_is_caught_and_nothing_is_kept(
    state: SandboxState, sandbox_client: SandboxClient, case: Case
) -> None:
    snapshot = _prepared(sandbox_client, case)

    def spoilt(known: SandboxState, call: Any) -> Answer:
        HANDLERS[case.key](known, call)
        return case.spoilt_answer

    before = (state.folder / "state.json").read_bytes()
    client = SandboxClient(create_app(state, handlers=HANDLERS | {case.key: spoilt}), sandbox_client.token)
    answer = _ask(client, case, case.path, case.body, snapshot)
    assert (answer.status_code, answer.json()["code"]) == (500, "answer_breaks_contract")
    assert case.answer_pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert (state.folder / "state.json").read_bytes() == before


@pytest.mark.parametrize(
    ("template", "missing"),
    [
        ("/v1/receipt-batches/{batch_id}/status", "If-Match"),
        ("/v1/receipt-batches/{batch_id}/status", "Idempotency-Key"),
        ("/v1/snapshots", "Idempotency-Key"),
        ("/v1/snapshots/{snapshot_id}/parts/{number}", "Idempotency-Key"),
        ("/v1/snapshots/{snapshot_id}/commit", "Idempotency-Key"),
    ],
)
def test_a_missing_header_is_caught(sandbox_client: SandboxClient, template: str, missing: str) -> None:
    case = next(case for case in CASES if case.template == template and case.method != "GET")
    headers = {"Idempotency-Key": KEY, "If-Match": "1"}
    del headers[missing]
    path = case.path.replace("{open}", _prepared(sandbox_client, case))
    answer = sandbox_client.request(case.method, path, json=case.body, headers=headers)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/header/{missing}"]


def test_another_content_type_and_a_key_that_is_no_uuid_are_caught(sandbox_client: SandboxClient) -> None:
    headers = {"Content-Type": "text/plain"}
    answer = sandbox_client.request("POST", "/v1/snapshots", content=b"{}", headers=headers)
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert pointers == ["/header/Idempotency-Key", "/header/Content-Type"]
    answer = sandbox_client.write("POST", "/v1/snapshots", OPENED, "not-a-uuid")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/header/Idempotency-Key"]


def test_what_is_told_of_a_violation_never_repeats_the_value(sandbox_client: SandboxClient) -> None:
    snapshot = sandbox_client.write("POST", "/v1/snapshots", OPENED).json()["id"]
    secret = "98765432109"
    bank = {"bank_account_id": secret, "name": 5, "account_number": int(secret), "routing_number": [secret]}
    answer = sandbox_client.write("PUT", f"/v1/snapshots/{snapshot}/parts/1", {"bank_accounts": [bank]})
    assert answer.status_code == 422
    assert len(answer.json()["errors"]) == 3
    assert secret not in answer.text


def test_a_problem_is_judged_too() -> None:
    contract = Contract(contract_file())
    problem = {"type": "about:blank", "title": "No", "status": 412, "code": "revision_changed"}
    assert [found.pointer for found in contract.check_problem(412, problem)] == ["/body/batch"]
    assert [found.pointer for found in contract.check_problem(404, problem | {"status": 400})] == ["/body/status"]
    found = contract.find("GET", "/v1/returns")
    assert found is not None
    operation, _ = found
    headers = {"x-request-id": "1", "content-type": "application/problem+json"}
    assert contract.check_answer(operation, 410, headers, problem | {"status": 410}) == []
    assert [wrong.pointer for wrong in contract.check_answer(operation, 410, {}, problem | {"status": 410})] == [
        "/header/X-Request-Id", "/header/Content-Type",
    ]  # fmt: skip
