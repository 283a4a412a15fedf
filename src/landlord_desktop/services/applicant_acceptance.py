"""Accept Applicant and Create a Tenant Profile: a whole household becomes tenants in one act, or nobody does."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, update

from landlord_desktop.db.models import profiles
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.services.applicant_household import (
    MEMBER_NAMES,
    AcceptedHousehold,
    AcceptedTenant,
    HouseholdError,
    HouseholdOrder,
    MemberOrder,
    MemberProblems,
)
from landlord_desktop.services.applicant_proposal import already_accepted, propose_household
from landlord_desktop.services.applicants import ApplicantRow, missing_primary, read_rows
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.records import tidied
from landlord_desktop.services.profiles.tenant_record import Tenant
from landlord_desktop.services.profiles.tenants import tenant_faults, write_tenant

__all__ = ["accept_household", "propose_household"]

Members = Sequence[tuple[ApplicantRow, MemberOrder]]


def accept_household(books: Books, order: HouseholdOrder) -> AcceptedHousehold:
    """Make tenants of the members, keep that they were accepted, by whom and when; all in one transaction.

    A co-applicant's responsible tenant is the primary's. HouseholdError names every field of every member that cannot
    be saved; StaleError where one was accepted already or changed at Inosio since it was shown; RuleError for a
    co-applicant before the primary; NotFoundError for an applicant that is not there. Then nothing is changed.
    """
    with books.store.write() as connection:
        members = _members(connection, books, order)
        made = _write_tenants(connection, books, members)
        for row, _member in members:
            tenant = made[row.applicant_id]
            _freeze(connection, books, row, tenant)
    tenants = tuple(made[row.applicant_id] for row, _member in members)
    return AcceptedHousehold(tenants, _sentence(tenants))


def _members(connection: Connection, books: Books, order: HouseholdOrder) -> Members:
    """The members with what is known of them, each primary before the co-applicants."""
    known = {row.applicant_id: row for row in read_rows(connection)}
    if not order.members:
        raise RuleError("Nobody was chosen, so nobody was accepted.")
    found: list[tuple[ApplicantRow, MemberOrder]] = []
    for member in order.members:
        row = known.get(member.applicant_id)
        if row is None:
            raise NotFoundError("One of the applicants is no longer in the books. Nobody was accepted.")
        if row.accepted_at is not None:
            raise StaleError(f"{already_accepted(books, row)} Nothing more was done.")
        if member.seen is not None and member.seen != row.last_modified:
            raise StaleError(
                f"{row.name} was changed at Inosio since this was opened. Nobody was accepted; open it again."
            )
        if not row.status:
            raise RuleError(f"What Inosio tells of {row.name} cannot be read. Nobody was accepted.")
        found.append((row, member))
    chosen = {row.applicant_id for row, _member in found}
    if len(chosen) < len(found):
        raise RuleError("An applicant was chosen twice. Nobody was accepted.")
    for row, _member in found:
        if row.is_co_applicant and row.primary_id not in chosen:
            _refuse_too_early(row, known)
    return sorted(found, key=lambda one: one[0].is_co_applicant)


def _refuse_too_early(row: ApplicantRow, known: Mapping[int, ApplicantRow]) -> None:
    if problem := missing_primary(row):
        raise RuleError(f"{problem} Nobody was accepted.")
    primary = known[row.primary_id or 0]
    if primary.tenant_id is None:
        raise RuleError(
            f"{row.name} is a co-applicant: accept the primary applicant {primary.name} first, or both together. "
            "Nobody was accepted."
        )


def _write_tenants(connection: Connection, books: Books, members: Members) -> dict[int, AcceptedTenant]:
    """Write them in their order; HouseholdError with the faults of all of them, for which nothing will be kept."""
    made: dict[int, AcceptedTenant] = {}
    faulty: list[MemberProblems] = []
    codes: set[str] = set()
    tenant_of = {row.applicant_id: row.tenant_id for row in read_rows(connection)}
    for row, member in members:
        tenant = tidied(replace(member.tenant, record_id=None))
        responsible_id = _responsible(row, made, tenant_of)
        if row.is_co_applicant:
            tenant = replace(tenant, responsible_tenant_id=responsible_id)
        faults = _faults(connection, tenant, codes, alone=row.is_co_applicant and responsible_id is None)
        codes.add(tenant.code.casefold())
        if faults:
            faulty.append(MemberProblems(row.applicant_id, row.name, tuple(faults)))
        elif responsible_id is not None or not row.is_co_applicant:
            saved = write_tenant(connection, books, tenant, applicant_id=row.external_id)
            key = saved.record.record_id or 0
            made[row.applicant_id] = AcceptedTenant(
                row.applicant_id, row.name, key, saved.record.code, saved.warnings
            )  # fmt: skip
    if faulty:
        raise HouseholdError(faulty)
    return made


def _responsible(
    row: ApplicantRow, made: Mapping[int, AcceptedTenant], tenant_of: Mapping[int, int | None]
) -> int | None:
    """The tenant of a co-applicant's primary; None for the primary, and where that one has faults."""
    if row.primary_id is None or not row.is_co_applicant:
        return None
    return made[row.primary_id].tenant_id if row.primary_id in made else tenant_of[row.primary_id]


def _faults(connection: Connection, tenant: Tenant, codes: set[str], *, alone: bool) -> list[FieldProblem]:
    """The faults in the window's order; `alone`: the responsible tenant has faults, so those that hang on it are not
    looked for.
    """
    found = tenant_faults(connection, replace(tenant, posts_to_responsible=False) if alone else tenant)
    if tenant.code and tenant.code.casefold() in codes and not any(fault.field == "code" for fault in found):
        found.append(FieldProblem("code", "Another member of the household has this ID."))
    order = list(MEMBER_NAMES)
    return sorted(found, key=lambda fault: (order.index(fault.field), fault.line or 0))


def _freeze(connection: Connection, books: Books, row: ApplicantRow, tenant: AcceptedTenant) -> None:
    applicant = profiles.applicant
    connection.execute(
        update(applicant).where(applicant.c.id == row.applicant_id).values(
            accepted_at=books.now(), accepted_by=books.actor.user, tenant_id=tenant.tenant_id
        )
    )  # fmt: skip
    record(
        connection, books, "accept applicant", f"applicant {row.external_id}",
        f"{row.name} was accepted as tenant {tenant.code}.",
    )


def _sentence(tenants: Sequence[AcceptedTenant]) -> str:
    first, *others = tenants
    more = [f"{one.name} as {one.code}" for one in others]
    return f"{', '.join([f'{first.name} was accepted as tenant {first.code}', *more])}."
