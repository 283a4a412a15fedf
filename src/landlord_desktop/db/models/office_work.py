"""What is to be sent, what was exchanged, who did what, and once-a-day work."""

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Text

from landlord_desktop.db.models.base import RecordKey, flag, key, one_of, partial_index, table, text
from landlord_desktop.db.types import Day, Instant

outbox_item = table(
    "outbox_item",
    key(),
    Column("uuid", Text, nullable=False, unique=True),
    text("kind"),
    text("subject"),
    text("detail"),
    text("state"),
    Column("created_at", Instant, nullable=False),
    text("created_by"),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_try_at", Instant),
    Column("finished_at", Instant),
    text("sentence"),
    text("snapshot_id", required=False),
    one_of("kind", "batch_status", "balances"),
    one_of("state", "waiting", "sending", "sent", "refused", "superseded", "discarded"),
)
partial_index(
    "ix_outbox_item_open", outbox_item.c.subject, outbox_item.c.id,
    where=outbox_item.c.state.in_(("waiting", "sending")),
)

outbox_request = table(
    "outbox_request",
    Column("item_id", RecordKey, ForeignKey("outbox_item.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    text("name"),
    text("method"),
    text("path"),
    text("idempotency_key"),
    text("if_match", required=False),
    Column("body", LargeBinary, nullable=False),
    flag("sealed"),
    text("body_sha256"),
    Column("sent_at", Instant),
    Column("status", Integer),
    text("request_id"),
)

exchange_log = table(
    "exchange_log",
    key(),
    Column("at", Instant, nullable=False),
    text("step"),
    text("subject"),
    text("outcome"),
    text("sentence"),
    text("request_id"),
    text("user"),
    one_of("outcome", "ok", "failed", "held"),
)

daily_claim = table(
    "daily_claim",
    Column("day", Day, primary_key=True),
    text("name", primary_key=True),
    text("claimed_by"),
    text("workstation"),
    Column("claimed_at", Instant, nullable=False),
    Column("done_at", Instant),
    clustered=True,
)

audit_entry = table(
    "audit_entry",
    key(),
    Column("at", Instant, nullable=False),
    text("user"),
    text("workstation"),
    text("action"),
    text("subject"),
    text("sentence"),
    text("before"),
    text("after"),
)
