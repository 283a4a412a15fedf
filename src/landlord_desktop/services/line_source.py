"""A payment of the working list that becomes a receipt of its own: it leaves the list in the posting transaction."""

from dataclasses import dataclass

from sqlalchemy import Connection, text

from landlord_desktop.rules.batch import REASON_WORDS, Reason
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents
from landlord_desktop.services.batch_status import settle_batches
from landlord_desktop.services.books import Books
from landlord_desktop.services.journal import Row
from landlord_desktop.services.working_list import read_working_list

NOT_BY_HAND = {Reason.ALREADY_POSTED, Reason.UNREADABLE, Reason.BAD_AMOUNT, Reason.CLAIMED}
"""Reasons that no person can overrule."""


@dataclass(frozen=True, slots=True)
class ReceiptSource:
    """What a receipt keeps of where its payment came from; by these it can post only once.

    `line_id` None: it was typed into a posting screen.
    """

    line_uuid: str
    received_on: str
    line_id: int | None = None
    payer_name: str = ""
    batch_id: str | None = None
    payment_id: str | None = None
    source_key: str | None = None
    unit_id: int | None = None
    bank_id: int | None = None
    method: str = ""


def receipt_row(
    source: ReceiptSource, books: Books, payer: tuple[str, int | None, int | None, int], bank_id: int, posted_on: str,
    amounts: tuple[int, int, int], method: str, check_number: str, memo: str, replaces_receipt_id: int | None,
) -> Row:
    """A receipt in the shape of `SetDraft.receipt`.

    `payer`: kind, tenant, unit, ledger; `amounts`: the whole, to open credit, to advance payments, in cents.
    """
    return (
        *payer, bank_id, source.received_on, posted_on, *amounts, source.method or method, source.payer_name,
        check_number, memo, source.batch_id, source.payment_id, source.source_key, source.line_uuid, books.actor.user,
        replaces_receipt_id,
    )


def take_line(
    connection: Connection, books: Books, line_id: int, amount_cents: int, tenant_id: int | None
) -> ReceiptSource:
    """Read the line whose payment is posted now. `tenant_id` None: as a ledger receipt.

    NotFoundError where it is gone, RuleError where it cannot be posted by hand, StaleError where it was changed.
    """
    working = read_working_list(connection, books, only=[line_id])
    if not working.lines:
        raise NotFoundError("This payment is no longer on the list: it was posted or taken off meanwhile.")
    line, verdict = working.lines[0], working.verdicts[0]
    if verdict.reason in NOT_BY_HAND:
        raise RuleError(f"{REASON_WORDS[verdict.reason]}: this payment cannot be processed here.")
    if line.amount_cents != amount_cents:
        raise RuleError(f"The payment is {format_cents(line.amount_cents)}; its amount cannot be changed here.")
    wanted = None if line.as_ledger_receipt else line.tenant_id
    if tenant_id not in {wanted, None if wanted is None else line.account_tenant_id}:
        raise StaleError("Who paid this was changed meanwhile. Nothing was posted; open the payment again.")
    return ReceiptSource(
        line.uuid, line.received_on, line_id, line.payer_name, line.batch_id, line.payment_id, line.source_key,
        line.unit_id, working.banks[line_id], line.method,
    )


def replaced_source(connection: Connection, receipt_id: int, line_uuid: str, received_on: str) -> ReceiptSource:
    """What a corrected receipt takes over of the voided one that it replaces: its payment, which posts only once.

    NotFoundError where there is no such receipt, RuleError where it is not voided as recorded in error.
    """
    row = connection.execute(_REPLACED, {"id": receipt_id}).one_or_none()
    if row is None:
        raise NotFoundError(f"There is no receipt {receipt_id} to be replaced.")
    if not row.voided_as_error:
        raise RuleError(f"Receipt {receipt_id} is not voided as recorded in error, so no other can replace it.")
    return ReceiptSource(
        line_uuid, received_on, None, row.payer_name, row.batch_id, row.payment_id, row.source_key,
        bank_id=row.bank_account_id,
    )


def finish_line(connection: Connection, books: Books, source: ReceiptSource) -> tuple[str, ...]:
    """Take the posted line off the list; the batches of which every payment is posted by now."""
    if source.line_id is None:  # a corrected receipt takes the payment over; it no longer counts as removed
        connection.execute(_NOT_REMOVED, {"key": source.source_key})
        return ()
    connection.execute(text("DELETE FROM working_line WHERE id = :id"), {"id": source.line_id})
    return settle_batches(connection, books, () if source.batch_id is None else (source.batch_id,))


_NOT_REMOVED = text("DELETE FROM working_line WHERE source_key = :key AND state = 'removed'")
_REPLACED = text(
    "SELECT voided_as_error, payer_name, batch_id, payment_id, source_key, bank_account_id FROM receipt WHERE id = :id"
)
