"""Database Settings: the period lock with its reason, and the office's settings by window and command line."""

from dataclasses import replace
from datetime import date

import pytest

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.rules.errors import RuleError, StaleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import FieldsError
from landlord_desktop.services.profiles.database_settings import read_database_settings, save_database_settings
from landlord_desktop.services.settings import all_settings, change_settings


def trail(books: Books) -> list[tuple[object, ...]]:
    return rows(books, 'SELECT subject, sentence, "before", "after" FROM audit_entry ORDER BY id')


def test_locking_is_quick_and_opening_asks_a_reason(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 10_000, on=date(2022, 2, 1))
    read = replace(read_database_settings(books), name="Stonebridge")
    locked = save_database_settings(books, replace(read, locked_through=date(2022, 2, 28))).record
    assert rows(books, "SELECT count(*) FROM charge") == [(1,)]
    with pytest.raises(RuleError, match=r"locked through 2/28/2022"):
        a_charge(books, tenant, 10_000, on=date(2022, 2, 28))
    a_charge(books, tenant, 10_000, on=date(2022, 3, 1))
    for opened in (None, date(2022, 1, 31)):
        with pytest.raises(FieldsError) as refused:
            save_database_settings(books, replace(locked, locked_through=opened), locked, "  ")
        assert [found.field for found in refused.value.fields] == ["reason"]
    save_database_settings(books, replace(locked, locked_through=date(2022, 1, 31)), locked, "A receipt came late")
    assert [row for row in trail(books) if row[0] == "office.locked_through"] == [
        ("office.locked_through", "The books are locked through 2/28/2022.", "", "2022-02-28"),
        ("office.locked_through", "The books are locked through 1/31/2022. Reason: A receipt came late", "2022-02-28",
         "2022-01-31"),
    ]  # fmt: skip
    a_charge(books, tenant, 10_000, on=date(2022, 2, 28))


def test_every_fault_names_its_field_and_nothing_is_saved(books: Books) -> None:
    read = read_database_settings(books)
    wrong = replace(
        read, name=" ", locked_through=date(2022, 3, 9), deposit_days=31, nsf_charge_code="DEPOSIT",
        rent_charge_code="", backup_folder="backups",
    )
    before = all_settings(books)
    with pytest.raises(FieldsError) as refused:
        save_database_settings(books, wrong)
    assert [found.field for found in refused.value.fields] == [
        "name", "locked_through", "deposit_days", "rent_charge_code", "nsf_charge_code", "backup_folder",
    ]  # fmt: skip
    assert refused.value.fields[2].sentence == "A whole number of business days from 1 to 30."
    assert (all_settings(books), trail(books)) == (before, [])
    change_settings(books, {"office.name": "Other"})
    with pytest.raises(StaleError):
        save_database_settings(books, replace(read, name="Mine"), read)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("office.locked_through", "2022-03-09"), ("office.locked_through", "20220301"),
        ("office.locked_through", "March"), ("office.deposit_days", "0"), ("office.deposit_days", "31"),
        ("office.deposit_days", "three"), ("office.use_open_credits", "perhaps"), ("office.nsf_charge_code", ""),
        ("office.nsf_charge_code", "NOPE"), ("office.rent_charge_code", "DEPOSIT"),
    ],
)
def test_what_a_setting_cannot_be(books: Books, key: str, value: str) -> None:
    with pytest.raises(RuleError, match=key):
        change_settings(books, {key: value})


def test_settings_by_key(books: Books) -> None:
    change_settings(books, {"office.locked_through": TODAY.isoformat(), "office.use_open_credits": "off"})
    with pytest.raises(RuleError, match="Say why the period is opened again"):
        change_settings(books, {"office.locked_through": ""})
    change_settings(books, {"office.locked_through": "", "office.deposit_days": "5"}, "Year end was wrong")
    values = all_settings(books)
    assert (values["office.locked_through"], values["office.use_open_credits"]) == ("", "no")
    assert read_database_settings(books).deposit_days == 5
    assert trail(books)[-2][1] == "The books are no longer locked. Reason: Year end was wrong"
