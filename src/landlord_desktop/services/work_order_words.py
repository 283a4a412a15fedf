"""The words of work orders: statuses, priorities, the six folders of their history, and the stamp in a note."""

from collections.abc import Mapping
from datetime import datetime

from landlord_desktop.rules.words import MONTHS
from landlord_desktop.services.books import Books

UNASSIGNED, HOLD, COMPLETED, INVOICED, CANCELLED = "Unassigned", "Hold", "Completed", "Invoiced", "Cancelled"
STATUSES = (UNASSIGNED, "Assigned", "Vendor Notified", "In Progress", HOLD, COMPLETED, INVOICED, CANCELLED)
"""The statuses of a work order of this office, in the order of the work."""

PRIORITIES: Mapping[str, str] = {"low": "Low", "normal": "Normal", "high": "High", "emergency": "Emergency"}
BILL_TO: Mapping[str, str] = {"": "", "owner": "Owner", "tenant": "Tenant", "management": "Management"}
FOLDERS: Mapping[str, str] = {
    "all": "1. All Work Orders", "not_resolved": "2. Not Resolved", "on_hold": "3. On Hold", "resolved": "4. Resolved",
    "not_invoiced": "5. Not Invoiced", "unassigned": "6. Unassigned",
}  # fmt: skip
RESOLVED_WORDS = ("completed", "complete", "closed", "resolved", "done", "invoiced", "cancelled", "canceled")
"""What counts as resolved, in small letters: Inosio's words are free text."""

_HOLD_WORDS = ("hold", "on hold")
_CANCELLED_WORDS = ("cancelled", "canceled")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def resolved(status: str, external_status: str) -> bool:
    """Whether the work is done: by this office's Status, or by Inosio's, which an import never writes over ours."""
    return bool({status.casefold(), external_status.casefold()} & set(RESOLVED_WORDS))


def in_folder(key: str, status: str, external_status: str, *, invoice: bool, vendor: bool) -> bool:
    """Whether an order with these is in a folder of the history; `invoice` and `vendor`: whether it has one."""
    words = {status.casefold(), external_status.casefold()}
    done = resolved(status, external_status)
    return {
        "all": True,
        "not_resolved": not done,
        "on_hold": not done and bool(words & set(_HOLD_WORDS)),
        "resolved": done,
        "not_invoiced": done and not invoice and status != INVOICED and not words & set(_CANCELLED_WORDS),
        "unassigned": not vendor,
    }[key]


def initials(user: str) -> str:
    """The initials of a user's name: "LYN" of lyn, "LS" of Lyn Smith."""
    parts = [part for part in user.replace(".", " ").replace("_", " ").split() if part]
    short = "".join(part[0] for part in parts) if len(parts) > 1 else "".join(parts)[:3]
    return short.upper()


def stamp(moment: datetime, by: str) -> str:
    """A local time and who wrote, as it stands in a note: "Tuesday January 28, 2014 at 3:38 PM by LYN"."""
    hour = moment.hour % 12 or 12
    half = "AM" if moment.hour < 12 else "PM"
    day = f"{_DAYS[moment.weekday()]} {MONTHS[moment.month - 1]} {moment.day}, {moment.year}"
    return f"{day} at {hour}:{moment.minute:02d} {half}" + (f" by {by}" if by else "")


def stamp_of(books: Books, moment: datetime, by: str) -> str:
    """The stamp of an instant in the office's zone."""
    return stamp(books.local_time(moment), by)


def notification_words(name: str, phone: str) -> str:
    """Whom to notify: "Notify Oscar The Grouch at 11234567898"; empty where nobody is named."""
    if not name and not phone:
        return ""
    return f"Notify {name or 'the tenant'}" + (f" at {phone}" if phone else "")
