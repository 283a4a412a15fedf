"""Post on PostgreSQL beside its limit: COPY of the very rows it wrote, in one transaction, on a copy of the database.

The server is the one of the tests: in memory where that fits, nothing is forced to the disk, for Post and limit alike.
"""

import gc
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

from bench.book import add_batch, make_book, open_book
from bench.posting import KEYS, TABLES, Measured
from landlord_desktop.services.receipt_posting import post_working_lines

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
import postgres_server

BOOK, BATCH, POSTED, LIMIT = "bench_book", "bench_batch", "bench_posted", "bench_limit"
Rows = list[tuple[Any, ...]]


@contextmanager
def a_server() -> Iterator[None]:
    """A PostgreSQL server that ends with this."""
    folder = postgres_server.free_path()
    postgres_server.prepare(folder)
    try:
        postgres_server.running()
        yield
    finally:
        postgres_server.ended(folder)


def _copy(source: str, target: str) -> str:
    """Copy a database, in the place of what had the name; its address."""
    administrator = postgres_server.address("postgres", postgres_server.ADMINISTRATOR)
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS {target} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {target} TEMPLATE {source} OWNER {postgres_server.OWNER}")
    return postgres_server.address(target)


def rows_written(before: str, after: str) -> tuple[dict[str, Rows], Rows, Rows]:
    """What turns the one book into the other: rows by table, changed charges, and all account balances."""
    with psycopg.connect(before) as old, psycopg.connect(after) as new:
        found = {}
        for table in TABLES:
            key = KEYS.get(table, "id")
            highest = old.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()
            found[table] = new.execute(f"SELECT * FROM {table} WHERE {key} > %s", highest).fetchall()
        charges = "SELECT id, unpaid_cents, fee_taken_cents FROM charge"
        changed = sorted(set(new.execute(charges).fetchall()) - set(old.execute(charges).fetchall()))
        balances = new.execute("SELECT ledger_id, account_id, balance_cents FROM account_balance").fetchall()
    return found, changed, balances


def limit_seconds(location: str, inserts: dict[str, Rows], changed: Rows, balances: Rows) -> float:
    """Seconds to write the rows, COMMIT included."""
    with psycopg.connect(location) as connection:
        columns = [list(column) for column in zip(*changed, strict=True)]
        sums = [list(column) for column in zip(*balances, strict=True)]
        began = time.perf_counter()
        with connection.cursor() as cursor:
            for table, rows in inserts.items():
                with cursor.copy(f"COPY {table} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
            cursor.execute(
                "UPDATE charge c SET unpaid_cents = n.unpaid, fee_taken_cents = n.fee FROM "
                "unnest(%s::bigint[], %s::bigint[], %s::bigint[]) AS n(id, unpaid, fee) WHERE c.id = n.id", columns
            )
            cursor.execute("DELETE FROM working_line")
            cursor.execute(
                "INSERT INTO account_balance (ledger_id, account_id, balance_cents) "
                "SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[]) "
                "ON CONFLICT (ledger_id, account_id) DO UPDATE SET balance_cents = excluded.balance_cents", sums
            )
        connection.commit()
        return time.perf_counter() - began


def measure(payments: int, rounds: int) -> list[Measured]:
    """Rounds of Post and limit on fresh copies of the book, alternating."""
    books = open_book(_copy(BOOK, BATCH))
    add_batch(books, payments)
    books.close()
    found = []
    for _round in range(rounds):
        posted = _copy(BATCH, POSTED)
        books = open_book(posted)
        gc.collect()
        began = time.perf_counter()
        result = post_working_lines(books)
        seconds = time.perf_counter() - began
        books.close()
        if len(result.posted) != payments:
            raise RuntimeError(f"{len(result.posted)} of {payments} were posted")
        work = rows_written(postgres_server.address(BATCH), posted)
        found.append(Measured(seconds, limit_seconds(_copy(BATCH, LIMIT), *work)))
    return found


def main(rounds: int = 5, tenants: int = 10_000, lines: int = 100_000) -> None:
    """Print the table."""
    with a_server():
        make_book(_copy("template0", BOOK), tenants, lines)
        with psycopg.connect(postgres_server.address(BOOK), autocommit=True) as connection:
            version = connection.execute("SHOW server_version").fetchone()
            connection.execute("ANALYZE")  # as the server does by itself, which the tests' one may not
        print(f"Post of equal payments beside COPY of its rows (PostgreSQL {version and version[0]}), {rounds} rounds")
        print(f"{'payments':>9} {'book lines':>11} {'post s':>8} {'limit s':>8} {'ratio':>6}  [min-max]")
        for payments in (100, 1000):
            found = measure(payments, rounds)
            ratios = sorted(one.post / one.limit for one in found)
            print(
                f"{payments:>9} {lines:>11,} {statistics.median(one.post for one in found):8.3f} "
                f"{statistics.median(one.limit for one in found):8.3f} {statistics.median(ratios):6.2f}  "
                f"[{ratios[0]:.2f}-{ratios[-1]:.2f}]",
                flush=True,
            )


if __name__ == "__main__":
    main()
