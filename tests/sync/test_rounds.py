"""Rounds with the server: batches are fetched once, a fault stays where it happened, nothing is lost."""

import json
import threading
from dataclasses import replace

import pytest

from build import a_batch, a_payment
from landlord_desktop.services.batches import list_batches
from landlord_desktop.services.settings import all_settings, change_settings
from office_online import KMETZ_BATCH, OKAFOR_BATCH, Online

LIST = "/v1/receipt-batches"


def _bad_item(batch_id: str) -> dict[str, object]:
    return {
        "id": batch_id, "deposited_on": "2022-02-23", "total": "1.00", "item_count": 1, "status": "half",
        "revision": "1",
    }


def test_batches_are_fetched_once(office: Online) -> None:
    first = office.round("batches")
    assert (first.new_batches, first.error, first.set_aside) == (8, "", ())
    assert list_batches(office.books)[0].total_cents == 270_000
    before = office.rows("SELECT * FROM inosio_payment"), office.rows("SELECT * FROM inosio_batch")

    again = office.round("batches")

    assert (again.new_batches, again.steps[0].detail) == (0, "No new batches.")
    assert (office.rows("SELECT * FROM inosio_payment"), office.rows("SELECT * FROM inosio_batch")) == before


def test_only_what_changed_is_asked_for_again(office: Online) -> None:
    office.round("batches")
    rule = office.sandbox.faults.add("500", match={"method": "GET", "path": f"{LIST}/*"}, times=None)

    assert office.round("batches").error == ""
    assert rule.seen == 0

    office.change_there(KMETZ_BATCH, revision="2")
    report = office.round("batches")
    assert rule.seen == 1
    assert (report.steps[0].ok, report.steps[0].kind) == (False, "failing")


def test_stored_payments_are_what_the_server_gave(office: Online) -> None:
    office.round("batches")
    given = office.batch_there(KMETZ_BATCH)["receipts"]
    stored = office.rows(
        "SELECT payment_id, received_on, amount_cents, tenant_code, unit_code, payer_name, unit_name, payer_kind, "
        "method, memo FROM inosio_payment WHERE batch_id = :batch ORDER BY position", batch=KMETZ_BATCH,
    )
    assert [row[0] for row in stored] == [receipt["payment_id"] for receipt in given]
    assert stored[0] == (
        "PMT-7310042201", "2022-02-22", 120_000, "KMETZ", "2118OAK", "Anthony Kmetz", "2118 Oak Street", "tenant",
        "ach", "Inosio Transaction",
    )
    raw = office.one("SELECT raw_answer FROM inosio_batch WHERE id = :batch", batch=KMETZ_BATCH)
    assert json.loads(raw)["receipts"] == given


@pytest.mark.parametrize(
    ("action", "kind"),
    [
        ("500", "failing"), ("cut", "unreachable"), ("truncate", "nonsense"), ("malformed", "nonsense"),
        ("html", "nonsense"), ("redirect", "nonsense"), ("duplicate_keys", "nonsense"), ("nan", "nonsense"),
        ("wrong_total", "nonsense"), ("huge", "nonsense"),
    ],
)
def test_a_fault_in_one_batch_leaves_the_others(office: Online, action: str, kind: str) -> None:
    office.sandbox.faults.add(action, match={"path": f"{LIST}/{OKAFOR_BATCH}"})

    report = office.round("batches")

    assert (report.kind, report.new_batches) == (kind, 7)
    assert OKAFOR_BATCH not in {batch.batch_id for batch in list_batches(office.books)}
    assert report.steps[0].detail.endswith("7 new batches.")
    assert office.round("batches").new_batches == 1


def test_the_sentence_names_the_batch_whose_total_is_wrong(office: Online) -> None:
    office.sandbox.faults.add("wrong_total", match={"path": f"{LIST}/{KMETZ_BATCH}"})
    error = office.round("batches").error
    assert KMETZ_BATCH in error
    assert "3 items of $2,701.00" in error
    assert "$2,700.00" in error


def test_two_batches_without_an_answer_end_the_step(office: Online) -> None:
    rule = office.sandbox.faults.add("cut", match={"path": f"{LIST}/*"}, times=None, at_byte=-1, skip=1)

    report = office.round("batches")

    assert (report.kind, report.new_batches, rule.fired) == ("unreachable", 1, 2)


@pytest.mark.parametrize("action", ["429", "503"])
def test_a_server_that_asks_to_wait_is_asked_no_further(office: Online, action: str) -> None:
    rule = office.sandbox.faults.add(action, match={"path": f"{LIST}/*"}, times=None, retry_after=60, skip=2)

    report = office.round("batches")

    assert (report.kind, report.new_batches, rule.fired) == ("failing", 2, 1)
    assert [step.name for step in report.steps] == ["batches"]


def test_a_list_that_cannot_be_had_is_one_failed_step(office: Online) -> None:
    office.sandbox.faults.add("500", match={"path": LIST})
    report = office.round("batches")
    assert (report.kind, report.new_batches) == ("failing", 0)
    assert "8 new batches." in office.round("batches").sentence


def test_an_unknown_word_in_the_list_is_kept_aside_and_the_others_are_taken(office: Online) -> None:
    office.sandbox.api._contract.check_answer = lambda *_: []  # the server does not notice its own mistake
    office.sandbox.state.add_batch({**_bad_item("77"), "receipts": []})

    report = office.round("batches")
    full = office.round("batches")

    assert report.new_batches == 8
    assert len(report.set_aside) == 1
    assert "status" in report.set_aside[0]
    assert full.set_aside == ()  # only unprocessed batches are listed now, and "half" is none
    kept = office.rows("SELECT kind, raw_text FROM set_aside")
    assert [(kind, json.loads(raw)["id"]) for kind, raw in kept] == [("batch", "77")]


def test_an_unreadable_payment_is_a_line_with_its_amount(office: Online) -> None:
    office.sandbox.api._contract.check_answer = lambda *_: []
    receipts = office.batch_there(KMETZ_BATCH)["receipts"]
    without_id = {name: value for name, value in receipts[1].items() if name != "payment_id"}
    office.change_there(KMETZ_BATCH, receipts=[receipts[0] | {"method": "barter"}, without_id, receipts[2]])

    assert office.round("batches").new_batches == 8

    stored = office.rows(
        "SELECT payment_id, amount_cents, unreadable <> '', raw_text FROM inosio_payment WHERE batch_id = :batch "
        "ORDER BY position", batch=KMETZ_BATCH,
    )
    assert [row[:3] for row in stored] == [
        ("PMT-7310042201", 120_000, 1), (f"{KMETZ_BATCH}#2", 100_000, 1), ("PMT-7310042203", 50_000, 0),
    ]
    assert json.loads(stored[0][3])["method"] == "barter"
    office.change_there(KMETZ_BATCH, revision="2")
    assert office.round("batches").set_aside == ()  # the name made of batch and place is the same again


def test_payments_that_cannot_be_told_apart_are_refused(office: Online) -> None:
    office.sandbox.api._contract.check_answer = lambda *_: []
    receipts = office.batch_there(KMETZ_BATCH)["receipts"]
    without_id = {name: value for name, value in receipts[1].items() if name != "payment_id"}
    named = receipts[0] | {"payment_id": f"{KMETZ_BATCH}#2"}
    office.change_there(KMETZ_BATCH, receipts=[named, without_id, receipts[2]])

    report = office.round("batches")

    assert (report.kind, report.new_batches) == ("nonsense", 7)
    assert KMETZ_BATCH in report.error


@pytest.mark.parametrize("amount", ["0.00", "-5.00", "9999999999999.99"])
def test_an_amount_that_may_not_be_is_stored_and_held(office: Online, amount: str) -> None:
    office.change_there(
        OKAFOR_BATCH, total=amount, receipts=[office.batch_there(OKAFOR_BATCH)["receipts"][0] | {"amount": amount}]
    )
    assert office.round("batches").new_batches == 8
    cents = office.one("SELECT amount_cents FROM inosio_payment WHERE batch_id = :batch", batch=OKAFOR_BATCH)
    assert cents == int(amount.replace(".", ""))


def test_other_money_for_a_known_batch_is_kept_aside(office: Online) -> None:
    office.round("batches")
    receipt = office.batch_there(OKAFOR_BATCH)["receipts"][0]
    office.change_there(OKAFOR_BATCH, total="999.00", revision="2", receipts=[receipt | {"amount": "999.00"}])

    report = office.round("batches")

    assert (report.error, len(report.set_aside)) == ("", 1)
    assert OKAFOR_BATCH in report.set_aside[0]
    assert office.one("SELECT total_cents FROM inosio_batch WHERE id = :batch", batch=OKAFOR_BATCH) == 103_200
    assert office.round("batches").set_aside != ()
    assert office.one("SELECT count(*) FROM set_aside") == 1


def test_a_payment_that_stands_in_another_batch_is_kept_aside(office: Online) -> None:
    a_batch(office.books, "LOCKBOX", a_payment("PMT-7310042206", 103_200, "OKAFOR"), portfolio="PF-2118")

    report = office.round("batches")

    assert report.new_batches == 7
    assert [sentence for sentence in report.set_aside if OKAFOR_BATCH in sentence]
    assert OKAFOR_BATCH not in {batch.batch_id for batch in list_batches(office.books)}


def test_the_first_round_of_a_day_sees_what_was_processed_there(office: Online) -> None:
    portfolio = office.batch_there(OKAFOR_BATCH)
    office.sandbox.state.set_batch_state(
        portfolio["id"], {"status": "processed", "processed_at": "2022-03-01T08:00:00Z", "revision": "2"}
    )
    assert office.round("batches").new_batches == 8
    assert office.one("SELECT status FROM inosio_batch WHERE id = :batch", batch=OKAFOR_BATCH) == "processed"

    office.sandbox.state.set_batch_state(
        KMETZ_BATCH, {"status": "processed", "processed_at": "2022-03-08T08:00:00Z", "revision": "2"}
    )
    assert office.round("batches").steps[0].detail == "No new batches."  # it is no longer listed as unprocessed
    office.clock.forward(days=1)
    assert office.round("batches").steps[0].detail == "1 batch brought up to date."

    here, there = office.rows("SELECT status, server_status FROM inosio_batch WHERE id = :batch", batch=KMETZ_BATCH)[0]
    assert (here, there) == ("unprocessed", "processed")


def test_a_bank_that_the_server_fills_in_later_is_kept(office: Online) -> None:
    office.round("batches")
    office.change_there("4524433009648478", bank_account_id="CHECKING")
    assert office.round("batches").steps[0].detail == "1 batch brought up to date."
    assert office.one("SELECT bank_code FROM inosio_batch WHERE id = '4524433009648478'") == "CHECKING"


@pytest.mark.parametrize("after", [0, 3])
def test_stop_in_mid_round_keeps_what_was_stored(office: Online, after: int) -> None:
    stop = threading.Event()

    def progress(done: int, _total: int, words: str) -> None:
        if words.startswith("Batch") and done == after:
            stop.set()

    report = office.round(stop=stop, progress=progress)

    assert (report.kind, report.new_batches) == ("cancelled", after)
    assert [step.name for step in report.steps] == ["send", "batches"]
    assert office.round().new_batches == 8 - after


def test_stop_between_two_batches(office: Online) -> None:
    class Stop(threading.Event):
        looks = 0

        def is_set(self) -> bool:
            type(self).looks += 1
            return bool(office.rows("SELECT 1 FROM inosio_batch LIMIT 1"))

    report = office.round("batches", stop=Stop())
    assert (report.kind, report.new_batches) == ("cancelled", 1)


def test_without_a_server_or_token_nothing_is_tried(office: Online) -> None:
    office.tokens.forget(office.sandbox.url)
    report = office.round()
    assert (report.kind, [step.name for step in report.steps]) == ("token", ["connect"])
    assert "Paste it" in report.error

    change_settings(office.books, {"inosio.server": ""})
    assert office.round().kind == "no_server"

    change_settings(office.books, {"inosio.server": "http://example.com"})
    assert office.round().kind == "insecure"


def test_a_revoked_token_ends_the_round_with_one_question(office: Online) -> None:
    rule = office.sandbox.faults.add("500", match={"path": "/v1/*"}, times=0)
    office.sandbox.state.practice_key()

    report = office.round()

    assert (report.kind, rule.seen) == ("token", 1)
    assert "revoked" in report.error
    assert all_settings(office.books)["inosio.last_error"] == report.error


def test_how_a_round_ended_is_remembered_and_logged(office: Online) -> None:
    office.round()
    settings = all_settings(office.books)
    assert settings["inosio.last_error"] == ""
    assert settings["inosio.last_success"].startswith("2022-03-08T15:30")
    assert settings["inosio.last_full_round"] == "2022-03-08"
    log = office.rows("SELECT step, subject, outcome, request_id <> '' FROM exchange_log ORDER BY id")
    fetched = [subject for step, subject, *_ in log if step == "batches"]
    assert sorted(fetched[:-1]) == sorted(row[0] for row in office.rows("SELECT id FROM inosio_batch"))
    assert fetched[-1] == "batches"
    assert {row[2:] for row in log} == {("ok", 1)}
    assert ("returns", "returns", "ok", 1) in log
    assert log[-1] == ("balances", "Balances", "ok", 1)


def test_a_full_disk_is_no_fault_of_the_server(office: Online) -> None:
    from landlord_desktop.rules.errors import BooksError

    filled = office.one("PRAGMA freelist_count") * 2_048  # each byte is two letters
    office.change("INSERT INTO audit_entry (at, sentence) VALUES ('2022-03-08', hex(zeroblob(:size)))", size=filled)
    pages = office.one("PRAGMA page_count")
    with office.books.store.write() as connection:
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
    full = replace(office)
    try:
        with pytest.raises(BooksError, match="disk is full"):
            full.round("batches")
    finally:
        with office.books.store.read() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count=1000000")
