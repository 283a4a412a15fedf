"""One request and its one strict answer: headers, limits and deadline; what the status means stands in `problems`."""

import gzip
import logging
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from landlord_desktop.inosio.address import check_server_address, is_loopback_origin
from landlord_desktop.inosio.errors import InosioError
from landlord_desktop.inosio.parser import LARGEST_ANSWER_BYTES, read_json, unreadable
from landlord_desktop.inosio.problems import error_of
from landlord_desktop.inosio.token import Token
from landlord_desktop.inosio.transport import Clock, Guard, GuardedTransport, tls_context

COMPRESS_ABOVE_BYTES = 64 * 1024
_PATH = re.compile(r"(/[A-Za-z0-9._~%-]+)+", re.ASCII)
_REQUEST_ID = re.compile(r"[A-Za-z0-9._:-]{1,100}", re.ASCII)
_HEADER_VALUE = re.compile(r"[\x21-\x7e]{1,200}", re.ASCII)
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """A taken answer: `body` is its JSON value, None where it has none; `raw` its bytes."""

    status: int
    body: Any = field(repr=False)
    raw: bytes = field(repr=False)
    request_id: str


class Wire:
    """Requests to one origin with one token. Not shared between threads."""

    def __init__(
        self,
        server: str,
        token: Token,
        *,
        protocol: str,
        deadline_seconds: float,
        transport: httpx.BaseTransport | None,
        clock: Clock,
        stop: threading.Event,
    ) -> None:
        self.origin = check_server_address(server)
        token.require_origin(self.origin)
        self._token = token
        self._deadline_seconds = deadline_seconds
        self._clock = clock
        self._stop = stop
        self.last_request_id = ""
        for name in ("httpx", "httpcore"):
            logging.getLogger(name).setLevel(logging.WARNING)
        plain = self.origin.startswith("http:")
        if transport is None:
            transport = GuardedTransport(tls_context(protocol), loopback_only=plain and is_loopback_origin(self.origin))
        self._http = httpx.Client(
            transport=transport, trust_env=False, follow_redirects=False, timeout=deadline_seconds
        )

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """One request and its whole answer; every other end is an InosioError."""
        if _PATH.fullmatch(path) is None or any(step in {".", ".."} for step in path.split("/")):
            raise ValueError("not a path of the contract")
        sent = {
            **_checked(headers or {}), "Accept": "application/json, application/problem+json",
            "Accept-Encoding": "identity", "User-Agent": "landlord-desktop",
            "Authorization": f"Bearer {self._token.reveal()}",
        }
        if content is not None and len(content) > COMPRESS_ABOVE_BYTES:
            content = gzip.compress(content, mtime=0)
            sent["Content-Encoding"] = "gzip"
        guard = Guard(self._clock, self._deadline_seconds, self._stop, writes=method != "GET")
        guard.slice()
        response, raw = self._exchange(method, path, query, sent, content, guard)
        found = response.headers.get("X-Request-Id", "")
        request_id = self.last_request_id = found if _REQUEST_ID.fullmatch(found) else ""
        _log.info("%s %s: %s, request %s", method, path, response.status_code, request_id or "without a name")
        return self._judged(response, raw, request_id)

    def _exchange(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        headers: Mapping[str, str],
        content: bytes | None,
        guard: Guard,
    ) -> tuple[httpx.Response, bytes]:
        try:
            with self._http.stream(
                method, f"{self.origin}{path}", params=query, headers=headers, content=content,
                extensions={"guard": guard},
            ) as response:
                return response, _read(response, guard)
        except httpx.ConnectError:
            raise guard.failed("The server cannot be reached; check the address and the network.") from None
        except httpx.TransportError:
            guard.sent = True
            raise guard.failed("The connection broke, or the answer was cut off.") from None
        finally:
            self._http.cookies.clear()

    def _judged(self, response: httpx.Response, raw: bytes, request_id: str) -> Answer:
        status = response.status_code
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        try:
            if status not in {200, 201, 204}:
                raise error_of(response, kind, raw, self._token, self._clock.now())
            if status == 204:
                return Answer(status, None, raw, request_id)
            if kind != "application/json":
                raise unreadable("it is no data, perhaps a web page")
            return Answer(status, read_json(raw), raw, request_id)
        except InosioError as error:
            error.request_id = request_id
            raise


def _checked(headers: Mapping[str, str]) -> Mapping[str, str]:
    if any(_HEADER_VALUE.fullmatch(value) is None for value in headers.values()):
        raise ValueError("a header holds what no header may")
    return headers


def _read(response: httpx.Response, guard: Guard) -> bytes:
    """The whole body; Nonsense for one that is compressed, too large or without an end mark."""
    if response.headers.get("Content-Encoding", "identity").strip().lower() != "identity":
        raise unreadable("it is compressed, which was not asked for")
    length = response.headers.get("Content-Length")
    chunked = response.headers.get("Transfer-Encoding", "").strip().lower() == "chunked"
    if length is None and not chunked and response.status_code != 204:
        raise unreadable("it has no end mark and may be cut off")
    pieces: list[bytes] = []
    size = 0
    for piece in response.iter_bytes():
        guard.slice()
        size += len(piece)
        if size > LARGEST_ANSWER_BYTES:
            raise unreadable("it is larger than 32 MB")
        pieces.append(piece)
    return b"".join(pieces)
