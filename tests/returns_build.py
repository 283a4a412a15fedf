"""What the tests of returned payments share: a payment of Inosio that was posted and deposited, and its return."""

from datetime import date
from pathlib import Path

from sqlalchemy import text

from bank_build import bank_id
from build import a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.deposits import post_whole_batch_slips
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.returns_store import ReturnedItem, StoredReturns, store_returns
from landlord_desktop.services.settings import put

MARCH_1 = date(2022, 3, 1)
RETURNED = date(2022, 3, 8)
PORTFOLIO = "PF-1"


def bound(books: Books) -> None:
    """The books belong to the portfolio of the tests' batches."""
    with books.store.write() as connection:
        put(connection, {"inosio.portfolio": PORTFOLIO, "inosio.portfolio_name": "Sample"})


def nsf_fees(books: Books, fee: int = 5_000, item_fee: int = 1_200) -> None:
    """The fees of the bank account code."""
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE bank_detail SET nsf_fee_cents = :fee, returned_item_fee_cents = :item WHERE account_id = :id"),
            {"fee": fee, "item": item_fee, "id": bank_id(books)},
        )


def paid_online(
    books: Books, payment_id: str = "P-1", cents: int = 120_000, *, code: str = "KMETZ", deposit: bool = True,
    owed: int | None = None,
) -> tuple[int, int, int]:
    """Tenant, charge and receipt of a payment that pays the rent of 3/1 and stands on its batch's slip."""
    bound(books)
    tenant = a_tenant(books, code)
    charge = a_charge(books, tenant, cents if owed is None else owed, on=MARCH_1)
    a_batch(books, f"B-{payment_id}", a_payment(payment_id, cents, code))
    load_batch(books, f"B-{payment_id}")
    post_working_lines(books, accept_proposals=True)
    if deposit:
        post_whole_batch_slips(books)
    return tenant, charge, int(rows(books, "SELECT max(id) FROM receipt")[0][0])


def a_return(payment_id: str = "P-1", cents: int = 120_000, **values: object) -> ReturnedItem:
    """A return as the server tells it."""
    facts: dict[str, object] = {"batch_id": f"B-{payment_id}", "returned_on": RETURNED, "reason_code": "R01", **values}
    return_id = facts.pop("return_id", f"RET-{payment_id}")
    return ReturnedItem(return_id, payment_id, amount_cents=cents, **facts)  # type: ignore[arg-type]


def told(books: Books, *items: ReturnedItem, token: str = "t1") -> StoredReturns:
    """The server told these returns."""
    return store_returns(books, PORTFOLIO, items or (a_return(),), token)


def csv_file(folder: Path, *lines: str, header: str = "Payment ID,Return Date,Amount,Reason,Tenant ID") -> Path:
    """An e-mailed file of these lines."""
    path = folder / "returns.csv"
    path.write_text("\n".join((header, *lines)) + "\n", encoding="utf-8")
    return path
