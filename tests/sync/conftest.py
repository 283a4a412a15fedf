"""An office connected to a running sandbox; its books are proven after each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from engines import ENGINES, server_office
from landlord_desktop.sandbox.server import RunningSandbox
from landlord_desktop.services.batch_status import mark_processed
from landlord_desktop.services.checks import run_checks
from office_online import OKAFOR_BATCH, Online, connect, made_office, sandbox, settle_in

__all__ = ["made_office", "marked", "office", "sandbox"]

ON_BOTH = {"test_balances", "test_daily_claim", "test_outbox", "test_outbox_acts"}
"""Modules whose tests run on both engines; the others are about the server's answers, or about files."""


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine" in metafunc.fixturenames:
        both = metafunc.module.__name__.rpartition(".")[2] in ON_BOTH
        metafunc.parametrize("engine", ENGINES if both else ENGINES[:1], ids=None if both else [""])


@pytest.fixture
def office(engine: str, tmp_path: Path, made_office: Path, sandbox: RunningSandbox) -> Iterator[Online]:
    """The office, connected."""
    if engine == "postgresql":
        with server_office() as books:
            settle_in(books)
            online = connect(books.store.location, sandbox)
            yield online
            end(online)
        return
    shutil.copy(made_office, tmp_path / "office.db")
    online = connect(tmp_path / "office.db", sandbox)
    yield online
    end(online)


def end(online: Online) -> None:
    """Prove the books and close them."""
    report = run_checks(online.books)
    online.books.close()
    assert report.ok, report.findings


@pytest.fixture
def marked(office: Online) -> Online:
    """The batches are here, and one of them is marked processed; the server does not know it yet."""
    office.round("batches")
    mark_processed(office.books, OKAFOR_BATCH)
    return office
