"""The page of a work order: log in, edit, save; the feed tells the change."""

import re
from urllib.parse import urlencode

import httpx
import pytest

from inosio.conftest import SandboxClient
from landlord_desktop.sandbox.server import SandboxApp
from landlord_desktop.sandbox.state import SandboxState

PATH = "/work-orders/101022"
FIELDS = {"status": "In Progress", "priority": "high", "name": "Carpet <1>", "site_id": "WB201", "remark": "Measured."}


@pytest.fixture
def browser(app: SandboxApp) -> SandboxClient:
    """Someone on this computer, without a key."""
    return SandboxClient(app, None)


def post(browser: SandboxClient, path: str, page: httpx.Response, cookie: str = "", **fields: str) -> httpx.Response:
    """Send the form of `page`, as the person of the cookie."""
    seal = re.search(r'name="seal" value="([^"]+)"', page.text)
    assert seal is not None
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1:8780"}
    content = urlencode({"seal": seal[1], **fields}).encode()
    return browser.request("POST", path, content=content, headers=headers | ({"Cookie": cookie} if cookie else {}))


def logged_in(browser: SandboxClient) -> str:
    done = post(browser, f"{PATH}/log-in", browser.get(PATH), person="Ana")
    assert (done.status_code, done.headers["Location"]) == (303, PATH)
    cookie = done.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    return cookie.partition(";")[0]


def order(state: SandboxState) -> dict[str, object]:
    return next(item for _, item in state.feed(state.portfolios()[0]["id"], "work_orders") if item["id"] == "101022")


def test_a_person_logs_in_edits_and_saves(browser: SandboxClient, state: SandboxState) -> None:
    assert "Carpet has reached its age" not in browser.get(PATH).text
    cookie, number = logged_in(browser), state.change_number
    page = browser.request("GET", PATH, headers={"Cookie": cookie})
    assert "Carpet has reached its age" in page.text
    saved = post(browser, PATH, page, cookie, description="Ripped.\r\nBadly.", **FIELDS)
    assert (saved.status_code, saved.headers["Location"]) == (303, f"{PATH}?saved=1")
    again = browser.request("GET", f"{PATH}?saved=1", headers={"Cookie": cookie})
    assert "Saved." in again.text
    assert "Carpet &lt;1&gt;" in again.text
    found = order(state)
    assert {name: found[name] for name in ("status", "priority", "name", "site_id", "description")} == {
        "status": "In Progress", "priority": "high", "name": "Carpet <1>", "site_id": "WB201",
        "description": "Ripped.\nBadly.",
    }  # fmt: skip
    assert found["notes"] == [{"at": found["last_modified"], "by": "Ana", "text": "Measured."}]
    assert state.change_number == number + 1


def test_nobody_saves_without_logging_in_or_what_is_no_choice(browser: SandboxClient, state: SandboxState) -> None:
    before = order(state)
    assert post(browser, PATH, browser.get(PATH), **FIELDS).status_code == 403
    assert post(browser, f"{PATH}/log-in", browser.get(PATH), person="  ").status_code == 422
    cookie = logged_in(browser)
    page = browser.request("GET", PATH, headers={"Cookie": cookie})
    assert post(browser, PATH, page, cookie, **(FIELDS | {"priority": "soon"})).status_code == 422
    assert order(state) == before
    assert browser.get("/work-orders/none").status_code == 404
