"""The checks of a tenant's own values; what only the other records show stands in `tenant_book_checks`."""

from collections.abc import Iterable
from datetime import date

from landlord_desktop.rules.money import LARGEST_AMOUNT_CENTS, require_cents
from landlord_desktop.services.field_problems import AMOUNT_WORDS, VALUE_REQUIRED, FieldProblem
from landlord_desktop.services.profiles.field_checks import (
    EARLIEST,
    LATEST,
    LONGEST_COMMENTS,
    LONGEST_LINE,
    LONGEST_NAME,
    amount_problems,
    beyond_reason,
    date_problems,
    email_problems,
    number_problem,
    order_problems,
    required_problems,
    text_problems,
)
from landlord_desktop.services.profiles.tenant_record import LEASE_TYPES, RecurringLine, RentChangeLine, Tenant

MOST_GRACE_DAYS = 365
LONGEST_MEMO = 40
_TEXTS = {
    "email": LONGEST_LINE, "phone": LONGEST_NAME, "alert": LONGEST_COMMENTS, "comments": LONGEST_COMMENTS,
}  # fmt: skip
_DATES = (
    "lease_starts_on", "lease_expires_on", "move_in_on", "notice_given_on", "move_out_on", "rent_next_on",
    "rent_expires_on", "review_on", "insurance_expires_on",
)  # fmt: skip


def tenant_problems(tenant: Tenant, stored: Tenant | None) -> Iterable[FieldProblem]:
    """Every fault of the values themselves; `stored` is the record they replace."""
    yield from text_problems(tenant, _TEXTS)
    yield from email_problems(tenant.email)
    yield from required_problems(tenant, "unit_id")
    yield from amount_problems(tenant, "rent_cents")
    yield from date_problems(tenant, *_DATES)
    if tenant.lease_type not in LEASE_TYPES:
        yield FieldProblem("lease_type", "Choose one of the list.")
    yield from order_problems(tenant, "lease_starts_on", "lease_expires_on", "The lease would expire before it starts.")
    yield from order_problems(tenant, "move_in_on", "move_out_on", "Move Out is before Move In.")
    yield from _schedule_problems(tenant)
    words = f"A whole number of days from 0 to {MOST_GRACE_DAYS}."
    if tenant.grace_days is not None and number_problem(tenant.grace_days, 0, MOST_GRACE_DAYS, words):
        yield FieldProblem("grace_days", words)
    yield from _rent_change_problems(tenant.rent_changes, stored.rent_changes if stored is not None else ())
    known = {one.line_id: one for one in stored.recurring} if stored is not None else {}
    for place, line in enumerate(tenant.recurring):
        if known.get(line.line_id) != line:
            yield from _recurring_problems(place, line)
        if line.line_id is not None and line.line_id not in known:
            yield FieldProblem("recurring", "This line is not one of the tenant's.", place, "charge_code_id")
    if tenant.posts_to_responsible and tenant.responsible_tenant_id is None:
        yield FieldProblem("responsible_tenant_id", VALUE_REQUIRED)


def _schedule_problems(tenant: Tenant) -> Iterable[FieldProblem]:
    if tenant.rent_schedule_id is None and tenant.rent_next_on is not None:
        yield FieldProblem("rent_schedule_id", VALUE_REQUIRED)
    if tenant.rent_schedule_id is not None and tenant.rent_next_on is None:
        yield FieldProblem("rent_next_on", VALUE_REQUIRED)


def _rent_change_problems(
    changes: tuple[RentChangeLine, ...], stored: tuple[RentChangeLine, ...]
) -> Iterable[FieldProblem]:
    applied = {one.line_id: one for one in stored if one.applied}
    seen: set[date] = set()
    for place, one in enumerate(changes):
        if one.line_id in applied or one.applied:
            if applied.get(one.line_id) != one:
                yield FieldProblem("rent_changes", "This rent is in force and stays.", place, "rent_cents")
        elif one.effective_on is None:
            yield FieldProblem("rent_changes", VALUE_REQUIRED, place, "effective_on")
        elif not EARLIEST <= one.effective_on <= LATEST:
            yield FieldProblem("rent_changes", beyond_reason(one.effective_on), place, "effective_on")
        if sentence := number_problem(one.rent_cents, 0, LARGEST_AMOUNT_CENTS, AMOUNT_WORDS):
            yield FieldProblem("rent_changes", sentence, place, "rent_cents")
        if one.effective_on in seen:
            yield FieldProblem("rent_changes", "There is a rent from this day already.", place, "effective_on")
        if one.effective_on is not None:
            seen.add(one.effective_on)
    if set(applied) - {one.line_id for one in changes}:
        yield FieldProblem("rent_changes", "A rent that was in force stays on the list.")


def _recurring_problems(place: int, line: RecurringLine) -> Iterable[FieldProblem]:
    for name in ("charge_code_id", "schedule_id", "next_on"):
        if getattr(line, name) is None:
            yield FieldProblem("recurring", VALUE_REQUIRED, place, name)
    if not line.amount_cents or abs(require_cents(line.amount_cents)) > LARGEST_AMOUNT_CENTS:
        yield FieldProblem("recurring", "An amount other than zero; a negative one is a credit.", place, "amount_cents")
    if len(line.memo) > LONGEST_MEMO:
        yield FieldProblem("recurring", f"At most {LONGEST_MEMO} characters.", place, "memo")
    for name in ("next_on", "expires_on"):
        value: date | None = getattr(line, name)
        if value is not None and not EARLIEST <= value <= LATEST:
            yield FieldProblem("recurring", beyond_reason(value), place, name)
