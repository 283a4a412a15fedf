"""How a command ends: one value, told once. So `--json` prints one object on stdout whatever happened before.

Text from outside is made visible: a payment's memo must not be able to move the cursor of a terminal.
"""

import json
import os
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from landlord_desktop.services.basics import BooksError, LandlordError
from landlord_desktop.services.words import visible

DONE, FINDINGS, USAGE, UNREACHABLE, TOKEN, DATABASE = range(6)
FAULT, STOPPED = 70, 130
"""A fault of the program itself, and Ctrl+C; both as other programs of the system tell them."""

EMPTY_OBJECTS: dict[str, dict[str, Any]] = {
    "sync": {"steps": [], "set_aside": []},
    "batches": {"batches": []},
    "post": {
        "posted": [], "held": [], "already_posted": [], "slips": [],
        "totals": {"posted": "0.00", "held": "0.00", "already_posted": "0.00"},
    },
    "autopilot": {
        "dry_run": False, "posted": [], "held": [], "already_posted": [], "slips": [],
        "totals": {"posted": "0.00", "held": "0.00", "already_posted": "0.00"},
    },
    "check": {"ok": False, "checks": []},
    "returns": {"approved": [], "waiting": []},
    "lockbox": {"batch_id": None, "loaded": 0, "errors": []},
}
"""What `--json` prints, besides the error, where a command could do nothing."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """The exit code, lines for a person, the object for `--json`, and sentences for stderr."""

    code: int = DONE
    lines: tuple[str, ...] = ()
    value: dict[str, Any] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def outcome_of(error: BaseException, empty: dict[str, Any]) -> Outcome:
    """How a command ends by an error; `empty` is its object with nothing in it."""
    code, sentence = _told(error)
    shape = empty if isinstance(error, LandlordError) else {}
    return Outcome(code, (), {**shape, "error": sentence}, (sentence,))


def _told(error: BaseException) -> tuple[int, str]:
    if isinstance(error, BooksError):
        return DATABASE, error.sentence
    if isinstance(error, LandlordError):
        return USAGE, error.sentence
    if isinstance(error, KeyboardInterrupt):
        return STOPPED, "Stopped. Run the command again to see what was saved before."
    if isinstance(error, OSError):
        name = f" {Path(error.filename).name}" if isinstance(error.filename, str) else ""
        return DATABASE, f"The disk or the system refuses{name}: {error.strerror or type(error).__name__}."
    place = traceback.extract_tb(error.__traceback__)[-1:]
    where = f" in {Path(place[0].filename).name}, line {place[0].lineno}" if place else ""
    code = DATABASE if type(error).__module__.startswith("sqlalchemy") else FAULT
    return code, (
        f"Something went wrong ({type(error).__name__}{where}). What was saved before is safe, the rest was not done. "
        "Run check on the database; if that finds nothing, tell support this sentence."
    )


def tell(outcome: Outcome, *, as_json: bool) -> int:
    """Print how a command ended; its exit code. A reader who went away changes nothing."""
    for sentence in outcome.problems:
        _write(sys.stderr, f"{_one_line(sentence)}\n")
    if as_json:
        text = f"{json.dumps(outcome.value, indent=2)}\n"
    else:
        text = "".join(f"{_one_line(line)}\n" for line in outcome.lines)
    refused = _write(sys.stdout, text)
    if refused:
        _write(sys.stderr, f"The output could not be written: {refused}.\n")
    return outcome.code or (FINDINGS if refused else DONE)


def _one_line(text: str) -> str:
    return visible(text).replace("\n", "⟦U+000A⟧").replace("\t", "⟦U+0009⟧")


def _write(stream: TextIO | None, text: str) -> str:
    """Write and flush; why the system refused, empty where it did not or where nobody reads any more."""
    if stream is None:
        return ""
    try:
        stream.write(text.encode(stream.encoding or "utf-8", "backslashreplace").decode(stream.encoding or "utf-8"))
        stream.flush()
    except BrokenPipeError:
        _close_quietly(stream)
    except OSError as error:
        _close_quietly(stream)
        return error.strerror or "the system refuses"
    return ""


def _close_quietly(stream: TextIO) -> None:
    """Point the stream to nowhere, so that the interpreter's last flush finds no fault either."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
