"""Units, tenants, vendors and applicants."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text

from landlord_desktop.db.models.base import cents, flag, key, link, one_of, table, text
from landlord_desktop.db.types import Day, Instant

unit = table(
    "unit",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    link("ledger_id", "ledger"),
    Column("fee_basis_points", Integer, nullable=False, server_default="0"),
    text("address"),
    text("city"),
    text("state"),
    text("postal_code"),
    flag("active", default=True),
    CheckConstraint("fee_basis_points BETWEEN 0 AND 10000", name="fee_range"),
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
    CheckConstraint("responsible_tenant_id <> id", name="not_own_responsible"),
    CheckConstraint("posts_to_responsible = 0 OR responsible_tenant_id IS NOT NULL", name="responsible_named"),
)
Index("ix_tenant_unit", tenant.c.unit_id)

vendor = table(
    "vendor",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    text("email"),
    text("phone"),
    flag("active", default=True),
)

work_order = table(
    "work_order",
    key(),
    text("external_id", required=False),
    text("name"),
    text("status"),
    text("external_status"),
    text("priority"),
    Column("reported_on", Day, nullable=False),
    text("reported_by"),
    text("phone"),
    text("site_code"),
    text("site_name"),
    link("tenant_id", "tenant", required=False),
    link("ledger_id", "ledger", required=False),
    link("vendor_id", "vendor", required=False),
    text("maintenance_type"),
    text("description"),
    Column("vendor_notified_on", Day),
    Column("required_by", Day),
    Column("started_on", Day),
    Column("completed_on", Day),
    cents("estimate_cents"),
    cents("cost_limit_cents"),
    cents("total_cents"),
    text("notification"),
    text("notes"),
    text("browse_url"),
    Column("last_modified", Instant),
    one_of("priority", "low", "normal", "high", "emergency"),
)
Index("uq_work_order_external_id", work_order.c.external_id, unique=True)

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
    text("unit_code"),
    Column("move_in_on", Day),
    Column("lease_starts_on", Day),
    Column("lease_expires_on", Day),
    cents("rent_cents"),
    Column("submitted_on", Day, nullable=False),
    Column("approved_on", Day),
    Column("last_modified", Instant, nullable=False),
    one_of("kind", "applicant", "co_applicant"),
)
