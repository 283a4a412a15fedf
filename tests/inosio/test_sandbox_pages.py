"""The pages of the guide's part A, and the practice door."""

import re
from html.parser import HTMLParser
from urllib.parse import urlencode

import httpx
import pytest

from inosio.conftest import SandboxClient
from landlord_desktop.sandbox import markup
from landlord_desktop.sandbox.server import SandboxApp
from landlord_desktop.sandbox.state import SandboxState


@pytest.fixture
def browser(app: SandboxApp) -> SandboxClient:
    """Someone on this computer, without a key."""
    return SandboxClient(app, None)


def post(browser: SandboxClient, path: str, page: httpx.Response, **fields: str | list[str]) -> httpx.Response:
    """Send the form of `page`."""
    seal = re.search(r'name="seal" value="([^"]+)"', page.text)
    assert seal is not None
    content = urlencode({"seal": seal[1], **fields}, doseq=True).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": "http://127.0.0.1:8780"}
    return browser.request("POST", path, content=content, headers=headers)


def shown_key(page: httpx.Response) -> str:
    found = re.search(r"ino_[\w-]+", page.text)
    assert found is not None
    return found[0]


def test_part_a_of_the_guide(browser: SandboxClient, app: SandboxApp) -> None:
    done = post(browser, "/portfolios/new", browser.get("/portfolios/new"), name="  My   Houses ")
    page = browser.get(done.headers["Location"])
    assert "Add Integration" in page.text
    assert "My Houses" in page.text
    done = post(browser, done.headers["Location"], page, name="Promas", feature=["document_portal"])
    address = done.headers["Location"]
    page = browser.get(address)
    assert "You will not have access to this key again." in page.text
    first = shown_key(post(browser, f"{address}/reveal", page))
    assert SandboxClient(app, first).get("/v1/integration").json()["portfolio_name"] == "My Houses"
    again = browser.get(address)
    assert first not in again.text
    assert "cannot be shown again" in again.text
    second = shown_key(post(browser, f"{address}/replace", again))
    assert SandboxClient(app, first).get("/v1/integration").json()["code"] == "token_revoked"
    assert SandboxClient(app, second).get("/v1/integration").json()["features"] == ["document_portal"]


def test_a_key_is_not_revealed_a_second_time(browser: SandboxClient, state: SandboxState) -> None:
    address = f"/integrations/{state.add_integration('PF-2118', 'Books').integration_id}"
    pages = [browser.get(address), browser.get(address)]
    assert post(browser, f"{address}/reveal", pages[0]).status_code == 200
    answer = post(browser, f"{address}/reveal", pages[1])
    assert answer.status_code == 409
    assert "ino_" not in answer.text
    assert "Create New API Key" in answer.text


def test_a_form_is_taken_once_and_only_from_a_page_of_ours(browser: SandboxClient, state: SandboxState) -> None:
    page = browser.get("/portfolios/new")
    assert post(browser, "/portfolios/new", page, name="Once").status_code == 303
    again = post(browser, "/portfolios/new", page, name="Once")
    assert (again.status_code, "sent already" in again.text) == (409, True)
    assert browser.request("POST", "/portfolios/new", content=b"name=Mine").status_code == 409
    foreign = browser.request("POST", "/portfolios/new", headers={"Origin": "https://elsewhere.example"})
    assert foreign.status_code == 403
    assert [portfolio["name"] for portfolio in state.portfolios()][1:] == ["Once"]


@pytest.mark.parametrize("path", ["/portfolios/new", "/portfolios/PF-2118/integrations/new"])
def test_a_name_must_be_entered(browser: SandboxClient, path: str) -> None:
    answer = post(browser, path, browser.get(path), name="  ")
    assert (answer.status_code, "Value must be entered." in answer.text) == (422, True)


def test_a_form_that_is_too_large_is_refused(browser: SandboxClient) -> None:
    assert browser.request("POST", "/portfolios/new", content=b"name=" + b"x" * 20_000).status_code == 413


def test_only_this_computer_under_its_own_name_is_answered(app: SandboxApp, browser: SandboxClient) -> None:
    assert SandboxClient(app, None, "192.0.2.7").get("/").status_code == 403
    assert browser.get("/", headers={"Host": "rebound.example"}).status_code == 403
    assert SandboxClient(app, None, "192.0.2.7").request("POST", "/practice/token").status_code == 403


def test_the_practice_door_makes_a_key_and_revokes_the_older(browser: SandboxClient, app: SandboxApp) -> None:
    first, second = (browser.request("POST", "/practice/token").json()["token"] for _ in range(2))
    assert SandboxClient(app, first).get("/v1/integration").json()["code"] == "token_revoked"
    assert SandboxClient(app, second).get("/v1/integration").json()["portfolio_id"] == "PF-2118"
    for header in ({"Origin": "http://127.0.0.1:8780"}, {"Sec-Fetch-Site": "cross-site"}):
        assert browser.request("POST", "/practice/token", headers=header).status_code == 403


class Outline(HTMLParser):
    """The elements of a page, with a check that each that is opened is closed in its order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "link", "input"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize(
    "path",
    ["/", "/portfolios/new", "/portfolios/PF-2118/integrations/new", "/portfolios/PF-2118/balances",
     "/integrations/INT-1", "/batches/2732388606925747", "/work-orders/101022", "/applicants/APP-5501"],
)  # fmt: skip
def test_every_page_is_whole_and_accessible(browser: SandboxClient, state: SandboxState, path: str) -> None:
    state.add_integration("PF-2118", "Books")
    answer = browser.get(path)
    assert answer.status_code == 200
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"
    outline = Outline()
    outline.feed(answer.text)
    assert outline.open == []
    names = [tag for tag, _ in outline.tags]
    assert (names.count("h1"), names.count("main"), names.count("script")) == (1, 1, 0)
    labelled = {attributes.get("for") for tag, attributes in outline.tags if tag == "label"}
    boxes = [attributes["id"] for tag, attributes in outline.tags if tag == "input" and attributes["type"] == "text"]
    assert set(boxes) <= labelled


def test_the_home_page_lists_the_batches_of_the_guide(browser: SandboxClient) -> None:
    page = browser.get("/").text
    for words in ("2/23/2022", "$2,700.00", "3 items", "1 item<", "2732388606925747", "Unprocessed"):
        assert words in page


def test_a_batch_page_has_its_drop_down_text(browser: SandboxClient) -> None:
    page = browser.get("/batches/2732388606925747").text
    assert "Deposit on 2/23/2022, $2,700.00, 3 items, Id: 2732388606925747" in page


def test_text_from_outside_is_text(browser: SandboxClient, state: SandboxState) -> None:
    state.create_portfolio("<script>alert(1)</script>")
    assert "<script" not in browser.get("/").text
    assert "&lt;script&gt;" in browser.get("/").text


@pytest.mark.parametrize("path", ["/nowhere", "/batches/1", "/portfolios/1/balances", "/integrations/1"])
def test_an_unknown_page_says_so(browser: SandboxClient, path: str) -> None:
    answer = browser.get(path)
    assert (answer.status_code, "<h1>Not Found</h1>" in answer.text) == (404, True)


@pytest.mark.parametrize(
    ("number", "shown"), [("0020021234", "\u2022" * 6 + "1234"), ("123456", "\u2022" * 6), ("1", "\u2022" * 4)]
)
def test_bank_numbers_are_masked(number: str, shown: str) -> None:
    assert markup.masked(number) == shown


def test_the_style_sheet_is_served(browser: SandboxClient) -> None:
    assert browser.get("/style.css").headers["Content-Type"].startswith("text/css")
