"""What waits today, in one quick read: sums by set-based SQL, history no further back than twelve weeks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, text

from landlord_desktop.rules.batch import Reason
from landlord_desktop.services.applicants import WaitingApplicants, count_waiting
from landlord_desktop.services.autopilot_store import RoundRow, round_of_today
from landlord_desktop.services.books import Books
from landlord_desktop.services.check_memory import LastCheck, read_last
from landlord_desktop.services.deposit_clock import DepositClock, read_clock
from landlord_desktop.services.returns_waiting import waiting_returns
from landlord_desktop.services.settings import read_settings
from landlord_desktop.services.work_order_list import NO_ORDERS, OpenOrders, count_not_resolved
from landlord_desktop.services.working_list import read_working_list

WEEKS = 12
AGES = ((0, 30), (31, 60), (61, 90), (91, None))
"""Days since the charge, from and to; the last group has no end."""

NO_APPLICANTS = WaitingApplicants()
FUTURE_DAYS = 30
"""Charges dated so many days ahead count as due, as in the reasons of the working list."""


@dataclass(frozen=True, slots=True)
class BankWaiting:
    """Undeposited receipts of one bank."""

    bank_id: int
    code: str
    name: str
    receipts: int
    cents: int


@dataclass(frozen=True, slots=True)
class WeekSum:
    """Receipts of a week that begins on a Monday."""

    begins_on: date
    receipts: int
    cents: int


@dataclass(frozen=True, slots=True)
class AgeSum:
    """Unpaid charges so many days old; `to_days` is None for the oldest group. `disputed_cents` is part of `cents`."""

    from_days: int
    to_days: int | None
    charges: int
    cents: int
    disputed_cents: int


@dataclass(frozen=True, slots=True)
class DashboardFacts:
    """Everything the dashboard shows, as of `today`. Amounts in cents, texts empty where nothing is known."""

    today: date
    batches: int
    batches_cents: int
    batch_payments: int
    batch_exceptions: int
    lines: int
    lines_cents: int
    lines_equal: int
    banks: tuple[BankWaiting, ...]
    waiting: int
    refused: int
    last_success: datetime | None
    last_error: str
    elsewhere: tuple[str, ...]
    elsewhere_cents: int
    set_aside: int
    weeks: tuple[WeekSum, ...]
    ages: tuple[AgeSum, ...]
    bank_ready: bool
    server_known: bool
    connected: bool
    has_batches: bool
    has_receipts: bool
    clock: DepositClock
    check: LastCheck | None = None
    work_orders: OpenOrders = NO_ORDERS
    returns: int = 0
    returns_cents: int = 0
    autopilot: RoundRow | None = None
    applicants: WaitingApplicants = NO_APPLICANTS

    @property
    def lines_unequal(self) -> int:
        """Working lines that need a person."""
        return self.lines - self.lines_equal

    @property
    def empty_office(self) -> bool:
        """True for books in which nothing happened yet: the first steps are shown."""
        return not (self.has_batches or self.has_receipts or self.lines)


def dashboard_facts(books: Books) -> DashboardFacts:
    """Read it all at one moment of the books."""
    today = books.today()
    with books.store.read() as connection:
        settings = read_settings(connection)
        verdicts = read_working_list(connection, books)
        equal = sum(verdict.reason is Reason.EQUAL for verdict in verdicts.verdicts)
        loaded = sum(
            line.batch_id is not None and verdict.reason not in {Reason.EQUAL, Reason.ALREADY_POSTED}
            for line, verdict in zip(verdicts.lines, verdicts.verdicts, strict=True)
        )
        waiting = connection.execute(_BATCHES).one()
        exceptions = connection.execute(
            _EXCEPTIONS, {"until": (today + timedelta(days=FUTURE_DAYS)).isoformat()}
        ).scalar_one()
        outbox = connection.execute(_OUTBOX).one()
        elsewhere = connection.execute(_ELSEWHERE).all()
        is_there = connection.execute(_IS_THERE).one()
        success = settings["inosio.last_success"]
        return DashboardFacts(
            today, waiting[0], waiting[1], waiting[2], exceptions + loaded, len(verdicts.lines),
            sum(line.amount_cents for line in verdicts.lines), equal, _banks(connection), outbox[0], outbox[1],
            datetime.fromisoformat(success) if success else None, settings["inosio.last_error"],
            tuple(row[0] for row in elsewhere), sum(row[1] for row in elsewhere), is_there[0],
            _weeks(connection, today), _ages(connection, today), bool(is_there[1]),
            bool(settings["inosio.server"]), bool(success), bool(is_there[2]), bool(is_there[3]),
            read_clock(connection, today),
            read_last(connection), count_not_resolved(connection), *waiting_returns(connection),
            round_of_today(connection, books), count_waiting(connection),
        )


def _banks(connection: Connection) -> tuple[BankWaiting, ...]:
    return tuple(BankWaiting(*row) for row in connection.execute(_UNDEPOSITED))


def _weeks(connection: Connection, today: date) -> tuple[WeekSum, ...]:
    first = today - timedelta(days=today.weekday() + 7 * (WEEKS - 1))
    counts, sums = [0] * WEEKS, [0] * WEEKS
    for row in connection.execute(_RECEIPTS, {"first": first.isoformat(), "today": today.isoformat()}):
        place = (date.fromisoformat(row[0]) - first).days // 7
        counts[place] += row[1]
        sums[place] += row[2]
    return tuple(
        WeekSum(first + timedelta(days=7 * place), counts[place], sums[place]) for place in range(WEEKS)
    )


def _ages(connection: Connection, today: date) -> tuple[AgeSum, ...]:
    borders = {f"d{days}": (today - timedelta(days=days)).isoformat() for days in (30, 60, 90)}
    groups = {row[0]: row for row in connection.execute(_UNPAID, borders)}
    return tuple(
        AgeSum(low, high, groups[place][1], groups[place][2], groups[place][3])
        if place in groups
        else AgeSum(low, high, 0, 0, 0)
        for place, (low, high) in enumerate(AGES)
    )


_BATCHES = text(
    "SELECT count(*), coalesce(sum(total_cents), 0), coalesce(sum(item_count), 0) FROM inosio_batch "
    "WHERE status = 'unprocessed'"
)
# Payments that are loaded have their verdict in the working list. Before that, one needs a person where it is not
# exactly what its tenant owes to one ledger.
_EXCEPTIONS = text(
    "WITH known AS MATERIALIZED (SELECT id, lower(code) AS code, posts_to_responsible, responsible_tenant_id "
    "FROM tenant), payment AS (SELECT p.amount_cents, p.unreadable, p.payer_kind, "
    "CASE WHEN t.posts_to_responsible = 1 THEN t.responsible_tenant_id ELSE t.id END AS tenant_id "
    "FROM inosio_batch b JOIN inosio_payment p ON p.batch_id = b.id "
    "LEFT JOIN known t ON t.code = lower(p.tenant_code) "
    "WHERE b.status = 'unprocessed' "
    "AND NOT EXISTS (SELECT 1 FROM working_line w WHERE w.source_key = p.source_key) "
    "AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.source_key = p.source_key "
    "AND r.source_key IS NOT NULL AND r.voided_as_error = 0)), "
    "due AS (SELECT tenant_id, sum(unpaid_cents) AS cents, count(DISTINCT ledger_id) AS ledgers FROM charge "
    "WHERE unpaid_cents > 0 AND disputed = 0 AND charged_on <= :until AND tenant_id IN (SELECT tenant_id FROM payment) "
    "GROUP BY tenant_id), "
    "credit AS (SELECT tenant_id, sum(balance_cents) AS cents FROM tenant_credit "
    "WHERE tenant_id IN (SELECT tenant_id FROM payment) GROUP BY tenant_id) "
    "SELECT count(*) FROM payment p LEFT JOIN tenant t ON t.id = p.tenant_id "
    "LEFT JOIN due ON due.tenant_id = p.tenant_id LEFT JOIN credit ON credit.tenant_id = p.tenant_id "
    "WHERE p.unreadable <> '' OR p.payer_kind <> 'tenant' OR t.id IS NULL OR t.active = 0 "
    "OR coalesce(due.ledgers, 0) <> 1 OR p.amount_cents <> due.cents - coalesce(credit.cents, 0)"
)
_UNDEPOSITED = text(
    "SELECT a.id, a.code, a.name, count(*), sum(r.amount_cents) FROM receipt r "
    "JOIN account_code a ON a.id = r.bank_account_id WHERE r.slip_id IS NULL AND r.voided_by_set_id IS NULL "
    "GROUP BY a.id ORDER BY min(r.posted_on), a.code"
)
_OUTBOX = text(
    "SELECT coalesce(sum(CASE WHEN i.state <> 'refused' THEN 1 ELSE 0 END), 0), "
    "coalesce(sum(CASE WHEN i.state = 'refused' THEN 1 ELSE 0 END), 0) "
    "FROM outbox_item i WHERE i.state IN ('waiting', 'sending') OR (i.state = 'refused' AND NOT EXISTS "
    "(SELECT 1 FROM outbox_item n WHERE n.subject = i.subject AND n.id > i.id))"
)
# Nobody here marked it processed, yet the server has it so, and payments of it are in no receipt.
_ELSEWHERE = text(
    "SELECT b.id, sum(p.amount_cents) FROM inosio_batch b JOIN inosio_payment p ON p.batch_id = b.id "
    "WHERE b.server_status = 'processed' AND b.origin = 'server' AND b.processed_by = '' "
    "AND NOT EXISTS (SELECT 1 FROM receipt r WHERE r.source_key = p.source_key AND r.source_key IS NOT NULL "
    "AND r.voided_as_error = 0) GROUP BY b.id ORDER BY b.deposited_on, b.id"
)
_RECEIPTS = text(
    "SELECT s.posted_on, count(*), sum(r.amount_cents) FROM transaction_set s JOIN receipt r ON r.id = s.id "
    "WHERE s.posted_on BETWEEN :first AND :today AND r.voided_by_set_id IS NULL GROUP BY s.posted_on"
)
_UNPAID = text(
    "SELECT CASE WHEN charged_on >= :d30 THEN 0 WHEN charged_on >= :d60 THEN 1 WHEN charged_on >= :d90 THEN 2 "
    "ELSE 3 END AS age, count(*), sum(unpaid_cents), sum(CASE WHEN disputed = 1 THEN unpaid_cents ELSE 0 END) "
    "FROM charge WHERE unpaid_cents > 0 GROUP BY age"
)
_IS_THERE = text(
    "SELECT (SELECT count(*) FROM set_aside WHERE settled_at IS NULL), "
    "EXISTS (SELECT 1 FROM account_code a JOIN bank_detail d ON d.account_id = a.id WHERE a.is_bank = 1 "
    "AND a.active = 1 AND d.account_number <> '' AND d.routing_number <> ''), "
    "EXISTS (SELECT 1 FROM inosio_batch), EXISTS (SELECT 1 FROM receipt)"
)
