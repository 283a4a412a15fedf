"""What the tests of corrections share: receipts of each kind, slips, and the books as a whole."""

from datetime import date
from typing import Any

from sqlalchemy import text

from bank_build import bank_id
from build import TODAY, rows
from landlord_desktop.db.models import metadata
from landlord_desktop.rules.allocation import ChargePayment
from landlord_desktop.services.books import Books
from landlord_desktop.services.deposits import SlipRow, post_slip
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt


def paid(
    books: Books, tenant: int, cents: int, *charges: tuple[int, int], on: date = TODAY, new: tuple[NewLine, ...] = (),
    from_credit: tuple[tuple[int, int, int], ...] = (), **values: Any,
) -> int:
    """A receipt by hand: charges are (charge id, cents), from_credit (charge id, cents, ledger id); its id."""
    payments = [ChargePayment(*charge) for charge in charges] + [ChargePayment(*part) for part in from_credit]
    order = ReceiptOrder(
        tenant, on, cents, bank_id(books), tuple(payments), new, **values
    )
    return post_receipt(books, order).set_id


def deposited(books: Books, *receipts: int, on: date = TODAY) -> SlipRow:
    """A slip of these receipts in CHECKING."""
    marks = ",".join(str(receipt) for receipt in receipts)
    total = int(rows(books, f"SELECT sum(amount_cents) FROM receipt WHERE id IN ({marks})")[0][0])
    return post_slip(books, bank_id(books), receipts, total, on)


def charge_facts(books: Books, charge_id: int) -> tuple[int, int]:
    """What is unpaid of a charge and the fee taken with it, in cents."""
    found = rows(books, "SELECT unpaid_cents, fee_taken_cents FROM charge WHERE id = :id", id=charge_id)[0]
    return int(found[0]), int(found[1])


def clear(books: Books, set_id: int, on: str | None = "2022-03-31") -> None:
    """Mark the bank's lines of a set as cleared, or with None as not cleared."""
    with books.store.write() as connection:
        connection.execute(
            text("UPDATE bank_item SET cleared_on = :day WHERE set_id = :id"), {"day": on, "id": set_id}
        )


def everything(books: Books) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table, to tell that nothing was changed."""
    return {
        table.name: sorted(rows(books, f'SELECT * FROM "{table.name}"'), key=repr)
        for table in metadata.sorted_tables
    }
