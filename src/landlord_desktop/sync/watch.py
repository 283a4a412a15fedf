"""What there is to do by itself, read now: is something due, is the round of this office day still to be done."""

import socket
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from landlord_desktop.services.books import Books
from landlord_desktop.services.outbox import balances_are_stale
from landlord_desktop.services.portfolio import day_is_claimed
from landlord_desktop.services.send_outcomes import reached_again
from landlord_desktop.services.sending import due_items
from landlord_desktop.services.settings import all_settings

PROBE_SECONDS = 3.0
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Look:
    """How things stand. `due`: something can be sent now; `daily`: the daily round is wanted and nobody did it.

    `stale`: balances are to be sent automatically, and none were asked for since the newest posting; the program ended
    before they went. `in_sight`: data is not to be sent in the background. Without a server (`server` False) nothing is
    to do.
    """

    server: bool
    due: bool
    daily: bool
    in_sight: bool
    stale: bool
    last_success: datetime | None
    last_error: str


def look(books: Books, *, anew: bool = False) -> Look:
    """Read how things stand; `anew`: the network is back, so that what waited for it is due now."""
    settings = all_settings(books)
    server = bool(settings["inosio.server"])
    success = settings["inosio.last_success"]
    if anew and server:
        reached_again(books)
    return Look(
        server, server and bool(due_items(books)),
        server and settings["inosio.sync_daily"] == "yes" and not day_is_claimed(books, "sync"),
        settings["inosio.send_in_background"] != "yes",
        server and settings["inosio.balances_automatic"] == "yes" and balances_are_stale(books),
        datetime.fromisoformat(success) if success else None, settings["inosio.last_error"],
    )


def can_be_reached(books: Books) -> bool:
    """Whether somebody answers at the saved address; nothing is said to them. May wait for some seconds."""
    place = urlsplit(all_settings(books)["inosio.server"])
    if not place.hostname:
        return False
    try:
        socket.create_connection((place.hostname, place.port or _PORTS.get(place.scheme, 443)), PROBE_SECONDS).close()
    except (OSError, ValueError):
        return False
    return True
