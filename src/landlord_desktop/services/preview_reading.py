"""Reads the preview of an entry from the sets that were just written, inside the transaction that is taken back."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.rules.money import format_cents
from landlord_desktop.rules.words import plural
from landlord_desktop.services.journal_preview import JournalPreview


def newest_set(connection: Connection) -> int:
    """The id of the newest transaction set; 0 where there is none."""
    return connection.execute(text("SELECT max(id) FROM transaction_set")).scalar() or 0


def read_preview(connection: Connection, after_set: int) -> JournalPreview:
    """What the sets later than this one do: banks, ledgers, lines, and what a person should know."""
    which = {"after": after_set}
    lines = connection.execute(_LINES, which).all()
    banks: dict[str, int] = {}
    ledgers: dict[str, list[int]] = {}
    for row in lines:
        if row.is_bank:
            banks[row.account] = banks.get(row.account, 0) + row.amount_cents
            ledgers.setdefault(row.ledger, [0, 0])[0] += row.amount_cents
        elif row.role == "management_fee_expense":
            ledgers.setdefault(row.ledger, [0, 0])[1] += row.amount_cents
    return JournalPreview(
        tuple((name, cents) for name, cents in banks.items() if cents),
        tuple(sorted(
            ((name, gets, fee) for name, (gets, fee) in ledgers.items() if gets or fee),
            key=lambda ledger: (-ledger[2], -ledger[1], ledger[0]),
        )),
        tuple(_shown_line(row) for row in lines),
        tuple(_notes(connection, which)),
        tuple(_short_words(row) for row in connection.execute(_SHORT, which)),
    )


def _shown_line(row: Any) -> tuple[str, str, int | None, int | None]:
    cents = row.amount_cents
    return row.ledger, row.account, cents if cents > 0 else None, -cents if cents < 0 else None


def _notes(connection: Connection, which: Mapping[str, int]) -> list[str]:
    return [
        f"{words(row)}."
        for statement, words in (
            (_CHARGES, _charge_words), (_PAID, _paid_words), (_CREDITS, _credit_words), (_RECEIPTS, _receipt_words),
            (_NO_ESCROW, _escrow_words), (_IN_ESCROW, _in_escrow_words), (_ITEMS, _item_words),
        )
        for row in connection.execute(statement, which)
    ]  # fmt: skip


def _charge_words(row: Any) -> str:
    return f"{plural(row.number, 'charge')} of {format_cents(row.cents)} posted to {row.tenant}"


def _credit_words(row: Any) -> str:
    words = "Open credit" if row.kind == "open_credit" else "Advance payment"
    return f"{words} of {row.tenant} {'rises' if row.cents > 0 else 'falls'} by {format_cents(abs(row.cents))}"


def _receipt_words(row: Any) -> str:
    return f"The receipt of {format_cents(row.amount_cents)} waits in Deposit Receipts of {row.bank}"


def _escrow_words(row: Any) -> str:
    return (
        f"{format_cents(row.cents)} of security deposits goes to {row.bank}, which is no escrow bank; "
        "GL > Transfer Between Banks moves it"
    )


def _in_escrow_words(row: Any) -> str:
    return f"{format_cents(row.cents)} that is no security deposit goes to {row.bank}, an escrow bank"


def _item_words(row: Any) -> str:
    return f"The statement of {row.bank} will show {format_cents(row.amount_cents)}: {row.description}"


def _short_words(row: Any) -> str:
    return f"{row.ledger} is left with {format_cents(row.balance_cents)} in {row.bank}: it would use money of others."


def _paid_words(row: Any) -> str:
    amount = format_cents(abs(row.cents))
    if row.cents < 0:
        return f"Charges of {row.tenant} are unpaid again: {amount}"
    if row.source == "credit":
        return f"Open credit pays {amount} of the charges of {row.tenant}"
    if row.source == "advance":
        return f"An advance payment pays {amount} of the charges of {row.tenant}"
    return f"Charges of {row.tenant} are paid: {amount}"


_LINES = text(
    "SELECT CASE WHEN l.name = '' THEN l.code ELSE l.name END AS ledger, a.code AS account, a.is_bank, j.amount_cents, "
    "(SELECT min(p.role) FROM posting_table p WHERE p.account_id = a.id AND p.role LIKE 'management_fee%') AS role "
    "FROM journal_line j JOIN ledger l ON l.id = j.ledger_id JOIN account_code a ON a.id = j.account_id "
    "WHERE j.set_id > :after ORDER BY j.set_id, j.line"
)
_CHARGES = text(
    "SELECT t.name AS tenant, count(*) AS number, sum(c.amount_cents) AS cents FROM charge c "
    "JOIN tenant t ON t.id = c.tenant_id WHERE c.set_id > :after GROUP BY t.id, t.name ORDER BY t.id"
)
_PAID = text(
    "SELECT b.source, b.tenant, b.cents FROM (SELECT CASE WHEN a.credit_ledger_id > 0 THEN 'credit' "
    "WHEN a.advance_id > 0 THEN 'advance' ELSE 'cash' END AS source, t.id, t.name AS tenant, "
    "sum(a.amount_cents) AS cents FROM allocation a JOIN charge c ON c.id = a.charge_id "
    "JOIN tenant t ON t.id = c.tenant_id WHERE a.set_id > :after GROUP BY 1, t.id, t.name) b "
    "WHERE b.cents <> 0 ORDER BY b.source DESC, b.id"
)
_CREDITS = text(
    "SELECT b.kind, b.tenant, b.cents FROM (SELECT e.kind, t.id, t.name AS tenant, sum(e.amount_cents) AS cents "
    "FROM credit_entry e JOIN tenant t ON t.id = e.tenant_id WHERE e.set_id > :after GROUP BY e.kind, t.id, t.name) b "
    "WHERE b.cents <> 0 ORDER BY b.kind DESC, b.id"
)
_RECEIPTS = text(
    "SELECT r.amount_cents, b.code AS bank FROM receipt r JOIN account_code b ON b.id = r.bank_account_id "
    "WHERE r.id > :after ORDER BY r.id"
)
_NO_ESCROW = text(
    "SELECT b.code AS bank, sum(a.amount_cents) AS cents FROM receipt r "
    "JOIN account_code b ON b.id = r.bank_account_id "
    "JOIN allocation a ON a.set_id = r.id AND a.credit_ledger_id = 0 JOIN charge c ON c.id = a.charge_id "
    "JOIN charge_code k ON k.id = c.charge_code_id AND k.tracks_deposits = 1 "
    "WHERE r.id > :after AND b.is_escrow = 0 GROUP BY b.code ORDER BY b.code"
)
_IN_ESCROW = text(
    "SELECT d.bank, d.cents FROM (SELECT r.id, b.code AS bank, r.amount_cents - coalesce((SELECT sum(a.amount_cents) "
    "FROM allocation a JOIN charge c ON c.id = a.charge_id JOIN charge_code k ON k.id = c.charge_code_id "
    "WHERE a.set_id = r.id AND a.credit_ledger_id = 0 AND k.tracks_deposits = 1), 0) AS cents FROM receipt r "
    "JOIN account_code b ON b.id = r.bank_account_id AND b.is_escrow = 1 WHERE r.id > :after) d "
    "WHERE d.cents > 0 ORDER BY d.id"
)
_ITEMS = text(
    "SELECT b.code AS bank, i.amount_cents, i.description FROM bank_item i "
    "JOIN account_code b ON b.id = i.bank_account_id WHERE i.set_id > :after ORDER BY i.set_id, i.line"
)
_SHORT = text(
    "SELECT CASE WHEN l.name = '' THEN l.code ELSE l.name END AS ledger, b.code AS bank, k.balance_cents "
    "FROM account_balance k JOIN ledger l ON l.id = k.ledger_id "
    "JOIN account_code b ON b.id = k.account_id AND b.is_bank = 1 WHERE k.balance_cents < 0 AND EXISTS "
    "(SELECT 1 FROM journal_line j WHERE j.set_id > :after AND j.ledger_id = k.ledger_id "
    "AND j.account_id = k.account_id) ORDER BY l.code, b.code"
)
