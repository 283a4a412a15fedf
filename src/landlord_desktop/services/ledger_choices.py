"""What the inquiries offer to pick from: all ledgers, accounts, units and tenants, inactive ones too."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from landlord_desktop.services.books import Books
from landlord_desktop.services.set_words import spoken


@dataclass(frozen=True, slots=True)
class Choice:
    """A record to pick: its id in the database, the ID people know, its name, and one more word."""

    record_id: int
    code: str
    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class LedgerChoices:
    """All choices, in the order of their IDs; accounts in the order of the chart."""

    ledgers: tuple[Choice, ...]
    accounts: tuple[Choice, ...]
    units: tuple[Choice, ...]
    tenants: tuple[Choice, ...]


def ledger_choices(books: Books) -> LedgerChoices:
    """Read all choices."""
    with books.store.read() as connection:
        return LedgerChoices(
            _choices(connection, "SELECT id, code, name, kind FROM ledger ORDER BY code"),
            _choices(connection, "SELECT id, code, name, account_type FROM account_code ORDER BY ledger_code, code"),
            _choices(connection, "SELECT id, code, name, '' FROM unit ORDER BY code"),
            tenant_choices(connection),
        )


def tenant_choices(connection: Connection) -> tuple[Choice, ...]:
    """All tenants, with their unit's ID."""
    return _choices(
        connection, "SELECT t.id, t.code, t.name, u.code FROM tenant t JOIN unit u ON u.id = t.unit_id ORDER BY t.code"
    )


def _choices(connection: Connection, query: str) -> tuple[Choice, ...]:
    return tuple(Choice(row[0], row[1], row[2], spoken(row[3])) for row in connection.execute(text(query)))
