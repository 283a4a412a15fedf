"""What was exchanged with the server, what waits, and what exactly was sent: reads for the integration screens."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, or_, select, update

from landlord_desktop.db.models import batches, office_work
from landlord_desktop.rules.errors import LandlordError, NotFoundError
from landlord_desktop.rules.money import cents_from_wire
from landlord_desktop.rules.words import masked
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.outbox_acts import discard_means
from landlord_desktop.services.sending import request_place
from landlord_desktop.services.sending_hold import hold_sentence
from landlord_desktop.services.settings import read_settings

NEWEST_EXCHANGES = 2000
NEWEST_SNAPSHOTS = 60
_WHAT_TO_DO = {
    "waiting": "Nothing; it is sent by itself. Retry Now sends it at once.",
    "sending": "Nothing; it is being sent, or is tried again with the same content.",
    "refused": "Mend what the sentence says, then Retry This One; or discard it with a reason.",
}
FEATURES = ("applicant_screening", "document_portal", "maintenance_coordination")
"""Names of the features, in the settings and at the server."""
_ASK_AGAIN = "Nothing is lost: the next round asks again. Synchronize With Server asks at once."
_LOOK_ASIDE = "Look at it under Set Aside, ask Inosio where you are not sure, then mark it as settled."
_SEE_WAITING = "See Waiting and Refused: what waits is sent by itself; what was refused says what to mend."
_FAILED_TO_DO = {
    "send": _SEE_WAITING,
    "balances": _SEE_WAITING,
    "connect": "What waits is kept. Do what the sentence says; the next round tries again by itself.",
}
_HELD_TO_DO = {
    "send": "Nothing; it tells what became of the message.",
    "balances": "Nothing; it tells what became of the balances.",
    "returns": "Look at AR > Returns, and ask Inosio which one is right.",
    "work-orders": "Look at it in Work Order History. It is read again after an upgrade of this program.",
    "applicants": "Look at it in Profiles > Applicants. It is read again after an upgrade of this program.",
}
STEPS = ("connect", "send", "batches", "returns", "work-orders", "applicants", "balances")
"""The steps that exchanges belong to; "connect" stands for a round that did not come to its first."""


@dataclass(frozen=True, slots=True)
class ExchangeRow:
    """One exchange with the server. `outcome` is ok, failed or held."""

    exchange_id: int
    at: datetime
    step: str
    subject: str
    outcome: str
    sentence: str
    request_id: str
    user: str

    @property
    def what_to_do(self) -> str:
        """What is left for a person, in one sentence."""
        if self.outcome == "ok":
            return "Nothing."
        if self.outcome == "held":
            return _HELD_TO_DO.get(self.step, _LOOK_ASIDE)
        return _FAILED_TO_DO.get(self.step, _ASK_AGAIN)


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """Something that waits to be sent, or that the server refused.

    `what_to_do` is one sentence; `if_discarded` are sentences on what it would mean to discard it.
    """

    item_id: int
    kind: str
    subject: str
    state: str
    cause: str
    created_at: datetime
    created_by: str
    attempts: int
    next_try_at: datetime | None
    sentence: str
    what_to_do: str
    if_discarded: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SnapshotRow:
    """A snapshot of balances that was built: its cause and how it ended (sent, refused, sending, waiting)."""

    item_id: int
    created_at: datetime
    finished_at: datetime | None
    state: str
    cause: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SentBalance:
    """What the server was told of one tenant."""

    tenant_code: str
    name: str
    unit: str
    balance_cents: int
    open_credit_cents: int
    charges: int
    roommates: int


@dataclass(frozen=True, slots=True)
class SentSnapshot:
    """What was sent, read from the very bytes. `banks` are their names with masked numbers."""

    item_id: int
    as_of: str
    tenants: int
    balance_cents: int
    banks: tuple[str, ...]
    rows: tuple[SentBalance, ...]


@dataclass(frozen=True, slots=True)
class SetAsideRow:
    """An answer of the server that the books did not take, and why. `settled_at` is None while it is open."""

    aside_id: int
    kind: str
    subject: str
    sentence: str
    noticed_at: datetime
    settled_at: datetime | None


@dataclass(frozen=True, slots=True)
class IntegrationFacts:
    """How the integration stands, for the Inosio page. Texts are empty where nothing is known.

    `hold` says why sending is off; empty where it is on. `marked` are the features that the settings mark, `signed_up`
    those that the server said the account has: None before it was asked. `clock_off` is by how many minutes the
    office's clock is ahead of the server's; 0 where they agree.
    """

    server: str
    portfolio_id: str
    portfolio_name: str
    home_url: str
    last_success: datetime | None
    last_error: str
    last_error_at: datetime | None
    waiting: int
    refused: int
    recent: tuple[ExchangeRow, ...]
    hold: str = ""
    marked: frozenset[str] = frozenset()
    signed_up: frozenset[str] | None = None
    clock_off: int = 0


def exchanges(books: Books, newest: int = NEWEST_EXCHANGES) -> list[ExchangeRow]:
    """The newest exchanges with the server, newest first."""
    with books.store.read() as connection:
        return _exchanges(connection, newest)


def _exchanges(connection: Connection, newest: int) -> list[ExchangeRow]:
    table = office_work.exchange_log
    return [
        ExchangeRow(row.id, row.at, row.step, row.subject, row.outcome, row.sentence, row.request_id, row.user)
        for row in connection.execute(select(table).order_by(table.c.id.desc()).limit(newest))
    ]


def outbox_rows(books: Books) -> list[OutboxRow]:
    """What waits to be sent, and what was refused and not sent anew since, newest first."""
    table = office_work.outbox_item
    built = exists().where(office_work.outbox_request.c.item_id == table.c.id)
    query = select(table, built.label("built")).where(_still_open()).order_by(table.c.id.desc())
    with books.store.read() as connection:
        return [
            OutboxRow(
                row.id, row.kind, row.subject, row.state, _cause(row), row.created_at, row.created_by, row.attempts,
                row.next_try_at, row.sentence, _WHAT_TO_DO[row.state],
                discard_means(row.kind, row.state, built=bool(row.built)),
            )
            for row in connection.execute(query)
        ]


def _still_open() -> ColumnElement[bool]:
    """Items that wait, or were refused with nothing newer of the same subject behind them."""
    item, newer = office_work.outbox_item, office_work.outbox_item.alias("newer")
    newer_one = exists().where(newer.c.subject == item.c.subject, newer.c.id > item.c.id)
    return or_(item.c.state.in_(("waiting", "sending")), and_(item.c.state == "refused", ~newer_one))


def _cause(row: Any) -> str:
    detail: dict[str, Any] = json.loads(row.detail or "{}")
    if row.kind == "batch_status":
        return f"Batch {row.subject} is {detail.get('status', 'changed')}"
    return f"Balances, {detail.get('cause', 'sent anew')}"


def snapshots(books: Books) -> list[SnapshotRow]:
    """The newest snapshots of balances whose content was built, newest first."""
    table = office_work.outbox_item
    built = select(office_work.outbox_request.c.item_id).where(office_work.outbox_request.c.position == 1)
    query = (
        select(table)
        .where(table.c.kind == "balances", table.c.id.in_(built))
        .order_by(table.c.id.desc())
        .limit(NEWEST_SNAPSHOTS)
    )
    with books.store.read() as connection:
        return [
            SnapshotRow(row.id, row.created_at, row.finished_at, row.state, _cause(row), row.sentence)
            for row in connection.execute(query)
        ]


def sent_snapshot(books: Books, item_id: int) -> SentSnapshot:
    """What a snapshot told the server, from its stored bytes. `books` must be unsealed for sealed ones.

    NotFoundError for another item; LandlordError where the bytes cannot be read on this PC or were changed.
    """
    table = office_work.outbox_request
    query = select(table).where(table.c.item_id == item_id).order_by(table.c.position)
    with books.store.read() as connection:
        stored = connection.execute(query).all()
    if not stored or stored[0].name != "open":
        raise NotFoundError("There is no such snapshot of balances.")
    bodies = [_body(books, row) for row in stored]
    commit = bodies[-1]
    parts = bodies[1:-1]
    banks = tuple(_bank_words(bank) for part in parts for bank in part.get("bank_accounts", ()))
    rows = tuple(_balance(tenant) for part in parts for tenant in part["tenants"])
    return SentSnapshot(
        item_id, str(bodies[0]["as_of"]), int(commit["tenants"]), cents_from_wire(commit["balance"]), banks, rows
    )


def _body(books: Books, row: Any) -> dict[str, Any]:
    place = request_place(row.item_id, row.position)
    try:
        body = books.store.sealer.unseal(row.body, place) if row.sealed else row.body
    except ValueError:
        body = b""
    if hashlib.sha256(body).hexdigest() != row.body_sha256:
        raise LandlordError(
            "What was sent cannot be shown: it is sealed with a key that this PC's key store does not give. "
            "Unlock the key store, or look on the PC that sent it."
        )
    value: dict[str, Any] = json.loads(body)
    return value


def _bank_words(bank: dict[str, Any]) -> str:
    return f"{bank['name']}, account {masked(bank['account_number'])}, routing {masked(bank['routing_number'])}"


def _balance(tenant: dict[str, Any]) -> SentBalance:
    return SentBalance(
        tenant["tenant_id"], tenant["name"], tenant["unit_name"], cents_from_wire(tenant["balance"]),
        cents_from_wire(tenant["open_credit"]), len(tenant["charges"]), len(tenant["roommates"]),
    )


def set_aside_rows(books: Books) -> list[SetAsideRow]:
    """Answers of the server that were kept aside, the open ones first, then the newest."""
    table = batches.set_aside
    query = select(table).order_by(table.c.settled_at.is_not(None), table.c.id.desc())
    with books.store.read() as connection:
        return [
            SetAsideRow(row.id, row.kind, row.subject, row.sentence, row.noticed_at, row.settled_at)
            for row in connection.execute(query)
        ]


def settle_set_aside(books: Books, aside_id: int) -> None:
    """Note that somebody cleared up an answer that was kept aside; it stays in the list. Again changes nothing."""
    table = batches.set_aside
    with books.store.write() as connection:
        row = connection.execute(select(table).where(table.c.id == aside_id)).one_or_none()
        if row is None:
            raise NotFoundError("There is no such answer.")
        if row.settled_at is None:
            connection.execute(update(table).where(table.c.id == aside_id).values(settled_at=books.now()))
            record(connection, books, "settle answer", f"{row.kind} {row.subject}", f"Settled: {row.sentence}")


def integration_facts(books: Books) -> IntegrationFacts:
    """How the integration stands."""
    table = office_work.exchange_log
    failed = select(table.c.at).where(table.c.outcome == "failed").order_by(table.c.id.desc()).limit(1)
    with books.store.read() as connection:
        settings = read_settings(connection)
        success = settings["inosio.last_success"]
        states = [row[0] for row in connection.execute(select(office_work.outbox_item.c.state).where(_still_open()))]
        return IntegrationFacts(
            settings["inosio.server"], settings["inosio.portfolio"], settings["inosio.portfolio_name"],
            settings["inosio.home_url"], datetime.fromisoformat(success) if success else None,
            settings["inosio.last_error"],
            connection.execute(failed).scalar() if settings["inosio.last_error"] else None,
            len(states) - states.count("refused"), states.count("refused"), tuple(_exchanges(connection, 8)),
            hold_sentence(books, settings),
            frozenset(name for name in FEATURES if settings[f"inosio.{name}"] == "yes"),
            frozenset(settings["inosio.signed_up"].split()) if settings["inosio.signed_up"] else None,
            int(settings["inosio.clock_off"] or 0),
        )

