"""The autopilot with a server: what it fetches, once a day for all PCs, and what goes on without the server."""

import pytest

from landlord_desktop.services.batches import list_batches
from landlord_desktop.services.books import Actor
from landlord_desktop.services.settings import change_settings
from landlord_desktop.sync.autopilot import is_due, run_after_daily, run_at_its_time, run_called
from office_online import KMETZ_BATCH, Online

OTHER = Actor("maria", "PC-2")


def test_a_round_fetches_and_posts_in_one_go(office: Online) -> None:
    change_settings(office.books, {"inosio.bank": "CHECKING"})
    run = run_called(office.books, office.tokens)
    assert (run.error, run.result is not None) == ("", True)
    assert len(list_batches(office.books)) > 0
    assert run.result is not None
    assert len(run.result.posted) + len(run.result.waiting) + len(run.result.already_posted) == sum(
        row.item_count for row in list_batches(office.books)
    )


def test_a_dry_run_asks_no_server(office: Online) -> None:
    run = run_called(office.books, office.tokens, dry_run=True)
    assert run.fetched is None
    assert list_batches(office.books) == []
    assert office.rows("SELECT 1 FROM exchange_log") == []


def test_without_the_server_a_called_round_goes_on_and_says_so(office: Online) -> None:
    office.sandbox.faults.add("500", match={"path": "/v1/integration"})
    run = run_called(office.books, office.tokens)
    assert run.error
    assert office.one("SELECT sentence FROM autopilot_round").startswith("The server could not be asked: ")


def test_by_itself_it_works_once_a_day_for_all_pcs(office: Online) -> None:
    assert run_after_daily(office.books) is None
    change_settings(office.books, {"autopilot.on": "yes"})
    other = office.again(OTHER)
    assert run_after_daily(office.books) is not None
    assert run_after_daily(other.books) is None
    office.clock.forward(days=1)
    assert run_after_daily(other.books) is not None
    other.books.close()


def test_at_its_hour_and_given_back_where_the_server_is_away(office: Online) -> None:
    change_settings(office.books, {"autopilot.on": "yes", "autopilot.at": "00:00"})
    assert is_due(office.books)
    office.sandbox.faults.add("500", match={"path": "/v1/integration"})
    assert run_at_its_time(office.books, office.tokens).result is None
    assert is_due(office.books)
    assert run_at_its_time(office.books, office.tokens).result is not None
    assert not is_due(office.books)
    change_settings(office.books, {"autopilot.on": "no"})
    office.clock.forward(days=1)
    assert not is_due(office.books)


@pytest.mark.parametrize("fault", ["malformed", "wrong_total", "500"])
def test_at_its_hour_one_batch_that_cannot_be_fetched_holds_up_no_other(office: Online, fault: str) -> None:
    change_settings(office.books, {"inosio.bank": "CHECKING", "autopilot.on": "yes", "autopilot.at": "00:00"})
    office.sandbox.faults.add(fault, match={"path": f"/v1/receipt-batches/{KMETZ_BATCH}"}, times=None)
    run = run_at_its_time(office.books, office.tokens)
    assert (KMETZ_BATCH in run.error) == (fault != "500")
    assert run.result is not None
    here = [batch.batch_id for batch in run.result.batches]
    assert KMETZ_BATCH not in here
    assert len(here) > 1
    note = f"Not every batch could be fetched: {run.error}"
    assert office.one("SELECT sentence FROM autopilot_round") == f"{note} {run.result.sentence}"
    assert not is_due(office.books)


@pytest.mark.parametrize(("fault", "path"), [("malformed", "/v1/receipt-batches"), ("cut", "/v1/receipt-batches/*")])
def test_at_its_hour_without_the_list_or_the_server_it_is_given_back(office: Online, fault: str, path: str) -> None:
    change_settings(office.books, {"autopilot.on": "yes", "autopilot.at": "00:00"})
    office.sandbox.faults.add(fault, match={"path": path}, times=None)
    assert run_at_its_time(office.books, office.tokens).result is None
    assert office.rows("SELECT 1 FROM autopilot_round") == []
    assert is_due(office.books)
