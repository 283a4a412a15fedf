"""The round of the first log-on: one PC does it, once a day, and gives it back where it fails."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from landlord_desktop.services.books import Actor
from landlord_desktop.services.portfolio import DayClaim, claim_day, end_day_claim
from landlord_desktop.sync.rounds import run_daily_round
from office_online import Online

OTHER = Actor("maria", "PC-2")


def _daily(office: Online) -> object:
    return run_daily_round(office.books, office.tokens)


def _claims(office: Online) -> list[tuple[str, str, bool]]:
    rows = office.rows("SELECT day, claimed_by, done_at <> '' FROM daily_claim")
    return [(row[0], row[1], bool(row[2])) for row in rows]


def test_one_round_a_day_for_all_pcs(office: Online) -> None:
    other = office.again(OTHER)
    assert _daily(office) is not None
    assert _daily(office) is None
    assert _daily(other) is None
    assert _claims(office) == [("2022-03-08", "lynn", True)]

    office.clock.forward(days=1)
    assert _daily(other) is not None
    assert _daily(office) is None
    other.books.close()


def test_a_round_under_way_elsewhere_is_not_done_again(office: Online) -> None:
    other = office.again(OTHER)
    claim = claim_day(other.books)
    assert claim is not None
    assert _daily(office) is None
    end_day_claim(other.books, claim, done=False)
    assert _daily(office) is not None
    other.books.close()


def test_a_failed_round_gives_the_day_back(office: Online) -> None:
    office.sandbox.faults.add("500", match={"path": "/v1/integration"})
    report = run_daily_round(office.books, office.tokens)
    assert report is not None
    assert report.kind == "failing"
    assert _claims(office) == []
    assert _daily(office) is not None


def test_a_round_that_breaks_gives_the_day_back(office: Online) -> None:
    def broken(_done: int, _total: int, _words: str) -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run_daily_round(office.books, office.tokens, progress=broken)
    assert _claims(office) == []


def test_an_abandoned_claim_is_taken_over_and_stays_with_the_new_pc(office: Online) -> None:
    crashed = office.again(OTHER)
    claim = claim_day(crashed.books)
    assert claim is not None
    office.clock.forward(minutes=29)
    assert _daily(office) is None
    office.clock.forward(minutes=2)
    taken = claim_day(office.books)
    assert taken is not None
    end_day_claim(crashed.books, claim, done=False)  # it was only slow: the day is no longer its own to give back
    end_day_claim(crashed.books, claim, done=True)
    assert _claims(office) == [("2022-03-08", "lynn", False)]
    end_day_claim(office.books, taken, done=True)
    assert claim_day(crashed.books) is None
    crashed.books.close()


def test_a_pc_started_anew_does_not_give_back_its_second_claim(office: Online) -> None:
    first = claim_day(office.books)
    office.clock.forward(minutes=31)
    second = claim_day(office.books)
    assert first is not None
    assert second is not None
    end_day_claim(office.books, first, done=False)
    assert _claims(office) == [("2022-03-08", "lynn", False)]


def test_a_round_over_midnight_ends_the_day_it_began(office: Online) -> None:
    office.books = type(office.books)(
        office.books.store, office.books.actor, office.books.office_name, "America/New_York",
        office.books.database_uuid, clock=office.clock,
    )
    office.clock.forward(hours=13)
    claim = claim_day(office.books)
    assert claim is not None
    assert claim.day == date(2022, 3, 8)  # 11:30 in the evening there, the next day in UTC
    office.clock.forward(hours=1)
    end_day_claim(office.books, claim, done=True)
    assert _claims(office) == [("2022-03-08", "lynn", True)]
    assert claim_day(office.books) is not None


def test_pcs_that_log_on_at_the_same_second_do_it_once(office: Online) -> None:
    pcs = [office.again(Actor(f"user{number}", f"PC-{number}")) for number in range(4)]
    at_once = threading.Barrier(len(pcs))
    claims: list[DayClaim | None] = []

    def log_on(pc: Online) -> None:
        at_once.wait(10)
        claims.append(claim_day(pc.books))

    threads = [threading.Thread(target=log_on, args=(pc,)) for pc in pcs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
        assert not thread.is_alive()
    for pc in pcs:
        pc.books.close()
    assert len(claims) == 4
    assert len([claim for claim in claims if claim is not None]) == 1
    assert len(_claims(office)) == 1


@pytest.mark.parametrize("first", [date(2022, 3, 12), date(2022, 11, 5)], ids=["spring", "autumn"])
def test_a_clock_change_neither_skips_nor_doubles_a_day(office: Online, first: date) -> None:
    books = replace(office.books, time_zone="America/New_York", clock=office.clock)
    office.clock.moment = datetime(first.year, first.month, first.day, 12, tzinfo=UTC)
    claimed = []
    for _half_hour in range(2 * 72):
        claim = claim_day(books)
        if claim is not None:
            claimed.append(claim.day)
            end_day_claim(books, claim, done=True)
        office.clock.forward(minutes=30)
    assert claimed == [first.replace(day=first.day + days) for days in range(4)]
    office.clock.forward(hours=-30)  # somebody sets the clock back
    assert claim_day(books) is None
