"""Charge codes, Posting Table, fee profiles and schedules: what is saved, refused because it is used, and warned of."""

from dataclasses import replace

import pytest

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.rules.errors import RuleError, StaleError
from landlord_desktop.services.account_codes import read_account_code, save_account_code
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.field_problems import FieldsError
from landlord_desktop.services.profiles.charge_codes import (
    ChargeCode,
    delete_charge_code,
    list_charge_codes,
    read_charge_code,
    save_charge_code,
)
from landlord_desktop.services.profiles.fee_profiles import (
    FeeProfile,
    delete_fee_profile,
    list_fee_profiles,
    read_fee_profile,
    save_fee_profile,
)
from landlord_desktop.services.profiles.late_fee_profiles import (
    LateFeeProfile,
    delete_late_fee_profile,
    list_late_fee_profiles,
    read_late_fee_profile,
    save_late_fee_profile,
)
from landlord_desktop.services.profiles.posting_table import read_posting_table, save_posting_table
from landlord_desktop.services.profiles.schedules import (
    ScheduleRecord,
    delete_schedule,
    list_schedules,
    read_schedule,
    save_schedule,
)
from landlord_desktop.services.settings import all_settings


def one(books: Books, table: str, code: str) -> int:
    return int(rows(books, f"SELECT id FROM {table} WHERE code = :code", code=code)[0][0])


def account(books: Books, code: str, kind: str) -> int:
    blank = replace(read_account_code(books, one(books, "account_code", "MGMT FEE")), account_id=None, digest="")
    saved = save_account_code(books, replace(blank, code=code, name=code, ledger_code="", account_type=kind))
    return saved.record.account_id or 0


def fields_of(error: FieldsError) -> list[str]:
    return [found.field for found in error.fields]


def test_a_charge_code_s_faults(books: Books) -> None:
    accounts = {code: one(books, "account_code", code) for code in ("CHECKING", "CREDITS", "DEPOSITS", "RENT")}
    wanted = ChargeCode(code="rent", name="", payee="bank", tracks_deposits=True, subject_to_management_fees=True)
    with pytest.raises(FieldsError) as refused:
        save_charge_code(books, wanted)
    assert fields_of(refused.value) == ["code", "name", "account_id", "payee", "payee", "subject_to_management_fees"]
    wanted = ChargeCode(code="PET", name="Pet", account_id=accounts["CHECKING"])
    with pytest.raises(FieldsError, match="CHECKING is an asset"):
        save_charge_code(books, wanted)
    for code in ("CREDITS", "DEPOSITS"):
        with pytest.raises(FieldsError, match=f"{code} holds tenants' money"):
            save_charge_code(books, replace(wanted, account_id=accounts[code]))
    deposit = replace(wanted, payee="deposit", tracks_deposits=True)
    with pytest.raises(FieldsError, match="RENT is none"):
        save_charge_code(books, replace(deposit, account_id=accounts["RENT"]))
    with pytest.raises(FieldsError, match="something else than deposits"):
        save_charge_code(books, replace(deposit, account_id=accounts["CREDITS"]))
    saved = save_charge_code(books, replace(deposit, account_id=accounts["DEPOSITS"]))
    assert [row.code for row in list_charge_codes(books)] == ["DEPOSIT", "LATE", "NSF", "PET", "RENT", "WATER"]
    delete_charge_code(books, saved.record.record_id or 0, saved.record)


def test_a_used_charge_code_keeps_what_the_books_rely_on(books: Books) -> None:
    tenant = a_tenant(books)
    a_charge(books, tenant, 50_000, code="DEPOSIT")
    a_charge(books, tenant, 50_000)
    deposit = read_charge_code(books, one(books, "charge_code", "DEPOSIT"))
    with pytest.raises(FieldsError, match="its account stays"):
        save_charge_code(books, replace(deposit, account_id=account(books, "PETS", "current_liability")))
    income = one(books, "account_code", "RENT")
    with pytest.raises(FieldsError) as refused:
        save_charge_code(books, replace(deposit, payee="owner", tracks_deposits=False, account_id=income))
    assert "tracks_deposits" in fields_of(refused.value)
    rent = read_charge_code(books, one(books, "charge_code", "RENT"))
    other = replace(rent, account_id=one(books, "account_code", "WATER"), payee="management")
    saved = save_charge_code(books, replace(other, subject_to_management_fees=False), rent)
    assert [found.field for found in saved.warnings] == ["account_id", "payee", "subject_to_management_fees"]
    with pytest.raises(StaleError):
        save_charge_code(books, rent, rent)
    with pytest.raises(RuleError, match="charges, the code of rents"):
        delete_charge_code(books, rent.record_id or 0)


def test_the_settings_follow_another_id_of_a_charge_code(books: Books) -> None:
    nsf = read_charge_code(books, one(books, "charge_code", "NSF"))
    with pytest.raises(FieldsError, match="the charge code of returned payments"):
        save_charge_code(books, replace(nsf, active=False))
    save_charge_code(books, replace(nsf, code="RETURNED"), nsf)
    assert all_settings(books)["office.nsf_charge_code"] == "RETURNED"


def test_the_posting_table(books: Books) -> None:
    table = read_posting_table(books)
    new = account(books, "CREDITS2", "current_liability")
    saved = save_posting_table(books, replace(table, open_credits=new), table)
    assert read_posting_table(books) == saved.record
    assert rows(books, "SELECT action, sentence FROM audit_entry ORDER BY id DESC LIMIT 1") == [
        ("change posting table", "of the office: Open Credits.")
    ]  # fmt: skip
    with pytest.raises(StaleError, match="The Posting Table was changed"):
        save_posting_table(books, table, table)
    bank, rent = one(books, "account_code", "CHECKING"), one(books, "account_code", "RENT")
    wrong = replace(table, accounts_receivable=bank, security_deposits=new, bank_charges=rent, owner_contribution=None)
    with pytest.raises(FieldsError) as refused:
        save_posting_table(books, wrong)
    assert fields_of(refused.value) == [
        "security_deposits", "accounts_receivable", "owner_contribution", "bank_charges",
    ]  # fmt: skip


def test_a_role_that_holds_tenants_money_keeps_its_account(books: Books) -> None:
    with books.store.write() as connection:
        connection.exec_driver_sql("UPDATE ledger SET accounting_method = 'accrual'")
    tenant = a_tenant(books)
    post_charges(books, [NewCharge(tenant, "RENT", TODAY, 10_000)])
    table = read_posting_table(books)
    other = replace(read_account_code(books, table.accounts_receivable or 0), account_id=None, code="AR2", digest="")
    receivable = save_account_code(books, other).record.account_id
    with pytest.raises(FieldsError, match="RECEIVABLE still has receivables"):
        save_posting_table(books, replace(table, accounts_receivable=receivable))
    with books.store.write() as connection:
        credits_id, managers = table.open_credits, one(books, "ledger", "MG")
        connection.exec_driver_sql(f"INSERT INTO account_balance VALUES ({managers}, {credits_id}, 0)")
    with pytest.raises(FieldsError, match="CREDITS was posted to already"):
        save_posting_table(books, replace(table, open_credits=account(books, "NEW", "current_liability")))


def test_management_fee_profiles(books: Books) -> None:
    with pytest.raises(FieldsError) as refused:
        save_fee_profile(
            books, FeeProfile(code="X", name="X", fee_basis_points=6000, flat_fee_cents=100, leasing_basis_points=5000,
                              late_fee_owner_basis_points=10_001)
        )
    assert fields_of(refused.value) == ["flat_fee_schedule_id", "leasing_basis_points", "late_fee_owner_basis_points"]
    monthly = one(books, "schedule", "MONTHLY")
    a_tenant(books)
    profile = read_fee_profile(books, one(books, "fee_profile", "10.00"))
    changed = replace(profile, fee_basis_points=900, flat_fee_cents=2500, flat_fee_schedule_id=monthly)
    saved = save_fee_profile(books, changed, profile)
    assert [found.field for found in saved.warnings] == ["fee_basis_points"]
    listed = [(row.code, row.fee_basis_points, row.units) for row in list_fee_profiles(books)]
    assert listed == [("10.00", 900, 1), ("NONE", 0, 0)]
    assert '"9 %"' in rows(books, 'SELECT "after" FROM audit_entry ORDER BY id DESC LIMIT 1')[0][0]
    with pytest.raises(RuleError, match="it is used: units"):
        delete_fee_profile(books, profile.record_id or 0)


def test_late_fee_profiles(books: Books) -> None:
    late, deposit = one(books, "charge_code", "LATE"), one(books, "charge_code", "DEPOSIT")
    with pytest.raises(FieldsError) as refused:
        save_late_fee_profile(books, LateFeeProfile(code="STD", name="Standard", grace_days=-1, repeats="never"))
    assert fields_of(refused.value) == ["charge_code_id", "amount_cents", "grace_days", "repeats"]
    wanted = LateFeeProfile(code="STD", name="Standard", charge_code_id=deposit, amount_cents=5000)
    with pytest.raises(FieldsError, match="tracks deposits"):
        save_late_fee_profile(books, wanted)
    saved = save_late_fee_profile(books, replace(wanted, charge_code_id=late))
    assert not saved.warnings
    rent = replace(saved.record, charge_code_id=one(books, "charge_code", "RENT"))
    assert [found.field for found in save_late_fee_profile(books, rent).warnings] == ["charge_code_id"]
    tenant = a_tenant(books)
    with books.store.write() as connection:
        connection.exec_driver_sql(
            f"UPDATE tenant SET late_fee_profile_id = {saved.record.record_id} WHERE id = {tenant}"
        )
    kept = read_late_fee_profile(books, saved.record.record_id or 0)
    saved = save_late_fee_profile(books, replace(kept, active=False, charge_code_id=late), kept)
    assert [found.field for found in saved.warnings] == ["active"]
    assert [(row.code, row.tenants) for row in list_late_fee_profiles(books)] == [("STD", 1)]
    with pytest.raises(RuleError, match="it is used: tenants"):
        delete_late_fee_profile(books, kept.record_id or 0)


def test_schedules(books: Books) -> None:
    with pytest.raises(FieldsError) as refused:
        save_schedule(books, ScheduleRecord(code="monthly", name="", every=0, period="moon"))
    assert fields_of(refused.value) == ["code", "name", "every", "period"]
    saved = save_schedule(books, ScheduleRecord(code="HALF", name="Half-yearly", every=6))
    assert next(row.words for row in list_schedules(books) if row.code == "HALF") == "Every 6 months"
    assert list_schedules(books)[0].code == "DAILY"
    monthly = read_schedule(books, one(books, "schedule", "MONTHLY"))
    profile = FeeProfile(code="F", name="Flat", flat_fee_cents=100, flat_fee_schedule_id=monthly.record_id)
    save_fee_profile(books, profile)
    changed = save_schedule(books, replace(monthly, every=2, active=False), monthly)
    assert [found.field for found in changed.warnings] == ["period", "active"]
    with pytest.raises(FieldsError, match="MONTHLY is no longer active"):
        save_fee_profile(books, replace(profile, code="G", record_id=None))
    with pytest.raises(RuleError, match="it is used: fee profiles"):
        delete_schedule(books, monthly.record_id or 0)
    delete_schedule(books, saved.record.record_id or 0, saved.record)
