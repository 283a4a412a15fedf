"""Settling returned payments: each NSF with its fees is one transaction, and is looked at again inside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import LandlordError, NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.candidates import Candidate, CompileRequest
from landlord_desktop.services.nsf import NsfOrder, write_nsf
from landlord_desktop.services.returns import ReturnedRow, list_returns, read_return
from landlord_desktop.services.scheduled_posting import ReceivablesOrder, write_receivables


@dataclass(frozen=True, slots=True)
class ApproveOrder:
    """A return to be posted as NSF. Fees in cents, None for the usual ones, 0 for none.

    `unwind`: where the receipt's money was used since, those uses are taken back too. `late_fee`: the late fee that
    was offered with the return, to be charged with it.
    """

    key: int
    tenant_fee_cents: int | None = None
    returned_item_fee_cents: int | None = None
    unwind: bool = False
    late_fee: Candidate | None = None


@dataclass(frozen=True, slots=True)
class ApprovedReturn:
    """What was posted of a return; amounts in cents."""

    key: int
    payment_id: str
    receipt_id: int
    set_id: int
    amount_cents: int
    payer: str


@dataclass(frozen=True, slots=True)
class WaitingReturn:
    """A return that was not posted, and why: a code and a sentence."""

    key: int
    payment_id: str
    code: str
    why: str


@dataclass(frozen=True, slots=True)
class Approval:
    """What approving several returns did."""

    approved: tuple[ApprovedReturn, ...] = ()
    waiting: tuple[WaitingReturn, ...] = ()

    @property
    def total_cents(self) -> int:
        """What was taken back in all."""
        return sum(one.amount_cents for one in self.approved)


def approve_return(books: Books, order: ApproveOrder) -> ApprovedReturn:
    """Post the NSF of a return with its fees, all in one transaction.

    StaleError where it was settled meanwhile, RuleError where it cannot be posted; then nothing was done.
    """
    with books.store.write() as connection:
        row = _waiting(connection, books, order.key)
        if not row.approvable or row.receipt_id is None or row.day is None:
            raise RuleError(row.why)
        fee = row.tenant_fee_cents if order.tenant_fee_cents is None else order.tenant_fee_cents
        item_fee = (
            row.returned_item_fee_cents if order.returned_item_fee_cents is None else order.returned_item_fee_cents
        )
        posted = write_nsf(
            connection, books,
            NsfOrder(row.receipt_id, row.reason, row.day, fee, item_fee, order.unwind, row.part_cents),
        )
        if order.late_fee is not None:
            request = CompileRequest("late_fee", order.late_fee.posting_date, tenant_id=order.late_fee.tenant_id)
            write_receivables(connection, books, ReceivablesOrder(request, (order.late_fee,)))
        connection.execute(_APPROVED, {
            "key": order.key, "set": posted.set_id, "now": instant_text(books.now()), "user": books.actor.user,
        })  # fmt: skip
    return ApprovedReturn(order.key, row.payment_id, row.receipt_id, posted.set_id, posted.amount_cents, row.payer)


def approve(books: Books, keys: Iterable[int], *, unwind: bool = True) -> Approval:
    """Approve these returns with the usual fees, each in a transaction of its own; those refused keep waiting."""
    approved: list[ApprovedReturn] = []
    waiting: list[WaitingReturn] = []
    for key in keys:
        try:
            approved.append(approve_return(books, ApproveOrder(key, unwind=unwind)))
        except LandlordError as error:
            with books.store.read() as connection:
                row = read_return(connection, books, key)
            payment_id = "" if row is None else row.payment_id
            code = row.code if row is not None and not row.approvable else "refused"
            waiting.append(WaitingReturn(key, payment_id, code, error.sentence))
    return Approval(tuple(approved), tuple(waiting))


def approve_clear(books: Books) -> Approval:
    """Approve every return that is clear, the oldest first; all others are told with why they wait."""
    rows = sorted(list_returns(books, waiting_only=True), key=lambda row: row.key)
    done = approve(books, [row.key for row in rows if row.clear], unwind=False)
    others = [waiting_of(row) for row in rows if not row.clear]
    return replace(done, waiting=tuple(sorted((*done.waiting, *others), key=lambda one: one.key)))


def waiting_of(row: ReturnedRow) -> WaitingReturn:
    """Why a return waits."""
    return WaitingReturn(row.key, row.payment_id, row.code, row.why)


def set_aside_returns(books: Books, keys: Sequence[int], reason: str) -> int:
    """Settle returns without posting anything; how many.

    RuleError without a reason, StaleError where one is settled.
    """
    words = stored_text(reason.strip())
    if not words:
        raise RuleError("Give the reason; it is kept with the return.")
    with books.store.write() as connection:
        for key in keys:
            row = _waiting(connection, books, key)
            connection.execute(_SET_ASIDE, {
                "key": key, "now": instant_text(books.now()), "user": books.actor.user, "reason": words,
            })  # fmt: skip
            record(connection, books, "set return aside", f"payment {row.payment_id}", f"{_words(row)}: {words}")
    return len(keys)


def put_back_returns(books: Books, keys: Sequence[int]) -> int:
    """Let returns that were set aside wait again; how many. StaleError where one is not set aside any more."""
    with books.store.write() as connection:
        for key in keys:
            row = read_return(connection, books, key)
            if row is None or row.state != "set_aside":
                raise StaleError("Somebody settled a return meanwhile. Nothing was changed; look again.")
            connection.execute(_PUT_BACK, {"key": key})
            record(connection, books, "put return back", f"payment {row.payment_id}", f"{_words(row)} waits again.")
    return len(keys)


def _waiting(connection: Connection, books: Books, key: int) -> ReturnedRow:
    row = read_return(connection, books, key)
    if row is None:
        raise NotFoundError("There is no such return.")
    if row.state != "waiting":
        raise StaleError(f"The return of payment {row.payment_id} was settled meanwhile. {row.settled}.")
    return row


def _words(row: ReturnedRow) -> str:
    amount = "an amount that cannot be read" if row.amount_cents is None else format_cents(row.amount_cents)
    return f"{row.kind_words} payment {row.payment_id}, {amount}, {row.reason}"


_APPROVED = text(
    "UPDATE returned_payment SET state = 'approved', set_id = :set, settled_at = :now, settled_by = :user, "
    "settled_reason = '' WHERE id = :key"
)
_SET_ASIDE = text(
    "UPDATE returned_payment SET state = 'set_aside', set_id = NULL, settled_at = :now, settled_by = :user, "
    "settled_reason = :reason WHERE id = :key"
)
_PUT_BACK = text(
    "UPDATE returned_payment SET state = 'waiting', settled_at = NULL, settled_by = '', settled_reason = '' "
    "WHERE id = :key"
)
