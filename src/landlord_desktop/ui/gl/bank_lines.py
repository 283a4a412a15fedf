"""The lines of Bank Account History: their columns, their folders, and how they add up. Pure."""

from datetime import date

from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.bank_history import BankHistory, HistoryLine
from landlord_desktop.ui.text import format_day, plural
from landlord_desktop.ui.widgets.history_table import Column

FOLDERS = (
    ("all", "1. All"), ("deposits", "2. Deposits"), ("transfers", "3. Transfers"), ("returns", "4. Returned"),
    ("other", "5. Other"), ("uncleared", "6. Uncleared"), ("cleared", "7. Cleared"),
)  # fmt: skip
SUMS = (
    ("last_statement", "Last Statement"),
    ("current_balance", "Current Balance"),
    ("awaiting_deposit", "Awaiting Deposit"),
    ("available_balance", "Available Balance"),
)


def describe(line: HistoryLine) -> str:
    """What a line is, with the receipts and the batch of a deposit."""
    parts = [line.description]
    if line.kind == "deposit":
        parts.append(plural(line.item_count, "receipt"))
    if line.batch_id:
        parts.append(f"Inosio batch {line.batch_id}")
    if line.voided_by_set_id is not None:
        parts.append("voided")
    return ", ".join(parts)


COLUMNS = (
    Column("posted_on", "Date Posted", "date", value=lambda line: line.posted_on, width=105),
    Column("check_number", "Check Number", value=lambda line: line.check_number, width=115),
    Column("description", "Description", value=describe, width=300, stretch=True),
    Column("additions", "Additions", "money", value=lambda line: line.addition_cents, width=115),
    Column("subtractions", "Subtractions", "money", value=lambda line: line.subtraction_cents, width=115),
    Column("cleared_on", "Date Cleared", "date", value=lambda line: line.cleared_on, width=115),
)


def in_folder(line: HistoryLine, folder: str) -> bool:
    """Whether a line stands in a folder."""
    return {
        "all": True,
        "deposits": line.kind == "deposit",
        "transfers": line.kind == "transfer",
        "returns": line.kind == "return",
        "other": line.kind in {"void", "other"},
        "uncleared": line.cleared_on is None,
        "cleared": line.cleared_on is not None,
    }[folder]


def reckoning(history: BankHistory, first: date | None, last: date | None) -> str:
    """How the lines listed add up to the Available Balance."""
    listed = sum(line.amount_cents for line in history.lines)
    count = sum(not line.hidden for line in history.lines)
    parts = [f"{plural(count, 'line')}, {format_cents(listed)}"]
    if first is not None:
        parts.insert(0, f"Before {format_day(first)}: {format_cents(history.before_cents)}")
    if last is not None:
        parts.append(f"after {format_day(last)}: {format_cents(history.after_cents)}")
    waiting = plural(history.awaiting_count, "receipt")
    return (
        f"{' + '.join(parts)} = Available Balance {format_cents(history.available_cents)}. "
        f"{waiting} await{'s' if history.awaiting_count == 1 else ''} deposit."
    )
