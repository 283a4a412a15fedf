"""A file appears whole or not at all: written beside its place, forced to the disk, then put there."""

import errno
import os
import secrets
from contextlib import suppress
from pathlib import Path

from landlord_desktop.rules.errors import LandlordError


def replace_file(path: Path, data: bytes) -> None:
    """Write the bytes to the file, in place of one that is there. LandlordError names the file where that fails.

    A file that was there before stays as it was until the new one is complete.
    """
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        raise LandlordError(_sentence(path, error)) from error


def _sentence(path: Path, error: OSError) -> str:
    if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return f"The disk is full: {path.name} was not written. Free some space and do it again."
    if error.errno in {errno.ENOENT, errno.ENOTDIR}:
        return f"{path.name} was not written: there is no folder {path.parent}. Choose another folder."
    if error.errno in {errno.EISDIR, errno.ENOTEMPTY, errno.EEXIST}:
        return f"{path.name} was not written: a folder has this name. Choose another name."
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return (
            f"{path.name} was not written: this folder or file may not be changed. "
            "Close the file where it is open, or choose another folder."
        )
    return f"{path.name} was not written: {error.strerror or 'the disk refused it'}. Try another folder."
