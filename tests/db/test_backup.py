"""Backups: proven copies while others post, restored and proven again; whatever is damaged is refused."""

import hashlib
import shutil
import stat
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from build import MOMENT, TODAY, a_charge, a_tenant, an_office
from landlord_desktop.db import backup as copies
from landlord_desktop.db import files, migrate
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.services.backup import (
    back_up,
    back_up_daily,
    backup_folder,
    last_backup,
    restore,
    thin_out,
)
from landlord_desktop.services.books import Actor, Books, open_books
from landlord_desktop.services.charges import NewCharge, post_charges
from landlord_desktop.services.checks import run_checks
from landlord_desktop.services.settings import all_settings, change_settings

BACKUPS = 30


@pytest.fixture
def books(file_books: Books) -> Books:
    """Backups are copies of files, so everything here is about an office in a file."""
    return file_books


@pytest.fixture
def made(books: Books, tmp_path: Path) -> Path:
    """A backup of an office with a posted charge."""
    a_charge(books, a_tenant(books), 98_000)
    return back_up(books, tmp_path / "backup.db").path


def count(books: Books, table: str) -> int:
    with books.store.read() as connection:
        return int(connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one())


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def posting(books: Books, tenant_id: int) -> Iterator[threading.Event]:
    """Somebody posts charges, breathing between two as a PC does; the event is set after the first."""
    ended, begun = threading.Event(), threading.Event()

    def post() -> None:
        while not ended.wait(0.002):
            post_charges(books, [NewCharge(tenant_id, "RENT", TODAY, 100)])
            begun.set()

    poster = threading.Thread(target=post)
    poster.start()
    try:
        yield begun
    finally:
        ended.set()
        poster.join()


def test_backups_while_somebody_posts_are_each_whole(books: Books, tmp_path: Path) -> None:
    tenant_id = a_tenant(books)
    found = []
    with posting(books, tenant_id) as begun:
        assert begun.wait(20)
        made = [back_up(books, tmp_path / f"{number}.db").path for number in range(BACKUPS)]
    for number, path in enumerate(made):
        restored = open_books(str(restore(path, str(tmp_path / f"restored-{number}.db")).path))
        report = run_checks(restored, deep=True)
        found.append(count(restored, "charge"))
        restored.close()
        assert report.ok, report.findings
    assert found == sorted(found)
    assert found[0] >= 1
    assert found[-1] > found[0]


def test_a_backup_is_one_private_file_and_restores_all_there_was(books: Books, made: Path, tmp_path: Path) -> None:
    assert stat.S_IMODE(made.stat().st_mode) == 0o600
    assert sorted(path.name for path in tmp_path.iterdir() if "office" not in path.name) == ["backup.db"]
    assert last_backup(books) == TODAY
    restored = restore(made, str(tmp_path / "again.db"))
    assert (restored.at, restored.kept) == (MOMENT, None)
    again = open_books(str(restored.path))
    for table in ("charge", "transaction_set", "journal_line", "tenant", "account_code"):
        assert count(again, table) == count(books, table)
    assert all_settings(again)["office.sending_confirmed"] == "no"
    assert all_settings(again)["office.restored_at"] == "2022-03-08T15:30:00.000000Z"
    assert again.database_uuid == books.database_uuid
    again.close()


def test_looking_into_a_backup_does_not_spoil_it(made: Path, tmp_path: Path) -> None:
    looked_at = open_books(str(made))
    assert run_checks(looked_at).ok
    looked_at.close()
    restore(made, str(tmp_path / "again.db"))


def test_a_backup_that_was_worked_in_is_refused(made: Path, tmp_path: Path) -> None:
    opened = open_books(str(made))
    change_settings(opened, {"office.name": "Other"})
    with pytest.raises(BooksError, match="open in a program"):
        restore(made, str(tmp_path / "again.db"))
    opened.close()
    with pytest.raises(BooksError, match="changed after the backup"):
        restore(made, str(tmp_path / "again.db"))


@pytest.mark.parametrize("place", [0, 17, 30, 61, 70, 4096, 0.3, 0.5, 0.77, -1])
def test_one_flipped_byte_is_refused(made: Path, tmp_path: Path, place: float) -> None:
    content = bytearray(made.read_bytes())
    content[int(place * len(content)) if 0 < place < 1 else int(place)] ^= 1
    made.write_bytes(content)
    with pytest.raises(BooksError, match="Nothing was changed"):
        restore(made, str(tmp_path / "again.db"))
    assert not (tmp_path / "again.db").exists()
    assert files.left_over(tmp_path) == []


@pytest.mark.parametrize("kept", [0, 50, 4096, 0.5, 0.999])
def test_a_backup_cut_short_is_refused(made: Path, tmp_path: Path, kept: float) -> None:
    content = made.read_bytes()
    made.write_bytes(content[: int(kept * len(content)) if 0 < kept < 1 else int(kept)])
    with pytest.raises(BooksError, match="Nothing was changed"):
        restore(made, str(tmp_path / "again.db"))


def test_a_copy_of_the_file_alone_is_no_backup(books: Books, tmp_path: Path) -> None:
    a_charge(books, a_tenant(books), 100)
    shutil.copy(books.store.location, tmp_path / "copied.db")
    with pytest.raises(BooksError, match="is no backup"):
        restore(tmp_path / "copied.db", str(tmp_path / "again.db"))
    with pytest.raises(BooksError, match="There is no backup"):
        restore(tmp_path / "missing.db", str(tmp_path / "again.db"))


def test_a_backup_of_a_newer_program_is_refused(books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = back_up(books, tmp_path / "backup.db").path
    monkeypatch.setattr(migrate, "KNOWN", ("0000",))
    with pytest.raises(BooksError, match="newer Landlord Desktop"):
        restore(made, str(tmp_path / "again.db"))


def test_books_with_a_finding_are_not_restored(made: Path, tmp_path: Path) -> None:
    copies.take_stamp_off(made)
    opened = open_books(str(made))
    with opened.store.write() as connection:
        connection.execute(text("UPDATE charge SET unpaid_cents = 1"))
    opened.close()
    copies.stamp(made)
    with pytest.raises(BooksError, match="a check of it found"):
        restore(made, str(tmp_path / "again.db"))
    assert not (tmp_path / "again.db").exists()


def test_an_open_database_is_never_replaced(books: Books, made: Path) -> None:
    before = count(books, "charge")
    with pytest.raises(BooksError, match="is open in a program"):
        restore(made, books.store.location, replace_file=True)
    assert count(books, "charge") == before


def test_what_is_replaced_is_kept(made: Path, tmp_path: Path) -> None:
    target = tmp_path / "old.db"
    old = an_office(target)
    a_tenant(old, "OLD")
    old.close()
    before = digest(target)
    with pytest.raises(BooksError, match="exists already"):
        restore(made, str(target))
    assert digest(target) == before
    first = restore(made, str(target), replace_file=True).kept
    second = restore(made, str(target), replace_file=True).kept
    assert first is not None
    assert first.name.startswith("old.db.before-restore-20")
    assert second == Path(f"{first}-2")
    kept_books = open_books(str(first))
    assert count(kept_books, "tenant") == 1
    kept_books.close()


@pytest.mark.parametrize("lost", ["", "-wal"])
def test_a_damaged_database_or_a_log_without_one_is_set_aside(made: Path, tmp_path: Path, lost: str) -> None:
    target = tmp_path / "old.db"
    Path(f"{target}{lost}").write_bytes(b"\0" * 8192)
    kept = restore(made, str(target), replace_file=True).kept
    assert kept is not None
    assert Path(f"{kept}{lost}").read_bytes() == b"\0" * 8192
    opened = open_books(str(target))
    assert run_checks(opened, deep=True).ok
    opened.close()


def test_nothing_is_overwritten_unasked(books: Books, made: Path, tmp_path: Path) -> None:
    before = digest(made)
    with pytest.raises(BooksError, match="exists already"):
        back_up(books, made)
    assert digest(made) == before
    with pytest.raises(BooksError, match="the database itself"):
        back_up(books, Path(books.store.location), replace_file=True)
    with pytest.raises(BooksError, match="is a folder"):
        back_up(books, tmp_path)
    with pytest.raises(BooksError, match="There is no folder"):
        back_up(books, tmp_path / "none" / "b.db")
    with pytest.raises(BooksError, match="the backup itself"):
        restore(made, str(made), replace_file=True)
    a_charge(books, a_tenant(books, "SECOND"), 100)
    back_up(books, made, replace_file=True)
    assert digest(made) != before


def test_a_full_disk_and_a_forbidden_folder_are_sentences(
    books: Books, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "free_bytes", lambda _folder: 1000)
    with pytest.raises(BooksError, match=r"The disk is too full: .* MB are needed"):
        back_up(books, tmp_path / "b.db")
    monkeypatch.undo()

    def refused(number: int) -> None:
        def move(_source: Path, _target: Path) -> None:
            raise OSError(number, "refused")

        monkeypatch.setattr(files, "move", move)

    for number, words in ((28, "The disk is full"), (13, "may not be changed"), (5, "was not written: refused")):
        refused(number)
        with pytest.raises(BooksError, match=words):
            back_up(books, tmp_path / "b.db")
    assert [path.name for path in tmp_path.iterdir() if "office" not in path.name] == []


def test_a_copy_with_a_finding_is_not_kept(books: Books, tmp_path: Path) -> None:
    a_charge(books, a_tenant(books), 100)
    for cents in (99, 100):
        with books.store.write() as connection:
            connection.execute(text("UPDATE charge SET unpaid_cents = :cents"), {"cents": cents})
        if cents == 99:
            with pytest.raises(BooksError, match="The backup was not kept, because a check of it found"):
                back_up(books, tmp_path / "b.db")
            assert not (tmp_path / "b.db").exists()
            assert last_backup(books) is None


class HeldError(OSError):
    """What Windows says of a file that a virus scanner holds."""

    winerror = 32


class HeldFile(type(Path())):  # type: ignore[misc]
    """A file that is held for some tries."""

    def replace(self, target: Path) -> Path:
        if self.tries:
            self.tries -= 1
            raise HeldError(13, "in use")
        return Path(super().replace(target))


@pytest.mark.parametrize(("tries", "moved"), [(0, True), (3, True), (6, True), (7, False)])
def test_a_file_held_for_a_moment_is_tried_again(tmp_path: Path, tries: int, moved: bool) -> None:
    source = HeldFile(tmp_path / "a")
    source.write_text("a")
    source.tries = tries
    waited: list[float] = []
    if moved:
        files.move(source, tmp_path / "b", waited.append)
        assert (tmp_path / "b").read_text() == "a"
    else:
        with pytest.raises(OSError, match="in use"):
            files.move(source, tmp_path / "b", waited.append)
    assert waited == list(files.PAUSES[:tries])
    assert sum(waited) <= 2.5


# the backup of each day


@pytest.fixture
def kept_in(books: Books, tmp_path: Path) -> Path:
    change_settings(books, {"office.backup_folder": str(tmp_path / "backups")})
    return backup_folder(books)


def test_one_backup_a_day_for_all_pcs(books: Books, kept_in: Path) -> None:
    other = replace(books, actor=Actor("maria", "PC-2"))
    made = back_up_daily(books)
    assert made is not None
    assert made.path == kept_in / "2022-03-08.db"
    assert kept_in.name == books.database_uuid
    assert stat.S_IMODE(kept_in.stat().st_mode) == 0o700
    assert back_up_daily(books) is None
    assert back_up_daily(other) is None
    tomorrow = replace(other, clock=lambda: MOMENT + timedelta(days=1))
    assert back_up_daily(tomorrow) is not None
    assert sorted(path.name for path in kept_in.iterdir()) == ["2022-03-08.db", "2022-03-09.db"]
    assert last_backup(books) == TODAY + timedelta(days=1)


def test_a_failed_day_is_given_back(books: Books, kept_in: Path) -> None:
    kept_in.parent.write_text("a file where the folder should be")
    with pytest.raises(BooksError, match=r"The folder for backups, .*backups, cannot be used"):
        back_up_daily(books)
    kept_in.parent.unlink()
    assert back_up_daily(books) is not None


def test_a_backup_that_is_stopped_leaves_nothing(books: Books, kept_in: Path) -> None:
    def stop(_done: int, _total: int) -> None:
        raise InterruptedError

    with pytest.raises(BooksError):
        back_up_daily(books, stop)
    assert list(kept_in.iterdir()) == []
    (kept_in / ".2022-03-01.db.0a1b2c3d.part").write_text("left by a lost PC")
    assert back_up_daily(books) is not None
    assert [path.name for path in kept_in.iterdir()] == ["2022-03-08.db"]


def test_old_backups_are_thinned_out_and_other_files_left_alone(tmp_path: Path) -> None:
    names = [f"{TODAY - timedelta(days=number):%Y-%m-%d}.db" for number in range(60)]
    others = ["2022-03-01.txt", "before-the-audit.db", "2022-13-45.db", "20220101.db"]
    for name in (*names, *others):
        (tmp_path / name).write_text("")
    removed = thin_out(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left >= {*others, *names[:7], "2022-02-27.db", "2022-01-31.db"}
    assert len(removed) == 60 - (len(left) - len(others))
    assert thin_out(tmp_path) == ()


def test_the_folder_is_a_whole_path(books: Books) -> None:
    with pytest.raises(Exception, match="whole path"):
        change_settings(books, {"office.backup_folder": "backups"})
    with pytest.raises(Exception, match="no setting"):
        change_settings(books, {"office.restored_at": "2022-03-08"})
