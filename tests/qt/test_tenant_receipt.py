"""AR > Tenant Receipt: where one payment's money goes, by keys; Post, Accept for Later Post, Cancel."""

from datetime import date

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import text

from build import a_charge, rows
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.working_lines import list_lines
from landlord_desktop.ui.receivables.tenant_receipt import TenantReceiptWindow
from qt.looks import assert_no_clipped_text, tab_stops
from qt.posting import posted
from qt.receivables import open_batch_screen, open_line, the_guides_desk


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    return open_batch_screen(desk, "all")


def processed(desk, screen, name, amount):
    """The window that Process Payment opens for this payment."""
    open_line(desk, screen, name, amount)
    desk.press("F9")
    found = desk.dialog("tenant_receipt")
    assert isinstance(found, TenantReceiptWindow)
    return found


def text_of(window, name):
    return window.findChild(QLabel, name).text()


def receipts(desk):
    with desk.books.store.read() as connection:
        query = "SELECT kind, amount_cents, open_credit_cents, memo, posted_on FROM receipt WHERE batch_id IS NOT NULL"
        return [tuple(row) for row in connection.execute(text(query))]


def unpaid(desk, code):
    with desk.books.store.read() as connection:
        query = text(
            "SELECT c.unpaid_cents FROM charge c JOIN tenant t ON t.id = c.tenant_id "
            "WHERE t.code = :code AND c.unpaid_cents > 0 ORDER BY c.charged_on, c.id"
        )
        return [row[0] for row in connection.execute(query, {"code": code})]


def test_f1_opens_the_help_of_the_window(desk, screen):
    processed(desk, screen, "Rodriguez", 50_000)
    desk.press("F1")
    assert desk.visited[-1] == ("help", {"page": "tenant_receipt"})


def test_the_window_begins_with_the_proposal(desk, screen):
    window = processed(desk, screen, "Rodriguez", 50_000)
    assert window.windowTitle() == "Jerry and Karyl Rodriguez [Tenant Receipt]"
    assert text_of(window, "unit_tenant") == "Jerry and Karyl Rodriguez for 2118 Oak Street"
    assert text_of(window, "receipt_payment") == "$500.00"
    assert (window.day.value(), window.bank.picked_row().code, window.memo.text()) == (
        date(2022, 2, 22), "CHECKING", "Inosio Transaction",
    )  # fmt: skip
    assert list(window.grid.pays().values()) == [50_000]
    assert [window.sums.text(key) for key in ("payment", "allocated", "open_credit")] == ["$500.00", "$500.00", "$0.00"]
    assert text_of(window, "receipt_shares") == "NUZIG Inc. gets $450.00 and Management Company $50.00 management fee."
    assert desk.focus().objectName().startswith("pay_")
    assert_no_clipped_text(window)
    stops = tab_stops(window)
    for name in ("receipt_date_text", "receipt_bank_text", "receipt_memo", "distribute", "clear_pays", "post_receipt",
                 "accept_for_later_post", "cancel_receipt"):  # fmt: skip
        assert name in stops, name


def test_changed_by_hand_and_posted_alone(desk, screen):
    window = processed(desk, screen, "Rodriguez", 50_000)
    desk.type("200")
    assert window.sums.text("open_credit") == "$300.00"
    assert text_of(window, "open_credit_information") == "$300.00 becomes open credit of the tenant."
    posted(desk)
    assert receipts(desk) == [("tenant", 50_000, 30_000, "Inosio Transaction", "2022-02-22")]
    assert unpaid(desk, "RODRIGUEZ") == [78_000]
    assert len(screen.table.rows()) == 14
    assert desk.window.toasts is not None
    assert desk.focus().objectName() == "payments_rows"


def test_date_and_memo_are_those_of_the_window(desk, screen):
    window = processed(desk, screen, "Rodriguez", 50_000)
    window.day.set_value(date(2022, 3, 1))
    window.memo.setText("cleared by phone")
    posted(desk)
    assert receipts(desk) == [("tenant", 50_000, 0, "cleared by phone", "2022-03-01")]


def test_cancel_changes_nothing(desk, screen):
    before = list_lines(desk.books)
    window = processed(desk, screen, "Rodriguez", 50_000)
    desk.type("1")
    window.memo.setText("other")
    desk.press("Escape")
    assert list_lines(desk.books) == before
    assert receipts(desk) == []


def test_accepted_for_later_posts_with_the_batch(desk, screen):
    processed(desk, screen, "Rodriguez", 50_000)
    desk.type("200")
    desk.press("F8")
    row = screen.table.current_row()
    assert row.state.word == "Accepted"
    desk.qtbot.waitUntil(lambda: "$300.00 to open credit" in screen.detail.proposal.text())
    assert receipts(desk) == []
    again = processed(desk, screen, "Rodriguez", 50_000)
    assert list(again.grid.pays().values()) == [20_000]
    again.reject()
    desk.settle()
    desk.press("Ctrl+Return")
    assert ("tenant", 50_000, 30_000, "Inosio Transaction", "2022-02-22") in receipts(desk)


def test_distribute_and_clear(desk, screen):
    window = processed(desk, screen, "Lindgren", 50_000)
    assert [field.value_cents() for field in window.grid._fields.values()] == [50_000, None, None, None]
    assert window.findChild(QLabel, f"disputed_{list(window.grid._fields)[1]}").text() == "\u25b2 Disputed"
    desk.press("Ctrl+Shift+Del")
    assert window.grid.pays() == {}
    assert window.sums.text("open_credit") == "$500.00"
    desk.press("Ctrl+Alt+D")
    assert list(window.grid.pays().values()) == [50_000]
    desk.press("Return")
    assert desk.focus() is list(window.grid._fields.values())[1]
    desk.press("Up")
    assert desk.focus() is window.grid.first_field()
    window.reject()


def test_too_much_and_nonsense_are_said(desk, screen):
    window = processed(desk, screen, "Lindgren", 50_000)
    first, disputed = list(window.grid._fields)[:2]
    window.grid.field(disputed).set_cents(4_100)
    desk.press("Ctrl+Return")
    assert "$41.00 is more than the $40.00 unpaid of Late Fee" in text_of(window, "receipt_problem_list")
    window.grid.field(disputed).set_cents(4_000)
    desk.press("Ctrl+Return")
    assert "The charges get $40.00 more than the payment holds." in text_of(window, "receipt_problem_list")
    assert window.sums.text("open_credit") == "-$40.00"
    window.grid.field(first).set_cents(46_000)
    posted(desk)
    assert len(receipts(desk)) == 1
    assert unpaid(desk, "LINDGREN")[0] == 39_000


def test_open_credit_is_used_where_it_is_asked_for(desk, screen):
    kmetz = next(line.line_id for line in list_lines(desk.books) if line.amount_cents == 1_600)
    post_working_lines(desk.books, only=[kmetz], accept_proposals=True)
    tenant = next(line.tenant_id for line in list_lines(desk.books) if line.amount_cents == 120_000)
    a_charge(desk.books, tenant, 121_000, on=date(2022, 3, 1))
    screen.reload()
    desk.settle()
    window = processed(desk, screen, "Kmetz", 120_000)
    assert window.use_credit.text() == "Use open credit, $16.00 available"
    window.use_credit.setChecked(True)
    assert text_of(window, "open_credit_information") == "$10.00 of the tenant's open credit is used."
    posted(desk)
    assert unpaid(desk, "KMETZ") == []
    assert ("tenant", 120_000, 0, "Inosio Transaction", "2022-02-22") in receipts(desk)


def test_a_payment_without_charges_becomes_open_credit(desk, screen):
    window = processed(desk, screen, "Kmetz", 120_000)
    assert not window.use_credit.isVisible()
    assert window.sums.text("open_credit") == "$1,200.00"
    posted(desk)
    assert receipts(desk) == [("tenant", 120_000, 120_000, "Inosio Transaction", "2022-02-22")]


def test_an_advance_payment_of_the_batch(desk, screen):
    window = processed(desk, screen, "Kmetz", 120_000)
    desk.press("Alt+2")
    window.panel.new_lines.set_lines([{"code": "RENT", "amount": 100_000, "advance": True}])
    assert window.sums.text("open_credit") == "$200.00"
    window.memo.setFocus()
    desk.press("F8")
    assert "posted at once: use Post" in window.problems.text
    posted(desk)
    assert receipts(desk) == [("tenant", 120_000, 20_000, "Inosio Transaction", "2022-02-22")]
    assert rows(desk.books, "SELECT amount_cents FROM advance_payment") == [(100_000,)]


def test_a_ledger_receipt(desk, screen):
    window = processed(desk, screen, "Priya Raman", 5_000)
    assert window.windowTitle() == "Priya Raman [Ledger Receipt]"
    assert window.ledger.picked_row().code == "MG"
    owner = next(row for row in window.ledger.rows() if row.code == "NU")
    window.ledger.pick(owner.key)
    assert window.account.picked_row().code == "CASH IN"
    assert_no_clipped_text(window)
    window.account.clear_pick()
    desk.press("Ctrl+Return")
    assert receipts(desk) == []
    assert text_of(window, "receipt_account_note") == "Value must be entered"
    window.account.pick(next(row for row in window.account.rows() if row.code == "CASH IN").key)
    posted(desk)
    assert receipts(desk) == [("ledger", 5_000, 0, "Application fee", "2022-02-22")]


def test_a_payment_posted_meanwhile_is_told(desk, screen):
    window = processed(desk, screen, "Rodriguez", 50_000)
    post_working_lines(desk.books, only=[screen.table.current_row().line.line_id], accept_proposals=True)
    desk.press("Ctrl+Return")
    assert "no longer on the list" in window.problems.text
    assert window.post_button.isEnabled()
    assert len(receipts(desk)) == 1
    window.reject()


def test_a_bank_is_needed(desk, screen):
    window = processed(desk, screen, "Rodriguez", 50_000)
    window.bank.clear_pick()
    desk.press("Ctrl+Return")
    assert text_of(window, "receipt_bank_note") == "Value must be entered"
    assert receipts(desk) == []
    window.reject()
