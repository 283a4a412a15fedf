"""Sending that is off: after a restore nothing goes to the server until a person says so.

The server may know more than restored books do. What would be sent could call a batch unprocessed that was deposited
long ago, or tell tenants of balances they have paid.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books
from landlord_desktop.services.settings import all_settings, change_settings, put, read_settings

CONFIRMED = "office.sending_confirmed"


def is_off(settings: Mapping[str, str]) -> bool:
    """Whether nothing may be sent now."""
    return settings[CONFIRMED] != "yes"


def sending_is_off(connection: Connection) -> bool:
    """The same, read now."""
    return is_off(read_settings(connection))


def hold_sentence(books: Books, settings: Mapping[str, str]) -> str:
    """Why nothing is sent now, and what to do; empty where sending is on."""
    if not is_off(settings):
        return ""
    restored = settings["office.restored_at"]
    since = ""
    if restored:
        day = books.day_of(datetime.fromisoformat(restored))
        since = f" because these books were restored from a backup of {format_day(day)}"
    return f"Sending is off{since}. Compare the batches with Inosio, then press Allow Sending Again on the Inosio page."


def present_hold(books: Books) -> str:
    """The same, read now, with the way of the command line."""
    sentence = hold_sentence(books, all_settings(books))
    return sentence and f"{sentence} On the command line: settings D {CONFIRMED} yes."


def allow_sending(books: Books) -> None:
    """A person says that the books are right: what waits is sent again, with the keys it had before."""
    change_settings(books, {CONFIRMED: "yes"})


def look_back_from(books: Books) -> date:
    """The day from which the first round of a day counts back: today, after a restore the day of the backup."""
    since = all_settings(books)["office.look_back_from"]
    return min(books.today(), books.day_of(datetime.fromisoformat(since))) if since else books.today()


def end_look_back(connection: Connection) -> None:
    """All batches since the backup were seen, and a person said that the books are right: this day is like any."""
    settings = read_settings(connection)
    if settings["office.look_back_from"] and not is_off(settings):
        put(connection, {"office.look_back_from": "", "office.restored_at": ""})
