"""Menu Profiles by keys: owners, a property's shares, units, tenants, vendors, and the Cross Reference."""

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QPushButton, QWidget

from build import a_charge, a_tenant
from landlord_desktop.services.profiles.ledgers import OwnerShare, list_ledgers, read_ledger
from landlord_desktop.services.profiles.tenants import list_tenants, read_tenant, save_tenant
from landlord_desktop.services.profiles.units import read_unit, save_unit
from landlord_desktop.services.profiles.vendors import list_vendors
from landlord_desktop.ui.profiles.cross_reference import CrossReferenceScreen
from landlord_desktop.ui.profiles.ledger_lists import OwnersScreen
from landlord_desktop.ui.profiles.ledger_windows import OwnerWindow, PropertyWindow
from landlord_desktop.ui.profiles.tenants import TenantWindow
from landlord_desktop.ui.profiles.units import UnitWindow
from qt.desk import a_desk
from qt.looks import row_texts


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        yield made


def ledger_id(desk, code):
    return next(row.record_id for row in list_ledgers(desk.books) if row.code == code)


def open_window(desk, key, record_id=None):
    desk.navigate(key, {} if record_id is None else {"record_id": record_id})
    desk.settle()
    return desk.window.current_screen()


def note(window: QWidget, name: str) -> str:
    return window.findChild(QLabel, f"{name}_note").text()


def fill(desk, name: str, text: str) -> None:
    desk.tab_to(name)
    desk.type(text)


def pick(desk, name: str, text: str) -> None:
    """Type into a pick list; Tab takes what it offers."""
    fill(desk, f"{name}_text", text)
    desk.settle()
    desk.press("Tab")


def test_an_owner_is_added_from_the_list(desk):
    owners = desk.open("Ctrl+Shift+O")
    assert isinstance(owners, OwnersScreen)
    assert [row[0] for row in row_texts(owners.table)] == ["NU", "OAK"]
    assert desk.focus() is owners.table.view
    desk.press("Ctrl+N")
    window = desk.window.current_screen()
    assert isinstance(window, OwnerWindow)
    assert window.title == "New [Owner]"
    desk.press("Ctrl+S")
    assert (note(window, "record_id"), note(window, "record_name")) == ("Value must be entered",) * 2
    assert desk.focus().objectName() == "record_id"
    desk.type("FERN")
    fill(desk, "record_name", "Fern & Sons")
    fill(desk, "email", "no address")
    desk.press("Ctrl+S")
    assert desk.focus().objectName() == "email"
    desk.type("fern@example.com")
    desk.press("Alt+2")
    pick(desk, "management_group", "mg")
    pick(desk, "bank", "checking")
    fill(desk, "base_reserve", "250")
    desk.press("Ctrl+S")
    stored = read_ledger(desk.books, ledger_id(desk, "FERN"))
    assert (stored.name, stored.email, stored.reserve_cents) == ("Fern & Sons", "fern@example.com", 25_000)
    assert stored.management_ledger_id == ledger_id(desk, "MG")
    assert window.title == "Fern & Sons [Owner]"
    desk.press("Ctrl+Shift+O")
    assert [row[0] for row in row_texts(owners.table)] == ["FERN", "NU", "OAK"]


def test_shares_of_a_property(desk):
    assert row_texts(desk.open("Ctrl+Shift+P").table) == []
    desk.press("Ctrl+N")
    window = desk.window.current_screen()
    assert isinstance(window, PropertyWindow)
    desk.type("PARK")
    fill(desk, "record_name", "Park Row")
    pick(desk, "owners_owner_id_1", "nu")
    desk.type("27416")
    desk.press("Tab")
    pick(desk, "owners_owner_id_2", "nu")
    desk.type("72584")
    assert window.owners.value(0, "percent") == "27.416 %"
    desk.press("Ctrl+S")
    assert desk.focus().objectName() == "owners_owner_id_2_text"
    assert "This owner has a line already." in window.problems._list.text()
    pick(desk, "owners_owner_id_2", "oak")
    desk.press("Alt+3")
    pick(desk, "management_group", "mg")
    pick(desk, "bank", "checking")
    desk.press("Ctrl+S")
    assert window.problems.text == ""
    stored = read_ledger(desk.books, ledger_id(desk, "PARK"))
    assert stored.owners == (OwnerShare(ledger_id(desk, "NU"), 27416), OwnerShare(ledger_id(desk, "OAK"), 72584))


def test_a_unit_needs_its_ledger_and_the_folder_opens_it(desk):
    tenant = read_tenant(desk.books, a_tenant(desk.books))
    window = open_window(desk, "unit", tenant.unit_id)
    assert isinstance(window, UnitWindow)
    assert window.title == "KMETZ Street [Unit]"
    desk.tab_to("ledger_text")
    QTest.keyClick(desk.focus(), Qt.Key.Key_Backspace, Qt.KeyboardModifier.ShiftModifier)
    desk.press("Ctrl+S")
    assert (note(window, "ledger"), note(window, "address")) == ("Value must be entered",) * 2
    assert desk.focus().objectName() == "address"
    desk.type("12 Elm Street")
    pick(desk, "ledger", "oak")
    desk.press("Ctrl+S")
    assert read_unit(desk.books, tenant.unit_id).ledger_id == ledger_id(desk, "OAK")
    window.findChild(QAbstractButton, "ledger_folder").click()
    desk.settle()
    assert desk.window.current_screen().title == "Oak Trust [Owner]"


def test_a_new_tenant_of_a_unit(desk):
    tenant = read_tenant(desk.books, a_tenant(desk.books))
    open_window(desk, "unit", tenant.unit_id)
    desk.press("Ctrl+T")
    window = desk.window.current_screen()
    assert window.title == "New [Tenant]"
    assert window.rows["unit_id"].field.picked_row().code == "U-KMETZ"
    assert not window.is_changed()
    desk.type("NEXT")
    fill(desk, "record_name", "Next Tenant")
    desk.press("Ctrl+S")
    assert [row.unit_id for row in list_tenants(desk.books) if row.code == "NEXT"] == [tenant.unit_id]


def test_a_tenants_lease_and_recurring_charges_by_keys(desk):
    tenant_id = a_tenant(desk.books)
    window = open_window(desk, "tenant", tenant_id)
    assert isinstance(window, TenantWindow)
    assert window.title == "Tenant KMETZ [Tenant]"
    desk.press("Alt+3")
    fill(desk, "lease_starts_text", "3/1/2022")
    fill(desk, "rent_amount", "1200")
    pick(desk, "rent_schedule", "monthly")
    desk.press("Ctrl+S")
    assert desk.focus().objectName() == "rent_next_text"
    desk.type("4/1/2022")
    fill(desk, "rent_changes_effective_on_1_text", "9/1/2022")
    fill(desk, "rent_changes_rent_cents_1", "1250")
    desk.press("Alt+4")
    pick(desk, "recurring_charges_charge_code_id_1", "rent")
    desk.type("-25")
    desk.press("Tab")
    desk.type("Gardening")
    desk.press("Tab", "Tab")
    desk.press("Ctrl+S")
    assert "Recurring Charges, line 1, Schedule: Value must be entered" in window.problems._list.text()
    assert desk.focus().objectName() == "recurring_charges_schedule_id_1_text"
    pick(desk, "recurring_charges_schedule_id_1", "monthly")
    desk.type("4/1/2022")
    desk.press("Ctrl+S")
    stored = read_tenant(desk.books, tenant_id)
    assert (stored.rent_cents, stored.rent_next_on) == (120_000, date(2022, 4, 1))
    assert [(one.effective_on, one.rent_cents) for one in stored.rent_changes] == [(date(2022, 9, 1), 125_000)]
    assert [(one.amount_cents, one.memo, one.next_on) for one in stored.recurring] == [
        (-2_500, "Gardening", date(2022, 4, 1))
    ]
    assert not window.is_changed()
    desk.press("Ctrl+Delete")
    desk.tab_to("recurring_charges_memo_1")
    QTest.keyClick(desk.focus(), Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    desk.press("Ctrl+S")
    assert read_tenant(desk.books, tenant_id).recurring == ()


def test_a_responsible_tenant_without_open_charges(desk):
    first, second = a_tenant(desk.books), a_tenant(desk.books, "ROOMMATE")
    a_charge(desk.books, second, 5_000)
    window = open_window(desk, "tenant", second)
    pick(desk, "responsible_tenant", "roommate")
    desk.tab_to("post_to_responsible_tenant")
    desk.press("Space", "Ctrl+S")
    assert note(window, "responsible_tenant") == "A tenant cannot be responsible for itself."
    pick(desk, "responsible_tenant", "kmetz")
    desk.press("Ctrl+S")
    assert "unpaid charges of $50.00" in note(window, "post_to_responsible_tenant")
    desk.tab_to("post_to_responsible_tenant")
    desk.press("Space", "Ctrl+S")
    assert read_tenant(desk.books, second).responsible_tenant_id == first


def test_alerts_are_told_when_a_profile_is_opened(desk):
    tenant_id = a_tenant(desk.books)
    tenant = read_tenant(desk.books, tenant_id)
    unit = read_unit(desk.books, tenant.unit_id)
    save_unit(desk.books, replace(unit, address="12 Elm", alert="Dog in the yard\n<b>bites</b>"), unit)
    window = open_window(desk, "tenant", tenant_id)
    assert window.problems.text == "Unit U-KMETZ: Dog in the yard"
    assert "<b>bites</b>" in window.problems._list.text()
    save_tenant(desk.books, replace(tenant, alert="Pays in person"), tenant)
    desk.changes.tell("profiles")
    desk.settle()
    open_window(desk, "tenant", tenant_id)
    assert window.problems.text == "Pays in person"


def test_what_was_never_used_is_deleted(desk):
    window = open_window(desk, "vendor")
    desk.type("ACE")
    fill(desk, "record_name", "Ace Plumbing")
    desk.press("Ctrl+S", "Ctrl+Shift+Delete")
    assert desk.focus().objectName() == "confirm_keep"
    desk.dialog("confirm").findChild(QPushButton, "confirm_delete").click()
    desk.settle()
    assert list_vendors(desk.books) == []
    assert desk.window.documents.page("vendor") is None
    tenant_id = a_tenant(desk.books)
    a_charge(desk.books, tenant_id, 5_000)
    window = open_window(desk, "tenant", tenant_id)
    window.delete()
    desk.dialog("confirm").findChild(QPushButton, "confirm_delete").click()
    desk.settle()
    assert window.problems.kind == "negative"
    assert [row.code for row in list_tenants(desk.books)] == ["KMETZ"]


def test_the_cross_reference_leads_to_each_window(desk):
    tenant_id = a_tenant(desk.books)
    a_charge(desk.books, tenant_id, 5_000)
    window = open_window(desk, "tenant", tenant_id)
    desk.press("Ctrl+R")
    screen = desk.window.current_screen()
    assert isinstance(screen, CrossReferenceScreen)
    assert [row[:3] for row in row_texts(screen.table)] == [
        ["Owner", "NU", "NUZIG Inc."], ["Unit", "U-KMETZ", "KMETZ Street"], ["Tenant", "KMETZ", "Tenant KMETZ"],
    ]  # fmt: skip
    assert row_texts(screen.table)[2][4] == "$50.00"
    desk.press("Ctrl+2")
    assert desk.window.current_screen().title == "KMETZ Street [Unit]"
    desk.press("Ctrl+Shift+X")
    desk.tab_to("cross_reference_folders")
    desk.press("Right", "Right")
    assert [row[0] for row in row_texts(screen.table)] == ["Unit"]
    desk.tab_to("reference")
    desk.press("Up")
    assert row_texts(screen.table) == []
    pick(desk, "reference_record", "kmetz")
    desk.settle()
    assert QApplication.focusWidget() is not None
    desk.press("Ctrl+3")
    assert desk.window.current_screen() is window
