"""Post beside its limit: `executemany` of the very rows it wrote, in one transaction, on a copy of the book."""

import gc
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pysqlite3.dbapi2 as sqlite

from bench.book import add_batch, copy_book, make_book, open_book
from landlord_desktop.db.sqlite_engine import journal_settings
from landlord_desktop.services.receipt_posting import post_working_lines

TABLES = ("transaction_set", "journal_line", "receipt", "allocation", "credit_entry", "audit_entry", "outbox_item")
KEYS = {"journal_line": "set_id", "allocation": "set_id", "credit_entry": "set_id"}


@dataclass(frozen=True)
class Measured:
    """Seconds of one round: the whole Post, and the limit."""

    post: float
    limit: float


def _connect(path: Path) -> "sqlite.Connection":
    connection = sqlite.connect(str(path), isolation_level=None)
    mode, synchronous = journal_settings(sqlite.sqlite_version_info)
    for pragma in (
        "foreign_keys=1", "secure_delete=1", "trusted_schema=0", "cell_size_check=1", f"journal_mode={mode}",
        f"synchronous={synchronous}", "cache_size=-65536", "temp_store=MEMORY",
    ):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def rows_written(before: Path, after: Path) -> list[tuple[str, list[tuple[object, ...]]]]:
    """Statements and rows that turn the one book into the other."""
    old, new = _connect(before), _connect(after)
    work: list[tuple[str, list[tuple[object, ...]]]] = []
    for table in TABLES:
        key = KEYS.get(table, "id")
        highest = old.execute(f"SELECT coalesce(max({key}), 0) FROM {table}").fetchone()[0]
        rows = new.execute(f"SELECT * FROM {table} WHERE {key} > ?", (highest,)).fetchall()
        if rows:
            marks = ",".join("?" * len(rows[0]))
            work.append((f"INSERT INTO {table} VALUES ({marks})", rows))
    charges = {row[0]: row[1:] for row in old.execute("SELECT id, unpaid_cents, fee_taken_cents FROM charge")}
    changed = [
        (row[1], row[2], row[0])
        for row in new.execute("SELECT id, unpaid_cents, fee_taken_cents FROM charge")
        if charges[row[0]] != row[1:]
    ]
    work.append(("UPDATE charge SET unpaid_cents = ?, fee_taken_cents = ? WHERE id = ?", changed))
    gone = old.execute("SELECT id FROM working_line").fetchall()
    work.append(("DELETE FROM working_line WHERE id = ?", gone))
    balances = new.execute("SELECT * FROM account_balance").fetchall()
    work.append(("INSERT OR REPLACE INTO account_balance VALUES (?, ?, ?)", balances))
    old.close()
    new.close()
    return work


def limit_seconds(path: Path, work: list[tuple[str, list[tuple[object, ...]]]]) -> float:
    """Seconds to write the rows, COMMIT included."""
    connection = _connect(path)
    start = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in work:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
    seconds = time.perf_counter() - start
    connection.close()
    return seconds


def measure(book: Path, payments: int, rounds: int, folder: Path) -> list[Measured]:
    """Rounds of Post and limit on fresh copies, alternating."""
    start = copy_book(book, folder / "start.db")
    books = open_book(start)
    add_batch(books, payments)
    books.close()
    found = []
    for place in range(rounds):
        posted = copy_book(start, folder / f"post{place}.db")
        books = open_book(posted)
        with books.store.read() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM setting").fetchall()
        gc.collect()
        began = time.perf_counter()
        result = post_working_lines(books)
        seconds = time.perf_counter() - began
        books.close()
        if len(result.posted) != payments:
            raise RuntimeError(f"{len(result.posted)} of {payments} were posted")
        work = rows_written(start, posted)
        limit = limit_seconds(copy_book(start, folder / f"limit{place}.db"), work)
        found.append(Measured(seconds, limit))
        for leftover in [*folder.glob(f"post{place}.db*"), *folder.glob(f"limit{place}.db*")]:
            leftover.unlink()
    for leftover in folder.glob("start.db*"):
        leftover.unlink()
    return found


def main(rounds: int = 5) -> None:
    """Print the table."""
    print(f"Post of equal payments beside executemany of its rows (SQLite {sqlite.sqlite_version}), {rounds} rounds")
    print(f"{'payments':>9} {'book lines':>11} {'post s':>8} {'limit s':>8} {'ratio':>6}  [min-max]")
    with tempfile.TemporaryDirectory(prefix="landlord-bench-") as name:
        folder = Path(name)
        for lines in (0, 100_000):
            book = folder / f"book{lines}.db"
            make_book(book, 10_000, lines)
            for payments in (100, 1000):
                found = measure(book, payments, rounds, folder)
                ratios = sorted(one.post / one.limit for one in found)
                print(
                    f"{payments:>9} {lines:>11,} {statistics.median(one.post for one in found):8.3f} "
                    f"{statistics.median(one.limit for one in found):8.3f} {statistics.median(ratios):6.2f}  "
                    f"[{ratios[0]:.2f}-{ratios[-1]:.2f}]",
                    flush=True,
                )
