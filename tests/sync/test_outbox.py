"""The outbox: each wish reaches the server once, by the same bytes and key at every try, and ends with a clear word."""

import hashlib
import json
import uuid
from typing import Any

import pytest
from sqlalchemy import Connection

from build import a_charge, a_tenant
from landlord_desktop.sandbox.snapshot_store import SnapshotStore
from landlord_desktop.services import send_outcomes, sending
from landlord_desktop.services.batch_status import mark_processed, mark_unprocessed
from landlord_desktop.services.books import Books
from landlord_desktop.services.outbox import request_balances, waiting_count
from landlord_desktop.services.sending import due_items
from landlord_desktop.sync.tokens import sealed
from office_online import KMETZ_BATCH, OKAFOR_BATCH, Online

STATUS = f"/v1/receipt-batches/{OKAFOR_BATCH}/status"
PUT_STATUS = {"method": "PUT", "path": "/v1/receipt-batches/*/status"}


@pytest.fixture
def marked(office: Online) -> Online:
    """The batches are here, and one of them is marked processed; the server does not know it yet."""
    office.round("batches")
    mark_processed(office.books, OKAFOR_BATCH)
    return office


def _requests(office: Online) -> list[tuple[str, str, str]]:
    query = "SELECT path, idempotency_key, body_sha256 FROM outbox_request ORDER BY item_id, position"
    return [(row[0], row[1], row[2]) for row in office.rows(query)]


def _prove_what_was_sent(office: Online) -> None:
    """Each answered request stands at the server under its key, with the very bytes of the outbox."""
    kept = office.answers_kept()
    query = (
        "SELECT r.idempotency_key, r.method, r.path, r.body, r.body_sha256, coalesce(i.snapshot_id, '') "
        "FROM outbox_request r JOIN outbox_item i ON i.id = r.item_id WHERE r.status BETWEEN 200 AND 299"
    )
    answered = office.rows(query)
    assert answered
    for key, method, path, body, digest, snapshot_id in answered:
        assert hashlib.sha256(body).hexdigest() == digest
        assert kept[key] == f"{method} {path.replace('{snapshot_id}', snapshot_id)} {digest}"


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
    assert waiting_count(marked.books) == 0
    _prove_what_was_sent(marked)
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
    before = _requests(marked)
    assert marked.batch_there(OKAFOR_BATCH)["revision"] == "2"  # it was done all the same

    assert marked.round("send").steps[0].detail == ""  # the time of the next try has not come
    marked.clock.forward(seconds=31)
    assert marked.round("send").error == ""

    assert _requests(marked) == before
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
    assert waits == [30, 60, 120, 240, 480, 960, 1920, 3600, 3600]
    assert len(_requests(marked)) == 1


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
        "bank_code, origin, status, processed_at, processed_by, fetched_at, x'', lower(hex(x'')), claimed_by, "
        "claimed_workstation, claimed_at, claim_expires_at, claim_number FROM inosio_batch WHERE id = :id",
        id=OKAFOR_BATCH,
    )
    marked.change("UPDATE inosio_batch SET raw_sha256 = :sha WHERE id = 'GONE'", sha=hashlib.sha256(b"").hexdigest())

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
    assert waiting_count(marked.books) == 0


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
    assert len({key for _, key, _ in _requests(marked)}) == 2
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


def test_a_newer_wish_is_not_overtaken_by_an_older_one(marked: Online) -> None:
    marked.sandbox.faults.add("500", match=PUT_STATUS)
    marked.round("send")
    mark_unprocessed(marked.books, OKAFOR_BATCH)
    marked.change_there(OKAFOR_BATCH, revision="5")

    assert marked.round("batches", "send").error == ""

    assert marked.states() == [(OKAFOR_BATCH, "superseded"), (OKAFOR_BATCH, "sent")]
    assert marked.batch_there(OKAFOR_BATCH)["status"] == "unprocessed"


# balances


def test_balances_are_sent_in_parts_with_their_totals(office: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("landlord_desktop.services.balances.TENANTS_A_PART", 2)
    a_charge(office.books, 1, 5_000, code="LATE")
    a_charge(office.books, 1, 77_700, disputed=True)
    paying = a_tenant(office.books, "MATE", active=True)
    office.change(
        "UPDATE tenant SET posts_to_responsible = 1, responsible_tenant_id = 1, email = 'mate@example.com' "
        "WHERE id = :id",
        id=paying,
    )
    a_tenant(office.books, "GONE", active=False)

    report = office.round("balances")

    assert report.steps[0].detail == "Balances were sent."
    record = office.committed()[0]
    assert record["parts"] == [1, 2, 3]
    folder = office.sandbox.state.folder / "snapshots"
    sent = [json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))]
    tenants = {tenant["tenant_id"]: tenant for part in sent for tenant in part.get("tenants", [])}
    assert sorted(tenants) == ["DEMIR", "KMETZ", "OKAFOR", "PARKER", "RODRIGUEZ"]
    assert (tenants["KMETZ"]["balance"], len(tenants["KMETZ"]["charges"])) == ("50.00", 1)
    assert tenants["KMETZ"]["roommates"] == [
        {"tenant_id": "MATE", "name": "Tenant MATE", "email": "mate@example.com"}
    ]
    commit = json.loads(office.one("SELECT body FROM outbox_request WHERE name = 'commit'"))
    assert commit == {"parts": 3, "tenants": 5, "charges": 2, "balance": "1030.00"}
    _prove_what_was_sent(office)


def test_missing_bank_numbers_are_refused_by_name(office: Online) -> None:
    office.change("UPDATE bank_detail SET routing_number = ' '")
    report = office.round()
    assert (report.steps[-1].kind, report.new_batches) == ("held", 8)
    assert "CHECKING" in report.error
    assert "Setup > Account Codes" in report.error
    assert office.answers_kept() == {}
    assert office.rows("SELECT * FROM outbox_request") == []
    assert office.states() == [("balances", "refused")]


def test_a_bank_out_of_use_or_without_its_page_still_needs_its_numbers(office: Online) -> None:
    office.change("UPDATE account_code SET active = 0 WHERE code = 'CHECKING'")
    assert office.round("balances").error == ""
    office.change("DELETE FROM bank_detail")
    assert "CHECKING" in office.round("balances").error


def test_a_new_wish_takes_the_place_of_one_never_built(office: Online) -> None:
    request_balances(office.books, "after slip")
    request_balances(office.books, "after slip")
    assert office.round("send").error == ""
    assert office.states() == [("balances", "superseded"), ("balances", "sent")]
    assert len(office.committed()) == 1


def test_a_half_sent_snapshot_is_finished_before_a_new_one(office: Online) -> None:
    office.sandbox.faults.add("cut", match={"path": "/v1/snapshots/*/commit"}, at_byte=-1)
    assert office.round("balances").kind == "unreachable"
    a_charge(office.books, 1, 100)
    assert office.round("balances").error == ""
    assert office.states() == [("balances", "sent")] * 2
    assert len(office.committed()) == 2
    assert len(office.sandbox.state.snapshots) == 2
    _prove_what_was_sent(office)


@pytest.mark.parametrize("path", ["/v1/snapshots/*/parts/1", "/v1/snapshots/*/commit"])
def test_a_snapshot_that_the_server_lost_is_begun_anew(office: Online, path: str) -> None:
    forget = office.sandbox.faults.add("500", match={"path": path})
    assert office.round("balances").kind == "failing"
    _forget_snapshots(office)

    assert office.round("send").steps[0].detail == ""
    office.clock.forward(seconds=31)
    report = office.round("send")

    assert (report.error, forget.fired) == ("", 1)
    assert office.states() == [("balances", "superseded"), ("balances", "sent")]
    assert len({key for _, key, _ in _requests(office)}) == 6
    assert len(office.committed()) == 1


def _forget_snapshots(office: Online) -> None:
    with office.sandbox.state.change() as document:
        document["snapshots"].clear()
        document["answers"].clear()


def test_a_server_that_always_forgets_is_left_after_three_new_beginnings(office: Online) -> None:
    class Forgetful(type(office.sandbox.state)):  # type: ignore[misc]
        @property
        def snapshots(self) -> list[dict[str, Any]]:
            with self.change() as document:
                document["snapshots"].clear()
            return []

    office.sandbox.state.__class__ = Forgetful
    report = office.round("balances")

    assert (report.kind, [state for _, state in office.states()]) == ("refused", ["superseded"] * 3 + ["refused"])
    assert "again and again" in office.outbox()[-1][2]


def test_a_commit_whose_answer_is_forgotten_is_done(office: Online) -> None:
    office.sandbox.faults.add("cut", match={"path": "/v1/snapshots/*/commit"}, at_byte=-1)
    office.round("balances")
    with office.sandbox.state.change() as document:
        document["answers"].clear()
    office.clock.forward(seconds=31)
    assert office.round("send").error == ""
    assert office.states() == [("balances", "sent")]
    assert len(office.committed()) == 1


def test_a_snapshot_without_a_usable_name_is_not_filled(office: Online) -> None:
    store = SnapshotStore.open

    def nameless(self: SnapshotStore, portfolio_id: str, opened: dict[str, Any]) -> dict[str, Any]:
        return store(self, portfolio_id, opened) | {"id": ".."}

    SnapshotStore.open = nameless  # type: ignore[method-assign]
    try:
        report = office.round("balances")
    finally:
        SnapshotStore.open = store  # type: ignore[method-assign]
    assert (report.kind, office.states()) == ("nonsense", [("balances", "waiting")])


# what is stored, and who may read it


def test_what_is_stored_is_sealed_where_there_is_a_key(office: Online) -> None:
    office.books = sealed(office.books, office.tokens)
    office.round("balances")
    stored = office.rows("SELECT sealed, body FROM outbox_request")
    assert all(row[0] and b"tenants" not in row[1] for row in stored)
    assert len(office.committed()) == 1


def test_a_lost_key_costs_nothing_but_a_new_snapshot(office: Online) -> None:
    office.books = sealed(office.books, office.tokens)
    office.sandbox.faults.add("cut", match={"path": "/v1/snapshots/*/commit"})
    office.round("balances")
    office.books = office.books.sealed_with(b"k" * 32)
    office.clock.forward(seconds=31)

    assert office.round("send").error == ""

    assert office.states() == [("balances", "superseded"), ("balances", "sent")]
    office.change("DELETE FROM outbox_request WHERE item_id = 1")  # the checks cannot open it either


def test_bytes_that_were_changed_are_never_sent(marked: Online) -> None:
    item = due_items(marked.books)[0]
    sending.begin_try(marked.books, item)
    marked.change("UPDATE outbox_request SET body = x'7b7d'")
    assert marked.round("send").error == ""
    assert marked.states() == [(OKAFOR_BATCH, "superseded"), (OKAFOR_BATCH, "sent")]
    marked.change("DELETE FROM outbox_request WHERE item_id = 1")


def test_a_locked_key_store_sends_no_bank_numbers(office: Online) -> None:
    from landlord_desktop.inosio.errors import KeyStoreError

    class Locked:
        def data_key(self, _database_uuid: str) -> bytes | None:
            raise KeyStoreError("locked")

    plain = office.books
    office.books = sealed(office.books, Locked())  # type: ignore[arg-type]
    report = office.round("balances")
    assert (report.kind, office.answers_kept()) == ("held", {})
    assert "locked" in report.error
    assert office.rows("SELECT * FROM outbox_request") == []
    office.books = plain
    assert office.round("balances").error == ""


# killed between any two steps


class Killed(BaseException):
    """The program ended here."""


_POINTS = 14


@pytest.mark.parametrize("point", range(_POINTS))
def test_killed_anywhere_nothing_happens_twice(marked: Online, point: int) -> None:
    """Whatever write was the last that reached the disk: a new start ends the work with the same bytes."""
    request_balances(marked.books, "after slip")
    store = marked.books.store
    count = {"writes": 0}
    real_write = type(store).write

    class Mortal(type(store)):  # type: ignore[misc]
        def write(self) -> Any:
            count["writes"] += 1
            if count["writes"] > point:
                raise Killed
            return real_write(self)

    store.__class__ = Mortal
    try:
        marked.round("send")
        assert point >= 8  # the round needed no more writes than this
    except Killed:
        pass
    store.__class__ = Mortal.__mro__[1]
    before = {(item, position): digest for item, position, digest in _bodies(marked)}

    restarted = marked.again()
    restarted.clock.forward(hours=2)
    assert restarted.round("send").error == ""

    assert {state for _, state in restarted.states()} == {"sent"}
    assert before.items() <= {(item, position): digest for item, position, digest in _bodies(restarted)}.items()
    assert restarted.batch_there(OKAFOR_BATCH)["revision"] == "2"
    assert len(restarted.committed()) == len(restarted.sandbox.state.snapshots) == 1
    assert len(restarted.answers_kept()) == 4
    _prove_what_was_sent(restarted)
    restarted.books.close()


def _bodies(office: Online) -> list[tuple[Any, ...]]:
    return office.rows("SELECT item_id, position, idempotency_key || body_sha256 FROM outbox_request")


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
    import threading

    mark_processed(marked.books, KMETZ_BATCH)
    stop = threading.Event()

    def progress(done: int, total: int, _words: str) -> None:
        if total and done == 1:
            stop.set()

    report = marked.round("send", stop=stop, progress=progress)
    assert report.kind == "cancelled"
    assert marked.states() == [(OKAFOR_BATCH, "sent"), (KMETZ_BATCH, "sending")]
    assert marked.round("send").error == ""  # no wait: it was a person who stopped


def test_the_write_connection_is_not_held_while_asking(marked: Online) -> None:
    """No transaction is open while the network is asked: another PC can write all the time."""
    other = marked.again()

    def progress(_done: int, _total: int, _words: str) -> None:
        with other.books.store.write() as connection:
            assert isinstance(connection, Connection)

    assert marked.round(progress=progress).error == ""
    other.books.close()
