"""No text is cut: every screen and dialog on the guide's office, both display sizes, light and dark."""

from itertools import pairwise

import pytest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget

from landlord_desktop.ui.shell.screen_area import ScreenArea
from landlord_desktop.ui.theme.style import apply_theme
from qt.looks import SIZES, assert_no_clipped_text
from qt.receivables import GUIDE_BATCH, open_batch_screen, open_line, the_guides_desk

SCREENS = (
    "Ctrl+Home", "Ctrl+I", "Ctrl+D", "Ctrl+Shift+B", "Ctrl+Shift+A", "Ctrl+Shift+R", "Ctrl+Shift+L",
    "Ctrl+Shift+G", "Ctrl+Alt+J", "Ctrl+Alt+K", "Ctrl+H", "Ctrl+Shift+H",
)


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made
        apply_theme(QApplication.instance(), "light")


def settled():
    for _ in range(3):
        QApplication.processEvents()


def looked_at(desk, shown: QWidget) -> None:
    """Look at what is shown in each size and theme."""
    for scheme in ("dark", "light"):
        apply_theme(QApplication.instance(), scheme)
        for width, height in SIZES:
            desk.window.resize(width, height)
            settled()
            assert_no_clipped_text(shown)


def test_batch_receipts_and_its_dialogs(desk):
    screen = open_batch_screen(desk, GUIDE_BATCH)
    open_line(desk, screen, "Rodriguez", 50_000)
    looked_at(desk, desk.window)
    for keys, name in (
        ("F9", "tenant_receipt"), ("Ctrl+L", "load_receipts_dialog"), ("Ctrl+Shift+Backspace", "confirm"),
        ("Ctrl+U", "confirm"), ("Ctrl+Delete", "remove_payment_dialog"),
    ):  # fmt: skip
        desk.press(keys)
        looked_at(desk, desk.dialog(name))
        desk.press("Escape")


def test_history_of_batches(desk):
    open_batch_screen(desk)
    desk.press("Ctrl+L")
    dialog = desk.dialog("load_receipts_dialog")
    desk.tab_to("qt_tabwidget_tabbar")
    desk.press("Right")
    looked_at(desk, dialog)
    desk.press("Escape")


@pytest.mark.parametrize("keys", SCREENS)
def test_other_screens(desk, keys):
    desk.open(keys)
    looked_at(desk, desk.window)


def test_account_window(desk):
    desk.open("Ctrl+Shift+A")
    desk.press("Ctrl+F")
    desk.type("checking")
    desk.press("Down", "Return")
    for keys in ("Alt+1", "Alt+2", "Alt+3"):
        desk.press(keys)
        looked_at(desk, desk.window)


@pytest.mark.parametrize("text_size", [125, 150])
def test_larger_text_never_scrolls_batch_receipts_sideways(desk, text_size):
    screen = open_batch_screen(desk, GUIDE_BATCH)
    open_line(desk, screen, "Rodriguez", 50_000)
    apply_theme(QApplication.instance(), "light", text_size)
    desk.window.resize(*SIZES[0])
    settled()
    assert_no_clipped_text(desk.window)
    area = screen.parentWidget().parentWidget().parentWidget()
    assert isinstance(area, ScreenArea)
    assert isinstance(area, QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    parts = [screen.layout().itemAt(place).widget() for place in range(screen.layout().count())]
    bottoms = [(part.geometry().top(), part.geometry().bottom()) for part in parts if part.isVisible()]
    assert all(before[1] < after[0] for before, after in pairwise(bottoms)), "parts overlap"


def test_larger_text_never_scrolls_deposit_receipts_sideways(desk):
    screen = desk.open("Ctrl+D")
    apply_theme(QApplication.instance(), "light", 150)
    desk.window.resize(*SIZES[0])
    settled()
    assert_no_clipped_text(desk.window)
    area = screen.parentWidget().parentWidget().parentWidget()
    assert isinstance(area, ScreenArea)
    assert area.horizontalScrollBar().maximum() == 0


def test_many_tabs_scroll_and_keep_their_words(desk):
    for keys in (*SCREENS, "Ctrl+B"):
        desk.open(keys)
    desk.window.resize(*SIZES[0])
    settled()
    bar = desk.window.documents.tabBar()
    for place in range(bar.count()):
        assert bar.tabRect(place).width() > bar.fontMetrics().horizontalAdvance(bar.tabText(place))
