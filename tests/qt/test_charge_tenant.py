"""AR > Charge Tenant by keys: lines, running total, preview, Post and New."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from build import TODAY, a_tenant, rows
from landlord_desktop.services.receipts_by_hand import NewLine, ReceiptOrder, post_receipt
from landlord_desktop.ui.receivables.charge_tenant import ChargeTenantScreen
from landlord_desktop.ui.widgets import confirm
from landlord_desktop.ui.widgets.posting_flow import STILL_POSTING
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, tab_stops
from qt.posting import confirm_post, previewed
from qt.receivables import pick, text_of


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        made.tenant = a_tenant(made.books, name="Anthony Kmetz")
        yield made


@pytest.fixture
def screen(desk):
    made = desk.open("Ctrl+Alt+C")
    assert isinstance(made, ChargeTenantScreen)
    return made


def test_typed_by_keys_previewed_and_posted(desk, screen):
    assert desk.focus().objectName() == "charge_unit_text"
    assert_no_clipped_text(screen)
    pick(desk, "charge_unit", "KMETZ")
    assert screen.payer.choice().name == "Anthony Kmetz"
    desk.tab_to("charges_code_1_text")
    screen.lines.set_value(0, "code", "LATE")
    assert screen.lines.value(0, "managers") is True
    desk.tab_to("charges_amount_1")
    desk.type("50")
    desk.press("Down")
    desk.type("980")
    desk.press("Return")
    desk.type("March")
    screen.lines.set_value(1, "code", "RENT")
    assert text_of(screen, "charges_total") == "Total $1,030.00"
    seen = previewed(desk, "Ctrl+Shift+Return")
    assert seen.panel.banks.texts() == [["No bank changes."]]
    confirm_post(desk)
    assert rows(desk.books, "SELECT c.amount_cents, l.code, c.memo FROM charge c JOIN ledger l ON l.id = c.ledger_id "
                "ORDER BY c.id") == [(5_000, "MG", ""), (98_000, "NU", "March")]  # fmt: skip
    assert screen.is_blank()
    assert desk.focus().objectName() == "charge_unit_text"


def test_post_leaves_and_tells_what_paid_at_once(desk, screen):
    rent = NewLine("RENT", 120_000, advance=True)
    post_receipt(desk.books, ReceiptOrder(desk.tenant, TODAY, 120_000, new_charges=(rent,)))
    desk.changes.tell("receipts")
    desk.settle()
    screen.payer.choose(desk.tenant)
    screen.lines.set_lines([{"code": "RENT", "amount": 120_000}])
    desk.settle()
    assert screen.sums.text("advance") == "$1,200.00"
    screen.lines.setFocus()
    seen = previewed(desk)
    assert "An advance payment pays $1,200.00 of the charges of Anthony Kmetz." in text_of(seen, "preview_notes")
    desk.press("Ctrl+Return")
    assert "$1,200.00 was paid by advance payments." in desk.window.toasts.texts()[-1]
    assert desk.window.current_screen() is not screen


def test_back_and_refusals_change_nothing(desk, screen):
    desk.press("Ctrl+Return")
    assert text_of(screen, "charge_tenant_note") == "Value must be entered"
    screen.payer.choose(desk.tenant)
    desk.press("Ctrl+Return")
    assert "Enter at least one charge" in screen.problems.text
    screen.lines.set_lines([{"code": "RENT", "amount": None, "memo": "x"}])
    desk.press("Ctrl+Return")
    assert "Line 1, Amount: Value must be entered" in text_of(screen, "charge_tenant_problem_list")
    screen.lines.set_lines([{"code": "RENT", "amount": 100}])
    screen.lines.focus_cell(0, "amount")
    previewed(desk)
    desk.press("Escape")
    assert desk.focus() is screen.lines.cell(0, "amount")
    assert rows(desk.books, "SELECT count(*) FROM charge") == [(0,)]
    assert screen.buttons.post.isEnabled()


def test_an_entry_is_not_lost_unasked(desk, screen, monkeypatch):
    screen.payer.choose(desk.tenant)
    screen.lines.set_lines([{"code": "RENT", "amount": 100}])
    answers = ["stay", "leave"]
    monkeypatch.setattr(confirm, "ask", lambda *_values: answers.pop(0))
    desk.press("Escape")
    assert desk.window.current_screen() is screen
    desk.press("Escape")
    assert desk.window.current_screen() is not screen
    assert rows(desk.books, "SELECT count(*) FROM charge") == [(0,)]


def test_every_field_is_in_reach_of_tab(desk, screen):
    stops = tab_stops(desk.window)
    for name in ("charge_unit_text", "charge_tenant_text", "charge_date_text", "due_by_text", "charges_amount_1",
                 "charge_comments", "charge_tenant_post", "charge_tenant_new", "charge_tenant_cancel"):  # fmt: skip
        assert name in stops, (name, stops)


def test_a_screen_that_posts_stays_until_its_end_is_told(desk, screen):
    screen.payer.choose(desk.tenant)
    screen.lines.set_lines([{"code": "RENT", "amount": 120_000}])
    desk.settle()
    screen.lines.setFocus()
    previewed(desk)
    QTest.keyClick(desk.focus(), Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not desk.window.close()
    assert screen.problems.text == STILL_POSTING
    desk.settle()
    assert desk.window.toasts.texts()[-1] == "1 charge posted, $1,200.00."
    assert desk.window.current_screen() is not screen
