"""What waits today, as the dashboard reads it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bank_build import receipts_waiting
from build import TODAY, a_batch, a_charge, a_payment, a_tenant
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.batches import FetchedBatch, load_batch, store_batch
from landlord_desktop.services.dashboard import dashboard_facts
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import void_receipt


def test_a_new_office_is_empty(books):
    facts = dashboard_facts(books)
    assert facts.empty_office
    assert (facts.batches, facts.lines, facts.banks, facts.elsewhere, facts.set_aside) == (0, 0, (), (), 0)
    assert not facts.bank_ready
    assert sum(week.cents for week in facts.weeks) == 0
    assert [week.begins_on.weekday() for week in facts.weeks] == [0] * 12
    assert facts.weeks[-1].begins_on <= TODAY < facts.weeks[-1].begins_on + timedelta(days=7)


def test_batches_and_the_payments_that_need_a_person(books):
    owing = a_tenant(books, "ADAMS")
    a_charge(books, owing, 50_000)
    a_tenant(books, "BAKER")
    leaving = a_tenant(books, "CLARK", active=False)
    a_charge(books, leaving, 10_000)
    split = a_tenant(books, "DAVIS")
    a_charge(books, split, 10_000, disputed=True)
    a_batch(
        books, "b1", a_payment("p1", 50_000, "adams"), a_payment("p2", 100, "BAKER"), a_payment("p3", 10_000, "CLARK"),
        a_payment("p4", 10_000, "DAVIS"), a_payment("p5", 5, None), a_payment("p6", 7, "ADAMS", unreadable="no date"),
    )  # fmt: skip
    facts = dashboard_facts(books)
    assert (facts.batches, facts.batch_payments, facts.batches_cents) == (1, 6, 70_112)
    assert facts.batch_exceptions == 5
    load_batch(books, "b1")
    loaded = dashboard_facts(books)
    assert loaded.batch_exceptions == 5, "loading settles nothing"
    assert (loaded.lines, loaded.lines_equal, loaded.lines_unequal) == (6, 1, 5)


def test_undeposited_by_bank_with_the_clock_of_the_oldest(books):
    ids = receipts_waiting(books)
    facts = dashboard_facts(books)
    assert [(bank.code, bank.receipts, bank.cents) for bank in facts.banks] == [("CHECKING", 6, 450_000)]
    assert (facts.clock.overdue, facts.clock.due, facts.clock.next_on) == (0, 0, TODAY + timedelta(days=3))
    assert facts.clock.words == "The next deposit is due 3/11/2022"
    later = dashboard_facts(replace(books, today_is=TODAY + timedelta(days=3)))
    assert later.clock.words == "6 receipts, $4,500.00, are due today"
    change_settings(books, {"office.deposit_days": "2"})
    late = dashboard_facts(replace(books, today_is=TODAY + timedelta(days=3)))
    assert late.clock.words == "6 receipts, $4,500.00, are overdue"
    with pytest.raises(RuleError, match="whole number of business days"):
        change_settings(books, {"office.deposit_days": "soon"})
    assert facts.weeks[-1].cents == 450_000
    assert not facts.empty_office
    void_receipt(books, ids[0], "wrong amount")
    assert dashboard_facts(books).weeks[-1].receipts == 5


def test_unpaid_charges_by_age(books):
    tenant = a_tenant(books)
    for days, cents in ((0, 100), (30, 200), (31, 400), (60, 800), (61, 1600), (90, 3200), (91, 6400), (800, 12800)):
        a_charge(books, tenant, cents, on=TODAY - timedelta(days=days))
    a_charge(books, tenant, 5, on=TODAY + timedelta(days=20), disputed=True)
    ages = dashboard_facts(books).ages
    assert [(age.charges, age.cents, age.disputed_cents) for age in ages] == [
        (3, 305, 5), (2, 1200, 0), (2, 4800, 0), (2, 19200, 0),
    ]  # fmt: skip
    assert [age.to_days for age in ages] == [30, 60, 90, None]


def test_processed_there_not_here(books):
    a_tenant(books, "ADAMS")
    payments = (a_payment("x1", 700, "ADAMS"), a_payment("x2", 300, "ADAMS"))
    with books.store.write() as connection:
        store_batch(
            connection, books, "PF-1",
            FetchedBatch("777", TODAY, 1000, 2, "processed", "r1", books.now(), None, payments, b"{}"),
        )  # fmt: skip
    facts = dashboard_facts(books)
    assert (facts.elsewhere, facts.elsewhere_cents) == (("777",), 1000)
    assert facts.batches == 0
    with books.store.write() as connection:
        connection.execute(text("UPDATE inosio_batch SET processed_by = 'lynn'"))
    assert dashboard_facts(books).elsewhere == ()


def test_outbox_and_answers_set_aside(books):
    request_balances(books, "test")
    with books.store.write() as connection:
        connection.execute(text("UPDATE outbox_item SET state = 'refused'"))
    assert (dashboard_facts(books).waiting, dashboard_facts(books).refused) == (0, 1)
    request_balances(books, "test")
    assert (dashboard_facts(books).waiting, dashboard_facts(books).refused) == (1, 0)
    a_batch(books, "b1", a_payment("p1", 100))
    a_batch(books, "b1", a_payment("p1", 200))
    assert dashboard_facts(books).set_aside == 1


def test_the_batches_of_the_sample_bank_are_told_apart(books):
    receipts_waiting(books)
    facts = dashboard_facts(books)
    assert facts.batches == 1
    assert facts.lines == 1
    assert facts.batch_exceptions == 1, "the payment of nobody waits on the list"
