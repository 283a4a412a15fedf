"""Passwords of office servers: from the address, this run's memory or the key store; never in settings, never shown.

Where none of these has one, the driver is left to its own ways (PGPASSWORD, its password file).
"""

from urllib.parse import unquote, urlsplit

from landlord_desktop.config import is_server
from landlord_desktop.services.places import server_address

SERVICE = "landlord-desktop-database"
_of_this_run: dict[str, str] = {}


def password_for(location: str) -> str | None:
    """The password for a database's location; None for a file, and where none is known here.

    Reading the key store may wait for the user: not to be called in the GUI thread. BooksError for a bad address.
    """
    if not is_server(location):
        return None
    address = server_address(location)
    if address in _of_this_run:
        return _of_this_run[address]
    from landlord_desktop.inosio.errors import KeyStoreError
    from landlord_desktop.inosio.token import KeyStore

    try:
        return KeyStore().read(SERVICE, address)
    except KeyStoreError:
        return None


def keep_for_this_run(location: str) -> None:
    """Remember the password that stands in an address until the program ends: where it is shown it has none.

    BooksError for a bad address.
    """
    if is_server(location):
        address, password = server_address(location), urlsplit(location).password
        if password:
            _of_this_run[address] = unquote(password)


def remember_password(location: str, password: str) -> str:
    """Keep a server's password in the key store; its state: "ok", or why it lives only until the program ends."""
    from landlord_desktop.inosio.errors import KeyStoreError
    from landlord_desktop.inosio.token import KeyStore

    address = server_address(location)
    _of_this_run[address] = password
    try:
        KeyStore().keep(SERVICE, address, password)
    except KeyStoreError as error:
        return error.state
    return "ok"


def forget_password(location: str) -> None:
    """Forget a server's password everywhere; KeyStoreError where the key store does not let it."""
    from landlord_desktop.inosio.token import KeyStore

    address = server_address(location)
    _of_this_run.pop(address, None)
    KeyStore().forget(SERVICE, address)
