"""Restored books: nothing goes to the server until a person says so, and what was sent keeps its keys."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from build import LYNN
from landlord_desktop.services.backup import back_up, restore
from landlord_desktop.services.books import open_books
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.sending import due_items
from landlord_desktop.services.sending_hold import allow_sending, present_hold
from landlord_desktop.services.settings import all_settings, change_settings
from landlord_desktop.sync.receipts import DAYS_BACK
from landlord_desktop.sync.rounds import run_daily_round
from office_online import KMETZ_BATCH, Online

BACKED_UP_ON = date(2022, 3, 8)
KEYS = "SELECT item_id, position, idempotency_key FROM outbox_request ORDER BY item_id, position"


@pytest.fixture
def restored(office: Online, tmp_path: Path) -> Online:
    """The office ten days after a backup that was restored; balances waited when it was made."""
    office.round()
    request_balances(office.books, "a slip")
    back_up(office.books, tmp_path / "backup.db")
    office.clock.forward(days=10)
    restore(tmp_path / "backup.db", str(tmp_path / "restored.db"))
    books = open_books(str(tmp_path / "restored.db"), actor=LYNN, clock=office.clock)
    return replace(office, books=replace(books, store=books.store.sealed_with(office.books.store.sealer)))


def test_nothing_is_sent_and_one_sentence_says_so(restored: Online) -> None:
    taken = restored.answers_kept()
    committed = len(restored.committed())
    report = restored.round()
    assert [(step.name, step.ok, step.kind) for step in report.steps] == [
        ("send", False, "held"), ("batches", True, ""), ("returns", True, ""), ("balances", False, "held"),
    ]
    assert report.error.startswith("Sending is off because these books were restored from a backup of 3/8/2022.")
    assert restored.answers_kept() == taken
    assert len(restored.committed()) == committed
    assert restored.states()[-1] == ("balances", "waiting")
    assert due_items(restored.books) == []
    restored.books.close()


@pytest.mark.parametrize("by_hand", [True, False])
def test_a_person_allows_it_and_the_keys_are_those_of_before(restored: Online, by_hand: bool) -> None:
    keys = restored.rows(KEYS)
    assert keys
    restored.round("send")
    if by_hand:
        change_settings(restored.books, {"office.sending_confirmed": "yes"})
    else:
        allow_sending(restored.books)
    assert present_hold(restored.books) == ""
    assert restored.step("send").ok
    assert restored.states()[-1] == ("balances", "sent")
    assert restored.rows(KEYS)[: len(keys)] == keys
    assert restored.one("SELECT count(*) FROM audit_entry WHERE subject = 'office.sending_confirmed'") == 1
    restored.books.close()


def test_the_first_rounds_look_45_days_further_back_than_the_backup(restored: Online) -> None:
    oldest = BACKED_UP_ON - timedelta(days=DAYS_BACK)
    for batch_id, day in (("1111", oldest), ("2222", oldest - timedelta(days=1))):
        receipt = dict(restored.batch_there(KMETZ_BATCH)["receipts"][0], payment_id=f"{batch_id}-1", amount="10.00")
        restored.sandbox.state.add_batch(
            restored.batch_there(KMETZ_BATCH) | {
                "id": batch_id, "deposited_on": day.isoformat(), "status": "processed", "receipts": [receipt],
                "total": "10.00", "item_count": 1,
            }
        )
    restored.round("batches")
    assert restored.rows("SELECT id FROM inosio_batch WHERE id IN ('1111', '2222')") == [("1111",)]
    assert all_settings(restored.books)["office.look_back_from"]

    allow_sending(restored.books)
    restored.clock.forward(days=1)
    assert run_daily_round(restored.books, restored.tokens) is not None
    assert all_settings(restored.books)["office.look_back_from"] == ""
    restored.books.close()


def test_a_backup_of_restored_books_looks_back_as_far(restored: Online, tmp_path: Path) -> None:
    back_up(restored.books, tmp_path / "second.db")
    restored.books.close()
    made = restore(tmp_path / "second.db", str(tmp_path / "twice.db"))
    books = open_books(str(tmp_path / "twice.db"))
    settings = all_settings(books)
    assert settings["office.look_back_from"].startswith("2022-03-08")
    assert settings["office.restored_at"].startswith("2022-03-18")
    assert made.at.date() == date(2022, 3, 18)
    books.close()
