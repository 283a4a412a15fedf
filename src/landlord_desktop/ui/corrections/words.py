"""How the histories say what a receipt, a charge or a part of one is: words and their signs, the same everywhere."""

from collections.abc import Sequence

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.receipt_lines import ReceiptLine
from landlord_desktop.services.set_words import kind_words
from landlord_desktop.services.tenant_records import ChargeLine, PaymentPart
from landlord_desktop.ui.text import format_day, plural
from landlord_desktop.ui.widgets.badge import State

METHOD_WORDS = {"ach": "ACH", "card": "Card", "check": "Check", "cash": "Cash"}
ORIGIN_WORDS = {
    "typed": "Charge Tenant", "rent": "Scheduled rent", "recurring": "Recurring charge", "late_fee": "Late fee",
    "nsf_fee": "NSF fee",
}


def receipt_state(line: ReceiptLine) -> State:
    """Where a receipt stands; of a void or a return, what it took back."""
    if line.kind == "void":
        return State("neutral", f"Void of receipt {line.receipt_id}")
    if line.kind == "nsf":
        return State("negative", f"NSF of receipt {line.receipt_id}")
    if line.kind == "nsf_void":
        return State("neutral", f"NSF of receipt {line.receipt_id} voided")
    if line.state == "replaced":
        return State("neutral", f"Replaced by {line.replaced_by_id}")
    if line.state == "voided":
        return State("neutral", f"Voided{_on(line)}")
    if line.state == "returned":
        return State("negative", f"Returned{_on(line)}")
    if line.slip_id is None:
        return State("info", "Awaiting deposit")
    return State("positive", f"On slip {line.slip_number}")


def _on(line: ReceiptLine) -> str:
    return "" if line.taken_back_on is None else f" {format_day(line.taken_back_on)}"


def charge_state(charge: ChargeLine) -> State:
    """Where a charge stands."""
    if charge.voided_by_set_id is not None:
        return State("neutral", "Voided" if charge.voided_on is None else f"Voided {format_day(charge.voided_on)}")
    if not charge.unpaid_cents:
        return State("positive", "Paid" if charge.paid_on is None else f"Paid {format_day(charge.paid_on)}")
    if charge.disputed:
        return State("warning", "Disputed")
    return State("info", "Unpaid") if charge.unpaid_cents == charge.amount_cents else State("warning", "Part paid")


def paid_by_words(charge: ChargeLine) -> str:
    """What paid a charge: "Receipt 12", "Receipts 12, 15 and credit"."""
    numbers = ", ".join(map(str, charge.paid_by))
    receipts = f"{'Receipt' if len(charge.paid_by) == 1 else 'Receipts'} {numbers}" if numbers else ""
    if not charge.paid_from_credit:
        return receipts
    return f"{receipts} and credit" if receipts else "Credit"


def method_words(line: ReceiptLine) -> str:
    """How it was paid: "Check 1042", "ACH"."""
    word = METHOD_WORDS.get(line.method, line.method)
    return f"{word} {line.check_number}" if line.check_number and line.method == "check" else word


def paid_words(part: PaymentPart) -> str:
    """How a part of a charge was paid, or what took the payment back."""
    if part.amount_cents < 0:
        return "Taken back by the NSF" if part.set_kind == "nsf" else f"Taken back: {kind_words(part.set_kind).lower()}"
    if part.source == "advance_payment":
        return "Advance payment used"
    if part.source == "open_credit":
        return f"Open credit of {part.credit_ledger}"
    return f"Receipt {part.receipt_id}" if part.set_kind != "void" else f"Receipt {part.receipt_id}, NSF voided"


def charge_words(part: PaymentPart) -> str:
    """The charge that a part paid."""
    return f"{part.code} of {format_day(part.charged_on)}"


def receipt_title(line: ReceiptLine) -> str:
    """What a sentence or a window calls a receipt."""
    kind = "Ledger receipt" if line.kind == "ledger_receipt" else "Receipt"
    return f"{kind} {line.receipt_id}"


def total_words(lines: Sequence[ReceiptLine]) -> str:
    """How many receipts are listed and what they come to, less what was taken back."""
    count = sum(line.is_receipt for line in lines)
    cents = sum(line.amount_cents for line in lines)
    back = sum(not line.is_receipt for line in lines)
    taken = f" and {plural(back, 'line')} that took money back" if back else ""
    return f"{plural(count, 'receipt')}{taken}, {format_cents(cents)}."
