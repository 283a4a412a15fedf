"""Post on a real file: what the books hold afterwards, exactly once, all or nothing."""

import threading
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from build import LYNN, MOMENT, TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.rules.allocation import Allocation, ChargePayment
from landlord_desktop.rules.batch import Reason
from landlord_desktop.rules.errors import BooksError, RuleError, StaleError
from landlord_desktop.services import receipt_posting
from landlord_desktop.services.batch_posting import post_batches
from landlord_desktop.services.batches import FetchedBatch, give_up_claims, list_batches, load_batch, store_batch
from landlord_desktop.services.books import Actor, Books, open_books
from landlord_desktop.services.integration_log import set_aside_rows, settle_set_aside
from landlord_desktop.services.receipt_posting import PostCancelledError, post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import (
    TypedPayment,
    accept_plan,
    accept_proposal,
    add_payment,
    add_payments,
    change_line,
    list_lines,
    withdraw_acceptance,
)


def journal(books: Books, set_id: int) -> list[tuple[object, ...]]:
    return rows(
        books,
        "SELECT l.code, a.code, j.amount_cents FROM journal_line j JOIN ledger l ON l.id = j.ledger_id "
        "JOIN account_code a ON a.id = j.account_id WHERE j.set_id = :id ORDER BY j.line",
        id=set_id,
    )


def test_an_equal_payment_earns_rent_and_the_fee(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 120000)
    add_payment(books, TypedPayment(TODAY, 120000, tenant, memo="Check # 12"))
    result = post_working_lines(books)
    assert [payment.amount_cents for payment in result.posted] == [120000]
    assert journal(books, result.posted[0].receipt_id) == [
        ("NU", "CHECKING", 120000), ("NU", "RENT", -120000), ("NU", "MGMT FEE", 12000), ("NU", "CHECKING", -12000),
        ("MG", "CHECKING", 12000), ("MG", "MGMT INCOME", -12000),
    ]
    assert rows(books, "SELECT unpaid_cents, fee_taken_cents FROM charge") == [(0, 12000)]
    assert list_lines(books) == []
    assert result.posted_cents == 120000


def test_a_partial_payment_is_held_until_accepted_then_takes_its_part_of_the_fee(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 98000)
    line = add_payment(books, TypedPayment(TODAY, 50000, tenant))
    held = post_working_lines(books).held
    assert [(payment.line_id, payment.reason) for payment in held] == [(line, Reason.UNDER)]
    accept_proposal(books, line)
    posted = post_working_lines(books).posted
    assert rows(books, "SELECT unpaid_cents, fee_taken_cents FROM charge") == [(48000, 5000)]
    assert rows(books, "SELECT amount_cents, fee_cents FROM allocation") == [(50000, 5000)]
    assert journal(books, posted[0].receipt_id)[0] == ("NU", "CHECKING", 50000)


def test_the_rest_of_an_over_payment_is_open_credit_and_pays_the_next_charge(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 120000)
    add_payment(books, TypedPayment(TODAY, 130000, tenant))
    result = post_working_lines(books, accept_proposals=True)
    assert ("NU", "CREDITS", -10000) in journal(books, result.posted[0].receipt_id)
    assert rows(books, "SELECT balance_cents FROM tenant_credit") == [(10000,)]
    a_charge(books, tenant, 30000)
    add_payment(books, TypedPayment(TODAY, 20000, tenant))
    second = post_working_lines(books).posted
    assert ("NU", "CREDITS", 10000) in journal(books, second[0].receipt_id)
    assert rows(books, "SELECT balance_cents FROM tenant_credit") == [(0,)]
    assert rows(books, "SELECT sum(unpaid_cents) FROM charge") == [(0,)]


def test_charges_of_two_ledgers_are_paid_by_one_accepted_receipt(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 120000)
    a_charge(books, tenant, 5000, code="LATE")
    add_payment(books, TypedPayment(TODAY, 125000, tenant))
    assert post_working_lines(books).held[0].reason is Reason.TWO_LEDGERS
    posted = post_working_lines(books, accept_proposals=True).posted
    assert ("MG", "LATE", -5000) in journal(books, posted[0].receipt_id)


def test_credit_of_one_ledger_pays_a_charge_of_another_through_the_bank(books: Books) -> None:
    tenant = a_tenant(books)
    add_payment(books, TypedPayment(TODAY, 5000, tenant))
    post_working_lines(books, accept_proposals=True)
    a_charge(books, tenant, 6000, code="LATE")
    add_payment(books, TypedPayment(TODAY, 1000, tenant))
    posted = post_working_lines(books, accept_proposals=True).posted
    assert journal(books, posted[0].receipt_id) == [
        ("MG", "CHECKING", 6000), ("NU", "CHECKING", -5000), ("MG", "LATE", -1000), ("NU", "CREDITS", 5000),
        ("MG", "LATE", -5000),
    ]


def test_a_ledger_receipt_credits_the_owner_or_the_managers(books: Books) -> None:
    ledgers = dict(rows(books, "SELECT code, id FROM ledger"))  # type: ignore[arg-type]
    for code in ("NU", "MG"):
        line = add_payment(books, TypedPayment(TODAY, 4000, None, ledger_id=ledgers[code], payer_name="Somebody"))
        accept_proposal(books, line)
    posted = post_working_lines(books).posted
    assert journal(books, posted[0].receipt_id) == [("NU", "CHECKING", 4000), ("NU", "CASH IN", -4000)]
    assert journal(books, posted[1].receipt_id) == [("MG", "CHECKING", 4000), ("MG", "APPLICATION", -4000)]


def test_a_tenants_payment_taken_as_ledger_receipt_goes_to_the_units_ledger(books: Books) -> None:
    tenant = a_tenant(books)
    line = add_payment(books, TypedPayment(TODAY, 4000, tenant))
    change_line(books, line, as_ledger_receipt=1)
    posted = post_working_lines(books, accept_proposals=True).posted
    assert journal(books, posted[0].receipt_id)[1] == ("NU", "CASH IN", -4000)


def test_a_batch_is_processed_when_every_payment_is_posted_and_the_server_is_told(books: Books) -> None:
    for code in ("ONE", "TWO"):
        a_charge(books, a_tenant(books, code), 1000)
    a_batch(books, "B1", a_payment("p1", 1000, "ONE"), a_payment("p2", 1000, "TWO"))
    assert load_batch(books, "B1") == 2
    result = post_working_lines(books)
    assert result.processed_batches == ("B1",)
    batch = list_batches(books)[0]
    assert (batch.status, batch.posted, batch.held, batch.claimed_by) == ("processed", 2, 0, "")
    assert rows(books, "SELECT kind, subject FROM outbox_item") == [("batch_status", "B1")]


def test_a_payment_posts_once_however_often_it_is_loaded(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 1000)
    a_batch(books, "B1", a_payment("p1", 1000))
    load_batch(books, "B1")
    first = post_working_lines(books)
    a_charge(books, tenant, 1000)
    assert load_batch(books, "B1") == 1
    again = post_working_lines(books, accept_proposals=True)
    assert again.posted == ()
    assert [payment.receipt_id for payment in again.already_posted] == [first.posted[0].receipt_id]
    assert rows(books, "SELECT count(*) FROM receipt") == [(1,)]


def test_the_database_itself_refuses_a_second_receipt(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 1000)
    a_batch(books, "B1", a_payment("p1", 1000))
    load_batch(books, "B1")
    post_working_lines(books)
    a_charge(books, tenant, 1000)
    load_batch(books, "B1")
    real = receipt_posting.read_working_list

    def blind(connection: Connection, books: Books, **values: object) -> object:
        working = real(connection, books, **values)  # type: ignore[arg-type]
        plan = Allocation((ChargePayment(2, 1000),))
        verdicts = tuple(replace(verdict, reason=Reason.EQUAL, plan=plan) for verdict in working.verdicts)
        return replace(working, verdicts=verdicts)

    monkeypatch.setattr(receipt_posting, "read_working_list", blind)
    with pytest.raises(StaleError, match="posted meanwhile"):
        post_working_lines(books)
    assert rows(books, "SELECT count(*) FROM receipt") == [(1,)]


def test_two_pcs_posting_the_same_batch_post_it_once(books: Books) -> None:
    for number in range(20):
        a_charge(books, a_tenant(books, f"T{number}"), 1000)
    a_batch(books, "B1", *(a_payment(f"p{number}", 1000, f"T{number}") for number in range(20)))
    load_batch(books, "B1")
    give_up_claims(books)
    others = [
        open_books(books.store.location, actor=Actor(f"user{number}", f"PC-{number}"), clock=lambda: MOMENT)
        for number in range(3)
    ]
    start = threading.Barrier(len(others))
    counts: list[int] = []

    def post(own: Books) -> None:
        start.wait()
        counts.append(len(post_working_lines(own).posted))

    threads = [threading.Thread(target=post, args=(own,)) for own in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for own in others:
        own.close()
    assert sorted(counts) == [0, 0, 20]
    assert rows(books, "SELECT count(*), count(DISTINCT source_key) FROM receipt") == [(20, 20)]


def test_a_batch_another_pc_works_on_is_held(books: Books) -> None:
    a_charge(books, a_tenant(books), 1000)
    a_batch(books, "B1", a_payment("p1", 1000))
    load_batch(books, "B1")
    other = open_books(books.store.location, actor=Actor("maria", "PC-2"), clock=lambda: MOMENT)
    assert post_working_lines(other).held[0].reason is Reason.CLAIMED
    other.close()


def test_cancel_posts_nothing(books: Books) -> None:
    tenants = [a_tenant(books, f"T{number}") for number in range(3)]
    for tenant in tenants:
        a_charge(books, tenant, 1000)
    add_payments(books, [TypedPayment(TODAY, 1000, tenant) for tenant in tenants])
    seen: list[tuple[int, int]] = []

    def cancel(done: int, total: int) -> None:
        seen.append((done, total))
        raise PostCancelledError

    with pytest.raises(PostCancelledError):
        post_working_lines(books, progress=cancel)
    assert seen == [(3, 3)]
    assert rows(books, "SELECT count(*) FROM receipt") == [(0,)]
    assert len(list_lines(books)) == 3
    told: list[tuple[int, int]] = []
    post_working_lines(books, progress=lambda done, total: told.append((done, total)))
    assert told == [(3, 3)]


def test_only_the_chosen_lines_are_posted(books: Books) -> None:
    tenants = [a_tenant(books, f"T{number}") for number in range(2)]
    for tenant in tenants:
        a_charge(books, tenant, 1000)
    lines = add_payments(books, [TypedPayment(TODAY, 1000, tenant) for tenant in tenants])
    assert [payment.line_id for payment in post_working_lines(books, only=[lines[1]]).posted] == [lines[1]]
    assert [row.line_id for row in list_lines(books)] == [lines[0]]


def test_a_voided_receipts_payment_posts_again_only_when_a_person_accepts_it(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 1000)
    a_batch(books, "B1", a_payment("p1", 1000))
    load_batch(books, "B1")
    receipt = post_working_lines(books).posted[0].receipt_id
    void_receipt(books, receipt, "wrong tenant")
    load_batch(books, "B1")
    assert post_working_lines(books, accept_proposals=True).held[0].reason is Reason.WAS_REVERSED
    accept_proposal(books, list_lines(books)[0].line_id)
    assert len(post_working_lines(books).posted) == 1
    assert rows(books, "SELECT unpaid_cents FROM charge") == [(0,)]


def a_changed_batch(books: Books) -> None:
    """Loaded B1 with $12.00, which the server splits into $10.00 and $2.00 later; and B2, which it leaves alone."""
    for code, cents in (("T1", 1200), ("T2", 500)):
        a_charge(books, a_tenant(books, code), cents)
    a_batch(books, "B1", a_payment("p1", 1200, "T1"))
    a_batch(books, "B2", a_payment("p2", 500, "T2"))
    for batch_id in ("B1", "B2"):
        load_batch(books, batch_id)
    a_batch(books, "B1", a_payment("p1", 1000, "T1"), a_payment("p3", 200, "T1"))


def status_of(books: Books, batch_id: str) -> str:
    return next(row.status for row in list_batches(books) if row.batch_id == batch_id)


def test_a_batch_that_changed_on_the_server_is_held_until_a_person_accepts_it(books: Books) -> None:
    a_changed_batch(books)
    result = post_working_lines(books, accept_proposals=True)
    assert [payment.payment_id for payment in result.posted] == ["p2"]
    assert [(held.payment_id, held.reason) for held in result.held] == [("p1", Reason.CHANGED_ON_SERVER)]
    assert (result.processed_batches, status_of(books, "B1")) == (("B2",), "unprocessed")
    whole = post_batches(books, accept_proposals=True)
    assert (whole.posted, [held.reason for held in whole.held]) == ((), [Reason.CHANGED_ON_SERVER])
    (row,) = list_lines(books)
    assert row.reason_words.startswith("Changed on the server: accept it as loaded, or settle it")
    assert (row.equal, row.ready) == (False, False)
    with pytest.raises(StaleError, match="changed on the server"):
        accept_proposal(books, row.line_id, seen=Reason.EQUAL)
    accept_proposal(books, row.line_id, seen=Reason.CHANGED_ON_SERVER)
    withdraw_acceptance(books, row.line_id)
    assert post_working_lines(books).posted == ()
    accept_proposal(books, row.line_id)
    done = post_working_lines(books)
    assert ([payment.amount_cents for payment in done.posted], done.processed_batches) == ([1200], ("B1",))


def test_a_changed_batch_that_was_settled_posts_as_usual(books: Books) -> None:
    a_changed_batch(books)
    assert [payment.payment_id for payment in post_working_lines(books).posted] == ["p2"]
    settle_set_aside(books, set_aside_rows(books)[0].aside_id)
    assert [payment.amount_cents for payment in post_working_lines(books).posted] == [1200]


def test_what_was_accepted_before_the_batch_changed_waits_again(books: Books) -> None:
    ledger = rows(books, "SELECT min(id) FROM ledger")[0][0]
    a_charge(books, a_tenant(books, "T1"), 5000)
    a_batch(books, "B1", a_payment("p1", 1200, "T1"), a_payment("p2", 300, "T1"))
    load_batch(books, "B1")
    first, second = (row.line_id for row in list_lines(books))
    change_line(books, second, as_ledger_receipt=1, ledger_id=ledger)
    for line in (first, second):
        accept_proposal(books, line, seen=Reason.UNDER)
    for answer in (b"first", b"second"):
        other = FetchedBatch(
            "B1", TODAY, 900, 1, "unprocessed", "r1", None, None, (a_payment("p1", 900, "T1"),), answer
        )  # fmt: skip
        with books.store.write() as connection:
            assert store_batch(connection, books, "PF-1", other) == "set aside"
        result = post_working_lines(books, accept_proposals=True)
        assert [(held.reason, held.stale) for held in result.held] == [(Reason.CHANGED_ON_SERVER, True)] * 2
        assert all("Changed since it was accepted" in row.status for row in list_lines(books))
        for line in (first, second):
            accept_proposal(books, line)
    assert [payment.amount_cents for payment in post_working_lines(books).posted] == [1200, 300]


def test_what_was_accepted_is_judged_again_at_the_post(books: Books) -> None:
    tenant = a_tenant(books)
    charge = a_charge(books, tenant, 5000)
    line = add_payment(books, TypedPayment(TODAY, 3000, tenant))
    accept_plan(books, line, Allocation((ChargePayment(charge, 3000),)))
    other = add_payment(books, TypedPayment(TODAY, 3000, tenant))
    post_working_lines(books, only=[line])
    with pytest.raises(RuleError, match="more than"):
        accept_plan(books, other, Allocation((ChargePayment(charge, 3000),)))
    accept_plan(books, other, Allocation((ChargePayment(charge, 2000),), 1000))
    third = add_payment(books, TypedPayment(TODAY, 2000, tenant))
    post_working_lines(books, only=[third])
    held = post_working_lines(books).held
    assert [(payment.reason, payment.stale) for payment in held] == [(Reason.NO_CHARGES, True)]


def test_a_line_without_bank_waits(books: Books) -> None:
    with books.store.write() as connection:
        connection.execute(text("UPDATE ledger SET bank_account_id = NULL"))
    tenant = a_tenant(books)
    a_charge(books, tenant, 1000)
    add_payment(books, TypedPayment(TODAY, 1000, tenant))
    assert post_working_lines(books).held[0].reason is Reason.NO_BANK


def test_a_full_disk_posts_nothing_and_says_so(file_books: Books) -> None:
    tenants = [a_tenant(file_books, f"T{number}") for number in range(40)]
    for tenant in tenants:
        a_charge(file_books, tenant, 1000)
    add_payments(file_books, [TypedPayment(TODAY, 1000, tenant, memo="m" * 400) for tenant in tenants])
    with file_books.store.write() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(BooksError, match="disk is full"):
        post_working_lines(file_books)
    with file_books.store.read() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
    assert rows(file_books, "SELECT count(*) FROM receipt") == [(0,)]


def test_an_error_at_commit_is_looked_up_before_anything_is_said(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 1000)
    add_payment(books, TypedPayment(TODAY, 1000, tenant))
    monkeypatch.setattr(receipt_posting, "settle_batches", lambda *_rest: ())
    real_write = type(books.store).write

    class LateFault:
        """The write takes effect, and then its end is reported as failed."""

        def __init__(self, store: object) -> None:
            self._real = real_write(store)  # type: ignore[arg-type]

        def __enter__(self) -> Connection:
            return self._real.__enter__()

        def __exit__(self, *rest: object) -> None:
            self._real.__exit__(*rest)  # type: ignore[arg-type]
            raise BooksError("The disk could not be written.")

    monkeypatch.setattr(type(books.store), "write", lambda store: LateFault(store))  # noqa: PLW0108 - bound as a method
    result = post_working_lines(books)
    monkeypatch.undo()
    assert [payment.amount_cents for payment in result.posted] == [1000]
    assert rows(books, "SELECT count(*) FROM receipt") == [(1,)]


def test_a_lost_bank_in_mid_post_is_refused(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 1000)
    add_payment(books, TypedPayment(TODAY, 1000, tenant))
    real = receipt_posting.read_working_list

    def without_banks(connection: Connection, books: Books, **values: object) -> object:
        working = real(connection, books, **values)  # type: ignore[arg-type]
        return replace(working, banks=dict.fromkeys(working.banks))

    monkeypatch.setattr(receipt_posting, "read_working_list", without_banks)
    with pytest.raises(StaleError, match="no bank"):
        post_working_lines(books)


def test_responsible_tenant_gets_the_room_mates_payment(books: Books) -> None:
    main = a_tenant(books, "MAIN")
    mate = a_tenant(books, "MATE")
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE tenant SET responsible_tenant_id = :main, posts_to_responsible = 1 WHERE id = :mate"),
            {"main": main, "mate": mate},
        )
    a_charge(books, mate, 1000)
    assert rows(books, "SELECT tenant_id FROM charge") == [(main,)]
    add_payment(books, TypedPayment(TODAY, 1000, mate))
    assert len(post_working_lines(books).posted) == 1


def test_posted_lines_are_written_in_slices(books: Books, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(receipt_posting, "SLICE", 2)
    tenants = [a_tenant(books, f"T{number}") for number in range(5)]
    for tenant in tenants:
        a_charge(books, tenant, 1000)
    add_payments(books, [TypedPayment(date(2022, 3, 1), 1000, tenant) for tenant in tenants])
    told: list[int] = []
    post_working_lines(books, progress=lambda done, _total: told.append(done))
    assert told == [2, 4, 5]


def test_books_and_actor_are_recorded(books: Books, tmp_path: Path) -> None:
    assert tmp_path.is_dir()
    tenant = a_tenant(books)
    a_charge(books, tenant, 1000)
    add_payment(books, TypedPayment(TODAY, 1000, tenant))
    post_working_lines(books)
    assert rows(books, 'SELECT DISTINCT "user", workstation FROM audit_entry') == [(LYNN.user, LYNN.workstation)]


def test_two_equal_rents_by_two_room_mates_on_one_day_both_post(books: Books) -> None:
    first, second = a_tenant(books, "ONE"), a_tenant(books, "OTHER")
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE tenant SET posts_to_responsible = 1, responsible_tenant_id = :first WHERE id = :second"),
            {"first": first, "second": second},
        )
    a_charge(books, first, 120_000)
    a_batch(books, "B1", a_payment("P1", 60_000, "ONE"), a_payment("P2", 60_000, "OTHER"))
    load_batch(books, "B1")
    done = post_working_lines(books, accept_proposals=True)
    assert [(one.payment_id, one.amount_cents) for one in done.posted] == [("P1", 60_000), ("P2", 60_000)]
    assert done.processed_batches == ("B1",)
    assert rows(books, "SELECT unpaid_cents FROM charge") == [(0,)]
    load_batch(books, "B1")
    again = post_working_lines(books, accept_proposals=True)
    assert (again.posted, [one.payment_id for one in again.already_posted]) == ((), ["P1", "P2"])


def test_payments_of_a_locked_day_are_named_and_nothing_is_posted(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 600)
    a_batch(books, "B1", *(a_payment(f"p{cents}", cents) for cents in (100, 200)), a_payment("p3", 300, payer_name=""))
    load_batch(books, "B1")
    change_settings(books, {"office.locked_through": "2022-03-08"})
    with pytest.raises(RuleError) as caught:
        post_working_lines(books, accept_proposals=True)
    assert caught.value.sentence == (
        "The books are locked through 3/8/2022, and 3 payments of the list would be posted there: $1.00 of Anthony "
        "Kmetz, $2.00 of Anthony Kmetz, $3.00 of p3. Nothing was posted; choose a later posting date (Update All "
        "Dates), or have the period opened in Setup > Database Settings."
    )
    add_payment(books, TypedPayment(TODAY, 400, tenant))
    with pytest.raises(RuleError, match=r"\$3\.00 of p3 and 1 more\. Nothing was posted"):
        post_working_lines(books, accept_proposals=True)
    for line in list_lines(books):
        change_line(books, line.line_id, posting_date=date(2022, 3, 9))
    assert len(post_working_lines(books, accept_proposals=True).posted) == 4
