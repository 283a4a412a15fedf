"""Posting what Scheduled Receivables compiled: all of it in one transaction, or nothing.

Inside that transaction everything is compiled once more. What is not exactly as the person saw it is refused, so that
two PCs cannot post the same, and nothing is posted with an amount that nobody saw.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError, StaleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.candidates import KIND_WORDS, Candidate, CompileRequest, in_order
from landlord_desktop.services.charges import NewCharge, write_charges
from landlord_desktop.services.credits import use_open_credits
from landlord_desktop.services.outbox import queue_balances
from landlord_desktop.services.scheduled_entries import write_credits, write_management_fees
from landlord_desktop.services.scheduled_receivables import read_candidates
from landlord_desktop.services.scheduled_steps import move_on
from landlord_desktop.services.settings import read_settings

SLICE = 500
"""Charges written at a time, so that memory stays bounded and progress moves."""
_MOST_NAMED = 3

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class PostedReceivables:
    """What one Post did. `from_advances_cents` and `from_credits_cents` were paid at once out of what tenants had."""

    count: int
    total_cents: int
    skipped: int
    first_set: int
    from_advances_cents: int
    from_credits_cents: int
    balances_queued: bool


@dataclass(frozen=True, slots=True)
class ReceivablesOrder:
    """What to post of a compile: the candidates as the person saw them, without those that are skipped."""

    request: CompileRequest
    candidates: tuple[Candidate, ...]
    skipped: int = 0


def post_receivables(books: Books, order: ReceivablesOrder, progress: Progress | None = None) -> PostedReceivables:
    """Post these candidates, move their schedules on, and queue the balances where the settings say so.

    `progress(done, total)` may raise to cancel: then nothing is posted. StaleError names what changed since the
    compile, RuleError what cannot be posted (a locked period, a charge code that is gone); nothing is posted then.
    """
    with books.store.write() as connection:
        return write_receivables(connection, books, order, progress)


def write_receivables(
    connection: Connection, books: Books, order: ReceivablesOrder, progress: Progress | None = None
) -> PostedReceivables:
    """The same inside a write that is under way; it may be taken back to preview what would be posted."""
    if not order.candidates:
        raise RuleError("Nothing is left to post: every candidate is skipped. Take Skip off those to be charged.")
    source = read_candidates(connection, order.request)
    _refuse_changes(order.candidates, {row.key: row for row in source.compiled().candidates})
    chosen = in_order(order.candidates)
    first_set = _write_all(connection, books, chosen, progress)
    move_on(connection, books, source, chosen)
    total_cents = sum(row.amount_cents for row in chosen)
    words = KIND_WORDS[order.request.kind]
    record(connection, books, "post scheduled receivables", f"event {first_set}",
           f"{words}: {len(chosen)} posted, {format_cents(total_cents)}; {order.skipped} skipped.")
    queued = order.request.kind != "management_fee" and _queue(connection, books)
    paid = connection.execute(_PAID, {"first": first_set}).one()
    return PostedReceivables(len(chosen), total_cents, order.skipped, first_set, paid[0], paid[1], queued)


def _refuse_changes(chosen: Sequence[Candidate], found: Mapping[str, Candidate]) -> None:
    """StaleError where a candidate is no longer what the person saw."""
    changed: list[str] = []
    for row in chosen:
        now = found.get(row.key)
        if now is None:
            changed.append(f"{row.words}, is no longer due")
        elif now.amount_cents != row.amount_cents:
            changed.append(f"{row.words}, is {format_cents(now.amount_cents)} now")
        elif now.terms != row.terms:
            changed.append(f"{row.words}, has other terms now")
    if changed:
        more = f"; and {len(changed) - _MOST_NAMED} more" if len(changed) > _MOST_NAMED else ""
        raise StaleError(
            f"What was compiled changed since: {'; '.join(changed[:_MOST_NAMED])}{more}. Nothing was posted; "
            "compile again and post what is due then."
        )


def _write_all(
    connection: Connection, books: Books, chosen: Sequence[Candidate], progress: Progress | None
) -> int:
    """Credits first, so that they can pay what is charged with them; the first set's id."""
    fees = [row for row in chosen if row.kind == "management_fee"]
    credits_ = [row for row in chosen if row.kind != "management_fee" and row.amount_cents < 0]
    charges = [row for row in chosen if row.kind != "management_fee" and row.amount_cents > 0]
    event_id: int | None = None
    if fees:
        event_id = write_management_fees(connection, books, fees)
    if credits_:
        event_id = write_credits(connection, books, credits_)
    done = len(fees) + len(credits_)
    for place in range(0, len(charges), SLICE):
        new = [_new_charge(row) for row in charges[place : place + SLICE]]
        first = write_charges(connection, books, new, use_credits=False, event_id=event_id)
        event_id = event_id or first
        if progress is not None:
            progress(done + place + len(new), len(chosen))
    accounts = _accounts_of(connection, {row.tenant_id: row.posting_date for row in (*credits_, *charges)})
    use_open_credits(connection, books, accounts, event_id)
    if progress is not None:
        progress(len(chosen), len(chosen))
    return event_id or 0


def _new_charge(row: Candidate) -> NewCharge:
    owner_only = row.kind == "late_fee" and row.owner_cents == row.amount_cents
    return NewCharge(
        row.tenant_id or 0, row.charge_code, row.posting_date, row.amount_cents, row.memo, origin=row.kind,
        schedule_key=row.key, fee_basis_points=row.fee_basis_points,
        pays_management=not owner_only if row.kind == "late_fee" else None,
        owner_share_cents=0 if owner_only else row.owner_cents,
    )


def _accounts_of(connection: Connection, days: Mapping[int | None, date]) -> dict[int, date]:
    """The tenants on whose accounts these tenants' charges are, each with the latest day."""
    latest: dict[int, date] = {}
    for tenant_id, account_id in connection.execute(_ACCOUNTS):
        if tenant_id in days:
            latest[account_id] = max(days[tenant_id], latest.get(account_id, date.min))
    return latest


def _queue(connection: Connection, books: Books) -> bool:
    if read_settings(connection)["inosio.balances_after_receivables"] != "yes":
        return False
    queue_balances(connection, books, "scheduled receivables")
    return True


_ACCOUNTS = text(
    "SELECT t.id, CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END AS account_id "
    "FROM tenant t ORDER BY t.id"
)
_PAID = text(
    "SELECT coalesce(sum(CASE WHEN advance_id > 0 THEN amount_cents ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN credit_ledger_id > 0 THEN amount_cents ELSE 0 END), 0) "
    "FROM allocation WHERE set_id >= :first"
)
