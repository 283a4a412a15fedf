"""A receipt for the tenant, to be printed when the money is taken, or again at any time."""

from collections.abc import Iterator

from sqlalchemy import Connection, text

from landlord_desktop.reports.model import Report, ReportColumn, Row, SummaryLine, money_totals
from landlord_desktop.reports.query import ReportOptions, words
from landlord_desktop.reports.receipts import METHODS
from landlord_desktop.rules.words import format_day
from landlord_desktop.services.books import Books
from landlord_desktop.services.receipt_detail import ReceiptDetail, read_receipt
from landlord_desktop.services.tenant_records import PaymentPart

COLUMNS = (
    ReportColumn("charged_on", "Charge Date", "date"),
    ReportColumn("paid_for", "Paid For", width_share=5),
    ReportColumn("amount", "Amount", "money"),
)
_NEWEST = text("SELECT max(id) FROM receipt WHERE kind = 'tenant' AND voided_by_set_id IS NULL")


def tenant_receipt(connection: Connection, books: Books, options: ReportOptions) -> Report:
    """What was received from whom, what it paid, and what is owed now; without a receipt, the newest.

    NotFoundError where there is no such receipt.
    """
    receipt_id = options.receipt_id or connection.execute(_NEWEST).scalar()
    if receipt_id is None:
        return Report(
            "tenant-receipt", "Receipt", books.today(), books.office_name, COLUMNS, (),
            empty_text="No receipt has been posted yet.",
        )
    detail = read_receipt(connection, receipt_id)
    rows = tuple(_rows(detail))
    return Report(
        "tenant-receipt", f"Receipt {receipt_id}", detail.line.received_on, books.office_name, COLUMNS, rows,
        tuple(_subtitle(detail)), money_totals(COLUMNS, rows), note=_note(detail),
        summary_lines=tuple(_summary(detail, books)),
    )


def _subtitle(detail: ReceiptDetail) -> Iterator[str]:
    line = detail.line
    yield f"Received from {line.payer}" + (f", {line.unit}" if line.unit else "")
    method = METHODS.get(line.method, words(line.method))
    parts = [f"{method} {line.check_number}".strip()]
    parts += [line.memo] if line.memo and line.memo != line.check_number else []
    parts += [f"Payment {line.payment_id}"] if line.payment_id else []
    yield ", ".join(parts)


def _rows(detail: ReceiptDetail) -> Iterator[Row]:
    line = detail.line
    for part in detail.parts:
        if part.source == "payment":
            yield part.charged_on, _charge(part), part.amount_cents
    for advance in detail.advances:
        yield None, f"Paid in advance: {advance.code}", advance.amount_cents
    if line.open_credit_cents:
        yield None, "Kept as open credit", line.open_credit_cents
    if line.kind == "ledger_receipt":
        yield None, detail.account or "Received", line.amount_cents


def _charge(part: PaymentPart) -> str:
    return part.name + (f", {part.charge_memo}" if part.charge_memo else "")


def _summary(detail: ReceiptDetail, books: Books) -> Iterator[SummaryLine]:
    yield SummaryLine("Amount Received", "money", detail.line.amount_cents)
    used = sum(part.amount_cents for part in detail.parts if part.source != "payment")
    if used:
        yield SummaryLine("Open Credit Used Beside It", "money", used)
    if detail.balance_cents is not None:
        yield SummaryLine(f"Balance on {format_day(books.today())}", "money", detail.balance_cents)


def _note(detail: ReceiptDetail) -> str:
    line = detail.line
    if line.taken_back_on is None:
        return ""
    day = format_day(line.taken_back_on)
    if line.state == "returned":
        return f"This payment was returned by the bank on {day} and pays nothing."
    replaced = f" Receipt {line.replaced_by_id} takes its place." if line.replaced_by_id is not None else ""
    return f"This receipt was voided on {day}.{replaced}"
