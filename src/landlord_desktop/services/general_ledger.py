"""GL > General Ledger: the accounts of one ledger or of all, and the lines behind an account.

A receipt, slip or NSF that was voided on its own posting date never happened as far as the ledger goes: the two sets
cancel and are left out unless they are asked for. They stay in the journal.
"""
# ruff: noqa: S608  (the statements are put together from constants of this module alone)

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, text

from landlord_desktop.services.books import Books

MOST_LINES = 20_000
"""So many lines are listed at most, the newest; sums are always of all."""

CREDIT_TYPES = frozenset({"current_liability", "long_term_liability", "equity", "income", "other_income"})
"""Account types whose balance grows by credits."""

LineState = Literal["", "voided", "void", "nsf"]


@dataclass(frozen=True, slots=True)
class LedgerQuestion:
    """What is asked: a ledger and an account (None: all), days (both included, None: open), a unit or a tenant."""

    ledger_id: int | None = None
    account_id: int | None = None
    first: date | None = None
    last: date | None = None
    unit_id: int | None = None
    tenant_id: int | None = None
    with_voided: bool = False


@dataclass(frozen=True, slots=True)
class AccountTotal:
    """One account over the days asked for, in cents; debit is positive in `opening_cents` and `closing_cents`.

    `debit_cents` and `credit_cents` are both without sign.
    """

    account_id: int
    code: str
    name: str
    account_type: str
    opening_cents: int
    debit_cents: int
    credit_cents: int
    line_count: int

    @property
    def closing_cents(self) -> int:
        """The balance at the end of the days."""
        return self.opening_cents + self.debit_cents - self.credit_cents


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line of an account. `balance_cents` is the balance after it, debit positive."""

    set_id: int
    line: int
    posted_on: date
    kind: str
    memo: str
    ledger: str
    unit: str
    tenant: str
    tenant_name: str
    amount_cents: int
    balance_cents: int
    state: LineState

    @property
    def debit_cents(self) -> int | None:
        """The amount where it is a debit, else None."""
        return self.amount_cents if self.amount_cents > 0 else None

    @property
    def credit_cents(self) -> int | None:
        """The amount without its sign where it is a credit, else None."""
        return -self.amount_cents if self.amount_cents < 0 else None


@dataclass(frozen=True, slots=True)
class LedgerAnswer:
    """The accounts that have a balance or lines; where an account was asked for, its lines, oldest first.

    `carried_cents` is the balance before the first line listed, `line_count` how many lines there are in all.
    """

    question: LedgerQuestion
    accounts: tuple[AccountTotal, ...]
    lines: tuple[LedgerLine, ...] = ()
    line_count: int = 0
    carried_cents: int = 0

    @property
    def opening_cents(self) -> int:
        """The balance before the days; of several accounts, the sum."""
        return sum(one.opening_cents for one in self.accounts)

    @property
    def debit_cents(self) -> int:
        """The debits of the days."""
        return sum(one.debit_cents for one in self.accounts)

    @property
    def credit_cents(self) -> int:
        """The credits of the days, without sign."""
        return sum(one.credit_cents for one in self.accounts)

    @property
    def closing_cents(self) -> int:
        """The balance at the end of the days; of all accounts, nothing at all."""
        return sum(one.closing_cents for one in self.accounts)


def usual_side(cents: int, account_type: str) -> int:
    """A balance as the account's owner thinks of it: positive on the side on which accounts of this type grow."""
    return -cents if account_type in CREDIT_TYPES else cents


def general_ledger(books: Books, question: LedgerQuestion, most: int = MOST_LINES) -> LedgerAnswer:
    """Answer the question at one moment of the books; at most `most` lines, the newest."""
    with books.store.read() as connection:
        return read_ledger(connection, question, most)


def read_ledger(connection: Connection, question: LedgerQuestion, most: int = MOST_LINES) -> LedgerAnswer:
    """The same inside a read that is under way."""
    accounts = _accounts(connection, question)
    if question.account_id is None:
        return LedgerAnswer(question, accounts, line_count=sum(one.line_count for one in accounts))
    rows = connection.execute(text(_lines_query(question)), {**bounds_of(question), "most": most}).all()
    closing = sum(one.closing_cents for one in accounts)
    carried = closing - sum(row.amount_cents for row in rows)
    return LedgerAnswer(
        question, accounts, _with_balances(rows, carried), sum(one.line_count for one in accounts), carried
    )


def _accounts(connection: Connection, question: LedgerQuestion) -> tuple[AccountTotal, ...]:
    """Opening balance = the balance now, less everything since the first day."""
    values = bounds_of(question)
    now = {row.account_id: int(row.cents) for row in connection.execute(text(_now_query(question)), values)}
    moved = {row.account_id: row for row in connection.execute(text(_moved_query(question)), values)}
    found = []
    for row in connection.execute(_ACCOUNTS):
        if row.id not in now and row.id not in moved:
            continue
        change = moved.get(row.id)
        debit, credit, after, count = (0, 0, 0, 0) if change is None else (int(value) for value in change[1:5])
        opening = now.get(row.id, 0) - debit + credit - after
        if opening or count:
            found.append(AccountTotal(row.id, row.code, row.name, row.account_type, opening, debit, credit, count))
    if question.account_id is not None and not found:
        rows = connection.execute(_ACCOUNT, {"account": question.account_id})
        found = [AccountTotal(row.id, row.code, row.name, row.account_type, 0, 0, 0, 0) for row in rows]
    return tuple(found)


def _with_balances(newest_first: Any, carried: int) -> tuple[LedgerLine, ...]:
    balance, lines = carried, []
    for row in reversed(newest_first):
        balance += row.amount_cents
        state: LineState = "void" if row.kind == "void" else "voided" if row.voided else ""
        lines.append(
            LedgerLine(
                row.id, row.line, date.fromisoformat(row.posted_on), row.kind,
                f"{row.memo}: {row.reason}" if row.reason else row.memo, row.ledger, row.unit or "", row.tenant or "",
                row.tenant_name or "", row.amount_cents, balance, "nsf" if row.kind == "nsf" else state,
            )
        )
    return tuple(lines)


def bounds_of(question: LedgerQuestion) -> dict[str, object]:
    """The question as the values of a statement; open days lie beyond any date."""
    return {
        "ledger": question.ledger_id, "account": question.account_id, "unit": question.unit_id,
        "tenant": question.tenant_id, "first": "0000" if question.first is None else question.first.isoformat(),
        "last": "9999-12-31" if question.last is None else question.last.isoformat(),
    }


def conditions(question: LedgerQuestion, *, tenant_too: bool = True) -> str:
    """The restrictions to a ledger, an account, a unit and a tenant, each beginning with AND."""
    wanted = [
        ("ledger_id", "ledger", question.ledger_id), ("account_id", "account", question.account_id),
        *([("unit_id", "unit", question.unit_id), ("tenant_id", "tenant", question.tenant_id)] if tenant_too else []),
    ]
    return "".join(f" AND j.{column} = :{name}" for column, name, value in wanted if value is not None)


def _now_query(question: LedgerQuestion) -> str:
    """Balances over all time: those that are kept, or, where a unit or tenant is asked for, the sums of the lines."""
    if question.unit_id is None and question.tenant_id is None:
        return (
            "SELECT j.account_id, sum(j.balance_cents) AS cents FROM account_balance j WHERE 1 = 1"
            f"{conditions(question, tenant_too=False)} GROUP BY j.account_id"
        )
    return (
        "SELECT j.account_id, sum(j.amount_cents) AS cents FROM journal_line j WHERE 1 = 1"
        f"{conditions(question)} GROUP BY j.account_id"
    )


def _moved_query(question: LedgerQuestion) -> str:
    """Of each account: debits and credits of the days, what was posted after them, and how many lines the days have."""
    counted = "s.posted_on <= :last" if question.with_voided else "s.posted_on <= :last AND h.id IS NULL"
    return (
        f"{HIDDEN if not question.with_voided else ''}SELECT j.account_id, "
        f"sum(CASE WHEN {counted} AND j.amount_cents > 0 THEN j.amount_cents ELSE 0 END), "
        f"sum(CASE WHEN {counted} AND j.amount_cents < 0 THEN -j.amount_cents ELSE 0 END), "
        "sum(CASE WHEN s.posted_on > :last THEN j.amount_cents ELSE 0 END), "
        f"sum(CASE WHEN {counted} THEN 1 ELSE 0 END) FROM transaction_set s JOIN journal_line j ON j.set_id = s.id "
        f"{'LEFT JOIN hidden h ON h.id = s.id ' if not question.with_voided else ''}"
        f"WHERE s.posted_on >= :first{conditions(question)} GROUP BY j.account_id"
    )


def _lines_query(question: LedgerQuestion) -> str:
    hidden = "" if question.with_voided else " AND s.id NOT IN (SELECT id FROM hidden)"
    return (
        f"{'' if question.with_voided else HIDDEN}SELECT s.id, j.line, s.posted_on, s.kind, s.memo, s.reason, "
        "l.code AS ledger, u.code AS unit, t.code AS tenant, t.name AS tenant_name, j.amount_cents, "
        "EXISTS (SELECT 1 FROM transaction_set v WHERE v.reverses_set_id = s.id AND v.kind = 'void') AS voided "
        "FROM transaction_set s JOIN journal_line j ON j.set_id = s.id JOIN ledger l ON l.id = j.ledger_id "
        "LEFT JOIN unit u ON u.id = j.unit_id LEFT JOIN tenant t ON t.id = j.tenant_id "
        f"WHERE s.posted_on BETWEEN :first AND :last{conditions(question)}{hidden} "
        "ORDER BY s.posted_on DESC, s.id DESC, j.line DESC LIMIT :most"
    )


HIDDEN = (
    "WITH pair AS (SELECT v.id AS void_id, o.id AS voided_id FROM transaction_set v "
    "JOIN transaction_set o ON o.id = v.reverses_set_id "
    "WHERE v.kind = 'void' AND v.reverses_set_id IS NOT NULL AND v.posted_on = o.posted_on AND o.kind <> 'void' "
    "AND NOT EXISTS (SELECT 1 FROM transaction_set x WHERE x.reverses_set_id = o.id AND x.id <> v.id)), "
    "hidden AS (SELECT void_id AS id FROM pair UNION ALL SELECT voided_id FROM pair) "
)
"""Sets that were voided on their own posting date, and the sets that voided them.

Where a part was taken back before, by a set of its own, the void holds only the rest: then all of them are shown.
"""

_ACCOUNTS = text("SELECT id, code, name, account_type FROM account_code ORDER BY ledger_code, code")
_ACCOUNT = text("SELECT id, code, name, account_type FROM account_code WHERE id = :account")
