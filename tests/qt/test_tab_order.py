"""Every control of the guide is reached by Tab, in every screen and dialog, and Tab never stays anywhere."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLineEdit,
    QRadioButton,
    QTabWidget,
    QWidget,
)

from landlord_desktop.ui.integration.inosio_page import InosioPage
from qt.online_screens import online_screens
from qt.receivables import GUIDE_BATCH, open_batch_screen, open_line, the_guides_desk

BATCH = """posting_date unit tenant bank payment quick_posting_mode memo load_receipts_from_inosio add_payment_to_batch
payments line_memo process_as_ledger_receipt remove_payment process_payment accept sort_by_tenant sort_by_unit
start_over update_all_dates load_payments_from_lockbox_file save_unprocessed_batch_to_lockbox_file payment_tabs
deposit_receipts report post"""
LOAD = """load_tabs unprocessed_receipt_batch mark_processed load_receipts load_all_batches
check_server_for_more_batches inosio_account_home integration_guide cancel"""
HISTORY = """load_tabs processed_batches mark_unprocessed load_processed_receipts check_server_for_more_batches
inosio_account_home integration_guide cancel"""
RECEIPT = "receipt_date receipt_bank receipt_memo distribute post_receipt accept_for_later_post cancel_receipt"
DEPOSIT = """bank deposit_date show_all_undeposited_receipts undeposited_receipts sort_by_payee sort_by_amount
deposit_folders total_deposit post mark_all start_over filter void_receipt print_deposit_slip"""
HEADER = "account_id account_name ledger_code active account_tabs dock_window help new previous next save close"
CHECKING = """check_style next_check_number signature_memo account_number routing_number processor_id federal_reserve_id
bank_aba_id service_charge returned_item_fee nsf_fee minimum_balance ach_out positive_pay"""
SETTINGS = """user_token alternate_server alternate_security_protocol test_connection synchronize_with_server_daily
send_data_to_the_server_in_the_background send_balances_after_posting_deposit_slip
send_balances_after_posting_scheduled_receivables send_balances_automatically_in_the_background
send_maintenance_information_with_balances applicant_screening document_portal maintenance_coordination
restore_all_defaults save cancel"""
LEDGER = "ledger account range unit tenant show_voided ledger_accounts_rows filter open_account report"
JOURNAL = "kind user tenant words days_of range journal_sets_rows set_effects_rows journal_folders"
PAGE = "integration_settings synchronize_with_server inosio_account_home integration_guide"


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


def walk(root: QWidget) -> list[QWidget]:
    """Where Tab leads from the widget that has the keyboard, once round; it must come back to where it began."""
    first = QApplication.focusWidget()
    assert first is not None, "nothing has the keyboard"
    passed = [first]
    while len(passed) < 150:
        QTest.keyClick(passed[-1], Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        assert now.window() is root.window()
        assert now is not passed[-1], f"Tab stays in {now.objectName()}"
        if now is first:
            return passed
        assert now not in passed, f"Tab is trapped: {[one.objectName() for one in passed]}, then {now.objectName()}"
        passed.append(now)
    raise AssertionError(f"no end: {[one.objectName() for one in passed]}")


def named(root: QWidget, name: str) -> QWidget:
    found = [one for one in root.findChildren(QWidget, name) if one.isVisibleTo(root)]
    assert found, f"there is no {name}"
    return found[0]


def is_reached(control: QWidget, passed: list[QWidget]) -> bool:
    if isinstance(control, QRadioButton):
        # one stop for the group; the arrows choose
        siblings = control.parentWidget().findChildren(QRadioButton)
        return any(one in passed for one in siblings)
    if isinstance(control, QTabWidget):
        return control.tabBar() in passed
    return any(one is control or control.isAncestorOf(one) for one in passed)


def assert_reached(root: QWidget, names: str) -> None:
    """Tab reaches each of these that is enabled, and each other field and button that takes the keyboard."""
    passed = walk(root)
    order = [one.objectName() for one in passed]
    for name in names.split():
        control = named(root, name)
        assert not control.isEnabled() or is_reached(control, passed), f"Tab does not reach {name}: {order}"
    for kind in (QLineEdit, QComboBox, QAbstractButton):
        for control in root.findChildren(kind):
            takes = bool(control.focusPolicy() & Qt.FocusPolicy.TabFocus)
            if isinstance(control.parentWidget(), QComboBox):
                continue
            if control.isVisibleTo(root) and control.isEnabled() and takes:
                assert is_reached(control, passed), f"Tab does not reach {control.objectName()}: {order}"


def test_batch_receipts(desk):
    screen = open_batch_screen(desk, GUIDE_BATCH)
    assert screen.first_focus().isAncestorOf(desk.focus())
    open_line(desk, screen, "Rodriguez", 50_000)
    assert_reached(desk.window, BATCH)


def test_batch_receipts_empty(desk):
    open_batch_screen(desk)
    assert_reached(desk.window, "posting_date tenant payment load_receipts_from_inosio payment_tabs post")


def test_load_receipts_from_inosio(desk):
    open_batch_screen(desk)
    desk.press("Ctrl+L")
    dialog = desk.dialog("load_receipts_dialog")
    assert desk.focus().objectName() == "unprocessed_receipt_batch"
    assert_reached(dialog, LOAD)
    desk.tab_to("qt_tabwidget_tabbar")
    desk.press("Right")
    assert_reached(dialog, HISTORY)
    desk.press("Escape")


def test_tenant_receipt(desk):
    screen = open_batch_screen(desk, GUIDE_BATCH)
    open_line(desk, screen, "Rodriguez", 50_000)
    desk.press("F9")
    window = desk.dialog("tenant_receipt")
    assert_reached(window, RECEIPT)
    desk.press("Escape")


def test_questions_begin_on_the_answer_that_is_safe(desk):
    screen = open_batch_screen(desk, GUIDE_BATCH)
    desk.press("Ctrl+Shift+Backspace")
    dialog = desk.dialog("confirm")
    assert desk.focus().objectName() == "confirm_cancel"
    assert_reached(dialog, "confirm_start_over confirm_cancel")
    desk.press("Return")
    assert len(screen.table.rows()) == 3
    desk.press("Ctrl+Delete")
    assert_reached(desk.dialog("remove_payment_dialog"), "")
    desk.press("Escape")


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ("Ctrl+D", DEPOSIT),
        ("Ctrl+Shift+A", "account_codes account_codes_folders filter new"),
        ("Ctrl+Shift+B", "bank range show_voided bank_lines_rows bank_history_folders"),
        ("Ctrl+H", "unit tenant show_voided tenant_history_tabs filter general_ledger"),
        ("Ctrl+Shift+H", "find_receipt find range bank show_voided receipt_folders filter edit"),
        ("Ctrl+Shift+R", "report_list preview"),
        ("Ctrl+Shift+L", "filter"),
        ("Ctrl+I", PAGE),
        ("Ctrl+Shift+G", LEDGER),
        ("Ctrl+Alt+J", JOURNAL),
        ("Ctrl+Alt+K", "check deep_check"),
        ("Ctrl+Home", "integration card_batches card_working_list card_deposits card_sync"),
    ],
)
def test_other_screens(desk, keys, names):
    desk.open(keys)
    assert_reached(desk.window, names)


def test_account_window(desk):
    desk.open("Ctrl+Shift+A")
    desk.press("Ctrl+F")
    desk.type("checking")
    desk.press("Down", "Return")
    for keys, names in (("Alt+1", HEADER), ("Alt+2", f"{HEADER} {CHECKING}"), ("Alt+3", HEADER)):
        desk.press(keys)
        assert_reached(desk.window, names)


def test_inosio_page_and_settings(qtbot, tmp_path, background, window_record):
    with online_screens(qtbot, tmp_path, background, window_record) as online:
        page = online.show(InosioPage)
        page.integration_settings()
        qtbot.waitUntil(lambda: page.dialog is not None and page.dialog.isActiveWindow())
        dialog = page.dialog
        assert QApplication.focusWidget().objectName() == "user_token"
        assert_reached(dialog, SETTINGS)
        for name in SETTINGS.split()[: SETTINGS.split().index("restore_all_defaults")]:
            assert QApplication.focusWidget().objectName() == name
            key = Qt.Key.Key_Tab if name == "test_connection" else Qt.Key.Key_Return
            QTest.keyClick(QApplication.focusWidget(), key)
        assert QApplication.focusWidget().objectName() == "save", "Enter moves on to Save"
        dialog.reject()
        online.settle()
