"""Misbehaviour on order: what a server, or the network before it, does to a client on a bad day.

A plan is JSON: a list of rules, or {"seed": N, "rules": [...]}. The first rule that fires for a request takes it.

    match        {"method": "GET", "path": "/v1/receipt-batches*"}: a method ("*" or missing: any) and a path pattern
                 with * and ? ("/v1/*" where missing)
    skip         so many matching requests pass first (0)
    times        so many times the rule fires; null: always (1)
    chance       it fires with this probability, from 0 to 1, drawn from the plan's seed (1)
    after_work   the server does its work first and then the fault happens: the answer is lost, the effect is not
    seconds      the delay of `late`, the pause between the bytes of `drip`
    retry_after  the Retry-After header of 401, 429, 500 and 503: seconds or an HTTP date
    code         the `code` of the problem (token_revoked, rate_limited, internal, maintenance)
    at_byte      where the body ends for `cut` and `truncate` (half of it); `cut` at -1 sends not even the headers
    action       one of
        late                  waits, then answers as always
        401 429 500 503       this problem instead of the answer
        cut                   the connection ends in the middle of the body that was announced
        truncate              a whole HTTP answer whose body is a part of the right one
        malformed             200 with a body that is no JSON
        drip                  the right answer, byte after byte
        redirect              302 to another host
        html                  200 with a web page, as from a hotel's network
        duplicate_keys        the first member of the object stands there twice, with another value
        nan                   the first amount is NaN
        wrong_total           every `total` is one dollar too much
        huge                  an answer of more than 32 MiB

The actions that need the right answer (late, cut, truncate, drip, duplicate_keys, nan, wrong_total) always let the
server work. The others do so where `after_work` says it.
"""

import asyncio
import json
import random
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from landlord_desktop.sandbox.storage import JsonObject

PROBLEMS = {"401": "token_revoked", "429": "rate_limited", "500": "internal", "503": "maintenance"}
ACTIONS = frozenset(
    {"late", "cut", "malformed", "truncate", "drip", "redirect", "html", "duplicate_keys", "nan", "wrong_total", "huge"}
    | set(PROBLEMS)
)
HUGE_BYTES = 33 * 1024 * 1024

_WORKING = {"late", "cut", "truncate", "drip", "duplicate_keys", "nan", "wrong_total"}
_MEMBERS = {"match", "skip", "times", "chance", "after_work", "seconds", "retry_after", "code", "at_byte", "action"}
_AMOUNT = re.compile(rb'"-?\d+\.\d\d"')
_TOTAL = re.compile(rb'"total": "(-?\d+)\.(\d\d)"')
_CHUNK = b" " * 65536


class PlanError(ValueError):
    """A fault plan that cannot be followed; the text says which rule and why."""


@dataclass(slots=True)
class Rule:
    """One rule of a plan. `seen` counts the requests that matched, `fired` those that were spoilt."""

    action: str
    method: str = "*"
    path: str = "/v1/*"
    skip: int = 0
    times: int | None = 1
    chance: float = 1.0
    after_work: bool = False
    seconds: float = 0.0
    retry_after: str | None = None
    code: str | None = None
    at_byte: int | None = None
    seen: int = 0
    fired: int = 0

    def fires(self, method: str, path: str, dice: random.Random) -> bool:
        """Whether the rule takes this request; counts it."""
        if self.method not in {"*", method} or not fnmatchcase(path, self.path):
            return False
        self.seen += 1
        if self.seen <= self.skip or (self.times is not None and self.fired >= self.times):
            return False
        if self.chance < 1.0 and dice.random() >= self.chance:
            return False
        self.fired += 1
        return True


@dataclass(slots=True)
class FaultPlan:
    """Rules in the order in which they are asked. A plan may be changed while the server runs."""

    rules: list[Rule] = field(default_factory=list)
    dice: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - not for secrets

    def add(self, action: str, **members: Any) -> Rule:
        """Add a rule, with the members of a plan's rule by name. PlanError where it makes no sense."""
        rule = _rule({"action": action, **members}, len(self.rules) + 1)
        self.rules.append(rule)
        return rule

    def clear(self) -> None:
        """From now on the server behaves."""
        self.rules.clear()

    def find(self, method: str, path: str) -> Rule | None:
        """The rule that takes this request."""
        return next((rule for rule in self.rules if rule.fires(method, path, self.dice)), None)


def read_plan(plan: str) -> FaultPlan:
    """The plan in a file, or in the text itself where that begins with [ or {. PlanError where it cannot be read."""
    try:
        text = plan if plan.lstrip()[:1] in {"[", "{"} else Path(plan).read_text(encoding="utf-8")
        read: Any = json.loads(text)
    except OSError as error:
        raise PlanError(f"The fault plan cannot be read: {error.strerror}.") from error
    except ValueError as error:
        raise PlanError(f"The fault plan is not JSON: {error}.") from error
    if isinstance(read, list):
        read = {"rules": read}
    if not isinstance(read, dict) or not isinstance(read.get("rules"), list):
        raise PlanError('A fault plan is a list of rules, or {"seed": N, "rules": [...]}.')
    rules = [_rule(rule, number) for number, rule in enumerate(read["rules"], start=1)]
    return FaultPlan(rules, random.Random(str(read.get("seed", 0))))  # noqa: S311 - not for secrets


def _rule(read: object, number: int) -> Rule:
    if not isinstance(read, dict) or set(read) - _MEMBERS or str(read.get("action")) not in ACTIONS:
        raise PlanError(f"Rule {number} of the fault plan has an unknown action or an unknown member.")
    members = dict(read)
    match = members.pop("match", {})
    if not isinstance(match, dict) or set(match) - {"method", "path"}:
        raise PlanError(f"Rule {number} of the fault plan: `match` has a method and a path.")
    kinds: dict[str, tuple[type, ...]] = {
        "skip": (int,),
        "times": (int, type(None)),
        "chance": (int, float),
        "seconds": (int, float),
        "at_byte": (int, type(None)),
        "after_work": (bool,),
        "retry_after": (int, str, type(None)),
        "code": (str, type(None)),
    }
    for name, kind in kinds.items():
        if name in members and not isinstance(members[name], kind):
            raise PlanError(f"Rule {number} of the fault plan: `{name}` has a wrong value.")
    members["action"] = str(members["action"])
    if members.get("retry_after") is not None:
        members["retry_after"] = str(members["retry_after"])
    return Rule(method=str(match.get("method", "*")).upper(), path=str(match.get("path", "/v1/*")), **members)


class FaultMiddleware:
    """Spoils the requests that the plan takes. It must be the outermost application, next to the connection."""

    def __init__(self, app: ASGIApp, plan: FaultPlan) -> None:
        self._app = app
        self.plan = plan

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        rule = self.plan.find(scope["method"], scope["path"]) if scope["type"] == "http" else None
        if rule is None:
            await self._app(scope, receive, send)
            return
        held = _Held()
        if rule.after_work or rule.action in _WORKING:
            await self._app(scope, receive, held.send)
        else:
            await _drop_body(receive)
        await _spoil(rule, held, send)


@dataclass(slots=True)
class _Held:
    """The right answer, held back."""

    status: int = 200
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = [(name.lower(), value) for name, value in message.get("headers", [])]
        else:
            self.body += message.get("body", b"")


async def _drop_body(receive: Receive) -> None:
    while (message := await receive())["type"] == "http.request" and message.get("more_body", False):
        pass


async def _spoil(rule: Rule, held: _Held, send: Send) -> None:
    if rule.action in {"late", "drip", "cut"}:
        await _slowly(rule, held, send)
    elif rule.action in PROBLEMS:
        await _problem(rule, send)
    elif rule.action == "redirect":
        await _answer(send, 302, b"", [(b"location", b"https://elsewhere.invalid/v1/integration")])
    elif rule.action == "html":
        page = b"<!doctype html><title>Welcome</title><p>Sign in to use this network.</p>"
        await _answer(send, 200, page, [(b"content-type", b"text/html; charset=utf-8")])
    elif rule.action == "malformed":
        await _answer(send, 200, b'{"items": [{"id": "27', [(b"content-type", b"application/json")])
    elif rule.action == "huge":
        await _huge(send)
    else:
        await _answer(send, held.status, _changed(rule, held.body), held.headers)


async def _slowly(rule: Rule, held: _Held, send: Send) -> None:
    if rule.action == "late":
        await asyncio.sleep(rule.seconds)
        await _answer(send, held.status, held.body, held.headers)
    elif rule.action == "cut":
        await _cut(rule, held, send)
    else:
        await _start(send, held.status, len(held.body), held.headers)
        for place in range(len(held.body)):
            await send({"type": "http.response.body", "body": held.body[place : place + 1], "more_body": True})
            await asyncio.sleep(rule.seconds)
        await send({"type": "http.response.body", "body": b""})


async def _cut(rule: Rule, held: _Held, send: Send) -> None:
    length = len(held.body) // 2 if rule.at_byte is None else rule.at_byte
    if not held.body:
        length = -1
    if length >= 0:
        await _start(send, held.status, max(len(held.body), length + 1), held.headers)
        await send({"type": "http.response.body", "body": held.body[:length], "more_body": True})
    # The server's own `send` knows the connection; without one (in a test without network) the error is the cut.
    transport = getattr(getattr(send, "__self__", None), "transport", None)
    if transport is None:
        raise ConnectionResetError("the fault plan cut the connection")
    if length >= 0:
        transport.close()
    else:
        transport.abort()
    await asyncio.sleep(0.01)


async def _problem(rule: Rule, send: Send) -> None:
    status = int(rule.action)
    code = rule.code or PROBLEMS[rule.action]
    problem: JsonObject = {
        "type": f"urn:inosio-sandbox:problem:{code}",
        "title": code.replace("_", " ").capitalize(),
        "status": status,
        "detail": "So the fault plan says.",
        "code": code,
        "request_id": "req_fault",
    }
    headers = [(b"content-type", b"application/problem+json"), (b"x-request-id", b"req_fault")]
    if rule.retry_after is not None:
        headers.append((b"retry-after", rule.retry_after.encode("latin-1")))
    await _answer(send, status, json.dumps(problem).encode("utf-8"), headers)


async def _huge(send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"application/json")]})
    await send({"type": "http.response.body", "body": b'{"items": [', "more_body": True})
    for _ in range(HUGE_BYTES // len(_CHUNK)):
        await send({"type": "http.response.body", "body": _CHUNK, "more_body": True})
    await send({"type": "http.response.body", "body": b'], "next_cursor": null}'})


def _changed(rule: Rule, body: bytes) -> bytes:
    if not body:
        return body
    if rule.action == "truncate":
        return body[: len(body) // 2 if rule.at_byte is None else rule.at_byte]
    if rule.action == "nan":
        return _AMOUNT.sub(b"NaN", body, count=1) if _AMOUNT.search(body) else body[:-1] + b', "extra": NaN}'
    if rule.action == "wrong_total":
        return _TOTAL.sub(lambda match: b'"total": "%d.%s"' % (int(match[1]) + 1, match[2]), body)
    first = next(iter(json.loads(body)), "items")
    return b"{" + json.dumps(first).encode("utf-8") + b": null, " + body[1:]


async def _answer(send: Send, status: int, body: bytes, headers: Iterable[tuple[bytes, bytes]]) -> None:
    await _start(send, status, len(body), headers)
    await send({"type": "http.response.body", "body": body})


async def _start(send: Send, status: int, length: int, headers: Iterable[tuple[bytes, bytes]]) -> None:
    kept = [(name, value) for name, value in headers if name != b"content-length"]
    if status != 204:
        kept.append((b"content-length", str(length).encode("ascii")))
    await send({"type": "http.response.start", "status": status, "headers": kept})
