"""Errors of the talk with the Inosio server, each with one plain sentence for the bookkeeper.

InosioError              `sentence`, `kind`, `request_id`; never a token, a bank number or a tenant's data
├── Unreachable          no whole answer: no network, cut off, too slow; try again later
├── ServerFailing        429 or 5xx: try again after `retry_after_seconds`
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
    """The server answers that it cannot answer now; `retry_after_seconds` is its wish, None where it has none."""

    kind = "failing"

    def __init__(
        self, sentence: str, *, status: int, retry_after_seconds: int | None = None, request_id: str = ""
    ) -> None:
        super().__init__(sentence, request_id=request_id)
        self.status = status
        self.retry_after_seconds = retry_after_seconds


class SignedOut(InosioError):
    """The token is not accepted; `code` is `token_missing`, `token_invalid`, `token_revoked` or ""."""

    kind = "signed_out"

    def __init__(self, sentence: str, *, code: str = "", request_id: str = "") -> None:
        super().__init__(sentence, request_id=request_id)
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
        *,
        status: int,
        code: str = "",
        detail: str = "",
        problems: Sequence[tuple[str, str]] = (),
        batch: BatchHeader | None = None,
        request_id: str = "",
    ) -> None:
        super().__init__(sentence, request_id=request_id)
        self.status = status
        self.code = code
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
    """The PC's key store did not do what was asked; `state` tells which way it failed."""

    kind = "key_store"

    def __init__(self, sentence: str, *, state: KeyStoreState) -> None:
        super().__init__(sentence)
        self.state = state


class Cancelled(InosioError):
    """The call was stopped because a person asked for it."""

    kind = "cancelled"
