"""Charging tenants, and disputing a charge.

Cash basis: a charge lives in the tenant's sub-ledger until it is paid. Accrual, chosen by ledger: receivable and income
arise with the charge, and its payment settles the receivable; a security deposit is a liability only once it is paid.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.money import require_cents
from landlord_desktop.services.advances import AdvanceBook
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.credits import use_open_credits
from landlord_desktop.services.entry_checks import amount_problem
from landlord_desktop.services.journal import JournalWriter, Row, SetDraft
from landlord_desktop.services.receipt_entries import PostingAccounts, read_posting_accounts


@dataclass(frozen=True, slots=True)
class NewCharge:
    """A charge to be posted: `code` is a charge code, `tenant_id` a tenant's id.

    `pays_management` None: to whom the code says, else to the managers or to the ledger of the unit; deposits always go
    where the code says. `owner_share_cents` of a charge owed to the managers is owed to the unit's ledger instead.
    `schedule_key` names what was scheduled; the same can be posted once. `fee_basis_points` None: that of the unit.
    """

    tenant_id: int
    code: str
    charged_on: date
    amount_cents: int
    memo: str = ""
    due_on: date | None = None
    disputed: bool = False
    pays_management: bool | None = None
    owner_share_cents: int = 0
    origin: str = "typed"
    schedule_key: str | None = None
    fee_basis_points: int | None = None
    comments: str = ""


def post_charges(books: Books, charges: Sequence[NewCharge]) -> int:
    """Post charges, one transaction set each, all or none; the first set's id. RuleError names every fault.

    Advance payments made for such a charge are used up first; then open credits, where they pay all a tenant owes.
    """
    with books.store.write() as connection:
        return write_charges(connection, books, charges)


def write_charges(
    connection: Connection, books: Books, charges: Sequence[NewCharge], slice_size: int = 2000, *,
    use_credits: bool = True, event_id: int | None = None,
) -> int:
    """The same inside a write that is under way. `use_credits` False leaves open credits alone."""
    codes = {row.code: row for row in connection.execute(_CODES)}
    tenants = {row.id: row for row in connection.execute(_TENANTS)}
    _refuse(charges, codes, tenants)
    writer = JournalWriter(connection, books, event_id)
    accounts = read_posting_accounts(connection)
    advances = AdvanceBook(connection)
    for place, charge in enumerate(charges, 1):
        _add_charge(writer, charge, tenants[charge.tenant_id], codes[charge.code], accounts, advances)
        if place % slice_size == 0:
            writer.write()
    writer.finish(advance_changes=advances.changes())
    if use_credits and charges:
        latest = {tenants[charge.tenant_id].account_tenant_id: charge.charged_on for charge in charges}
        use_open_credits(connection, books, latest, writer.event_id)
    return writer.first_set


def charge_terms(connection: Connection, charges: Sequence[NewCharge]) -> list[Row]:
    """The rows these charges would have, in the shape of `SetDraft.charges`; nothing is posted.

    RuleError names every fault.
    """
    codes = {row.code: row for row in connection.execute(_CODES)}
    tenants = {row.id: row for row in connection.execute(_TENANTS)}
    _refuse(charges, codes, tenants)
    accounts = read_posting_accounts(connection)
    return [
        _charge_row(
            charge, tenants[charge.tenant_id], codes[charge.code], accounts,
            _owed_to_management(charge, tenants[charge.tenant_id], codes[charge.code]), charge.amount_cents, None,
        )
        for charge in charges
    ]


def _add_charge(
    writer: JournalWriter, charge: NewCharge, tenant: Any, code: Any, accounts: PostingAccounts, advances: AdvanceBook
) -> None:
    draft = SetDraft(
        "charge", charge.charged_on.isoformat(), charge.memo, tenant.account_tenant_id, comments=charge.comments
    )
    management = _owed_to_management(charge, tenant, code)
    parts = [(management, charge.amount_cents - charge.owner_share_cents, charge.schedule_key)]
    if charge.owner_share_cents:
        parts.append((False, charge.owner_share_cents, None))
    for to_management, cents, key in parts:
        if cents:
            row = _charge_row(charge, tenant, code, accounts, to_management, cents, key)
            draft.charges.append(advances.offset(draft, writer.next_charge + len(draft.charges), row, tenant, accounts))
    writer.add(draft)


def _owed_to_management(charge: NewCharge, tenant: Any, code: Any) -> bool:
    usual = charge.pays_management is None or code.payee == "deposit"
    wanted = code.payee == "management" if usual else bool(charge.pays_management)
    return wanted and tenant.management_ledger_id is not None


def _charge_row(
    charge: NewCharge, tenant: Any, code: Any, accounts: PostingAccounts, to_management: bool, cents: int,
    schedule_key: str | None,
) -> Row:
    accrues = tenant.management_accrues if to_management else tenant.accrues
    managed = tenant.management_ledger_id is not None and not to_management
    points = tenant.fee_basis_points if charge.fee_basis_points is None else charge.fee_basis_points
    return (
        tenant.account_tenant_id, tenant.unit_id, tenant.management_ledger_id if to_management else tenant.ledger_id,
        code.id, code.account_id, accounts.receivable if accrues and not code.tracks_deposits else None,
        charge.origin, schedule_key, charge.charged_on.isoformat(),
        charge.due_on.isoformat() if charge.due_on else None, cents, cents, int(charge.disputed),
        points if code.subject_to_management_fees and managed else 0, 0, charge.memo,
    )


def _refuse(charges: Sequence[NewCharge], codes: dict[str, Any], tenants: dict[int, Any]) -> None:
    """RuleError names each fault once."""
    faults = [fault for charge in charges if (fault := _fault(charge, codes, tenants))]
    if faults:
        raise RuleError(list(dict.fromkeys(faults)))


def _fault(charge: NewCharge, codes: dict[str, Any], tenants: dict[int, Any]) -> str | None:
    if charge.tenant_id not in tenants:
        return f"There is no tenant number {charge.tenant_id}."
    if charge.code not in codes:
        return f"There is no charge code {charge.code}."
    if not codes[charge.code].active:
        return f"The charge code {charge.code} is inactive. Choose another, or mark it Active in Setup > Charge Codes."
    if problem := amount_problem(charge.amount_cents, f"The {charge.code} charge"):
        return problem
    if require_cents(charge.owner_share_cents) < 0:
        return f"The owner's share of the {charge.code} charge is less than nothing."
    if charge.owner_share_cents > charge.amount_cents:
        return f"The owner's share of the {charge.code} charge is more than the charge."
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


_CODES = text(
    "SELECT id, code, account_id, payee, subject_to_management_fees, tracks_deposits, active FROM charge_code"
)
_TENANTS = text(
    "SELECT t.id, "
    "CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END AS account_tenant_id, "
    "t.unit_id, u.ledger_id, coalesce(f.fee_basis_points, 0) AS fee_basis_points, l.management_ledger_id, "
    "l.bank_account_id, CASE l.accounting_method WHEN 'accrual' THEN 1 ELSE 0 END AS accrues, "
    "CASE m.accounting_method WHEN 'accrual' THEN 1 ELSE 0 END AS management_accrues "
    "FROM tenant t JOIN unit u ON u.id = t.unit_id JOIN ledger l ON l.id = u.ledger_id "
    "LEFT JOIN ledger m ON m.id = l.management_ledger_id LEFT JOIN fee_profile f ON f.id = u.fee_profile_id"
)
