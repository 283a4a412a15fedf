"""The client of the wire contract: one method for each thing that can be asked; what comes back is whole and checked.

How a request travels stands in `wire` and `transport`, how its answer is read in `parser`, `schemas` and `received`.
"""

import re
import threading
import uuid
from datetime import date
from types import TracebackType
from urllib.parse import quote

import httpx

from landlord_desktop.inosio.errors import Nonsense, Refused, SyncTokenExpired
from landlord_desktop.inosio.received import (
    BatchList,
    Changes,
    FetchedBatch,
    Model,
    RawItem,
    UnreadableItem,
    read_batch,
    read_items,
    read_model,
)
from landlord_desktop.inosio.schemas import Applicant, BatchHeader, Integration, Return, Snapshot, WorkOrder
from landlord_desktop.inosio.token import Token
from landlord_desktop.inosio.transport import Clock, SystemClock
from landlord_desktop.inosio.wire import Answer, Wire

__all__ = ["Answer", "BatchList", "Changes", "FetchedBatch", "InosioClient", "RawItem", "UnreadableItem"]

PAGE_SIZE = 500
MOST_PAGES = 1000
LARGEST_LIST_BYTES = 256 * 1024 * 1024
DEADLINE_SECONDS = 60.0
_LONGEST_CURSOR = 2000
_BATCH_STATUS_PATH = re.compile(r"/v1/receipt-batches/[^/]+/status")
_SNAPSHOT_PATH = re.compile(r"/v1/snapshots(/[^/]+/commit)?")


class InosioClient:
    """A connection to one server with one token; a context manager. Not shared between threads.

    HostChanged where the token was given for another server, InsecureAddress for an address that is not used.
    `protocol`: "system" or "1.2" (TLS 1.2 at least), "1.3" (that at least). `deadline_seconds` holds for each call.
    """

    def __init__(
        self,
        server: str,
        token: Token,
        *,
        protocol: str = "system",
        stop: threading.Event | None = None,
        deadline_seconds: float = DEADLINE_SECONDS,
        transport: httpx.BaseTransport | None = None,
        clock: Clock | None = None,
    ) -> None:
        self._wire = Wire(
            server, token, protocol=protocol, deadline_seconds=deadline_seconds, transport=transport,
            clock=clock or SystemClock(), stop=stop or threading.Event(),
        )

    def __enter__(self) -> "InosioClient":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self._wire.close()

    @property
    def last_request_id(self) -> str:
        """The server's name for the newest call that it answered; empty where it gave none."""
        return self._wire.last_request_id

    def integration(self) -> Integration:
        """Whose portfolio the token belongs to."""
        return read_model(Integration, self._wire.call("GET", "/v1/integration").body, "the account")

    def list_batches(self, status: str = "unprocessed", deposited_from: date | None = None) -> BatchList:
        """Headers of all pages; `status` unprocessed, processed or all. A batch on two pages counts as last seen."""
        query = {"status": status}
        if deposited_from is not None:
            query["deposited_from"] = deposited_from.isoformat()
        values, _ = self._read_list("/v1/receipt-batches", query)
        headers, aside = read_items(BatchHeader, values)
        return BatchList(tuple({header.id: header for header in headers}.values()), aside)

    def batch(self, batch_id: str) -> FetchedBatch:
        """One batch with all its receipts, its total and count checked over all of them."""
        answer = self._wire.call("GET", f"/v1/receipt-batches/{_path_part(batch_id)}")
        return read_batch(batch_id, answer.body, answer.raw)

    def work_orders(self, since: str | None = None) -> Changes[WorkOrder]:
        """Work orders changed since a sync token, all without one. SyncTokenExpired where it is no longer known."""
        return self._changes(WorkOrder, "/v1/work-orders", since)

    def applicants(self, since: str | None = None) -> Changes[Applicant]:
        """Applicants changed since a sync token, all without one. SyncTokenExpired where it is no longer known."""
        return self._changes(Applicant, "/v1/applicants", since)

    def returns(self, since: str | None = None) -> Changes[Return]:
        """Payments that came back since a sync token, all without one. SyncTokenExpired where it is not known."""
        return self._changes(Return, "/v1/returns", since)

    def put_batch_status(self, batch_id: str, revision: str, body: bytes, idempotency_key: str) -> BatchHeader:
        """Mark a batch as the body says. Refused with code `revision_changed` where it changed meanwhile."""
        path = f"/v1/receipt-batches/{_path_part(batch_id)}/status"
        return BatchHeader.model_validate(self.send("PUT", path, body, idempotency_key, if_match=revision).body)

    def open_snapshot(self, body: bytes, idempotency_key: str) -> Snapshot:
        """Open a snapshot of balances; the older one is shown until this one is committed."""
        return Snapshot.model_validate(self.send("POST", "/v1/snapshots", body, idempotency_key).body)

    def put_part(self, snapshot_id: str, number: int, body: bytes, idempotency_key: str) -> None:
        """Put part `number` (from 1); putting it again replaces it."""
        self.send("PUT", f"/v1/snapshots/{_path_part(snapshot_id)}/parts/{number}", body, idempotency_key)

    def commit_snapshot(self, snapshot_id: str, body: bytes, idempotency_key: str) -> Snapshot:
        """Commit the snapshot. Refused with code `snapshot_incomplete` where the control totals do not agree."""
        path = f"/v1/snapshots/{_path_part(snapshot_id)}/commit"
        return Snapshot.model_validate(self.send("POST", path, body, idempotency_key).body)

    def send(
        self, method: str, path: str, body: bytes, idempotency_key: str, *, if_match: str | None = None
    ) -> Answer:
        """Send stored bytes under their stored key; the same bytes and key at each try count once at the server.

        The answer's body is checked against the contract: Nonsense where it is not what was asked for.
        """
        headers = {"Idempotency-Key": str(uuid.UUID(idempotency_key)), "Content-Type": "application/json"}
        if if_match is not None:
            headers["If-Match"] = if_match
        answer = self._wire.call(method, path, headers=headers, content=body)
        if _BATCH_STATUS_PATH.fullmatch(path):
            header = read_model(BatchHeader, answer.body, "the batch's status")
            if _path_part(header.id) != path.split("/")[3]:
                raise Nonsense("The server answered with another batch than was marked. The same is sent again.")
        elif _SNAPSHOT_PATH.fullmatch(path):
            read_model(Snapshot, answer.body, "the balances")
        return answer

    def _changes(self, family: type[Model], path: str, since: str | None) -> Changes[Model]:
        query = {} if since is None else {"since": since}
        try:
            values, last = self._read_list(path, query)
        except SyncTokenExpired as error:
            if since is None:
                raise Refused(
                    "The server refuses to give the whole list. Try again later.", error.code, error.status,
                    request_id=error.request_id,
                ) from None
            raise
        token = last.get("sync_token")
        if token is not None and not isinstance(token, str):
            raise _broken_list("it has no sync token")
        return Changes(*read_items(family, values), token)

    def _read_list(self, path: str, query: dict[str, str]) -> tuple[list[object], dict[str, object]]:
        """The items of all pages, and the last page. Nonsense where paging does not come to an end."""
        values: list[object] = []
        seen: set[str] = set()
        size = 0
        asked = {**query, "limit": str(PAGE_SIZE)}
        for _ in range(MOST_PAGES):
            answer = self._wire.call("GET", path, query=asked)
            page = answer.body
            if not isinstance(page, dict) or not isinstance(page.get("items"), list) or "next_cursor" not in page:
                raise _broken_list("a page has no items or no end")
            values += page["items"]
            size += len(answer.raw)
            cursor = page["next_cursor"]
            if cursor is None:
                return values, page
            if not isinstance(cursor, str) or not 0 < len(cursor) <= _LONGEST_CURSOR or cursor in seen:
                raise _broken_list("its pages do not come to an end")
            if size > LARGEST_LIST_BYTES:
                break
            seen.add(cursor)
            asked["cursor"] = cursor
        raise _broken_list("it is too long")


def _broken_list(why: str) -> Nonsense:
    return Nonsense(
        f"The server's list cannot be used: {why}. Nothing of it was stored. "
        "Try again later; if it stays so, tell Inosio."
    )


def _path_part(identity: str) -> str:
    if identity in {"", ".", ".."}:
        raise Nonsense("A record of the server has no usable id. Nothing was asked for it; tell Inosio.")
    return quote(identity, safe="")
