"""The command `autopilot`: one round, or what a round would do, as lines and as an object."""

import argparse
from typing import TYPE_CHECKING, Any

from landlord_desktop.cli_outcome import DONE, FINDINGS, TOKEN, UNREACHABLE, Outcome
from landlord_desktop.services.basics import format_cents, wire_from_cents

if TYPE_CHECKING:
    from landlord_desktop.services.autopilot import AutopilotResult
    from landlord_desktop.services.books import Books
    from landlord_desktop.sync.report import RoundReport


def add_autopilot(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument(
        "--dry-run", action="store_true", help="tell what a round would do with the batches here; change nothing"
    )


def autopilot_outcome(books: "Books", *, dry_run: bool) -> Outcome:
    """Do one round, whether or not the autopilot is on, and tell what it posted and what waits."""
    from landlord_desktop.sync.autopilot import run_called
    from landlord_desktop.sync.tokens import token_source

    run = run_called(books, token_source(), dry_run=dry_run)
    result = run.result
    assert result is not None  # noqa: S101 - a round that is called always ends with one
    value, lines = _value(result), _lines(result)
    if run.fetched is not None and run.error:
        problem = f"The batches that were here already went their way. {run.error}"
        return Outcome(_fetch_code(run.fetched), tuple(lines), {**value, "error": problem}, (problem,))
    return Outcome(FINDINGS if result.waiting else DONE, tuple(lines), value)


def _fetch_code(fetched: "RoundReport") -> int:
    from landlord_desktop.sync.report import TOKEN_KINDS, UNREACHABLE_KINDS

    return TOKEN if fetched.kind in TOKEN_KINDS else UNREACHABLE if fetched.kind in UNREACHABLE_KINDS else FINDINGS


def _value(result: "AutopilotResult") -> dict[str, Any]:
    """The object of `post`, with `dry_run`; what a dry run would make has no number yet."""
    cents = {
        "posted": sum(one.amount_cents for one in result.posted),
        "held": sum(one.amount_cents for one in result.waiting),
        "already_posted": sum(one.amount_cents for one in result.already_posted),
    }
    return {
        "dry_run": result.dry_run,
        "posted": [
            {
                "payment_id": one.payment_id, "receipt_id": None if result.dry_run else one.receipt_id,
                "amount": wire_from_cents(one.amount_cents),
            }
            for one in result.posted
        ],
        "held": [
            {"payment_id": one.payment_id, "reason": one.reason, "amount": wire_from_cents(one.amount_cents)}
            for one in result.waiting
        ],
        "already_posted": [
            {
                "payment_id": one.payment_id, "receipt_id": one.receipt_id,
                "amount": wire_from_cents(one.amount_cents), "reason": "already_posted",
            }
            for one in result.already_posted
        ],
        "slips": [
            {
                "slip_id": None if result.dry_run else slip.slip_id, "batch_id": slip.batch_id, "bank": slip.bank,
                "total": wire_from_cents(slip.total_cents),
            }
            for slip in result.slips
        ],
        "totals": {name: wire_from_cents(amount) for name, amount in cents.items()},
    }


def _lines(result: "AutopilotResult") -> list[str]:
    lines = [f"{'Would do: ' if result.dry_run else ''}{result.sentence}"]
    lines += [
        f"held: payment {one.payment_id or '-'} of batch {one.batch_id}, {format_cents(one.amount_cents)}: {one.words}."
        for one in result.waiting
    ]
    lines += [
        f"already posted: payment {one.payment_id or '-'} as receipt {one.receipt_id}." for one in result.already_posted
    ]
    for slip in result.slips:
        name = "A deposit slip" if result.dry_run else f"Deposit slip {slip.number} (id {slip.slip_id})"
        lines.append(f"{name}: {format_cents(slip.total_cents)} to {slip.bank}.")
    if result.dry_run:
        lines.append("This was a dry run: nothing was fetched and nothing was changed.")
    return lines
