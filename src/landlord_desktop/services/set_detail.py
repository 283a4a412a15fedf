"""What one transaction set wrote: its debits and credits, its part of the tenants' accounts, and what it belongs to."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books
from landlord_desktop.services.set_words import kind_words

MOST_EFFECTS = 1_000
"""So many records of a set are listed; a deposit slip may hold more."""


@dataclass(frozen=True, slots=True)
class EntryLine:
    """One debit or credit."""

    line: int
    ledger: str
    account: str
    account_name: str
    unit: str
    tenant: str
    debit_cents: int | None
    credit_cents: int | None


@dataclass(frozen=True, slots=True)
class Effect:
    """What a set did outside the general ledger, in words; `kind` and `key` name the record where there is one."""

    number: int
    what: str
    sentence: str
    amount_cents: int
    kind: str = ""
    key: int | None = None


@dataclass(frozen=True, slots=True)
class SetLink:
    """Another set that belongs to this one."""

    set_id: int
    kind: str
    posted_on: date
    reason: str

    @property
    def words(self) -> str:
        """The other set in a few words: "set 12, Void of 3/8/2022"."""
        return f"set {self.set_id}, {kind_words(self.kind)} of {format_day(self.posted_on)}"


@dataclass(frozen=True, slots=True)
class SetDetail:
    """Everything about one set. `record_kind` and `record_key` name the record it made, where it made one.

    `reverses` is what it takes back, `reversed_by` are the sets that took it back, `together` the other sets of the
    same action.
    """

    set_id: int
    comments: str
    lines: tuple[EntryLine, ...]
    effects: tuple[Effect, ...]
    reverses: SetLink | None
    reversed_by: tuple[SetLink, ...]
    together: tuple[SetLink, ...]
    record_kind: str
    record_key: int | None


def set_detail(books: Books, set_id: int) -> SetDetail:
    """What this set wrote. NotFoundError where there is none of this number."""
    with books.store.read() as connection:
        row = connection.execute(_SET, {"id": set_id}).one_or_none()
        if row is None:
            raise NotFoundError(f"There is no transaction set {set_id}.")
        lines = tuple(_line(found) for found in connection.execute(_LINES, {"id": set_id}))
        effects = tuple(_numbered(connection, set_id))
        back = connection.execute(_ONE_LINK, {"id": row.reverses_set_id}).one_or_none()
        undone = tuple(_link(found) for found in connection.execute(_REVERSED_BY, {"id": set_id}))
        known = {link.set_id for link in undone} | {row.reverses_set_id}
        event = connection.execute(_TOGETHER, {"id": set_id, "event": row.event_id}).all()
    kind, key = _record(row.kind, set_id, effects)
    return SetDetail(
        set_id, row.comments, lines, effects, None if back is None else _link(back), undone,
        tuple(_link(found) for found in event if found.id not in known), kind, key,
    )


def _record(set_kind: str, set_id: int, effects: tuple[Effect, ...]) -> tuple[str, int | None]:
    if set_kind in {"receipt", "ledger_receipt"}:
        return "receipt", set_id
    if set_kind == "deposit_slip":
        return "slip", set_id
    charge = next((effect.key for effect in effects if effect.kind == "charge"), None)
    return ("charge", charge) if set_kind == "charge" and charge is not None else ("", None)


def _line(row: Any) -> EntryLine:
    cents = row.amount_cents
    return EntryLine(
        row.line, row.ledger, row.account, row.account_name, row.unit or "", row.tenant or "",
        cents if cents > 0 else None, -cents if cents < 0 else None,
    )


def _link(row: Any) -> SetLink:
    return SetLink(row.id, row.kind, date.fromisoformat(row.posted_on), row.reason)


def _numbered(connection: Connection, set_id: int) -> Iterator[Effect]:
    for number, (what, sentence, cents, kind, key) in enumerate(_effects(connection, set_id), 1):
        yield Effect(number, what, sentence, cents, kind, key)


_Part = tuple[str, str, int, str, int | None]


def _effects(connection: Connection, set_id: int) -> Iterator[_Part]:
    bounds = {"id": set_id, "most": MOST_EFFECTS}
    for row in connection.execute(_RECEIPTS, bounds):
        yield "Receipt", _receipt_words(row), row.amount_cents, "receipt", row.id
    for row in connection.execute(_CHARGES, bounds):
        sentence = f"Charge {row.id}, {row.code} of {_day(row.charged_on)} to {row.tenant}"
        yield "Charge", f"{sentence}: {row.memo}" if row.memo else sentence, row.amount_cents, "charge", row.id
    for row in connection.execute(_ALLOCATIONS, bounds):
        yield _payment_words(row), _paid_words(row), row.amount_cents, "charge", row.charge_id
    for row in connection.execute(_ADVANCES, bounds):
        sentence = f"{row.code} of {row.tenant}, to be used up by later charges"
        yield "Advance payment", sentence, row.amount_cents, "", None
    for row in connection.execute(_CREDITS, bounds):
        what = "Open credit" if row.kind == "open_credit" else "Advance payment"
        turn = "rises" if row.amount_cents > 0 else "falls"
        yield what, f"{what} of {row.tenant} in ledger {row.ledger} {turn}", row.amount_cents, "tenant", row.tenant_id
    for row in connection.execute(_SLIP_RECEIPTS, bounds):
        yield "On the slip", f"Receipt {row.id} of {row.payer}", row.amount_cents, "receipt", row.id
    for row in connection.execute(_BANK_ITEMS, bounds):
        cleared = f", cleared {_day(row.cleared_on)}" if row.cleared_on else ""
        sentence = f"{row.description} in {row.bank}{cleared}"
        yield "Bank line", sentence, row.amount_cents, "bank", row.bank_account_id


def _receipt_words(row: Any) -> str:
    parts = [f"Received {_day(row.received_on)} from {row.payer} into {row.bank}"]
    parts += [f"check {row.check_number}"] if row.check_number else []
    parts += [f"payment {row.payment_id}"] if row.payment_id else []
    parts += [f"deposit slip {row.number}"] if row.number else []
    return ", ".join(parts)


def _payment_words(row: Any) -> str:
    return "Pays" if row.amount_cents > 0 else "Takes back"


def _paid_words(row: Any) -> str:
    source = "" if row.advance_id == 0 else ", out of the advance payment"
    source = f", out of open credit of ledger {row.credit_ledger}" if row.credit_ledger else source
    fee = ", with the management fee" if row.fee_cents else ""
    return f"Charge {row.charge_id}, {row.code} of {_day(row.charged_on)}{source}{fee}"


def _day(stored: str) -> str:
    return format_day(date.fromisoformat(stored))


_SET = text("SELECT kind, comments, reverses_set_id, event_id FROM transaction_set WHERE id = :id")
_ONE_LINK = text("SELECT id, kind, posted_on, reason FROM transaction_set WHERE id = :id")
_REVERSED_BY = text(
    "SELECT id, kind, posted_on, reason FROM transaction_set WHERE reverses_set_id = :id ORDER BY id"
)
_TOGETHER = text(
    "SELECT id, kind, posted_on, reason FROM transaction_set WHERE event_id = :event AND id <> :id "
    "AND id >= :event ORDER BY id LIMIT 20"
)
_LINES = text(
    "SELECT j.line, l.code AS ledger, a.code AS account, a.name AS account_name, u.code AS unit, t.code AS tenant, "
    "j.amount_cents FROM journal_line j JOIN ledger l ON l.id = j.ledger_id "
    "JOIN account_code a ON a.id = j.account_id LEFT JOIN unit u ON u.id = j.unit_id "
    "LEFT JOIN tenant t ON t.id = j.tenant_id WHERE j.set_id = :id ORDER BY j.line"
)
_RECEIPTS = text(
    "SELECT r.id, r.received_on, r.amount_cents, r.check_number, r.payment_id, b.code AS bank, s.number, "
    "coalesce(t.code, nullif(r.payer_name, ''), l.code) AS payer FROM receipt r "
    "JOIN account_code b ON b.id = r.bank_account_id JOIN ledger l ON l.id = r.ledger_id "
    "LEFT JOIN tenant t ON t.id = r.tenant_id LEFT JOIN deposit_slip s ON s.id = r.slip_id WHERE r.id = :id"
)
_CHARGES = text(
    "SELECT c.id, c.charged_on, c.amount_cents, c.memo, k.code, t.code AS tenant FROM charge c "
    "JOIN charge_code k ON k.id = c.charge_code_id JOIN tenant t ON t.id = c.tenant_id "
    "WHERE c.set_id = :id ORDER BY c.id LIMIT :most"
)
_ALLOCATIONS = text(
    "SELECT p.charge_id, p.amount_cents, p.fee_cents, p.advance_id, l.code AS credit_ledger, c.charged_on, k.code "
    "FROM allocation p JOIN charge c ON c.id = p.charge_id JOIN charge_code k ON k.id = c.charge_code_id "
    "LEFT JOIN ledger l ON l.id = p.credit_ledger_id WHERE p.set_id = :id "
    "ORDER BY p.charge_id, p.credit_ledger_id, p.advance_id LIMIT :most"
)
_ADVANCES = text(
    "SELECT p.id, p.amount_cents, k.code, t.code AS tenant FROM advance_payment p "
    "JOIN charge_code k ON k.id = p.charge_code_id JOIN tenant t ON t.id = p.tenant_id "
    "WHERE p.set_id = :id ORDER BY p.id"
)
_CREDITS = text(
    "SELECT e.kind, e.amount_cents, e.tenant_id, t.code AS tenant, l.code AS ledger FROM credit_entry e "
    "JOIN tenant t ON t.id = e.tenant_id JOIN ledger l ON l.id = e.ledger_id WHERE e.set_id = :id ORDER BY e.line"
)
_SLIP_RECEIPTS = text(
    "SELECT r.id, r.amount_cents, coalesce(t.code, nullif(r.payer_name, ''), l.code) AS payer FROM slip_receipt x "
    "JOIN receipt r ON r.id = x.receipt_id JOIN ledger l ON l.id = r.ledger_id "
    "LEFT JOIN tenant t ON t.id = r.tenant_id WHERE x.slip_id = :id ORDER BY r.id LIMIT :most"
)
_BANK_ITEMS = text(
    "SELECT i.bank_account_id, i.amount_cents, i.description, i.cleared_on, b.code AS bank FROM bank_item i "
    "JOIN account_code b ON b.id = i.bank_account_id WHERE i.set_id = :id ORDER BY i.line"
)
