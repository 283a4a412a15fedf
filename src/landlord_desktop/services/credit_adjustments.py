"""Adjust Open Credits: value moves between the owner's or the managers' ledger and a tenant's open credit.

Increase: debit the account chosen, credit the tenant's open credits. Decrease: the other way. With Transfer from
Management the account is the managers', and the money moves between the two ledgers inside the owner's bank.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.allocation import TenantState
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.credits import bank_of_ledger
from landlord_desktop.services.entry_checks import Payer, account_problem, amount_problem, read_payer
from landlord_desktop.services.journal import JournalWriter, Row, SetDraft
from landlord_desktop.services.receipt_entries import read_posting_accounts
from landlord_desktop.services.working_list import tenant_states


@dataclass(frozen=True, slots=True)
class CreditAdjustment:
    """An adjustment to be posted. `account_id` is the expense or income side, never the open-credit account itself."""

    tenant_id: int
    posted_on: date
    increase: bool
    amount_cents: int
    account_id: int
    from_management: bool = False
    memo: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class CreditFacts:
    """What the protected fields show before an adjustment, in cents. `management` is empty where there is none."""

    tenant_id: int
    name: str
    open_credit_cents: int
    unpaid_cents: int
    advance_cents: int
    ledger: str
    management: str


def credit_facts(books: Books, tenant_id: int) -> CreditFacts:
    """The tenant's open credits and unpaid charges. NotFoundError for an unknown tenant."""
    with books.store.read() as connection:
        payer = read_payer(connection, tenant_id, inactive_too=True)
        state = tenant_states(connection, tenant_id=payer.account_tenant_id)[payer.account_tenant_id]
        names = {row[0]: row[1] for row in connection.execute(text("SELECT id, name FROM ledger"))}
    return CreditFacts(
        tenant_id, payer.name, _credit_cents(state), state.unpaid_cents + state.disputed_cents,
        state.advance_cents, names[payer.home_ledger_id], names.get(payer.management_ledger_id or 0, ""),
    )


def post_adjustment(books: Books, order: CreditAdjustment) -> int:
    """Post an adjustment; the id of its set. RuleError names every fault."""
    with books.store.write() as connection:
        return write_adjustment(connection, books, order)


def write_adjustment(
    connection: Connection, books: Books, order: CreditAdjustment, event_id: int | None = None
) -> int:
    """The same inside a write that is under way."""
    payer = read_payer(connection, order.tenant_id)
    state = tenant_states(connection, tenant_id=payer.account_tenant_id)[payer.account_tenant_id]
    faults = _faults(connection, order, payer, state)
    if faults:
        raise RuleError(faults)
    sign = 1 if order.increase else -1
    shares = [(payer.home_ledger_id, order.amount_cents)] if order.increase else _taken_from(state, order.amount_cents)
    draft = SetDraft(
        "credit_adjustment", order.posted_on.isoformat(), stored_text(order.memo), state.tenant_id,
        comments=stored_text(order.comments),
    )
    draft.credits = [(state.tenant_id, ledger_id, "open_credit", sign * cents) for ledger_id, cents in shares]
    draft.lines = _lines(connection, order, payer, state, [(ledger_id, sign * cents) for ledger_id, cents in shares])
    writer = JournalWriter(connection, books, event_id)
    set_id = writer.add(draft)
    writer.finish()
    verb = "increased" if order.increase else "decreased"
    record(connection, books, "adjust open credits", f"set {set_id}",
           f"Open credits of {payer.name} {verb} by {format_cents(order.amount_cents)}.")
    return set_id


def _lines(
    connection: Connection, order: CreditAdjustment, payer: Payer, state: TenantState,
    shares: Sequence[tuple[int, int]],
) -> list[Row]:
    credits_account = read_posting_accounts(connection).open_credits
    unit_id, tenant_id = state.unit_id, state.tenant_id
    manager_id = payer.management_ledger_id if order.from_management else None
    lines: list[Row] = []
    for ledger_id, cents in shares:
        lines.append((ledger_id, credits_account, unit_id, tenant_id, -cents))
        if manager_id is None or manager_id == ledger_id:
            lines.append((ledger_id, order.account_id, unit_id, tenant_id, cents))
            continue
        bank_id = bank_of_ledger(connection, ledger_id)
        lines += [
            (ledger_id, bank_id, unit_id, tenant_id, cents),
            (manager_id, bank_id, unit_id, tenant_id, -cents),
            (manager_id, order.account_id, unit_id, tenant_id, cents),
        ]
    return lines


def _taken_from(state: TenantState, cents: int) -> list[tuple[int, int]]:
    """From which ledgers' open credit a decrease is taken: that of the unit first."""
    left, taken = cents, []
    for credit in sorted(state.credits, key=lambda one: (one.ledger_id != state.home_ledger_id, one.ledger_id)):
        part = min(left, credit.amount_cents)
        if part:
            taken.append((credit.ledger_id, part))
            left -= part
    return taken


def _credit_cents(state: TenantState) -> int:
    return sum(credit.amount_cents for credit in state.credits)


def _faults(connection: Connection, order: CreditAdjustment, payer: Payer, state: TenantState) -> list[str]:
    faults = [fault for fault in (amount_problem(order.amount_cents, "The amount"),) if fault]
    held = _credit_cents(state)
    if not order.increase and order.amount_cents > held:
        faults.append(
            f"The open credits of {payer.name} are {format_cents(held)} and cannot be decreased by "
            f"{format_cents(order.amount_cents)}."
        )
    if order.from_management and payer.management_ledger_id is None:
        faults.append("The ledger of the unit has no management group, so nothing can be transferred from it.")
    faults += [fault for fault in (account_problem(connection, order.account_id),) if fault]
    return faults
