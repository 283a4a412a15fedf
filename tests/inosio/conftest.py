"""The sandbox for tests: its application without a network, and a whole running server."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
from starlette.types import ASGIApp

from landlord_desktop.sandbox.faults import FaultPlan
from landlord_desktop.sandbox.locations import sample_portfolio_file
from landlord_desktop.sandbox.server import RunningSandbox, SandboxApp, create_app, running_sandbox
from landlord_desktop.sandbox.state import SandboxState

BASE_URL = "http://127.0.0.1:8780"


class SandboxClient:
    """Asks the sandbox's application directly. `token` None sends no Authorization."""

    def __init__(self, app: ASGIApp, token: str | None, address: str = "127.0.0.1") -> None:
        self.app = app
        self.token = token
        self._address = address

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app, client=(self._address, 50000))
            async with httpx.AsyncClient(transport=transport, base_url=BASE_URL) as client:
                return await client.request(method, path, **options)

        headers = dict(options.pop("headers", {}))
        if self.token is not None:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        options["headers"] = headers
        return asyncio.run(ask())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.request("GET", path, **options)

    def write(self, method: str, path: str, body: object, key: str | None = None, **headers: str) -> httpx.Response:
        """A write with its idempotency key, a new one where none is given."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Idempotency-Key": key or str(uuid4()), "Content-Type": "application/json", **named}
        return self.request(method, path, content=json.dumps(body).encode(), headers=sent)


@pytest.fixture
def state(tmp_path: Path) -> SandboxState:
    return SandboxState(tmp_path / "sandbox", sample_portfolio_file())


@pytest.fixture
def faults() -> FaultPlan:
    return FaultPlan()


@pytest.fixture
def app(state: SandboxState, faults: FaultPlan) -> SandboxApp:
    return create_app(state, faults)


@pytest.fixture
def sandbox_client(app: SandboxApp, state: SandboxState) -> SandboxClient:
    """A client with a valid key of the sample portfolio."""
    return SandboxClient(app, state.practice_key())


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[RunningSandbox]:
    """A whole server on a free port."""
    with running_sandbox(tmp_path / "sandbox") as running:
        yield running
