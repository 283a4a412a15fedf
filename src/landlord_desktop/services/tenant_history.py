"""AR > Tenant History: everything that happened between the office and one tenant, and where it stands today."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, text

from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.books import Books
from landlord_desktop.services.receipt_lines import ReceiptLine, lines_of_tenants
from landlord_desktop.services.tenant_records import (
    AdvanceLine,
    ChargeLine,
    CreditLine,
    PaymentPart,
    read_advances,
    read_charges,
    read_credits,
    read_parts,
)


@dataclass(frozen=True, slots=True)
class TenantHead:
    """Who the tenant is. `alert` is that of the tenant's profile, `unit_alert` that of the unit's.

    `household` are the names of the other tenants whose records are shown with this one's.
    """

    tenant_id: int
    code: str
    name: str
    active: bool
    unit_id: int
    unit_code: str
    unit: str
    ledger_id: int
    ledger_code: str
    ledger: str
    email: str
    phone: str
    lease_starts_on: date | None
    lease_expires_on: date | None
    move_in_on: date | None
    move_out_on: date | None
    rent_cents: int
    alert: str
    unit_alert: str
    responsible_id: int | None
    responsible: str
    posts_to_responsible: bool
    household: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DepositMove:
    """A part of a deposit that was paid or taken back; `held_cents` is what is held of all deposits after it."""

    part: PaymentPart
    held_cents: int


@dataclass(frozen=True, slots=True)
class TenantHistory:
    """One tenant's records, newest first, and the five sums, in cents. `tenant_ids` are those whose records these are.

    `disputed_cents` is a part of `unpaid_cents`.
    """

    head: TenantHead
    tenant_ids: tuple[int, ...]
    charges: tuple[ChargeLine, ...]
    receipts: tuple[ReceiptLine, ...]
    advances: tuple[AdvanceLine, ...]
    credits: tuple[CreditLine, ...]
    parts: tuple[PaymentPart, ...]
    unpaid_cents: int
    disputed_cents: int
    advance_cents: int
    open_credit_cents: int
    deposit_cents: int

    @property
    def balance_cents(self) -> int:
        """What the tenant owes; negative where more was paid than is owed."""
        return self.unpaid_cents - self.open_credit_cents - self.advance_cents

    @property
    def refund_cents(self) -> int:
        """What would be due to the tenant if the tenancy ended now: deposits less the balance, never below zero."""
        return max(0, self.deposit_cents - self.balance_cents)

    @property
    def unpaid(self) -> tuple[ChargeLine, ...]:
        """Charges that are not wholly paid, oldest first."""
        return tuple(charge for charge in reversed(self.charges) if charge.unpaid_cents)

    @property
    def deposits(self) -> tuple[ChargeLine, ...]:
        """Deposits held: charges of codes that track deposits, as far as they are paid."""
        return tuple(charge for charge in self.charges if charge.tracks_deposits and charge.paid_cents)

    def deposit_moves(self, *, with_voided: bool) -> tuple[DepositMove, ...]:
        """What was paid into deposits and taken back, each with what is held after it."""
        held, moves = 0, []
        for part in reversed(self.parts):
            if part.tracks_deposits and (with_voided or not part.hidden):
                held += part.amount_cents
                moves.append(DepositMove(part, held))
        return tuple(reversed(moves))

    def charges_shown(self, *, with_voided: bool) -> tuple[ChargeLine, ...]:
        """Charges, without those that were voided on their own posting date unless they are asked for."""
        return tuple(charge for charge in self.charges if with_voided or not charge.hidden)

    def credits_shown(self, *, with_voided: bool) -> tuple[CreditLine, ...]:
        """What made and used open credits, each with the balance after it."""
        balance, lines = 0, []
        for line in reversed(self.credits):
            if with_voided or not line.hidden:
                balance += line.amount_cents
                lines.append(replace(line, balance_cents=balance))
        return tuple(reversed(lines))

    def parts_of_charge(self, charge_id: int) -> tuple[PaymentPart, ...]:
        """How a charge was paid, newest first."""
        return tuple(part for part in self.parts if part.charge_id == charge_id)

    def parts_of_set(self, set_id: int) -> tuple[PaymentPart, ...]:
        """What a set paid: a receipt, or an application of open credit."""
        return tuple(part for part in self.parts if part.set_id == set_id)

    def parts_of_advance(self, advance_id: int) -> tuple[PaymentPart, ...]:
        """The charges that used an advance payment."""
        return tuple(part for part in self.parts if part.advance_id == advance_id)


def tenant_history(books: Books, tenant_id: int, *, for_responsible: bool = True) -> TenantHistory:
    """All records of a tenant. NotFoundError where there is none.

    `for_responsible`: with the responsible tenant's and those of all who post to that one, where there is such.
    """
    with books.store.read() as connection:
        row = connection.execute(_HEAD, {"id": tenant_id}).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no tenant number {tenant_id}.")
        others = _household(connection, row) if for_responsible or row.responsible_tenant_id is None else []
        ids = [tenant_id, *(other.id for other in others)]
        parts = read_parts(connection, ids)
        charges = read_charges(connection, ids, parts)
        receipts = lines_of_tenants(connection, ids)
        advances, credits_ = read_advances(connection, ids), read_credits(connection, ids)
        standing = _standing(connection, ids)
    head = _head(row, tuple(other.name for other in others))
    return TenantHistory(
        head, tuple(ids), tuple(charges), receipts, tuple(advances), tuple(credits_), tuple(parts),
        sum(charge.unpaid_cents for charge in charges),
        sum(charge.unpaid_cents for charge in charges if charge.disputed),
        standing.get("advance_payment", 0), standing.get("open_credit", 0),
        sum(charge.paid_cents for charge in charges if charge.tracks_deposits),
    )


def tenant_of_charge(books: Books, charge_id: int) -> int:
    """Whose charge this is. NotFoundError where there is none."""
    with books.store.read() as connection:
        found = connection.execute(text("SELECT tenant_id FROM charge WHERE id = :id"), {"id": charge_id}).scalar()
    if found is None:
        raise NotFoundError(f"There is no charge number {charge_id}.")
    return int(found)


def _household(connection: Connection, tenant: Any) -> list[Any]:
    """The responsible tenant and the others who post to that one; of a responsible one, those who post to it."""
    anchor = tenant.id if tenant.responsible_tenant_id is None else tenant.responsible_tenant_id
    return list(connection.execute(_HOUSEHOLD, {"anchor": anchor, "id": tenant.id}))


def _standing(connection: Connection, tenant_ids: Sequence[int]) -> dict[str, int]:
    rows = connection.execute(_STANDING.bindparams(bindparam("ids", expanding=True)), {"ids": list(tenant_ids)})
    return {row[0]: int(row[1]) for row in rows}


def _head(row: Any, household: tuple[str, ...]) -> TenantHead:
    return TenantHead(
        row.id, row.code, row.name, bool(row.active), row.unit_id, row.unit_code, row.unit, row.ledger_id,
        row.ledger_code, row.ledger, row.email, row.phone, _day(row.lease_starts_on), _day(row.lease_expires_on),
        _day(row.move_in_on), _day(row.move_out_on), row.rent_cents, row.alert, row.unit_alert,
        row.responsible_tenant_id, row.responsible or "", bool(row.posts_to_responsible), household,
    )


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


_HEAD = text(
    "SELECT t.*, u.code AS unit_code, u.name AS unit, u.alert AS unit_alert, u.ledger_id, l.code AS ledger_code, "
    "l.name AS ledger, p.name AS responsible FROM tenant t JOIN unit u ON u.id = t.unit_id "
    "JOIN ledger l ON l.id = u.ledger_id LEFT JOIN tenant p ON p.id = t.responsible_tenant_id WHERE t.id = :id"
)
_HOUSEHOLD = text(
    "SELECT id, name FROM tenant WHERE id <> :id AND (id = :anchor OR "
    "(responsible_tenant_id = :anchor AND posts_to_responsible = 1)) "
    "ORDER BY CASE WHEN id = :anchor THEN 0 ELSE 1 END, code"
)
_STANDING = text(
    "SELECT kind, sum(balance_cents) FROM tenant_credit WHERE tenant_id IN :ids GROUP BY kind"
)
