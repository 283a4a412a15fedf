"""The command line: stable words, one JSON object on stdout where asked, exit codes that scripts can rely on.

0 done · 1 findings, or payments held · 2 usage · 3 server unreachable or failing · 4 token · 5 database
(besides: 70 a fault of the program itself · 130 stopped by Ctrl+C)
"""

import argparse
import gc
import re
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from landlord_desktop.cli_autopilot import add_autopilot
from landlord_desktop.cli_backup import add_backup, add_restore
from landlord_desktop.cli_lockbox import add_lockbox
from landlord_desktop.cli_outcome import EMPTY_OBJECTS, outcome_of, tell
from landlord_desktop.cli_returns import add_returns
from landlord_desktop.cli_server import add_password

if TYPE_CHECKING:
    from collections.abc import Callable

    from landlord_desktop.cli_outcome import Outcome

    Command = Callable[[argparse.Namespace], Outcome]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or the desktop program where none is named; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser().parse_args(words)
    if options.command is None:
        gc.disable()  # until the window is up: what is imported before lives as long as the program
        from landlord_desktop.app import run_desktop

        return run_desktop(options.window_database)
    try:
        outcome = _command(options.command)(options)
    except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001 - whatever it is, it ends in one sentence
        outcome = outcome_of(error, EMPTY_OBJECTS.get(options.command, {}))
    return tell(outcome, as_json=getattr(options, "json", False))


def _command(name: str) -> "Command":
    from landlord_desktop import cli_backup, cli_commands, cli_server

    others = {"backup": cli_backup, "restore": cli_backup, "migrate": cli_backup, "password": cli_server}
    found: Command = getattr(others.get(name, cli_commands), name.replace("-", "_"))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="landlord-desktop", allow_abbrev=False,
        description="Tenant payments from Inosio on a double-entry trust ledger. Without a command the window opens.",
        epilog="Exit codes: 0 done, 1 findings or payments held, 2 usage, 3 server, 4 token, 5 database.",
    )
    parser.add_argument("--database", dest="window_database", metavar="D", help="the database to open in the window")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, text: str, *, database: bool = True, json: bool = False) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text, allow_abbrev=False)
        if database:
            added.add_argument("database", metavar="D", help="a database file, or postgresql://USER@HOST/DATABASE")
        if json:
            added.add_argument("--json", action="store_true", help="print one JSON object")
        return added

    new = command("new", "Create a database.")
    new.add_argument("--sample", metavar="guide|office|N", help="fill it with a sample, or with N tenants")
    settings = command("settings", "Show or change settings.")
    settings.add_argument("key", nargs="?", metavar="KEY", type=_word, help="one setting; without it all are shown")
    settings.add_argument("value", nargs="?", metavar="VALUE", type=_word, help="what it becomes")
    settings.add_argument("--reason", metavar="TEXT", type=_word, default="", help="why a locked period is opened")
    sync = command("sync", "Exchange with the Inosio server now.", json=True)
    sync.add_argument("--only", metavar="STEPS", help="some of: batches,returns,work-orders,applicants,balances")
    command("batches", "List the receipt batches.", json=True)
    _add_post(command("post", "Load batches and post what may be posted.", json=True))
    add_lockbox(command("lockbox", "Load a lockbox file into a batch of its own.", json=True))
    add_returns(command("returns", "Fetch or read returned payments; approve those that are clear.", json=True))
    add_autopilot(command("autopilot", "One autopilot round: post what is equal, hold the rest.", json=True))
    check = command("check", "Prove all invariants of the books.", json=True)
    check.add_argument("--deep", action="store_true", help="read all content hashes, however many; tells how far it is")
    _add_report(command("report", "Write a report to a file."))
    export = command("export", "Write the whole journal for another accounting program.")
    export.add_argument("--format", required=True, choices=("beancount", "hledger"))
    export.add_argument("--out", required=True, metavar="FILE")
    add_backup(command("backup", "Copy the books to a file, proven; others may go on working."))
    add_restore(command("restore", "Make a database of a backup, after proving it.", database=False))
    command("migrate", "Bring a database up to the present schema; a file after a backup.")
    add_password(command("password", "Keep the password of an office server in this PC's key store."))
    sandbox = command("sandbox", "Run the practice server.", database=False)
    sandbox.add_argument("--port", type=int, default=8780, help="on 127.0.0.1, 8780 if not said; 0 takes a free one")
    sandbox.add_argument("--data", metavar="DIR", help="keep what it knows in this folder")
    sandbox.add_argument("--faults", metavar="PLAN", help="misbehave by this plan: a JSON file, or the JSON itself")
    sandbox.add_argument("--stop-with-parent", action="store_true", help=argparse.SUPPRESS)
    tour = command("tour", "Go through the whole job in the real windows; pictures and PDFs.", database=False)
    tour.add_argument("--out", metavar="DIR", default="tour")
    return parser


def _add_post(post: argparse.ArgumentParser) -> None:
    which = post.add_mutually_exclusive_group(required=True)
    which.add_argument("--batch", metavar="ID", action="append", type=_word, help="a batch; may be given again")
    which.add_argument("--all", action="store_true", help="all unprocessed batches")
    post.add_argument("--accept-proposals", action="store_true", help="accept the safe proposals of exceptions")
    post.add_argument("--posting-date", metavar="YYYY-MM-DD", type=_day, help="date all payments on this day")
    post.add_argument("--deposit", action="store_true", help="make the deposit slips of whole batches")


def _add_report(report: argparse.ArgumentParser) -> None:
    report.add_argument("name", nargs="?", metavar="NAME", help="a report; --list names them")
    report.add_argument("--list", action="store_true", help="list the reports")
    report.add_argument("--out", metavar="FILE", help="FILE.pdf, FILE.csv or FILE.xlsx")
    report.add_argument("--batch", metavar="ID", type=_word, help="a batch, where the report takes one")
    report.add_argument("--bank", metavar="CODE", type=_word, help="a bank's account code")
    for name in ("ledger", "account", "unit", "tenant"):
        report.add_argument(f"--{name}", metavar="CODE", type=_word, help=f"{name}, by its ID")
    report.add_argument("--slip", metavar="ID", type=int, help="a deposit slip; the newest if not said")
    report.add_argument("--work-order", metavar="ID", type=_word, help="a work order; all marked ones if not said")
    report.add_argument("--from", dest="from_", metavar="YYYY-MM-DD", type=_day)
    report.add_argument("--to", metavar="YYYY-MM-DD", type=_day)


def _word(text: str) -> str:
    """A word that a database can be asked for: bytes of the command line that are no text become question marks."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(f"{text!r} is no date; write it as 2022-03-08")
