"""Create a database, bring an older one up to date after a backup, refuse a newer one untouched."""

import sys
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection

from landlord_desktop.config import migrations_path
from landlord_desktop.db import backup
from landlord_desktop.db.sqlite_engine import open_engine, own_errors, quick_version
from landlord_desktop.rules.errors import BooksError, LandlordError

HEAD = "0003"
"""The schema version this program writes."""

SCHEMA_SHA256 = "d866b9bd8e5d9134b70c5ea223d6df9bd7a112a551f5eb924081528d29a2cfe6"
"""What the definitions of that version come to in a file; see `db.integrity`."""

SERVER_SCHEMA_SHA256 = "39103cff116f89e51ff383fec06bddcbd0b78b84828de78b3eaa503593c4b73e"
"""The same on a server."""

KNOWN = ("0001", "0002", "0003")
"""All schema versions this program can bring up to date, oldest first."""


def create(path: Path) -> None:
    """Make an empty database of the present schema; what cannot be finished leaves no file.

    BooksError where the file exists, the place is unsafe or the disk refuses.
    """
    if not path.name:
        raise BooksError("Give the new database a file name.")
    if not path.parent.is_dir():
        raise BooksError(f"There is no folder for {path.name}. Create it or choose another place.")
    refuse_unsafe_place(path)
    try:
        path.open("xb").close()  # whoever makes the file owns it: of two at once, one is refused
    except FileExistsError as error:
        raise BooksError(f"{path.name} exists already; nothing was changed. Choose another name.") from error
    except OSError as error:
        reason = error.strerror or "the disk refuses"
        raise BooksError(f"{path.name} cannot be created: {reason}. Choose another place.") from error
    try:
        _upgrade(path)
    except BaseException:
        remove_files(path)
        raise


def remove_files(path: Path) -> None:
    """Remove a database that was not finished, with what the engine keeps beside it."""
    for ending in ("", "-wal", "-shm", "-journal"):
        path.with_name(f"{path.name}{ending}").unlink(missing_ok=True)


def check_version(path: Path) -> bool:
    """Whether the file has the present schema. BooksError for a newer one, a stranger's file or none at all.

    The file is only read.
    """
    if path.is_dir():
        raise BooksError(f"{path.name or path} is a folder, not a database. Name the file in it.")
    if not path.is_file():
        raise BooksError(f"There is no database {path.name}. Check the name, or create it.")
    found = quick_version(path)
    refuse_unknown(path.name, found)
    return found == HEAD


def refuse_unknown(name: str, version: str | None) -> None:
    """BooksError for a schema version that this program cannot read; the sentence calls the file `name`."""
    if version is None:
        raise BooksError(f"{name} is no Landlord Desktop database. Nothing was changed; choose another file.")
    if version not in KNOWN:
        raise BooksError(
            f"{name} was written by a newer Landlord Desktop (schema {version}). Nothing was changed; "
            "install the newer program on this PC."
        )


def bring_up_to_date(path: Path) -> Path | None:
    """Upgrade the file where it is older; the backup made of it before, None where nothing was to be done.

    BooksError where the backup or the upgrade fails: the database is as it was then.
    """
    refuse_unsafe_place(path)
    if check_version(path):
        return None
    kept = _back_up_before(path)
    try:
        _upgrade(path)
    except Exception as error:
        reason = f" {error.sentence}" if isinstance(error, LandlordError) else ""
        raise BooksError(
            f"{path.name} could not be brought up to date and is as it was before.{reason} "
            f"The backup made before is {kept}. Use the older program meanwhile, and tell support."
        ) from error
    return kept


def _back_up_before(path: Path) -> Path:
    """A proven backup beside the database, of a name that is free."""
    kept = numbered(path.with_name(f"{path.stem}.before-upgrade-from-{quick_version(path)}"), path.suffix)
    backup.take(path, kept, datetime.now(UTC), lambda part: backup.refuse_damaged(part, path.name))
    return kept


def numbered(path: Path, ending: str = "") -> Path:
    """The path with the ending, and with a number before it where such a file exists already."""
    found, number = path.with_name(f"{path.name}{ending}"), 1
    while found.exists():
        number += 1
        found = path.with_name(f"{path.name}-{number}{ending}")
    return found


def _upgrade(path: Path) -> None:
    engine = open_engine(path)
    try:
        with own_errors(), engine.begin() as connection:
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # tables are rebuilt; all keys are checked below
            connection.exec_driver_sql("PRAGMA legacy_alter_table=ON")
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            run_migrations(connection)
            if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
                raise BooksError("A record would name one that does not exist.")
    finally:
        engine.dispose()


def run_migrations(connection: Connection) -> None:
    """Bring the schema up to date inside the transaction of this connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_path()).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


_NETWORK_SYSTEMS = {"cifs", "smb", "smb3", "smbfs", "nfs", "nfs4", "9p", "afpfs", "webdav", "davfs", "fuse.sshfs"}
_SYNCED_FOLDERS = ("onedrive", "dropbox", "google drive", "googledrive", "icloud drive", "nextcloud", "box sync")


def refuse_unsafe_place(path: Path) -> None:
    """BooksError for a network drive or a cloud-synchronised folder: both damage a database file in use."""
    whole = path.absolute()
    if str(whole).startswith(("\\\\", "//")) or _file_system(whole) in _NETWORK_SYSTEMS:
        raise BooksError(
            f"{path.name} would lie on a network drive, where a shared database file gets damaged. "
            "Keep it on this PC's own disk."
        )
    for part in whole.parts[:-1]:
        if part.lower().startswith(_SYNCED_FOLDERS):
            raise BooksError(
                f"{path.name} would lie in the cloud-synchronised folder {part}, which damages a database in use. "
                "Keep it in another folder and put only backups there."
            )


def _file_system(path: Path) -> str:
    """The kind of file system the path lies on; the empty text where the system does not tell."""
    mounts = Path("/proc/mounts")
    if not sys.platform.startswith("linux") or not mounts.is_file():
        return ""
    best, kind = "", ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        fields = line.split(" ")
        if len(fields) > 2:
            point = fields[1].replace("\\040", " ")
            if len(point) >= len(best) and (path == Path(point) or Path(point) in path.parents):
                best, kind = point, fields[2]
    return kind
