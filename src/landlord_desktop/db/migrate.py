"""Create a database, bring an older one up to date, refuse a newer one untouched."""

import sys
from pathlib import Path

from landlord_desktop.config import migrations_path
from landlord_desktop.db.engine import open_engine, own_errors, quick_version
from landlord_desktop.rules.errors import BooksError

HEAD = "0001"
"""The schema version this program writes."""

KNOWN = ("0001",)
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
    if found is None:
        raise BooksError(f"{path.name} is no Landlord Desktop database. Nothing was changed; choose another file.")
    if found not in KNOWN:
        raise BooksError(
            f"{path.name} was written by a newer Landlord Desktop (schema {found}). Nothing was changed; "
            "install the newer program on this PC."
        )
    return found == HEAD


def bring_up_to_date(path: Path) -> bool:
    """Upgrade the file where it is older; True where something was done."""
    refuse_unsafe_place(path)
    if check_version(path):
        return False
    _upgrade(path)
    return True


def _upgrade(path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations_path()).replace("%", "%%"))
    engine = open_engine(path)
    try:
        with own_errors(), engine.begin() as connection:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
    finally:
        engine.dispose()


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
