"""What an entry will post, told before it is posted: a frozen value that the screens show.

`preview` lets the very function that posts do its work in a write transaction that is always taken back, and reads what
it wrote. So what is previewed is what is posted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from landlord_desktop.services.books import Books


@dataclass(frozen=True, slots=True)
class JournalPreview:
    """The effect of one entry. All amounts are cents.

    `banks`: (bank, what its balance changes by); negative where money leaves it.
    `ledgers`: (ledger, what the ledger gets after fees, the management fee it pays; negative: gets back).
    `lines`: (ledger, account, debit, credit); one of the two is None.
    `notes`: sentences on what else will happen, such as open credit that rises.
    `warnings`: sentences to be read first: ledgers that are left with less than nothing in a bank.
    """

    banks: tuple[tuple[str, int], ...] = ()
    ledgers: tuple[tuple[str, int, int], ...] = ()
    lines: tuple[tuple[str, str, int | None, int | None], ...] = ()
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def debit_cents(self) -> int:
        """The sum of the debits."""
        return sum(debit or 0 for _ledger, _account, debit, _credit in self.lines)

    @property
    def credit_cents(self) -> int:
        """The sum of the credits; equal to the debits, or the entry would be refused."""
        return sum(credit or 0 for _ledger, _account, _debit, credit in self.lines)


class _TakenBackError(Exception):
    """Leaves the write door, so that nothing is kept."""


def preview(books: "Books", write: "Callable[[Connection], object]") -> JournalPreview:
    """What `write(connection)` would post; nothing is kept.

    Errors of `write` come out as they are: an entry that cannot be posted has no preview.
    """
    from landlord_desktop.services.preview_reading import newest_set, read_preview

    found = JournalPreview()
    try:
        with books.store.write() as connection:
            before = newest_set(connection)
            write(connection)
            found = read_preview(connection, before)
            raise _TakenBackError
    except _TakenBackError:
        return found
