"""What is proposed when a household is accepted, what a person makes of it, and what came of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from landlord_desktop.rules.errors import RuleError
from landlord_desktop.services.applicants import ApplicantRow
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.tenant_record import FIELD_NAMES, Tenant

MEMBER_NAMES = {**FIELD_NAMES, "rent_next_on": "First Month to Bill"}
"""The words of a member's fields: those of the tenant's window, but for the day of the first rent."""


@dataclass(frozen=True, slots=True)
class NamedTenant:
    """A tenant whom a warning names, to be opened and looked at."""

    tenant_id: int
    code: str


@dataclass(frozen=True, slots=True)
class MemberProposal:
    """An applicant of the household and the tenant proposed for him, who has no key yet.

    `tenant.rent_next_on` is the first month to bill. A co-applicant posts to the responsible tenant and has no rent;
    where the primary is of the same proposal, `responsible_tenant_id` is None, for that tenant is made at the same
    time. `chosen` is False for one who withdrew. `warnings` name the tenant's field they are about;
    `named` are the tenants they name.
    """

    applicant: ApplicantRow
    tenant: Tenant
    warnings: tuple[FieldProblem, ...] = ()
    chosen: bool = True
    named: tuple[NamedTenant, ...] = ()


@dataclass(frozen=True, slots=True)
class HouseholdProposal:
    """Who can be accepted together, the primary first.

    Where the primary is a tenant already, only co-applicants are left and `responsible_code` is the primary's tenant.
    `warnings` are sentences about the whole household.
    """

    members: tuple[MemberProposal, ...]
    responsible_code: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class MemberOrder:
    """An applicant to be accepted as this tenant, as a person filled it in.

    `seen` is the applicant's `last_modified` when it was shown: what Inosio changed since then must be looked at first.
    """

    applicant_id: int
    tenant: Tenant
    seen: datetime | None = None


@dataclass(frozen=True, slots=True)
class HouseholdOrder:
    """The members to be accepted in one go; those who are not among them go on waiting."""

    members: tuple[MemberOrder, ...]


@dataclass(frozen=True, slots=True)
class AcceptedTenant:
    """The tenant an applicant became."""

    applicant_id: int
    name: str
    tenant_id: int
    code: str
    warnings: tuple[FieldProblem, ...] = ()


@dataclass(frozen=True, slots=True)
class AcceptedHousehold:
    """The tenants that were made, in the order of the members, and a sentence that says so."""

    tenants: tuple[AcceptedTenant, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class MemberProblems:
    """What is wrong with the fields of one member."""

    applicant_id: int
    name: str
    fields: tuple[FieldProblem, ...]


class HouseholdError(RuleError):
    """Some fields of some members cannot be saved, so nobody was accepted; `members` has them all."""

    def __init__(self, members: Iterable[MemberProblems]) -> None:
        self.members = tuple(members)
        super().__init__([
            f"{member.name}, {_title(problem)}: {problem.sentence}"
            for member in self.members
            for problem in member.fields
        ])  # fmt: skip


def _title(problem: FieldProblem) -> str:
    title = MEMBER_NAMES.get(problem.field, problem.field)
    return title if problem.line is None else f"{title}, line {problem.line + 1}"
