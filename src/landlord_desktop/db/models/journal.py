"""Transaction sets and their lines: written once, never changed (triggers refuse it), proven by hash."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, UniqueConstraint

from landlord_desktop.db.models.base import RecordKey, cents, key, link, one_of, partial_index, table, text
from landlord_desktop.db.types import Day, Instant

SET_KINDS = (
    "charge", "receipt", "ledger_receipt", "deposit_slip", "void", "opening", "nsf", "transfer", "credit_application",
    "credit_adjustment", "management_fee", "journal_entry",
)

transaction_set = table(
    "transaction_set",
    key(),
    text("kind"),
    Column("posted_on", Day, nullable=False),
    Column("entered_at", Instant, nullable=False),
    text("entered_by"),
    text("workstation"),
    link("tenant_id", "tenant", required=False),
    text("memo"),
    text("reason"),
    text("comments"),
    Column("event_id", RecordKey),
    link("reverses_set_id", "transaction_set", required=False),
    text("content_hash"),
    Column("hash_recipe", Integer, nullable=False),
    one_of("kind", *SET_KINDS),
)
Index("ix_transaction_set_posted_on", transaction_set.c.posted_on)
partial_index(
    "uq_transaction_set_reverses",
    transaction_set.c.reverses_set_id,
    unique=True,
    where=transaction_set.c.reverses_set_id.is_not(None) & (transaction_set.c.kind == "void"),
)

partial_index(
    "ix_transaction_set_reverses",
    transaction_set.c.reverses_set_id,
    where=transaction_set.c.reverses_set_id.is_not(None),
)

journal_line = table(
    "journal_line",
    Column("set_id", RecordKey, ForeignKey("transaction_set.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    link("ledger_id", "ledger"),
    link("account_id", "account_code"),
    link("unit_id", "unit", required=False),
    link("tenant_id", "tenant", required=False),
    cents("amount_cents"),
    CheckConstraint("amount_cents <> 0", name="has_amount"),
    clustered=True,
)

bank_item = table(
    "bank_item",
    Column("set_id", RecordKey, ForeignKey("transaction_set.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    link("bank_account_id", "account_code"),
    cents("amount_cents"),
    text("description"),
    text("check_number"),
    Column("cleared_on", Day),
    CheckConstraint("amount_cents <> 0", name="has_amount"),
    clustered=True,
)
Index("ix_bank_item_bank", bank_item.c.bank_account_id)

bank_statement = table(
    "bank_statement",
    key(),
    link("bank_account_id", "account_code"),
    Column("statement_on", Day, nullable=False),
    cents("closing_cents"),
    Column("reconciled_at", Instant, nullable=False),
    text("reconciled_by"),
    UniqueConstraint("bank_account_id", "statement_on"),
)

account_balance = table(
    "account_balance",
    Column("ledger_id", RecordKey, ForeignKey("ledger.id"), primary_key=True),
    Column("account_id", RecordKey, ForeignKey("account_code.id"), primary_key=True),
    cents("balance_cents"),
    clustered=True,
)
