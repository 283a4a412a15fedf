"""The step that retrieves applicants: late, twice, unreadable, unknown token, a feature that is off or denied."""

import copy
import threading
from typing import Any

import pytest

from landlord_desktop.inosio import received
from landlord_desktop.services.applicant_acceptance import accept_household, propose_household
from landlord_desktop.services.applicant_household import HouseholdOrder, MemberOrder
from landlord_desktop.services.applicants import ApplicantRow, applicant_detail, applicant_list
from landlord_desktop.services.settings import change_settings
from landlord_desktop.sync import applicants
from landlord_desktop.sync.report import RoundReport
from office_online import Online

ON = {"inosio.applicant_screening": "yes"}


@pytest.fixture
def screening(office: Online) -> Online:
    """The office with the feature switched on."""
    change_settings(office.books, ON)
    return office


def there(office: Online, number: str = "APP-5501", **changes: object) -> dict[str, Any]:
    state = office.sandbox.state
    found = [item for _, item in state.feed(state.portfolios()[0]["id"], "applicants") if item["id"] == number]
    return copy.deepcopy(found[0]) | changes


def put(office: Online, number: str = "APP-5501", **changes: object) -> None:
    office.sandbox.state.put_item("applicants", there(office, number, **changes))


def retrieve(office: Online) -> RoundReport:
    return office.round("applicants")


def row(office: Online, number: str = "APP-5501") -> ApplicantRow:
    return next(one for one in applicant_list(office.books) if one.external_id == number)


def asked(office: Online) -> str:
    return str(office.one("SELECT value FROM setting WHERE key = 'inosio.applicants_read'"))


def test_all_of_them_then_what_changed(screening: Online) -> None:
    assert retrieve(screening).sentence == "Applicants retrieved: 2 new applicants."
    assert retrieve(screening).sentence == "No new or changed applicants."
    before = asked(screening)
    put(screening, rent="705.00", last_modified="2022-03-04T10:00:00Z")
    put(screening, "APP-5502", status="withdrawn", last_modified="2022-03-04T10:00:00Z")
    assert retrieve(screening).sentence == "Applicants retrieved: 1 applicant changed, 1 applicant withdrawn."
    assert asked(screening) != before
    assert (row(screening).rent_cents, row(screening, "APP-5502").status_words) == (70_500, "Withdrawn")
    detail = applicant_detail(screening.books, row(screening).applicant_id)
    assert (detail.employer, detail.monthly_income_cents) == ("Fairfax County Schools", 520_000)
    assert detail.browse_url == f"{screening.sandbox.url}/applicants/APP-5501"


def test_one_who_is_accepted_never_changes_again(screening: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    retrieve(screening)
    screening.change("INSERT INTO unit (code, name, ledger_id) SELECT 'WB203', 'Willow Brooke 203', id FROM ledger "
                     "WHERE code = 'NU'")  # fmt: skip
    proposal = propose_household(screening.books, row(screening).applicant_id)
    accept_household(screening.books, HouseholdOrder(tuple(
        MemberOrder(member.applicant.applicant_id, member.tenant) for member in proposal.members
    )))  # fmt: skip
    put(screening, status="accepted", last_modified="2022-03-09T10:00:00Z")
    assert retrieve(screening).sentence == "No new or changed applicants."
    put(screening, email="other@example.com", last_modified="2022-03-10T10:00:00Z")
    assert retrieve(screening).sentence == "Applicants retrieved: 1 accepted applicant left as is."
    assert (row(screening).email, row(screening).status) == ("priya.raman@example.com", "approved")
    put(screening, "APP-5502", status="withdrawn", last_modified="2022-03-10T10:00:00Z")
    assert retrieve(screening).sentence == "Applicants retrieved: 1 accepted applicant left as is."
    read_items = received.read_items
    monkeypatch.setattr("landlord_desktop.inosio.client.read_items", lambda family, values: read_items(
        family, [value | ({"kind": "friend"} if value["id"] == "APP-5501" else {}) for value in values]
    ))  # fmt: skip
    screening.sandbox.state.expire_sync_tokens()
    report = retrieve(screening)
    assert report.sentence == "Applicants retrieved: 2 accepted applicants left as they are."
    assert report.set_aside[0].endswith("The applicant was accepted before and stays as it is.")
    assert screening.one("SELECT count(*) FROM applicant") == 2


def test_a_token_that_is_no_longer_known_reads_all_again(screening: Online) -> None:
    retrieve(screening)
    put(screening, id="APP-7", last_name="Ray")
    screening.sandbox.state.expire_sync_tokens()
    assert retrieve(screening).sentence == "Applicants retrieved: 1 new applicant."
    screening.change("UPDATE setting SET value = 'other' WHERE key = 'inosio.applicants_read'")
    assert retrieve(screening).sentence == "No new or changed applicants."


def test_switched_off_or_denied_is_told_in_words(office: Online) -> None:
    report = retrieve(office)
    assert (report.error, report.sentence) == ("", applicants.FEATURE_OFF)
    assert "applicants" not in [step.name for step in office.round().steps]
    change_settings(office.books, ON)
    assert [step.name for step in office.round().steps] == ["send", "batches", "returns", "applicants", "balances"]
    assert len(applicant_list(office.books)) == 2
    with office.sandbox.state.change() as document:
        for item in document["integrations"]:
            item["features"] = ["maintenance_coordination"]
    report = office.round()
    assert [(step.name, step.ok, step.kind) for step in report.steps if not step.ok] == [
        ("applicants", False, "denied"),
    ]  # fmt: skip
    assert report.error == applicants.NOT_SIGNED_UP


def test_one_that_cannot_be_read_is_kept_shown_and_read_after_an_upgrade(
    screening: Online, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_items, read_again = received.read_items, received.read_again
    unknown = {"APP-5502": {"status": "on_waiting_list"}}

    def older(family: Any, values: list[Any]) -> Any:
        said = [value | unknown.get(value["id"], {}) for value in values]
        return read_items(family, [*said, {"id": 5, "last_modified": "soon"}, {"last_modified": 7}, "nobody"])

    monkeypatch.setattr("landlord_desktop.inosio.client.read_items", older)
    report = retrieve(screening)
    assert report.sentence == "Applicants retrieved: 1 new applicant, 4 applicants that cannot be read."
    assert report.set_aside[0].startswith("Applicant APP-5502 cannot be read (status:")
    assert report.set_aside[1].startswith("Applicant number 3 of the list cannot be read (id:")
    monkeypatch.setattr("landlord_desktop.inosio.client.read_items", read_items)
    assert retrieve(screening).sentence == "No new or changed applicants."
    unread = row(screening, "APP-5502")
    assert (unread.status_words, unread.name, unread.kind_words) == ("Cannot be read", "APP-5502", "Not known")
    assert "on_waiting_list" in applicant_detail(screening.books, unread.applicant_id).raw_text

    def newer(family: Any, text: str) -> Any:
        if text == '"nobody"':
            return family.model_validate(there(screening, id="APP-9"))
        return read_again(family, text.replace("on_waiting_list", "approved"))

    monkeypatch.setattr(received, "read_again", newer)
    assert retrieve(screening).error == ""
    assert (row(screening, "APP-5502").name, row(screening, "APP-5502").waiting) == ("Arjun Raman", True)
    names = [one.external_id for one in applicant_list(screening.books)]
    assert "APP-9" in names
    assert len([name for name in names if name.startswith("unread-")]) == 2


def test_stopped_or_failed_it_keeps_what_is_known_and_the_token(screening: Online) -> None:
    retrieve(screening)
    before = asked(screening)
    for action in ("500", "malformed", "cut", "nan", "redirect"):
        screening.sandbox.faults.add(action, match={"path": "/v1/applicants"}, times=None)
        assert retrieve(screening).error
        screening.sandbox.faults.clear()
    put(screening, rent="1.00", last_modified="2022-03-04T10:00:00Z")
    stop = threading.Event()

    def pressed(_done: int, _total: int, words: str) -> None:
        if words == "Retrieving applicants":
            stop.set()

    assert screening.round("applicants", stop=stop, progress=pressed).kind == "cancelled"
    assert (asked(screening), row(screening).rent_cents) == (before, 69_500)
    assert retrieve(screening).sentence == "Applicants retrieved: 1 applicant changed."
