"""How the synchronization stands, in the words of the status bar."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from landlord_desktop.ui.text import format_moment
from landlord_desktop.ui.widgets.badge import StateKind

What = Literal["send", "retry", "daily"]
"""What is done in a window of its own, where data is not to be sent in the background."""
RUNNING = "Synchronizing with Inosio"


@dataclass(frozen=True, slots=True)
class SyncState:
    """A sign, a short text, and all that can be said about it for the tool tip."""

    kind: StateKind
    text: str
    detail: str = ""


def running_state(step: str) -> SyncState:
    """A round is under way; `step` is what it does now."""
    return SyncState("info", step or RUNNING)


def resting_state(
    *, server: bool, offline_since: datetime | None, last_success: datetime | None, error: str
) -> SyncState:
    """Nothing is under way: since when the server cannot be reached, or how the last round ended."""
    last = f"last synchronized {format_moment(last_success)}" if last_success else "not synchronized yet"
    if not server:
        return SyncState("neutral", "Inosio is not set up")
    if offline_since is not None:
        clock = format_moment(offline_since).partition(" at ")[2]
        text = f"Offline since {clock}; what waits is sent as soon as the server answers"
        return SyncState("warning", text, f"{error} {_sentence_case(last)}.".strip())
    if error:
        return SyncState("negative", f"Synchronization failed; {last}", error)
    return SyncState("positive" if last_success else "neutral", _sentence_case(last))


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]
