"""Where the program finds its own files, and where it keeps the user's."""

import os
import sys
from functools import cache
from pathlib import Path

PROGRAM_NAME = "Landlord Desktop"
_PACKAGE = Path(__file__).resolve().parent


def _shipped(name: str) -> Path:
    """A folder that lies in the package when installed and beside `src` in a checkout."""
    installed = _PACKAGE / name
    return installed if installed.is_dir() else _PACKAGE.parent.parent / name


def resource_path(*parts: str) -> Path:
    """A file of the resources folder."""
    return _shipped("resources").joinpath(*parts)


def migrations_path() -> Path:
    """The folder of the schema migrations."""
    return _shipped("migrations")


def data_folder() -> Path:
    """Where databases and window settings are kept unless the user says otherwise; LANDLORD_DATA overrides it."""
    chosen = os.environ.get("LANDLORD_DATA")
    if chosen:
        return Path(chosen)
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "landlord-desktop"


def log_folder() -> Path:
    """Where the program's log files are kept."""
    return data_folder() / "logs"


def is_server(location: str) -> bool:
    """Whether a database's location is the address of a server and not a file."""
    return location.startswith(("postgresql:", "postgresql+", "postgres:"))


def place_name(location: str) -> str:
    """How a database is called in the window and in sentences: its file's name, or the database's on its server."""
    if is_server(location):
        return location.partition("?")[0].rstrip("/").rpartition("/")[2]
    return Path(location).name


@cache
def version() -> str:
    """The program's version, from the installed package or the checkout."""
    from importlib import metadata

    try:
        return metadata.version("landlord-desktop")
    except metadata.PackageNotFoundError:
        import tomllib

        project = _PACKAGE.parent.parent / "pyproject.toml"
        return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
