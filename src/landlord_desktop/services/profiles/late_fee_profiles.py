"""Setup > Late Fee Profiles: how much a late tenant is charged, after how many days, and how often."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from landlord_desktop.db.models import setup
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.field_checks import (
    amount_problems,
    number_problem,
    percent_problems,
    required_problems,
    text_problems,
)
from landlord_desktop.services.profiles.records import (
    Kind,
    Saved,
    code_problems,
    delete_record,
    put_record,
    read_record,
    reference_problems,
    refuse,
    stored_before,
    tidied,
)

REPEATS = {"monthly": "Not twice within 30 days", "daily": "Any day, once a day"}
MOST_GRACE_DAYS = 365


@dataclass(frozen=True, slots=True)
class LateFeeProfile:
    """A flat amount, a percentage (basis points) of what is late and unpaid, or both together."""

    record_id: int | None = None
    code: str = ""
    name: str = ""
    active: bool = True
    charge_code_id: int | None = None
    amount_cents: int = 0
    basis_points: int = 0
    grace_days: int = 5
    repeats: str = "monthly"


@dataclass(frozen=True, slots=True)
class LateFeeProfileRow:
    """A late fee profile in a list; `tenants` have it."""

    record_id: int
    code: str
    name: str
    charge_code: str
    amount_cents: int
    basis_points: int
    grace_days: int
    tenants: int
    active: bool


FIELD_NAMES = {
    "code": "ID", "name": "Long Description", "active": "Active", "charge_code_id": "Charge Code",
    "amount_cents": "Amount", "basis_points": "Percentage", "grace_days": "Grace Period", "repeats": "Charged",
}  # fmt: skip
LATE_FEE_PROFILE = Kind(
    "late fee profile", setup.late_fee_profile, LateFeeProfile, FIELD_NAMES, {"charge_code_id": setup.charge_code}
)


def list_late_fee_profiles(books: Books) -> list[LateFeeProfileRow]:
    """All late fee profiles, active or not, by ID."""
    with books.store.read() as connection:
        rows = connection.execute(_LIST).all()
    return [
        LateFeeProfileRow(
            row.id, row.code, row.name, row.charge_code, row.amount_cents, row.basis_points, row.grace_days,
            row.tenants, bool(row.active),
        )
        for row in rows
    ]


def read_late_fee_profile(books: Books, record_id: int) -> LateFeeProfile:
    """One late fee profile. NotFoundError where there is none."""
    return read_record(books, LATE_FEE_PROFILE, record_id)


def save_late_fee_profile(
    books: Books, profile: LateFeeProfile, before: LateFeeProfile | None = None
) -> Saved[LateFeeProfile]:
    """Store a changed profile, or a new one where it has no id yet.

    FieldsError names every field that cannot be saved; StaleError where it is no longer as `before`.
    """
    profile = tidied(profile)
    kind = LATE_FEE_PROFILE
    with books.store.write() as connection:
        stored = stored_before(connection, kind, profile, before)
        code = connection.execute(_CODE, {"id": profile.charge_code_id}).one_or_none()
        problems = [
            *_problems(profile), *code_problems(connection, kind, profile),
            *reference_problems(connection, kind, profile, stored),
        ]  # fmt: skip
        if code is not None and code.tracks_deposits:
            problems.append(FieldProblem("charge_code_id", f"{code.code} tracks deposits; a late fee is income."))
        refuse(kind, problems)
        now = put_record(connection, books, kind, profile, stored)
        warnings = tuple(_warnings(connection, now, stored, subject=bool(code and code.subject_to_late_fees)))
    return Saved(now, warnings)


def delete_late_fee_profile(books: Books, record_id: int, before: LateFeeProfile | None = None) -> None:
    """Delete a profile that no tenant has. RuleError names what uses it."""
    delete_record(books, LATE_FEE_PROFILE, record_id, before)


def _problems(profile: LateFeeProfile) -> Iterable[FieldProblem]:
    yield from text_problems(profile, {})
    yield from required_problems(profile, "charge_code_id")
    yield from amount_problems(profile, "amount_cents")
    yield from percent_problems(profile, "basis_points")
    if not profile.amount_cents and not profile.basis_points:
        yield FieldProblem("amount_cents", "Enter an amount, a percentage, or both.")
    words = f"A whole number of days from 0 to {MOST_GRACE_DAYS}."
    if sentence := number_problem(profile.grace_days, 0, MOST_GRACE_DAYS, words):
        yield FieldProblem("grace_days", sentence)
    if profile.repeats not in REPEATS:
        yield FieldProblem("repeats", "Choose one of the list.")


def _warnings(
    connection: Connection, now: LateFeeProfile, stored: LateFeeProfile | None, *, subject: bool
) -> Iterable[FieldProblem]:
    if subject:
        yield FieldProblem("charge_code_id", "Charges of this code are subject to late fees: fees are charged on fees.")
    used = connection.execute(_TENANTS, {"id": now.record_id}).scalar_one()
    if stored is not None and stored.active and not now.active and used:
        yield FieldProblem("active", "Tenants who have it keep it until another one is chosen.")


_CODE = text("SELECT code, tracks_deposits, subject_to_late_fees FROM charge_code WHERE id = :id")
_TENANTS = text("SELECT count(*) FROM tenant WHERE late_fee_profile_id = :id")
_LIST = text(
    "SELECT p.id, p.code, p.name, k.code AS charge_code, p.amount_cents, p.basis_points, p.grace_days, p.active, "
    "(SELECT count(*) FROM tenant t WHERE t.late_fee_profile_id = p.id AND t.active = 1) AS tenants "
    "FROM late_fee_profile p JOIN charge_code k ON k.id = p.charge_code_id ORDER BY p.code"
)
