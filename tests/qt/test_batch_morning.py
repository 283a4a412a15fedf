"""The morning in four keys, exceptions settled in their row, undo by name, control figures, and the page after it."""

from datetime import datetime

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QComboBox, QMenu, QPushButton

from build import a_batch, a_charge, a_payment, a_tenant, rows
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.tenant_account import ReceiptGlance
from landlord_desktop.ui.receivables.after_post import AfterPostScreen
from landlord_desktop.ui.receivables.batch_screen import BatchScreen
from landlord_desktop.ui.receivables.line_balances import posted_words
from landlord_desktop.ui.text import format_moment
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts
from qt.receivables import GUIDE_BATCH, open_batch_screen, open_line, pick, receipts, text_of, the_guides_desk

MODIFIERS = {Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta}


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    return open_batch_screen(desk, GUIDE_BATCH)


def button(desk, name):
    found = desk.window.findChild(QPushButton, name)
    assert found is not None, name
    return found


def slips(desk):
    return rows(desk.books, "SELECT batch_id, total_cents FROM deposit_slip WHERE batch_id IS NOT NULL ORDER BY id")


class KeysPressed(QObject):
    """Counts the keys that reach the program, but for Ctrl and its like; one that is a shortcut comes as nothing else.

    Each comes first to the widget that has the keyboard, then to those around it, which is no other key.
    """

    def __init__(self):
        super().__init__(QApplication.instance())
        self.keys = []
        QApplication.instance().installEventFilter(self)

    def eventFilter(self, watched, event):  # noqa: N802 - Qt's name
        if event.type() == QEvent.Type.ShortcutOverride and watched == QApplication.focusWidget():
            self.keys += [event.key()] if event.key() not in MODIFIERS else []
        return False

    def stop(self):
        QApplication.instance().removeEventFilter(self)
        return len(self.keys)


def test_four_keys_for_the_whole_morning(desk):
    pressed, press = KeysPressed(), desk.press
    press("Ctrl+B")
    screen = desk.window.current_screen()
    assert isinstance(screen, BatchScreen)
    press("F6")
    assert len(screen.table.rows()) == 15
    assert screen.problems.text.startswith("15 receipts of 8 batches loaded.")
    press("Ctrl+Return")
    whole = rows(desk.books, "SELECT id, total_cents FROM inosio_batch WHERE status = 'processed' AND id IN "
                 "(SELECT batch_id FROM receipt) ORDER BY deposited_on, fetched_at, id")  # fmt: skip
    assert slips(desk) == whole
    assert whole
    assert "deposit slip" in screen.problems.text
    press("Ctrl+P")
    assert pressed.stop() == 4
    event = rows(desk.books, "SELECT min(id) FROM receipt WHERE batch_id IS NOT NULL")[0][0]
    assert desk.visited[-1] == ("report", {"name": "after-post", "receipt_id": event})
    desk.press("Ctrl+Return")
    assert slips(desk) == whole, "a second press makes no second slip"


@pytest.mark.parametrize("count", [1, 5, 8])
def test_the_same_four_keys_for_any_number_of_equal_batches(qtbot, tmp_path, count):
    with a_desk(qtbot, tmp_path) as desk:
        change_settings(desk.books, {"inosio.bank": "CHECKING"})
        for number in range(count):
            a_charge(desk.books, a_tenant(desk.books, f"T{number}"), 50_000 + number)
            a_batch(desk.books, f"B{number}", a_payment(f"P{number}", 50_000 + number, f"T{number}"))
        pressed = KeysPressed()
        desk.press("Ctrl+B", "F6", "Ctrl+Return", "Ctrl+P")
        assert pressed.stop() == 4
        assert slips(desk) == [(f"B{number}", 50_000 + number) for number in range(count)]
        assert rows(desk.books, "SELECT DISTINCT status FROM inosio_batch") == [("processed",)]
        assert desk.visited[-1][0] == "report"


def test_the_plain_post_makes_no_slip_and_the_office_may_want_none(desk, screen):
    for name, amount in (("Kmetz", 120_000), ("Kmetz", 100_000), ("Rodriguez", 50_000)):
        open_line(desk, screen, name, amount)
        desk.press("F8")
    desk.press("Ctrl+Shift+Return")
    assert (len(receipts(desk)), slips(desk)) == (3, [])
    change_settings(desk.books, {"office.slips_after_post": "no"})
    desk.changes.tell("charges")
    desk.settle()
    assert desk.window.findChild(QPushButton, "post_and_slips") is None
    assert button(desk, "post").shortcut().toString() == "Ctrl+Return"


def test_the_guides_three_payments_without_leaving_the_screen(desk, screen):
    open_line(desk, screen, "Kmetz", 120_000)
    desk.press("F8", "Alt+Down")
    assert screen.table.current_row().line.amount_cents == 100_000
    desk.press("F7")
    assert (screen.allocation.isVisible(), screen.entry.isVisible()) == (True, False)
    assert screen.allocation.amount.text() == "$1,000.00"
    assert_no_clipped_text(screen)
    desk.press("F8")
    assert (screen.allocation.isVisible(), screen.entry.isVisible()) == (False, True)
    desk.press("Alt+Down")
    assert screen.table.current_row().line.amount_cents == 50_000
    desk.press("F7")
    desk.type("400")
    assert "NUZIG" in screen.allocation.panel.shares.text()
    desk.press("F8")
    accepted = "Accepted: $400.00 to charges of NUZIG Inc., $100.00 to open credit"
    desk.qtbot.waitUntil(lambda: text_of(screen, "proposal") == accepted)
    desk.press("Alt+Down")
    assert screen.problems.text == "No payment waits for a decision."
    desk.press("Ctrl+Return")
    assert [row[0] for row in receipts(desk)] == [120_000, 100_000, 50_000]
    assert slips(desk) == [(GUIDE_BATCH, 270_000)]
    assert isinstance(desk.window.current_screen(), BatchScreen)
    assert screen.control.words.text() == (
        "Inosio 3 $2,700.00 = loaded 3 $2,700.00: posted 3 $2,700.00, held 0 $0.00, removed 0 $0.00"
    )
    assert screen.control.badge.state.word == "All posted"


def test_the_allocation_stands_inside_its_row_wherever_that_goes(desk):
    screen = open_batch_screen(desk, "all")
    view, panel = screen.table.view, screen.allocation
    open_line(desk, screen, "Rodriguez", 50_000)
    key = screen.table.current_row().line.line_id
    desk.press("F7")

    def stands_in(line_id):
        row = screen.table.model.position_of(line_id)
        top, height = view.rowViewportPosition(row), view.rowHeight(row)
        line = view.verticalHeader().defaultSectionSize()
        assert panel.isVisible()
        assert panel.parentWidget() is view.viewport()
        assert (panel.y(), panel.height()) == (top + line, height - line)
        assert [view.rowHeight(other) for other in range(view.model().rowCount()) if other != row] == [line] * (
            view.model().rowCount() - 1
        )

    stands_in(key)
    assert panel.geometry().bottom() <= view.viewport().height()
    desk.press("Left", "Down", "Home")
    assert screen.table.current_row().line.line_id == key, "a key of the row is no key of the list"
    screen.table.sort_by("amount")
    desk.settle()
    stands_in(key)
    screen.table.set_filter("Rodriguez")
    stands_in(key)
    desk.press("Alt+Down")
    other = screen.allocation.line_id
    assert other not in {None, key}
    stands_in(other)
    screen.table.set_filter("Parker")
    desk.settle()
    assert not panel.isVisible(), "a row that is shown no more closes, and nothing changes"
    screen.table.set_filter("")
    desk.settle()
    assert {view.rowHeight(row) for row in range(view.model().rowCount())} == {
        view.verticalHeader().defaultSectionSize()
    }
    assert screen.entry.isVisible()


def test_what_is_wrong_with_an_allocation_is_said_in_the_row(desk, screen):
    open_line(desk, screen, "Rodriguez", 50_000)
    desk.press("F7")
    desk.type("600")
    desk.press("F8")
    assert screen.allocation.isVisible()
    assert screen.allocation.problems.text.startswith("This cannot be posted as it stands")
    desk.press("Escape")
    assert not screen.allocation.isVisible()
    assert rows(desk.books, "SELECT count(*) FROM working_line WHERE accepted_plan IS NOT NULL") == [(0,)]


def test_undo_and_redo_by_name(desk, screen):
    assert not button(desk, "undo").isEnabled()
    open_line(desk, screen, "Rodriguez", 50_000)
    desk.press("F8")
    assert button(desk, "undo").text() == "Undo Accept Proposal"
    desk.press("Ctrl+U")
    desk.dialog("confirm")
    button(desk, "confirm_update").click()
    desk.settle()
    assert button(desk, "undo").text() == "Undo Update All Dates"
    screen.table.setFocus()
    desk.press("Ctrl+Z")
    assert {row.line.posting_date.day for row in screen.table.rows()} == {22}
    assert (button(desk, "undo").text(), button(desk, "redo").text()) == (
        "Undo Accept Proposal", "Redo Update All Dates",
    )  # fmt: skip
    desk.press("Ctrl+Z")
    assert not any(row.line.ready for row in screen.table.rows())
    desk.press("Ctrl+Y")
    assert any(row.line.ready for row in screen.table.rows())
    desk.press("Ctrl+Return")
    assert not button(desk, "undo").isEnabled(), "a posted payment is not undone"


def test_the_menu_names_what_it_would_undo(desk, screen):
    menu = desk.window.menuBar().findChild(QMenu, "menu_ar")
    undo, redo = (menu.findChild(QAction, name) for name in ("menu_undo", "menu_redo"))

    def entries():
        menu.aboutToShow.emit()
        return [(action.text(), action.isEnabled()) for action in (undo, redo)]

    assert entries() == [("Undo\tCtrl+Z", False), ("Redo\tCtrl+Y", False)]
    open_line(desk, screen, "Rodriguez", 50_000)
    desk.press("Ctrl+Del")
    dialog = desk.dialog("remove_payment_dialog")
    dialog.findChild(QComboBox, "removed_reason").lineEdit().setText("Paid by check")
    dialog.findChild(QPushButton, "confirm_remove_payment").click()
    desk.settle()
    assert entries() == [("Undo Remove Payment\tCtrl+Z", True), ("Redo\tCtrl+Y", False)]
    undo.trigger()
    desk.settle()
    assert len(screen.table.rows()) == 3
    assert entries() == [("Undo\tCtrl+Z", False), ("Redo Remove Payment\tCtrl+Y", True)]
    redo.trigger()
    desk.settle()
    assert entries()[0][1]
    desk.open("Ctrl+Home")
    assert entries() == [("Undo", False), ("Redo", False)]


def test_an_unknown_payer_is_chosen_and_remembered(desk):
    a_batch(desk.books, "B7", a_payment("U1", 98_000, "NOBODY", payer_name="K. Rodriguez", unit_name="Oak"))
    screen = open_batch_screen(desk, "B7")
    open_line(desk, screen, "K. Rodriguez", 98_000)
    screen.detail.remember.setFocus()
    desk.press("Space")
    screen.detail.tenant.setFocus()
    pick(desk, "line_tenant", "Rodriguez")
    assert "K. Rodriguez is remembered as this tenant" in text_of(screen, "status")
    assert button(desk, "undo").text() == "Undo Change Tenant"
    a_batch(desk.books, "B8", a_payment("U2", 100, "NOBODY", payer_name="K. Rodriguez", unit_name="Oak"))
    desk.press("F6")
    assert all(row.line.tenant_id for row in screen.table.rows() if row.line.payment_id in {"U1", "U2"})


def test_a_payment_posted_before_says_so_and_opens_its_receipt(desk, screen):
    open_line(desk, screen, "Rodriguez", 50_000)
    desk.press("F8", "Ctrl+Shift+Return", "Ctrl+L")
    desk.dialog("load_receipts_dialog")
    desk.press("Return")
    desk.dialog("confirm")
    desk.press("Return")
    desk.settle()
    open_line(desk, screen, "Rodriguez", 50_000)
    ((receipt, entered_at),) = rows(
        desk.books, "SELECT r.id, s.entered_at FROM receipt r JOIN transaction_set s ON s.id = r.id "
        "WHERE r.batch_id IS NOT NULL",
    )  # fmt: skip
    entered = datetime.fromisoformat(entered_at)
    words = f"Already posted {format_moment(entered)} by lynn as receipt {receipt}"
    assert text_of(screen, "status") == f"{words}, dated 2/22/2022"
    assert_no_clipped_text(screen)
    same_day = ReceiptGlance(receipt, entered.astimezone().date(), 50_000, "", "lynn", entered)
    assert posted_words(same_day) == words, "a date that is no other day is not said twice"
    desk.press("F9")
    assert desk.visited[-1] == ("receipt_history", {"receipt_id": receipt})


def test_the_control_strip_shows_each_batch_and_filters(desk):
    screen = open_batch_screen(desk, "all")
    assert screen.control.batch.count() == 9
    assert screen.control.badge.state.word == "Agrees"
    screen.control.batch.setCurrentIndex(screen.control.batch.findData(GUIDE_BATCH))
    assert len(screen.table.rows()) == 3
    assert screen.control.words.text().startswith("Inosio 3 $2,700.00 = loaded 3 $2,700.00: posted 0 $0.00, held 3 ")
    desk.press("F6")
    assert len(screen.table.rows()) == 3, "what is looked at stays"


@pytest.mark.parametrize("size", [(1280, 800), (1920, 1080)])
def test_the_page_after_the_post(desk, size):
    screen = open_batch_screen(desk, "all")
    desk.press("Ctrl+Return")
    desk.window.resize(*size)
    assert_no_clipped_text(screen)
    desk.press("Ctrl+J")
    page = desk.window.current_screen()
    assert isinstance(page, AfterPostScreen)
    assert page.summary.text() == "4 payments posted, $3,122.00, 2 deposit slips made; 11 payments held."
    assert_no_clipped_text(page)
    first = row_texts(page.table)[0]
    assert first[0].endswith("Posted")
    desk.press("Return")
    assert desk.visited[-1][0] == "receipt_history"
    desk.press("Ctrl+Alt+P")
    page.tabs.choose("held")
    page.table.setFocus()
    page.table.select_first()
    desk.press("Return")
    assert desk.visited[-1][0] == "batch_receipts"
    desk.press("Ctrl+Alt+P", "Ctrl+P")
    assert desk.visited[-1][1]["name"] == "after-post"


def test_post_is_previewed_and_posts_from_there(desk):
    screen = open_batch_screen(desk, "all")
    desk.press("Ctrl+Shift+E")
    dialog = desk.dialog("journal_preview")
    assert_no_clipped_text(dialog)
    notes = text_of(dialog, "preview_notes")
    assert notes.startswith("4 payments would be posted, $3,122.00.\n11 payments would stay on the list, ")
    desk.press("Escape")
    assert receipts(desk) == []
    desk.press("Ctrl+Shift+E")
    desk.dialog("journal_preview")
    desk.press("Ctrl+Return")
    desk.settle()
    assert len(receipts(desk)) == 4
    assert len(slips(desk)) == 2
    desk.press("Ctrl+Shift+E")
    assert screen.problems.text == "Post would post nothing now: each payment of the list waits for a decision."
