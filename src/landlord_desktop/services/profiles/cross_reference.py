"""Profiles > Cross Reference: owner or property, units and tenants together, with rents, balances and deposits."""

# ruff: noqa: S608  (the statements are put together from constants of this module alone)

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, text

from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.books import Books

REFERENCES = {"owner": "Owner", "property": "Property", "unit": "Unit", "tenant": "Tenant"}


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A ledger, a unit or a tenant; amounts in cents.

    `kind` is owner, property, management, unit or tenant. A unit's sums are those of its tenants, a ledger's those of
    its units; `balance_cents` is unpaid less open credits and advance payments. None is shown as nothing.
    """

    kind: str
    record_id: int
    code: str
    name: str
    status: str
    balance_cents: int
    actual_rent_cents: int
    market_rent_cents: int | None
    unpaid_cents: int
    open_credits_cents: int
    deposits_cents: int
    repair_limit_cents: int | None
    lease_expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class CrossReference:
    """What belongs to one record: ledgers, units and tenants, each by ID."""

    ledgers: tuple[ReferenceLine, ...] = ()
    units: tuple[ReferenceLine, ...] = ()
    tenants: tuple[ReferenceLine, ...] = ()


def read_cross_reference(books: Books, kind: str, record_id: int) -> CrossReference:
    """The Cross Reference of an owner, a property, a unit or a tenant. NotFoundError where there is no such record.

    An owner's has the properties in which the owner has shares, and their units.
    """
    with books.store.read() as connection:
        ledgers = list(connection.execute(_LEDGERS_OF[kind], {"id": record_id}))
        if not ledgers:
            raise NotFoundError(f"There is no {kind} with the key {record_id} any more.")
        ledger_ids = [row.id for row in ledgers]
        units = [
            row for row in connection.execute(_UNITS, {"ledgers": ledger_ids})
            if kind in {"owner", "property"} or row.id == ledgers[0].unit_id
        ]  # fmt: skip
        tenants = [
            row for row in connection.execute(_TENANTS, {"units": [row.id for row in units]})
            if kind != "tenant" or record_id in {row.id, row.responsible_tenant_id}
        ]  # fmt: skip
        sums = _sums(connection, [row.id for row in tenants])
    tenant_lines = tuple(_tenant_line(row, sums.get(row.id, {}), books.today()) for row in tenants)
    by_unit = _grouped(zip((row.unit_id for row in tenants), tenant_lines, strict=True))
    unit_lines = tuple(_unit_line(row, by_unit.get(row.id, [])) for row in units)
    by_ledger = _grouped(zip((row.ledger_id for row in units), unit_lines, strict=True))
    return CrossReference(
        tuple(_ledger_line(row, by_ledger.get(row.id, [])) for row in ledgers), unit_lines, tenant_lines
    )


def _sums(connection: Connection, tenants: list[int]) -> dict[int, dict[str, int]]:
    found: dict[int, dict[str, int]] = {}
    for name, query in (("unpaid", _UNPAID), ("deposits", _DEPOSITS), ("open", _CREDITS), ("advance", _ADVANCES)):
        for tenant_id, cents in connection.execute(query, {"tenants": tenants}):
            found.setdefault(tenant_id, {})[name] = int(cents)
    return found


def _grouped(pairs: Iterable[tuple[int, ReferenceLine]]) -> dict[int, list[ReferenceLine]]:
    found: dict[int, list[ReferenceLine]] = {}
    for key, line in pairs:
        found.setdefault(key, []).append(line)
    return found


def _tenant_line(row: Any, sums: Mapping[str, int], today: date) -> ReferenceLine:
    unpaid, credit = sums.get("unpaid", 0), sums.get("open", 0)
    expires = date.fromisoformat(row.lease_expires_on) if row.lease_expires_on else None
    return ReferenceLine(
        "tenant", row.id, row.code, row.name, _tenant_status(row, today), unpaid - credit - sums.get("advance", 0),
        row.rent_cents, None, unpaid, credit, sums.get("deposits", 0), None, expires,
    )


def _tenant_status(row: Any, today: date) -> str:
    if not row.active:
        return "Inactive"
    if row.move_out_on and row.move_out_on < today.isoformat():
        return "Past"
    begins = row.move_in_on or row.lease_starts_on
    return "Future" if begins and begins > today.isoformat() else "Current"


def _unit_line(row: Any, tenants: list[ReferenceLine]) -> ReferenceLine:
    lived_in = any(line.status == "Current" for line in tenants)
    status = "Inactive" if not row.active else "Occupied" if lived_in else "Vacant"
    return ReferenceLine(
        "unit", row.id, row.code, row.name, status, *_totals(tenants, row.market_rent_cents),
        row.repair_limit_cents or row.ledger_limit_cents,
    )  # fmt: skip


def _ledger_line(row: Any, units: list[ReferenceLine]) -> ReferenceLine:
    market = sum(line.market_rent_cents or 0 for line in units)
    return ReferenceLine(
        row.kind, row.id, row.code, row.name, "Active" if row.active else "Inactive", *_totals(units, market),
        row.repair_limit_cents,
    )  # fmt: skip


def _totals(lines: list[ReferenceLine], market_rent_cents: int) -> tuple[int, int, int, int, int, int]:
    """Balance, actual rent, market rent, unpaid, open credits, deposits; rents of tenants who live there."""
    return (
        sum(line.balance_cents for line in lines),
        sum(line.actual_rent_cents for line in lines if line.status in {"Current", "Occupied"}),
        market_rent_cents, sum(line.unpaid_cents for line in lines), sum(line.open_credits_cents for line in lines),
        sum(line.deposits_cents for line in lines),
    )  # fmt: skip


_LEDGER = "SELECT l.id, l.kind, l.code, l.name, l.active, l.repair_limit_cents"
_LEDGERS_OF = {
    "owner": text(
        _LEDGER + " FROM ledger l WHERE (l.id = :id AND l.kind = 'owner') OR l.id IN "
        "(SELECT s.property_id FROM ownership s WHERE s.owner_id = :id) "
        "ORDER BY CASE WHEN l.id = :id THEN 0 ELSE 1 END, l.code"
    ),
    "property": text(_LEDGER + " FROM ledger l WHERE l.id = :id AND l.kind = 'property'"),
    "unit": text(_LEDGER + ", u.id AS unit_id FROM unit u JOIN ledger l ON l.id = u.ledger_id WHERE u.id = :id"),
    "tenant": text(
        _LEDGER + ", u.id AS unit_id FROM tenant t JOIN unit u ON u.id = t.unit_id JOIN ledger l ON l.id = u.ledger_id "
        "WHERE t.id = :id"
    ),
}
_UNITS = text(
    "SELECT u.id, u.code, u.name, u.active, u.ledger_id, u.market_rent_cents, u.repair_limit_cents, "
    "l.repair_limit_cents AS ledger_limit_cents FROM unit u JOIN ledger l ON l.id = u.ledger_id "
    "WHERE u.ledger_id IN :ledgers ORDER BY u.code"
).bindparams(bindparam("ledgers", expanding=True))
_TENANTS = text(
    "SELECT t.id, t.code, t.name, t.active, t.unit_id, t.rent_cents, t.responsible_tenant_id, t.lease_starts_on, "
    "t.lease_expires_on, t.move_in_on, t.move_out_on FROM tenant t WHERE t.unit_id IN :units ORDER BY t.code"
).bindparams(bindparam("units", expanding=True))
_OF: Any = bindparam("tenants", expanding=True)
_UNPAID = text(
    "SELECT tenant_id, sum(unpaid_cents) FROM charge WHERE unpaid_cents > 0 AND tenant_id IN :tenants "
    "GROUP BY tenant_id"
).bindparams(_OF)
_DEPOSITS = text(
    "SELECT c.tenant_id, sum(c.amount_cents - c.unpaid_cents) FROM charge c JOIN charge_code k "
    "ON k.id = c.charge_code_id AND k.tracks_deposits = 1 WHERE c.voided_by_set_id IS NULL AND c.tenant_id IN :tenants "
    "GROUP BY c.tenant_id"
).bindparams(_OF)
_CREDITS = text(
    "SELECT tenant_id, sum(balance_cents) FROM tenant_credit WHERE kind = 'open_credit' AND tenant_id IN :tenants "
    "GROUP BY tenant_id"
).bindparams(_OF)
_ADVANCES = text(
    "SELECT tenant_id, sum(balance_cents) FROM tenant_credit WHERE kind = 'advance_payment' AND tenant_id IN :tenants "
    "GROUP BY tenant_id"
).bindparams(_OF)
