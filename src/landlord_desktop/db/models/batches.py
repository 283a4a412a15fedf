"""Receipt batches as the server gave them, and the working list made of them."""

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Text, UniqueConstraint

from landlord_desktop.db.models.base import cents, flag, key, link, one_of, table, text
from landlord_desktop.db.types import Cents, Day, Instant

inosio_batch = table(
    "inosio_batch",
    text("id", primary_key=True),
    Column("deposited_on", Day, nullable=False),
    cents("total_cents"),
    Column("item_count", Integer, nullable=False),
    text("server_status"),
    text("revision"),
    Column("server_processed_at", Instant),
    text("bank_code", required=False),
    text("origin"),
    text("status"),
    Column("processed_at", Instant),
    text("processed_by"),
    Column("fetched_at", Instant, nullable=False),
    Column("raw_answer", LargeBinary, nullable=False),
    text("raw_sha256"),
    text("claimed_by"),
    text("claimed_workstation"),
    Column("claimed_at", Instant),
    Column("claim_expires_at", Instant),
    Column("claim_number", Integer, nullable=False, server_default="0"),
    one_of("server_status", "unprocessed", "processed"),
    one_of("status", "unprocessed", "processed"),
    one_of("origin", "server", "sample", "file"),
)
Index("ix_inosio_batch_status", inosio_batch.c.status, inosio_batch.c.deposited_on)

inosio_payment = table(
    "inosio_payment",
    Column("source_key", Text, primary_key=True),
    Column("payment_id", Text, nullable=False),
    Column("batch_id", Text, ForeignKey("inosio_batch.id"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("received_on", Day),
    cents("amount_cents"),
    text("tenant_code", required=False),
    text("unit_code", required=False),
    text("payer_name"),
    text("unit_name"),
    text("payer_kind"),
    text("ledger_code", required=False),
    text("method"),
    text("memo"),
    text("unreadable"),
    text("raw_text"),
    UniqueConstraint("batch_id", "position"),
)

working_line = table(
    "working_line",
    key(),
    Column("uuid", Text, nullable=False, unique=True),
    Column("batch_id", Text, ForeignKey("inosio_batch.id")),
    Column("source_key", Text, unique=True),
    text("payment_id", required=False),
    Column("received_on", Day, nullable=False),
    Column("posting_date", Day, nullable=False),
    cents("amount_cents"),
    link("tenant_id", "tenant", required=False),
    link("unit_id", "unit", required=False),
    text("payer_name"),
    text("unit_name"),
    text("payer_kind"),
    text("method"),
    text("memo"),
    link("bank_account_id", "account_code", required=False),
    flag("as_ledger_receipt"),
    link("ledger_id", "ledger", required=False),
    text("unreadable"),
    text("state"),
    text("removed_reason"),
    Column("accepted_plan", Text),
    text("entered_by"),
    Column("entered_at", Instant, nullable=False),
    one_of("state", "open", "removed"),
    one_of("method", "ach", "card", "check", "cash"),
)
Index("ix_working_line_batch", working_line.c.batch_id)

payer_memory = table(
    "payer_memory",
    text("payer_name", primary_key=True),
    text("unit_name", primary_key=True),
    link("tenant_id", "tenant"),
    text("remembered_by"),
    Column("remembered_at", Instant, nullable=False),
    clustered=True,
)
"""Which tenant an unknown payer is: name and unit as the server gives them, in small letters."""

set_aside = table(
    "set_aside",
    key(),
    text("kind"),
    text("subject"),
    text("sentence"),
    text("raw_text"),
    Column("noticed_at", Instant, nullable=False),
    Column("settled_at", Instant),
    Column("expected_cents", Cents),
    UniqueConstraint("kind", "subject", "raw_text"),
)
