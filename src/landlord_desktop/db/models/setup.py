"""The office, its settings, ledgers, the chart of accounts and charge codes."""

from sqlalchemy import CheckConstraint, Column, Integer, Text

from landlord_desktop.db.models.base import cents, flag, key, link, one_of, table, text
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
    flag("active", default=True),
    one_of("kind", "owner", "property", "management"),
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

