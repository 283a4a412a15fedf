"""The words of the log-on screen."""

from pathlib import Path

from landlord_desktop.config import is_server, place_name
from landlord_desktop.services.log_on_choices import LogOnFacts, UserRow
from landlord_desktop.ui.known_databases import PRACTICE
from landlord_desktop.ui.text import format_moment, shown, tool_tip

PROTECTS = (
    "Your name is kept with everything you do. It is no password and locks nothing: a database file is protected by "
    "this PC's own log-on (Windows), an office server by the server's password."
)
PRACTICE_TEXT = "Practice office"


def database_text(database: str) -> str:
    """A database in the pick list: the file's name with its folder, or the database's with its server."""
    if database == PRACTICE:
        return PRACTICE_TEXT
    return f"{shown(place_name(database))} \u2013 {_where(database)}"


def database_tip(database: str) -> str:
    """The whole path or address of a database; it may be longer than the pick list is wide."""
    if database == PRACTICE:
        return "The guide's sample books with a practice server, on this PC alone"
    return f"Database on {_where(database)}" if is_server(database) else tool_tip(shown(database))


def user_text(row: UserRow) -> str:
    """A user in the pick list: "lynn - Lynn Mayfield (LM)"."""
    full = f" \u2013 {shown(row.full_name)}" if row.full_name else ""
    return f"{shown(row.name)}{full} ({shown(row.initials)})"


def user_note(facts: LogOnFacts, name: str) -> str:
    """When a user worked last, or that this name becomes a user."""
    row = next((row for row in facts.users if row.name == name), None)
    if row is None:
        return "Becomes a user of these books with OK. Full name and initials: Setup > Users."
    if row.last_log_on_at is None:
        return "Never logged on yet."
    return f"Last log-on: {format_moment(row.last_log_on_at)} on {shown(row.last_workstation)}."


def _where(database: str) -> str:
    if is_server(database):
        return shown(database.partition("?")[0].partition("//")[2].rpartition("/")[0].rpartition("@")[2])
    folder = Path(database).absolute().parent
    try:
        return shown(f"~/{folder.relative_to(Path.home())}".removesuffix("/."))
    except ValueError:
        return shown(str(folder))
