"""Receipt batches of the server: storing what was fetched, listing, loading into the working list, claims."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text, update

from landlord_desktop.db.models import batches as tables
from landlord_desktop.db.models import setup
from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import ClaimedError, NotFoundError
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.batch_status import settle_batches
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.claim_words import who_works
from landlord_desktop.services.filed_payments import (
    BATCH_OF_RECEIPT,
    clash_words,
    join_server,
    leave_files,
    payments_elsewhere,
)
from landlord_desktop.services.outbox import queue_batch_status
from landlord_desktop.services.payer_memory import payer_key, remembered_payers

CLAIM_MINUTES = 10
"""A claim not renewed for so long has expired: its PC crashed or was switched off."""


@dataclass(frozen=True, slots=True)
class FetchedPayment:
    """One payment as the server gave it. `unreadable` tells what could not be read; the amount always could."""

    payment_id: str
    received_on: date | None
    amount_cents: int
    tenant_code: str | None = None
    unit_code: str | None = None
    payer_name: str = ""
    unit_name: str = ""
    payer_kind: str = "tenant"
    ledger_code: str | None = None
    method: str = "ach"
    memo: str = "Inosio Transaction"
    unreadable: str = ""
    raw_text: str = ""


@dataclass(frozen=True, slots=True)
class FetchedBatch:
    """One batch as the server gave it, its control totals already checked. `raw_answer` is the answer's bytes."""

    batch_id: str
    deposited_on: date
    total_cents: int
    item_count: int
    server_status: str
    revision: str
    processed_at: datetime | None
    bank_code: str | None
    payments: tuple[FetchedPayment, ...]
    raw_answer: bytes = b""
    origin: str = "server"


@dataclass(frozen=True, slots=True)
class BatchRow:
    """A batch for lists. posted, held and removed are counts of payments; claim words are empty when unclaimed."""

    batch_id: str
    deposited_on: date
    total_cents: int
    item_count: int
    status: str
    posted: int
    removed: int
    posted_cents: int
    loaded: int
    claimed_by: str
    claimed_workstation: str
    claimed_at: datetime | None
    processed_at: datetime | None
    processed_by: str

    @property
    def held(self) -> int:
        """Payments neither posted nor removed."""
        return self.item_count - self.posted - self.removed


def source_key(portfolio_id: str, payment_id: str) -> str:
    """What makes a payment one and the same, whatever road it comes by."""
    return f"{portfolio_id}:{payment_id}"


def store_batch(connection: Connection, books: Books, portfolio_id: str, batch: FetchedBatch) -> str:
    """Store what the server gave: "new", "known", "updated" (header only), or "set aside".

    Different payments or money for a known batch, or a payment id that stands in another batch, are kept aside and
    shown; what is stored is never overwritten. A payment that a lockbox file brought first moves to the server's
    batch. Only an untouched sample batch gives way to the server's.
    """
    known = connection.execute(
        select(tables.inosio_batch).where(tables.inosio_batch.c.id == batch.batch_id)
    ).one_or_none()
    if known is not None and known.origin == "sample" and batch.origin == "server":
        if _same(connection, batch, known):
            if known.status == "processed" and batch.server_status == "unprocessed":
                queue_batch_status(connection, books, batch.batch_id, "processed")
            return _update_header(connection, batch, known, origin="server")
        if _untouched(connection, batch.batch_id):
            connection.execute(
                delete(tables.inosio_payment).where(tables.inosio_payment.c.batch_id == batch.batch_id)
            )
            connection.execute(delete(tables.inosio_batch).where(tables.inosio_batch.c.id == batch.batch_id))
            known = None
    if known is None:
        return _insert(connection, books, portfolio_id, batch)
    if not _same(connection, batch, known):
        sentence = (
            f"The server now gives batch {batch.batch_id} with other payments or another total than before. "
            "The batch stored first stays as it is; ask Inosio which one is right."
        )
        _keep_aside(connection, books, batch, sentence)
        return "set aside"
    return _update_header(connection, batch, known, origin=known.origin)


def _insert(connection: Connection, books: Books, portfolio_id: str, batch: FetchedBatch) -> str:
    keys = [source_key(portfolio_id, payment.payment_id) for payment in batch.payments]
    amounts = {key: payment.amount_cents for key, payment in zip(keys, batch.payments, strict=True)}
    filed = payments_elsewhere(connection, keys)
    sentence = clash_words(batch.batch_id, batch.origin, amounts, filed)
    if sentence:
        _keep_aside(connection, books, batch, sentence)
        return "set aside"
    leave_files(connection, filed)
    connection.execute(
        insert(tables.inosio_batch).values(
            id=batch.batch_id, deposited_on=batch.deposited_on, total_cents=batch.total_cents,
            item_count=batch.item_count, server_status=batch.server_status, revision=batch.revision,
            server_processed_at=batch.processed_at, bank_code=batch.bank_code, origin=batch.origin,
            status=batch.server_status, processed_at=batch.processed_at, fetched_at=books.now(),
            raw_answer=batch.raw_answer, raw_sha256=hashlib.sha256(batch.raw_answer).hexdigest(),
        )
    )
    if batch.payments:
        connection.execute(
            insert(tables.inosio_payment),
            [
                {
                    "source_key": key, "payment_id": payment.payment_id, "batch_id": batch.batch_id,
                    "position": position, "received_on": payment.received_on, "amount_cents": payment.amount_cents,
                    "tenant_code": _code(payment.tenant_code), "unit_code": _code(payment.unit_code),
                    "payer_name": stored_text(payment.payer_name), "unit_name": stored_text(payment.unit_name),
                    "payer_kind": payment.payer_kind, "ledger_code": _code(payment.ledger_code),
                    "method": payment.method, "memo": stored_text(payment.memo),
                    "unreadable": stored_text(payment.unreadable), "raw_text": stored_text(payment.raw_text, 10_000),
                }
                for position, (key, payment) in enumerate(zip(keys, batch.payments, strict=True), 1)
            ],
        )
    if filed:
        join_server(connection, books, batch.batch_id, filed)
        settle_batches(connection, books, {batch.batch_id, *(row.batch_id for row in filed)})
    return "new"


def _code(code: str | None) -> str | None:
    return None if code is None else stored_text(code)


def _same(connection: Connection, batch: FetchedBatch, known: Any) -> bool:
    table = tables.inosio_payment
    rows = connection.execute(
        select(table.c.payment_id, table.c.amount_cents).where(table.c.batch_id == batch.batch_id)
    )
    stored = sorted((row[0], row[1]) for row in rows)
    given = sorted((payment.payment_id, payment.amount_cents) for payment in batch.payments)
    return stored == given and (known.total_cents, known.deposited_on) == (batch.total_cents, batch.deposited_on)


def _untouched(connection: Connection, batch_id: str) -> bool:
    query = text(
        "SELECT 1 FROM working_line WHERE batch_id = :batch_id UNION ALL "
        "SELECT 1 FROM receipt WHERE batch_id = :batch_id LIMIT 1"
    )
    return connection.execute(query, {"batch_id": batch_id}).first() is None


def _update_header(connection: Connection, batch: FetchedBatch, known: Any, *, origin: str) -> str:
    fresh = {
        "server_status": batch.server_status, "revision": batch.revision,
        "server_processed_at": batch.processed_at, "origin": origin, "bank_code": batch.bank_code or known.bank_code,
    }
    if all(getattr(known, name) == value for name, value in fresh.items()):
        return "known"
    table = tables.inosio_batch
    connection.execute(update(table).where(table.c.id == batch.batch_id).values(**fresh))
    return "updated"


@dataclass(frozen=True, slots=True)
class KnownHeader:
    """What of a stored batch tells whether the server's is still the same."""

    total_cents: int
    item_count: int
    deposited_on: date
    revision: str
    origin: str


def known_headers(books: Books) -> dict[str, KnownHeader]:
    """The headers of all stored batches by batch id."""
    table = tables.inosio_batch
    columns = (table.c.total_cents, table.c.item_count, table.c.deposited_on, table.c.revision, table.c.origin)
    with books.store.read() as connection:
        return {row[0]: KnownHeader(*row[1:]) for row in connection.execute(select(table.c.id, *columns))}


def refresh_header(
    books: Books, batch_id: str, status: str, processed_at: datetime | None, bank_code: str | None
) -> bool:
    """Keep what the server changed of a known batch's header; whether anything changed."""
    table = tables.inosio_batch
    with books.store.read() as connection:
        known = connection.execute(select(table).where(table.c.id == batch_id)).one()
    fresh = {
        "server_status": status, "server_processed_at": processed_at, "bank_code": bank_code or known.bank_code,
    }
    if all(getattr(known, name) == value for name, value in fresh.items()):
        return False
    with books.store.write() as connection:
        connection.execute(update(table).where(table.c.id == batch_id).values(**fresh))
    return True


def _keep_aside(connection: Connection, books: Books, batch: FetchedBatch, sentence: str) -> None:
    raw_text = batch.raw_answer.decode("utf-8", "replace")
    _write_aside(connection, books, batch.batch_id, sentence, raw_text, batch.total_cents)


def keep_aside(books: Books, subject: str, sentence: str, raw_text: str) -> None:
    """Keep a text of the server's list of batches that cannot be read; the same one again changes nothing."""
    with books.store.write() as connection:
        _write_aside(connection, books, subject, sentence, raw_text, None)


def _write_aside(
    connection: Connection, books: Books, subject: str, sentence: str, raw_text: str, cents: int | None
) -> None:
    connection.execute(
        text(
            "INSERT INTO set_aside (kind, subject, sentence, raw_text, noticed_at, expected_cents) "
            "VALUES ('batch', :subject, :sentence, :raw_text, :noticed_at, :cents) "
            "ON CONFLICT (kind, subject, raw_text) DO NOTHING"
        ),
        {
            "subject": subject, "sentence": sentence, "cents": cents,
            "raw_text": stored_text(raw_text, 1_000_000), "noticed_at": instant_text(books.now()),
        },
    )


_BATCHES = text(
    "SELECT b.id, b.deposited_on, b.total_cents, b.item_count, b.status, coalesce(p.n, 0) AS posted, "  # noqa: S608
    "coalesce(w.removed, 0) AS removed, "
    "coalesce(p.cents, 0) AS posted_cents, coalesce(w.loaded, 0) AS loaded, "
    "CASE WHEN b.claim_expires_at > :now THEN b.claimed_by ELSE '' END AS claimed_by, "
    "b.claimed_workstation, b.claimed_at, b.processed_at, b.processed_by FROM inosio_batch b "
    f"LEFT JOIN (SELECT {BATCH_OF_RECEIPT} AS batch_id, count(*) AS n, sum(r.amount_cents) AS cents FROM receipt r "
    "WHERE r.batch_id IS NOT NULL AND r.voided_as_error = 0 GROUP BY 1) p ON p.batch_id = b.id "
    "LEFT JOIN (SELECT batch_id, sum(CASE WHEN state = 'removed' THEN 1 ELSE 0 END) AS removed, "
    "sum(CASE WHEN state = 'open' THEN 1 ELSE 0 END) AS loaded FROM working_line "
    "GROUP BY batch_id) w ON w.batch_id = b.id ORDER BY b.deposited_on, b.fetched_at, b.id"
)


def list_batches(books: Books, status: str | None = None) -> list[BatchRow]:
    """All batches in the order of their deposits, or those of a status ("unprocessed", "processed")."""
    with books.store.read() as connection:
        rows = connection.execute(_BATCHES, {"now": instant_text(books.now())}).all()
    return [
        BatchRow(
            row.id, date.fromisoformat(row.deposited_on), row.total_cents, row.item_count, row.status, row.posted,
            row.removed, row.posted_cents, row.loaded, row.claimed_by, row.claimed_workstation,
            _moment(row.claimed_at), _moment(row.processed_at), row.processed_by,
        )
        for row in rows
        if status is None or row.status == status
    ]


def _moment(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None


def load_batch(books: Books, batch_id: str) -> int:
    """Load a batch into the working list and claim it; how many receipts it holds.

    Loading again changes nothing; payments posted before come along as such and cannot post again. NotFoundError for an
    unknown batch, ClaimedError where another person or PC works on it.
    """
    with books.store.write() as connection:
        claim_batch(connection, books, batch_id)
        count = load_lines(connection, books, batch_id)
        record(connection, books, "load receipts", f"batch {batch_id}", f"Batch {batch_id} loaded.")
    return count


def load_unprocessed(books: Books) -> tuple[int, int]:
    """Load every unprocessed batch in one transaction; how many lines are new, and how many batches were loaded.

    Batches that other people or PCs work on are left to them.
    """
    count = loaded = 0
    with books.store.write() as connection:
        for batch_id in list_unprocessed(connection):
            try:
                claim_batch(connection, books, batch_id)
            except ClaimedError:
                continue
            count += load_lines(connection, books, batch_id)
            loaded += 1
        record(connection, books, "load receipts", "all batches", f"{loaded} batches loaded, {count} new lines.")
    return count, loaded


def list_unprocessed(connection: Connection) -> list[str]:
    """Ids of all unprocessed batches in the order of their deposits."""
    query = text("SELECT id FROM inosio_batch WHERE status = 'unprocessed' ORDER BY deposited_on, fetched_at, id")
    return list(connection.execute(query).scalars())


def load_lines(connection: Connection, books: Books, batch_id: str) -> int:
    """Make working lines of a batch's payments inside a write, without claiming it; how many are new.

    NotFoundError for an unknown batch.
    """
    _header(connection, batch_id)
    today = books.today()
    tenants = {row[0].casefold(): (row[1], row[2]) for row in connection.execute(_TENANT_CODES)}
    units = {row[0].casefold(): row[1] for row in connection.execute(text("SELECT code, id FROM unit"))}
    ledgers = {row[0].casefold(): row[1] for row in connection.execute(select(setup.ledger.c.code, setup.ledger.c.id))}
    remembered = remembered_payers(connection)
    payments = connection.execute(_PAYMENTS, {"batch_id": batch_id}).all()
    rows = []
    for row in payments:
        tenant_id, tenant_unit = tenants.get((row.tenant_code or "").casefold(), (None, None))
        if tenant_id is None and row.payer_kind == "tenant":
            tenant_id, tenant_unit = remembered.get(payer_key(row.payer_name, row.unit_name), (None, None))
        received = row.received_on or today.isoformat()
        rows.append(
            {
                "uuid": books.new_uuid(), "batch_id": batch_id, "source_key": row.source_key,
                "payment_id": row.payment_id, "received_on": received, "posting_date": received,
                "amount_cents": row.amount_cents, "tenant_id": tenant_id,
                "unit_id": units.get((row.unit_code or "").casefold(), tenant_unit), "payer_name": row.payer_name,
                "unit_name": row.unit_name, "payer_kind": row.payer_kind, "method": row.method, "memo": row.memo,
                "as_ledger_receipt": int(row.payer_kind != "tenant"),
                "ledger_id": ledgers.get((row.ledger_code or "").casefold()), "unreadable": row.unreadable,
                "state": "open", "entered_by": books.actor.user, "entered_at": instant_text(books.now()),
            }
        )
    if rows:
        connection.execute(_INSERT_LINE, rows)
    return len(rows)


_TENANT_CODES = text("SELECT code, id, unit_id FROM tenant")
_PAYMENTS = text(
    "SELECT p.* FROM inosio_payment p WHERE p.batch_id = :batch_id "
    "AND NOT EXISTS (SELECT 1 FROM working_line w WHERE w.source_key = p.source_key) ORDER BY p.position"
)
LINE_COLUMNS = (
    "uuid", "batch_id", "source_key", "payment_id", "received_on", "posting_date", "amount_cents", "tenant_id",
    "unit_id", "payer_name", "unit_name", "payer_kind", "method", "memo", "as_ledger_receipt", "ledger_id",
    "unreadable", "state", "entered_by", "entered_at",
)
_INSERT_LINE = text(
    f"INSERT INTO working_line ({', '.join(LINE_COLUMNS)}) VALUES (:{', :'.join(LINE_COLUMNS)})"  # noqa: S608
)


def claim_batch(connection: Connection, books: Books, batch_id: str) -> None:
    """Claim a batch for this user and PC inside a write; NotFoundError, or ClaimedError naming who has it."""
    table = tables.inosio_batch
    row = _header(connection, batch_id)
    now = books.now()
    mine = (row.claimed_by, row.claimed_workstation) == (books.actor.user, books.actor.workstation)
    if row.claimed_by and not mine and row.claim_expires_at is not None and row.claim_expires_at > now:
        raise ClaimedError(
            f"Batch {batch_id} is {who_works(books, row.claimed_by, row.claimed_workstation, row.claimed_at)}. "
            "Wait until it is closed there, or ask."
        )
    connection.execute(
        update(table).where(table.c.id == batch_id).values(
            claimed_by=books.actor.user, claimed_workstation=books.actor.workstation,
            claimed_at=row.claimed_at if mine and row.claimed_at else now,
            claim_expires_at=now + timedelta(minutes=CLAIM_MINUTES),
            claim_number=row.claim_number if mine else row.claim_number + 1,
        )
    )


def _header(connection: Connection, batch_id: str) -> Any:
    table = tables.inosio_batch
    row = connection.execute(select(table).where(table.c.id == batch_id)).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no batch {batch_id} in these books. Check the server for more batches.")
    return row


def renew_claims(books: Books) -> None:
    """Keep this PC's claims alive while its Batch Receipts screen is open."""
    with books.store.write() as connection:
        connection.execute(
            text(
                "UPDATE inosio_batch SET claim_expires_at = :until WHERE claimed_by = :user "
                "AND claimed_workstation = :workstation AND status = 'unprocessed'"
            ),
            {
                "until": instant_text(books.now() + timedelta(minutes=CLAIM_MINUTES)),
                "user": books.actor.user, "workstation": books.actor.workstation,
            },
        )


def release_claims(connection: Connection, books: Books, batch_ids: Sequence[str] | None = None) -> None:
    """Give up this PC's claims (all, or those of some batches)."""
    table = tables.inosio_batch
    mine = update(table).where(
        table.c.claimed_by == books.actor.user, table.c.claimed_workstation == books.actor.workstation
    )
    if batch_ids is not None:
        mine = mine.where(table.c.id.in_(batch_ids))
    connection.execute(mine.values(claimed_by="", claimed_workstation="", claimed_at=None, claim_expires_at=None))


def give_up_claims(books: Books) -> None:
    """Release all claims of this PC; the loaded lines stay on the working list."""
    with books.store.write() as connection:
        release_claims(connection, books)
