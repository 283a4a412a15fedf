"""AR > Returns: what came back, the receipt it belongs to, what is proposed, and why some of it waits for a person.

A return is matched by its payment id alone. What is proposed is the NSF of the receipt, or of the part of it that came
back, with its fees; everything that keeps it from being posted is said in words.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.return_codes import KIND_WORDS, return_words
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books
from landlord_desktop.services.candidates import Candidate, CompileRequest
from landlord_desktop.services.nsf import nsf_consequences
from landlord_desktop.services.period_lock import locked_through
from landlord_desktop.services.reversal_effects import Consequences
from landlord_desktop.services.reversal_rows import RETURNED_CENTS
from landlord_desktop.services.scheduled_receivables import read_candidates

CLEAR = "clear"
PARTIAL = "partial"
APPROVABLE = frozenset({CLEAR, PARTIAL, "used_since", "ledger_short", "dated_today", "dated_later"})
"""States in which one key posts the NSF; only a clear one is posted together with others."""

LATE_DAYS = 60
"""A bank may send a payment back so long after it was made."""


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A payment that came back, and what is proposed; amounts in cents.

    `state` is waiting, approved or set_aside. `code` tells how it stands, `why` the same in a sentence. `day` is the
    date that the NSF would get, `rest_cents` what of the receipt had not come back before. `effects` are sentences on
    what would happen, `warnings` what to look at first.
    """

    key: int
    state: str
    kind: str
    reason: str
    payment_id: str
    batch_id: str
    returned_on: date | None
    amount_cents: int | None
    payer: str
    unit: str
    tenant_id: int | None
    receipt_id: int | None
    receipt_cents: int
    posted_on: date | None
    slip_id: int | None
    slip_number: int | None
    bank_id: int | None
    set_id: int | None
    told_by: str
    settled: str
    code: str
    why: str
    raw_text: str = ""
    day: date | None = None
    tenant_fee_cents: int = 0
    returned_item_fee_cents: int = 0
    effects: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    late_fee: Candidate | None = None
    rest_cents: int = 0

    @property
    def part_cents(self) -> int | None:
        """What came back where that is a part of the receipt; None where it is all that had not come back before."""
        return self.amount_cents if (self.amount_cents or 0) < self.rest_cents else None

    @property
    def approvable(self) -> bool:
        """Whether one key may post its NSF."""
        return self.state == "waiting" and self.code in APPROVABLE

    @property
    def clear(self) -> bool:
        """Whether it may be posted without a second look: nothing to unwind, the whole receipt, no question."""
        return self.state == "waiting" and self.code == CLEAR

    @property
    def kind_words(self) -> str:
        """Returned, Refunded or Charged back."""
        return KIND_WORDS[self.kind]


def list_returns(books: Books, *, waiting_only: bool = False) -> tuple[ReturnedRow, ...]:
    """All returns, those that wait first and with their proposals, the newest first."""
    with books.store.read() as connection:
        rows = [_row(connection, books, found) for found in connection.execute(_RETURNS)]
    rows = [row for row in rows if row.state == "waiting" or not waiting_only]
    return tuple(_prepared(books, row) if row.approvable else row for row in rows)


def read_return(connection: Connection, books: Books, key: int) -> ReturnedRow | None:
    """One return as it stands inside a transaction, without its proposal; None where there is none."""
    found = connection.execute(_ONE, {"key": key}).one_or_none()
    return None if found is None else _row(connection, books, found)


def _row(connection: Connection, books: Books, found: Any) -> ReturnedRow:
    receipt = _receipt(connection, found.source_key) if found.source_key else None
    undone = found.state == "approved" and found.nsf_voided is not None
    state = "waiting" if undone else found.state
    row = ReturnedRow(
        found.id, state, found.kind, return_words(found.kind, found.reason_code, found.reason), found.payment_id,
        found.batch_id or (receipt.batch_id if receipt and receipt.batch_id else ""), _day(found.returned_on),
        found.amount_cents, receipt.payer if receipt else found.tenant_name or found.tenant_code,
        receipt.unit if receipt else found.unit_code, receipt.tenant_id if receipt else found.tenant_id,
        receipt.id if receipt else None, receipt.amount_cents if receipt else 0,
        date.fromisoformat(receipt.posted_on) if receipt else None, receipt.slip_id if receipt else None,
        receipt.slip_number if receipt else None, receipt.bank_account_id if receipt else None,
        None if undone else found.set_id, "Inosio" if found.origin == "server" else found.file_name,
        _settled(found, undone=undone), found.state, "", found.raw_text,
        rest_cents=receipt.amount_cents - int(receipt.returned_cents) if receipt else 0,
    )
    if state != "waiting":
        return row
    code, why = _verdict(connection, row, found, receipt)
    row = replace(row, code=code, why=f"The NSF posted before was voided. {why}" if undone else why)
    return _dated(connection, books, row, receipt) if code in {CLEAR, PARTIAL} else row


def _settled(found: Any, *, undone: bool) -> str:
    if found.state == "waiting" or undone:
        return ""
    when = format_day(date.fromisoformat(found.settled_at[:10])) if found.settled_at else ""
    words = f"{'Posted as NSF' if found.state == 'approved' else 'Set aside'} {when} by {found.settled_by}"
    return f"{words}: {found.settled_reason}" if found.settled_reason else words


def _receipt(connection: Connection, key: str) -> Any:
    """The receipt that the payment became: the live one, else the one that replaced it, else the voided one."""
    receipt = connection.execute(_LIVE, {"key": key}).first() or connection.execute(_VOIDED, {"key": key}).first()
    newer = receipt
    while newer is not None and newer.voided_by_set_id is not None:
        newer = connection.execute(_REPLACEMENT, {"id": newer.id}).first()
        receipt = newer or receipt
    return receipt


def _verdict(connection: Connection, row: ReturnedRow, found: Any, receipt: Any) -> tuple[str, str]:
    """How a return stands that was not settled, as a code and in a sentence that says what to do."""
    if found.unreadable:
        return "unreadable", f"It cannot be read: {found.unreadable}. Ask Inosio, then set it aside."
    if receipt is None:
        return _unknown(connection, row)
    amount, rest = row.amount_cents or 0, row.rest_cents
    if receipt.returned_by_set_id is not None:
        when = format_day(date.fromisoformat(receipt.returned_on))
        return "already_returned", (
            f"Receipt {receipt.id} was returned already on {when} (NSF, set {receipt.returned_by_set_id}). "
            "Set this one aside."
        )
    if receipt.voided_by_set_id is not None:
        return "receipt_voided", f"Receipt {receipt.id} is voided, so nothing is left to take back. Set this one aside."
    if amount > rest:
        before = ", and a part of it came back before" if rest < receipt.amount_cents else ""
        return "above_receipt", (
            f"{format_cents(amount)} came back, but receipt {receipt.id} is {format_cents(receipt.amount_cents)}"
            f"{before}. Ask Inosio which amount is right."
        )
    if receipt.slip_id is None:
        return "not_deposited", (
            f"Receipt {receipt.id} is on no deposit slip. Post its slip in Deposit Receipts first; the bank shows the "
            "deposit and the return as two lines."
        )
    if amount < rest:
        return PARTIAL, (
            f"Only {format_cents(amount)} of {format_cents(rest)} came back: NSF of that part of receipt {receipt.id}, "
            "out of its open credit first, then the newest charges."
        )
    return CLEAR, f"NSF of receipt {receipt.id}."


def _unknown(connection: Connection, row: ReturnedRow) -> tuple[str, str]:
    batch = connection.execute(_BATCH_OF, {"key": row.key}).scalar()
    if batch is not None:
        return "not_posted", (
            f"Payment {row.payment_id} of batch {batch} is not posted. Post it with its batch first, and its slip."
        )
    return "unknown_payment", (
        f"No receipt has payment ID {row.payment_id}. Check for more batches; if it belongs to another program, set "
        "it aside."
    )


def _dated(connection: Connection, books: Books, row: ReturnedRow, receipt: Any) -> ReturnedRow:
    """The row with the date of its NSF: the day of the return, or a later one where that is closed."""
    returned_on = row.returned_on or books.today()
    posted_on = date.fromisoformat(receipt.posted_on)
    today = max(books.today(), posted_on)
    day, code, why = returned_on, row.code, row.why
    statement = connection.execute(_STATEMENT, {"bank": receipt.bank_account_id}).scalar()
    locked = locked_through(connection)
    if locked and returned_on.isoformat() <= locked:
        day, code = today, "dated_today"
        why = f"The books are locked through {format_day(date.fromisoformat(locked))}: dated {format_day(day)} instead."
    elif statement is not None and returned_on.isoformat() <= statement:
        day, code = today, "dated_today"
        why = (
            f"{format_day(returned_on)} lies before the bank statement of {format_day(date.fromisoformat(statement))}, "
            f"which is reconciled: a new entry dated {format_day(day)}."
        )
    elif returned_on < posted_on:
        day, code = posted_on, "dated_later"
        why = f"{format_day(returned_on)} is before the receipt was posted: dated {format_day(day)} instead."
    elif row.part_cents is not None:
        why = f"{why} Dated {format_day(day)}."
    else:
        why = f"{why.removesuffix('.')}, dated {format_day(day)}."
    if (returned_on - posted_on).days >= LATE_DAYS:
        late = (returned_on - posted_on).days
        why = f"{why} It came back {late} days after it was posted; the NSF is a new entry, the deposit stays."
    usual = row.kind != "refund"  # what the office gave back costs the tenant nothing
    fee = (receipt.nsf_fee_cents or 0) if usual and receipt.tenant_id is not None else 0
    item_fee = (receipt.returned_item_fee_cents or 0) if usual else 0
    return replace(
        row, day=day, code=code, why=why, tenant_fee_cents=fee, returned_item_fee_cents=item_fee
    )


def _prepared(books: Books, row: ReturnedRow) -> ReturnedRow:
    """The row with what its NSF would do, looked at in a transaction that is taken back."""
    late: list[Candidate] = []

    def ask(connection: Connection) -> None:
        if row.tenant_id is not None:
            request = CompileRequest("late_fee", books.today(), tenant_id=row.tenant_id)
            late.extend(read_candidates(connection, request).compiled().candidates)

    if row.receipt_id is None or row.day is None:
        return row
    looked = nsf_consequences(books, row.receipt_id, row.day, ask, row.part_cents)
    fee = late[0] if late and looked.charges else None
    found = replace(row, effects=_effects(row, looked, fee), warnings=looked.warnings, late_fee=fee)
    if looked.refusals:
        return replace(found, code="refused", why=" ".join(looked.refusals))
    if looked.needs_unwinding:
        why = f"Its money was used since. {_joined(part.sentence for part in looked.unwound)}"
        return replace(found, code="used_since", why=why)
    if looked.short and row.code in {CLEAR, PARTIAL}:
        return replace(found, code="ledger_short", why=_joined(part.sentence for part in looked.short))
    return found


def _effects(row: ReturnedRow, looked: Consequences, late_fee: Candidate | None) -> tuple[str, ...]:
    fees = []
    if row.tenant_fee_cents:
        fees.append(f"{row.payer} is charged an NSF fee of {format_cents(row.tenant_fee_cents)}.")
    if row.returned_item_fee_cents:
        fees.append(f"The managers pay the bank's returned item fee of {format_cents(row.returned_item_fee_cents)}.")
    if late_fee is not None:
        note = f"{late_fee.note[:1].lower()}{late_fee.note[1:]}"
        fees.append(f"A late fee of {format_cents(late_fee.amount_cents)} would be due then, {note}.")
    return (*looked.sentences, *fees)


def _joined(sentences: Iterable[str]) -> str:
    return " ".join(sentences)


def _day(stored: str | None) -> date | None:
    return None if stored is None else date.fromisoformat(stored)


_SELECT = (
    "SELECT p.*, t.id AS tenant_id, t.name AS tenant_name, "
    "(SELECT max(v.id) FROM transaction_set v WHERE v.reverses_set_id = p.set_id AND v.kind = 'void') AS nsf_voided "
    "FROM returned_payment p LEFT JOIN tenant t ON t.id = "
    "(SELECT min(x.id) FROM tenant x WHERE lower(x.code) = lower(p.tenant_code)) "
)
_RETURNS = text(f"{_SELECT} ORDER BY CASE WHEN p.state = 'waiting' THEN 0 ELSE 1 END, p.returned_on DESC, p.id DESC")
_ONE = text(f"{_SELECT} WHERE p.id = :key")
_RECEIPT = (
    f"SELECT r.*, {RETURNED_CENTS} AS returned_cents, s.number AS slip_number, "  # noqa: S608
    "d.nsf_fee_cents, d.returned_item_fee_cents, n.posted_on AS returned_on, "
    "coalesce(t.name, nullif(r.payer_name, ''), l.name) AS payer, coalesce(u.name, '') AS unit FROM receipt r "
    "JOIN ledger l ON l.id = r.ledger_id LEFT JOIN tenant t ON t.id = r.tenant_id LEFT JOIN unit u ON u.id = r.unit_id "
    "LEFT JOIN deposit_slip s ON s.id = r.slip_id LEFT JOIN bank_detail d ON d.account_id = r.bank_account_id "
    "LEFT JOIN transaction_set n ON n.id = r.returned_by_set_id"
)
_LIVE = text(f"{_RECEIPT} WHERE r.source_key = :key AND r.source_key IS NOT NULL AND r.voided_as_error = 0")
_VOIDED = text(f"{_RECEIPT} WHERE r.source_key = :key AND r.voided_as_error = 1 ORDER BY r.id DESC")
_REPLACEMENT = text(f"{_RECEIPT} WHERE r.replaces_receipt_id = :id ORDER BY r.id DESC")
_BATCH_OF = text(
    "SELECT i.batch_id FROM inosio_payment i JOIN returned_payment p ON p.source_key = i.source_key WHERE p.id = :key"
)
_STATEMENT = text("SELECT max(statement_on) FROM bank_statement WHERE bank_account_id = :bank")
