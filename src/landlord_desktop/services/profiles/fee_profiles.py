"""Setup > Management Fee Profiles: what the managers get of the rent, of first months and of late fees."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, text

from landlord_desktop.db.models import setup
from landlord_desktop.rules.fees import FULL_BASIS_POINTS
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import VALUE_REQUIRED, FieldProblem
from landlord_desktop.services.profiles.field_checks import amount_problems, percent_problems, text_problems
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


@dataclass(frozen=True, slots=True)
class FeeProfile:
    """Percentages in basis points. The leasing fee is taken of the first month's rent, besides or instead of the fee.

    `late_fee_owner_basis_points`, Split Percentage: what the owner gets of late fees; the managers have the rest.
    """

    record_id: int | None = None
    code: str = ""
    name: str = ""
    active: bool = True
    fee_basis_points: int = 0
    flat_fee_cents: int = 0
    flat_fee_schedule_id: int | None = None
    leasing_basis_points: int = 0
    leasing_replaces_fee: bool = False
    late_fee_owner_basis_points: int = 0


@dataclass(frozen=True, slots=True)
class FeeProfileRow:
    """A management fee profile in a list; `units` use it."""

    record_id: int
    code: str
    name: str
    fee_basis_points: int
    flat_fee_cents: int
    leasing_basis_points: int
    late_fee_owner_basis_points: int
    units: int
    active: bool


FIELD_NAMES = {
    "code": "ID", "name": "Long Description", "active": "Active", "fee_basis_points": "Management Fee",
    "flat_fee_cents": "Flat Fee", "flat_fee_schedule_id": "Flat Fee Schedule", "leasing_basis_points": "Leasing Fee",
    "leasing_replaces_fee": "Leasing Fee instead of Management Fee",
    "late_fee_owner_basis_points": "Split Percentage",
}  # fmt: skip
FEE_PROFILE = Kind(
    "management fee profile", setup.fee_profile, FeeProfile, FIELD_NAMES, {"flat_fee_schedule_id": setup.schedule}
)


def list_fee_profiles(books: Books) -> list[FeeProfileRow]:
    """All management fee profiles, active or not, by ID."""
    with books.store.read() as connection:
        rows = connection.execute(_LIST).all()
    return [
        FeeProfileRow(
            row.id, row.code, row.name, row.fee_basis_points, row.flat_fee_cents, row.leasing_basis_points,
            row.late_fee_owner_basis_points, row.units, bool(row.active),
        )
        for row in rows
    ]


def read_fee_profile(books: Books, record_id: int) -> FeeProfile:
    """One management fee profile. NotFoundError where there is none."""
    return read_record(books, FEE_PROFILE, record_id)


def save_fee_profile(books: Books, profile: FeeProfile, before: FeeProfile | None = None) -> Saved[FeeProfile]:
    """Store a changed profile, or a new one where it has no id yet. Charges posted so far keep their fee.

    FieldsError names every field that cannot be saved; StaleError where it is no longer as `before`.
    """
    profile = tidied(profile)
    with books.store.write() as connection:
        stored = stored_before(connection, FEE_PROFILE, profile, before)
        refuse(
            FEE_PROFILE,
            [
                *_problems(profile), *code_problems(connection, FEE_PROFILE, profile),
                *reference_problems(connection, FEE_PROFILE, profile, stored),
            ],
        )  # fmt: skip
        now = put_record(connection, books, FEE_PROFILE, profile, stored)
        warnings = tuple(_warnings(connection, now, stored))
    return Saved(now, warnings)


def delete_fee_profile(books: Books, record_id: int, before: FeeProfile | None = None) -> None:
    """Delete a profile that no unit has. RuleError names what uses it."""
    delete_record(books, FEE_PROFILE, record_id, before)


def _problems(profile: FeeProfile) -> Iterable[FieldProblem]:
    yield from text_problems(profile, {})
    yield from amount_problems(profile, "flat_fee_cents")
    yield from percent_problems(
        profile, "fee_basis_points", "leasing_basis_points", "late_fee_owner_basis_points"
    )  # fmt: skip
    if profile.flat_fee_cents and profile.flat_fee_schedule_id is None:
        yield FieldProblem("flat_fee_schedule_id", VALUE_REQUIRED)
    leasing = profile.leasing_basis_points or 0
    besides = 0 if profile.leasing_replaces_fee else profile.fee_basis_points or 0
    if leasing <= FULL_BASIS_POINTS < leasing + besides:
        yield FieldProblem("leasing_basis_points", "Together with the management fee it is more than the rent.")


def _warnings(connection: Connection, now: FeeProfile, stored: FeeProfile | None) -> Iterable[FieldProblem]:
    if stored is None or stored.fee_basis_points == now.fee_basis_points:
        return
    units = connection.execute(_UNITS, {"id": now.record_id}).scalar_one()
    if units:
        yield FieldProblem("fee_basis_points", "Charges posted so far keep the fee they were posted with.")


_UNITS = text("SELECT count(*) FROM unit WHERE fee_profile_id = :id")
_LIST = text(
    "SELECT f.id, f.code, f.name, f.fee_basis_points, f.flat_fee_cents, f.leasing_basis_points, "
    "f.late_fee_owner_basis_points, f.active, "
    "(SELECT count(*) FROM unit u WHERE u.fee_profile_id = f.id AND u.active = 1) AS units "
    "FROM fee_profile f ORDER BY f.code"
)
