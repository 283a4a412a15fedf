"""What each command does. Every function takes the parsed words and returns how it ended (see `cli_outcome`)."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from landlord_desktop.cli_outcome import DONE, FINDINGS, TOKEN, UNREACHABLE, USAGE, Outcome
from landlord_desktop.config import place_name
from landlord_desktop.services.basics import RuleError, format_cents, wire_from_cents
from landlord_desktop.services.books import Books, create_books, open_books
from landlord_desktop.services.words import plural
from landlord_desktop.sync.server_passwords import password_for

if TYPE_CHECKING:
    from landlord_desktop.services.batches import BatchRow
    from landlord_desktop.sync.report import RoundReport


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Books]:
    books = open_books(options.database, password=password_for(options.database))
    try:
        yield books
    finally:
        books.close()


def new(options: argparse.Namespace) -> Outcome:
    """Create a database, filled with a sample where asked."""
    create_books(options.database, options.sample, password=password_for(options.database))
    return Outcome(lines=(f"{place_name(options.database)} is ready.",))


def settings(options: argparse.Namespace) -> Outcome:
    """Show all settings or one, or change one."""
    from landlord_desktop.services.settings import DEFAULTS, all_settings, change_settings

    with _opened(options) as books:
        if options.value is not None:
            change_settings(books, {options.key: _checked_value(options.key, options.value)}, options.reason)
            return Outcome()
        values = all_settings(books)
    if options.key is None:
        return Outcome(lines=tuple(f"{key} = {values[key]}" for key in DEFAULTS))
    if options.key not in DEFAULTS:
        raise RuleError(f"There is no setting {options.key}.")
    return Outcome(lines=(values[options.key],))


def _checked_value(key: str, value: str) -> str:
    """The value as it is kept; RuleError for a server to which no token may go."""
    from landlord_desktop.sync.addresses import check_address

    if key != "inosio.server" or not value.strip():
        return value.strip()
    origin, sentence = check_address(value)
    if sentence:
        raise RuleError(sentence)
    return origin


def sync(options: argparse.Namespace) -> Outcome:
    """One round with the server."""
    from landlord_desktop.sync.rounds import STEPS, run_round
    from landlord_desktop.sync.tokens import sealed, token_source

    steps: tuple[str, ...] = STEPS
    wanted: list[str] = []
    if options.only is not None:
        wanted = [word.strip() for word in options.only.split(",") if word.strip()]
        unknown = [word for word in wanted if word not in STEPS]
        if unknown or not wanted:
            raise RuleError(f"--only takes some of: {','.join(STEPS[1:])} (not {', '.join(unknown) or 'nothing'}).")
        # What is told to the server of batches goes with the batches, and balances have a step of their own.
        steps = tuple(name for name in STEPS if name in wanted or (name == "send" and "batches" in wanted))
    with _opened(options) as books:
        tokens = token_source()
        report = run_round(sealed(books, tokens), tokens, steps, sends=None if "send" in wanted else "batch_status")
    told = [{"name": step.name, "ok": step.ok, "detail": step.detail} for step in report.steps]
    lines = [
        f"{step.name}: {'not done' if step.detail == report.error else step.detail}" if step.detail
        else f"{step.name}: nothing to do."
        for step in report.steps
    ]
    if report.kind == "token":
        lines.append("Here the token comes from the environment variable LANDLORD_INOSIO_TOKEN or the key store.")
    lines += [f"set aside: {sentence}" for sentence in report.set_aside]
    return Outcome(
        _round_code(report), tuple(lines), {"steps": told, "set_aside": list(report.set_aside)},
        (report.error,) if report.error else (),
    )


def _round_code(report: "RoundReport") -> int:
    from landlord_desktop.sync.report import TOKEN_KINDS, UNREACHABLE_KINDS

    kinds = {step.kind for step in report.steps if not step.ok}
    if kinds & TOKEN_KINDS:
        return TOKEN
    if kinds & UNREACHABLE_KINDS:
        return UNREACHABLE
    return FINDINGS if kinds or report.set_aside else DONE


def lockbox(options: argparse.Namespace) -> Outcome:
    """Load a lockbox file."""
    from landlord_desktop.cli_lockbox import lockbox_outcome

    with _opened(options) as books:
        return lockbox_outcome(books, options.file)


def returns(options: argparse.Namespace) -> Outcome:
    """Fetch or read returned payments."""
    from landlord_desktop.cli_returns import returns_outcome

    with _opened(options) as books:
        return returns_outcome(books, options.from_, approve=options.approve)


def autopilot(options: argparse.Namespace) -> Outcome:
    """One round of the autopilot."""
    from landlord_desktop.cli_autopilot import autopilot_outcome

    with _opened(options) as books:
        return autopilot_outcome(books, dry_run=options.dry_run)


def batches(options: argparse.Namespace) -> Outcome:
    """List the receipt batches."""
    from landlord_desktop.services.batches import list_batches

    with _opened(options) as books:
        rows = list_batches(books)
    value = {
        "batches": [
            {
                "id": row.batch_id, "deposited_on": row.deposited_on.isoformat(),
                "total": wire_from_cents(row.total_cents), "item_count": row.item_count, "status": row.status,
                "posted": row.posted, "held": row.held, "removed": row.removed,
            }
            for row in rows
        ]
    }
    lines = [_batch_line(row) for row in rows]
    return Outcome(DONE, tuple(lines or ["There are no batches. Run: landlord-desktop sync D --only batches"]), value)


def _batch_line(row: "BatchRow") -> str:
    return (
        f"{row.deposited_on.isoformat()}  {format_cents(row.total_cents):>14}  "
        f"{plural(row.item_count, 'item'):>9}  {row.status:<11} "
        f"posted {row.posted}, held {row.held}, removed {row.removed}  Id: {row.batch_id}"
    )


def post(options: argparse.Namespace) -> Outcome:
    """Load batches and post what may be posted, in one transaction; then the slips where asked."""
    from landlord_desktop.cli_post import post_outcome

    with _opened(options) as books:
        return post_outcome(
            books, options.batch, accept_proposals=options.accept_proposals, posting_date=options.posting_date,
            deposit=options.deposit,
        )


def check(options: argparse.Namespace) -> Outcome:
    """Prove the books: every invariant, and the contents of all sets where the books are small or `--deep` is said."""
    from landlord_desktop.cli_check import check_outcome
    from landlord_desktop.sync.tokens import readable

    with _opened(options) as opened:
        return check_outcome(readable(opened), deep=options.deep)


def report(options: argparse.Namespace) -> Outcome:
    """Write a report to a file."""
    from landlord_desktop.reports import catalog
    from landlord_desktop.reports.files import write

    if options.list or options.name is None:
        reports = catalog.report_names()
        width = max(len(name) for name, _ in reports)
        lines = tuple(f"{name:<{width}}  {title}" for name, title in reports)
        if options.list:
            return Outcome(lines=lines)
        return Outcome(USAGE, lines, problems=("Name one of these reports, and --out FILE.",))
    if not options.out:
        raise RuleError("Say where to write it: --out FILE.pdf, FILE.csv or FILE.xlsx")
    chosen = {
        "batch": options.batch, "bank": options.bank, "slip_id": options.slip, "from_": options.from_, "to": options.to,
        "ledger": options.ledger, "account": options.account, "unit": options.unit, "tenant": options.tenant,
        "work_order": options.work_order,
    }
    with _opened(options) as books:
        built = catalog.build(books, options.name, **chosen)
    write(built, Path(options.out))
    return Outcome(lines=(f"{Path(options.out).name} is written.",))


def export(options: argparse.Namespace) -> Outcome:
    """Write the whole journal to a file for another accounting program."""
    from landlord_desktop.cli_export import export_outcome

    with _opened(options) as books:
        return export_outcome(books, options.format, options.out)


def sandbox(options: argparse.Namespace) -> Outcome:
    """Run the practice server until it is stopped."""
    from landlord_desktop.sandbox.server import main

    words = ["--port", str(options.port)]
    words += ["--data", options.data] if options.data else []
    words += ["--faults", options.faults] if options.faults else []
    words += ["--stop-with-parent"] if options.stop_with_parent else []
    return Outcome(int(main(words) or DONE))


def tour(options: argparse.Namespace) -> Outcome:
    """Drive the real windows through the guide's job."""
    from landlord_desktop.app_tour import run_tour

    sys.stdout.flush()
    return Outcome(run_tour(Path(options.out)))
