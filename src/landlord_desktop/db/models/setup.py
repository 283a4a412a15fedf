"""The office, its settings, ledgers, the chart of accounts and charge codes."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Integer, Text

from landlord_desktop.db.models.base import RecordKey, address_columns, cents, flag, key, link, one_of, table, text
from landlord_desktop.db.types import Instant
from landlord_desktop.rules.ledger import ACCOUNT_TYPES

office = table(
    "office",
    key(),
    text("database_uuid"),
    text("name"),
    text("time_zone"),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("id = 1", name="only_one"),
)

app_user = table(
    "app_user",
    key(),
    Column("name", Text, nullable=False, unique=True),
    text("full_name"),
    Column("initials", Text, nullable=False, unique=True),
    flag("active", default=True),
    Column("last_log_on_at", Instant),
    text("last_workstation"),
    CheckConstraint("length(name) BETWEEN 1 AND 40", name="name_length"),
    CheckConstraint("length(initials) BETWEEN 1 AND 4", name="initials_length"),
)
"""Who works with these books. `name` is what records keep of who did what; it never changes once it was used."""

setting = table("setting", text("key", primary_key=True), text("value"), clustered=True)

account_code = table(
    "account_code",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    text("ledger_code"),
    text("account_type"),
    flag("is_bank"),
    flag("is_checking"),
    flag("is_escrow"),
    flag("active", default=True),
    CheckConstraint("length(code) BETWEEN 1 AND 20", name="code_length"),
    CheckConstraint("length(name) <= 40", name="name_length"),
    one_of("account_type", *ACCOUNT_TYPES),
)

bank_detail = table(
    "bank_detail",
    link("account_id", "account_code", primary_key=True),
    text("check_style"),
    Column("next_check_number", Integer, nullable=False, server_default="1"),
    text("signature_memo"),
    text("account_number"),
    text("routing_number"),
    text("processor_id"),
    text("federal_reserve_id"),
    text("bank_aba_id"),
    cents("service_charge_cents"),
    cents("returned_item_fee_cents"),
    cents("nsf_fee_cents"),
    cents("minimum_balance_cents"),
    text("ach_out"),
    text("positive_pay"),
    text("micr_bank_name"),
    text("micr_bank_address"),
    text("micr_fractional_routing"),
    text("micr_company_name"),
    text("micr_company_address"),
    Column("micr_horizontal_offset", Integer, nullable=False, server_default="0"),
    Column("micr_vertical_offset", Integer, nullable=False, server_default="0"),
)

ledger = table(
    "ledger",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    text("kind"),
    link("management_ledger_id", "ledger", required=False),
    link("bank_account_id", "account_code", required=False),
    text("accounting_method", server_default="cash"),
    *address_columns(),
    cents("reserve_cents"),
    cents("repair_limit_cents"),
    text("alert"),
    text("comments"),
    flag("active", default=True),
    one_of("kind", "owner", "property", "management"),
    one_of("accounting_method", "cash", "accrual"),
)

ownership = table(
    "ownership",
    Column("property_id", RecordKey, ForeignKey("ledger.id"), primary_key=True),
    Column("owner_id", RecordKey, ForeignKey("ledger.id"), primary_key=True),
    Column("shares", RecordKey, nullable=False),
    CheckConstraint("shares > 0", name="has_shares"),
    CheckConstraint("property_id <> owner_id", name="not_own_owner"),
    clustered=True,
)

schedule = table(
    "schedule",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    text("period"),
    Column("every", Integer, nullable=False, server_default="1"),
    flag("active", default=True),
    one_of("period", "day", "week", "month", "year"),
    CheckConstraint("every BETWEEN 1 AND 366", name="every_range"),
)

posting_table = table(
    "posting_table", text("role", primary_key=True), link("account_id", "account_code"), clustered=True
)

charge_code = table(
    "charge_code",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    link("account_id", "account_code"),
    text("payee"),
    flag("subject_to_late_fees"),
    flag("subject_to_management_fees"),
    flag("tracks_deposits"),
    flag("active", default=True),
    one_of("payee", "owner", "management", "deposit"),
)


fee_profile = table(
    "fee_profile",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    Column("fee_basis_points", Integer, nullable=False, server_default="0"),
    cents("flat_fee_cents"),
    link("flat_fee_schedule_id", "schedule", required=False),
    Column("leasing_basis_points", Integer, nullable=False, server_default="0"),
    flag("leasing_replaces_fee"),
    Column("late_fee_owner_basis_points", Integer, nullable=False, server_default="0"),
    flag("active", default=True),
    CheckConstraint("fee_basis_points BETWEEN 0 AND 10000", name="fee_range"),
    CheckConstraint("leasing_basis_points BETWEEN 0 AND 10000", name="leasing_range"),
    CheckConstraint("late_fee_owner_basis_points BETWEEN 0 AND 10000", name="split_range"),
    CheckConstraint("flat_fee_cents >= 0", name="flat_fee_range"),
)

late_fee_profile = table(
    "late_fee_profile",
    key(),
    Column("code", Text, nullable=False, unique=True),
    text("name"),
    link("charge_code_id", "charge_code"),
    cents("amount_cents"),
    Column("basis_points", Integer, nullable=False, server_default="0"),
    Column("grace_days", Integer, nullable=False, server_default="5"),
    text("repeats", server_default="monthly"),
    flag("active", default=True),
    one_of("repeats", "monthly", "daily"),
    CheckConstraint("amount_cents >= 0 AND basis_points BETWEEN 0 AND 10000", name="fee_range"),
    CheckConstraint("grace_days BETWEEN 0 AND 365", name="grace_range"),
)
