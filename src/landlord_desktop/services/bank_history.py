"""GL > Bank Account History: what a bank statement would show of one bank, and its four sums.

Money enters a bank's book at the receipt, and becomes one line here when its deposit slip is posted. So a receipt, and
the void of a receipt that was on no slip, are no lines; nor is a management fee, which moves between ledgers inside the
bank and nets to zero. That makes, for each bank and over all time:

    Available Balance = the sum of all lines      Current Balance = Available Balance + Awaiting Deposit
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.books import Books
from landlord_desktop.services.reversal_rows import RETURNED_BY, RETURNED_CENTS

RangeName = Literal["days60", "month", "year", "all"]
USUAL_DAYS = 60

LineKind = Literal["deposit", "transfer", "return", "void", "other"]


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """One line of a bank. `amount_cents` is positive for an addition; `slip_id` is set for a deposit.

    `hidden`: voided on its own posting date, or the void of such a line; both stay in the journal.
    """

    set_id: int
    line: int
    kind: LineKind
    posted_on: date
    check_number: str
    description: str
    amount_cents: int
    cleared_on: date | None
    slip_id: int | None
    item_count: int
    batch_id: str | None
    voided_by_set_id: int | None
    hidden: bool

    @property
    def key(self) -> tuple[int, int]:
        """What `clearing` calls this line by."""
        return self.set_id, self.line

    @property
    def addition_cents(self) -> int | None:
        """The amount where it is an addition, else None."""
        return self.amount_cents if self.amount_cents >= 0 else None

    @property
    def subtraction_cents(self) -> int | None:
        """The amount without its sign where it is a subtraction, else None."""
        return -self.amount_cents if self.amount_cents < 0 else None


@dataclass(frozen=True, slots=True)
class BankHistory:
    """The lines of a range of days, newest first, and the sums of the bank over all time, in cents."""

    bank_id: int
    lines: tuple[HistoryLine, ...]
    last_statement_cents: int
    current_cents: int
    awaiting_cents: int
    awaiting_count: int
    available_cents: int
    before_cents: int
    after_cents: int


@dataclass(frozen=True, slots=True)
class SlipReceipt:
    """One receipt of a deposit slip; `returned_cents` is what came back of it, all or a part."""

    receipt_id: int
    received_on: date
    posted_on: date
    payer: str
    unit: str
    amount_cents: int
    method: str
    memo: str
    check_number: str
    returned_on: date | None
    voided: bool
    return_reason: str = ""
    returned_cents: int = 0


@dataclass(frozen=True, slots=True)
class SlipDetail:
    """A deposit slip with its receipts; of a voided one, those that were on it.

    `line` is its line in the bank's history, as `clearing` calls it. `replaces` and `replaced_by` are slip numbers.
    """

    slip_id: int
    line: tuple[int, int]
    number: int
    bank_id: int
    bank: str
    deposited_on: date
    total_cents: int
    batch_id: str | None
    entered_by: str
    cleared_on: date | None
    voided_by_set_id: int | None
    replaces: int | None
    replaced_by: int | None
    receipts: tuple[SlipReceipt, ...]


def days_of(name: RangeName, today: date) -> tuple[date | None, date | None]:
    """First and last day of a range by its name; None is open. Only a month and a year have an end."""
    if name == "days60":
        return today - timedelta(days=USUAL_DAYS), None
    if name == "month":
        following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return today.replace(day=1), following - timedelta(days=1)
    if name == "year":
        return today.replace(month=1, day=1), today.replace(month=12, day=31)
    return None, None


def bank_history(books: Books, bank_id: int, first: date | None = None, last: date | None = None) -> BankHistory:
    """The history of a bank from `first` to `last`, both included; None is open. NotFoundError where it is no bank."""
    with books.store.read() as connection:
        _require_bank(connection, bank_id)
        lines = [_line(row) for row in connection.execute(_LINES, {"bank": bank_id})]
        current = connection.execute(_CURRENT, {"bank": bank_id}).scalar_one()
        awaiting, count = connection.execute(_AWAITING, {"bank": bank_id}).one()
    chosen = [line for line in lines if (not first or line.posted_on >= first) and (not last or line.posted_on <= last)]
    return BankHistory(
        bank_id,
        tuple(chosen),
        last_statement_cents=sum(line.amount_cents for line in lines if line.cleared_on is not None),
        current_cents=current,
        awaiting_cents=awaiting,
        awaiting_count=count,
        available_cents=current - awaiting,
        before_cents=sum(line.amount_cents for line in lines if first and line.posted_on < first),
        after_cents=sum(line.amount_cents for line in lines if last and line.posted_on > last),
    )


def slip_detail(books: Books, slip_id: int) -> SlipDetail:
    """A deposit slip with its receipts. NotFoundError where there is none."""
    with books.store.read() as connection:
        slip = connection.execute(_SLIP, {"id": slip_id}).one_or_none()
        if slip is None:
            raise NotFoundError(f"There is no deposit slip with the key {slip_id}.")
        rows = connection.execute(_SLIP_RECEIPTS, {"id": slip_id}).all()
    receipts = tuple(_slip_receipt(row) for row in rows)
    return SlipDetail(
        slip_id, (slip_id, slip.line), slip.number, slip.bank_account_id, slip.code,
        date.fromisoformat(slip.deposited_on), slip.total_cents, slip.batch_id, slip.entered_by, _day(slip.cleared_on),
        slip.voided_by_set_id, slip.replaces, slip.replaced_by, receipts,
    )


def waiting_for_slip(books: Books, bank_id: int) -> tuple[SlipReceipt, ...]:
    """The receipts of a bank that are on no slip and could be put on one, oldest first."""
    with books.store.read() as connection:
        return tuple(_slip_receipt(row) for row in connection.execute(_WAITING, {"bank": bank_id}))


def _slip_receipt(row: Any) -> SlipReceipt:
    return SlipReceipt(
        row.id, date.fromisoformat(row.received_on), date.fromisoformat(row.posted_on), row.payer, row.unit,
        row.amount_cents, row.method, row.memo, row.check_number, _day(row.returned_on),
        row.voided_by_set_id is not None, row.return_reason, int(row.returned_cents),
    )


def _require_bank(connection: Connection, bank_id: int) -> None:
    query = text("SELECT 1 FROM account_code WHERE id = :bank AND is_bank = 1")
    if connection.execute(query, {"bank": bank_id}).first() is None:
        raise NotFoundError("There is no such bank account code any more.")


def _line(row: Any) -> HistoryLine:
    return HistoryLine(
        row.id, row.line, _KINDS.get(row.kind, "other"), date.fromisoformat(row.posted_on), row.check_number,
        row.description, row.amount_cents, _day(row.cleared_on), row.slip_id, row.item_count, row.batch_id,
        row.voided_by, row.posted_on in {row.voided_on, row.voids_on},
    )


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


_KINDS: dict[str, LineKind] = {
    "deposit_slip": "deposit", "transfer": "transfer", "nsf": "return", "void": "void"
}
_LINES = text(
    "SELECT i.set_id AS id, i.line, t.kind, t.posted_on, i.description, i.amount_cents, i.check_number, i.cleared_on, "
    "s.id AS slip_id, coalesce(s.item_count, 0) AS item_count, s.batch_id, v.id AS voided_by, "
    "v.posted_on AS voided_on, CASE WHEN t.kind = 'void' THEN o.posted_on END AS voids_on "
    "FROM bank_item i JOIN transaction_set t ON t.id = i.set_id LEFT JOIN deposit_slip s ON s.id = i.set_id "
    "LEFT JOIN transaction_set v ON v.reverses_set_id = t.id AND v.kind = 'void' "
    "LEFT JOIN transaction_set o ON o.id = t.reverses_set_id "
    "WHERE i.bank_account_id = :bank ORDER BY t.posted_on DESC, i.set_id DESC, i.line"
)
_CURRENT = text("SELECT coalesce(sum(balance_cents), 0) FROM account_balance WHERE account_id = :bank")
_AWAITING = text(
    "SELECT coalesce(sum(amount_cents), 0), count(*) FROM receipt "
    "WHERE bank_account_id = :bank AND slip_id IS NULL AND voided_by_set_id IS NULL"
)
_SLIP = text(
    "SELECT s.*, a.code, i.line, i.cleared_on, b.number AS replaces, "
    "(SELECT max(n.number) FROM deposit_slip n WHERE n.replaces_slip_id = s.id) AS replaced_by "
    "FROM deposit_slip s JOIN account_code a ON a.id = s.bank_account_id "
    "JOIN bank_item i ON i.set_id = s.id LEFT JOIN deposit_slip b ON b.id = s.replaces_slip_id WHERE s.id = :id"
)
_RECEIPT_FACTS = (
    "SELECT r.id, r.received_on, r.posted_on, r.amount_cents, r.method, r.memo, r.check_number, "  # noqa: S608
    f"r.voided_by_set_id, n.posted_on AS returned_on, "
    f"coalesce(n.reason, '') AS return_reason, {RETURNED_CENTS} AS returned_cents, "
    "coalesce(t.name, nullif(r.payer_name, ''), l.name) AS payer, "
    "coalesce(u.name, '') AS unit FROM receipt r JOIN ledger l ON l.id = r.ledger_id "
    "LEFT JOIN tenant t ON t.id = r.tenant_id LEFT JOIN unit u ON u.id = r.unit_id "
    f"LEFT JOIN transaction_set n ON n.id = {RETURNED_BY} "
)
_SLIP_RECEIPTS = text(
    _RECEIPT_FACTS  # noqa: S608 - put together from constants of this module alone
    + "WHERE r.id IN (SELECT x.receipt_id FROM slip_receipt x WHERE x.slip_id = :id) ORDER BY r.id"
)
_WAITING = text(
    _RECEIPT_FACTS
    + "WHERE r.bank_account_id = :bank AND r.slip_id IS NULL AND r.voided_by_set_id IS NULL ORDER BY r.id"
)
