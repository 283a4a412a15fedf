"""The User Token: a value that cannot be printed, and the places it may come from.

Environment (`LANDLORD_INOSIO_TOKEN`, read once and removed) → this run's memory → the PC's key store. Never a file:
only key stores on the allow-list are used, because some backends of the keyring library write plain text.
"""

import base64
import binascii
import logging
import os
import re
import secrets
from collections.abc import Callable, MutableMapping
from typing import NoReturn, Protocol

from landlord_desktop.inosio.address import check_server_address, is_loopback_origin
from landlord_desktop.inosio.errors import BadToken, HostChanged, InsecureAddress, KeyStoreError

SERVICE = "landlord-desktop"
KEY_SERVICE = "landlord-desktop-data-key"
LONGEST_TOKEN = 1200
"""Windows keeps 2,560 bytes, two for each character."""
_DATA_KEY_BYTES = 32
TOKEN_VARIABLE = "LANDLORD_INOSIO_TOKEN"  # noqa: S105 - the name of a variable
SERVER_VARIABLE = "LANDLORD_INOSIO_SERVER"
_log = logging.getLogger(__name__)
ALLOWED_BACKENDS = frozenset(
    {
        "keyring.backends.SecretService.Keyring",
        "keyring.backends.libsecret.Keyring",
        "keyring.backends.kwallet.DBusKeyring",
        "keyring.backends.kwallet.DBusKeyringKWallet4",
        "keyring.backends.Windows.WinVaultKeyring",
        "keyring.backends.macOS.Keyring",
    }
)


class Token:
    """A token bound to its origin. It shows itself as dots and can be neither copied nor pickled."""

    __slots__ = ("_origin", "_value")

    def __init__(self, value: str, origin: str | None) -> None:
        self._value = value
        self._origin = origin

    def reveal(self) -> str:
        """The token itself, for the Authorization header alone."""
        return self._value

    def require_origin(self, origin: str) -> None:
        """HostChanged where the token was given for another address."""
        if self._origin is not None and origin != self._origin:
            raise HostChanged("The User Token belongs to another server address. Paste the token for this one.")

    def __repr__(self) -> str:
        return "Token(••••)"

    __str__ = __repr__

    def __format__(self, _wanted: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a token is neither copied nor pickled")


def checked_token(text: str, origin: str) -> Token:
    """The token in a pasted text, bound to its origin; BadToken, not repeating it, where there is none in it."""
    cleaned = text.strip()
    if not cleaned:
        raise BadToken("No User Token was pasted. Nothing was stored. Copy it in Inosio, then paste it.")
    if len(cleaned) > LONGEST_TOKEN:
        raise BadToken("The text is too long for a User Token. Nothing was stored. Paste the token alone.")
    if re.fullmatch("[\x21-\x7e]+", cleaned) is None:
        raise BadToken(
            "The text holds spaces, line breaks or letters that no User Token has. Nothing was stored. "
            "Copy the token again, alone."
        )
    return Token(cleaned, origin)


class Keyring(Protocol):
    """The part of a keyring backend that is used."""

    def get_password(self, service: str, username: str) -> str | None: ...

    def set_password(self, service: str, username: str, password: str) -> None: ...

    def delete_password(self, service: str, username: str) -> None: ...


def system_keyring() -> Keyring:
    """The PC's key store. KeyStoreError("absent") where it is none of the allow-list."""
    import keyring
    from keyring.backends.chainer import ChainerBackend

    backend = keyring.get_keyring()
    candidates = list(backend.backends) if isinstance(backend, ChainerBackend) else [backend]
    for candidate in candidates:
        if f"{type(candidate).__module__}.{type(candidate).__qualname__}" in ALLOWED_BACKENDS:
            found: Keyring = candidate
            return found
    raise KeyStoreError("absent")


class KeyStore:
    """Tokens and data keys in the PC's key store; every fault is a KeyStoreError with its state."""

    def __init__(self, backend: Keyring | None = None) -> None:
        self._backend = backend

    def state(self) -> str:
        """ok, absent, locked or refused."""
        try:
            self.read(SERVICE, "state")
        except KeyStoreError as error:
            return error.state
        return "ok"

    def read(self, service: str, name: str) -> str | None:
        """A stored secret, or None."""
        return self._call(lambda backend: backend.get_password(service, name))

    def keep(self, service: str, name: str, value: str) -> None:
        """Store a secret."""
        if len(value) > LONGEST_TOKEN:
            raise KeyStoreError("too_long")
        self._call(lambda backend: backend.set_password(service, name, value))

    def forget(self, service: str, name: str) -> None:
        """Delete a secret where there is one."""
        if self.read(service, name) is not None:
            self._call(lambda backend: backend.delete_password(service, name))

    def _call(self, act: Callable[[Keyring], str | None]) -> str | None:
        from keyring.errors import InitError, KeyringLocked, NoKeyringError

        try:
            return act(self._backend or system_keyring())
        except KeyStoreError:
            raise
        except NoKeyringError:
            raise KeyStoreError("absent") from None
        except (KeyringLocked, InitError):
            raise KeyStoreError("locked") from None
        except Exception as error:  # noqa: BLE001 - each system's key store has errors of its own
            _log.info("The key store refused with %s.", type(error).__name__)
            raise KeyStoreError("refused") from None


class TokenSource:
    """Where tokens come from, in their order; one for the whole run of the program."""

    def __init__(
        self, store: KeyStore | None = None, environment: MutableMapping[str, str] | None = None
    ) -> None:
        self._store = store or KeyStore()
        variables = os.environ if environment is None else environment
        value = variables.pop(TOKEN_VARIABLE, "").strip()
        self._environment = Token(value, None) if value else None
        self._environment_origin = _origin_or_none(variables.get(SERVER_VARIABLE, ""))
        self._session: dict[str, Token] = {}

    def token_for(self, origin: str) -> Token | None:
        """The token for an origin, or None. A key store that is absent, locked or refused counts as empty.

        The environment's token goes to this PC or to LANDLORD_INOSIO_SERVER alone; BadToken where it can be none.
        """
        if self._environment is not None and self._given_by_environment(origin):
            return checked_token(self._environment.reveal(), origin)
        if origin in self._session:
            return self._session[origin]
        try:
            stored = self._store.read(SERVICE, origin)
        except KeyStoreError:
            return None
        return checked_token(stored, origin) if stored else None

    def place(self, origin: str) -> str:
        """Where the token of an origin comes from: "environment", "key_store", "session" or "" for none."""
        if self._given_by_environment(origin):
            return "environment"
        pasted = self._session.get(origin)
        try:
            stored = self._store.read(SERVICE, origin)
        except KeyStoreError:
            stored = None
        if stored and (pasted is None or pasted.reveal() == stored):
            return "key_store"
        return "session" if pasted else ""

    def _given_by_environment(self, origin: str) -> bool:
        if self._environment is None:
            return False
        return is_loopback_origin(origin) or origin == self._environment_origin

    def remember(self, origin: str, value: str) -> str:
        """Keep a pasted token; the key store's state: "ok", or why it lives only until the program ends.

        BadToken where the text can be none.
        """
        token = checked_token(value, origin)
        self._session[origin] = token
        try:
            self._store.keep(SERVICE, origin, token.reveal())
        except KeyStoreError as error:
            return error.state
        return "ok"

    def remember_for_session(self, origin: str, value: str) -> None:
        """Keep a token until the program ends, and nowhere else. BadToken where the text can be none."""
        self._session[origin] = checked_token(value, origin)

    def forget(self, origin: str) -> None:
        """Forget the token of an origin everywhere."""
        self._session.pop(origin, None)
        self._store.forget(SERVICE, origin)

    def state(self) -> str:
        """The key store's state: ok, absent, locked or refused."""
        return self._store.state()

    def data_key(self, database_uuid: str) -> bytes | None:
        """The 32 bytes that seal this database's stored payloads; None where there is no key store.

        Made at first use. KeyStoreError where the key store is locked or refuses.
        """
        try:
            stored = self._store.read(KEY_SERVICE, database_uuid)
            if stored is None:
                made = base64.b64encode(secrets.token_bytes(_DATA_KEY_BYTES)).decode("ascii")
                self._store.keep(KEY_SERVICE, database_uuid, made)
                stored = self._store.read(KEY_SERVICE, database_uuid)
        except KeyStoreError as error:
            if error.state == "absent":
                return None
            raise
        try:
            key = base64.b64decode(stored or "", validate=True)
        except (binascii.Error, ValueError):
            key = b""
        if len(key) != _DATA_KEY_BYTES:
            raise KeyStoreError("refused")
        return key


def _origin_or_none(server: str) -> str | None:
    try:
        return check_server_address(server)
    except InsecureAddress:
        return None
