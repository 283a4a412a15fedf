"""Owners, properties with shares, management groups and units: what is saved, refused, warned of and audited."""

import json
from dataclasses import replace

import pytest

from build import a_charge, a_tenant, rows
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.chart import fee_profile
from landlord_desktop.services.field_problems import FieldsError
from landlord_desktop.services.profiles.ledgers import (
    Ledger,
    OwnerShare,
    delete_ledger,
    list_ledgers,
    read_ledger,
    save_ledger,
)
from landlord_desktop.services.profiles.percents import percent_words, share_percent
from landlord_desktop.services.profiles.units import Unit, delete_unit, list_units, read_unit, save_unit


def ledger_id(books: Books, code: str) -> int:
    return int(rows(books, "SELECT id FROM ledger WHERE code = :code", code=code)[0][0])


def faults(error: FieldsError) -> list[tuple[str, int | None, str]]:
    return [(one.field, one.line, one.column) for one in error.fields]


def a_property(books: Books, *shares: tuple[str, int]) -> Ledger:
    owners = tuple(OwnerShare(ledger_id(books, code), count) for code, count in shares)
    managers = ledger_id(books, "MG")
    return save_ledger(
        books, Ledger(kind="property", code="WB", name="Willow Brooke", owners=owners, management_ledger_id=managers)
    ).record


def test_a_property_has_owners_whose_percent_is_computed(books: Books) -> None:
    stored = a_property(books, ("NU", 1), ("OAK", 2))
    assert stored.percents() == ("33.333 %", "66.667 %")
    assert share_percent(27_416, 100_000) == "27.416 %"
    assert share_percent(1, 0) == ""
    row = next(one for one in list_ledgers(books, "property"))
    assert (row.code, row.owners, row.management, row.units) == ("WB", "NU, OAK", "MG", 0)
    assert [one.code for one in list_ledgers(books, "owner")] == ["NU", "OAK"]
    assert {one.kind for one in list_ledgers(books)} == {"owner", "property", "management"}


def test_every_fault_of_a_property_names_its_field_and_line(books: Books) -> None:
    nu, managers = ledger_id(books, "NU"), ledger_id(books, "MG")
    wanted = Ledger(
        kind="property", code="nu", name="", email="nobody", reserve_cents=-1, accounting_method="barter",
        management_ledger_id=nu, bank_account_id=rows(books, "SELECT id FROM account_code WHERE code = 'RENT'")[0][0],
        owners=(OwnerShare(nu, 0), OwnerShare(nu), OwnerShare(managers), OwnerShare(None)),
    )
    with pytest.raises(FieldsError) as refused:
        save_ledger(books, wanted)
    assert faults(refused.value) == [
        ("code", None, ""), ("name", None, ""), ("email", None, ""), ("owners", 0, "shares"),
        ("owners", 1, "owner_id"), ("owners", 2, "owner_id"), ("owners", 3, "owner_id"),
        ("management_ledger_id", None, ""), ("bank_account_id", None, ""), ("accounting_method", None, ""),
        ("reserve_cents", None, ""),
    ]
    assert rows(books, "SELECT count(*) FROM ledger WHERE kind = 'property'") == [(0,)]
    with pytest.raises(FieldsError, match="Value must be entered"):
        save_ledger(books, replace(wanted, owners=()))


def test_a_change_is_audited_with_both_values_and_refused_where_somebody_was_faster(books: Books) -> None:
    read = a_property(books, ("NU", 1))
    oak = OwnerShare(ledger_id(books, "OAK"), 3)
    changed = save_ledger(books, replace(read, owners=(*read.owners, oak), reserve_cents=50_000), read).record
    assert changed.owners == (OwnerShare(ledger_id(books, "NU"), 1), oak)
    entry = rows(books, 'SELECT subject, "before", "after" FROM audit_entry ORDER BY id DESC LIMIT 1')[0]
    assert entry[0] == "property WB"
    assert json.loads(entry[1]) == {"Owners": [{"owner": "NU", "shares": 1}], "Base Reserve": "$0.00"}
    assert json.loads(entry[2])["Owners"] == [{"owner": "NU", "shares": 1}, {"owner": "OAK", "shares": 3}]
    with pytest.raises(StaleError, match="WB was changed by somebody else"):
        save_ledger(books, replace(read, name="Willow"), read)
    count = rows(books, "SELECT count(*) FROM audit_entry")
    save_ledger(books, changed, changed)
    assert rows(books, "SELECT count(*) FROM audit_entry") == count


def test_a_ledger_in_use_can_neither_be_deleted_nor_made_inactive(books: Books) -> None:
    wb = a_property(books, ("NU", 1))
    tenant = a_tenant(books, ledger="OAK")
    a_charge(books, tenant, 10_000)
    oak = read_ledger(books, ledger_id(books, "OAK"))
    with pytest.raises(RuleError, match="it is used: units, charges"):
        delete_ledger(books, oak.record_id or 0)
    with pytest.raises(FieldsError, match="OAK has active units"):
        save_ledger(books, replace(oak, active=False), oak)
    with pytest.raises(FieldsError, match="carry a management fee"):
        save_ledger(books, replace(oak, management_ledger_id=None), oak)
    with pytest.raises(FieldsError, match="NU owns shares of active properties"):
        save_ledger(books, replace(read_ledger(books, ledger_id(books, "NU")), active=False))
    delete_ledger(books, wb.record_id or 0, wb)
    with pytest.raises(NotFoundError):
        read_ledger(books, wb.record_id or 0)
    assert rows(books, "SELECT count(*) FROM ownership") == [(0,)]


def test_a_ledger_s_warnings(books: Books) -> None:
    saved = save_ledger(books, Ledger(code="NEW", name="New Owner"))
    assert {one.field for one in saved.warnings} == {"management_ledger_id", "bank_account_id"}
    saved = save_ledger(books, replace(saved.record, accounting_method="accrual"), saved.record)
    assert "accounting_method" in {one.field for one in saved.warnings}


def a_unit(books: Books, **values: object) -> Unit:
    with books.store.write() as connection:
        profile = fee_profile(connection, 1000)
    facts = {"code": "WB201", "name": "Willow Brooke 201", "address": "1 Brook Street", "fee_profile_id": profile}
    return Unit(**{**facts, "ledger_id": ledger_id(books, "NU"), **values})  # type: ignore[arg-type]


def test_a_unit_needs_ledger_fee_and_address(books: Books) -> None:
    with pytest.raises(FieldsError) as refused:
        save_unit(books, Unit(code="X" * 21, name="\u202ename", market_rent_cents=-5))
    assert [one.field for one in refused.value.fields] == [
        "code", "name", "ledger_id", "fee_profile_id", "address", "market_rent_cents",
    ]  # fmt: skip
    with pytest.raises(FieldsError, match="owns no units"):
        save_unit(books, a_unit(books, ledger_id=ledger_id(books, "MG")))
    stored = save_unit(books, a_unit(books, code="  WB201 ")).record
    assert read_unit(books, stored.record_id or 0) == stored
    assert [(one.code, one.ledger, one.fee_profile, one.tenants) for one in list_units(books)] == [
        ("WB201", "NU", "10.00", "")
    ]


def test_another_id_of_a_unit_is_told_where_payments_name_the_old_one(books: Books) -> None:
    from build import a_batch, a_payment

    stored = save_unit(books, a_unit(books)).record
    with books.store.write() as connection:
        for number, origin, external in ((1, "local", "NULL"), (2, "inosio", "'101022'")):
            connection.exec_driver_sql(
                "INSERT INTO work_order (number, origin, name, site_code, reported_on, priority, external_id) "
                f"VALUES ('{number}', '{origin}', 'Lock', 'WB201', '2022-03-01', 'low', {external})"
            )
    assert not save_unit(books, replace(stored, code="WB202"), stored).warnings
    assert rows(books, "SELECT site_code FROM work_order ORDER BY id") == [("WB202",), ("WB201",)]
    stored = save_unit(books, replace(stored, code="WB201")).record
    a_batch(books, "1001", a_payment("P1", 10_000, None, unit_code="WB201"))
    saved = save_unit(books, replace(stored, code="WB202"), stored)
    assert saved.warnings[0].sentence.startswith("1 waiting payment names WB201; choose the unit of each by hand.")
    with pytest.raises(RuleError, match="it is used: work orders, payments of Inosio"):
        delete_unit(books, save_unit(books, replace(saved.record, code="WB201")).record.record_id or 0)


def test_a_unit_with_an_active_tenant_stays_active(books: Books) -> None:
    a_tenant(books)
    row = next(one for one in list_units(books))
    assert row.tenants == "Tenant KMETZ"
    unit = replace(read_unit(books, row.record_id), address="2118 Oak Street", active=False)
    with pytest.raises(FieldsError, match="Tenant KMETZ is active in this unit"):
        save_unit(books, unit)


@pytest.mark.parametrize(
    ("points", "words"), [(800, "8 %"), (850, "8.5 %"), (25, "0.25 %"), (0, "0 %"), (10_000, "100 %")]
)  # fmt: skip
def test_percentages_are_written_without_needless_zeros(points: int, words: str) -> None:
    assert percent_words(points) == words


def test_a_unit_that_moves_to_another_ledger(books: Books) -> None:
    head, mate = a_tenant(books), a_tenant(books, "MATE")
    with books.store.write() as connection:
        connection.exec_driver_sql(f"UPDATE tenant SET responsible_tenant_id = {head} WHERE id = {mate}")
    a_charge(books, mate, 10_000)
    row = next(one for one in list_units(books) if one.code == "U-MATE")
    unit = replace(read_unit(books, row.record_id), address="2 Oak Street", ledger_id=ledger_id(books, "OAK"))
    with pytest.raises(FieldsError, match="Tenant MATE has a responsible tenant in another unit of NU"):
        save_unit(books, unit)
    with books.store.write() as connection:
        connection.exec_driver_sql("UPDATE tenant SET responsible_tenant_id = NULL")
        other = fee_profile(connection, 500)
        connection.exec_driver_sql(f"UPDATE fee_profile SET flat_fee_cents = 100 WHERE id = {other}")
    saved = save_unit(books, replace(unit, fee_profile_id=other))
    assert [one.field for one in saved.warnings] == ["ledger_id", "fee_profile_id", "flat_fee_next_on"]
    with pytest.raises(RuleError, match="it is used: tenants, charges"):
        delete_unit(books, row.record_id)
