"""How an applicant is written in lists and windows; no widget here."""

from collections.abc import Sequence

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.applicants import ApplicantRow
from landlord_desktop.services.profiles.tenant_record import Tenant
from landlord_desktop.ui.text import format_day, plural, shown
from landlord_desktop.ui.widgets.badge import State


def applicant_state(row: ApplicantRow) -> State:
    """How an applicant stands, in a word or two."""
    if row.accepted_at is not None:
        return State("positive", "Accepted")
    if row.unreadable and not row.kind:
        return State("warning", "Cannot be read")
    if row.waiting:
        return State("info", "Waiting")
    return State("neutral", row.status_words)


def unit_words(row: ApplicantRow) -> str:
    """The unit's name; an ID that is none here says so."""
    if not row.unit_code:
        return ""
    return shown(row.unit_name) or f"{shown(row.unit_code)} (not here)"


def unit_and_code(row: ApplicantRow) -> str:
    """The unit's ID and name, as a window has room for both."""
    return f"{shown(row.unit_code)}: {shown(row.unit_name)}" if row.unit_name else unit_words(row)


def preview_sentence(tenants: Sequence[Tenant], unit: str, responsible_code: str) -> str:
    """What Accept will make, in one sentence; `unit` in words, empty where it is not known here."""
    if not tenants:
        return "Nobody is chosen, so nothing will be made."
    place = f" in {unit}" if unit else ""
    parts = []
    payer = next((tenant for tenant in tenants if not tenant.posts_to_responsible), None)
    if payer is not None and payer.rent_cents and payer.rent_next_on is not None:
        parts.append(f"first rent {format_cents(payer.rent_cents)} on {format_day(payer.rent_next_on)}")
    elif payer is not None:
        parts.append("no rent is charged by itself")
    if payer is not None and payer.recurring:
        total = format_cents(sum(line.amount_cents for line in payer.recurring))
        parts.append(f"{plural(len(payer.recurring), 'recurring charge')}, {total}")
    posting = [shown(tenant.code) for tenant in tenants if tenant.posts_to_responsible and tenant.code]
    if posting and responsible_code:
        verb = "posts" if len(posting) == 1 else "post"
        parts.append(f"{' and '.join(posting)} {verb} to {shown(responsible_code)}")
    made = f"Creates {plural(len(tenants), 'tenant')}{place}"
    return f"{made}: {'; '.join(parts)}." if parts else f"{made}."
