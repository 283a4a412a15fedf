"""A payment that a lockbox file brought first and the server's batch later is one payment, in the server's batch."""

from datetime import date
from pathlib import Path

import pytest

from build import a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.rules.batch import Reason
from landlord_desktop.services.batch_control import BatchControl, Figure, batch_controls
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.deposits import post_whole_batch_slips
from landlord_desktop.services.lockbox import load_file
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import put
from landlord_desktop.services.working_lines import list_lines, remove_line

PAYMENTS = (a_payment("P1", 120_000), a_payment("P2", 500, "OKAFOR"))


@pytest.fixture
def box(books: Books, tmp_path: Path) -> Path:
    """A lockbox file with payment P1, loaded before the server gave it; both tenants owe what they pay."""
    with books.store.write() as connection:
        put(connection, {"inosio.portfolio": "PF-1"})
    a_charge(books, a_tenant(books), 120_000)
    a_charge(books, a_tenant(books, "OKAFOR"), 500)
    path = tmp_path / "box.csv"
    path.write_text("date,tenant_id,unit_id,amount,memo,payment_id\n2022-03-07,KMETZ,,1200.00,,P1\n", encoding="utf-8")
    assert load_file(books, path).loaded == 1
    return path


def control(books: Books, batch_id: str) -> BatchControl:
    return next(one for one in batch_controls(books, [batch_id]) if one.batch_id == batch_id)


def states(books: Books) -> dict[str, tuple[int, int, str]]:
    """Each batch's payments, how many are posted, and its status; files are all one."""
    return {row.batch_id.partition("-")[0]: (row.item_count, row.posted, row.status) for row in list_batches(books)}


def receipts(books: Books) -> list[str]:
    return [row[0] for row in rows(books, "SELECT payment_id FROM receipt ORDER BY payment_id")]


def test_a_payment_that_waits_moves_to_the_servers_batch(books: Books, box: Path) -> None:
    a_batch(books, "B1", *PAYMENTS)
    assert states(books) == {"B1": (2, 0, "unprocessed"), "FILE": (0, 0, "processed")}
    [line] = list_lines(books)
    assert (line.batch_id, line.posting_date) == ("B1", date(2022, 3, 7))
    assert load_batch(books, "B1") == 1
    found = control(books, "B1")
    assert (found.agrees, found.held) == (True, Figure(2, 120_500))
    assert load_file(books, box).known == 1
    assert post_working_lines(books).posted_cents == 120_500
    assert states(books) == {"B1": (2, 2, "processed"), "FILE": (0, 0, "processed")}
    assert control(books, "B1").whole
    assert receipts(books) == ["P1", "P2"]
    assert rows(books, "SELECT subject FROM outbox_item WHERE kind = 'batch_status'") == [("B1",)]
    assert rows(books, "SELECT count(*) FROM audit_entry WHERE action = 'join payments'") == [(1,)]


def test_a_payment_that_is_posted_counts_in_the_servers_batch(books: Books, box: Path) -> None:
    assert post_working_lines(books).posted_cents == 120_000
    a_batch(books, "B1", *PAYMENTS)
    assert states(books) == {"B1": (2, 1, "unprocessed"), "FILE": (0, 0, "processed")}
    assert load_batch(books, "B1") == 2
    assert [line.reason for line in list_lines(books)] == [Reason.ALREADY_POSTED, Reason.EQUAL]
    assert post_working_lines(books).posted_cents == 500
    assert states(books)["B1"] == (2, 2, "processed")
    assert control(books, "B1").whole
    assert receipts(books) == ["P1", "P2"]
    load_file(books, box)
    assert post_working_lines(books).posted == ()
    assert sum(slip.total_cents for slip in post_whole_batch_slips(books)) == 120_500


def test_a_batch_whose_every_payment_a_file_posted_is_processed_at_once(books: Books, box: Path) -> None:
    post_working_lines(books)
    a_batch(books, "B1", PAYMENTS[0])
    assert states(books)["B1"] == (1, 1, "processed")
    assert rows(books, "SELECT subject FROM outbox_item WHERE kind = 'batch_status'") == [("B1",)]


def test_what_the_file_alone_gave_stays_in_its_batch(books: Books, box: Path) -> None:
    other = box.with_name("two.csv")
    other.write_text(
        "date,tenant_id,unit_id,amount,memo,payment_id\n2022-03-08,OKAFOR,,5.00,,P2\n2022-03-07,KMETZ,,7.00,,P3\n",
        encoding="utf-8",
    )
    file_id = load_file(books, other).batch_id or ""
    post_working_lines(books)
    assert receipts(books) == ["P1", "P2"]
    a_batch(books, "B1", *PAYMENTS)
    found = control(books, file_id)
    assert (found.server, found.held, found.agrees) == (Figure(1, 700), Figure(1, 700), True)
    assert [(row.posted, row.status) for row in list_batches(books) if row.batch_id == file_id] == [(0, "unprocessed")]
    assert load_file(books, other).loaded == 1  # P2 comes as already posted
    assert rows(books, "SELECT count(*) FROM set_aside") == [(0,)]
    assert states(books)["B1"] == (2, 2, "processed")


def test_a_removed_payment_stays_removed(books: Books, box: Path) -> None:
    remove_line(books, list_lines(books)[0].line_id, "Entered twice")
    a_batch(books, "B1", *PAYMENTS)
    assert load_batch(books, "B1") == 1
    assert control(books, "B1").removed == Figure(1, 120_000)
    assert post_working_lines(books).posted_cents == 500
    assert states(books)["B1"] == (2, 1, "unprocessed")


def test_another_amount_than_the_files_is_set_aside_until_it_is_the_same(books: Books, box: Path) -> None:
    a_batch(books, "B1", a_payment("P1", 100), PAYMENTS[1])
    assert rows(books, "SELECT subject, sentence FROM set_aside") == [
        ("B1", "Payment P1 was $1,200.00 in a lockbox file and $1.00 in batch B1 of the server. "
               "The batch was not stored; ask Inosio or the bank which amount is right."),
    ]  # fmt: skip
    assert states(books) == {"FILE": (1, 0, "unprocessed")}
    a_batch(books, "B1", *PAYMENTS)
    assert states(books)["B1"] == (2, 0, "unprocessed")
    assert rows(books, "SELECT count(*) FROM set_aside WHERE settled_at IS NULL") == [(0,)]


def test_the_claim_of_whoever_has_the_line_goes_with_it(books: Books, box: Path) -> None:
    a_batch(books, "B1", *PAYMENTS)
    [batch] = [row for row in list_batches(books) if row.batch_id == "B1"]
    assert (batch.claimed_by, batch.claimed_workstation) == (books.actor.user, books.actor.workstation)


def test_a_payment_of_another_server_batch_is_a_clash_still(books: Books, box: Path) -> None:
    a_batch(books, "B1", PAYMENTS[1])
    a_batch(books, "B2", *PAYMENTS)
    assert "stands in batch B1 already" in str(rows(books, "SELECT sentence FROM set_aside"))
    assert states(books) == {"B1": (1, 0, "unprocessed"), "FILE": (1, 0, "unprocessed")}
