"""Setup > Charge Codes, Management Fee Profiles, Late Fee Profiles and Schedules as lists."""

from landlord_desktop.services.profiles.charge_codes import PAYEES, list_charge_codes
from landlord_desktop.services.profiles.fee_profiles import list_fee_profiles
from landlord_desktop.services.profiles.late_fee_profiles import list_late_fee_profiles
from landlord_desktop.services.profiles.schedules import list_schedules
from landlord_desktop.ui.widgets.list_screen import ListScreen, ListSource, active_column
from landlord_desktop.ui.widgets.rows_model import Column

_ID = Column("code", "ID", value=lambda row: row.code, width=110)
_NAME = Column("name", "Long Description", value=lambda row: row.name, width=180, stretch=True)


def _yes(marked: bool) -> str:
    return "Yes" if marked else ""


class ChargeCodesScreen(ListScreen):
    """Lists the charge codes."""

    key, title, help_page = "charge_codes", "Charge Codes", "charge_codes"
    topics = frozenset({"profiles", "accounts"})
    source = ListSource(list_charge_codes, lambda row: row.record_id)
    opens, parameter, noun, plural_noun = "charge_code", "record_id", "charge code", "charge codes"
    columns = (
        _ID, _NAME,
        Column("account", "Account", value=lambda row: row.account, width=120),
        Column("payee", "Payee", value=lambda row: PAYEES[row.payee], width=140),
        Column("late", "Late Fees", value=lambda row: _yes(row.subject_to_late_fees), width=90,
               help="Subject to Late Fees"),
        Column("fees", "Management Fees", value=lambda row: _yes(row.subject_to_management_fees), width=130,
               help="Subject to Management Fees"),
        Column("deposits", "Deposits", value=lambda row: _yes(row.tracks_deposits), width=90,
               help="Use to Track Deposits"),
        active_column(),
    )  # fmt: skip


class FeeProfilesScreen(ListScreen):
    """Lists the management fee profiles."""

    key, title, help_page = "fee_profiles", "Management Fee Profiles", "fee_profiles"
    topics = frozenset({"profiles"})
    source = ListSource(list_fee_profiles, lambda row: row.record_id)
    opens, parameter = "fee_profile", "record_id"
    noun, plural_noun = "management fee profile", "management fee profiles"
    columns = (
        _ID, _NAME,
        Column("fee", "Management Fee", "percent", value=lambda row: row.fee_basis_points, width=130),
        Column("flat", "Flat Fee", "money", value=lambda row: row.flat_fee_cents or None, width=110),
        Column("leasing", "Leasing Fee", "percent", value=lambda row: row.leasing_basis_points or None, width=110),
        Column("split", "Split Percentage", "percent", width=130, help="The owner's part of late fees",
               value=lambda row: row.late_fee_owner_basis_points or None),
        Column("units", "Units", "count", value=lambda row: row.units, width=80),
        active_column(),
    )  # fmt: skip


class LateFeeProfilesScreen(ListScreen):
    """Lists the late fee profiles."""

    key, title, help_page = "late_fee_profiles", "Late Fee Profiles", "late_fee_profiles"
    topics = frozenset({"profiles"})
    source = ListSource(list_late_fee_profiles, lambda row: row.record_id)
    opens, parameter, noun, plural_noun = "late_fee_profile", "record_id", "late fee profile", "late fee profiles"
    columns = (
        _ID, _NAME,
        Column("charge_code", "Charge Code", value=lambda row: row.charge_code, width=120),
        Column("amount", "Amount", "money", value=lambda row: row.amount_cents or None, width=110),
        Column("percent", "Percentage", "percent", value=lambda row: row.basis_points or None, width=110),
        Column("grace", "Grace Period", "count", value=lambda row: row.grace_days, width=110, help="In days"),
        Column("tenants", "Tenants", "count", value=lambda row: row.tenants, width=90),
        active_column(),
    )  # fmt: skip


class SchedulesScreen(ListScreen):
    """Lists the schedules."""

    key, title, help_page = "schedules", "Schedules", "schedules"
    topics = frozenset({"profiles"})
    source = ListSource(list_schedules, lambda row: row.record_id)
    opens, parameter, noun, plural_noun = "schedule", "record_id", "schedule", "schedules"
    columns = (_ID, _NAME, Column("words", "Due", value=lambda row: row.words, width=180), active_column())
