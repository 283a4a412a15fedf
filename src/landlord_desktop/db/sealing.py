"""Sealing of stored payloads: they hold bank numbers, so they are encrypted where the PC keeps a key for it."""

import hashlib
import os
from typing import Protocol

_MARK_BYTES, _NONCE_BYTES = 8, 12


class Sealer(Protocol):
    """Turns bytes into sealed bytes and back. `place` binds them to their row, so that none can be moved."""

    encrypts: bool

    def seal(self, body: bytes, place: str) -> bytes: ...

    def unseal(self, sealed: bytes, place: str) -> bytes: ...


class PlainSealer:
    """For a PC without a key store: bytes are stored as they are, and the settings page says so."""

    encrypts = False

    def seal(self, body: bytes, place: str) -> bytes:  # noqa: ARG002
        return body

    def unseal(self, sealed: bytes, place: str) -> bytes:  # noqa: ARG002
        return sealed


class OtherKeyError(ValueError):
    """Bytes that were sealed with a key which is not this one: another PC's, or one that was lost since."""


class KeySealer:
    """AES-256-GCM bound to the row by `place`: the key's mark of 8 bytes, a random nonce of 12, then the sealed bytes.

    The mark tells another key from changed bytes; it is a hash, from which the key cannot be found.
    """

    encrypts = True

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(key)
        self._mark = hashlib.sha256(b"landlord-desktop sealing key" + key).digest()[:_MARK_BYTES]

    def seal(self, body: bytes, place: str) -> bytes:
        """The sealed bytes; different at every call."""
        nonce = os.urandom(_NONCE_BYTES)
        return self._mark + nonce + self._cipher.encrypt(nonce, body, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """The bytes that were sealed for this place. OtherKeyError for another key, ValueError where they changed."""
        from cryptography.exceptions import InvalidTag

        if sealed[:_MARK_BYTES] != self._mark:
            raise OtherKeyError("sealed with another key")
        start = _MARK_BYTES + _NONCE_BYTES
        try:
            return self._cipher.decrypt(sealed[_MARK_BYTES:start], sealed[start:], place.encode())
        except InvalidTag as error:
            raise ValueError("not the bytes that were sealed for this place") from error
