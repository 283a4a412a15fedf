"""The step that sends what waits in the outbox: same bytes and same key at every try, each item to a clear end."""

import threading
from typing import TYPE_CHECKING, Any

from landlord_desktop.services import sending
from landlord_desktop.services.basics import LandlordError
from landlord_desktop.services.books import Books
from landlord_desktop.services.sending import OutboxItem, OutboxRequest
from landlord_desktop.sync.connect import RoundError, as_round_error
from landlord_desktop.sync.report import Progress, StepResult

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.errors import InosioError


def send_due(
    books: Books, client: "InosioClient", *, stop: threading.Event, progress: Progress, only: str | None = None
) -> StepResult:
    """Send every due item (`only` of one kind). A refused item holds up no other; a token fault stops all."""
    told: list[str] = []
    failed: tuple[str, str] | None = None
    passed_over: set[int] = set()
    while items := [
        item
        for item in sending.due_items(books)
        if item.item_id not in passed_over and (only is None or item.kind == only)
    ]:
        for place, item in enumerate(items, 1):
            if stop.is_set():
                return StepResult("send", False, "Stopped; what was not sent yet stays in the outbox.", "cancelled")
            progress(place, len(items), "Sending balances" if item.kind == "balances" else f"Batch {item.subject}")
            passed_over.add(item.item_id)
            outcome = _send_item(books, client, item)
            if outcome.ok:
                told.append(outcome.detail)
            elif failed is None:
                failed = (outcome.detail, outcome.kind)
            if outcome.kind in {"token", "cancelled"}:
                return StepResult("send", False, outcome.detail, outcome.kind)
    if failed is not None:
        return StepResult("send", False, failed[0], failed[1])
    return StepResult("send", True, " ".join(told))


def _send_item(books: Books, client: "InosioClient", item: OutboxItem) -> StepResult:
    try:
        requests = sending.begin_try(books, item)
    except LandlordError as error:
        sending.finish_item(books, item, "refused", error.sentence)
        return StepResult("send", False, error.sentence, "held")
    from landlord_desktop.inosio.errors import InosioError

    snapshot_id = item.snapshot_id
    answer: Any = None
    for request in requests:
        if request.answered:
            continue
        try:
            answer = _send(client, request, snapshot_id)
        except InosioError as error:
            return _failed(books, item, error)
        if request.name == "open":
            snapshot_id = str(answer.body["id"])
        sending.record_answer(books, item, request.position, answer.status, answer.request_id, snapshot_id)
    return _sent(books, item, answer)


def _send(client: "InosioClient", request: OutboxRequest, snapshot_id: str | None) -> Any:
    path = request.path.replace("{snapshot_id}", snapshot_id or "")
    return client.send(request.method, path, request.body, request.idempotency_key, if_match=request.if_match)


def _sent(books: Books, item: OutboxItem, answer: Any) -> StepResult:
    if item.kind == "balances":
        sentence = "Balances were sent."
        sending.finish_item(books, item, "sent", sentence, request_id=answer.request_id if answer else "")
        return StepResult("send", True, sentence)
    sentence = f"The server knows that batch {item.subject} is {item.detail['status']}."
    if answer is None:
        sending.finish_item(books, item, "sent", sentence)
    else:
        header = answer.body
        sending.status_sent(books, item, header["status"], header["revision"], sentence, answer.request_id)
    return StepResult("send", True, sentence)


def _failed(books: Books, item: OutboxItem, error: "InosioError") -> StepResult:
    from landlord_desktop.inosio.errors import Refused

    if isinstance(error, Refused):
        batch = getattr(error, "batch", None)
        if error.code == "revision_changed" and batch is not None:
            sentence = sending.revision_changed(books, item, batch.status, batch.revision)
            return StepResult("send", True, sentence)
        if item.kind == "balances" and error.code in {"not_found", "snapshot_committed"}:
            return StepResult("send", True, sending.snapshot_lost(books, item))
        sending.finish_item(books, item, "refused", error.sentence, request_id=error.request_id or "")
        return StepResult("send", False, error.sentence, "refused")
    told: RoundError = as_round_error(error)
    sending.wait_for_next_try(books, item, told.sentence, told.retry_after_seconds)
    return StepResult("send", False, told.sentence, told.kind)
