"""A work order's page: a person logs in, edits and saves it; the next reader of the feed gets the change."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from landlord_desktop.sandbox.markup import (
    Markup,
    button,
    choices,
    facts,
    field,
    form,
    moment,
    page,
    tag,
    text_area,
)
from landlord_desktop.sandbox.state import SandboxState
from landlord_desktop.sandbox.storage import JsonObject

PRIORITIES = ("low", "normal", "high", "emergency")
STATUSES = ("New", "Assigned", "In Progress", "On Hold", "Completed", "Cancelled")
_COOKIE = "practice_person"
_LONGEST_LINE, _LONGEST_TEXT = 80, 5_000
_MOST_PERSONS = 200

Sent = Mapping[str, list[str]]
Page = Callable[[Request], Awaitable[Response]]


class WorkOrderPages:
    """The pages over a state; `seal` makes a form's one-time mark, `read_form` takes a form once."""

    def __init__(
        self, state: SandboxState, seal: Callable[[], str], read_form: Callable[[Request], Awaitable[Sent]]
    ) -> None:
        self._state, self._seal, self._read_form = state, seal, read_form
        self._persons: dict[str, str] = {}

    def routes(self) -> list[tuple[str, str, Page]]:
        """Method, path and page of each."""
        return [
            ("GET", "/work-orders/{item_id}", self._show), ("POST", "/work-orders/{item_id}", self._save),
            ("POST", "/work-orders/{item_id}/log-in", self._log_in),
        ]  # fmt: skip

    async def _show(self, request: Request) -> Response:
        item, person = self._item(request), self._person(request)
        if not person:
            return HTMLResponse(_log_in_page(item, self._seal()))
        return HTMLResponse(_edit_page(item, self._seal(), person, saved="saved" in request.query_params))

    async def _log_in(self, request: Request) -> Response:
        sent = await self._read_form(request)
        item = self._item(request)
        name = _line(sent, "person")
        if not name:
            return HTMLResponse(_log_in_page(item, self._seal(), "Value must be entered."), 422)
        token = secrets.token_urlsafe(18)
        while len(self._persons) >= _MOST_PERSONS:
            del self._persons[next(iter(self._persons))]
        self._persons[token] = name
        answer = RedirectResponse(_address(item), 303)
        answer.set_cookie(_COOKIE, token, httponly=True, samesite="strict", path="/work-orders")
        return answer

    async def _save(self, request: Request) -> Response:
        sent = await self._read_form(request)
        item, person = self._item(request), self._person(request)
        if not person:
            return HTMLResponse(_log_in_page(item, self._seal(), "Log in first; nothing was saved."), 403)
        if _line(sent, "priority") not in PRIORITIES or _line(sent, "status") not in _statuses(item):
            return HTMLResponse(_edit_page(item, self._seal(), person, problem="Choose one of the list."), 422)
        self._state.put_item("work_orders", _changed(item, sent, person, self._state.now_text()))
        return RedirectResponse(f"{_address(item)}?saved=1", 303)

    def _person(self, request: Request) -> str:
        return self._persons.get(request.cookies.get(_COOKIE, ""), "")

    def _item(self, request: Request) -> JsonObject:
        known = self._state.feed(self._state.portfolios()[0]["id"], "work_orders")
        for _, item in known:
            if item["id"] == request.path_params["item_id"]:
                return item
        raise HTTPException(404, "There is no such record.")


def _changed(item: JsonObject, sent: Sent, person: str, now: str) -> JsonObject:
    """The work order as the form has it; a remark goes to its notes."""
    texts = {name: _line(sent, name) or None for name in ("name", "site_id", "reported_by", "phone")}
    changed = item | texts | {
        "priority": _line(sent, "priority"), "status": _line(sent, "status"), "last_modified": now,
        "description": _text(sent, "description") or None,
    }  # fmt: skip
    remark = _text(sent, "remark")
    if remark:
        changed["notes"] = [*item.get("notes", []), {"at": now, "by": person, "text": remark}]
    return changed


def _log_in_page(item: JsonObject, seal: str, problem: str = "") -> str:
    content = form(
        f"{_address(item)}/log-in", seal, tag("p", "Log in to see and edit this work order."),
        field("person", "Your name", "", problem), button("Log In"),
    )  # fmt: skip
    note = tag("p", "The practice server asks for no password: it holds practice data only.", class_="quiet")
    return page(f"Work Order {item['id']}", tag("section", tag("h2", "Log In"), content, note))


def _edit_page(item: JsonObject, seal: str, person: str, problem: str = "", *, saved: bool = False) -> str:
    words = tag("p", "Saved. The next retrieve brings it to Landlord.", class_="good", role="status") if saved else ""
    wrong = tag("p", problem, class_="problem", role="alert") if problem else ""
    notes = [
        tag("p", tag("span", f"{moment(note['at'])} {note.get('by') or ''}", class_="quiet"), Markup("<br>"),
            note["text"])
        for note in item.get("notes", [])
    ]  # fmt: skip
    about = facts([("Reported", item["reported_on"]), ("Last modified", moment(item["last_modified"])),
                   ("You are", person)])  # fmt: skip
    content = form(
        _address(item), seal,
        choices("status", "Status", _statuses(item), item["status"]),
        choices("priority", "Priority", PRIORITIES, item["priority"]),
        *(
            field(name, title, item.get(name) or "", required=False)
            for name, title in (
                ("name", "Name"), ("site_id", "Site ID"), ("reported_by", "Reported by"), ("phone", "Phone number"),
            )
        ),
        text_area("description", "Problem description", item.get("description") or "", _LONGEST_TEXT),
        text_area("remark", "Add a note", "", _LONGEST_TEXT),
        button("Save"),
    )  # fmt: skip
    return page(
        f"Work Order {item['id']}", words, wrong, tag("section", about, content),
        *([tag("section", tag("h2", "Notes"), *notes)] if notes else []),
    )  # fmt: skip


def _statuses(item: JsonObject) -> tuple[str, ...]:
    return STATUSES if item["status"] in STATUSES else (item["status"], *STATUSES)


def _address(item: JsonObject) -> str:
    return f"/work-orders/{quote(item['id'], safe='')}"


def _line(sent: Sent, name: str) -> str:
    return " ".join(sent.get(name, [""])[0].split())[:_LONGEST_LINE]


def _text(sent: Sent, name: str) -> str:
    return sent.get(name, [""])[0].replace("\r\n", "\n").strip()[:_LONGEST_TEXT]
