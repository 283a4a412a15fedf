"""Values of the wire contract for tests, as the server would write them."""

import json
from datetime import UTC, datetime

import httpx

from landlord_desktop.inosio.client import InosioClient
from landlord_desktop.inosio.token import Token

ORIGIN = "https://inosio.example"
TOKEN = "secret-Canary-7731"
KEY = "0b8f4a8e-0d5c-5d0e-9a55-6f3a4b1c2d3e"
PROBLEM = "application/problem+json"


class SteadyClock:
    """A clock that stands still until it is set forward; `step` seconds pass at each look."""

    def __init__(self, step=0.0):
        self.seconds, self.step = 100.0, step

    def now(self):
        return datetime(2022, 2, 23, 14, 5, tzinfo=UTC)

    def monotonic(self):
        self.seconds += self.step
        return self.seconds


def header(**changes):
    return {
        "id": "9363081796946967", "deposited_on": "2022-02-23", "total": "2700.00", "item_count": 2,
        "status": "unprocessed", "revision": "r1", "processed_at": None, "bank_account_id": "CHECKING",
    } | changes


def receipt(**changes):
    return {
        "payment_id": "PMT-1", "received_on": "2022-02-22", "amount": "1200.00", "payer_name": "Anthony Kmetz",
        "method": "ach", "tenant_id": "KMETZ", "unit_id": "2118OAK",
    } | changes


def batch(receipts=None, **changes):
    pair = [receipt(), receipt(payment_id="PMT-2", amount="1500.00")]
    return header(**changes) | {"receipts": pair if receipts is None else receipts}


def page(*items, cursor=None, **more):
    return {"items": list(items), "next_cursor": cursor} | more


def said(value, status=200, kind="application/json", **headers):
    """An answer with this JSON value."""
    content = value if isinstance(value, bytes) else json.dumps(value).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return httpx.Response(status, content=content, headers={"Content-Type": kind} | named)


class Answers(httpx.BaseTransport):
    """Gives its answers in their order, or raises them; keeps the requests."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    def handle_request(self, request):
        request.read()
        self.requests.append(request)
        given = self.answers.pop(0)
        if isinstance(given, Exception):
            raise given
        return given


def client(*answers, **options):
    """A client whose server gives these answers; its transport stands in `.answers`."""
    transport = Answers(*answers)
    options.setdefault("clock", SteadyClock())
    made = InosioClient(ORIGIN, Token(TOKEN, ORIGIN), transport=transport, **options)
    made.answers = transport
    return made
