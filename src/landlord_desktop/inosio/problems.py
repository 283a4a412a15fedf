"""What an answer that is not 2xx means: one error of the tree with one plain sentence."""

import re
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
from pydantic import ValidationError

from landlord_desktop.inosio.errors import (
    InosioError,
    Nonsense,
    Refused,
    ServerFailing,
    ServerMoved,
    SignedOut,
    SyncTokenExpired,
)
from landlord_desktop.inosio.parser import read_json
from landlord_desktop.inosio.schemas import BatchHeader
from landlord_desktop.inosio.token import Token

LONGEST_WAIT_SECONDS = 3600
_MOST_PROBLEMS = 20
_LONGEST_DETAIL = 300
_LONG_NUMBER = re.compile(r"[0-9](?:[ -]?[0-9]){4,}")
_BUSY_STATUSES = frozenset({408, 425, 429})
_TRY_AGAIN = "What waits is kept and tried again later."
_FAILING = {
    429: f"The server asks to wait because it was asked too often. {_TRY_AGAIN}",
    503: f"The server is closed for maintenance. {_TRY_AGAIN}",
}
_REFUSED_CODES = {
    "feature_not_enabled": "The portfolio is not signed up for this feature in Inosio. Sign up there, or turn it "
    "off in Integration > Integration Settings.",
    "not_found": "The server does not know this record. Check in Inosio whether it was removed.",
    "idempotency_mismatch": "The server already took another request under this one's key. Send it anew.",
    "snapshot_incomplete": "The server found the balances incomplete. Send them again.",
    "snapshot_committed": "These balances were already complete at the server. Send them again to renew them.",
    "revision_changed": "The batch was changed at the server meanwhile. Look at it again and decide anew.",
    "too_large": "The server found the data too large to take.",
    "invalid": "The server could not take the data as it was sent. Check that each bank has its account and routing "
    "number, then send again.",
}
_REFUSED_STATUSES = {
    403: "The server does not allow this. Check in Inosio what the token may do.",
    404: _REFUSED_CODES["not_found"],
    409: "The server has another state than expected. Check for more batches, then try again.",
    412: _REFUSED_CODES["revision_changed"],
    413: _REFUSED_CODES["too_large"],
    422: _REFUSED_CODES["invalid"],
}


def error_of(response: httpx.Response, kind: str, raw: bytes, token: Token, now: datetime) -> InosioError:
    """The error for an answer that is not the expected 2xx. `kind` is its media type, `now` in UTC."""
    status = response.status_code
    if 300 <= status < 400:
        return ServerMoved(
            "The server says that it moved to another address, which is never followed. Nothing was sent there. "
            "Check Alternate Server in Integration > Integration Settings."
        )
    problem = _problem(kind, raw)
    if status == 401:
        return SignedOut(_code(problem))
    if status in _BUSY_STATUSES or status >= 500:
        sentence = _FAILING.get(status, f"The server has a fault of its own (status {status}). {_TRY_AGAIN}")
        return ServerFailing(sentence, status=status, retry_after=retry_after(response.headers.get("Retry-After"), now))
    if status < 400 or (problem is None and status != 413):
        return Nonsense(
            f"The server's answer (status {status}) is not one of an Inosio server. Nothing was done. "
            "Check Alternate Server and the network, then try again."
        )
    return _refused(status, problem or {}, token)


def retry_after(text: str | None, now: datetime) -> float | None:
    """Seconds that a Retry-After header asks for (a number or an HTTP date), at most an hour; None for neither."""
    if text is None:
        return None
    if re.fullmatch("[0-9]{1,9}", text.strip(), re.ASCII):
        return float(min(int(text), LONGEST_WAIT_SECONDS))
    try:
        moment = parsedate_to_datetime(text)
        seconds = (moment - now).total_seconds()
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(seconds, 0.0), float(LONGEST_WAIT_SECONDS))


def _refused(status: int, problem: dict[str, Any], token: Token) -> Refused:
    code = _code(problem)
    sentence = _REFUSED_CODES.get(code) or _REFUSED_STATUSES.get(
        status, f"The server refused the request (status {status}). It will not be sent again by itself."
    )
    if status == 410:
        return SyncTokenExpired(
            "The server no longer knows how far it was read. The whole list is read again.", code, status
        )
    return Refused(
        sentence, code, status, detail=_masked(problem.get("detail"), token), problems=_problems(problem, token),
        batch=_present_batch(problem),
    )


def _problem(kind: str, raw: bytes) -> dict[str, Any] | None:
    if kind not in {"application/problem+json", "application/json"}:
        return None
    try:
        value = read_json(raw)
    except Nonsense:
        return None
    return value if isinstance(value, dict) else None


def _code(problem: dict[str, Any] | None) -> str:
    code = (problem or {}).get("code")
    return code if isinstance(code, str) and re.fullmatch("[a-z0-9_]{1,60}", code, re.ASCII) else ""


def _problems(problem: dict[str, Any], token: Token) -> list[tuple[str, str]]:
    listed = problem.get("errors")
    faults = [fault for fault in listed[:_MOST_PROBLEMS] if isinstance(fault, dict)] if isinstance(listed, list) else []
    return [(_masked(fault.get("pointer"), token), _masked(fault.get("detail"), token)) for fault in faults]


def _masked(text: object, token: Token) -> str:
    """The server's words without the token and with long numbers cut to their last four digits."""
    if not isinstance(text, str):
        return ""
    hidden = text.replace(token.reveal(), "\u2022\u2022\u2022\u2022")
    masked = _LONG_NUMBER.sub(lambda number: f"\u2022\u2022\u2022\u2022{re.sub('[ -]', '', number[0])[-4:]}", hidden)
    return masked.encode("utf-8", "replace").decode("utf-8")[:_LONGEST_DETAIL]


def _present_batch(problem: dict[str, Any]) -> BatchHeader | None:
    try:
        return BatchHeader.model_validate(problem.get("batch"))
    except ValidationError:
        return None
