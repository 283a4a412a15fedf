"""Receipts of many tenants at once, through the same rules and the same journal as a Post of the working list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from landlord_desktop.rules.allocation import TenantState, settle, state_after
from landlord_desktop.rules.batch import due_charges
from landlord_desktop.services.batches import source_key
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal import JournalWriter, Row, SetDraft
from landlord_desktop.services.receipt_entries import ChargeBook, read_posting_accounts, tenant_receipt_entries
from landlord_desktop.services.receipt_posting import SLICE


@dataclass(frozen=True, slots=True)
class Payment:
    """A payment to be posted to a tenant's account, or to a ledger where `account_id` says what it is booked to.

    `payer_id` is the tenant, or the ledger. `payment_id` is that of Inosio, None for one typed by hand.
    """

    payer_id: int
    amount_cents: int
    received_on: date
    payer_name: str = ""
    method: str = "check"
    memo: str = ""
    batch_id: str | None = None
    payment_id: str | None = None
    account_id: int | None = None


def due_cents(state: TenantState, day: date) -> int:
    """What a tenant is asked for on a day: charges that count as due, less open credit."""
    return sum(charge.unpaid_cents for charge in due_charges(state, day)) - state.credit_cents


def post_payments(
    connection: Connection, books: Books, states: dict[int, TenantState], payments: Sequence[Payment], bank_id: int
) -> list[int]:
    """Post payments in order, oldest charge first and the rest to open credit; the receipts' ids.

    `states` are the tenants' accounts as read in this write; they are brought up to date.
    """
    writer = JournalWriter(connection, books)
    book, accounts = ChargeBook(states.values()), read_posting_accounts(connection)
    receipts = []
    for place, payment in enumerate(payments, 1):
        day = payment.received_on.isoformat()
        draft = SetDraft("receipt", day, payment.memo)
        if payment.account_id is None:
            state = states[payment.payer_id]
            plan = settle(payment.amount_cents, due_charges(state, payment.received_on), state.credits)
            entries = tenant_receipt_entries(plan, state, bank_id, book, accounts)
            draft.tenant_id, draft.lines = state.tenant_id, entries.lines
            draft.allocations, draft.credits = entries.allocations, entries.credits
            payer: Row = ("tenant", state.tenant_id, state.unit_id, state.home_ledger_id)
            credit_cents = plan.open_credit_cents
            states[payment.payer_id] = state_after(state, plan)
        else:
            draft.kind = "ledger_receipt"
            draft.lines = [
                (payment.payer_id, bank_id, None, None, payment.amount_cents),
                (payment.payer_id, payment.account_id, None, None, -payment.amount_cents),
            ]
            payer, credit_cents = ("ledger", None, None, payment.payer_id), 0
        key = source_key("", payment.payment_id) if payment.payment_id else None
        draft.receipt = (
            *payer, bank_id, day, day, payment.amount_cents, credit_cents, 0, payment.method, payment.payer_name, "",
            payment.memo, payment.batch_id, payment.payment_id, key, books.new_uuid(), books.actor.user, None,
        )
        receipts.append(writer.add(draft))
        if place % SLICE == 0:
            writer.write()
    writer.finish(book.changes())
    return receipts
