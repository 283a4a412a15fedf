"""Books for the measurements: so many tenants, each owing a rent, over a history of settled charges and receipts."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from landlord_desktop.db.engine import bulk_insert
from landlord_desktop.services.batches import FetchedBatch, FetchedPayment, load_batch, store_batch
from landlord_desktop.services.books import Actor, Books, create_books, open_books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.chart import fee_profile
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.working_lines import TypedPayment, add_payments

MOMENT = datetime(2026, 3, 8, 15, 0, tzinfo=UTC)
TODAY = MOMENT.date()
ACTOR = Actor("bench", "bench")
LINES_A_RECEIPT = 6


def open_book(place: Path | str) -> Books:
    """A book with a fixed clock; `place` is a file or the address of a server's database."""
    return open_books(str(place), actor=ACTOR, clock=lambda: MOMENT)


def make_book(place: Path | str, tenants: int, journal_lines: int) -> None:
    """Create the book: `journal_lines` of history, then one open rent a tenant."""
    create_books(str(place), now=MOMENT)
    books = open_book(place)
    with books.store.write() as connection:
        bank = connection.execute(text("SELECT id FROM account_code WHERE code = 'CHECKING'")).scalar_one()
        bulk_insert(
            connection, "ledger", "id, code, name, kind, bank_account_id, management_ledger_id",
            [(1, "MG", "Managers", "management", bank, None),
             *((number, f"O{number}", f"Owner {number}", "owner", bank, 1) for number in range(2, 42))],
        )  # fmt: skip
        profile, numbers = fee_profile(connection, 1000), range(1, tenants + 1)
        bulk_insert(
            connection, "unit", "id, code, name, ledger_id, fee_profile_id",
            [(number, f"U{number}", f"{number} Oak Street", 2 + number % 40, profile) for number in numbers],
        )
        bulk_insert(
            connection, "tenant", "id, code, name, unit_id",
            [(number, f"T{number}", f"Tenant {number}", number) for number in numbers],
        )
    _history(books, tenants, journal_lines // LINES_A_RECEIPT)
    post_charges(books, [NewCharge(number, "RENT", TODAY, 100_000 + number) for number in range(1, tenants + 1)])
    books.close()


def _history(books: Books, tenants: int, receipts: int) -> None:
    done = 0
    while done < receipts:
        count = min(5000, tenants, receipts - done)
        day = date(2020, 1, 1) + timedelta(days=done % 2000)
        numbers = [1 + (done + place) % tenants for place in range(count)]
        post_charges(books, [NewCharge(number, "RENT", day, 90_000) for number in numbers])
        add_payments(books, [TypedPayment(day, 90_000, number) for number in numbers])
        result = post_working_lines(books)
        if len(result.posted) != count:
            raise RuntimeError("the history was not posted whole")
        done += count


def add_batch(books: Books, payments: int, batch_id: str = "1000000000000001") -> None:
    """A batch of equal payments, loaded into the working list."""
    items = tuple(
        FetchedPayment(f"PMT-{number:010d}", TODAY, 100_000 + number, f"T{number}", f"U{number}", f"Tenant {number}")
        for number in range(1, payments + 1)
    )
    total = sum(item.amount_cents for item in items)
    batch = FetchedBatch(batch_id, TODAY, total, payments, "unprocessed", "1", None, None, items, b"{}")
    with books.store.write() as connection:
        store_batch(connection, books, "PF", batch)
    load_batch(books, batch_id)


def copy_book(source: Path, target: Path) -> Path:
    """A copy of a closed book."""
    shutil.copyfile(source, target)
    return target
