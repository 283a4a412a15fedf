"""What screens ask of the server: a round of named steps."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject

FETCH_BATCHES = ("batches",)


class RoundResult(Protocol):
    """How a round ended: one sentence of what it did, and one of what went wrong, empty where nothing did."""

    @property
    def sentence(self) -> str: ...
    @property
    def error(self) -> str: ...


class RunningRound(Protocol):
    """A round under way."""

    def cancel(self) -> None: ...


class SyncRuns(Protocol):
    """Runs rounds one after the other; the callbacks come in the GUI thread, unless the owner is gone."""

    def run(
        self,
        steps: tuple[str, ...],
        *,
        done: Callable[[RoundResult], object],
        failed: Callable[[BaseException], object],
        progress: Callable[[int, int, str], object],
        owner: QObject,
    ) -> RunningRound: ...
