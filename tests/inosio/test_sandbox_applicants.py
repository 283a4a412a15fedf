"""The page of an applicant: change, withdraw, accept; once accepted there, nothing changes any more."""

import re
from urllib.parse import urlencode

import httpx
import pytest

from inosio.conftest import SandboxClient
from landlord_desktop.sandbox.server import SandboxApp

PATH = "/applicants/APP-5501"


@pytest.fixture
def browser(app: SandboxApp) -> SandboxClient:
    """Someone on this computer, without a key."""
    return SandboxClient(app, None)


def post(browser: SandboxClient, seal: str, **fields: str) -> httpx.Response:
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1:8780"}
    return browser.request("POST", PATH, content=urlencode({"seal": seal, **fields}).encode(), headers=headers)


def seal(page: httpx.Response) -> str:
    found = re.search(r'name="seal" value="([^"]+)"', page.text)
    assert found is not None
    return found[1]


def test_it_is_changed_until_it_is_accepted(browser: SandboxClient, sandbox_client: SandboxClient) -> None:
    first = browser.get(PATH)
    assert "Priya Raman" in first.text
    assert "$5,200.00" in first.text
    early = seal(browser.get(PATH))
    assert post(browser, seal(first), status="lost").status_code == 422
    done = post(browser, seal(browser.get(PATH)), status="withdrawn", email="p@example.com", unit_id="WB204")
    assert (done.status_code, done.headers["Location"]) == (303, f"{PATH}?saved=1")
    assert "Saved." in browser.get(f"{PATH}?saved=1").text
    token = sandbox_client.get("/v1/applicants").json()
    told = next(item for item in token["items"] if item["id"] == "APP-5501")
    shown = [told[name] for name in ("status", "email", "phone", "unit_id")]
    assert shown == ["withdrawn", "p@example.com", None, "WB204"]
    assert post(browser, seal(browser.get(PATH)), status="accepted", email="p@example.com").status_code == 303
    assert "never changes any more" in browser.get(PATH).text
    assert "<form" not in browser.get(PATH).text
    late = post(browser, early, status="approved")
    assert (late.status_code, "nothing was saved" in late.text) == (409, True)
    news = sandbox_client.get(f"/v1/applicants?since={token['sync_token']}").json()["items"]
    assert [item["status"] for item in news] == ["accepted"]
    assert browser.get("/applicants/none").status_code == 404
