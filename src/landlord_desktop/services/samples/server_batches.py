"""Batches of a sample, written as the server writes them."""

import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection

from landlord_desktop.rules.money import cents_from_wire, wire_from_cents
from landlord_desktop.services.batches import FetchedBatch, FetchedPayment, store_batch
from landlord_desktop.services.books import Books

Record = dict[str, Any]


def batch_record(
    batch_id: str, deposited_on: date, items: Sequence[Record], *, bank: str | None, processed: bool = False
) -> Record:
    """A batch of these items in the server's words, with its control totals."""
    return {
        "id": batch_id, "deposited_on": deposited_on.isoformat(),
        "total": wire_from_cents(sum(cents_from_wire(item["amount"]) for item in items)), "item_count": len(items),
        "status": "processed" if processed else "unprocessed",
        "processed_at": f"{deposited_on.isoformat()}T16:00:00Z" if processed else None,
        "revision": "2" if processed else "1", "bank_account_id": bank, "receipts": list(items),
    }


def payment_item(
    payment_id: str, received_on: date, amount_cents: int, payer_name: str, *, tenant: str | None = None,
    unit: tuple[str, str] | None = None, kind: str = "tenant", ledger: str | None = None, method: str = "ach",
    memo: str = "Inosio Transaction",
) -> Record:
    """A payment in the server's words; `tenant` and `ledger` are codes, `unit` is its code and name."""
    return {
        "payment_id": payment_id, "received_on": received_on.isoformat(), "amount": wire_from_cents(amount_cents),
        "tenant_id": tenant, "unit_id": unit[0] if unit else None, "payer_name": payer_name,
        "unit_name": unit[1] if unit else None, "payer_kind": kind, "ledger_id": ledger, "method": method, "memo": memo,
    }


def batch_of(record: Record) -> FetchedBatch:
    """A batch from its JSON as the server gives it, with that JSON as the raw answer.

    An item whose date is no date is kept as unreadable, with its amount.
    """
    moment = record["processed_at"]
    return FetchedBatch(
        record["id"], date.fromisoformat(record["deposited_on"]), cents_from_wire(record["total"]),
        record["item_count"], record["status"], record["revision"],
        datetime.fromisoformat(moment) if moment else None, record["bank_account_id"],
        tuple(_payment_of(item) for item in record["receipts"]),
        json.dumps(record, ensure_ascii=False).encode(), "sample",
    )


def _payment_of(item: Record) -> FetchedPayment:
    amount_cents = cents_from_wire(item["amount"])
    try:
        received_on = date.fromisoformat(item["received_on"])
    except ValueError:
        problem = f"received_on is {item['received_on']}, which is no date"
        return FetchedPayment(
            item["payment_id"], None, amount_cents, payer_name=item["payer_name"], unreadable=problem,
            raw_text=json.dumps(item, ensure_ascii=False),
        )
    return FetchedPayment(
        item["payment_id"], received_on, amount_cents, item["tenant_id"], item["unit_id"], item["payer_name"],
        item["unit_name"] or "", item["payer_kind"], item["ledger_id"], item["method"], item["memo"],
    )


def store_sample_batch(connection: Connection, books: Books, record: Record) -> None:
    """Store a batch of the sample; it belongs to no portfolio until the office is connected to one."""
    outcome = store_batch(connection, books, "", batch_of(record))
    if outcome != "new":
        raise AssertionError(f"sample batch {record['id']} was not stored: {outcome}")
