"""Reports on banks: what a statement would show, and whose money it is."""

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.reports.model import Report, ReportColumn, Row, money_totals
from landlord_desktop.reports.query import ReportOptions, bank_bounds, bank_words, day, span_words
from landlord_desktop.rules.words import plural
from landlord_desktop.services.books import Books
from landlord_desktop.services.clearing import read_changed
from landlord_desktop.services.set_words import set_description

FORWARD = "Balance forward"
REGISTER_COLUMNS = (
    ReportColumn("bank", "Bank", width_share=2),
    ReportColumn("posted_on", "Date Posted", "date"),
    ReportColumn("description", "Description", width_share=5),
    ReportColumn("additions", "Additions", "money"),
    ReportColumn("subtractions", "Subtractions", "money"),
    ReportColumn("balance", "Balance", "money"),
    ReportColumn("cleared_on", "Date Cleared", "date"),
)
_REGISTER = text(
    "SELECT a.code AS bank, t.posted_on, i.set_id, i.line, s.number, s.item_count, s.batch_id, "
    "i.description AS memo, i.amount_cents AS cents, i.cleared_on FROM bank_item i "
    "JOIN account_code a ON a.id = i.bank_account_id JOIN transaction_set t ON t.id = i.set_id "
    "LEFT JOIN deposit_slip s ON s.id = i.set_id WHERE :bank = 0 OR a.id = :bank "
    "ORDER BY a.code, t.posted_on, i.set_id, i.line"
)


def bank_register(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """The lines of a bank (without one, of all banks) with the running balance, as its statement would show them.

    Receipts stand here by their deposit slip; those waiting for one are no lines.
    """
    bounds = bank_bounds(connection, options)
    rows: list[Row] = []
    for bank, lines in groupby(connection.execute(_REGISTER, bounds), key=attrgetter("bank")):
        rows += _register_rows(bank, lines, options)
    return Report(
        "bank-register", "Bank Register", options.to or books.today(), books.office_name, REGISTER_COLUMNS,
        tuple(rows), (*bank_words(connection, bounds), *span_words(options)),
        money_totals(REGISTER_COLUMNS, tuple(rows), frozenset({"additions", "subtractions"})),
        sum(1 for row in rows if row[2] != FORWARD), group_columns=1,
        note="Receipts that wait for a deposit slip are no lines here.",
        empty_text="Nothing was posted to the bank.",
    )


def _register_rows(bank: str, lines: Iterable[Any], options: ReportOptions) -> list[Row]:
    """The rows of one bank; what was before the first day stands in one row, even where nothing follows it."""
    balance = 0
    rows: list[Row] = []
    for line in lines:
        posted_on = date.fromisoformat(line.posted_on)
        if options.to is not None and posted_on > options.to:
            break
        balance += int(line.cents)
        if options.from_ is not None and posted_on < options.from_:
            rows = [(bank, options.from_, FORWARD, None, None, balance, None)]
        else:
            rows.append(_register_row(line, posted_on, balance))
    return rows


def _register_row(line: Any, posted_on: date, balance: int) -> Row:
    cents = int(line.cents)
    description = line.memo
    if line.number is not None:
        description = f"Deposit slip {line.number}, {plural(line.item_count, 'receipt')}"
        description += f", Inosio batch {line.batch_id}" if line.batch_id else ""
    return (
        line.bank, posted_on, description, cents if cents >= 0 else None, -cents if cents < 0 else None, balance,
        day(line.cleared_on),
    )


BREAKDOWN_COLUMNS = (
    ReportColumn("bank", "Bank", width_share=3),
    ReportColumn("ledger_id", "Ledger ID", width_share=2),
    ReportColumn("ledger", "Ledger", width_share=4),
    ReportColumn("available", "Available", "money"),
    ReportColumn("awaiting", "Awaiting Deposit", "money"),
    ReportColumn("current", "Current", "money"),
)
_BREAKDOWN = text(
    "SELECT a.code AS bank, l.code, l.name, sum(j.amount_cents) AS current_cents, "
    "sum(CASE WHEN r.id IS NOT NULL THEN j.amount_cents ELSE 0 END) AS awaiting_cents "
    "FROM journal_line j JOIN account_code a ON a.id = j.account_id AND a.is_bank = 1 "
    "JOIN ledger l ON l.id = j.ledger_id LEFT JOIN receipt r ON r.id = j.set_id AND r.slip_id IS NULL "
    "AND r.voided_by_set_id IS NULL WHERE :bank = 0 OR a.id = :bank GROUP BY a.code, l.code, l.name "
    "HAVING sum(j.amount_cents) <> 0 OR sum(CASE WHEN r.id IS NOT NULL THEN j.amount_cents ELSE 0 END) <> 0 "
    "ORDER BY a.code, l.code"
)


def bank_balance_breakdown(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """What each ledger owns in each bank: Current = Available + Awaiting Deposit."""
    bounds = bank_bounds(connection, options)
    rows = tuple(
        (
            row.bank, row.code, row.name, int(row.current_cents - row.awaiting_cents), int(row.awaiting_cents),
            int(row.current_cents),
        )
        for row in connection.execute(_BREAKDOWN, bounds)
    )
    return Report(
        "bank-balance-breakdown", "Bank Balance Breakdown", books.today(), books.office_name, BREAKDOWN_COLUMNS, rows,
        bank_words(connection, bounds), money_totals(BREAKDOWN_COLUMNS, rows), len(rows), group_columns=1,
        note="Current = Available + Awaiting Deposit.", empty_text="No ledger owns money in a bank.",
    )


CHANGED_COLUMNS = (
    ReportColumn("bank", "Bank", width_share=2),
    ReportColumn("statement_on", "Statement", "date"),
    ReportColumn("set_id", "Set", "number"),
    ReportColumn("posted_on", "Date Posted", "date"),
    ReportColumn("entered_on", "Entered", "date"),
    ReportColumn("entered_by", "By", width_share=2),
    ReportColumn("description", "Description", width_share=5),
    ReportColumn("amount", "Change of the Bank", "money"),
)


def changed_after_reconciliation(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """Sets that touch a bank and were entered after a reconciliation with a date that its statement covers."""
    bounds = bank_bounds(connection, options)
    rows = tuple(
        (
            row.bank, row.statement_on, row.set_id, row.posted_on, books.day_of(row.entered_at), row.entered_by,
            set_description(row.kind, row.memo), row.amount_cents,
        )
        for row in read_changed(connection, int(bounds["bank"]))
    )
    return Report(
        "changed-after-reconciliation", "Changed after Reconciliation", books.today(), books.office_name,
        CHANGED_COLUMNS, rows, bank_words(connection, bounds), money_totals(CHANGED_COLUMNS, rows), len(rows),
        group_columns=1, note="Each set stands with the earliest statement that it changes.",
        empty_text="Nothing was entered into a reconciled period.",
    )
