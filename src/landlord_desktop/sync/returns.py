"""The step that fetches returned payments: what changed since the last time, all of them where that is forgotten."""

from typing import TYPE_CHECKING

from landlord_desktop.services.books import Books
from landlord_desktop.services.returns_store import (
    ReturnedItem,
    read_token,
    store_returns,
    take_again,
    unread_returns,
    unreadable_item,
)
from landlord_desktop.services.words import plural
from landlord_desktop.sync.connect import RoundError, failed_step, told
from landlord_desktop.sync.receipts import Fetched
from landlord_desktop.sync.report import StepResult

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.received import Changes
    from landlord_desktop.inosio.schemas import Return

STEP = "returns"


def fetch_returns(books: Books, client: "InosioClient", portfolio_id: str) -> Fetched:
    """Fetch the returns and store what is new, with the token that stands for it; never raises for faults there."""
    _read_again(books, portfolio_id)
    try:
        with told():
            changes = _changes(client, read_token(books))
    except RoundError as error:
        return Fetched(failed_step(STEP, error), (), 0)
    items = [_item(one) for one in changes.items]
    items += [unreadable_item(raw.raw_text, raw.problem, raw.whole_text) for raw in changes.set_aside]
    stored = store_returns(books, portfolio_id, items, changes.sync_token)
    words = f"{plural(stored.new, 'new return')}." if stored.new else "No new returns."
    return Fetched(StepResult(STEP, True, words), stored.set_aside, stored.new)


def _read_again(books: Books, portfolio_id: str) -> None:
    """Try what could not be read so far: a newer version of the program may know the word."""
    from landlord_desktop.inosio import received
    from landlord_desktop.inosio.schemas import Return

    found = ((row_id, received.read_again(Return, raw)) for row_id, raw in unread_returns(books))
    read = {row_id: _item(one) for row_id, one in found if one is not None}
    if read:
        take_again(books, portfolio_id, read)


def _changes(client: "InosioClient", token: str | None) -> "Changes[Return]":
    from landlord_desktop.inosio.errors import SyncTokenExpired

    try:
        return client.returns(token)
    except SyncTokenExpired:
        return client.returns()


def _item(found: "Return") -> ReturnedItem:
    return ReturnedItem(
        found.id, found.payment_id, found.batch_id, found.returned_on, found.amount_cents, found.kind,
        found.reason_code, found.reason or "", found.tenant_id or "", found.unit_id or "",
    )
