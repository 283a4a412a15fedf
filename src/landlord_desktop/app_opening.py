"""Opening the books behind the painted window, and deciding who works in them."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from landlord_desktop.config import is_server
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.ui.known_databases import PRACTICE, Known

if TYPE_CHECKING:
    from landlord_desktop.app_practice import Practice
    from landlord_desktop.services.books import Books
    from landlord_desktop.services.log_on_choices import LogOnFacts
    from landlord_desktop.sync.tokens import TokenSource


@dataclass(frozen=True)
class Who:
    """Who is to work: the user that was chosen, else whoever need not be asked for by what this PC remembers."""

    user: str = ""
    known: tuple[Known, ...] = ()
    never_ask: bool = False

    def remembered(self, place: str) -> str:
        """The user who worked last on this PC in the database that is remembered as `place`."""
        return next((one.user for one in self.known if one.database == place), "")


@dataclass(frozen=True)
class Opened:
    """Books that were opened behind the painted window, by a user who is logged on. `place` is how they are known."""

    books: "Books"
    tokens: "TokenSource"
    practice: "Practice | None"
    place: str
    initials: str
    last_success: str
    features: frozenset[str]
    upgraded: Path | None = None
    notice: str = ""

    def close(self) -> None:
        """Close the books, and end the practice office's server."""
        self.books.close()
        if self.practice is not None:
            self.practice.stop()


def open_office(database: str, practice_folder: Path, who: Who = Who()) -> "Opened | LogOnFacts":
    """Open a database, or the practice office with its server, and log on; the facts to ask by where it must be asked.

    BooksError where it cannot be opened, RuleError or NotFoundError where this user cannot log on.
    """
    from landlord_desktop.services.backup import upgrade
    from landlord_desktop.services.books import open_books
    from landlord_desktop.sync.server_passwords import keep_for_this_run, password_for

    practice = None
    if database == PRACTICE:
        from landlord_desktop.app_practice import start_practice

        practice = start_practice(practice_folder)
    try:
        location = str(practice.database) if practice else database
        keep_for_this_run(location)
        password = password_for(location)
        upgraded = upgrade(location, password=password)
        books = open_books(location, password=password)
        try:
            found = _logged_on(books, practice, _place(database, books), who)
        except BaseException:
            books.close()
            raise
        if isinstance(found, Opened):
            return replace(found, upgraded=upgraded)
        books.close()
    except BaseException:
        if practice is not None:
            practice.stop()
        raise
    if practice is not None:
        practice.stop()
    return found


def _logged_on(books: "Books", practice: "Practice | None", place: str, who: Who) -> "Opened | LogOnFacts":
    from landlord_desktop.services.log_on_choices import who_works
    from landlord_desktop.services.log_on_facts import facts_of
    from landlord_desktop.services.settings import all_settings
    from landlord_desktop.services.users import initials_of, log_on
    from landlord_desktop.sync.tokens import token_source
    from landlord_desktop.ui.features import marked_features

    for_practice = practice is not None or books.today_is is not None
    facts, remembered = facts_of(place, books), who.remembered(place)
    name = who.user or who_works(facts, remembered, practice=for_practice, never_ask=who.never_ask)
    if name is None:
        return facts
    notice = ""
    try:
        books = log_on(books, name)
    except BooksError as error:  # books that can only be read can still be looked at
        books = replace(books, actor=replace(books.actor, user=name))
        notice = f"The log-on could not be recorded. {error.sentence}"
    tokens = token_source()
    if practice is not None:
        tokens.remember_for_session(practice.server, practice.token)
    success = all_settings(books)["inosio.last_success"]
    return Opened(
        books, tokens, practice, place, initials_of(books), success, marked_features(books), notice=notice
    )


def _place(database: str, books: "Books") -> str:
    """How the database is remembered: the whole path, or the address without its password."""
    if database == PRACTICE:
        return PRACTICE
    return books.store.location if is_server(database) else str(Path(database).absolute())
