"""The command `export`: the whole journal as a file of another accounting program."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from landlord_desktop.cli_outcome import Outcome
from landlord_desktop.reports.files import replace_with_pieces
from landlord_desktop.services.basics import RuleError
from landlord_desktop.services.export import journal_text

if TYPE_CHECKING:
    from landlord_desktop.services.books import Books

_PIECE_BYTES = 1 << 20
_DATABASE_START = b"SQLite format 3\x00"
_COMPANIONS = ("", "-wal", "-shm", "-journal")


def export_outcome(books: "Books", file_format: str, out: str) -> Outcome:
    """Write the journal to the file, which appears whole or not at all. RuleError where it would replace books."""
    target = Path(out)
    _refuse_books(target, Path(books.store.location))
    with closing(journal_text(books, file_format)) as pieces:
        replace_with_pieces(target, _gathered(pieces))
    return Outcome(lines=(f"{target.name} is written.",))


def _refuse_books(target: Path, database: Path) -> None:
    of_books = {database.resolve().with_name(database.resolve().name + ending) for ending in _COMPANIONS}
    try:
        with target.open("rb") as present:
            is_database = present.read(len(_DATABASE_START)) == _DATABASE_START
    except OSError:
        is_database = False
    if is_database or target.resolve() in of_books:
        raise RuleError(f"{target.name} belongs to a database and stays as it is. Choose another name for the export.")


def _gathered(pieces: Iterable[str]) -> Iterator[bytes]:
    """The pieces as UTF-8 in blocks of about a megabyte: few writes, little memory."""
    block = bytearray()
    for piece in pieces:
        block += piece.encode("utf-8")
        if len(block) >= _PIECE_BYTES:
            yield bytes(block)
            block.clear()
    yield bytes(block)
