"""The one door to the journal: transaction sets with everything they write, in slices, proven before the commit.

Debit is positive (see `rules.ledger`); the rows' shapes stand in `journal_rows`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.engine import bulk_change, bulk_insert, next_id
from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.ledger import HASH_RECIPE
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal_rows import OWN_RECEIPT, TABLES, Row, SetDraft, SetRows, hash_of
from landlord_desktop.services.period_lock import locked_through, refuse_locked
from landlord_desktop.services.posting_dates import check_posting_date

__all__ = ["OWN_RECEIPT", "JournalWriter", "Row", "SetDraft", "prove"]


class JournalWriter:
    """Collects sets and writes them a slice at a time; ids are allotted inside the caller's write.

    `event_id` is the first set of the action, where an action takes several writers; else this writer's first set.
    """

    def __init__(self, connection: Connection, books: Books, event_id: int | None = None) -> None:
        self._connection = connection
        self._books = books
        self._entered_at = instant_text(books.now())
        self._next_set = self.first_set = next_id(connection, "transaction_set")
        self.event_id = event_id or self.first_set
        self.next_charge = next_id(connection, "charge")
        self._next_advance: int | None = None
        self._rows: dict[str, list[Row]] = {name: [] for name in TABLES}
        self._balances: dict[tuple[int, int], int] = {}
        self._credits: dict[tuple[int, int, str], int] = {}
        self._locked_through = locked_through(connection)
        self._days: set[str] = set()

    def add(self, draft: SetDraft) -> int:
        """Take one set in; its id. The proof of balance is made over the written rows by `finish`.

        RuleError for a posting date beyond reason or in a locked period.
        """
        if draft.posted_on not in self._days:
            self._check_day(draft.posted_on)
        set_id = self._next_set
        self._next_set += 1
        actor = self._books.actor
        header = (
            draft.kind, draft.posted_on, self._entered_at, actor.user, actor.workstation, draft.tenant_id, draft.memo,
            draft.reason, draft.reverses_set_id, draft.comments, self.event_id,
        )
        stored = SetRows(
            header,
            lines=[(number, *line) for number, line in enumerate(draft.lines, 1)],
            charges=self._number_charges(set_id, draft.charges),
            receipts=[] if draft.receipt is None else [(set_id, *draft.receipt)],
            allocations=[
                (*part[:3], set_id if part[3] == OWN_RECEIPT else part[3], part[4], part[5])
                for part in draft.allocations
            ],
            credits=[(number, *entry) for number, entry in enumerate(draft.credits, 1)],
            bank_items=[(number, *item) for number, item in enumerate(draft.bank_items, 1)],
            advances=self._number_advances(set_id, draft.advances) if draft.advances else [],
        )
        self._rows["transaction_set"].append((set_id, *header, hash_of(stored, HASH_RECIPE), HASH_RECIPE))
        self._take_rows(set_id, stored)
        self._add_sums(draft)
        return set_id

    def _check_day(self, posted_on: str) -> None:
        check_posting_date(self._books, date.fromisoformat(posted_on))
        refuse_locked(posted_on, self._locked_through)
        self._days.add(posted_on)

    def _take_rows(self, set_id: int, stored: SetRows) -> None:
        rows = self._rows
        rows["journal_line"] += [(set_id, *line) for line in stored.lines]
        rows["charge"] += stored.charges
        rows["receipt"] += stored.receipts
        rows["advance_payment"] += stored.advances
        rows["allocation"] += [(set_id, *part) for part in stored.allocations]
        rows["credit_entry"] += [(set_id, *entry) for entry in stored.credits]
        rows["bank_item"] += [(set_id, *item) for item in stored.bank_items]

    def _add_sums(self, draft: SetDraft) -> None:
        for ledger_id, account_id, _unit, _tenant, cents in draft.lines:
            key = (ledger_id, account_id)
            self._balances[key] = self._balances.get(key, 0) + cents
        for tenant_id, ledger_id, kind, cents in draft.credits:
            credit_key = (tenant_id, ledger_id, kind)
            self._credits[credit_key] = self._credits.get(credit_key, 0) + cents

    def _number_charges(self, set_id: int, charges: list[Row]) -> list[Row]:
        first = self.next_charge
        self.next_charge += len(charges)
        return [(first + place, set_id, *charge) for place, charge in enumerate(charges)]

    def _number_advances(self, set_id: int, advances: list[Row]) -> list[Row]:
        first = self._next_advance or next_id(self._connection, "advance_payment")
        self._next_advance = first + len(advances)
        return [(first + place, set_id, *advance) for place, advance in enumerate(advances)]

    def write(self) -> None:
        """Write what was taken in so far; memory stays bounded when this is called every few hundred sets."""
        for name, columns in TABLES.items():
            bulk_insert(self._connection, name, columns, self._rows[name])
            self._rows[name] = []

    def finish(
        self,
        charge_changes: Sequence[tuple[int, int, int, int]] = (),
        advance_changes: Sequence[tuple[int, int, int, int]] = (),
    ) -> None:
        """Write the rest and the kept balances, and prove all sets of this writer. RuleError where a proof fails.

        charge_changes: (unpaid_cents, fee_taken_cents, charge id, unpaid_cents as it was read).
        advance_changes: (unused_cents, fee_unused_cents, advance id, unused_cents as it was read).
        """
        self.write()
        if charge_changes:
            bulk_change(self._connection, _PAY_CHARGE, list(charge_changes))
        if advance_changes:
            bulk_change(self._connection, _USE_ADVANCE, list(advance_changes))
        if self._balances:
            self._connection.execute(_ADD_BALANCE, _named(self._balances, "ledger_id", "account_id"))
        raised = {key: cents for key, cents in self._credits.items() if cents > 0}
        lowered = {key: cents for key, cents in self._credits.items() if cents < 0}
        if raised:
            self._connection.execute(_ADD_CREDIT, _named(raised, "tenant_id", "ledger_id", "kind"))
        if lowered:
            self._connection.execute(_USE_CREDIT, _named(lowered, "tenant_id", "ledger_id", "kind"))
        prove(self._connection, self.first_set, self._next_set - 1)


def _named(sums: dict[Any, int], *names: str) -> list[dict[str, Any]]:
    return [dict(zip(names, key, strict=True), cents=cents) for key, cents in sorted(sums.items())]


def prove(connection: Connection, first_set: int, last_set: int) -> None:
    """Prove the sets of a range as they stand in the database. RuleError names the first fault; nothing is kept."""
    bounds = {"first": first_set, "last": last_set}
    for proof, sentence in _PROOFS:
        row = connection.execute(proof, bounds).first()
        if row is not None:
            raise RuleError(f"{sentence} (set {row[0]}). Nothing was posted; please report this.")


_PAY_CHARGE = "UPDATE charge SET unpaid_cents = ?, fee_taken_cents = ? WHERE id = ? AND unpaid_cents = ?"
_USE_ADVANCE = "UPDATE advance_payment SET unused_cents = ?, fee_unused_cents = ? WHERE id = ? AND unused_cents = ?"
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
            "+ r.advance_cents + (SELECT coalesce(sum(a.amount_cents), 0) FROM allocation a WHERE a.set_id = r.id "
            "AND a.credit_ledger_id = 0 AND a.advance_id = 0) AND r.kind = 'tenant' LIMIT 1"
        ),
        "A receipt is not its allocations, open credit and advance payment",
    ),
    (
        text(
            "SELECT c.set_id FROM charge c WHERE c.id IN (SELECT charge_id FROM allocation "
            "WHERE set_id BETWEEN :first AND :last) AND c.voided_by_set_id IS NULL AND c.unpaid_cents <> "
            "c.amount_cents - (SELECT coalesce(sum(a.amount_cents), 0) FROM allocation a "
            "WHERE a.charge_id = c.id) LIMIT 1"
        ),
        "A charge is not paid as its allocations say",
    ),
    (
        text(
            "SELECT p.set_id FROM advance_payment p WHERE p.reversed = 0 AND (p.set_id BETWEEN :first AND :last OR "
            "p.id IN (SELECT advance_id FROM allocation WHERE set_id BETWEEN :first AND :last AND advance_id > 0)) "
            "AND p.unused_cents <> p.amount_cents - (SELECT coalesce(sum(a.amount_cents), 0) FROM allocation a "
            "WHERE a.advance_id = p.id AND a.advance_id > 0) LIMIT 1"
        ),
        "An advance payment is not used as the charges it pays say",
    ),
    (
        text(
            "SELECT s.id FROM transaction_set s JOIN journal_line j ON j.set_id = s.id "
            "JOIN account_code b ON b.id = j.account_id AND b.is_bank = 1 WHERE s.id BETWEEN :first AND :last "
            "AND s.kind IN ('nsf', 'transfer', 'credit_application', 'credit_adjustment', 'management_fee', "
            "'journal_entry') GROUP BY s.id, j.account_id HAVING sum(j.amount_cents) <> "
            "(SELECT coalesce(sum(i.amount_cents), 0) FROM bank_item i WHERE i.set_id = s.id "
            "AND i.bank_account_id = j.account_id) LIMIT 1"
        ),
        "A bank would not show what the ledgers gain and lose in it",
    ),
)
