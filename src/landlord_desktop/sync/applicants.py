"""The step that retrieves applicants: what changed since the last time, all of them where that is not known."""

import threading
from typing import TYPE_CHECKING

from landlord_desktop.services.applicant_import import (
    StoredApplicants,
    ToldApplicant,
    UnreadableApplicant,
    read_token,
    store_applicants,
    store_read_again,
    unreadable_applicants,
)
from landlord_desktop.services.applicants import applicant_list
from landlord_desktop.services.books import Books
from landlord_desktop.services.settings import inosio_settings
from landlord_desktop.services.words import plural
from landlord_desktop.sync.connect import RoundError, changes_since, failed_step
from landlord_desktop.sync.report import Progress, StepResult

if TYPE_CHECKING:
    from landlord_desktop.inosio.client import InosioClient
    from landlord_desktop.inosio.received import RawItem
    from landlord_desktop.inosio.schemas import Applicant

NAME = "applicants"
FEATURE_OFF = (
    "Applicant Screening is switched off, so no applicants were retrieved. Switch it on in Integration > "
    "Integration Settings where your account has it."
)
NOT_SIGNED_UP = (
    "Inosio did not give the applicants: this integration is not signed up for Applicant Screening. Sign up for it on "
    "the account's page, or switch it off in Integration > Integration Settings."
)
_SHOWN = "It is shown in Profiles > Applicants as it came, and read again after an upgrade."
_STAYS = "The applicant was accepted before and stays as it is."


def wants_applicants(books: Books) -> bool:
    """Whether the feature Applicant Screening is on."""
    return inosio_settings(books).applicant_screening


def fetch_applicants(
    books: Books, client: "InosioClient", portfolio_id: str, *, stop: threading.Event, progress: Progress
) -> tuple[StepResult, tuple[str, ...]]:
    """Retrieve the applicants; the step and sentences on what could not be read. Never raises for server faults."""
    if not wants_applicants(books):
        return StepResult(NAME, True, FEATURE_OFF), ()
    progress(0, 0, "Retrieving applicants")
    try:
        _read_again(books)
        changes, full = changes_since(client.applicants, read_token(books), NOT_SIGNED_UP)
        if stop.is_set():
            return StepResult(NAME, False, "Stopped; no applicants were stored.", "cancelled"), ()
        people = [_told(one) for one in changes.items]
        progress(0, len(people), "Storing applicants")
        stored = store_applicants(
            books, people, [_unreadable(item) for item in changes.set_aside], (portfolio_id, changes.sync_token)
        )
    except RoundError as error:
        return failed_step(NAME, error), ()
    accepted = {row.external_id for row in applicant_list(books) if row.frozen} if changes.set_aside else set()
    aside = tuple(
        f"Applicant {item.item_id or f'number {item.position} of the list'} cannot be read ({item.problem}). "
        + (_STAYS if item.item_id in accepted else _SHOWN)
        for item in changes.set_aside
    )
    return StepResult(NAME, True, _words(stored, len(people), full=full)), aside


def _read_again(books: Books) -> None:
    """Try what could not be read so far: a newer version of the program may know the word."""
    from landlord_desktop.inosio.received import read_again
    from landlord_desktop.inosio.schemas import Applicant

    found = {
        item.external_id: _told(applicant)
        for item in unreadable_applicants(books)
        if (applicant := read_again(Applicant, item.raw_text)) is not None
    }
    if found:
        store_read_again(books, found)


def _told(applicant: "Applicant") -> ToldApplicant:
    return ToldApplicant(
        applicant.id, applicant.kind, applicant.status, applicant.last_name, applicant.submitted_on,
        applicant.last_modified, primary_external_id=applicant.primary_applicant_id,
        first_name=applicant.first_name or "", email=applicant.email or "", phone=applicant.phone or "",
        current_address=applicant.current_address or "", employer=applicant.employer or "",
        monthly_income_cents=applicant.monthly_income_cents or 0, unit_code=applicant.unit_id or "",
        move_in_on=applicant.move_in_on, lease_starts_on=applicant.lease_starts_on,
        lease_expires_on=applicant.lease_expires_on, rent_cents=applicant.rent_cents or 0,
        approved_on=applicant.approved_on, browse_url=applicant.browse_url or "",
    )


def _unreadable(item: "RawItem") -> UnreadableApplicant:
    return UnreadableApplicant(item.item_id, item.whole_text, item.problem, item.last_modified)


def _words(stored: StoredApplicants, given: int, *, full: bool) -> str:
    counts = (
        (stored.new, "new applicant", ""), (stored.updated, "applicant", " changed"),
        (stored.withdrawn, "applicant", " withdrawn"), (stored.unreadable, "applicant", " that cannot be read"),
        (stored.kept, "accepted applicant", " left as is" if stored.kept == 1 else " left as they are"),
    )  # fmt: skip
    parts = [f"{plural(number, noun)}{ending}" for number, noun, ending in counts if number]
    if not parts:
        return "There are no applicants at Inosio." if full and not given else "No new or changed applicants."
    return f"Applicants retrieved: {', '.join(parts)}."
