"""Profiles > Vendor: who does the work."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import text

from landlord_desktop.db.models import profiles
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books
from landlord_desktop.services.field_problems import FieldProblem
from landlord_desktop.services.profiles.field_checks import (
    ADDRESS_TEXTS,
    LONGEST_COMMENTS,
    date_problems,
    email_problems,
    text_problems,
)
from landlord_desktop.services.profiles.records import (
    Kind,
    Saved,
    code_problems,
    delete_record,
    put_record,
    read_record,
    refuse,
    stored_before,
    tidied,
)
from landlord_desktop.services.profiles.renamed import renamed_warnings

WARN_DAYS = 60
"""So long before an insurance expires it is mentioned."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """A vendor; `insurance_expires_on` is that of the liability insurance."""

    record_id: int | None = None
    code: str = ""
    name: str = ""
    active: bool = True
    address: str = ""
    city: str = ""
    state: str = ""
    postal_code: str = ""
    email: str = ""
    phone: str = ""
    insurance_expires_on: date | None = None
    alert: str = ""
    comments: str = ""


@dataclass(frozen=True, slots=True)
class VendorRow:
    """A vendor in a list."""

    record_id: int
    code: str
    name: str
    city: str
    email: str
    phone: str
    insurance_expires_on: date | None
    active: bool


FIELD_NAMES = {
    "code": "ID", "name": "Long Description", "active": "Active", "address": "Address", "city": "City",
    "state": "State", "postal_code": "Zip", "email": "E-mail", "phone": "Phone",
    "insurance_expires_on": "Liability Insurance Expires", "alert": "Profile Alert", "comments": "Comments",
}  # fmt: skip
_TEXTS = {**ADDRESS_TEXTS, "alert": LONGEST_COMMENTS, "comments": LONGEST_COMMENTS}
VENDOR = Kind("vendor", profiles.vendor, Vendor, FIELD_NAMES, {})


def list_vendors(books: Books) -> list[VendorRow]:
    """All vendors, active or not, by ID."""
    vendor = profiles.vendor
    with books.store.read() as connection:
        rows = connection.execute(vendor.select().order_by(vendor.c.code)).all()
    return [
        VendorRow(
            row.id, row.code, row.name, row.city, row.email, row.phone, row.insurance_expires_on, row.active
        )
        for row in rows
    ]  # fmt: skip


def read_vendor(books: Books, record_id: int) -> Vendor:
    """One vendor. NotFoundError where there is none."""
    return read_record(books, VENDOR, record_id)


def save_vendor(books: Books, vendor: Vendor, before: Vendor | None = None) -> Saved[Vendor]:
    """Store a changed vendor, or a new one where it has no id yet.

    FieldsError names every field that cannot be saved; StaleError where it is no longer as `before`.
    """
    vendor = tidied(vendor)
    with books.store.write() as connection:
        stored = stored_before(connection, VENDOR, vendor, before)
        refuse(VENDOR, [*_problems(vendor), *code_problems(connection, VENDOR, vendor)])
        now = put_record(connection, books, VENDOR, vendor, stored)
        warnings = [
            *renamed_warnings(connection, "vendor", stored.code if stored else "", now.code),
            *_expiry_warnings(now, books.today()),
        ]
        if connection.execute(_SAME_OWNER, {"name": now.name}).first() is not None:
            warnings.append(
                FieldProblem("name", "An owner has the same name. Owners should not be set up as vendors.")
            )
    return Saved(now, tuple(warnings))


def delete_vendor(books: Books, record_id: int, before: Vendor | None = None) -> None:
    """Delete a vendor that was never used. RuleError names what uses it."""
    delete_record(books, VENDOR, record_id, before)


def _problems(vendor: Vendor) -> Iterable[FieldProblem]:
    yield from text_problems(vendor, _TEXTS)
    yield from email_problems(vendor.email)
    yield from date_problems(vendor, "insurance_expires_on")


def _expiry_warnings(vendor: Vendor, today: date) -> Iterable[FieldProblem]:
    expires = vendor.insurance_expires_on
    if expires is None or expires > today + timedelta(days=WARN_DAYS):
        return
    words = "expired" if expires < today else "expires"
    yield FieldProblem("insurance_expires_on", f"The liability insurance {words} on {format_day(expires)}.")


_SAME_OWNER = text("SELECT 1 FROM ledger WHERE kind = 'owner' AND active = 1 AND lower(name) = lower(:name) LIMIT 1")
