"""Taking back what was posted: the mirror of a transaction set in a new set, never a change of the old one.

Money that a set gave a tenant (open credit, an advance payment) may have paid charges since. Then the set is not taken
back unless it is asked for that these uses, the newest first, are taken back with it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, TextClause, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.text import stored_text
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.advances import fee_of_use
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.period_lock import locked_through
from landlord_desktop.services.receipt_entries import fee_lines, read_posting_accounts
from landlord_desktop.services.reversal_rows import SetHead, SetRemains, capital, read_head, remains, set_name
from landlord_desktop.services.reversal_uses import (
    Use,
    adjustments_of,
    advance_uses,
    charge_words,
    fees_before,
    open_credit_uses,
    payments_of,
)


@dataclass(slots=True)
class _Charge:
    words: str
    tenant: str
    tenant_id: int
    unpaid_cents: int
    fee_cents: int
    read_cents: int
    ledger_id: int
    account_id: int
    voided_by: int | None


class Reverser:
    """Takes sets back inside one write; all its sets are one event. `finish` writes what is kept beside the journal.

    `reopened` is by charge what is unpaid again, `taken_back` what was taken back with the sets, in cents; `notes` are
    sentences on what else is done.
    """

    def __init__(
        self, connection: Connection, books: Books, reason: str, *, unwind: bool = False, event_id: int | None = None
    ) -> None:
        self.connection = connection
        self.books = books
        self.reason = require_reason(reason)
        self.writer = JournalWriter(connection, books, event_id)
        self.reopened: dict[int, int] = {}
        self.taken_back: list[tuple[Use, int]] = []
        self.notes: list[str] = []
        self._unwind = unwind
        self._accounts = read_posting_accounts(connection)
        self._charges: dict[int, _Charge] = {}
        self._credits: dict[tuple[int, int], int] = {}
        self._advances: dict[int, list[int]] = {}
        self._marks: list[tuple[TextClause, dict[str, Any]]] = []

    @property
    def event_id(self) -> int:
        """The first set of this action."""
        return self.writer.event_id

    def reverse(self, head: SetHead, kind: str, day: date, memo: str = "", bank_items: Sequence[Any] = ()) -> int:
        """Take back what is left of a set by a set of this kind, void or nsf; its id.

        RuleError where a bank statement has cleared it, where its money was used, or where a charge that it would pay
        again is paid.
        """
        refuse_cleared(head)
        rest = remains(self.connection, head.set_id)
        self._free(head, rest, day)
        mirror = rest.negated()
        draft = SetDraft(
            kind, day.isoformat(), memo or f"Void of {head.name}", head.tenant_id, self.reason, head.set_id
        )
        draft.lines, draft.allocations, draft.credits = mirror.lines, mirror.allocations, mirror.credits
        draft.bank_items = [*bank_items] or [(*item[:2], draft.memo, item[3]) for item in mirror.bank_items]
        return self.add(draft)

    def take_back(self, uses: Iterable[tuple[Use, int]], day: date) -> None:
        """Take back parts of charges (a use, and how many cents of it) that open credit or advance payments paid.

        Each set that paid gets one set against it, not dated before it.
        """
        by_set: dict[int, list[tuple[Use, int]]] = {}
        for use, cents in uses:
            by_set.setdefault(use.set_id, []).append((use, cents))
        for set_id, parts in by_set.items():
            head = read_head(self.connection, set_id)
            draft = SetDraft(
                "credit_application", max(day, head.posted_on).isoformat(),
                f"Taken back from {head.name}", head.tenant_id, self.reason, set_id,
            )
            for use, cents in parts:
                self._draft_back(draft, use, cents)
                self.taken_back.append((use, cents))
            self.add(draft)

    def put_back(self, heads: Sequence[SetHead], day: date) -> bool:
        """Take back the sets by which `take_back` took uses back, the oldest use first: the money pays them again.

        The money is there: it came back before with the set that had made it. False, and nothing is done, where a
        charge was paid or voided meanwhile.
        """
        wanted: dict[int, int] = {}
        for head in heads:
            for part in remains(self.connection, head.set_id).allocations:
                wanted[part[0]] = wanted.get(part[0], 0) - part[4]
        if any(cents > self._charge(charge_id).unpaid_cents for charge_id, cents in wanted.items()):
            return False
        for head in heads:
            self.reverse(head, "void", max(day, head.posted_on))
        return True

    def mark(self, statement: TextClause, **values: Any) -> None:
        """Run this change when the sets are written: it may name them."""
        self._marks.append((statement, values))

    def finish(self) -> None:
        """Write charges, credits and advance payments as they stand now, prove all sets, and make the marks."""
        charges = [
            (charge.unpaid_cents, charge.fee_cents, key, charge.read_cents) for key, charge in self._charges.items()
        ]
        advances = [(now[0], now[1], key, now[2]) for key, now in self._advances.items()]
        self.writer.finish(charges, advances)
        for statement, values in self._marks:
            self.connection.execute(statement, values)

    def payers_of(self, charge_id: int, besides: int = 0) -> list[Any]:
        """What pays a charge now, but for the set `besides`; see `reversal_uses.payments_of`."""
        return [row for row in payments_of(self.connection, charge_id) if row.set_id != besides]

    def add(self, draft: SetDraft) -> int:
        """Write a set of this action and follow what it changes; its id."""
        self._pay(draft)
        set_id = self.writer.add(draft)
        self.writer.write()  # what comes next reads what is left of it
        return set_id

    def _pay(self, draft: SetDraft) -> None:
        """Follow the charges, credits and advance payments that a set changes."""
        for charge_id, _ledger, advance_id, _receipt, cents, fee_cents in draft.allocations:
            charge = self._charge(charge_id)
            if cents > charge.unpaid_cents:
                raise RuleError(self._paid_meanwhile(draft, charge_id, charge, cents))
            if advance_id:
                advance = self._advance(advance_id)
                if cents > 0:
                    used = -fee_of_use(advance[0], advance[1], cents)
                else:
                    used = fees_before(self.connection, advance_id)[charge_id]
                advance[0], advance[1] = advance[0] - cents, advance[1] + used
            charge.unpaid_cents -= cents
            charge.fee_cents += fee_cents
            self.reopened[charge_id] = self.reopened.get(charge_id, 0) - cents
        for tenant_id, ledger_id, kind, cents in draft.credits:
            if kind == "open_credit":
                self._credits[tenant_id, ledger_id] = self._credit(tenant_id, ledger_id) + cents

    def _paid_meanwhile(self, draft: SetDraft, charge_id: int, charge: _Charge, cents: int) -> str:
        if charge.voided_by is not None:
            return (
                f"{draft.memo} would pay {format_cents(cents)} of {charge.words} again, but that charge was voided "
                "meanwhile. Post the payment as a new receipt instead."
            )
        payers = ", ".join(set_name(row.kind, row.set_id) for row in self.payers_of(charge_id))
        return (
            f"{draft.memo} would pay {format_cents(cents)} of {charge.words} again, but only "
            f"{format_cents(charge.unpaid_cents)} is unpaid: {payers} paid it meanwhile. Void that first."
        )

    def _free(self, head: SetHead, rest: SetRemains, day: date) -> None:
        """Make sure that the money a set gave the tenant is there to be taken back."""
        made: dict[tuple[int, int], int] = {}
        for tenant_id, ledger_id, kind, cents in rest.credits:
            if kind == "open_credit":
                made[tenant_id, ledger_id] = made.get((tenant_id, ledger_id), 0) + cents
        for (tenant_id, ledger_id), cents in made.items():
            short = cents - self._credit(tenant_id, ledger_id)
            if cents > 0 and short > 0:
                self._free_credit(head, (tenant_id, ledger_id), cents, short, day)
        if head.kind == "receipt":
            for row in self.connection.execute(_ADVANCES_OF, {"set": head.set_id}).all():
                uses = advance_uses(self.connection, row.id)
                if uses:
                    self._unwound(
                        head, f"{format_cents(row.amount_cents)} of {head.name} is an advance payment", uses,
                        [(use, use.cents) for use in uses], day,
                    )

    def _free_credit(self, head: SetHead, key: tuple[int, int], cents: int, short: int, day: date) -> None:
        uses = open_credit_uses(self.connection, *key, besides=head.set_id)
        wanted: list[tuple[Use, int]] = []
        for use in uses:
            part = min(use.cents, short)
            if part:
                wanted.append((use, part))
                short -= part
        fact = f"{format_cents(cents)} of {head.name} became open credit"
        if short:
            names = ", ".join(adjustments_of(self.connection, *key)) or "another entry"
            raise RuleError(f"{capital(fact)}, and {names} has used some of it. Void that first.")
        self._unwound(head, fact, [use for use, _part in wanted], wanted, day)

    def _unwound(
        self, head: SetHead, fact: str, uses: Sequence[Use], wanted: Sequence[tuple[Use, int]], day: date
    ) -> None:
        if not self._unwind:
            named = "; ".join(use.words for use in uses)
            raise RuleError(
                f"{capital(fact)}, and some of it has been used: {named}. Void what used it first, or let the use be "
                f"taken back together with {head.name}."
            )
        self.take_back(wanted, day)

    def _draft_back(self, draft: SetDraft, use: Use, cents: int) -> None:
        """Take back a part of a charge that open credit or an advance payment paid, with its management fee."""
        charge = self._charge(use.charge_id)
        bank_id, unit_id = self._bank_and_unit(use.set_id)
        fee = use.fee_cents if cents == use.cents else (2 * use.fee_cents * cents + use.cents) // (2 * use.cents)
        tenant_id, ledger_id = charge.tenant_id, charge.ledger_id
        draft.allocations.append((use.charge_id, use.credit_ledger_id, use.advance_id, use_receipt(use), -cents, -fee))
        fee_back = -fee
        if use.advance_id:
            account_id = self.connection.execute(_ADVANCE_ACCOUNT, {"id": use.advance_id}).scalar_one()
            draft.credits.append((tenant_id, ledger_id, "advance_payment", cents))
            moved = account_id != charge.account_id
            from_ledger, fee_back = ledger_id, use.fee_before_cents - fee
        else:
            account_id, from_ledger, moved = self._accounts.open_credits, use.credit_ledger_id, True
            draft.credits.append((tenant_id, from_ledger, "open_credit", cents))
        if from_ledger != ledger_id:
            draft.lines.append((from_ledger, bank_id, unit_id, tenant_id, cents))
            draft.lines.append((ledger_id, bank_id, unit_id, tenant_id, -cents))
        if moved:
            draft.lines.append((from_ledger, account_id, unit_id, tenant_id, -cents))
            draft.lines.append((ledger_id, charge.account_id, unit_id, tenant_id, cents))
        if fee_back:
            draft.lines += fee_lines({ledger_id: fee_back}, bank_id or 0, unit_id, tenant_id, self._accounts)

    def _bank_and_unit(self, set_id: int) -> tuple[int | None, int | None]:
        """In which bank the set that used the money moved it between ledgers, and for which unit."""
        row = self.connection.execute(_BANK_AND_UNIT, {"id": set_id}).one()
        return row.bank_id, row.unit_id

    def _charge(self, charge_id: int) -> _Charge:
        found = self._charges.get(charge_id)
        if found is None:
            row = self.connection.execute(_CHARGE, {"id": charge_id}).one()
            found = self._charges[charge_id] = _Charge(
                charge_words(row.code, row.charged_on), row.tenant, row.tenant_id, row.unpaid_cents,
                row.fee_taken_cents, row.unpaid_cents, row.ledger_id, row.account_id, row.voided_by_set_id,
            )
        return found

    def _credit(self, tenant_id: int, ledger_id: int) -> int:
        key = (tenant_id, ledger_id)
        if key not in self._credits:
            found = self.connection.execute(_CREDIT, {"tenant": tenant_id, "ledger": ledger_id}).scalar()
            self._credits[key] = found or 0
        return self._credits[key]

    def _advance(self, advance_id: int) -> list[int]:
        if advance_id not in self._advances:
            row = self.connection.execute(_ADVANCE, {"id": advance_id}).one()
            self._advances[advance_id] = [row.unused_cents, row.fee_unused_cents, row.unused_cents]
        return self._advances[advance_id]


def use_receipt(use: Use) -> int | None:
    """The receipt that has a part in a use: the one that used open credit beside its own money."""
    return use.set_id if use.set_kind == "receipt" else None


def require_reason(reason: str) -> str:
    """The reason without blanks around it. RuleError where there is none."""
    if not reason.strip():
        raise RuleError("Give the reason; it is kept with the correction.")
    return stored_text(reason.strip())


def refuse_cleared(head: SetHead) -> None:
    """RuleError where a bank statement has cleared the set."""
    if head.cleared_on is not None:
        raise RuleError(
            f"{capital(head.name)} was cleared in {head.cleared_in} on {format_day(head.cleared_on)} and is left as it "
            "is. Unclear it first in GL > Bank Account History."
        )


def correction_day(connection: Connection, books: Books, head: SetHead, wanted: date | None) -> date:
    """The date of a void: the one wanted, else the posting date, or today where that lies in a locked period.

    RuleError for a date before the posting date.
    """
    if wanted is None:
        locked = head.posted_on.isoformat() <= locked_through(connection)
        return max(head.posted_on, books.today()) if locked else head.posted_on
    if wanted < head.posted_on:
        raise RuleError(
            f"{format_day(wanted)} is before {head.name} was posted, {format_day(head.posted_on)}. "
            "Choose that day or a later one."
        )
    return wanted


_CHARGE = text(
    "SELECT c.unpaid_cents, c.fee_taken_cents, c.charged_on, c.tenant_id, c.ledger_id, c.voided_by_set_id, k.code, "
    "t.name AS tenant, coalesce(c.receivable_account_id, c.account_id) AS account_id FROM charge c "
    "JOIN charge_code k ON k.id = c.charge_code_id JOIN tenant t ON t.id = c.tenant_id WHERE c.id = :id"
)
_CREDIT = text(
    "SELECT balance_cents FROM tenant_credit WHERE tenant_id = :tenant AND ledger_id = :ledger AND kind = 'open_credit'"
)
_ADVANCE = text("SELECT unused_cents, fee_unused_cents FROM advance_payment WHERE id = :id")
_ADVANCE_ACCOUNT = text("SELECT account_id FROM advance_payment WHERE id = :id")
_ADVANCES_OF = text("SELECT id, amount_cents FROM advance_payment WHERE set_id = :set AND reversed = 0 ORDER BY id")
_BANK_AND_UNIT = text(
    "SELECT min(CASE WHEN a.is_bank = 1 THEN a.id END) AS bank_id, min(j.unit_id) AS unit_id FROM journal_line j "
    "JOIN account_code a ON a.id = j.account_id WHERE j.set_id = :id"
)
