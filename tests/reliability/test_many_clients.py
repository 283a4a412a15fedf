"""Two and ten PCs at the same moment, on both engines: each payment is posted once, the day is claimed once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from build import a_batch, a_charge, a_payment, a_tenant, rows
from engines import ENGINES, office_on
from landlord_desktop.services.books import Books
from landlord_desktop.services.checks import run_checks

CLIENTS = Path(__file__).parent / "posting_clients.py"
PAYMENTS = 6


@pytest.fixture(params=ENGINES)
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Books]:
    with office_on(request.param, tmp_path) as books:
        for number in range(PAYMENTS):
            a_charge(books, a_tenant(books, f"T{number}"), 1_000)
        for batch in ("B1", "B2"):
            payments = [a_payment(f"{batch}-{number}", 1_000, f"T{number}") for number in _of(batch)]
            a_batch(books, batch, *payments)
        yield books
        report = run_checks(books)
        assert report.ok, report.findings


def _of(batch: str) -> range:
    return range(PAYMENTS // 2) if batch == "B1" else range(PAYMENTS // 2, PAYMENTS)


@pytest.mark.parametrize("clients", [2, 10])
def test_the_same_batches_are_posted_once(office: Books, clients: int) -> None:
    done = subprocess.run(
        [sys.executable, CLIENTS, office.store.location, str(clients)], capture_output=True, text=True, timeout=120,
        check=False,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == clients, done.stderr
    assert [one["error"] for one in told if "error" in one] == []
    assert sum(one["posted"] for one in told) == PAYMENTS
    assert sum(one["claimed"] for one in told) == 1
    assert rows(office, "SELECT count(*), count(DISTINCT source_key) FROM receipt") == [(PAYMENTS, PAYMENTS)]
    assert rows(office, "SELECT count(*) FROM working_line") == [(0,)]
    assert rows(office, "SELECT sum(unpaid_cents) FROM charge") == [(0,)]
