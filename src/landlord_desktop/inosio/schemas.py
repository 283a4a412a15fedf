"""The values that go over the wire: strict and frozen; unknown members are ignored, an unknown word is an error."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from landlord_desktop.rules.money import cents_from_wire


def _cents(value: Any) -> int:
    if not isinstance(value, str):
        raise ValueError("money is a text with two decimals")  # noqa: TRY004 - pydantic collects ValueErrors
    return cents_from_wire(value)


def _day(value: Any) -> date:
    if not isinstance(value, str) or len(value) != 10:
        raise ValueError("a date is YYYY-MM-DD")
    return date.fromisoformat(value)


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("a time is text")  # noqa: TRY004 - pydantic collects ValueErrors
    moment = datetime.fromisoformat(value)
    if moment.tzinfo is None:
        raise ValueError("a time has its zone")
    return moment.astimezone(UTC)


WireCents = Annotated[int, BeforeValidator(_cents)]
WireDay = Annotated[date, BeforeValidator(_day)]
WireInstant = Annotated[datetime, BeforeValidator(_instant)]
Identity = Annotated[str, Field(min_length=1, max_length=200)]


class Wire(BaseModel):
    """Base of all: strict types, frozen, unknown members ignored."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore", populate_by_name=True)


class Integration(Wire):
    """Who the token belongs to."""

    portfolio_id: Identity
    portfolio_name: str
    integration_name: str
    features: tuple[str, ...] = Field(strict=False)
    home_url: str
    server_time: WireInstant


class BatchHeader(Wire):
    """One receipt batch without its receipts."""

    id: Identity
    deposited_on: WireDay
    total_cents: WireCents = Field(alias="total")
    item_count: int = Field(ge=0)
    status: Literal["unprocessed", "processed"]
    revision: Identity
    processed_at: WireInstant | None = None
    bank_account_id: str | None = None


class Receipt(Wire):
    """One payment of a batch."""

    payment_id: Identity
    received_on: WireDay
    amount_cents: WireCents = Field(alias="amount")
    payer_name: str
    method: Literal["ach", "card", "check", "cash"]
    tenant_id: str | None = None
    unit_id: str | None = None
    unit_name: str | None = None
    payer_kind: Literal["tenant", "owner", "applicant", "other"] = "tenant"
    ledger_id: str | None = None
    memo: str = "Inosio Transaction"


class Snapshot(Wire):
    """A snapshot of balances at the server."""

    id: Identity
    state: Literal["open", "committed"]
    committed_at: WireInstant | None = None
