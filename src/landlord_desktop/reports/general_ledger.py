"""The General Ledger as a report: each account with its opening balance, its lines and the balance after each."""

from sqlalchemy import Connection

from landlord_desktop.reports.model import Report, ReportColumn, Row, money_totals
from landlord_desktop.reports.query import ReportOptions, record_of, span_words
from landlord_desktop.services.books import Books
from landlord_desktop.services.general_ledger import LedgerQuestion
from landlord_desktop.services.ledger_book import BookLine, ledger_book

COLUMNS = (
    ReportColumn("ledger", "Ledger", width_share=2),
    ReportColumn("account", "Account", width_share=2),
    ReportColumn("posted_on", "Date", "date"),
    ReportColumn("set", "Set", "number"),
    ReportColumn("description", "Description", width_share=4),
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("tenant", "Tenant", width_share=2),
    ReportColumn("debit", "Debit", "money"),
    ReportColumn("credit", "Credit", "money"),
    ReportColumn("balance", "Balance", "money"),
)
_RECORDS = (
    ("ledger", "ledger", "ledger"), ("account", "account_code", "account"), ("unit", "unit", "unit"),
    ("tenant", "tenant", "tenant"),
)  # fmt: skip


def general_ledger(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """The lines of every account asked for. NotFoundError for an ID that is not there, RuleError for too many lines."""
    found = {
        name: record_of(connection, table, noun, getattr(options, name)) for name, table, noun in _RECORDS
    }
    keys = {name: None if row is None else int(row.id) for name, row in found.items()}
    question = LedgerQuestion(
        keys["ledger"], keys["account"], options.from_, options.to, keys["unit"], keys["tenant"]
    )
    rows: tuple[Row, ...] = tuple(_row(line) for line in ledger_book(connection, question))
    named = [f"{noun.capitalize()}: {row.code} {row.name}" for (name, _table, noun) in _RECORDS if (row := found[name])]
    return Report(
        "general-ledger", "General Ledger", books.today(), books.office_name, COLUMNS, rows,
        (*span_words(options), *named), money_totals(COLUMNS, rows, frozenset({"debit", "credit"})),
        sum(row[3] is not None for row in rows), group_columns=2,
        note="Count is of lines. A balance is positive on the side on which accounts of its type grow. What was voided "
        "on its own posting date is left out; it stands in the journal.",
        empty_text="Nothing was posted.",
    )


def _row(line: BookLine) -> Row:
    cents = line.amount_cents
    return (
        line.ledger, line.account, line.posted_on, line.set_id, line.description, line.unit, line.tenant,
        cents if cents > 0 else None, -cents if cents < 0 else None, line.balance_cents,
    )
