"""The help: our own pages, contents, search, links among them, and nothing fetched."""

import re

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from landlord_desktop.config import resource_path
from landlord_desktop.ui.help.help_window import HelpWindow, PageBrowser, open_help
from landlord_desktop.ui.help.pages import FIRST_PAGE, PAGES, found_pages, page_text, page_title
from landlord_desktop.ui.screen import CommandSpec
from landlord_desktop.ui.theme.style import apply_theme
from qt.looks import assert_no_clipped_text


@pytest.fixture
def main_window(qtbot):
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


@pytest.fixture
def helper(main_window):
    return open_help(main_window)


def contents(helper):
    return [helper.contents.item(row).text() for row in range(helper.contents.count())]


def test_each_page_is_written_and_each_file_is_in_the_contents():
    files = {path.stem for path in resource_path("help").glob("*.md")}
    assert files == set(PAGES)
    for page in PAGES:
        assert page_title(page)
        assert len(page_text(page)) > 200
    assert page_text("../../README") == ""


def test_links_lead_to_pages_of_ours_alone():
    for page in PAGES:
        targets = re.findall(r"\]\(([^)]*)\)", page_text(page))
        assert set(targets) <= set(PAGES), page
        assert "<" not in page_text(page)


def test_the_guide_holds_its_four_parts(helper):
    text = helper.text.toPlainText()
    for part in ("A. Create a portfolio", "B. Check the bank", "C. Send tenant balances", "D. Load, post and deposit"):
        assert part in text
    assert "Disputed charges are not part of it" in text


def test_contents_and_search_by_keys(helper, qtbot):
    assert contents(helper) == [page_title(page) for page in PAGES]
    QTest.keyClick(helper, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClicks(helper.search, "key store")
    assert 0 < len(contents(helper)) < len(PAGES)
    QTest.keyClick(helper.search, Qt.Key.Key_Return)
    assert helper.page == found_pages("key store")[0]
    assert helper.text.textCursor().selectedText().casefold() == "key"
    helper.search.setText("zzzz")
    assert contents(helper) == []
    assert helper.findChild(QLabel, "help_nothing").isVisible()
    QTest.keyClick(helper.search, Qt.Key.Key_Return)
    helper.search.clear()
    assert len(contents(helper)) == len(PAGES)


def test_a_title_comes_before_a_mention():
    assert found_pages("deposit receipts")[0] == "deposit_receipts"
    assert found_pages("") == list(PAGES)


def test_choosing_and_following(helper):
    helper.contents.setFocus()
    QTest.keyClick(helper.contents, Qt.Key.Key_Down)
    assert helper.page == PAGES[1]
    helper.text.anchorClicked.emit(QUrl("inosio_settings"))
    assert helper.page == "inosio_settings"
    assert helper.contents.currentItem().text() == "Inosio Settings"
    helper.text.anchorClicked.emit(QUrl("https://example.com/"))
    assert helper.page == "inosio_settings"


def test_nothing_is_fetched(helper, tmp_path):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret", encoding="utf-8")
    browser = PageBrowser()
    kind = QTextDocument.ResourceType.ImageResource
    browser.show_markdown(f"# Page\n\n![picture]({QUrl.fromLocalFile(str(secret)).toString()})")
    assert bytes(browser.document().resource(kind.value, QUrl.fromLocalFile(str(secret)))) == b""
    browser.deleteLater()


def test_commands_of_the_screen_follow_its_page(main_window):
    commands = [CommandSpec("load", "&Load Receipts", shortcut="Ctrl+L"), CommandSpec("x", "A | B")]
    helper = open_help(main_window, "batch_receipts", "Batch Tenant Receipts", commands)
    text = helper.text.toPlainText()
    assert "Commands of Batch Tenant Receipts" in text
    assert "Ctrl+L" in text
    helper.show_page("reports")
    assert "Commands of" not in helper.text.toPlainText()
    assert open_help(main_window, "account_codes") is helper
    assert "Commands of" not in helper.text.toPlainText()


def test_a_page_nobody_wrote_shows_the_commands_or_the_guide(main_window):
    helper = open_help(main_window, "unwritten", "New Screen", [CommandSpec("a", "Do It")])
    assert helper.windowTitle() == "Help: New Screen"
    assert "Do It" in helper.text.toPlainText()
    assert open_help(main_window, "nothing").page == FIRST_PAGE


def test_the_help_answers_beside_a_modal_dialog(main_window, helper, qtbot):
    dialog = QDialog(main_window)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    again = open_help(main_window, "messages")
    assert again.windowHandle().transientParent() is None
    assert QApplication.activeModalWidget() is dialog
    dialog.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_follows_the_theme_and_closes_with_escape(helper, qapp, qtbot, theme):
    apply_theme(qapp, theme, 150)
    assert helper.page == FIRST_PAGE
    assert_no_clipped_text(helper)
    with qtbot.waitSignal(helper.destroyed):
        QTest.keyClick(helper, Qt.Key.Key_Escape)
    assert isinstance(helper, HelpWindow)
