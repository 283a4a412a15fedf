"""Transfer Between Banks: what ledgers own in one bank moves to another; one line of each bank's statement.

Each ledger: debit the bank that gets it, credit the bank that gives it. So its other accounts stay as they are.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.entry_checks import amount_problem, require_bank, require_ledger
from landlord_desktop.services.journal import JournalWriter, SetDraft


@dataclass(frozen=True, slots=True)
class TransferLine:
    """What one ledger's money moves, in cents."""

    ledger_id: int
    amount_cents: int


@dataclass(frozen=True, slots=True)
class TransferOrder:
    """A transfer to be posted. `check_number` where a check is written for it."""

    from_bank_id: int
    to_bank_id: int
    posted_on: date
    lines: tuple[TransferLine, ...]
    check_number: str = ""
    memo: str = ""
    comments: str = ""

    @property
    def amount_cents(self) -> int:
        """The sum that the statements of both banks will show."""
        return sum(line.amount_cents for line in self.lines)


@dataclass(frozen=True, slots=True)
class LedgerMoney:
    """What a ledger has, in cents: in the bank that gives, and of the deposits it holds what is in no escrow bank yet.

    `to_escrow_cents` never is more than the deposits lack in the escrow banks.
    """

    ledger_id: int
    code: str
    name: str
    in_bank_cents: int
    deposits_cents: int
    in_escrow_cents: int

    @property
    def to_escrow_cents(self) -> int:
        """Deposits held and not yet in escrow; 0 where nothing is missing."""
        return max(0, self.deposits_cents - self.in_escrow_cents)


def ledger_money(books: Books, from_bank_id: int | None) -> list[LedgerMoney]:
    """What the active ledgers have, by their ids; nothing in the bank where none is chosen."""
    with books.store.read() as connection:
        rows = connection.execute(_MONEY, {"bank": from_bank_id or 0})
        return [LedgerMoney(*row) for row in rows]


def escrow_bank(books: Books) -> int | None:
    """The first active escrow bank, None where there is none."""
    with books.store.read() as connection:
        return connection.execute(_ESCROW_BANK).scalar()


def post_transfer(books: Books, order: TransferOrder) -> int:
    """Post a transfer; the id of its set. RuleError names every fault."""
    with books.store.write() as connection:
        return write_transfer(connection, books, order)


def write_transfer(connection: Connection, books: Books, order: TransferOrder, event_id: int | None = None) -> int:
    """The same inside a write that is under way."""
    faults = _faults(order)
    if faults:
        raise RuleError(faults)
    for line in order.lines:
        require_ledger(connection, line.ledger_id)
        for bank_id in (order.from_bank_id, order.to_bank_id):
            require_bank(connection, bank_id, line.ledger_id)
    names = {row[0]: row[1] for row in connection.execute(text("SELECT id, code FROM account_code WHERE is_bank = 1"))}
    giving, getting = names[order.from_bank_id], names[order.to_bank_id]
    memo = stored_text(order.memo) or f"Transfer from {giving} to {getting}"
    draft = SetDraft("transfer", order.posted_on.isoformat(), memo, comments=stored_text(order.comments))
    for line in order.lines:
        draft.lines += [
            (line.ledger_id, order.to_bank_id, None, None, line.amount_cents),
            (line.ledger_id, order.from_bank_id, None, None, -line.amount_cents),
        ]
    draft.bank_items = [
        (order.from_bank_id, -order.amount_cents, f"Transfer to {getting}", order.check_number.strip()),
        (order.to_bank_id, order.amount_cents, f"Transfer from {giving}", order.check_number.strip()),
    ]
    writer = JournalWriter(connection, books, event_id)
    set_id = writer.add(draft)
    writer.finish()
    record(connection, books, "transfer between banks", f"set {set_id}",
           f"{format_cents(order.amount_cents)} from {giving} to {getting}.")
    return set_id


def _faults(order: TransferOrder) -> list[str]:
    faults = [] if order.lines else ["No ledger has an amount. Enter what is to be moved."]
    if order.from_bank_id == order.to_bank_id:
        faults.append("Both banks are the same. Choose two different ones.")
    for line in order.lines:
        faults += [fault for fault in (amount_problem(line.amount_cents, "The amount of a ledger"),) if fault]
    if len({line.ledger_id for line in order.lines}) < len(order.lines):
        faults.append("A ledger stands in two lines. Enter its whole amount in one.")
    return faults


_ESCROW_BANK = text(
    "SELECT id FROM account_code WHERE is_bank = 1 AND is_escrow = 1 AND active = 1 ORDER BY code LIMIT 1"
)
_DEPOSIT_ACCOUNTS = (
    "SELECT account_id FROM charge_code WHERE tracks_deposits = 1 "
    "UNION SELECT account_id FROM posting_table WHERE role = 'security_deposits'"
)
_MONEY = text(
    "SELECT l.id, l.code, l.name, coalesce(sum(CASE WHEN b.account_id = :bank THEN b.balance_cents END), 0), "  # noqa: S608
    f"coalesce(-sum(CASE WHEN b.account_id IN ({_DEPOSIT_ACCOUNTS}) THEN b.balance_cents END), 0), "
    "coalesce(sum(CASE WHEN a.is_escrow = 1 AND a.is_bank = 1 THEN b.balance_cents END), 0) FROM ledger l "
    "LEFT JOIN account_balance b ON b.ledger_id = l.id LEFT JOIN account_code a ON a.id = b.account_id "
    "WHERE l.active = 1 GROUP BY l.id, l.code, l.name ORDER BY l.code"
)
