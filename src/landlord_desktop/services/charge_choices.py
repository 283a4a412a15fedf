"""The charge codes to choose from, and whom a charge of each would be owed to."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, charge_terms


@dataclass(frozen=True, slots=True)
class ChargeChoice:
    """A charge code. `pays_management`: charges of it are owed to the managers unless a person says otherwise."""

    code: str
    name: str
    pays_management: bool
    is_deposit: bool


@dataclass(frozen=True, slots=True)
class Terms:
    """Whom a charge would be owed to, and the percentage of its management fee in basis points."""

    ledger_id: int
    fee_basis_points: int


def charge_choices(books: Books) -> tuple[ChargeChoice, ...]:
    """The active charge codes, by their ids."""
    with books.store.read() as connection:
        return read_choices(connection)


def read_choices(connection: Connection) -> tuple[ChargeChoice, ...]:
    """The same inside a read that is under way."""
    return tuple(
        ChargeChoice(row.code, row.name, row.payee == "management", row.payee == "deposit" or bool(row.tracks_deposits))
        for row in connection.execute(_CODES)
    )


def terms_of(
    connection: Connection, tenant_id: int, choices: tuple[ChargeChoice, ...]
) -> dict[tuple[str, bool], Terms]:
    """The terms of each code for a tenant: owed to the unit's ledger (False) and to the managers (True)."""
    wanted = [(choice.code, managers) for choice in choices for managers in (False, True)]
    rows = charge_terms(
        connection, [NewCharge(tenant_id, code, date.min, 1, pays_management=managers) for code, managers in wanted]
    )
    return {key: Terms(row[2], row[13]) for key, row in zip(wanted, rows, strict=True)}


_CODES = text("SELECT code, name, payee, tracks_deposits FROM charge_code WHERE active = 1 ORDER BY code")
