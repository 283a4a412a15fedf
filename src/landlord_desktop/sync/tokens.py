"""The token and the sealing key: environment, this run's memory, or the key store; imported only when needed."""

from dataclasses import replace
from typing import TYPE_CHECKING, NoReturn

from landlord_desktop.services.basics import LandlordError
from landlord_desktop.services.books import Books

if TYPE_CHECKING:
    from landlord_desktop.inosio.token import TokenSource as TokenSource  # noqa: PLC0414 - handed on to `ui`


class SealedAwayError(LandlordError):
    """The key for stored payloads cannot be read now; what holds bank numbers is neither built nor sent."""


class LockedSealer:
    """Stands for a key that is there but cannot be read: nothing is stored plain in its stead."""

    encrypts = True

    def __init__(self, sentence: str) -> None:
        self._sentence = sentence

    def seal(self, body: bytes, place: str) -> NoReturn:  # noqa: ARG002
        """SealedAwayError, always."""
        raise SealedAwayError(f"Nothing was sent. {self._sentence}")

    def unseal(self, sealed: bytes, place: str) -> NoReturn:  # noqa: ARG002
        """SealedAwayError, always."""
        raise SealedAwayError(f"What is stored for the server cannot be opened. {self._sentence}")


def token_source() -> "TokenSource":
    """Environment first, then what was pasted in this run, then the key store."""
    from landlord_desktop.inosio.token import TokenSource

    return TokenSource()


def sealed(books: Books, tokens: "TokenSource | None" = None) -> Books:
    """The books with stored payloads sealed; plain where this PC has no key store at all.

    Where the key store is locked or refuses, the books are as before, but nothing can be sent that was or is to be
    sealed.
    """
    from landlord_desktop.inosio.errors import KeyStoreError

    try:
        key = (tokens or token_source()).data_key(books.database_uuid)
    except KeyStoreError as error:
        return replace(books, store=books.store.sealed_with(LockedSealer(error.sentence)))
    return books if key is None else books.sealed_with(key)


def readable(books: Books, tokens: "TokenSource | None" = None) -> Books:
    """The books with sealed payloads open where the key store gives the key; as they are where it does not."""
    made = sealed(books, tokens)
    return books if isinstance(made.store.sealer, LockedSealer) else made
