"""What stands behind a line of Tenant History: how a charge was paid, what a receipt paid, and the links both ways."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from landlord_desktop.services.receipt_lines import ReceiptLine
from landlord_desktop.services.set_words import set_description
from landlord_desktop.services.tenant_history import TenantHistory
from landlord_desktop.services.tenant_records import AdvanceLine, ChargeLine, CreditLine, PaymentPart
from landlord_desktop.ui.corrections.words import charge_words, paid_words, receipt_state

HistoryRow = ChargeLine | ReceiptLine | AdvanceLine | CreditLine | PaymentPart


@dataclass(frozen=True, slots=True)
class Link:
    """One line behind a line: a sentence, an amount in cents, and the record it leads to (see `ui.records`)."""

    number: int
    day: date | None
    what: str
    amount_cents: int | None
    fee_cents: int | None
    kind: str
    key: Hashable


_Part = tuple[date | None, str, int | None, int | None, str, Hashable]


def links_of(history: TenantHistory, row: HistoryRow | None, *, with_voided: bool) -> tuple[str, list[Link]]:
    """A heading and the links of a row; what is hidden stays so unless it is asked for."""
    if row is None:
        return "", []
    title, parts = _of(history, row, with_voided=with_voided)
    return title, [Link(number, *part) for number, part in enumerate(parts)]


def _of(history: TenantHistory, row: HistoryRow, *, with_voided: bool) -> tuple[str, Iterable[_Part]]:
    if isinstance(row, ChargeLine):
        voided = with_voided or row.hidden
        return "How it was paid", _payments(history.parts_of_charge(row.charge_id), with_voided=voided)
    if isinstance(row, ReceiptLine):
        return "What it paid", _receipt(history, row)
    if isinstance(row, AdvanceLine):
        return "What used it", _uses(history, row)
    if isinstance(row, CreditLine):
        return "What it belongs to", _credit(history, row)
    return "What it belongs to", _deposit(row)


def _payments(parts: Iterable[PaymentPart], *, with_voided: bool) -> Iterator[_Part]:
    for part in parts:
        if with_voided or not part.hidden:
            kind, key = ("set", part.set_id) if part.receipt_id is None else ("receipt", part.receipt_id)
            yield part.posted_on, paid_words(part), part.amount_cents, part.fee_cents or None, kind, key


def _receipt(history: TenantHistory, line: ReceiptLine) -> Iterator[_Part]:
    for part in history.parts_of_set(line.set_id):
        words = charge_words(part)
        words += f", out of open credit of {part.credit_ledger}" if part.source == "open_credit" else ""
        yield part.charged_on, words, part.amount_cents, part.fee_cents or None, "charge", part.charge_id
    if line.is_receipt and line.open_credit_cents:
        yield line.posted_on, "Became open credit", line.open_credit_cents, None, "credit", line.set_id
    if line.is_receipt and line.advance_cents:
        yield line.posted_on, "Advance payment for charges to come", line.advance_cents, None, "advance", line.set_id
    if line.slip_id is not None and line.is_receipt:
        yield None, f"Deposit slip {line.slip_number} of {line.bank}", None, None, "slip", line.slip_id
    yield from _corrections(history, line)


def _corrections(history: TenantHistory, line: ReceiptLine) -> Iterator[_Part]:
    if not line.is_receipt:
        yield None, f"Takes back receipt {line.receipt_id}: {line.reason}", None, None, "receipt", line.receipt_id
        return
    for other in history.receipts:
        if other.receipt_id == line.receipt_id and not other.is_receipt:
            words = f"{receipt_state(other).word}: {other.reason}" if other.reason else receipt_state(other).word
            yield other.posted_on, words, other.amount_cents, None, "line", other.set_id
    if line.replaces_id is not None:
        yield None, f"Replaces receipt {line.replaces_id}", None, None, "receipt", line.replaces_id
    if line.replaced_by_id is not None:
        yield None, f"Replaced by receipt {line.replaced_by_id}", None, None, "receipt", line.replaced_by_id


def _uses(history: TenantHistory, advance: AdvanceLine) -> Iterator[_Part]:
    yield advance.posted_on, f"Paid by receipt {advance.receipt_id}", advance.amount_cents, advance.fee_cents or None, (
        "receipt"
    ), advance.receipt_id
    for part in history.parts_of_advance(advance.advance_id):
        yield part.posted_on, charge_words(part), -part.amount_cents, part.fee_cents or None, "charge", part.charge_id


def _credit(history: TenantHistory, line: CreditLine) -> Iterator[_Part]:
    if line.receipt_id is not None:
        yield line.posted_on, f"Receipt {line.receipt_id}", None, None, "receipt", line.receipt_id
    else:
        yield line.posted_on, set_description(line.kind, line.memo), None, None, "set", line.set_id
    for part in history.parts_of_set(line.set_id):
        if part.source == "open_credit":
            yield part.charged_on, charge_words(part), part.amount_cents, part.fee_cents or None, "charge", (
                part.charge_id
            )


def _deposit(part: PaymentPart) -> Iterator[_Part]:
    yield part.charged_on, charge_words(part), None, None, "charge", part.charge_id
    if part.receipt_id is not None:
        yield part.posted_on, f"Receipt {part.receipt_id}", None, None, "receipt", part.receipt_id
    else:
        yield part.posted_on, paid_words(part), None, None, "set", part.set_id
