"""What Scheduled Receivables compiles: the rows a person looks at before they are posted, and why others are not."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from landlord_desktop.rules.words import format_day

KINDS = ("rent", "late_fee", "recurring", "management_fee")
KIND_WORDS = {
    "rent": "Rent", "late_fee": "Late Fees", "recurring": "Recurring Charges", "management_fee": "Management Fees",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class CompileRequest:
    """What to compile: a kind through a day (Scheduled Through), of one schedule (its record id) or of all.

    Restrict To: at most one of a tenant, a unit and an owner's or property's ledger, by record id.
    """

    kind: str
    through: date
    schedule_id: int | None = None
    tenant_id: int | None = None
    unit_id: int | None = None
    ledger_id: int | None = None

    @property
    def bounds(self) -> dict[str, int]:
        """The restriction as values of a query, 0 for none."""
        return {
            "tenant_id": self.tenant_id or 0, "unit_id": self.unit_id or 0, "ledger_id": self.ledger_id or 0,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Candidate:
    """One charge or fee that may be posted.

    `key` names what is due on which day and is posted once at most. `amount_cents` is negative for a recurring credit.
    `source_id` is the tenant (rent, late fee), the recurring line, or the unit (management fee). Of a late fee the
    owner gets `owner_cents`. `fee_basis_points` is None where the unit's profile says it as usual. People read `note`.
    """

    key: str
    kind: str
    source_id: int
    posting_date: date
    tenant_id: int | None
    tenant_code: str
    tenant: str
    unit_id: int
    unit_code: str
    unit: str
    ledger: str
    charge_code: str
    description: str
    schedule: str
    amount_cents: int
    owner_cents: int = 0
    first_month: bool = False
    fee_basis_points: int | None = None
    memo: str = ""
    note: str = ""

    @property
    def terms(self) -> tuple[object, ...]:
        """What may not have changed between compiling and posting."""
        return (
            self.amount_cents, self.owner_cents, self.charge_code, self.fee_basis_points, self.first_month,
            self.tenant_id, self.unit_id, self.memo,
        )  # fmt: skip

    @property
    def words(self) -> str:
        """The candidate in few words: "Anthony Kmetz, Rent of 3/1/2022"."""
        return f"{self.tenant or self.unit}, {self.description} of {format_day(self.posting_date)}"


REASONS = {
    "inactive": "The tenant or the unit is not active",
    "no_rent": "No rent is entered in the profile",
    "no_schedule": "No schedule, or no date for Next Scheduled",
    "other_schedule": "Another schedule than the one compiled",
    "not_yet": "Next Scheduled is after Scheduled Through",
    "expired": "The schedule has expired",
    "posted_ahead": "What is due was posted already",
    "no_profile": "No late fee profile",
    "at_responsible": "The responsible tenant has the charges",
    "nothing_unpaid": "Nothing is unpaid",
    "not_subject": "What is unpaid is not subject to late fees",
    "only_disputed": "What is unpaid is disputed",
    "in_grace": "Within the grace days",
    "charged_already": "A late fee was charged within the schedule's period",
    "no_amount": "The fee comes to nothing",
    "no_fee": "The management fee profile has no flat fee",
    "not_managed": "The ledger has no management group",
    "no_bank": "The ledger has no bank account",
    "deposit_credit": "A deposit cannot be credited by a schedule",
}
"""Why something is not a candidate, by code; in the order in which a person looks for the cause."""


@dataclass(frozen=True, slots=True)
class NotCompiled:
    """A tenant, a recurring line or a unit (`source_id`) that gave no candidate, the reason's code, its particulars."""

    source_id: int
    tenant_id: int | None
    tenant_code: str
    tenant: str
    unit_id: int
    unit_code: str
    unit: str
    what: str
    reason: str
    detail: str = ""

    @property
    def words(self) -> str:
        """The reason as a person reads it."""
        return f"{REASONS[self.reason]}: {self.detail}" if self.detail else REASONS[self.reason]


@dataclass(frozen=True, slots=True)
class Compiled:
    """The outcome: candidates by day, tenant and unit, and everything that was looked at in vain."""

    request: CompileRequest
    candidates: tuple[Candidate, ...] = ()
    not_compiled: tuple[NotCompiled, ...] = ()

    @property
    def total_cents(self) -> int:
        """The sum of all candidates."""
        return sum(candidate.amount_cents for candidate in self.candidates)

    def reason_counts(self) -> list[tuple[str, int]]:
        """(reason in words, how many), in the order of `REASONS`."""
        counts = Counter(row.reason for row in self.not_compiled)
        return [(words, counts[code]) for code, words in REASONS.items() if counts[code]]


Row = TypeVar("Row")


def compiled_of(
    request: CompileRequest, rows: Iterable[Row], candidates_of: Callable[[Row], Sequence[Candidate]],
    why_not: Callable[[Row], NotCompiled],
) -> Compiled:
    """The candidates of all rows, and for each row without one why it has none."""
    candidates: list[Candidate] = []
    others: list[NotCompiled] = []
    for row in rows:
        found = candidates_of(row)
        candidates += found
        if not found:
            others.append(why_not(row))
    return Compiled(request, in_order(candidates), tuple(others))


def in_order(candidates: Iterable[Candidate]) -> tuple[Candidate, ...]:
    """By day, then tenant, then unit; credits before charges, so that a charge of the same day can use them."""
    return tuple(
        sorted(
            candidates,
            key=lambda row: (
                row.posting_date, row.tenant.casefold(), row.tenant_code, row.unit_code, row.amount_cents > 0, row.key,
            ),
        )
    )  # fmt: skip


def sorted_by(candidates: Iterable[Candidate], order: str | None) -> list[Candidate]:
    """By tenant or by unit, by day within it; as they are for any other order."""
    if order == "tenant":
        return sorted(candidates, key=lambda row: row.tenant.casefold())
    return sorted(candidates, key=lambda row: row.unit.casefold()) if order == "unit" else list(candidates)


Reason = tuple[str, str]
"""Why something is no candidate: a code of `REASONS` and the particulars. Two empty texts: nothing is."""


def schedule_reason(
    request: CompileRequest, schedule_id: int | None, schedule: str | None, next_on: str | None,
    expires_on: str | None = None, expired: int = 0,
) -> Reason:
    """What stands against a stored schedule whatever day is compiled; dates as ISO text."""
    if schedule_id is None or next_on is None:
        return ("no_schedule", "")
    if request.schedule_id not in {None, schedule_id}:
        return ("other_schedule", schedule or "")
    if expires_on is not None and (expired or next_on > expires_on):
        return ("expired", format_day(date.fromisoformat(expires_on)))
    return ("expired", "") if expired else ("", "")


def date_reason(request: CompileRequest, next_on: date) -> Reason:
    """Why a schedule that could be compiled has no date."""
    if next_on > request.through:
        return ("not_yet", format_day(next_on))
    return ("posted_ahead", f"from {format_day(next_on)}")
