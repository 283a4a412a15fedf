"""The journal lines, allocations and credits of a receipt: what a plan of the rules means in the books.

Debits and credits follow the tables of the trade (cash basis): the bank is debited at the receipt; income arises as a
charge is paid; the management fee is taken at the same moment; money that moves between ledgers keeps the bank whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, text

from landlord_desktop.rules.allocation import Allocation, OpenCharge, TenantState
from landlord_desktop.rules.fees import fee_of_payment, fee_on_whole_charge
from landlord_desktop.services.journal import OWN_RECEIPT, Row


@dataclass(frozen=True, slots=True)
class PostingAccounts:
    """Accounts of the Posting Table by role, and the management ledger of each ledger."""

    open_credits: int
    fee_expense: int
    fee_income: int
    receivable: int
    bank_charges: int
    management_of: Mapping[int, int]


def read_posting_accounts(connection: Connection) -> PostingAccounts:
    """The Posting Table as posting needs it."""
    roles = {row[0]: row[1] for row in connection.execute(text("SELECT role, account_id FROM posting_table"))}
    managed = text("SELECT id, management_ledger_id FROM ledger WHERE management_ledger_id IS NOT NULL")
    ledgers = {row[0]: row[1] for row in connection.execute(managed)}
    return PostingAccounts(
        roles["open_credits"], roles["management_fee_expense"], roles["management_fee_income"],
        roles["accounts_receivable"], roles["bank_charges"], ledgers,
    )


class ChargeBook:
    """The open charges while a batch is posted: what is unpaid and which fee was taken, after each payment."""

    def __init__(self, states: Iterable[TenantState]) -> None:
        self._charges: dict[int, OpenCharge] = {
            charge.charge_id: charge for state in states for charge in state.charges
        }
        self._unpaid: dict[int, int] = {}
        self._fee_taken: dict[int, int] = {}

    def charge(self, charge_id: int) -> OpenCharge:
        return self._charges[charge_id]

    def pay(self, charge_id: int, cents: int) -> int:
        """Pay a part of a charge; the management fee that goes with it, in cents."""
        charge = self._charges[charge_id]
        unpaid = self._unpaid.get(charge_id, charge.unpaid_cents)
        taken = self._fee_taken.get(charge_id, charge.fee_taken_cents)
        self._unpaid[charge_id] = unpaid - cents
        if not charge.fee_basis_points:
            return 0
        fee = fee_of_payment(charge.amount_cents, charge.amount_cents - unpaid, cents, charge.fee_basis_points, taken)
        self._fee_taken[charge_id] = taken + fee
        return fee

    def changes(self) -> list[tuple[int, int, int, int]]:
        """(unpaid_cents, fee_taken_cents, id, unpaid_cents as it was read) of each charge that was paid."""
        return [
            (unpaid, self._fee_taken.get(key, self._charges[key].fee_taken_cents), key, self._charges[key].unpaid_cents)
            for key, unpaid in self._unpaid.items()
        ]


@dataclass(frozen=True, slots=True)
class ReceiptEntries:
    """What one receipt writes; rows in the shapes of `journal.SetDraft`."""

    lines: list[Row]
    allocations: list[Row]
    credits: list[Row]
    advances: list[Row] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AdvancePart:
    """A part of a payment made for a charge to come: whom it is owed to, what it will earn, and the fee of it.

    `account_id` is credited at the receipt: income, or the receivable where the ledger accrues.
    """

    unit_id: int
    ledger_id: int
    charge_code_id: int
    account_id: int
    amount_cents: int
    fee_basis_points: int
    memo: str = ""


def tenant_receipt_entries(
    plan: Allocation, state: TenantState, bank_id: int, book: ChargeBook, accounts: PostingAccounts,
    receipt: int | None = OWN_RECEIPT, advances: Sequence[AdvancePart] = (),
) -> ReceiptEntries:
    """The entries of a tenant's payment of one or more ledgers, with fees, open credit used and made.

    `receipt` None: no receipt has a part in it, open credit alone pays. `advances` stand beside the plan.
    """
    cash: dict[int, int] = {}
    lines: list[Row] = []
    allocations: list[Row] = []
    credits_: list[Row] = []
    fees: dict[int, int] = {}
    tenant_id, unit_id = state.tenant_id, state.unit_id
    for part in plan.payments:
        charge, cents = book.charge(part.charge_id), part.amount_cents
        fee = book.pay(part.charge_id, cents)
        if fee:
            fees[charge.ledger_id] = fees.get(charge.ledger_id, 0) + fee
        source = part.credit_ledger_id
        if source is None:
            cash[charge.ledger_id] = cash.get(charge.ledger_id, 0) + cents
        else:
            lines.append((source, accounts.open_credits, unit_id, tenant_id, cents))
            credits_.append((tenant_id, source, "open_credit", -cents))
            if source != charge.ledger_id:
                cash[source] = cash.get(source, 0) - cents
                cash[charge.ledger_id] = cash.get(charge.ledger_id, 0) + cents
        lines.append((charge.ledger_id, charge.account_id, unit_id, tenant_id, -cents))
        allocations.append((part.charge_id, source or 0, 0, receipt, cents, fee))
    advance_rows = _advance_rows(advances, tenant_id, cash, fees, lines, credits_)
    if plan.open_credit_cents:
        home = state.home_ledger_id
        cash[home] = cash.get(home, 0) + plan.open_credit_cents
        lines.append((home, accounts.open_credits, unit_id, tenant_id, -plan.open_credit_cents))
        credits_.append((tenant_id, home, "open_credit", plan.open_credit_cents))
    bank_lines = [(ledger_id, bank_id, unit_id, tenant_id, cents) for ledger_id, cents in cash.items() if cents]
    lines = [*bank_lines, *lines, *fee_lines(fees, bank_id, unit_id, tenant_id, accounts)]
    return ReceiptEntries(lines, allocations, credits_, advance_rows)


def _advance_rows(
    advances: Sequence[AdvancePart], tenant_id: int, cash: dict[int, int], fees: dict[int, int], lines: list[Row],
    credits_: list[Row],
) -> list[Row]:
    """The owner has the money of an advance payment, and the managers their fee, at once."""
    rows: list[Row] = []
    for part in advances:
        ledger_id, cents = part.ledger_id, part.amount_cents
        fee = fee_on_whole_charge(cents, part.fee_basis_points)
        if fee:
            fees[ledger_id] = fees.get(ledger_id, 0) + fee
        cash[ledger_id] = cash.get(ledger_id, 0) + cents
        lines.append((ledger_id, part.account_id, part.unit_id, tenant_id, -cents))
        credits_.append((tenant_id, ledger_id, "advance_payment", cents))
        rows.append((
            tenant_id, part.unit_id, ledger_id, part.charge_code_id, part.account_id, cents, cents,
            part.fee_basis_points, fee, fee, part.memo,
        ))  # fmt: skip
    return rows


def fee_lines(
    fees: Mapping[int, int], bank_id: int, unit_id: int | None, tenant_id: int | None, accounts: PostingAccounts
) -> list[Row]:
    """Each owner's ledger pays its fee (cents by ledger id) out of the same bank to its management ledger."""
    lines: list[Row] = []
    for ledger_id, fee in fees.items():
        management_id = accounts.management_of[ledger_id]
        lines += [
            (ledger_id, accounts.fee_expense, unit_id, tenant_id, fee),
            (ledger_id, bank_id, unit_id, tenant_id, -fee),
            (management_id, bank_id, unit_id, tenant_id, fee),
            (management_id, accounts.fee_income, unit_id, tenant_id, -fee),
        ]
    return lines
