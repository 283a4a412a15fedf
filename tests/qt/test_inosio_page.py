"""Integration > Preferred Partners, with a real server, sync thread and key store."""

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from landlord_desktop.services.settings import change_settings
from landlord_desktop.ui.integration.inosio_page import SENDING, InosioPage
from landlord_desktop.ui.widgets.badge import State
from qt.looks import assert_no_clipped_text, row_texts
from qt.online_screens import online_screens


@pytest.fixture
def online(qtbot, tmp_path, background, window_record):
    with online_screens(qtbot, tmp_path, background, window_record) as made:
        yield made


@pytest.fixture
def page(online):
    return online.show(InosioPage)


def command(page, name):
    return next(one for one in page.left_buttons() if one.object_name == name)


def press(page, name):
    made = command(page, name)
    assert made.enabled
    assert made.slot is not None
    made.slot()


class Browser(QObject):
    """Takes the addresses that were to be opened."""

    def __init__(self):
        super().__init__()
        self.opened = []

    @Slot(QUrl)
    def take(self, address):
        self.opened.append(address.toString())


def test_before_the_first_connection_the_page_says_what_is_known(page, online):
    assert page.title == "Preferred Partner Integrations"
    assert page.state.state == State("info", "Not connected yet")
    assert page.partner.value_text("Server") == online.office.sandbox.url
    assert page.partner.value_text("Last success") == "Never yet"
    assert page.partner.value_text("Last error") == "None"
    assert not command(page, "inosio_account_home").enabled
    assert "first connection" in command(page, "inosio_account_home").tooltip
    assert_no_clipped_text(page)


def test_what_is_not_switched_on_is_not_shown(page):
    texts = [one.text for one in page.left_buttons()] + [button.text() for button in page.findChildren(QPushButton)]
    assert not [text for text in texts if text.startswith("Retrieve")]


def test_work_orders_are_retrieved_where_the_feature_is_on(page, online):
    change_settings(online.office.books, {"inosio.maintenance_coordination": "yes"})
    online.changes.tell("settings")
    online.settle()
    press(page, "retrieve_work_orders")
    assert not command(page, "retrieve_work_orders").enabled
    online.settle()
    assert (page.problem.kind, page.problem.text) == ("positive", "Work orders retrieved: 4 new work orders.")
    press(page, "retrieve_work_orders")
    online.settle()
    assert page.problem.text == "No new or changed work orders."
    assert_no_clipped_text(page)


def test_synchronize_sends_balances_and_says_so(page, online):
    press(page, "synchronize_with_server")
    assert page.progress.isVisible()
    assert SENDING in page.progress.findChild(QObject, "synchronize_progress_text").text()
    assert not command(page, "synchronize_with_server").enabled
    page.synchronize_with_server()
    online.settle()
    assert not page.progress.isVisible()
    assert page.problem.kind == "positive"
    assert "Balances were sent." in page.problem.text
    assert len(online.office.committed()) == 1
    assert page.state.state == State("positive", "Connected")
    assert page.partner.value_text("Portfolio") == "Landlord Sample Portfolio"
    assert page.partner.value_text("Waits to be sent") == "Nothing"
    assert " at " in page.partner.value_text("Last success")
    assert row_texts(page.recent)[0][3] == "\u2713 Done"
    assert command(page, "synchronize_with_server").enabled
    assert_no_clipped_text(page)


def test_a_cancelled_round_is_no_fault(page, online):
    online.office.sandbox.faults.add("late", seconds=3)
    press(page, "synchronize_with_server")
    QTest.mouseClick(page.progress.cancel_button, Qt.MouseButton.LeftButton)
    online.settle()
    assert page.problem.kind == "info"
    assert not page.progress.isVisible()


def test_a_revoked_token_leads_to_the_settings(page, online):
    online.office.tokens.remember(online.office.sandbox.url, "ino_key_not_known_at_all")
    press(page, "synchronize_with_server")
    online.settle()
    assert page.problem.kind == "negative"
    assert "User Token" in page.problem.text
    assert page.state.state == State("negative", "The last synchronization failed")
    assert "User Token" in page.partner.value_text("Last error")
    page.problem.findChild(QPushButton, "mend_settings").click()
    online.settle()
    assert page.dialog is not None
    assert page.dialog.windowTitle() == "Inosio Settings"
    page.dialog.close()


def test_the_links_open_the_account_home_and_the_guide(page, online, window_record):
    press(page, "synchronize_with_server")
    online.settle()
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "take")
    try:
        press(page, "inosio_account_home")
    finally:
        QDesktopServices.unsetUrlHandler("http")
    assert browser.opened == [f"{online.office.sandbox.url}/"]
    press(page, "integration_guide")
    press(page, "open_integration_log")
    assert window_record.navigations == [("help", {"page": "integration_guide"}), ("integration_log", {})]


def test_a_home_address_that_may_not_be_opened_is_not(page, online):
    online.office.change("INSERT OR REPLACE INTO setting (key, value) VALUES ('inosio.home_url', 'file:///etc/passwd')")
    online.changes.tell("settings")
    online.settle()
    page.inosio_account_home()
    assert page.problem.kind == "warning"
    assert "not opened" in page.problem.text


def test_an_office_without_server_is_asked_to_set_it_up(page, online):
    change_settings(online.office.books, {"inosio.server": ""})
    online.changes.tell("settings")
    online.settle()
    assert page.problem.text.startswith("Inosio is not set up yet")
    assert page.state.state == State("neutral", "Not set up")
    page.problem.findChild(QPushButton, "set_up_inosio").click()
    page.integration_settings()
    online.settle()
    assert page.dialog is not None
    page.dialog.close()
    change_settings(online.office.books, {"inosio.server": online.office.sandbox.url})
    online.changes.tell("settings")
    online.settle()
    assert not page.problem.isVisible()


def test_the_settings_open_by_name(online):
    page = online.show(InosioPage)
    page.activate(settings=True)
    online.settle()
    assert page.dialog is not None
    page.dialog.reject()
    assert page.dialog is None


def test_features_are_compared_with_what_the_account_is_signed_up_for(page, online):
    assert page.partner.value_text("Enabled features").startswith("None marked. What is signed up for is known after")
    change_settings(online.office.books, {"inosio.document_portal": "yes", "inosio.applicant_screening": "yes"})
    with online.office.sandbox.state.change() as document:
        for item in document["integrations"]:
            item["features"] = ["applicant_screening", "maintenance_coordination"]
    press(page, "synchronize_with_server")
    online.settle()
    online.changes.tell("settings")
    online.settle()
    assert page.partner.value_text("Enabled features") == (
        "Applicant Screening: on; Document Portal: marked here, but not signed up for; "
        "Maintenance Coordination: signed up for, but not marked here"
    )
    assert "behind the server's. Set it right" in page.partner.value_text("Clock")  # the office's stands in 2022
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "take")
    try:
        press(page, "document_portal")
    finally:
        QDesktopServices.unsetUrlHandler("http")
    assert browser.opened == [f"{online.office.sandbox.url}/"]
    assert not [one for one in page.left_buttons() if one.object_name == "retrieve_work_orders"]
