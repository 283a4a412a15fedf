"""The outbox: each wish reaches the server once, by the same bytes and key at every try, and ends with a clear word."""

import hashlib
import json
import threading
import uuid
from typing import Any

import pytest
from sqlalchemy import Connection

from landlord_desktop.sandbox.api import HANDLERS
from landlord_desktop.sandbox.lists import header
from landlord_desktop.sandbox.state import SandboxState
from landlord_desktop.sandbox.wire import Answer, Call, ProblemError
from landlord_desktop.services import send_outcomes, sending
from landlord_desktop.services.batch_status import mark_processed, mark_unprocessed
from landlord_desktop.services.books import Books
from landlord_desktop.services.sending import due_items
from office_online import KMETZ_BATCH, OKAFOR_BATCH, Online

STATUS = f"/v1/receipt-batches/{OKAFOR_BATCH}/status"
PUT_STATUS = {"method": "PUT", "path": "/v1/receipt-batches/*/status"}


def test_the_status_is_told_with_the_stored_key_and_revision(marked: Online) -> None:
    report = marked.round("send")

    assert report.steps[0].detail == f"The server knows that batch {OKAFOR_BATCH} is processed."
    there = marked.batch_there(OKAFOR_BATCH)
    assert (there["status"], there["processed_at"]) == ("processed", "2022-03-08T15:30:00Z")
    item_uuid = marked.one("SELECT uuid FROM outbox_item")
    stored = marked.rows("SELECT idempotency_key, if_match, body, status, request_id FROM outbox_request")[0]
    assert stored[:2] == (str(uuid.uuid5(uuid.UUID(item_uuid), "status")), "1")
    assert json.loads(stored[2]) == {"status": "processed", "processed_at": "2022-03-08T15:30:00Z"}
    assert (stored[3], stored[4][:4]) == (200, "req_")
    assert marked.one("SELECT revision FROM inosio_batch WHERE id = :id", id=OKAFOR_BATCH) == there["revision"] == "2"
    assert marked.states()[-1] == (OKAFOR_BATCH, "sent")
    marked.prove_what_was_sent()
    assert marked.round("send").steps[0].detail == ""


def test_back_and_forth_is_told_in_its_order(marked: Online) -> None:
    mark_unprocessed(marked.books, OKAFOR_BATCH)
    mark_processed(marked.books, OKAFOR_BATCH)
    assert marked.round("send").error == ""
    assert marked.states() == [(OKAFOR_BATCH, "sent")] * 3
    assert marked.batch_there(OKAFOR_BATCH)["revision"] == "4"


@pytest.mark.parametrize("at_byte", [-1, 0, 20])
def test_a_lost_answer_is_asked_for_again_with_the_same_key(marked: Online, at_byte: int) -> None:
    marked.sandbox.faults.add("cut", match=PUT_STATUS, at_byte=at_byte)

    first = marked.round("send")
    assert (first.kind, marked.states()) == ("unreachable", [(OKAFOR_BATCH, "waiting")])
    before = marked.requests()
    assert marked.batch_there(OKAFOR_BATCH)["revision"] == "2"  # it was done all the same

    assert marked.round("send").steps[0].detail == ""  # the time of the next try has not come
    marked.clock.forward(seconds=31)
    assert marked.round("send").error == ""

    assert marked.requests() == before
    assert marked.batch_there(OKAFOR_BATCH)["revision"] == "2"
    assert list(marked.answers_kept()) == [before[0][1]]


def test_the_waits_grow_and_end_at_an_hour(marked: Online) -> None:
    marked.sandbox.faults.add("500", match=PUT_STATUS, times=None)
    waits = []
    for _ in range(9):
        marked.round("send")
        next_try = marked.one("SELECT next_try_at FROM outbox_item")
        waits.append((sending.datetime.fromisoformat(next_try) - marked.clock.moment).total_seconds())
        marked.clock.forward(seconds=waits[-1])
    longest = [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert [most / 2 <= wait <= most for wait, most in zip(waits, longest, strict=True)] == [True] * 9
    assert len(set(waits)) == 9, "two PCs do not come back at the same moment"
    assert len(marked.requests()) == 1


def test_a_persons_wish_does_not_wait(marked: Online) -> None:
    marked.sandbox.faults.add("500", match=PUT_STATUS)
    assert marked.round().kind == "failing"
    assert marked.round().error == ""
    assert (OKAFOR_BATCH, "sent") in marked.states()


@pytest.mark.parametrize("action", ["429", "503"])
def test_the_servers_wish_to_wait_holds_for_everyone(marked: Online, action: str) -> None:
    mark_processed(marked.books, KMETZ_BATCH)
    rule = marked.sandbox.faults.add(action, match=PUT_STATUS, retry_after=120, times=None)

    first = marked.round("send")
    assert (first.kind, rule.fired) == ("failing", 1)
    again = marked.round()  # even by a person's wish
    assert (again.steps[0].ok, again.kind, rule.fired) == (False, "failing", 1)
    assert "2 messages" in again.steps[0].detail
    assert again.new_batches == 0
    assert again.steps[1].ok

    marked.sandbox.faults.clear()
    marked.clock.forward(seconds=121)
    assert marked.round("send").error == ""
    assert {state for _, state in marked.states()} == {"sent"}


def test_a_wait_without_a_time_is_short(marked: Online) -> None:
    marked.sandbox.faults.add("503", match=PUT_STATUS)
    assert marked.round("send").kind == "failing"
    marked.clock.forward(seconds=31)
    assert marked.round("send").error == ""


def test_the_longest_wait_is_an_hour(marked: Online) -> None:
    marked.sandbox.faults.add("503", match=PUT_STATUS, retry_after=86_400)
    marked.round("send")
    marked.clock.forward(seconds=3601)
    assert marked.round("send").error == ""


def test_a_revoked_token_pauses_all_and_keeps_the_outbox(marked: Online) -> None:
    mark_processed(marked.books, KMETZ_BATCH)
    rule = marked.sandbox.faults.add("401", match=PUT_STATUS)
    before = marked.outbox()

    report = marked.round()

    assert ([step.kind for step in report.steps], rule.fired) == (["token"], 1)
    assert [(subject, "waiting") for subject, _, _ in before] == marked.states()
    assert due_items(marked.books) == []  # nobody knocks again and again
    fresh = marked.sandbox.state.practice_key()
    assert marked.round().kind == "token"
    marked.tokens.remember(marked.sandbox.url, fresh)
    assert marked.round("send").error == ""  # whoever is let in sends what paused
    assert marked.states()[:2] == [(OKAFOR_BATCH, "sent"), (KMETZ_BATCH, "sent")]


def test_an_unreachable_server_is_not_knocked_at_every_moment(marked: Online) -> None:
    marked.change("UPDATE setting SET value = 'http://127.0.0.1:9' WHERE key = 'inosio.server'")
    marked.tokens.remember("http://127.0.0.1:9", "anything")
    assert marked.round("send").kind == "unreachable"
    assert due_items(marked.books) == []
    assert marked.round("send").kind == "unreachable"
    marked.clock.forward(seconds=31)
    assert len(due_items(marked.books)) == 1


def test_a_refused_item_holds_up_no_other(marked: Online) -> None:
    mark_processed(marked.books, KMETZ_BATCH)
    marked.change("UPDATE outbox_item SET subject = 'GONE' WHERE subject = :id", id=OKAFOR_BATCH)
    marked.change(
        "INSERT INTO inosio_batch SELECT 'GONE', deposited_on, 0, 0, server_status, revision, server_processed_at, "
        "bank_code, origin, status, processed_at, processed_by, fetched_at, raw_answer, raw_sha256, claimed_by, "
        "claimed_workstation, claimed_at, claim_expires_at, claim_number FROM inosio_batch WHERE id = :id",
        id=OKAFOR_BATCH,
    )
    sha = hashlib.sha256(b"").hexdigest()
    marked.change("UPDATE inosio_batch SET raw_answer = :raw, raw_sha256 = :sha WHERE id = 'GONE'", raw=b"", sha=sha)

    report = marked.round("send")

    assert (report.kind, marked.states()) == ("refused", [("GONE", "refused"), (KMETZ_BATCH, "sent")])
    assert marked.outbox()[0][2].startswith("Batch GONE: The server does not know this record.")
    assert marked.one("SELECT status FROM outbox_request WHERE item_id = 1") == 404


def test_a_request_that_breaks_the_contract_is_refused_and_shown(marked: Online) -> None:
    items = due_items(marked.books)
    sending.begin_try(marked.books, items[0])
    body = b'{"status":"sideways"}'
    marked.change(
        "UPDATE outbox_request SET body = :body, body_sha256 = :sha", body=body, sha=hashlib.sha256(body).hexdigest()
    )
    assert marked.round("send").kind == "refused"
    assert marked.one("SELECT status FROM outbox_request") == 422
    assert [state for _, state in marked.states()] == ["refused"]


# somebody else changed the batch meanwhile


def test_changed_there_to_what_is_wanted_is_done(marked: Online) -> None:
    marked.sandbox.state.set_batch_state(OKAFOR_BATCH, {"status": "processed", "revision": "9"})
    assert marked.round("send").error == ""
    assert marked.states() == [(OKAFOR_BATCH, "sent")]
    assert marked.one("SELECT revision FROM inosio_batch WHERE id = :id", id=OKAFOR_BATCH) == "9"
    assert marked.one("SELECT status FROM outbox_request") == 412


def test_changed_there_otherwise_is_asked_once_more(marked: Online) -> None:
    marked.change_there(OKAFOR_BATCH, revision="5")
    assert marked.round("send").error == ""
    assert marked.states() == [(OKAFOR_BATCH, "superseded"), (OKAFOR_BATCH, "sent")]
    assert [row[0] for row in marked.rows("SELECT if_match FROM outbox_request ORDER BY item_id")] == ["1", "5"]
    assert len({key for _, key, _ in marked.requests()}) == 2
    assert marked.batch_there(OKAFOR_BATCH)["status"] == "processed"


def test_a_batch_that_keeps_changing_is_refused_with_its_name(marked: Online) -> None:
    state, changed = marked.sandbox.state, {"revision": 100}
    find = type(state).batches

    class Restless(type(state)):  # type: ignore[misc]
        def batches(self, portfolio_id: str) -> list[dict[str, Any]]:
            changed["revision"] += 1
            return [batch | {"revision": str(changed["revision"])} for batch in find(self, portfolio_id)]

    state.__class__ = Restless
    report = marked.round("send")
    assert (report.kind, marked.states()) == ("refused", [(OKAFOR_BATCH, "superseded"), (OKAFOR_BATCH, "refused")])
    assert OKAFOR_BATCH in marked.outbox()[1][2]


@pytest.mark.parametrize("unread", [False, True])
def test_a_refusal_that_does_not_hold_the_batch_is_looked_up(marked: Online, unread: bool) -> None:
    api = marked.sandbox.api

    def changed(_state: SandboxState, _call: Call) -> Answer:
        api._handlers = HANDLERS
        other = header(marked.batch_there(KMETZ_BATCH))
        raise ProblemError(412, "revision_changed", "Somebody changed it.", members={"batch": other})

    api._handlers = {**HANDLERS, ("PUT", "/v1/receipt-batches/{batch_id}/status"): changed}
    marked.change_there(OKAFOR_BATCH, revision="5")
    if unread:
        asked = {"method": "GET", "path": f"/v1/receipt-batches/{OKAFOR_BATCH}"}
        marked.sandbox.faults.add("malformed", match=asked)
        assert marked.round("send").kind == "nonsense"
        assert marked.states() == [(OKAFOR_BATCH, "waiting")]
        marked.clock.forward(seconds=31)
    assert marked.round("send").error == ""
    assert marked.states() == [(OKAFOR_BATCH, "superseded"), (OKAFOR_BATCH, "sent")]


def test_a_newer_wish_is_not_overtaken_by_an_older_one(marked: Online) -> None:
    marked.sandbox.faults.add("500", match=PUT_STATUS)
    marked.round("send")
    mark_unprocessed(marked.books, OKAFOR_BATCH)
    marked.change_there(OKAFOR_BATCH, revision="5")

    assert marked.round("batches", "send").error == ""

    assert marked.states() == [(OKAFOR_BATCH, "superseded"), (OKAFOR_BATCH, "sent")]
    assert marked.batch_there(OKAFOR_BATCH)["status"] == "unprocessed"


def test_two_pcs_sending_the_same_do_it_once(marked: Online) -> None:
    """Both began the same try; the second finds it done and changes nothing."""
    item = due_items(marked.books)[0]
    other = marked.again()
    assert marked.round("send").error == ""
    assert sending.begin_try(other.books, item) is None
    send_outcomes.wait_for_next_try(other.books, item, "late")
    assert marked.states() == [(OKAFOR_BATCH, "sent")]
    other.books.close()


def test_an_item_that_ended_meanwhile_is_passed_over(marked: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    begin = sending.begin_try

    def ended_elsewhere(books: Books, item: sending.OutboxItem) -> sending.Try | None:
        send_outcomes.finish_item(books, item, "sent", "Sent by another PC.")
        return begin(books, item)

    monkeypatch.setattr(sending, "begin_try", ended_elsewhere)
    report = marked.round("send")
    assert (report.error, report.steps[0].detail) == ("", "")
    assert marked.batch_there(OKAFOR_BATCH)["status"] == "unprocessed"


def test_many_told_batches_make_one_short_sentence(office: Online) -> None:
    office.round("batches")
    for (batch_id,) in office.rows("SELECT id FROM inosio_batch"):
        mark_processed(office.books, batch_id)
    assert office.round("send").steps[0].detail == "8 messages told to the server."


def test_stop_leaves_the_rest_in_the_outbox(marked: Online) -> None:
    mark_processed(marked.books, KMETZ_BATCH)
    stop = threading.Event()

    def progress(done: int, total: int, _words: str) -> None:
        if total and done == 1:
            stop.set()

    report = marked.round("send", stop=stop, progress=progress)
    assert report.kind == "cancelled"
    assert marked.states() == [(OKAFOR_BATCH, "sent"), (KMETZ_BATCH, "sending")]
    assert marked.round("send").error == ""  # no wait: it was a person who stopped


def test_stop_between_two_items(marked: Online) -> None:
    mark_processed(marked.books, KMETZ_BATCH)

    class Stop(threading.Event):
        def is_set(self) -> bool:
            return marked.states()[0][1] == "sent"

    assert marked.round("send", stop=Stop()).kind == "cancelled"
    assert marked.states() == [(OKAFOR_BATCH, "sent"), (KMETZ_BATCH, "waiting")]


def test_the_write_connection_is_not_held_while_asking(marked: Online) -> None:
    """No transaction is open while the network is asked: another PC can write all the time."""
    other = marked.again()

    def progress(_done: int, _total: int, _words: str) -> None:
        with other.books.store.write() as connection:
            assert isinstance(connection, Connection)

    assert marked.round(progress=progress).error == ""
    other.books.close()
