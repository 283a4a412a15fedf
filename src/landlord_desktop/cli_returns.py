"""The command `returns`: payments that came back are fetched or read from a file; those that are clear are approved."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landlord_desktop.cli_outcome import DONE, FINDINGS, TOKEN, UNREACHABLE, Outcome
from landlord_desktop.services.basics import RuleError, format_cents, wire_from_cents
from landlord_desktop.services.words import plural

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books
    from landlord_desktop.services.returns_posting import Approval
    from landlord_desktop.services.returns_store import FileResult


def add_returns(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("--from", dest="from_", metavar="CSV", help="read the e-mailed file instead of the server")
    parser.add_argument("--approve", action="store_true", help="post the NSF of those that are clear, with the fees")


def returns_outcome(books: "Books", file: str | None, *, approve: bool) -> Outcome:
    """Fetch or read the returns, approve where asked, and tell what waits and why."""
    from landlord_desktop.services.returns import list_returns
    from landlord_desktop.services.returns_posting import Approval, approve_clear, waiting_of

    lines: tuple[str, ...] = ()
    faulty = False
    if file is None:
        failed = _fetched(books)
        if failed is not None:
            return failed
    else:
        lines, faulty = _read(books, file)
    if approve:
        done = approve_clear(books)
    else:
        waiting = sorted(list_returns(books, waiting_only=True), key=lambda row: row.key)
        done = Approval((), tuple(waiting_of(row) for row in waiting))
    held = [one for one in done.waiting if one.code != "clear"]
    return Outcome(FINDINGS if held or faulty else DONE, (*lines, *_lines(done)), _value(done))


def _value(done: "Approval") -> dict[str, Any]:
    return {
        "approved": [
            {"payment_id": one.payment_id, "amount": wire_from_cents(one.amount_cents)} for one in done.approved
        ],
        "waiting": [{"payment_id": one.payment_id, "reason": one.code} for one in done.waiting],
    }


def _lines(done: "Approval") -> list[str]:
    lines = [
        f"approved: payment {one.payment_id} of {one.payer}, {format_cents(one.amount_cents)}, NSF of receipt "
        f"{one.receipt_id}" for one in done.approved
    ]
    lines += [f"waiting: payment {one.payment_id or 'unknown'}: {one.why}" for one in done.waiting]
    return lines or ["No return waits."]


def _read(books: "Books", file: str) -> tuple[tuple[str, ...], bool]:
    """What reading the file did, and whether a line of it could not be read."""
    from landlord_desktop.services.returns_store import load_file

    found = load_file(books, Path(file))
    if found.needs_columns:
        raise RuleError(_columns_sentence(found))
    lines = [f"{plural(found.new, 'new return')} in {found.name}, {found.known} known."]
    lines += [f"line {error.line}: {error.sentence}" for error in found.errors]
    return tuple(lines), bool(found.errors)


def _columns_sentence(found: "FileResult") -> str:
    return (
        f"The columns of {found.name} are not clear: {', '.join(found.missing)} is in none of "
        f"{', '.join(found.header)}. Load the file once in AR > Returns and say there what they mean."
    )


def _fetched(books: "Books") -> Outcome | None:
    """Fetch from the server; how the command ends where that fails."""
    from landlord_desktop.sync.report import TOKEN_KINDS, UNREACHABLE_KINDS
    from landlord_desktop.sync.rounds import run_round
    from landlord_desktop.sync.tokens import sealed, token_source

    tokens = token_source()
    report = run_round(sealed(books, tokens), tokens, ("returns",))
    if not report.error:
        return None
    code = TOKEN if report.kind in TOKEN_KINDS else UNREACHABLE if report.kind in UNREACHABLE_KINDS else FINDINGS
    return Outcome(code, (), {"approved": [], "waiting": [], "error": report.error}, (report.error,))
