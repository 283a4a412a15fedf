"""The period lock: nothing is posted, reversed or dated into a closed period until a person opens it again."""

from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import RuleError

SETTING = "office.locked_through"


def locked_through(connection: Connection) -> str:
    """The last locked day as ISO text; the empty text where nothing is locked."""
    return connection.execute(_LOCK).scalar() or ""


def refuse_locked(posted_on: str, locked: str) -> None:
    """RuleError for a posting date (ISO text) in the locked period."""
    if posted_on <= locked:
        last = date.fromisoformat(locked)
        raise RuleError(
            f"The books are locked through {last.month}/{last.day}/{last.year}. Nothing was posted; choose a later "
            "date, or have the period opened in Setup > Database Settings."
        )


_LOCK = text("SELECT value FROM setting WHERE key = 'office.locked_through'")
