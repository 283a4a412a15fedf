"""A part of a deposited payment that came back, such as a refund of some of it: an NSF of that part.

Open credit that the receipt made and that is still there is taken first, then what it paid of charges, the newest
charge first. The receipt stays live for the rest; a later return takes what is left.
"""

from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.journal import Row, SetDraft
from landlord_desktop.services.receipt_entries import PostingAccounts, fee_lines, read_posting_accounts
from landlord_desktop.services.reversal_rows import SetHead, SetRemains, capital, remains


class _Taken:
    """What is still to be taken of a part, and the rows by which it is taken."""

    def __init__(self, cents: int, receipt: Any, head: SetHead, accounts: PostingAccounts) -> None:
        self.left = cents
        self.draft = SetDraft("nsf", "", "", head.tenant_id, "", head.set_id)
        self._bank, self._unit, self._tenant = receipt.bank_account_id, receipt.unit_id, head.tenant_id
        self._accounts = accounts

    def money(self, ledger_id: int, account_id: int, cents: int, fee_cents: int = 0) -> None:
        """Money leaves the bank of a ledger, out of the account it was booked to; the managers give their fee back."""
        self.left -= cents
        self.draft.lines.append((ledger_id, self._bank, self._unit, self._tenant, -cents))
        self.draft.lines.append((ledger_id, account_id, self._unit, self._tenant, cents))
        if fee_cents:
            self.draft.lines += fee_lines(
                {ledger_id: -fee_cents}, self._bank, self._unit, self._tenant, self._accounts
            )

    def open_credit(self, connection: Connection, credits_: list[Row]) -> None:
        """Take open credit that the receipt made, as far as it is still there."""
        for tenant_id, ledger_id, kind, made in credits_:
            if kind != "open_credit" or made <= 0:
                continue
            there = connection.execute(_CREDIT, {"tenant": tenant_id, "ledger": ledger_id}).scalar() or 0
            cents = min(self.left, made, there)
            if cents > 0:
                self.draft.credits.append((tenant_id, ledger_id, kind, -cents))
                self.money(ledger_id, self._accounts.open_credits, cents)

    def charges(self, connection: Connection, rest: SetRemains, receipt_id: int) -> None:
        """Take what the receipt's own money paid, the newest charge first; each with its part of the fee."""
        paid = {row[0]: (row[4], row[5]) for row in rest.allocations if row[1] == 0 and row[2] == 0 and row[4] > 0}
        for charge in connection.execute(_CHARGES, {"receipt": receipt_id}):
            amount, fee_of_all = paid.get(charge.id, (0, 0))
            cents = min(self.left, amount)
            if cents <= 0:
                continue
            fee = fee_of_all if cents == amount else (2 * fee_of_all * cents + amount) // (2 * amount)
            self.draft.allocations.append((charge.id, 0, 0, receipt_id, -cents, -fee))
            self.money(charge.ledger_id, charge.account_id, cents, fee)

    def ledger_lines(self, rest: SetRemains) -> None:
        """Take what a ledger receipt was booked to, its last line first."""
        for ledger_id, account_id, _unit, _tenant, booked in reversed(rest.lines):
            cents = min(self.left, -booked)
            if account_id != self._bank and cents > 0:
                self.money(ledger_id, account_id, cents)


def part_draft(connection: Connection, head: SetHead, receipt: Any, cents: int) -> SetDraft:
    """The set that takes a part of a receipt back, without its day, memo and reason; `cents` is less than its rest.

    RuleError where the part is an advance payment, or open credit that was used since.
    """
    rest = remains(connection, head.set_id)
    taken = _Taken(cents, receipt, head, read_posting_accounts(connection))
    if head.kind == "ledger_receipt":
        taken.ledger_lines(rest)
    else:
        taken.open_credit(connection, rest.credits)
        taken.charges(connection, rest, head.set_id)
    if taken.left:
        raise RuleError(
            f"{capital(head.name)} can give back {format_cents(cents - taken.left)} only: the rest is an advance "
            "payment, or open credit that was used since. Void what used it first, or enter the NSF of all of it."
        )
    return taken.draft


_CREDIT = text(
    "SELECT balance_cents FROM tenant_credit WHERE tenant_id = :tenant AND ledger_id = :ledger AND kind = 'open_credit'"
)
_CHARGES = text(
    "SELECT c.id, c.ledger_id, coalesce(c.receivable_account_id, c.account_id) AS account_id FROM charge c "
    "WHERE c.id IN (SELECT a.charge_id FROM allocation a WHERE a.set_id = :receipt) "
    "ORDER BY c.charged_on DESC, c.id DESC"
)
