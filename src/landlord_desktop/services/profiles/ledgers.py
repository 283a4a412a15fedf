"""Profiles > Owner, Property and Management Group: the ledgers, and who owns a property by which shares."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, delete, insert, select, text

from landlord_desktop.db.models import setup
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import VALUE_REQUIRED, FieldProblem
from landlord_desktop.services.profiles.field_checks import (
    ADDRESS_TEXTS,
    LONGEST_COMMENTS,
    amount_problems,
    email_problems,
    number_problem,
    text_problems,
)
from landlord_desktop.services.profiles.percents import share_percent
from landlord_desktop.services.profiles.records import (
    Kind,
    Saved,
    code_problems,
    delete_stored,
    put_stored,
    read_stored,
    record_change,
    reference_problems,
    refuse,
    refuse_stale,
    tidied,
)
from landlord_desktop.services.profiles.renamed import rename_site, renamed_warnings

OWNER, PROPERTY, MANAGEMENT = "owner", "property", "management"
LEDGER_WORDS = {OWNER: "Owner", PROPERTY: "Property", MANAGEMENT: "Management Group"}
ACCOUNTING_METHODS = {"cash": "Cash basis", "accrual": "Accrual"}
MOST_SHARES = 999_999_999


@dataclass(frozen=True, slots=True)
class OwnerShare:
    """So many shares of a property belong to this owner (the id of the owner's ledger); for equal parts, 1 each."""

    owner_id: int | None = None
    shares: int = 1


@dataclass(frozen=True, slots=True)
class Ledger:
    """An owner, a property (with its owners) or a management group, which has no `management_ledger_id`."""

    record_id: int | None = None
    kind: str = OWNER
    code: str = ""
    name: str = ""
    active: bool = True
    address: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    email: str = ""
    phone: str = ""
    owners: tuple[OwnerShare, ...] = ()
    management_ledger_id: int | None = None
    bank_account_id: int | None = None
    accounting_method: str = "cash"
    reserve_cents: int = 0
    repair_limit_cents: int = 0
    alert: str = ""
    comments: str = ""

    def percents(self) -> tuple[str, ...]:
        """Percent of Ownership of each line of `owners`: "33.333 %"."""
        total = sum(one.shares for one in self.owners)
        return tuple(share_percent(one.shares, total) for one in self.owners)


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A ledger in a list; `units` are its active units, `owners` the owners of a property by their IDs."""

    record_id: int
    kind: str
    code: str
    name: str
    management: str
    bank: str
    email: str
    phone: str
    units: int
    owners: str
    active: bool


FIELD_NAMES = {
    "code": "ID", "name": "Long Description", "active": "Active", "address": "Address", "city": "City",
    "state": "State", "postal_code": "Zip", "email": "E-mail", "phone": "Phone", "owners": "Owners",
    "management_ledger_id": "Management Group", "bank_account_id": "Bank", "accounting_method": "Accounting Method",
    "reserve_cents": "Base Reserve", "repair_limit_cents": "Repair Limit", "alert": "Profile Alert",
    "comments": "Comments",
}  # fmt: skip
SHARE_NAMES = {"owner_id": "Owner", "shares": "Shares", "percent": "Percent of Ownership"}
_TEXTS = {**ADDRESS_TEXTS, "alert": LONGEST_COMMENTS, "comments": LONGEST_COMMENTS}
_KIND_OF = {
    kind: Kind(
        LEDGER_WORDS[kind].lower(), setup.ledger, Ledger, FIELD_NAMES,
        {"management_ledger_id": setup.ledger, "bank_account_id": setup.account_code},
        (setup.ownership,) if kind == PROPERTY else (),
    )
    for kind in LEDGER_WORDS
}  # fmt: skip


def list_ledgers(books: Books, kind: str | None = None) -> list[LedgerRow]:
    """The ledgers of a kind ("owner", "property", "management"), or all, active or not, by ID."""
    with books.store.read() as connection:
        owned: dict[int, list[str]] = {}
        for property_id, code in connection.execute(_OWNERS_OF):
            owned.setdefault(property_id, []).append(code)
        rows = connection.execute(_LIST, {"kind": kind or ""}).all()
    return [
        LedgerRow(
            row.id, row.kind, row.code, row.name, row.management, row.bank, row.email, row.phone, row.units,
            ", ".join(owned.get(row.id, ())), bool(row.active),
        )
        for row in rows
    ]


def read_ledger(books: Books, record_id: int) -> Ledger:
    """One ledger. NotFoundError where there is none."""
    with books.store.read() as connection:
        return _read(connection, record_id)


def save_ledger(books: Books, ledger: Ledger, before: Ledger | None = None) -> Saved[Ledger]:
    """Store a changed ledger, or a new one where it has no id yet; its kind never changes.

    FieldsError names every field that cannot be saved; StaleError where it is no longer as `before`.
    """
    ledger = tidied(ledger)
    with books.store.write() as connection:
        stored = None if ledger.record_id is None else _read(connection, ledger.record_id)
        if stored is not None:
            refuse_stale(_KIND_OF[stored.kind], stored, before)
            ledger = replace(ledger, kind=stored.kind)
        kind = _KIND_OF[ledger.kind]
        if ledger.kind == MANAGEMENT:
            ledger = replace(ledger, management_ledger_id=None)
        if ledger.kind != PROPERTY:
            ledger = replace(ledger, owners=())
        refuse(kind, [*_problems(ledger), *_book_problems(connection, kind, ledger, stored)])
        record_id = put_stored(connection, kind, ledger)
        _put_owners(connection, record_id, ledger.owners)
        now = _read(connection, record_id)
        if now.kind == PROPERTY:
            rename_site(connection, stored.code if stored else "", now.code)
        record_change(connection, books, kind, stored, now)
        warnings = [
            *renamed_warnings(connection, "ledger", stored.code if stored else "", now.code),
            *_warnings(connection, now, stored),
        ]
    return Saved(now, tuple(warnings))


def delete_ledger(books: Books, record_id: int, before: Ledger | None = None) -> None:
    """Delete a ledger that was never used. RuleError names what uses it."""
    with books.store.write() as connection:
        stored = _read(connection, record_id)
        refuse_stale(_KIND_OF[stored.kind], stored, before)
        delete_stored(connection, books, _KIND_OF[stored.kind], stored)


def _read(connection: Connection, record_id: int) -> Ledger:
    ledger = read_stored(connection, _KIND_OF[OWNER], record_id)
    share = setup.ownership
    rows = connection.execute(
        select(share.c.owner_id, share.c.shares, setup.ledger.c.code).join(
            setup.ledger, setup.ledger.c.id == share.c.owner_id
        ).where(share.c.property_id == record_id).order_by(setup.ledger.c.code)
    )  # fmt: skip
    return replace(ledger, owners=tuple(OwnerShare(row[0], row[1]) for row in rows))


def _put_owners(connection: Connection, record_id: int, owners: Iterable[OwnerShare]) -> None:
    connection.execute(delete(setup.ownership).where(setup.ownership.c.property_id == record_id))
    for one in owners:
        connection.execute(
            insert(setup.ownership).values(property_id=record_id, owner_id=one.owner_id, shares=one.shares)
        )


def _problems(ledger: Ledger) -> Iterable[FieldProblem]:
    yield from text_problems(ledger, _TEXTS)
    yield from email_problems(ledger.email)
    yield from amount_problems(ledger, "reserve_cents", "repair_limit_cents")
    if ledger.accounting_method not in ACCOUNTING_METHODS:
        yield FieldProblem("accounting_method", "Choose cash basis or accrual.")
    if ledger.kind == PROPERTY and not ledger.owners:
        yield FieldProblem("owners", VALUE_REQUIRED)
    seen: set[int] = set()
    for place, one in enumerate(ledger.owners):
        if one.owner_id is None:
            yield FieldProblem("owners", VALUE_REQUIRED, place, "owner_id")
        elif one.owner_id in seen:
            yield FieldProblem("owners", "This owner has a line already.", place, "owner_id")
        if sentence := number_problem(one.shares, 1, MOST_SHARES, f"A whole number from 1 to {MOST_SHARES:,}."):
            yield FieldProblem("owners", sentence, place, "shares")
        seen.add(one.owner_id or 0)


def _book_problems(
    connection: Connection, kind: Kind[Ledger], ledger: Ledger, stored: Ledger | None
) -> Iterable[FieldProblem]:
    yield from code_problems(connection, kind, ledger)
    yield from reference_problems(connection, kind, ledger, stored)
    kinds = {row.id: row for row in connection.execute(_KINDS)}
    if ledger.management_ledger_id in kinds and kinds[ledger.management_ledger_id].kind != MANAGEMENT:
        yield FieldProblem("management_ledger_id", "Choose a management group.")
    bank = {"id": ledger.bank_account_id or 0}
    if ledger.bank_account_id is not None and connection.execute(_BANK, bank).first() is None:
        yield FieldProblem("bank_account_id", "Choose a bank account code.")
    yield from _owner_problems(ledger, stored, kinds)
    if stored is not None:
        yield from _change_problems(connection, ledger, stored)


def _owner_problems(ledger: Ledger, stored: Ledger | None, kinds: Mapping[int, Any]) -> Iterable[FieldProblem]:
    had = {one.owner_id for one in stored.owners} if stored is not None else set()
    for place, one in enumerate(ledger.owners):
        owner = kinds.get(one.owner_id or 0)
        if one.owner_id is not None and (owner is None or owner.kind != OWNER):
            yield FieldProblem("owners", "Choose an owner.", place, "owner_id")
        elif owner is not None and not owner.active and one.owner_id not in had:
            yield FieldProblem("owners", f"{owner.code} is no longer active.", place, "owner_id")


def _change_problems(connection: Connection, ledger: Ledger, stored: Ledger) -> Iterable[FieldProblem]:
    which = {"id": stored.record_id}
    without_managers = stored.management_ledger_id is not None and ledger.management_ledger_id is None
    if without_managers and connection.execute(_FEES_TO_COME, which).first() is not None:
        yield FieldProblem("management_ledger_id", "Unpaid charges of this ledger carry a management fee.")
    if stored.active and not ledger.active:
        for query, words in _STILL_NEEDED:
            if connection.execute(query, which).first() is not None:
                yield FieldProblem("active", f"{stored.code} {words}.")
                break


def _warnings(connection: Connection, now: Ledger, stored: Ledger | None) -> Iterable[FieldProblem]:
    if stored is not None and stored.accounting_method != now.accounting_method:
        yield FieldProblem(
            "accounting_method", "Charges posted so far keep the method they were posted with; new ones take this one."
        )
    if now.kind != MANAGEMENT and now.management_ledger_id is None:
        yield FieldProblem("management_ledger_id", "Without it, no management fees are taken.")
    if now.bank_account_id is None:
        yield FieldProblem("bank_account_id", "Without it, a bank has to be chosen for each receipt.")
    if now.kind == OWNER and connection.execute(_SAME_VENDOR, {"name": now.name}).first() is not None:
        yield FieldProblem("name", "A vendor has the same name. Owners should not be set up as vendors.")


_LIST = text(
    "SELECT l.id, l.kind, l.code, l.name, coalesce(m.code, '') AS management, coalesce(b.code, '') AS bank, l.email, "
    "l.phone, coalesce(u.units, 0) AS units, l.active FROM ledger l "
    "LEFT JOIN (SELECT ledger_id, count(*) AS units FROM unit WHERE active = 1 GROUP BY ledger_id) u "
    "ON u.ledger_id = l.id "
    "LEFT JOIN ledger m ON m.id = l.management_ledger_id LEFT JOIN account_code b ON b.id = l.bank_account_id "
    "WHERE :kind = '' OR l.kind = :kind ORDER BY l.code"
)
_OWNERS_OF = text("SELECT s.property_id, o.code FROM ownership s JOIN ledger o ON o.id = s.owner_id ORDER BY o.code")
_KINDS = text("SELECT id, code, kind, active FROM ledger")
_BANK = text("SELECT 1 FROM account_code WHERE id = :id AND is_bank = 1")
_FEES_TO_COME = text(
    "SELECT 1 FROM charge WHERE unpaid_cents > 0 AND ledger_id = :id AND fee_basis_points > 0 LIMIT 1"
)
_STILL_NEEDED = (
    (text("SELECT 1 FROM unit WHERE ledger_id = :id AND active = 1 LIMIT 1"), "has active units"),
    (text("SELECT 1 FROM ledger WHERE management_ledger_id = :id AND active = 1 LIMIT 1"), "manages active ledgers"),
    (
        text(
            "SELECT 1 FROM ownership s JOIN ledger p ON p.id = s.property_id WHERE s.owner_id = :id AND p.active = 1 "
            "LIMIT 1"
        ),
        "owns shares of active properties",
    ),
    (
        text(
            "SELECT 1 FROM account_balance b JOIN account_code a ON a.id = b.account_id WHERE b.ledger_id = :id "
            "AND b.balance_cents <> 0 AND a.account_type IN ('current_asset', 'current_liability') LIMIT 1"
        ),
        "still has money, receivables or liabilities",
    ),
)
_SAME_VENDOR = text("SELECT 1 FROM vendor WHERE active = 1 AND lower(name) = lower(:name) LIMIT 1")
