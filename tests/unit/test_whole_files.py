"""How a file comes to its place: whole or not at all."""

import errno
import os
import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from landlord_desktop.rules.errors import LandlordError
from landlord_desktop.services.whole_files import replace_file, replace_with_pieces


def test_a_new_file_replaces_the_old_one_whole(tmp_path: Path) -> None:
    target = tmp_path / "report.csv"
    target.write_text("old")
    replace_file(target, b"new")
    assert target.read_bytes() == b"new"
    assert list(tmp_path.iterdir()) == [target]


@contextmanager
def room_for(byte_count: int) -> Iterator[None]:
    """No file of this process may grow beyond so many bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (byte_count, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "report.csv"
    target.write_text("old")
    with room_for(1000), pytest.raises(LandlordError, match=r"disk is full: report\.csv was not written"):
        replace_file(target, b"x" * 5000)
    assert target.read_text() == "old"
    assert list(tmp_path.iterdir()) == [target]


def test_places_that_cannot_be_written_are_named(tmp_path: Path) -> None:
    with pytest.raises(LandlordError, match=r"there is no folder .*nowhere"):
        replace_file(tmp_path / "nowhere" / "report.csv", b"x")
    (tmp_path / "report.csv").mkdir()
    with pytest.raises(LandlordError, match="a folder has this name"):
        replace_file(tmp_path / "report.csv", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["report.csv"]


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EACCES, "may not be changed"), (errno.EROFS, "may not be changed"), (errno.EIO, "error")],
)
def test_a_refusing_disk_has_its_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, words: str
) -> None:
    def refuse(_file: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr("landlord_desktop.db.files.os.fsync", refuse)
    with pytest.raises(LandlordError, match=rf"report\.csv was not written: .*{words}"):
        replace_file(tmp_path / "report.csv", b"x")
    assert list(tmp_path.iterdir()) == []


def test_a_making_that_is_given_up_leaves_the_old_file_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "journal.beancount"
    target.write_text("old")

    def pieces() -> Iterator[bytes]:
        yield b"new"
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        replace_with_pieces(target, pieces())
    assert (target.read_text(), list(tmp_path.iterdir())) == ("old", [target])


def test_others_may_read_a_file_where_the_users_settings_let_them(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        replace_file(tmp_path / "report.csv", b"x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.csv").stat().st_mode) == 0o640


def test_a_name_of_the_greatest_length_is_written(tmp_path: Path) -> None:
    target = tmp_path / ("r" * 251 + ".csv")
    replace_file(target, b"x")
    assert list(tmp_path.iterdir()) == [target]
