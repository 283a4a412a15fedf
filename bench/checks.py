"""All invariants over a book of 5 years and 500 units, beside one sum over all journal lines; then with all hashes.

The book is made by posting: each month a rent for every tenant, late fees, payments that are exact, short and too much,
a deposit slip, voids and returned payments. It must pass every check. Must: under 5 seconds without the hashes.
"""

import gc
import statistics
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text

from bench.book import make_book, open_book
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.checks import CheckReport, run_checks
from landlord_desktop.services.deposits import post_slip, undeposited_receipts
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import TypedPayment, add_payments

UNITS, FIRST_YEAR, YEARS = 500, 2021, 5
RENT = 90_000
MUST_SECONDS = 5.0
_ANCHOR = text("SELECT set_id, ledger_id, sum(amount_cents) FROM journal_line GROUP BY set_id, ledger_id")


def make_five_years(path: Path) -> None:
    """Create the book."""
    make_book(path, UNITS, 0)
    books = open_book(path)
    with books.store.read() as connection:
        bank = int(connection.execute(text("SELECT id FROM account_code WHERE code = 'CHECKING'")).scalar_one())
    for month in range(YEARS * 12):
        _one_month(books, bank, date(FIRST_YEAR + month // 12, 1 + month % 12, 1), month)
    books.close()


def _one_month(books: Books, bank: int, first: date, month: int) -> None:
    tenants = range(1, UNITS + 1)
    post_charges(books, [NewCharge(tenant, "RENT", first, RENT) for tenant in tenants])
    late = [tenant for tenant in tenants if (tenant + month) % 20 == 0]
    post_charges(books, [NewCharge(tenant, "LATE", first + timedelta(days=6), 4_500) for tenant in late])
    day = first + timedelta(days=8)
    payments = [TypedPayment(day, _paid(tenant, month, late=tenant in late), tenant) for tenant in tenants]
    add_payments(books, payments)
    posted = post_working_lines(books, accept_proposals=True).posted
    if len(posted) != UNITS:
        raise RuntimeError(f"{len(posted)} of {UNITS} payments were posted")
    void_receipt(books, posted[month % UNITS].receipt_id, "entered twice")
    waiting = undeposited_receipts(books, bank)
    total = sum(receipt.amount_cents for receipt in waiting)
    post_slip(books, bank, [receipt.receipt_id for receipt in waiting], total, day + timedelta(days=1))
    returned = posted[(month + 100) % UNITS].receipt_id
    return_receipt(books, NsfOrder(returned, "insufficient funds", day + timedelta(days=5), unwind=True))


def _paid(tenant: int, month: int, *, late: bool) -> int:
    """What a tenant pays: mostly exactly the rent, sometimes a little less or more."""
    odd = (tenant * 7 + month) % 25
    return RENT + (4_500 if late else 0) + (-10_000 if odd == 1 else 5_000 if odd == 2 else 0)


def _timed(books: Books, *, deep: bool) -> tuple[float, list[tuple[float, str]]]:
    """Seconds of a check, and of each step by name."""
    ends: list[float] = []
    gc.collect()
    began = time.perf_counter()
    report: CheckReport = run_checks(books, deep=deep, progress=lambda _done, _total: ends.append(time.perf_counter()))
    seconds = time.perf_counter() - began
    if not report.ok:
        raise RuntimeError(f"the book does not pass its checks: {report.findings[0]}")
    begins = [began, *ends]
    steps = [(end - begin, one.name) for begin, end, one in zip(begins, ends, report.checks, strict=False)]
    return seconds, steps


def main(rounds: int = 5) -> None:
    """Print the figures."""
    with tempfile.TemporaryDirectory(prefix="landlord-bench-") as name:
        path = Path(name) / "five_years.db"
        make_five_years(path)
        books = open_book(path)
        with books.store.read() as connection:
            counted = "SELECT (SELECT count(*) FROM transaction_set), (SELECT count(*) FROM journal_line)"
            sets, lines = connection.execute(text(counted)).one()
        print(f"Checks of {YEARS} years x {UNITS} units: {sets:,} sets, {lines:,} lines; {rounds} rounds")
        plain, anchors = [], []
        steps: list[tuple[float, str]] = []
        for _ in range(rounds):
            with books.store.read() as connection:
                began = time.perf_counter()
                connection.execute(_ANCHOR).all()
                anchors.append(time.perf_counter() - began)
            seconds, steps = _timed(books, deep=False)
            plain.append(seconds)
        median, anchor = statistics.median(plain), statistics.median(anchors)
        print(f"all invariants {median:6.2f} s [{min(plain):.2f}-{max(plain):.2f}], must be under {MUST_SECONDS:.0f} s")
        print(f"one sum over all lines {anchor:6.3f} s; the invariants cost {median / anchor:.1f} times that")
        for step in sorted(steps, reverse=True)[:6]:
            print(f"  {step[0]:6.3f} s  {step[1]}")
        print(f"with all content hashes and the whole file {_timed(books, deep=True)[0]:6.2f} s")
        books.close()
    if median > MUST_SECONDS:
        raise SystemExit(f"the invariants took {median:.2f} s")
