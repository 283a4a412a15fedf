"""Reports on what tenants owe and what they paid ahead."""

from sqlalchemy import Connection, text

from landlord_desktop.reports.model import Report, ReportColumn, money_totals
from landlord_desktop.reports.query import ReportOptions, day, span, span_words, words, yes
from landlord_desktop.services.books import Books

_UNIT = "coalesce(nullif(u.name, ''), u.code)"

BALANCE_COLUMNS = (
    ReportColumn("tenant_id", "Tenant ID", width_share=2),
    ReportColumn("tenant", "Tenant", width_share=4),
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("unpaid", "Unpaid Charges", "money"),
    ReportColumn("disputed", "Disputed", "money"),
    ReportColumn("open_credit", "Open Credit", "money"),
    ReportColumn("advance", "Advance Payment", "money"),
    ReportColumn("balance", "Balance", "money"),
)
_BALANCES = text(
    f"SELECT t.code, t.name, {_UNIT} AS unit, coalesce(c.unpaid, 0) AS unpaid, coalesce(c.disputed, 0) AS disputed, "  # noqa: S608
    "coalesce(k.open_credit, 0) AS open_credit, coalesce(k.advance, 0) AS advance "
    "FROM tenant t JOIN unit u ON u.id = t.unit_id LEFT JOIN (SELECT tenant_id, "
    "sum(CASE WHEN disputed = 0 THEN unpaid_cents ELSE 0 END) AS unpaid, "
    "sum(CASE WHEN disputed = 1 THEN unpaid_cents ELSE 0 END) AS disputed "
    "FROM charge WHERE unpaid_cents > 0 GROUP BY tenant_id) c ON c.tenant_id = t.id LEFT JOIN (SELECT tenant_id, "
    "sum(CASE WHEN kind = 'open_credit' THEN balance_cents ELSE 0 END) AS open_credit, "
    "sum(CASE WHEN kind = 'advance_payment' THEN balance_cents ELSE 0 END) AS advance "
    "FROM tenant_credit GROUP BY tenant_id) k ON k.tenant_id = t.id "
    "WHERE t.active = 1 OR c.tenant_id IS NOT NULL OR coalesce(k.open_credit, 0) + coalesce(k.advance, 0) > 0 "
    "ORDER BY lower(t.name), t.code"
)


def tenant_balances(connection: Connection, books: Books, _options: ReportOptions) -> Report:
    """Every active tenant, and former ones whose account is not empty: what is owed and what stands to their credit."""
    rows = tuple(
        (
            row.code, row.name, row.unit, int(row.unpaid), int(row.disputed), int(row.open_credit), int(row.advance),
            int(row.unpaid + row.disputed - row.open_credit - row.advance),
        )
        for row in connection.execute(_BALANCES)
    )
    return Report(
        "tenant-balances", "Tenant Balances", books.today(), books.office_name, BALANCE_COLUMNS, rows,
        totals=money_totals(BALANCE_COLUMNS, rows), count=len(rows),
        note="Balance = Unpaid Charges + Disputed \N{MINUS SIGN} Open Credit \N{MINUS SIGN} Advance Payment.",
        empty_text="There are no tenants.",
    )


UNPAID_COLUMNS = (
    ReportColumn("tenant_id", "Tenant ID", width_share=2),
    ReportColumn("tenant", "Tenant", width_share=4),
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("charged_on", "Charge Date", "date"),
    ReportColumn("code", "Charge Code", width_share=2),
    ReportColumn("ledger", "Ledger", width_share=2),
    ReportColumn("memo", "Memo", width_share=3),
    ReportColumn("disputed", "Disputed"),
    ReportColumn("amount", "Amount", "money"),
    ReportColumn("unpaid", "Unpaid", "money"),
)
_UNPAID = text(
    f"SELECT t.code AS tenant_code, t.name, {_UNIT} AS unit, c.charged_on, k.code, l.code AS ledger, c.memo, "  # noqa: S608
    "c.disputed, c.amount_cents, c.unpaid_cents FROM charge c JOIN tenant t ON t.id = c.tenant_id "
    "JOIN unit u ON u.id = c.unit_id JOIN charge_code k ON k.id = c.charge_code_id JOIN ledger l ON l.id = c.ledger_id "
    "WHERE c.unpaid_cents > 0 AND c.charged_on BETWEEN :first AND :last "
    "ORDER BY lower(t.name), t.code, c.charged_on, c.id"
)


def unpaid_charges(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """Charges that are not wholly paid, by tenant and date."""
    rows = tuple(
        (
            row.tenant_code, row.name, row.unit, day(row.charged_on), row.code, row.ledger, row.memo,
            yes(row.disputed), row.amount_cents, row.unpaid_cents,
        )
        for row in connection.execute(_UNPAID, span(options))
    )
    return Report(
        "unpaid-charges", "Unpaid Charges", books.today(), books.office_name, UNPAID_COLUMNS, rows,
        span_words(options), money_totals(UNPAID_COLUMNS, rows), len(rows), group_columns=3,
        empty_text="Every charge is paid.",
    )


CREDIT_COLUMNS = (
    ReportColumn("tenant_id", "Tenant ID", width_share=2),
    ReportColumn("tenant", "Tenant", width_share=4),
    ReportColumn("unit", "Unit", width_share=3),
    ReportColumn("ledger", "Ledger", width_share=3),
    ReportColumn("kind", "Kind", width_share=2),
    ReportColumn("amount", "Amount", "money"),
)
_CREDITS = text(
    f"SELECT t.code, t.name, {_UNIT} AS unit, l.code AS ledger_code, l.name AS ledger, k.kind, k.balance_cents "  # noqa: S608
    "FROM tenant_credit k JOIN tenant t ON t.id = k.tenant_id JOIN unit u ON u.id = t.unit_id "
    "JOIN ledger l ON l.id = k.ledger_id WHERE k.balance_cents <> 0 ORDER BY lower(t.name), t.code, l.code, k.kind"
)


def open_credits(connection: Connection, books: Books, _options: ReportOptions) -> Report:
    """Tenants' money that is not applied to a charge yet, by the ledger that holds it."""
    rows = tuple(
        (row.code, row.name, row.unit, f"{row.ledger_code} {row.ledger}".strip(), words(row.kind), row.balance_cents)
        for row in connection.execute(_CREDITS)
    )
    return Report(
        "open-credits", "Open Credits", books.today(), books.office_name, CREDIT_COLUMNS, rows,
        totals=money_totals(CREDIT_COLUMNS, rows), count=len(rows), empty_text="No tenant has open credit.",
    )
