"""AR > Tenant History by keys alone, on real books."""

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from sqlalchemy import text

from build import a_charge, rows
from landlord_desktop.ui.receivables.tenant_history import TenantHistoryScreen
from landlord_desktop.ui.theme.style import apply_theme
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts
from qt.receivables import pick
from tenant_build import BATCH, a_past, pay


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def past(desk):
    return a_past(desk.books)


@pytest.fixture
def screen(desk, past):
    made = desk.open("Ctrl+H")
    assert isinstance(made, TenantHistoryScreen)
    desk.tab_to("tenant_text")
    pick(desk, "tenant", "kmetz")
    return made


def figures(screen):
    names = ("balance", "deposits", "unpaid_charges", "advance_payments", "open_credits")
    return [screen.findChild(QLabel, f"tenant_sums_{name}").text() for name in names]


def shown_tab(screen, key):
    screen.lists.tabs.choose(key)
    return row_texts(screen.lists.table())


def go(desk, screen, tab, record):
    assert screen.lists.choose(tab, record)
    desk.settle()


def commands(screen):
    return {one.object_name: one for one in screen.left_buttons()}


def test_a_tenant_fills_the_unit_and_the_boxes_and_the_keyboard_goes_to_the_list(desk, screen):
    assert screen.pick.unit.picked_row().code == "U-KMETZ"
    assert figures(screen) == ["$45.00", "$800.00", "$45.00", "$0.00", "$0.00"]
    desk.qtbot.waitUntil(lambda: desk.focus() is screen.lists.table().view)
    assert screen.line.words.text() == "KMETZ: Anthony Kmetz \u00b7 Unit KMETZ Street \u00b7 Ledger NUZIG Inc."
    assert screen.line.alert.text().endswith("Alert: Money orders only")
    assert not screen.pick.for_responsible.isVisible()
    assert_no_clipped_text(desk.window)


def test_a_unit_fills_the_tenant(desk, past):
    screen = desk.open("Ctrl+H")
    said = [one.text() for one in screen.findChildren(QLabel) if one.isVisible()]
    assert "Choose a unit or a tenant" in said
    assert "Nothing belongs to it" not in said, "one list at a time says that it is empty"
    pick(desk, "unit", "baker")
    assert screen.pick.tenant.picked_row().code == "BAKER"
    assert screen.lists.tabs.key() == "charges", "nothing is unpaid, so all charges are shown"


def test_the_seven_tabs(screen, past):
    assert [row[:2] + row[-1:] for row in shown_tab(screen, "unpaid_charges")] == [["3/7/2022", "Late Fee", "$45.00"]]
    charges = shown_tab(screen, "charges")
    assert [(row[1], row[4], row[5]) for row in charges] == [
        ("Late Fee", "\u25b2 Disputed", ""),
        ("Rent", "\u2713 Paid 3/8/2022", f"Receipt {past['batch_receipt']}"),
        ("Rent", "\u2713 Paid 2/9/2022", f"Receipts {past['part']}, {past['rest']}"),
        ("Security Deposit", "\u2713 Paid 1/2/2022", f"Receipt {past['deposited']}"),
    ]
    assert [(row[1], row[-2]) for row in shown_tab(screen, "receipts")] == [
        (str(past["batch_receipt"]), "\u2713 On slip 2"), (str(past["rest"]), "\u25c6 Awaiting deposit"),
        (str(past["part"]), "\u2713 On slip 1"), (str(past["deposited"]), "\u2713 On slip 1"),
    ]
    assert [row[-1] for row in shown_tab(screen, "deposits")] == ["$800.00"]
    assert [row[-1] for row in shown_tab(screen, "deposit_history")] == ["$800.00"]
    assert shown_tab(screen, "advance_payments") == shown_tab(screen, "open_credits") == []


def test_links_lead_from_a_charge_to_its_receipts_and_back(desk, screen, past):
    go(desk, screen, "charges", past["rent"])
    assert [row[1] for row in row_texts(screen.links)] == [f"Receipt {past['rest']}", f"Receipt {past['part']}"]
    desk.tab_to("history_links_rows")
    desk.press("Down", "Return")
    assert (screen.lists.tabs.key(), screen.lists.row().set_id) == ("receipts", past["part"])
    assert [row[1] for row in row_texts(screen.links)] == ["RENT of 2/1/2022", "Deposit slip 1 of CHECKING"]


def test_a_charge_is_disputed_and_the_dispute_taken_back(desk, screen, past):
    go(desk, screen, "unpaid_charges", past["late"])
    assert commands(screen)["dispute"].text == "Clear Dispute"
    desk.press("Ctrl+U")
    assert rows(desk.books, "SELECT disputed FROM charge WHERE id = :id", id=past["late"]) == [(0,)]
    assert screen.problems.text == "Late Fee is no longer disputed."
    desk.press("Ctrl+Z")
    assert rows(desk.books, "SELECT disputed FROM charge WHERE id = :id", id=past["late"]) == [(1,)]
    assert row_texts(screen.lists.table())[0][4] == "\u25b2 Disputed"


def test_a_waiting_receipt_is_voided_with_its_reason(desk, screen, past):
    go(desk, screen, "receipts", past["rest"])
    desk.press("Ctrl+Delete")
    dialog = desk.dialog("correction_window")
    assert dialog.findChild(QLabel, "correction_effects").text() == (
        "\u2022 RENT of 2/1/2022 of Anthony Kmetz will be unpaid again: $500.00."
    )
    assert_no_clipped_text(dialog)
    desk.press("Ctrl+Return")
    assert desk.focus().objectName() == "reason", "a reason is asked for"
    desk.type("Wrong tenant")
    desk.tab_to("correction_date_text")
    desk.type("3/1/2022")
    desk.settle()
    desk.qtbot.waitUntil(dialog.act_button.isEnabled)
    assert "stay visible" in dialog.day_words.text()
    desk.press("Ctrl+Return")
    assert [row[-2] for row in row_texts(screen.lists.table())][1:3] == [
        f"\u25cb Void of receipt {past['rest']}", "\u25cb Voided 3/1/2022"
    ]
    assert figures(screen)[0] == "$545.00"


def test_escape_voids_nothing(desk, screen, past):
    before = rows(desk.books, "SELECT count(*) FROM transaction_set")
    go(desk, screen, "charges", past["late"])
    desk.press("Ctrl+Delete")
    desk.dialog("correction_window")
    desk.type("By mistake")
    desk.press("Escape")
    assert rows(desk.books, "SELECT count(*) FROM transaction_set") == before


def test_a_deposited_receipt_is_not_voided_and_the_way_out_is_said(desk, screen, past):
    go(desk, screen, "receipts", past["part"])
    desk.press("Ctrl+Delete")
    assert screen.problems.text.startswith(f"Receipt {past['part']} is on deposit slip 1 and cannot be voided.")


def test_an_nsf_and_its_void(desk, screen, past):
    go(desk, screen, "receipts", past["part"])
    desk.press("Ctrl+N")
    dialog = desk.dialog("correction_window")
    assert (dialog.fee.value_cents(), dialog.item_fee.value_cents()) == (5000, 1200)
    assert "A late fee may become due" in dialog.effects.text()
    desk.type("Insufficient funds")
    desk.tab_to("nsf_fee")
    desk.type("25")
    dialog.fee.editingFinished.emit()
    desk.qtbot.waitUntil(dialog.act_button.isEnabled)
    desk.press("Ctrl+Return")
    assert figures(screen)[2] == "$770.00"
    assert row_texts(screen.lists.table())[0][-2:] == [f"\u2715 NSF of receipt {past['part']}", "-$700.00"]
    go(desk, screen, "receipts", past["part"])
    assert row_texts(screen.links)[-1][1] == f"NSF of receipt {past['part']}: Insufficient funds"
    desk.press("Ctrl+Delete")
    assert desk.dialog("correction_window").windowTitle() == f"Void NSF of receipt {past['part']}?"
    desk.type("Wrong receipt")
    desk.press("Ctrl+Return")
    assert figures(screen)[2] == "$45.00"


def test_reverse_offers_the_whole_batch_or_the_receipt(desk, screen, past):
    go(desk, screen, "receipts", past["batch_receipt"])
    desk.press("Ctrl+R")
    assert desk.dialog("confirm").windowTitle() == f"Reverse batch {BATCH}?"
    desk.press("Shift+Tab", "Shift+Tab", "Return")
    dialog = desk.dialog("correction_window")
    assert dialog.windowTitle() == f"Reverse batch {BATCH}?"
    desk.type("Wrong month")
    desk.press("Ctrl+Return")
    assert rows(desk.books, "SELECT count(*) FROM receipt WHERE batch_id = :id AND voided_by_set_id IS NULL",
                id=BATCH) == [(0,)]  # fmt: skip
    assert figures(screen)[0] == "$945.00"


def test_money_used_since_is_taken_back_only_when_that_is_said(desk, past):
    receipt = pay(desk.books, past["other"], 30000, memo="Ahead")
    a_charge(desk.books, past["other"], 20000, code="WATER")
    desk.navigate("tenant_history", {"tenant_id": past["other"]})
    desk.settle()
    screen = desk.window.current_screen()
    assert figures(screen)[4] == "$100.00", "the water charge was paid out of open credit"
    go(desk, screen, "receipts", receipt)
    desk.press("Ctrl+Delete")
    dialog = desk.dialog("correction_window")
    assert not dialog.act_button.isEnabled()
    desk.type("Bounced at the counter")
    desk.tab_to("unwind")
    desk.press("Space", "Ctrl+Return")
    assert figures(screen)[2] == "$200.00"


def test_edit_of_a_charge_and_of_a_receipt(desk, screen, past):
    go(desk, screen, "charges", past["rent"])
    desk.press("Return")
    window = desk.dialog("charge_window")
    assert [row[1] for row in row_texts(window.table)] == [f"Receipt {past['rest']}", f"Receipt {past['part']}"]
    assert_no_clipped_text(window)
    desk.press("Return")
    receipt = desk.dialog("receipt_window")
    assert receipt.detail.line.receipt_id == past["rest"]
    assert not receipt.slip_button.isEnabled(), "it awaits deposit"
    assert_no_clipped_text(receipt)
    desk.press("Ctrl+P")
    assert desk.visited[-1] == ("report", {"name": "tenant-receipt", "receipt_id": past["rest"]})


def test_the_ways_out(desk, screen, past):
    desk.press("Ctrl+T")
    info = desk.dialog("tenant_info")
    assert info.sums.value_text("Refund potential") == "$755.00"
    assert_no_clipped_text(info)
    desk.press("Escape", "Ctrl+G")
    assert desk.visited[-1] == ("general_ledger", {"tenant_id": past["tenant"]})


def test_what_others_do_is_seen_and_the_line_stays(desk, screen, past):
    go(desk, screen, "charges", past["rent"])
    a_charge(desk.books, past["tenant"], 1000, code="WATER")
    desk.changes.tell("charges")
    desk.settle()
    assert screen.lists.row().charge_id == past["rent"]
    assert figures(screen)[2] == "$55.00"


def test_another_screen_may_name_a_charge(desk, past):
    desk.navigate("tenant_history", {"charge_id": past["march"]})
    desk.settle()
    screen = desk.window.current_screen()
    assert (screen.lists.tabs.key(), screen.lists.row().charge_id) == ("charges", past["march"])


def test_hidden_pairs_are_shown_when_asked_for(desk, past):
    desk.navigate("tenant_history", {"tenant_id": past["other"]})
    desk.settle()
    screen = desk.window.current_screen()
    assert len(shown_tab(screen, "receipts")) == 1
    desk.press("Alt+D")
    assert [row[-2] for row in shown_tab(screen, "receipts")] == [
        f"\u25cb Void of receipt {past['hidden']}", "\u25cb Voided 3/8/2022", "\u2713 On slip 2"
    ]


def test_a_household_is_shown_together_until_it_is_told_apart(desk, past):
    with desk.books.store.write() as connection:
        connection.execute(
            text("UPDATE tenant SET responsible_tenant_id = :to, posts_to_responsible = 1 WHERE id = :id"),
            {"to": past["tenant"], "id": past["other"]},
        )
    desk.navigate("tenant_history", {"tenant_id": past["other"]})
    desk.settle()
    screen = desk.window.current_screen()
    assert screen.pick.for_responsible.isVisible()
    assert screen.line.words.text().endswith("Posts to Anthony Kmetz \u00b7 Shown with Anthony Kmetz")
    assert figures(screen)[:2] == ["$45.00", "$800.00"]
    assert {row[4] for row in shown_tab(screen, "charges")} == {"Anthony Kmetz", "Jo Baker"}
    assert_no_clipped_text(desk.window)
    desk.press("Alt+B")
    assert figures(screen)[:2] == ["$0.00", "$0.00"]
    assert len(shown_tab(screen, "charges")) == 1


@pytest.mark.parametrize("text_size", [125, 150])
def test_larger_text_is_not_cut(desk, screen, text_size):
    apply_theme(QApplication.instance(), "light", text_size)
    desk.window.resize(1280, 800)
    assert_no_clipped_text(desk.window)
    apply_theme(QApplication.instance(), "light")
