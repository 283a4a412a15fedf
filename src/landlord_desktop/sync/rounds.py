"""One round with the server, step by step; a failed step is told and what can go on goes on."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from landlord_desktop.services.books import Books
from landlord_desktop.services.outbox import request_balances
from landlord_desktop.services.portfolio import claim_day, end_day_claim, remember_round
from landlord_desktop.services.send_outcomes import hold_open_items, let_in, log_exchange, retry_now
from landlord_desktop.services.sending_hold import present_hold
from landlord_desktop.services.settings import all_settings
from landlord_desktop.services.words import plural
from landlord_desktop.sync.applicants import fetch_applicants, wants_applicants
from landlord_desktop.sync.connect import RoundError, connection, failed_step, sign_in
from landlord_desktop.sync.outbox import hold_for_token, send_due
from landlord_desktop.sync.receipts import Fetched, fetch_batches
from landlord_desktop.sync.report import TOKEN_KINDS, Progress, RoundReport, StepResult
from landlord_desktop.sync.returns import fetch_returns
from landlord_desktop.sync.work_orders import fetch_work_orders, wants_work_orders

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.token import TokenSource

STEPS = ("send", "batches", "returns", "work-orders", "applicants", "balances")
"""Steps of a whole round in their order: what waits is sent, news are fetched, balances are sent anew."""

_RETRIEVED = {
    "work-orders": (wants_work_orders, fetch_work_orders), "applicants": (wants_applicants, fetch_applicants),
}  # fmt: skip
"""What is fetched where its feature is on; a whole round passes over the others without a word."""


def _no_progress(_done: int, _total: int, _text: str) -> None:
    return None


def run_round(
    books: Books,
    tokens: "TokenSource",
    steps: Sequence[str] = STEPS,
    *,
    stop: threading.Event | None = None,
    progress: Progress = _no_progress,
    sends: str | None = None,
) -> RoundReport:
    """Run the steps; never raises for faults of the server or the network. `stop` is looked at between items.

    A round that only sends waits for each item's time; every other one is somebody's wish and tries all at once,
    except where the server itself asked to wait. `sends` limits the step "send" to one kind of item; where balances
    are sent anew in a step of their own, those that wait go with them and not twice.
    """
    flag = stop or threading.Event()
    results: list[StepResult] = []
    aside: list[str] = []
    new = 0
    kind = "batch_status" if sends is None and "balances" in steps else sends
    full = "batches" in steps and all_settings(books)["inosio.last_full_round"] != books.today().isoformat()
    try:
        with connection(books, tokens, flag) as client:
            progress(0, 0, "Connecting to Inosio")
            portfolio = sign_in(books, client).portfolio_id
            let_in(books)
            asked_to_wait = retry_now(books) if tuple(steps) != ("send",) else 0
            for name in steps:
                if tuple(steps) == STEPS and name in _RETRIEVED and not _RETRIEVED[name][0](books):
                    continue
                if name in {"send", "balances"}:
                    step = _sending_step(books, client, name, kind, flag, progress, asked_to_wait)
                else:
                    fetched = _fetching_step(books, client, name, portfolio, flag, progress, full=full)
                    step, new = fetched.step, new + (fetched.new if name == "batches" else 0)
                    aside += fetched.set_aside
                results.append(step)
                if name == "batches" and step.ok and results[0].ok and results[0].name == "send":
                    results[0] = _tell_the_rest(books, client, results[0], flag, progress)
                if step.kind in TOKEN_KINDS | {"cancelled"}:
                    break
    except RoundError as error:
        results.append(failed_step("connect", error))
        _log(books, results[-1], "server")
        _hold(books, error)
    report = RoundReport(tuple(results), tuple(aside), new)
    seen_all = full and any(step.name == "batches" and step.ok for step in results)
    # What the account has not is no failure of the round: all that it has was exchanged.
    failure = next((step.detail for step in results if not step.ok and step.kind != "denied"), "")
    remember_round(books, error=failure, full=seen_all)
    return report


def _fetching_step(
    books: Books, client: "InosioClient", name: str, portfolio_id: str, stop: threading.Event, progress: Progress, *,
    full: bool,
) -> Fetched:
    """Fetch what is new of one kind, and write into the integration log how it ended."""
    if name == "batches":
        fetched = fetch_batches(books, client, portfolio_id, full=full, stop=stop, progress=progress)
    elif name == "returns":
        progress(0, 0, "Fetching returned payments")
        fetched = fetch_returns(books, client, portfolio_id)
    else:
        step, unread = _RETRIEVED[name][1](books, client, portfolio_id, stop=stop, progress=progress)
        fetched = Fetched(step, unread, 0)
    step = fetched.step
    _log(books, replace(step, request_id=step.request_id or client.last_request_id), name, fetched.set_aside)
    return fetched


def _sending_step(
    books: Books, client: "InosioClient", name: str, only: str | None, stop: threading.Event, progress: Progress,
    asked_to_wait: int,
) -> StepResult:
    held = present_hold(books)
    if held:
        return StepResult(name, False, held, "held")
    if name == "balances":
        request_balances(books, "synchronize with server")
        only = "balances"
    step = send_due(books, client, stop=stop, progress=progress, only=only)
    if step.ok and asked_to_wait:
        words = f"The server asked to wait; {plural(asked_to_wait, 'message')} will be sent when the time has come."
        return StepResult(name, False, f"{step.detail} {words}".strip(), "failing")
    return StepResult(name, step.ok, step.detail, step.kind, step.request_id)


def _tell_the_rest(
    books: Books, client: "InosioClient", sent: StepResult, stop: threading.Event, progress: Progress
) -> StepResult:
    """Send what the batches just fetched made necessary: a sample's batch was processed before the server knew us."""
    rest = send_due(books, client, stop=stop, progress=progress, only="batch_status")
    return StepResult("send", rest.ok, f"{sent.detail} {rest.detail}".strip(), rest.kind, rest.request_id)


def _hold(books: Books, error: RoundError) -> None:
    """Nobody can be reached, or nobody lets us in: what waits is tried later and not again at once."""
    if error.kind in TOKEN_KINDS | {"insecure"}:
        hold_for_token(books, error.sentence)
    elif error.kind not in {"cancelled", "no_server"}:
        hold_open_items(books, error.sentence, *error.wait)


def _log(books: Books, step: StepResult, subject: str, set_aside: Sequence[str] = ()) -> None:
    """Write how a step ended into the integration log; what is sent is logged item by item."""
    log_exchange(books, step.name, subject, "ok" if step.ok else "failed", step.detail, step.request_id)
    for sentence in set_aside:
        log_exchange(books, step.name, subject, "held", sentence)


def run_daily_round(
    books: Books,
    tokens: "TokenSource",
    *,
    stop: threading.Event | None = None,
    progress: Progress = _no_progress,
) -> RoundReport | None:
    """The round of the first log-on of the day; None where another PC does or did it. Given back where it fails."""
    claim = claim_day(books)
    if claim is None:
        return None
    done = False
    try:
        report = run_round(books, tokens, stop=stop, progress=progress)
        done = all(step.ok or step.kind == "denied" for step in report.steps)
    finally:
        end_day_claim(books, claim, done=done)
    return report
