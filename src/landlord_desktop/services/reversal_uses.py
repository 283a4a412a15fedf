"""What used a tenant's money since: charges paid out of open credit or an advance payment, and who pays a charge."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.advances import fee_of_use
from landlord_desktop.services.reversal_rows import set_name


@dataclass(frozen=True, slots=True)
class Use:
    """A part of a charge that a set paid out of open credit (`credit_ledger_id`) or an advance payment (`advance_id`).

    Amounts are what is left of it, in cents. `fee_before_cents`: the part of an advance payment's fee that it used up.
    """

    set_id: int
    set_kind: str
    posted_on: date
    charge_id: int
    charge: str
    cents: int
    fee_cents: int
    credit_ledger_id: int = 0
    advance_id: int = 0
    fee_before_cents: int = 0

    @property
    def words(self) -> str:
        """The use in a sentence: "receipt 9 pays $50.00 of RENT of 3/1/2022"."""
        return f"{set_name(self.set_kind, self.set_id)} pays {format_cents(self.cents)} of {self.charge}"


def open_credit_uses(connection: Connection, tenant_id: int, ledger_id: int, besides: int) -> list[Use]:
    """The live uses of a tenant's open credit of a ledger, newest first, but for those of the set `besides`."""
    rows = connection.execute(_CREDIT_USES, {"tenant": tenant_id, "ledger": ledger_id, "besides": besides}).all()
    return [_use(row, credit_ledger_id=ledger_id) for row in rows]


def advance_uses(connection: Connection, advance_id: int) -> list[Use]:
    """The charges that an advance payment pays, newest first."""
    given = fees_before(connection, advance_id)
    rows = connection.execute(_ADVANCE_USES, {"advance": advance_id}).all()
    return [_use(row, advance_id=advance_id, fee_before_cents=given[row.charge_id]) for row in rows]


def fees_before(connection: Connection, advance_id: int) -> dict[int, int]:
    """By charge: the part of the fee taken with an advance payment that each charge it pays has used up, in cents.

    It is reckoned as it was when the charges were posted: pro rata, the remainder with the last part.
    """
    unused, fee_unused = connection.execute(_ADVANCE, {"advance": advance_id}).one()
    given: dict[int, int] = {}
    for charge_id, cents in connection.execute(_ADVANCE_HISTORY, {"advance": advance_id}):
        fee = fee_of_use(unused, fee_unused, cents) if cents > 0 else -given.pop(charge_id)
        if cents > 0:
            given[charge_id] = fee
        unused, fee_unused = unused - cents, fee_unused - fee
    return given


def payments_of(connection: Connection, charge_id: int) -> list[Any]:
    """What pays a charge now: rows of set_id, kind, posted_on, credit_ledger_id, advance_id, cents and fee_cents."""
    return list(connection.execute(_PAYMENTS, {"charge": charge_id}).all())


def adjustments_of(connection: Connection, tenant_id: int, ledger_id: int) -> list[str]:
    """The names of live adjustments that took open credit of a ledger from a tenant, newest first."""
    rows = connection.execute(_ADJUSTMENTS, {"tenant": tenant_id, "ledger": ledger_id})
    return [f"{set_name(row.kind, row.id)} of {format_cents(-row.amount_cents)}" for row in rows]


def charge_words(code: str, charged_on: str) -> str:
    """A charge in a sentence: "RENT of 3/1/2022"."""
    return f"{code} of {format_day(date.fromisoformat(charged_on))}"


def _use(row: Any, **source: int) -> Use:
    return Use(
        row.set_id, row.kind, date.fromisoformat(row.posted_on), row.charge_id, charge_words(row.code, row.charged_on),
        row.cents, row.fee_cents, **source,
    )


_ROOT = "coalesce(p.reverses_set_id, t.reverses_set_id, t.id)"
_PARTS = (
    f"SELECT {_ROOT} AS root, a.charge_id, a.credit_ledger_id, a.advance_id, sum(a.amount_cents) AS cents, "  # noqa: S608
    "sum(a.fee_cents) AS fee_cents FROM allocation a JOIN charge c ON c.id = a.charge_id "
    "JOIN transaction_set t ON t.id = a.set_id LEFT JOIN transaction_set p ON p.id = t.reverses_set_id "
    "WHERE {where} GROUP BY " + _ROOT + ", a.charge_id, a.credit_ledger_id, a.advance_id HAVING sum(a.amount_cents) > 0"
)
_USES = (
    "SELECT f.root AS set_id, s.kind, s.posted_on, f.charge_id, k.code, c.charged_on, f.credit_ledger_id, "
    "f.advance_id, f.cents, f.fee_cents FROM ({parts}) f JOIN transaction_set s ON s.id = f.root "
    "JOIN charge c ON c.id = f.charge_id JOIN charge_code k ON k.id = c.charge_code_id "
    "WHERE f.root <> :besides ORDER BY f.root DESC, f.charge_id DESC"
)
_CREDIT_USES = text(
    _USES.format(parts=_PARTS.format(where="c.tenant_id = :tenant AND a.credit_ledger_id = :ledger"))
)
_ADVANCE_USES = text(
    _USES.format(parts=_PARTS.format(where="a.advance_id = :advance AND a.advance_id > 0")).replace(":besides", "0")
)
_PAYMENTS = text(_USES.format(parts=_PARTS.format(where="a.charge_id = :charge")).replace(":besides", "0"))
_ADVANCE = text("SELECT amount_cents, fee_cents FROM advance_payment WHERE id = :advance")
_ADVANCE_HISTORY = text(
    "SELECT charge_id, amount_cents FROM allocation WHERE advance_id = :advance AND advance_id > 0 "
    "ORDER BY set_id, charge_id"
)
_ADJUSTMENTS = text(
    "SELECT t.id, t.kind, e.amount_cents FROM credit_entry e JOIN transaction_set t ON t.id = e.set_id "
    "WHERE e.tenant_id = :tenant AND e.ledger_id = :ledger AND e.kind = 'open_credit' AND e.amount_cents < 0 "
    "AND t.kind NOT IN ('receipt', 'credit_application', 'void', 'nsf') AND NOT EXISTS (SELECT 1 "
    "FROM transaction_set v WHERE v.reverses_set_id = t.id AND v.kind = 'void') ORDER BY t.id DESC"
)
