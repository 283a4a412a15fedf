"""Checks against what stands outside the records: the server's stored answers, and the schema this program makes."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db import integrity
from landlord_desktop.rules.money import wire_from_cents
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.findings import Finding

Facts = tuple[str, str, str | None]


def wrong_payments(connection: Connection, newest: int | None) -> Iterator[Finding]:
    """A sentence for each fetched payment that is not in the stored answer of its batch as it stands here.

    Only what money and exactly-once hang on is compared: id, source key, amount, date and tenant. Batches whose stored
    answer is no answer of a server (a lockbox file) are passed over. `newest` limits the batches that are read.
    """
    limit = "" if newest is None else f" LIMIT {newest:d}"
    for (batch_id,) in connection.execute(text(f"{_NEWEST}{limit}")).all():
        raw = connection.execute(_ANSWER, {"batch": batch_id}).scalar_one()
        given = _given(raw)
        if given is None:
            continue
        for row in connection.execute(_PAYMENTS, {"batch": batch_id}):
            here = (wire_from_cents(row.amount_cents), row.received_on, row.tenant_code)
            if given.get(row.payment_id) != here:
                sentence = f"Payment {row.payment_id} of batch {batch_id} is not as the server's stored answer has it."
                yield Finding(sentence, "batch", batch_id)
            if not row.source_key.endswith(f":{row.payment_id}"):
                sentence = f"Payment {row.payment_id} of batch {batch_id} is kept under the key of another payment."
                yield Finding(sentence, "batch", batch_id)


def _given(raw: bytes) -> dict[str, Facts] | None:
    """The payments of an answer by id; None where the bytes are no answer of a server."""
    try:
        receipts = json.loads(raw)["receipts"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    found: dict[str, Facts] = {}
    for item in receipts if isinstance(receipts, list) else ():
        with suppress(KeyError, TypeError):  # one that cannot be read is not compared
            found[item["payment_id"]] = _facts(item)
    return found


def _facts(item: dict[str, Any]) -> Facts:
    tenant = item.get("tenant_id")
    return item["amount"], item["received_on"], None if tenant is None else stored_text(tenant)


def changed_schema(connection: Connection) -> Iterator[Finding]:
    """A sentence where tables, indexes or triggers are not those that this program made."""
    if not integrity.schema_is_ours(connection):
        what, how = ("file", "Restore the newest backup.") if not integrity.on_server(connection) else (
            "database", "Ask who looks after the server."
        )
        yield Finding(f"The tables and guards of the {what} are not those that this program made. {how}")


_NEWEST = "SELECT id FROM inosio_batch ORDER BY fetched_at DESC, id DESC"
_ANSWER = text("SELECT raw_answer FROM inosio_batch WHERE id = :batch")
_PAYMENTS = text(
    "SELECT payment_id, source_key, received_on, amount_cents, tenant_code FROM inosio_payment "
    "WHERE batch_id = :batch AND unreadable = '' ORDER BY position"
)
