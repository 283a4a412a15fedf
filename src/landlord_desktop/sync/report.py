"""What a round with the server did, in values that every caller understands."""

from collections.abc import Callable
from dataclasses import dataclass

Progress = Callable[[int, int, str], None]

UNREACHABLE_KINDS = frozenset({"unreachable", "failing", "nonsense", "no_server", "insecure", "cancelled"})
TOKEN_KINDS = frozenset({"token", "portfolio"})


@dataclass(frozen=True, slots=True)
class StepResult:
    """One named step: whether it ended well, and one sentence of what it did or why not.

    `kind` of a failure: unreachable, failing, nonsense, no_server, insecure, token, portfolio, refused, denied (the
    account has not this feature), cancelled or held. `retry_after_seconds` is how long the server asked to wait.
    `partial`: it failed for single items only, all the others were looked at.
    """

    name: str
    ok: bool
    detail: str
    kind: str = ""
    request_id: str = ""
    retry_after_seconds: float | None = None
    partial: bool = False


@dataclass(frozen=True, slots=True)
class RoundReport:
    """A whole round. `set_aside` are sentences about what the server gave and the books did not take."""

    steps: tuple[StepResult, ...]
    set_aside: tuple[str, ...] = ()
    new_batches: int = 0

    @property
    def error(self) -> str:
        """The first failure's sentence; empty where all went well."""
        return next((step.detail for step in self.steps if not step.ok), "")

    @property
    def kind(self) -> str:
        """The first failure's kind; empty where all went well."""
        return next((step.kind for step in self.steps if not step.ok), "")

    @property
    def failures(self) -> tuple[StepResult, ...]:
        """The steps that failed; what the account has not signed up for is no failure."""
        return tuple(step for step in self.steps if not step.ok and step.kind != "denied")

    @property
    def sentence(self) -> str:
        """All steps in one line for a toast or a status bar."""
        return " ".join(step.detail for step in self.steps if step.detail)
