"""The autopilot's settings: whether and when it works by itself, and its leash."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from landlord_desktop.rules.money import parse_cents

DEFAULTS = {
    "autopilot.on": "no",
    "autopilot.at": "",
    "autopilot.largest_amount": "10000.00",
    "autopilot.largest_batch_amount": "",
    "autopilot.largest_batch_payments": "",
}
"""Off until an office wants it. An empty time means right after the daily round, an empty limit means none."""

MOST_PAYMENTS = 1_000_000


@dataclass(frozen=True, slots=True)
class AutopilotSettings:
    """`at` is an hour such as 06:30, empty for the daily round; a limit of None sets no limit."""

    on: bool
    at: str
    largest_cents: int | None
    largest_batch_cents: int | None
    largest_batch_payments: int | None


def autopilot_settings(values: Mapping[str, str]) -> AutopilotSettings:
    """The settings out of all of them."""
    payments = values["autopilot.largest_batch_payments"]
    return AutopilotSettings(
        values["autopilot.on"] == "yes", values["autopilot.at"], _limit(values["autopilot.largest_amount"]),
        _limit(values["autopilot.largest_batch_amount"]), int(payments) if payments else None,
    )


def autopilot_fault(key: str, value: str) -> str | None:
    """What is wrong with the spelling of a value; None where nothing is."""
    if key == "autopilot.at" and value and not re.fullmatch(r"([01][0-9]|2[0-3]):[0-5][0-9]", value):
        return f"{key} is a time such as 06:30, or empty to work right after the daily round."
    if key in {"autopilot.largest_amount", "autopilot.largest_batch_amount"} and value and not _is_amount(value):
        return f"{key} is an amount such as 5,000.00, or empty for no limit."
    if key == "autopilot.largest_batch_payments" and value and not (
        re.fullmatch(r"[0-9]{1,7}", value) and 1 <= int(value) <= MOST_PAYMENTS
    ):
        return f"{key} is a whole number of payments, or empty for no limit."
    return None


def _limit(value: str) -> int | None:
    return parse_cents(value) if value else None


def _is_amount(value: str) -> bool:
    try:
        return parse_cents(value) > 0
    except ValueError:
        return False
