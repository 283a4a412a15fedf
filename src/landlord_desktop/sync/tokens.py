"""The token and the sealing key: environment, this run's memory, or the key store; imported only when needed."""

from typing import TYPE_CHECKING

from landlord_desktop.services.books import Books

if TYPE_CHECKING:
    from landlord_desktop.inosio.token import TokenSource as TokenSource  # noqa: PLC0414 - handed on to `ui`


def token_source() -> "TokenSource":
    """Environment first, then what was pasted in this run, then the key store."""
    from landlord_desktop.inosio.token import TokenSource

    return TokenSource()


def sealed(books: Books, tokens: "TokenSource | None" = None) -> Books:
    """The books with stored payloads sealed, where this PC has a key store; otherwise the same books."""
    from landlord_desktop.inosio.errors import KeyStoreError

    try:
        key = (tokens or token_source()).data_key(books.database_uuid)
    except KeyStoreError:
        return books
    return books if key is None else books.sealed_with(key)
