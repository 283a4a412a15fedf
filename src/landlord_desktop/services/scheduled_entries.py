"""The entries of Scheduled Receivables that are no charges: recurring credits to tenants, and flat management fees.

A recurring credit takes from the income it was agreed on and raises the tenant's open credit; a flat fee moves money
from the unit's ledger to the management group inside one bank. Each has its schedule key as its comments.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.services.books import Books
from landlord_desktop.services.candidates import Candidate
from landlord_desktop.services.credits import bank_of_ledger
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.receipt_entries import fee_lines, read_posting_accounts


def write_credits(connection: Connection, books: Books, candidates: Sequence[Candidate]) -> int:
    """Raise the tenants' open credits by recurring charges of a negative amount; the first set's id."""
    tenants = {row.id: row for row in connection.execute(_TENANTS)}
    codes = {row.code: row for row in connection.execute(_CODES)}
    open_credits = read_posting_accounts(connection).open_credits
    writer = JournalWriter(connection, books)
    for candidate in candidates:
        tenant, code = tenants[candidate.tenant_id], codes[candidate.charge_code]
        writer.add(_credit(candidate, tenant, code, open_credits))
    writer.finish()
    return writer.first_set


def _credit(candidate: Candidate, tenant: Any, code: Any, open_credits: int) -> SetDraft:
    managed = code.payee == "management" and tenant.management_ledger_id is not None
    ledger_id = tenant.management_ledger_id if managed else tenant.ledger_id
    draft = SetDraft(
        "credit_adjustment", candidate.posting_date.isoformat(), candidate.memo or candidate.description,
        tenant.account_id, comments=candidate.key,
    )
    part = (tenant.unit_id, tenant.account_id)
    draft.lines = [
        (ledger_id, code.account_id, *part, -candidate.amount_cents),
        (ledger_id, open_credits, *part, candidate.amount_cents),
    ]
    draft.credits = [(tenant.account_id, ledger_id, "open_credit", -candidate.amount_cents)]
    return draft


def write_management_fees(connection: Connection, books: Books, candidates: Sequence[Candidate]) -> int:
    """Take flat fees from the units' ledgers for their management group; the first set's id."""
    ledgers = {row.id: row.ledger_id for row in connection.execute(_UNITS)}
    accounts = read_posting_accounts(connection)
    writer = JournalWriter(connection, books)
    for candidate in candidates:
        ledger_id = ledgers[candidate.unit_id]
        bank_id = bank_of_ledger(connection, ledger_id)
        draft = SetDraft(
            "management_fee", candidate.posting_date.isoformat(), candidate.description, comments=candidate.key
        )
        draft.lines = fee_lines({ledger_id: candidate.amount_cents}, bank_id, candidate.unit_id, None, accounts)
        writer.add(draft)
    writer.finish()
    return writer.first_set


_TENANTS = text(
    "SELECT t.id, CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END AS account_id, "
    "t.unit_id, u.ledger_id, l.management_ledger_id FROM tenant t JOIN unit u ON u.id = t.unit_id "
    "JOIN ledger l ON l.id = u.ledger_id"
)
_CODES = text("SELECT code, account_id, payee FROM charge_code")
_UNITS = text("SELECT id, ledger_id FROM unit")
