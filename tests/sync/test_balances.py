"""Snapshots of balances: what is in them, what is stored of them, and how they survive a bad day."""

import json
from typing import Any

import pytest

from build import a_charge, a_tenant
from landlord_desktop.inosio.errors import KeyStoreError
from landlord_desktop.sandbox.snapshot_store import SnapshotStore
from landlord_desktop.services import sending
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.sending import due_items
from landlord_desktop.services.settings import change_settings
from landlord_desktop.sync.tokens import sealed
from office_online import OKAFOR_BATCH, Online

STATUS = f"/v1/receipt-batches/{OKAFOR_BATCH}/status"
PUT_STATUS = {"method": "PUT", "path": "/v1/receipt-batches/*/status"}


def test_balances_are_sent_in_parts_with_their_totals(office: Online, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("landlord_desktop.services.balances.TENANTS_A_PART", 2)
    a_charge(office.books, 1, 5_000, code="LATE")
    a_charge(office.books, 1, 77_700, disputed=True)
    paying = a_tenant(office.books, "MATE", active=True)
    office.change(
        "UPDATE tenant SET posts_to_responsible = 1, responsible_tenant_id = 1, email = 'mate@example.com' "
        "WHERE id = :id",
        id=paying,
    )
    a_tenant(office.books, "GONE", active=False)

    report = office.round("balances")

    assert report.steps[0].detail == "Balances were sent."
    record = office.committed()[0]
    assert record["parts"] == [1, 2, 3]
    folder = office.sandbox.state.folder / "snapshots"
    sent = [json.loads(path.read_text()) for path in sorted(folder.rglob("*.json"))]
    tenants = {tenant["tenant_id"]: tenant for part in sent for tenant in part.get("tenants", [])}
    assert sorted(tenants) == ["DEMIR", "KMETZ", "OKAFOR", "PARKER", "RODRIGUEZ"]
    assert (tenants["KMETZ"]["balance"], len(tenants["KMETZ"]["charges"])) == ("50.00", 1)
    assert tenants["KMETZ"]["roommates"] == [
        {"tenant_id": "MATE", "name": "Tenant MATE", "email": "mate@example.com"}
    ]
    commit = json.loads(office.one("SELECT body FROM outbox_request WHERE name = 'commit'"))
    assert commit == {"parts": 3, "tenants": 5, "charges": 2, "balance": "1030.00"}
    office.prove_what_was_sent()


def test_maintenance_goes_along_where_it_is_wanted(office: Online) -> None:
    change_settings(office.books, {"inosio.maintenance_with_balances": "yes"})
    office.change("INSERT INTO vendor (code, name, email) VALUES ('PIPES', 'Pipes Inc.', 'pipes@example.com')")
    assert office.round("balances").error == ""
    part = json.loads(office.one("SELECT body FROM outbox_request WHERE name = 'part 1'"))
    assert part["vendors"] == [
        {"vendor_id": "PIPES", "name": "Pipes Inc.", "email": "pipes@example.com", "phone": None}
    ]
    assert len(part["sites"]) == 5
    assert json.loads(office.one("SELECT body FROM outbox_request WHERE name = 'open'"))["with_maintenance"] is True


def test_a_tenant_whose_ledger_has_no_bank_names_none(office: Online) -> None:
    office.change("UPDATE ledger SET bank_account_id = NULL")
    assert office.round("balances").error == ""
    part = json.loads(office.one("SELECT body FROM outbox_request WHERE name = 'part 1'"))
    assert part["bank_accounts"] == []
    assert all("bank_account_id" not in tenant for tenant in part["tenants"])


def test_missing_bank_numbers_are_refused_by_name(office: Online) -> None:
    office.change("UPDATE bank_detail SET routing_number = ' '")
    report = office.round()
    assert (report.steps[-1].kind, report.new_batches) == ("held", 8)
    assert "CHECKING" in report.error
    assert "Setup > Account Codes" in report.error
    assert office.answers_kept() == {}
    assert office.rows("SELECT * FROM outbox_request") == []
    assert office.states() == [("balances", "refused")]


def test_a_bank_out_of_use_or_without_its_page_still_needs_its_numbers(office: Online) -> None:
    office.change("UPDATE account_code SET active = 0 WHERE code = 'CHECKING'")
    assert office.round("balances").error == ""
    office.change("DELETE FROM bank_detail")
    assert "CHECKING" in office.round("balances").error


def test_a_new_wish_takes_the_place_of_one_never_built(office: Online) -> None:
    request_balances(office.books, "after slip")
    request_balances(office.books, "after slip")
    assert office.round("send").error == ""
    assert office.states() == [("balances", "superseded"), ("balances", "sent")]
    assert len(office.committed()) == 1


def test_a_half_sent_snapshot_is_finished_before_a_new_one(office: Online) -> None:
    office.sandbox.faults.add("cut", match={"path": "/v1/snapshots/*/commit"}, at_byte=-1)
    assert office.round("balances").kind == "unreachable"
    a_charge(office.books, 1, 100)
    assert office.round("balances").error == ""
    assert office.states() == [("balances", "sent")] * 2
    assert len(office.committed()) == 2
    assert len(office.sandbox.state.snapshots) == 2
    office.prove_what_was_sent()


@pytest.mark.parametrize("path", ["/v1/snapshots/*/parts/1", "/v1/snapshots/*/commit"])
def test_a_snapshot_that_the_server_lost_is_begun_anew(office: Online, path: str) -> None:
    forget = office.sandbox.faults.add("500", match={"path": path})
    assert office.round("balances").kind == "failing"
    _forget_snapshots(office)

    assert office.round("send").steps[0].detail == ""
    office.clock.forward(seconds=31)
    report = office.round("send")

    assert (report.error, forget.fired) == ("", 1)
    assert office.states() == [("balances", "superseded"), ("balances", "sent")]
    assert len({key for _, key, _ in office.requests()}) == 6
    assert len(office.committed()) == 1


def _forget_snapshots(office: Online) -> None:
    with office.sandbox.state.change() as document:
        document["snapshots"].clear()
        document["answers"].clear()


def test_a_server_that_always_forgets_is_left_after_three_new_beginnings(office: Online) -> None:
    class Forgetful(type(office.sandbox.state)):  # type: ignore[misc]
        @property
        def snapshots(self) -> list[dict[str, Any]]:
            with self.change() as document:
                document["snapshots"].clear()
            return []

    office.sandbox.state.__class__ = Forgetful
    report = office.round("balances")

    assert (report.kind, [state for _, state in office.states()]) == ("refused", ["superseded"] * 3 + ["refused"])
    assert "again and again" in office.outbox()[-1][2]


def test_a_commit_whose_answer_is_forgotten_is_done(office: Online) -> None:
    office.sandbox.faults.add("cut", match={"path": "/v1/snapshots/*/commit"}, at_byte=-1)
    office.round("balances")
    with office.sandbox.state.change() as document:
        document["answers"].clear()
    office.clock.forward(seconds=31)
    assert office.round("send").error == ""
    assert office.states() == [("balances", "sent")]
    assert len(office.committed()) == 1


def test_a_snapshot_without_a_usable_name_is_not_filled(office: Online) -> None:
    store = SnapshotStore.open

    def nameless(self: SnapshotStore, portfolio_id: str, opened: dict[str, Any]) -> dict[str, Any]:
        return store(self, portfolio_id, opened) | {"id": ".."}

    SnapshotStore.open = nameless  # type: ignore[method-assign]
    try:
        report = office.round("balances")
    finally:
        SnapshotStore.open = store  # type: ignore[method-assign]
    assert (report.kind, office.states()) == ("nonsense", [("balances", "waiting")])


# what is stored, and who may read it


def test_what_is_stored_is_sealed_where_there_is_a_key(office: Online) -> None:
    office.books = sealed(office.books, office.tokens)
    office.round("balances")
    stored = office.rows("SELECT sealed, body FROM outbox_request")
    assert all(row[0] and b"tenants" not in row[1] for row in stored)
    assert len(office.committed()) == 1


def test_a_lost_key_costs_nothing_but_a_new_snapshot(office: Online) -> None:
    office.books = sealed(office.books, office.tokens)
    office.sandbox.faults.add("cut", match={"path": "/v1/snapshots/*/commit"})
    office.round("balances")
    office.books = office.books.sealed_with(b"k" * 32)
    office.clock.forward(seconds=31)

    assert office.round("send").error == ""

    assert office.states() == [("balances", "superseded"), ("balances", "sent")]
    office.change("DELETE FROM outbox_request WHERE item_id = 1")  # the checks cannot open it either


def test_bytes_that_were_changed_are_never_sent(marked: Online) -> None:
    item = due_items(marked.books)[0]
    sending.begin_try(marked.books, item)
    marked.change("UPDATE outbox_request SET body = :body", body=b"{}")
    assert marked.round("send").error == ""
    assert marked.states() == [(OKAFOR_BATCH, "superseded"), (OKAFOR_BATCH, "sent")]
    marked.change("DELETE FROM outbox_request WHERE item_id = 1")


def test_a_locked_key_store_sends_no_bank_numbers(office: Online) -> None:
    class Locked:
        def data_key(self, _database_uuid: str) -> bytes | None:
            raise KeyStoreError("locked")

    plain = office.books
    office.books = sealed(office.books, Locked())  # type: ignore[arg-type]
    report = office.round("balances")
    assert (report.kind, office.answers_kept()) == ("held", {})
    assert "locked" in report.error
    assert office.rows("SELECT * FROM outbox_request") == []
    office.books = plain
    assert office.round("balances").error == ""


def test_what_was_sealed_waits_while_the_key_store_is_locked(office: Online) -> None:
    class Locked:
        def data_key(self, _database_uuid: str) -> bytes | None:
            raise KeyStoreError("locked")

    office.books = opened = sealed(office.books, office.tokens)
    office.sandbox.faults.add("cut", match={"path": "/v1/snapshots/*/commit"})
    office.round("balances")
    office.books = sealed(office.books, Locked())  # type: ignore[arg-type]
    office.clock.forward(hours=2)
    assert office.round("send").kind == "held"
    assert office.states() == [("balances", "waiting")]
    office.books = opened
    office.clock.forward(hours=2)
    assert office.round("send").error == ""
    assert office.states() == [("balances", "sent")]


# killed between any two steps


class Killed(BaseException):
    """The program ended here."""


_POINTS = 14


@pytest.mark.parametrize("point", range(_POINTS))
def test_killed_anywhere_nothing_happens_twice(marked: Online, point: int) -> None:
    """Whatever write was the last that reached the disk: a new start ends the work with the same bytes."""
    request_balances(marked.books, "after slip")
    store = marked.books.store
    count = {"writes": 0}
    real_write = type(store).write

    class Mortal(type(store)):  # type: ignore[misc]
        def write(self) -> Any:
            count["writes"] += 1
            if count["writes"] > point:
                raise Killed
            return real_write(self)

    store.__class__ = Mortal
    try:
        marked.round("send")
        assert point >= 8  # the round needed no more writes than this
    except Killed:
        pass
    store.__class__ = Mortal.__mro__[1]
    before = {(item, position): digest for item, position, digest in _bodies(marked)}

    restarted = marked.again()
    restarted.clock.forward(hours=2)
    assert restarted.round("send").error == ""

    assert {state for _, state in restarted.states()} == {"sent"}
    assert before.items() <= {(item, position): digest for item, position, digest in _bodies(restarted)}.items()
    assert restarted.batch_there(OKAFOR_BATCH)["revision"] == "2"
    assert len(restarted.committed()) == len(restarted.sandbox.state.snapshots) == 1
    assert len(restarted.answers_kept()) == 4
    restarted.prove_what_was_sent()
    restarted.books.close()


def _bodies(office: Online) -> list[tuple[Any, ...]]:
    return office.rows("SELECT item_id, position, idempotency_key || body_sha256 FROM outbox_request")
