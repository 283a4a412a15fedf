"""Who works on a batch and since when, and which batches the server now gives otherwise, in words for their lines."""

from datetime import datetime

from sqlalchemy import Connection, text

from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books

CHANGED = "The server now gives this batch otherwise than it was loaded"
"""What stands with a line whose batch changed on the server; both are kept, and the Integration Log shows them."""


def since_words(books: Books, moment: datetime | None) -> str:
    """A moment by the office's clock, as "since 9:14 AM", with its day where that is another one."""
    if moment is None:
        return ""
    local = books.local_time(moment)
    day = "" if local.date() == books.day_of(books.now()) else f"{format_day(local.date())}, "
    return f"since {day}{local.hour % 12 or 12}:{local.minute:02d} {'AM' if local.hour < 12 else 'PM'}"


def who_works(books: Books, user: str, workstation: str, moment: datetime | None) -> str:
    """"being worked on by maria at PC-2 since 9:14 AM"."""
    return f"being worked on by {user} at {workstation} {since_words(books, moment)}".rstrip()


def worked_on_elsewhere(connection: Connection, books: Books) -> dict[str, str]:
    """By batch id, the words on each batch that another person or PC works on now."""
    actor = books.actor
    found = connection.execute(
        _CLAIMS, {"now": instant_text(books.now()), "user": actor.user, "workstation": actor.workstation}
    )
    return {
        row[0]: who_works(books, row[1], row[2], datetime.fromisoformat(row[3]) if row[3] else None) for row in found
    }


def changed_on_server(connection: Connection) -> dict[str, int]:
    """The batches of which the server gave other contents since they were stored, and nobody settled it.

    By batch id, the number of its newest answer that is set aside.
    """
    return {row[0]: row[1] for row in connection.execute(_CHANGED)}


_CLAIMS = text(
    "SELECT id, claimed_by, claimed_workstation, claimed_at FROM inosio_batch WHERE claimed_by <> '' "
    "AND claim_expires_at > :now AND (claimed_by <> :user OR claimed_workstation <> :workstation)"
)
_CHANGED = text(
    "SELECT subject, max(id) FROM set_aside WHERE kind = 'batch' AND settled_at IS NULL GROUP BY subject"
)
