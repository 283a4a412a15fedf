"""Work orders of this office and of the server, and the sites a person matched by hand."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, UniqueConstraint

from landlord_desktop.db.models.base import cents, flag, key, link, one_of, table, text
from landlord_desktop.db.types import Day, Instant

work_order = table(
    "work_order",
    key(),
    text("origin"),
    text("number"),
    text("external_id", required=False),
    text("external_status"),
    text("name"),
    text("status"),
    flag("mark_for_printing"),
    text("priority"),
    Column("reported_on", Day, nullable=False),
    text("reported_by"),
    text("phone"),
    text("alternate_phone"),
    text("site_code"),
    text("site_name"),
    link("unit_id", "unit", required=False),
    link("site_ledger_id", "ledger", required=False),
    text("tenant_code"),
    link("tenant_id", "tenant", required=False),
    text("ledger_code"),
    link("ledger_id", "ledger", required=False),
    text("vendor_code"),
    link("vendor_id", "vendor", required=False),
    text("maintenance_type"),
    text("description"),
    text("notes"),
    flag("notification_required"),
    text("notification_name"),
    text("notification_phone"),
    flag("permission_to_enter"),
    text("vendor_instructions"),
    Column("vendor_notified_on", Day),
    Column("required_by", Day),
    Column("started_on", Day),
    Column("completed_on", Day),
    cents("estimate_cents"),
    cents("cost_limit_cents"),
    text("bill_to"),
    text("bill_code"),
    link("charge_code_id", "charge_code", required=False),
    cents("labor_cents"),
    cents("material_cents"),
    cents("total_cents"),
    text("invoice_number"),
    text("asset"),
    text("asset_make"),
    text("asset_model"),
    text("asset_serial"),
    Column("asset_bought_on", Day),
    Column("asset_installed_on", Day),
    Column("warranty_expires_on", Day),
    link("warranty_vendor_id", "vendor", required=False),
    text("browse_url"),
    Column("last_modified", Instant),
    Column("imports", Integer, nullable=False, server_default="0"),
    text("unreadable"),
    text("raw_text"),
    text("entered_by"),
    Column("entered_at", Instant),
    text("changed_by"),
    Column("changed_at", Instant),
    one_of("origin", "local", "inosio"),
    one_of("priority", "", "low", "normal", "high", "emergency"),
    one_of("bill_to", "", "owner", "tenant", "management"),
    CheckConstraint("(origin = 'inosio') = (external_id IS NOT NULL)", name="external_origin"),
    CheckConstraint("unit_id IS NULL OR site_ledger_id IS NULL", name="one_site"),
    UniqueConstraint("origin", "number"),
)
"""`imports` counts how often the server's answer was taken: only with it may what the server said of an order change.

`unreadable` says why the server's newest answer on it (`raw_text`) could not be taken.
"""
Index("uq_work_order_external_id", work_order.c.external_id, unique=True)
Index("ix_work_order_tenant_id", work_order.c.tenant_id)

site_match = table(
    "site_match",
    text("external_site", primary_key=True),
    link("unit_id", "unit", required=False),
    link("ledger_id", "ledger", required=False),
    Column("matched_by", Text, nullable=False),
    Column("matched_at", Instant, nullable=False),
    CheckConstraint("(unit_id IS NULL) <> (ledger_id IS NULL)", name="one_site"),
    clustered=True,
)
"""Which unit or property a site of the server is, matched by hand once; `external_site` in small letters."""
