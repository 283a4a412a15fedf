"""The report of Scheduled Receivables: what would be charged, in the order of the screen."""

from sqlalchemy import Connection

from landlord_desktop.reports.model import Report, ReportColumn, SummaryLine, money_totals
from landlord_desktop.reports.query import ReportOptions
from landlord_desktop.rules.words import format_day, plural
from landlord_desktop.services.books import Books
from landlord_desktop.services.candidates import KIND_WORDS, Candidate, CompileRequest, sorted_by
from landlord_desktop.services.posting_dates import check_posting_date
from landlord_desktop.services.scheduled_receivables import read_candidates

COLUMNS = (
    ReportColumn("kind", "Kind", width_share=2),
    ReportColumn("posting_date", "Posting Date", "date"),
    ReportColumn("tenant", "Tenant", width_share=4),
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("charge", "Charge", width_share=3),
    ReportColumn("schedule", "Schedule", width_share=2),
    ReportColumn("first_month", "First Month's Rent"),
    ReportColumn("amount", "Amount", "money"),
)
ORDER = ("rent", "recurring", "late_fee", "management_fee")
"""Rents first, then recurring charges: the order in which an office posts them."""


def scheduled_receivables(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """What would be charged through a day (today without one), of one kind or of all; what is skipped is left out.

    RuleError for a day beyond reason or an unknown kind.
    """
    through = options.to or books.today()
    check_posting_date(books, through, "Scheduled Through")
    skipped = set((options.skipped or "").split())
    rows: list[tuple[str, Candidate]] = []
    left_out = 0
    for kind in [options.kind] if options.kind else ORDER:
        request = CompileRequest(
            kind, through, options.schedule_id, options.tenant_id, options.unit_id, options.ledger_id
        )
        found = read_candidates(connection, request).compiled().candidates
        kept = [row for row in sorted_by(found, options.sort) if row.key not in skipped]
        left_out += len(found) - len(kept)
        rows += [(KIND_WORDS[kind], row) for row in kept]
    cells = tuple(
        (
            kind, row.posting_date, row.tenant, row.unit, row.description, row.schedule,
            "Yes" if row.first_month else "", row.amount_cents,
        )
        for kind, row in rows
    )  # fmt: skip
    return Report(
        "scheduled-receivables", "Scheduled Receivables", books.today(), books.office_name, COLUMNS, cells,
        (f"Scheduled through {format_day(through)}",), money_totals(COLUMNS, cells), len(cells),
        f"{plural(left_out, 'candidate')} skipped." if left_out else "", _sums(rows), group_columns=1,
        empty_text="Nothing is due by this day. AR > Scheduled Receivables tells why.",
    )


def _sums(rows: list[tuple[str, Candidate]]) -> tuple[SummaryLine, ...]:
    """A total for each kind, where there are several."""
    sums: dict[str, int] = {}
    for kind, row in rows:
        sums[kind] = sums.get(kind, 0) + row.amount_cents
    return tuple(SummaryLine(kind, "money", cents) for kind, cents in sums.items()) if len(sums) > 1 else ()
