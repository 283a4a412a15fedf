"""Ledger Receipt, Adjust Open Credits and Transfer Between Banks, each by keys through its preview."""

import pytest

from build import TODAY, a_charge, a_tenant, rows
from entries import credits_of, id_of, lines_of, newest_set
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt
from landlord_desktop.ui.gl.bank_transfer import BankTransferScreen
from landlord_desktop.ui.receivables.adjust_credits import AdjustCreditsScreen
from landlord_desktop.ui.receivables.ledger_receipt import LedgerReceiptScreen
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, tab_stops
from qt.posting import confirm_post, posted, previewed
from qt.receivables import pick, text_of


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        made.tenant = a_tenant(made.books, name="Anthony Kmetz")
        yield made


def test_a_contribution_goes_to_the_posting_tables_account(desk):
    screen = desk.open("Ctrl+Alt+L")
    assert isinstance(screen, LedgerReceiptScreen)
    assert_no_clipped_text(screen)
    pick(desk, "ledger", "NU")
    assert text_of(screen, "line_items_hint") == "Without line items all of it goes to CASH IN, Owner Contribution."
    assert screen.fields.bank.picked_row().code == "CHECKING"
    desk.tab_to("ledger_payment")
    desk.type("300")
    posted(desk, "Ctrl+Shift+Return")
    assert lines_of(desk.books, newest_set(desk.books)) == [("NU", "CASH IN", -30_000), ("NU", "CHECKING", 30_000)]
    assert screen.is_blank()


def test_line_items_must_come_to_the_payment(desk):
    screen = desk.open("Ctrl+Alt+L")
    desk.press("Ctrl+Return")
    assert text_of(screen, "ledger_note") == "Value must be entered"
    screen.ledger.pick(id_of(desk.books, "ledger", "NU"))
    screen.fields.payment.money.set_cents(7_500)
    offered = {row.code for row in screen.lines.cell(0, "account").rows()}
    assert "WATER" in offered
    assert not offered & {"CREDITS", "DEPOSITS", "RECEIVABLE", "CHECKING"}
    screen.lines.set_lines([{"account": id_of(desk.books, "account_code", "WATER"), "amount": None}])
    desk.press("Ctrl+Return")
    assert "Line 1, Amount" in text_of(screen, "ledger_receipt_problem_list")
    screen.lines.set_lines([{"account": id_of(desk.books, "account_code", "WATER"), "amount": 7_000}])
    desk.press("Ctrl+Return")
    assert "The line items are $70.00, the payment is $75.00" in screen.problems.text
    screen.lines.set_value(0, "amount", 7_500)
    posted(desk)
    assert desk.window.toasts.texts()[-1] == "$75.00 posted as receipt 1."
    assert desk.window.current_screen() is not screen


def test_the_managers_give_a_tenant_credit(desk):
    a_charge(desk.books, desk.tenant, 7_000)
    screen = desk.open("Ctrl+Alt+O")
    assert isinstance(screen, AdjustCreditsScreen)
    assert_no_clipped_text(screen)
    desk.press("Ctrl+Return")
    assert text_of(screen, "credit_tenant_note") == "Value must be entered"
    screen.payer.unit.setFocus()
    pick(desk, "credit_unit", "KMETZ")
    desk.tab_to("credit_amount")
    desk.type("50")
    screen.managers.setChecked(True)
    assert text_of(screen, "credit_words_of_direction") == "Managers gives $50.00 to Anthony Kmetz."
    assert [screen.sums.text(key) for key in ("starting", "moved", "final", "unpaid")] == [
        "$0.00", "$50.00", "$50.00", "$70.00",
    ]  # fmt: skip
    desk.press("Ctrl+Return")
    assert text_of(screen, "credit_account_note") == "Value must be entered"
    screen.account.pick(id_of(desk.books, "account_code", "LATE"))
    seen = previewed(desk, "Ctrl+Shift+Return")
    assert seen.panel.banks.texts() == [["No bank changes."]]
    confirm_post(desk)
    assert credits_of(desk.books, desk.tenant) == {"open_credit": 5_000}
    screen.payer.choose(desk.tenant)
    screen.direction.decrease.setChecked(True)
    screen.amount.set_cents(6_000)
    desk.settle()
    assert screen.sums.text("final") == "-$10.00"
    screen.amount.setFocus()
    desk.press("Ctrl+Return")
    assert "are $50.00 and cannot be decreased by $60.00" in screen.problems.text
    screen.amount.set_cents(None)


def test_deposits_that_lack_in_escrow_are_moved_with_three_keys(desk):
    lines = (NewLine("RENT", 120_000), NewLine("DEPOSIT", 100_000))
    post_receipt(desk.books, ReceiptOrder(desk.tenant, TODAY, 220_000, new_charges=lines))
    screen = desk.open("Ctrl+Alt+B")
    assert isinstance(screen, BankTransferScreen)
    assert_no_clipped_text(screen)
    assert screen.giving.picked_row().code == "CHECKING"
    assert text_of(screen, "escrow_offer") == "$1,000.00 of deposits held by 1 ledger is not yet in escrow."
    desk.press("Ctrl+Return")
    assert text_of(screen, "to_bank_note") == "Value must be entered"
    desk.press("Ctrl+E")
    assert screen.getting.picked_row().code == "ESCROW"
    [line] = screen.lines.lines()
    assert line["amount"] == 100_000
    posted(desk)
    assert lines_of(desk.books, newest_set(desk.books)) == [("NU", "CHECKING", -100_000), ("NU", "ESCROW", 100_000)]
    assert desk.window.toasts.texts()[-1].startswith("$1,000.00 transferred (set ")
    again = desk.open("Ctrl+Alt+B")
    assert text_of(again, "escrow_offer") == "All deposits held are in escrow banks."
    assert rows(desk.books, "SELECT count(*) FROM bank_item") == [(2,)]


def test_a_transfer_between_the_same_bank_is_refused(desk):
    screen = desk.open("Ctrl+Alt+B")
    screen.getting.pick(screen.giving.picked_key())
    screen.lines.set_lines([{"ledger": id_of(desk.books, "ledger", "NU"), "amount": 100}])
    assert screen.lines.value(0, "ledger") is not None
    screen.lines.focus_cell(0, "amount")
    desk.press("Ctrl+Return")
    assert "Both banks are the same" in screen.problems.text
    stops = tab_stops(desk.window)
    for name in ("from_bank_text", "to_bank_text", "transfer_date_text", "transfer_check_number", "transfer_memo",
                 "take_escrow_offer", "transfer_lines_amount_1", "bank_transfer_post"):  # fmt: skip
        assert name in stops or name == "take_escrow_offer", (name, stops)
    screen.lines.set_lines(())
