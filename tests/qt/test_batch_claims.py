"""Batch Receipts while others work: a claim lost in mid-work, a batch that changed on the server, a crash between."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from build import a_batch, a_payment, rows
from landlord_desktop.services.batches import give_up_claims, load_batch
from landlord_desktop.services.books import Actor
from landlord_desktop.services.claim_words import CHANGED, since_words
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.working_lines import TypedPayment, accept_proposal, add_payment, list_lines
from qt.receivables import GUIDE_BATCH, open_batch_screen, open_line, receipts, text_of, the_guides_desk


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


def change(books, statement):
    with books.store.write() as connection:
        connection.execute(text(statement))


def test_a_claim_lost_in_mid_work_is_told_at_each_row_and_the_rest_goes_on(desk):
    screen = open_batch_screen(desk, GUIDE_BATCH)
    tenant = next(line.tenant_id for line in list_lines(desk.books) if "Rodriguez" in line.description)
    add_payment(desk.books, TypedPayment(date(2022, 3, 8), 98_000, tenant))
    change(desk.books, "UPDATE inosio_batch SET claim_expires_at = '2020-01-01T00:00:00.000000Z' "
           f"WHERE id = '{GUIDE_BATCH}'")  # fmt: skip - this PC slept too long
    ann = replace(desk.books, actor=Actor("ann", "PC-2"))
    load_batch(ann, GUIDE_BATCH)
    desk.press("Ctrl+B")
    words = f"Batch being worked on by ann at PC-2 {since_words(ann, ann.now())}"
    for name, amount in (("Kmetz", 120_000), ("Kmetz", 100_000), ("Rodriguez", 50_000)):
        open_line(desk, screen, name, amount)
        assert text_of(screen, "status") == words
        assert screen.table.current_row().state.word == "Another PC works on this batch"
        assert not screen.detail.accept.isEnabled() or not screen.detail.accept.isVisible()
        desk.press("F8", "F7")
        assert not screen.allocation.isVisible()
    desk.press("Ctrl+Return")
    assert screen.problems.text.startswith("1 payment was posted, $980.00. 3 payments stay on the list: Another PC")
    assert receipts(desk) == []
    assert len(list_lines(desk.books)) == 3, "nothing is lost"
    give_up_claims(ann)
    load_batch(desk.books, GUIDE_BATCH)
    desk.press("Ctrl+B")
    open_line(desk, screen, "Kmetz", 120_000)
    desk.press("F8", "Ctrl+Return")
    assert [row[0] for row in receipts(desk)] == [120_000]


def slips(desk, batch_id):
    return rows(desk.books, "SELECT total_cents FROM deposit_slip WHERE batch_id = :batch", batch=batch_id)


def test_a_batch_that_changed_on_the_server_says_so_at_its_rows(desk):
    a_batch(desk.books, "B9", a_payment("N1", 98_000, "RODRIGUEZ"))
    screen = open_batch_screen(desk, "B9", GUIDE_BATCH)
    a_batch(desk.books, "B9", a_payment("N1", 98_000, "RODRIGUEZ"), a_payment("N2", 5_000, "KMETZ"))
    desk.press("Ctrl+B")
    assert screen.control.badge.state.word == "1 changed on the server"
    screen.control.batch.setCurrentIndex(screen.control.batch.findData("B9"))
    assert screen.control.badge.state.word == "Changed on the server"
    screen.control.batch.setCurrentIndex(0)
    open_line(desk, screen, "Rodriguez", 98_000)
    assert text_of(screen, "status").endswith(CHANGED)
    open_line(desk, screen, "Rodriguez", 50_000)
    assert CHANGED not in text_of(screen, "status")
    desk.press("F8", "Ctrl+Return")
    assert sorted(row[0] for row in receipts(desk)) == [50_000]
    assert "Changed on the server: accept it as loaded, or settle it in the Integration Log (1)" in screen.problems.text
    assert slips(desk, "B9") == []
    assert rows(desk.books, "SELECT status FROM inosio_batch WHERE id = 'B9'") == [("unprocessed",)]
    open_line(desk, screen, "Rodriguez", 98_000)
    assert screen.table.current_row().state.word == "Changed on the server"
    assert text_of(screen, "proposal").startswith("Changed on the server: accept it as loaded, or settle it")
    desk.press("F8")
    assert screen.table.current_row().state.word == "Accepted"
    desk.press("Ctrl+Return")
    assert sorted(row[0] for row in receipts(desk)) == sorted([50_000, 98_000])
    assert slips(desk, "B9") == [(98_000,)]
    assert rows(desk.books, "SELECT count(*) FROM inosio_payment WHERE batch_id = 'B9'") == [(1,)]


def test_killed_between_the_post_and_its_slips(desk):
    """The slips are a transaction of their own: after a crash before it, each whole batch's slip is offered ready."""
    load_batch(desk.books, GUIDE_BATCH)
    for line in list_lines(desk.books):
        accept_proposal(desk.books, line.line_id)
    assert len(post_working_lines(desk.books).posted) == 3  # and here the program was killed
    screen = desk.open("Ctrl+D")
    assert text_of(screen, f"batch_words_{GUIDE_BATCH}") == "3 of 3, $2,700.00 of $2,700.00"
    desk.press("Ctrl+1", "Ctrl+Return")
    assert rows(desk.books, "SELECT batch_id, total_cents FROM deposit_slip WHERE batch_id IS NOT NULL") == [
        (GUIDE_BATCH, 270_000)
    ]
