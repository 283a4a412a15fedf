"""Bad input of every kind for every step that fetches: told in a sentence, the round goes on, nothing lost or twice."""

import copy
import hashlib
import json
import re
import ssl
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import trustme

from landlord_desktop.inosio import received
from landlord_desktop.inosio.client import InosioClient
from landlord_desktop.sandbox.api import HANDLERS
from landlord_desktop.sandbox.wire import Answer
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.returns import list_returns
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.working_lines import list_lines
from landlord_desktop.sync.report import RoundReport
from loopback import answer, saying, scripted
from office_online import KMETZ_BATCH, OKAFOR_BATCH, Online

PATHS = {
    "batches": "/v1/receipt-batches", "returns": "/v1/returns", "work-orders": "/v1/work-orders",
    "applicants": "/v1/applicants",
}  # fmt: skip
STEPS = ["send", *PATHS, "balances"]
FAULTS = {
    "cut": "unreachable", "truncate": "nonsense", "malformed": "nonsense", "html": "nonsense", "redirect": "nonsense",
    "duplicate_keys": "nonsense", "nan": "nonsense", "huge": "nonsense", "deep": "nonsense", "500": "failing",
    "503": "failing", "429": "failing",
}  # fmt: skip
PLAIN = re.compile(r"[A-Z][^{}<\\\n]+\.")


@pytest.fixture
def whole(office: Online) -> Online:
    """The office with all features, so that a round has all six steps."""
    on = {"inosio.maintenance_coordination": "yes", "inosio.applicant_screening": "yes"}
    change_settings(office.books, on)
    return office


def stored(office: Online) -> dict[str, list[tuple[Any, ...]]]:
    """What was fetched, without the times at which it came."""
    return {
        "batches": office.rows("SELECT id, total_cents, revision FROM inosio_batch ORDER BY id"),
        "payments": office.rows("SELECT source_key, amount_cents, unreadable FROM inosio_payment ORDER BY source_key"),
        "returns": office.rows("SELECT return_id, amount_cents, state FROM returned_payment ORDER BY return_id"),
        "work-orders": office.rows(
            "SELECT external_id, external_status, last_modified FROM work_order WHERE origin = 'inosio' ORDER BY 1"
        ),
        "applicants": office.rows("SELECT external_id, status, last_modified FROM applicant ORDER BY external_id"),
    }  # fmt: skip


@pytest.fixture(scope="module")
def expected() -> dict[str, int]:
    return {"batches": 8, "returns": 2, "work-orders": 4}


def spoil(office: Online, fault: str, steps: list[str]) -> None:
    """From now on the server answers these steps so, until it is mended."""
    if fault != "deep":
        for step in steps:
            office.sandbox.faults.add(fault, match={"path": PATHS[step]}, times=None, retry_after=3600)
        return
    body: dict[str, Any] = {"items": [], "next_cursor": None, "sync_token": "t"}
    for _ in range(300):
        body = {"items": [], "next_cursor": None, "more": body}
    office.sandbox.api._contract.check_answer = lambda *_: []
    deep: dict[Any, Any] = {("GET", PATHS[step]): lambda _state, _call: Answer(200, body) for step in steps}
    office.sandbox.api._handlers = {**HANDLERS, **deep}


def mend(office: Online) -> None:
    office.sandbox.faults.clear()
    office.sandbox.api._handlers = HANDLERS


def told(report: RoundReport) -> dict[str, str]:
    return {step.name: step.kind for step in report.steps}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_in_each_fetch_is_told_and_the_rest_goes_on(
    whole: Online, fault: str, expected: dict[str, int]
) -> None:
    spoil(whole, fault, list(PATHS))
    report = whole.round()

    assert told(report) == {name: FAULTS[fault] if name in PATHS else "" for name in STEPS}
    for step in report.steps[1:-1]:
        assert PLAIN.fullmatch(step.detail), step.detail
        assert step.retry_after_seconds == (3600 if fault in {"429", "503", "500"} else None)
    assert whole.states()[-1] == ("balances", "sent")
    assert {name: len(rows) for name, rows in stored(whole).items() if name in expected} == dict.fromkeys(expected, 0)

    mend(whole)
    assert told(whole.round()) == dict.fromkeys(STEPS, "")
    first = stored(whole)
    assert {name: len(first[name]) for name in expected} == expected
    assert len(first["applicants"]) > 0
    assert told(whole.round()) == dict.fromkeys(STEPS, "")
    assert stored(whole) == first, "nothing is applied twice"


@pytest.mark.parametrize("step", PATHS)
def test_one_step_that_fails_holds_up_no_other(whole: Online, step: str) -> None:
    spoil(whole, "500", [step])
    assert told(whole.round()) == {name: "failing" if name == step else "" for name in STEPS}
    log = whole.rows("SELECT step, outcome, sentence <> '' FROM exchange_log WHERE outcome = 'failed'")
    assert [row[:2] for row in log] == [(step, "failed")]


def test_a_feature_that_is_denied_is_no_failure_of_the_round(whole: Online) -> None:
    with whole.sandbox.state.change() as document:
        for item in document["integrations"]:
            item["features"] = []
    report = whole.round()
    denied = {"work-orders", "applicants"}
    assert told(report) == {name: "denied" if name in denied else "" for name in STEPS}
    assert all("not signed up for" in step.detail for step in report.steps if step.name in denied)
    assert whole.one("SELECT value FROM setting WHERE key = 'inosio.last_error'") == ""
    assert whole.one("SELECT value FROM setting WHERE key = 'inosio.last_success'").startswith("2022-03-08")


def test_answers_twice_and_out_of_order_are_applied_once(whole: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    whole.round()
    clean = stored(whole)
    whole.sandbox.state.expire_sync_tokens()
    read = InosioClient._read_list

    def muddled(client: InosioClient, path: str, query: dict[str, str]) -> Any:
        values, last = read(client, path, query)
        older = [
            {**copy.deepcopy(value), "last_modified": "2001-01-01T00:00:00Z", "status": "approved", "last_name": "Old"}
            for value in values
            if isinstance(value, dict) and "last_modified" in value
        ]
        return [*values[::-1], *values, *older], last

    monkeypatch.setattr(InosioClient, "_read_list", muddled)
    for _ in range(2):
        assert told(whole.round()) == dict.fromkeys(STEPS, "")
        assert stored(whole) == clean


def test_another_host_gets_nothing(whole: Online) -> None:
    whole.change("UPDATE setting SET value = 'http://localhost:9' WHERE key = 'inosio.server'")
    report = whole.round()
    assert (report.kind, [step.name for step in report.steps]) == ("token", ["connect"])
    assert PLAIN.fullmatch(report.error)
    whole.change("UPDATE setting SET value = :url WHERE key = 'inosio.server'", url=whole.sandbox.url)
    assert whole.round().error == ""


def test_a_server_with_an_expired_certificate_gets_nothing(
    whole: Online, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ended = datetime(2022, 1, 1, tzinfo=UTC)
    authority.issue_cert("127.0.0.1", not_before=ended - timedelta(days=90), not_after=ended).configure_cert(context)
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    paths = ssl.get_default_verify_paths()._replace(openssl_cafile=str(tmp_path / "authority.pem"))
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: paths)
    with scripted(saying(answer()), context) as server:
        whole.change("UPDATE setting SET value = :url WHERE key = 'inosio.server'", url=server.origin)
        whole.tokens.remember(server.origin, whole.sandbox.token)
        report = whole.round()
        assert server.requests == []
    assert (report.kind, [step.name for step in report.steps]) == ("unreachable", ["connect"])
    assert "certificate is not valid" in report.error
    assert PLAIN.fullmatch(report.error)


# one of a thousand items has a word that this version does not know


def items_of(step: str, office: Online) -> list[dict[str, Any]]:
    """A thousand items of a list, one of which has an unknown word."""
    state = office.sandbox.state
    name = step.replace("-", "_")
    first = copy.deepcopy(next(item for _, item in state.feed(state.portfolios()[0]["id"], name)))
    member = {"returns": "kind", "work-orders": "priority", "applicants": "status"}[step]
    items = [first | {"id": f"X{number}"} for number in range(1000)]
    items[500][member] = "tomorrows_word"
    if step == "applicants":
        items = [item | {"kind": "applicant", "primary_applicant_id": None} for item in items]
    return items


@pytest.mark.parametrize("step", ["returns", "work-orders", "applicants"])
def test_one_unknown_word_in_a_thousand_items_is_kept_and_read_after_an_upgrade(
    whole: Online, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    items = items_of(step, whole)
    right = {"returns": "return", "work-orders": "low", "applicants": "approved"}[step]
    answers = iter([(items, {"sync_token": "t1"})])
    asked: list[str | None] = []

    def answer(_client: InosioClient, _path: str, query: dict[str, str]) -> Any:
        asked.append(query.get("since"))
        return next(answers, ([], {"sync_token": "t2"}))

    monkeypatch.setattr(InosioClient, "_read_list", answer)
    report = whole.round(step)
    assert report.error == ""
    unread = {
        "returns": "SELECT raw_text FROM returned_payment WHERE unreadable <> ''",
        "work-orders": "SELECT raw_text FROM work_order WHERE unreadable <> ''",
        "applicants": "SELECT raw_text FROM applicant WHERE unreadable <> ''",
    }[step]
    assert [("tomorrows_word" in row[0]) for row in whole.rows(unread)] == [True]
    table = {"returns": "returned_payment", "work-orders": "work_order", "applicants": "applicant"}[step]
    assert whole.one(f"SELECT count(*) FROM {table}") == 1000
    assert whole.round(step).error == ""
    assert asked == [None, "t1"], "the sync token moved on"
    assert len(whole.rows(unread)) == 1

    again = received.read_again
    monkeypatch.setattr(
        received, "read_again", lambda family, text: again(family, text.replace("tomorrows_word", right))
    )
    for _ in range(2):
        assert whole.round(step).error == ""
        assert whole.rows(unread) == []
        assert whole.one(f"SELECT count(*) FROM {table}") == 1000


def newer_program(monkeypatch: pytest.MonkeyPatch) -> None:
    read: Callable[[str, Any, bytes], received.FetchedBatch] = received.read_batch

    def newer(batch_id: str, body: Any, raw: bytes) -> received.FetchedBatch:
        for item in body["receipts"]:
            if item.get("method") == "barter":
                item["method"] = "check"
        return read(batch_id, body, raw)

    monkeypatch.setattr(received, "read_batch", newer)


def with_unknown_words(office: Online) -> list[dict[str, Any]]:
    """Two payments of a batch have a method of tomorrow, and one of them no id; the batch's receipts as they were."""
    office.sandbox.api._contract.check_answer = lambda *_: []
    receipts = office.batch_there(KMETZ_BATCH)["receipts"]
    without_id = {name: value for name, value in receipts[1].items() if name != "payment_id"}
    barter = {"method": "barter"}
    office.change_there(KMETZ_BATCH, receipts=[receipts[0] | barter, without_id | barter, receipts[2]])
    office.round("batches")
    return receipts


def name_the_second(office: Online, payment_id: str) -> None:
    """As if only a newer program could read the id."""
    body = json.loads(office.one("SELECT raw_answer FROM inosio_batch WHERE id = :b", b=KMETZ_BATCH))
    body["receipts"][1]["payment_id"] = payment_id
    raw = json.dumps(body).encode()
    office.change(
        "UPDATE inosio_batch SET raw_answer = :raw, raw_sha256 = :sha WHERE id = :b", raw=raw, b=KMETZ_BATCH,
        sha=hashlib.sha256(raw).hexdigest(),
    )


UNREAD_PAYMENTS = "SELECT count(*) FROM inosio_payment WHERE unreadable <> ''"


@pytest.mark.parametrize("loaded", [False, True])
def test_an_unknown_word_in_a_payment_is_read_after_an_upgrade(
    whole: Online, loaded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    receipts = with_unknown_words(whole)
    if loaded:
        load_batch(whole.books, KMETZ_BATCH)
    assert whole.round("batches").error == ""
    assert whole.one(UNREAD_PAYMENTS) == 2

    newer_program(monkeypatch)
    name_the_second(whole, "PMT-OLD-1")
    for _ in range(2):
        assert whole.round("batches").error == ""
        assert whole.one(UNREAD_PAYMENTS) == 0
    ids = whole.rows("SELECT payment_id FROM inosio_payment WHERE batch_id = :b ORDER BY position", b=KMETZ_BATCH)
    assert [row[0] for row in ids] == [receipts[0]["payment_id"], "PMT-OLD-1", receipts[2]["payment_id"]]
    if not loaded:
        load_batch(whole.books, KMETZ_BATCH)
    lines = list_lines(whole.books)
    assert sorted(line.reason for line in lines) != []
    assert all(not line.status.startswith("Not readable") for line in lines)
    assert len(lines) == 3
    assert next(row for row in list_batches(whole.books) if row.batch_id == KMETZ_BATCH).held == 3


def test_an_id_of_another_payment_is_not_taken_at_the_second_reading(
    whole: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_unknown_words(whole)
    newer_program(monkeypatch)
    name_the_second(whole, whole.batch_there(OKAFOR_BATCH)["receipts"][0]["payment_id"])
    assert whole.round("batches").error == ""
    assert whole.one(UNREAD_PAYMENTS) == 1


def test_a_return_that_was_told_again_is_not_there_twice(whole: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    item = items_of("returns", whole)[500]
    answers = [([item], {"sync_token": "t1"}), ([item | {"kind": "return"}], {"sync_token": "t2"})]
    monkeypatch.setattr(
        InosioClient, "_read_list", lambda *_: answers.pop(0) if answers else ([], {"sync_token": "t3"})
    )
    whole.round("returns")
    whole.round("returns")
    again = received.read_again
    monkeypatch.setattr(
        received, "read_again", lambda family, text: again(family, text.replace("tomorrows_word", "return"))
    )
    whole.round("returns")
    rows = whole.rows("SELECT state, settled_reason FROM returned_payment ORDER BY id")
    assert rows == [("set_aside", "The server told it again, so that it could be read."), ("waiting", "")]
    assert len(list_returns(whole.books)) >= 1
