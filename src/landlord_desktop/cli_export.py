"""The command `export`: the whole journal as a file of another accounting program."""

from pathlib import Path
from typing import TYPE_CHECKING

from landlord_desktop.cli_outcome import Outcome
from landlord_desktop.reports.journal_file import write_journal

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books


def export_outcome(books: "Books", file_format: str, out: str) -> Outcome:
    """Write the journal to the file, which appears whole or not at all. RuleError where it would replace books."""
    target = Path(out)
    write_journal(books, file_format, target)
    return Outcome(lines=(f"{target.name} is written.",))
