"""JSON files that are either the old one or the new one, whatever happens while they are written."""

import json
import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

JsonObject = dict[str, Any]


def write_json(path: Path, value: object) -> None:
    """Replace `path` by `value`, readable by its owner alone. On OSError the old file is still whole."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(value))
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
    _sync_folder(path.parent)


def read_json(path: Path) -> Any:
    """The value in `path`. OSError where it cannot be read, ValueError where it is no JSON."""
    return json.loads(path.read_text(encoding="utf-8"))


def _sync_folder(folder: Path) -> None:
    """Make the replaced name durable too; Windows has no such call and does not need it."""
    if os.name != "posix":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
