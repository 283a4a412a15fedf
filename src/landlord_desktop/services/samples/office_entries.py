"""What an office posts beside rents and receipts: schedules, deposits to escrow, statements, and each rare entry."""

from datetime import date, timedelta

from sqlalchemy import Connection, text

from landlord_desktop.services.books import Books
from landlord_desktop.services.clearing import write_clearing
from landlord_desktop.services.samples.foundation import BANK, at, ids, month_after
from landlord_desktop.services.samples.office_people import CARLA, NEIL, Numbers
from landlord_desktop.services.samples.office_profiles import MONTHS, Office
from landlord_desktop.services.samples.office_scenes import Cast, Scenes
from landlord_desktop.services.samples.office_terms import RECURRING_MONTHS
from landlord_desktop.services.scheduled_posting import ReceivablesOrder, write_receivables
from landlord_desktop.services.scheduled_receivables import CompileRequest, read_candidates
from landlord_desktop.services.transfers import TransferLine, TransferOrder, write_transfer

TRANSFER_DAY, STATEMENT_DAY = 26, 27
ESCROW = "ESCROW"


class Entries:
    """Called at the first of each month and at the end of each that is over."""

    def __init__(self, books: Books, office: Office, cast: Cast, numbers: Numbers) -> None:
        self._books = books
        self._office = office
        self._scenes = Scenes(books, office, cast, numbers)

    def begin_month(self, connection: Connection, month: int, first: date) -> None:
        """Post what the schedules say: recurring charges and flat management fees of the last months."""
        if MONTHS - month > RECURRING_MONTHS:
            return
        books = at(self._books, first, CARLA)
        for kind in ("recurring", "management_fee"):
            request = CompileRequest(kind, first)
            candidates = read_candidates(connection, request).compiled().candidates
            write_receivables(connection, books, ReceivablesOrder(request, candidates))

    def end_month(self, connection: Connection, month: int, first: date) -> None:
        """The month's scenes, if any; deposits to escrow; the statements of the month before."""
        self._scenes.play(connection, MONTHS - 1 - month, first)
        self._move_deposits(connection, first.replace(day=TRANSFER_DAY))
        for code in (BANK, ESCROW):
            self._reconcile(connection, code, first)
        self._scenes.play_late(connection, MONTHS - 1 - month, first)

    def _move_deposits(self, connection: Connection, day: date) -> None:
        """Deposits that came with the rent go to the escrow bank."""
        lines = tuple(TransferLine(row[0], row[1]) for row in connection.execute(_NOT_IN_ESCROW))
        if lines:
            accounts = ids(connection, "account_code")
            memo = "Security deposits to escrow"
            order = TransferOrder(self._office.bank_id, accounts[ESCROW], day, lines, memo=memo)
            write_transfer(connection, at(self._books, day, NEIL), order)

    def _reconcile(self, connection: Connection, code: str, first: date) -> None:
        """Clear what the bank's statement of the month before shows."""
        last = first - timedelta(days=1)
        bank_id = ids(connection, "account_code")[code]
        found = connection.execute(_UNCLEARED, {"bank": bank_id, "last": last.isoformat()})
        items = [(row[0], row[1]) for row in found]
        if items:
            books = at(self._books, first.replace(day=STATEMENT_DAY), NEIL)
            write_clearing(connection, books, bank_id, items, last)


def lock_old_months(today: date) -> str:
    """The last day of the first year of the history as a setting: its books are closed."""
    return (month_after(today.replace(day=1), 1 - MONTHS // 2) - timedelta(days=1)).isoformat()


_NOT_IN_ESCROW = text(
    "SELECT b.ledger_id, -sum(b.balance_cents) FROM account_balance b JOIN account_code a ON a.id = b.account_id "
    "WHERE a.code IN ('DEPOSITS', 'ESCROW') GROUP BY b.ledger_id HAVING sum(b.balance_cents) < 0 ORDER BY b.ledger_id"
)
_UNCLEARED = text(
    "SELECT i.set_id, i.line FROM bank_item i JOIN transaction_set s ON s.id = i.set_id "
    "WHERE i.bank_account_id = :bank AND i.cleared_on IS NULL AND s.posted_on <= :last ORDER BY i.set_id, i.line"
)
