"""Maintenance by keys: the history with its six folders, the window of an order of this office and of Inosio."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtWidgets import QLabel
from sqlalchemy import text

from build import TODAY, a_tenant
from landlord_desktop.services.dashboard import dashboard_facts
from landlord_desktop.services.work_order_import import ToldNote, ToldOrder, UnreadableOrder, store_orders
from landlord_desktop.services.work_order_list import list_work_orders
from landlord_desktop.services.work_orders import (
    WorkOrder,
    marked_for_printing,
    new_work_order,
    read_work_order,
    save_work_order,
)
from landlord_desktop.ui.home.dashboard_words import work_orders_card
from landlord_desktop.ui.maintenance.work_order_history import WorkOrderHistory
from landlord_desktop.ui.maintenance.work_order_window import NOT_OPENED, TITLE, VIEW_ONLY, WorkOrderWindow
from landlord_desktop.ui.reports.preview_window import open_report
from qt.desk import a_desk
from qt.looks import assert_no_clipped_text, row_texts

AT = datetime(2022, 3, 1, 12, tzinfo=UTC)
PAGE = "https://inosio.example/work-orders/101022"
TOLD = ToldOrder(
    "101022", "Completed", "low", date(2022, 3, 1), AT, "", "Carpet is ripping.", site_code="A7", browse_url=PAGE,
    notification_required=True, notification_name="Oscar The Grouch", notification_phone="11234567898",
    notes=(ToldNote(AT, "Ana", "Looked at it."),),
)  # fmt: skip


@pytest.fixture
def desk(qtbot, tmp_path):
    with a_desk(qtbot, tmp_path) as made:
        a_tenant(made.books)
        with made.books.store.write() as connection:
            connection.execute(text("UPDATE unit SET alert = 'Beware of the dog'"))
            connection.execute(text("UPDATE ledger SET repair_limit_cents = 25000 WHERE code = 'NU'"))
            connection.execute(text("INSERT INTO vendor (code, name) VALUES ('BUX', 'Plumbing by Bux')"))
        save_work_order(
            made.books, replace(new_work_order(TODAY), name="Roof", status="Hold", unit_id=1, vendor_id=1)
        )
        store_orders(made.books, [TOLD])
        yield made


def history(desk) -> WorkOrderHistory:
    found = desk.open("Ctrl+Alt+W")
    assert isinstance(found, WorkOrderHistory)
    return found


def open_order(desk, number: str) -> WorkOrderWindow:
    key = next(row.record_id for row in list_work_orders(desk.books) if row.number == number)
    desk.navigate("work_order", {"record_id": key})
    desk.settle()
    window = desk.window.current_screen()
    assert isinstance(window, WorkOrderWindow)
    return window


def stored(desk, number: str) -> WorkOrder:
    key = next(row.record_id for row in list_work_orders(desk.books) if row.number == number)
    return read_work_order(desk.books, key)


def note(window: WorkOrderWindow, field: str) -> str:
    return window.findChild(QLabel, f"{field}_note").text()


def pick(desk, name: str, words: str) -> None:
    desk.tab_to(f"{name}_text")
    desk.type(words)
    desk.settle()
    desk.press("Tab")


def test_the_history_shows_the_guides_columns_folders_and_panel(desk):
    screen = history(desk)
    shown = [column.title for column in screen.columns if column.visible]
    assert shown == ["Reported", "Status", "Priority", "Name", "Site", "Vendor", "Maintenance Type"]
    assert [folder.text for folder in screen.folders_shown] == [
        "1. All Work Orders", "2. Not Resolved", "3. On Hold", "4. Resolved", "5. Not Invoiced", "6. Unassigned",
    ]  # fmt: skip
    assert [row[:5] for row in row_texts(screen.table)] == [
        ["3/1/2022", "Unassigned", "○ Low", "", "A7 (not matched)"],
        ["3/8/2022", "Hold", "○ Normal", "Roof", "KMETZ Street"],
    ]  # fmt: skip
    assert screen.places.value_text("Site") == "A7 (not matched)"
    assert "by Ana" in screen.notes.toPlainText()
    screen.folders.choose("on_hold")
    assert [row[3] for row in row_texts(screen.table)] == ["Roof"]
    assert screen.places.value_text("Vendor") == "BUX: Plumbing by Bux"
    screen.folders.choose("resolved")
    assert [row[4] for row in row_texts(screen.table)] == ["A7 (not matched)"]
    desk.navigate("work_order_history", {"folder": "not_resolved"})
    desk.settle()
    assert screen.folders.key() == "not_resolved"


def test_the_filter_is_switched_on_by_a_choice_and_off_by_its_box(desk):
    screen = history(desk)
    desk.press("Ctrl+F")
    assert desk.focus() is screen.filter.status
    assert screen.enable_filter.isChecked()
    screen.filter.waiting.setCurrentIndex(screen.filter.waiting.findData("site"))
    assert [row[4] for row in row_texts(screen.table)] == ["A7 (not matched)"]
    screen.enable_filter.setChecked(False)
    assert len(row_texts(screen.table)) == 2
    assert_no_clipped_text(screen)


def test_orders_are_marked_and_printed(desk):
    screen = history(desk)
    desk.press("Ctrl+M")
    assert stored(desk, "101022").mark_for_printing
    desk.press("Ctrl+P", "Ctrl+Alt+M")
    key = screen.table.current_row().record_id
    assert desk.visited[-2:] == [
        ("report", {"name": "work-order", "work_order_id": key}), ("report", {"name": "work-order"}),
    ]  # fmt: skip


def test_a_new_order_is_written_by_keys(desk):
    history(desk)
    desk.press("Ctrl+N")
    window = desk.window.current_screen()
    assert isinstance(window, WorkOrderWindow)
    assert window.title == TITLE
    assert desk.focus().objectName() == "name"
    desk.type("Leak")
    pick(desk, "site", "kmetz")
    assert (window.values()["tenant_id"], window.values()["cost_limit_cents"]) == (1, 25_000)
    window.problem_page.description.setFocus()
    desk.press("Ctrl+Alt+I")
    assert window.problem_page.description.toPlainText() == "Tuesday March 8, 2022 at 3:30 PM by LYN\n"
    desk.press("Ctrl+Alt+A")
    assert "Beware of the dog" in " ".join(one.text() for one in window.problems.findChildren(QLabel))
    desk.press("Ctrl+S")
    order = stored(desk, "2")
    assert (order.name, order.status, order.unit_id, order.tenant_id, order.cost_limit_cents) == (
        "Leak", "Unassigned", 1, 1, 25_000,
    )  # fmt: skip
    assert order.description == "Tuesday March 8, 2022 at 3:30 PM by LYN"
    assert desk.errors == []


def test_what_is_missing_is_said_under_its_field(desk):
    desk.navigate("work_order", {})
    desk.settle()
    window = desk.window.current_screen()
    desk.press("Ctrl+S")
    assert window.findChild(QLabel, "name_note").text() == "Value must be entered"
    assert desk.focus().objectName() == "name"


def test_an_order_of_inosio_is_only_seen_and_its_site_matched_once(desk):
    store_orders(desk.books, [replace(TOLD, external_id="101023")])
    window = open_order(desk, "101022")
    assert window.problems.text == VIEW_ONLY
    assert [window.problem_page.inosio.value_text(name) for name in ("External ID", "External Status")] == [
        "101022", "Completed",
    ]  # fmt: skip
    for name in ("status", "priority", "tenant_id", "vendor_id", "estimate_cents"):
        assert not window.rows[name].field.isEnabled(), name
    assert window.problem_page.description.isReadOnly()
    assert not window.problem_page.insert.isEnabled()
    assert "Not matched: Inosio names the site A7" in note(window, "site")
    assert note(window, "notification_required") == "Notify Oscar The Grouch at 11234567898"
    pick(desk, "site", "kmetz")
    desk.press("Ctrl+S")
    assert (desk.errors, window.problems.text) == ([], "")
    assert [stored(desk, number).unit_id for number in ("101022", "101023")] == [1, 1]
    assert note(window, "site") == "Inosio calls it A7."
    desk.tab_to("site_text")
    desk.press("Shift+Backspace", "Ctrl+S")
    assert window.problems.text == "Choose the unit or the property that the work order is about."
    pick(desk, "site", "nuzig")
    desk.press("Ctrl+S")
    assert window.problems.text == ""
    assert [stored(desk, number).site_code for number in ("101022", "101023")] == ["A7", "A7"]
    assert {row.site for row in list_work_orders(desk.books) if row.imported} == {"NU: NUZIG Inc."}


def test_a_site_that_was_found_by_its_id_stays(desk):
    store_orders(desk.books, [replace(TOLD, external_id="7", site_code="u-kmetz")])
    window = open_order(desk, "7")
    assert not window.rows["unit_id"].field.isEnabled()
    assert note(window, "site") == "Inosio calls it u-kmetz."


def test_marks_that_are_on_paper_are_taken_away_when_a_person_says_so(desk, tmp_path):
    screen = history(desk)
    desk.press("Ctrl+M")
    assert desk.window.toasts.texts()[-1] == "Work order 101022 is marked for printing."
    preview = open_report(screen.context, desk.window, name="work-order")
    desk.settle()
    save_work_order(desk.books, replace(new_work_order(TODAY), name="Meanwhile", mark_for_printing=True))
    preview.save_to(tmp_path / "orders.csv")
    desk.settle()
    for answer, left in (("Esc", 2), ("Return", 1)):
        preview.save_to(tmp_path / "orders.pdf")
        dialog = desk.dialog("confirm")
        assert dialog.findChild(QLabel, "confirm_text").text().startswith(
            "1 work order marked for printing was saved as PDF."
        )
        desk.press(answer)
        desk.settle()
        assert len(marked_for_printing(desk.books)) == left
    assert desk.window.toasts.texts()[-1] == "1 mark for printing taken away."


def test_browse_to_work_order_opens_only_a_safe_page(desk):
    window = open_order(desk, "101022")
    opened: list[str] = []

    def opener(address: str) -> bool:
        opened.append(address)
        return True

    window.opener = opener
    desk.press("Ctrl+Alt+E")
    assert opened == [PAGE]
    newer = replace(TOLD, browse_url="javascript:alert(1)", last_modified=AT.replace(hour=13))
    store_orders(desk.books, [newer])
    window = open_order(desk, "101022")
    window.opener = opener
    desk.press("Ctrl+Alt+E")
    assert (opened, window.problems.text) == ([PAGE], NOT_OPENED)


def test_an_answer_that_cannot_be_read_is_shown_as_plain_text(desk):
    store_orders(desk.books, [], [UnreadableOrder("9", '{"id": "9", "name": "<b>x</b>"}', "priority: unknown")])
    window = open_order(desk, "9")
    assert "cannot be read (priority: unknown)" in window.problems.text
    assert "<b>x</b>" in window.problem_page.description.toPlainText()
    assert_no_clipped_text(window)


def test_previous_and_next_walk_through_all_orders(desk):
    window = open_order(desk, "1")
    desk.press("Ctrl+PgUp")
    assert window.record.number == "101022"
    desk.press("Ctrl+PgDown")
    assert window.record.number == "1"
    for page in "1234":
        desk.press(f"Alt+{page}")
        assert_no_clipped_text(window)


def test_the_dashboard_counts_what_is_not_resolved(desk):
    words = work_orders_card(dashboard_facts(desk.books))
    assert (words.figure, words.detail, words.state.kind) == ("1 work order", "No emergency among them", "info")
    assert (words.screen, words.parameters) == ("work_order_history", {"folder": "not_resolved"})
    store_orders(desk.books, [replace(TOLD, external_id="5", external_status="New", priority="emergency")])
    words = work_orders_card(dashboard_facts(desk.books))
    assert (words.figure, words.detail, words.state.word) == (
        "2 work orders", "1 emergency, 1 site not matched", "Emergency",
    )  # fmt: skip
