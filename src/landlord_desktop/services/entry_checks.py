"""What every entry made by hand checks first: the amount, who pays, the bank; each refusal in a plain sentence."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS, format_cents, require_cents
from landlord_desktop.services.credits import bank_of_ledger

METHODS = ("check", "cash", "ach", "card")
"""How money came; cash is what the screens call Currency."""


@dataclass(frozen=True, slots=True)
class Payer:
    """A tenant as entries need it. `account_tenant_id` is who keeps the account: the responsible tenant, or itself."""

    tenant_id: int
    name: str
    unit_id: int
    account_tenant_id: int
    home_ledger_id: int
    management_ledger_id: int | None


def amount_problem(cents: int, what: str) -> str | None:
    """Why an amount cannot be that of an entry; None where it can."""
    if require_cents(cents) <= 0:
        return f"{what} must be more than nothing."
    if cents > LARGEST_AMOUNT_CENTS:
        return f"{what} is more than {format_cents(LARGEST_AMOUNT_CENTS)}, the largest amount there is."
    return None


def read_payer(connection: Connection, tenant_id: int, *, inactive_too: bool = False) -> Payer:
    """The tenant of an entry. NotFoundError for an unknown one, RuleError for one who is inactive."""
    row = connection.execute(_PAYER, {"id": tenant_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no tenant number {tenant_id}.")
    if not (row.active and row.keeps_active) and not inactive_too:
        name = row.keeps_name if row.active else row.name
        raise RuleError(f"{name} is inactive. Mark the tenant Active under Profiles first, then post again.")
    return Payer(row.id, row.name, row.unit_id, row.keeps_id, row.ledger_id, row.management_ledger_id)


def require_bank(connection: Connection, bank_id: int | None, ledger_id: int) -> int:
    """The bank of an entry: the one chosen, else that of the ledger. RuleError where there is no such bank."""
    if bank_id is None:
        return bank_of_ledger(connection, ledger_id)
    bank = connection.execute(_BANK, {"id": bank_id}).one_or_none()
    if bank is None or not bank.is_bank:
        raise RuleError("The bank chosen is no bank account code. Choose one from the list.")
    if not bank.active:
        raise RuleError(f"Bank {bank.code} is inactive. Choose another, or mark it Active in Setup > Account Codes.")
    return bank_id


def require_ledger(connection: Connection, ledger_id: int) -> str:
    """The name of the ledger of an entry. NotFoundError for an unknown one, RuleError for one that is inactive."""
    ledger = connection.execute(_LEDGER, {"id": ledger_id}).one_or_none()
    if ledger is None:
        raise NotFoundError(f"There is no ledger number {ledger_id}.")
    if not ledger.active:
        raise RuleError(f"Ledger {ledger.name} is inactive. Mark it Active under Profiles first, then post again.")
    return str(ledger.name)


def account_problem(connection: Connection, account_id: int) -> str | None:
    """Why an account cannot be the other side of an entry made by hand; None where it can.

    Open credits, deposits held and receivables are the tenants' own, kept by their entries; banks have theirs.
    """
    account = connection.execute(_ACCOUNT, {"id": account_id}).one_or_none()
    if account is None:
        return f"There is no account code number {account_id}."
    if not account.active:
        return f"Account {account.code} is inactive. Choose another."
    if account.is_bank:
        return f"{account.code} is a bank. Money moves between banks by GL > Transfer Between Banks."
    if account.kept:
        return f"{account.code} is kept by the tenants' own entries and cannot be chosen here."
    return None


_PAYER = text(
    "SELECT t.id, t.name, t.unit_id, t.active, k.id AS keeps_id, k.name AS keeps_name, k.active AS keeps_active, "
    "u.ledger_id, l.management_ledger_id FROM tenant t JOIN tenant k ON k.id = "
    "CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END "
    "JOIN unit u ON u.id = k.unit_id JOIN ledger l ON l.id = u.ledger_id WHERE t.id = :id"
)
_BANK = text("SELECT code, is_bank, active FROM account_code WHERE id = :id")
_LEDGER = text("SELECT CASE WHEN name = '' THEN code ELSE name END AS name, active FROM ledger WHERE id = :id")
_ACCOUNT = text(
    "SELECT a.code, a.active, a.is_bank, CASE WHEN EXISTS (SELECT 1 FROM posting_table p WHERE p.account_id = a.id "
    "AND p.role IN ('open_credits', 'security_deposits', 'accounts_receivable')) "
    "OR EXISTS (SELECT 1 FROM charge_code k WHERE k.account_id = a.id AND k.tracks_deposits = 1) THEN 1 ELSE 0 END "
    "AS kept FROM account_code a WHERE a.id = :id"
)
