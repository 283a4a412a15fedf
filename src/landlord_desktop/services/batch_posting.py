"""Load whole batches and post them, in one transaction: what happens at the command line and in the one-key morning."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.db.engine import bulk_change
from landlord_desktop.services.batches import list_unprocessed, load_lines
from landlord_desktop.services.books import Books
from landlord_desktop.services.posting_dates import check_posting_date
from landlord_desktop.services.receipt_posting import PostResult, Progress, post_judged
from landlord_desktop.services.working_list import StoredLine, WorkingList, read_working_list


def post_batches(
    books: Books, batch_ids: Sequence[str] | None = None, *, accept_proposals: bool = False,
    posting_date: date | None = None, progress: Progress | None = None,
) -> PostResult:
    """Load these batches (all unprocessed ones where None is given) and post what may be posted of them.

    All of it is one transaction, so that of two programs at once each payment is posted by one and told as already
    posted by the other. Lines of a batch that another person or PC works on are held as such and not touched. What is
    held stays on the working list; a payment that has its receipt already does not. `posting_date` dates all lines.
    NotFoundError for an unknown batch, RuleError for a date beyond reason: then nothing is done.
    """
    if posting_date is not None:
        check_posting_date(books, posting_date)

    def judged(connection: Connection) -> WorkingList:
        chosen = list_unprocessed(connection) if batch_ids is None else list(dict.fromkeys(batch_ids))
        for batch_id in chosen:
            load_lines(connection, books, batch_id)
        lines = lines_of(connection, chosen)
        if posting_date is not None:
            _set_dates(connection, read_working_list(connection, books, only=lines), posting_date)
        working = read_working_list(connection, books, only=lines, take_proposals=accept_proposals)
        take_off(connection, working)
        return working

    return post_judged(books, judged, progress)


def lines_of(connection: Connection, batch_ids: Sequence[str]) -> set[int]:
    """The ids of the open lines of these batches."""
    chosen = set(batch_ids)
    rows = connection.execute(text("SELECT id, batch_id FROM working_line WHERE state = 'open'"))
    return {row[0] for row in rows if row[1] in chosen}


def _set_dates(connection: Connection, working: WorkingList, posting_date: date) -> None:
    values = [(posting_date.isoformat(), line.line_id) for line in working.lines if _is_ours(line)]
    bulk_change(connection, "UPDATE working_line SET posting_date = ? WHERE id = ?", values)


def take_off(connection: Connection, working: WorkingList) -> None:
    """Take off the lines of what is posted already: it is told in the result and needs no line any more."""
    posted = [(line.line_id,) for line in working.lines if line.posted_receipt_id is not None and _is_ours(line)]
    bulk_change(connection, "DELETE FROM working_line WHERE id = ?", posted)


def _is_ours(line: StoredLine) -> bool:
    return not line.claimed_elsewhere
