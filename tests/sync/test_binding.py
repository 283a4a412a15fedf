"""The one portfolio of the books: bound at the first connection, kept, and changed by a person's word alone."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from build import a_charge, a_payment
from landlord_desktop.sandbox.server import RunningSandbox
from landlord_desktop.services.batch_status import mark_processed
from landlord_desktop.services.batches import FetchedBatch, load_batch, store_batch
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.settings import all_settings, change_settings
from office_online import KMETZ_BATCH, OKAFOR_BATCH, Online, connect


def _sample_batch(office: Online, batch_id: str, cents: int | None = None) -> None:
    """A batch of the sample, as the sample's books hold it before they know any server."""
    there = office.batch_there(batch_id)
    payments = tuple(
        a_payment(receipt["payment_id"], cents or int(receipt["amount"].replace(".", "")), receipt["tenant_id"])
        for receipt in there["receipts"]
    )
    total = sum(payment.amount_cents for payment in payments)
    batch = FetchedBatch(
        batch_id, payments[0].received_on.replace(day=23, month=2) if payments[0].received_on else None,  # type: ignore[arg-type]
        total, len(payments), "unprocessed", "", None, None, payments, b"{}", "sample",
    )
    with office.books.store.write() as connection:
        store_batch(connection, office.books, "", batch)


def test_the_first_connection_binds_and_is_in_the_audit_trail(office: Online) -> None:
    office.round("send")
    settings = all_settings(office.books)
    assert (settings["inosio.portfolio"], settings["inosio.portfolio_name"]) == ("PF-2118", "Landlord Sample Portfolio")
    assert settings["inosio.home_url"] == f"{office.sandbox.url}/"
    assert office.rows("SELECT action, subject FROM audit_entry WHERE action LIKE 'bind%'") == [
        ("bind portfolio", "PF-2118")
    ]
    office.round("send")
    assert office.one("SELECT count(*) FROM audit_entry WHERE action LIKE 'bind%'") == 1


def test_another_portfolio_is_refused_until_a_person_confirms_it(office: Online) -> None:
    change_settings(office.books, {"inosio.portfolio": "PF-1"})
    with office.books.store.write() as connection:
        connection.execute(text("INSERT INTO setting VALUES ('inosio.portfolio_name', 'The other one')"))
    before = office.rows("SELECT * FROM inosio_batch"), office.answers_kept()

    report = office.round()

    assert (report.kind, [step.name for step in report.steps]) == ("portfolio", ["connect"])
    assert "PF-2118" in report.error
    assert "settings inosio.portfolio PF-2118" in report.error
    assert (office.rows("SELECT * FROM inosio_batch"), office.answers_kept()) == before
    assert all_settings(office.books)["inosio.portfolio"] == "PF-1"

    change_settings(office.books, {"inosio.portfolio": "PF-2118"})
    assert office.round().error == ""
    assert office.one("SELECT count(*) FROM inosio_batch") == 8


def test_what_waits_is_not_sent_to_another_portfolio(office: Online) -> None:
    office.round("batches")
    mark_processed(office.books, OKAFOR_BATCH)
    other = office.sandbox.state.create_portfolio("Other")
    key = office.sandbox.state.new_key(office.sandbox.state.add_integration(other, "x").integration_id)
    office.tokens.remember(office.sandbox.url, key)

    assert office.round().kind == "portfolio"

    assert office.states() == [(OKAFOR_BATCH, "waiting")]
    assert office.answers_kept() == {}
    office.tokens.remember(office.sandbox.url, office.sandbox.state.practice_key())
    assert office.round("send").error == ""
    assert office.states() == [(OKAFOR_BATCH, "sent")]


def test_sample_batches_are_the_servers_own_once_bound(office: Online) -> None:
    """What was posted in the sample cannot be posted again from the server."""
    a_charge(office.books, 3, 103_200)
    _sample_batch(office, OKAFOR_BATCH)
    _sample_batch(office, KMETZ_BATCH)
    load_batch(office.books, OKAFOR_BATCH)
    assert len(post_working_lines(office.books).posted) == 1
    assert office.states() == []  # a sample's batch is told to nobody

    report = office.round("batches")

    assert (report.new_batches, report.set_aside, report.error) == (6, (), "")
    keys = [row[0] for row in office.rows("SELECT source_key FROM inosio_payment UNION SELECT source_key FROM receipt")]
    assert all(key.startswith("PF-2118:") for key in keys)
    assert office.rows("SELECT DISTINCT origin FROM inosio_batch") == [("server",)]
    assert office.states() == [(OKAFOR_BATCH, "waiting")]  # now the server is told that it is processed here
    assert office.round("send").error == ""
    assert office.batch_there(OKAFOR_BATCH)["status"] == "processed"
    load_batch(office.books, OKAFOR_BATCH)
    posted = post_working_lines(office.books).posted
    assert [payment for payment in posted if payment.payment_id == "PMT-7310042206"] == []


def test_an_untouched_sample_batch_gives_way(office: Online) -> None:
    _sample_batch(office, OKAFOR_BATCH, cents=5_000)
    assert office.round("batches").new_batches == 8
    assert office.rows("SELECT total_cents, origin FROM inosio_batch WHERE id = :id", id=OKAFOR_BATCH) == [
        (103_200, "server")
    ]


def test_a_sample_batch_in_use_stays_and_the_servers_is_kept_aside(office: Online) -> None:
    _sample_batch(office, OKAFOR_BATCH, cents=5_000)
    load_batch(office.books, OKAFOR_BATCH)
    report = office.round("batches")
    assert (report.new_batches, len(report.set_aside)) == (7, 1)
    assert office.one("SELECT total_cents FROM inosio_batch WHERE id = :id", id=OKAFOR_BATCH) == 5_000


def test_a_portfolio_named_before_the_first_connection_takes_the_sample_along(office: Online) -> None:
    change_settings(office.books, {"inosio.portfolio": "PF-2118"})
    _sample_batch(office, OKAFOR_BATCH)
    assert office.round("batches").new_batches == 7
    key = office.one("SELECT source_key FROM inosio_payment WHERE batch_id = :id", id=OKAFOR_BATCH)
    assert key == "PF-2118:PMT-7310042206"


@pytest.mark.parametrize("sample", ["guide"])
def test_the_guides_sample_meets_its_own_server(tmp_path: Path, sandbox: RunningSandbox, sample: str) -> None:
    from landlord_desktop.services.books import create_books, open_books
    from landlord_desktop.services.checks import run_checks

    create_books(str(tmp_path / "guide.db"), sample)
    online = connect(tmp_path / "guide.db", sandbox)
    online.books.close()
    online = replace(online, books=open_books(str(tmp_path / "guide.db")))

    report = online.round()

    assert (report.error, report.set_aside) == ("", ())
    assert online.one("SELECT count(*) FROM inosio_batch WHERE origin = 'server'") == 8
    assert len(online.committed()) == 1
    checked = run_checks(online.books)
    assert checked.ok, checked.findings
    online.books.close()
