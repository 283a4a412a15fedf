"""The morning list: what each round of the autopilot did, batch by batch, and what it left to a person."""

from sqlalchemy import Column, ForeignKey, Integer, Text

from landlord_desktop.db.models.base import RecordKey, cents, key, link, one_of, table, text
from landlord_desktop.db.types import Instant

autopilot_round = table(
    "autopilot_round",
    key(),
    Column("at", Instant, nullable=False),
    text("user"),
    text("workstation"),
    text("cause"),
    text("sentence"),
    one_of("cause", "called", "scheduled"),
)

autopilot_batch = table(
    "autopilot_batch",
    Column("round_id", RecordKey, ForeignKey("autopilot_round.id"), primary_key=True),
    Column("batch_id", Text, ForeignKey("inosio_batch.id"), primary_key=True),
    Column("posted_count", Integer, nullable=False, server_default="0"),
    cents("posted_cents"),
    Column("held_count", Integer, nullable=False, server_default="0"),
    cents("held_cents"),
    link("event_id", "transaction_set", required=False),
    text("slips"),
    text("stopped"),
    text("waiting"),
    clustered=True,
)
"""`event_id` is what the round posted of all batches; `slips` names the slips' numbers; `stopped` is the reason of the
whole batch, empty where its payments were looked at; `waiting` is JSON: payment id, cents and reason of what waits."""
