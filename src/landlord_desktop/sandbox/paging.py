"""Pages of a list: cursors that say where the next page begins, and sync tokens that say what was read already.

A cursor is opaque to the client: JSON in base64. It carries the question it belongs to, so that a cursor of one list
cannot be used for another.
"""

import base64
import binascii
import json
import re
from collections.abc import Sequence
from typing import Any

from landlord_desktop.sandbox.wire import ProblemError, invalid

_SYNC_TOKEN = re.compile(r"(?P<feed>[a-z_]+)\.(?P<epoch>[0-9a-f]+)\.(?P<number>\d{1,15})", re.ASCII)


def write_cursor(question: Sequence[object], last: Sequence[object], upto: int = 0) -> str:
    """A cursor behind the item whose sort key is `last`, for the list that `question` describes."""
    text = json.dumps({"q": list(question), "last": list(last), "upto": upto})
    return base64.urlsafe_b64encode(text.encode("utf-8")).decode("ascii")


def read_cursor(cursor: str | None, question: Sequence[object], kinds: Sequence[type]) -> tuple[list[Any], int] | None:
    """The `last` (of the types `kinds`) and `upto` that `write_cursor` was given; None for the first page.

    422 for any other text.
    """
    if cursor is None:
        return None
    try:
        read: Any = json.loads(base64.b64decode(cursor.encode("ascii"), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, RecursionError):
        raise invalid("/query/cursor", "is not a cursor of this server") from None
    if not isinstance(read, dict) or read.get("q") != list(question):
        raise invalid("/query/cursor", "is not a cursor of this list")
    last, upto = read.get("last"), read.get("upto")
    if not isinstance(last, list) or [type(part) for part in last] != list(kinds) or type(upto) is not int:
        raise invalid("/query/cursor", "is not a cursor of this server")
    return last, upto


def write_sync_token(feed: str, epoch: str, number: int) -> str:
    """The sync token of a reader that has seen all changes of a feed up to `number`."""
    return f"{feed}.{epoch}.{number}"


def read_sync_token(token: str | None, feed: str, epoch: str) -> int:
    """The change that the reader has seen last, 0 without a token. 410 for one that is no longer good."""
    if token is None:
        return 0
    match = _SYNC_TOKEN.fullmatch(token)
    if match is None or match["feed"] != feed or match["epoch"] != epoch:
        raise ProblemError(410, "sync_token_expired", "Read all again without `since`.")
    return int(match["number"])
