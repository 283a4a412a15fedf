"""Receipts as the histories list them: with their slip, and with what voided, returned or replaced them.

A receipt is one line for ever. What took it back on another day is a line of its own, its amount negative. Voided on
its own posting date, receipt and void are both left out unless they are asked for; they stay in the journal.
"""
# ruff: noqa: S608  (the statements are put together from constants of this module alone)

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import Connection, bindparam, text

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.rules.money import parse_cents
from landlord_desktop.services.books import Books

MOST_RECEIPTS = 20_000
"""So many lines are listed at most, the newest."""

LineKind = Literal["receipt", "ledger_receipt", "void", "nsf", "nsf_void"]
ReceiptState = Literal["awaiting", "deposited", "returned", "voided", "replaced"]


@dataclass(frozen=True, slots=True)
class ReceiptLine:
    """A receipt, or what took it back; `set_id` is the line's own set and `receipt_id` the receipt it is about.

    `amount_cents` is negative where money was taken back. `hidden`: voided on its own posting date, or the void of
    such a set. `taken_back_on` and `reason` tell of the void or the return, `taken_back_id` is its set.
    """

    set_id: int
    receipt_id: int
    kind: LineKind
    state: ReceiptState
    posted_on: date
    received_on: date
    tenant_id: int | None
    payer: str
    payer_code: str
    unit: str
    bank: str
    amount_cents: int
    open_credit_cents: int
    advance_cents: int
    method: str
    check_number: str
    memo: str
    payment_id: str | None
    batch_id: str | None
    slip_id: int | None
    slip_number: int | None
    taken_back_id: int | None
    taken_back_on: date | None
    reason: str
    replaces_id: int | None
    replaced_by_id: int | None
    entered_by: str
    hidden: bool

    @property
    def is_receipt(self) -> bool:
        """Whether this is the receipt itself rather than what took it back."""
        return self.kind in {"receipt", "ledger_receipt"}

    @property
    def is_live(self) -> bool:
        """Whether it is a receipt that nothing took back."""
        return self.is_receipt and self.state in {"awaiting", "deposited"}


@dataclass(frozen=True, slots=True)
class ReceiptList:
    """Lines, newest first. `more` is True where there are older ones beyond `MOST_RECEIPTS`."""

    lines: tuple[ReceiptLine, ...]
    more: bool = False


def receipt_history(
    books: Books, first: date | None = None, last: date | None = None, bank_id: int | None = None,
    most: int = MOST_RECEIPTS,
) -> ReceiptList:
    """All receipts posted from `first` to `last`, both included, and what took receipts back then; None is open."""
    bounds = {
        "first": "0000" if first is None else first.isoformat(),
        "last": "9999-12-31" if last is None else last.isoformat(), "most": most + 1, "bank": bank_id or 0,
    }
    days = "s.posted_on BETWEEN :first AND :last AND (:bank = 0 OR r.bank_account_id = :bank)"
    with books.store.read() as connection:
        lines = read_lines(connection, days, days, bounds)
    return ReceiptList(lines[:most], len(lines) > most)


def find_receipts(books: Books, words: str, most: int = 500) -> ReceiptList:
    """Receipts of all years found by receipt number, payment id, check number, amount, payer or memo.

    RuleError where nothing is asked for.
    """
    asked = words.strip()
    if not asked:
        raise RuleError("Type a payment ID, an amount, a payer, a check number or a memo to find.")
    values = {"number": _number(asked), "cents": _cents(asked), "like": _like(asked), "most": most + 1}
    found = (
        "(r.id = :number OR r.amount_cents = :cents OR lower(coalesce(r.payment_id, '')) LIKE :like ESCAPE '!' "
        "OR lower(r.check_number) LIKE :like ESCAPE '!' OR lower(r.memo) LIKE :like ESCAPE '!' "
        "OR lower(r.payer_name) LIKE :like ESCAPE '!' OR lower(coalesce(t.name, l.name)) LIKE :like ESCAPE '!' "
        "OR lower(coalesce(t.code, l.code)) LIKE :like ESCAPE '!')"
    )
    with books.store.read() as connection:
        lines = read_lines(connection, found, found, values)
    return ReceiptList(lines[:most], len(lines) > most)


def read_lines(
    connection: Connection, receipts: str, taken_back: str, values: Mapping[str, object]
) -> tuple[ReceiptLine, ...]:
    """Lines of receipts and of what took them back, inside a read; the conditions are SQL over the aliases below."""
    limit = "LIMIT :most" if "most" in values else ""
    order = f"ORDER BY s.posted_on DESC, s.id DESC {limit}"
    found = [_receipt(row) for row in _run(connection, f"{_RECEIPTS} WHERE {receipts} {order}", values)]
    found += [_taken_back(row) for row in _run(connection, f"{_TAKEN_BACK} AND ({taken_back}) {order}", values)]
    return tuple(sorted(found, key=lambda line: (line.posted_on, line.set_id), reverse=True))


def lines_of_tenants(connection: Connection, tenant_ids: Sequence[int]) -> tuple[ReceiptLine, ...]:
    """The receipts of these tenants and what took them back, newest first, inside a read."""
    return read_lines(
        connection, "r.tenant_id IN :ids", _BACK_OF.format(which="q.tenant_id IN :ids"), {"ids": list(tenant_ids)}
    )


def lines_of_receipt(connection: Connection, receipt_id: int) -> tuple[ReceiptLine, ...]:
    """A receipt and what took it back, newest first, inside a read; nothing where there is no such receipt."""
    return read_lines(connection, "r.id = :id", _BACK_OF.format(which="q.id = :id"), {"id": receipt_id})


def _run(connection: Connection, statement: str, values: Mapping[str, object]) -> list[Any]:
    query = text(statement)
    if "ids" in values:
        query = query.bindparams(bindparam("ids", expanding=True))
    return list(connection.execute(query, dict(values)))


def _receipt(row: Any) -> ReceiptLine:
    state: ReceiptState = "awaiting" if row.slip_id is None else "deposited"
    if row.voided_on is not None:
        state = "voided" if row.replaced_by_id is None else "replaced"
    elif row.returned_on is not None:
        state = "returned"
    hidden = row.voided_on is not None and row.voided_on == row.posted_on
    back_on, back_id = row.voided_on or row.returned_on, row.voided_by_set_id or row.returned_by_set_id
    kind: LineKind = "receipt" if row.kind == "tenant" else "ledger_receipt"
    return _line(row, kind, state, row.amount_cents, back_id, back_on, hidden=hidden)


def _taken_back(row: Any) -> ReceiptLine:
    kind: LineKind = "nsf_void" if row.nsf_id is not None else "nsf" if row.set_kind == "nsf" else "void"
    back = row.amount_cents if kind == "void" else int(row.back_cents)
    cents = back if kind == "nsf_void" else -back
    other_on = {"void": row.receipt_posted_on, "nsf_void": row.nsf_on, "nsf": row.nsf_voided_on}[kind]
    state: ReceiptState = "returned" if kind == "nsf" else "voided"
    return _line(row, kind, state, cents, row.set_id, row.posted_on, hidden=other_on == row.posted_on)


def _line(
    row: Any, kind: LineKind, state: ReceiptState, cents: int, back_id: int | None, back_on: str | None, *, hidden: bool
) -> ReceiptLine:
    return ReceiptLine(
        row.set_id, row.receipt_id, kind, state, date.fromisoformat(row.posted_on),
        date.fromisoformat(row.received_on), row.tenant_id, row.payer, row.payer_code, row.unit, row.bank, cents,
        row.open_credit_cents, row.advance_cents, row.method, row.check_number, row.memo, row.payment_id,
        row.batch_id, row.slip_id, row.slip_number, back_id, None if back_on is None else date.fromisoformat(back_on),
        row.reason or "", row.replaces_receipt_id, row.replaced_by_id, row.entered_by, hidden,
    )


def shown(lines: Collection[ReceiptLine], *, with_voided: bool) -> list[ReceiptLine]:
    """The lines that are listed: without pairs of a void and its receipt of one date, unless they are asked for."""
    return [line for line in lines if with_voided or not line.hidden]


def _number(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 16 else 0


def _cents(words: str) -> int:
    try:
        return parse_cents(words)
    except ValueError:
        return 0


def _like(words: str) -> str:
    plain = words.lower()
    for mark in "!%_":
        plain = plain.replace(mark, f"!{mark}")
    return f"%{plain}%"


_BACK_OF = (
    "s.id IN (SELECT v.id FROM receipt q JOIN transaction_set v ON v.reverses_set_id = q.id WHERE {which} "
    "UNION SELECT w.id FROM receipt q JOIN transaction_set v ON v.reverses_set_id = q.id "
    "JOIN transaction_set w ON w.reverses_set_id = v.id WHERE {which})"
)
"""The sets that took receipts back, and the voids of these: found from the receipts, however old the books are."""

_FACTS = (
    "r.id AS receipt_id, r.received_on, r.tenant_id, coalesce(t.name, nullif(r.payer_name, ''), l.name) AS payer, "
    "coalesce(t.code, l.code) AS payer_code, coalesce(u.name, '') AS unit, b.code AS bank, r.amount_cents, "
    "r.open_credit_cents, r.advance_cents, r.method, r.check_number, r.memo, r.payment_id, r.batch_id, r.slip_id, "
    "p.number AS slip_number, r.replaces_receipt_id, "
    "(SELECT max(x.id) FROM receipt x WHERE x.replaces_receipt_id = r.id) AS replaced_by_id, "
)
_JOINS = (
    "JOIN ledger l ON l.id = r.ledger_id JOIN account_code b ON b.id = r.bank_account_id "
    "LEFT JOIN tenant t ON t.id = r.tenant_id LEFT JOIN unit u ON u.id = r.unit_id "
    "LEFT JOIN deposit_slip p ON p.id = r.slip_id "
)
_RECEIPTS = (
    f"SELECT s.id AS set_id, s.posted_on, r.kind, {_FACTS} r.entered_by, r.voided_by_set_id, r.returned_by_set_id, "
    "v.posted_on AS voided_on, n.posted_on AS returned_on, coalesce(v.reason, n.reason) AS reason "
    f"FROM receipt r JOIN transaction_set s ON s.id = r.id {_JOINS}"
    "LEFT JOIN transaction_set v ON v.id = r.voided_by_set_id "
    "LEFT JOIN transaction_set n ON n.id = r.returned_by_set_id"
)
_TAKEN_BACK = (
    f"SELECT s.id AS set_id, s.posted_on, s.kind AS set_kind, {_FACTS} s.entered_by, s.reason, "
    "(SELECT -sum(i.amount_cents) FROM bank_item i WHERE i.set_id = coalesce(n.id, s.id)) AS back_cents, "
    "r.posted_on AS receipt_posted_on, n.id AS nsf_id, n.posted_on AS nsf_on, z.posted_on AS nsf_voided_on "
    "FROM transaction_set s LEFT JOIN transaction_set n ON n.id = s.reverses_set_id AND n.kind = 'nsf' "
    f"JOIN receipt r ON r.id = coalesce(n.reverses_set_id, s.reverses_set_id) {_JOINS}"
    "LEFT JOIN transaction_set z ON z.reverses_set_id = s.id AND z.kind = 'void' AND s.kind = 'nsf' "
    "WHERE s.reverses_set_id IS NOT NULL AND s.kind IN ('void', 'nsf')"
)
"""Aliases: s the line's own set, r the receipt, t its tenant, u its unit, l its ledger, b its bank, p its slip."""
