"""What the server gives: the integration, receipt batches, work orders, applicants and returns."""

from functools import partial
from urllib.parse import quote

from landlord_desktop.sandbox.paging import read_cursor, read_sync_token, write_cursor, write_sync_token
from landlord_desktop.sandbox.state import SandboxState
from landlord_desktop.sandbox.storage import JsonObject
from landlord_desktop.sandbox.wire import Answer, Call, ProblemError

_FEATURE_OF = {"work_orders": "maintenance_coordination", "applicants": "applicant_screening"}
_PAGE_OF = {"work_orders": "work-orders", "applicants": "applicants"}


def integration(state: SandboxState, call: Call) -> Answer:
    """Who the token belongs to."""
    known = call.integration
    body = {
        "portfolio_id": known.portfolio_id,
        "portfolio_name": known.portfolio_name,
        "integration_name": known.name,
        "features": list(known.features),
        "home_url": f"{call.base_url}/",
        "server_time": state.now_text(),
    }
    return Answer(200, body)


def batches(state: SandboxState, call: Call) -> Answer:
    """A page of batch headers."""
    status, deposited_from = call.values["status"], call.values["deposited_from"] or ""
    question = ["batches", status, deposited_from]
    last, _ = read_cursor(call.values["cursor"], question, (str, int)) or (["", 0], 0)
    wanted = [
        ([batch["deposited_on"], place], batch)
        for place, batch in enumerate(state.batches(call.integration.portfolio_id), start=1)
        if status in {"all", batch["status"]} and batch["deposited_on"] >= deposited_from
    ]
    waiting = [(key, batch) for key, batch in wanted if key > last]
    page = waiting[: call.values["limit"]]
    more = len(waiting) > len(page)
    items = [header(batch) for _, batch in page]
    return Answer(200, {"items": items, "next_cursor": write_cursor(question, page[-1][0]) if more else None})


def batch(state: SandboxState, call: Call) -> Answer:
    """One batch with its receipts."""
    found = _find_batch(state, call)
    return Answer(200, header(found) | {"receipts": found["receipts"]})


def set_batch_status(state: SandboxState, call: Call) -> Answer:
    """Mark a batch processed or unprocessed; 412 where its revision is another than the one told."""
    found = _find_batch(state, call)
    told = call.values["If-Match"].strip().removeprefix("W/").strip('"')
    if told != found["revision"]:
        sentence = "The batch was changed meanwhile; `batch` is its present header."
        raise ProblemError(412, "revision_changed", sentence, members={"batch": header(found)})
    if call.body["status"] == found["status"]:
        return Answer(200, header(found))
    processed = call.body["status"] == "processed"
    changed = {
        "status": call.body["status"],
        "processed_at": call.body.get("processed_at", state.now_text()) if processed else None,
        "revision": _next_revision(found["revision"]),
        "deposit_reference": call.body.get("deposit_reference") if processed else None,
    }
    state.set_batch_state(found["id"], changed)
    return Answer(200, header(found | changed))


def header(found: JsonObject) -> JsonObject:
    """A batch as the list has it."""
    names = ("id", "deposited_on", "total", "item_count", "status", "processed_at", "revision", "bank_account_id")
    return {name: found.get(name) for name in names}


def feed(state: SandboxState, call: Call, name: str) -> Answer:
    """A page of a feed: the items changed since the sync token, in the order of their changes.

    An item that changes while it is read page by page stands in the next reading, never in none.
    """
    needed = _FEATURE_OF.get(name)
    if needed is not None and needed not in call.integration.features:
        raise ProblemError(403, "feature_not_enabled", f"This integration is not signed up for {needed}.")
    since = read_sync_token(call.values["since"], name, state.epoch)
    question = [name, state.epoch, since]
    first = ([since, ""], state.change_number)
    last, upto = read_cursor(call.values["cursor"], question, (int, str)) or first
    changed = state.feed(call.integration.portfolio_id, name)
    waiting = sorted(
        (([number, item["id"]], item) for number, item in changed if number <= upto and number > since),
        key=lambda pair: pair[0],
    )
    waiting = [pair for pair in waiting if pair[0] > last]
    page = waiting[: call.values["limit"]]
    more = len(waiting) > len(page)
    body = {
        "items": [_with_page(call, name, item) for _, item in page],
        "next_cursor": write_cursor(question, page[-1][0], upto) if more else None,
        "sync_token": None if more else write_sync_token(name, state.epoch, upto),
    }
    return Answer(200, body)


work_orders = partial(feed, name="work_orders")
applicants = partial(feed, name="applicants")
returns = partial(feed, name="returns")


def _find_batch(state: SandboxState, call: Call) -> JsonObject:
    for known in state.batches(call.integration.portfolio_id):
        if known["id"] == call.values["batch_id"]:
            return known
    raise ProblemError(404, "not_found", "There is no such batch.")


def _next_revision(revision: str) -> str:
    return str(int(revision) + 1) if revision.isdecimal() else f"{revision}-next"


def _with_page(call: Call, name: str, item: JsonObject) -> JsonObject:
    if name not in _PAGE_OF or "browse_url" in item:
        return item
    return item | {"browse_url": f"{call.base_url}/{_PAGE_OF[name]}/{quote(item['id'], safe='')}"}
