"""Ledger receipts: the three cases of the trade, line items, and every refusal in its sentence."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from build import TODAY, a_batch, a_payment, a_tenant, rows
from entries import id_of, lines_of, newest_set
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.services.batches import load_batch
from landlord_desktop.services.books import Books
from landlord_desktop.services.deposits import post_slip
from landlord_desktop.services.journal_preview import preview
from landlord_desktop.services.ledger_receipts import (
    LedgerLine,
    LedgerReceiptOrder,
    post_ledger_receipt,
    write_ledger_receipt,
)
from landlord_desktop.services.voids import void_receipt
from landlord_desktop.services.working_lines import list_lines

Items = tuple[tuple[str, int], ...]


def order_of(books: Books, ledger: str, cents: int, *lines: tuple[str, int], **values: object) -> LedgerReceiptOrder:
    items = tuple(LedgerLine(id_of(books, "account_code", code), amount) for code, amount in lines)
    return LedgerReceiptOrder(id_of(books, "ledger", ledger), TODAY, cents, lines=items, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ledger", "cents", "items", "account"),
    [
        ("NU", 30_000, (), "CASH IN"), ("MG", 4_000, (), "APPLICATION"),
        ("NU", 7_500, (("MGMT FEE", 7_500),), "MGMT FEE"),
    ],
)
def test_the_three_cases(books: Books, ledger: str, cents: int, items: Items, account: str) -> None:
    posted = post_ledger_receipt(books, order_of(books, ledger, cents, *items, memo="Check # 3", method="cash"))
    assert lines_of(books, posted.receipt_id) == sorted([(ledger, "CHECKING", cents), (ledger, account, -cents)])
    assert rows(books, "SELECT kind, tenant_id, slip_id, method, memo FROM receipt") == [
        ("ledger", None, None, "cash", "Check # 3")
    ]


def test_a_ledger_receipt_previewed(books: Books) -> None:
    order = order_of(books, "NU", 30_000)
    seen = preview(books, lambda connection: write_ledger_receipt(connection, books, order))
    assert (seen.banks, seen.ledgers) == ((("CHECKING", 30_000),), (("NUZIG Inc.", 30_000, 0),))
    assert seen.notes == ("The receipt of $300.00 waits in Deposit Receipts of CHECKING.",)
    assert post_ledger_receipt(books, order).information == ""


def test_line_items_share_the_money(books: Books) -> None:
    unit = a_tenant(books) and int(rows(books, "SELECT id FROM unit")[0][0])
    posted = post_ledger_receipt(
        books, order_of(books, "NU", 10_000, ("CASH IN", 2_500), ("WATER", 7_500), unit_id=unit, comments="Refund")
    )
    assert lines_of(books, posted.receipt_id) == [
        ("NU", "CASH IN", -2_500), ("NU", "CHECKING", 10_000), ("NU", "WATER", -7_500),
    ]
    assert rows(books, "SELECT DISTINCT unit_id FROM journal_line") == [(unit,)]
    assert rows(books, "SELECT comments FROM transaction_set") == [("Refund",)]


def test_it_waits_for_deposit_like_any_other(books: Books) -> None:
    posted = post_ledger_receipt(books, order_of(books, "NU", 30_000))
    slip = post_slip(books, id_of(books, "account_code", "CHECKING"), [posted.receipt_id], 30_000)
    assert lines_of(books, slip.slip_id) == []
    assert rows(books, "SELECT amount_cents FROM bank_item") == [(30_000,)]


def test_a_corrected_receipt_replaces_the_voided_one(books: Books) -> None:
    wrong = post_ledger_receipt(books, order_of(books, "NU", 100)).receipt_id
    void_receipt(books, wrong, "Wrong amount")
    right = post_ledger_receipt(books, order_of(books, "NU", 200, replaces_receipt_id=wrong, payer_name="Nuzig"))
    assert rows(books, "SELECT replaces_receipt_id, payer_name FROM receipt WHERE id = :id", id=right.receipt_id) == [
        (wrong, "Nuzig")
    ]


def test_a_form_posts_once(books: Books) -> None:
    order = order_of(books, "NU", 100, uuid=books.new_uuid())
    post_ledger_receipt(books, order)
    with pytest.raises(StaleError, match="posted already"):
        post_ledger_receipt(books, order)


@pytest.mark.parametrize(
    ("items", "values", "words"),
    [
        ((), {"amount_cents": 0}, "The payment must be more than nothing"),
        ((), {"method": ""}, "Nothing is no way to pay"),
        ((), {"posted_on": date(1969, 1, 1)}, "before 1970"),
        ((("CASH IN", 4_000),), {}, r"The line items are \$40.00, the payment is \$50.00"),
        ((("CASH IN", -100), ("WATER", 5_100)), {}, "The amount of a line item must be more"),
        ((("CREDITS", 5_000),), {}, "CREDITS is kept by the tenants' own entries"),
        ((("DEPOSITS", 5_000),), {}, "DEPOSITS is kept by"),
        ((("RECEIVABLE", 5_000),), {}, "RECEIVABLE is kept by"),
        ((("ESCROW", 5_000),), {}, "ESCROW is a bank"),
        ((("LATE", 5_000),), {}, "Account LATE is inactive"),
        ((), {"lines": (LedgerLine(4711, 5_000),)}, "no account code number 4711"),
        ((), {"ledger_id": 3}, "Ledger Oak Trust is inactive"),
        ((), {"bank_id": 3}, "no bank account code"),
    ],
)
def test_what_is_refused_says_why(books: Books, items: Items, values: dict[str, object], words: str) -> None:
    with books.store.write() as connection:
        connection.execute(text("UPDATE account_code SET active = 0 WHERE code = 'LATE'"))
        connection.execute(text("UPDATE ledger SET active = 0 WHERE code = 'OAK'"))
    if "ledger_id" in values:
        values = {"ledger_id": id_of(books, "ledger", "OAK")}
    if "bank_id" in values:
        values = {"bank_id": id_of(books, "account_code", "RENT")}
    with pytest.raises(RuleError, match=words):
        post_ledger_receipt(books, replace(order_of(books, "NU", 5_000, *items), **values))  # type: ignore[arg-type]
    assert newest_set_or_none(books) is None


def newest_set_or_none(books: Books) -> int | None:
    return newest_set(books) if rows(books, "SELECT 1 FROM transaction_set LIMIT 1") else None


def test_no_account_and_no_ledger(books: Books) -> None:
    with pytest.raises(NotFoundError, match="no ledger number 4711"):
        post_ledger_receipt(books, replace(order_of(books, "NU", 1), ledger_id=4711))
    with books.store.write() as connection:
        connection.execute(text("DELETE FROM posting_table WHERE role = 'owner_contribution'"))
    with pytest.raises(RuleError, match="Posting Table names no account"):
        post_ledger_receipt(books, order_of(books, "NU", 1))
    with books.store.write() as connection:
        connection.execute(text(
            "INSERT INTO posting_table (role, account_id) SELECT 'owner_contribution', id FROM account_code "
            "WHERE code = 'CASH IN'"
        ))  # fmt: skip


def test_a_payment_of_the_list_becomes_a_ledger_receipt(books: Books) -> None:
    a_batch(books, "B1", a_payment("L", 4_000, None, payer_kind="applicant", ledger_code="MG"))
    load_batch(books, "B1")
    [line] = list_lines(books)
    order = order_of(books, "NU", 4_000, ("WATER", 4_000), line_id=line.line_id)
    assert post_ledger_receipt(books, order).processed_batches == ("B1",)
    assert list_lines(books) == []
    assert rows(books, "SELECT payment_id, payer_name FROM receipt") == [("L", "Anthony Kmetz")]
    with pytest.raises(NotFoundError, match="no longer on the list"):
        post_ledger_receipt(books, order)
