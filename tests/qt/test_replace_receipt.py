"""Void and Replace by keys alone: the corrected receipt takes the place of the old one, on its slip too."""

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from build import rows
from landlord_desktop.services.ledger_receipts import LedgerReceiptOrder, post_ledger_receipt
from landlord_desktop.services.nsf import NsfOrder, return_receipt
from landlord_desktop.services.receipt_detail import receipt_detail
from landlord_desktop.ui.receivables.replace_receipt import ReplaceReceiptScreen
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts
from qt.receivables import pick
from tenant_build import BATCH, a_past


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def past(desk):
    return a_past(desk.books)


def open_on(desk, receipt_id):
    desk.navigate("replace_receipt", {"receipt_id": receipt_id})
    desk.settle()
    made = desk.window.current_screen()
    assert isinstance(made, ReplaceReceiptScreen)
    return made


def post(desk, reason):
    desk.tab_to("replace_reason")
    desk.type(reason)
    desk.press("Ctrl+Return")
    desk.dialog("journal_preview")
    desk.press("Ctrl+Return")


def test_from_the_slip_to_the_form_and_back_with_another_amount(desk, past):
    history = desk.open("Ctrl+Shift+B")
    history.table.select_key((past["batch_slip"], 1))
    desk.tab_to("bank_lines_rows")
    desk.press("Return")
    window = desk.dialog("deposit_slip_window")
    window.table.select_key(past["batch_receipt"])
    desk.press("Ctrl+R")
    screen = desk.window.current_screen()
    assert desk.focus().objectName() == "replace_payment"
    assert screen.panel.grid.pays() == {past["march"]: 90000}
    assert_no_clipped_text(desk.window)
    desk.type("850")
    desk.press("Tab")
    assert screen.total.text() == "$1,350.00"
    screen.panel.grid.set_pays({past["march"]: 85000})
    post(desk, "The bank counted 850")
    assert desk.window.current_screen() is not screen, "it leaves after the post"
    old = receipt_detail(desk.books, past["batch_receipt"])
    assert old.line.state == "replaced"
    new = receipt_detail(desk.books, old.line.replaced_by_id)
    assert (new.line.amount_cents, new.line.slip_number, new.line.method, new.line.payment_id) == (
        85000, 3, "ach", "PMT-0001"
    )
    assert rows(desk.books, "SELECT number, total_cents FROM deposit_slip WHERE voided_by_set_id IS NULL") == [
        (1, 150000), (3, 135000)
    ]


def test_another_tenant(desk, past):
    screen = open_on(desk, past["rest"])
    assert screen.fields.bank.isEnabled(), "it awaits deposit"
    assert not screen.total.isVisible()
    desk.tab_to("replace_tenant_text")
    desk.press("Shift+Backspace")
    pick(desk, "replace_tenant", "baker")
    assert screen.panel.draft.tenant_id == past["other"]
    post(desk, "It was Baker's check")
    new = receipt_detail(desk.books, receipt_detail(desk.books, past["rest"]).line.replaced_by_id)
    assert (new.line.payer, new.line.open_credit_cents) == ("Jo Baker", 50000)


def test_a_reason_is_needed_and_escape_changes_nothing(desk, past):
    before = rows(desk.books, "SELECT count(*) FROM transaction_set")
    screen = open_on(desk, past["rest"])
    desk.press("Ctrl+Return")
    assert screen.findChild(QLabel, "replace_reason_note").text() == "Value must be entered"
    desk.press("Escape")
    assert rows(desk.books, "SELECT count(*) FROM transaction_set") == before


def test_voided_without_replacement_the_slip_is_reduced(desk, past):
    open_on(desk, past["batch_receipt"])
    desk.tab_to("replace_reason")
    desk.type("Twice")
    desk.press("Ctrl+Delete")
    desk.dialog("journal_preview")
    desk.press("Ctrl+Return")
    assert rows(desk.books, "SELECT total_cents FROM deposit_slip WHERE number = 3") == [(50000,)]
    history = desk.open("Ctrl+Shift+H")
    assert str(past["batch_receipt"]) not in [row[1] for row in row_texts(history.table)], "voided on its own date"


def test_a_returned_receipt_is_not_replaced(desk, past):
    return_receipt(desk.books, NsfOrder(past["part"], "R01", desk.books.today()))
    screen = open_on(desk, past["part"])
    assert screen.problems.text == f"Receipt {past['part']} was returned (NSF). Void the NSF first."
    desk.press("Ctrl+Return")
    assert screen.beginning is None
    assert rows(desk.books, "SELECT count(*) FROM receipt WHERE batch_id = :id", id=BATCH) == [(2,)]


def test_a_ledger_receipt_goes_to_another_ledger(desk, past):
    ledgers = dict(rows(desk.books, "SELECT code, id FROM ledger"))
    old = post_ledger_receipt(
        desk.books, LedgerReceiptOrder(ledgers["NU"], date(2022, 3, 8), 30000, payer_name="Owner of Oak")
    )
    screen = open_on(desk, old.receipt_id)
    assert (screen.ledger.picked_row().code, screen.account.picked_row().code) == ("NU", "CASH IN")
    assert not screen.panel.isVisible()
    assert_no_clipped_text(desk.window)
    desk.tab_to("replace_ledger_text")
    pick(desk, "replace_ledger", "oak")
    post(desk, "Meant for Oak")
    new = receipt_detail(desk.books, receipt_detail(desk.books, old.receipt_id).line.replaced_by_id)
    assert (new.ledger, new.line.payer, new.line.amount_cents) == ("Oak Trust", "Owner of Oak", 30000)
