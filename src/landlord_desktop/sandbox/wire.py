"""What goes over the wire: a call as the handlers see it, their answers, problems, and the strict reading of bodies."""

import json
import re
import zlib
from collections.abc import AsyncIterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

from landlord_desktop.sandbox.contract import Operation, Violation
from landlord_desktop.sandbox.state import Integration
from landlord_desktop.sandbox.storage import JsonObject

LARGEST_BODY_BYTES = 32 * 1024 * 1024
"""A request's body may have so many bytes, before and after it is unpacked."""

_DEEPEST = 64
_GZIP_WINDOW = 31
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


class ProblemError(Exception):
    """An answer other than the one hoped for; it becomes an RFC 9457 problem.

    `members` are further members of the problem ("batch" of a 412), `errors` the list of a 422.
    """

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: list[Violation] | None = None,
        members: JsonObject | None = None,
    ) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code
        self.detail = detail
        self.errors = errors or []
        self.members = members or {}

    def body(self, request_id: str) -> JsonObject:
        """The problem document."""
        problem: JsonObject = {
            "type": f"urn:inosio-sandbox:problem:{self.code}",
            "title": self.code.replace("_", " ").capitalize(),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "request_id": request_id,
        }
        if self.errors:
            problem["errors"] = [{"pointer": error.pointer, "detail": error.detail} for error in self.errors]
        return problem | self.members


@dataclass(frozen=True, slots=True)
class Call:
    """A request that has been found good. `values` are its parameters by name, `body` the unpacked JSON."""

    operation: Operation
    values: Mapping[str, Any]
    body: Any
    integration: Integration
    base_url: str


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer of a handler; `body` None sends nothing."""

    status: int
    body: JsonObject | None
    headers: Mapping[str, str] = field(default_factory=dict)


def invalid(pointer: str, detail: str) -> ProblemError:
    """The 422 for one thing that is wrong at `pointer`."""
    return ProblemError(422, "invalid", "The request does not follow the contract.", [Violation(pointer, detail)])


async def read_body(chunks: AsyncIterable[bytes]) -> bytes | None:
    """The body as it came; None where it is too large.

    What is too much is read to its end and dropped: a client that still sends would not hear the answer.
    """
    taken = bytearray()
    async for chunk in chunks:
        if len(taken) <= LARGEST_BODY_BYTES:
            taken += chunk
    return bytes(taken) if len(taken) <= LARGEST_BODY_BYTES else None


def unpack(taken: bytes | None, encoding: str) -> bytes:
    """The unpacked body. 413 where it is too large, 422 where it cannot be unpacked."""
    if taken is None:
        _too_large()
    if encoding in {"", "identity"}:
        return taken
    if encoding != "gzip":
        raise invalid("/header/Content-Encoding", "must be gzip")
    return _unpacked(taken)


def _unpacked(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj(_GZIP_WINDOW)
    try:
        body = unpacker.decompress(packed, LARGEST_BODY_BYTES + 1)
    except zlib.error:
        raise invalid("/body", "is not valid gzip") from None
    if len(body) > LARGEST_BODY_BYTES:
        _too_large()
    if not unpacker.eof or unpacker.unused_data:
        raise invalid("/body", "is not one whole gzip stream")
    return body


def _too_large() -> NoReturn:
    raise ProblemError(413, "too_large", f"A body may have {LARGEST_BODY_BYTES // 1024 // 1024} MiB.")


def parse_json(body: bytes) -> Any:
    """The value of a body, read strictly: UTF-8, no member twice, no NaN, not too deep. 422 otherwise."""
    try:
        text = body.decode("utf-8")
        value = json.loads(text, object_pairs_hook=_once, parse_constant=_no_constant)
    except UnicodeDecodeError:
        raise invalid("/body", "is not UTF-8") from None
    except RecursionError:
        raise invalid("/body", "is nested too deeply") from None
    except ValueError as error:
        raise invalid("/body", str(error) if isinstance(error, _NotStrictError) else "is not JSON") from None
    if _ESCAPED_SURROGATE.search(text) is not None:
        _refuse_half_characters(value)
    if _too_deep(value):
        raise invalid("/body", "is nested too deeply")
    return value


class _NotStrictError(ValueError):
    """JSON that parsers do not agree on."""


def _once(pairs: list[tuple[str, Any]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise _NotStrictError("has a member twice")
    return members


def _no_constant(_name: str) -> NoReturn:
    raise _NotStrictError("has a number that JSON does not have")


def _refuse_half_characters(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise invalid("/body", "has half a character") from None


def _too_deep(value: object) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in _members(outer)]
        if not level:
            return False
    return True


def _members(value: object) -> list[object]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
