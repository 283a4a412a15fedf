"""The autopilot with its fetch: called by a person or a scheduler, or by itself once an office day."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from landlord_desktop.services.autopilot import AutopilotResult, run_round
from landlord_desktop.services.autopilot_settings import autopilot_settings
from landlord_desktop.services.books import Books
from landlord_desktop.services.portfolio import claim_day, day_is_claimed, end_day_claim
from landlord_desktop.services.settings import all_settings
from landlord_desktop.sync import rounds
from landlord_desktop.sync.report import Progress, RoundReport
from landlord_desktop.sync.tokens import sealed

if TYPE_CHECKING:
    from landlord_desktop.inosio.token import TokenSource

CLAIM = "autopilot"


@dataclass(frozen=True, slots=True)
class AutopilotRun:
    """One round. `fetched` is None where no server was asked; `result` is None where nothing was posted for that."""

    fetched: RoundReport | None
    result: AutopilotResult | None

    @property
    def error(self) -> str:
        """What went wrong with the server; empty where nothing did."""
        return self.fetched.error if self.fetched is not None else ""


def _no_progress(_done: int, _total: int, _text: str) -> None:
    return None


def run_called(
    books: Books, tokens: "TokenSource", *, dry_run: bool = False, stop: threading.Event | None = None,
    progress: Progress = _no_progress,
) -> AutopilotRun:
    """A round that somebody called: fetch where a server is set, then post what is equal, whatever the fetch gave.

    A dry run asks no server, since storing a batch would change the books: it tells of the batches that are here.
    """
    fetched = None if dry_run else _fetch(books, tokens, stop, progress)
    return AutopilotRun(fetched, run_round(books, dry_run=dry_run, note=_note(fetched)))


def run_after_daily(books: Books, progress: Progress = _no_progress) -> AutopilotResult | None:
    """The round right after the daily one, which has just fetched; None where the settings want none, or it was."""
    wanted = autopilot_settings(all_settings(books))
    if not wanted.on or wanted.at:
        return None
    progress(0, 0, "Autopilot")
    return _once_a_day(books)


def is_due(books: Books) -> bool:
    """Whether the hour of the settings has come and no PC did the round of this office day, or is at it."""
    wanted = autopilot_settings(all_settings(books))
    if not wanted.on or not wanted.at or f"{books.local_time(books.now()):%H:%M}" < wanted.at:
        return False
    return not day_is_claimed(books, CLAIM)


def run_at_its_time(
    books: Books, tokens: "TokenSource", *, stop: threading.Event | None = None, progress: Progress = _no_progress
) -> AutopilotRun:
    """The round of this office day at the hour of the settings; it is given back where the server cannot be asked.

    Where only single batches could not be fetched, it goes on with those that are here and says so.
    """
    fetched = _fetch(books, tokens, stop, progress)
    if fetched is not None and not all(step.partial for step in fetched.failures):
        return AutopilotRun(fetched, None)
    progress(0, 0, "Autopilot")
    return AutopilotRun(fetched, _once_a_day(books, _note(fetched)))


def _note(fetched: RoundReport | None) -> str:
    """What the morning list says of the fetch; empty where all went well."""
    if fetched is None or not fetched.failures:
        return ""
    partial = all(step.partial for step in fetched.failures)
    return f"{'Not every batch could be fetched' if partial else 'The server could not be asked'}: {fetched.error}"


def _once_a_day(books: Books, note: str = "") -> AutopilotResult | None:
    claim = claim_day(books, CLAIM)
    if claim is None:
        return None
    done = False
    try:
        result = run_round(books, cause="scheduled", note=note)
        done = True
    finally:
        end_day_claim(books, claim, done=done)
    return result


def _fetch(
    books: Books, tokens: "TokenSource", stop: threading.Event | None, progress: Progress
) -> RoundReport | None:
    if not all_settings(books)["inosio.server"]:
        return None
    return rounds.run_round(sealed(books, tokens), tokens, ("batches",), stop=stop, progress=progress)
