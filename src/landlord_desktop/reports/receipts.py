"""Reports on money received: Post Batch Receipts, deposit slip, receipts register, undeposited receipts."""

from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.reports.model import Report, ReportColumn, Row, SummaryLine, money_totals
from landlord_desktop.reports.query import ReportOptions, bank_bounds, bank_words, day, span, span_words, words
from landlord_desktop.rules.errors import NotFoundError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import format_day, masked, plural
from landlord_desktop.services.books import Books

METHODS = {"ach": "ACH", "card": "Card", "check": "Check", "cash": "Cash"}
_PAYER = "coalesce(nullif(t.name, ''), nullif(r.payer_name, ''), l.name)"

POST_COLUMNS = (
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("tenant", "Tenant", width_share=4),
    ReportColumn("posting_date", "Posting Date", "date"),
    ReportColumn("amount", "Amount", "money"),
    ReportColumn("memo", "Memo", width_share=3),
)
_POSTED = (
    f"SELECT coalesce(u.name, '') AS unit, {_PAYER} AS tenant, r.posted_on AS posting_date, r.amount_cents, r.memo, "  # noqa: S608
    "1 AS posted, p.position, r.id AS id FROM receipt r JOIN ledger l ON l.id = r.ledger_id "
    "LEFT JOIN tenant t ON t.id = r.tenant_id LEFT JOIN unit u ON u.id = r.unit_id "
    "LEFT JOIN inosio_payment p ON p.source_key = r.source_key "
    "WHERE r.batch_id = :batch AND r.voided_by_set_id IS NULL"
)
_WAITING = (
    "SELECT coalesce(u.name, nullif(r.unit_name, ''), '') AS unit, "
    "coalesce(nullif(t.name, ''), nullif(r.payer_name, ''), l.name, '') AS tenant, r.posting_date, r.amount_cents, "
    "r.memo, {posted} AS posted, p.position, r.id AS id FROM working_line r LEFT JOIN tenant t ON t.id = r.tenant_id "
    "LEFT JOIN unit u ON u.id = r.unit_id LEFT JOIN ledger l ON l.id = r.ledger_id "
    "LEFT JOIN inosio_payment p ON p.source_key = r.source_key WHERE r.state = 'open' {which}"
)
_LIVE = "EXISTS (SELECT 1 FROM receipt v WHERE v.source_key = r.source_key AND v.voided_as_error = 0)"
_OF_BATCH = text(
    f"{_POSTED} UNION ALL {_WAITING.format(posted='0', which=f'AND r.batch_id = :batch AND NOT {_LIVE}')} "
    "ORDER BY position, id"
)
_WORKING_LIST = text(_WAITING.format(posted=f"CASE WHEN {_LIVE} THEN 1 ELSE 0 END", which="") + " ORDER BY r.id")
_BATCH = text("SELECT id, deposited_on FROM inosio_batch WHERE id = :batch")
_NEWEST_POSTED = text(
    "SELECT batch_id FROM receipt WHERE batch_id IS NOT NULL AND voided_by_set_id IS NULL ORDER BY id DESC LIMIT 1"
)


def post_batch_receipts(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """The receipts of a batch, posted or waiting; without one the working list, else the newest posted batch."""
    batch_id, subtitle, note = options.batch, [], ""
    empty = "No receipts are loaded. Load a batch from Inosio, or type payments in."
    found: list[Any] = []
    if batch_id is None:
        found = list(connection.execute(_WORKING_LIST))
        if not found:
            batch_id = connection.execute(_NEWEST_POSTED).scalar()
        note = _already_words(found)
    if batch_id is not None:
        batch = connection.execute(_BATCH, {"batch": batch_id}).one_or_none()
        if batch is None:
            raise NotFoundError(f"There is no batch {batch_id} in these books. Check the server for more batches.")
        found = list(connection.execute(_OF_BATCH, {"batch": batch_id}))
        subtitle = [f"Inosio batch {batch_id}, deposit on {format_day(day(batch.deposited_on) or books.today())}"]
        note = _waiting_words(found)
        empty = "This batch is not loaded, and none of its receipts is posted. Load it in AR > Batch Receipts."
    rows = tuple((row.unit, row.tenant, day(row.posting_date), row.amount_cents, row.memo) for row in found)
    return Report(
        "post-batch-receipts", "Post Batch Receipts", books.today(), books.office_name, POST_COLUMNS, rows,
        tuple(subtitle), money_totals(POST_COLUMNS, rows), len(rows), note,
        empty_text=empty,
    )


def _waiting_words(found: list[Any]) -> str:
    """What of a batch is posted and what is not, where it is neither all nor nothing."""
    posted = [row.amount_cents for row in found if row.posted]
    waiting = [row.amount_cents for row in found if not row.posted]
    if not posted or not waiting:
        return ""
    return (
        f"{plural(len(posted), 'receipt')} posted, {format_cents(sum(posted))}; "
        f"{len(waiting):,} not yet posted, {format_cents(sum(waiting))}."
    )


def _already_words(found: list[Any]) -> str:
    posted = [row.amount_cents for row in found if row.posted]
    if not posted:
        return ""
    total = format_cents(sum(posted))
    return f"{plural(len(posted), 'payment')} of this list, {total}, posted before and will not post again."


SLIP_COLUMNS = (
    ReportColumn("payer", "Payer", width_share=4),
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("method", "Method", width_share=1),
    ReportColumn("memo", "Check # or Memo", width_share=3),
    ReportColumn("amount", "Amount", "money"),
)
_SLIP = text(
    "SELECT s.id, s.number, s.deposited_on, s.total_cents, s.batch_id, a.code, a.name, d.account_number "
    "FROM deposit_slip s JOIN account_code a ON a.id = s.bank_account_id "
    "LEFT JOIN bank_detail d ON d.account_id = a.id WHERE s.id = :id"
)
_NEWEST_SLIP = text("SELECT max(id) FROM deposit_slip")
_SLIP_LINES = text(
    f"SELECT {_PAYER} AS payer, coalesce(u.name, '') AS unit, r.method, r.memo, r.amount_cents "  # noqa: S608
    "FROM receipt r JOIN ledger l ON l.id = r.ledger_id LEFT JOIN tenant t ON t.id = r.tenant_id "
    "LEFT JOIN unit u ON u.id = r.unit_id WHERE r.slip_id = :id ORDER BY r.id"
)


def deposit_slip(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """A deposit slip with its receipts and the totals a bank asks for; without a slip, the newest."""
    slip_id = options.slip_id or connection.execute(_NEWEST_SLIP).scalar()
    slip = connection.execute(_SLIP, {"id": slip_id}).one_or_none()
    if slip is None and options.slip_id is not None:
        raise NotFoundError(f"There is no deposit slip with the key {options.slip_id}.")
    if slip is None:
        return Report(
            "deposit-slip", "Deposit Slip", books.today(), books.office_name, SLIP_COLUMNS, (),
            empty_text="No deposit slip has been posted yet.",
        )
    found = connection.execute(_SLIP_LINES, {"id": slip_id}).all()
    rows = tuple(
        (row.payer, row.unit, METHODS.get(row.method, words(row.method)), row.memo, row.amount_cents) for row in found
    )
    sums = dict.fromkeys(METHODS, 0)
    for row in found:
        sums[row.method] = sums.get(row.method, 0) + row.amount_cents
    number = masked(slip.account_number or "")
    subtitle = [f"Deposit slip {slip.number}", f"{slip.code} {slip.name}" + (f", account {number}" if number else "")]
    if slip.batch_id:
        subtitle.append(f"Inosio batch {slip.batch_id}")
    summary = (
        SummaryLine("Cash", "money", sums["cash"]),
        SummaryLine("Checks", "money", sums["check"]),
        SummaryLine("Electronic (ACH and card)", "money", sums["ach"] + sums["card"]),
        SummaryLine("Total Deposit", "money", slip.total_cents),
    )
    return Report(
        "deposit-slip", "Deposit Slip", day(slip.deposited_on) or books.today(), books.office_name, SLIP_COLUMNS, rows,
        tuple(subtitle), count=len(rows), summary_lines=summary,
    )


REGISTER_COLUMNS = (
    ReportColumn("receipt", "Receipt", "number"),
    ReportColumn("posting_date", "Posting Date", "date"),
    ReportColumn("payer", "Payer", width_share=4),
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("bank", "Bank", width_share=2),
    ReportColumn("method", "Method"),
    ReportColumn("slip", "Slip", "number"),
    ReportColumn("memo", "Memo", width_share=3),
    ReportColumn("amount", "Amount", "money"),
    ReportColumn("voided", "Voided", "money"),
)
_REGISTER = text(
    f"SELECT r.id, r.posted_on, {_PAYER} AS payer, coalesce(u.name, '') AS unit, a.code AS bank, r.method, "  # noqa: S608
    "s.number, r.memo, r.amount_cents, r.voided_by_set_id FROM receipt r JOIN ledger l ON l.id = r.ledger_id "
    "JOIN account_code a ON a.id = r.bank_account_id LEFT JOIN tenant t ON t.id = r.tenant_id "
    "LEFT JOIN unit u ON u.id = r.unit_id LEFT JOIN deposit_slip s ON s.id = r.slip_id "
    "WHERE r.posted_on BETWEEN :first AND :last AND (:bank = 0 OR r.bank_account_id = :bank) ORDER BY r.posted_on, r.id"
)


def receipts_register(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """All receipts by posting date, a voided one with its amount in a column of its own."""
    bounds = bank_bounds(connection, options)
    rows = tuple(
        (
            row.id, day(row.posted_on), row.payer, row.unit, row.bank, METHODS.get(row.method, words(row.method)),
            row.number, row.memo, row.amount_cents if row.voided_by_set_id is None else None,
            row.amount_cents if row.voided_by_set_id is not None else None,
        )
        for row in connection.execute(_REGISTER, {**span(options), **bounds})
    )
    return Report(
        "receipts-register", "Receipts Register", books.today(), books.office_name, REGISTER_COLUMNS, rows,
        (*bank_words(connection, bounds), *span_words(options)), money_totals(REGISTER_COLUMNS, rows), len(rows),
        empty_text="No receipts were posted.",
    )


UNDEPOSITED_COLUMNS = (
    ReportColumn("bank", "Bank", width_share=2),
    ReportColumn("receipt", "Receipt", "number"),
    ReportColumn("posting_date", "Posting Date", "date"),
    ReportColumn("payer", "Payer", width_share=4),
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("method", "Method"),
    ReportColumn("batch", "Inosio Batch", width_share=3),
    ReportColumn("entered_by", "Entered By", width_share=2),
    ReportColumn("amount", "Amount", "money"),
)
_UNDEPOSITED = text(
    f"SELECT a.code AS bank, r.id, r.posted_on, {_PAYER} AS payer, coalesce(u.name, '') AS unit, r.method, r.batch_id, "  # noqa: S608
    "r.entered_by, r.amount_cents FROM receipt r JOIN ledger l ON l.id = r.ledger_id "
    "JOIN account_code a ON a.id = r.bank_account_id LEFT JOIN tenant t ON t.id = r.tenant_id "
    "LEFT JOIN unit u ON u.id = r.unit_id WHERE r.slip_id IS NULL AND r.voided_by_set_id IS NULL "
    "AND (:bank = 0 OR r.bank_account_id = :bank) ORDER BY a.code, r.posted_on, r.id"
)


def undeposited_receipts(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """Receipts that are on no deposit slip, by bank."""
    bounds = bank_bounds(connection, options)
    rows: tuple[Row, ...] = tuple(
        (
            row.bank, row.id, day(row.posted_on), row.payer, row.unit, METHODS.get(row.method, words(row.method)),
            row.batch_id or "", row.entered_by, row.amount_cents,
        )
        for row in connection.execute(_UNDEPOSITED, bounds)
    )
    return Report(
        "undeposited-receipts", "Undeposited Receipts", books.today(), books.office_name, UNDEPOSITED_COLUMNS, rows,
        bank_words(connection, bounds), money_totals(UNDEPOSITED_COLUMNS, rows), len(rows), group_columns=1,
        empty_text="Every receipt is on a deposit slip.",
    )
