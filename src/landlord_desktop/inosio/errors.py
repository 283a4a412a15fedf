"""Errors of the talk with the Inosio server, each with one plain sentence for the bookkeeper.

InosioError              `sentence`, `kind`, `request_id`; never a token, a bank number or a tenant's data
├── Unreachable          no whole answer: no network, cut off, too slow; try again later
├── ServerFailing        429 or 5xx: try again after `retry_after` seconds
├── SignedOut            401: the token is missing, wrong or revoked; stop until a new one is pasted
├── Refused              the server refuses this request: `status`, `code`, `detail`, `problems`, `batch` (412)
│   └── SyncTokenExpired 410: read the whole list again
├── Nonsense             an answer that breaks the contract; nothing of it was taken
│   └── ServerMoved      a redirect; redirects are never followed
├── InsecureAddress      a server address that is not used, with the reason
├── HostChanged          the token belongs to another server
├── BadToken             the text pasted cannot be a token
├── KeyStoreError        the PC's key store is absent, locked or refuses: `state`
└── Cancelled            stopped because a person asked for it
"""
# ruff: noqa: N818 - named by what happened, as the sentences are

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from landlord_desktop.inosio.schemas import BatchHeader


class KeyStoreState(StrEnum):
    """What the PC's key store can do now."""

    OK = "ok"
    ABSENT = "absent"
    LOCKED = "locked"
    REFUSED = "refused"
    TOO_LONG = "too_long"


_PASTE_TOKEN = "Paste a valid token in Integration > Integration Settings."  # noqa: S105 - a sentence
_TOKEN_FAULTS = {
    "token_missing": "The server was given no User Token.",
    "token_invalid": "The server does not know this User Token.",
    "token_revoked": "This User Token was revoked, as happens when a newer one is made.",
}
_KEY_STORE_FAULTS = {
    KeyStoreState.OK: "The key store of this PC works.",
    KeyStoreState.ABSENT: "This PC has no key store that may hold the token. It is kept until the program ends.",
    KeyStoreState.LOCKED: "The key store of this PC is locked. Unlock it by signing in to the PC, then try again.",
    KeyStoreState.REFUSED: "The key store of this PC refused. Nothing was stored there; try again, or paste the token.",
    KeyStoreState.TOO_LONG: "The text is too long for a User Token. Nothing was stored; paste the token alone.",
}


class InosioError(Exception):
    """A fault that can be told to the user: `sentence` says what was not done and what to do next.

    `request_id` is the server's name for the call, "" where it gave none.
    """

    kind: ClassVar[str] = "inosio"

    def __init__(self, sentence: str, *, request_id: str = "") -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.request_id = request_id


class Unreachable(InosioError):
    """No whole answer came. With `effect_unknown` the server may have done what was asked all the same."""

    kind = "unreachable"

    def __init__(self, sentence: str, *, effect_unknown: bool = False, request_id: str = "") -> None:
        super().__init__(sentence, request_id=request_id)
        self.effect_unknown = effect_unknown


class ServerFailing(InosioError):
    """The server cannot answer now; `retry_after` is its wish in seconds, None where it has none."""

    kind = "failing"

    def __init__(
        self, sentence: str, *, status: int = 0, retry_after: float | None = None, request_id: str = ""
    ) -> None:
        super().__init__(sentence, request_id=request_id)
        self.status = status
        self.retry_after = retry_after


class SignedOut(InosioError):
    """The token is not accepted; `code` is `token_missing`, `token_invalid`, `token_revoked` or ""."""

    kind = "signed_out"

    def __init__(self, code: str = "", *, request_id: str = "") -> None:
        what = _TOKEN_FAULTS.get(code, "The server does not accept the User Token.")
        super().__init__(
            f"{what} Nothing was sent or fetched; what waits is kept. {_PASTE_TOKEN}", request_id=request_id
        )
        self.code = code


class Refused(InosioError):
    """The server refuses this one request, and would again.

    `detail` and `problems` (pointer, detail) are the server's words, with long numbers masked; `batch` is the
    present header where a batch changed meanwhile (412).
    """

    kind = "refused"

    def __init__(
        self,
        sentence: str,
        code: str = "",
        status: int = 0,
        *,
        detail: str = "",
        problems: Sequence[tuple[str, str]] = (),
        batch: BatchHeader | None = None,
        request_id: str = "",
    ) -> None:
        super().__init__(sentence, request_id=request_id)
        self.code = code
        self.status = status
        self.detail = detail
        self.problems = tuple(problems)
        self.batch = batch


class SyncTokenExpired(Refused):
    """The server no longer knows what changed since the last read: read the whole list again."""

    kind = "sync_token_expired"


class Nonsense(InosioError):
    """An answer that breaks the contract; nothing of it was taken."""

    kind = "nonsense"


class ServerMoved(Nonsense):
    """The server answered with a redirect, which is never followed."""

    kind = "moved"


class InsecureAddress(InosioError):
    """A server address that cannot or must not be used."""

    kind = "address"


class HostChanged(InosioError):
    """The token was given for another server and is not sent to this one."""

    kind = "host_changed"


class BadToken(InosioError):
    """The text cannot be a user token."""

    kind = "token"


class KeyStoreError(InosioError):
    """The PC's key store did not do what was asked; `state` is a KeyStoreState."""

    kind = "key_store"

    def __init__(self, state: str) -> None:
        self.state = KeyStoreState(state)
        super().__init__(_KEY_STORE_FAULTS[self.state])


class Cancelled(InosioError):
    """The call was stopped because a person asked for it."""

    kind = "cancelled"
