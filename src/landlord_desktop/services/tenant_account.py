"""What stands behind a payment: the tenant's unpaid charges, open credit and last receipt, and what looks alike."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, text

from landlord_desktop.rules.batch import Reason, Verdict
from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.books import Books
from landlord_desktop.services.working_lines import proposal_words
from landlord_desktop.services.working_list import plan_from_text, tenant_states

LOOK_ALIKE_DAYS = 3
"""Payments of one tenant and amount so many days apart or less look alike; that is a warning and nothing more."""


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """An unpaid charge with the words of its code and ledger; amounts in cents."""

    charge_id: int
    charged_on: date
    code: str
    name: str
    ledger_id: int
    ledger: str
    amount_cents: int
    unpaid_cents: int
    disputed: bool
    fee_basis_points: int
    fee_taken_cents: int


@dataclass(frozen=True, slots=True)
class CreditRow:
    """Open credit of a tenant in one ledger, in cents."""

    ledger_id: int
    ledger: str
    amount_cents: int


@dataclass(frozen=True, slots=True)
class ReceiptGlance:
    """A posted receipt in few words: the day it is dated, and the moment and user of its entry."""

    receipt_id: int
    posted_on: date
    amount_cents: int
    memo: str
    entered_by: str
    entered_at: datetime


@dataclass(frozen=True, slots=True)
class TenantAccount:
    """A tenant's account; charges stand oldest first. `credits` hold advance payments too, `open_credits` do not."""

    tenant_id: int
    code: str
    name: str
    charges: tuple[ChargeRow, ...]
    credits: tuple[CreditRow, ...]
    last_receipt: ReceiptGlance | None
    open_credits: tuple[CreditRow, ...] = ()

    @property
    def credit_cents(self) -> int:
        """Open credits and advance payments not used yet."""
        return sum(credit.amount_cents for credit in self.credits)


@dataclass(frozen=True, slots=True)
class LookAlike:
    """A payment of the same tenant and amount close by: another line of the list, or a receipt of that number."""

    kind: Literal["line", "receipt"]
    number: int
    day: date
    amount_cents: int


@dataclass(frozen=True, slots=True)
class LineBehind:
    """What is shown under an opened line. `receipt` is what its payment became by an earlier post."""

    line_id: int
    account: TenantAccount | None
    receipt: ReceiptGlance | None
    look_alikes: tuple[LookAlike, ...]
    accepted_words: str


def line_behind(books: Books, line_id: int) -> LineBehind:
    """Read what stands behind a working line, open or removed; NotFoundError where it is gone."""
    with books.store.read() as connection:
        line = connection.execute(_LINE, {"line_id": line_id}).one_or_none()
        if line is None:
            raise NotFoundError("This payment is no longer on the list: it was posted or taken off meanwhile.")
        account = None if line.account_tenant_id is None else read_account(connection, line.account_tenant_id)
        receipt = connection.execute(_RECEIPT_OF, {"source_key": line.source_key}).one_or_none()
        return LineBehind(
            line_id, account, None if receipt is None else _glance(receipt),
            _look_alikes(connection, line_id, line), _accepted_words(connection, line),
        )


def tenant_account(books: Books, tenant_id: int) -> TenantAccount:
    """A tenant's account; NotFoundError for an unknown tenant."""
    with books.store.read() as connection:
        return read_account(connection, tenant_id)


def read_account(connection: Connection, tenant_id: int) -> TenantAccount:
    """The same inside a read that is under way."""
    which = {"tenant_id": tenant_id}
    tenant = connection.execute(_TENANT, which).one_or_none()
    if tenant is None:
        raise NotFoundError(f"There is no tenant number {tenant_id}.")
    charges = tuple(
        ChargeRow(
            row.id, date.fromisoformat(row.charged_on), row.code, row.name, row.ledger_id, row.ledger,
            row.amount_cents, row.unpaid_cents, bool(row.disputed), row.fee_basis_points, row.fee_taken_cents,
        )
        for row in connection.execute(_CHARGES, which)
    )
    credit = tuple(CreditRow(*row) for row in connection.execute(_CREDITS, which))
    last = connection.execute(_LAST_RECEIPT, which).one_or_none()
    return TenantAccount(
        tenant_id, tenant[0], tenant[1], charges, credit, None if last is None else _glance(last),
        tuple(CreditRow(*row) for row in connection.execute(_OPEN_CREDITS, which)),
    )


def _glance(row: Any) -> ReceiptGlance:
    return ReceiptGlance(
        row.id, date.fromisoformat(row.posted_on), row.amount_cents, row.memo, row.entered_by,
        datetime.fromisoformat(row.entered_at),
    )


def _look_alikes(connection: Connection, line_id: int, line: Any) -> tuple[LookAlike, ...]:
    if line.account_tenant_id is None:
        return ()
    day, near = date.fromisoformat(line.posting_date), timedelta(days=LOOK_ALIKE_DAYS)
    values = {
        "line_id": line_id, "tenant_id": line.account_tenant_id, "amount_cents": line.amount_cents,
        "first": (day - near).isoformat(), "last": (day + near).isoformat(), "source_key": line.source_key or "",
    }
    rows = connection.execute(_LOOK_ALIKES, values)
    return tuple(LookAlike(row[0], row[1], date.fromisoformat(row[2]), row[3]) for row in rows)


def _accepted_words(connection: Connection, line: Any) -> str:
    plan = plan_from_text(line.accepted_plan)
    if plan is None:
        return ""
    tenant_id = line.account_tenant_id
    state = None if tenant_id is None else tenant_states(connection, tenant_id=tenant_id).get(tenant_id)
    known = set() if state is None else {charge.charge_id for charge in state.charges}
    parts = getattr(plan, "payments", ())
    if any(part.charge_id not in known for part in parts):
        return ""
    ledgers = {row[0]: row[1] for row in connection.execute(text("SELECT id, name FROM ledger"))}
    return proposal_words(Verdict(0, Reason.UNDER, proposal=plan), state, ledgers)


_LINE = text(
    "SELECT w.source_key, w.amount_cents, w.posting_date, w.accepted_plan, "
    "CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END AS account_tenant_id "
    "FROM working_line w LEFT JOIN tenant t ON t.id = w.tenant_id WHERE w.id = :line_id"
)
_TENANT = text("SELECT code, name FROM tenant WHERE id = :tenant_id")
_CHARGES = text(
    "SELECT c.id, c.charged_on, k.code, k.name, c.ledger_id, l.name AS ledger, c.amount_cents, c.unpaid_cents, "
    "c.disputed, c.fee_basis_points, c.fee_taken_cents FROM charge c JOIN charge_code k ON k.id = c.charge_code_id "
    "JOIN ledger l ON l.id = c.ledger_id WHERE c.tenant_id = :tenant_id AND c.unpaid_cents > 0 "
    "ORDER BY c.charged_on, c.id"
)
_CREDITS = text(
    "SELECT c.ledger_id, l.name, sum(c.balance_cents) FROM tenant_credit c JOIN ledger l ON l.id = c.ledger_id "
    "WHERE c.tenant_id = :tenant_id AND c.balance_cents > 0 GROUP BY c.ledger_id, l.name ORDER BY c.ledger_id"
)
_OPEN_CREDITS = text(
    "SELECT c.ledger_id, l.name, c.balance_cents FROM tenant_credit c JOIN ledger l ON l.id = c.ledger_id "
    "WHERE c.tenant_id = :tenant_id AND c.balance_cents > 0 AND c.kind = 'open_credit' ORDER BY c.ledger_id"
)
_GLANCE = (
    "SELECT id, posted_on, amount_cents, memo, entered_by, "
    "(SELECT s.entered_at FROM transaction_set s WHERE s.id = receipt.id) AS entered_at FROM receipt "
)
_LAST_RECEIPT = text(
    _GLANCE + "WHERE tenant_id = :tenant_id AND voided_by_set_id IS NULL ORDER BY tenant_id DESC, id DESC LIMIT 1"
)
_RECEIPT_OF = text(_GLANCE + "WHERE source_key = :source_key AND voided_as_error = 0")
_LOOK_ALIKES = text(
    "SELECT 'line', w.id, w.posting_date, w.amount_cents FROM working_line w JOIN tenant t ON t.id = w.tenant_id "
    "WHERE w.state = 'open' AND w.id <> :line_id AND w.amount_cents = :amount_cents "
    "AND CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END = :tenant_id "
    "AND w.posting_date BETWEEN :first AND :last "
    "UNION ALL SELECT 'receipt', r.id, r.posted_on, r.amount_cents FROM receipt r WHERE r.tenant_id = :tenant_id "
    "AND r.amount_cents = :amount_cents AND r.voided_by_set_id IS NULL AND coalesce(r.source_key, '-') <> :source_key "
    "AND r.posted_on BETWEEN :first AND :last LIMIT 5"
)
