"""What a Post did, on one page: receipts, what is held and why, slips, fees earned, and what goes to Inosio.

A Post and the slips made with it are one event, so that the page can be read again at any later day.
"""

import json
from dataclasses import dataclass
from datetime import date
from typing import Literal

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.rules.text import payment_description
from landlord_desktop.rules.words import plural
from landlord_desktop.services.books import Books
from landlord_desktop.services.deposits import SlipRow, post_whole_batch_slips
from landlord_desktop.services.receipt_posting import PostResult, Progress, post_working_lines
from landlord_desktop.services.working_lines import read_lines

Kind = Literal["posted", "held", "slip", "fee", "message"]
_STATE_WORDS = {
    "waiting": "waits to be sent", "sending": "is being sent", "sent": "was sent", "refused": "was refused by Inosio",
    "superseded": "a newer one took its place", "discarded": "was discarded",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class AfterRow:
    """One line of the page. `record` and `key` say which record it opens; `cents` is None where there is no amount."""

    kind: Kind
    what: str
    detail: str
    cents: int | None
    record: str
    key: int | str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class AfterPost:
    """The page. `event_id` is 0 where nothing was ever posted."""

    event_id: int
    rows: tuple[AfterRow, ...]

    def of(self, kind: Kind) -> tuple[AfterRow, ...]:
        """The rows of a kind."""
        return tuple(row for row in self.rows if row.kind == kind)

    def cents(self, kind: Kind) -> int:
        """What the rows of a kind come to."""
        return sum(row.cents or 0 for row in self.of(kind))


@dataclass(frozen=True, slots=True)
class MorningResult:
    """A Post with its slips. `slip_problem` tells why slips were not made; the payments are posted all the same."""

    result: PostResult
    slips: tuple[SlipRow, ...] = ()
    slip_problem: str = ""

    @property
    def event_id(self) -> int:
        """The event of what was posted, 0 where nothing was."""
        return self.result.posted[0].receipt_id if self.result.posted else 0


def post_with_slips(books: Books, progress: Progress | None = None) -> MorningResult:
    """Post what may be posted, then make one slip for each batch and bank that is posted whole by it.

    The slips are a transaction of their own: what keeps them from being made takes no receipt back.
    """
    result = post_working_lines(books, progress=progress)
    batch_ids = {payment.batch_id for payment in result.posted if payment.batch_id is not None}
    if not batch_ids:
        return MorningResult(result)
    try:
        slips = post_whole_batch_slips(books, sorted(batch_ids), event_id=result.posted[0].receipt_id)
    except LandlordError as error:
        return MorningResult(result, slip_problem=error.sentence)
    return MorningResult(result, tuple(slips))


def after_post(books: Books, event_id: int | None = None) -> AfterPost:
    """What the Post of this event did (None: the newest), and what is still held."""
    with books.store.read() as connection:
        return read_after_post(connection, books, event_id)


def read_after_post(connection: Connection, books: Books, event_id: int | None = None) -> AfterPost:
    """The same inside a read that is under way."""
    event = event_id or connection.execute(_NEWEST).scalar() or 0
    posted = connection.execute(_POSTED, {"event": event}).all()
    slips = connection.execute(_SLIPS, {"event": event}).all()
    rows = [
        AfterRow(
            "posted", payment_description(row.payer, row.unit), _details(f"Receipt {row.id}", row.batch_id, row.void),
            row.amount_cents, "receipt", row.id, date.fromisoformat(row.posted_on),
        )
        for row in posted
    ]
    rows += [
        AfterRow(
            "held", line.description, _details(line.reason_words, line.batch_id), line.amount_cents, "working_line",
            line.line_id, line.posting_date,
        )
        for line in read_lines(connection, books)
        if not line.ready and line.receipt_id is None
    ]
    rows += [
        AfterRow(
            "slip", f"Deposit slip {row.number} to {row.bank}",
            _details(plural(row.item_count, "receipt"), row.batch_id, row.void),
            row.total_cents, "slip", row.id, date.fromisoformat(row.deposited_on),
        )
        for row in slips
    ]
    rows += [
        AfterRow(
            "fee", f"Management fees of {row.name}", f"Paid by {plural(row.owners, 'ledger')}", int(row.cents),
            "ledger", row.id,
        )
        for row in connection.execute(_FEES, {"event": event})
    ]
    batch_ids = {row.batch_id for row in posted if row.batch_id is not None}
    causes = {f"deposit slip {row.number}" for row in slips}
    rows += _messages(connection, batch_ids, causes, str(posted[0].entered_at)) if posted else []
    return AfterPost(event, tuple(rows))


def _details(first: str, batch_id: str | None, void: int | None = None) -> str:
    parts = [first]
    if batch_id is not None:
        parts.append(f"batch {batch_id}")
    if void is not None:
        parts.append("voided since")
    return ", ".join(parts)


def _messages(connection: Connection, batch_ids: set[str], causes: set[str], since: str) -> list[AfterRow]:
    """What the Post gave the outbox: batches to be marked at Inosio, and balances."""
    found = []
    for row in connection.execute(_OUTBOX, {"since": since}):
        mine = row.subject in batch_ids if row.kind == "batch_status" else json.loads(row.detail)["cause"] in causes
        if mine:
            what = "Balances to Inosio" if row.kind == "balances" else f"Batch {row.subject} is processed, to Inosio"
            state = _STATE_WORDS[row.state]
            found.append(AfterRow("message", what, state[:1].upper() + state[1:], None, "outbox_item", row.id))
    return found


_NEWEST = text(
    "SELECT s.event_id FROM transaction_set s JOIN receipt r ON r.id = s.id WHERE r.id = (SELECT max(id) FROM receipt)"
)
_POSTED = text(
    "SELECT r.id, coalesce(nullif(t.name, ''), nullif(r.payer_name, ''), l.name) AS payer, "
    "coalesce(u.name, '') AS unit, "
    "r.amount_cents, r.batch_id, r.posted_on, r.voided_by_set_id AS void, s.entered_at FROM receipt r "
    "JOIN transaction_set s ON s.id = r.id JOIN ledger l ON l.id = r.ledger_id "
    "LEFT JOIN tenant t ON t.id = r.tenant_id "
    "LEFT JOIN unit u ON u.id = r.unit_id WHERE s.id >= :event AND s.event_id = :event ORDER BY r.id"
)
_SLIPS = text(
    "SELECT d.id, d.number, a.code AS bank, d.item_count, d.total_cents, d.batch_id, d.deposited_on, "
    "d.voided_by_set_id AS void FROM deposit_slip d "
    "JOIN transaction_set s ON s.id = d.id JOIN account_code a ON a.id = d.bank_account_id "
    "WHERE s.id >= :event AND s.event_id = :event ORDER BY d.id"
)
_FEES = text(
    "SELECT m.id, m.name, sum(a.fee_cents) AS cents, count(DISTINCT o.id) AS owners FROM transaction_set s "
    "JOIN allocation a ON a.set_id = s.id JOIN charge c ON c.id = a.charge_id JOIN ledger o ON o.id = c.ledger_id "
    "JOIN ledger m ON m.id = o.management_ledger_id WHERE s.id >= :event "
    "AND s.event_id = :event AND a.fee_cents <> 0 "
    "GROUP BY m.id, m.name ORDER BY m.name"
)
_OUTBOX = text(
    "SELECT id, kind, subject, detail, state FROM outbox_item WHERE created_at >= :since "
    "AND kind IN ('batch_status', 'balances') ORDER BY id"
)
