"""Work orders: those of this office are written here, those of Inosio only by what the server says."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from build import TODAY, a_tenant, rows
from landlord_desktop.db.models import profiles
from landlord_desktop.rules.errors import RuleError, StaleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import FieldsError
from landlord_desktop.services.work_order_import import (
    ToldNote,
    ToldOrder,
    UnreadableOrder,
    store_orders,
    store_orders_read_again,
    unreadable_orders,
)
from landlord_desktop.services.work_order_list import OpenOrders, WorkOrderRow, count_not_resolved, list_work_orders
from landlord_desktop.services.work_order_sites import Site, match_site, read_alerts, unit_facts
from landlord_desktop.services.work_order_words import FOLDERS, in_folder, initials, notification_words, stamp
from landlord_desktop.services.work_orders import (
    WorkOrder,
    mark_for_printing,
    marked_for_printing,
    new_work_order,
    read_work_order,
    save_work_order,
)

AT = datetime(2022, 3, 1, 12, tzinfo=UTC)


def told(number: str = "101022", **changes: object) -> ToldOrder:
    return replace(ToldOrder(number, "New", "high", date(2022, 3, 1), AT, "Sink", "It drips."), **changes)


def only(books: Books) -> WorkOrderRow:
    (row,) = list_work_orders(books)
    return row


def fields_of(caught: "pytest.ExceptionInfo[FieldsError]") -> list[str]:
    return [problem.field for problem in caught.value.fields]


def test_an_order_of_this_office_is_added_changed_and_numbered(books: Books) -> None:
    tenant = a_tenant(books)
    with books.store.write() as connection:
        connection.execute(insert(profiles.vendor).values(code="BUX", name="Plumbing by Bux"))
    draft = replace(new_work_order(TODAY), name="  Leak ", unit_id=1, tenant_id=tenant, vendor_id=1)
    first = save_work_order(books, draft).record
    assert (first.number, first.name, first.ledger_id, first.entered_by) == ("1", "Leak", rows(
        books, "SELECT ledger_id FROM unit WHERE id = 1")[0][0], "lynn")  # fmt: skip
    second = save_work_order(books, replace(new_work_order(TODAY), name="Roof")).record
    assert second.number == "2"
    changed = save_work_order(
        books, replace(first, labor_cents=9_000, material_cents=1_050, status="Completed"), first
    ).record
    assert (changed.total_cents, changed.changed_by) == (10_050, "lynn")
    with pytest.raises(StaleError):
        save_work_order(books, replace(first, name="Other"), first)
    row = next(one for one in list_work_orders(books) if one.number == "1")
    assert (row.site, row.tenant, row.vendor) == (
        "U-KMETZ: KMETZ Street", "KMETZ: Tenant KMETZ", "BUX: Plumbing by Bux"
    )  # fmt: skip
    trail = rows(books, "SELECT action, subject FROM audit_entry WHERE subject LIKE 'work order%' ORDER BY id")
    assert trail == [
        ("add work order", "work order 1"), ("add work order", "work order 2"), ("change work order", "work order 1"),
    ]  # fmt: skip


def test_each_fault_is_told_under_its_field(books: Books) -> None:
    wrong = WorkOrder(
        status="Odd", priority="", estimate_cents=-1, started_on=TODAY, completed_on=date(2022, 3, 1), bill_to="tenant",
        notification_required=True,
    )  # fmt: skip
    with pytest.raises(FieldsError) as caught:
        save_work_order(books, wrong)
    assert fields_of(caught) == [
        "status", "name", "priority", "reported_on", "notification_name", "completed_on", "estimate_cents", "bill_to",
    ]  # fmt: skip
    assert list_work_orders(books) == []


def test_what_the_server_says_is_kept_once_and_replaced(books: Books) -> None:
    note = ToldNote(datetime(2022, 3, 1, 17, 5, tzinfo=UTC), "Ana", "Ordered a part.")
    assert store_orders(books, [told(notes=(note,))], token=("PF", "t1")).new == 1
    assert store_orders(books, [told(notes=(note,))]) == store_orders(books, [])
    newer = told(external_status="Completed", last_modified=AT.replace(hour=13))
    assert store_orders(books, [newer, told(external_status="Assigned")]).updated == 1
    assert store_orders(books, [told(external_status="Late answer")]).updated == 0
    row = only(books)
    assert (row.status, row.external_status, row.imported, row.resolved) == ("Unassigned", "Completed", True, True)
    assert row.text == "It drips."


def test_an_imported_order_is_read_only_down_to_the_database(books: Books) -> None:
    store_orders(books, [told()])
    order = read_work_order(books, only(books).record_id)
    with pytest.raises(RuleError, match="comes from Inosio and is changed there"):
        save_work_order(books, replace(order, description="Mine"), order)
    for statement in (
        "UPDATE work_order SET description = 'Mine'", "UPDATE work_order SET external_status = 'Done'",
        "UPDATE work_order SET origin = 'local', external_id = NULL", "DELETE FROM work_order",
    ):  # fmt: skip
        with pytest.raises(DBAPIError, match="changed there"), books.store.write() as connection:
            connection.execute(text(statement))
    saved = save_work_order(books, replace(order, mark_for_printing=True), order).record
    assert saved == replace(order, mark_for_printing=True)
    assert marked_for_printing(books) == [order.record_id]
    assert mark_for_printing(books, [order.record_id or 0], mark=False) == 1
    assert mark_for_printing(books, [order.record_id or 0], mark=False) == 0


def test_a_site_is_found_by_its_id_or_by_hand_once(books: Books) -> None:
    a_tenant(books)
    store_orders(books, [
        told("1", site_code="u-kmetz", tenant_code="kmetz"), told("2", site_code="NU"), told("3", site_code="A7"),
        told("4", site_code="a7"), told("5"), told("6", vendor_code="GONE"),
    ])  # fmt: skip
    found = {row.number: row for row in list_work_orders(books)}
    assert [row.site for row in found.values()] == ["U-KMETZ: KMETZ Street", "NU: NUZIG Inc.", "A7", "a7", "", ""]
    assert [row.site_matched for row in found.values()] == [True, True, False, False, True, True]
    assert (found["1"].tenant, found["6"].vendor) == ("KMETZ: Tenant KMETZ", "GONE")
    with pytest.raises(RuleError, match="Choose the unit or the property"):
        match_site(books, found["3"].record_id, Site())
    assert match_site(books, found["3"].record_id, Site(unit_id=1)) == 2
    store_orders(books, [told("7", site_code="A7")])
    assert {row.site for row in list_work_orders(books) if row.number in "347"} == {"U-KMETZ: KMETZ Street"}
    order = read_work_order(books, found["5"].record_id)
    nu = rows(books, "SELECT id FROM ledger WHERE code = 'NU'")[0][0]
    assert save_work_order(books, replace(order, site_ledger_id=nu), order).record.site_ledger_id == nu
    moved = told("3", site_code="NU", last_modified=AT.replace(hour=20))
    store_orders(books, [moved])
    assert next(row.site for row in list_work_orders(books) if row.number == "3") == "NU: NUZIG Inc."
    local = save_work_order(books, replace(new_work_order(TODAY), name="Mine")).record
    with pytest.raises(RuleError, match="site in its own field"):
        match_site(books, local.record_id or 0, Site(unit_id=1))


def test_what_cannot_be_read_is_shown_and_takes_its_place_once_it_can(books: Books) -> None:
    raw = UnreadableOrder("9", '{"id": "9", "priority": "soon"}', "priority: unknown word")
    nameless = UnreadableOrder("", '{"id": 9}', "id: must be a text")
    assert store_orders(books, [told("1")], [raw, nameless]).unreadable == 2
    assert store_orders(books, [], [raw, nameless]).unreadable == 0
    found = {row.number: row for row in list_work_orders(books)}
    assert found["9"].text == "This work order cannot be read: priority: unknown word."
    assert found["9"].unreadable
    assert store_orders(books, [told("9")]).updated == 1
    again = next(row for row in list_work_orders(books) if row.number == "9")
    assert (again.text, again.unreadable, again.priority_words) == ("It drips.", "", "High")
    assert store_orders(books, [], [replace(raw, external_id="1")]).unreadable == 1
    assert next(row.text for row in list_work_orders(books) if row.number == "1") == "It drips."


def test_an_older_answer_marks_no_newer_order_and_one_read_again_clears_the_mark(books: Books) -> None:
    raw = UnreadableOrder("1", '{"id": "1", "priority": "soon"}', "priority: unknown word", AT.replace(hour=11))
    store_orders(books, [told("1")])
    assert store_orders(books, [], [raw]).unreadable == 0
    assert (only(books).unreadable, unreadable_orders(books)) == ("", [])
    assert store_orders(books, [], [replace(raw, last_modified=AT)]).unreadable == 1
    store_orders_read_again(books, {"1": told("1", last_modified=AT.replace(hour=11), name="Older")})
    assert (only(books).unreadable, only(books).text, unreadable_orders(books)) == ("", "It drips.", [])
    assert store_orders(books, [], [replace(raw, last_modified=None)]).unreadable == 1
    store_orders_read_again(books, {"1": told("1")})
    assert (only(books).unreadable, unreadable_orders(books)) == ("", [])
    store_orders(books, [], [UnreadableOrder("", '{"id": 9}', "id: must be a text")])
    store_orders_read_again(books, {unreadable_orders(books)[0].external_id: told("9")})
    assert sorted((row.number, row.unreadable) for row in list_work_orders(books)) == [("1", ""), ("9", "")]


def test_the_counter_of_the_dashboard(books: Books) -> None:
    store_orders(books, [told("1", priority="emergency", site_code="X"), told("2", external_status="Closed")])
    save_work_order(books, replace(new_work_order(TODAY), name="Roof", status="Invoiced"))
    with books.store.read() as connection:
        assert count_not_resolved(connection) == OpenOrders(1, 1, 1, 0)


def test_what_goes_with_a_unit(books: Books) -> None:
    tenant = a_tenant(books)
    with books.store.write() as connection:
        connection.execute(text("UPDATE ledger SET repair_limit_cents = 30000, alert = 'Call first' WHERE code = 'NU'"))
        connection.execute(text("UPDATE unit SET alert = 'A dog'"))
    facts = unit_facts(books)[1]
    assert (facts.tenant_id, facts.repair_limit_cents) == (tenant, 30_000)
    assert read_alerts(books, Site(unit_id=1), tenant, facts.ledger_id) == [
        "KMETZ Street: A dog", "NUZIG Inc.: Call first",
    ]  # fmt: skip


@pytest.mark.parametrize(("status", "external", "invoice", "vendor", "folders"), [
    ("Unassigned", "New", False, False, "all not_resolved unassigned"),
    ("Unassigned", "Completed", False, True, "all resolved not_invoiced"),
    ("Hold", "", False, True, "all not_resolved on_hold"),
    ("Completed", "", False, True, "all resolved not_invoiced"),
    ("Completed", "", True, True, "all resolved"),
    ("Invoiced", "", False, True, "all resolved"),
    ("Cancelled", "", False, True, "all resolved"),
])  # fmt: skip
def test_the_six_folders(status: str, external: str, *, invoice: bool, vendor: bool, folders: str) -> None:
    found = [key for key in FOLDERS if in_folder(key, status, external, invoice=invoice, vendor=vendor)]
    assert found == folders.split()


def test_the_words_of_a_note() -> None:
    assert stamp(datetime(2014, 1, 28, 15, 38), "LYN") == "Tuesday January 28, 2014 at 3:38 PM by LYN"  # noqa: DTZ001
    assert stamp(datetime(2014, 1, 28, 0, 5), "") == "Tuesday January 28, 2014 at 12:05 AM"  # noqa: DTZ001
    assert [initials(user) for user in ("lynn", "Lyn Smith", "a.b", "")] == ["LYN", "LS", "AB", ""]
    assert notification_words("Oscar The Grouch", "11234567898") == "Notify Oscar The Grouch at 11234567898"
    assert [notification_words("", "1"), notification_words("", "")] == ["Notify the tenant at 1", ""]
