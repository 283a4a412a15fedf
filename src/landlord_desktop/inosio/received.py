"""Reading lists and batches item by item: what breaks the contract is kept aside with its text, never dropped.

A batch stands or falls by its control totals, counted over all its items, readable or not.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from landlord_desktop.inosio.errors import Nonsense
from landlord_desktop.inosio.schemas import BatchHeader, Receipt, Wire, wire_cents
from landlord_desktop.rules.money import format_cents

_LONGEST_RAW_TEXT = 4000
_LONGEST_ID = 200
_TELL_INOSIO = "Nothing of it was stored. Check for more batches later; if it stays so, tell Inosio."

Model = TypeVar("Model", bound=Wire)


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item of a list that breaks the contract, kept as text with what is wrong; `position` counts from 1.

    `raw_text` is cut for a person to read, `whole_text` is all of it, to be read again by `read_again`.
    """

    position: int
    raw_text: str = field(repr=False)
    problem: str
    whole_text: str = field(default="", repr=False)

    @property
    def item_id(self) -> str:
        """The item's own id where that can be read, else empty."""
        value = json.loads(self.whole_text) if self.whole_text else None
        known = value.get("id") if isinstance(value, dict) else None
        return known if isinstance(known, str) and 0 < len(known) <= _LONGEST_ID and known.isprintable() else ""

    @property
    def last_modified(self) -> datetime | None:
        """When the item was changed there, where at least that can be read."""
        whole = json.loads(self.whole_text) if self.whole_text else None
        value = whole.get("last_modified") if isinstance(whole, dict) else None
        try:
            found = datetime.fromisoformat(value) if isinstance(value, str) else None
        except ValueError:
            return None
        return found if found is not None and found.tzinfo is not None else None


@dataclass(frozen=True, slots=True)
class BatchList:
    """Headers of batches, newest deposit last, and the items that could not be read."""

    headers: tuple[BatchHeader, ...]
    set_aside: tuple[RawItem, ...]


@dataclass(frozen=True, slots=True)
class Changes(Generic[Model]):
    """What changed since a sync token; `sync_token` asks for what comes after, None to read all again."""

    items: tuple[Model, ...]
    set_aside: tuple[RawItem, ...]
    sync_token: str | None


@dataclass(frozen=True, slots=True)
class UnreadableItem:
    """A payment of which the amount could be read but not the rest; `position` counts from 1."""

    position: int
    raw_text: str = field(repr=False)
    problem: str
    payment_id: str | None
    amount_cents: int


@dataclass(frozen=True, slots=True)
class FetchedBatch:
    """A batch whose control totals agree with all its items; `raw` is the answer's bytes."""

    header: BatchHeader
    items: tuple[Receipt | UnreadableItem, ...] = field(repr=False)
    raw: bytes = field(repr=False)


def read_model(family: type[Model], value: object, name: str) -> Model:
    """The value as a model; Nonsense naming `name` and the members at fault, never their values."""
    try:
        return family.model_validate(value)
    except ValidationError as error:
        raise Nonsense(
            f"The server's answer on {name} breaks the contract ({what_is_wrong(error)}). {_TELL_INOSIO}"
        ) from None


def read_items(family: type[Model], values: Iterable[object]) -> tuple[tuple[Model, ...], tuple[RawItem, ...]]:
    """The items that can be read, and the others as text."""
    taken: list[Model] = []
    aside: list[RawItem] = []
    for position, value in enumerate(values, 1):
        try:
            taken.append(family.model_validate(value))
        except ValidationError as error:
            whole = json.dumps(value)
            aside.append(RawItem(position, raw_text(value), what_is_wrong(error), whole))
    return tuple(taken), tuple(aside)


def read_again(family: type[Model], whole_text: str) -> Model | None:
    """An item that could not be read when it came, as this version of the program reads it; None as before."""
    try:
        return family.model_validate(json.loads(whole_text))
    except ValueError:
        return None


def read_batch(batch_id: str, body: object, raw: bytes) -> FetchedBatch:
    """A batch with its receipts. Nonsense, naming the batch, where its totals, ids or an amount are not right."""
    header = read_model(BatchHeader, body, f"batch {batch_id}")
    receipts = body.get("receipts") if isinstance(body, dict) else None
    if header.id != batch_id:
        raise Nonsense(f"The server answered with another batch than {batch_id}. {_TELL_INOSIO}")
    if not isinstance(receipts, list):
        raise Nonsense(f"The server's answer on batch {batch_id} has no receipts. {_TELL_INOSIO}")
    items = tuple(_read_receipt(batch_id, position, value) for position, value in enumerate(receipts, 1))
    _check_unique(batch_id, items)
    sum_cents = sum(item.amount_cents for item in items)
    if (len(items), sum_cents) != (header.item_count, header.total_cents):
        raise Nonsense(
            f"Batch {batch_id} should hold {_figures(header.item_count, header.total_cents)}, but the server gave "
            f"{_figures(len(items), sum_cents)}. {_TELL_INOSIO}"
        )
    return FetchedBatch(header, items, raw)


def what_is_wrong(error: ValidationError) -> str:
    """The members at fault and what they should be, without their values."""
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    lines = [
        f"{'.'.join(str(step) for step in fault['loc']) or 'item'}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in faults
    ]
    return "; ".join(lines)[:300]


def raw_text(value: object) -> str:
    """The item as text for a person to read, cut where it is very long."""
    text = json.dumps(value, ensure_ascii=False)
    return text[:_LONGEST_RAW_TEXT].encode("utf-8", "backslashreplace").decode("utf-8")


def _read_receipt(batch_id: str, position: int, value: Any) -> Receipt | UnreadableItem:
    try:
        return Receipt.model_validate(value)
    except ValidationError as error:
        problem = what_is_wrong(error)
    members = value if isinstance(value, dict) else {}
    try:
        amount_cents = wire_cents(members.get("amount"))
    except ValueError:
        raise Nonsense(
            f"The amount of item {position} of batch {batch_id} cannot be read, so its total cannot be proved. "
            f"{_TELL_INOSIO}"
        ) from None
    known = members.get("payment_id")
    payment_id = known if isinstance(known, str) and 0 < len(known) <= _LONGEST_ID and known.isprintable() else None
    return UnreadableItem(position, raw_text(value), problem, payment_id, amount_cents)


def _check_unique(batch_id: str, items: Iterable[Receipt | UnreadableItem]) -> None:
    seen: dict[str, int] = {}
    for position, item in enumerate(items, 1):
        if item.payment_id is None:
            continue
        first = seen.setdefault(item.payment_id, position)
        if first != position:
            raise Nonsense(f"Items {first} and {position} of batch {batch_id} are the same payment. {_TELL_INOSIO}")


def _figures(count: int, cents: int) -> str:
    return f"{count} {'item' if count == 1 else 'items'} of {format_cents(cents)} in all"
