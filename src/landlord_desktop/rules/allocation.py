"""How money pays charges: which charge, how much, from the payment or from open credit, and what is left.

Sources: the integration guide (Process Payment), the help pages on batch receipts, prepayments and open credits.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from landlord_desktop.rules.money import format_cents, require_cents
from landlord_desktop.rules.words import format_day


class AllocationOrder(StrEnum):
    """Which unpaid charges a proposal pays first; those that are equal in this stand oldest first."""

    OLDEST_FIRST = "oldest first"
    RENT_FIRST = "rent first"
    OWNER_FIRST = "owner before management"


@dataclass(frozen=True, slots=True)
class OpenCharge:
    """An unpaid charge of a tenant. `ledger_id` is whom it is owed to, `account_id` what it earns.

    `turn` is 0 for charges that the office's order of allocation pays first, 1 for the others.
    """

    charge_id: int
    ledger_id: int
    account_id: int
    charged_on: date
    amount_cents: int
    unpaid_cents: int
    disputed: bool
    fee_basis_points: int
    fee_taken_cents: int
    turn: int = 0


@dataclass(frozen=True, slots=True)
class OpenCredit:
    """A tenant's unused money in one ledger."""

    ledger_id: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class TenantState:
    """What is known of a tenant's account when a payment is looked at.

    `home_ledger_id` is the ledger of the unit, where new open credit goes. Charges stand oldest first.
    `advance_cents` are advance payments that wait for the charges they were made for.
    """

    tenant_id: int
    active: bool
    unit_id: int
    home_ledger_id: int
    charges: tuple[OpenCharge, ...] = ()
    credits: tuple[OpenCredit, ...] = ()
    advance_cents: int = 0

    @property
    def unpaid_cents(self) -> int:
        """All unpaid, undisputed charges, whatever their date."""
        return sum(charge.unpaid_cents for charge in self.charges if not charge.disputed)

    @property
    def disputed_cents(self) -> int:
        return sum(charge.unpaid_cents for charge in self.charges if charge.disputed)

    @property
    def credit_cents(self) -> int:
        """Open credits and advance payments not used yet."""
        return sum(credit.amount_cents for credit in self.credits) + self.advance_cents


@dataclass(frozen=True, slots=True)
class ChargePayment:
    """A part of the payment, or of the open credit of `credit_ledger_id`, that pays one charge."""

    charge_id: int
    amount_cents: int
    credit_ledger_id: int | None = None


@dataclass(frozen=True, slots=True)
class Allocation:
    """Where the money of one payment goes. `open_credit_cents` is the rest, to the tenant's open credit."""

    payments: tuple[ChargePayment, ...] = ()
    open_credit_cents: int = 0

    @property
    def from_receipt_cents(self) -> int:
        """What of the payment itself pays charges."""
        return sum(part.amount_cents for part in self.payments if part.credit_ledger_id is None)

    @property
    def from_credit_cents(self) -> int:
        return sum(part.amount_cents for part in self.payments if part.credit_ledger_id is not None)

    @property
    def amount_cents(self) -> int:
        """The payment's whole amount."""
        return self.from_receipt_cents + self.open_credit_cents


def turn_of(order: AllocationOrder, *, is_rent: bool, is_management: bool) -> int:
    """Whether a charge is among those paid first (0) or among the others (1)."""
    if order is AllocationOrder.RENT_FIRST:
        return int(not is_rent)
    return int(is_management) if order is AllocationOrder.OWNER_FIRST else 0


def oldest_first(amount_cents: int, charges: Iterable[OpenCharge]) -> Allocation:
    """The payment pays the charges in their order as far as it reaches; the rest becomes open credit."""
    left = require_cents(amount_cents)
    parts: list[ChargePayment] = []
    for charge in charges:
        if left <= 0:
            break
        paid = min(left, charge.unpaid_cents)
        parts.append(ChargePayment(charge.charge_id, paid))
        left -= paid
    return Allocation(tuple(parts), left)


def settle(amount_cents: int, charges: Sequence[OpenCharge], credits_: Sequence[OpenCredit]) -> Allocation:
    """The payment and, for what it leaves unpaid, the open credit pay the charges; the rest becomes open credit.

    A charge is paid from the credit of its own ledger first.
    """
    first = oldest_first(amount_cents, charges)
    if not credits_:
        return first
    unpaid = {charge.charge_id: charge.unpaid_cents for charge in charges}
    for part in first.payments:
        unpaid[part.charge_id] -= part.amount_cents
    parts = list(first.payments)
    left = {credit.ledger_id: credit.amount_cents for credit in credits_}
    for charge in charges:
        others = sorted(ledger_id for ledger_id in left if ledger_id != charge.ledger_id)
        for ledger_id in [charge.ledger_id, *others]:
            used = min(unpaid[charge.charge_id], left.get(ledger_id, 0))
            if used > 0:
                parts.append(ChargePayment(charge.charge_id, used, ledger_id))
                unpaid[charge.charge_id] -= used
                left[ledger_id] -= used
    return Allocation(tuple(parts), first.open_credit_cents)


def allocation_problems(amount_cents: int, allocation: Allocation, state: TenantState) -> list[str]:
    """Every reason why the allocation cannot be posted now; empty when it can.

    A person may pay a disputed or a future charge by choosing it; money may never exceed what is unpaid,
    what the payment holds or what the open credit holds.
    """
    found = []
    if allocation.amount_cents != require_cents(amount_cents):
        found.append(
            f"{format_cents(allocation.amount_cents)} of {format_cents(amount_cents)} has a place; "
            "give the rest to a charge or to open credit."
        )
    if allocation.open_credit_cents < 0 or any(part.amount_cents <= 0 for part in allocation.payments):
        found.append("Every part of a payment must be more than nothing.")
    charges = {charge.charge_id: charge for charge in state.charges}
    paid: dict[int, int] = {}
    used: dict[int, int] = {}
    for part in allocation.payments:
        paid[part.charge_id] = paid.get(part.charge_id, 0) + part.amount_cents
        if part.credit_ledger_id is not None:
            used[part.credit_ledger_id] = used.get(part.credit_ledger_id, 0) + part.amount_cents
    for charge_id, cents in paid.items():
        charge = charges.get(charge_id)
        if charge is None:
            found.append("A charge chosen for this payment is paid or gone by now.")
        elif cents > charge.unpaid_cents:
            owed = f"{format_cents(charge.unpaid_cents)} unpaid of the charge of {format_day(charge.charged_on)}"
            found.append(f"{format_cents(cents)} is more than the {owed}.")
    available = {credit.ledger_id: credit.amount_cents for credit in state.credits}
    for ledger_id, cents in used.items():
        left = available.get(ledger_id, 0)
        if cents > left:
            chosen = f"{format_cents(cents)} of open credit was to be used"
            found.append(f"{chosen} and {format_cents(left)} is left; allocate it anew.")
    return found


def state_after(state: TenantState, allocation: Allocation) -> TenantState:
    """The tenant's account once the allocation is posted; what is paid in full is gone."""
    paid: dict[int, int] = {}
    credit = {entry.ledger_id: entry.amount_cents for entry in state.credits}
    for part in allocation.payments:
        paid[part.charge_id] = paid.get(part.charge_id, 0) + part.amount_cents
        if part.credit_ledger_id is not None:
            credit[part.credit_ledger_id] -= part.amount_cents
    if allocation.open_credit_cents:
        credit[state.home_ledger_id] = credit.get(state.home_ledger_id, 0) + allocation.open_credit_cents
    charges = tuple(
        replace(charge, unpaid_cents=charge.unpaid_cents - paid.get(charge.charge_id, 0))
        for charge in state.charges
        if charge.unpaid_cents > paid.get(charge.charge_id, 0)
    )
    return replace(
        state, charges=charges, credits=tuple(OpenCredit(key, cents) for key, cents in credit.items() if cents)
    )
