"""The command `lockbox`: a file becomes a batch of its own, or is refused with every fault by its line."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from landlord_desktop.cli_outcome import DONE, FINDINGS, Outcome
from landlord_desktop.services.basics import format_cents

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books


def add_lockbox(parser: argparse.ArgumentParser) -> None:
    """The arguments of the command."""
    parser.add_argument("file", metavar="FILE", help="our CSV, a BAI lockbox file, or a zip of one of them")


def lockbox_outcome(books: "Books", file: str) -> Outcome:
    """Load the file into the working list, or tell what is wrong with it."""
    from landlord_desktop.services.lockbox import load_file, look_at

    path = Path(file)
    result = load_file(books, path)
    errors = [{"line": error.line, "error": error.sentence} for error in result.errors]
    value = {"batch_id": result.batch_id, "loaded": result.loaded, "errors": errors}
    if result.errors:
        summary = look_at(books, path)
        lines = [f"line {line.line}: {line.cause} {line.fix}" for line in summary.lines if line.state == "invalid"]
        return Outcome(FINDINGS, tuple(lines), value, (f"Nothing was loaded from {path.name}.",))
    line = f"{result.loaded} loaded, {format_cents(result.total_cents)}"
    line += f", as batch {result.batch_id}" if result.batch_id else ""
    known = f"{result.known} on the list already" if result.known else ""
    return Outcome(DONE, tuple(filter(None, (f"{line}.", known and f"{known}."))), value)
