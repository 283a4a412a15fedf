"""Reports as files: each appears whole or not at all, being written beside its place and put there at the end."""

import errno
import os
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from landlord_desktop.reports.model import Report
from landlord_desktop.rules.errors import LandlordError, RuleError

ENDINGS = (".pdf", ".csv", ".xlsx")
"""The kinds of file a report can be written to."""

Progress = Callable[[int, int], None]


def write(report: Report, path: Path | str, progress: Progress | None = None) -> None:
    """Write the report to a file whose ending chooses the kind; the file appears whole or not at all.

    `progress(pages done, pages)` is called for a PDF and may raise to give up. RuleError for another ending,
    LandlordError naming the file where the folder or the disk refuses.
    """
    target = Path(path)
    ending = target.suffix.lower()
    if ending == ".pdf":
        from landlord_desktop.reports.pdf import pdf_bytes

        data = pdf_bytes(report, progress)
    elif ending == ".csv":
        from landlord_desktop.reports.csv_writer import csv_bytes

        data = csv_bytes(report)
    elif ending == ".xlsx":
        from landlord_desktop.reports.xlsx_writer import xlsx_bytes

        data = xlsx_bytes(report)
    else:
        raise RuleError(f"{target.name} does not tell the kind of file. Give it the ending .pdf, .csv or .xlsx.")
    replace_file(target, data)



def replace_file(path: Path, data: bytes) -> None:
    """Write the bytes to the file, in place of one that is there. LandlordError names the file where that fails.

    A file that was there before stays as it was until the new one is complete.
    """
    replace_with_pieces(path, (data,))


def replace_with_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same for a file that is made piece by piece; whatever ends the making leaves nothing behind."""
    beside = path.with_name(f".{path.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with beside.open("xb") as out:
            out.writelines(pieces)
            out.flush()
            os.fsync(out.fileno())
        beside.replace(path)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise LandlordError(_sentence(path, error)) from error
        raise


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
