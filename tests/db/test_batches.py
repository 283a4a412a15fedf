"""Batches of the server: stored once, never overwritten, loaded as often as one likes, claimed by courtesy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from build import LYNN, MOMENT, TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.rules.batch import Reason
from landlord_desktop.rules.errors import ClaimedError, NotFoundError, RuleError
from landlord_desktop.services.batch_posting import post_batches
from landlord_desktop.services.batch_status import mark_processed, mark_unprocessed
from landlord_desktop.services.batches import (
    CLAIM_MINUTES,
    FetchedBatch,
    FetchedPayment,
    give_up_claims,
    keep_aside,
    list_batches,
    load_batch,
    refresh_header,
    renew_claims,
    store_batch,
)
from landlord_desktop.services.books import Actor, Books
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.receipts_by_hand import ReceiptOrder, post_receipt
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import list_lines, put_back, remove_line, start_over

RITA = Actor("rita", "PC-2")


def a_fetched(batch_id: str, *payments: FetchedPayment, **values: object) -> FetchedBatch:
    total = sum(payment.amount_cents for payment in payments)
    batch = FetchedBatch(batch_id, TODAY, total, len(payments), "unprocessed", "r1", None, None, payments, b"{}")
    return replace(batch, **values)  # type: ignore[arg-type]


def store(books: Books, batch: FetchedBatch, portfolio: str = "PF-1") -> str:
    with books.store.write() as connection:
        return store_batch(connection, books, portfolio, batch)


def later(books: Books, **amount: float) -> Books:
    moment = MOMENT + timedelta(**amount)
    return replace(books, clock=lambda: moment)


def owing(books: Books, *cents: int) -> None:
    """Tenants T1, T2, … each owing such a rent."""
    for place, amount in enumerate(cents, 1):
        a_charge(books, a_tenant(books, f"T{place}"), amount)


def test_a_batch_is_stored_once_and_the_same_again_changes_nothing(books: Books) -> None:
    batch = a_fetched("B1", a_payment("p1", 100), a_payment("p2", 200))
    assert store(books, batch) == "new"
    before = rows(books, "SELECT * FROM inosio_batch"), rows(books, "SELECT * FROM inosio_payment")
    assert store(books, batch) == "known"
    assert store(books, replace(batch, payments=batch.payments[::-1])) == "known"
    assert (rows(books, "SELECT * FROM inosio_batch"), rows(books, "SELECT * FROM inosio_payment")) == before
    assert before[1][0][:3] == ("PF-1:p1", "p1", "B1")


def test_a_changed_header_is_updated_and_our_own_status_stays(books: Books) -> None:
    batch = a_fetched("B1", a_payment("p1", 100))
    store(books, batch)
    moment = datetime(2022, 3, 9, tzinfo=UTC)
    changed = replace(batch, server_status="processed", revision="r2", processed_at=moment, bank_code="CHECKING")
    assert store(books, changed) == "updated"
    assert rows(books, "SELECT server_status, revision, bank_code, status FROM inosio_batch") == [
        ("processed", "r2", "CHECKING", "unprocessed")
    ]
    assert store(books, replace(changed, bank_code=None)) == "known"
    assert refresh_header(books, "B1", "processed", moment, "CHECKING") is False
    assert refresh_header(books, "B1", "unprocessed", None, None) is True
    assert rows(books, "SELECT server_status, bank_code FROM inosio_batch") == [("unprocessed", "CHECKING")]


def test_a_batch_processed_there_comes_as_processed(books: Books) -> None:
    store(books, a_fetched("B1", a_payment("p1", 100), server_status="processed", processed_at=MOMENT))
    assert [row.status for row in list_batches(books, "processed")] == ["processed"]
    assert list_batches(books, "unprocessed") == []


@pytest.mark.parametrize(
    "changed",
    [
        a_fetched("B1", a_payment("p1", 101)), a_fetched("B1", a_payment("p1", 100), a_payment("p2", 1)),
        a_fetched("B1", a_payment("p9", 100)), a_fetched("B1"),
        a_fetched("B1", a_payment("p1", 100), deposited_on=TODAY + timedelta(days=1)),
        a_fetched("B1", a_payment("p1", 100), total_cents=101),
    ],
)
def test_other_money_for_a_known_batch_is_set_aside_and_kept(books: Books, changed: FetchedBatch) -> None:
    store(books, a_fetched("B1", a_payment("p1", 100)))
    before = rows(books, "SELECT * FROM inosio_batch"), rows(books, "SELECT * FROM inosio_payment")
    for _ in range(2):
        assert store(books, replace(changed, raw_answer=b"{other}")) == "set aside"
    assert (rows(books, "SELECT * FROM inosio_batch"), rows(books, "SELECT * FROM inosio_payment")) == before
    found = rows(books, "SELECT subject, raw_text, expected_cents FROM set_aside")
    assert found == [("B1", "{other}", changed.total_cents)]


def test_a_payment_stands_in_one_batch(books: Books) -> None:
    store(books, a_fetched("B1", a_payment("p1", 100)))
    assert store(books, a_fetched("B2", a_payment("p2", 100), a_payment("p1", 100))) == "set aside"
    assert [row.batch_id for row in list_batches(books)] == ["B1"]
    assert "stands in batch B1 already" in str(rows(books, "SELECT sentence FROM set_aside"))
    assert store(books, a_fetched("B3", a_payment("p1", 100)), "PF-2") == "new"


def test_a_batch_of_many_payments_is_compared_with_all(books: Books) -> None:
    store(books, a_fetched("B1", a_payment("p1100", 1)))
    many = [a_payment(f"p{number}", 1) for number in range(1200)]
    assert store(books, a_fetched("B2", *many)) == "set aside"


def test_a_text_that_is_no_batch_is_kept_once(books: Books) -> None:
    for _ in range(2):
        keep_aside(books, "list item 3", "Item 3 cannot be read.", "{\x00}")
    assert rows(books, "SELECT subject, raw_text, expected_cents FROM set_aside") == [("list item 3", "{\ufffd}", None)]


def test_an_untouched_sample_gives_way_to_the_server(books: Books) -> None:
    store(books, a_fetched("B1", a_payment("s1", 5), origin="sample"), "")
    assert store(books, a_fetched("B1", a_payment("p1", 100))) == "new"
    assert rows(books, "SELECT source_key FROM inosio_payment") == [("PF-1:p1",)]
    assert rows(books, "SELECT origin FROM inosio_batch") == [("server",)]


def test_a_touched_sample_stays_and_the_servers_is_set_aside(books: Books) -> None:
    owing(books, 5)
    store(books, a_fetched("B1", a_payment("s1", 5, "T1"), origin="sample"), "")
    load_batch(books, "B1")
    assert store(books, a_fetched("B1", a_payment("p1", 100))) == "set aside"
    post_working_lines(books)
    assert store(books, a_fetched("B1", a_payment("p1", 100), raw_answer=b"2")) == "set aside"
    assert rows(books, "SELECT source_key FROM inosio_payment") == [(":s1",)]


def test_the_servers_own_batch_takes_over_the_sample_and_hears_what_was_done(books: Books) -> None:
    owing(books, 5)
    store(books, a_fetched("B1", a_payment("p1", 5, "T1"), origin="sample"), "")
    post_batches(books, ["B1"])
    assert rows(books, "SELECT kind FROM outbox_item") == []
    assert store(books, a_fetched("B1", a_payment("p1", 5, "T1"))) == "updated"
    assert rows(books, "SELECT kind, subject FROM outbox_item") == [("batch_status", "B1")]


def test_loading_resolves_codes_and_keeps_the_payments_date(books: Books) -> None:
    tenant = a_tenant(books, "KMETZ")
    a_batch(
        books, "B1", a_payment("p1", 100, "kmetz", unit_code="u-KMETZ"),
        a_payment("p2", 100, None, unit_code="U-KMETZ"),
        a_payment("p3", 100, "NOBODY", payer_kind="applicant", ledger_code="oak"),
    )
    assert load_batch(books, "B1") == 3
    first, second, third = list_lines(books)
    assert (first.tenant_id, first.unit, first.received_on, first.posting_date) == (
        tenant, "KMETZ Street", TODAY, TODAY
    )
    assert (second.tenant_id, second.unit, second.reason) == (None, "KMETZ Street", Reason.UNKNOWN_TENANT)
    assert (third.as_ledger_receipt, third.reason, third.proposal_words) == (
        True, Reason.NOT_A_TENANT, "Ledger receipt to Oak Trust"
    )


def test_loading_twice_changes_nothing(books: Books) -> None:
    a_batch(books, "B1", a_payment("p1", 100), a_payment("p2", 100))
    assert (load_batch(books, "B1"), load_batch(books, "B1")) == (2, 0)
    assert len(list_lines(books)) == 2


def test_history_comes_back_as_posted(books: Books) -> None:
    owing(books, 100)
    a_batch(books, "B1", a_payment("p1", 100, "T1"))
    load_batch(books, "B1")
    receipt = post_working_lines(books).posted[0].receipt_id
    assert load_batch(books, "B1") == 1
    line = list_lines(books)[0]
    assert (line.receipt_id, line.reason, line.status) == (
        receipt, Reason.ALREADY_POSTED, f"Already posted as receipt {receipt}"
    )
    assert post_working_lines(books).already_posted[0].receipt_id == receipt


def test_an_unknown_batch(books: Books) -> None:
    for act in (load_batch, mark_processed, mark_unprocessed):
        with pytest.raises(NotFoundError, match="There is no batch 77"):
            act(books, "77")
    with pytest.raises(NotFoundError, match="There is no batch 77"):
        post_batches(books, ["77"])


def test_a_claim_keeps_others_out_until_it_is_given_up(books: Books) -> None:
    rita = replace(books, actor=RITA)
    a_batch(books, "B1", a_payment("p1", 100))
    load_batch(books, "B1")
    with pytest.raises(ClaimedError, match="lynn at PC-1"):
        load_batch(rita, "B1")
    assert [line.reason for line in list_lines(rita)] == [Reason.CLAIMED]
    row = list_batches(rita)[0]
    assert (row.claimed_by, row.claimed_workstation, row.claimed_at, row.loaded) == ("lynn", "PC-1", MOMENT, 1)
    give_up_claims(books)
    assert load_batch(rita, "B1") == 0
    with pytest.raises(ClaimedError, match="rita"):
        load_batch(books, "B1")
    give_up_claims(rita)


def test_a_claim_expires_unless_it_is_renewed(books: Books) -> None:
    a_batch(books, "B1", a_payment("p1", 100))
    load_batch(books, "B1")
    renew_claims(later(books, minutes=CLAIM_MINUTES - 1))
    rita = replace(later(books, minutes=2 * CLAIM_MINUTES - 2), actor=RITA)
    with pytest.raises(ClaimedError):
        load_batch(rita, "B1")
    rita = replace(later(books, minutes=2 * CLAIM_MINUTES), actor=RITA)
    assert list_batches(rita)[0].claimed_by == ""
    load_batch(rita, "B1")
    renew_claims(later(books, minutes=2 * CLAIM_MINUTES))
    assert list_batches(rita)[0].claimed_by == "rita"


def test_each_new_owner_has_a_higher_number(books: Books) -> None:
    def number() -> object:
        return rows(books, "SELECT claim_number, claimed_at FROM inosio_batch")[0]

    a_batch(books, "B1", a_payment("p1", 100))
    load_batch(books, "B1")
    first = number()
    load_batch(later(books, minutes=1), "B1")
    assert number() == first
    load_batch(replace(later(books, hours=1), actor=RITA), "B1")
    load_batch(later(books, hours=2), "B1")
    assert rows(books, "SELECT claim_number FROM inosio_batch") == [(3,)]


def test_all_of_a_batch_posted_ends_the_claim_and_tells_the_server(books: Books) -> None:
    owing(books, 100)
    a_batch(books, "B1", a_payment("p1", 100, "T1"))
    load_batch(books, "B1")
    post_working_lines(books)
    row = list_batches(books)[0]
    assert (row.status, row.claimed_by, row.processed_by, row.processed_at) == ("processed", "", "lynn", MOMENT)
    mark_processed(books, "B1")
    assert len(rows(books, "SELECT 1 FROM outbox_item")) == 1


def test_marking_processed_takes_open_lines_off_and_asks_about_removed_ones(books: Books) -> None:
    a_batch(books, "B1", a_payment("p1", 100_000), a_payment("p2", 1))
    load_batch(books, "B1")
    remove_line(books, list_lines(books)[0].line_id, "not ours")
    with pytest.raises(RuleError, match=r"^Mark processed with 1 removed, \$1,000\.00\?$"):
        mark_processed(books, "B1")
    assert list_batches(books)[0].status == "unprocessed"
    mark_processed(books, "B1", with_removed=True)
    assert list_lines(books) == []
    assert [line.removed_reason for line in list_lines(books, removed=True)] == ["not ours"]
    assert (list_batches(books)[0].status, list_batches(books)[0].removed) == ("processed", 1)


def test_marking_unprocessed_brings_it_back_and_posts_nothing_twice(books: Books) -> None:
    owing(books, 100)
    a_batch(books, "B1", a_payment("p1", 100, "T1"))
    post_batches(books, ["B1"])
    mark_unprocessed(books, "B1")
    mark_unprocessed(books, "B1")
    assert list_batches(books)[0].status == "unprocessed"
    result = post_batches(books)
    assert (result.posted, len(result.already_posted), result.processed_batches) == ((), 1, ("B1",))
    assert rows(books, "SELECT count(*) FROM receipt") == [(1,)]


def test_a_samples_status_is_nobodys_business(books: Books) -> None:
    store(books, a_fetched("B1", a_payment("p1", 100), origin="sample"), "")
    mark_processed(books, "B1")
    assert rows(books, "SELECT count(*) FROM outbox_item") == [(0,)]


def test_the_order_of_deposits(books: Books) -> None:
    for name, days in (("late", 1), ("early", -1), ("first", 0), ("second", 0)):
        store(books, a_fetched(name, a_payment(f"p-{name}", 1), deposited_on=TODAY + timedelta(days=days)))
    assert [row.batch_id for row in list_batches(books)] == ["early", "first", "second", "late"]


def test_posting_whole_batches_is_one_act(books: Books) -> None:
    owing(books, 100, 200)
    a_batch(books, "B1", a_payment("p1", 100, "T1"))
    a_batch(books, "B2", a_payment("p2", 150, "T2"))
    result = post_batches(books)
    assert ([one.payment_id for one in result.posted], [one.reason for one in result.held]) == (["p1"], [Reason.UNDER])
    assert [line.payment_id for line in list_lines(books)] == ["p2"]
    assert list_batches(books)[1].claimed_by == ""
    assert [one.payment_id for one in post_batches(books, accept_proposals=True).posted] == ["p2"]
    assert post_batches(books) == replace(result, posted=(), held=(), processed_batches=())


def test_what_others_work_on_is_left_alone(books: Books) -> None:
    owing(books, 100)
    rita = replace(books, actor=RITA)
    a_batch(books, "B1", a_payment("p1", 100, "T1"))
    load_batch(rita, "B1")
    result = post_batches(books, ["B1"], posting_date=TODAY - timedelta(days=3))
    assert [one.reason for one in result.held] == [Reason.CLAIMED]
    assert [line.posting_date for line in list_lines(rita)] == [TODAY]
    post_working_lines(rita)
    load_batch(rita, "B1")
    assert len(post_batches(books, ["B1"]).already_posted) == 1
    assert len(list_lines(rita)) == 1


def test_many_payments_of_one_tenant_are_judged_one_after_the_other(books: Books) -> None:
    owing(books, 1_000)
    a_batch(books, "B1", *(a_payment(f"p{number}", 2, "T1") for number in range(1_500)))
    result = post_batches(books, accept_proposals=True)
    assert len(result.posted) == 1_500
    assert rows(books, "SELECT sum(unpaid_cents) FROM charge") == [(0,)]
    assert rows(books, "SELECT sum(balance_cents) FROM tenant_credit") == [(2_000,)]


def test_a_voided_payment_waits_for_a_person(books: Books) -> None:
    owing(books, 100)
    a_batch(books, "B1", a_payment("p1", 100, "T1"))
    receipt = post_batches(books).posted[0].receipt_id
    void_receipt(books, receipt, "typed wrong")
    for accept in (False, True):
        assert [one.reason for one in post_batches(books, ["B1"], accept_proposals=accept).held] == [
            Reason.WAS_REVERSED
        ]


def test_removed_lines_stay_removed_when_their_batch_is_loaded_again(books: Books) -> None:
    owing(books, 100)
    a_batch(books, "B1", a_payment("p1", 100, "T1"))
    load_batch(books, "B1")
    line = list_lines(books)[0].line_id
    remove_line(books, line, "asked to")
    start_over(books)
    assert load_batch(books, "B1") == 0
    result = post_batches(books)
    assert (result.posted, result.held, result.already_posted) == ((), (), ())
    put_back(books, line)
    assert len(post_batches(books).posted) == 1
    assert books.actor == LYNN


def test_a_payment_that_is_posted_is_never_kept_as_removed(books: Books) -> None:
    owing(books, 100)
    tenant = rows(books, "SELECT id FROM tenant")[0][0]
    a_batch(books, "B1", a_payment("p1", 100, "T1"))
    receipt = post_batches(books).posted[0].receipt_id
    load_batch(books, "B1")
    remove_line(books, list_lines(books)[0].line_id, "it is posted")
    assert list_lines(books, removed=True) == []
    void_receipt(books, receipt, "typed wrong")
    load_batch(books, "B1")
    remove_line(books, list_lines(books)[0].line_id, "corrected by hand")
    assert len(list_lines(books, removed=True)) == 1
    post_receipt(books, ReceiptOrder(tenant, TODAY, 90, replaces_receipt_id=receipt))
    assert list_lines(books, removed=True) == []
