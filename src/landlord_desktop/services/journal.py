"""The one door to the journal: transaction sets with everything they write, in slices, proven before the commit.

Rows are plain tuples in the order of the tables' columns, because a batch of a thousand payments writes ten thousand
of them; dates are ISO text. Debit is positive (see `rules.ledger`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.engine import bulk_insert, next_id
from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.ledger import HASH_RECIPE, content_hash
from landlord_desktop.services.books import Books

SET_COLUMNS = (
    "id, kind, posted_on, entered_at, entered_by, workstation, tenant_id, memo, reason, reverses_set_id, "
    "content_hash, hash_recipe"
)
LINE_COLUMNS = "set_id, line, ledger_id, account_id, unit_id, tenant_id, amount_cents"
CHARGE_COLUMNS = (
    "id, set_id, tenant_id, unit_id, ledger_id, charge_code_id, account_id, charged_on, due_on, amount_cents, "
    "unpaid_cents, disputed, fee_basis_points, fee_taken_cents, memo"
)
RECEIPT_COLUMNS = (
    "id, kind, tenant_id, unit_id, ledger_id, bank_account_id, received_on, posted_on, amount_cents, "
    "open_credit_cents, method, payer_name, memo, batch_id, payment_id, source_key, line_uuid, entered_by"
)
ALLOCATION_COLUMNS = "set_id, charge_id, credit_ledger_id, receipt_id, amount_cents, fee_cents"
CREDIT_COLUMNS = "set_id, line, tenant_id, ledger_id, kind, amount_cents"

Row = tuple[Any, ...]


@dataclass(slots=True)
class SetDraft:
    """One transaction set to be written.

    lines: (ledger_id, account_id, unit_id, tenant_id, amount_cents) · charges and receipts: rows without the set's id
    where their columns ask for it · allocations: (charge_id, credit_ledger_id, receipt_id or None for this set's own,
    amount_cents, fee_cents) · credits: (tenant_id, ledger_id, kind, amount_cents).
    """

    kind: str
    posted_on: str
    memo: str = ""
    tenant_id: int | None = None
    reason: str = ""
    reverses_set_id: int | None = None
    lines: list[Row] = field(default_factory=list)
    charges: list[Row] = field(default_factory=list)
    receipt: Row | None = None
    allocations: list[Row] = field(default_factory=list)
    credits: list[Row] = field(default_factory=list)


def hash_facts(
    header: Row, lines: Sequence[Row], charges: Sequence[Row], receipts: Sequence[Row],
    allocations: Sequence[Row], credit_rows: Sequence[Row],
) -> str:
    """Recipe 1 of the content hash: every fact of the set that may never change.

    header: kind, posted_on, entered_at, entered_by, workstation, tenant_id, memo, reason, reverses_set_id
    Allocations enter in the order of their key, as the database keeps them, whatever order they were made in.
    """
    return content_hash(
        (header, tuple(lines), tuple(charges), tuple(receipts), tuple(sorted(allocations)), tuple(credit_rows))
    )


class JournalWriter:
    """Collects sets and writes them a slice at a time; ids are allotted inside the caller's write."""

    def __init__(self, connection: Connection, books: Books) -> None:
        self._connection = connection
        self._entered_at = instant_text(books.now())
        self._actor = books.actor
        self._next_set = self.first_set = next_id(connection, "transaction_set")
        self._next_charge = next_id(connection, "charge")
        self._rows: dict[str, list[Row]] = {name: [] for name in _TABLES}
        self._balances: dict[tuple[int, int], int] = {}
        self._credits: dict[tuple[int, int, str], int] = {}
        self.touched_tenants: set[int] = set()

    def add(self, draft: SetDraft) -> int:
        """Take one set in; its id. The proof of balance is made over the written rows by `finish`."""
        set_id = self._next_set
        self._next_set += 1
        header = (
            draft.kind, draft.posted_on, self._entered_at, self._actor.user, self._actor.workstation,
            draft.tenant_id, draft.memo, draft.reason, draft.reverses_set_id,
        )
        lines = [(number, *line) for number, line in enumerate(draft.lines, 1)]
        charges = self._number_charges(set_id, draft.charges)
        receipts = [] if draft.receipt is None else [(set_id, *draft.receipt)]
        allocations = [
            (part[0], part[1], part[2] or set_id, part[3], part[4]) for part in draft.allocations
        ]
        credit_rows = [(number, *entry) for number, entry in enumerate(draft.credits, 1)]
        digest = hash_facts(
            header, lines, [charge_facts(row) for row in charges], [receipt_facts(row) for row in receipts],
            allocations, credit_rows,
        )
        rows = self._rows
        rows["transaction_set"].append((set_id, *header, digest, HASH_RECIPE))
        rows["journal_line"] += [(set_id, *line) for line in lines]
        rows["charge"] += charges
        rows["receipt"] += receipts
        rows["allocation"] += [(set_id, *part) for part in allocations]
        rows["credit_entry"] += [(set_id, *entry) for entry in credit_rows]
        for ledger_id, account_id, _unit, _tenant, cents in draft.lines:
            key = (ledger_id, account_id)
            self._balances[key] = self._balances.get(key, 0) + cents
        for tenant_id, ledger_id, kind, cents in draft.credits:
            credit_key = (tenant_id, ledger_id, kind)
            self._credits[credit_key] = self._credits.get(credit_key, 0) + cents
        return set_id

    def _number_charges(self, set_id: int, charges: list[Row]) -> list[Row]:
        first = self._next_charge
        self._next_charge += len(charges)
        return [(first + place, set_id, *charge) for place, charge in enumerate(charges)]

    def write(self) -> None:
        """Write what was taken in so far; memory stays bounded when this is called every few hundred sets."""
        for name, columns in _TABLES.items():
            bulk_insert(self._connection, name, columns, self._rows[name])
            self._rows[name] = []

    def finish(self, charge_changes: Sequence[tuple[int, int, int, int]] = ()) -> None:
        """Write the rest and the kept balances, and prove all sets of this writer. RuleError where a proof fails.

        charge_changes: (unpaid_cents, fee_taken_cents, charge id, unpaid_cents as it was read).
        """
        self.write()
        if charge_changes:
            self._connection.exec_driver_sql(_PAY_CHARGE, list(charge_changes))
        if self._balances:
            self._connection.execute(_ADD_BALANCE, _named(self._balances, "ledger_id", "account_id"))
        raised = {key: cents for key, cents in self._credits.items() if cents > 0}
        lowered = {key: cents for key, cents in self._credits.items() if cents < 0}
        if raised:
            self._connection.execute(_ADD_CREDIT, _named(raised, "tenant_id", "ledger_id", "kind"))
        if lowered:
            self._connection.execute(_USE_CREDIT, _named(lowered, "tenant_id", "ledger_id", "kind"))
        prove(self._connection, self.first_set, self._next_set - 1)


def charge_facts(row: Row) -> Row:
    """The facts of a charge row that its set's hash covers."""
    return (row[0], row[2], row[3], row[4], row[5], row[6], row[7], row[9], row[12])


def receipt_facts(row: Row) -> Row:
    """The facts of a receipt row that its set's hash covers."""
    return (row[0], row[1], row[2], row[4], row[5], row[6], row[7], row[8], row[9], row[14], row[16])


def _named(sums: dict[Any, int], *names: str) -> list[dict[str, Any]]:
    return [dict(zip(names, key, strict=True), cents=cents) for key, cents in sorted(sums.items())]


def prove(connection: Connection, first_set: int, last_set: int) -> None:
    """Prove the sets of a range as they stand in the database. RuleError names the first fault; nothing is kept."""
    bounds = {"first": first_set, "last": last_set}
    for proof, sentence in _PROOFS:
        row = connection.execute(proof, bounds).first()
        if row is not None:
            raise RuleError(f"{sentence} (set {row[0]}). Nothing was posted; please report this.")


_TABLES = {
    "transaction_set": SET_COLUMNS,
    "journal_line": LINE_COLUMNS,
    "charge": CHARGE_COLUMNS,
    "receipt": RECEIPT_COLUMNS,
    "allocation": ALLOCATION_COLUMNS,
    "credit_entry": CREDIT_COLUMNS,
}
_PAY_CHARGE = "UPDATE charge SET unpaid_cents = ?, fee_taken_cents = ? WHERE id = ? AND unpaid_cents = ?"
_ADD_BALANCE = text(
    "INSERT INTO account_balance (ledger_id, account_id, balance_cents) VALUES (:ledger_id, :account_id, :cents) "
    "ON CONFLICT (ledger_id, account_id) DO UPDATE SET "
    "balance_cents = account_balance.balance_cents + excluded.balance_cents"
)
_ADD_CREDIT = text(
    "INSERT INTO tenant_credit (tenant_id, ledger_id, kind, balance_cents) "
    "VALUES (:tenant_id, :ledger_id, :kind, :cents) ON CONFLICT (tenant_id, ledger_id, kind) DO UPDATE SET "
    "balance_cents = tenant_credit.balance_cents + excluded.balance_cents"
)
_USE_CREDIT = text(
    "UPDATE tenant_credit SET balance_cents = balance_cents + :cents "
    "WHERE tenant_id = :tenant_id AND ledger_id = :ledger_id AND kind = :kind"
)
_PROOFS = (
    (
        text(
            "SELECT set_id, ledger_id FROM journal_line WHERE set_id BETWEEN :first AND :last "
            "GROUP BY set_id, ledger_id HAVING sum(amount_cents) <> 0 LIMIT 1"
        ),
        "A transaction set does not balance within a ledger",
    ),
    (
        text(
            "SELECT r.id FROM receipt r WHERE r.id BETWEEN :first AND :last AND r.amount_cents <> r.open_credit_cents "
            "+ (SELECT coalesce(sum(a.amount_cents), 0) FROM allocation a WHERE a.set_id = r.id "
            "AND a.credit_ledger_id = 0) AND r.kind = 'tenant' LIMIT 1"
        ),
        "A receipt is not its allocations and open credit",
    ),
    (
        text(
            "SELECT c.set_id FROM charge c WHERE c.id IN (SELECT charge_id FROM allocation "
            "WHERE set_id BETWEEN :first AND :last) AND c.unpaid_cents <> c.amount_cents - "
            "(SELECT coalesce(sum(a.amount_cents), 0) FROM allocation a WHERE a.charge_id = c.id) LIMIT 1"
        ),
        "A charge is not paid as its allocations say",
    ),
)
