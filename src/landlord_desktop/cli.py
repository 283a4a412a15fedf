"""The command line: stable words, one JSON object on stdout where asked, exit codes that scripts can rely on.

0 done · 1 findings, or payments held · 2 usage · 3 server unreachable or failing · 4 token · 5 database
"""

import argparse
import gc
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from landlord_desktop.services.basics import BooksError, LandlordError

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[[argparse.Namespace], int]

DONE, FINDINGS, USAGE, UNREACHABLE, TOKEN, DATABASE = range(6)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command, or the desktop program where none is named; the exit code."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    options = _parser().parse_args(words)
    if options.command is None:
        gc.disable()  # until the window is up: what is imported before lives as long as the program
        from landlord_desktop.app import run_desktop

        return run_desktop(options.database)
    try:
        return _command(options.command)(options)
    except BooksError as error:
        print(error.sentence, file=sys.stderr)
        return DATABASE
    except LandlordError as error:
        print(error.sentence, file=sys.stderr)
        return USAGE
    except KeyboardInterrupt:
        print("Stopped.", file=sys.stderr)
        return FINDINGS


def _command(name: str) -> "Command":
    from landlord_desktop import cli_commands

    found: Command = getattr(cli_commands, name.replace("-", "_"))
    return found


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="landlord-desktop",
        description="Tenant payments from Inosio on a double-entry trust ledger. Without a command the window opens.",
    )
    parser.add_argument("--database", metavar="D", help="the database to open in the window")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")

    def command(name: str, text: str, *, database: bool = True, json: bool = False) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        if database:
            added.add_argument("database", metavar="D", help="a database file")
        if json:
            added.add_argument("--json", action="store_true", help="print one JSON object")
        return added

    new = command("new", "Create a database.")
    new.add_argument("--sample", metavar="guide|office|N", help="fill it with a sample, or with N tenants")
    settings = command("settings", "Show or change settings.")
    settings.add_argument("key", nargs="?", metavar="KEY")
    settings.add_argument("value", nargs="?", metavar="VALUE")
    sync = command("sync", "Exchange with the Inosio server now.", json=True)
    sync.add_argument("--only", metavar="STEPS", help="some of: batches,balances")
    command("batches", "List the receipt batches.", json=True)
    post = command("post", "Load batches and post what may be posted.", json=True)
    which = post.add_mutually_exclusive_group(required=True)
    which.add_argument("--batch", metavar="ID", action="append", help="a batch; may be given again")
    which.add_argument("--all", action="store_true", help="all unprocessed batches")
    post.add_argument("--accept-proposals", action="store_true", help="accept the safe proposals of exceptions")
    post.add_argument("--posting-date", metavar="YYYY-MM-DD", help="date all payments on this day")
    post.add_argument("--deposit", action="store_true", help="make the deposit slips of whole batches")
    check = command("check", "Prove all invariants of the books.", json=True)
    check.add_argument("--deep", action="store_true", help="with the content hash of every transaction set")
    report = command("report", "Write a report to a file.")
    report.add_argument("name", nargs="?", metavar="NAME")
    report.add_argument("--list", action="store_true", help="list the reports")
    report.add_argument("--out", metavar="FILE", help="FILE.pdf, FILE.csv or FILE.xlsx")
    for option in ("--batch", "--bank", "--slip"):
        report.add_argument(option, metavar="ID")
    report.add_argument("--from", dest="from_", metavar="YYYY-MM-DD")
    report.add_argument("--to", metavar="YYYY-MM-DD")
    sandbox = command("sandbox", "Run the practice server.", database=False)
    sandbox.add_argument("--port", type=int, default=8780)
    sandbox.add_argument("--data", metavar="DIR")
    sandbox.add_argument("--faults", metavar="PLAN")
    sandbox.add_argument("--stop-with-parent", action="store_true", help=argparse.SUPPRESS)
    tour = command("tour", "Go through the whole job in the real windows; pictures and PDFs.", database=False)
    tour.add_argument("--out", metavar="DIR", default="tour")
    return parser
