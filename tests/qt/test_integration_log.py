"""Integration > Integration Log: exchanges, what waits, what was sent, what was set aside."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from landlord_desktop.services import integration_log
from landlord_desktop.services.basics import LandlordError, NotFoundError
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.settings import change_settings
from landlord_desktop.sync.tokens import sealed
from landlord_desktop.ui.integration.log_screen import IntegrationLogScreen
from landlord_desktop.ui.integration.told_screen import ToldScreen
from landlord_desktop.ui.text import format_moment
from landlord_desktop.ui.widgets.fields import choose
from office_online import ACCOUNT_NUMBER, KMETZ_BATCH, ROUTING_NUMBER
from qt.looks import assert_no_clipped_text, row_texts
from qt.online_screens import online_screens


@pytest.fixture
def online(qtbot, tmp_path, background, window_record):
    with online_screens(qtbot, tmp_path, background, window_record) as made:
        yield made


@pytest.fixture
def screen(online):
    return online.show(IntegrationLogScreen)


def synchronize(online):
    reports = []
    online.sync.run(done=reports.append)
    online.settle()
    return reports[0]


def set_something_aside(online):
    batch = online.office.batch_there(KMETZ_BATCH)
    changed = [item | {"amount": "1.00"} for item in batch["receipts"][:1]] + batch["receipts"][1:]
    total = sum(int(item["amount"].replace(".", "")) for item in changed)
    online.office.change_there(
        KMETZ_BATCH, receipts=changed, total=f"{total // 100}.{total % 100:02d}", revision="r-other"
    )


def test_an_empty_log_says_so(screen):
    texts = [label.text() for label in screen.findChildren(QLabel) if label.isVisible()]
    assert "Nothing was exchanged with Inosio yet" in texts
    assert_no_clipped_text(screen)


def test_exchanges_newest_first_with_their_details(screen, online):
    synchronize(online)
    rows = row_texts(screen.exchanges)
    times = [row.exchange_id for row in screen.exchanges.rows()]
    assert times == sorted(times, reverse=True)
    assert {row[3] for row in rows} == {"\u2713 Done"}
    assert rows[0][0] == format_moment(screen.exchanges.rows()[0].at)
    sent = next(row for row in screen.exchanges.rows() if row.sentence == "Balances were sent." and row.request_id)
    screen.exchanges.select_key(sent.exchange_id)
    assert screen.detail.value_text("What happened") == "Balances were sent."
    assert screen.detail.value_text("Request ID").startswith("req_")
    assert screen.folders.tabText(0) == f"1. Exchanges ({len(rows)})"
    assert_no_clipped_text(screen)


def test_filter_by_keys(screen, online, qtbot):
    synchronize(online)
    everything = len(screen.exchanges.shown_rows())
    screen.focus_filter()
    QTest.keyClicks(screen.exchanges.filter, "balances sent")
    assert 0 < len(screen.exchanges.shown_rows()) < everything


def test_what_waits_tells_its_next_try_and_retry_now_sends_it(screen, online, window_record):
    online.office.sandbox.faults.add("503", times=1, match={"method": "POST", "path": "/v1/snapshots"})
    synchronize(online)
    screen.folders.choose("waiting")
    row = screen.waiting.rows()[0]
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.next_try_at is not None
    assert row_texts(screen.waiting)[0][4] == format_moment(row.next_try_at)
    assert "sent by itself" in screen.detail.value_text("What to do")
    screen.retry_now()
    online.settle()
    assert screen.waiting.rows() == []
    assert online.office.states() == [("balances", "sent")]
    screen.retry_now()
    online.settle()
    assert window_record.notices[-1] == ("info", "Nothing waits to be sent.")


def test_a_refused_item_stays_until_a_newer_one_takes_its_place(screen, online):
    online.office.change("UPDATE bank_detail SET account_number = ''")
    synchronize(online)
    screen.folders.choose("waiting")
    assert [row.state for row in screen.waiting.rows()] == ["refused"]
    assert "CHECKING" in screen.detail.value_text("Last answer")
    online.office.change("UPDATE bank_detail SET account_number = '1'")
    request_balances(online.office.books, "test")
    assert [row.state for row in integration_log.outbox_rows(online.office.books)] == ["waiting"]


def test_what_was_sent_is_read_from_the_very_bytes(screen, online):
    synchronize(online)
    screen.folders.choose("sent")
    online.settle()
    rows = {row.tenant_code: row for row in screen.sent.balances.rows()}
    assert rows["RODRIGUEZ"].balance_cents == 98000
    assert screen.sent.sums.text("tenants") == f"{len(rows)} tenants"
    assert screen.sent.sums.text("total") == "$980.00"
    banks = screen.sent.banks.text()
    assert ACCOUNT_NUMBER not in banks
    assert ROUTING_NUMBER not in banks
    assert f"\u2022\u2022\u2022\u2022{ACCOUNT_NUMBER[-4:]}" in banks
    assert screen.detail.isHidden()
    assert_no_clipped_text(screen)


def test_sealed_bytes_need_the_key_of_this_pc(online):
    synchronize(online)
    item = integration_log.snapshots(online.office.books)[0].item_id
    assert integration_log.sent_snapshot(sealed(online.office.books, online.office.tokens), item).tenants
    with pytest.raises(LandlordError, match="key store"):
        integration_log.sent_snapshot(online.office.books, item)
    with pytest.raises(NotFoundError):
        integration_log.sent_snapshot(online.office.books, item + 99)


def test_without_the_key_the_screen_says_so(screen, online):
    synchronize(online)
    kept = online.office.keyring.kept
    online.office.keyring.kept = {key: value for key, value in kept.items() if "data" not in key[0]}
    screen.folders.choose("sent")
    online.settle()
    assert "key store" in screen.sent.problem.text
    assert screen.sent.balances.rows() == []


def test_an_answer_set_aside_is_shown_and_settled_by_keys(screen, online, window_record):
    synchronize(online)
    set_something_aside(online)
    synchronize(online)
    screen.activate(tab="set_aside")
    online.settle()
    assert screen.folders.key() == "set_aside"
    row = screen.set_aside.rows()[0]
    assert row.subject == KMETZ_BATCH
    assert "stays as it is" in screen.detail.value_text("What happened")
    mark = next(one for one in screen.left_buttons() if one.object_name == "mark_as_settled")
    assert mark.enabled
    mark.slot()
    online.settle()
    assert screen.set_aside.rows()[0].settled_at is not None
    assert screen.detail.value_text("Settled") != "Not yet"
    assert not next(one for one in screen.left_buttons() if one.object_name == "mark_as_settled").enabled
    screen.mark_as_settled()
    integration_log.settle_set_aside(online.office.books, row.aside_id)
    with pytest.raises(NotFoundError):
        integration_log.settle_set_aside(online.office.books, 999)


def test_exchanges_of_one_step_or_result(screen, online):
    on = {"inosio.maintenance_coordination": "yes", "inosio.applicant_screening": "yes"}
    change_settings(online.office.books, on)
    online.office.sandbox.faults.add("500", match={"path": "/v1/returns"})
    synchronize(online)
    steps = {row[1] for row in row_texts(screen.exchanges)}
    assert steps == {"Batches", "Returns", "Work Orders", "Applicants", "Balances"}
    assert all(row.request_id for row in screen.exchanges.rows()), "each by the server's name"
    choose(screen.exchange_filter.step, "returns")
    assert [row[1:4] for row in row_texts(screen.exchanges)] == [["Returns", "Returns", "\u2715 Failed"]]
    assert "the next round asks again" in screen.detail.value_text("What to do")
    choose(screen.exchange_filter.result, "ok")
    assert screen.exchanges.rows() == []
    choose(screen.exchange_filter.step, "")
    assert {row.outcome for row in screen.exchanges.rows()} == {"ok"}
    assert screen.detail.value_text("What to do") == "Nothing."


def command(screen, name):
    return next(one for one in screen.left_buttons() if one.object_name == name)


def test_one_message_is_retried_or_discarded_with_a_reason(screen, online, window_record):
    online.office.change("UPDATE bank_detail SET account_number = ''")
    synchronize(online)
    assert not command(screen, "retry_item").enabled
    screen.folders.choose("waiting")
    screen.waiting.select_first()
    online.office.change("UPDATE bank_detail SET account_number = :number", number=ACCOUNT_NUMBER)
    command(screen, "retry_item").slot()
    online.settle()
    assert online.office.states() == [("balances", "refused"), ("balances", "sent")]
    assert window_record.notices[-1] == ("info", "It is sent anew, as the books are now.")
    online.office.sandbox.faults.add("cut", match={"method": "POST", "path": "/v1/snapshots"})
    synchronize(online)
    screen.waiting.select_first()
    command(screen, "discard_item").slot()
    dialog = screen.findChild(QDialog, "reason_window")
    assert "Whether the server took it is not known." in dialog.findChild(QLabel, "reason_effects").text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    online.settle()
    assert online.office.states()[-1] == ("balances", "waiting"), "Escape does nothing at all"
    command(screen, "discard_item").slot()
    dialog = next(one for one in screen.findChildren(QDialog, "reason_window") if one.isVisible())
    QTest.keyClicks(dialog.reason, "sent by hand")
    QTest.keyClick(dialog.reason, Qt.Key.Key_Return)
    online.settle()
    assert online.office.states()[-1] == ("balances", "discarded")
    assert screen.waiting.rows() == []
    assert "sent by hand" in screen.exchanges.rows()[0].sentence


def test_what_the_portal_was_told_of_a_tenant(screen, online, window_record, monkeypatch):
    monkeypatch.setattr("landlord_desktop.ui.integration.told_screen.SNAPSHOTS_A_PAGE", 1)
    synchronize(online)
    synchronize(online)
    screen.folders.choose("sent")
    online.settle()
    screen.sent.balances.select_key("RODRIGUEZ")
    command(screen, "told_tenant").slot()
    assert window_record.navigations[-1] == ("told_tenant", {"tenant_code": "RODRIGUEZ"})
    told = online.show(ToldScreen)
    assert told.table.rows() == []
    told.activate(tenant_code="RODRIGUEZ")
    online.settle()
    assert told.name.text() == "RODRIGUEZ: Tenant RODRIGUEZ"
    assert len(told.table.rows()) == 1
    command(told, "read_older").slot()
    online.settle()
    assert [row[2:6] for row in row_texts(told.table)] == [["1", "$0.00", "$980.00", "Balances were sent"]] * 2
    assert told.detail.value_text("Balance") == "$980.00 as of 3/8/2022"
    assert ACCOUNT_NUMBER not in told.detail.value_text("Bank")
    assert told.detail.value_text("Bank").endswith(ROUTING_NUMBER[-4:])
    assert not command(told, "read_older").enabled
    assert_no_clipped_text(told)
    online.office.keyring.kept = {
        key: value for key, value in online.office.keyring.kept.items() if "data" not in key[0]
    }
    command(told, "refresh").slot()
    online.settle()
    assert "Sealed on another PC" in told.detail.value_text("Balance")
    command(told, "open_integration_log").slot()
    assert window_record.navigations[-1] == (
        "integration_log", {"tab": "sent", "item_id": told.table.current_row().item_id}
    )
    command(told, "open_tenant_history").slot()
    assert window_record.navigations[-1][1] == {"tenant_id": 2}


def test_folders_are_reached_by_keys(screen):
    screen.folders.setFocus()
    QTest.keyClick(screen.folders, Qt.Key.Key_Right)
    assert screen.folders.key() == "waiting"
    assert screen.first_focus() is screen.waiting
