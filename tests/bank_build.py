"""An office with money in its bank: a whole Inosio batch, a batch of which one payment is held, a check and cash."""

from sqlalchemy import text

from build import TODAY, a_batch, a_charge, a_payment, a_tenant
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.working_lines import TypedPayment, add_payments

WHOLE, PART = "2732388606925747", "8177022708113454"


def bank_id(books: Books, code: str = "CHECKING") -> int:
    """The id of a bank account code."""
    with books.store.read() as connection:
        query = text("SELECT id FROM account_code WHERE code = :code")
        return int(connection.execute(query, {"code": code}).scalar_one())


def receipts_waiting(books: Books) -> list[int]:
    """Post six receipts ($4,500.00) in CHECKING, which is the usual bank; their ids in the order posted.

    1,200 + 1,000 + 500 of the whole batch, 700 of the other (300 of it is held), a check of 800 and 300 in cash.
    """
    change_settings(books, {"inosio.bank": "CHECKING"})
    tenants = {name: a_tenant(books, name, name=name.title()) for name in ("ADAMS", "BAKER", "CLARK", "DAVIS", "EVANS")}
    for name, cents in (("ADAMS", 120000), ("BAKER", 100000), ("CLARK", 50000), ("DAVIS", 70000)):
        a_charge(books, tenants[name], cents)
    payments = (("p1", 120000, "ADAMS"), ("p2", 100000, "BAKER"), ("p3", 50000, "CLARK"))
    a_batch(books, WHOLE, *(a_payment(*payment) for payment in payments))
    a_batch(books, PART, a_payment("q1", 70000, "DAVIS"), a_payment("q2", 30000, "NOBODY"))
    for batch_id in (WHOLE, PART):
        load_batch(books, batch_id)
    post_working_lines(books)
    a_charge(books, tenants["EVANS"], 80000)
    add_payments(books, [TypedPayment(TODAY, 80000, tenants["EVANS"], memo="Check # 1042")])
    post_working_lines(books)
    a_charge(books, tenants["ADAMS"], 30000)
    add_payments(books, [TypedPayment(TODAY, 30000, tenants["ADAMS"], memo="Front desk", method="cash")])
    post_working_lines(books)
    with books.store.read() as connection:
        return [int(row[0]) for row in connection.execute(text("SELECT id FROM receipt ORDER BY id"))]
