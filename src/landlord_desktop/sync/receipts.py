"""The step that fetches receipt batches and stores what is new."""

import threading
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from landlord_desktop.services.batches import (
    FetchedBatch,
    FetchedPayment,
    KnownHeader,
    keep_aside,
    known_headers,
    refresh_header,
    store_batch,
)
from landlord_desktop.services.batches_again import take_again, unread_batches
from landlord_desktop.services.books import Books
from landlord_desktop.services.posting_dates import is_within_reason
from landlord_desktop.services.send_outcomes import write_exchange
from landlord_desktop.services.sending_hold import look_back_from
from landlord_desktop.services.words import plural
from landlord_desktop.sync.connect import RoundError, failed_step, told
from landlord_desktop.sync.report import Progress, StepResult

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient, RawItem, UnreadableItem
    from landlord_desktop.inosio.schemas import BatchHeader, Receipt

DAYS_BACK = 45
"""The first round of an office day looks at all batches so far back, whatever their status there.

After a restore: so far back from the day of the backup.
"""
MOST_FAILURES_RUNNING = 2
"""So many batches without an answer, one after the other, and the server counts as down."""
_OF_ONE_BATCH = frozenset({"failing", "nonsense", "refused"})
"""Faults of one batch's answer: the server was there, and the other batches were fetched."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """The step, sentences about what was kept aside, and how many batches are new."""

    step: StepResult
    set_aside: tuple[str, ...]
    new: int


@dataclass(slots=True)
class _Tally:
    new: int = 0
    updated: int = 0
    running: int = 0
    asked_all: bool = False
    aside: list[str] = field(default_factory=list)
    faults: list[RoundError] = field(default_factory=list)

    def count(self, outcome: str, batch_id: str) -> None:
        self.running = 0
        self.new += outcome == "new"
        self.updated += outcome == "updated"
        if outcome == "set aside":
            self.aside.append(
                f"Batch {batch_id} differs from what is stored, or shares a payment with another batch. "
                "It was kept aside and what is stored stays; ask Inosio which one is right."
            )

    def fail(self, error: RoundError) -> bool:
        """Note a fault; whether the others are not worth asking for now."""
        self.faults.append(error)
        self.running = self.running + 1 if error.kind in {"unreachable", "failing"} else 0
        stops = error.kind in {"token", "cancelled"} or error.retry_after_seconds is not None
        return stops or self.running == MOST_FAILURES_RUNNING

    def step(self) -> StepResult:
        words = []
        if self.new or not (self.updated or self.faults):
            words.append(f"{plural(self.new, 'new batch', 'new batches')}." if self.new else "No new batches.")
        if self.updated:
            words.append(f"{plural(self.updated, 'batch', 'batches')} brought up to date.")
        if not self.faults:
            return StepResult("batches", True, " ".join(words))
        worst = next((fault for fault in self.faults if fault.kind in {"token", "cancelled"}), self.faults[0])
        sentences = dict.fromkeys(fault.sentence for fault in (worst, *self.faults))
        step = failed_step("batches", worst)
        partial = self.asked_all and all(fault.kind in _OF_ONE_BATCH for fault in self.faults)
        return replace(step, detail=" ".join((*sentences, *words)), partial=partial)


def fetch_batches(
    books: Books, client: "InosioClient", portfolio_id: str, *, full: bool, stop: threading.Event, progress: Progress
) -> Fetched:
    """Fetch the batches the server lists and store what is new; never raises for faults of the server.

    A batch that fails is told and the others go on. `full`: all of the last 45 days, not only the unprocessed ones.
    """
    tally = _Tally()
    _read_again(books)
    try:
        with told():
            listed, unreadable = _listed(books, client, full=full)
    except RoundError as error:
        tally.fail(error)
        return Fetched(tally.step(), (), 0)
    for item in unreadable:
        sentence = f"Item {item.position} of the server's list of batches cannot be read ({item.problem})."
        keep_aside(books, f"list item {item.position}", sentence, item.raw_text)
        tally.aside.append(f"{sentence} It was kept aside; tell Inosio.")
    known = known_headers(books)
    for place, header in enumerate(listed):
        if stop.is_set():
            tally.fail(RoundError("Stopped; the batches stored so far are kept.", "cancelled"))
            break
        progress(place, len(listed), f"Batch {header.id}")
        try:
            tally.count(_take(books, client, portfolio_id, header, known.get(header.id)), header.id)
        except RoundError as error:
            if tally.fail(_naming(header.id, error)):
                break
    else:
        tally.asked_all = True
    return Fetched(tally.step(), tuple(tally.aside), tally.new)


def _read_again(books: Books) -> None:
    """Try the payments that could not be read so far: a newer version of the program may know the word."""
    from landlord_desktop.inosio import received
    from landlord_desktop.inosio.errors import Nonsense
    from landlord_desktop.inosio.parser import read_json

    for batch_id, raw in unread_batches(books):
        try:
            answer = received.read_batch(batch_id, read_json(raw), raw)
            take_again(books, batch_id, _payments(books, batch_id, answer.items))
        except (Nonsense, RoundError):
            continue  # as unreadable as it was


def _listed(
    books: Books, client: "InosioClient", *, full: bool
) -> "tuple[list[BatchHeader], list[RawItem]]":
    """The unprocessed batches, however old; `full`: with all of the last days. What cannot be read stands beside."""
    found = client.list_batches("unprocessed")
    headers = {header.id: header for header in found.headers}
    aside = {item.raw_text: item for item in found.set_aside}
    if full:
        recent = client.list_batches("all", look_back_from(books) - timedelta(days=DAYS_BACK))
        headers |= {header.id: header for header in recent.headers}
        aside |= {item.raw_text: item for item in recent.set_aside}
    return list(headers.values()), list(aside.values())


def _naming(batch_id: str, error: RoundError) -> RoundError:
    """The error with the batch in its sentence, where it is a fault of that batch's answer and does not name it."""
    if error.kind not in {"nonsense", "refused"} or batch_id in error.sentence:
        return error
    sentence = f"Batch {batch_id}: {error.sentence}"
    return RoundError(sentence, error.kind, error.request_id, error.retry_after_seconds)


def _take(
    books: Books, client: "InosioClient", portfolio_id: str, header: "BatchHeader", known: KnownHeader | None
) -> str:
    """Store one batch of the list. What is known and has the same revision is not fetched again."""
    if known is not None and known == KnownHeader(
        header.total_cents, header.item_count, header.deposited_on, header.revision, "server"
    ):
        changed = refresh_header(books, header.id, header.status, header.processed_at, header.bank_account_id)
        return "updated" if changed else "known"
    with told():
        answer = client.batch(header.id)
    found = answer.header
    batch = FetchedBatch(
        found.id, found.deposited_on, found.total_cents, found.item_count, found.status, found.revision,
        found.processed_at, found.bank_account_id, _payments(books, found.id, answer.items), answer.raw,
    )
    words = f"Fetched: {plural(len(batch.payments), 'payment')}."
    with books.store.write() as connection:
        outcome = store_batch(connection, books, portfolio_id, batch)
        write_exchange(connection, books, "batches", batch.batch_id, "ok", words, client.last_request_id)
    return outcome


def _payments(
    books: Books, batch_id: str, items: "tuple[Receipt | UnreadableItem, ...]"
) -> tuple[FetchedPayment, ...]:
    """The payments in their order; one without a readable id is named by its batch and place.

    RoundError where that makes two of the same name.
    """
    payments = tuple(_payment(books, batch_id, item) for item in items)
    if len({payment.payment_id for payment in payments}) != len(payments):
        raise RoundError(
            f"Two payments of batch {batch_id} cannot be told apart. Nothing of it was stored; tell Inosio.", "nonsense"
        )
    return payments


def _payment(books: Books, batch_id: str, item: "Receipt | UnreadableItem") -> FetchedPayment:
    from landlord_desktop.inosio.schemas import Receipt

    if isinstance(item, Receipt):
        return FetchedPayment(
            item.payment_id, item.received_on, item.amount_cents, item.tenant_id, item.unit_id, item.payer_name,
            item.unit_name or "", item.payer_kind, item.ledger_id, item.method, item.memo,
            "" if is_within_reason(books, item.received_on) else f"its date {item.received_on} cannot be right",
        )
    return FetchedPayment(
        item.payment_id or f"{batch_id}#{item.position}", None, item.amount_cents, unreadable=item.problem,
        raw_text=item.raw_text,
    )
