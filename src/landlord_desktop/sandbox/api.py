"""The road of every /v1 request: operation, token, contract, repeated request, handler, own answer checked, state kept.

What is done and what is answered stand in one replacement of the state file; an answer of ours that breaks the
contract takes back what was done and becomes a 500 that says where.
"""

import hashlib
import json
import logging
import secrets
import traceback
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from landlord_desktop.sandbox import lists, snapshots
from landlord_desktop.sandbox.contract import JSON, PROBLEM_JSON, Contract, Operation, Violation
from landlord_desktop.sandbox.state import Integration, SandboxState
from landlord_desktop.sandbox.wire import Answer, Call, ProblemError, parse_json, read_body, unpack

Handler = Callable[[SandboxState, Call], Answer]

HANDLERS: dict[tuple[str, str], Handler] = {
    ("GET", "/v1/integration"): lists.integration,
    ("GET", "/v1/receipt-batches"): lists.batches,
    ("GET", "/v1/receipt-batches/{batch_id}"): lists.batch,
    ("PUT", "/v1/receipt-batches/{batch_id}/status"): lists.set_batch_status,
    ("POST", "/v1/snapshots"): snapshots.open_snapshot,
    ("PUT", "/v1/snapshots/{snapshot_id}/parts/{number}"): snapshots.put_part,
    ("POST", "/v1/snapshots/{snapshot_id}/commit"): snapshots.commit,
    ("GET", "/v1/work-orders"): lists.work_orders,
    ("GET", "/v1/applicants"): lists.applicants,
    ("GET", "/v1/returns"): lists.returns,
}

_LOG = logging.getLogger(__name__)
_KEPT_EXCHANGES = 1000


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request that was answered, without its token and its body."""

    method: str
    path: str
    query: str
    status: int
    request_id: str


class Api:
    """The contract's operations on a state. `exchanges` are the newest requests, oldest first."""

    def __init__(
        self, state: SandboxState, contract: Contract, handlers: Mapping[tuple[str, str], Handler] = HANDLERS
    ) -> None:
        self._state = state
        self._contract = contract
        self._handlers = handlers
        self.exchanges: deque[Exchange] = deque(maxlen=_KEPT_EXCHANGES)

    async def answer(self, request: Request) -> Response:
        """The answer to a request; never an exception but a programming error's, which becomes a 500."""
        request_id = f"req_{secrets.token_hex(8)}"
        try:
            answer = await self._work(request, request_id)
        except ProblemError as problem:
            answer = self._problem(problem, request_id)
        except Exception as error:  # noqa: BLE001 - whatever it is, the client gets a problem and a request id
            _log_place(error, request_id)
            failed = ProblemError(500, "internal", "The sandbox failed; its log says where.")
            answer = self._problem(failed, request_id)
        path, query = request.scope["path"], request.url.query
        self.exchanges.append(Exchange(request.method, path, query, answer.status, request_id))
        content = b"" if answer.body is None else json.dumps(answer.body, ensure_ascii=False).encode("utf-8")
        return Response(content, answer.status, dict(answer.headers))

    async def _work(self, request: Request, request_id: str) -> Answer:
        taken = await read_body(request.stream())
        found = self._contract.find(request.method, request.scope["path"])
        if found is None:
            raise self._no_operation(request.scope["path"])
        operation, path = found
        integration = self._integration(request)
        values, wrong = self._contract.parameters(operation, path, request.query_params.multi_items(), request.headers)
        raw = unpack(taken, request.headers.get("content-encoding", "").strip().lower())
        body: Any = None
        if operation.body is not None:
            body = parse_json(raw)
            wrong += self._contract.check_body(operation, request.headers.get("content-type", ""), body)
        if wrong:
            raise ProblemError(422, "invalid", "The request does not follow the contract.", wrong)
        call = Call(operation, values, body, integration, str(request.base_url).rstrip("/"))
        return self._answered(call, request.scope["path"], raw, request_id)

    def _answered(self, call: Call, path: str, raw: bytes, request_id: str) -> Answer:
        key = call.values.get("Idempotency-Key")
        if key is None:
            return self._handled(call, request_id)
        named = f"{call.operation.method} {path} {hashlib.sha256(raw).hexdigest()}"
        portfolio_id = call.integration.portfolio_id
        kept = self._state.kept_answer(portfolio_id, key)
        if kept is not None and kept["request"] != named:
            raise ProblemError(409, "idempotency_mismatch", "This key was used for another request.")
        if kept is not None:
            return self._checked(call.operation, Answer(kept["status"], kept["body"]), request_id)
        with self._state.change():
            answer = self._handled(call, request_id)
            if answer.status < 300:
                kept = {"request": named, "status": answer.status, "body": answer.body}
                self._state.keep_answer(portfolio_id, key, kept)
        return answer

    def _handled(self, call: Call, request_id: str) -> Answer:
        answer = self._handlers[call.operation.key](self._state, call)
        return self._checked(call.operation, answer, request_id)

    def _checked(self, operation: Operation, answer: Answer, request_id: str) -> Answer:
        headers = dict(answer.headers) | {"x-request-id": request_id}
        if answer.body is not None:
            headers.setdefault("content-type", JSON)
        wrong = self._contract.check_answer(operation, answer.status, headers, answer.body)
        if wrong:
            raise _broken(wrong)
        return Answer(answer.status, answer.body, headers)

    def _problem(self, problem: ProblemError, request_id: str) -> Answer:
        body = problem.body(request_id)
        wrong = self._contract.check_problem(problem.status, body)
        if wrong:
            problem = _broken(wrong)
            body = problem.body(request_id)
        headers = {"content-type": PROBLEM_JSON, "x-request-id": request_id}
        if problem.status == 401:
            headers["www-authenticate"] = "Bearer"
        return Answer(problem.status, body, headers)

    def _integration(self, request: Request) -> Integration:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise ProblemError(401, "token_missing", "Send the API key as `Authorization: Bearer`.")
        found = self._state.find_key(token.strip())
        if found is None:
            raise ProblemError(401, "token_invalid", "This API key is not known.")
        integration, active = found
        if not active:
            raise ProblemError(401, "token_revoked", "This API key was replaced by a newer one.")
        return integration

    def _no_operation(self, path: str) -> ProblemError:
        methods = self._contract.methods_of(path)
        if methods:
            return ProblemError(405, "method_not_allowed", f"Here only {', '.join(methods)} is understood.")
        return ProblemError(404, "not_found", "There is nothing at this address.")


def _broken(wrong: list[Violation]) -> ProblemError:
    places = ", ".join(f"{violation.pointer} {violation.detail}" for violation in wrong)
    _LOG.error("an answer of the sandbox breaks the contract: %s", places)
    return ProblemError(500, "answer_breaks_contract", "The sandbox's own answer breaks the contract.", wrong)


def _log_place(error: Exception, request_id: str) -> None:
    """Log where a handler failed, without the error's text, which may hold what was sent."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    _LOG.error("request %s failed: %s in %s line %s", request_id, type(error).__name__, place.name, place.lineno)
