"""What Load Receipts from Inosio Server shows, as finished values."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.batches import BatchRow, list_batches
from landlord_desktop.services.books import Books
from landlord_desktop.services.claim_words import who_works
from landlord_desktop.services.settings import all_settings
from landlord_desktop.ui.text import format_day, plural, shown

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


@dataclass(frozen=True, slots=True)
class LoadValues:
    """The batches of both tabs, the last error message received, and the account home's address where it is known."""

    unprocessed: tuple[BatchRow, ...] = ()
    processed: tuple[BatchRow, ...] = ()
    last_error: str = ""
    home_url: str = ""


def read_load_values(books: Books) -> LoadValues:
    """Read what the dialog shows; the newest processed batches come first."""
    batches, settings = list_batches(books), all_settings(books)
    return LoadValues(
        tuple(batch for batch in batches if batch.status == "unprocessed"),
        tuple(reversed([batch for batch in batches if batch.status == "processed"])),
        settings["inosio.last_error"], settings["inosio.home_url"],
    )


def batch_text(batch: BatchRow) -> str:
    """A batch as the guide's drop-down writes it."""
    items = plural(batch.item_count, "item")
    total = format_cents(batch.total_cents)
    return f"Deposit on {format_day(batch.deposited_on)}, {total}, {items}, Id: {shown(batch.batch_id)}"


def batch_facts(batch: BatchRow, books: Books) -> str:
    """How far the work on a batch is and who else works on it, in one line; empty where nobody began."""
    facts = []
    if batch.posted:
        posted, total = format_cents(batch.posted_cents), format_cents(batch.total_cents)
        facts.append(f"{batch.posted:,} of {batch.item_count:,} posted, {posted} of {total}")
    if batch.loaded:
        facts.append(f"{batch.loaded:,} on the list")
    if batch.removed:
        facts.append(f"{batch.removed:,} removed")
    me = books.actor
    if batch.claimed_by and (batch.claimed_by, batch.claimed_workstation) != (me.user, me.workstation):
        facts.append(shown(who_works(books, batch.claimed_by, batch.claimed_workstation, batch.claimed_at)))
    return "; ".join(facts)


def count_message(count: int, posted: int) -> str:
    """The message after loading: how many receipts the batch has, and that posted ones cannot post again."""
    are = "is" if count == 1 else "are"
    message = f"There {are} {plural(count, 'receipt')} in this batch."
    if posted:
        was = "1 of them is posted already and" if posted == 1 else f"{posted:,} of them are posted already and"
        message += f" {was} cannot be posted again."
    return message


def is_safe_address(url: str) -> bool:
    """Whether a browser may be sent there: a secure address, or one of this PC."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return bool(parts.hostname) and (
        parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)
    )
