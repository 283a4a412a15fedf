"""The values that come over the wire: strict and frozen; unknown members are ignored, an unknown word is an error.

What is sent is built and stored by the outbox before the first try, so that each try sends the same bytes.
"""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from landlord_desktop.inosio.address import is_web_address
from landlord_desktop.rules.money import cents_from_wire

_DAY = re.compile(r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}", re.ASCII)
_INSTANT = re.compile(
    r"(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?(Z|\+00:00)", re.ASCII
)


def wire_cents(value: object) -> int:
    """Cents of money as the wire writes it, a text with two decimals; ValueError for anything else."""
    if not isinstance(value, str):
        raise ValueError("money must be a text with two decimals")  # noqa: TRY004 - the models take ValueError
    return cents_from_wire(value)


def _day(value: object) -> object:
    if value is not None and (not isinstance(value, str) or _DAY.fullmatch(value) is None):
        raise ValueError("a date must be written YYYY-MM-DD")
    return date.fromisoformat(value) if isinstance(value, str) else None


def _instant(value: object) -> object:
    if value is not None and (not isinstance(value, str) or _INSTANT.fullmatch(value) is None):
        raise ValueError("a time must be written in UTC, as 2022-02-23T14:05:00Z")
    return datetime.fromisoformat(value).astimezone(UTC) if isinstance(value, str) else None


def _web_address(value: object) -> object:
    if isinstance(value, str) and not is_web_address(value):
        raise ValueError("a link must begin with https://")
    return value


WireCents = Annotated[int, BeforeValidator(wire_cents)]
WireDay = Annotated[date, BeforeValidator(_day)]
WireInstant = Annotated[datetime, BeforeValidator(_instant)]
WebAddress = Annotated[str, BeforeValidator(_web_address)]
Identity = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Revision = Annotated[str, Field(pattern=r"^[\x21-\x7e]{1,200}$")]
Words = Annotated[str, Field(max_length=20_000)]


class Wire(BaseModel):
    """Base of all: strict types, frozen, unknown members ignored, values kept out of error texts."""

    model_config = ConfigDict(
        strict=True, frozen=True, extra="ignore", populate_by_name=False, hide_input_in_errors=True
    )


class Integration(Wire):
    """Whose portfolio the token belongs to, the features signed up for, and the account's page for a browser."""

    portfolio_id: Identity
    portfolio_name: Words
    integration_name: Words
    features: tuple[str, ...] = Field(strict=False)
    home_url: WebAddress
    server_time: WireInstant


class BatchHeader(Wire):
    """One receipt batch without its receipts; `revision` is asked for when its status is changed."""

    id: Identity
    deposited_on: WireDay
    total_cents: WireCents = Field(alias="total")
    item_count: int = Field(ge=0)
    status: Literal["unprocessed", "processed"]
    revision: Revision
    processed_at: WireInstant | None = None
    bank_account_id: Identity | None = None


class Receipt(Wire):
    """One payment of a batch. The amount is as the server says: zero and negative ones are judged later."""

    payment_id: Identity
    received_on: WireDay
    amount_cents: WireCents = Field(alias="amount")
    payer_name: Words
    method: Literal["ach", "card", "check", "cash"]
    tenant_id: Words | None = None
    unit_id: Words | None = None
    unit_name: Words | None = None
    payer_kind: Literal["tenant", "owner", "applicant", "other"] = "tenant"
    ledger_id: Words | None = None
    memo: Words = "Inosio Transaction"


class Snapshot(Wire):
    """A snapshot of balances at the server."""

    id: Identity
    state: Literal["open", "committed"]
    committed_at: WireInstant | None = None


class Notification(Wire):
    """Whom to tell before entering the unit."""

    required: bool = False
    name: Words | None = None
    phone: Words | None = None


class Note(Wire):
    """A remark on a work order."""

    at: WireInstant
    by: Words | None = None
    text: Words


class WorkOrder(Wire):
    """A work order as the server has it; `status` is its free text, shown as External Status."""

    id: Identity
    status: Words
    priority: Literal["low", "normal", "high", "emergency"]
    reported_on: WireDay
    last_modified: WireInstant
    name: Words | None = None
    description: Words | None = None
    reported_by: Words | None = None
    phone: Words | None = None
    site_id: Words | None = None
    tenant_id: Words | None = None
    ledger_id: Words | None = None
    vendor_id: Words | None = None
    maintenance_type: Words | None = None
    vendor_notified_on: WireDay | None = None
    required_by: WireDay | None = None
    started_on: WireDay | None = None
    completed_on: WireDay | None = None
    estimate_cents: WireCents | None = Field(default=None, alias="estimate")
    cost_limit_cents: WireCents | None = Field(default=None, alias="cost_limit")
    total_cents: WireCents | None = Field(default=None, alias="total")
    notification: Notification | None = None
    notes: tuple[Note, ...] = Field(default=(), strict=False)
    browse_url: WebAddress | None = None


class Applicant(Wire):
    """An applicant whose approval was saved; a co-applicant names his primary one."""

    id: Identity
    kind: Literal["applicant", "co_applicant"]
    status: Literal["approved", "accepted", "withdrawn"]
    last_name: Words
    submitted_on: WireDay
    last_modified: WireInstant
    primary_applicant_id: Identity | None = None
    first_name: Words | None = None
    email: Words | None = None
    phone: Words | None = None
    current_address: Words | None = None
    employer: Words | None = None
    monthly_income_cents: WireCents | None = Field(default=None, alias="monthly_income")
    unit_id: Words | None = None
    move_in_on: WireDay | None = None
    lease_starts_on: WireDay | None = None
    lease_expires_on: WireDay | None = None
    rent_cents: WireCents | None = Field(default=None, alias="rent")
    approved_on: WireDay | None = None
    browse_url: WebAddress | None = None


class Return(Wire):
    """A payment that came back: returned by the bank, refunded or charged back."""

    id: Identity
    payment_id: Identity
    batch_id: Identity
    returned_on: WireDay
    amount_cents: WireCents = Field(alias="amount")
    reason_code: Words
    kind: Literal["return", "refund", "chargeback"] = "return"
    reason: Words | None = None
    tenant_id: Words | None = None
    unit_id: Words | None = None
