"""How Post and its limit grow with the age of the book: from an empty book to a million journal lines.

Must (the goal for posting): the growth of Post is at most 1.3 times the growth of its raw limit.
"""

import statistics
import tempfile
from pathlib import Path

from bench.book import make_book
from bench.posting import measure

AGES = (0, 100_000, 1_000_000)
PAYMENTS = 1000
TENANTS = 10_000


def main(rounds: int = 5) -> None:
    """Print seconds, ratios and growth of each age."""
    print(f"Post of {PAYMENTS:,} payments as the book grows, {rounds} rounds")
    print(" book lines   post s  limit s  ratio  post grew  limit grew  growth")
    first: tuple[float, float] | None = None
    with tempfile.TemporaryDirectory(prefix="landlord-bench-") as name:
        folder = Path(name)
        for lines in AGES:
            book = folder / f"book{lines}.db"
            make_book(book, TENANTS, lines)
            found = measure(book, PAYMENTS, rounds, folder)
            book.unlink()
            post = statistics.median(one.post for one in found)
            limit = statistics.median(one.limit for one in found)
            first = first or (post, limit)
            grew, limit_grew = post / first[0], limit / first[1]
            print(
                f"{lines:>11,} {post:8.3f} {limit:8.3f} {post / limit:6.2f} {grew:10.2f} {limit_grew:11.2f} "
                f"{grew / limit_grew:7.2f}",
                flush=True,
            )
