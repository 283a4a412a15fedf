"""Reports on the office's work: applicants, what was exchanged with Inosio, who changed what."""

from sqlalchemy import Connection, text

from landlord_desktop.reports.model import Report, ReportColumn
from landlord_desktop.reports.query import ReportOptions, day, instant, moments, span, span_words, words
from landlord_desktop.services.applicants import KINDS, STATUSES, full_name
from landlord_desktop.services.books import Books

APPLICANT_COLUMNS = (
    ReportColumn("submitted", "Submitted", "date"),
    ReportColumn("status", "Status", width_share=10),
    ReportColumn("kind", "Kind", width_share=11),
    ReportColumn("name", "Name", width_share=15),
    ReportColumn("unit", "Unit", width_share=15),
    ReportColumn("move_in", "Move In", "date"),
    ReportColumn("rent", "Rent", "money"),
    ReportColumn("email", "Email", width_share=22),
    ReportColumn("phone", "Phone", width_share=14),
    ReportColumn("tenant", "Accepted As", width_share=14),
)
_APPLICANTS = text(
    "SELECT p.submitted_on, p.status, p.kind, p.first_name, p.last_name, coalesce(u.name, p.unit_code) AS unit, "
    "p.move_in_on, p.rent_cents, p.email, p.phone, p.external_id, coalesce(t.code, '') AS tenant "
    "FROM applicant p LEFT JOIN unit u ON lower(u.code) = lower(p.unit_code) LEFT JOIN tenant t ON t.id = p.tenant_id "
    "LEFT JOIN applicant first ON first.external_id = p.primary_external_id "
    "WHERE p.submitted_on BETWEEN :first AND :last "
    "ORDER BY coalesce(first.submitted_on, p.submitted_on) DESC, coalesce(first.id, p.id), p.kind, p.id"
)


def applicants(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """Applicants by the day they applied, the newest first, with the tenants they became; co-applicants follow."""
    rows = tuple(
        (
            day(row.submitted_on), "Accepted" if row.tenant else STATUSES[row.status], KINDS[row.kind],
            full_name(row.first_name, row.last_name) or row.external_id, row.unit, day(row.move_in_on), row.rent_cents,
            row.email, row.phone, row.tenant,
        )
        for row in connection.execute(_APPLICANTS, span(options))
    )
    return Report(
        "applicants", "Applicants", books.today(), books.office_name, APPLICANT_COLUMNS, rows, span_words(options),
        count=len(rows), empty_text="Nobody applied.",
    )


SYNC_COLUMNS = (
    ReportColumn("at", "At", "instant"),
    ReportColumn("step", "Step", width_share=2),
    ReportColumn("subject", "Subject", width_share=3),
    ReportColumn("outcome", "Outcome", width_share=1),
    ReportColumn("sentence", "What Happened", width_share=8),
    ReportColumn("request_id", "Request ID", width_share=2),
    ReportColumn("user", "User", width_share=1),
)
OUTCOMES = {"ok": "OK", "failed": "Failed", "held": "Held"}
_SYNC = text(
    'SELECT at, step, subject, outcome, sentence, request_id, "user" AS who FROM exchange_log '
    "WHERE at >= :first AND at < :last ORDER BY at DESC, id DESC"
)


def sync_log(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """Every exchange with the Inosio server, the newest first."""
    rows = tuple(
        (
            instant(books, row.at), row.step, row.subject, OUTCOMES.get(row.outcome, words(row.outcome)), row.sentence,
            row.request_id, row.who,
        )
        for row in connection.execute(_SYNC, moments(books, options))
    )
    return Report(
        "sync-log", "Inosio Synchronization Log", books.today(), books.office_name, SYNC_COLUMNS, rows,
        span_words(options), count=len(rows), empty_text="Nothing was exchanged with the Inosio server.",
    )


CHANGES_COLUMNS = (
    ReportColumn("at", "At", "instant"),
    ReportColumn("user", "User", width_share=1),
    ReportColumn("workstation", "PC", width_share=1),
    ReportColumn("action", "Action", width_share=2),
    ReportColumn("subject", "Subject", width_share=3),
    ReportColumn("sentence", "What Happened", width_share=6),
    ReportColumn("before", "Before", width_share=2),
    ReportColumn("after", "After", width_share=2),
)
_CHANGES = text(
    'SELECT at, "user" AS who, workstation, action, subject, sentence, before, after FROM audit_entry '
    "WHERE at >= :first AND at < :last ORDER BY at DESC, id DESC"
)


def changes_log(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """Who changed what, the newest first."""
    rows = tuple(
        (
            instant(books, row.at), row.who, row.workstation, words(row.action), row.subject, row.sentence, row.before,
            row.after,
        )
        for row in connection.execute(_CHANGES, moments(books, options))
    )
    return Report(
        "changes-log", "Changes Log", books.today(), books.office_name, CHANGES_COLUMNS, rows, span_words(options),
        count=len(rows), empty_text="Nothing was changed.",
    )
