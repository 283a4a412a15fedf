"""The rows a transaction set consists of: their columns, and the facts of them that its content hash covers.

Rows are plain tuples in the order of these columns, because a batch of a thousand payments writes ten thousand of
them; dates are ISO text.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from landlord_desktop.rules.ledger import content_hash

SET_COLUMNS = (
    "id, kind, posted_on, entered_at, entered_by, workstation, tenant_id, memo, reason, reverses_set_id, "
    "comments, event_id, content_hash, hash_recipe"
)
LINE_COLUMNS = "set_id, line, ledger_id, account_id, unit_id, tenant_id, amount_cents"
CHARGE_COLUMNS = (
    "id, set_id, tenant_id, unit_id, ledger_id, charge_code_id, account_id, receivable_account_id, origin, "
    "schedule_key, charged_on, due_on, amount_cents, unpaid_cents, disputed, fee_basis_points, fee_taken_cents, memo"
)
RECEIPT_COLUMNS = (
    "id, kind, tenant_id, unit_id, ledger_id, bank_account_id, received_on, posted_on, amount_cents, "
    "open_credit_cents, advance_cents, method, payer_name, check_number, memo, batch_id, payment_id, source_key, "
    "line_uuid, entered_by, replaces_receipt_id"
)
ALLOCATION_COLUMNS = "set_id, charge_id, credit_ledger_id, advance_id, receipt_id, amount_cents, fee_cents"
CREDIT_COLUMNS = "set_id, line, tenant_id, ledger_id, kind, amount_cents"
BANK_COLUMNS = "set_id, line, bank_account_id, amount_cents, description, check_number"
ADVANCE_COLUMNS = (
    "id, set_id, tenant_id, unit_id, ledger_id, charge_code_id, account_id, amount_cents, unused_cents, "
    "fee_basis_points, fee_cents, fee_unused_cents, memo"
)
TABLES = {
    "transaction_set": SET_COLUMNS,
    "journal_line": LINE_COLUMNS,
    "charge": CHARGE_COLUMNS,
    "receipt": RECEIPT_COLUMNS,
    "advance_payment": ADVANCE_COLUMNS,
    "allocation": ALLOCATION_COLUMNS,
    "credit_entry": CREDIT_COLUMNS,
    "bank_item": BANK_COLUMNS,
}

Row = tuple[Any, ...]

OWN_RECEIPT = 0
"""In an allocation of a draft: the receipt that this very set is. None means that no receipt has a part in it."""


@dataclass(slots=True)
class SetDraft:
    """One transaction set to be written.

    lines: (ledger_id, account_id, unit_id, tenant_id, amount_cents), debit positive · charges, receipt and advances:
    rows without the ids of themselves and their set · allocations: (charge_id, credit_ledger_id or 0, advance_id or 0,
    receipt_id or OWN_RECEIPT or None, amount_cents, fee_cents) · credits: (tenant_id, ledger_id, kind, amount_cents) ·
    bank_items, the lines of the bank statement to come: (bank_account_id, amount_cents, description, check_number).
    """

    kind: str
    posted_on: str
    memo: str = ""
    tenant_id: int | None = None
    reason: str = ""
    reverses_set_id: int | None = None
    comments: str = ""
    lines: list[Row] = field(default_factory=list)
    charges: list[Row] = field(default_factory=list)
    receipt: Row | None = None
    allocations: list[Row] = field(default_factory=list)
    credits: list[Row] = field(default_factory=list)
    bank_items: list[Row] = field(default_factory=list)
    advances: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class SetRows:
    """The stored rows of one set, without the set's own id where it leads the row; charges and advances keep theirs.

    header: the columns of the set from kind to event_id.
    """

    header: Row
    lines: Sequence[Row] = ()
    charges: Sequence[Row] = ()
    receipts: Sequence[Row] = ()
    allocations: Sequence[Row] = ()
    credits: Sequence[Row] = ()
    bank_items: Sequence[Row] = ()
    advances: Sequence[Row] = ()


def hash_of(rows: SetRows, recipe: int) -> str | None:
    """The content hash of a set by the recipe it was posted with; None for a recipe this program does not know.

    Left out is what may change: what is unpaid or unused, the dispute, fees taken, and the portfolio in a source key.

    Allocations enter in the order of their key, as the database keeps them, whatever order they were made in.
    """
    if recipe == 2:
        return content_hash((
            rows.header, tuple(rows.lines),
            tuple((*row[:13], row[15], row[17]) for row in rows.charges),
            tuple((*row[:17], *row[18:]) for row in rows.receipts),
            tuple(sorted(rows.allocations)), tuple(rows.credits), tuple(rows.bank_items),
            tuple((*row[:8], row[9], row[10], row[12]) for row in rows.advances),
        ))  # fmt: skip
    if recipe == 1:
        return content_hash((
            rows.header[:9], tuple(rows.lines),
            tuple((row[0], *row[2:7], row[10], row[12], row[15]) for row in rows.charges),
            tuple((*row[:3], *row[4:10], row[16], row[18]) for row in rows.receipts),
            tuple(sorted((row[0], row[1], row[3], row[4], row[5]) for row in rows.allocations)), tuple(rows.credits),
        ))  # fmt: skip
    return None
