"""Applicants by keys: retrieve, open, accept the household, and the tenant opens; frozen, problems, hidden when off."""

import copy
from datetime import date
from typing import Any

import pytest
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QLabel, QPushButton
from sqlalchemy import text

from build import rows
from landlord_desktop.services.applicants import applicant_list
from landlord_desktop.services.profiles.tenants import list_tenants
from landlord_desktop.services.settings import change_settings
from landlord_desktop.sync.applicants import NOT_SIGNED_UP
from landlord_desktop.ui.features import APPLICANTS, switched_off
from landlord_desktop.ui.integration.inosio_page import InosioPage
from landlord_desktop.ui.profiles.accept_window import NOBODY, AcceptWindow
from landlord_desktop.ui.profiles.applicant_window import NOT_OPENED, ApplicantWindow
from landlord_desktop.ui.profiles.applicants import ApplicantsScreen
from landlord_desktop.ui.profiles.tenants import TenantWindow
from landlord_desktop.ui.widgets.badge import State
from qt.desk import Desk
from qt.looks import assert_no_clipped_text, row_texts
from qt.online_screens import OnlineScreens, online_screens
from qt.receivables import the_guides_desk

PAGE = "https://inosio.example/applicants/APP-5501"
ACCEPTED = "Priya Raman was accepted as tenant RAMAN, Arjun Raman as RAMAN-ARJUN."


@pytest.fixture
def desk(qtbot, tmp_path):
    with the_guides_desk(qtbot, tmp_path) as made:
        yield made


@pytest.fixture
def online(qtbot, tmp_path, background, window_record):
    with online_screens(qtbot, tmp_path, background, window_record) as made:
        change_settings(made.office.books, {"inosio.applicant_screening": "yes"})
        made.changes.tell("settings")
        made.settle()
        yield made


def change(desk: Desk, statement: str, **values: object) -> None:
    with desk.books.store.write() as connection:
        connection.execute(text(statement), values)


def key_of(books: Any, number: str) -> int:
    return next(row.applicant_id for row in applicant_list(books) if row.external_id == number)


def open_applicant(desk: Desk, number: str = "APP-5501") -> ApplicantWindow:
    desk.navigate("applicant", {"applicant_id": key_of(desk.books, number)})
    desk.settle()
    window = desk.window.current_screen()
    assert isinstance(window, ApplicantWindow)
    return window


def open_accept(desk: Desk, number: str = "APP-5501") -> AcceptWindow:
    desk.navigate("accept_applicant", {"applicant_id": key_of(desk.books, number)})
    desk.settle()
    window = desk.window.current_screen()
    assert isinstance(window, AcceptWindow)
    return window


def command(screen: Any, name: str) -> Any:
    return next(one for one in screen.left_buttons() if one.object_name == name)


def press(screen: Any, name: str, online: OnlineScreens) -> None:
    made = command(screen, name)
    assert made.enabled
    made.slot()
    assert not command(screen, name).enabled
    online.settle()


def test_retrieve_applicants_tells_who_came_and_opens_one(online, qtbot, window_record):
    state = online.office.sandbox.state
    there = {item["id"]: item for _, item in state.feed(state.portfolios()[0]["id"], "applicants")}
    page = online.show(InosioPage)
    press(page, "retrieve_applicants", online)
    dialog = page.applicants.dialog
    assert dialog is not None
    assert dialog.words.text() == "Applicants retrieved: 2 new applicants."
    assert [row[:4] for row in row_texts(dialog.table)] == [
        ["\u2713 New", "Priya Raman", "Applicant", "WB203 (not here)"],
        ["\u2713 New", "Arjun Raman", "Co-Applicant", "WB203 (not here)"],
    ]  # fmt: skip
    assert_no_clipped_text(dialog)
    dialog.open_button.click()
    assert window_record.navigations == [("applicant", {"applicant_id": key_of(online.office.books, "APP-5501")})]
    listed = online.show(ApplicantsScreen)
    press(listed, "load_applicants_from_inosio", online)
    dialog = listed.run.dialog
    assert (dialog.words.text(), dialog.table.rows()) == ("No new or changed applicants.", [])
    assert not dialog.open_button.isEnabled()
    dialog.reject()
    assert listed.run.dialog is None
    for number, news in (("APP-5501", {"rent": "705.00"}), ("APP-5502", {"status": "withdrawn"})):
        told = copy.deepcopy(there[number]) | news | {"last_modified": "2022-03-04T10:00:00Z"}
        state.put_item("applicants", told)
    press(listed, "load_applicants_from_inosio", online)
    assert [row[0] for row in row_texts(listed.run.dialog.table)] == ["\u25c6 Changed", "\u25b2 Withdrawn"]
    listed.run.dialog.reject()


def test_what_the_server_denies_or_does_not_answer_is_said_plainly(online, window_record):
    listed = online.show(ApplicantsScreen)
    with online.office.sandbox.state.change() as document:
        for item in document["integrations"]:
            item["features"] = []
    press(listed, "load_applicants_from_inosio", online)
    assert (listed.problems.kind, listed.problems.text) == ("warning", NOT_SIGNED_UP)
    listed.problems.findChild(QPushButton, "mend_settings").click()
    assert window_record.navigations == [("inosio", {"settings": True})]
    online.office.sandbox.faults.add("late", seconds=3)
    listed.run.start()
    online.qtbot.waitUntil(listed.progress.isVisible)
    listed.progress.cancel_button.click()
    online.settle()
    assert (listed.problems.kind, listed.progress.isVisible()) == ("info", False)


def test_from_the_list_to_the_tenant_by_keys(desk):
    listed = desk.open("Ctrl+Alt+Y")
    assert isinstance(listed, ApplicantsScreen)
    assert [row[:9] for row in row_texts(listed.table)] == [
        ["Priya Raman", "Applicant", "Willow Brooke 203", "4/1/2022", "$695.00", "2/20/2022", "3/2/2022",
         "\u25c6 Waiting", "Priya Raman"],
        ["Arjun Raman", "Co-Applicant", "Willow Brooke 203", "4/1/2022", "$695.00", "2/20/2022", "3/2/2022",
         "\u25c6 Waiting", "Priya Raman"],
    ]  # fmt: skip
    desk.press("Return")
    window = desk.window.current_screen()
    assert isinstance(window, ApplicantWindow)
    assert window.title == "Priya Raman [Applicant]"
    assert desk.focus().objectName() == "accept_applicant_and_create_a_tenant_profile"
    desk.press("Ctrl+Return")
    accept = desk.window.current_screen()
    assert isinstance(accept, AcceptWindow)
    assert desk.focus().objectName() == "tenant_id"
    assert accept.preview.text() == (
        "Creates 2 tenants in Willow Brooke 203: first rent $695.00 on 4/1/2022; RAMAN-ARJUN posts to RAMAN."
    )
    assert_no_clipped_text(accept)
    desk.tab_to("co_applicant_1_post_to_responsible_tenant")
    desk.press("Tab")
    assert desk.focus() is accept.accept_button
    desk.press("Ctrl+Return")
    assert ACCEPTED in desk.window.toasts.texts()
    assert desk.window.current_screen() is window
    assert window.header.state.state == State("positive", "Accepted")
    assert "as tenant RAMAN. Nothing that Inosio tells changes this record any more." in window.problems.text
    assert not window.header.accept.isVisible()
    desk.press("F6")
    tenant = desk.window.current_screen()
    assert isinstance(tenant, TenantWindow)
    assert (tenant.record.code, tenant.record.rent_cents, tenant.record.rent_next_on) == (
        "RAMAN", 69_500, date(2022, 4, 1),
    )  # fmt: skip
    assert tenant.record.lease_expires_on == date(2023, 3, 31)
    known_by = rows(desk.books, "SELECT applicant_id, email FROM tenant WHERE code = 'RAMAN'")
    assert known_by == [("APP-5501", "priya.raman@example.com")]
    mate = next(row for row in list_tenants(desk.books) if row.code == "RAMAN-ARJUN")
    assert (mate.responsible, mate.posts_to_responsible, mate.rent_cents) == ("RAMAN", True, 0)
    listed = desk.open("Ctrl+Alt+Y")
    listed.folders.choose("accepted")
    assert [row[-1] for row in row_texts(listed.table)] == ["RAMAN", "RAMAN-ARJUN"]


def test_recurring_charges_and_one_who_is_left_out(desk):
    accept = open_accept(desk)
    desk.tab_to("recurring_charges_charge_code_id_1_text")
    desk.type("late")
    desk.settle()
    desk.press("Tab")
    desk.type("50")
    desk.press("Tab")
    assert "1 recurring charge, $50.00" in accept.preview.text()
    desk.press("Ctrl+Delete")
    assert "recurring" not in accept.preview.text()
    accept.members[1].wanted.setChecked(False)
    assert accept.preview.text() == "Creates 1 tenant in Willow Brooke 203: first rent $695.00 on 4/1/2022."
    desk.press("Ctrl+Return")
    assert [row.tenant_code for row in applicant_list(desk.books)] == ["RAMAN", ""]
    accept = open_accept(desk, "APP-5502")
    assert [member.responsible.text() for member in accept.members] == ["RAMAN"]
    desk.press("Ctrl+Return")
    assert [row.tenant_code for row in applicant_list(desk.books)] == ["RAMAN", "RAMAN-ARJUN"]
    accept = open_accept(desk, "APP-5502")
    assert "is tenant RAMAN-ARJUN" in accept.problems.text
    assert (accept.members, accept.accept_button.isEnabled()) == ([], False)


def test_problems_stand_at_their_fields_and_nobody_is_accepted(desk):
    accept = open_accept(desk)
    desk.type("KMETZ")
    accept.members[1].rows["name"].field.clear()
    desk.press("Ctrl+Return")
    assert accept.problems.text == NOBODY
    assert "Arjun Raman, Long Description: Value must be entered" in accept.problems._list.text()
    assert desk.focus().objectName() == "co_applicant_1_tenant_name"
    desk.type("Arjun R.")
    desk.press("Ctrl+Return")
    assert accept.problems.text == NOBODY
    assert accept.findChild(QLabel, "tenant_id_note").text()
    assert desk.focus().objectName() == "tenant_id"
    assert rows(desk.books, "SELECT count(*) FROM applicant WHERE accepted_at IS NOT NULL") == [(0,)]
    desk.type("PRIYA")
    desk.press("Ctrl+Return")
    assert [row.tenant_code for row in applicant_list(desk.books)] == ["PRIYA", "RAMAN-ARJUN"]


def test_warnings_open_who_they_name_and_a_change_meanwhile_is_told(desk):
    change(desk, "UPDATE tenant SET email = 'priya.raman@example.com' WHERE code = 'KMETZ'")
    change(desk, "UPDATE applicant SET email = '', status = 'withdrawn' WHERE external_id = 'APP-5502'")
    accept = open_accept(desk)
    said = " ".join(one.text() for one in accept.page.findChildren(QLabel) if one.isVisible())
    assert "Arjun Raman withdrew the application." in said
    assert "KMETZ" in said
    assert "Without an e-mail address" in said
    assert not accept.members[1].is_wanted
    kmetz = next(row.record_id for row in list_tenants(desk.books) if row.code == "KMETZ")
    accept.page.findChild(QPushButton, f"open_tenant_{kmetz}").click()
    desk.settle()
    tenant = desk.window.current_screen()
    assert isinstance(tenant, TenantWindow)
    assert tenant.record.code == "KMETZ"
    desk.navigate("accept_applicant", {"applicant_id": accept._applicant_id})
    desk.settle()
    change(desk, "UPDATE applicant SET last_modified = '2022-03-05T10:00:00+00:00' WHERE external_id = 'APP-5501'")
    desk.press("Ctrl+Return")
    assert "was changed at Inosio" in accept.problems.text
    accept.problems.findChild(QPushButton, "read_again").click()
    desk.settle()
    desk.press("Ctrl+Return")
    assert [row.tenant_code for row in applicant_list(desk.books)] == ["RAMAN", ""]


def test_the_window_shows_facts_household_and_saves_notes(desk):
    change(desk, "UPDATE applicant SET browse_url = :page WHERE external_id = 'APP-5501'", page=PAGE)
    window = open_applicant(desk)
    opened: list[str] = []

    def opener(address: str) -> bool:
        opened.append(address)
        return True

    window.opener = opener
    desk.press("Ctrl+Alt+E")
    assert opened == [PAGE]
    assert window.general.person.value_text("E-mail") == "priya.raman@example.com"
    for page in "123":
        desk.press(f"Alt+{page}")
        assert_no_clipped_text(window)
    assert [row[0] for row in row_texts(window.household.table)] == ["Priya Raman", "Arjun Raman"]
    window.notes.notes.setFocus()
    desk.type("Two cats")
    desk.press("Ctrl+S")
    assert rows(desk.books, "SELECT notes FROM applicant WHERE external_id = 'APP-5501'") == [("Two cats",)]
    window.household.table.activated.emit(key_of(desk.books, "APP-5502"))
    desk.settle()
    assert window.title == "Arjun Raman [Applicant]"
    assert window.header.words.text() == "Co-Applicant of Priya Raman"


def test_what_cannot_be_read_is_shown_as_it_came_and_no_unsafe_page_is_opened(desk):
    change(desk, "UPDATE applicant SET unreadable = 'kind: unknown', raw_text = '{\"name\": \"<b>x</b>\"}', "
           "browse_url = 'javascript:alert(1)' WHERE external_id = 'APP-5501'")  # fmt: skip
    window = open_applicant(desk)
    assert "cannot be read (kind: unknown)" in window.problems.text
    assert window.general.raw.toPlainText() == '{"name": "<b>x</b>"}'
    assert_no_clipped_text(window)
    desk.press("Ctrl+Alt+E")
    assert window.problems.text == NOT_OPENED
    change(desk, "UPDATE applicant SET primary_external_id = 'APP-1', kind = 'co_applicant', unreadable = ''")
    window = open_applicant(desk, "APP-5502")
    assert "is not here yet" in window.problems.text
    assert not window.header.accept.isEnabled()


def test_a_tenant_typed_by_hand_who_applied_is_warned_about(desk):
    desk.navigate("tenant", {})
    desk.settle()
    window = desk.window.current_screen()
    assert isinstance(window, TenantWindow)
    desk.tab_to("record_name")
    desk.type("Raman, Priya")
    desk.qtbot.waitUntil(lambda: "waits to be accepted" in window.problems.text)
    desk.type("Somebody Else")
    desk.qtbot.waitUntil(lambda: not window.problems.text)
    desk.type("Priya Raman")
    desk.qtbot.waitUntil(lambda: "waits to be accepted" in window.problems.text)
    window.show_record(window.record)
    window.problems.findChild(QPushButton, "open_waiting_applicant").click()
    desk.settle()
    applicant = desk.window.current_screen()
    assert isinstance(applicant, ApplicantWindow)
    assert applicant.title == "Priya Raman [Applicant]"


def test_the_dashboard_counts_them_and_all_is_hidden_where_the_feature_is_off(desk):
    home = desk.open("Ctrl+Home")
    assert home.applicants.isVisible()
    home.applicants.click()
    desk.settle()
    assert isinstance(desk.window.current_screen(), ApplicantsScreen)
    desk.window.context.features.set_marked(())
    desk.settle()
    action = next(one for one in desk.window.findChildren(QAction) if one.objectName() == "applicants")
    assert not action.isVisible()
    assert desk.window.open_screen("applicant") is None
    assert switched_off(APPLICANTS) in desk.window.toasts.texts()
    home = desk.open("Ctrl+Home")
    desk.changes.tell("applicants")
    desk.settle()
    assert not home.applicants.isVisible()
