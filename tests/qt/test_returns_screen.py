"""AR > Returns by keys alone, on real books: one key approves, one approves all that are clear, files are read."""

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit

from build import a_charge, rows
from landlord_desktop.ui.receivables.returns_screen import ReturnsScreen
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts
from returns_build import a_return, csv_file, nsf_fees, paid_online, told


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    """Two clear returns, one whose credit was used, one of an unknown payment."""
    nsf_fees(desk.books)
    paid_online(desk.books, "P-1")
    paid_online(desk.books, "P-2", 80_000, code="DEMIR")
    tenant, _charge, _receipt = paid_online(desk.books, "P-3", 100_000, owed=90_000, code="OKAFOR")
    a_charge(desk.books, tenant, 5_000, code="WATER")
    told(
        desk.books, a_return("P-1"), a_return("P-2", 80_000, reason_code="R02"),
        a_return("P-3", 100_000, reason_code="R10"), a_return("P-9", 4_500, kind="refund", reason_code="", reason=""),
    )
    made = desk.open("Ctrl+Alt+N")
    assert isinstance(made, ReturnsScreen)
    return made


def states(screen):
    return {row.payment_id: row.code for row in screen.table.shown_rows()}


def choose(desk, screen, payment_id):
    screen.table.select_key(next(row.key for row in screen.table.rows() if row.payment_id == payment_id))
    screen.table.setFocus()
    desk.settle()


def nsf_count(desk):
    return rows(desk.books, "SELECT count(*) FROM transaction_set WHERE kind = 'nsf'")[0][0]


def test_the_list_tells_how_each_stands(desk, screen):
    assert states(screen) == {"P-1": "clear", "P-2": "clear", "P-3": "used_since", "P-9": "unknown_payment"}
    assert screen.total.text() == "4 returns waiting, $3,045.00; 2 clear"
    choose(desk, screen, "P-1")
    assert screen.panel.title.text() == "$1,200.00 of Tenant KMETZ, returned on 3/8/2022: R01 Insufficient funds"
    assert "RENT of 3/1/2022 of Tenant KMETZ will be unpaid again: $1,200.00." in screen.panel.effects.text()
    assert screen.panel.tenant_fee.value_cents() == 5_000
    assert_no_clipped_text(desk.window)
    choose(desk, screen, "P-9")
    assert "No receipt has payment ID P-9" in screen.panel.why.text()
    desk.press("F8")
    assert nsf_count(desk) == 0


def test_one_key_approves_with_the_fees_of_the_fields(desk, screen):
    choose(desk, screen, "P-3")
    desk.tab_to("nsf_fee")
    desk.type("10")
    desk.press("F8")
    assert rows(desk.books, "SELECT amount_cents FROM charge WHERE origin = 'nsf_fee'") == [(1_000,)]
    assert "P-3" not in states(screen)
    assert screen.problems.text.startswith("NSF posted: receipt")
    desk.press("F8", "F8")
    assert nsf_count(desk) <= 3


def test_one_key_approves_all_that_are_clear(desk, screen):
    desk.press("Ctrl+Return")
    assert nsf_count(desk) == 2
    assert states(screen) == {"P-3": "used_since", "P-9": "unknown_payment"}
    assert screen.problems.text == "2 NSFs posted, $2,000.00. 2 returns wait for you."
    desk.press("Ctrl+Return")
    assert nsf_count(desk) == 2
    screen.folders.choose("approved")
    desk.settle()
    assert len(row_texts(screen.table)) == 2


def test_set_aside_with_a_reason_and_put_back(desk, screen):
    choose(desk, screen, "P-9")
    desk.press("Ctrl+Delete")
    dialog = desk.dialog("reason_window")
    dialog.findChild(QLineEdit, "reason").setText("another program's payment")
    desk.press("Return")
    assert "P-9" not in states(screen)
    screen.folders.choose("set_aside")
    desk.settle()
    choose(desk, screen, "P-9")
    assert screen.panel.why.text().endswith("another program's payment")
    desk.press("Ctrl+Shift+Z")
    screen.folders.choose("waiting")
    assert "P-9" in states(screen)


def test_the_receipt_the_tenant_and_the_slip_are_opened(desk, screen):
    choose(desk, screen, "P-1")
    row = screen.table.current_row()
    for key, wanted in (
        ("Ctrl+E", ("receipt_history", {"receipt_id": row.receipt_id})),
        ("Ctrl+T", ("tenant_history", {"tenant_id": row.tenant_id})),
    ):
        desk.press(key)
        assert desk.visited[-1] == wanted
        desk.open("Ctrl+Alt+N")


def test_a_file_is_dropped_and_its_columns_are_asked_once(desk, qtbot, tmp_path):
    paid_online(desk.books)
    screen = desk.open("Ctrl+Alt+N")
    assert screen.table.rows() == []
    path = csv_file(tmp_path, "P-1,x,1200.00,R01", header="Ref,When,Value,Why")
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    screen.dropEvent(QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    ))  # fmt: skip
    desk.settle()
    dialog = desk.dialog("returns_columns")
    assert_no_clipped_text(dialog)
    desk.press("Ctrl+Return")
    assert "Choose the column that holds the Payment ID." in dialog.problems.text
    for field, place in (("payment_id", 1), ("amount", 3), ("reason", 4)):
        dialog.findChild(QComboBox, f"column_{field}").setCurrentIndex(place)
    desk.press("Ctrl+Return")
    assert states(screen) == {"P-1": "clear"}
    screen.load(str(csv_file(tmp_path, "P-1,x,1200.00,R01", "P-2,x,?,R01", header="Ref,When,Value,Why")))
    desk.settle()
    assert screen.problems.text.startswith("0 new returns in returns.csv, 1 known before. 1 line was not read.")


def test_the_dashboard_counts_what_waits_and_leads_there(desk, screen):
    home = desk.open("Ctrl+Home")
    assert home.returns.isVisible()
    assert "4 returns waiting" in home.returns.accessibleName()
    home.returns.click()
    assert desk.visited[-1] == ("returns", {})
    desk.settle()


def test_the_slip_tells_what_came_back_of_it(desk, screen):
    choose(desk, screen, "P-1")
    receipt = screen.table.current_row().receipt_id
    desk.press("F8")
    screen.folders.choose("approved")
    desk.settle()
    choose(desk, screen, "P-1")
    desk.press("Ctrl+L")
    dialog = desk.dialog("deposit_slip_window")
    said = [one.text() for one in dialog.findChildren(QLabel)]
    assert f"Receipt {receipt}, $1,200.00: R01 Insufficient funds" in said
    dialog.reject()
    desk.settle()


def test_one_key_posts_the_part_that_came_back(desk):
    """Told on its slip, in the receipt's history, and not approved together with others."""
    _tenant, charge, receipt = paid_online(desk.books)
    told(desk.books, a_return(cents=20_000, kind="refund"))
    screen = desk.open("Ctrl+Alt+N")
    assert states(screen) == {"P-1": "partial"}
    assert_no_clipped_text(screen)
    desk.press("Ctrl+Return", "F8")
    assert screen.problems.text == f"NSF posted: receipt {receipt} of Tenant KMETZ, $200.00."
    assert rows(desk.books, "SELECT unpaid_cents FROM charge WHERE id = :id", id=charge) == [(20_000,)]
    screen.folders.choose("approved")
    desk.settle()
    choose(desk, screen, "P-1")
    desk.press("Ctrl+L")
    dialog = desk.dialog("deposit_slip_window")
    assert f"Receipt {receipt}, $200.00: R01 Insufficient funds" in [one.text() for one in dialog.findChildren(QLabel)]
    assert any("Part back 3/8/2022" in cell for row in row_texts(dialog.table) for cell in row)
    dialog.reject()
    desk.settle()
    history = desk.window.open_screen("receipt_history", receipt_id=receipt)
    desk.settle()
    assert sorted(row.amount_cents for row in history.table.rows()) == [-20_000, 120_000]


def test_a_receipt_on_no_slip_leads_to_deposit_receipts(desk, qtbot):
    paid_online(desk.books, deposit=False)
    told(desk.books)
    screen = desk.open("Ctrl+Alt+N")
    assert states(screen) == {"P-1": "not_deposited"}
    desk.press("F8", "Ctrl+Return", "Ctrl+L")
    assert nsf_count(desk) == 0
    assert desk.visited[-1][0] == "deposit_receipts"
    desk.settle()
