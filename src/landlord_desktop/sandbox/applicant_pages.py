"""An applicant's page: a person changes it, withdraws it, or marks it accepted, after which it never changes."""

from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from landlord_desktop.sandbox.markup import button, choices, day, dollars, facts, field, form, moment, page, tag
from landlord_desktop.sandbox.state import SandboxState
from landlord_desktop.sandbox.storage import JsonObject

STATUSES = ("approved", "withdrawn", "accepted")
_LONGEST_LINE = 80
_FIELDS = (("email", "E-mail"), ("phone", "Phone"), ("unit_id", "Unit ID"))

Sent = Mapping[str, list[str]]
Page = Callable[[Request], Awaitable[Response]]


class ApplicantPages:
    """The pages over a state; `seal` makes a form's one-time mark, `read_form` takes a form once."""

    def __init__(
        self, state: SandboxState, seal: Callable[[], str], read_form: Callable[[Request], Awaitable[Sent]]
    ) -> None:
        self._state, self._seal, self._read_form = state, seal, read_form

    def routes(self) -> list[tuple[str, str, Page]]:
        """Method, path and page of each."""
        return [("GET", "/applicants/{item_id}", self._show), ("POST", "/applicants/{item_id}", self._save)]

    async def _show(self, request: Request) -> Response:
        return HTMLResponse(_page(self._item(request), self._seal(), saved="saved" in request.query_params))

    async def _save(self, request: Request) -> Response:
        sent = await self._read_form(request)
        with self._state.change():  # nobody changes it between the look and the change
            item = self._item(request)
            if item["status"] == "accepted":
                words = "An accepted applicant never changes; nothing was saved."
                return HTMLResponse(_page(item, self._seal(), words), 409)
            if _line(sent, "status") not in STATUSES:
                return HTMLResponse(_page(item, self._seal(), "Choose one of the list."), 422)
            changed = {name: _line(sent, name) or None for name, _title in _FIELDS}
            changed |= {"status": _line(sent, "status"), "last_modified": self._state.now_text()}
            self._state.put_item("applicants", item | changed)
        return RedirectResponse(f"{_address(item)}?saved=1", 303)

    def _item(self, request: Request) -> JsonObject:
        known = self._state.feed(self._state.portfolios()[0]["id"], "applicants")
        for _, item in known:
            if item["id"] == request.path_params["item_id"]:
                return item
        raise HTTPException(404, "There is no such record.")


def _page(item: JsonObject, seal: str, problem: str = "", *, saved: bool = False) -> str:
    words = tag("p", "Saved. The next retrieve brings it to Landlord.", class_="good", role="status") if saved else ""
    wrong = tag("p", problem, class_="problem", role="alert") if problem else ""
    accepted = item["status"] == "accepted"
    ending = tag("p", "Accepted: this applicant never changes any more.", class_="quiet") if accepted else form(
        _address(item), seal, choices("status", "Status", STATUSES, item["status"]),
        *(field(name, title, item.get(name) or "", required=False) for name, title in _FIELDS), button("Save"),
    )  # fmt: skip
    return page(f"Applicant {item['id']}", words, wrong, tag("section", facts(_facts(item)), ending))


def _facts(item: JsonObject) -> list[tuple[str, object]]:
    kind = "Co-applicant" if item["kind"] == "co_applicant" else "Applicant"
    found: list[tuple[str, object]] = [
        ("Name", f"{item.get('first_name') or ''} {item['last_name']}".strip()), ("Kind", kind),
        ("Primary applicant", item.get("primary_applicant_id")), ("Status", str(item["status"]).capitalize()),
        ("E-mail", item.get("email")), ("Phone", item.get("phone")), ("Unit ID", item.get("unit_id")),
        ("Current address", item.get("current_address")), ("Employer", item.get("employer")),
        ("Monthly income", dollars(item["monthly_income"]) if item.get("monthly_income") else None),
        ("Move in", day(item.get("move_in_on"))), ("Lease starts", day(item.get("lease_starts_on"))),
        ("Lease expires", day(item.get("lease_expires_on"))),
        ("Rent", dollars(item["rent"]) if item.get("rent") else None), ("Submitted", day(item["submitted_on"])),
        ("Approved", day(item.get("approved_on"))), ("Last modified", moment(item["last_modified"])),
    ]  # fmt: skip
    return [(name, value) for name, value in found if value]


def _address(item: JsonObject) -> str:
    return f"/applicants/{quote(item['id'], safe='')}"


def _line(sent: Sent, name: str) -> str:
    return " ".join(sent.get(name, [""])[0].split())[:_LONGEST_LINE]
