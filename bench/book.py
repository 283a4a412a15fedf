"""Books for the measurements: so many tenants, each owing a rent, over a history of settled charges and receipts."""

import shutil
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from sqlalchemy import text

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


def open_book(path: Path) -> Books:
    """A book with a fixed clock."""
    return open_books(str(path), actor=ACTOR, clock=lambda: MOMENT)


def make_book(path: Path, tenants: int, journal_lines: int) -> None:
    """Create the book: `journal_lines` of history, then one open rent a tenant."""
    create_books(str(path), now=MOMENT)
    books = open_book(path)
    with books.store.write() as connection:
        bank = connection.execute(text("SELECT id FROM account_code WHERE code = 'CHECKING'")).scalar_one()
        connection.exec_driver_sql(
            "INSERT INTO ledger (id, code, name, kind, bank_account_id) VALUES (1, 'MG', 'Managers', 'management', ?)",
            (bank,),
        )
        owners = range(2, 42)
        connection.exec_driver_sql(
            "INSERT INTO ledger (id, code, name, kind, bank_account_id, management_ledger_id) "
            "VALUES (?, ?, ?, 'owner', ?, 1)",
            [(number, f"O{number}", f"Owner {number}", bank) for number in owners],
        )
        profile, numbers = fee_profile(connection, 1000), range(1, tenants + 1)
        connection.exec_driver_sql(
            "INSERT INTO unit (id, code, name, ledger_id, fee_profile_id) VALUES (?, ?, ?, ?, ?)",
            [(number, f"U{number}", f"{number} Oak Street", 2 + number % 40, profile) for number in numbers],
        )
        connection.exec_driver_sql(
            "INSERT INTO tenant (id, code, name, unit_id) VALUES (?, ?, ?, ?)",
            [(number, f"T{number}", f"Tenant {number}", number) for number in range(1, tenants + 1)],
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
