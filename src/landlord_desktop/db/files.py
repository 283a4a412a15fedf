"""Files that are there whole or not at all: written beside, forced to the disk, then put in place."""

import errno
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from landlord_desktop.rules.errors import BooksError, LandlordError

TRANSIENT = frozenset({5, 32, 33})
"""Windows' codes for a file that a virus scanner or an indexer holds for a moment."""
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.75, 1.0)
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_NO_FOLDER = frozenset({errno.ENOENT, errno.ENOTDIR})
_A_FOLDER = frozenset({errno.EISDIR, errno.ENOTEMPTY, errno.EEXIST})
_FORBIDDEN = frozenset({errno.EACCES, errno.EPERM, errno.EROFS})
_LONGEST_STEM = 100


@contextmanager
def told(path: Path, kind: type[LandlordError] = BooksError) -> Iterator[None]:
    """Tell what the system refuses about this file as an error of this kind."""
    try:
        yield
    except OSError as error:
        raise kind(_sentence(path, error)) from error


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in _FULL:
        return f"The disk is full: {path.name} was not written. Free some space and do it again."
    if error.errno in _NO_FOLDER:
        return f"{path.name} was not written: there is no folder {path.parent}. Choose another folder."
    if error.errno in _A_FOLDER:
        return f"{path.name} was not written: a folder has this name. Choose another name."
    if error.errno in _FORBIDDEN:
        return (
            f"{path.name} was not written: this folder or file may not be changed. "
            "Close the file where it is open, or choose another folder."
        )
    return f"{path.name} was not written: {error.strerror or 'the disk refused it'}. Choose another place."


def new_beside(path: Path, mode: int = 0o600) -> Path:
    """An empty file of a name of its own in the same folder; without another `mode` its owner alone may read it."""
    made = path.with_name(f".{path.name[:_LONGEST_STEM]}.{secrets.token_hex(4)}.part")
    os.close(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode))
    return made


def left_over(folder: Path) -> list[Path]:
    """Files that were begun by `new_beside` and never finished, in this folder, with what the engine kept beside."""
    return [path for path in folder.glob(".*.part*") if path.is_file()]


def refuse_without_space(folder: Path, wanted: int) -> None:
    """BooksError where the disk of this folder has not so many bytes free."""
    if free_bytes(folder) < wanted:
        raise BooksError(
            f"The disk is too full: {wanted // 1_000_000 + 1:,} MB are needed in {folder}. "
            "Nothing was written; free some space and do it again."
        )


def free_bytes(folder: Path) -> int:
    """Bytes that may be written to the disk of this folder."""
    return shutil.disk_usage(folder).free


def put_in_place(part: Path, path: Path) -> None:
    """Force a finished file to the disk and give it its name; what had the name is replaced. OSError where refused."""
    force_to_disk(part)
    move(part, path)
    force_to_disk(path.parent)


def force_to_disk(path: Path) -> None:
    """Wait until a file, or the names in a folder, are on the disk; Windows keeps folders by itself."""
    if os.name == "nt" and path.is_dir():
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def move(source: Path, target: Path, pause: Callable[[float], object] = time.sleep) -> None:
    """Rename at once, replacing; tried again for up to 2.5 seconds where another program holds the file."""
    for seconds in PAUSES:
        try:
            source.replace(target)
        except OSError as error:
            if getattr(error, "winerror", None) not in TRANSIENT:
                raise
            pause(seconds)
        else:
            return
    source.replace(target)
