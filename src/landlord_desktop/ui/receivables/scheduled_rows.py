"""What Scheduled Receivables shows: candidates with their Skip, and in words why there is nothing to post. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.candidates import Candidate, Compiled, CompileRequest
from landlord_desktop.services.scheduled_posting import PostedReceivables, ReceivablesOrder
from landlord_desktop.ui.text import format_day, plural

NOT_YET = "Choose what to charge, and Compile"
NOT_YET_DETAIL = "Compile lists what is due through the day entered. Nothing is charged before you post it."
_NOTHING = {
    "rent": "No rent is due through",
    "late_fee": "No late fee is due on",
    "recurring": "No recurring charge is due through",
    "management_fee": "No management fee is due through",
}
_NOUNS = {"rent": "rent", "late_fee": "late fee", "recurring": "recurring charge", "management_fee": "management fee"}
_NOBODY = {
    "rent": "There are no tenants among those compiled.",
    "late_fee": "There are no tenants among those compiled.",
    "recurring": "No tenant among those compiled has a line of recurring charges in the profile.",
    "management_fee": "There are no units among those compiled.",
}


@dataclass(frozen=True, slots=True)
class CandidateRow:
    """A candidate in the list, and whether it is skipped."""

    candidate: Candidate
    skip: bool


def in_folder(row: CandidateRow, folder: str) -> bool:
    """Whether a candidate stands in a folder of the list."""
    return folder == "all" or row.skip == (folder == "skipped")


def nothing_words(compiled: Compiled) -> tuple[str, str]:
    """Why a compile found nothing: the sentence, and the reasons with how many each of them kept out, one a line."""
    request = compiled.request
    sentence = f"{_NOTHING[request.kind]} {format_day(request.through)}"
    reasons = [f"{words}: {count:,}" for words, count in compiled.reason_counts()]
    if not reasons:
        return sentence, _NOBODY[request.kind]
    return sentence, "\n".join([*reasons, "", "The folder Not Compiled names each of them."])


def why_not(rows: Sequence[CandidateRow], *, compiled: bool, day: bool) -> str:
    """Why nothing can be posted, as one sentence; empty where something can be."""
    if not day:
        return "Enter the day in Scheduled Through."
    if not compiled:
        return "Compile first."
    if not rows:
        return "Nothing was compiled."
    return "" if any(not row.skip for row in rows) else "Every candidate is skipped."


def ready_words(rows: Iterable[CandidateRow], kind: str) -> str:
    """What Post would post."""
    chosen = [row.candidate for row in rows if not row.skip]
    return f"Ready: {plural(len(chosen), _NOUNS[kind])}, {total_words(chosen)}."


def total_words(candidates: Iterable[Candidate]) -> str:
    """The sum of candidates."""
    return format_cents(sum(candidate.amount_cents for candidate in candidates))


def posted_words(posted: PostedReceivables, request: CompileRequest) -> str:
    """What a post did, in a sentence or two."""
    words = [f"{plural(posted.count, _NOUNS[request.kind])} posted, {format_cents(posted.total_cents)}."]
    if posted.from_advances_cents:
        words.append(f"Advance payments paid {format_cents(posted.from_advances_cents)} of it.")
    if posted.from_credits_cents:
        words.append(f"Open credits paid {format_cents(posted.from_credits_cents)}.")
    if posted.skipped:
        words.append(f"{posted.skipped:,} skipped: they appear again.")
    return " ".join(words)


def question(order: ReceivablesOrder) -> str:
    """The title of the preview."""
    what = plural(len(order.candidates), _NOUNS[order.request.kind])
    return f"Post {what} through {format_day(order.request.through)}"
