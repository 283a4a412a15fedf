"""Setup > Posting Table: the accounts that postings take for themselves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import Connection, select, text, update

from landlord_desktop.db.models import setup
from landlord_desktop.rules.errors import StaleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import VALUE_REQUIRED, FieldProblem
from landlord_desktop.services.profiles.records import Kind, Saved, record_change, refuse

_LIABILITY = ("current_liability", "long_term_liability")
_INCOME, _EXPENSE = ("income", "other_income"), ("expense", "other_expense")
ROLE_TYPES: Mapping[str, tuple[str, ...]] = {
    "open_credits": _LIABILITY, "security_deposits": _LIABILITY, "owner_contribution": ("equity",),
    "management_receipt": _INCOME, "management_fee_income": _INCOME, "management_fee_expense": _EXPENSE,
    "accounts_receivable": ("current_asset",), "bank_charges": _EXPENSE,
}  # fmt: skip
"""The types of account that each role may have."""


@dataclass(frozen=True, slots=True)
class PostingTable:
    """The account (its id) of each role."""

    open_credits: int | None = None
    security_deposits: int | None = None
    owner_contribution: int | None = None
    management_receipt: int | None = None
    management_fee_income: int | None = None
    management_fee_expense: int | None = None
    accounts_receivable: int | None = None
    bank_charges: int | None = None

    @property
    def record_id(self) -> int:
        """There is one in each office."""
        return 1

    @property
    def code(self) -> str:
        """What the audit trail calls it."""
        return "of the office"


FIELD_NAMES = {
    "open_credits": "Open Credits", "security_deposits": "Security Deposits Held",
    "accounts_receivable": "Accounts Receivable", "owner_contribution": "Owner Contribution",
    "management_receipt": "Receipts of Management", "management_fee_income": "Management Fee Income",
    "management_fee_expense": "Management Fee Expense", "bank_charges": "Bank Charges",
}  # fmt: skip
POSTING_TABLE = Kind(
    "posting table", setup.posting_table, PostingTable, FIELD_NAMES, dict.fromkeys(FIELD_NAMES, setup.account_code)
)


def read_posting_table(books: Books) -> PostingTable:
    """The Posting Table as it stands."""
    with books.store.read() as connection:
        return _read(connection)


def save_posting_table(books: Books, wanted: PostingTable, before: PostingTable | None = None) -> Saved[PostingTable]:
    """Store the accounts. What holds tenants' money keeps its account once it was posted to.

    FieldsError names every role that cannot be saved; StaleError where the table is no longer as `before`.
    """
    with books.store.write() as connection:
        stored = _read(connection)
        if before is not None and before != stored:
            raise StaleError(
                "The Posting Table was changed by somebody else meanwhile. Nothing was saved; read it again."
            )
        refuse(POSTING_TABLE, _problems(connection, wanted, stored))
        table = setup.posting_table
        for role in FIELD_NAMES:
            connection.execute(update(table).where(table.c.role == role).values(account_id=getattr(wanted, role)))
        record_change(connection, books, POSTING_TABLE, stored, wanted)
    return Saved(wanted)


def _read(connection: Connection) -> PostingTable:
    table = setup.posting_table
    known = {one.name for one in fields(PostingTable)}
    rows = connection.execute(select(table.c.role, table.c.account_id)).all()
    return PostingTable(**{role: account_id for role, account_id in rows if role in known})


def _problems(connection: Connection, wanted: PostingTable, stored: PostingTable) -> Iterable[FieldProblem]:
    accounts: dict[int, Any] = {row.id: row for row in connection.execute(_ACCOUNTS)}
    for role, title in FIELD_NAMES.items():
        new, old = getattr(wanted, role), getattr(stored, role)
        if new is None:
            yield FieldProblem(role, VALUE_REQUIRED)
        elif new != old:
            sentence = _fault(role, title, accounts.get(new), accounts.get(old or 0))
            if sentence:
                yield FieldProblem(role, sentence)


def _fault(role: str, title: str, new: Any, old: Any) -> str:
    """Why a role cannot change from one account to the other; empty where it can."""
    if new is None or not new.active:
        return "Choose an active account code."
    if new.account_type not in ROLE_TYPES[role] or new.is_bank:
        kinds = " or ".join(one.replace("_", " ") for one in ROLE_TYPES[role])
        return f"{new.code} is of another type; {title} takes {'no bank, but ' if new.is_bank else ''}{kinds}."
    if role in _OF_TENANTS and old is not None and old.used:
        return f"{old.code} was posted to already; it stays the account of {title}."
    if role == "accounts_receivable" and old is not None and old.holds_money:
        return f"{old.code} still has receivables; they must be paid first."
    if role in _OF_TENANTS and (new.used or new.tenants_money):
        return f"{new.code} was used for something else; choose a new account code."
    return ""


_OF_TENANTS = ("open_credits", "security_deposits")
_ACCOUNTS = text(
    "SELECT a.id, a.code, a.account_type, a.is_bank, a.active, "
    "CASE WHEN EXISTS (SELECT 1 FROM account_balance b WHERE b.account_id = a.id) THEN 1 ELSE 0 END AS used, "
    "CASE WHEN EXISTS (SELECT 1 FROM account_balance b WHERE b.account_id = a.id AND b.balance_cents <> 0) "
    "THEN 1 ELSE 0 END AS holds_money, "
    "CASE WHEN EXISTS (SELECT 1 FROM posting_table p WHERE p.account_id = a.id "
    "AND p.role IN ('open_credits', 'security_deposits')) OR EXISTS (SELECT 1 FROM charge_code k "
    "WHERE k.account_id = a.id AND k.tracks_deposits = 1) THEN 1 ELSE 0 END AS tenants_money FROM account_code a"
)
