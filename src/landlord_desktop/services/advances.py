"""Advance payments: money the owner has already, waiting for the charge it was paid for.

At the receipt the owner's income and the management fee arise (see `receipt_entries`). When such a charge is posted the
advance payment pays it inside the charge's own set. Source: the help page on rent received in advance.
"""

from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.fees import fee_of_payment
from landlord_desktop.services.journal import Row, SetDraft
from landlord_desktop.services.receipt_entries import PostingAccounts, fee_lines


class AdvanceBook:
    """The unused advance payments while charges are posted: by tenant, charge code and ledger, oldest first."""

    def __init__(self, connection: Connection) -> None:
        self._waiting: dict[tuple[int, int, int], list[list[int]]] = {}
        self._read: dict[int, int] = {}
        self._changed: dict[int, list[int]] = {}
        for row in connection.execute(_UNUSED):
            self._waiting.setdefault(tuple(row[:3]), []).append(list(row[3:]))
            self._read[row[3]] = row[4]

    def offset(self, draft: SetDraft, charge_id: int, charge: Row, tenant: Any, accounts: PostingAccounts) -> Row:
        """Let advance payments pay the charge (a row of `SetDraft.charges`) in its own set; the row as it stands then.

        On cash basis nothing happens in the journal, unless the fee of the charge is another than that taken before.
        """
        values = list(charge)
        tenant_id, unit_id, ledger_id, code_id, amount_cents, points = (*charge[:4], charge[10], charge[13])
        settled_account = charge[5] or charge[4]
        for advance in self._waiting.get((tenant_id, code_id, ledger_id), ()):
            advance_id, unused, fee_unused, account_id = advance
            used = min(unused, values[11])
            if not used:
                continue
            fee_taken_before = fee_of_use(unused, fee_unused, used)
            fee = fee_of_payment(amount_cents, amount_cents - values[11], used, points, values[14]) if points else 0
            values[11] -= used
            values[14] += fee
            draft.allocations.append((charge_id, 0, advance_id, None, used, fee))
            draft.credits.append((tenant_id, ledger_id, "advance_payment", -used))
            if account_id != settled_account:
                draft.lines.append((ledger_id, account_id, unit_id, tenant_id, used))
                draft.lines.append((ledger_id, settled_account, unit_id, tenant_id, -used))
            if fee != fee_taken_before:
                draft.lines += _fee_difference(fee - fee_taken_before, ledger_id, unit_id, tenant_id, tenant, accounts)
            advance[1:3] = unused - used, fee_unused - fee_taken_before
            self._changed[advance_id] = advance
        if charge[5] is not None:
            draft.lines.append((ledger_id, charge[5], unit_id, tenant_id, amount_cents))
            draft.lines.append((ledger_id, charge[4], unit_id, tenant_id, -amount_cents))
        return tuple(values)

    def changes(self) -> list[tuple[int, int, int, int]]:
        """What `JournalWriter.finish` takes as advance changes."""
        return [(found[1], found[2], key, self._read[key]) for key, found in self._changed.items()]


def fee_of_use(unused_cents: int, fee_unused_cents: int, used_cents: int) -> int:
    """The part of an advance payment's fee that goes with a use of it: pro rata, the remainder with the last part."""
    if used_cents == unused_cents:
        return fee_unused_cents
    return (fee_unused_cents * used_cents * 2 + unused_cents) // (2 * unused_cents)


def _fee_difference(
    cents: int, ledger_id: int, unit_id: int, tenant_id: int, tenant: Any, accounts: PostingAccounts
) -> list[Row]:
    if tenant.bank_account_id is None:
        raise RuleError("The ledger of the unit has no bank in its profile, so its management fee cannot be taken.")
    return fee_lines({ledger_id: cents}, tenant.bank_account_id, unit_id, tenant_id, accounts)


_UNUSED = text(
    "SELECT tenant_id, charge_code_id, ledger_id, id, unused_cents, fee_unused_cents, account_id "
    "FROM advance_payment WHERE unused_cents > 0 ORDER BY id"
)
