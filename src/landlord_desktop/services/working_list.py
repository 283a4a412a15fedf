"""The working list as the rules see it: its lines, the tenants' accounts behind them, and a verdict for each line."""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.allocation import (
    Allocation,
    AllocationOrder,
    ChargePayment,
    OpenCharge,
    OpenCredit,
    TenantState,
    turn_of,
)
from landlord_desktop.rules.batch import LedgerReceipt, PaymentLine, Verdict, classify_all
from landlord_desktop.services.books import Books
from landlord_desktop.services.claim_words import changed_on_server


@dataclass(frozen=True, slots=True)
class StoredLine:
    """A working line as it is stored, with the records it names and what became of its payment before."""

    line_id: int
    uuid: str
    batch_id: str | None
    source_key: str | None
    payment_id: str | None
    received_on: str
    posting_date: str
    amount_cents: int
    tenant_id: int | None
    unit_id: int | None
    payer_name: str
    unit_name: str
    payer_kind: str
    method: str
    memo: str
    own_bank_id: int | None
    as_ledger_receipt: bool
    ledger_id: int | None
    unreadable: str
    state: str
    removed_reason: str
    accepted_plan: str | None
    account_tenant_id: int | None
    posted_receipt_id: int | None
    reversed_receipt_id: int | None
    claimed_elsewhere: bool
    batch_bank: str | None


@dataclass(frozen=True, slots=True)
class WorkingList:
    """Lines in their order with the verdict of each, and the accounts of their tenants by tenant id."""

    lines: tuple[StoredLine, ...]
    verdicts: tuple[Verdict, ...]
    states: dict[int, TenantState]
    banks: dict[int, int | None]


def read_working_list(
    connection: Connection, books: Books, *, state: str = "open", only: Collection[int] | None = None,
    take_proposals: bool = False,
) -> WorkingList:
    """Read, resolve and judge the lines of a state.

    `only` limits them to these line ids. `take_proposals` judges them as if each safe proposal had been accepted,
    except those of payments whose receipt was voided or whose batch changed: a person accepts these one by one.
    """
    rows = connection.execute(
        _LINES,
        {
            "state": state, "user": books.actor.user, "workstation": books.actor.workstation,
            "now": instant_text(books.now()),
        },
    ).all()
    lines = tuple(StoredLine(*row) for row in rows if only is None or row[0] in only)
    states = tenant_states(connection, state)
    defaults = _BankDefaults(connection)
    banks = {line.line_id: defaults.bank_of(line, states) for line in lines}
    accounts = _ledger_receipt_accounts(connection)
    changed = changed_on_server(connection)
    payments = [
        _payment_line(line, banks[line.line_id], accounts, states, changed.get(line.batch_id or "", 0))
        for line in lines
    ]
    verdicts = classify_all(payments, states, take_proposals=take_proposals)
    return WorkingList(lines, tuple(verdicts), states, banks)


def tenant_states(
    connection: Connection, line_state: str = "open", tenant_id: int | None = None
) -> dict[int, TenantState]:
    """Accounts of the tenants behind the working lines, or of one tenant: charges oldest first, and credits."""
    return _states(connection, "one" if tenant_id is not None else "lines", line_state, tenant_id)


def all_tenant_states(connection: Connection) -> dict[int, TenantState]:
    """Accounts of all tenants, by tenant id."""
    return _states(connection, "all", "", None)


def _states(connection: Connection, scope: str, line_state: str, tenant_id: int | None) -> dict[int, TenantState]:
    values: dict[str, dict[str, Any]] = {"all": {}, "lines": {"state": line_state}, "one": {"tenant_id": tenant_id}}
    which = values[scope]
    turns = _Turns(connection)
    charges: dict[int, list[OpenCharge]] = {}
    for row in connection.execute(_CHARGES[scope], which).all():
        charges.setdefault(row[0], []).append(
            OpenCharge(
                row[1], row[2], row[3], date.fromisoformat(row[4]), row[5], row[6], bool(row[7]), row[8], row[9],
                turns.of(row[10], row[2]),
            )
        )
    credit: dict[int, list[OpenCredit]] = {}
    advance: dict[int, int] = {}
    for tenant, ledger_id, kind, cents in connection.execute(_CREDITS[scope], which).all():
        if kind == "open_credit":
            credit.setdefault(tenant, []).append(OpenCredit(ledger_id, cents))
        else:
            advance[tenant] = advance.get(tenant, 0) + cents
    return {
        row[0]: TenantState(
            row[0], bool(row[1]), row[2], row[3], tuple(charges.get(row[0], ())), tuple(credit.get(row[0], ())),
            advance.get(row[0], 0),
        )
        for row in connection.execute(_TENANTS[scope], which).all()
    }


class _Turns:
    """Which charges the office's order of allocation pays first."""

    def __init__(self, connection: Connection) -> None:
        values = {row[0]: row[1] for row in connection.execute(_ORDER_SETTINGS)}
        self._order = AllocationOrder(values.get("office.allocation_order", AllocationOrder.OLDEST_FIRST))
        self._rent = connection.execute(_RENT_CODE, {"code": values.get("office.rent_charge_code", "RENT")}).scalar()
        self._managers = frozenset(connection.execute(_MANAGERS).scalars())

    def of(self, charge_code_id: int, ledger_id: int) -> int:
        return turn_of(
            self._order, is_rent=charge_code_id == self._rent, is_management=ledger_id in self._managers
        )


class _BankDefaults:
    """Bank of a line: its own, else its batch's, else the setting, else the ledger's of the Posting Table."""

    def __init__(self, connection: Connection) -> None:
        self._by_code: dict[str, int] = {row[1]: row[0] for row in connection.execute(_BANKS)}
        setting = connection.execute(_BANK_SETTING).scalar()
        self._setting = self._by_code.get(setting) if setting else None
        self._by_ledger: dict[int, int | None] = {row[0]: row[1] for row in connection.execute(_LEDGER_BANKS)}

    def bank_of(self, line: StoredLine, states: dict[int, TenantState]) -> int | None:
        if line.own_bank_id is not None:
            return line.own_bank_id
        if line.batch_bank:
            return self._by_code.get(line.batch_bank)
        if self._setting is not None:
            return self._setting
        state = states.get(line.account_tenant_id) if line.account_tenant_id is not None else None
        ledger_id = line.ledger_id or (state.home_ledger_id if state else None)
        return None if ledger_id is None else self._by_ledger.get(ledger_id)


def _ledger_receipt_accounts(connection: Connection) -> dict[int, int]:
    """The account a ledger receipt is booked to, by ledger: owner contribution, or the managers' own receipts."""
    return {row[0]: row[1] for row in connection.execute(_LEDGER_ACCOUNTS)}


def _payment_line(
    line: StoredLine, bank_id: int | None, accounts: dict[int, int], states: dict[int, TenantState], aside_id: int
) -> PaymentLine:
    ledger_id = line.ledger_id
    if ledger_id is None and line.as_ledger_receipt and line.account_tenant_id in states:
        ledger_id = states[line.account_tenant_id].home_ledger_id
    return PaymentLine(
        line.line_id, line.amount_cents, date.fromisoformat(line.posting_date), line.account_tenant_id, bank_id,
        bool(line.as_ledger_receipt),
        LedgerReceipt(ledger_id, accounts[ledger_id]) if ledger_id in accounts else None,
        line.unreadable, line.posted_receipt_id, line.reversed_receipt_id, bool(line.claimed_elsewhere),
        plan_from_text(line.accepted_plan), bool(aside_id), _aside_of(line.accepted_plan) < aside_id,
    )


def plan_text(plan: Allocation | LedgerReceipt, aside_id: int = 0) -> str:
    """An accepted plan as it is kept with its line.

    `aside_id` is the newest open answer of the server that was set aside for the line's batch when it was accepted.
    """
    known = {"aside": aside_id} if aside_id else {}
    if isinstance(plan, LedgerReceipt):
        return json.dumps({"ledger": plan.ledger_id, "account": plan.account_id, **known})
    parts = [[part.charge_id, part.amount_cents, part.credit_ledger_id] for part in plan.payments]
    return json.dumps({"charges": parts, "open_credit": plan.open_credit_cents, **known})


def _aside_of(stored: str | None) -> int:
    """Up to which set-aside answer the accepted plan was accepted; 0 where there was none."""
    return int(json.loads(stored).get("aside", 0)) if stored else 0


def plan_from_text(stored: str | None) -> Allocation | LedgerReceipt | None:
    """The accepted plan of a line; None where nobody accepted one."""
    if not stored:
        return None
    value: dict[str, Any] = json.loads(stored)
    if "ledger" in value:
        return LedgerReceipt(value["ledger"], value["account"])
    return Allocation(tuple(ChargePayment(*part) for part in value["charges"]), value["open_credit"])


_ACCOUNT_OF_LINE = "CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END"
_LINES = text(
    "SELECT w.id, w.uuid, w.batch_id, w.source_key, w.payment_id, w.received_on, w.posting_date, w.amount_cents, "  # noqa: S608
    "w.tenant_id, w.unit_id, w.payer_name, w.unit_name, w.payer_kind, w.method, w.memo, w.bank_account_id, "
    "w.as_ledger_receipt, w.ledger_id, w.unreadable, w.state, w.removed_reason, w.accepted_plan, "
    f"{_ACCOUNT_OF_LINE}, live.id, "
    "CASE WHEN live.id IS NULL THEN (SELECT max(v.id) FROM receipt v "
    "WHERE v.source_key = w.source_key AND v.voided_as_error = 1) END, "
    "CASE WHEN b.claimed_by <> '' AND b.claim_expires_at > :now AND "
    "(b.claimed_by <> :user OR b.claimed_workstation <> :workstation) THEN 1 ELSE 0 END, b.bank_code "
    "FROM working_line w LEFT JOIN tenant t ON t.id = w.tenant_id "
    "LEFT JOIN receipt live ON live.source_key = w.source_key AND live.source_key IS NOT NULL "
    "AND live.voided_as_error = 0 "
    "LEFT JOIN inosio_batch b ON b.id = w.batch_id WHERE w.state = :state ORDER BY w.id"
)
_OF_LINES = (
    f"(SELECT {_ACCOUNT_OF_LINE} FROM working_line w JOIN tenant t ON t.id = w.tenant_id WHERE w.state = :state)"  # noqa: S608
)


def _scoped(statement: str) -> dict[str, Any]:
    """The statement for all tenants, for those of the working lines, and for one."""
    return {
        "all": text(statement.format(scope="IS NOT NULL")),
        "lines": text(statement.format(scope=f"IN {_OF_LINES}")),
        "one": text(statement.format(scope="= :tenant_id")).bindparams(bindparam("tenant_id")),
    }


_CHARGES = _scoped(
    "SELECT tenant_id, id, ledger_id, coalesce(receivable_account_id, account_id), charged_on, amount_cents, "
    "unpaid_cents, disputed, fee_basis_points, fee_taken_cents, charge_code_id FROM charge "
    "WHERE unpaid_cents > 0 AND tenant_id {scope} ORDER BY tenant_id, charged_on, id"
)
_CREDITS = _scoped(
    "SELECT tenant_id, ledger_id, kind, balance_cents FROM tenant_credit WHERE balance_cents > 0 "
    "AND tenant_id {scope} ORDER BY tenant_id, ledger_id"
)
_TENANTS = _scoped(
    "SELECT t.id, t.active, t.unit_id, u.ledger_id FROM tenant t JOIN unit u ON u.id = t.unit_id WHERE t.id {scope}"
)
_ORDER_SETTINGS = text(
    "SELECT key, value FROM setting WHERE key IN ('office.allocation_order', 'office.rent_charge_code')"
)
_RENT_CODE = text("SELECT id FROM charge_code WHERE code = :code")
_MANAGERS = text("SELECT id FROM ledger WHERE kind = 'management'")
_BANKS = text("SELECT id, code FROM account_code WHERE is_bank = 1 AND active = 1")
_BANK_SETTING = text("SELECT value FROM setting WHERE key = 'inosio.bank'")
_LEDGER_BANKS = text("SELECT id, bank_account_id FROM ledger")
_LEDGER_ACCOUNTS = text(
    "SELECT l.id, p.account_id FROM ledger l JOIN posting_table p ON p.role = "
    "CASE l.kind WHEN 'management' THEN 'management_receipt' ELSE 'owner_contribution' END"
)
