"""A connection to the office server that is cut in mid-post: nothing half done, and what is said is the truth."""

from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import event

import postgres_server
from build import LYNN, MOMENT, TODAY, a_charge, a_tenant, rows
from engines import server_office
from landlord_desktop.db import postgres_engine
from landlord_desktop.rules.errors import BooksError, OutcomeUnknownError
from landlord_desktop.services.books import Books, open_books
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.receipt_posting import post_working_lines
from landlord_desktop.services.working_lines import TypedPayment, add_payment
from reliability.cutting_proxy import CuttingProxy

CUTS = 10
"""Places of a cut in each direction, spread over one whole post."""


@pytest.fixture
def office() -> Iterator[Books]:
    with server_office() as books:
        a_tenant(books)
        yield books
        report = run_checks(books)
        assert report.ok, report.findings


@pytest.fixture
def proxy(office: Books) -> Iterator[CuttingProxy]:
    made = CuttingProxy(postgres_server.running())
    yield made
    made.close()


@pytest.fixture
def far(office: Books, proxy: CuttingProxy) -> Iterator[Books]:
    """The office as a PC sees it whose way to the server can be cut."""
    location = proxy.location(office.store.location.replace("%2F", "/"))
    books = open_books(location, actor=LYNN, clock=lambda: MOMENT)
    yield books
    books.close()


def a_payment_to_post(office: Books) -> int:
    """A payment on the working list that may be posted; its line's id."""
    tenant = rows(office, "SELECT id FROM tenant")[0][0]
    a_charge(office, tenant, 1_000)
    return add_payment(office, TypedPayment(TODAY, 1_000, tenant))


def receipts(office: Books) -> int:
    return int(rows(office, "SELECT count(*) FROM receipt")[0][0])


def post_and_look(far: Books, office: Books, line_id: int) -> bool:
    """Post by a way that may be cut; whether it was said to be posted, which must be so then and only then."""
    before = receipts(office)
    try:
        said = len(post_working_lines(far, only=[line_id]).posted) == 1
    except BooksError as error:
        assert "nothing was" in error.sentence  # noqa: PT017 - the outcome is one of two
        said = False
    assert receipts(office) - before == int(said)
    return said


def test_a_cut_anywhere_is_told_truly(office: Books, far: Books, proxy: CuttingProxy) -> None:
    post_and_look(far, office, a_payment_to_post(office))
    before = dict(proxy.passed)
    assert post_and_look(far, office, a_payment_to_post(office))
    length = {direction: count - before[direction] for direction, count in proxy.passed.items()}
    outcomes = set()
    for direction in ("up", "down"):
        for step in range(CUTS):
            line_id = a_payment_to_post(office)
            proxy.cut_after(direction, 1 + step * (length[direction] - 1) // (CUTS - 1))
            outcomes.add(post_and_look(far, office, line_id))
            if rows(office, f"SELECT 1 FROM working_line WHERE id = {line_id}"):
                assert post_and_look(far, office, line_id)  # the same again, once the way is whole
    assert outcomes == {True, False}


def test_a_commit_whose_answer_is_lost_counts_as_posted(office: Books, far: Books, proxy: CuttingProxy) -> None:
    line_id = a_payment_to_post(office)
    proxy.cut_after_commit()
    assert post_and_look(far, office, line_id)


def test_where_nobody_can_be_asked_it_is_not_said_that_nothing_was_saved(
    office: Books, far: Books, proxy: CuttingProxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_engine, "LOOK_UP_SECONDS", 0.3)
    line_id = a_payment_to_post(office)
    proxy.cut_after_commit()
    proxy.refuse = True
    with pytest.raises(OutcomeUnknownError, match="cannot be asked now"):
        post_working_lines(far, only=[line_id])
    assert receipts(office) == 1


@pytest.mark.parametrize("place", [1, 2, 5, 10, 15, "commit"])
def test_a_server_that_ends_the_connection(office: Books, place: int | str) -> None:
    line_id = a_payment_to_post(office)
    victim = open_books(office.store.location, actor=LYNN, clock=lambda: MOMENT)
    engine = victim.store._engine
    seen = {"statements": 0}

    def kill(connection: psycopg.Connection[object]) -> None:
        with psycopg.connect(
            postgres_server.address("postgres", postgres_server.ADMINISTRATOR), autocommit=True
        ) as other:
            assert other.execute("SELECT pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,)).fetchone()

    @event.listens_for(engine, "before_cursor_execute")
    def count(connection: object, cursor: "psycopg.Cursor[object]", *_rest: object) -> None:
        seen["statements"] += 1
        if seen["statements"] == place:
            kill(cursor.connection)

    @event.listens_for(engine, "commit")
    def committing(connection: object) -> None:
        if place == "commit":
            kill(connection.connection.driver_connection)  # type: ignore[attr-defined]

    with pytest.raises(BooksError, match="nothing was saved"):
        post_working_lines(victim, only=[line_id])
    assert receipts(office) == 0
    event.remove(engine, "before_cursor_execute", count)
    event.remove(engine, "commit", committing)
    assert len(post_working_lines(victim, only=[line_id]).posted) == 1
    victim.close()
