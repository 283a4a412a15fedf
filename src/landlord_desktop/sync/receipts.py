"""The step that fetches receipt batches and stores what is new."""

import threading
from datetime import timedelta
from typing import TYPE_CHECKING

from landlord_desktop.services.basics import LandlordError
from landlord_desktop.services.batches import FetchedBatch, FetchedPayment, known_headers, refresh_header, store_batch
from landlord_desktop.services.books import Books
from landlord_desktop.sync.connect import RoundError, told
from landlord_desktop.sync.report import Progress, StepResult, plural

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.schemas import BatchHeader

DAYS_BACK = 45
"""The first round of an office day looks at all batches so far back, whatever their status there."""


def fetch_batches(
    books: Books, client: "InosioClient", portfolio_id: str, *, full: bool, stop: threading.Event, progress: Progress
) -> tuple[StepResult, list[str], int]:
    """Fetch the batches the server lists; (the step, what was set aside, how many are new).

    A batch that fails is told and the others go on. RoundError where the server cannot be asked at all.
    """
    since = books.today() - timedelta(days=DAYS_BACK) if full else None
    with told():
        listed = client.list_batches("all" if full else "unprocessed", since)
    aside = [
        f"A batch in the server's list cannot be read ({item.problem}); it is left alone." for item in listed.set_aside
    ]
    known = known_headers(books)
    new = updated = 0
    faults: list[RoundError | LandlordError] = []
    for place, header in enumerate(listed.headers, 1):
        if stop.is_set():
            raise RoundError("Stopped; the batches stored so far are kept.", "cancelled")
        progress(place, len(listed.headers), f"Batch {header.id}")
        facts = known.get(header.id)
        try:
            if facts is not None and facts == (header.total_cents, header.item_count, "server"):
                updated += refresh_header(
                    books, header.id, header.status, header.revision, header.processed_at, header.bank_account_id
                )
                continue
            outcome = _fetch_one(books, client, portfolio_id, header)
        except RoundError as error:
            if error.kind in {"token", "unreachable", "cancelled"}:
                raise
            faults.append(error)
            continue
        if outcome == "set aside":
            aside.append(
                f"Batch {header.id} differs from what is stored or shares a payment with another; it was kept aside."
            )
        new += outcome == "new"
        updated += outcome == "updated"
    if faults:
        kind = faults[0].kind if isinstance(faults[0], RoundError) else "nonsense"
        detail = " ".join(fault.sentence for fault in faults)
        return StepResult("batches", False, detail, kind), aside, new
    detail = f"{plural(new, 'new batch', 'new batches')}." if new else "No new batches."
    return StepResult("batches", True, detail), aside, new


def _fetch_one(books: Books, client: "InosioClient", portfolio_id: str, header: "BatchHeader") -> str:
    from landlord_desktop.inosio.schemas import Receipt

    with told():
        answer = client.batch(header.id)
    payments = tuple(
        FetchedPayment(
            item.payment_id, item.received_on, item.amount_cents, item.tenant_id, item.unit_id, item.payer_name,
            item.unit_name or "", item.payer_kind, item.ledger_id, item.method, item.memo,
        )
        if isinstance(item, Receipt)
        else FetchedPayment(
            item.payment_id or f"{header.id}#{item.position}", None, item.amount_cents, unreadable=item.problem,
            raw_text=item.raw_text,
        )
        for item in answer.items
    )
    found = answer.header
    batch = FetchedBatch(
        found.id, found.deposited_on, found.total_cents, found.item_count, found.status, found.revision,
        found.processed_at, found.bank_account_id, payments, answer.raw,
    )
    with books.store.write() as connection:
        return store_batch(connection, books, portfolio_id, batch)
