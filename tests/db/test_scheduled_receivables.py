"""Scheduled Receivables: what compiles, with which amount, and why the rest does not."""

from datetime import date

import pytest
from sqlalchemy import text

from build import TODAY, a_charge, a_tenant, rows
from landlord_desktop.reports import catalog
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.candidates import REASONS
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.scheduled_receivables import schedule_choices
from schedules_build import (
    FIRST,
    a_fee_profile,
    a_late_profile,
    a_recurring,
    a_rent,
    a_rent_change,
    compiled,
    post_all,
    schedule_id,
)

APRIL = date(2022, 4, 1)
SEVENTH = date(2022, 3, 7)


def shown(books: Books, kind: str = "rent", through: date = FIRST, **restriction: int) -> list[tuple[str, date, int]]:
    """Tenant or unit, day and amount of the candidates."""
    found = compiled(books, kind, through, **restriction).candidates
    return [(row.tenant_code or row.unit_code, row.posting_date, row.amount_cents) for row in found]


def why(books: Books, kind: str = "rent", through: date = FIRST, **restriction: int) -> dict[str, str]:
    """The reason of each tenant or unit that has no candidate."""
    found = compiled(books, kind, through, **restriction).not_compiled
    return {row.tenant_code or row.unit_code: row.words for row in found}


def change(books: Books, sql: str, **values: object) -> None:
    with books.store.write() as connection:
        connection.execute(text(sql), values)


def test_rents_through_a_day_by_day_tenant_and_unit(books: Books) -> None:
    a_rent(books, a_tenant(books, "ZOE"), 90_000)
    a_rent(books, a_tenant(books, "ADAM"))
    assert shown(books, through=date(2022, 2, 28)) == []
    assert shown(books) == [("ADAM", FIRST, 120_000), ("ZOE", FIRST, 90_000)]
    assert shown(books, through=APRIL) == [
        ("ADAM", FIRST, 120_000), ("ZOE", FIRST, 90_000), ("ADAM", APRIL, 120_000), ("ZOE", APRIL, 90_000),
    ]  # fmt: skip
    found = compiled(books)
    assert found.total_cents == 210_000
    first = found.candidates[0]
    assert (first.key, first.description, first.schedule, first.charge_code, first.ledger, first.first_month) == (
        f"rent:{first.tenant_id}:2022-03-01", "Rent", "Monthly", "RENT", "NUZIG Inc.", False,
    )  # fmt: skip


def test_why_a_rent_does_not_compile(books: Books) -> None:
    a_rent(books, a_tenant(books, "GONE", active=False))
    empty_unit = a_tenant(books, "CLOSED")
    a_rent(books, empty_unit)
    change(books, "UPDATE unit SET active = 0 WHERE code = 'U-CLOSED'")
    a_tenant(books, "NOTHING")
    a_rent(books, a_tenant(books, "NODATE"), next_on=None)
    a_rent(books, a_tenant(books, "LATER"), next_on=APRIL)
    a_rent(books, a_tenant(books, "OVER"), rent_expires_on=date(2022, 2, 15))
    a_rent(books, a_tenant(books, "ENDED"), rent_expired=True)
    assert why(books) == {
        "GONE": REASONS["inactive"], "CLOSED": REASONS["inactive"], "NOTHING": REASONS["no_rent"],
        "NODATE": REASONS["no_schedule"], "LATER": f"{REASONS['not_yet']}: 4/1/2022",
        "OVER": f"{REASONS['expired']}: 2/15/2022", "ENDED": REASONS["expired"],
    }  # fmt: skip
    assert compiled(books).reason_counts() == [
        (REASONS["inactive"], 2), (REASONS["no_rent"], 1), (REASONS["no_schedule"], 1), (REASONS["not_yet"], 1),
        (REASONS["expired"], 2),
    ]  # fmt: skip


def test_limits(books: Books) -> None:
    nu, oak = a_tenant(books, "NUT"), a_tenant(books, "OAKY", ledger="OAK")
    a_rent(books, nu)
    a_rent(books, oak, schedule="WEEKLY")
    (unit,), (ledger,) = rows(books, "SELECT unit_id FROM tenant WHERE code = 'OAKY'")[0], rows(
        books, "SELECT id FROM ledger WHERE code = 'NU'"
    )[0]
    assert [row[0] for row in shown(books, tenant_id=nu)] == ["NUT"]
    assert [row[0] for row in shown(books, unit_id=unit)] == ["OAKY"]
    assert [row[0] for row in shown(books, ledger_id=ledger)] == ["NUT"]
    weekly = schedule_id(books, "WEEKLY")
    assert [row[0] for row in shown(books, schedule_id=weekly)] == ["OAKY"]
    assert why(books, schedule_id=weekly) == {"NUT": f"{REASONS['other_schedule']}: Monthly"}
    assert [choice.code for choice in schedule_choices(books)] == [
        "DAILY", "WEEKLY", "BIWEEKLY", "MONTHLY", "QUARTERLY", "YEARLY",
    ]  # fmt: skip
    with pytest.raises(RuleError, match="there are no parking"):
        compiled(books, "parking")
    with pytest.raises(RuleError, match="3/1/2062 cannot be"):
        compiled(books, through=date(2062, 3, 1))


def test_a_rent_change_is_used_from_its_day_on(books: Books) -> None:
    tenant = a_tenant(books)
    a_rent(books, tenant)
    a_rent_change(books, tenant, 125_000, date(2022, 3, 15))
    a_rent_change(books, tenant, 0, date(2022, 5, 1))
    found = compiled(books, through=date(2022, 6, 1)).candidates
    assert [(row.amount_cents, row.note) for row in found] == [
        (120_000, ""), (125_000, "Was $1,200.00"),
    ]  # fmt: skip


def test_the_first_months_rent_pays_the_leasing_fee(books: Books) -> None:
    plain, instead, besides = a_tenant(books, "A"), a_tenant(books, "B"), a_tenant(books, "C")
    for tenant in (plain, instead, besides):
        a_rent(books, tenant, lease_starts_on=date(2022, 3, 10))
    a_fee_profile(books, instead, fee_basis_points=1_000, leasing_basis_points=5_000, leasing_replaces_fee=True)
    a_fee_profile(books, besides, fee_basis_points=1_000, leasing_basis_points=9_500)
    found = compiled(books, through=APRIL).candidates
    assert [(row.first_month, row.fee_basis_points) for row in found] == [
        (True, None), (True, 5_000), (True, 10_000), (False, None), (False, None), (False, None),
    ]  # fmt: skip
    post_all(books, "rent", APRIL)
    assert rows(books, "SELECT fee_basis_points FROM charge ORDER BY charged_on, tenant_id") == [
        (1_000,), (5_000,), (10_000,), (1_000,), (1_000,), (1_000,)
    ]  # fmt: skip


def test_recurring_charges_and_credits(books: Books) -> None:
    tenant = a_tenant(books)
    a_recurring(books, tenant, 3_500, memo="Meter 7")
    a_recurring(books, tenant, -1_000, "RENT")
    a_recurring(books, tenant, -500, "DEPOSIT")
    a_recurring(books, tenant, 100, next_on=APRIL)
    a_recurring(books, tenant, 200, expires_on=date(2022, 2, 1))
    a_recurring(books, a_tenant(books, "GONE", active=False), 300)
    found = compiled(books, "recurring")
    assert [(row.description, row.amount_cents, row.note, row.schedule) for row in found.candidates] == [
        ("Rent", -1_000, "Raises open credit", "Monthly"), ("Water and Sewer", 3_500, "Meter 7", "Monthly"),
    ]  # fmt: skip
    assert [(row.what, row.reason) for row in found.not_compiled] == [
        ("Water and Sewer", "inactive"), ("Security Deposit", "deposit_credit"), ("Water and Sewer", "not_yet"),
        ("Water and Sewer", "expired"),
    ]  # fmt: skip


def test_management_fees(books: Books) -> None:
    due, later, own, bare = (a_tenant(books, code, ledger=ledger) for code, ledger in (
        ("DUE", "NU"), ("LATER", "NU"), ("OWN", "MG"), ("BARE", "OAK"),
    ))  # fmt: skip
    monthly = schedule_id(books)
    for tenant, day in ((due, FIRST), (later, APRIL), (own, FIRST), (bare, FIRST)):
        a_fee_profile(books, tenant, day, flat_fee_cents=2_500, flat_fee_schedule_id=monthly)
    a_tenant(books, "NOFEE")
    a_tenant(books, "SHUT")
    change(books, "UPDATE unit SET active = 0 WHERE code = 'U-SHUT'")
    change(books, "UPDATE ledger SET bank_account_id = NULL WHERE code = 'OAK'")
    assert shown(books, "management_fee") == [("U-DUE", FIRST, 2_500)]
    assert why(books, "management_fee") == {
        "U-LATER": f"{REASONS['not_yet']}: 4/1/2022", "U-OWN": f"{REASONS['not_managed']}: Managers",
        "U-BARE": f"{REASONS['no_bank']}: Oak Trust", "U-NOFEE": REASONS["no_fee"], "U-SHUT": REASONS["inactive"],
    }  # fmt: skip
    assert shown(books, "management_fee", tenant_id=later) == []
    assert len(shown(books, "management_fee", tenant_id=due)) == 1


def test_a_late_fee_from_the_seventh(books: Books) -> None:
    tenant = a_tenant(books)
    a_late_profile(books, tenant)
    a_charge(books, tenant, 120_000, on=FIRST)
    assert shown(books, "late_fee", date(2022, 3, 6)) == []
    assert why(books, "late_fee", date(2022, 3, 6)) == {"KMETZ": f"{REASONS['in_grace']}: late from 3/7/2022"}
    assert shown(books, "late_fee", SEVENTH) == [("KMETZ", SEVENTH, 5_000)]
    change(books, "UPDATE tenant SET grace_days = 0")
    assert shown(books, "late_fee", date(2022, 3, 2)) == [("KMETZ", date(2022, 3, 2), 5_000)]


def test_a_percentage_is_of_what_is_late_and_the_owner_gets_the_split(books: Books) -> None:
    tenant, unmanaged = a_tenant(books), a_tenant(books, "OWN", ledger="MG")
    a_late_profile(books, tenant, unmanaged, cents=0, basis_points=333)
    a_fee_profile(books, tenant, late_fee_owner_basis_points=3_333)
    for one in (tenant, unmanaged):
        a_charge(books, one, 120_000, on=FIRST)
        a_charge(books, one, 10_000, on=SEVENTH)
        a_charge(books, one, 50_000, code="WATER", on=FIRST)
    found = compiled(books, "late_fee", SEVENTH).candidates
    assert [(row.amount_cents, row.owner_cents, row.note) for row in found] == [
        (3_996, 1_331, "On $1,200.00 late; NUZIG Inc. gets $13.31"),
        (3_996, 3_996, "On $1,200.00 late; Managers gets $39.96"),
    ]  # fmt: skip


def test_why_a_late_fee_does_not_compile(books: Books) -> None:
    codes = ("NOPROFILE", "PAID", "WATER", "DISPUTED", "FEED", "TYPED", "MATE", "SMALL", "GONE")
    tenant = {code: a_tenant(books, code, active=code != "GONE") for code in codes}
    a_late_profile(books, *(tenant[code] for code in codes[1:]), cents=0, basis_points=1)
    post_charges(books, [
        NewCharge(tenant["NOPROFILE"], "RENT", FIRST, 100_000), NewCharge(tenant["WATER"], "WATER", FIRST, 100_000),
        NewCharge(tenant["DISPUTED"], "RENT", FIRST, 100_000, disputed=True),
        NewCharge(tenant["FEED"], "RENT", FIRST, 100_000), NewCharge(tenant["TYPED"], "RENT", FIRST, 100_000),
        NewCharge(tenant["TYPED"], "LATE", date(2022, 3, 3), 100), NewCharge(tenant["SMALL"], "RENT", FIRST, 1),
        NewCharge(tenant["FEED"], "LATE", date(2022, 2, 10), 100, origin="late_fee"),
    ])  # fmt: skip
    change(
        books, "UPDATE tenant SET posts_to_responsible = 1, responsible_tenant_id = :id WHERE code = 'MATE'",
        id=tenant["PAID"],
    )
    again = "2/10/2022, next from 3/12/2022"
    assert why(books, "late_fee", SEVENTH) == {
        "NOPROFILE": REASONS["no_profile"], "PAID": REASONS["nothing_unpaid"], "WATER": REASONS["not_subject"],
        "DISPUTED": REASONS["only_disputed"], "FEED": f"{REASONS['charged_already']}: {again}",
        "TYPED": f"{REASONS['charged_already']}: 3/3/2022, next from 4/2/2022", "SMALL": REASONS["no_amount"],
        "MATE": f"{REASONS['at_responsible']}: Tenant PAID", "GONE": REASONS["inactive"],
    }  # fmt: skip


def test_late_fees_limited_to_a_schedule(books: Books) -> None:
    tenant = a_tenant(books)
    a_late_profile(books, tenant, repeats="daily")
    a_charge(books, tenant, 120_000, on=FIRST)
    assert len(shown(books, "late_fee", SEVENTH, schedule_id=schedule_id(books, "DAILY"))) == 1
    assert why(books, "late_fee", SEVENTH, schedule_id=schedule_id(books)) == {
        "KMETZ": f"{REASONS['other_schedule']}: Daily"
    }
    post_all(books, "late_fee", SEVENTH)
    assert shown(books, "late_fee", SEVENTH) == []
    assert shown(books, "late_fee", TODAY) == [("KMETZ", TODAY, 5_000)]


def test_the_report_lists_them_in_the_screens_order(books: Books) -> None:
    for code, name in (("A", "Zoe"), ("B", "adam")):
        tenant = a_tenant(books, code, name=name)
        a_rent(books, tenant)
        a_recurring(books, tenant, -500)
    skipped = compiled(books).candidates[0].key
    whole = catalog.build(books, "scheduled-receivables")
    assert [row[:3] for row in whole.rows] == [
        ("Rent", FIRST, "adam"), ("Rent", FIRST, "Zoe"), ("Recurring Charges", FIRST, "adam"),
        ("Recurring Charges", FIRST, "Zoe"),
    ]  # fmt: skip
    assert (whole.totals or ())[-1] == 239_000
    assert [(line.title, line.value) for line in whole.summary_lines] == [
        ("Rent", 240_000), ("Recurring Charges", -1_000)
    ]
    rents = catalog.build(
        books, "scheduled-receivables", to=APRIL, kind="rent", sort="unit", skipped=skipped, tenant_id="1"
    )
    assert [(row[1], row[2], row[-1]) for row in rents.rows] == [(FIRST, "Zoe", 120_000), (APRIL, "Zoe", 120_000)]
    by_unit = catalog.build(books, "scheduled-receivables", to=APRIL, kind="rent", sort="unit", skipped=skipped)
    assert [(row[1], row[2]) for row in by_unit.rows] == [(FIRST, "Zoe"), (APRIL, "Zoe"), (APRIL, "adam")]
    by_tenant = catalog.build(books, "scheduled-receivables", kind="rent", sort="tenant", skipped=skipped)
    assert [row[2] for row in by_tenant.rows] == ["Zoe"]
    assert by_tenant.note == "1 candidate skipped."
    with pytest.raises(RuleError, match="A unit is named by its number"):
        catalog.build(books, "scheduled-receivables", unit_id="one")
    with pytest.raises(RuleError, match="more than a year"):
        catalog.build(books, "scheduled-receivables", to="2062-01-01")
