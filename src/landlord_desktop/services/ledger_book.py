"""The general ledger written out: every account of the ledgers asked for, with its opening balance and all lines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.general_ledger import HIDDEN, LedgerQuestion, bounds_of, conditions, usual_side
from landlord_desktop.services.set_words import set_description

MOST_LINES = 100_000
"""What one report holds; more is refused with the way out."""


@dataclass(frozen=True, slots=True)
class BookLine:
    """One line; the first of each account is its opening balance, without a set.

    `balance_cents` stands on the account's usual side.
    """

    ledger: str
    account: str
    posted_on: date | None
    set_id: int | None
    description: str
    unit: str
    tenant: str
    amount_cents: int
    balance_cents: int


def ledger_book(connection: Connection, question: LedgerQuestion, most: int = MOST_LINES) -> Iterator[BookLine]:
    """Every line in the order of ledgers, of the chart, and of posting. RuleError where there are more than `most`."""
    bounds = bounds_of(question)
    rows = connection.execute(text(_lines(question)), {**bounds, "most": most + 1}).all()
    if len(rows) > most:
        raise RuleError(
            f"There are more than {most:,} lines, which is more than a report holds. Choose fewer days, a ledger, "
            "an account or a tenant."
        )
    opening = {tuple(row[:2]): row for row in connection.execute(text(_openings(question)), bounds)}
    by_account: dict[tuple[int, int], list[Any]] = {}
    for row in rows:
        by_account.setdefault((row.ledger_id, row.account_id), []).append(row)
    heads = {key: found[0] for key, found in by_account.items()} | opening
    for key, head in sorted(heads.items(), key=lambda item: (item[1].ledger, item[1].ledger_code, item[1].account)):
        yield from _account(head, int(opening[key].cents) if key in opening else 0, by_account.get(key, []))


def _account(head: Any, opening: int, rows: list[Any]) -> Iterator[BookLine]:
    balance, kind = opening, head.account_type
    yield BookLine(head.ledger, head.account, None, None, "Opening balance", "", "", 0, usual_side(balance, kind))
    for row in rows:
        balance += row.amount_cents
        memo = f"{row.memo}: {row.reason}" if row.reason else row.memo
        yield BookLine(
            row.ledger, row.account, date.fromisoformat(row.posted_on), row.id, set_description(row.kind, memo),
            row.unit or "", row.tenant or "", row.amount_cents, usual_side(balance, kind),
        )


_HEAD = (
    "j.ledger_id, j.account_id, l.code AS ledger, a.ledger_code, a.code AS account, a.account_type"
)
_FROM = (
    "FROM transaction_set s JOIN journal_line j ON j.set_id = s.id JOIN ledger l ON l.id = j.ledger_id "
    "JOIN account_code a ON a.id = j.account_id "
)


def _openings(question: LedgerQuestion) -> str:
    return (
        f"SELECT {_HEAD}, sum(j.amount_cents) AS cents {_FROM}WHERE s.posted_on < :first{conditions(question)} "
        "GROUP BY j.ledger_id, j.account_id, l.code, a.ledger_code, a.code, a.account_type "
        "HAVING sum(j.amount_cents) <> 0"
    )


def _lines(question: LedgerQuestion) -> str:
    hidden = "" if question.with_voided else " AND s.id NOT IN (SELECT id FROM hidden)"
    return (
        f"{'' if question.with_voided else HIDDEN}SELECT {_HEAD}, s.id, s.posted_on, s.kind, s.memo, s.reason, "
        f"u.code AS unit, t.code AS tenant, j.amount_cents {_FROM}LEFT JOIN unit u ON u.id = j.unit_id "
        "LEFT JOIN tenant t ON t.id = j.tenant_id "
        f"WHERE s.posted_on BETWEEN :first AND :last{conditions(question)}{hidden} "
        "ORDER BY s.posted_on, s.id, j.line LIMIT :most"
    )
