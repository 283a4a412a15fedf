"""Profiles > Unit: what is rented, the ledger it belongs to, and the management fee of its rent."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, text

from landlord_desktop.db.models import profiles, setup
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.field_checks import (
    ADDRESS_TEXTS,
    LONGEST_COMMENTS,
    amount_problems,
    date_problems,
    required_problems,
    text_problems,
)
from landlord_desktop.services.profiles.records import (
    Kind,
    Saved,
    code_problems,
    delete_stored,
    put_record,
    read_record,
    read_stored,
    reference_problems,
    refuse,
    refuse_stale,
    stored_before,
    tidied,
)
from landlord_desktop.services.profiles.renamed import rename_site, renamed_warnings


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. `flat_fee_next_on`: when the flat management fee of its profile is due next."""

    record_id: int | None = None
    code: str = ""
    name: str = ""
    active: bool = True
    ledger_id: int | None = None
    fee_profile_id: int | None = None
    flat_fee_next_on: date | None = None
    address: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    market_rent_cents: int = 0
    repair_limit_cents: int = 0
    alert: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit in a list; `tenants` are the names of its active tenants."""

    record_id: int
    code: str
    name: str
    ledger_id: int
    ledger: str
    fee_profile: str
    address: str
    city: str
    market_rent_cents: int
    tenants: str
    active: bool


FIELD_NAMES = {
    "code": "ID", "name": "Long Description", "active": "Active", "ledger_id": "Ledger", "fee_profile_id": "Mgmt Fee",
    "flat_fee_next_on": "Next Flat Fee", "address": "Address", "city": "City", "state": "State", "postal_code": "Zip",
    "market_rent_cents": "Market Rent", "repair_limit_cents": "Repair Limit", "alert": "Profile Alert",
    "comments": "Comments",
}  # fmt: skip
_TEXTS = {
    **{name: most for name, most in ADDRESS_TEXTS.items() if name not in {"email", "phone"}},
    "alert": LONGEST_COMMENTS, "comments": LONGEST_COMMENTS,
}  # fmt: skip
UNIT = Kind(
    "unit", profiles.unit, Unit, FIELD_NAMES, {"ledger_id": setup.ledger, "fee_profile_id": setup.fee_profile}
)


def list_units(books: Books) -> list[UnitRow]:
    """All units, active or not, by ID."""
    with books.store.read() as connection:
        living: dict[int, list[str]] = {}
        for unit_id, name in connection.execute(_TENANTS):
            living.setdefault(unit_id, []).append(name)
        rows = connection.execute(_LIST).all()
    return [
        UnitRow(
            row.id, row.code, row.name, row.ledger_id, row.ledger, row.fee_profile, row.address, row.city,
            row.market_rent_cents, ", ".join(living.get(row.id, ())), bool(row.active),
        )
        for row in rows
    ]


def read_unit(books: Books, record_id: int) -> Unit:
    """One unit. NotFoundError where there is none."""
    return read_record(books, UNIT, record_id)


def save_unit(books: Books, unit: Unit, before: Unit | None = None) -> Saved[Unit]:
    """Store a changed unit, or a new one where it has no id yet.

    FieldsError names every field that cannot be saved; StaleError where it is no longer as `before`.
    """
    unit = tidied(unit)
    with books.store.write() as connection:
        stored = stored_before(connection, UNIT, unit, before)
        refuse(UNIT, [*_problems(unit), *_book_problems(connection, unit, stored)])
        now = put_record(connection, books, UNIT, unit, stored)
        rename_site(connection, stored.code if stored else "", now.code)
        warnings = [
            *renamed_warnings(connection, "unit", stored.code if stored else "", now.code),
            *_warnings(connection, now, stored),
        ]
    return Saved(now, tuple(warnings))


def delete_unit(books: Books, record_id: int, before: Unit | None = None) -> None:
    """Delete a unit that was never used. RuleError names what uses it."""
    with books.store.write() as connection:
        stored = read_stored(connection, UNIT, record_id)
        refuse_stale(UNIT, stored, before)
        uses = [words for query, words in _NAMED_BY_CODE if connection.execute(query, {"code": stored.code}).first()]
        delete_stored(connection, books, UNIT, stored, uses)


def _problems(unit: Unit) -> Iterable[FieldProblem]:
    yield from text_problems(unit, _TEXTS, ["address"])
    yield from required_problems(unit, "ledger_id", "fee_profile_id")
    yield from amount_problems(unit, "market_rent_cents", "repair_limit_cents")
    yield from date_problems(unit, "flat_fee_next_on")


def _book_problems(connection: Connection, unit: Unit, stored: Unit | None) -> Iterable[FieldProblem]:
    yield from code_problems(connection, UNIT, unit)
    yield from reference_problems(connection, UNIT, unit, stored)
    kind = connection.execute(_LEDGER_KIND, {"id": unit.ledger_id}).scalar()
    if kind == "management":
        yield FieldProblem("ledger_id", "Choose an owner or a property; a management group owns no units.")
    which = {"id": unit.record_id, "ledger": unit.ledger_id}
    if stored is not None and stored.ledger_id != unit.ledger_id:
        far = connection.execute(_RESPONSIBLE_ELSEWHERE, which).first()
        if far is not None:
            yield FieldProblem("ledger_id", f"Tenant {far[0]} has a responsible tenant in another unit of {far[1]}.")
    if stored is not None and stored.active and not unit.active:
        tenant = connection.execute(_ACTIVE_TENANT, which).scalar()
        if tenant is not None:
            yield FieldProblem("active", f"Tenant {tenant} is active in this unit.")


def _warnings(connection: Connection, now: Unit, stored: Unit | None) -> Iterable[FieldProblem]:
    moved = stored is not None and stored.ledger_id != now.ledger_id
    if moved and connection.execute(_POSTED, {"id": now.record_id}).first() is not None:
        yield FieldProblem("ledger_id", "What was posted so far, deposits and credits too, stays in the old ledger.")
    if stored is not None and stored.fee_profile_id != now.fee_profile_id:
        yield FieldProblem("fee_profile_id", "Charges posted so far keep the fee they were posted with.")
    flat = connection.execute(_FLAT_FEE, {"id": now.fee_profile_id}).scalar()
    if flat and now.flat_fee_next_on is None:
        yield FieldProblem("flat_fee_next_on", "Without a date, the flat fee of the profile is not charged.")


_LIST = text(
    "SELECT u.id, u.code, u.name, u.ledger_id, l.code AS ledger, coalesce(f.code, '') AS fee_profile, u.address, "
    "u.city, u.market_rent_cents, u.active FROM unit u JOIN ledger l ON l.id = u.ledger_id "
    "LEFT JOIN fee_profile f ON f.id = u.fee_profile_id ORDER BY u.code"
)
_TENANTS = text("SELECT unit_id, name FROM tenant WHERE active = 1 ORDER BY code")
_LEDGER_KIND = text("SELECT kind FROM ledger WHERE id = :id")
_ACTIVE_TENANT = text("SELECT code FROM tenant WHERE unit_id = :id AND active = 1 ORDER BY code LIMIT 1")
_RESPONSIBLE_ELSEWHERE = text(
    "SELECT t.code, l.code FROM tenant t JOIN tenant r ON r.id = t.responsible_tenant_id "
    "JOIN unit u ON u.id = CASE WHEN t.unit_id = :id THEN r.unit_id ELSE t.unit_id END "
    "JOIN ledger l ON l.id = u.ledger_id "
    "WHERE (t.unit_id = :id OR r.unit_id = :id) AND t.unit_id <> r.unit_id AND u.ledger_id <> :ledger LIMIT 1"
)
_POSTED = text("SELECT 1 FROM charge c JOIN tenant t ON t.id = c.tenant_id WHERE t.unit_id = :id LIMIT 1")
_FLAT_FEE = text("SELECT flat_fee_cents FROM fee_profile WHERE id = :id")
_NAMED_BY_CODE = (
    (text("SELECT 1 FROM work_order WHERE site_code = :code LIMIT 1"), "work orders"),
    (text("SELECT 1 FROM applicant WHERE unit_code = :code LIMIT 1"), "applicants"),
    (text("SELECT 1 FROM inosio_payment WHERE unit_code = :code LIMIT 1"), "payments of Inosio"),
)
