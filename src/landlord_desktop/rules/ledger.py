"""Transaction sets as plain values, and what makes one right.

Sign convention of the whole program, stated here once: **a debit is positive, a credit is negative**.
A set balances in total and within each ledger. Nothing posted is ever changed; a correction is `reversal`.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

HASH_RECIPE = 2
"""Version of the content hash; a new recipe gets a new number and old rows keep theirs."""

ACCOUNT_TYPES = (
    "current_asset",
    "fixed_asset",
    "current_liability",
    "long_term_liability",
    "equity",
    "income",
    "other_income",
    "expense",
    "other_expense",
)


@dataclass(frozen=True, slots=True)
class DraftLine:
    """One line of a set: a debit (positive cents) or credit (negative) to an account of a ledger."""

    ledger_id: int
    account_id: int
    amount_cents: int
    unit_id: int | None = None
    tenant_id: int | None = None


def problems(lines: Sequence[DraftLine]) -> list[str]:
    """Every reason why the lines are no set: a zero line, a ledger out of balance. Empty when right."""
    found = [f"Line {number} has no amount." for number, line in enumerate(lines, 1) if line.amount_cents == 0]
    sums: dict[int, int] = {}
    for line in lines:
        if isinstance(line.amount_cents, bool) or not isinstance(line.amount_cents, int):
            raise TypeError("cents must be an int")
        sums[line.ledger_id] = sums.get(line.ledger_id, 0) + line.amount_cents
    found += [f"Ledger {ledger_id} is out of balance by {total} cents." for ledger_id, total in sums.items() if total]
    return found


def reversal(lines: Iterable[DraftLine]) -> list[DraftLine]:
    """The same lines with debits and credits exchanged."""
    return [
        DraftLine(line.ledger_id, line.account_id, -line.amount_cents, line.unit_id, line.tenant_id) for line in lines
    ]


def content_hash(facts: tuple[object, ...]) -> str:
    """SHA-256 (hex) over the facts of one set in a fixed order: header, journal lines, sub-ledger facts.

    The facts are whole numbers, texts, None and tuples of these. Their ASCII notation is the same on every
    system and no two different facts share one, so the hash changes with any changed fact.
    """
    return hashlib.sha256(ascii(facts).encode("ascii")).hexdigest()
