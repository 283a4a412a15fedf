"""The autopilot: what it posts, what it leaves on its leash, the dry run, the morning list and taking it back."""

import hashlib
from pathlib import Path

import pytest
from sqlalchemy import text

from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.autopilot import run_round
from landlord_desktop.services.autopilot_store import list_rounds, undo_batch, undo_round
from landlord_desktop.services.batches import list_batches, load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.working_lines import accept_proposal, list_lines

COUNTED = (
    "SELECT (SELECT count(*) FROM transaction_set), (SELECT count(*) FROM working_line), "
    "(SELECT count(*) FROM audit_entry), (SELECT count(*) FROM autopilot_round), (SELECT count(*) FROM outbox_item)"
)


def a_morning(books: Books) -> None:
    """B1 is whole; of B2 one payment is equal, one is less, one is of nobody."""
    change_settings(books, {"inosio.bank": "CHECKING"})
    for name, cents in (("ADAMS", 120_000), ("BAKER", 100_000), ("CLARK", 50_000), ("DAVIS", 70_000)):
        a_charge(books, a_tenant(books, name), cents)
    a_batch(books, "B1", a_payment("p1", 120_000, "ADAMS"), a_payment("p2", 100_000, "BAKER"))
    a_batch(
        books, "B2", a_payment("q1", 50_000, "CLARK"), a_payment("q2", 30_000, "DAVIS"), a_payment("q3", 900, "NOBODY")
    )


def waiting(books: Books) -> list[tuple[str | None, str]]:
    """What a dry run leaves: payment and reason."""
    return [(one.payment_id, one.reason) for one in run_round(books, dry_run=True).waiting]


def test_only_equal_payments_post_and_whole_batches_get_their_slip(books: Books) -> None:
    a_morning(books)
    result = run_round(books, cause="scheduled")
    assert [one.payment_id for one in result.posted] == ["p1", "p2", "q1"]
    assert [(one.payment_id, one.reason) for one in result.waiting] == [("q2", "under"), ("q3", "unknown_tenant")]
    assert [(slip.batch_id, slip.total_cents) for slip in result.slips] == [("B1", 220_000)]
    assert {batch.batch_id: batch.status for batch in list_batches(books)} == {"B1": "processed", "B2": "unprocessed"}
    morning = list_rounds(books)[0]
    assert (morning.round_id, morning.cause, morning.user) == (result.round_id, "scheduled", "lynn")
    assert morning.sentence == "3 payments posted, $2,700.00; 1 deposit slip; 2 waiting, $309.00."
    assert [(one.batch_id, one.posted_count, one.held_cents, one.slips, one.live) for one in morning.batches] == [
        ("B1", 2, 0, "1", 2), ("B2", 1, 30_900, "", 1)
    ]
    assert morning.batches[1].waiting == (("q2", 30_000, "under"), ("q3", 900, "unknown_tenant"))
    events = rows(books, "SELECT DISTINCT event_id FROM transaction_set WHERE kind IN ('receipt', 'deposit_slip')")
    assert events == [(morning.batches[0].event_id,)]
    again = run_round(books)
    assert (again.posted, len(again.waiting), again.slips) == ((), 2, ())


def test_what_an_earlier_round_began_gets_its_slip_when_a_person_finished_it(books: Books) -> None:
    a_morning(books)
    with books.store.write() as connection:
        connection.execute(text("UPDATE inosio_payment SET tenant_code = 'BAKER' WHERE payment_id = 'q3'"))
    run_round(books)
    for line in list_lines(books):
        accept_proposal(books, line.line_id)
    assert [reason for _payment, reason in waiting(books)] == ["under", "no_charges"]
    from landlord_desktop.services.receipt_posting import post_working_lines

    post_working_lines(books)
    assert [(slip.batch_id, slip.total_cents) for slip in run_round(books).slips] == [("B2", 80_900)]


def test_a_dry_run_tells_the_same_and_changes_nothing(books: Books) -> None:
    a_morning(books)
    before = rows(books, COUNTED)
    dry = run_round(books, dry_run=True)
    assert rows(books, COUNTED) == before
    done = run_round(books)
    assert (dry.dry_run, dry.round_id, dry.sentence) == (True, None, done.sentence)
    assert [one.payment_id for one in dry.posted] == [one.payment_id for one in done.posted]
    assert dry.waiting == done.waiting


def test_a_dry_run_leaves_every_byte_of_a_file(file_books: Books) -> None:
    a_morning(file_books)

    def digest() -> str:
        path = Path(file_books.store.location)
        files = sorted(path.parent.glob(f"{path.name}*"))
        return hashlib.sha256(b"".join(one.read_bytes() for one in files if not one.name.endswith("-shm"))).hexdigest()

    before = digest()
    run_round(file_books, dry_run=True)
    assert digest() == before


@pytest.mark.parametrize(
    ("setting", "value", "held"),
    [
        ("autopilot.largest_amount", "1,000", [("p1", "above_limit")]),
        ("autopilot.largest_batch_amount", "2199.99", [("p1", "batch_above_limit"), ("p2", "batch_above_limit")]),
        ("autopilot.largest_batch_payments", "1", [("p1", "batch_above_limit"), ("p2", "batch_above_limit")]),
        ("office.locked_through", "2022-03-08", [("p1", "locked_period"), ("p2", "locked_period")]),
    ],
)
def test_the_leash_holds(books: Books, setting: str, value: str, held: list[tuple[str, str]]) -> None:
    a_morning(books)
    with books.store.write() as connection:
        connection.execute(text("DELETE FROM inosio_payment WHERE batch_id = 'B2'"))
        connection.execute(text("DELETE FROM inosio_batch WHERE id = 'B2'"))
    change_settings(books, {setting: value})
    assert waiting(books) == held
    result = run_round(books)
    assert [(one.payment_id, one.reason) for one in result.waiting] == held
    assert all(one.words for one in result.waiting)
    assert result.slips == ()
    if setting == "office.locked_through":
        change_settings(books, {"office.locked_through": ""}, "end of the test")


def test_a_batch_whose_totals_differ_or_that_somebody_has_is_left_alone(books: Books) -> None:
    a_morning(books)
    load_batch(books, "B1")
    with books.store.write() as connection:
        connection.execute(
            text("INSERT INTO set_aside (kind, subject, sentence, raw_text, noticed_at) "
                 "VALUES ('batch', 'B2', 'other payments', '{}', '2022-03-08T15:30:00.000000+00:00')")
        )
    assert waiting(books) == [
        ("p1", "claimed"), ("p2", "claimed"), ("q1", "totals_differ"), ("q2", "totals_differ"), ("q3", "totals_differ")
    ]
    assert run_round(books).posted == ()
    assert rows(books, "SELECT count(*) FROM working_line WHERE batch_id = 'B2'") == [(0,)]


def test_what_is_held_is_not_counted_as_paying_for_the_next_payment(books: Books) -> None:
    """Two payments of one tenant: the first is settled by hand, so the second is not equal by itself."""
    change_settings(books, {"inosio.bank": "CHECKING"})
    tenant = a_tenant(books, "ADAMS")
    a_charge(books, tenant, 100_000)
    a_batch(books, "B1", a_payment("p1", 40_000, "ADAMS"), a_payment("p2", 60_000, "ADAMS"))
    run_round(books)
    accept_proposal(books, list_lines(books)[0].line_id)
    assert [line.reason.value for line in list_lines(books)] == ["under", "equal"]
    assert [one.reason for one in run_round(books).waiting] == ["under", "under"]


def test_a_batch_is_taken_back_as_one_event_and_never_posted_again_by_itself(books: Books) -> None:
    a_morning(books)
    done = run_round(books)
    assert done.round_id is not None
    with pytest.raises(RuleError):
        undo_batch(books, done.round_id, "B1", " ")
    back = undo_batch(books, done.round_id, "B1", "wrong month")
    assert (back.receipt_count, back.cents, back.slip_numbers) == (2, 220_000, (1,))
    assert [batch.live for batch in list_rounds(books)[0].batches] == [0, 1]
    with pytest.raises(RuleError, match="taken back already"):
        undo_batch(books, done.round_id, "B1", "wrong month")
    with pytest.raises(NotFoundError):
        undo_batch(books, done.round_id, "B9", "wrong month")
    again = run_round(books)
    assert again.posted == ()
    assert {one.reason for one in again.waiting if one.batch_id == "B1"} == {"was_reversed"}


def test_a_round_is_taken_back_whole(books: Books) -> None:
    a_morning(books)
    done = run_round(books)
    assert done.round_id is not None
    undone = undo_round(books, done.round_id, "not ours")
    assert {one.batch_id: one.receipt_count for one in undone} == {"B1": 2, "B2": 1}
    assert len({one.event_id for one in undone}) == 1
    query = "SELECT count(*) FROM transaction_set WHERE kind = 'void' AND event_id <> :event"
    assert rows(books, query, event=undone[0].event_id) == [(0,)]
    assert rows(books, "SELECT count(*) FROM receipt WHERE voided_by_set_id IS NULL") == [(0,)]
    with pytest.raises(RuleError, match="Nothing that this round"):
        undo_round(books, done.round_id, "not ours")
    assert list_rounds(books)[0].at.date() == TODAY


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("autopilot.on", "perhaps"), ("autopilot.at", "6:30"), ("autopilot.at", "24:00"),
        ("autopilot.largest_amount", "-5"), ("autopilot.largest_batch_amount", "many"),
        ("autopilot.largest_batch_payments", "0"),
    ],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_is_refused(file_books: Books, key: str, value: str) -> None:
    with pytest.raises(RuleError, match=key):
        change_settings(file_books, {key: value})
