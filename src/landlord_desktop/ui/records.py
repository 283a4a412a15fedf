"""Which screen shows a record: the one table by which screens and findings lead to each other's records.

A screen names the kind of a record and its key (`context.open_record("receipt", 12)`); where several screens could
show it, the first that the program has is opened.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from landlord_desktop.ui.screens import ENTRIES


@dataclass(frozen=True, slots=True)
class Place:
    """A screen by its key, and the parameter of its `activate` that takes the record's key."""

    screen: str
    parameter: str


_JOURNAL = Place("journal", "set_id")
RECORDS: Mapping[str, tuple[Place, ...]] = {
    "set": (_JOURNAL,),
    "receipt": (Place("receipt_history", "receipt_id"), _JOURNAL),
    "charge": (Place("tenant_history", "charge_id"), Place("journal", "charge_id")),
    "slip": (Place("bank_history", "slip_id"), _JOURNAL),
    "tenant": (Place("tenant_history", "tenant_id"), Place("general_ledger", "tenant_id")),
    "unit": (Place("general_ledger", "unit_id"),),
    "tenant_profile": (Place("tenant", "record_id"), Place("tenant_history", "tenant_id")),
    "unit_profile": (Place("unit", "record_id"), Place("general_ledger", "unit_id")),
    "ledger": (Place("general_ledger", "ledger_id"),),
    "account": (Place("general_ledger", "account_id"),),
    "ledger_account": (Place("general_ledger", "ledger_account"),),
    "bank": (Place("bank_history", "bank_id"),),
    "account_code": (Place("account", "account_id"),),
    "batch": (Place("batch_receipts", "batch_id"),),
    "applicant": (Place("applicant", "applicant_id"),),
    "work_order": (Place("work_order", "record_id"),),
    "working_line": (Place("batch_receipts", "line_id"),),
    "outbox_item": (Place("integration_log", "item_id"),),
}
"""Keys are the database's ids; a batch's is its id as text, a `ledger_account`'s (ledger id, account id), and the
receipt's and the slip's are those of their transaction sets."""


def place_of(kind: str) -> Place | None:
    """Where a record of this kind is shown; None where no screen shows such records."""
    there = {entry.key for entry in ENTRIES}
    return next((place for place in RECORDS.get(kind, ()) if place.screen in there), None)


def feature_of(kind: str) -> str:
    """The feature that the screen of such records belongs to; empty where it belongs to none."""
    place = place_of(kind)
    return next((entry.feature for entry in ENTRIES if place is not None and entry.key == place.screen), "")


def destination(kind: str, key: Hashable) -> tuple[str, dict[str, object]] | None:
    """The screen and the parameters that show this record; None where no screen does."""
    place = place_of(kind)
    return None if place is None or key is None else (place.screen, {place.parameter: key})
