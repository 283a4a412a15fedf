"""Post: everything of the working list that may be posted, in one transaction; the rest stays with its reason.

A payment posts once: its source key is unique among live receipts and every line's UUID among all receipts, so a second
post is refused by the database, whoever makes it and wherever.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from landlord_desktop.db.engine import bulk_change
from landlord_desktop.rules.allocation import Allocation
from landlord_desktop.rules.batch import Reason, Verdict
from landlord_desktop.rules.errors import BooksError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import format_day, plural
from landlord_desktop.services.batch_status import settle_batches
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.period_lock import locked_through
from landlord_desktop.services.receipt_entries import (
    ChargeBook,
    PostingAccounts,
    read_posting_accounts,
    tenant_receipt_entries,
)
from landlord_desktop.services.working_list import StoredLine, WorkingList, read_working_list

SLICE = 500
"""Sets written at a time, so that memory stays bounded and progress moves."""

_MOST_NAMED = 3

Progress = Callable[[int, int], None]


class PostCancelledError(Exception):
    """The user cancelled: nothing was posted."""


@dataclass(frozen=True, slots=True)
class PostedPayment:
    """A payment that has a receipt: by this post, or (in `already_posted`) by an earlier one."""

    line_id: int
    payment_id: str | None
    receipt_id: int
    amount_cents: int
    batch_id: str | None


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """A payment that stays on the working list, and why. `stale`: what was accepted no longer fits."""

    line_id: int
    payment_id: str | None
    reason: Reason
    amount_cents: int
    batch_id: str | None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class PostResult:
    """What one Post did. `processed_batches` are those whose every payment is posted by now."""

    posted: tuple[PostedPayment, ...]
    held: tuple[HeldPayment, ...]
    already_posted: tuple[PostedPayment, ...]
    processed_batches: tuple[str, ...] = ()

    @property
    def posted_cents(self) -> int:
        return sum(payment.amount_cents for payment in self.posted)


def post_working_lines(
    books: Books,
    *,
    only: Collection[int] | None = None,
    accept_proposals: bool = False,
    progress: Progress | None = None,
) -> PostResult:
    """Post what may be posted of the open lines (`only`: of these line ids).

    `accept_proposals` takes each line's proposal where the reason has a safe one; payments of a voided receipt, and of
    a batch that changed on the server, are never taken that way.
    `progress(done, total)` may raise PostCancelledError: then nothing is posted. BooksError where the
    disk refuses: then nothing is posted either, which has been looked up before it is said.
    """

    def judged(connection: Connection) -> WorkingList:
        return read_working_list(connection, books, only=only, take_proposals=accept_proposals)

    return post_judged(books, judged, progress)


def post_judged(
    books: Books, judged: Callable[[Connection], WorkingList], progress: Progress | None = None
) -> PostResult:
    """Post what `judged` gives a plan; it is called inside the one transaction, and may prepare the list in it."""
    wanted: list[str] = []
    return post_once(
        books, lambda connection: write_post(connection, books, judged(connection), progress, wanted), wanted,
        "A payment of this list was posted meanwhile by somebody else. Nothing was posted by this Post; "
        "the list shows what is left.",
    )


Posted = TypeVar("Posted")


def post_once(books: Books, write: Callable[[Connection], Posted], line_uuids: list[str], twice: str) -> Posted:
    """What `write` gives, posted in one transaction. `line_uuids` holds the receipts' UUIDs by the time it ends.

    StaleError with the sentence `twice` where the database refuses a second receipt of one payment. Where the commit
    fails, the receipts are looked up before it is said.
    """
    done: list[Posted] = []
    try:
        with books.store.write() as connection:
            done.append(write(connection))
    except IntegrityError as error:
        raise StaleError(twice) from error
    except BooksError:
        if not done or not line_uuids or not _all_posted(books, line_uuids):
            raise
    return done[0]


def write_post(
    connection: Connection, books: Books, working: WorkingList, progress: Progress | None, wanted: list[str]
) -> PostResult:
    """Post the lines that have a plan, inside a write that is under way; `wanted` gets the UUIDs of their receipts."""
    postable = [
        (line, verdict)
        for line, verdict in zip(working.lines, working.verdicts, strict=True)
        if verdict.plan is not None
    ]
    _refuse_locked(connection, [line for line, _verdict in postable])
    wanted.extend(line.uuid for line, _verdict in postable)
    writer = JournalWriter(connection, books)
    book = ChargeBook(working.states.values())
    accounts = read_posting_accounts(connection)
    posted: list[PostedPayment] = []
    for place, (line, verdict) in enumerate(postable, 1):
        bank_id = working.banks[line.line_id]
        draft = _draft(line, verdict, bank_id, working, book, accounts, books.actor.user)
        receipt_id = writer.add(draft)
        posted.append(PostedPayment(line.line_id, line.payment_id, receipt_id, line.amount_cents, line.batch_id))
        if place % SLICE == 0 or place == len(postable):
            writer.write()
            if progress is not None:
                progress(place, len(postable))
    if posted:
        writer.finish(book.changes())
        bulk_change(connection, "DELETE FROM working_line WHERE id = ?", [(payment.line_id,) for payment in posted])
        total = format_cents(sum(payment.amount_cents for payment in posted))
        record(connection, books, "post receipts", f"receipt {posted[0].receipt_id}-{posted[-1].receipt_id}",
               f"{len(posted)} posted, {total}.")
    touched = {line.batch_id for line in working.lines if line.batch_id is not None}
    processed = settle_batches(connection, books, touched)
    return PostResult(tuple(posted), _held(working), _already(working), processed)


def _refuse_locked(connection: Connection, lines: Sequence[StoredLine]) -> None:
    """RuleError that names the payments whose posting date is in the locked period."""
    locked = locked_through(connection)
    inside = [line for line in lines if line.posting_date <= locked]
    if inside:
        named = ", ".join(
            f"{format_cents(line.amount_cents)} of {line.payer_name or line.payment_id or 'a payment typed in'}"
            for line in inside[:_MOST_NAMED]
        )
        more = f" and {len(inside) - _MOST_NAMED:,} more" if len(inside) > _MOST_NAMED else ""
        through = format_day(date.fromisoformat(locked))
        raise RuleError(
            f"The books are locked through {through}, and {plural(len(inside), 'payment')} of the list would be posted "
            f"there: {named}{more}. Nothing was posted; choose a later posting date (Update All Dates), or have the "
            "period opened in Setup > Database Settings."
        )


def _draft(
    line: StoredLine, verdict: Verdict, bank_id: int | None, working: WorkingList, book: ChargeBook,
    accounts: PostingAccounts, user: str,
) -> SetDraft:
    if bank_id is None:
        raise StaleError("A payment has no bank any more; nothing was posted. Set its bank and post again.")
    plan = verdict.plan
    draft = SetDraft("receipt", line.posting_date, line.memo)
    if isinstance(plan, Allocation):
        state = working.states[line.account_tenant_id or 0]
        entries = tenant_receipt_entries(plan, state, bank_id, book, accounts)
        draft.tenant_id, draft.lines = state.tenant_id, entries.lines
        draft.allocations, draft.credits = entries.allocations, entries.credits
        payer: tuple[object, ...] = ("tenant", state.tenant_id, line.unit_id or state.unit_id, state.home_ledger_id)
        credit_cents = plan.open_credit_cents
    else:
        assert plan is not None  # only lines with a plan are posted  # noqa: S101
        draft.kind = "ledger_receipt"
        draft.lines = [
            (plan.ledger_id, bank_id, line.unit_id, None, line.amount_cents),
            (plan.ledger_id, plan.account_id, line.unit_id, None, -line.amount_cents),
        ]
        payer, credit_cents = ("ledger", None, line.unit_id, plan.ledger_id), 0
    draft.receipt = (
        *payer, bank_id, line.received_on, line.posting_date, line.amount_cents, credit_cents, 0, line.method,
        line.payer_name, "", line.memo, line.batch_id, line.payment_id, line.source_key, line.uuid, user, None,
    )
    return draft


def _held(working: WorkingList) -> tuple[HeldPayment, ...]:
    return tuple(
        HeldPayment(
            line.line_id, line.payment_id, verdict.reason, line.amount_cents, line.batch_id, verdict.stale
        )
        for line, verdict in zip(working.lines, working.verdicts, strict=True)
        if verdict.plan is None and verdict.reason is not Reason.ALREADY_POSTED
    )


def _already(working: WorkingList) -> tuple[PostedPayment, ...]:
    return tuple(
        PostedPayment(line.line_id, line.payment_id, line.posted_receipt_id, line.amount_cents, line.batch_id)
        for line in working.lines
        if line.posted_receipt_id is not None
    )


def _all_posted(books: Books, line_uuids: list[str]) -> bool:
    """Whether these lines have receipts, looked up on a fresh connection: an error at commit tells nothing.

    False where that cannot be looked up: then the error at the commit is what is told.
    """
    query = text("SELECT 1 FROM receipt WHERE line_uuid = :uuid")
    with suppress(BooksError), books.store.read() as connection:
        return all(connection.execute(query, {"uuid": line_uuid}).first() for line_uuid in line_uuids)
    return False
