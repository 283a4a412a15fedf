"""What the profile of a tenant holds."""

from dataclasses import dataclass
from datetime import date

from landlord_desktop.db.models import profiles, setup
from landlord_desktop.services.profiles.records import Kind

LEASE_TYPES = {"": "Not given", "closed": "Closed", "open": "Open", "month_to_month": "Month to Month"}
"""For reports alone: rent is charged whatever the type."""


@dataclass(frozen=True, slots=True)
class RentChangeLine:
    """A rent agreed for a day to come; `applied` once it was charged and written into the profile."""

    line_id: int | None = None
    effective_on: date | None = None
    rent_cents: int = 0
    applied: bool = False


@dataclass(frozen=True, slots=True)
class RecurringLine:
    """A recurring charge; a negative amount is a credit. `expired` is computed."""

    line_id: int | None = None
    charge_code_id: int | None = None
    amount_cents: int = 0
    memo: str = ""
    schedule_id: int | None = None
    next_on: date | None = None
    expires_on: date | None = None
    expired: bool = False


@dataclass(frozen=True, slots=True)
class Tenant:
    """A tenant. `grace_days` None: those of the late fee profile. `rent_expired` is computed."""

    record_id: int | None = None
    code: str = ""
    name: str = ""
    active: bool = True
    unit_id: int | None = None
    email: str = ""
    phone: str = ""
    payments_blocked: bool = False
    responsible_tenant_id: int | None = None
    posts_to_responsible: bool = False
    lease_type: str = ""
    lease_starts_on: date | None = None
    lease_expires_on: date | None = None
    move_in_on: date | None = None
    notice_given_on: date | None = None
    move_out_on: date | None = None
    rent_cents: int = 0
    rent_schedule_id: int | None = None
    rent_next_on: date | None = None
    rent_expires_on: date | None = None
    rent_expired: bool = False
    review_on: date | None = None
    insurance_expires_on: date | None = None
    rent_changes: tuple[RentChangeLine, ...] = ()
    recurring: tuple[RecurringLine, ...] = ()
    late_fee_profile_id: int | None = None
    grace_days: int | None = None
    alert: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class TenantRow:
    """A tenant in a list."""

    record_id: int
    code: str
    name: str
    unit_id: int
    unit_code: str
    unit: str
    ledger: str
    rent_cents: int
    rent_next_on: date | None
    lease_expires_on: date | None
    responsible: str
    posts_to_responsible: bool
    email: str
    phone: str
    active: bool


FIELD_NAMES = {
    "code": "ID", "name": "Long Description", "active": "Active", "unit_id": "Unit", "email": "E-mail",
    "phone": "Phone", "payments_blocked": "Block Online Payments", "responsible_tenant_id": "Responsible Tenant",
    "posts_to_responsible": "Post to Responsible Tenant", "lease_type": "Lease Type",
    "lease_starts_on": "Lease Starts", "lease_expires_on": "Lease Expires", "move_in_on": "Move In",
    "notice_given_on": "Notice Given", "move_out_on": "Move Out", "rent_cents": "Rent Amount",
    "rent_schedule_id": "Schedule", "rent_next_on": "Next Scheduled", "rent_expires_on": "Schedule Expires",
    "rent_expired": "Expired", "review_on": "Review Date", "insurance_expires_on": "Rental Insurance Expires",
    "rent_changes": "Rent Changes", "recurring": "Recurring Charges", "late_fee_profile_id": "Late Fee Profile",
    "grace_days": "Grace Period", "alert": "Profile Alert", "comments": "Comments",
}  # fmt: skip
RENT_CHANGE_NAMES = {"effective_on": "Effective", "rent_cents": "Rent", "applied": "In Force"}
RECURRING_NAMES = {
    "charge_code_id": "Charge", "amount_cents": "Amount", "memo": "Memo", "schedule_id": "Schedule",
    "next_on": "Next Scheduled", "expires_on": "Schedule Expires", "expired": "Expired",
}  # fmt: skip
TENANT = Kind(
    "tenant", profiles.tenant, Tenant, FIELD_NAMES,
    {
        "unit_id": profiles.unit, "responsible_tenant_id": profiles.tenant, "rent_schedule_id": setup.schedule,
        "late_fee_profile_id": setup.late_fee_profile,
    },
    (profiles.rent_change, profiles.recurring_charge),
)  # fmt: skip
