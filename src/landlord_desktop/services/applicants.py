"""Profiles > Applicant: who applied at Inosio, household by household; what was told of them is never changed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select, text, update

from landlord_desktop.db.models import profiles
from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.rules.text import stored_text
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.field_problems import FieldProblem, FieldsError

LONGEST_NOTES = 20_000
KINDS = {"": "Not known", "applicant": "Applicant", "co_applicant": "Co-Applicant"}
STATUSES = {"": "Cannot be read", "approved": "Approved", "accepted": "Accepted at Inosio", "withdrawn": "Withdrawn"}


@dataclass(frozen=True, slots=True)
class ApplicantRow:
    """An applicant as Inosio tells, and the tenant who became of him; the rent in cents.

    `frozen`: accepted here (`accepted_at`) or there (`status`), so nothing told later changes it. `unit_name` is empty
    where no unit here has `unit_code`; `primary_id` is the co-applicant's primary where that one is here already,
    `primary_external_id` names it in any case. `unreadable` says why the newest answer could not be read;
    `retrieved_at` is when an answer last changed something here.
    """

    applicant_id: int
    external_id: str
    kind: str
    name: str
    first_name: str
    last_name: str
    email: str
    phone: str
    unit_code: str
    unit_name: str
    move_in_on: date | None
    lease_starts_on: date | None
    lease_expires_on: date | None
    rent_cents: int
    status: str
    submitted_on: date
    approved_on: date | None
    primary_id: int | None
    primary_external_id: str
    accepted_at: datetime | None
    accepted_by: str
    tenant_id: int | None
    tenant_code: str
    frozen: bool
    unreadable: str
    last_modified: datetime | None
    retrieved_at: datetime | None = None

    @property
    def is_co_applicant(self) -> bool:
        """Whether somebody else is the primary of the household."""
        return self.kind == "co_applicant"

    @property
    def waiting(self) -> bool:
        """Whether the approval waits for somebody here to accept it."""
        return self.status == "approved" and self.accepted_at is None

    @property
    def kind_words(self) -> str:
        """The kind as people read it."""
        return KINDS[self.kind]

    @property
    def status_words(self) -> str:
        """How it stands, as people read it: what was done here comes before what Inosio says."""
        return f"Accepted as {self.tenant_code}" if self.accepted_at is not None else STATUSES[self.status]


@dataclass(frozen=True, slots=True)
class ApplicantDetail:
    """One applicant with all that is known of him; the income in cents a month, as told.

    `household` are all its members, the primary first. `household_problem` is a sentence where the household is not
    whole: a co-applicant whose primary is not here yet. `raw_text` is the answer that could not be read. `notes` are
    the office's own.
    """

    row: ApplicantRow
    household: tuple[ApplicantRow, ...]
    household_problem: str
    current_address: str
    employer: str
    monthly_income_cents: int
    browse_url: str
    retrieved_at: datetime | None
    raw_text: str
    notes: str


@dataclass(frozen=True, slots=True)
class WaitingApplicants:
    """Applicants approved and not accepted, of how many households, and how many whose newest answer is unreadable."""

    count: int = 0
    households: int = 0
    unreadable: int = 0


@dataclass(frozen=True, slots=True)
class WaitingLookAlike:
    """A waiting applicant who looks like the tenant somebody enters by hand, and a sentence that says so."""

    applicant_id: int
    name: str
    sentence: str


def applicant_list(books: Books) -> list[ApplicantRow]:
    """All applicants, the newest application first; co-applicants follow their primary."""
    with books.store.read() as connection:
        return read_rows(connection)


def applicant_detail(books: Books, applicant_id: int) -> ApplicantDetail:
    """One applicant with his household. NotFoundError where there is none."""
    applicant = profiles.applicant
    with books.store.read() as connection:
        more = connection.execute(select(applicant).where(applicant.c.id == applicant_id)).one_or_none()
        if more is None:
            raise NotFoundError("This applicant is no longer in the books.")
        members = read_household(connection, applicant_id)
    row = next(one for one in members if one.applicant_id == applicant_id)
    return ApplicantDetail(
        row, members, missing_primary(row), more.current_address, more.employer, more.monthly_income_cents,
        more.browse_url, more.retrieved_at, more.raw_text, more.notes,
    )


def save_applicant_notes(books: Books, applicant_id: int, notes: str) -> ApplicantDetail:
    """Keep the office's own notes on an applicant, accepted or not; they are never sent.

    FieldsError where they are too long, NotFoundError where there is no such applicant.
    """
    kept = stored_text(notes.strip(), len(notes))
    if len(kept) > LONGEST_NOTES:
        raise FieldsError([FieldProblem("notes", f"At most {LONGEST_NOTES:,} characters.")], {"notes": "Notes"})
    applicant = profiles.applicant
    with books.store.write() as connection:
        row = connection.execute(select(applicant).where(applicant.c.id == applicant_id)).one_or_none()
        if row is None:
            raise NotFoundError("This applicant is no longer in the books. Nothing was saved.")
        if row.notes != kept:
            connection.execute(update(applicant).where(applicant.c.id == applicant_id).values(notes=kept))
            record(
                connection, books, "change applicant", f"applicant {row.external_id}",
                f"{full_name(row.first_name, row.last_name) or row.external_id}: Notes.", before=row.notes, after=kept,
            )  # fmt: skip
    return applicant_detail(books, applicant_id)


def waiting_look_alikes(
    books: Books, name: str, email: str = "", unit_id: int | None = None
) -> tuple[WaitingLookAlike, ...]:
    """Applicants waiting for their acceptance who look like a tenant somebody is about to enter by hand.

    The same e-mail address, or the same name in the same unit or where either has none. A tenant entered by hand gets
    a second record at Inosio and does not see the page where rent is paid.
    """
    addresses, named = email_addresses(email), same_name(name)
    with books.store.read() as connection:
        code = connection.execute(_UNIT_CODE, {"id": unit_id or 0}).scalar() or ""
        rows = read_rows(connection)
    waiting = [row for row in rows if row.status in {"approved", "accepted"} and row.accepted_at is None]
    found = []
    for row in waiting:
        if addresses & email_addresses(row.email):
            alike = "has this e-mail address"
        elif named and named == same_name(row.name) and (not code or row.unit_code.casefold() in {"", code.casefold()}):
            alike = "has this name"
        else:
            continue
        found.append(WaitingLookAlike(row.applicant_id, row.name, (
            f"The {row.kind_words.lower()} {row.name} {alike} and waits to be accepted. Accept the applicant instead: "
            "a tenant entered by hand is somebody else to Inosio and sees only the application there, no page to pay."
        )))  # fmt: skip
    return tuple(found)


def count_waiting(connection: Connection) -> WaitingApplicants:
    """Approved and not accepted, for the dashboard."""
    return WaitingApplicants(*connection.execute(_WAITING).one())


def read_rows(connection: Connection) -> list[ApplicantRow]:
    """All applicants from a connection, as `applicant_list` gives them."""
    return [_row(row) for row in connection.execute(_ROWS)]


def read_household(connection: Connection, applicant_id: int) -> tuple[ApplicantRow, ...]:
    """Everybody of an applicant's household, the primary first; empty where there is no such applicant."""
    rows = read_rows(connection)
    this = next((row for row in rows if row.applicant_id == applicant_id), None)
    if this is None:
        return ()
    head = this.primary_external_id or this.external_id
    return tuple(
        sorted(
            (row for row in rows if head in {row.external_id, row.primary_external_id}),
            key=lambda row: (row.external_id != head, row.applicant_id),
        )
    )


def missing_primary(row: ApplicantRow) -> str:
    """A sentence where a co-applicant's primary is not here yet; empty for everybody else."""
    if not row.is_co_applicant or row.primary_id is not None:
        return ""
    if not row.primary_external_id:
        return f"Inosio does not say whose co-applicant {row.name} is."
    return (
        f"The primary applicant, {row.primary_external_id} at Inosio, is not here yet; {row.name} can be accepted "
        "after that one."
    )


def full_name(first_name: str, last_name: str) -> str:
    """First and last name in one."""
    return f"{first_name} {last_name}".strip()


def email_addresses(email: str) -> set[str]:
    """The addresses of an e-mail field, in small letters."""
    return {one.strip().casefold() for one in email.split(",")} - {""}


def same_name(name: str) -> str:
    """A name as it is compared with another one: without capitals, blanks and their order."""
    return " ".join(sorted(name.casefold().replace(",", " ").split()))


def names_of(rows: Sequence[ApplicantRow]) -> str:
    """The names of several, as in a sentence: "Priya Raman, Arjun Raman and Al Ray"."""
    names = [row.name for row in rows]
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _row(get: Any) -> ApplicantRow:
    return ApplicantRow(
        get.id, get.external_id, get.kind, full_name(get.first_name, get.last_name) or get.external_id, get.first_name,
        get.last_name, get.email, get.phone, get.unit_code, get.unit_name or "", get.move_in_on, get.lease_starts_on,
        get.lease_expires_on, get.rent_cents, get.status, get.submitted_on, get.approved_on, get.primary_id,
        get.primary_external_id or "", get.accepted_at, get.accepted_by, get.tenant_id, get.tenant_code or "",
        get.accepted_at is not None or get.status == "accepted", get.unreadable, get.last_modified,
        get.retrieved_at,
    )


_APPLICANT, _PRIMARY = profiles.applicant, profiles.applicant.alias("first")
_ROWS = (
    select(
        *(
            _APPLICANT.c[name]
            for name in (
                "id", "external_id", "kind", "first_name", "last_name", "email", "phone", "unit_code", "move_in_on",
                "lease_starts_on", "lease_expires_on", "rent_cents", "status", "submitted_on", "approved_on",
                "primary_external_id", "accepted_at", "accepted_by", "tenant_id", "unreadable", "last_modified",
                "retrieved_at",
            )
        ),
        profiles.unit.c.name.label("unit_name"), profiles.tenant.c.code.label("tenant_code"),
        _PRIMARY.c.id.label("primary_id"),
    )
    .join_from(
        _APPLICANT, profiles.unit, func.lower(profiles.unit.c.code) == func.lower(_APPLICANT.c.unit_code), isouter=True
    )
    .join(profiles.tenant, profiles.tenant.c.id == _APPLICANT.c.tenant_id, isouter=True)
    .join(
        _PRIMARY,
        (_PRIMARY.c.external_id == _APPLICANT.c.primary_external_id) & (_PRIMARY.c.kind == "applicant"),
        isouter=True,
    )
    .order_by(
        func.coalesce(_PRIMARY.c.submitted_on, _APPLICANT.c.submitted_on).desc(),
        func.coalesce(_PRIMARY.c.id, _APPLICANT.c.id), _APPLICANT.c.kind, _APPLICANT.c.id,
    )
)  # fmt: skip
_UNIT_CODE = text("SELECT code FROM unit WHERE id = :id")
_WAITING = text(
    "SELECT coalesce(sum(CASE WHEN status = 'approved' AND accepted_at IS NULL THEN 1 ELSE 0 END), 0), "
    "count(DISTINCT CASE WHEN status = 'approved' AND accepted_at IS NULL "
    "THEN coalesce(primary_external_id, external_id) END), "
    "coalesce(sum(CASE WHEN unreadable <> '' THEN 1 ELSE 0 END), 0) FROM applicant"
)
