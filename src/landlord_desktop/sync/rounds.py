"""One round with the server, step by step; a failed step is told and what can go on goes on."""

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from landlord_desktop.services.basics import LandlordError
from landlord_desktop.services.books import Books
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.portfolio import claim_day, end_day_claim, remember_round
from landlord_desktop.services.sending import log_exchange
from landlord_desktop.services.settings import all_settings
from landlord_desktop.sync.connect import RoundError, connection, sign_in
from landlord_desktop.sync.outbox import send_due
from landlord_desktop.sync.receipts import fetch_batches
from landlord_desktop.sync.report import Progress, RoundReport, StepResult

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.token import TokenSource

STEPS = ("send", "batches", "balances")
"""Steps of a whole round in their order: what waits is sent, batches are fetched, balances are sent anew."""


def _no_progress(_done: int, _total: int, _text: str) -> None:
    return None


def run_round(
    books: Books,
    tokens: "TokenSource",
    steps: Sequence[str] = STEPS,
    *,
    stop: threading.Event | None = None,
    progress: Progress = _no_progress,
) -> RoundReport:
    """Run the steps; never raises for faults of the server or the network. `stop` is looked at between items."""
    flag = stop or threading.Event()
    results: list[StepResult] = []
    aside: list[str] = []
    new = 0
    full = "batches" in steps and all_settings(books)["inosio.last_full_round"] != books.today().isoformat()
    try:
        with connection(books, tokens, flag) as client:
            progress(0, len(steps), "Connecting")
            portfolio = sign_in(books, client).portfolio_id
            for name in steps:
                if name == "batches":
                    step, kept_aside, new = fetch_batches(
                        books, client, portfolio, full=full, stop=flag, progress=progress
                    )
                    aside += kept_aside
                else:
                    step = _sending_step(books, client, name, flag, progress)
                results.append(step)
                if step.kind in {"token", "cancelled"}:
                    break
    except RoundError as error:
        results.append(StepResult(_next(steps, results), False, error.sentence, error.kind, error.request_id))
    except LandlordError as error:
        results.append(StepResult(_next(steps, results), False, error.sentence, "held"))
    report = RoundReport(tuple(results), tuple(aside), new)
    _remember(books, report, full=full and any(step.name == "batches" and step.ok for step in results))
    return report


def _sending_step(
    books: Books, client: "InosioClient", name: str, stop: threading.Event, progress: Progress
) -> StepResult:
    if name == "balances":
        request_balances(books, "synchronize with server")
        step = send_due(books, client, stop=stop, progress=progress, only="balances")
    else:
        step = send_due(books, client, stop=stop, progress=progress)
    return StepResult(name, step.ok, step.detail, step.kind, step.request_id)


def _next(steps: Sequence[str], results: list[StepResult]) -> str:
    return steps[min(len(results), len(steps) - 1)] if steps else "connect"


def _remember(books: Books, report: RoundReport, *, full: bool) -> None:
    for step in report.steps:
        if step.name == "batches" or step.kind not in {"", "held", "refused"}:
            outcome = "ok" if step.ok else "failed"
            log_exchange(books, step.name, "server", outcome, step.detail, step.request_id)
    for sentence in report.set_aside:
        log_exchange(books, "batches", "server", "held", sentence)
    remember_round(books, error=report.error, full=full)


def run_daily_round(
    books: Books,
    tokens: "TokenSource",
    *,
    stop: threading.Event | None = None,
    progress: Progress = _no_progress,
) -> RoundReport | None:
    """The round of the first log-on of the day; None where another PC does or did it. Given back where it fails."""
    if not claim_day(books):
        return None
    done = False
    try:
        report = run_round(books, tokens, stop=stop, progress=progress)
        done = not report.error
    finally:
        end_day_claim(books, done=done)
    return report
