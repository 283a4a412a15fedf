"""What the client asks and how it takes lists, snapshots and changes of status."""

import gzip
import json
import threading
from datetime import date

import httpx
import pytest
import respx

from landlord_desktop.inosio import client as client_module
from landlord_desktop.inosio.client import InosioClient
from landlord_desktop.inosio.errors import Cancelled, HostChanged, Nonsense, Refused, SyncTokenExpired, Unreachable
from landlord_desktop.inosio.token import Token
from wire_values import KEY, ORIGIN, PROBLEM, TOKEN, SteadyClock, client, header, page, said

ACCOUNT = {
    "portfolio_id": "PF-1", "portfolio_name": "Oak Street", "integration_name": "Office",
    "features": ["document_portal", "tea_service"], "home_url": "https://inosio.example/home",
    "server_time": "2022-02-23T14:05:00Z", "unknown_member": {"a": 1},
}
WORK_ORDER = {
    "id": "W1", "status": "In Progress", "priority": "high", "reported_on": "2022-02-23",
    "last_modified": "2022-02-23T14:05:00Z", "estimate": "120.50", "notes": [{"at": "2022-02-23T14:05:00Z",
    "text": "x"}],
}
APPLICANT = {
    "id": "A1", "kind": "applicant", "status": "approved", "last_name": "Roe", "submitted_on": "2022-02-23",
    "last_modified": "2022-02-23T14:05:00Z", "rent": "980.00",
}
RETURN = {
    "id": "R1", "payment_id": "P1", "batch_id": "B1", "returned_on": "2022-03-01", "amount": "980.00",
    "reason_code": "R01",
}


@respx.mock
def test_the_real_transport_sends_what_the_contract_asks_for():
    route = respx.get(f"{ORIGIN}/v1/integration").mock(return_value=said(ACCOUNT, X_Request_Id="req_1"))
    with InosioClient(ORIGIN, Token(TOKEN, ORIGIN)) as asked:
        account = asked.integration()
    assert (account.portfolio_id, account.features) == ("PF-1", ("document_portal", "tea_service"))
    sent = route.calls[0].request.headers
    assert sent["Authorization"] == f"Bearer {TOKEN}"
    assert sent["Accept-Encoding"] == "identity"
    assert "python" not in sent["User-Agent"]


@respx.mock
@pytest.mark.parametrize(
    ("fault", "unknown"), [(httpx.ConnectError("no"), False), (httpx.ReadTimeout("late"), True)], ids=["connect",
    "read"]
)
def test_a_fault_of_the_network_tells_whether_the_effect_is_known(fault, unknown):
    respx.post(f"{ORIGIN}/v1/snapshots").mock(side_effect=fault)
    with InosioClient(ORIGIN, Token(TOKEN, ORIGIN)) as asked, pytest.raises(Unreachable) as caught:
        asked.open_snapshot(b"{}", KEY)
    assert caught.value.effect_unknown is unknown
    assert ("not known" in caught.value.sentence) is unknown


def test_a_token_of_another_server_is_not_sent():
    with pytest.raises(HostChanged) as caught:
        InosioClient("https://other.example", Token(TOKEN, ORIGIN))
    assert TOKEN not in str(caught.value)


def test_pages_are_read_to_their_end():
    asked = client(
        said(page(header(id="1"), header(id="2"), cursor="c1")),
        said(page(header(id="2", revision="r2"), header(id="3", status="odd"), cursor=None)),
    )
    found = asked.list_batches("all", date(2022, 1, 9))
    assert [(one.id, one.revision) for one in found.headers] == [("1", "r1"), ("2", "r2")]
    (aside,) = found.set_aside
    assert '"odd"' in aside.raw_text
    assert "status" in aside.problem
    assert "odd" not in repr(aside)
    queries = [dict(request.url.params) for request in asked.answers.requests]
    assert queries[0] == {"status": "all", "deposited_from": "2022-01-09", "limit": "500"}
    assert queries[1]["cursor"] == "c1"


def test_without_a_date_none_is_asked_for():
    asked = client(said(page()))
    assert asked.list_batches().headers == ()
    assert dict(asked.answers.requests[0].url.params) == {"status": "unprocessed", "limit": "500"}


@pytest.mark.parametrize(
    "answers",
    [
        [page(cursor="a"), page(cursor="b"), page(cursor="a")],
        [page(cursor=7)],
        [page(cursor="")],
        [page(cursor="c" * 2001)],
        [{"items": []}],
        [{"items": {}, "next_cursor": None}],
        [[]],
    ],
    ids=["circle", "number", "empty", "endless cursor", "no end", "no list", "no object"],
)
def test_a_list_that_does_not_end_rightly_is_refused_whole(answers):
    with pytest.raises(Nonsense, match="list cannot be used"):
        client(*map(said, answers)).list_batches()


def test_a_list_has_a_most_of_pages_and_bytes(monkeypatch):
    monkeypatch.setattr(client_module, "MOST_PAGES", 2)
    with pytest.raises(Nonsense, match="too long"):
        client(said(page(cursor="a")), said(page(cursor="b"))).list_batches()
    monkeypatch.setattr(client_module, "LARGEST_LIST_BYTES", 10)
    with pytest.raises(Nonsense, match="too long"):
        client(said(page(cursor="a"))).list_batches()


@pytest.mark.parametrize(
    ("method", "item", "amount"),
    [("work_orders", WORK_ORDER, "estimate_cents"), ("applicants", APPLICANT, "rent_cents"), ("returns", RETURN,
    "amount_cents")],
)
def test_changes_come_with_their_sync_token(method, item, amount):
    asked = client(said(page(item, {"id": 5}, cursor="c", sync_token=None)), said(page(item, sync_token="t2")))
    found = getattr(asked, method)("t1")
    assert [one.id for one in found.items] == [item["id"], item["id"]]
    assert isinstance(getattr(found.items[0], amount), int)
    assert [one.position for one in found.set_aside] == [2]
    assert found.sync_token == "t2"
    assert asked.answers.requests[0].url.params["since"] == "t1"


def test_changes_without_a_sync_token_are_read_whole_again_next_time():
    asked = client(said(page(sync_token=None)))
    assert asked.returns().sync_token is None
    assert "since" not in asked.answers.requests[0].url.params


def test_a_sync_token_that_is_no_text_is_refused():
    with pytest.raises(Nonsense, match="sync token"):
        client(said(page(sync_token=5))).returns()


@pytest.mark.parametrize(
    "link", ["file:///etc/passwd", "javascript:alert(1)", "http://inosio.example/", "https://u@inosio.example/"]
)
def test_an_unsafe_link_sets_its_item_aside(link):
    found = client(said(page(WORK_ORDER | {"browse_url": link}, sync_token=None))).work_orders()
    assert (found.items, found.set_aside[0].problem) == ((), "browse_url: a link must begin with https://")


def test_an_expired_sync_token_is_told_apart():
    gone = {"type": "x", "title": "x", "status": 410, "code": "sync_token_expired"}
    with pytest.raises(SyncTokenExpired):
        client(said(gone, 410, PROBLEM)).returns("old")
    with pytest.raises(Refused) as caught:
        client(said(gone, 410, PROBLEM)).returns()
    assert not isinstance(caught.value, SyncTokenExpired)


def test_a_status_is_sent_with_its_key_and_revision():
    asked = client(said(header(status="processed", revision="r2")))
    assert asked.put_batch_status("9363081796946967", "r1", b'{"status":"processed"}', KEY).revision == "r2"
    (request,) = asked.answers.requests
    assert (request.method, request.url.path) == ("PUT", "/v1/receipt-batches/9363081796946967/status")
    assert (request.headers["If-Match"], request.headers["Idempotency-Key"]) == ("r1", KEY)
    assert request.content == b'{"status":"processed"}'
    assert "Content-Encoding" not in request.headers


def test_the_answer_to_a_status_must_be_that_batch():
    with pytest.raises(Nonsense, match="another batch"):
        client(said(header(id="5"))).put_batch_status("6", "r1", b"{}", KEY)
    with pytest.raises(Nonsense, match="status"):
        client(said({"id": "6"})).put_batch_status("6", "r1", b"{}", KEY)


def test_a_snapshot_is_opened_filled_and_committed():
    asked = client(
        said({"id": "S 1", "state": "open"}, 201), httpx.Response(204),
        said({"id": "S 1", "state": "committed", "committed_at": "2022-02-23T14:05:00.5Z"}),
    )
    opened = asked.open_snapshot(b"{}", KEY)
    asked.put_part(opened.id, 1, b"{}", KEY)
    assert asked.commit_snapshot(opened.id, b"{}", KEY).state == "committed"
    paths = [request.url.raw_path.decode() for request in asked.answers.requests]
    assert paths == ["/v1/snapshots", "/v1/snapshots/S%201/parts/1", "/v1/snapshots/S%201/commit"]


def test_an_answer_without_the_snapshot_is_refused():
    with pytest.raises(Nonsense, match="balances"):
        client(said({"state": "open"})).open_snapshot(b"{}", KEY)


def test_large_bodies_are_compressed_alike_at_each_try():
    body = json.dumps({"tenants": ["x" * 70000]}).encode()
    asked = client(httpx.Response(204), httpx.Response(204))
    for _ in range(2):
        asked.put_part("S1", 1, body, KEY)
    first, second = asked.answers.requests
    assert first.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(first.content) == body
    assert first.content == second.content


@pytest.mark.parametrize("identity", ["", ".", ".."])
def test_an_id_that_would_change_the_path_is_not_asked_for(identity):
    with pytest.raises(Nonsense, match="no usable id"):
        client().batch(identity)


def test_an_id_cannot_leave_its_place_in_the_path():
    asked = client(said(header(id="a/../b?c")))
    with pytest.raises(Nonsense):
        asked.batch("a/../b?c")
    assert asked.answers.requests[0].url.raw_path == b"/v1/receipt-batches/a%2F..%2Fb%3Fc"


@pytest.mark.parametrize("path", ["/v1/../x", "/v1/a b", "v1", "/v1/x?y=1", "/v1//x", "https://evil.example/",
"/v1/\n"])
def test_only_plain_paths_are_sent_to(path):
    asked = client()
    with pytest.raises(ValueError, match="path"):
        asked.send("PUT", path, b"{}", KEY)
    assert asked.answers.requests == []


def test_keys_and_revisions_cannot_carry_another_header():
    with pytest.raises(ValueError, match="header"):
        client().send("PUT", "/v1/snapshots", b"{}", KEY, if_match="r1\r\nX: y")
    with pytest.raises(ValueError, match="UUID"):
        client().send("PUT", "/v1/snapshots", b"{}", "no key")


def test_a_stop_before_the_call_sends_nothing():
    stop = threading.Event()
    stop.set()
    asked = client(stop=stop)
    with pytest.raises(Cancelled):
        asked.integration()
    assert asked.answers.requests == []


def test_a_stop_between_pieces_ends_the_call():
    stop = threading.Event()

    class Pieces(httpx.SyncByteStream):
        def __iter__(self):
            yield b"{"
            stop.set()
            yield b"}"

    sent = httpx.Response(200, headers={"Content-Type": "application/json", "Content-Length": "2"}, stream=Pieces())
    with pytest.raises(Cancelled):
        client(sent, stop=stop).integration()


def test_one_deadline_holds_over_all_pieces():
    class Endless(httpx.SyncByteStream):
        def __iter__(self):
            while True:
                yield b" "

    sent = httpx.Response(200, headers={"Content-Type": "application/json",
    "Transfer-Encoding": "chunked"}, stream=Endless())
    with pytest.raises(Unreachable, match="within 60 seconds"):
        client(sent, clock=SteadyClock(step=5)).integration()


def test_cookies_are_not_kept():
    asked = client(said(ACCOUNT, Set_Cookie="session=1"), said(ACCOUNT))
    asked.integration()
    asked.integration()
    assert "Cookie" not in asked.answers.requests[1].headers


def test_neither_log_nor_answer_shows_secrets(caplog):
    caplog.set_level("DEBUG")
    asked = client(said(ACCOUNT | {"server_time": "yesterday"}, X_Request_Id="req 1\nforged"))
    with pytest.raises(Nonsense) as caught:
        asked.integration()
    assert TOKEN not in caplog.text + str(caught.value)
    assert "yesterday" not in str(caught.value)
    assert "forged" not in caplog.text
    assert caught.value.request_id == ""
