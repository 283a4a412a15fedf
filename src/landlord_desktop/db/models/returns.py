"""Payments that came back: returned by the bank, refunded or charged back, as the server or a file told them."""

from sqlalchemy import CheckConstraint, Column, Index, Text, UniqueConstraint

from landlord_desktop.db.models.base import cents, key, link, one_of, table, text
from landlord_desktop.db.types import Day, Instant

returned_payment = table(
    "returned_payment",
    key(),
    text("origin"),
    Column("return_id", Text, nullable=False),
    text("payment_id"),
    text("source_key", required=False),
    text("batch_id"),
    Column("returned_on", Day),
    cents("amount_cents", required=False),
    text("kind"),
    text("reason_code"),
    text("reason"),
    text("tenant_code"),
    text("unit_code"),
    text("file_name"),
    Column("received_at", Instant, nullable=False),
    text("state"),
    link("set_id", "transaction_set", required=False),
    Column("settled_at", Instant),
    text("settled_by"),
    text("settled_reason"),
    text("unreadable"),
    text("raw_text"),
    one_of("origin", "server", "file"),
    one_of("kind", "return", "refund", "chargeback"),
    one_of("state", "waiting", "approved", "set_aside"),
    CheckConstraint("(state = 'approved') = (set_id IS NOT NULL)", name="approved_set"),
    CheckConstraint(
        "unreadable <> '' OR (source_key IS NOT NULL AND returned_on IS NOT NULL AND amount_cents > 0)", name="readable"
    ),
    UniqueConstraint("origin", "return_id"),
    UniqueConstraint("set_id"),
)
Index("ix_returned_payment_source_key", returned_payment.c.source_key)
Index("ix_returned_payment_state", returned_payment.c.state, returned_payment.c.id)

file_columns = table(
    "file_columns",
    text("kind", primary_key=True),
    Column("header", Text, primary_key=True),
    text("columns"),
    clustered=True,
)
"""Which column of a file means what, remembered by the file's first line; `columns` is JSON."""
