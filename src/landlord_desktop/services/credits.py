"""Open credits used for charges without a new payment: by a person, or by themselves when a charge is posted.

Source: the help pages on charging a tenant (all undisputed charges are paid where the credits reach for all of them,
otherwise none) and on applying open credits.
"""

from collections.abc import Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.allocation import (
    Allocation,
    ChargePayment,
    TenantState,
    allocation_problems,
    settle,
)
from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.receipt_entries import ChargeBook, read_posting_accounts, tenant_receipt_entries
from landlord_desktop.services.working_list import tenant_states


def apply_open_credits(
    books: Books, tenant_id: int, payments: Sequence[ChargePayment], posted_on: date, memo: str = ""
) -> int:
    """Pay charges of a tenant out of the open credits; the id of the set. RuleError names what does not fit.

    Each payment names the ledger whose credit it uses.
    """
    with books.store.write() as connection:
        states = tenant_states(connection, tenant_id=tenant_id)
        if tenant_id not in states:
            raise NotFoundError(f"There is no tenant number {tenant_id}.")
        return write_application(connection, books, states[tenant_id], payments, posted_on, memo)


def write_application(
    connection: Connection, books: Books, state: TenantState, payments: Sequence[ChargePayment], posted_on: date,
    memo: str = "", event_id: int | None = None,
) -> int:
    """The same inside a write that is under way."""
    plan = Allocation(tuple(payments))
    problems = allocation_problems(0, plan, state)
    if not payments:
        problems.append("No charge is chosen to be paid from the open credits.")
    if any(part.credit_ledger_id is None for part in payments):
        problems.append("Without a payment, charges are paid from open credits alone.")
    if problems:
        raise RuleError(problems)
    book = ChargeBook([state])
    bank_id = bank_of_ledger(connection, state.home_ledger_id)
    entries = tenant_receipt_entries(plan, state, bank_id, book, read_posting_accounts(connection), receipt=None)
    draft = SetDraft("credit_application", posted_on.isoformat(), memo or "Open credit applied", state.tenant_id)
    draft.lines, draft.allocations, draft.credits = entries.lines, entries.allocations, entries.credits
    writer = JournalWriter(connection, books, event_id)
    set_id = writer.add(draft)
    writer.finish(book.changes())
    return set_id


def use_open_credits(
    connection: Connection, books: Books, tenants: Mapping[int, date], event_id: int | None = None
) -> list[int]:
    """After charges were posted to these tenants (id to posting date): pay all undisputed charges of those whose open
    credits reach for all of them; the sets. Nothing where the office has switched it off.
    """
    if (connection.execute(_SWITCH).scalar() or "yes") != "yes":
        return []
    sets = []
    for (tenant_id,) in connection.execute(_WITH_CREDIT).all():
        if tenant_id not in tenants:
            continue
        state = tenant_states(connection, tenant_id=tenant_id)[tenant_id]
        charges = [charge for charge in state.charges if not charge.disputed]
        credit_cents = sum(credit.amount_cents for credit in state.credits)
        if charges and state.unpaid_cents <= credit_cents:
            parts = settle(0, charges, state.credits).payments
            sets.append(
                write_application(connection, books, state, parts, tenants[tenant_id], event_id=event_id)
            )
    return sets


def bank_of_ledger(connection: Connection, ledger_id: int) -> int:
    """The bank in which money of a ledger moves when no bank is chosen: that of its profile, else the office's.

    RuleError where there is none.
    """
    bank_id = connection.execute(_BANK, {"ledger": ledger_id}).scalar()
    if bank_id is None:
        raise RuleError("The ledger has no bank in its profile. Choose one in Profiles and post again.")
    return int(bank_id)


_SWITCH = text("SELECT value FROM setting WHERE key = 'office.use_open_credits'")
_WITH_CREDIT = text(
    "SELECT DISTINCT tenant_id FROM tenant_credit WHERE kind = 'open_credit' AND balance_cents > 0 ORDER BY tenant_id"
)
_BANK = text(
    "SELECT coalesce(l.bank_account_id, (SELECT a.id FROM account_code a JOIN setting s ON s.value = a.code "
    "WHERE s.key = 'inosio.bank' AND a.is_bank = 1)) FROM ledger l WHERE l.id = :ledger"
)
