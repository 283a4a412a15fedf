"""The HTTP client of the wire contract: one call, one deadline, one strict answer.

https with TLS 1.2 or better; no redirects, no proxies or certificates from the environment, no compression. An answer
is read in pieces under a byte limit and one wall-clock deadline, and used only if it is whole.
"""

import gzip
import logging
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, TypeVar

import httpx
from pydantic import ValidationError

from landlord_desktop.inosio import schemas
from landlord_desktop.inosio.errors import (
    Cancelled,
    Nonsense,
    Refused,
    ServerFailing,
    SignedOut,
    SyncTokenExpired,
    Unreachable,
)
from landlord_desktop.inosio.parser import LARGEST_ANSWER_BYTES, read_json
from landlord_desktop.inosio.token import Token
from landlord_desktop.rules.money import cents_from_wire, wire_from_cents

COMPRESS_ABOVE_BYTES = 64 * 1024
PAGE_SIZE = 100
MOST_PAGES = 1000
DEADLINE_SECONDS = 60.0
_STEP_SECONDS = 5.0
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)

Model = TypeVar("Model", bound=schemas.Wire)


@dataclass(frozen=True, slots=True)
class Answer:
    """A taken answer: `body` is its JSON value, None where it has none; `raw` its bytes."""

    status: int
    body: Any
    raw: bytes
    request_id: str


@dataclass(frozen=True, slots=True)
class RawItem:
    """An item of a list that breaks the contract, kept as text with what is wrong."""

    raw_text: str
    problem: str


@dataclass(frozen=True, slots=True)
class BatchList:
    """Headers of batches, newest deposit last, and the items that could not be read."""

    headers: tuple[schemas.BatchHeader, ...]
    set_aside: tuple[RawItem, ...]


@dataclass(frozen=True, slots=True)
class UnreadableItem:
    """A payment of which only the amount could be read; `position` counts from 1."""

    position: int
    raw_text: str
    problem: str
    payment_id: str | None
    amount_cents: int


@dataclass(frozen=True, slots=True)
class FetchedBatch:
    """A batch whose control totals agree with all its items; `raw` is the answer's bytes."""

    header: schemas.BatchHeader
    items: tuple[schemas.Receipt | UnreadableItem, ...]
    raw: bytes


class InosioClient:
    """A connection to one origin with one token. Not shared between threads."""

    def __init__(
        self,
        origin: str,
        token: Token,
        *,
        protocol: str = "system",
        stop: threading.Event | None = None,
        deadline_seconds: float = DEADLINE_SECONDS,
        verify: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._token = token
        self._stop = stop or threading.Event()
        self._deadline_seconds = deadline_seconds
        self._clock = clock
        token.require_origin(origin)
        self._http = httpx.Client(
            base_url=origin, verify=verify or tls_context(protocol), trust_env=False, follow_redirects=False,
            timeout=httpx.Timeout(_STEP_SECONDS, connect=min(10.0, deadline_seconds)),
            headers={"Accept": "application/json", "Accept-Encoding": "identity"},
        )

    def __enter__(self) -> "InosioClient":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.close()

    def integration(self) -> schemas.Integration:
        """Whose portfolio the token belongs to."""
        return _model(schemas.Integration, self.call("GET", "/v1/integration").body, "account")

    def list_batches(self, status: str = "unprocessed", deposited_from: date | None = None) -> BatchList:
        """All pages of the batch list. Nonsense where paging does not end."""
        query = {"status": status}
        if deposited_from is not None:
            query["deposited_from"] = deposited_from.isoformat()
        headers: list[schemas.BatchHeader] = []
        aside: list[RawItem] = []
        for item in self._items("/v1/receipt-batches", query):
            try:
                headers.append(schemas.BatchHeader.model_validate(item))
            except ValidationError as error:
                aside.append(RawItem(str(item)[:2000], _what_is_wrong(error)))
        return BatchList(tuple(headers), tuple(aside))

    def _items(self, path: str, query: dict[str, str]) -> Iterator[Any]:
        seen: set[str] = set()
        for _page in range(MOST_PAGES):
            body = self.call("GET", path, query={**query, "limit": str(PAGE_SIZE)}).body
            if not isinstance(body, dict) or not isinstance(body.get("items"), list) or "next_cursor" not in body:
                raise Nonsense("The server's list has no items or no end; nothing of it was used.")
            yield from body["items"]
            cursor = body["next_cursor"]
            if cursor is None:
                return
            if not isinstance(cursor, str) or cursor in seen:
                break
            seen.add(cursor)
            query = {**query, "cursor": cursor}
        raise Nonsense("The server's list does not end; nothing of it was used.")

    def batch(self, batch_id: str) -> FetchedBatch:
        """One batch with all its receipts, its total and count checked over all of them."""
        answer = self.call("GET", f"/v1/receipt-batches/{_path_part(batch_id)}")
        name = f"batch {batch_id}"
        header = _model(schemas.BatchHeader, answer.body, name)
        receipts = answer.body.get("receipts")
        if not isinstance(receipts, list) or header.id != batch_id:
            raise Nonsense(f"The server's answer on {name} is not that batch; nothing of it was used.")
        items = tuple(_item(position, raw, batch_id) for position, raw in enumerate(receipts, 1))
        sum_cents = sum(item.amount_cents for item in items)
        if (len(items), sum_cents) != (header.item_count, header.total_cents):
            raise Nonsense(
                f"The server says that {name} has {header.item_count} items of {wire_from_cents(header.total_cents)} "
                f"in all, but gives {len(items)} of {wire_from_cents(sum_cents)}. It was not stored; tell Inosio."
            )
        known = [item.payment_id for item in items if item.payment_id is not None]
        if len(set(known)) != len(known):
            raise Nonsense(f"The server gives a payment of {name} twice. It was not stored; tell Inosio.")
        return FetchedBatch(header, items, answer.raw)

    def send(
        self, method: str, path: str, body: bytes, idempotency_key: str, *, if_match: str | None = None
    ) -> Answer:
        """Send stored bytes with their stored key."""
        headers = {"Idempotency-Key": idempotency_key, "Content-Type": "application/json"}
        if if_match is not None:
            headers["If-Match"] = if_match
        if len(body) > COMPRESS_ABOVE_BYTES:
            body = gzip.compress(body, mtime=0)
            headers["Content-Encoding"] = "gzip"
        return self.call(method, path, headers=headers, content=body)

    def call(
        self,
        method: str,
        path: str,
        *,
        query: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
        content: bytes | None = None,
    ) -> Answer:
        """One request and its whole answer; every other end is one of `errors`."""
        if self._stop.is_set():
            raise Cancelled("Stopped; what was stored before stays.")
        sent = {**(headers or {}), "Authorization": f"Bearer {self._token.reveal()}"}
        ends_at = self._clock() + self._deadline_seconds
        with _own_errors(), self._http.stream(method, path, params=query, headers=sent, content=content) as response:
            request_id = response.headers.get("X-Request-Id", "")[:100]
            raw = self._read(response, ends_at)
        return _judge(response, raw, request_id)

    def _read(self, response: httpx.Response, ends_at: float) -> bytes:
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise Nonsense("The server compressed its answer unasked; nothing of it was used.")
        pieces: list[bytes] = []
        size = 0
        for piece in response.iter_raw():
            size += len(piece)
            if size > LARGEST_ANSWER_BYTES:
                raise Nonsense("The server's answer is larger than 32 MiB and was not read.")
            if self._clock() > ends_at:
                raise Unreachable("The server took too long to answer. Try again.")
            if self._stop.is_set():
                raise Cancelled("Stopped; what was stored before stays.")
            pieces.append(piece)
        length = response.headers.get("Content-Length")
        chunked = "chunked" in response.headers.get("Transfer-Encoding", "").lower()
        if length is None and not chunked and response.status_code != 204:
            raise Unreachable("The server's answer has no end mark and may be cut off. Try again.")
        return b"".join(pieces)


def tls_context(protocol: str) -> ssl.SSLContext:
    """Our own context: this PC's certificates, TLS 1.2 at least, 1.3 where the setting says so, no key log."""
    context = ssl.create_default_context()
    context.keylog_filename = None  # type: ignore[assignment]
    context.minimum_version = ssl.TLSVersion.TLSv1_3 if protocol == "1.3" else ssl.TLSVersion.TLSv1_2
    if protocol == "1.2":
        context.maximum_version = ssl.TLSVersion.TLSv1_2
    return context


@contextmanager
def _own_errors() -> Iterator[None]:
    try:
        yield
    except httpx.TimeoutException as error:
        raise Unreachable("The server did not answer in time. Check the connection and try again.") from error
    except httpx.ConnectError as error:
        if "CERTIFICATE" in str(error).upper() or "SSL" in str(error).upper():
            raise Unreachable("The server could not prove who it is; nothing was sent. Check its address.") from error
        raise Unreachable("The server cannot be reached. Check the address and the network, then try again.") from error
    except httpx.RemoteProtocolError as error:
        raise Unreachable("The server's answer was cut off. Try again.") from error
    except httpx.HTTPError as error:
        raise Unreachable("The connection to the server broke. Try again.") from error


def _judge(response: httpx.Response, raw: bytes, request_id: str) -> Answer:
    status = response.status_code
    if 300 <= status < 400:
        raise Nonsense(
            "The server has moved to another address, which is never followed. Check the address in the settings.",
            request_id=request_id,
        )
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if 200 <= status < 300:
        if status == 204:
            return Answer(status, None, raw, request_id)
        if kind != "application/json":
            raise Nonsense("The server answered with something that is no data (a web page?).", request_id=request_id)
        return Answer(status, read_json(raw), raw, request_id)
    problem = _problem(kind, raw)
    code = problem.get("code")
    code = code if isinstance(code, str) else ""
    if status == 401:
        raise SignedOut(code, request_id=request_id)
    if status == 429 or status >= 500:
        raise ServerFailing(
            _FAILING.get(status, f"The server has a fault of its own ({status}). Try again later."),
            request_id=request_id, retry_after=_retry_after(response.headers.get("Retry-After")),
        )
    sentence = _REFUSED.get(status, f"The server refused ({status}).")
    if status == 410:
        raise SyncTokenExpired(sentence, code, status, request_id=request_id)
    raise Refused(sentence, code, status, request_id=request_id, batch=_present_batch(problem))


def _problem(kind: str, raw: bytes) -> dict[str, Any]:
    if kind not in {"application/problem+json", "application/json"}:
        return {}
    try:
        value = read_json(raw)
    except Nonsense:
        return {}
    return value if isinstance(value, dict) else {}


def _present_batch(problem: dict[str, Any]) -> schemas.BatchHeader | None:
    try:
        return schemas.BatchHeader.model_validate(problem.get("batch"))
    except ValidationError:
        return None


_FAILING = {
    429: "The server asks to wait: too many requests. It is tried again later.",
    503: "The server is under maintenance. It is tried again later.",
}
_REFUSED = {
    403: "The portfolio has not signed up for this feature in Inosio.",
    404: "The server does not know this record.",
    409: "The server has another state than expected.",
    410: "The server no longer knows how far it was read; the list is read again from its beginning.",
    412: "The batch was changed at the server meanwhile.",
    413: "The server found the data too large.",
    422: "The server could not take the data as it was sent.",
}


def _retry_after(text: str | None) -> float | None:
    if text is None:
        return None
    if text.isascii() and text.isdigit() and len(text) < 7:
        return float(text)
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo is not None else None


def _path_part(text: str) -> str:
    from urllib.parse import quote

    return quote(text, safe="")


def _model(family: type[Model], value: Any, name: str) -> Model:
    try:
        return family.model_validate(value)
    except ValidationError as error:
        raise Nonsense(f"The server's answer on {name} breaks the contract: {_what_is_wrong(error)}.") from error


def _what_is_wrong(error: ValidationError) -> str:
    """Names of the members at fault, never their values."""
    names = {".".join(str(part) for part in fault["loc"]) or "item" for fault in error.errors(include_input=False)}
    return ", ".join(sorted(names))[:200]


def _item(position: int, raw: Any, batch_id: str) -> schemas.Receipt | UnreadableItem:
    try:
        return schemas.Receipt.model_validate(raw)
    except ValidationError as error:
        problem = _what_is_wrong(error)
    amount = raw.get("amount") if isinstance(raw, dict) else None
    try:
        cents = cents_from_wire(amount if isinstance(amount, str) else "")
    except ValueError as error:
        raise Nonsense(
            f"The amount of item {position} of batch {batch_id} cannot be read. The batch was not stored; tell Inosio."
        ) from error
    payment_id = raw.get("payment_id")
    known = payment_id if isinstance(payment_id, str) and 0 < len(payment_id) <= 200 else None
    return UnreadableItem(position, str(raw)[:2000], problem, known, cents)
