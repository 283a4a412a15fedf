"""The step that sends what waits in the outbox: same bytes and same key at every try, each item to a clear end."""

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from landlord_desktop.services import send_outcomes, sending
from landlord_desktop.services.basics import RuleError
from landlord_desktop.services.books import Books
from landlord_desktop.services.outbox import OutboxItem
from landlord_desktop.services.send_outcomes import Reply
from landlord_desktop.services.sending import OutboxRequest
from landlord_desktop.services.waits import LONGEST_WAIT_SECONDS
from landlord_desktop.services.words import plural
from landlord_desktop.sync.connect import as_round_error
from landlord_desktop.sync.report import Progress, StepResult
from landlord_desktop.sync.tokens import SealedAwayError

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.errors import InosioError, Refused, ServerFailing
    from landlord_desktop.inosio.schemas import BatchHeader

MOST_FAILURES_RUNNING = 2
"""So many items without an answer, one after the other, and the server counts as down: the rest waits."""
_ALL_CLOSED = frozenset({429, 503})


@dataclass(frozen=True, slots=True)
class _Outcome:
    """How an item ended: `kind` is empty where it went well, else that of a step. `stops` means: try no other now."""

    sentence: str
    kind: str = ""
    stops: bool = False


def send_due(
    books: Books, client: "InosioClient", *, stop: threading.Event, progress: Progress, only: str | None = None
) -> StepResult:
    """Send every due item (`only` of one kind). A refused item holds up no other; a token fault stops all."""
    told: list[str] = []
    failed: list[_Outcome] = []
    tried: set[int] = set()
    running = 0
    while due := _due(books, tried, only):
        item = due[0]
        if stop.is_set():
            return StepResult("send", False, "Stopped; what was not sent yet stays in the outbox.", "cancelled")
        tried.add(item.item_id)
        progress(len(tried) - 1, len(tried) - 1 + len(due), f"Sending {item.name[0].lower()}{item.name[1:]}")
        outcome = _send_item(books, client, item)
        if not outcome.kind:
            told.append(outcome.sentence)
            running = 0
            continue
        failed.append(outcome)
        running = running + 1 if outcome.kind in {"unreachable", "failing", "nonsense"} else 0
        if outcome.stops or running == MOST_FAILURES_RUNNING:
            break
    return _step(told, failed)


def _due(books: Books, tried: set[int], only: str | None) -> list[OutboxItem]:
    return [item for item in sending.due_items(books) if item.item_id not in tried and only in {None, item.kind}]


def _step(told: list[str], failed: list[_Outcome]) -> StepResult:
    words = " ".join(filter(None, told)) if len(told) <= 3 else f"{plural(len(told), 'message')} told to the server."
    if not failed:
        return StepResult("send", True, words)
    worst = next((outcome for outcome in failed if outcome.stops), failed[0])
    sentences = dict.fromkeys(outcome.sentence for outcome in (worst, *failed))
    return StepResult("send", False, " ".join(filter(None, (*sentences, words))), worst.kind)


def _send_item(books: Books, client: "InosioClient", item: OutboxItem) -> _Outcome:
    from landlord_desktop.inosio.errors import InosioError

    try:
        attempt = sending.begin_try(books, item)
    except RuleError as error:
        send_outcomes.finish_item(books, item, "refused", error.sentence)
        return _Outcome(error.sentence, "held")
    except SealedAwayError as error:
        send_outcomes.wait_for_next_try(books, item, error.sentence)
        return _Outcome(error.sentence, "held")
    if attempt is None:
        return _Outcome("")
    snapshot_id = attempt.snapshot_id
    last = attempt.requests[-1]
    for request in attempt.requests[:-1]:
        if request.answered:
            continue
        try:
            answer = _send(client, request, snapshot_id)
        except InosioError as error:
            return _failed(books, client, item, request, error)
        opened = str(answer.body["id"]) if request.name == "open" else None
        snapshot_id = opened or snapshot_id
        send_outcomes.record_reply(books, item, _reply(request, answer), opened)
    try:
        answer = _send(client, last, snapshot_id)
    except InosioError as error:
        return _failed(books, client, item, last, error)
    return _sent(books, item, last, answer)


def _send(client: "InosioClient", request: OutboxRequest, snapshot_id: str | None) -> Any:
    path = request.path.replace("{snapshot_id}", _path_part(snapshot_id or ""))
    return client.send(request.method, path, request.body, request.idempotency_key, if_match=request.if_match)


def _path_part(snapshot_id: str) -> str:
    from urllib.parse import quote

    from landlord_desktop.inosio.errors import Nonsense

    if snapshot_id in {".", ".."}:
        raise Nonsense("The server opened the balances under an unusable name. Nothing was sent; tell Inosio.")
    return quote(snapshot_id, safe="")


def _reply(request: OutboxRequest, answer: Any) -> Reply:
    return Reply(request.position, answer.status, answer.request_id)


def _sent(books: Books, item: OutboxItem, request: OutboxRequest, answer: Any) -> _Outcome:
    reply = _reply(request, answer)
    if item.kind == "balances":
        send_outcomes.finish_item(books, item, "sent", "Balances were sent.", reply)
        return _Outcome("Balances were sent.")
    header = answer.body
    sentence = f"The server knows that batch {item.subject} is {header['status']}."
    send_outcomes.status_sent(books, item, header["status"], header["revision"], sentence, reply)
    return _Outcome(sentence)


def _failed(
    books: Books, client: "InosioClient", item: OutboxItem, request: OutboxRequest, error: "InosioError"
) -> _Outcome:
    from landlord_desktop.inosio.errors import Cancelled, Refused, ServerFailing, SignedOut

    if isinstance(error, Cancelled):
        return _Outcome(error.sentence, "cancelled", stops=True)
    if isinstance(error, SignedOut):
        return _signed_out(books, error)
    if isinstance(error, Refused):
        return _refused(books, client, item, request, error)
    if isinstance(error, ServerFailing) and error.status in _ALL_CLOSED:
        return _closed(books, item, error)
    sentence = f"{item.name}: {error.sentence}"
    send_outcomes.wait_for_next_try(books, item, sentence, getattr(error, "retry_after", None))
    return _Outcome(sentence, as_round_error(error).kind)


def _signed_out(books: Books, error: "InosioError") -> _Outcome:
    hold_for_token(books, error.sentence)
    return _Outcome(error.sentence, "token", stops=True)


def hold_for_token(books: Books, sentence: str) -> None:
    """Let all that waits pause for a new token; the next sign-in that succeeds makes it due again."""
    send_outcomes.hold_open_items(books, sentence, LONGEST_WAIT_SECONDS, "token")


def _closed(books: Books, item: OutboxItem, error: "ServerFailing") -> _Outcome:
    """The server takes nothing from anybody for a while: the item waits, and all others with it."""
    sentence = f"{item.name}: {error.sentence}"
    send_outcomes.wait_for_next_try(books, item, sentence, error.retry_after)
    send_outcomes.hold_open_items(books, error.sentence, *as_round_error(error).wait)
    return _Outcome(sentence, "failing", stops=True)


def _refused(
    books: Books, client: "InosioClient", item: OutboxItem, request: OutboxRequest, error: "Refused"
) -> _Outcome:
    from landlord_desktop.inosio.errors import InosioError

    reply = Reply(request.position, error.status, error.request_id)
    sentence = f"{item.name}: {error.sentence}"
    if item.kind == "batch_status" and error.status == 412:
        try:
            header = _present_header(client, item, error)
        except InosioError as unread:
            send_outcomes.wait_for_next_try(books, item, f"{item.name}: {unread.sentence}")
            return _Outcome(f"{item.name}: {unread.sentence}", as_round_error(unread).kind)
        if send_outcomes.revision_changed(books, item, header.status, header.revision, reply):
            return _Outcome(f"{item.name} had changed at the server.")
        return _Outcome(sentence, "refused")
    if item.kind == "balances" and request.name != "open":
        if error.code == "snapshot_committed" and request.name == "commit":
            send_outcomes.finish_item(books, item, "sent", "Balances were sent.", reply)
            return _Outcome("Balances were sent.")
        if error.status == 404 or error.code in {"snapshot_committed", "snapshot_incomplete"}:
            if send_outcomes.snapshot_lost(books, item, reply):
                return _Outcome("The server lost the balances half-way; they are sent anew.")
            return _Outcome(sentence, "refused")
    send_outcomes.finish_item(books, item, "refused", sentence, reply)
    return _Outcome(sentence, "refused")


def _present_header(client: "InosioClient", item: OutboxItem, error: "Refused") -> "BatchHeader":
    """The batch as the server has it now: from the answer, or asked for where the answer does not hold it."""
    if error.batch is not None and error.batch.id == item.subject:
        return error.batch
    return client.batch(item.subject).header
