"""Batch Receipts: in each of its states a key has one owner, and pressed in the real window it does what it says."""

from collections import Counter

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QPushButton, QWidget

from qt.receivables import GUIDE_BATCH, open_batch_screen, open_line, text_of, the_guides_desk


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def screen(desk):
    return open_batch_screen(desk, GUIDE_BATCH)


def shared_keys(window):
    """Keys that more than one button, shortcut or menu entry answers to at this moment."""
    owners = Counter()
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and not button.shortcut().isEmpty():
            owners[button.shortcut().toString()] += 1
    for action in window.findChildren(QAction):
        if action.isEnabled() and action.isVisible() and not action.shortcut().isEmpty():
            owners[action.shortcut().toString()] += 1
    for shortcut in window.findChildren(QShortcut):
        place = shortcut.parent()
        if not (shortcut.isEnabled() and isinstance(place, QWidget) and place.isVisible()):
            continue
        near = QApplication.focusWidget()
        around = shortcut.context() == Qt.ShortcutContext.WindowShortcut or (
            near is not None and (near is place or place.isAncestorOf(near))
        )
        owners[shortcut.key().toString()] += around
    return sorted(key for key, count in owners.items() if count > 1)


def remove(desk, reason="Paid by check"):
    desk.press("Ctrl+Del")
    dialog = desk.dialog("remove_payment_dialog")
    dialog.findChild(QComboBox, "removed_reason").lineEdit().setText(reason)
    dialog.findChild(QPushButton, "confirm_remove_payment").click()
    desk.settle()


def test_no_key_has_two_owners_in_any_state(desk, screen):
    found = {"list": shared_keys(desk.window)}
    open_line(desk, screen, "Rodriguez", 50_000)
    found["line"] = shared_keys(desk.window)
    screen.detail.memo.setFocus()
    found["memo"] = shared_keys(desk.window)
    screen.entry.memo.setFocus()
    found["memo of the entry"] = shared_keys(desk.window)
    screen.table.setFocus()
    desk.press("F7")
    for page in range(3):
        screen.allocation.panel.tabs.setCurrentIndex(page)
        found[f"allocation {page + 1}"] = shared_keys(desk.window)
    desk.press("Escape")
    screen.table.setFocus()
    remove(desk)
    desk.press("Alt+4")
    found["removed"] = shared_keys(desk.window)
    assert {state: keys for state, keys in found.items() if keys} == {}


def test_each_key_does_what_it_says(desk, screen):
    open_line(desk, screen, "Rodriguez", 50_000)
    desk.press("F8")
    assert screen.table.current_row().line.ready
    desk.press("F8")
    assert not screen.table.current_row().line.ready
    desk.press("F9")
    assert desk.dialog("tenant_receipt")
    desk.press("Escape")
    desk.press("F7")
    assert screen.allocation.isVisible()
    for key, page in (("Alt+2", 1), ("Alt+3", 2), ("Alt+1", 0)):
        desk.press(key)
        assert screen.allocation.panel.tabs.currentIndex() == page
    desk.press("Ctrl+Shift+Del")
    assert screen.allocation.panel.split().plan.payments == ()
    desk.press("F7")
    assert not screen.allocation.isVisible()
    for key, tab in (("Alt+2", "not_equal"), ("Alt+3", "equal"), ("Alt+1", "all_payments")):
        desk.press(key)
        assert screen.tools.tab == tab
    open_line(desk, screen, "Rodriguez", 50_000)
    remove(desk)
    desk.press("Alt+4")
    assert text_of(screen, "proposal") == "Removed: Paid by check"
    desk.press("Ctrl+Shift+Del")
    desk.press("Alt+1")
    assert len(screen.table.rows()) == 3
    open_line(desk, screen, "Rodriguez", 50_000)
    screen.detail.memo.setFocus()
    desk.press("Ctrl+K")
    assert screen.detail.memo.text() == "Inosio Transaction Check #"
    assert screen.entry.memo.text() == ""
    screen.entry.memo.setFocus()
    desk.press("Ctrl+K")
    assert screen.entry.memo.text().startswith("Check #")
