"""The books as one value: the office's day, ids that grow, who did what, creating and opening."""

import os
import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from build import MOMENT
from landlord_desktop.rules.errors import BooksError, RuleError
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books, create_books, open_books, record, system_actor
from landlord_desktop.services.posting_dates import check_posting_date, is_within_reason

AUCKLAND, HONOLULU = "Pacific/Auckland", "Pacific/Honolulu"


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        (AUCKLAND, datetime(2022, 3, 8, 15, 30, tzinfo=UTC), date(2022, 3, 9)),
        (HONOLULU, datetime(2022, 3, 8, 9, 59, tzinfo=UTC), date(2022, 3, 7)),
        (HONOLULU, datetime(2022, 3, 8, 10, 0, tzinfo=UTC), date(2022, 3, 8)),
        ("America/New_York", datetime(2022, 3, 13, 4, 59, tzinfo=UTC), date(2022, 3, 12)),
        ("America/New_York", datetime(2022, 3, 14, 3, 59, tzinfo=UTC), date(2022, 3, 13)),
        ("America/New_York", datetime(2022, 3, 14, 4, 0, tzinfo=UTC), date(2022, 3, 14)),
    ],
)
def test_today_is_the_offices_day(books: Books, zone: str, moment: datetime, day: date) -> None:
    assert replace(books, time_zone=zone, clock=lambda: moment).today() == day


def test_a_practice_office_stands_still(books: Books) -> None:
    assert replace(books, today_is=date(2020, 2, 29)).today() == date(2020, 2, 29)
    assert replace(books, today_is=date(2020, 2, 29)).now() == MOMENT


def test_ids_grow_with_the_time_and_never_repeat(books: Books) -> None:
    moments = iter([MOMENT + timedelta(milliseconds=step) for step in range(0, 50, 2)])
    moving = replace(books, clock=lambda: next(moments))
    made = [moving.new_uuid() for _ in range(25)]
    assert made == sorted(made)
    same = {books.new_uuid() for _ in range(2_000)}
    assert len(same) == 2_000
    assert {(one[14], one[19] in "89ab") for one in same} == {("7", True)}


def test_an_audit_line_says_who_what_and_when(books: Books) -> None:
    with books.store.write() as connection:
        record(connection, books, "try", "thing 1", "Tried.", before="a", after="b")
    with books.store.read() as connection:
        row = connection.execute(text("SELECT * FROM audit_entry WHERE action = 'try'")).one()
    assert (row.user, row.workstation, row.subject, row.sentence, row.before, row.after) == (
        "lynn", "PC-1", "thing 1", "Tried.", "a", "b"
    )
    assert datetime.fromisoformat(row.at) == MOMENT


def test_the_system_names_the_actor(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.setenv(name, "u" * 60)
    assert system_actor().user == "u" * 40
    assert system_actor().workstation

    def nobody() -> str:
        raise KeyError("no such user")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert system_actor().user == "user"


@pytest.mark.parametrize(
    ("day", "within"),
    [
        (date(1969, 12, 31), False), (date(1970, 1, 1), True), (date(2023, 3, 9), True), (date(2023, 3, 10), False),
        (date.max, False), (date.min, False),
    ],
)
def test_posting_dates_within_reason(books: Books, day: date, within: bool) -> None:
    assert is_within_reason(books, day) is within
    if within:
        check_posting_date(books, day)
    else:
        with pytest.raises(RuleError, match=f"^{format_day(day)} cannot be"):
            check_posting_date(books, day)


def test_new_books_have_an_identity_a_name_and_no_sample(tmp_path: Path) -> None:
    for name in ("a.db", "b.db"):
        create_books(str(tmp_path / name))
    first, second = (open_books(str(tmp_path / name)) for name in ("a.db", "b.db"))
    assert first.database_uuid != second.database_uuid
    assert (first.office_name, first.today_is) == ("My Office", None)
    with first.store.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM tenant")).scalar() == 0
    first.close()
    second.close()


def test_books_without_an_office_are_refused(tmp_path: Path) -> None:
    create_books(str(tmp_path / "a.db"))
    books = open_books(str(tmp_path / "a.db"))
    with books.store.write() as connection:
        connection.execute(text("DELETE FROM office"))
    books.close()
    with pytest.raises(BooksError, match=r"a\.db holds no office"):
        open_books(str(tmp_path / "a.db"))


def test_a_database_server_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for act in (create_books, open_books):
        with pytest.raises(BooksError, match="office server"):
            act("postgresql://clerk@db/books")
    assert list(tmp_path.iterdir()) == []


def test_of_two_who_create_the_same_file_one_is_refused_and_harms_nothing(tmp_path: Path) -> None:
    path = tmp_path / "same.db"
    gate, ends = threading.Barrier(4), []

    def create() -> None:
        gate.wait()
        try:
            create_books(str(path))
            ends.append("made")
        except BooksError as error:
            ends.append(error.sentence)

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["made", *["same.db exists already; nothing was changed. Choose another name."] * 3]
    open_books(str(path)).close()


def test_a_sample_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("landlord_desktop.services.samples.guide.fill_guide", fail)
    with pytest.raises(KeyboardInterrupt):
        create_books(str(tmp_path / "a.db"), "guide")
    assert os.listdir(tmp_path) == []  # noqa: PTH208 - hidden files count too
