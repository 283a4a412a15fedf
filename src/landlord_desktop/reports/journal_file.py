"""The exported journal as a file: it appears whole or not at all, and never in place of books."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.export import journal_text
from landlord_desktop.services.whole_files import replace_with_pieces

_BLOCK_BYTES = 1 << 20
_DATABASE_START = b"SQLite format 3\x00"
_COMPANIONS = ("", "-wal", "-shm", "-journal")


def write_journal(books: Books, file_format: str, path: Path, between: Callable[[], object] | None = None) -> None:
    """Write the whole journal for `beancount` or `hledger`, a megabyte at a time.

    `between` is called between two of them and may raise to give up. RuleError for an unknown format or where a
    database has this name, LandlordError naming the file where the folder or the disk refuses.
    """
    _refuse_books(path, Path(books.store.location))
    with closing(journal_text(books, file_format)) as pieces:
        replace_with_pieces(path, _blocks(pieces, between))


def _refuse_books(target: Path, database: Path) -> None:
    of_books = {database.resolve().with_name(database.resolve().name + ending) for ending in _COMPANIONS}
    try:
        with target.open("rb") as present:
            is_database = present.read(len(_DATABASE_START)) == _DATABASE_START
    except OSError:
        is_database = False
    if is_database or target.resolve() in of_books:
        raise RuleError(f"{target.name} belongs to a database and stays as it is. Choose another name for the export.")


def _blocks(pieces: Iterable[str], between: Callable[[], object] | None) -> Iterator[bytes]:
    block = bytearray()
    for piece in pieces:
        block += piece.encode("utf-8")
        if len(block) >= _BLOCK_BYTES:
            if between is not None:
                between()
            yield bytes(block)
            block.clear()
    yield bytes(block)
