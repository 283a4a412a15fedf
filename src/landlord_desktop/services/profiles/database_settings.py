"""Setup > Database Settings: the period lock, and how the office works."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from landlord_desktop.rules.allocation import AllocationOrder
from landlord_desktop.rules.errors import StaleError
from landlord_desktop.rules.money import wire_from_cents
from landlord_desktop.services.autopilot_settings import autopilot_settings
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import VALUE_REQUIRED, FieldProblem, FieldsError
from landlord_desktop.services.office_settings import CHARGE_CODES, LOCK, REASON_NEEDED
from landlord_desktop.services.profiles.records import Saved
from landlord_desktop.services.settings import read_settings, write_settings


@dataclass(frozen=True, slots=True)
class DatabaseSettings:
    """`locked_through`: nothing is posted to this day or before it. `deposit_days`: business days a receipt may wait.

    The charge codes are given by their IDs. An empty `backup_folder` means the usual one.

    `autopilot_at` is a time such as 06:30, empty for the daily round. Largest amounts are cents; None sets no limit.
    """

    name: str = ""
    locked_through: date | None = None
    use_open_credits: bool = True
    allocation_order: str = "oldest first"
    slips_after_post: bool = True
    deposit_days: int = 3
    rent_charge_code: str = "RENT"
    nsf_charge_code: str = "NSF"
    backup_folder: str = ""
    autopilot_on: bool = False
    autopilot_at: str = ""
    autopilot_largest_amount: int | None = None
    autopilot_largest_batch_amount: int | None = None
    autopilot_largest_batch_payments: int | None = None


ALLOCATION_ORDERS = tuple((str(order), str(order)[:1].upper() + str(order)[1:]) for order in AllocationOrder)
"""Value and words of each order of allocation."""

FIELD_NAMES = {
    "name": "Office Name", "locked_through": "Locked Through", "reason": "Reason",
    "use_open_credits": "Use Open Credits Automatically", "deposit_days": "Days until Deposit",
    "allocation_order": "Payments Pay", "slips_after_post": "Make Deposit Slips of Whole Batches",
    "rent_charge_code": "Charge Code of Rents", "nsf_charge_code": "Charge Code of NSF Fees",
    "backup_folder": "Backup Folder",
    "autopilot_on": "Autopilot Works by Itself", "autopilot_at": "Time of Day",
    "autopilot_largest_amount": "Largest Payment", "autopilot_largest_batch_amount": "Largest Batch",
    "autopilot_largest_batch_payments": "Most Payments of a Batch",
}  # fmt: skip


def read_database_settings(books: Books) -> DatabaseSettings:
    """The settings as they stand."""
    with books.store.read() as connection:
        return _read(connection)


def save_database_settings(
    books: Books, wanted: DatabaseSettings, before: DatabaseSettings | None = None, reason: str = ""
) -> Saved[DatabaseSettings]:
    """Store the settings. Opening a locked period again asks a reason, which the audit trail keeps.

    FieldsError names every field that cannot be saved, `reason` among them; StaleError where somebody changed them.
    """
    values = {
        "office.name": wanted.name.strip(),
        LOCK: wanted.locked_through.isoformat() if wanted.locked_through else "",
        "office.use_open_credits": "yes" if wanted.use_open_credits else "no",
        "office.allocation_order": wanted.allocation_order,
        "office.slips_after_post": "yes" if wanted.slips_after_post else "no",
        "office.deposit_days": str(wanted.deposit_days), "office.rent_charge_code": wanted.rent_charge_code.strip(),
        "office.nsf_charge_code": wanted.nsf_charge_code.strip(), "office.backup_folder": wanted.backup_folder.strip(),
        **_autopilot_values(wanted),
    }  # fmt: skip
    with books.store.write() as connection:
        if before is not None and before != _read(connection):
            raise StaleError(
                "The database settings were changed by somebody else meanwhile. Nothing was saved; read them again."
            )
        faults = write_settings(connection, books, values, reason)
        found = [_problem(key, sentence, values[key]) for key, sentence in faults.items()]
        if not values["office.name"]:
            found.insert(0, FieldProblem("name", VALUE_REQUIRED))
        if found:
            raise FieldsError(found, FIELD_NAMES)
        return Saved(_read(connection))


def _problem(key: str, sentence: str, value: str) -> FieldProblem:
    if sentence == REASON_NEEDED:
        return FieldProblem("reason", sentence)
    plain = sentence.removeprefix(f"{key}: ").removeprefix(f"{key} is ")
    field = key.removeprefix("office.").replace(".", "_")
    return FieldProblem(field, VALUE_REQUIRED if key in CHARGE_CODES and not value else plain[:1].upper() + plain[1:])


def _read(connection: Connection) -> DatabaseSettings:
    values = read_settings(connection)
    locked = date.fromisoformat(values[LOCK]) if values[LOCK] else None
    autopilot = autopilot_settings(values)
    return DatabaseSettings(
        values["office.name"], locked, values["office.use_open_credits"] == "yes", values["office.allocation_order"],
        values["office.slips_after_post"] == "yes",
        int(values["office.deposit_days"]), values["office.rent_charge_code"], values["office.nsf_charge_code"],
        values["office.backup_folder"], autopilot.on, autopilot.at, autopilot.largest_cents,
        autopilot.largest_batch_cents, autopilot.largest_batch_payments,
    )


def _autopilot_values(wanted: DatabaseSettings) -> dict[str, str]:
    amounts = {
        "autopilot.largest_amount": wanted.autopilot_largest_amount,
        "autopilot.largest_batch_amount": wanted.autopilot_largest_batch_amount,
    }
    payments = wanted.autopilot_largest_batch_payments
    return {
        "autopilot.on": "yes" if wanted.autopilot_on else "no", "autopilot.at": wanted.autopilot_at.strip(),
        **{key: wire_from_cents(cents) if cents else "" for key, cents in amounts.items()},
        "autopilot.largest_batch_payments": str(payments) if payments else "",
    }  # fmt: skip
