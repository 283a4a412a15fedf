"""A tenant with a past: a deposit, rents paid whole, in parts and not at all, a dispute, a void, a return, a batch."""

from datetime import date

from sqlalchemy import text

from build import TODAY, a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.charges import set_disputed
from landlord_desktop.services.deposits import post_slip, post_whole_batch_slips
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import TypedPayment, add_payments

BATCH = "2732388606925747"


def pay(books: Books, tenant_id: int, cents: int, day: date = TODAY, memo: str = "") -> int:
    """Post a payment whatever it meets; the receipt's id."""
    add_payments(books, [TypedPayment(day, cents, tenant_id, memo=memo)])
    return post_working_lines(books, accept_proposals=True).posted[0].receipt_id


def bank_of(books: Books, code: str = "CHECKING") -> int:
    """The id of a bank."""
    return int(rows(books, "SELECT id FROM account_code WHERE code = :code", code=code)[0][0])


def a_past(books: Books) -> dict[str, int]:
    """Anthony Kmetz with a past; the ids of what happened, by name."""
    change_settings(books, {"inosio.bank": "CHECKING"})
    tenant, other = a_tenant(books, name="Anthony Kmetz"), a_tenant(books, "BAKER", name="Jo Baker")
    ids = {"tenant": tenant, "other": other}
    with books.store.write() as connection:
        connection.execute(text("UPDATE tenant SET alert = 'Money orders only' WHERE id = :id"), {"id": tenant})
        connection.execute(
            text(
                "INSERT INTO bank_detail (account_id, nsf_fee_cents, returned_item_fee_cents) VALUES (:id, 5000, 1200)"
                " ON CONFLICT (account_id) DO UPDATE SET nsf_fee_cents = 5000, returned_item_fee_cents = 1200"
            ),
            {"id": bank_of(books)},
        )
    ids["deposit"] = a_charge(books, tenant, 80000, code="DEPOSIT", on=date(2022, 1, 2))
    ids["deposited"] = pay(books, tenant, 80000, date(2022, 1, 2), "Check 1001")
    ids["rent"] = a_charge(books, tenant, 120000, on=date(2022, 2, 1))
    ids["part"] = pay(books, tenant, 70000, date(2022, 2, 3), "Check 1020")
    ids["slip"] = post_slip(books, bank_of(books), [ids["deposited"], ids["part"]], 150000, date(2022, 2, 4)).slip_id
    ids["rest"] = pay(books, tenant, 50000, date(2022, 2, 9), "Check 1021")
    a_charge(books, other, 50000)
    ids["march"] = a_charge(books, tenant, 90000, on=date(2022, 3, 1))
    a_batch(books, BATCH, a_payment("PMT-0001", 90000), a_payment("PMT-0002", 50000, "BAKER", payer_name="Jo Baker"))
    load_batch(books, BATCH)
    ids["batch_receipt"] = post_working_lines(books).posted[0].receipt_id
    ids["batch_slip"] = post_whole_batch_slips(books)[0].slip_id
    ids["late"] = a_charge(books, tenant, 4500, code="LATE", on=date(2022, 3, 7))
    set_disputed(books, ids["late"], disputed=True)
    ids["hidden"] = pay(books, other, 1000, TODAY, "Typed twice")
    void_receipt(books, ids["hidden"], "Typed twice")
    return ids
