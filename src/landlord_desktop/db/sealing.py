"""Sealing of stored payloads: they hold bank numbers, so they are encrypted where the PC keeps a key for it."""

import os
from typing import Protocol


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


class KeySealer:
    """AES-256-GCM with a random nonce of 96 bits in front, bound to the row by `place`."""

    encrypts = True

    def __init__(self, key: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        self._cipher = AESGCM(key)

    def seal(self, body: bytes, place: str) -> bytes:
        """The sealed bytes; different at every call."""
        nonce = os.urandom(12)
        return nonce + self._cipher.encrypt(nonce, body, place.encode())

    def unseal(self, sealed: bytes, place: str) -> bytes:
        """The bytes that were sealed for this place; ValueError for another key or place."""
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(sealed[:12], sealed[12:], place.encode())
        except InvalidTag as error:
            raise ValueError("sealed with another key") from error
