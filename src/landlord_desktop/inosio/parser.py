"""The one reader of the server's JSON: strict, and bounded in size and depth.

UTF-8 alone, no duplicate members, no number with a fraction or an exponent, no NaN; anything else is Nonsense.
"""

import json
from collections.abc import Callable

from landlord_desktop.inosio.errors import Nonsense

LARGEST_ANSWER_BYTES = 32 * 1024 * 1024
DEEPEST_NESTING = 64
LONGEST_INTEGER_DIGITS = 18
"""18 digits fit into 64 bits."""


def read_json(body: bytes) -> object:
    """The value of a JSON text; Nonsense with a plain reason where it is not strict JSON within the bounds."""
    if len(body) > LARGEST_ANSWER_BYTES:
        raise unreadable("it is larger than 32 MB")
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        raise unreadable("it is not UTF-8 text") from None
    try:
        value: object = json.loads(
            text,
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_refuser("it holds a number with a fraction"),
            parse_constant=_refuser("it holds a number that is none"),
        )
    except RecursionError:
        raise unreadable("it is nested too deeply") from None
    except ValueError:
        raise unreadable("it is not JSON, or was cut off") from None
    _check_depth(value)
    return value


def unreadable(why: str) -> Nonsense:
    """The error for an answer that cannot be read, with a plain reason."""
    return Nonsense(
        f"The server's answer cannot be read: {why}. Nothing was taken from it. "
        "Try again later; if it stays so, check the server address and tell Inosio."
    )


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise unreadable("it names a member twice")
    return members


def _integer(digits: str) -> int:
    if len(digits.lstrip("-")) > LONGEST_INTEGER_DIGITS:
        raise unreadable("it holds a number that is too long")
    return int(digits)


def _refuser(why: str) -> Callable[[str], object]:
    def refuse(_: str) -> object:
        raise unreadable(why)

    return refuse


def _check_depth(value: object) -> None:
    level: list[object] = [value]
    for _ in range(DEEPEST_NESTING + 1):
        level = [
            child
            for parent in level
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
        ]
        if not level:
            return
    raise unreadable("it is nested too deeply")
