"""Each operation of the client keeps the contract, and a planted violation of it is caught, going and coming.

The sandbox checks what it is asked against `resources/inosio-contract.yaml`; the client checks what it is answered.
"""

import asyncio
import json
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import pytest

from landlord_desktop.inosio.client import InosioClient
from landlord_desktop.inosio.errors import InosioError, Nonsense, Refused, SignedOut
from landlord_desktop.inosio.token import Token
from landlord_desktop.sandbox.server import SandboxApp
from landlord_desktop.sandbox.state import SandboxState

ORIGIN = "http://127.0.0.1:8780"
BATCH = "2732388606925747"
STATUS = {"status": "processed", "processed_at": "2022-03-08T15:30:00Z"}
OPEN = {"as_of": "2022-03-08", "generated_at": "2022-03-08T15:30:00Z", "with_maintenance": False}
PART = {
    "bank_accounts": [
        {"bank_account_id": "CHECKING", "name": "Checking", "account_number": "1", "routing_number": "2"}
    ],
    "tenants": [
        {
            "tenant_id": "KMETZ", "name": "Anthony Kmetz", "unit_id": "U", "unit_name": "Unit", "ledger_id": "NU",
            "balance": "10.00", "open_credit": "0.00", "charges": [
                {
                    "charge_id": "1", "code": "RENT", "description": "Rent", "charged_on": "2022-03-01",
                    "due_on": None, "amount": "10.00", "unpaid": "10.00",
                }
            ],
        }
    ],
}
TOTALS = {"parts": 1, "tenants": 1, "charges": 1, "balance": "10.00"}

Change = Callable[[httpx.Request], httpx.Request]


class Road(httpx.BaseTransport):
    """The road to the sandbox's application; on order it changes what goes or what comes."""

    def __init__(self, app: SandboxApp) -> None:
        self._app = app
        self.going: Change | None = None
        self.coming: Callable[[Any], Any] | None = None

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.read()
        asked = self.going(request) if self.going else request
        answer = asyncio.run(self._ask(asked))
        body = answer.content
        if self.coming is not None and answer.is_success:
            body = json.dumps(self.coming(answer.json() if body else None)).encode()
        headers = {"Content-Type": answer.headers.get("Content-Type", "application/json")}
        return httpx.Response(answer.status_code, headers=headers, content=body)

    async def _ask(self, request: httpx.Request) -> httpx.Response:
        transport = httpx.ASGITransport(app=self._app, client=("127.0.0.1", 50000))
        async with httpx.AsyncClient(transport=transport) as client:
            return await client.send(request)


def _key() -> str:
    return str(uuid4())


def _bytes(body: object) -> bytes:
    return json.dumps(body).encode()


def _opened(client: InosioClient) -> str:
    return client.open_snapshot(_bytes(OPEN), _key()).id


def _filled(client: InosioClient) -> str:
    snapshot_id = _opened(client)
    client.put_part(snapshot_id, 1, _bytes(PART), _key())
    return snapshot_id


@pytest.fixture
def road(app: SandboxApp) -> Road:
    return Road(app)


@pytest.fixture
def client(road: Road, state: SandboxState) -> InosioClient:
    return InosioClient(ORIGIN, Token(state.practice_key(), ORIGIN), transport=road)


def _nothing_before(_client: InosioClient) -> str:
    return ""


OPERATIONS: dict[str, tuple[Callable[[InosioClient], str], Callable[[InosioClient, str], object]]] = {
    "integration": (_nothing_before, lambda client, _: client.integration()),
    "list_batches": (_nothing_before, lambda client, _: client.list_batches("all")),
    "batch": (_nothing_before, lambda client, _: client.batch(BATCH)),
    "put_batch_status": (
        _nothing_before, lambda client, _: client.put_batch_status(BATCH, "1", _bytes(STATUS), _key())
    ),
    "open_snapshot": (_nothing_before, lambda client, _: client.open_snapshot(_bytes(OPEN), _key())),
    "put_part": (_opened, lambda client, id_: client.put_part(id_, 1, _bytes(PART), _key())),
    "commit_snapshot": (_filled, lambda client, id_: client.commit_snapshot(id_, _bytes(TOTALS), _key())),
    "work_orders": (_nothing_before, lambda client, _: client.work_orders()),
    "applicants": (_nothing_before, lambda client, _: client.applicants()),
    "returns": (_nothing_before, lambda client, _: client.returns()),
}


@pytest.mark.parametrize("name", OPERATIONS)
def test_each_operation_keeps_the_contract(client: InosioClient, name: str) -> None:
    prepare, call = OPERATIONS[name]
    call(client, prepare(client))


def test_no_operation_of_the_client_is_left_out() -> None:
    public = {name for name, member in vars(InosioClient).items() if callable(member) and not name.startswith("_")}
    assert public - {"close", "send"} == set(OPERATIONS)


# what goes


def _rebuilt(request: httpx.Request, **changed: Any) -> httpx.Request:
    headers = {name: value for name, value in request.headers.items() if name != "content-length"}
    parts = {"method": request.method, "url": request.url, "headers": headers, "content": request.content} | changed
    return httpx.Request(**parts)


def _without(header: str) -> Change:
    def change(request: httpx.Request) -> httpx.Request:
        kept = {name: value for name, value in request.headers.items() if name not in {header, "content-length"}}
        return _rebuilt(request, headers=kept)

    return change


def _with(header: str, value: str) -> Change:
    return lambda request: _rebuilt(request, headers=dict(_without(header)(request).headers) | {header: value})


def _query(name: str, value: str) -> Change:
    return lambda request: _rebuilt(request, url=request.url.copy_set_param(name, value))


def _member(pointer: str, value: object) -> Change:
    """The body with another value in one place; None takes the member away."""

    def change(request: httpx.Request) -> httpx.Request:
        body = json.loads(request.content)
        *way, last = pointer.split("/")
        place = body
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        if value is None:
            del place[last]
        else:
            place[last] = value
        return _rebuilt(request, content=_bytes(body))

    return change


def _path(path: str) -> Change:
    return lambda request: _rebuilt(request, url=request.url.copy_with(path=path))


def _body(content: bytes) -> Change:
    return lambda request: _rebuilt(request, content=content)


_WRITES = ("put_batch_status", "open_snapshot", "put_part", "commit_snapshot")
PLANTED: list[tuple[str, str, Change]] = [
    *((name, "no token", _without("authorization")) for name in OPERATIONS),
    *((name, "another kind of token", _with("authorization", "Basic abc")) for name in OPERATIONS),
    *((name, "no key", _without("idempotency-key")) for name in _WRITES),
    *((name, "a key that is none", _with("idempotency-key", "7")) for name in _WRITES),
    *((name, "no JSON", _body(b"{")) for name in _WRITES),
    *((name, "twice the same member", _body(b'{"status":"processed","status":"processed"}')) for name in _WRITES),
    *((name, "another media type", _with("content-type", "text/plain")) for name in _WRITES),
    *((name, "gzip that is none", _with("content-encoding", "gzip")) for name in _WRITES),
    *((name, "a page of none", _query("limit", "0")) for name in ("list_batches", "work_orders", "returns")),
    *((name, "a page too large", _query("limit", "501")) for name in ("list_batches", "applicants")),
    *((name, "a cursor that is none", _query("cursor", "x")) for name in ("list_batches", "applicants", "returns")),
    ("list_batches", "an unknown status", _query("status", "half")),
    ("list_batches", "a day that is none", _query("deposited_from", "2022-02-30")),
    ("integration", "an unknown place", _path("/v1/integrations")),
    ("batch", "an unknown batch", _path("/v1/receipt-batches/0")),
    ("put_batch_status", "no revision", _without("if-match")),
    ("put_batch_status", "another revision", _with("if-match", "0")),
    ("put_batch_status", "no status", _member("status", None)),
    ("put_batch_status", "an unknown status", _member("status", "half")),
    ("put_batch_status", "a time without a zone", _member("processed_at", "2022-03-08T15:30:00")),
    ("open_snapshot", "no day", _member("as_of", None)),
    ("open_snapshot", "a word for yes", _member("with_maintenance", "yes")),
    ("put_part", "part nought", _path("/v1/snapshots/S/parts/0")),
    ("put_part", "money as a number", _member("tenants/0/balance", 10)),
    ("put_part", "money with one decimal", _member("tenants/0/open_credit", "0.0")),
    ("put_part", "an empty account number", _member("bank_accounts/0/account_number", "")),
    ("put_part", "no routing number", _member("bank_accounts/0/routing_number", None)),
    ("put_part", "a balance that is not the charges'", _member("tenants/0/balance", "11.00")),
    ("put_part", "more unpaid than charged", _member("tenants/0/charges/0/amount", "9.00")),
    ("commit_snapshot", "another number of tenants", _member("tenants", 2)),
    ("commit_snapshot", "another number of charges", _member("charges", 0)),
    ("commit_snapshot", "another balance", _member("balance", "10.01")),
    ("commit_snapshot", "more parts", _member("parts", 2)),
    ("commit_snapshot", "no total", _member("balance", None)),
]


@pytest.mark.parametrize(("name", "what", "change"), PLANTED, ids=[f"{name}: {what}" for name, what, _ in PLANTED])
def test_a_violation_planted_in_what_goes_is_caught(
    client: InosioClient, road: Road, name: str, what: str, change: Change
) -> None:
    prepare, call = OPERATIONS[name]
    prepared = prepare(client)
    road.going = change
    with pytest.raises((Refused, SignedOut)) as caught:
        call(client, prepared)
    assert caught.value.sentence
    road.going = None
    call(client, prepared)  # nothing was kept of the one that was refused


def test_the_same_key_with_another_body_is_refused(client: InosioClient) -> None:
    key = _key()
    client.put_batch_status(BATCH, "1", _bytes(STATUS), key)
    with pytest.raises(Refused) as caught:
        client.put_batch_status(BATCH, "1", _bytes({"status": "unprocessed"}), key)
    assert caught.value.code == "idempotency_mismatch"


# what comes


def _answer(pointer: str, value: object) -> Callable[[Any], Any]:
    def change(body: Any) -> Any:
        *way, last = pointer.split("/")
        place = body
        for step in way:
            place = place[int(step) if isinstance(place, list) else step]
        if value is None:
            del place[last]
        else:
            place[last] = value
        return body

    return change


_REFUSED_WHOLE: list[tuple[str, str, object]] = [
    ("integration", "portfolio_id", None), ("integration", "portfolio_id", 5), ("integration", "server_time", "now"),
    ("integration", "home_url", "file:///etc/passwd"), ("list_batches", "items", None),
    ("list_batches", "next_cursor", None), ("batch", "receipts", None), ("batch", "id", "1"),
    ("batch", "total", "2700.01"), ("batch", "total", "2,700.00"), ("batch", "item_count", 4),
    ("batch", "item_count", "3"), ("batch", "item_count", True), ("batch", "status", "half"), ("batch", "revision", ""),
    ("batch", "receipts/0/amount", "1200"), ("batch", "receipts/0/amount", 120_000),
    ("batch", "receipts/1/payment_id", "PMT-7310042201"), ("put_batch_status", "revision", None),
    ("put_batch_status", "status", "half"), ("put_batch_status", "id", "1"), ("open_snapshot", "id", None),
    ("open_snapshot", "state", "ajar"), ("commit_snapshot", "state", None), ("work_orders", "items", None),
    ("work_orders", "sync_token", 5), ("applicants", "next_cursor", 7), ("returns", "next_cursor", None),
]


@pytest.mark.parametrize(("name", "pointer", "value"), _REFUSED_WHOLE)
def test_a_violation_planted_in_what_comes_is_caught(
    client: InosioClient, road: Road, name: str, pointer: str, value: object
) -> None:
    prepare, call = OPERATIONS[name]
    prepared = prepare(client)
    road.coming = _answer(pointer, value)
    with pytest.raises(Nonsense) as caught:
        call(client, prepared)
    assert isinstance(caught.value, InosioError)


_SET_ASIDE: list[tuple[str, str, object]] = [
    ("list_batches", "items/0/status", "half"), ("list_batches", "items/0/total", 2700),
    ("list_batches", "items/0/deposited_on", "2/23/2022"), ("work_orders", "items/0/priority", "whenever"),
    ("work_orders", "items/0/reported_on", "2022-02-30"), ("applicants", "items/0/kind", "friend"),
    ("applicants", "items/0/last_name", None), ("returns", "items/0/kind", "regret"),
    ("returns", "items/0/amount", "50"),
]


@pytest.mark.parametrize(("name", "pointer", "value"), _SET_ASIDE)
def test_a_violation_planted_in_one_item_sets_that_one_aside(
    client: InosioClient, road: Road, name: str, pointer: str, value: object
) -> None:
    _, call = OPERATIONS[name]
    whole: Any = call(client, "")
    road.coming = _answer(pointer, value)
    found: Any = call(client, "")
    assert [item.position for item in found.set_aside] == [1]
    assert pointer.rpartition("/")[2] in found.set_aside[0].problem
    taken = "headers" if name == "list_batches" else "items"
    assert len(getattr(found, taken)) == len(getattr(whole, taken)) - 1


def test_a_violation_planted_in_one_receipt_keeps_its_amount(client: InosioClient, road: Road) -> None:
    road.coming = _answer("receipts/1/method", "barter")
    items = client.batch(BATCH).items
    assert [item.amount_cents for item in items] == [120_000, 100_000, 50_000]
    assert type(items[1]).__name__ == "UnreadableItem"
