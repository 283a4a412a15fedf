"""Who is late, how much the fee is, and who gets it.

Source: the help page "Late Fees: things to look for if they don't compile". Rent due on the 1st with five days'
grace is late from the 7th. Due By takes the place of the charge's date where it was entered.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from landlord_desktop.rules.fees import FULL_BASIS_POINTS, fee_on_whole_charge
from landlord_desktop.rules.money import require_cents
from landlord_desktop.rules.schedules import Schedule


@dataclass(frozen=True, slots=True)
class UnpaidCharge:
    """An unpaid charge as late fees look at it; `subject` is the charge code's Subject to Late Fees."""

    charged_on: date
    unpaid_cents: int
    due_on: date | None = None
    disputed: bool = False
    subject: bool = True


@dataclass(frozen=True, slots=True)
class LateFeeTerms:
    """A late-fee profile: a flat amount, a percentage (basis points) of what is late and unpaid, or both together."""

    amount_cents: int
    basis_points: int
    schedule: Schedule

    def fee_cents(self, late_cents: int) -> int:
        """The fee on so much that is late, a percentage rounded half up to the cent; nothing late, no fee."""
        if require_cents(late_cents) <= 0:
            return 0
        return require_cents(self.amount_cents) + fee_on_whole_charge(late_cents, self.basis_points)


def late_from(charge: UnpaidCharge, grace_days: int) -> date:
    """The first day on which a charge is late: the day after its grace days, which follow the day it is due."""
    return (charge.due_on or charge.charged_on) + timedelta(days=grace_days + 1)


def late_cents(charges: Iterable[UnpaidCharge], on: date, grace_days: int) -> int:
    """What is late on a day: unpaid, undisputed, subject to late fees, and past its grace days."""
    return sum(
        charge.unpaid_cents
        for charge in charges
        if charge.subject and not charge.disputed and late_from(charge, grace_days) <= on
    )


def next_fee_from(last_fee_on: date | None, schedule: Schedule) -> date:
    """The first day on which another fee may be charged.

    A monthly profile never charges twice within 30 days; a daily one charges any day, once.
    """
    return date.min if last_fee_on is None else last_fee_on + timedelta(days=schedule.span_days)


def reason_against(
    charges: Iterable[UnpaidCharge], on: date, grace_days: int, last_fee_on: date | None, terms: LateFeeTerms | None
) -> str:
    """Why a tenant gets no late fee on a day; an empty text where one is due.

    The codes: no_profile, nothing_unpaid, not_subject, only_disputed, in_grace, charged_already, no_amount.
    """
    unpaid = [charge for charge in charges if charge.unpaid_cents > 0]
    subject = [charge for charge in unpaid if charge.subject]
    if terms is None:
        return "no_profile"
    if not unpaid:
        return "nothing_unpaid"
    if not subject:
        return "not_subject"
    if all(charge.disputed for charge in subject):
        return "only_disputed"
    late = late_cents(subject, on, grace_days)
    if late == 0:
        return "in_grace"
    if on < next_fee_from(last_fee_on, terms.schedule):
        return "charged_already"
    return "" if terms.fee_cents(late) > 0 else "no_amount"


def split_fee(amount_cents: int, owner_basis_points: int) -> tuple[int, int]:
    """(owner's part, management's part) by Split Percentage: the owner's in whole cents, management has the rest.

    ValueError for a percentage outside 0 to 100.
    """
    if not 0 <= owner_basis_points <= FULL_BASIS_POINTS:
        raise ValueError("a split is 0 to 100 percent")
    owner_cents = require_cents(amount_cents) * owner_basis_points // FULL_BASIS_POINTS
    return owner_cents, amount_cents - owner_cents
