"""Cross Reference: the ledgers, units and tenants of one record with their sums."""

from dataclasses import replace
from datetime import date

import pytest

from build import a_charge, a_tenant, rows
from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.books import Books
from landlord_desktop.services.profiles.cross_reference import read_cross_reference
from landlord_desktop.services.profiles.ledgers import Ledger, OwnerShare, save_ledger
from landlord_desktop.services.profiles.tenants import read_tenant, save_tenant
from landlord_desktop.services.profiles.units import read_unit, save_unit
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.working_lines import TypedPayment, add_payments


def test_everything_of_an_owner_with_its_sums(books: Books) -> None:
    tenant = read_tenant(books, a_tenant(books))
    unit = read_unit(books, tenant.unit_id or 0)
    save_unit(books, replace(unit, address="2118 Oak Street", market_rent_cents=130_000))
    save_tenant(books, replace(tenant, rent_cents=120_000, lease_expires_on=date(2022, 12, 31)))
    a_tenant(books, "GONE", active=False)
    later = read_tenant(books, a_tenant(books, "LATER"))
    save_tenant(books, replace(later, move_in_on=date(2022, 4, 1)))
    a_charge(books, tenant.record_id or 0, 120_000)
    a_charge(books, tenant.record_id or 0, 50_000, code="DEPOSIT")
    bank = rows(books, "SELECT id FROM account_code WHERE code = 'CHECKING'")[0][0]
    add_payments(books, [TypedPayment(date(2022, 3, 8), 180_000, tenant.record_id, bank_id=bank)])
    post_working_lines(books, accept_proposals=True)
    a_charge(books, tenant.record_id or 0, 4000, disputed=True)
    nu = rows(books, "SELECT id FROM ledger WHERE code = 'NU'")[0][0]
    shares = (OwnerShare(nu, 1),)
    wb = save_ledger(books, Ledger(kind="property", code="WB", name="Willow", owners=shares, repair_limit_cents=9900))
    save_unit(books, replace(unit, record_id=None, code="WB1", name="Willow 1", address="1 Brook Street",
                             ledger_id=wb.record.record_id))  # fmt: skip

    found = read_cross_reference(books, "owner", nu)
    assert [(one.kind, one.code, one.actual_rent_cents) for one in found.ledgers] == [
        ("owner", "NU", 120_000), ("property", "WB", 0),
    ]  # fmt: skip
    assert [(one.code, one.status, one.repair_limit_cents) for one in found.units] == [
        ("U-GONE", "Vacant", 0), ("U-KMETZ", "Occupied", 0), ("U-LATER", "Vacant", 0), ("WB1", "Vacant", 9900),
    ]  # fmt: skip
    assert [(one.code, one.status) for one in found.tenants] == [
        ("GONE", "Inactive"), ("KMETZ", "Current"), ("LATER", "Future"),
    ]  # fmt: skip
    line = found.tenants[1]
    assert (line.unpaid_cents, line.open_credits_cents, line.deposits_cents) == (4000, 10_000, 50_000)
    assert (line.balance_cents, line.lease_expires_on) == (-6000, date(2022, 12, 31))
    assert found.ledgers[0].balance_cents == -6000
    assert found.ledgers[0].market_rent_cents == 130_000


def test_a_unit_s_and_a_tenant_s_own_lines(books: Books) -> None:
    tenant = read_tenant(books, a_tenant(books))
    a_tenant(books, "OTHER")
    found = read_cross_reference(books, "unit", tenant.unit_id or 0)
    assert [[one.code for one in part] for part in (found.ledgers, found.units, found.tenants)] == [
        ["NU"], ["U-KMETZ"], ["KMETZ"],
    ]  # fmt: skip
    assert read_cross_reference(books, "tenant", tenant.record_id or 0) == found
    empty = rows(books, "SELECT id FROM ledger WHERE code = 'OAK'")[0][0]
    assert not read_cross_reference(books, "owner", empty).units
    for kind in ("owner", "property", "unit", "tenant"):
        with pytest.raises(NotFoundError):
            read_cross_reference(books, kind, 999)
