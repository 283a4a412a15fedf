"""What is left of a transaction set: its rows, less what other sets took back of it.

A set's family is the set itself, the sets that take it back (void, NSF, credit taken back), and the voids of these.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.services.journal import Row
from landlord_desktop.services.set_words import kind_words


@dataclass(frozen=True, slots=True)
class SetHead:
    """A transaction set as a correction needs it; `voided_by` and `cleared_on` are None where that did not happen."""

    set_id: int
    kind: str
    posted_on: date
    tenant_id: int | None
    memo: str
    reverses_set_id: int | None
    event_id: int
    voided_by: int | None
    cleared_on: date | None
    cleared_in: str
    slip_number: int | None

    @property
    def name(self) -> str:
        """The set as people call it: "receipt 12", "deposit slip 3", "transfer between banks (set 14)"."""
        return set_name(self.kind, self.set_id, self.slip_number)


def set_name(kind: str, set_id: int, slip_number: int | None = None) -> str:
    """What a sentence calls a set."""
    if kind == "receipt":
        return f"receipt {set_id}"
    if kind == "ledger_receipt":
        return f"ledger receipt {set_id}"
    if slip_number is not None:
        return f"deposit slip {slip_number}"
    words = "NSF" if kind == "nsf" else kind_words(kind)
    return f"{words if kind == 'nsf' else words[:1].lower() + words[1:]} (set {set_id})"


def capital(sentence: str) -> str:
    """The sentence with a capital first letter."""
    return sentence[:1].upper() + sentence[1:]


def read_head(connection: Connection, set_id: int) -> SetHead:
    """The set of this id. NotFoundError where there is none."""
    row = connection.execute(_HEAD, {"id": set_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no transaction set {set_id}.")
    return SetHead(
        row.id, row.kind, date.fromisoformat(row.posted_on), row.tenant_id, row.memo, row.reverses_set_id,
        row.event_id or row.id, row.voided_by, date.fromisoformat(row.cleared_on) if row.cleared_on else None,
        row.cleared_in or "", row.number,
    )


@dataclass(frozen=True, slots=True)
class SetRemains:
    """What is left of a set, in the shapes of `journal.SetDraft`; bank items are those of the set alone."""

    lines: list[Row]
    allocations: list[Row]
    credits: list[Row]
    bank_items: list[Row]

    def negated(self) -> "SetRemains":
        """The mirror: debits and credits exchanged, everything taken back."""
        return SetRemains(
            [(*row[:4], -row[4]) for row in self.lines],
            [(*row[:4], -row[4], -row[5]) for row in self.allocations],
            [(*row[:3], -row[3]) for row in self.credits],
            [(row[0], -row[1], row[2], row[3]) for row in self.bank_items],
        )


def remains(connection: Connection, set_id: int) -> SetRemains:
    """What is left of a set now."""
    family = [row[0] for row in connection.execute(_FAMILY, {"id": set_id})]
    marks = ",".join(str(int(member)) for member in family)
    lines = _left(connection, _LINES, marks, set_id, 4)
    allocations = _left(connection, _ALLOCATIONS, marks, set_id, 4, key=3)
    credits_ = _left(connection, _CREDITS, marks, set_id, 3)
    items = [tuple(row) for row in connection.execute(_ITEMS, {"id": set_id})]
    return SetRemains(lines, allocations, credits_, items)


def _left(
    connection: Connection, statement: str, family: str, own: int, first_sum: int, key: int | None = None
) -> list[Row]:
    """The rows of the set, exactly as they stand where nothing is taken back of it, else the sums that are left.

    Columns from `first_sum` on are added up by the first `key` columns (all before `first_sum` where it is None).
    """
    rows = [tuple(row) for row in connection.execute(text(statement.format(family=family)))]
    others = _sums([row[1:] for row in rows if row[0] != own], first_sum, key)
    if not any(any(row[first_sum:]) for row in others):
        return [row[1:] for row in rows if row[0] == own]
    return [row for row in _sums([row[1:] for row in rows], first_sum, key) if row[first_sum]]


def _sums(rows: Sequence[Row], first_sum: int, key: int | None) -> list[Row]:
    found: dict[Row, Row] = {}
    for row in rows:
        at = row[: first_sum if key is None else key]
        before = found.get(at)
        if before is None:
            found[at] = row
        else:
            added = (one + other for one, other in zip(before[first_sum:], row[first_sum:], strict=True))
            found[at] = (*before[:first_sum], *added)
    return list(found.values())


_LIVE_NSF = (
    "q.reverses_set_id = r.id AND q.kind = 'nsf' AND NOT EXISTS (SELECT 1 FROM transaction_set w "
    "WHERE w.reverses_set_id = q.id AND w.kind = 'void')"
)
RETURNED_BY = f"coalesce(r.returned_by_set_id, (SELECT min(q.id) FROM transaction_set q WHERE {_LIVE_NSF}))"  # noqa: S608
"""SQL over a receipt called `r`: the NSF that took it or a part of it back; NULL where the bank returned nothing."""
RETURNED_CENTS = (
    "coalesce((SELECT -sum(x.amount_cents) FROM transaction_set q JOIN bank_item x ON x.set_id = q.id "  # noqa: S608
    f"WHERE {_LIVE_NSF}), 0)"
)
"""SQL over a receipt called `r`: what of it the bank has returned, in cents."""


def slip_of(connection: Connection, slip_id: int) -> Any:
    """The deposit slip of this id. NotFoundError where there is none."""
    row = connection.execute(_SLIP, {"id": slip_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no deposit slip with the key {slip_id}.")
    return row


_HEAD = text(
    "SELECT t.id, t.kind, t.posted_on, t.tenant_id, t.memo, t.reverses_set_id, t.event_id, s.number, "
    "(SELECT min(v.id) FROM transaction_set v WHERE v.reverses_set_id = t.id AND v.kind = 'void') AS voided_by, "
    "(SELECT min(i.cleared_on) FROM bank_item i WHERE i.set_id = t.id) AS cleared_on, "
    "(SELECT min(b.code) FROM bank_item i JOIN account_code b ON b.id = i.bank_account_id "
    "WHERE i.set_id = t.id AND i.cleared_on IS NOT NULL) AS cleared_in "
    "FROM transaction_set t LEFT JOIN deposit_slip s ON s.id = t.id WHERE t.id = :id"
)
_FAMILY = text(
    "SELECT id FROM transaction_set WHERE id = :id "
    "UNION ALL SELECT id FROM transaction_set WHERE reverses_set_id = :id "
    "UNION ALL SELECT v.id FROM transaction_set p JOIN transaction_set v ON v.reverses_set_id = p.id "
    "WHERE p.reverses_set_id = :id"
)
_LINES = (
    "SELECT set_id, ledger_id, account_id, unit_id, tenant_id, amount_cents FROM journal_line "
    "WHERE set_id IN ({family}) ORDER BY set_id, line"
)
_ALLOCATIONS = (
    "SELECT set_id, charge_id, credit_ledger_id, advance_id, receipt_id, amount_cents, fee_cents FROM allocation "
    "WHERE set_id IN ({family}) ORDER BY set_id, charge_id, credit_ledger_id, advance_id"
)
_CREDITS = (
    "SELECT set_id, tenant_id, ledger_id, kind, amount_cents FROM credit_entry "
    "WHERE set_id IN ({family}) ORDER BY set_id, line"
)
_ITEMS = text(
    "SELECT bank_account_id, amount_cents, description, check_number FROM bank_item WHERE set_id = :id ORDER BY line"
)
_SLIP = text(
    "SELECT s.*, b.code AS bank FROM deposit_slip s JOIN account_code b ON b.id = s.bank_account_id WHERE s.id = :id"
)
