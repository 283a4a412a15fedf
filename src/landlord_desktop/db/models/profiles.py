"""Units, tenants, vendors and applicants."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from landlord_desktop.db.models.base import address_columns, cents, flag, key, link, one_of, partial_index, table, text
from landlord_desktop.db.types import Day, Instant

unit = table(
    "unit",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    link("ledger_id", "ledger"),
    link("fee_profile_id", "fee_profile", required=False),
    Column("flat_fee_next_on", Day),
    text("address"),
    text("city"),
    text("state"),
    text("postal_code"),
    cents("market_rent_cents"),
    cents("repair_limit_cents"),
    text("alert"),
    text("comments"),
    flag("active", default=True),
)

tenant = table(
    "tenant",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    link("unit_id", "unit"),
    flag("active", default=True),
    link("responsible_tenant_id", "tenant", required=False),
    flag("posts_to_responsible"),
    text("email"),
    text("phone"),
    text("applicant_id", required=False),
    flag("payments_blocked"),
    Column("lease_starts_on", Day),
    Column("lease_expires_on", Day),
    cents("rent_cents"),
    link("rent_schedule_id", "schedule", required=False),
    Column("rent_next_on", Day),
    Column("rent_expires_on", Day),
    flag("rent_expired"),
    text("lease_type"),
    Column("move_in_on", Day),
    Column("notice_given_on", Day),
    Column("move_out_on", Day),
    Column("review_on", Day),
    Column("insurance_expires_on", Day),
    link("late_fee_profile_id", "late_fee_profile", required=False),
    Column("grace_days", Integer),
    text("alert"),
    text("comments"),
    one_of("lease_type", "", "closed", "open", "month_to_month"),
    CheckConstraint("rent_cents >= 0", name="rent_range"),
    CheckConstraint("grace_days BETWEEN 0 AND 365", name="grace_range"),
    CheckConstraint("responsible_tenant_id <> id", name="not_own_responsible"),
    CheckConstraint("posts_to_responsible = 0 OR responsible_tenant_id IS NOT NULL", name="responsible_named"),
)
Index("ix_tenant_unit", tenant.c.unit_id)

rent_change = table(
    "rent_change",
    key(),
    link("tenant_id", "tenant"),
    Column("effective_on", Day, nullable=False),
    cents("rent_cents"),
    Column("applied_at", Instant),
    UniqueConstraint("tenant_id", "effective_on"),
    CheckConstraint("rent_cents >= 0", name="rent_range"),
)

recurring_charge = table(
    "recurring_charge",
    key(),
    link("tenant_id", "tenant"),
    link("charge_code_id", "charge_code"),
    cents("amount_cents"),
    text("memo"),
    link("schedule_id", "schedule"),
    Column("next_on", Day, nullable=False),
    Column("expires_on", Day),
    flag("expired"),
    CheckConstraint("amount_cents <> 0", name="has_amount"),
)
Index("ix_recurring_charge_tenant", recurring_charge.c.tenant_id)

vendor = table(
    "vendor",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    *address_columns(),
    Column("insurance_expires_on", Day),
    text("alert"),
    text("comments"),
    flag("active", default=True),
)

applicant = table(
    "applicant",
    key(),
    Column("external_id", Text, nullable=False, unique=True),
    text("kind"),
    text("primary_external_id", required=False),
    text("status"),
    text("first_name"),
    text("last_name"),
    text("email"),
    text("phone"),
    text("current_address"),
    text("employer"),
    cents("monthly_income_cents"),
    text("unit_code"),
    Column("move_in_on", Day),
    Column("lease_starts_on", Day),
    Column("lease_expires_on", Day),
    cents("rent_cents"),
    Column("submitted_on", Day, nullable=False),
    Column("approved_on", Day),
    text("browse_url"),
    Column("last_modified", Instant),
    text("unreadable"),
    text("raw_text"),
    text("notes"),
    Column("retrieved_at", Instant),
    Column("accepted_at", Instant),
    text("accepted_by"),
    link("tenant_id", "tenant", required=False),
    one_of("kind", "", "applicant", "co_applicant"),
    one_of("status", "", "approved", "accepted", "withdrawn"),
    CheckConstraint("(accepted_at IS NULL) = (tenant_id IS NULL)", name="accepted_as_tenant"),
)
"""Accepted here (`accepted_at`, `tenant_id`) or there (`status`), what the server told of one is never changed again.

`unreadable` says why the server's newest answer on it (`raw_text`) could not be taken; `notes` are this office's own.
"""
partial_index("ix_applicant_tenant_id", applicant.c.tenant_id, where=applicant.c.tenant_id.is_not(None))
