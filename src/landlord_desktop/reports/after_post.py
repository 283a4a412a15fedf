"""The page after a Post, for paper and files."""

from sqlalchemy import Connection

from landlord_desktop.reports.model import Report, ReportColumn, SummaryLine
from landlord_desktop.reports.query import ReportOptions
from landlord_desktop.rules.words import plural
from landlord_desktop.services.after_post import AfterPost, read_after_post
from landlord_desktop.services.books import Books

COLUMNS = (
    ReportColumn("part", "Part", width_share=2),
    ReportColumn("what", "What", width_share=4),
    ReportColumn("details", "Details", width_share=4),
    ReportColumn("date", "Date", "date"),
    ReportColumn("amount", "Amount", "money"),
)
PARTS = {
    "posted": "Posted", "held": "Held", "slip": "Deposit slips", "fee": "Fees earned", "message": "To Inosio",
}  # fmt: skip


def after_post(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """What the newest Post did: receipts, what is held and why, slips, fees earned, what goes to Inosio."""
    page = read_after_post(connection, books, options.receipt_id)
    rows = tuple((PARTS[row.kind], row.what, row.detail, row.day, row.cents) for row in page.rows)
    return Report(
        "after-post", "After the Post", books.today(), books.office_name, COLUMNS, rows, note=_words(page),
        summary_lines=_sums(page), group_columns=1, empty_text="Nothing has been posted yet.",
    )


def _words(page: AfterPost) -> str:
    posted, held = len(page.of("posted")), len(page.of("held"))
    return f"{plural(posted, 'payment')} posted, {held:,} held." if page.rows else ""


def _sums(page: AfterPost) -> tuple[SummaryLine, ...]:
    return tuple(
        SummaryLine(PARTS[kind], "money", page.cents(kind)) for kind in ("posted", "held", "slip", "fee")
    ) if page.rows else ()
