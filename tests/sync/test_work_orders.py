"""The step that retrieves work orders: what changed, all of it where that is not known, and what cannot be read."""

import copy
from typing import Any

import pytest

from landlord_desktop.inosio import received
from landlord_desktop.services.settings import change_settings
from landlord_desktop.services.work_order_list import list_work_orders
from landlord_desktop.sync import work_orders
from landlord_desktop.sync.report import RoundReport
from office_online import Online

ON = {"inosio.maintenance_coordination": "yes"}


@pytest.fixture
def maintained(office: Online) -> Online:
    """The office with the feature switched on."""
    change_settings(office.books, ON)
    return office


def there(office: Online, number: str = "101022") -> dict[str, Any]:
    state = office.sandbox.state
    found = [item for _, item in state.feed(state.portfolios()[0]["id"], "work_orders") if item["id"] == number]
    return copy.deepcopy(found[0])


def retrieve(office: Online) -> RoundReport:
    return office.round("work-orders")


def asked(office: Online) -> str:
    """The sync token that is kept."""
    return str(office.one("SELECT value FROM setting WHERE key = 'inosio.work_orders_read'"))


def test_all_of_them_then_what_changed(maintained: Online) -> None:
    assert retrieve(maintained).sentence == "Work orders retrieved: 4 new work orders."
    assert retrieve(maintained).sentence == "No new or changed work orders."
    order = there(maintained)
    maintained.sandbox.state.put_item("work_orders", order | {
        "status": "Reopened", "last_modified": "2023-07-01T10:00:00Z",
        "notes": [{"at": "2023-07-01T10:00:00Z", "by": "Ana", "text": "Again."}],
    })  # fmt: skip
    before = asked(maintained)
    assert retrieve(maintained).sentence == "Work orders retrieved: 1 work order changed."
    assert asked(maintained) != before
    row = next(row for row in list_work_orders(maintained.books) if row.number == "101022")
    assert (row.external_status, row.status, row.reported_on.isoformat()) == ("Reopened", "Unassigned", "2023-05-30")
    assert row.text.endswith("by Ana\nAgain.")


def test_a_token_that_is_no_longer_known_reads_all_again(maintained: Online) -> None:
    retrieve(maintained)
    maintained.sandbox.state.put_item("work_orders", there(maintained) | {"id": "7", "site_id": "U-KMETZ"})
    maintained.sandbox.state.expire_sync_tokens()
    assert retrieve(maintained).sentence == "Work orders retrieved: 1 new work order."
    assert [row.site for row in list_work_orders(maintained.books) if row.number == "7"] == ["U-KMETZ: KMETZ Street"]


def test_several_pages(maintained: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("landlord_desktop.inosio.client.PAGE_SIZE", 3)
    for number in range(7):
        maintained.sandbox.state.put_item("work_orders", there(maintained) | {"id": f"N{number}"})
    assert retrieve(maintained).sentence == "Work orders retrieved: 11 new work orders."


def test_the_feature_switched_off_fetches_nothing(office: Online) -> None:
    report = retrieve(office)
    assert (report.error, report.sentence) == ("", work_orders.FEATURE_OFF)
    assert [step.name for step in office.round().steps] == ["send", "batches", "returns", "balances"]
    assert list_work_orders(office.books) == []
    change_settings(office.books, ON)
    assert "work-orders" in [step.name for step in office.round().steps]
    assert len(list_work_orders(office.books)) == 4


def test_a_feature_the_account_has_not_is_told_in_words(maintained: Online) -> None:
    state = maintained.sandbox.state
    with state.change() as document:
        for item in document["integrations"]:
            item["features"] = ["applicant_screening"]
    report = retrieve(maintained)
    assert (report.error, report.kind) == (work_orders.NOT_SIGNED_UP, "denied")


def test_an_item_that_cannot_be_read_is_kept_shown_and_read_after_an_upgrade(
    maintained: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    maintained.sandbox.state.put_item("work_orders", there(maintained) | {"id": "501", "description": "x" * 9_000})

    def older(family: Any, values: list[Any]) -> Any:
        said = [value | {"priority": "whenever"} if value["id"] == "501" else value for value in values]
        return received.read_items(family, said)

    monkeypatch.setattr("landlord_desktop.inosio.client.read_items", older)
    report = retrieve(maintained)
    assert report.sentence == "Work orders retrieved: 4 new work orders, 1 work order that cannot be read."
    assert report.set_aside[0].startswith("Work order 501 cannot be read (priority:")
    assert retrieve(maintained).sentence == "No new or changed work orders."
    row = next(row for row in list_work_orders(maintained.books) if row.number == "501")
    assert row.text.startswith("This work order cannot be read: priority")

    def newer(family: Any, text: str) -> Any:
        return family.model_validate_json(text.replace("whenever", "low"))

    monkeypatch.setattr(received, "read_again", newer)
    assert retrieve(maintained).error == ""
    row = next(row for row in list_work_orders(maintained.books) if row.number == "501")
    assert (row.priority_words, row.unreadable, len(row.text)) == ("Low", "", 9_000)


def test_a_failure_keeps_what_is_known_and_the_token(maintained: Online) -> None:
    retrieve(maintained)
    before = asked(maintained)
    for action in ("500", "malformed", "cut"):
        maintained.sandbox.faults.add(action, match={"path": "/v1/work-orders"}, times=None)
        assert retrieve(maintained).error
        maintained.sandbox.faults.clear()
    assert (asked(maintained), len(list_work_orders(maintained.books))) == (before, 4)
    assert retrieve(maintained).sentence == "No new or changed work orders."
