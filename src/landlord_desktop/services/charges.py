"""Charging tenants, and disputing a charge. Cash basis: a charge lives in the tenant's sub-ledger until it is paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS, require_cents
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.journal import JournalWriter, SetDraft


@dataclass(frozen=True, slots=True)
class NewCharge:
    """A charge to be posted: `code` is a charge code, `tenant` a tenant's id."""

    tenant_id: int
    code: str
    charged_on: date
    amount_cents: int
    memo: str = ""
    due_on: date | None = None
    disputed: bool = False


def post_charges(books: Books, charges: Sequence[NewCharge]) -> int:
    """Post charges, one transaction set each, all or none; the first set's id. RuleError names every fault."""
    with books.store.write() as connection:
        return write_charges(connection, books, charges)


def write_charges(connection: Connection, books: Books, charges: Sequence[NewCharge], slice_size: int = 2000) -> int:
    """The same inside a write that is under way."""
    codes = {row.code: row for row in connection.execute(_CODES)}
    tenants = {row.id: row for row in connection.execute(_TENANTS)}
    faults = [fault for charge in charges if (fault := _fault(charge, codes.keys(), tenants.keys()))]
    if faults:
        raise RuleError(faults)
    writer = JournalWriter(connection, books)
    for place, charge in enumerate(charges, 1):
        tenant, code = tenants[charge.tenant_id], codes[charge.code]
        management = code.payee == "management" and tenant.management_ledger_id is not None
        managed = tenant.management_ledger_id is not None
        fee = tenant.fee_basis_points if code.subject_to_management_fees and managed and not management else 0
        draft = SetDraft("charge", charge.charged_on.isoformat(), charge.memo, tenant.account_tenant_id)
        draft.charges.append(
            (
                tenant.account_tenant_id, tenant.unit_id,
                tenant.management_ledger_id if management else tenant.ledger_id, code.id, code.account_id,
                charge.charged_on.isoformat(), charge.due_on.isoformat() if charge.due_on else None,
                charge.amount_cents, charge.amount_cents, int(charge.disputed), fee, 0, charge.memo,
            )
        )
        writer.add(draft)
        if place % slice_size == 0:
            writer.write()
    writer.finish()
    return writer.first_set


def _fault(charge: NewCharge, codes: object, tenants: object) -> str | None:
    if charge.tenant_id not in tenants:  # type: ignore[operator]
        return f"There is no tenant number {charge.tenant_id}."
    if charge.code not in codes:  # type: ignore[operator]
        return f"There is no charge code {charge.code}."
    if not 0 < require_cents(charge.amount_cents) <= LARGEST_AMOUNT_CENTS:
        return f"The amount of a {charge.code} charge is not possible."
    return None


def set_disputed(books: Books, charge_id: int, *, disputed: bool) -> None:
    """Flag a charge as disputed, or clear the flag: disputed charges are neither sent nor paid automatically."""
    with books.store.write() as connection:
        changed = connection.execute(
            text("UPDATE charge SET disputed = :disputed WHERE id = :id"), {"disputed": int(disputed), "id": charge_id}
        )
        if changed.rowcount != 1:
            raise NotFoundError(f"There is no charge number {charge_id}.")
        words = "is disputed" if disputed else "is no longer disputed"
        record(connection, books, "dispute charge", f"charge {charge_id}", f"Charge {charge_id} {words}.")


_CODES = text("SELECT id, code, account_id, payee, subject_to_management_fees FROM charge_code WHERE active = 1")
_TENANTS = text(
    "SELECT t.id, "
    "CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END AS account_tenant_id, "
    "t.unit_id, u.ledger_id, u.fee_basis_points, l.management_ledger_id FROM tenant t JOIN unit u ON u.id = t.unit_id "
    "JOIN ledger l ON l.id = u.ledger_id"
)
