"""The whole journal as values that other accounting programs can be given, and the names they take for accounts.

Debits are positive. Dollars of the tenants' sub-ledger are a commodity of their own: on a cash basis a charge moves no
money, so what the tenants owe stands beside the general ledger, in the same transactions, and balances by itself. A
ledger on accrual has its receivables in the general ledger too.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from landlord_desktop.rules.money import require_cents
from landlord_desktop.rules.text import visible
from landlord_desktop.rules.words import plural

SUB_LEDGER = "Tenants"
"""The second part of every account of the tenants' sub-ledger; no ledger gets this name."""
TENANT_DOLLARS = "TENANTUSD"
"""The commodity of the sub-ledger: a dollar that a tenant owes or has to his credit."""

_ROOTS = {
    "current_asset": "Assets", "fixed_asset": "Assets",
    "current_liability": "Liabilities", "long_term_liability": "Liabilities",
    "equity": "Equity",
    "income": "Income", "other_income": "Income",
    "expense": "Expenses", "other_expense": "Expenses",
}

Facts = tuple[tuple[str, str], ...]
"""Names (small letters and underscores) and texts, told beside an account, a transaction or a posting."""


@dataclass(frozen=True, slots=True)
class JournalAccount:
    """An account, the day of its first posting, and the balance that the other program must find at the end."""

    name: str
    opened_on: date
    closing_cents: int
    facts: Facts = ()
    of_tenants: bool = False


@dataclass(frozen=True, slots=True)
class JournalPosting:
    """One debit (positive) or credit (negative) of an account, in dollars or in `TENANT_DOLLARS`."""

    account: str
    cents: int
    facts: Facts = ()
    of_tenants: bool = False


@dataclass(frozen=True, slots=True)
class JournalSet:
    """One transaction set; a charge on a cash basis has postings of the sub-ledger only, a deposit slip has none."""

    set_id: int
    posted_on: date
    narration: str
    facts: Facts
    postings: tuple[JournalPosting, ...]
    reverses_set_id: int | None = None


@dataclass(frozen=True, slots=True)
class JournalHead:
    """Whose journal it is, the day it was written on, and the day after the last posting, when balances are asserted.

    `proven_on` is None where nothing was posted.
    """

    office: str
    written_on: date
    set_count: int
    proven_on: date | None


def root_of(account_type: str) -> str:
    """The first part of the name of an account of this type, such as "Assets"; KeyError for an unknown type."""
    return _ROOTS[account_type]


def unique_parts(codes: Iterable[str], taken: Iterable[str] = ()) -> list[str]:
    """A part of an account's name for each code: letters, digits and hyphens, no two alike whatever their case.

    `taken` are parts that none may get. The same codes in the same order give the same parts.
    """
    used = {part.casefold() for part in taken}
    tried: dict[str, int] = {}
    parts = []
    for code in codes:
        plain = _plain_part(code)
        part, number = plain, tried.get(plain.casefold(), 1)
        while part.casefold() in used:
            number += 1
            part = f"{plain}-{number}"
        tried[plain.casefold()] = number
        used.add(part.casefold())
        parts.append(part)
    return parts


def _plain_part(code: str) -> str:
    letters = unicodedata.normalize("NFKD", code).encode("ascii", "ignore").decode("ascii")
    plain = re.sub(r"[^A-Za-z0-9]+", "-", letters).strip("-")
    return f"{plain[:1].upper()}{plain[1:]}" or "X"


def decimal_text(cents: int) -> str:
    """Cents as "-1200.50": a point, two decimals, no separators."""
    amount = abs(require_cents(cents))
    return f"{'-' if cents < 0 else ''}{amount // 100}.{amount % 100:02d}"


def one_line(text: str) -> str:
    """The text on one line, with control and direction-changing characters made visible."""
    if text.isascii() and text.isprintable():
        return text
    return visible(text).replace("\n", "⟦U+000A⟧").replace("\t", "⟦U+0009⟧")


def head_lines(head: JournalHead) -> tuple[str, ...]:
    """What the reader of the file must know, one sentence a line."""
    sets = plural(head.set_count, "transaction set")
    return (
        f"Journal of {one_line(head.office)}, written on {head.written_on.isoformat()}: {sets}, each one transaction.",
        "Accounts are Type:LEDGER:ACCOUNT; their codes and names as the office writes them stand beside them.",
        f"Accounts Type:{SUB_LEDGER}:... are the tenants' sub-ledger, in {TENANT_DOLLARS}. On a cash basis a charge",
        "moves no money, so these amounts are no part of the general ledger's balances; a ledger on accrual has",
        "receivables there besides.",
        f"Assets:{SUB_LEDGER}:LEDGER:TENANT is what is unpaid of a tenant's charges,",
        f"Liabilities:{SUB_LEDGER}:LEDGER:TENANT the tenant's open credit and advance payments,",
        f"Equity:{SUB_LEDGER}:LEDGER the counterpart of both.",
        "A deposit slip moves nothing between accounts; its transaction has no postings. Debits are positive.",
        "At the end, the balance of each account as the office's books keep it is asserted, to the cent.",
    )
