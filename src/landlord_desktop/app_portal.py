"""Part A of the guide at the practice server: add an integration and reveal its key, by the pages a person uses."""

import re
from html import unescape
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from landlord_desktop.rules.errors import LandlordError

ANSWER_SECONDS = 10
FEATURES = ("applicant_screening", "document_portal", "maintenance_coordination")


def _open(url: str, fields: list[tuple[str, str]] | None = None) -> tuple[str, str]:
    """A page's text and the address it came from, after the server's own step to the next page."""
    if not url.startswith("http://127.0.0.1:"):
        raise LandlordError("The practice server is not on this PC; its pages were not opened.")
    body = None if fields is None else urlencode(fields).encode()
    with urlopen(Request(url, data=body), timeout=ANSWER_SECONDS) as answer:  # noqa: S310 - loopback, checked above
        return answer.read().decode("utf-8"), answer.geturl()


def _seal(page: str) -> str:
    found = re.search(r'name="seal" value="([^"]+)"', page) or re.search(r'value="([^"]+)" name="seal"', page)
    if found is None:
        raise LandlordError("A page of the practice server has no form where one was expected.")
    return unescape(found[1])


def reveal_new_key(server: str, portfolio_id: str, name: str) -> str:
    """Add Integration, then Reveal API Key: the key, which the server shows this once."""
    address = f"{server}/portfolios/{portfolio_id}/integrations/new"
    page, _ = _open(address)
    chosen = [("feature", feature) for feature in FEATURES]
    page, integration = _open(address, [("seal", _seal(page)), ("name", name), *chosen])
    page, _ = _open(f"{integration}/reveal", [("seal", _seal(page))])
    found = re.search(r"<(?:code|output|input)[^>]*>([A-Za-z0-9_\-.]{20,})<", page)
    if found is None:
        raise LandlordError("The practice server did not show the key.")
    return unescape(found[1])
