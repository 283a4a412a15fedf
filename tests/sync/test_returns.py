"""The step that fetches returns: by what changed, whole where the server forgot, and never twice."""

from landlord_desktop.services.returns import list_returns
from landlord_desktop.services.settings import all_settings
from office_online import Online


def _token(office: Online) -> str:
    return all_settings(office.books)["inosio.returns_read"].partition("\n")[2]


def test_returns_are_fetched_once_and_then_what_changed(office: Online) -> None:
    first = office.step("returns")
    assert (first.name, first.ok, first.detail) == ("returns", True, "2 new returns.")
    assert {row.payment_id: row.reason for row in list_returns(office.books)} == {
        "PMT-7310042208": "R01 Insufficient funds", "PMT-7310042213": "4853 Cardholder dispute",
    }
    assert _token(office)
    assert office.step("returns").detail == "No new returns."
    office.sandbox.state.put_item("returns", {
        "id": "RET-1", "payment_id": "PMT-7310042201", "batch_id": "B", "returned_on": "2022-03-08",
        "amount": "1200.00", "kind": "return", "reason_code": "R10", "reason": None, "tenant_id": None, "unit_id": None,
    })
    assert office.step("returns").detail == "1 new return."
    assert len(list_returns(office.books)) == 3


def test_a_forgotten_sync_token_reads_all_again(office: Online) -> None:
    office.step("returns")
    before = office.rows("SELECT * FROM returned_payment")
    portfolio = all_settings(office.books)["inosio.portfolio"]
    office.change(
        "UPDATE setting SET value = :value WHERE key = 'inosio.returns_read'", value=f"{portfolio}\nforgotten"
    )
    ended = office.step("returns")
    assert (ended.ok, ended.detail) == (True, "No new returns.")
    assert _token(office) != "forgotten"
    assert office.rows("SELECT * FROM returned_payment") == before


def test_what_cannot_be_read_is_kept_and_what_changed_is_told(office: Online) -> None:
    office.step("returns")
    office.sandbox.api._contract.check_answer = lambda *_: []  # the server does not notice its own mistake
    office.sandbox.state.put_item("returns", {"id": "RET-2", "payment_id": 5, "amount": "1.00"})
    changed = {
        "id": "RET-9001", "payment_id": "PMT-7310042208", "batch_id": "6455186897846405", "returned_on": "2022-03-01",
        "amount": "600.00", "kind": "return", "reason_code": "R01",
    }
    office.sandbox.state.put_item("returns", changed)
    report = office.round("returns")
    assert "RET-9001" in report.set_aside[0]
    assert [row.code for row in list_returns(office.books) if not row.payment_id] == ["unreadable"]
    assert office.one("SELECT amount_cents FROM returned_payment WHERE return_id = 'RET-9001'") == 62_500


def test_a_fault_of_the_server_leaves_the_token(office: Online) -> None:
    office.step("returns")
    before = _token(office)
    office.sandbox.faults.add("500", match={"method": "GET", "path": "/v1/returns"}, times=1)
    ended = office.step("returns")
    assert (ended.ok, ended.kind) == (False, "failing")
    assert _token(office) == before
    assert office.step("returns").ok
