"""What Post would do now, told before it is done: the very Post, in a transaction that is always taken back."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from landlord_desktop.rules.batch import REASON_WORDS
from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import plural
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal_preview import JournalPreview, preview
from landlord_desktop.services.receipt_posting import PostResult, write_post
from landlord_desktop.services.working_list import read_working_list

Line = tuple[str, str, int | None, int | None]


def preview_post(books: Books) -> JournalPreview:
    """What Post would do to banks, ledgers and accounts, each account once; and what would stay on the list.

    RuleError where nothing may be posted.
    """
    notes: list[str] = []

    def write(connection: Connection) -> None:
        result = write_post(connection, books, read_working_list(connection, books), None, [])
        if not result.posted:
            raise RuleError("Post would post nothing now: each payment of the list waits for a decision.")
        notes.extend(_words(result))

    seen = preview(books, write)
    return replace(seen, lines=_by_account(seen.lines), notes=tuple(notes))


def _words(result: PostResult) -> list[str]:
    words = [f"{plural(len(result.posted), 'payment')} would be posted, {format_cents(result.posted_cents)}."]
    if result.held:
        reasons = Counter(REASON_WORDS[payment.reason] for payment in result.held)
        listed = ", ".join(f"{reason} ({count:,})" for reason, count in reasons.most_common())
        total = format_cents(sum(payment.amount_cents for payment in result.held))
        words.append(f"{plural(len(result.held), 'payment')} would stay on the list, {total}: {listed}.")
    return words


def _by_account(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The debits and the credits of each account of each ledger, added up, in the order of their first line."""
    sums: dict[tuple[str, str], list[int]] = {}
    for ledger, account, debit, credit in lines:
        sides = sums.setdefault((ledger, account), [0, 0])
        sides[0] += debit or 0
        sides[1] += credit or 0
    return tuple(
        (ledger, account, cents if side == 0 else None, cents if side == 1 else None)
        for (ledger, account), sides in sorted(sums.items())
        for side, cents in enumerate(sides)
        if cents
    )
