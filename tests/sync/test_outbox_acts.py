"""A person's acts on one message: tried again, sent anew, discarded with a reason; and what a tenant's portal shows."""

import hashlib
from dataclasses import replace

import pytest

from landlord_desktop.services import integration_log, send_outcomes, sending
from landlord_desktop.services.basics import NotFoundError, RuleError
from landlord_desktop.services.batch_status import mark_unprocessed
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.outbox_acts import discard_item, retry_item
from landlord_desktop.services.send_outcomes import Reply
from landlord_desktop.services.sending import due_items
from landlord_desktop.services.told_tenant import CHANGED, SEALED_ELSEWHERE, ToldBalance, told_of_tenant
from landlord_desktop.sync.tokens import LockedSealer, sealed
from office_online import ACCOUNT_NUMBER, OKAFOR_BATCH, ROUTING_NUMBER, Online

STATUS = {"method": "PUT", "path": "/v1/receipt-batches/*/status"}


def newest(office: Online) -> int:
    return int(office.one("SELECT max(id) FROM outbox_item"))


def test_a_message_never_sent_is_discarded_and_the_next_one_goes(marked: Online) -> None:
    mark_unprocessed(marked.books, OKAFOR_BATCH)
    sentence = discard_item(marked.books, 1, "marked by mistake")
    assert sentence.startswith("Discarded by lynn: marked by mistake. It was never sent")
    assert marked.outbox()[0] == (OKAFOR_BATCH, "discarded", sentence)
    assert marked.rows("SELECT action, sentence, after FROM audit_entry ORDER BY id DESC")[0] == (
        "discard message", sentence, "discarded",
    )
    assert integration_log.exchanges(marked.books, 1)[0].sentence == sentence
    assert marked.round("send").error == ""
    assert marked.states() == [(OKAFOR_BATCH, "discarded"), (OKAFOR_BATCH, "sent")]
    assert [row.state for row in integration_log.outbox_rows(marked.books)] == []


def test_discarding_says_what_is_not_known_and_the_servers_word_still_counts(marked: Online) -> None:
    marked.sandbox.faults.add("cut", match=STATUS)
    marked.round("send")
    row = integration_log.outbox_rows(marked.books)[0]
    assert row.if_discarded[0].startswith("Whether the server took it is not known.")
    item = sending.OutboxItem(1, "batch_status", OKAFOR_BATCH, {"status": "processed"}, 1)
    discard_item(marked.books, 1, "not needed")
    assert marked.round("send").steps[0].detail == ""
    send_outcomes.finish_item(marked.books, item, "refused", "late")
    assert marked.states() == [(OKAFOR_BATCH, "discarded")]
    send_outcomes.status_sent(marked.books, item, "processed", "2", "It was on its way.", Reply(1, 200, "req_1"))
    assert marked.outbox() == [(OKAFOR_BATCH, "sent", "It was on its way.")]


def test_a_reason_is_needed_and_what_is_over_stays(marked: Online) -> None:
    with pytest.raises(RuleError, match="why"):
        discard_item(marked.books, 1, "  ")
    with pytest.raises(NotFoundError):
        discard_item(marked.books, 99, "no")
    marked.round("send")
    for act in (lambda: discard_item(marked.books, 1, "late"), lambda: retry_item(marked.books, 1)):
        with pytest.raises(RuleError, match="sent meanwhile"):
            act()
    assert marked.states() == [(OKAFOR_BATCH, "sent")]


def test_what_may_have_arrived_is_tried_again_with_the_same_bytes_and_key(marked: Online) -> None:
    marked.sandbox.faults.add("cut", match=STATUS)
    marked.round("send")
    before = marked.requests()
    assert marked.round("send").steps[0].detail == ""
    assert "same content" in retry_item(marked.books, 1)
    assert marked.round("send").error == ""
    assert marked.requests() == before
    assert marked.batch_there(OKAFOR_BATCH)["revision"] == "2"


def test_the_servers_wish_to_wait_is_not_overruled(marked: Online) -> None:
    marked.sandbox.faults.add("429", match=STATUS, retry_after=120)
    marked.round("send")
    with pytest.raises(RuleError, match="asked to wait"):
        retry_item(marked.books, 1)


def test_a_refused_message_is_sent_anew_with_its_own_key_once(office: Online) -> None:
    office.change("UPDATE bank_detail SET account_number = ''")
    assert office.round("balances").kind == "held"
    refused = newest(office)
    office.change("UPDATE bank_detail SET account_number = :number", number=ACCOUNT_NUMBER)
    assert "anew" in retry_item(office.books, refused)
    with pytest.raises(RuleError, match="newer message"):
        retry_item(office.books, refused)
    assert office.round("send").error == ""
    assert office.states() == [("balances", "refused"), ("balances", "sent")]


def test_a_refused_status_is_built_anew_from_the_present_revision(marked: Online) -> None:
    body = b'{"status":"sideways"}'
    sending.begin_try(marked.books, due_items(marked.books)[0])
    sha = hashlib.sha256(body).hexdigest()
    marked.change("UPDATE outbox_request SET body = :body, body_sha256 = :sha", body=body, sha=sha)
    assert marked.round("send").kind == "refused"
    retry_item(marked.books, 1)
    assert marked.round("send").error == ""
    assert marked.states() == [(OKAFOR_BATCH, "refused"), (OKAFOR_BATCH, "sent")]
    assert len({key for _, key, _ in marked.requests()}) == 2


def test_discarded_balances_miss_nothing(office: Online) -> None:
    request_balances(office.books, "deposit slip 1")
    assert discard_item(office.books, 1, "not today!").endswith("bring the newest; nothing is missing there then.")
    assert office.round("balances").error == ""
    assert office.states() == [("balances", "discarded"), ("balances", "sent")]


# what the portal was told of one tenant


def _told(office: Online, tenant_id: int = 2, **how: int) -> tuple[ToldBalance, ...]:
    return told_of_tenant(sealed(office.books, office.tokens), tenant_id, **how).rows


def test_each_snapshot_with_its_answer_newest_first(office: Online) -> None:
    office.books = sealed(office.books, office.tokens)
    office.round("balances")
    office.change("UPDATE tenant SET posts_to_responsible = 1, responsible_tenant_id = 2 WHERE id = 3")
    office.clock.forward(hours=1)
    office.round("balances")
    office.change("UPDATE outbox_item SET state = 'refused', sentence = 'No.' WHERE id = 1")

    rows = _told(office)

    assert [(row.state, row.told, row.balance_cents, row.open_credit_cents) for row in rows] == [
        ("sent", "told", 98_000, 0), ("refused", "told", 98_000, 0),
    ]
    assert [charge.unpaid_cents for charge in rows[0].charges] == [98_000]
    assert (rows[0].answer, rows[0].as_of) == ("Balances were sent.", "2022-03-08")
    assert rows[0].request_id.startswith("req_")
    assert ACCOUNT_NUMBER[-4:] in rows[0].bank
    assert ACCOUNT_NUMBER not in rows[0].bank
    assert ROUTING_NUMBER not in rows[0].bank
    mate = _told(office, 3)
    assert [row.told for row in mate] == ["roommate", "told"]
    assert mate[0].words == "Under Tenant RODRIGUEZ (RODRIGUEZ), who pays"
    office.change("UPDATE tenant SET posts_to_responsible = 0, responsible_tenant_id = NULL WHERE id = 3")


def test_pages_and_what_cannot_be_read_here(office: Online) -> None:
    plain = office.books
    office.books = sealed(office.books, office.tokens)
    for _ in range(3):
        office.round("balances")
    first = told_of_tenant(office.books, 2, most=2)
    assert (len(first.rows), first.more, first.tenant_code) == (2, True, "RODRIGUEZ")
    rest = told_of_tenant(office.books, 2, before_item=first.rows[-1].item_id, most=2)
    assert (len(rest.rows), rest.more) == (1, False)
    stopped = told_of_tenant(office.books, 2, stopped=lambda: True)
    assert (stopped.rows, stopped.more) == ((), True)
    assert {(row.told, row.words) for row in told_of_tenant(plain, 2).rows} == {("unread", SEALED_ELSEWHERE)}
    right = office.one("SELECT body_sha256 FROM outbox_request WHERE item_id = 3 AND position = 2")
    for sha, words in (("x", CHANGED), (right, "")):
        office.change("UPDATE outbox_request SET body_sha256 = :sha WHERE item_id = 3 AND position = 2", sha=sha)
        assert _told(office)[0].words == words
    office.change("UPDATE tenant SET code = 'ELSE' WHERE id = 4")
    assert {row.told for row in _told(office, 4)[1:]} == {"absent"}
    locked = replace(office.books, store=office.books.store.sealed_with(LockedSealer("The key store is locked.")))
    assert told_of_tenant(locked, 2).rows[0].words.endswith("The key store is locked.")
    for nobody in (999, "NOBODY"):
        with pytest.raises(NotFoundError):
            told_of_tenant(office.books, nobody)
