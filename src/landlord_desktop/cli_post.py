"""The command `post`: what was posted, held, posted before and deposited, as lines and as an object."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from landlord_desktop.cli_outcome import DONE, EMPTY_OBJECTS, FINDINGS, Outcome, outcome_of
from landlord_desktop.services.basics import REASON_WORDS, format_cents, wire_from_cents
from landlord_desktop.services.batch_posting import post_batches
from landlord_desktop.services.batches import list_batches
from landlord_desktop.services.deposits import post_whole_batch_slips

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books
    from landlord_desktop.services.deposits import SlipRow
    from landlord_desktop.services.receipt_posting import HeldPayment, PostedPayment, PostResult


def post_outcome(
    books: "Books", batch_ids: Sequence[str] | None, *, accept_proposals: bool, posting_date: date | None, deposit: bool
) -> Outcome:
    """Post these batches, or all that are unprocessed; with `deposit` also the slips of whole batches."""
    result = post_batches(books, batch_ids, accept_proposals=accept_proposals, posting_date=posting_date)
    slips: list[SlipRow] = []
    failed: Outcome | None = None
    if deposit:
        try:
            slips = post_whole_batch_slips(books, batch_ids)
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - the receipts stand; that is told too
            failed = outcome_of(error, EMPTY_OBJECTS["post"])
    value = {**_post_value(result), "slips": [_slip_value(slip) for slip in slips]}
    lines = [*_post_lines(result), *_removed_lines(books, batch_ids), *map(_slip_line, slips)]
    if failed is not None:
        problem = f"The payments are posted, the deposit slips are not made. {failed.problems[0]}"
        return Outcome(failed.code, tuple(lines), {**value, "error": problem}, (problem,))
    return Outcome(FINDINGS if result.held else DONE, tuple(lines), value)


def _post_value(result: "PostResult") -> dict[str, Any]:
    groups: dict[str, tuple[PostedPayment | HeldPayment, ...]] = {
        "posted": result.posted, "held": result.held, "already_posted": result.already_posted,
    }
    return {
        "posted": [_posted_value(payment) for payment in result.posted],
        "held": [
            {
                "payment_id": payment.payment_id, "reason": payment.reason.value,
                "amount": wire_from_cents(payment.amount_cents),
            }
            for payment in result.held
        ],
        "already_posted": [
            {**_posted_value(payment), "reason": "already_posted"} for payment in result.already_posted
        ],
        "totals": {
            name: wire_from_cents(sum(payment.amount_cents for payment in payments))
            for name, payments in groups.items()
        },
    }


def _posted_value(payment: "PostedPayment") -> dict[str, Any]:
    return {
        "payment_id": payment.payment_id, "receipt_id": payment.receipt_id,
        "amount": wire_from_cents(payment.amount_cents),
    }


def _slip_value(slip: "SlipRow") -> dict[str, Any]:
    return {
        "slip_id": slip.slip_id, "batch_id": slip.batch_id, "bank": slip.bank,
        "total": wire_from_cents(slip.total_cents),
    }


def _post_lines(result: "PostResult") -> list[str]:
    lines = [f"{len(result.posted)} posted, {format_cents(result.posted_cents)}."]
    for payment in result.held:
        words = REASON_WORDS[payment.reason]
        lines.append(f"held: payment {payment.payment_id or '-'}, {format_cents(payment.amount_cents)}: {words}.")
    if result.held:
        lines.append("What is held waits in AR > Batch Receipts; --accept-proposals takes the safe proposals.")
    lines += [
        f"already posted: payment {payment.payment_id or '-'} as receipt {payment.receipt_id}."
        for payment in result.already_posted
    ]
    return lines


def _removed_lines(books: "Books", batch_ids: Sequence[str] | None) -> list[str]:
    """Batches that only removed payments keep from being processed: a person answers that question."""
    return [
        f"removed: {row.removed} of batch {row.batch_id}; mark it processed in the window, or put them back there."
        for row in list_batches(books, "unprocessed")
        if row.removed and not row.held and (batch_ids is None or row.batch_id in batch_ids)
    ]


def _slip_line(slip: "SlipRow") -> str:
    return f"Deposit slip {slip.number} (id {slip.slip_id}): {format_cents(slip.total_cents)} to {slip.bank}."
