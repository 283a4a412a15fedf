"""Deposit Receipts: undeposited receipts of a bank, grouped onto a slip that equals one line of the bank statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, text

from landlord_desktop.db.engine import bulk_change, bulk_insert
from landlord_desktop.rules.errors import NotFoundError, RuleError, StaleError
from landlord_desktop.rules.money import format_cents, require_cents
from landlord_desktop.services.books import Books, record
from landlord_desktop.services.journal import JournalWriter, SetDraft
from landlord_desktop.services.outbox import queue_balances
from landlord_desktop.services.settings import read_settings


@dataclass(frozen=True, slots=True)
class UndepositedReceipt:
    """A posted receipt awaiting deposit. The words on a batch are None for one typed by hand."""

    receipt_id: int
    posted_on: date
    received_on: date
    payer: str
    unit: str
    amount_cents: int
    method: str
    memo: str
    entered_by: str
    batch_id: str | None
    batch_deposited_on: date | None
    batch_total_cents: int | None
    batch_item_count: int | None
    batch_posted: int | None

    @property
    def batch_whole(self) -> bool:
        """Whether every payment of its batch is posted, so that the slip equals the bank's line."""
        return self.batch_id is not None and self.batch_posted == self.batch_item_count


@dataclass(frozen=True, slots=True)
class SlipRow:
    """A posted deposit slip."""

    slip_id: int
    number: int
    bank: str
    deposited_on: date
    total_cents: int
    item_count: int
    batch_id: str | None


_UNDEPOSITED = (
    "SELECT r.id, r.posted_on, r.received_on, coalesce(t.name, nullif(r.payer_name, ''), l.name) AS payer, "
    "coalesce(u.name, '') AS unit, r.amount_cents, r.method, r.memo, r.entered_by, r.batch_id, "
    "b.deposited_on AS batch_deposited_on, b.total_cents AS batch_total_cents, b.item_count AS batch_item_count, "
    "(SELECT count(*) FROM receipt p WHERE p.batch_id = r.batch_id AND p.voided_by_set_id IS NULL) AS batch_posted "
    "FROM receipt r JOIN ledger l ON l.id = r.ledger_id LEFT JOIN tenant t ON t.id = r.tenant_id "
    "LEFT JOIN unit u ON u.id = r.unit_id LEFT JOIN inosio_batch b ON b.id = r.batch_id "
    "WHERE r.slip_id IS NULL AND r.voided_by_set_id IS NULL "
)


def undeposited_receipts(books: Books, bank_id: int, *, everybodys: bool = True) -> list[UndepositedReceipt]:
    """Receipts of a bank that are on no slip, oldest first; only this user's own unless `everybodys`."""
    query = _UNDEPOSITED + "AND r.bank_account_id = :bank AND (:all = 1 OR r.entered_by = :user) ORDER BY r.id"
    with books.store.read() as connection:
        rows = connection.execute(
            text(query), {"bank": bank_id, "all": int(everybodys), "user": books.actor.user}
        ).all()
    return [_undeposited(row) for row in rows]


def _undeposited(row: Any) -> UndepositedReceipt:
    return UndepositedReceipt(
        row.id, date.fromisoformat(row.posted_on), date.fromisoformat(row.received_on), row.payer, row.unit,
        row.amount_cents, row.method, row.memo, row.entered_by, row.batch_id,
        date.fromisoformat(row.batch_deposited_on) if row.batch_deposited_on else None, row.batch_total_cents,
        row.batch_item_count, row.batch_posted if row.batch_id else None,
    )


def post_slip(
    books: Books, bank_id: int, receipt_ids: Sequence[int], total_cents: int, deposited_on: date | None = None
) -> SlipRow:
    """Post a deposit slip of these receipts.

    RuleError where nothing is marked or the total differs; StaleError where a receipt was deposited or voided since.
    Queues the balances where the setting says so.
    """
    with books.store.write() as connection:
        return write_slip(connection, books, bank_id, receipt_ids, total_cents, deposited_on or books.today())


def write_slip(
    connection: Connection, books: Books, bank_id: int, receipt_ids: Sequence[int], total_cents: int,
    deposited_on: date, *, replaces_slip_id: int | None = None, event_id: int | None = None,
) -> SlipRow:
    """The same inside a write that is under way. `replaces_slip_id`: the voided slip whose place it takes."""
    marked = sorted(set(receipt_ids))
    if not marked:
        raise RuleError("No receipt is marked. Mark the receipts that are on the slip.")
    bank = connection.execute(
        text("SELECT code FROM account_code WHERE id = :id AND is_bank = 1"), {"id": bank_id}
    ).scalar()
    if bank is None:
        raise NotFoundError("There is no such bank account code.")
    rows = _marked_receipts(connection, bank_id, marked)
    if len(rows) != len(marked):
        gone = len(marked) - len(rows)
        raise StaleError(
            f"{gone} of the marked receipts {'was' if gone == 1 else 'were'} deposited or voided meanwhile. "
            "Nothing was posted; look at the list again."
        )
    marked_cents = sum(row[1] for row in rows)
    if marked_cents != require_cents(total_cents):
        raise RuleError(
            f"The marked receipts are {format_cents(marked_cents)}, the deposit is {format_cents(total_cents)}. "
            "A slip can be posted when the difference is zero."
        )
    batch_ids = {row[2] for row in rows}
    batch_id = batch_ids.pop() if len(batch_ids) == 1 else None
    number = 1 + (connection.execute(text("SELECT max(number) FROM deposit_slip")).scalar() or 0)
    writer = JournalWriter(connection, books, event_id)
    draft = SetDraft("deposit_slip", deposited_on.isoformat(), f"Deposit slip {number}")
    draft.bank_items.append((bank_id, marked_cents, draft.memo, ""))
    slip_id = writer.add(draft)
    writer.finish()
    connection.execute(
        _INSERT_SLIP,
        {
            "id": slip_id, "number": number, "bank": bank_id, "day": deposited_on.isoformat(),
            "total": marked_cents, "count": len(rows), "batch": batch_id, "user": books.actor.user,
            "replaces": replaces_slip_id,
        },
    )
    members = [(slip_id, row[0]) for row in rows]
    bulk_insert(connection, "slip_receipt", "slip_id, receipt_id", members)
    bulk_change(connection, "UPDATE receipt SET slip_id = ? WHERE id = ?", members)
    record(connection, books, "post deposit slip", f"slip {number}",
           f"{len(rows)} receipts, {format_cents(marked_cents)} to {bank}.")
    if read_settings(connection)["inosio.balances_after_slip"] == "yes":
        queue_balances(connection, books, f"deposit slip {number}")
    return SlipRow(slip_id, number, bank, deposited_on, marked_cents, len(rows), batch_id)


def _marked_receipts(connection: Connection, bank_id: int, marked: Sequence[int]) -> list[Any]:
    rows: list[Any] = []
    for start in range(0, len(marked), 500):
        part = ",".join(str(int(receipt_id)) for receipt_id in marked[start : start + 500])
        rows += connection.execute(
            text(
                f"SELECT id, amount_cents, batch_id FROM receipt WHERE id IN ({part}) "  # noqa: S608
                "AND bank_account_id = :bank AND slip_id IS NULL AND voided_by_set_id IS NULL"
            ),
            {"bank": bank_id},
        ).all()
    return rows


def post_whole_batch_slips(
    books: Books, batch_ids: Sequence[str] | None = None, *, event_id: int | None = None
) -> list[SlipRow]:
    """One slip for each batch and bank whose every payment is posted and whose receipts are on no slip yet.

    `event_id`: the Post that they belong to.

    A batch that is only partly posted waits; calling again makes what is missing.
    """
    with books.store.write() as connection:
        return write_whole_batch_slips(connection, books, batch_ids, event_id=event_id)


def write_whole_batch_slips(
    connection: Connection, books: Books, batch_ids: Collection[str] | None = None, *, event_id: int | None = None
) -> list[SlipRow]:
    """The same inside a write that is under way."""
    slips = []
    for row in connection.execute(_WHOLE_BATCHES).all():
        if batch_ids is None or row[0] in batch_ids:
            receipts = connection.execute(_OF_BATCH, {"batch": row[0], "bank": row[1]}).all()
            total = sum(receipt[1] for receipt in receipts)
            marked = [receipt[0] for receipt in receipts]
            slips.append(write_slip(connection, books, row[1], marked, total, books.today(), event_id=event_id))
    return slips


_WHOLE_BATCHES = text(
    "WITH whole AS MATERIALIZED (SELECT b.id, b.deposited_on FROM inosio_batch b WHERE b.id IN "
    "(SELECT batch_id FROM receipt WHERE slip_id IS NULL AND voided_by_set_id IS NULL) AND b.item_count = "
    "(SELECT count(*) FROM inosio_payment i JOIN receipt p ON p.source_key = i.source_key AND p.source_key IS NOT NULL "
    "AND p.voided_as_error = 0 AND p.voided_by_set_id IS NULL WHERE i.batch_id = b.id)) "
    "SELECT b.id, r.bank_account_id FROM whole b JOIN receipt r ON r.batch_id = b.id "
    "WHERE r.slip_id IS NULL AND r.voided_by_set_id IS NULL "
    "GROUP BY b.id, r.bank_account_id, b.deposited_on ORDER BY b.deposited_on, b.id"
)
_OF_BATCH = text(
    "SELECT id, amount_cents FROM receipt WHERE batch_id = :batch AND bank_account_id = :bank "
    "AND slip_id IS NULL AND voided_by_set_id IS NULL ORDER BY id"
)
_INSERT_SLIP = text(
    "INSERT INTO deposit_slip "
    "(id, number, bank_account_id, deposited_on, total_cents, item_count, batch_id, entered_by, "
    "replaces_slip_id) VALUES (:id, :number, :bank, :day, :total, :count, :batch, :user, :replaces)"
)
