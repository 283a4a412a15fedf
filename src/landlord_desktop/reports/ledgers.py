"""Reports on the general ledger: chart of accounts, journal, trial balance."""

from sqlalchemy import Connection, text

from landlord_desktop.reports.model import Report, ReportColumn, Row, money_totals
from landlord_desktop.reports.query import ReportOptions, day, instant, span, span_words, words, yes
from landlord_desktop.services.books import Books
from landlord_desktop.services.set_words import kind_words

ACCOUNT_COLUMNS = (
    ReportColumn("id", "ID", width_share=2),
    ReportColumn("name", "Name", width_share=4),
    ReportColumn("ledger_code", "Ledger Code", width_share=1),
    ReportColumn("type", "Type", width_share=2),
    ReportColumn("bank", "Bank"),
    ReportColumn("active", "Active"),
)
_ACCOUNTS = text(
    "SELECT code, name, ledger_code, account_type, is_bank, active FROM account_code ORDER BY ledger_code, code"
)


def account_codes(connection: Connection, books: Books, _options: ReportOptions) -> Report:
    """The chart of accounts in the order of the ledger codes; no bank numbers."""
    rows = tuple(
        (row.code, row.name, row.ledger_code, words(row.account_type), yes(row.is_bank), "Yes" if row.active else "No")
        for row in connection.execute(_ACCOUNTS)
    )
    return Report(
        "account-codes", "Account Codes", books.today(), books.office_name, ACCOUNT_COLUMNS, rows, count=len(rows),
        empty_text="There are no account codes.",
    )


JOURNAL_COLUMNS = (
    ReportColumn("set", "Set", "number"),
    ReportColumn("posted_on", "Posting Date", "date"),
    ReportColumn("kind", "Kind", width_share=2),
    ReportColumn("memo", "Memo", width_share=4),
    ReportColumn("reverses", "Reverses", "number"),
    ReportColumn("reversed_by", "Reversed By", "number"),
    ReportColumn("entered", "Entered", "date"),
    ReportColumn("entered_by", "Entered By", width_share=3),
    ReportColumn("ledger", "Ledger", width_share=2),
    ReportColumn("account", "Account", width_share=4),
    ReportColumn("debit", "Debit", "money"),
    ReportColumn("credit", "Credit", "money"),
)
_JOURNAL = text(
    "SELECT s.id, s.posted_on, s.kind, s.memo, s.reason, s.reverses_set_id, v.id AS voided_by, "
    "r.returned_by_set_id, s.entered_at, s.entered_by, s.workstation, l.code AS ledger, "
    "a.code AS account, j.amount_cents FROM transaction_set s LEFT JOIN journal_line j ON j.set_id = s.id "
    "LEFT JOIN transaction_set v ON v.reverses_set_id = s.id AND v.kind = 'void' LEFT JOIN receipt r ON r.id = s.id "
    "LEFT JOIN ledger l ON l.id = j.ledger_id LEFT JOIN account_code a ON a.id = j.account_id "
    "WHERE s.posted_on BETWEEN :first AND :last ORDER BY s.id, j.line"
)


def journal(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """Every transaction set of these days with its lines, in the order of entry: the audit trail of the books."""
    rows: tuple[Row, ...] = tuple(
        (
            row.id, day(row.posted_on), kind_words(row.kind), f"{row.memo}: {row.reason}" if row.reason else row.memo,
            row.reverses_set_id, row.voided_by or row.returned_by_set_id,
            instant(books, row.entered_at).date(), f"{row.entered_by}, {row.workstation}", row.ledger, row.account,
            row.amount_cents if (row.amount_cents or 0) > 0 else None,
            -row.amount_cents if (row.amount_cents or 0) < 0 else None,
        )
        for row in connection.execute(_JOURNAL, span(options))
    )
    return Report(
        "journal", "Journal", books.today(), books.office_name, JOURNAL_COLUMNS, rows, span_words(options),
        money_totals(JOURNAL_COLUMNS, rows), len({row[0] for row in rows}), group_columns=8,
        note="Count is of transaction sets. A charge moves no money until it is paid, a deposit slip none at all: "
        "their sets have no lines.",
        empty_text="Nothing was posted.",
    )


BALANCE_COLUMNS = (
    ReportColumn("ledger_id", "Ledger ID", width_share=2),
    ReportColumn("ledger", "Ledger", width_share=4),
    ReportColumn("account", "Account", width_share=2),
    ReportColumn("name", "Name", width_share=4),
    ReportColumn("debit", "Debit", "money"),
    ReportColumn("credit", "Credit", "money"),
)
_TRIAL_BALANCE = text(
    "SELECT l.code AS ledger_code, l.name AS ledger, a.code, a.name, sum(j.amount_cents) AS cents "
    "FROM journal_line j JOIN transaction_set s ON s.id = j.set_id JOIN ledger l ON l.id = j.ledger_id "
    "JOIN account_code a ON a.id = j.account_id WHERE s.posted_on <= :last "
    "GROUP BY l.code, l.name, a.ledger_code, a.code, a.name HAVING sum(j.amount_cents) <> 0 "
    "ORDER BY l.code, a.ledger_code, a.code"
)


def trial_balance(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """The balance of each account in each ledger at the end of a day; debits equal credits."""
    found = connection.execute(_TRIAL_BALANCE, {"last": span(options)["last"]})
    rows = tuple(
        (
            row.ledger_code, row.ledger, row.code, row.name, int(row.cents) if row.cents > 0 else None,
            -int(row.cents) if row.cents < 0 else None,
        )
        for row in found
    )
    return Report(
        "trial-balance", "Trial Balance by Ledger", options.to or books.today(), books.office_name, BALANCE_COLUMNS,
        rows, totals=money_totals(BALANCE_COLUMNS, rows), count=len(rows), group_columns=2,
        empty_text="Nothing was posted.",
    )
