"""The records behind one tenant: charges and how each was paid, advance payments, deposits, open credits.

All amounts are cents. Rows of the tenants named by their ids; of a household that pays together, these are several.
"""
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, text

PaymentSource = Literal["payment", "open_credit", "advance_payment"]


@dataclass(frozen=True, slots=True)
class PaymentPart:
    """A part of a charge that was paid, or, with a negative amount, whose payment was taken back.

    `receipt_id` is None where no receipt has a part in it; `credit_ledger` is the ledger whose open credit paid.
    """

    set_id: int
    set_kind: str
    posted_on: date
    receipt_id: int | None
    charge_id: int
    charged_on: date
    code: str
    ledger: str
    source: PaymentSource
    advance_id: int | None
    credit_ledger: str
    amount_cents: int
    fee_cents: int
    tracks_deposits: bool
    hidden: bool
    name: str
    charge_memo: str

    @property
    def key(self) -> tuple[object, ...]:
        """What tells this part from all others."""
        return self.set_id, self.charge_id, self.advance_id, self.credit_ledger


@dataclass(frozen=True, slots=True)
class ChargeLine:
    """A charge. `paid_on` is when the last part of it was paid, `paid_by` the receipts that paid it."""

    charge_id: int
    set_id: int
    tenant_id: int
    tenant: str
    charged_on: date
    due_on: date | None
    code: str
    name: str
    ledger: str
    memo: str
    origin: str
    amount_cents: int
    unpaid_cents: int
    disputed: bool
    tracks_deposits: bool
    fee_basis_points: int
    fee_taken_cents: int
    voided_by_set_id: int | None
    voided_on: date | None
    void_reason: str
    paid_on: date | None = None
    paid_by: tuple[int, ...] = ()
    paid_from_credit: bool = False

    @property
    def paid_cents(self) -> int:
        """What is paid of it; nothing of a voided one."""
        return 0 if self.voided_by_set_id is not None else self.amount_cents - self.unpaid_cents

    @property
    def hidden(self) -> bool:
        """Whether it was voided on its own posting date."""
        return self.voided_on == self.charged_on


@dataclass(frozen=True, slots=True)
class AdvanceLine:
    """An advance payment: what a receipt paid for a charge to come."""

    advance_id: int
    receipt_id: int
    posted_on: date
    code: str
    ledger: str
    memo: str
    amount_cents: int
    unused_cents: int
    fee_cents: int
    reversed: bool
    hidden: bool

    @property
    def used_cents(self) -> int:
        """What later charges used of it."""
        return 0 if self.reversed else self.amount_cents - self.unused_cents


@dataclass(frozen=True, slots=True)
class CreditLine:
    """A rise or fall of the open credit of one ledger; `balance_cents` is that of all ledgers after it."""

    set_id: int
    line: int
    kind: str
    posted_on: date
    ledger: str
    memo: str
    receipt_id: int | None
    amount_cents: int
    hidden: bool
    balance_cents: int = 0


def read_charges(connection: Connection, tenant_ids: Sequence[int], parts: Sequence[PaymentPart]) -> list[ChargeLine]:
    """All charges of these tenants, newest first, with how `parts` say that they were paid."""
    by_charge: dict[int, list[PaymentPart]] = {}
    for part in parts:
        by_charge.setdefault(part.charge_id, []).append(part)
    return [_charge(row, by_charge.get(row.id, [])) for row in _rows(connection, _CHARGES, tenant_ids)]


def read_parts(connection: Connection, tenant_ids: Sequence[int]) -> list[PaymentPart]:
    """How the charges of these tenants were paid, newest first."""
    return [part_of(row) for row in _rows(connection, PARTS + _PARTS_OF_TENANTS, tenant_ids)]


def part_of(row: Any) -> PaymentPart:
    """A row of `PARTS` as a value."""
    source: PaymentSource = "open_credit" if row.credit_ledger else "payment"
    return PaymentPart(
        row.set_id, row.kind, date.fromisoformat(row.posted_on), row.receipt_id, row.charge_id,
        date.fromisoformat(row.charged_on), row.code, row.ledger, "advance_payment" if row.advance_id else source,
        row.advance_id or None, row.credit_ledger or "", row.amount_cents, row.fee_cents, bool(row.tracks_deposits),
        bool(row.hidden), row.name, row.charge_memo,
    )


def read_advances(connection: Connection, tenant_ids: Sequence[int]) -> list[AdvanceLine]:
    """Advance payments of these tenants, newest first."""
    return [
        AdvanceLine(
            row.id, row.set_id, date.fromisoformat(row.posted_on), row.code, row.ledger, row.memo, row.amount_cents,
            row.unused_cents, row.fee_cents, bool(row.reversed), bool(row.hidden),
        )
        for row in _rows(connection, _ADVANCES, tenant_ids)
    ]


def read_credits(connection: Connection, tenant_ids: Sequence[int]) -> list[CreditLine]:
    """What made and used these tenants' open credits, newest first."""
    return [
        CreditLine(
            row.set_id, row.line, row.kind, date.fromisoformat(row.posted_on), row.ledger, row.memo, row.receipt_id,
            row.amount_cents, bool(row.hidden),
        )
        for row in _rows(connection, _CREDITS, tenant_ids)
    ]


def _rows(connection: Connection, statement: str, tenant_ids: Sequence[int]) -> list[Any]:
    query = text(statement).bindparams(bindparam("ids", expanding=True))
    return list(connection.execute(query, {"ids": list(tenant_ids)}))


def _charge(row: Any, parts: Sequence[PaymentPart]) -> ChargeLine:
    live = _live(parts)
    paying = tuple(dict.fromkeys(part.receipt_id for part in live if part.receipt_id and part.source == "payment"))
    wholly = row.unpaid_cents == 0 and row.voided_by_set_id is None and bool(live)
    return ChargeLine(
        row.id, row.set_id, row.tenant_id, row.tenant, date.fromisoformat(row.charged_on), _day(row.due_on), row.code,
        row.name, row.ledger, row.memo, row.origin, row.amount_cents, row.unpaid_cents, bool(row.disputed),
        bool(row.tracks_deposits), row.fee_basis_points, row.fee_taken_cents, row.voided_by_set_id,
        _day(row.voided_on), row.reason or "", max(part.posted_on for part in live) if wholly else None, paying,
        any(part.source != "payment" for part in live),
    )


def _live(parts: Sequence[PaymentPart]) -> list[PaymentPart]:
    """The parts that still pay the charge, oldest first: of each source that was not taken back, its first."""
    net: dict[tuple[object, ...], int] = {}
    for part in parts:
        net[_source_key(part)] = net.get(_source_key(part), 0) + part.amount_cents
    found: dict[tuple[object, ...], PaymentPart] = {}
    for part in reversed(parts):
        if part.amount_cents > 0 and net[_source_key(part)] > 0:
            found.setdefault(_source_key(part), part)
    return sorted(found.values(), key=lambda part: (part.posted_on, part.set_id))


def _source_key(part: PaymentPart) -> tuple[object, ...]:
    return part.receipt_id, part.advance_id, part.credit_ledger


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


_HIDES = (
    "CASE WHEN v.posted_on = s.posted_on OR (s.kind = 'void' AND o.posted_on = s.posted_on) THEN 1 ELSE 0 END "
    "AS hidden "
)
_HIDING = (
    "LEFT JOIN transaction_set v ON v.reverses_set_id = s.id AND v.kind = 'void' "
    "LEFT JOIN transaction_set o ON o.id = s.reverses_set_id "
)
"""Sets voided on their own posting date, and their voids: left out unless they are asked for."""

PARTS = (
    "SELECT a.set_id, s.kind, s.posted_on, a.receipt_id, a.charge_id, c.charged_on, k.code, k.name, "
    "c.memo AS charge_memo, l.code AS ledger, a.advance_id, e.code AS credit_ledger, a.amount_cents, a.fee_cents, "
    "k.tracks_deposits, " + _HIDES +
    "FROM charge c JOIN allocation a ON a.charge_id = c.id JOIN transaction_set s ON s.id = a.set_id "
    "JOIN charge_code k ON k.id = c.charge_code_id JOIN ledger l ON l.id = c.ledger_id "
    "LEFT JOIN ledger e ON e.id = a.credit_ledger_id " + _HIDING
)
_PARTS_OF_TENANTS = "WHERE c.tenant_id IN :ids ORDER BY s.posted_on DESC, a.set_id DESC, a.charge_id"
_CHARGES = (
    "SELECT c.*, t.name AS tenant, k.code, k.name, k.tracks_deposits, l.code AS ledger, v.posted_on AS voided_on, "
    "v.reason FROM charge c JOIN tenant t ON t.id = c.tenant_id JOIN charge_code k ON k.id = c.charge_code_id "
    "JOIN ledger l ON l.id = c.ledger_id LEFT JOIN transaction_set v ON v.id = c.voided_by_set_id "
    "WHERE c.tenant_id IN :ids ORDER BY c.charged_on DESC, c.id DESC"
)
_ADVANCES = (
    "SELECT p.*, s.posted_on, k.code, l.code AS ledger, " + _HIDES + "FROM advance_payment p "
    "JOIN transaction_set s ON s.id = p.set_id JOIN charge_code k ON k.id = p.charge_code_id "
    "JOIN ledger l ON l.id = p.ledger_id " + _HIDING +
    "WHERE p.tenant_id IN :ids ORDER BY s.posted_on DESC, p.id DESC"
)
_CREDITS = (
    "SELECT e.set_id, e.line, s.kind, s.posted_on, l.code AS ledger, s.memo, r.id AS receipt_id, e.amount_cents, "
    + _HIDES + "FROM credit_entry e JOIN transaction_set s ON s.id = e.set_id JOIN ledger l ON l.id = e.ledger_id "
    "LEFT JOIN receipt r ON r.id = coalesce(s.reverses_set_id, s.id) " + _HIDING +
    "WHERE e.tenant_id IN :ids AND e.kind = 'open_credit' ORDER BY s.posted_on DESC, e.set_id DESC, e.line"
)
