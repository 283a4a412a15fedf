"""Working lines as a person works on them: typed in, changed, accepted, removed, put back. Nothing here posts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.engine import bulk_change
from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.allocation import Allocation, TenantState, allocation_problems
from landlord_desktop.rules.batch import (
    REASON_WORDS,
    LedgerReceipt,
    Reason,
    Verdict,
    status_words,
)
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.text import payment_description, stored_text
from landlord_desktop.services.batches import LINE_COLUMNS, release_claims
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.claim_words import CHANGED, changed_on_server, worked_on_elsewhere
from landlord_desktop.services.entry_checks import amount_problem
from landlord_desktop.services.payer_memory import remembered_lines
from landlord_desktop.services.posting_dates import check_posting_date, date_problems
from landlord_desktop.services.working_list import (
    StoredLine,
    WorkingList,
    plan_text,
    read_working_list,
    tenant_states,
)


@dataclass(frozen=True, slots=True)
class LineRow:
    """A working line for the screen.

    `reason` is its code and `reason_words` the words; `equal` puts it on the tab of payments equal to unpaid charges;
    `ready` tells that Post would post it now. `proposal_words` is what accepting would do, empty where there is no safe
    proposal. `receipt_id` is the receipt that an earlier post made of this payment.
    """

    line_id: int
    batch_id: str | None
    payment_id: str | None
    received_on: date
    posting_date: date
    description: str
    tenant: str
    unit: str
    tenant_id: int | None
    unit_id: int | None
    amount_cents: int
    memo: str
    status: str
    reason: Reason
    reason_words: str
    equal: bool
    ready: bool
    stale: bool
    proposal_words: str
    as_ledger_receipt: bool
    ledger_id: int | None
    bank_id: int | None
    bank: str
    due_cents: int
    unpaid_cents: int
    disputed_cents: int
    credit_cents: int
    removed_reason: str
    unreadable: str
    receipt_id: int | None


def list_lines(books: Books, *, removed: bool = False) -> list[LineRow]:
    """The open working lines (or the removed ones), judged, in the order they came."""
    with books.store.read() as connection:
        return read_lines(connection, books, removed=removed)


def read_lines(connection: Connection, books: Books, *, removed: bool = False) -> list[LineRow]:
    """The same inside a read that is under way."""
    working = read_working_list(connection, books, state="removed" if removed else "open")
    names = _Names(connection, books)
    return [
        _row(line, verdict, working, names) for line, verdict in zip(working.lines, working.verdicts, strict=True)
    ]


class _Names:
    def __init__(self, connection: Connection, books: Books) -> None:
        self.elsewhere = worked_on_elsewhere(connection, books)
        self.changed = changed_on_server(connection)
        self.tenants = {row[0]: row[1] for row in connection.execute(_TENANT_NAMES)}
        self.units = {row[0]: row[1] for row in connection.execute(_UNIT_NAMES)}
        self.ledgers = {row[0]: row[1] for row in connection.execute(text("SELECT id, name FROM ledger"))}
        self.remembered = remembered_lines(connection)
        self.accounts = {row[0]: row[1] for row in connection.execute(text("SELECT id, code FROM account_code"))}


def _row(line: StoredLine, verdict: Verdict, working: WorkingList, names: _Names) -> LineRow:
    state = None if line.account_tenant_id is None else working.states.get(line.account_tenant_id)
    tenant = names.tenants.get(line.tenant_id or 0) or line.payer_name
    unit = names.units.get(line.unit_id or 0) or line.unit_name
    bank_id = working.banks[line.line_id]
    return LineRow(
        line.line_id, line.batch_id, line.payment_id, date.fromisoformat(line.received_on),
        date.fromisoformat(line.posting_date), payment_description(tenant, unit), tenant, unit, line.tenant_id,
        line.unit_id, line.amount_cents, line.memo,
        _status(line, state, verdict, names), verdict.reason,
        REASON_WORDS[verdict.reason], verdict.reason is Reason.EQUAL, verdict.plan is not None, verdict.stale,
        proposal_words(verdict, state, names.ledgers), bool(line.as_ledger_receipt), line.ledger_id, bank_id,
        names.accounts.get(bank_id or 0, ""), verdict.due_cents, state.unpaid_cents if state else 0,
        state.disputed_cents if state else 0, state.credit_cents if state else 0, line.removed_reason,
        line.unreadable, line.posted_receipt_id,
    )


def _status(line: StoredLine, state: TenantState | None, verdict: Verdict, names: _Names) -> str:
    words = _own_status(line, state, verdict, names)
    return f"{words}. {CHANGED}" if line.batch_id in names.changed else words


def _own_status(line: StoredLine, state: TenantState | None, verdict: Verdict, names: _Names) -> str:
    if line.posted_receipt_id is not None:
        return f"Already posted as receipt {line.posted_receipt_id}"
    if line.unreadable:
        return f"Not readable: {line.unreadable}"
    if verdict.reason is Reason.CLAIMED and line.batch_id in names.elsewhere:
        return f"Batch {names.elsewhere[line.batch_id]}"
    words = status_words(state, verdict)
    if line.line_id in names.remembered:
        words += f". {line.payer_name} is remembered as this tenant"
    return f"{words}. Changed since it was accepted" if verdict.stale else words


def proposal_words(verdict: Verdict, state: TenantState | None, ledgers: dict[int, str]) -> str:
    """One sentence of what accepting the proposal would post, naming each ledger where there are two."""
    plan = verdict.proposal
    if plan is None:
        return ""
    if isinstance(plan, LedgerReceipt):
        return f"Ledger receipt to {ledgers[plan.ledger_id]}"
    owed_to = {charge.charge_id: charge.ledger_id for charge in state.charges} if state else {}
    sums: dict[int, int] = {}
    for part in plan.payments:
        sums[owed_to[part.charge_id]] = sums.get(owed_to[part.charge_id], 0) + part.amount_cents
    parts = [f"{format_cents(cents)} to charges of {ledgers[key]}" for key, cents in sums.items()]
    if plan.from_credit_cents:
        parts.append(f"{format_cents(plan.from_credit_cents)} of it from open credit")
    if plan.open_credit_cents:
        parts.append(f"{format_cents(plan.open_credit_cents)} to open credit")
    return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class TypedPayment:
    """A payment typed in. Without `tenant_id` it is a ledger receipt to `ledger_id`."""

    posting_date: date
    amount_cents: int
    tenant_id: int | None
    unit_id: int | None = None
    bank_id: int | None = None
    memo: str = ""
    ledger_id: int | None = None
    method: str = "check"
    payer_name: str = ""


def add_payment(books: Books, payment: TypedPayment) -> int:
    """Add a typed payment to the working list; its line id. RuleError names every fault."""
    return add_payments(books, [payment])[0]


def add_payments(books: Books, payments: Sequence[TypedPayment]) -> list[int]:
    """Add payments in one transaction, all or none."""
    faults = []
    for payment in payments:
        if problem := amount_problem(payment.amount_cents, "The payment"):
            faults.append(problem)
        if payment.tenant_id is None and payment.ledger_id is None:
            faults.append("Choose the tenant or the unit who paid.")
        faults += date_problems(books, payment.posting_date, "The posting date")
    if faults:
        raise RuleError(faults)
    added = []
    with books.store.write() as connection:
        for payment in payments:
            values: dict[str, Any] = dict.fromkeys(LINE_COLUMNS)
            values |= {
                "uuid": books.new_uuid(), "received_on": payment.posting_date.isoformat(),
                "posting_date": payment.posting_date.isoformat(), "amount_cents": payment.amount_cents,
                "tenant_id": payment.tenant_id, "unit_id": payment.unit_id, "ledger_id": payment.ledger_id,
                "payer_name": stored_text(payment.payer_name), "unit_name": "", "memo": stored_text(payment.memo),
                "payer_kind": "tenant" if payment.tenant_id is not None else "other", "method": payment.method,
                "as_ledger_receipt": int(payment.tenant_id is None), "unreadable": "", "state": "open",
                "entered_by": books.actor.user, "entered_at": instant_text(books.now()), "bank": payment.bank_id,
            }
            added.append(connection.execute(_ADD, values).scalar_one())
    return added


def remove_line(books: Books, line_id: int, reason: str) -> None:
    """Take a line off the list; it is kept under Removed with its reason. RuleError without a reason.

    A payment that is posted already is not kept: its receipt is what counts, and loading the batch shows it again.
    """
    words = stored_text(reason.strip())
    if not words:
        raise RuleError("Give the reason for removing the payment; it is kept with the batch.")
    with books.store.write() as connection:
        if connection.execute(_TAKE_POSTED_OFF, {"line_id": line_id}).rowcount:
            record(connection, books, "remove payment", f"line {line_id}", f"Posted already: {words}")
        else:
            _change(connection, books, line_id, "remove payment", {"state": "removed", "removed_reason": words})


def put_back(books: Books, line_id: int) -> None:
    """Put a removed line back on the list."""
    with books.store.write() as connection:
        _change(connection, books, line_id, "put back payment", {"state": "open", "removed_reason": ""})


def change_line(books: Books, line_id: int, **values: Any) -> None:
    """Change what a person may change of a line.

    That is memo, bank_account_id, tenant_id, unit_id, ledger_id, as_ledger_receipt and posting_date. A changed payer
    or ledger takes back what was accepted.
    """
    allowed = {"memo", "bank_account_id", "tenant_id", "unit_id", "ledger_id", "as_ledger_receipt", "posting_date"}
    if not values.keys() <= allowed:
        raise TypeError(f"not to be changed here: {sorted(values.keys() - allowed)}")
    if "posting_date" in values:
        check_posting_date(books, values["posting_date"])
        values["posting_date"] = values["posting_date"].isoformat()
    if "memo" in values:
        values["memo"] = stored_text(values["memo"])
    if values.keys() & {"tenant_id", "ledger_id", "as_ledger_receipt"}:
        values["accepted_plan"] = None
    with books.store.write() as connection:
        _change(connection, books, line_id, "change payment", values)


def _change(connection: Connection, books: Books, line_id: int, action: str, values: dict[str, Any]) -> None:
    names = ", ".join(f"{name} = :{name}" for name in values)
    changed = connection.execute(
        text(f"UPDATE working_line SET {names} WHERE id = :line_id"),  # noqa: S608
        {**values, "line_id": line_id},
    )
    if changed.rowcount != 1:
        raise NotFoundError("This payment is no longer on the list: it was posted or taken off meanwhile.")
    record(connection, books, action, f"line {line_id}", values.get("removed_reason", ""))


def accept_proposal(books: Books, line_id: int, *, seen: Reason | None = None) -> None:
    """Accept the line's proposal; Post will post it. RuleError where there is none.

    `seen` is the reason that the person saw: StaleError where the batch changed on the server since.
    """
    with books.store.write() as connection:
        working = read_working_list(connection, books)
        verdict = _verdict(working, line_id)
        if verdict.reason is Reason.CHANGED_ON_SERVER and seen not in {None, verdict.reason}:
            raise StaleError("The batch changed on the server. Nothing was accepted; look at the payment again.")
        if verdict.proposal is None:
            raise RuleError(
                f"{REASON_WORDS[verdict.reason]}: there is no safe proposal. "
                "Use Process Payment to say where the money goes."
            )
        _store_plan(connection, books, line_id, verdict.proposal)


def accept_plan(books: Books, line_id: int, plan: Allocation | LedgerReceipt) -> None:
    """Accept an allocation made by a person (Tenant Receipt window). RuleError names every fault."""
    with books.store.write() as connection:
        working = read_working_list(connection, books)
        _verdict(working, line_id)
        line = next(line for line in working.lines if line.line_id == line_id)
        if isinstance(plan, Allocation):
            if line.account_tenant_id is None:
                raise RuleError("Choose the tenant first.")
            state = tenant_states(connection, tenant_id=line.account_tenant_id)[line.account_tenant_id]
            problems = allocation_problems(line.amount_cents, plan, state)
            if problems:
                raise RuleError(problems)
        _store_plan(connection, books, line_id, plan)


def withdraw_acceptance(books: Books, line_id: int) -> None:
    """Take back what was accepted; the line waits with its reason again."""
    with books.store.write() as connection:
        _change(connection, books, line_id, "withdraw acceptance", {"accepted_plan": None})


def _verdict(working: WorkingList, line_id: int) -> Verdict:
    for verdict in working.verdicts:
        if verdict.line_id == line_id:
            return verdict
    raise NotFoundError("This payment is no longer on the list: it was posted or taken off meanwhile.")


def _store_plan(connection: Connection, books: Books, line_id: int, plan: Allocation | LedgerReceipt) -> None:
    """Keep what was accepted, and up to which set-aside answer of the server the person knew the line's batch."""
    batch_id = connection.execute(text("SELECT batch_id FROM working_line WHERE id = :id"), {"id": line_id}).scalar()
    plan_kept = plan_text(plan, changed_on_server(connection).get(batch_id or "", 0))
    connection.execute(
        text("UPDATE working_line SET accepted_plan = :plan WHERE id = :id"), {"plan": plan_kept, "id": line_id}
    )
    record(connection, books, "accept payment", f"line {line_id}", "")


def update_all_dates(books: Books, posting_date: date, only: Collection[int] | None = None) -> int:
    """Set every open line's posting date; how many lines there are. The date it was received stays beside it.

    Lines of batches that others work on keep theirs.
    RuleError for a date before 1970 or more than a year ahead.
    """
    check_posting_date(books, posting_date)
    with books.store.write() as connection:
        ids = connection.execute(_OURS, _who(books)).scalars()
        chosen = [line_id for line_id in ids if only is None or line_id in only]
        dated = [(posting_date.isoformat(), line_id) for line_id in chosen]
        bulk_change(connection, "UPDATE working_line SET posting_date = ? WHERE id = ?", dated)
        record(connection, books, "update all dates", "working list", f"{len(chosen)} to {posting_date.isoformat()}.")
    return len(chosen)


def start_over(books: Books, *, typed_too: bool = True) -> int:
    """Take all open lines off the list; how many went. Claims are given up.

    Lines of batches that others work on stay. Inosio's lines return to their unprocessed batch; typed ones are
    deleted unless `typed_too` is off, as on closing.
    """
    with books.store.write() as connection:
        gone = connection.execute(_START_OVER, {"typed": int(typed_too), **_who(books)}).rowcount
        release_claims(connection, books)
        record(connection, books, "start over", "working list", f"{gone} taken off.")
    return gone


def _who(books: Books) -> dict[str, str]:
    return {"now": instant_text(books.now()), "user": books.actor.user, "workstation": books.actor.workstation}


_NOT_CLAIMED = (
    "coalesce(batch_id, '') NOT IN (SELECT id FROM inosio_batch WHERE claimed_by <> '' AND claim_expires_at > :now "
    "AND (claimed_by <> :user OR claimed_workstation <> :workstation))"
)
_OURS = text(f"SELECT id FROM working_line WHERE state = 'open' AND {_NOT_CLAIMED} ORDER BY id")  # noqa: S608
_START_OVER = text(
    "DELETE FROM working_line WHERE state = 'open' AND (batch_id IS NOT NULL OR :typed = 1) "  # noqa: S608
    f"AND {_NOT_CLAIMED}"
)
_TAKE_POSTED_OFF = text(
    "DELETE FROM working_line WHERE id = :line_id AND source_key IN "
    "(SELECT source_key FROM receipt WHERE source_key IS NOT NULL AND voided_as_error = 0)"
)
_ADD = text(
    f"INSERT INTO working_line ({', '.join(LINE_COLUMNS)}, bank_account_id) "  # noqa: S608
    f"VALUES (:{', :'.join(LINE_COLUMNS)}, :bank) RETURNING id"
)
_TENANT_NAMES = text(
    "SELECT t.id, t.name FROM tenant t WHERE t.id IN (SELECT tenant_id FROM working_line)"
)
_UNIT_NAMES = text("SELECT u.id, u.name FROM unit u WHERE u.id IN (SELECT unit_id FROM working_line)")
