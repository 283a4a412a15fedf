"""Undo and redo of the working list: exactly what was, by name, until a payment is posted; and payers remembered."""

import pytest

from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.services.batches import load_batch, load_unprocessed
from landlord_desktop.services.line_changes import do_recorded, take_back
from landlord_desktop.services.payer_memory import choose_tenant
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.working_lines import (
    accept_proposal,
    change_line,
    list_lines,
    remove_line,
    start_over,
    update_all_dates,
)

UNKNOWN = {"tenant_code": "NOBODY", "payer_name": "A. Kmetz", "unit_name": "2118 Oak"}


@pytest.fixture
def loaded(books):
    tenant = a_tenant(books)
    a_charge(books, tenant, 120_000)
    a_batch(books, "B1", a_payment("P1", 120_000), a_payment("P2", 70_000), a_payment("P3", 100, **UNKNOWN))
    load_unprocessed(books)
    return books


def state(books):
    return rows(
        books, "SELECT id, uuid, state, removed_reason, tenant_id, unit_id, posting_date, memo, accepted_plan, "
        "entered_at FROM working_line ORDER BY id",
    )  # fmt: skip


def ids(books):
    return [line.line_id for line in list_lines(books)]


@pytest.mark.parametrize("name", ["remove", "accept", "dates", "memo", "start over", "tenant"])
def test_undo_and_redo_are_exact(loaded, name):
    first, second, third = ids(loaded)
    tenant = rows(loaded, "SELECT id FROM tenant")[0][0]
    work = {
        "remove": ([first], lambda: remove_line(loaded, first, "a reason")),
        "accept": ([second], lambda: accept_proposal(loaded, second)),
        "dates": (None, lambda: update_all_dates(loaded, TODAY.replace(day=1))),
        "memo": ([first], lambda: change_line(loaded, first, memo="other")),
        "start over": (None, lambda: start_over(loaded)),
        "tenant": ([third], lambda: choose_tenant(loaded, third, tenant, remember=True)),
    }[name]
    before = state(loaded)
    change = do_recorded(loaded, name, *work)
    after = state(loaded)
    assert before != after
    take_back(loaded, change)
    assert state(loaded) == before
    assert rows(loaded, "SELECT count(*) FROM payer_memory") == [(0,)]
    take_back(loaded, change.reversed())
    assert state(loaded) == after
    assert rows(loaded, "SELECT count(*) FROM payer_memory") == [(int(name == "tenant"),)]


def test_a_posted_payment_is_not_taken_back(loaded):
    first = ids(loaded)[0]
    change = do_recorded(loaded, "Change Memo", [first], lambda: change_line(loaded, first, memo="other"))
    post_working_lines(loaded)
    with pytest.raises(StaleError, match="Change Memo cannot be taken back: a payment of it was posted"):
        take_back(loaded, change)


def test_what_others_did_meanwhile_is_not_lost(loaded):
    first = ids(loaded)[0]
    change = do_recorded(loaded, "Change Memo", [first], lambda: change_line(loaded, first, memo="mine"))
    change_line(loaded, first, memo="theirs")
    with pytest.raises(StaleError, match="somebody changed"):
        take_back(loaded, change)
    gone = do_recorded(loaded, "Start Over", None, lambda: start_over(loaded))
    load_batch(loaded, "B1")
    with pytest.raises(StaleError, match="somebody changed"):
        take_back(loaded, gone)
    assert len(ids(loaded)) == 3


def test_a_payer_is_remembered_and_told(loaded):
    third, tenant = ids(loaded)[2], rows(loaded, "SELECT id, unit_id FROM tenant")[0]
    assert list_lines(loaded)[2].reason_words == "Tenant not found"
    choose_tenant(loaded, third, tenant[0], remember=True)
    assert list_lines(loaded)[2].status.endswith("A. Kmetz is remembered as this tenant")
    a_batch(loaded, "B2", a_payment("P9", 5, **{**UNKNOWN, "payer_name": " a.  KMETZ"}),
            a_payment("P10", 6, **{**UNKNOWN, "unit_name": "elsewhere"}))  # fmt: skip
    load_batch(loaded, "B2")
    known, other = [line for line in list_lines(loaded) if line.batch_id == "B2"]
    assert (known.tenant_id, known.unit_id, other.tenant_id) == (tenant[0], tenant[1], None)
    assert "remembered" in known.status
    assert not any("remembered" in line.status for line in list_lines(loaded) if line.payment_id in {"P1", "P10"})
    with loaded.store.write() as connection:
        connection.exec_driver_sql("UPDATE tenant SET active = 0")
    a_batch(loaded, "B3", a_payment("P11", 5, **UNKNOWN))
    load_batch(loaded, "B3")
    assert list_lines(loaded)[-1].tenant_id is None


def test_what_cannot_be_chosen(loaded):
    third, tenant = ids(loaded)[2], rows(loaded, "SELECT id FROM tenant")[0][0]
    with pytest.raises(NotFoundError):
        choose_tenant(loaded, 999, tenant)
    with pytest.raises(NotFoundError):
        choose_tenant(loaded, third, 999)
    a_batch(loaded, "B2", a_payment("P9", 5, tenant_code="NOBODY", payer_name=""))
    load_batch(loaded, "B2")
    with pytest.raises(RuleError, match="names no payer"):
        choose_tenant(loaded, ids(loaded)[-1], tenant, remember=True)
    choose_tenant(loaded, ids(loaded)[-1], tenant)
