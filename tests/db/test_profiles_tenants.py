"""Tenants and vendors: lease, rent, recurring lines, who is responsible; what is refused, kept and warned of."""

import json
from dataclasses import replace
from datetime import date

import pytest

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.rules.errors import RuleError, StaleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.field_problems import FieldProblem, FieldsError
from landlord_desktop.services.profiles.tenants import (
    RecurringLine,
    RentChangeLine,
    Tenant,
    delete_tenant,
    list_tenants,
    read_tenant,
    save_tenant,
)
from landlord_desktop.services.profiles.vendors import Vendor, delete_vendor, list_vendors, save_vendor
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.working_lines import TypedPayment, add_payments

FIRST = date(2022, 4, 1)


def one(books: Books, table: str, code: str) -> int:
    return int(rows(books, f"SELECT id FROM {table} WHERE code = :code", code=code)[0][0])


def with_rent(books: Books, tenant: Tenant, cents: int = 120_000) -> Tenant:
    return replace(tenant, rent_cents=cents, rent_schedule_id=one(books, "schedule", "MONTHLY"), rent_next_on=FIRST)


def water(books: Books, cents: int = 3000) -> RecurringLine:
    code, monthly = one(books, "charge_code", "WATER"), one(books, "schedule", "MONTHLY")
    return RecurringLine(None, code, cents, "Water", monthly, FIRST)


def problems(books: Books, tenant: Tenant) -> list[tuple[str, int | None, str]]:
    with pytest.raises(FieldsError) as refused:
        save_tenant(books, tenant)
    return [(found.field, found.line, found.column) for found in refused.value.fields]


def test_a_tenant_is_kept_whole(books: Books) -> None:
    read = read_tenant(books, a_tenant(books))
    wanted = replace(
        with_rent(books, read), lease_type="closed", lease_starts_on=date(2022, 1, 1), email="a@b.com, c@d.org",
        lease_expires_on=date(2022, 12, 31), recurring=(water(books), water(books, -500)), grace_days=5,
        rent_changes=(RentChangeLine(None, date(2023, 1, 1), 125_000), RentChangeLine(None, date(2022, 6, 1), 122_000)),
    )
    saved = save_tenant(books, wanted, read)
    assert [found.field for found in saved.warnings] == ["late_fee_profile_id"]
    kept = read_tenant(books, read.record_id or 0)
    assert kept == saved.record
    assert [change.rent_cents for change in kept.rent_changes] == [122_000, 125_000]
    assert [line.amount_cents for line in kept.recurring] == [3000, -500]
    row = list_tenants(books)[0]
    assert (row.code, row.unit_code, row.ledger, row.rent_next_on) == ("KMETZ", "U-KMETZ", "NU", FIRST)
    before, after = rows(books, 'SELECT "before", "after" FROM audit_entry ORDER BY id DESC LIMIT 1')[0]
    assert json.loads(before)["Rent Amount"] == "$0.00"
    assert json.loads(after)["Schedule"] == "MONTHLY"
    assert json.loads(after)["Recurring Charges"][0]["charge_code"] == "WATER"
    with pytest.raises(StaleError):
        save_tenant(books, wanted, read)


def test_every_fault_of_a_tenant_names_its_field_and_line(books: Books) -> None:
    read = read_tenant(books, a_tenant(books))
    wanted = replace(
        read, name="", unit_id=None, email="x", lease_type="long", lease_starts_on=date(2022, 5, 1),
        lease_expires_on=date(2022, 4, 1), rent_cents=-1, rent_next_on=FIRST, grace_days=400,
        review_on=date(2922, 1, 1),
        rent_changes=(RentChangeLine(), RentChangeLine(None, FIRST, 1), RentChangeLine(None, FIRST, -1)),
        recurring=(RecurringLine(), replace(water(books), line_id=99), replace(water(books), memo="m" * 41)),
    )  # fmt: skip
    assert problems(books, wanted) == [
        ("name", None, ""), ("unit_id", None, ""), ("email", None, ""), ("lease_type", None, ""),
        ("lease_expires_on", None, ""), ("rent_cents", None, ""), ("rent_schedule_id", None, ""),
        ("review_on", None, ""), ("rent_changes", 0, "effective_on"), ("rent_changes", 2, "rent_cents"),
        ("rent_changes", 2, "effective_on"), ("recurring", 0, "charge_code_id"), ("recurring", 0, "schedule_id"),
        ("recurring", 0, "next_on"), ("recurring", 0, "amount_cents"), ("recurring", 1, "charge_code_id"),
        ("recurring", 2, "memo"), ("grace_days", None, ""),
    ]  # fmt: skip
    deposit = replace(water(books, -100), charge_code_id=one(books, "charge_code", "DEPOSIT"))
    assert problems(books, replace(read, recurring=(deposit,))) == [("recurring", 0, "amount_cents")]
    with pytest.raises(TypeError):
        save_tenant(books, replace(read, rent_cents=1.5))  # type: ignore[arg-type]


def test_a_schedule_that_has_run_out_is_expired(books: Books) -> None:
    read = with_rent(books, read_tenant(books, a_tenant(books)))
    line = replace(water(books), expires_on=date(2022, 3, 31))
    kept = save_tenant(books, replace(read, rent_expires_on=date(2022, 3, 31), recurring=(line,))).record
    assert kept.rent_expired
    assert kept.recurring[0].expired
    assert not save_tenant(books, replace(kept, rent_expires_on=None)).record.rent_expired


def test_a_recurring_line_that_charged_is_kept_as_expired(books: Books) -> None:
    read = read_tenant(books, a_tenant(books))
    kept = save_tenant(books, replace(read, recurring=(water(books), water(books, 900)))).record
    used = kept.recurring[1]
    key = f"recurring:{used.line_id}:2022-03-01"
    post_charges(books, [NewCharge(kept.record_id or 0, "WATER", TODAY, 900, origin="recurring", schedule_key=key)])
    saved = save_tenant(books, replace(kept, recurring=()), kept)
    assert [(line.line_id, line.expired) for line in saved.record.recurring] == [(used.line_id, True)]
    assert [found.field for found in saved.warnings] == ["recurring"]
    again = save_tenant(books, replace(saved.record, phone="555"), saved.record).record
    assert again.recurring[0].expired


def test_a_rent_in_force_stays(books: Books) -> None:
    read = read_tenant(books, a_tenant(books))
    kept = save_tenant(books, replace(read, rent_changes=(RentChangeLine(None, FIRST, 5000),))).record
    with books.store.write() as connection:
        connection.exec_driver_sql("UPDATE rent_change SET applied_at = '2022-03-01T00:00:00.000000Z'")
    in_force = read_tenant(books, kept.record_id or 0)
    assert problems(books, replace(in_force, rent_changes=()))[0][0] == "rent_changes"
    other = replace(in_force.rent_changes[0], rent_cents=1)
    assert problems(books, replace(in_force, rent_changes=(other,))) == [("rent_changes", 0, "rent_cents")]
    later = RentChangeLine(None, date(2023, 1, 1), 6000)
    kept = save_tenant(books, replace(in_force, rent_changes=(*in_force.rent_changes, later))).record
    assert [change.applied for change in kept.rent_changes] == [True, False]


def test_who_can_be_responsible(books: Books) -> None:
    first, mate = a_tenant(books), read_tenant(books, a_tenant(books, "MATE"))
    far = a_tenant(books, "FAR", ledger="OAK")
    named = replace(mate, responsible_tenant_id=first, posts_to_responsible=True)
    itself = replace(named, responsible_tenant_id=mate.record_id)
    assert problems(books, itself) == [("responsible_tenant_id", None, "")]
    assert problems(books, replace(named, responsible_tenant_id=None)) == [("responsible_tenant_id", None, "")]
    assert problems(books, replace(named, responsible_tenant_id=far)) == [("responsible_tenant_id", None, "")]
    assert problems(books, replace(named, responsible_tenant_id=999)) == [("responsible_tenant_id", None, "")]
    named = save_tenant(books, named, mate).record
    third = replace(read_tenant(books, a_tenant(books, "THIRD")), responsible_tenant_id=named.record_id)
    with pytest.raises(FieldsError, match="MATE has a responsible tenant too, KMETZ: choose that one"):
        save_tenant(books, third)
    head = read_tenant(books, first)
    assert problems(books, replace(head, responsible_tenant_id=third.record_id)) == [
        ("responsible_tenant_id", None, "")
    ]  # fmt: skip
    assert problems(books, replace(head, active=False)) == [("active", None, "")]
    unit_far = read_tenant(books, far).unit_id
    assert problems(books, replace(head, unit_id=unit_far)) == [("unit_id", None, "")]


def test_posting_to_the_responsible_tenant_begins_with_an_empty_account(books: Books) -> None:
    first, mate = a_tenant(books), read_tenant(books, a_tenant(books, "MATE"))
    a_charge(books, mate.record_id or 0, 10_000)
    named = replace(mate, responsible_tenant_id=first, posts_to_responsible=True)
    with pytest.raises(FieldsError, match=r"unpaid charges of \$100\.00"):
        save_tenant(books, named, mate)
    save_tenant(books, replace(named, posts_to_responsible=False), mate)


def test_two_rents_of_one_account_are_warned_of(books: Books) -> None:
    head = read_tenant(books, a_tenant(books))
    mate = replace(read_tenant(books, a_tenant(books, "MATE")), responsible_tenant_id=head.record_id)
    mate = with_rent(books, replace(mate, posts_to_responsible=True), 1000)
    saved = save_tenant(books, mate)
    assert [found.field for found in saved.warnings] == ["rent_cents"]
    assert "better entered there" in saved.warnings[0].sentence
    save_tenant(books, with_rent(books, head))
    saved = save_tenant(books, saved.record)
    assert "both are charged to KMETZ" in saved.warnings[0].sentence
    saved = save_tenant(books, replace(saved.record, posts_to_responsible=False, rent_cents=0))
    assert [found.field for found in saved.warnings] == ["posts_to_responsible"]


def test_leaving_with_unpaid_charges_is_warned_of(books: Books) -> None:
    tenant = read_tenant(books, a_tenant(books))
    a_charge(books, tenant.record_id or 0, 10_000)
    other = read_tenant(books, a_tenant(books, "OTHER"))
    saved = save_tenant(books, replace(tenant, active=False, unit_id=other.unit_id, code="KMETZ2"))
    assert [found.field for found in saved.warnings] == ["active", "unit_id"]
    with pytest.raises(RuleError, match="it is used: transaction sets, charges"):
        delete_tenant(books, tenant.record_id or 0)
    save_tenant(books, replace(other, recurring=(water(books),), rent_changes=(RentChangeLine(None, FIRST, 1),)))
    delete_tenant(books, other.record_id or 0)
    assert rows(books, "SELECT (SELECT count(*) FROM rent_change), (SELECT count(*) FROM recurring_charge)") == [(0, 0)]


def test_a_vendor(books: Books) -> None:
    saved = save_vendor(
        books, Vendor(code="NUZ", name="nuzig inc.", email="x@y.z", insurance_expires_on=date(2022, 4, 1))
    )
    assert saved.warnings == (
        FieldProblem("insurance_expires_on", "The liability insurance expires on 4/1/2022."),
        FieldProblem("name", "An owner has the same name. Owners should not be set up as vendors."),
    )
    assert [row.code for row in list_vendors(books)] == ["NUZ"]
    with pytest.raises(FieldsError) as refused:
        save_vendor(books, Vendor(code="nuz", name="x\ny", alert="two\nlines"))
    assert [found.field for found in refused.value.fields] == ["code", "name"]
    delete_vendor(books, saved.record.record_id or 0, saved.record)
    assert list_vendors(books) == []


def test_what_a_recurring_line_may_name(books: Books) -> None:
    read = read_tenant(books, a_tenant(books))
    with books.store.write() as connection:
        connection.exec_driver_sql("UPDATE charge_code SET active = 0 WHERE code = 'WATER'")
        connection.exec_driver_sql("UPDATE schedule SET active = 0 WHERE code = 'MONTHLY'")
    assert problems(books, replace(read, recurring=(water(books),))) == [
        ("recurring", 0, "charge_code_id"), ("recurring", 0, "schedule_id"),
    ]  # fmt: skip


def test_credit_left_behind_and_an_inactive_responsible_tenant(books: Books) -> None:
    first, mate = a_tenant(books), read_tenant(books, a_tenant(books, "MATE"))
    add_payments(books, [TypedPayment(TODAY, 5000, mate.record_id, bank_id=one(books, "account_code", "CHECKING"))])
    post_working_lines(books, accept_proposals=True)
    named = replace(mate, responsible_tenant_id=first, posts_to_responsible=True)
    with pytest.raises(FieldsError, match=r"open credits or advance payments of \$50\.00"):
        save_tenant(books, named, mate)
    save_tenant(books, replace(read_tenant(books, first), active=False))
    with pytest.raises(FieldsError, match="KMETZ is not active"):
        save_tenant(books, replace(named, record_id=None, code="NEW"))
    saved = save_tenant(books, replace(mate, active=False), mate)
    assert "open credits and advance payments $50.00" in saved.warnings[0].sentence
