"""What posting scheduled receivables would do, in few lines however many candidates there are."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sqlalchemy import Connection

from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import plural
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal_preview import JournalPreview, preview
from landlord_desktop.services.scheduled_posting import (
    PostedReceivables,
    Progress,
    ReceivablesOrder,
    write_receivables,
)

Line = tuple[str, str, int | None, int | None]


def preview_receivables(books: Books, order: ReceivablesOrder, progress: Progress | None = None) -> JournalPreview:
    """The preview of a post; nothing is kept. Errors are those of the post.

    Lines of one ledger and account are one line a side, and tenants are counted instead of named.
    """
    notes: list[str] = []

    def write(connection: Connection) -> None:
        posted = write_receivables(connection, books, order, progress)
        notes.extend(_notes(order, posted))

    found = preview(books, write)
    return replace(found, lines=tuple(_summed(found.lines)), notes=tuple(notes))


def _notes(order: ReceivablesOrder, posted: PostedReceivables) -> Iterator[str]:
    charges = [row for row in order.candidates if row.tenant_id is not None and row.amount_cents > 0]
    credits_ = [row for row in order.candidates if row.amount_cents < 0]
    if charges:
        tenants = len({row.tenant_id for row in charges})
        total = format_cents(sum(row.amount_cents for row in charges))
        yield f"{plural(len(charges), 'charge')} of {total} to {plural(tenants, 'tenant')}."
    if credits_:
        tenants = len({row.tenant_id for row in credits_})
        total = format_cents(-sum(row.amount_cents for row in credits_))
        yield f"The open credit of {plural(tenants, 'tenant')} rises by {total}."
    if posted.from_advances_cents:
        yield f"Advance payments pay {format_cents(posted.from_advances_cents)} of it at once."
    if posted.from_credits_cents:
        yield f"Open credits pay {format_cents(posted.from_credits_cents)} of unpaid charges at once."
    if posted.balances_queued:
        yield "The tenants' balances are sent to Inosio afterwards."


def _summed(lines: Iterable[Line]) -> Iterator[Line]:
    sums: dict[tuple[str, str, bool], int] = {}
    for ledger, account, debit, credit in lines:
        side = (ledger, account, debit is not None)
        sums[side] = sums.get(side, 0) + (debit or 0) + (credit or 0)
    for (ledger, account, is_debit), cents in sums.items():
        yield (ledger, account, cents, None) if is_debit else (ledger, account, None, cents)
