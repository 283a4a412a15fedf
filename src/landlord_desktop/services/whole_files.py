"""Files for people and for other programs: each appears whole or not at all, in place of one that is there."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from landlord_desktop.db import files
from landlord_desktop.rules.errors import LandlordError

_AS_THE_FOLDER_HAS_IT = 0o666
"""Who may read such a file is for the user's own settings to say."""


def replace_file(path: Path, data: bytes) -> None:
    """Write the bytes to the file. LandlordError names the file where that fails.

    A file that was there before stays as it was until the new one is complete.
    """
    replace_with_pieces(path, (data,))


def replace_with_pieces(path: Path, pieces: Iterable[bytes]) -> None:
    """The same for a file that is made piece by piece; whatever ends the making leaves nothing behind."""
    with files.told(path, LandlordError):
        beside = files.new_beside(path, _AS_THE_FOLDER_HAS_IT)
        try:
            with beside.open("wb") as out:
                out.writelines(pieces)
            files.force_to_disk(beside)
            files.move(beside, path)
        except BaseException:
            with suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
