"""AR > Tenant Receipt, typed in: three pages, open credit alone, preview, Post and New."""

import pytest

from build import TODAY, a_charge, a_tenant, rows
from entries import credits_of, unpaid_of
from landlord_desktop.services.receipts_by_hand import ReceiptOrder, post_receipt
from landlord_desktop.services.settings import change_settings
from landlord_desktop.ui.receivables.receipt_screen import TenantReceiptScreen
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, tab_stops
from qt.posting import confirm_post, posted, previewed
from qt.receivables import pick, text_of


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        made.tenant = a_tenant(made.books, name="Anthony Kmetz")
        change_settings(made.books, {"office.use_open_credits": "no"})
        yield made


@pytest.fixture
def screen(desk):
    made = desk.open("Ctrl+Alt+R")
    assert isinstance(made, TenantReceiptScreen)
    return made


def sums(screen):
    return [screen.panel.sums.text(key) for key in ("payment", "allocated", "from_credit", "open_credit")]


def choose(desk, screen):
    screen.payer.choose(desk.tenant)
    desk.settle()
    screen.fields.payment.money.setFocus()


def test_a_payment_goes_to_the_oldest_charges_as_it_is_typed(desk, screen):
    first, second = a_charge(desk.books, desk.tenant, 60_000), a_charge(desk.books, desk.tenant, 38_000)
    assert text_of(screen, "no_unpaid_charges") == "Choose the tenant who paid."
    pick(desk, "receipt_unit", "KMETZ")
    assert screen.fields.bank.picked_row().code == "CHECKING"
    desk.tab_to("receipt_payment")
    desk.type("700")
    assert screen.panel.grid.pays() == {first: 60_000, second: 10_000}
    assert sums(screen) == ["$700.00", "$700.00", "$0.00", "$0.00"]
    assert text_of(screen, "receipt_shares") == "NUZIG Inc. gets $630.00 and Managers $70.00 management fee."
    screen.panel.grid.field(first).setFocus()
    desk.type("50000")
    desk.type("500")
    screen.fields.payment.money.setFocus()
    desk.type("600")
    assert screen.panel.grid.pays() == {first: 50_000, second: 10_000}, "typed by hand: it stays"
    desk.press("Ctrl+Alt+D")
    assert screen.panel.grid.pays() == {first: 60_000}
    screen.fields.memo.setText("Check #12")
    screen.fields.check_number.setText("12")
    posted(desk, "Ctrl+Shift+Return")
    assert rows(desk.books, "SELECT amount_cents, memo, check_number, method FROM receipt") == [
        (60_000, "Check #12", "12", "check")
    ]
    assert screen.is_blank()
    assert desk.focus().objectName() == "receipt_unit_text"


def test_new_charges_and_an_advance_payment(desk, screen):
    choose(desk, screen)
    desk.type("1,300")
    desk.press("Alt+2")
    screen.panel.new_lines.set_lines([
        {"code": "RENT", "amount": 120_000, "memo": "April", "advance": True},
        {"code": "LATE", "amount": 5_000, "managers": True},
    ])  # fmt: skip
    assert sums(screen) == ["$1,300.00", "$1,250.00", "$0.00", "$50.00"]
    assert_no_clipped_text(screen)
    screen.fields.payment.currency.setChecked(True)
    screen.fields.memo.setFocus()
    seen = previewed(desk)
    assert seen.panel.ledgers.texts()[1:] == [
        ["NUZIG Inc.", "$120.00", "$1,130.00"], ["Managers", "\u2013", "$170.00"],
    ]
    confirm_post(desk)
    assert credits_of(desk.books, desk.tenant) == {"advance_payment": 120_000, "open_credit": 5_000}
    assert rows(desk.books, "SELECT method FROM receipt") == [("cash",)]
    assert desk.window.toasts.texts()[-1] == (
        "$1,300.00 posted as receipt 2. $50.00 becomes open credit of the tenant, $1,200.00 is an advance payment."
    )
    assert desk.window.current_screen() is not screen


def test_open_credit_alone(desk, screen):
    post_receipt(desk.books, ReceiptOrder(desk.tenant, TODAY, 10_000))
    charge = a_charge(desk.books, desk.tenant, 60_000)
    choose(desk, screen)
    desk.press("Alt+3")
    assert text_of(screen, "credit_left_2") == "$100.00"
    screen.fields.payment.money.setFocus()
    desk.type("0")
    desk.press("Alt+1")
    screen.panel.grid.field(charge).setFocus()
    desk.type("100")
    assert sums(screen) == ["$0.00", "$0.00", "$100.00", "$0.00"]
    posted(desk)
    assert unpaid_of(desk.books, desk.tenant) == 50_000
    assert credits_of(desk.books, desk.tenant) == {}
    assert desk.window.toasts.texts()[-1].startswith("Open credit is applied (set ")


def test_what_is_refused_is_said_in_place(desk, screen):
    charge = a_charge(desk.books, desk.tenant, 60_000)
    desk.press("Ctrl+Return")
    assert text_of(screen, "receipt_tenant_note") == "Value must be entered"
    choose(desk, screen)
    desk.press("Ctrl+Return")
    assert text_of(screen, "receipt_payment_field_note") == "Value must be entered"
    desk.type("100")
    screen.panel.grid.field(charge).set_cents(70_000)
    desk.press("Ctrl+Return")
    assert "is more than the $600.00 unpaid of Rent" in text_of(screen, "tenant_receipt_problem_list")
    screen.panel.grid.field(charge).set_cents(20_000)
    desk.press("Ctrl+Return")
    assert "get $100.00 more than the payment holds" in text_of(screen, "tenant_receipt_problem_list")
    desk.press("Ctrl+Alt+D")
    screen.fields.day.set_value(TODAY.replace(year=2205))
    desk.press("Ctrl+Return")
    assert "more than a year ahead" in screen.problems.text
    assert rows(desk.books, "SELECT count(*) FROM receipt") == [(0,)]
    screen.clear_entry()


def test_an_inactive_tenant_is_told_at_once(desk, screen):
    gone = a_tenant(desk.books, "GONE", active=False)
    desk.changes.tell("profiles")
    desk.settle()
    screen.payer.choose(gone)
    desk.settle()
    assert "Tenant GONE is inactive" in screen.problems.text


def test_every_field_is_in_reach_of_tab(desk, screen):
    a_charge(desk.books, desk.tenant, 60_000)
    choose(desk, screen)
    stops = tab_stops(desk.window)
    for name in (
        "receipt_unit_text", "receipt_tenant_text", "receipt_date_text", "receipt_bank_text", "receipt_payment",
        "receipt_currency", "receipt_check_number", "receipt_memo", "receipt_comments", "pay_1", "distribute",
        "tenant_receipt_post", "tenant_receipt_new", "tenant_receipt_cancel",
    ):  # fmt: skip
        assert name in stops, (name, stops)


def test_tenant_history_leads_here_with_its_tenant(desk):
    desk.window.open_screen("tenant_history", tenant_id=desk.tenant)
    desk.settle()
    desk.press("Ctrl+Shift+N")
    screen = desk.window.current_screen()
    assert isinstance(screen, TenantReceiptScreen)
    assert screen.payer.tenant_id() == desk.tenant
    desk.window.open_screen("tenant_history", tenant_id=desk.tenant)
    desk.settle()
    desk.press("Ctrl+Shift+E")
    assert desk.visited[-1] == ("charge_tenant", {"tenant_id": desk.tenant})
