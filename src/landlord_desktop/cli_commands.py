"""What each command does. Every function takes the parsed words and returns the exit code (see `cli`)."""

import argparse
import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from landlord_desktop.cli import DONE, FINDINGS, TOKEN, UNREACHABLE, USAGE
from landlord_desktop.services.basics import RuleError, format_cents, wire_from_cents
from landlord_desktop.services.books import create_books, open_books

if TYPE_CHECKING:
    from landlord_desktop.services.receipt_posting import HeldPayment, PostedPayment, PostResult
    from landlord_desktop.sync.report import RoundReport


def new(options: argparse.Namespace) -> int:
    """Create a database, filled with a sample where asked."""
    create_books(options.database, options.sample)
    print(f"{Path(options.database).name} is ready.")
    return DONE


def settings(options: argparse.Namespace) -> int:
    """Show all settings or one, or change one."""
    from landlord_desktop.services.settings import DEFAULTS, all_settings, change_settings

    books = open_books(options.database)
    if options.value is not None:
        change_settings(books, {options.key: options.value})
        return DONE
    values = all_settings(books)
    if options.key is None:
        for key in DEFAULTS:
            print(f"{key} = {values[key]}")
        return DONE
    if options.key not in values:
        raise RuleError(f"There is no setting {options.key}.")
    print(values[options.key])
    return DONE


def sync(options: argparse.Namespace) -> int:
    """One round with the server."""
    from landlord_desktop.sync.rounds import STEPS, run_round
    from landlord_desktop.sync.tokens import sealed, token_source

    books = open_books(options.database)
    steps: tuple[str, ...] = STEPS
    if options.only is not None:
        wanted = [word.strip() for word in options.only.split(",") if word.strip()]
        unknown = [word for word in wanted if word not in STEPS]
        if unknown or not wanted:
            print(f"--only takes some of: batches,balances (not {', '.join(unknown) or 'nothing'}).", file=sys.stderr)
            return USAGE
        steps = tuple(name for name in STEPS if name == "send" or name in wanted)
    tokens = token_source()
    report = run_round(sealed(books, tokens), tokens, steps)
    if options.json:
        steps_told = [{"name": step.name, "ok": step.ok, "detail": step.detail} for step in report.steps]
        _print_json({"steps": steps_told, "set_aside": list(report.set_aside)})
    else:
        for step in report.steps:
            print(f"{step.name}: {step.detail or 'nothing to do'}")
        for sentence in report.set_aside:
            print(f"set aside: {sentence}")
    if not options.json and report.error:
        print(report.error, file=sys.stderr)
    return _round_code(report)


def _round_code(report: "RoundReport") -> int:
    from landlord_desktop.sync.report import TOKEN_KINDS, UNREACHABLE_KINDS

    kinds = {step.kind for step in report.steps if not step.ok}
    if kinds & TOKEN_KINDS:
        return TOKEN
    if kinds & UNREACHABLE_KINDS:
        return UNREACHABLE
    return FINDINGS if kinds or report.set_aside else DONE


def batches(options: argparse.Namespace) -> int:
    """List the receipt batches."""
    from landlord_desktop.services.batches import list_batches

    rows = list_batches(open_books(options.database))
    if options.json:
        _print_json(
            {
                "batches": [
                    {
                        "id": row.batch_id, "deposited_on": row.deposited_on.isoformat(),
                        "total": wire_from_cents(row.total_cents), "item_count": row.item_count, "status": row.status,
                        "posted": row.posted, "held": row.held, "removed": row.removed,
                    }
                    for row in rows
                ]
            }
        )
        return DONE
    if not rows:
        print("There are no batches. Run: landlord-desktop sync D --only batches")
    for row in rows:
        items = "1 item" if row.item_count == 1 else f"{row.item_count} items"
        print(
            f"{row.deposited_on.isoformat()}  {format_cents(row.total_cents):>14}  {items:>9}  {row.status:<11} "
            f"posted {row.posted}, held {row.held}, removed {row.removed}  Id: {row.batch_id}"
        )
    return DONE


def post(options: argparse.Namespace) -> int:
    """Load batches and post what may be posted, in one transaction."""
    from landlord_desktop.services.batches import give_up_claims, lines_of_batches, list_batches, load_batches
    from landlord_desktop.services.deposits import post_whole_batch_slips
    from landlord_desktop.services.receipt_posting import post_working_lines
    from landlord_desktop.services.working_lines import update_all_dates

    posting_date = _day(options.posting_date)
    books = open_books(options.database)
    chosen = options.batch or [row.batch_id for row in list_batches(books, "unprocessed")]
    load_batches(books, chosen)
    try:
        lines = lines_of_batches(books, chosen)
        if posting_date is not None:
            update_all_dates(books, posting_date, lines)
        result = post_working_lines(books, only=lines, accept_proposals=options.accept_proposals)
        slips = post_whole_batch_slips(books, chosen) if options.deposit else []
    finally:
        give_up_claims(books)
    if options.json:
        _print_json(
            {
                **_post_json(result),
                "slips": [
                    {
                        "slip_id": slip.slip_id, "batch_id": slip.batch_id, "bank": slip.bank,
                        "total": wire_from_cents(slip.total_cents),
                    }
                    for slip in slips
                ],
            }
        )
    else:
        _print_post(result)
        for slip in slips:
            print(f"Deposit slip {slip.number}: {format_cents(slip.total_cents)} to {slip.bank}.")
    return FINDINGS if result.held else DONE


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise RuleError(f"{text} is no date; write it as 2022-03-08.") from error


def _post_json(result: "PostResult") -> dict[str, Any]:
    def posted(payment: "PostedPayment") -> dict[str, Any]:
        return {
            "payment_id": payment.payment_id, "receipt_id": payment.receipt_id,
            "amount": wire_from_cents(payment.amount_cents),
        }

    def held(payment: "HeldPayment") -> dict[str, Any]:
        return {
            "payment_id": payment.payment_id, "reason": payment.reason.value,
            "amount": wire_from_cents(payment.amount_cents),
        }

    groups: dict[str, tuple[PostedPayment | HeldPayment, ...]] = {
        "posted": result.posted, "held": result.held, "already_posted": result.already_posted,
    }
    return {
        "posted": [posted(payment) for payment in result.posted],
        "held": [held(payment) for payment in result.held],
        "already_posted": [{**posted(payment), "reason": "already_posted"} for payment in result.already_posted],
        "totals": {
            name: wire_from_cents(sum(payment.amount_cents for payment in payments))
            for name, payments in groups.items()
        },
    }


def _print_post(result: "PostResult") -> None:
    from landlord_desktop.services.basics import REASON_WORDS

    print(f"{len(result.posted)} posted, {format_cents(result.posted_cents)}.")
    for payment in result.held:
        words = REASON_WORDS[payment.reason]
        print(f"held: payment {payment.payment_id or '-'}, {format_cents(payment.amount_cents)}: {words}.")
    for already in result.already_posted:
        print(f"already posted: payment {already.payment_id or '-'} as receipt {already.receipt_id}.")


def check(options: argparse.Namespace) -> int:
    """Prove the books."""
    from landlord_desktop.services.checks import run_checks

    report = run_checks(open_books(options.database), deep=options.deep)
    if options.json:
        checks = [{"name": one.name, "ok": one.ok, "findings": list(one.findings)} for one in report.checks]
        _print_json({"ok": report.ok, "checks": checks})
    else:
        for one in report.checks:
            print(f"{'ok     ' if one.ok else 'FINDING'} {one.name}")
            for finding in one.findings:
                print(f"        {finding}")
    return DONE if report.ok else FINDINGS


def report(options: argparse.Namespace) -> int:
    """Write a report to a file."""
    from landlord_desktop.reports import catalog
    from landlord_desktop.reports.files import write

    if options.list or options.name is None:
        for name, title in catalog.report_names():
            print(f"{name:<24} {title}")
        return DONE if options.list else USAGE
    if options.out is None:
        print("Say where to write it: --out FILE.pdf, FILE.csv or FILE.xlsx", file=sys.stderr)
        return USAGE
    chosen = {
        "batch": options.batch, "bank": options.bank, "slip_id": int(options.slip) if options.slip else None,
        "from_": _day(options.from_), "to": _day(options.to),
    }
    books = open_books(options.database)
    built = catalog.build(books, options.name, **{key: value for key, value in chosen.items() if value is not None})
    write(built, Path(options.out))
    print(f"{Path(options.out).name} is written.")
    return DONE


def sandbox(options: argparse.Namespace) -> int:
    """Run the practice server until it is stopped."""
    from landlord_desktop.sandbox.server import main

    words = ["--port", str(options.port)]
    words += ["--data", options.data] if options.data else []
    words += ["--faults", options.faults] if options.faults else []
    words += ["--stop-with-parent"] if options.stop_with_parent else []
    return int(main(words) or DONE)


def tour(options: argparse.Namespace) -> int:
    """Drive the real windows through the guide's job."""
    from landlord_desktop.app_tour import run_tour

    return run_tour(Path(options.out))


def _print_json(value: dict[str, Any]) -> None:
    print(json.dumps(value, indent=2, ensure_ascii=False))


