"""Backup, restore and upgrade of the books.

A backup counts only after the copy itself was proven. Restored books send nothing until a person says so (see
`sending_hold`), and the file that they replace is kept.
"""

import logging
import shutil
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import select

from landlord_desktop.config import data_folder, is_server
from landlord_desktop.db import backup as copies
from landlord_desktop.db import files, migrate
from landlord_desktop.db.engine import Store
from landlord_desktop.db.models import setup
from landlord_desktop.db.places import place_of
from landlord_desktop.db.sqlite_engine import open_store
from landlord_desktop.db.types import instant_text
from landlord_desktop.rules.errors import BooksError
from landlord_desktop.rules.rotation import kept_days
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books, record, system_actor
from landlord_desktop.services.check_memory import remember
from landlord_desktop.services.checks import Progress, run_checks
from landlord_desktop.services.portfolio import claim_day, end_day_claim
from landlord_desktop.services.settings import all_settings, put

ENDING = ".db"
SERVER_BACKUP = (
    "Books on an office server are backed up and restored on the server, by pg_dump and pg_restore or by its own "
    "continuous archive; ask who looks after it."
)
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class BackupMade:
    """A proven backup: its file, its bytes, and the moment from which on it knows nothing."""

    path: Path
    bytes: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Restored:
    """Restored books: their file, the moment of the backup, and where the file that stood there is kept now."""

    path: Path
    at: datetime
    kept: Path | None


def back_up(
    books: Books, path: Path, *, replace_file: bool = False, deep: bool = False, progress: Progress | None = None
) -> BackupMade:
    """Copy the books as they are at this moment to a file, prove the copy, and only then give it its name.

    Others may write meanwhile. `deep` proves all posted sets instead of the newest; `progress` may raise to stop.
    BooksError where the file exists, the disk is full or refuses, or the copy is not good: no file is left then.
    """
    if on_server(books):
        raise BooksError(f"No backup was made. {SERVER_BACKUP}")
    at = books.now()

    def prove(part: Path) -> None:
        store = copies.read_only_store(part, books.store.sealer)
        try:
            report = run_checks(replace(books, store=store), deep=deep, progress=progress)
        finally:
            store.close()
        remember(books, report, deep=deep)
        if not report.ok:
            raise BooksError(
                f"The backup was not kept, because a check of it found: {report.findings[0]} Keep the older backups, "
                "run check on the database and tell support."
            )

    size = copies.take(Path(books.store.location), path, at, prove, replace=replace_file)
    with books.store.write() as connection:
        put(connection, {"office.last_backup": instant_text(at)})
    return BackupMade(path, size, at)


def on_server(books: Books) -> bool:
    """Whether these books are a server's, which is backed up there and not by this program."""
    return is_server(books.store.location)


# the daily backup


def backup_folder(books: Books) -> Path:
    """Where the automatic backups of these books are kept; a folder for each database."""
    chosen = all_settings(books)["office.backup_folder"]
    return (Path(chosen) if chosen else data_folder() / "backups") / books.database_uuid


def back_up_daily(books: Books, progress: Progress | None = None) -> BackupMade | None:
    """The backup of the first log-on of an office day, all of it proven; None where it was made or is under way.

    Older ones are thinned out. Where it fails, BooksError, and the next log-on tries again.
    """
    if on_server(books):
        log.info("These books are on an office server, which keeps the backups; none was made by this PC.")
        return None
    claim = claim_day(books, "backup")
    if claim is None:
        return None
    done = False
    try:
        folder = _ready_folder(books)
        made = back_up(
            books, folder / f"{books.today().isoformat()}{ENDING}", replace_file=True, deep=True, progress=progress
        )
        done = True
        with files.told(folder):
            thin_out(folder)
    finally:
        end_day_claim(books, claim, done=done)
    return made


def _ready_folder(books: Books) -> Path:
    """The folder of the backups, made where it is missing, without what an interrupted backup left in it."""
    folder = backup_folder(books)
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for path in files.left_over(folder):
            path.unlink(missing_ok=True)
    except OSError as error:
        raise BooksError(
            f"The folder for backups, {folder.parent}, cannot be used: {error.strerror or 'the system refuses'}. "
            "Mend it, or choose another one by the setting office.backup_folder."
        ) from error
    return folder


def thin_out(folder: Path) -> tuple[Path, ...]:
    """Remove the backups that the rotation does not keep; what it removed. Files of other names are left alone."""
    found = {day: path for path in folder.iterdir() if (day := _day_of(path)) is not None}
    kept = kept_days(found.keys())
    removed = tuple(path for day, path in sorted(found.items()) if day not in kept)
    for path in removed:
        path.unlink(missing_ok=True)
    return removed


def _day_of(path: Path) -> date | None:
    """The day in the name of an automatic backup; None for any other file."""
    try:
        return date.fromisoformat(path.stem) if path.suffix == ENDING and len(path.stem) == 10 else None
    except ValueError:
        return None


def last_backup(books: Books) -> date | None:
    """The office's day of the newest backup; None before the first."""
    made = all_settings(books)["office.last_backup"]
    return books.day_of(datetime.fromisoformat(made)) if made else None


# restore and upgrade


def restore(path: Path, location: str, *, replace_file: bool = False) -> Restored:
    """Put a backup back into use as the database `location`, after proving all of it.

    BooksError, and nothing is changed, where the file is no backup of ours, is damaged or newer than the program,
    where the database is open in a program, or where it exists and `replace_file` does not say that it may be kept
    aside (as `<name>.before-restore-<date>`).
    """
    if is_server(location):
        raise BooksError(f"A backup becomes a database file. {SERVER_BACKUP}")
    target = Path(location)
    _refuse_places(path, target, replace_file=replace_file)
    with files.told(target):
        files.refuse_without_space(target.parent, path.stat().st_size + copies.SPARE_BYTES)
        part = files.new_beside(target)
        try:
            shutil.copyfile(path, part)
            copies.refuse_unstamped(part, path.name)
            books, at = _proven(part, path.name)
            copies.take_stamp_off(part)
            _note_restore(part, books, at)
            kept = _make_room(target, books.today())
            files.put_in_place(part, target)
        except BaseException:
            copies.remove(part)
            raise
    return Restored(target, at, kept)


def _refuse_places(path: Path, target: Path, *, replace_file: bool) -> None:
    if not path.is_file():
        raise BooksError(f"There is no backup {path.name or path}. Check the name.")
    if any(_size(path.with_name(f"{path.name}{ending}")) for ending in ("-wal", "-journal")):
        raise BooksError(f"{path.name} is open in a program; nothing was changed. Close it there and restore again.")
    if not target.name or target.is_dir():
        raise BooksError(f"{target.name or target} is a folder. Give the restored database a file name.")
    if not target.parent.is_dir():
        raise BooksError(f"There is no folder for {target.name}. Create it or choose another place.")
    migrate.refuse_unsafe_place(target)
    if not target.exists():
        return
    if target.samefile(path):
        raise BooksError(f"{target.name} is the backup itself; nothing was changed. Choose another name.")
    if not replace_file:
        raise BooksError(
            f"{target.name} exists already; nothing was changed. Choose another name. (On the command line, --replace "
            "puts the backup in its place and keeps it beside.)"
        )


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _proven(part: Path, name: str) -> tuple[Books, datetime]:
    """The books in a copy of a backup, and its moment; BooksError where any check of it fails."""
    store = copies.read_only_store(part)
    try:
        version = copies.schema_version(store)
        migrate.refuse_unknown(name, version)
        if version != migrate.HEAD:
            copies.refuse_damaged(part, name)
        books = _books_in(store, name)
        report = run_checks(books, deep=True) if version == migrate.HEAD else None
        if report is not None and not report.ok:
            raise BooksError(
                f"{name} was not restored, because a check of it found: {report.findings[0]} Nothing was changed; "
                "choose another backup."
            )
        return books, datetime.fromisoformat(all_settings(books)["office.restored_at"])
    finally:
        store.close()


def _books_in(store: Store, name: str) -> Books:
    with store.read() as connection:
        row = connection.execute(
            select(setup.office.c.name, setup.office.c.time_zone, setup.office.c.database_uuid)
        ).one_or_none()
    if row is None:
        raise BooksError(f"{name} holds no office. Nothing was changed; choose another backup.")
    return Books(store, system_actor(), row.name, row.time_zone, row.database_uuid)


def _note_restore(part: Path, books: Books, at: datetime) -> None:
    """One line of the audit trail. An older schema is left as it is until the upgrade."""
    store = open_store(part)
    try:
        if copies.schema_version(store) == migrate.HEAD:
            with store.write() as connection:
                day = books.day_of(at)
                sentence = f"Restored from a backup of {format_day(day)}; sending is off until allowed."
                record(connection, books, "restore", "database", sentence)
    finally:
        store.close()


def _make_room(target: Path, day: date) -> Path | None:
    """Give the old database another name, and what a lost one left beside it; the name, None where there was none."""
    names = [target.with_name(f"{target.name}{ending}") for ending in ("", *copies.BESIDE)]
    if not any(path.exists() for path in names):
        return None
    if target.exists():
        copies.refuse_open_database(target)
    kept = migrate.numbered(target.with_name(f"{target.name}.before-restore-{day.isoformat()}"))
    copies.set_aside(target, kept)
    return kept


def upgrade(location: str, *, password: str | None = None) -> Path | None:
    """Bring a database up to the present schema; the backup made before, None where it was up to date or is a server's.

    BooksError where it is newer, or where backup or upgrade fail: it is as it was then.
    """
    return place_of(location, password).bring_up_to_date()
