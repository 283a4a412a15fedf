"""The pages of a tenant's window: General, Late Fees, Lease / Rent Changes, Recurring Charges, Comments."""

from collections.abc import Callable
from datetime import date

from landlord_desktop.services.profiles.field_checks import LONGEST_LINE, LONGEST_NAME
from landlord_desktop.services.profiles.tenant_checks import LONGEST_MEMO
from landlord_desktop.services.profiles.tenant_record import (
    FIELD_NAMES,
    LEASE_TYPES,
    RECURRING_NAMES,
    RENT_CHANGE_NAMES,
)
from landlord_desktop.ui.widgets.date_edit import DateEdit
from landlord_desktop.ui.widgets.fields import WholeNumberEdit, check_field, choice_field, text_field
from landlord_desktop.ui.widgets.line_grid import LineColumn, LineGrid
from landlord_desktop.ui.widgets.money_edit import MoneyEdit
from landlord_desktop.ui.widgets.pick_list import PickList
from landlord_desktop.ui.widgets.record_pages import RecordPage

Today = Callable[[], date]
_RESPONSIBLE_HINT = (
    "Statements of both print together. With Post to Responsible Tenant, everything of this tenant is posted to the "
    "responsible one; enter the whole rent there."
)
_RENT_HINT = "A rent takes force with the first rent charged on or after its day, and is written into the profile then."
_RECURRING_HINT = "Charged by Scheduled Receivables. A negative amount is a credit."


def general_page() -> RecordPage:
    """Unit, telephone, e-mail, and who is responsible."""
    page = RecordPage(FIELD_NAMES)
    page.group("Unit and Contact", 0)
    page.add("unit_id", PickList("unit", "units", with_folder=True), required=True)
    page.add("phone", text_field("phone", LONGEST_NAME))
    page.add("email", text_field("email", LONGEST_LINE), "Several addresses are separated by commas.")
    page.add("payments_blocked", check_field("block_online_payments", FIELD_NAMES["payments_blocked"]))
    page.group("Responsible Tenant", 1, _RESPONSIBLE_HINT)
    page.add("responsible_tenant_id", PickList("responsible_tenant", "tenants", with_folder=True))
    page.add("posts_to_responsible", check_field("post_to_responsible_tenant", FIELD_NAMES["posts_to_responsible"]))
    return page


def late_fees_page() -> RecordPage:
    """The late fee profile and the days of grace."""
    page = RecordPage(FIELD_NAMES)
    page.group("Late Fees", 0, "Without a profile the tenant is never charged a late fee.")
    page.add("late_fee_profile_id", PickList("late_fee_profile", "late fee profiles", with_folder=True))
    page.add("grace_days", WholeNumberEdit("grace_period", 3), "In days; empty takes those of the profile.")
    return page


def lease_page(today: Today) -> tuple[RecordPage, LineGrid]:
    """The lease's dates, the rent and the rents to come."""
    page = RecordPage(FIELD_NAMES, columns=3)
    page.group("Lease", 0)
    page.add("lease_type", choice_field("lease_type", list(LEASE_TYPES.items())))
    for name in ("lease_starts_on", "lease_expires_on", "review_on", "insurance_expires_on"):
        page.add(name, _date(name, today))
    page.group("Rent", 1)
    page.add("rent_cents", MoneyEdit("rent_amount"))
    page.add("rent_schedule_id", PickList("rent_schedule", "schedules", with_folder=True, with_search=False))
    page.add("rent_next_on", _date("rent_next_on", today))
    page.add("rent_expires_on", _date("rent_expires_on", today), "Normally empty: the rent goes on after the lease.")
    page.group("Occupancy", 2)
    for name in ("move_in_on", "notice_given_on", "move_out_on"):
        page.add(name, _date(name, today))
    columns = (
        LineColumn("effective_on", RENT_CHANGE_NAMES["effective_on"], "date", required=True),
        LineColumn("rent_cents", RENT_CHANGE_NAMES["rent_cents"], "money", required=True),
        LineColumn("state", RENT_CHANGE_NAMES["applied"], "figure", width=120),
    )
    changes = LineGrid("rent_changes", "Rent Changes", columns, today)
    page.add_wide("rent_changes", "Rent Changes", changes, _RENT_HINT)
    return page, changes


def recurring_page(today: Today) -> tuple[RecordPage, LineGrid]:
    """The recurring charges."""
    page, names = RecordPage(FIELD_NAMES, columns=1), RECURRING_NAMES
    columns = (
        LineColumn("charge_code_id", names["charge_code_id"], "pick", width=110, stretch=3, required=True),
        LineColumn("amount_cents", names["amount_cents"], "money", width=88, required=True),
        LineColumn("memo", names["memo"], width=52, stretch=3, longest=LONGEST_MEMO),
        LineColumn("schedule_id", names["schedule_id"], "pick", width=96, stretch=2, required=True),
        LineColumn("next_on", names["next_on"], "date", width=114, required=True),
        LineColumn("expires_on", names["expires_on"], "date", width=114, help="Normally empty"),
    )
    lines = LineGrid("recurring_charges", "Recurring Charges", columns, today, total="amount_cents")
    page.add_wide("recurring", "Recurring Charges", lines, _RECURRING_HINT)
    return page, lines


def _date(name: str, today: Today) -> DateEdit:
    return DateEdit(name.removesuffix("_on"), today, optional=True)
