"""The tenants proposed for a household that applied: what Inosio told, by the rules of the tenant's profile."""

import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain, count
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.errors import NotFoundError, RuleError
from landlord_desktop.rules.text import visible
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.applicant_household import HouseholdProposal, MemberProposal, NamedTenant
from landlord_desktop.services.applicants import (
    ApplicantRow,
    email_addresses,
    missing_primary,
    names_of,
    read_household,
    same_name,
)
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.field_checks import LONGEST_CODE, LONGEST_LINE, LONGEST_NAME
from landlord_desktop.services.profiles.tenant_record import Tenant


def propose_household(books: Books, applicant_id: int) -> HouseholdProposal:
    """The tenants that an applicant and the others of the household would become; nothing is written.

    A co-applicant brings the primary along; where that one is a tenant already, co-applicants come alone. RuleError
    where nobody can be accepted, with the reason; NotFoundError where there is no such applicant.
    """
    with books.store.read() as connection:
        household = read_household(connection, applicant_id)
        if not household:
            raise NotFoundError("This applicant is no longer in the books.")
        this = next(row for row in household if row.applicant_id == applicant_id)
        waiting = _who_can_be_accepted(books, household, this)
        return _Proposal(connection, household[0], books.today()).of(waiting)


def _who_can_be_accepted(
    books: Books, household: Sequence[ApplicantRow], this: ApplicantRow
) -> tuple[ApplicantRow, ...]:
    """Those of a household who can become tenants together, the primary first. RuleError where nobody can."""
    if problem := missing_primary(this):
        raise RuleError(problem)
    head = household[0]
    for row in (this, head):
        if not row.status:
            raise RuleError(
                f"What Inosio tells of {row.name} cannot be read, so {row.name} cannot be accepted. It is read again "
                "at each retrieve, and after an upgrade of this program."
            )
    waiting = tuple(row for row in household if row.accepted_at is None and row.status)
    if not waiting or (this.accepted_at is not None and this is not head):
        raise RuleError(already_accepted(books, this))
    return waiting


def already_accepted(books: Books, row: ApplicantRow) -> str:
    """Who became which tenant, when and by whom, in a sentence."""
    when = f" on {format_day(books.day_of(row.accepted_at))}" if row.accepted_at is not None else ""
    by = f" by {row.accepted_by}" if row.accepted_by else ""
    return f"{row.name} was accepted{by}{when} and is tenant {row.tenant_code}."


@dataclass(frozen=True, slots=True)
class _Person:
    """A tenant there is: who it is and where he lives."""

    tenant_id: int
    code: str
    name: str
    phone: str
    emails: frozenset[str]
    unit_id: int
    active: bool
    by_hand: bool
    responsible_id: int | None


class _Proposal:
    """What the books hold that a proposal needs, read once."""

    def __init__(self, connection: Connection, head: ApplicantRow, today: date) -> None:
        self._connection, self._head, self._today = connection, head, today
        self._tenants = [
            _Person(
                row.id, row.code, row.name, row.phone, frozenset(email_addresses(row.email)), row.unit_id,
                bool(row.active), row.applicant_id is None, row.responsible_tenant_id,
            )
            for row in connection.execute(_TENANTS)
        ]  # fmt: skip
        self._taken = {one.code.casefold() for one in self._tenants}
        self._schedule_id: int | None = connection.execute(_MONTHLY).scalar()

    def of(self, waiting: Sequence[ApplicantRow]) -> HouseholdProposal:
        """The members with their warnings, and those about all of them."""
        members = tuple(self._member(row) for row in waiting)
        gone = [row for row in waiting if row.status == "withdrawn"]
        warnings = [f"{names_of(gone)} withdrew the application."] if gone else []
        warnings += [
            f"The newest answer of Inosio on {row.name} cannot be read; what is shown here is older."
            for row in waiting if row.unreadable
        ]  # fmt: skip
        return HouseholdProposal(members, self._head.tenant_code, tuple(warnings))

    def _member(self, row: ApplicantRow) -> MemberProposal:
        unit = self._unit(row.unit_code or self._head.unit_code)
        unit_id = unit.id if unit is not None and unit.active else None
        mate = row is not self._head
        starts_on = row.lease_starts_on or (self._head.lease_starts_on if mate else None)
        expires_on = row.lease_expires_on or (self._head.lease_expires_on if mate else None)
        tenant = Tenant(
            code=self._code(row, unit.code if unit is not None else ""), name=_clean(row.name, LONGEST_NAME),
            unit_id=unit_id, email=_clean(row.email, LONGEST_LINE), phone=_clean(row.phone, LONGEST_NAME),
            lease_type="" if starts_on is None else "closed" if expires_on is not None else "month_to_month",
            lease_starts_on=starts_on, lease_expires_on=expires_on,
            move_in_on=row.move_in_on or (self._head.move_in_on if mate else None),
            late_fee_profile_id=None if mate else self._late_fee_profile(unit.ledger_id if unit is not None else 0),
        )  # fmt: skip
        if mate:
            tenant = replace(tenant, responsible_tenant_id=self._head.tenant_id, posts_to_responsible=True)
        elif self._schedule_id is not None:
            begins_on = starts_on or row.move_in_on or self._today
            tenant = replace(
                tenant, rent_cents=row.rent_cents, rent_schedule_id=self._schedule_id, rent_next_on=_first(begins_on)
            )
        else:
            tenant = replace(tenant, rent_cents=row.rent_cents)
        warnings = (*self._unit_warnings(row, unit), *self._warnings(row, tenant))
        alike = [*self._occupants(unit), *(one for _alike, one in self._look_alikes(row, tenant))]
        told = [warning.sentence for warning in warnings]
        named = {
            one.tenant_id: NamedTenant(one.tenant_id, one.code) for one in alike
            if any(sentence.startswith(f"{one.code}, ") for sentence in told)
        }  # fmt: skip
        return MemberProposal(row, tenant, warnings, row.status != "withdrawn" or not mate, tuple(named.values()))

    def _unit(self, code: str) -> Any:
        return self._connection.execute(_UNIT, {"code": code}).one_or_none()

    def _late_fee_profile(self, ledger_id: int) -> int | None:
        """The one that most tenants of the ledger have, else most of all; the only one there is, else none."""
        found = self._connection.execute(_LATE_FEES, {"ledger": ledger_id}).all()
        return found[0].id if found and (found[0].tenants or len(found) == 1) else None

    def _code(self, row: ApplicantRow, unit_code: str) -> str:
        """A free ID: the last name, with the first name or a number where another tenant has it."""
        base = _letters(row.last_name) or _letters(row.first_name) or _letters(unit_code) or "TENANT"
        first = _letters(row.first_name)[: LONGEST_CODE // 2]
        endings = chain(["", f"-{first}"] if first else [""], (f"-{number}" for number in count(2)))
        codes = (f"{base[: LONGEST_CODE - len(ending)]}{ending}" for ending in endings)
        code = next(one for one in codes if one.casefold() not in self._taken)
        self._taken.add(code.casefold())
        return code

    def _unit_warnings(self, row: ApplicantRow, unit: Any) -> Iterable[FieldProblem]:
        code = row.unit_code or self._head.unit_code
        if not code:
            yield FieldProblem("unit_id", "Inosio names no unit; choose one.")
        elif unit is None:
            yield FieldProblem("unit_id", f"Inosio names the unit {code}, which is none here; choose one.")
        elif not unit.active:
            yield FieldProblem("unit_id", f"Inosio names the unit {code}, which is no longer active; choose one.")
        elif row is self._head or self._head.tenant_id is not None or code != self._head.unit_code:
            for one in self._occupants(unit):
                yield FieldProblem("unit_id", f"{one.code}, {one.name}, is an active tenant of this unit.")

    def _occupants(self, unit: Any) -> list[_Person]:
        """Active tenants of the unit who do not belong to this household."""
        home = self._head.tenant_id or 0
        return [
            one for one in self._tenants
            if unit is not None and unit.active and one.unit_id == unit.id and one.active
            and home not in {one.tenant_id, one.responsible_id}
        ]  # fmt: skip

    def _warnings(self, row: ApplicantRow, tenant: Tenant) -> Iterable[FieldProblem]:
        for alike, one in self._look_alikes(row, tenant):
            yield FieldProblem(
                "name", f"{one.code}, {one.name}, was entered by hand and has {alike}. If that is the same person, "
                "there would be two of them here and at Inosio.",
            )  # fmt: skip
        if not tenant.email:
            yield FieldProblem("email", "Without an e-mail address Inosio cannot tell who this tenant is.")
        day = tenant.lease_starts_on
        if tenant.rent_next_on is not None and not tenant.rent_cents:
            yield FieldProblem("rent_cents", "Inosio names no rent.")
        elif tenant.rent_next_on is not None and day is not None and day.day > 1:
            last = day.replace(day=monthrange(day.year, day.month)[1])
            yield FieldProblem(
                "rent_next_on",
                f"The lease starts on {format_day(day)}: charge {format_day(day)} through {format_day(last)} by hand.",
            )

    def _look_alikes(self, row: ApplicantRow, tenant: Tenant) -> Iterable[tuple[str, _Person]]:
        """Tenants entered by hand who may be this applicant."""
        emails, phone = email_addresses(tenant.email), _digits(tenant.phone)
        for one in self._tenants:
            if not one.by_hand:
                continue
            if emails & one.emails:
                yield "the same e-mail address", one
            elif tenant.unit_id == one.unit_id and same_name(row.name) == same_name(one.name):
                yield "the same name in this unit", one
            elif tenant.unit_id == one.unit_id and phone and phone == _digits(one.phone):
                yield "the same phone number in this unit", one


def _first(day: date) -> date:
    """The first day of a month that is not before the day."""
    return day if day.day == 1 else (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _clean(told: str, longest: int) -> str:
    """A text from outside as a profile may hold it: one line, nothing invisible, not too long."""
    seen = "".join(character for character in told if visible(character) == character)
    return " ".join(seen.split())[:longest].strip()


def _letters(told: str) -> str:
    """Plain capitals and figures of a name, for an ID."""
    plain = unicodedata.normalize("NFKD", told).upper()
    return "".join(character for character in plain if character.isascii() and character.isalnum())


def _digits(phone: str) -> str:
    return "".join(character for character in phone if character.isdigit())[-10:]


_TENANTS = text(
    "SELECT id, code, name, email, phone, unit_id, active, applicant_id, responsible_tenant_id FROM tenant "
    "ORDER BY code"
)
_UNIT = text("SELECT id, code, ledger_id, active FROM unit WHERE lower(code) = lower(:code)")
_MONTHLY = text(
    "SELECT id FROM schedule WHERE active = 1 AND period = 'month' AND every = 1 "
    "ORDER BY CASE WHEN code = 'MONTHLY' THEN 0 ELSE 1 END, id LIMIT 1"
)
_LATE_FEES = text(
    "SELECT p.id, count(t.id) AS tenants, sum(CASE WHEN u.ledger_id = :ledger THEN 1 ELSE 0 END) AS nearby "
    "FROM late_fee_profile p LEFT JOIN tenant t ON t.late_fee_profile_id = p.id AND t.active = 1 "
    "LEFT JOIN unit u ON u.id = t.unit_id WHERE p.active = 1 GROUP BY p.id ORDER BY nearby DESC, tenants DESC, p.id"
)
