"""What the portal was told of one tenant, when, and what the server answered: read from the very bytes that were sent.

Snapshots are read newest first and page by page; of each only the part that holds the tenant is taken apart.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, select

from landlord_desktop.db.models import office_work
from landlord_desktop.db.models.profiles import tenant as tenant_table
from landlord_desktop.db.sealing import OtherKeyError
from landlord_desktop.rules.errors import LandlordError, NotFoundError
from landlord_desktop.rules.money import cents_from_wire
from landlord_desktop.rules.words import masked
from landlord_desktop.services.balances import body_bytes
from landlord_desktop.services.books import Books
from landlord_desktop.services.sending import request_place

SNAPSHOTS_A_PAGE = 20
SEALED_ELSEWHERE = "Sealed on another PC: look there, where the key store holds its key."
CHANGED = "The stored bytes are not those that were sent; run Check the Books."
ABSENT = "This tenant was not among the balances."
Told = Literal["told", "roommate", "absent", "unread"]


@dataclass(frozen=True, slots=True)
class ToldCharge:
    """A charge as the portal was told of it; amounts in cents, the day as ISO text or empty."""

    code: str
    description: str
    due_on: str
    unpaid_cents: int


@dataclass(frozen=True, slots=True)
class ToldBalance:
    """What one snapshot told of the tenant, and how it ended.

    `told` "roommate": under the tenant named in `words`, who pays; "absent": not at all; "unread": `words` say why.
    Amounts are None where nothing was told. `bank` shows its numbers masked. `answer` is the server's, in words.
    """

    item_id: int
    created_at: datetime
    finished_at: datetime | None
    state: str
    answer: str
    request_id: str
    told: Told
    words: str = ""
    as_of: str = ""
    balance_cents: int | None = None
    open_credit_cents: int | None = None
    charges: tuple[ToldCharge, ...] = ()
    bank: str = ""


@dataclass(frozen=True, slots=True)
class ToldPage:
    """The tenant and one page of what was told, newest first; `more` where older snapshots follow."""

    tenant_id: int
    tenant_code: str
    tenant_name: str
    rows: tuple[ToldBalance, ...]
    more: bool


class _UnreadError(Exception):
    """A stored body cannot be read; the words say why."""


def told_of_tenant(
    books: Books, tenant: int | str, *, before_item: int | None = None, most: int = SNAPSHOTS_A_PAGE,
    progress: Callable[[int, int], object] = lambda _done, _total: None, stopped: Callable[[], bool] = lambda: False,
) -> ToldPage:
    """One page of a tenant, named by id or code: from the newest snapshot, or from the one before `before_item`.

    NotFoundError without such a tenant. `books` must be unsealed for sealed bodies. A reading that is stopped gives
    what it has, with `more`.
    """
    with books.store.read() as connection:
        wanted = tenant_table.c.code == tenant if isinstance(tenant, str) else tenant_table.c.id == tenant
        who = connection.execute(
            select(tenant_table.c.id, tenant_table.c.code, tenant_table.c.name).where(wanted)
        ).one_or_none()
        if who is None:
            raise NotFoundError("There is no such tenant.")
        items = _items(connection, before_item, most + 1)
        found: list[ToldBalance] = []
        for place, item in enumerate(items[:most]):
            if stopped():
                break
            progress(place, min(most, len(items)))
            found.append(_told(connection, books, item, who.code))
        return ToldPage(who.id, who.code, who.name, tuple(found), len(items) > len(found))


def _items(connection: Connection, before_item: int | None, most: int) -> list[Row[Any]]:
    table, request = office_work.outbox_item, office_work.outbox_request
    query = (
        select(table)
        .where(table.c.kind == "balances", table.c.id.in_(select(request.c.item_id).where(request.c.position == 1)))
        .order_by(table.c.id.desc())
        .limit(most)
    )
    return list(connection.execute(query if before_item is None else query.where(table.c.id < before_item)).all())


def _told(connection: Connection, books: Books, item: Row[Any], code: str) -> ToldBalance:
    request = office_work.outbox_request
    facts = select(request.c.position, request.c.name, request.c.request_id).where(request.c.item_id == item.id)
    asked = connection.execute(facts.order_by(request.c.position)).all()
    answered = next((row.request_id for row in reversed(asked) if row.request_id), "")
    told = ToldBalance(
        item.id, item.created_at, item.finished_at, item.state, item.sentence, answered, "absent", ABSENT
    )
    try:
        opened = _body(connection, books, item.id, asked[0].position)
        as_of = str(json.loads(opened)["as_of"])
        for row in asked[1:-1]:
            how, record = _record(_body(connection, books, item.id, row.position), code)
            if record is not None:
                first = json.loads(_body(connection, books, item.id, asked[1].position))
                return _with_record(replace(told, told=how, as_of=as_of), record, first.get("bank_accounts", ()))
    except _UnreadError as error:
        return replace(told, told="unread", words=str(error))
    return replace(told, as_of=as_of)


def _body(connection: Connection, books: Books, item_id: int, position: int) -> bytes:
    """The bytes of one request; _UnreadError where this PC cannot read them."""
    table = office_work.outbox_request
    row = connection.execute(
        select(table.c.body, table.c.sealed, table.c.body_sha256).where(
            table.c.item_id == item_id, table.c.position == position
        )
    ).one()
    body: bytes = row.body
    if row.sealed:
        if not books.store.sealer.encrypts:
            raise _UnreadError(SEALED_ELSEWHERE)
        try:
            body = books.store.sealer.unseal(body, request_place(item_id, position))
        except OtherKeyError:
            raise _UnreadError(SEALED_ELSEWHERE) from None
        except ValueError:
            raise _UnreadError(CHANGED) from None
        except LandlordError as error:
            raise _UnreadError(error.sentence) from None
    if hashlib.sha256(body).hexdigest() != row.body_sha256:
        raise _UnreadError(CHANGED)
    return body


def _record(body: bytes, code: str) -> tuple[Told, dict[str, Any] | None]:
    """The tenant's record in a part, or that of the tenant who pays for this one; None where neither is in it."""
    if body_bytes({"tenant_id": code})[1:-1] not in body:  # much cheaper than to take each part apart
        return "absent", None
    tenants: list[dict[str, Any]] = json.loads(body)["tenants"]
    for record in tenants:
        if record["tenant_id"] == code:
            return "told", record
    for record in tenants:
        if any(one["tenant_id"] == code for one in record["roommates"]):
            return "roommate", record
    return "absent", None


def _with_record(told: ToldBalance, record: dict[str, Any], banks: list[dict[str, Any]]) -> ToldBalance:
    charges = tuple(
        ToldCharge(one["code"], one["description"], one["due_on"] or "", cents_from_wire(one["unpaid"]))
        for one in record["charges"]
    )
    bank = next((one for one in banks if one["bank_account_id"] == record.get("bank_account_id")), None)
    words = f"Under {record['name']} ({record['tenant_id']}), who pays" if told.told == "roommate" else ""
    return replace(
        told, words=words, balance_cents=cents_from_wire(record["balance"]),
        open_credit_cents=cents_from_wire(record["open_credit"]), charges=charges,
        bank=_bank_words(bank) if bank is not None else "",
    )


def _bank_words(bank: dict[str, Any]) -> str:
    return f"{bank['name']}, account {masked(bank['account_number'])}, routing {masked(bank['routing_number'])}"
