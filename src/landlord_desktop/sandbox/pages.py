"""The pages that a person opens: the account's home, those of the guide's part A, and what was sent and received.

They are served to this computer alone. Each form carries a one-time seal, so that it is taken once, and only from
a page of ours.
"""

import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import parse_qs

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from landlord_desktop.sandbox import views
from landlord_desktop.sandbox.applicant_pages import ApplicantPages
from landlord_desktop.sandbox.snapshot_store import SnapshotStore
from landlord_desktop.sandbox.state import FEATURES, Integration, SandboxState
from landlord_desktop.sandbox.storage import JsonObject
from landlord_desktop.sandbox.work_order_pages import WorkOrderPages

_OPEN_FORMS = 500
_LARGEST_FORM_BYTES = 16 * 1024
_LONGEST_NAME = 80
_OWN_HOSTS = {"127.0.0.1", "localhost", "::1"}
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",  # with none at all a browser sends its forms from "null"
    "X-Content-Type-Options": "nosniff",
}

Page = Callable[[Request], Awaitable[Response]]


class Pages:
    """The pages over a state."""

    def __init__(self, state: SandboxState) -> None:
        self._state = state
        self._seals: OrderedDict[str, None] = OrderedDict()
        self._style = Path(__file__).with_name("style.css").read_text(encoding="utf-8")

    def routes(self) -> list[Route]:
        """All routes beside /v1."""
        shown: list[tuple[str, str, Page]] = [
            ("GET", "/", self._home),
            ("GET", "/style.css", self._style_sheet),
            ("GET", "/portfolios/new", self._new_portfolio),
            ("POST", "/portfolios/new", self._create_portfolio),
            ("GET", "/portfolios/{portfolio_id}/integrations/new", self._new_integration),
            ("POST", "/portfolios/{portfolio_id}/integrations/new", self._add_integration),
            ("GET", "/portfolios/{portfolio_id}/balances", self._balances),
            ("GET", "/integrations/{integration_id}", self._integration),
            ("POST", "/integrations/{integration_id}/reveal", self._reveal),
            ("POST", "/integrations/{integration_id}/replace", self._replace),
            ("GET", "/batches/{item_id}", self._batch),
            *WorkOrderPages(self._state, self._seal, self._form).routes(),
            *ApplicantPages(self._state, self._seal, self._form).routes(),
            ("POST", "/practice/token", self._practice_token),
        ]
        return [Route(path, self._guarded(page), methods=[method]) for method, path, page in shown]

    def _guarded(self, page: Page) -> Page:
        async def answer(request: Request) -> Response:
            if not _is_own(request):
                return Response("This server answers its own computer alone.\n", 403, media_type="text/plain")
            response = await page(request)
            response.headers.update(_HEADERS)
            return response

        return answer

    async def _home(self, _request: Request) -> Response:
        store = SnapshotStore(self._state)
        accounts = [
            views.Account(
                portfolio,
                self._state.integrations(portfolio["id"]),
                self._state.batches(portfolio["id"]),
                store.shown(portfolio["id"]),
            )
            for portfolio in self._state.portfolios()
        ]
        return HTMLResponse(views.home(accounts, store))

    async def _style_sheet(self, _request: Request) -> Response:
        return Response(self._style, media_type="text/css")

    async def _new_portfolio(self, _request: Request) -> Response:
        return HTMLResponse(views.new_portfolio(self._seal()))

    async def _create_portfolio(self, request: Request) -> Response:
        sent = await self._form(request)
        name = _name(sent)
        if not name:
            return HTMLResponse(views.new_portfolio(self._seal(), "Value must be entered."), 422)
        portfolio_id = self._state.create_portfolio(name)
        return RedirectResponse(f"/portfolios/{portfolio_id}/integrations/new", 303)

    async def _new_integration(self, request: Request) -> Response:
        return HTMLResponse(views.new_integration(self._portfolio(request), self._seal()))

    async def _add_integration(self, request: Request) -> Response:
        sent = await self._form(request)
        portfolio = self._portfolio(request)
        name = _name(sent)
        if not name:
            return HTMLResponse(views.new_integration(portfolio, self._seal(), "Value must be entered."), 422)
        features = tuple(feature for feature in FEATURES if feature in sent.get("feature", []))
        integration = self._state.add_integration(portfolio["id"], name, features)
        return RedirectResponse(f"/integrations/{integration.integration_id}", 303)

    async def _integration(self, request: Request) -> Response:
        return HTMLResponse(views.integration(self._known_integration(request), self._seal()))

    async def _reveal(self, request: Request) -> Response:
        await self._form(request)
        integration = self._known_integration(request)
        if integration.key_created_at is not None:
            return HTMLResponse(views.integration(integration, self._seal()), 409)
        return HTMLResponse(views.key(integration, self._state.new_key(integration.integration_id)))

    async def _replace(self, request: Request) -> Response:
        await self._form(request)
        integration = self._known_integration(request)
        return HTMLResponse(views.key(integration, self._state.new_key(integration.integration_id)))

    async def _balances(self, request: Request) -> Response:
        portfolio = self._portfolio(request)
        number = request.query_params.get("page", "1")
        wanted = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
        store = SnapshotStore(self._state)
        return HTMLResponse(views.balances(portfolio, store.shown(portfolio["id"]), store, wanted))

    async def _batch(self, request: Request) -> Response:
        return HTMLResponse(views.batch(self._known_batch(request)))

    async def _practice_token(self, request: Request) -> Response:
        # A web page could make a browser send this; a browser always says where the page came from.
        if "origin" in request.headers or "sec-fetch-site" in request.headers:
            return Response("This door is for programs.\n", 403, media_type="text/plain")
        return JSONResponse({"token": self._state.practice_key()})

    def _seal(self) -> str:
        seal = secrets.token_urlsafe(18)
        self._seals[seal] = None
        while len(self._seals) > _OPEN_FORMS:
            self._seals.popitem(last=False)
        return seal

    async def _form(self, request: Request) -> dict[str, list[str]]:
        taken = bytearray()
        async for chunk in request.stream():
            taken += chunk[: _LARGEST_FORM_BYTES + 1 - len(taken)]
        if len(taken) > _LARGEST_FORM_BYTES:
            raise HTTPException(413, "This form is too large.")
        sent = parse_qs(taken.decode("utf-8", "replace"), max_num_fields=20)
        seal = sent.get("seal", [""])[0]
        if seal not in self._seals:
            raise HTTPException(409, "This form was sent already, or its page is too old. Open the page again.")
        del self._seals[seal]
        return sent

    def _portfolio(self, request: Request) -> JsonObject:
        for portfolio in self._state.portfolios():
            if portfolio["id"] == request.path_params["portfolio_id"]:
                return portfolio
        raise HTTPException(404, "There is no such portfolio.")

    def _known_integration(self, request: Request) -> Integration:
        for integration in self._state.integrations():
            if integration.integration_id == request.path_params["integration_id"]:
                return integration
        raise HTTPException(404, "There is no such integration.")

    def _known_batch(self, request: Request) -> JsonObject:
        for batch in self._state.batches(self._state.portfolios()[0]["id"]):
            if batch["id"] == request.path_params["item_id"]:
                return batch
        raise HTTPException(404, "There is no such record.")


async def on_http_error(_request: Request, error: Exception) -> Response:
    """A page for what could not be done."""
    status, sentence = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
    return HTMLResponse(views.problem(status, sentence), status, headers=_HEADERS)


def _is_own(request: Request) -> bool:
    """Whether the request comes from this computer and names it: a foreign name could be a rebound one."""
    client = request.client.host if request.client is not None else ""
    host = request.url.hostname or ""
    origin = request.headers.get("origin")
    return client in _OWN_HOSTS and host in _OWN_HOSTS and origin in {None, f"http://{request.headers.get('host')}"}


def _name(sent: dict[str, list[str]]) -> str:
    return " ".join(sent.get("name", [""])[0].split())[:_LONGEST_NAME]
