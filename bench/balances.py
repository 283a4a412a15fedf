"""Tenant balances of all open tenants, in a book of one year and in one of ten: they grow with what is open alone.

The anchor is the same question without what the books keep ready: the sum over all charges and allocations ever made.
"""

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, text

from bench.book import LINES_A_RECEIPT, make_book, open_book
from landlord_desktop.reports.catalog import build
from landlord_desktop.services.balances import build_snapshot
from landlord_desktop.services.books import Books

TENANTS = 500
MONTHS = 12
_ANCHOR = text(
    "SELECT c.tenant_id, sum(c.amount_cents) - coalesce(sum(p.cents), 0) FROM charge c LEFT JOIN "
    "(SELECT charge_id, sum(amount_cents) AS cents FROM allocation GROUP BY charge_id) p ON p.charge_id = c.id "
    "GROUP BY c.tenant_id"
)

_NUMBERS = text(
    "INSERT INTO bank_detail (account_id, account_number, routing_number) "
    "SELECT id, '0020021234', '0001234' FROM account_code WHERE code = 'CHECKING' "
    "ON CONFLICT (account_id) DO UPDATE SET account_number = excluded.account_number, "
    "routing_number = excluded.routing_number"
)


def _report(books: Books) -> None:
    build(books, "tenant-balances")


def _snapshot(books: Books) -> None:
    with books.store.read() as connection:
        build_snapshot(connection, books)


def _anchor(books: Books) -> None:
    with books.store.read() as connection:
        _sums(connection)


def _sums(connection: Connection) -> None:
    connection.execute(_ANCHOR).all()


QUESTIONS: dict[str, Callable[[Books], None]] = {
    "report tenant-balances": _report,
    "balances to the server": _snapshot,
    "anchor: whole history": _anchor,
}


def seconds(books: Books, ask: Callable[[Books], None], rounds: int) -> float:
    """The median of some rounds, after one that warms the caches."""
    ask(books)
    found = []
    for _ in range(rounds):
        gc.collect()
        began = time.perf_counter()
        ask(books)
        found.append(time.perf_counter() - began)
    return statistics.median(found)


def main(rounds: int = 9) -> None:
    """Print the table."""
    print(f"{TENANTS} tenants, one open charge each; milliseconds, {rounds} rounds")
    print(f"{'question':<24} {'1 year':>9} {'10 years':>9} {'ratio':>6}")
    with tempfile.TemporaryDirectory(prefix="landlord-bench-") as name:
        opened = []
        for years in (1, 10):
            path = Path(name) / f"book{years}.db"
            make_book(path, TENANTS, TENANTS * MONTHS * years * LINES_A_RECEIPT)
            opened.append(open_book(path))
            with opened[-1].store.write() as connection:
                connection.execute(_NUMBERS)
        for title, ask in QUESTIONS.items():
            young, old = (seconds(books, ask, rounds) for books in opened)
            print(f"{title:<24} {young * 1000:9.1f} {old * 1000:9.1f} {old / young:6.2f}", flush=True)
        for books in opened:
            books.close()


if __name__ == "__main__":
    main()
