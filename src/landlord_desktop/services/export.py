"""The whole journal for another accounting program, read in slices at one moment of the books.

Ledgers, account codes, tenants and units stand in it by their codes and names; numbers of bank accounts are not read.
"""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.formats.beancount import beancount_text
from landlord_desktop.formats.hledger import hledger_text
from landlord_desktop.formats.open_journal import (
    SUB_LEDGER,
    Facts,
    JournalAccount,
    JournalHead,
    JournalPosting,
    JournalSet,
    root_of,
    unique_parts,
)
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books

SLICE_ROWS = 2000
_Writer = Callable[[JournalHead, Iterable[JournalAccount], Iterable[JournalSet]], Iterator[str]]
_WRITERS: dict[str, _Writer] = {"beancount": beancount_text, "hledger": hledger_text}
EXPORT_FORMATS = tuple(_WRITERS)
"""The programs whose files can be written."""


def journal_text(books: Books, file_format: str) -> Generator[str, None, None]:
    """The whole journal as the text of a file of this format, in pieces; closing the generator ends the reading.

    RuleError for an unknown format.
    """
    if file_format not in _WRITERS:
        raise RuleError(f"The journal can be exported as {' or '.join(EXPORT_FORMATS)}, not as {file_format[:40]}.")
    return _pieces(books, _WRITERS[file_format])


def _pieces(books: Books, writer: _Writer) -> Generator[str, None, None]:
    with books.store.read() as connection:
        count, first, last = connection.execute(_SPAN).one()
        proven_on = date.fromisoformat(last) + timedelta(days=1) if last else None
        head = JournalHead(books.office_name, books.today(), count, proven_on)
        opened_on = date.fromisoformat(first) if first else books.today()
        names = _read_names(connection)
        accounts = [*_ledger_accounts(connection, names, opened_on), *_tenant_accounts(connection, names)]
        yield from writer(head, accounts, _sets(connection, names))


@dataclass(slots=True)
class _Names:
    """What the records are called: parts of account names, codes, and the facts told beside accounts and postings."""

    ledgers: dict[int, str] = field(default_factory=dict)
    tenants: dict[int, str] = field(default_factory=dict)
    accounts: dict[int, tuple[str, str]] = field(default_factory=dict)
    """The first part by the account's type, and its last."""
    ledger_facts: dict[int, Facts] = field(default_factory=dict)
    account_facts: dict[int, Facts] = field(default_factory=dict)
    tenant_facts: dict[int, Facts] = field(default_factory=dict)
    units: dict[int, str] = field(default_factory=dict)
    tenant_codes: dict[int, str] = field(default_factory=dict)

    def account(self, ledger_id: int, account_id: int) -> str:
        root, part = self.accounts[account_id]
        return f"{root}:{self.ledgers[ledger_id]}:{part}"

    def tenant(self, root: str, tenant_id: int, ledger_id: int) -> str:
        return f"{root}:{SUB_LEDGER}:{self.ledgers[ledger_id]}:{self.tenants[tenant_id]}"

    def of_posting(self, unit_id: int | None, tenant_id: int | None) -> Facts:
        unit = () if unit_id is None else (("unit", self.units[unit_id]),)
        return unit if tenant_id is None else (("tenant", self.tenant_codes[tenant_id]), *unit)


def _read_names(connection: Connection) -> _Names:
    names = _Names()
    ledgers = connection.execute(_LEDGERS).all()
    for row, part in zip(ledgers, unique_parts((one.code for one in ledgers), [SUB_LEDGER]), strict=True):
        names.ledgers[row.id] = part
        accrual = (("ledger_method", "accrual"),) if row.accounting_method == "accrual" else ()
        names.ledger_facts[row.id] = (("ledger", row.code), ("ledger_name", row.name), *accrual)
    accounts = connection.execute(_ACCOUNTS).all()
    for row, part in zip(accounts, unique_parts(row.code for row in accounts), strict=True):
        names.accounts[row.id] = (root_of(row.account_type), part)
        bank = (("bank", "escrow" if row.is_escrow else "yes"),) if row.is_bank else ()
        names.account_facts[row.id] = (
            ("account", row.code), ("account_name", row.name), ("number", row.ledger_code),
            ("account_type", row.account_type), *bank,
        )
    tenants = connection.execute(text("SELECT id, code, name FROM tenant ORDER BY id")).all()
    for (key, code, name), part in zip(tenants, unique_parts(row[1] for row in tenants), strict=True):
        names.tenants[key] = part
        names.tenant_codes[key] = code
        names.tenant_facts[key] = (("tenant", code), ("tenant_name", name))
    names.units = {row[0]: row[1] for row in connection.execute(text("SELECT id, code FROM unit"))}
    return names


def _ledger_accounts(connection: Connection, names: _Names, first_day: date) -> Iterator[JournalAccount]:
    kept = {(row[0], row[1]): row[2] for row in connection.execute(_KEPT_BALANCES)}
    opened = {(row[0], row[1]): date.fromisoformat(row[2]) for row in connection.execute(_FIRST_LINES)}
    for ledger_id, account_id in sorted(kept.keys() | opened.keys()):
        yield JournalAccount(
            names.account(ledger_id, account_id), opened.get((ledger_id, account_id), first_day),
            kept.get((ledger_id, account_id), 0), (*names.ledger_facts[ledger_id], *names.account_facts[account_id]),
        )


def _tenant_accounts(connection: Connection, names: _Names) -> Iterator[JournalAccount]:
    """Unpaid charges, credits, and their counterpart of each ledger; all as the books keep them, none summed anew."""
    counterparts: dict[int, tuple[date, int]] = {}
    for root, query, sign in (("Assets", _UNPAID, 1), ("Liabilities", _CREDITS, -1)):
        for tenant_id, ledger_id, first, cents in connection.execute(query).all():
            opened_on, closing_cents = date.fromisoformat(first), sign * int(cents or 0)
            day, sum_cents = counterparts.get(ledger_id, (opened_on, 0))
            counterparts[ledger_id] = (min(day, opened_on), sum_cents - closing_cents)
            facts = (*names.ledger_facts[ledger_id], *names.tenant_facts[tenant_id])
            yield JournalAccount(
                names.tenant(root, tenant_id, ledger_id), opened_on, closing_cents, facts, of_tenants=True
            )
    for ledger_id, (opened_on, cents) in sorted(counterparts.items()):
        name = f"Equity:{SUB_LEDGER}:{names.ledgers[ledger_id]}"
        yield JournalAccount(name, opened_on, cents, names.ledger_facts[ledger_id], of_tenants=True)


class _Follower:
    """Rows in the order of their sets, handed out a set at a time."""

    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows = iter(rows)
        self._ahead = next(self._rows, None)

    def take(self, set_id: int) -> Iterator[Any]:
        while self._ahead is not None and self._ahead[0] == set_id:
            row, self._ahead = self._ahead, next(self._rows, None)
            yield row


def _sets(connection: Connection, names: _Names) -> Iterator[JournalSet]:
    with ExitStack() as open_results:
        def rows(query: Any) -> Any:
            found = connection.execute(query, execution_options={"yield_per": SLICE_ROWS})
            open_results.callback(found.close)
            return found

        lines, sub_lines = _Follower(rows(_LINES)), [_Follower(rows(query)) for query in _SUB_LINES]
        slips = _Follower(rows(_SLIPS))
        for row in rows(_SETS):
            postings = [
                JournalPosting(names.account(ledger_id, account_id), cents, names.of_posting(unit_id, tenant_id))
                for _set, ledger_id, account_id, unit_id, tenant_id, cents in lines.take(row.id)
            ]
            postings += _sub_postings(names, (part for sub in sub_lines for part in sub.take(row.id)))
            facts = (*_set_facts(names, row), *_slip_facts(slips, row))
            posted_on = date.fromisoformat(row.posted_on)
            yield JournalSet(row.id, posted_on, row.memo, facts, tuple(postings), row.reverses_set_id)


def _sub_postings(names: _Names, rows: Iterable[Any]) -> Iterator[JournalPosting]:
    counterparts: dict[int, int] = {}
    for _set, root, tenant_id, ledger_id, cents, *fact in rows:
        counterparts[ledger_id] = counterparts.get(ledger_id, 0) - cents
        yield JournalPosting(names.tenant(root, tenant_id, ledger_id), cents, ((fact[0], fact[1]),), of_tenants=True)
    for ledger_id, cents in counterparts.items():
        if cents:
            yield JournalPosting(f"Equity:{SUB_LEDGER}:{names.ledgers[ledger_id]}", cents, of_tenants=True)


def _set_facts(names: _Names, row: Any) -> Facts:
    told = (
        ("kind", row.kind), ("user", row.entered_by), ("workstation", row.workstation), ("entered", row.entered_at),
        ("tenant", "" if row.tenant_id is None else names.tenant_codes[row.tenant_id]), ("reason", row.reason),
        ("comments", row.comments), ("event", "" if row.event_id in {None, row.id} else str(row.event_id)),
    )
    return tuple(fact for fact in told if fact[1])


def _slip_facts(slips: _Follower, row: Any) -> Facts:
    return tuple(fact for slip in slips.take(row.id) for fact in (("slip", str(slip[1])), ("slip_bank", slip[2])))


_SPAN = text("SELECT count(*), min(posted_on), max(posted_on) FROM transaction_set")
_LEDGERS = text("SELECT id, code, name, accounting_method FROM ledger ORDER BY id")
_ACCOUNTS = text(
    "SELECT id, code, name, ledger_code, account_type, is_bank, is_escrow FROM account_code ORDER BY id"
)
_KEPT_BALANCES = text("SELECT ledger_id, account_id, balance_cents FROM account_balance")
_FIRST_LINES = text(
    "SELECT j.ledger_id, j.account_id, min(s.posted_on) FROM journal_line j JOIN transaction_set s ON s.id = j.set_id "
    "GROUP BY j.ledger_id, j.account_id"
)
# A charge of a coming day may be paid before that day.
_UNPAID = text(
    "SELECT c.tenant_id, c.ledger_id, min(s.posted_on), sum(m.own * c.unpaid_cents) FROM (SELECT id AS charge_id, "
    "set_id, 1 AS own FROM charge UNION ALL SELECT charge_id, set_id, 0 FROM allocation) m "
    "JOIN charge c ON c.id = m.charge_id JOIN transaction_set s ON s.id = m.set_id "
    "GROUP BY c.tenant_id, c.ledger_id ORDER BY c.ledger_id, c.tenant_id"
)
_CREDITS = text(
    "SELECT e.tenant_id, e.ledger_id, min(s.posted_on), (SELECT sum(k.balance_cents) FROM tenant_credit k "
    "WHERE k.tenant_id = e.tenant_id AND k.ledger_id = e.ledger_id) FROM credit_entry e "
    "JOIN transaction_set s ON s.id = e.set_id GROUP BY e.tenant_id, e.ledger_id ORDER BY e.ledger_id, e.tenant_id"
)
_SETS = text(
    "SELECT id, kind, posted_on, entered_at, entered_by, workstation, tenant_id, memo, reason, reverses_set_id, "
    "comments, event_id FROM transaction_set ORDER BY id"
)
_LINES = text(
    "SELECT set_id, ledger_id, account_id, unit_id, tenant_id, amount_cents FROM journal_line ORDER BY set_id, line"
)
_SUB_LINES = (
    text(
        "SELECT voided_by_set_id, 'Assets', tenant_id, ledger_id, -amount_cents, 'charge', CAST(id AS TEXT) "
        "FROM charge WHERE voided_by_set_id IS NOT NULL ORDER BY voided_by_set_id, id"
    ),
    text(
        "SELECT set_id, 'Assets', tenant_id, ledger_id, amount_cents, 'charge', CAST(id AS TEXT) FROM charge "
        "ORDER BY set_id, id"
    ),
    text(
        "SELECT a.set_id, 'Assets', c.tenant_id, c.ledger_id, -a.amount_cents, 'charge', CAST(c.id AS TEXT) "
        "FROM allocation a JOIN charge c ON c.id = a.charge_id "
        "ORDER BY a.set_id, a.charge_id, a.credit_ledger_id, a.advance_id"
    ),
    text(
        "SELECT set_id, 'Liabilities', tenant_id, ledger_id, -amount_cents, 'credit', kind FROM credit_entry "
        "ORDER BY set_id, line"
    ),
)
_SLIPS = text(
    "SELECT d.id, d.number, a.code FROM deposit_slip d JOIN account_code a ON a.id = d.bank_account_id ORDER BY d.id"
)
