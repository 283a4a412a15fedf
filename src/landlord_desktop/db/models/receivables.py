"""Charges, receipts, allocations and credits: the tenants' sub-ledger."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text

from landlord_desktop.db.models.base import RecordKey, cents, flag, key, link, one_of, partial_index, table, text
from landlord_desktop.db.types import Day

CHARGE_ORIGINS = ("typed", "rent", "recurring", "late_fee", "nsf_fee")
"""Where a charge came from: typed by a person, or made by Scheduled Receivables or an NSF."""

charge = table(
    "charge",
    key(),
    link("set_id", "transaction_set"),
    link("tenant_id", "tenant"),
    link("unit_id", "unit"),
    link("ledger_id", "ledger"),
    link("charge_code_id", "charge_code"),
    link("account_id", "account_code"),
    link("receivable_account_id", "account_code", required=False),
    text("origin", server_default="typed"),
    text("schedule_key", required=False),
    Column("charged_on", Day, nullable=False),
    Column("due_on", Day),
    cents("amount_cents"),
    cents("unpaid_cents"),
    flag("disputed"),
    Column("fee_basis_points", Integer, nullable=False, server_default="0"),
    cents("fee_taken_cents"),
    text("memo"),
    link("voided_by_set_id", "transaction_set", required=False),
    CheckConstraint("amount_cents > 0", name="has_amount"),
    CheckConstraint("voided_by_set_id IS NULL OR unpaid_cents = 0", name="voided_owes_nothing"),
    one_of("origin", *CHARGE_ORIGINS),
    CheckConstraint("unpaid_cents BETWEEN 0 AND amount_cents", name="unpaid_range"),
    CheckConstraint("fee_basis_points BETWEEN 0 AND 10000", name="fee_range"),
)
partial_index(
    "ix_charge_open",
    charge.c.tenant_id,
    charge.c.charged_on,
    charge.c.id,
    charge.c.unpaid_cents,
    charge.c.ledger_id,
    charge.c.disputed,
    where=charge.c.unpaid_cents > 0,
)
Index("ix_charge_tenant", charge.c.tenant_id, charge.c.id)
Index("ix_charge_set", charge.c.set_id)
partial_index(
    "uq_charge_schedule_key",
    charge.c.schedule_key,
    unique=True,
    where=charge.c.schedule_key.is_not(None) & charge.c.voided_by_set_id.is_(None),
)

receipt = table(
    "receipt",
    Column("id", RecordKey, ForeignKey("transaction_set.id"), primary_key=True, autoincrement=False),
    text("kind"),
    link("tenant_id", "tenant", required=False),
    link("unit_id", "unit", required=False),
    link("ledger_id", "ledger"),
    link("bank_account_id", "account_code"),
    Column("received_on", Day, nullable=False),
    Column("posted_on", Day, nullable=False),
    cents("amount_cents"),
    cents("open_credit_cents"),
    cents("advance_cents"),
    text("method"),
    text("payer_name"),
    text("check_number"),
    text("memo"),
    text("batch_id", required=False),
    text("payment_id", required=False),
    text("source_key", required=False),
    Column("line_uuid", Text, nullable=False),
    text("entered_by"),
    link("slip_id", "deposit_slip", required=False),
    link("voided_by_set_id", "transaction_set", required=False),
    flag("voided_as_error"),
    link("returned_by_set_id", "transaction_set", required=False),
    link("replaces_receipt_id", "receipt", required=False),
    one_of("kind", "tenant", "ledger"),
    one_of("method", "ach", "card", "check", "cash"),
    CheckConstraint("amount_cents > 0", name="has_amount"),
    CheckConstraint(
        "open_credit_cents >= 0 AND advance_cents >= 0 AND open_credit_cents + advance_cents <= amount_cents",
        name="credit_range",
    ),
    CheckConstraint("returned_by_set_id IS NULL OR voided_by_set_id IS NULL", name="returned_or_voided"),
    CheckConstraint("kind = 'ledger' OR tenant_id IS NOT NULL", name="payer_named"),
    CheckConstraint("slip_id IS NULL OR voided_by_set_id IS NULL", name="voided_off_slip"),
    CheckConstraint("(source_key IS NULL) = (payment_id IS NULL)", name="source_whole"),
)
partial_index(
    "uq_receipt_source_key",
    receipt.c.source_key,
    unique=True,
    where=receipt.c.source_key.is_not(None) & (receipt.c.voided_as_error == 0),
)
partial_index("ix_receipt_voided_as_error", receipt.c.source_key, where=receipt.c.voided_as_error == 1)
Index("uq_receipt_line_uuid", receipt.c.line_uuid, unique=True)
partial_index(
    "ix_receipt_awaiting_deposit",
    receipt.c.bank_account_id,
    where=receipt.c.slip_id.is_(None) & receipt.c.voided_by_set_id.is_(None),
)
partial_index("ix_receipt_slip", receipt.c.slip_id, where=receipt.c.slip_id.is_not(None))
partial_index("ix_receipt_batch", receipt.c.batch_id, where=receipt.c.batch_id.is_not(None))
Index("ix_receipt_tenant", receipt.c.tenant_id, receipt.c.id)
partial_index(
    "ix_receipt_replaces", receipt.c.replaces_receipt_id, where=receipt.c.replaces_receipt_id.is_not(None)
)

allocation = table(
    "allocation",
    Column("set_id", RecordKey, ForeignKey("transaction_set.id"), primary_key=True),
    Column("charge_id", RecordKey, ForeignKey("charge.id"), primary_key=True),
    Column("credit_ledger_id", RecordKey, primary_key=True, server_default="0"),
    Column("advance_id", RecordKey, primary_key=True, server_default="0"),
    link("receipt_id", "receipt", required=False),
    cents("amount_cents"),
    cents("fee_cents"),
    CheckConstraint("amount_cents <> 0", name="has_amount"),
    clustered=True,
)
Index("ix_allocation_charge", allocation.c.charge_id)
partial_index("ix_allocation_advance", allocation.c.advance_id, where=allocation.c.advance_id > 0)

advance_payment = table(
    "advance_payment",
    key(),
    link("set_id", "receipt"),
    link("tenant_id", "tenant"),
    link("unit_id", "unit"),
    link("ledger_id", "ledger"),
    link("charge_code_id", "charge_code"),
    link("account_id", "account_code"),
    cents("amount_cents"),
    cents("unused_cents"),
    Column("fee_basis_points", Integer, nullable=False, server_default="0"),
    cents("fee_cents"),
    cents("fee_unused_cents"),
    text("memo"),
    flag("reversed"),
    CheckConstraint("amount_cents > 0", name="has_amount"),
    CheckConstraint("unused_cents BETWEEN 0 AND amount_cents", name="unused_range"),
    CheckConstraint("reversed = 0 OR unused_cents = 0", name="reversed_is_used"),
)
Index("ix_advance_payment_tenant", advance_payment.c.tenant_id)
Index("ix_advance_payment_set", advance_payment.c.set_id)

credit_entry = table(
    "credit_entry",
    Column("set_id", RecordKey, ForeignKey("transaction_set.id"), primary_key=True),
    Column("line", Integer, primary_key=True),
    link("tenant_id", "tenant"),
    link("ledger_id", "ledger"),
    text("kind"),
    cents("amount_cents"),
    one_of("kind", "open_credit", "advance_payment"),
    CheckConstraint("amount_cents <> 0", name="has_amount"),
    clustered=True,
)

Index("ix_credit_entry_tenant", credit_entry.c.tenant_id)

tenant_credit = table(
    "tenant_credit",
    Column("tenant_id", RecordKey, ForeignKey("tenant.id"), primary_key=True),
    Column("ledger_id", RecordKey, ForeignKey("ledger.id"), primary_key=True),
    Column("kind", Text, primary_key=True),
    cents("balance_cents"),
    CheckConstraint("balance_cents >= 0", name="not_negative"),
    one_of("kind", "open_credit", "advance_payment"),
    clustered=True,
)

deposit_slip = table(
    "deposit_slip",
    Column("id", RecordKey, ForeignKey("transaction_set.id"), primary_key=True, autoincrement=False),
    Column("number", Integer, nullable=False, unique=True),
    link("bank_account_id", "account_code"),
    Column("deposited_on", Day, nullable=False),
    cents("total_cents"),
    Column("item_count", Integer, nullable=False),
    text("batch_id", required=False),
    text("entered_by"),
    link("voided_by_set_id", "transaction_set", required=False),
    link("replaces_slip_id", "deposit_slip", required=False),
    CheckConstraint("total_cents > 0", name="has_amount"),
)
Index("ix_deposit_slip_bank", deposit_slip.c.bank_account_id, deposit_slip.c.deposited_on)

slip_receipt = table(
    "slip_receipt",
    Column("slip_id", RecordKey, ForeignKey("deposit_slip.id"), primary_key=True),
    Column("receipt_id", RecordKey, ForeignKey("receipt.id"), primary_key=True),
    clustered=True,
)
